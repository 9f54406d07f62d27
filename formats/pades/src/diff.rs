//! What changed between the revision that was signed and the document as it is now.
//!
//! Everything that the signed revision reaches from its trailer must be the same in the newest one,
//! object by object, except where a rule says otherwise: the form and its fields, the annotations of
//! pages, validation data, metadata. Objects governed by such a rule are compared by it alone, however
//! else they are reached; what is merely *free* to change (metadata, an appearance) is not exempt when
//! the signed document also uses it elsewhere. What newly comes into use must be new: an object that
//! lay unused in the signed revision is a shadow put there to be called up later.
//!
//! Nothing is kept of the objects compared, so memory is one number per object.

mod form;
mod graph;

pub(crate) use graph::walk;

use std::collections::HashSet;
use std::rc::Rc;

use crate::pdf::{Dictionary, Object, ObjectId, View};
use crate::read::{FieldLock, Permission};

/// What a later revision did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Change {
    /// An annotation was added to, changed on or removed from page `page` (counted from 1).
    Annotation {
        /// The page.
        page: usize,
    },
    /// An entry of the document catalogue (named) changed.
    Catalog(String),
    /// A document time stamp was added.
    DocumentTimestamp {
        /// Its field.
        field: String,
    },
    /// Developer extensions or the PDF version of the catalogue.
    Extensions,
    /// A form field changed in more than its value.
    FieldChanged {
        /// Its name.
        field: String,
    },
    /// A form field was filled in.
    FieldFilled {
        /// Its name.
        field: String,
    },
    /// A form field or its widget was removed.
    FieldRemoved {
        /// Its name.
        field: String,
    },
    /// An entry of the interactive form (named) changed, or a field that is no signature was added.
    Form(String),
    /// Document information or XMP metadata.
    Metadata,
    /// An entry of page `page` (named): its content, resources, size…
    Page {
        /// The page, counted from 1.
        page: usize,
        /// The key.
        entry: String,
    },
    /// Pages were added, removed or put in another order.
    PageTree,
    /// An object that lay unused in the signed document has come into use, or one that was left open
    /// there holds what came later.
    Shadow {
        /// Its number.
        number: u32,
    },
    /// A signature was added.
    SignatureAdded {
        /// Its field.
        field: String,
    },
    /// An existing signature, its field or its appearance was changed or removed.
    SignatureChanged {
        /// Its field.
        field: String,
    },
    /// An empty signature field was added.
    SignatureFieldAdded {
        /// Its name.
        field: String,
    },
    /// A visible signature was put over another annotation.
    SignatureOverlap {
        /// Its field.
        field: String,
    },
    /// The comparison was given up: the file asks for more work than its size allows.
    TooIntricate,
    /// The trailer (catalogue, encryption) changed.
    Trailer,
    /// Certificates and revocation data were added (DSS).
    ValidationData,
}

/// Whether a change may be made after signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Judgement {
    /// It does not touch what was signed.
    Allowed,
    /// It may cover what was signed.
    Doubtful,
    /// It alters what was signed.
    Forbidden,
    /// Such changes may be allowed in general, this signature excludes them.
    NotPermitted,
}

/// A change with its judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterChange {
    /// What was done.
    pub change: Change,
    /// Whether it may be.
    pub judgement: Judgement,
}

/// Compares what the signed revision shows with what the file shows now.
pub(crate) fn compare<'s>(
    signed: View<'s>,
    newest: View<'s>,
    certification: Option<Permission>,
    locks: &[FieldLock],
) -> Vec<LaterChange> {
    let mut comparison = Comparison {
        old: signed,
        new: newest,
        certification,
        locks,
        changes: Vec::new(),
        ruled: HashSet::new(),
        same: HashSet::new(),
        pending: Vec::new(),
        arrivals: Vec::new(),
        signature_widgets: HashSet::new(),
    };
    comparison.trailer();
    comparison.finish_strict();
    comparison.shadows();
    if let Some(number) = signed.document().overrun().or(signed.moved_length(newest)) {
        comparison.forbid(Change::Shadow { number });
    }
    if signed.document().is_exhausted() {
        comparison.note(Change::TooIntricate, Judgement::Doubtful);
    }
    comparison.changes
}

struct Comparison<'s, 'l> {
    old: View<'s>,
    new: View<'s>,
    certification: Option<Permission>,
    locks: &'l [FieldLock],
    changes: Vec<LaterChange>,
    /// Objects that a rule of their own compares.
    ruled: HashSet<u32>,
    /// Objects already compared strictly, or waiting to be.
    same: HashSet<u32>,
    /// Values that must be the same, with the change it is if they are not.
    pending: Vec<(Object<'s>, Object<'s>, Rc<Change>)>,
    /// Values in the newest revision that bring objects into use.
    arrivals: Vec<Object<'s>>,
    /// Widgets of signature fields that came later.
    signature_widgets: HashSet<u32>,
}

impl<'s> Comparison<'s, '_> {
    fn note(&mut self, change: Change, judgement: Judgement) {
        let found = LaterChange { change, judgement };
        if !self.changes.contains(&found) {
            self.changes.push(found);
        }
    }

    fn forbid(&mut self, change: Change) {
        self.note(change, Judgement::Forbidden);
    }

    /// Requires the values of `key` to be the same.
    fn require(&mut self, old: &Dictionary<'s>, new: &Dictionary<'s>, key: &str, change: Change) {
        let old = old.get(key).cloned().unwrap_or(Object::Null);
        let new = new.get(key).cloned().unwrap_or(Object::Null);
        self.pending.push((old, new, Rc::new(change)));
    }

    fn trailer(&mut self) {
        let reference = |view: View<'s>, key| view.trailer_entry(key).cloned().unwrap_or(Object::Null);
        let (old, new) = (reference(self.old, "Root"), reference(self.new, "Root"));
        match (old.as_reference(), new.as_reference(), self.old.catalog(), self.new.catalog()) {
            (Some(old_id), Some(new_id), Some(old), Some(new)) if old_id.number == new_id.number => {
                self.ruled.insert(old_id.number);
                self.catalog(&old, &new);
            }
            _ => self.forbid(Change::Trailer),
        }
        let encrypt = (reference(self.old, "Encrypt"), reference(self.new, "Encrypt"));
        self.pending.push((encrypt.0, encrypt.1, Rc::new(Change::Trailer)));
        if self.differ(&reference(self.old, "Info"), &reference(self.new, "Info")) {
            self.note(Change::Metadata, Judgement::Allowed);
        }
    }

    fn catalog(&mut self, old: &Dictionary<'s>, new: &Dictionary<'s>) {
        let value =
            |dictionary: &Dictionary<'s>, key: &str| dictionary.get(key).cloned().unwrap_or(Object::Null);
        for key in keys(old, new) {
            match key.as_str() {
                "AcroForm" | "Pages" => {}
                "DSS" => {
                    if self.differ(&value(old, "DSS"), &value(new, "DSS")) {
                        self.note(Change::ValidationData, Judgement::Allowed);
                    }
                }
                "Extensions" | "Version" => {
                    if self.differ(&value(old, &key), &value(new, &key)) {
                        self.note(Change::Extensions, Judgement::Allowed);
                    }
                }
                "Metadata" => {
                    if !self.differ(&value(old, "Metadata"), &value(new, "Metadata")) {
                    } else if matches!(self.new.get(new, "Metadata"), Object::Stream(_)) {
                        self.note(Change::Metadata, Judgement::Allowed);
                    } else {
                        self.forbid(Change::Catalog(key));
                    }
                }
                _ => self.require(old, new, &key.clone(), Change::Catalog(key)),
            }
        }
        // Fields first: the annotations of pages depend on which signature fields are new.
        self.form(old, new);
        self.page_tree(value(old, "Pages"), value(new, "Pages"));
    }

    fn page_tree(&mut self, old: Object<'s>, new: Object<'s>) {
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

    fn annotations(&mut self, page: usize, old: &Dictionary<'s>, new: &Dictionary<'s>) {
        let elements = |view: View<'s>, dictionary: &Dictionary<'s>| match view.get(dictionary, "Annots") {
            Object::Array(elements) => elements,
            _ => Vec::new(),
        };
        let (old_list, new_list) = (elements(self.old, old), elements(self.new, new));
        self.ruled.extend(old.get("Annots").and_then(Object::as_reference).map(|id| id.number));
        let change = Rc::new(Change::Annotation { page });
        let mut kept: HashSet<u32> =
            new_list.iter().filter_map(Object::as_reference).map(|id| id.number).collect();
        let new_direct: Vec<_> = new_list.iter().filter(|entry| entry.as_reference().is_none()).collect();
        let mut direct = 0;
        for entry in &old_list {
            let Some(id) = entry.as_reference() else {
                // Direct ones have no identity but their order.
                let other = new_direct.get(direct).map_or(Object::Null, |other| (*other).clone());
                self.pending.push((entry.clone(), other, change.clone()));
                direct += 1;
                continue;
            };
            if !kept.contains(&id.number) {
                if !matches!(self.old.object(id), Object::Null) {
                    self.change_annotation(&change, self.is_widget(self.old, id));
                }
            } else if self.ruled.contains(&id.number) {
            } else if self.certification == Some(Permission::Annotate) && !self.is_widget(self.old, id) {
                if self.differ(entry, entry) {
                    self.change_annotation(&change, self.is_widget(self.new, id));
                }
                self.ruled.insert(id.number);
            } else {
                self.pending.push((entry.clone(), entry.clone(), change.clone()));
            }
        }
        for _ in direct..new_direct.len() {
            self.change_annotation(&change, false);
        }
        for id in old_list.iter().filter_map(Object::as_reference) {
            kept.remove(&id.number);
        }
        if kept.is_empty() {
            return;
        }
        let mut rects: Option<Vec<[f64; 4]>> = None;
        for id in new_list.iter().filter_map(Object::as_reference).filter(|id| kept.contains(&id.number)) {
            self.arrivals.push(Object::Reference(id));
            let Object::Dictionary(added) = self.new.object(id) else { continue };
            let rect = visible_rect(self.new, &added);
            let rects = rects.get_or_insert_with(|| {
                let old = self.old;
                let boxes = old_list.iter().map(|entry| old.resolve(entry));
                boxes.filter_map(|object| visible_rect(old, object.as_dictionary()?)).take(10_000).collect()
            });
            let overlaps = rect.is_some_and(|rect| rects.iter().any(|other| overlap(rect, *other)));
            if self.signature_widgets.contains(&id.number) {
                if overlaps {
                    let name = self.new.get(&added, "T").as_string().map(|name| self.new.text(&name));
                    let field = name.unwrap_or_default();
                    self.note(Change::SignatureOverlap { field }, Judgement::Doubtful);
                }
            } else if self.is_widget(self.new, id) {
                self.change_annotation(&change, true);
            } else if overlaps && self.certification == Some(Permission::Annotate) {
                self.note((*change).clone(), Judgement::Doubtful);
            } else {
                self.change_annotation(&change, false);
            }
        }
    }

    /// Annotations may change only under a certification that says so, and widgets never.
    fn change_annotation(&mut self, change: &Rc<Change>, widget: bool) {
        let allowed = self.certification == Some(Permission::Annotate) && !widget;
        self.note((**change).clone(), if allowed { Judgement::Allowed } else { Judgement::Forbidden });
    }

    fn is_widget(&self, view: View<'s>, id: ObjectId) -> bool {
        match view.object(id) {
            Object::Dictionary(annotation) => view.get(&annotation, "Subtype").is_name("Widget"),
            _ => false,
        }
    }
}

/// The keys of both dictionaries, each once.
fn keys(old: &Dictionary<'_>, new: &Dictionary<'_>) -> Vec<String> {
    let mut keys: Vec<String> = old
        .iter()
        .chain(new.iter())
        .map(|(name, _)| String::from_utf8_lossy(&name.decode()).into_owned())
        .collect();
    keys.sort_unstable();
    keys.dedup();
    keys
}

/// The rectangle of an annotation that takes up room, as left, bottom, right, top.
fn visible_rect<'s>(view: View<'s>, annotation: &Dictionary<'s>) -> Option<[f64; 4]> {
    let Object::Array(numbers) = view.get(annotation, "Rect") else { return None };
    let numbers: Option<Vec<f64>> = numbers.iter().map(|value| view.resolve(value).as_number()).collect();
    let [a, b, c, d] = *numbers?.as_slice() else { return None };
    let rect = [a.min(c), b.min(d), a.max(c), b.max(d)];
    (rect[0] < rect[2] && rect[1] < rect[3]).then_some(rect)
}

fn overlap(one: [f64; 4], two: [f64; 4]) -> bool {
    one[0] < two[2] && two[0] < one[2] && one[1] < two[3] && two[1] < one[3]
}
