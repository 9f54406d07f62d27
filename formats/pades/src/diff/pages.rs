//! Comparing the page tree and the pages.

use std::collections::{HashMap, HashSet};

use super::{Change, Comparison, keys, walk};
use crate::pdf::{Dictionary, Object, ObjectId, View};

/// Where the pages of a document are, so that a later revision is compared only where it touches them.
#[derive(Debug, Default)]
pub(super) struct Pages {
    root: Option<u32>,
    /// The nodes above the pages.
    nodes: HashSet<u32>,
    /// The pages, with their number counted from 1.
    pages: HashMap<u32, usize>,
    /// Arrays of annotations that are objects of their own, with their page.
    annotations: HashMap<u32, u32>,
    /// What the pages draw: everything below their contents and resources.
    drawn: HashSet<u32>,
    /// Whether everything in the tree is an object of its own and stands there once.
    regular: bool,
}

impl Pages {
    pub(super) fn read(view: View<'_>) -> Self {
        let root = view.catalog().and_then(|catalog| catalog.get("Pages")?.as_reference());
        let mut found = Pages { root: root.map(|id| id.number), regular: true, ..Pages::default() };
        let mut open: Vec<Object<'_>> = root.map(Object::Reference).into_iter().collect();
        let mut shown = Vec::new();
        while let Some(node) = open.pop() {
            let (Some(id), Object::Dictionary(dictionary)) = (node.as_reference(), view.resolve(&node))
            else {
                found.regular = false;
                continue;
            };
            if found.nodes.contains(&id.number) || found.pages.contains_key(&id.number) {
                found.regular = false;
                continue;
            }
            shown
                .extend(["Contents", "Resources"].into_iter().filter_map(|key| dictionary.get(key).cloned()));
            match view.get(&dictionary, "Kids") {
                Object::Array(kids) => {
                    found.regular &= matches!(dictionary.get("Kids"), Some(Object::Array(_)));
                    found.nodes.insert(id.number);
                    open.extend(kids.into_iter().rev());
                }
                _ => {
                    let number = found.pages.len() + 1;
                    found.pages.insert(id.number, number);
                    if let Some(array) = dictionary.get("Annots").and_then(Object::as_reference) {
                        found.annotations.insert(array.number, id.number);
                    }
                }
            }
        }
        // Not up again, through whatever points back to a page.
        let tree = found.nodes.iter().chain(found.pages.keys());
        let mut seen: HashSet<u32> = tree.copied().collect();
        walk(view, vec![Object::Array(shown)], &mut seen, &mut |_| {});
        found.drawn = seen;
        found
    }

    /// The numbers that the document refers to although they are not there.
    pub(super) fn dangling(view: View<'_>) -> HashSet<u32> {
        let roots = ["Root", "Info"].into_iter().filter_map(|key| view.trailer_entry(key).cloned());
        let mut seen = HashSet::new();
        walk(view, roots.collect(), &mut seen, &mut |_| {});
        seen.retain(|number| view.location(*number).is_none());
        seen
    }

    /// Whether an object other than a page itself is drawn.
    pub(super) fn draws(&self, number: u32) -> bool {
        self.drawn.contains(&number) && !self.is_node(number)
    }

    /// Whether an object is part of the tree.
    pub(super) fn is_node(&self, number: u32) -> bool {
        self.nodes.contains(&number) || self.pages.contains_key(&number)
    }

    pub(super) fn is_root(&self, old: &Object<'_>, new: &Object<'_>) -> bool {
        let number = |object: &Object<'_>| object.as_reference().map(|id| id.number);
        self.root.is_some() && number(old) == self.root && number(new) == self.root
    }

    /// The pages that a revision touches; `None` when it touches the tree above them.
    pub(super) fn touched(&self, changed: &HashSet<u32>) -> Option<Vec<(usize, u32)>> {
        if !self.regular || changed.iter().any(|number| self.nodes.contains(number)) {
            return None;
        }
        let pages = changed.iter().map(|number| self.annotations.get(number).unwrap_or(number));
        let mut pages: Vec<_> = pages.filter_map(|id| Some((*self.pages.get(id)?, *id))).collect();
        pages.sort_unstable();
        pages.dedup();
        Some(pages)
    }
}

impl<'s> Comparison<'s, '_> {
    pub(super) fn touched_pages(&mut self, touched: &[(usize, u32)]) {
        for (page, number) in touched {
            let id = ObjectId { number: *number, generation: 0 };
            self.ruled.insert(id.number);
            match (self.old.object(id), self.new.object(id)) {
                (Object::Dictionary(old), Object::Dictionary(new)) => self.page(*page, &old, &new),
                _ => self.forbid(Change::PageTree),
            }
        }
    }

    pub(super) fn page_tree(&mut self, old: Object<'s>, new: Object<'s>) {
        let mut open = vec![(old, new)];
        let mut page = 0;
        while let Some((old, new)) = open.pop() {
            match (old.as_reference(), new.as_reference()) {
                (Some(old), Some(new)) if old.number == new.number => {
                    if !self.ruled.insert(old.number) {
                        continue;
                    }
                }
                (None, None) => {}
                _ => {
                    self.forbid(Change::PageTree);
                    continue;
                }
            }
            let (old, new) = match (self.old.resolve(&old), self.new.resolve(&new)) {
                (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
                (Object::Null, Object::Null) => continue,
                _ => {
                    self.forbid(Change::PageTree);
                    continue;
                }
            };
            match (self.old.get(&old, "Kids"), self.new.get(&new, "Kids")) {
                (Object::Array(old_kids), Object::Array(new_kids)) => {
                    if old_kids.len() != new_kids.len() {
                        self.forbid(Change::PageTree);
                    }
                    open.extend(old_kids.into_iter().zip(new_kids).rev());
                    for key in keys(&old, &new).into_iter().filter(|key| key != "Kids") {
                        self.require(&old, &new, &key, Change::PageTree);
                    }
                }
                (Object::Null, Object::Null) => {
                    page += 1;
                    self.page(page, &old, &new);
                }
                _ => self.forbid(Change::PageTree),
            }
        }
    }

    fn page(&mut self, page: usize, old: &Dictionary<'s>, new: &Dictionary<'s>) {
        for key in keys(old, new) {
            if key == "Annots" {
                self.annotations(page, old, new);
            } else {
                self.require(old, new, &key.clone(), Change::Page { page, entry: key });
            }
        }
    }
}
