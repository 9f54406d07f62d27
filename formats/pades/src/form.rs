//! The interactive form (ISO 32000-2, 12.7): its fields and their widgets.

use std::collections::HashSet;

use crate::pdf::{Dictionary, Object, ObjectId, View};

/// Deepest field hierarchy that is followed.
const MAX_DEPTH: usize = 64;

/// A terminal field of the form.
#[derive(Clone, Debug)]
pub(crate) struct Field<'s> {
    /// The field's own object, when it is an indirect one.
    pub(crate) id: Option<ObjectId>,
    /// Fully qualified name: the partial names joined with dots (12.7.4.2).
    pub(crate) name: String,
    pub(crate) dictionary: Dictionary<'s>,
    /// `FT`, inherited.
    pub(crate) is_signature: bool,
    /// `V`, not resolved, inherited.
    pub(crate) value: Option<Object<'s>>,
}

#[derive(Clone, Default)]
struct Inherited<'s> {
    name: String,
    is_signature: bool,
    value: Option<Object<'s>>,
}

/// The `AcroForm` dictionary.
pub(crate) fn form<'s>(view: View<'s>) -> Option<Dictionary<'s>> {
    match view.get(&view.catalog()?, "AcroForm") {
        Object::Dictionary(form) => Some(form),
        _ => None,
    }
}

/// The terminal fields in document order. Every object is visited once.
pub(crate) fn fields(view: View<'_>) -> Vec<Field<'_>> {
    let mut found = Vec::new();
    let Some(form) = form(view) else { return found };
    let roots = view.get(&form, "Fields");
    let mut visited = HashSet::new();
    let mut open: Vec<(Object<'_>, Inherited<'_>, usize)> = Vec::new();
    for root in roots.as_array().unwrap_or_default().iter().rev() {
        open.push((root.clone(), Inherited::default(), 0));
    }
    while let Some((node, mut inherited, depth)) = open.pop() {
        let id = node.as_reference();
        if depth > MAX_DEPTH || id.is_some_and(|id| !visited.insert(id.number)) {
            continue;
        }
        let Object::Dictionary(dictionary) = view.resolve(&node) else { continue };
        if let Object::String(partial) = view.get(&dictionary, "T") {
            if !inherited.name.is_empty() {
                inherited.name.push('.');
            }
            inherited.name.push_str(&view.text(&partial));
        }
        if let Object::Name(kind) = view.get(&dictionary, "FT") {
            inherited.is_signature = kind.is("Sig");
        }
        if let Some(value) = dictionary.get("V") {
            inherited.value = Some(value.clone());
        }
        let kids = view.get(&dictionary, "Kids");
        let mut below = Vec::new();
        for kid in kids.as_array().unwrap_or_default() {
            // A kid without a partial name is no field but a widget.
            let is_field = match view.resolve(kid) {
                Object::Dictionary(dictionary) => dictionary.get("T").is_some(),
                _ => false,
            };
            if is_field {
                below.push((kid.clone(), inherited.clone(), depth + 1));
            }
        }
        if below.is_empty() {
            let Inherited { name, is_signature, value } = inherited;
            found.push(Field { id, name, dictionary, is_signature, value });
        } else {
            open.extend(below.into_iter().rev());
        }
    }
    found
}

impl<'s> Field<'s> {
    /// The value as a signature dictionary.
    pub(crate) fn signature(&self, view: View<'s>) -> Option<Dictionary<'s>> {
        if !self.is_signature {
            return None;
        }
        match view.resolve(self.value.as_ref()?) {
            Object::Dictionary(dictionary) => Some(dictionary),
            _ => None,
        }
    }
}
