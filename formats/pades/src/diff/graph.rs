//! Comparing and walking objects through their references.

use std::collections::HashSet;
use std::rc::Rc;

use super::{Change, Comparison, FORBIDDEN};
use crate::pdf::{Dictionary, Name, Object, View};

impl<'s> Comparison<'s, '_> {
    /// Compares all that must be the same, then what only some signatures let change: an object that both
    /// lead to must be the same.
    pub(super) fn finish_strict(&mut self) {
        let annotations = std::mem::take(&mut self.annotations);
        let strict = std::mem::take(&mut self.pending);
        let strict = strict.into_iter().rev().map(|(old, new, change)| (old, new, change, FORBIDDEN));
        for (old, new, change, rule) in strict.chain(annotations) {
            let mut open = vec![(old, new)];
            while let Some((old, new)) = open.pop() {
                if !step(self.old, self.new, old, new, &mut open, &self.ruled, &mut self.same, self.quick) {
                    self.note((*change).clone(), rule.clone());
                    break;
                }
            }
            // What was not reached because of the difference is compared under another name if
            // anything else leads there.
            for (old, _) in open {
                if let Some(id) = old.as_reference() {
                    self.same.remove(&id.number);
                }
            }
        }
    }

    /// Whether two values differ anywhere below.
    pub(super) fn differ(&mut self, old: &Object<'s>, new: &Object<'s>) -> bool {
        let nothing = HashSet::new();
        let mut seen = std::mem::take(&mut self.equal);
        let mut open = vec![(old.clone(), new.clone())];
        while let Some((old, new)) = open.pop() {
            if !step(self.old, self.new, old, new, &mut open, &nothing, &mut seen, self.quick) {
                // What was seen on the way may not have been looked at to its end.
                return true;
            }
        }
        self.equal = seen;
        false
    }

    /// Objects that lay unused in the signed revision and are used now.
    pub(super) fn shadows(&mut self) {
        let mut seen = HashSet::new();
        let mut candidates = Vec::new();
        let mut open = std::mem::take(&mut self.arrivals);
        while let Some(object) = open.pop() {
            let mut references = Vec::new();
            collect(&object, &mut references);
            for reference in references {
                let Object::Reference(id) = reference else { continue };
                let known = self.ruled.contains(&id.number) || self.pages.is_node(id.number);
                if known || !seen.insert(id.number) {
                    continue;
                }
                let (before, now) = (self.old.location(id.number), self.new.location(id.number));
                if now.is_none() {
                    self.missing.push(id.number);
                }
                if before.is_some() && before == now {
                    candidates.push(id.number);
                } else {
                    open.push(self.new.object(id));
                }
            }
        }
        if candidates.is_empty() {
            return;
        }
        let roots = ["Root", "Info"].into_iter().filter_map(|key| self.old.trailer_entry(key).cloned());
        let used = reachable(self.old, roots.collect());
        for number in candidates {
            if !used.contains(&number) {
                self.forbid(Change::Shadow { number });
            }
        }
    }

    pub(super) fn require_values(&mut self, old: &Object<'s>, new: &Object<'s>, change: &Rc<Change>) {
        self.pending.push((old.clone(), new.clone(), change.clone()));
    }
}

/// One step of a comparison, which when it is quick does not look below what stands where it stood: false when the values differ on their face; what is below goes to `open`.
#[expect(clippy::too_many_arguments, reason = "two of everything")]
fn step<'s>(
    old_view: View<'s>,
    new_view: View<'s>,
    old: Object<'s>,
    new: Object<'s>,
    open: &mut Vec<(Object<'s>, Object<'s>)>,
    ruled: &HashSet<u32>,
    seen: &mut HashSet<u32>,
    quick: bool,
) -> bool {
    match (&old, &new) {
        (Object::Reference(one), Object::Reference(two)) => {
            if one.number != two.number {
                return false;
            }
            if ruled.contains(&one.number) || !seen.insert(one.number) {
                return true;
            }
            let unmoved = old_view.location(one.number) == new_view.location(one.number);
            if unmoved && quick {
                return true;
            }
            let value = old_view.object(*one);
            if unmoved {
                let mut references = Vec::new();
                collect(&value, &mut references);
                open.extend(references.into_iter().map(|reference| (reference.clone(), reference)));
            } else {
                open.push((value, new_view.object(*one)));
            }
            true
        }
        (Object::Reference(one), _) => {
            open.push((old_view.object(*one), new));
            true
        }
        (_, Object::Reference(two)) => {
            let new = new_view.object(*two);
            open.push((old, new));
            true
        }
        (Object::Array(one), Object::Array(two)) => {
            open.extend(one.iter().cloned().zip(two.iter().cloned()));
            one.len() == two.len()
        }
        (Object::Dictionary(one), Object::Dictionary(two)) => entries(one, two, open),
        (Object::Stream(one), Object::Stream(two)) => {
            let same = one.data == two.data || old_view.stored(one) == new_view.stored(two);
            same && entries(&one.dictionary, &two.dictionary, open)
        }
        (Object::String(one), Object::String(two)) => {
            (one.raw == two.raw && one.owner == two.owner) || old_view.string(one) == new_view.string(two)
        }
        _ => scalars_equal(&old, &new),
    }
}

fn entries<'s>(old: &Dictionary<'s>, new: &Dictionary<'s>, open: &mut Vec<(Object<'s>, Object<'s>)>) -> bool {
    let value = |dictionary: &Dictionary<'s>, key: Name<'_>| {
        dictionary.get_name(key).cloned().unwrap_or(Object::Null)
    };
    // Large dictionaries (name trees are arrays, resources are small) would make the search for each
    // key quadratic: those are compared in order, which is how they are written again.
    if old.entries.len() > 4096 || new.entries.len() > 4096 {
        let pairs = old.entries.iter().zip(&new.entries);
        open.extend(pairs.clone().map(|((_, old), (_, new))| (old.clone(), new.clone())));
        return old.entries.len() == new.entries.len() && pairs.into_iter().all(|(old, new)| old.0 == new.0);
    }
    for (key, old_value) in old.iter() {
        open.push((old_value.clone(), value(new, *key)));
    }
    for (key, new_value) in new.iter() {
        if old.get_name(*key).is_none() {
            open.push((Object::Null, new_value.clone()));
        }
    }
    true
}

fn scalars_equal(old: &Object<'_>, new: &Object<'_>) -> bool {
    match (old, new) {
        (Object::Null, Object::Null) => true,
        (Object::Boolean(one), Object::Boolean(two)) => one == two,
        (Object::Name(one), Object::Name(two)) => one == two,
        (Object::Integer(one), Object::Integer(two)) => one == two,
        (Object::Real(one), Object::Real(two)) if one == two => true,
        (Object::Integer(_) | Object::Real(_), Object::Integer(_) | Object::Real(_)) => {
            old.as_number().is_some_and(|number| Some(number) == new.as_number())
        }
        _ => false,
    }
}

/// The references in a value, not followed.
pub(crate) fn collect<'s>(object: &Object<'s>, into: &mut Vec<Object<'s>>) {
    match object {
        Object::Reference(_) => into.push(object.clone()),
        Object::Array(elements) => elements.iter().for_each(|element| collect(element, into)),
        Object::Dictionary(dictionary) => dictionary.iter().for_each(|(_, value)| collect(value, into)),
        Object::Stream(stream) => stream.dictionary.iter().for_each(|(_, value)| collect(value, into)),
        _ => {}
    }
}

/// The numbers of all objects that can be reached.
fn reachable<'s>(view: View<'s>, roots: Vec<Object<'s>>) -> HashSet<u32> {
    let mut seen = HashSet::new();
    walk(view, roots, &mut seen, &mut |_| {});
    seen
}

/// Visits every object that can be reached, once.
pub(crate) fn walk<'s>(
    view: View<'s>,
    mut open: Vec<Object<'s>>,
    seen: &mut HashSet<u32>,
    visit: &mut impl FnMut(&Object<'s>),
) {
    let mut references = Vec::new();
    while let Some(object) = open.pop() {
        visit(&object);
        collect(&object, &mut references);
        for reference in references.drain(..) {
            if let Object::Reference(id) = reference
                && seen.insert(id.number)
            {
                open.push(view.object(id));
            }
        }
    }
}
