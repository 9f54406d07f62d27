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
mod pages;
mod painted;

pub(crate) use graph::{collect, walk};
use pages::Pages;
use painted::Painted;

use std::cell::Cell;
use std::collections::{HashMap, HashSet};
use std::rc::Rc;

use crate::page;
use crate::pdf::{Dictionary, Document, Object, ObjectId, View};
use crate::read::{FieldLock, Permission};

/// What a later revision did.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
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
    /// Developer extensions, the PDF version or the marks about tags of the catalogue.
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
    /// A visible signature was put over another annotation, or into a certified document where none was
    /// foreseen: allowed, but worth a look, since its appearance may be all it is there for.
    SignatureOverlap {
        /// Its field.
        field: String,
    },
    /// The comparison was given up: the file asks for more work than its size allows.
    TooIntricate,
    /// The trailer (catalogue, encryption) changed.
    Trailer,
    /// An object stands there once more without being listed, for readers that search the file.
    Unlisted {
        /// Its number.
        number: u32,
    },
    /// Certificates and revocation data were added (DSS).
    ValidationData,
}

/// Whether a change may be made after signing.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Judgement {
    /// It does not touch what was signed.
    Allowed,
    /// It may cover what was signed.
    Doubtful,
    /// Such changes may be allowed in general, this signature excludes them.
    NotPermitted,
    /// It alters what was signed.
    Forbidden,
}

/// A change with its judgement.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct LaterChange {
    /// What was done.
    pub change: Change,
    /// Whether it may be.
    pub judgement: Judgement,
    /// The revision that did it (index into [`Inspection::revisions`](crate::Inspection::revisions)).
    pub revision: usize,
}

/// On what it depends whether a change is allowed.
#[derive(Clone, Debug, PartialEq, Eq, Hash)]
pub(crate) enum Rule {
    Fixed(Judgement),
    /// On the certification and on the locks of this field.
    Fill(String),
    /// On the certification; an annotation over another takes a person to look.
    Annotation {
        overlaps: bool,
    },
    /// Told only where the document is certified. Real files have it, so it is no fault by itself.
    Certified,
}

const FORBIDDEN: Rule = Rule::Fixed(Judgement::Forbidden);

impl Rule {
    /// `None` when there is nothing to tell.
    fn judge(&self, certification: Option<Permission>, locks: &[FieldLock]) -> Option<Judgement> {
        Some(match self {
            Rule::Fixed(judgement) => *judgement,
            Rule::Fill(field) => {
                let locked = locks.iter().any(|lock| lock.locks(field));
                if locked || certification == Some(Permission::NoChanges) {
                    Judgement::NotPermitted
                } else {
                    Judgement::Allowed
                }
            }
            Rule::Annotation { .. } if certification != Some(Permission::Annotate) => Judgement::Forbidden,
            Rule::Annotation { overlaps: true } => Judgement::Doubtful,
            Rule::Annotation { overlaps: false } => Judgement::Allowed,
            Rule::Certified => return certification.map(|_| Judgement::Allowed),
        })
    }
}

/// What each revision changed, from a first one on.
#[derive(Debug)]
pub(crate) struct History {
    first: usize,
    /// By revision, from the one after `first`.
    found: Vec<Vec<(Change, Rule)>>,
    /// How much was told of it.
    told: Cell<usize>,
}

impl History {
    /// Compares every revision with the one before it, from `first` on. The work goes with what changed,
    /// not with the size of the document, as long as the changes are such as signing programs make.
    pub(crate) fn read<'s>(document: &'s Document<'s>, first: usize, uses: &HashMap<u32, u32>) -> Self {
        let revisions = document.revisions();
        let mut found = Vec::new();
        if first + 1 < revisions.len() {
            let base = document.view(&revisions[first]);
            let pages = Pages::read(base);
            let mut changed = document.changed_numbers();
            let mut dangling = Pages::dangling(base);
            for pair in revisions[first..].windows(2) {
                let (old, new) = (document.view(&pair[0]), document.view(&pair[1]));
                let numbers = changed(&pair[0], &pair[1], &dangling);
                let mut changes = compare(old, new, &numbers, &pages, uses, &mut dangling);
                let unlisted = document.unlisted(first + 1 + found.len());
                changes.extend(unlisted.map(|number| (Change::Unlisted { number }, FORBIDDEN)));
                found.push(changes);
            }
        }
        History { first, found, told: Cell::new(0) }
    }

    /// What came after `revision`, judged as a signature with these constraints has it.
    pub(crate) fn since(
        &self,
        revision: usize,
        certification: Option<Permission>,
        locks: &[FieldLock],
    ) -> Vec<LaterChange> {
        let mut changes: Vec<LaterChange> = Vec::new();
        let mut known = HashSet::new();
        if self.told.get() > MOST_CHANGES {
            let (change, judgement) = (Change::TooIntricate, Judgement::Doubtful);
            return vec![LaterChange { change, judgement, revision: revision + 1 }];
        }
        for (index, found) in self.found.iter().enumerate() {
            let own = self.first + 1 + index;
            for (change, rule) in found.iter().filter(|_| own > revision) {
                let Some(judgement) = rule.judge(certification, locks) else { continue };
                if known.insert((change, judgement)) {
                    changes.push(LaterChange { change: change.clone(), judgement, revision: own });
                }
            }
        }
        self.told.set(self.told.get() + changes.len());
        changes
    }

    /// What each revision changed, judged by the strictest of the signatures before it. `signed` gives, in
    /// the order of signing, the revision of each with its certification and locks.
    pub(crate) fn by_revision(
        &self,
        signed: &[(usize, Option<Permission>, &[FieldLock])],
    ) -> Vec<LaterChange> {
        let mut changes = Vec::new();
        let mut certifications: Vec<Option<Permission>> = Vec::new();
        let mut locks: Vec<FieldLock> = Vec::new();
        let mut next = 0;
        for (index, found) in self.found.iter().enumerate() {
            let revision = self.first + 1 + index;
            while let Some((_, certification, own)) = signed.get(next).filter(|(of, ..)| *of < revision) {
                next += 1;
                if !certifications.contains(certification) {
                    certifications.push(*certification);
                }
                for lock in *own {
                    if locks.len() < 1000 && !locks.contains(lock) {
                        locks.push(lock.clone());
                    }
                }
            }
            for (change, rule) in found {
                let judgements =
                    certifications.iter().filter_map(|certification| rule.judge(*certification, &locks));
                if let Some(judgement) = judgements.max() {
                    changes.push(LaterChange { change: change.clone(), judgement, revision });
                }
            }
        }
        changes
    }
}

/// Changes told for all signatures together; every signature tells those after it, so their number grows
/// with the square.
const MOST_CHANGES: usize = 100_000;

/// What `new` changed of `old`. `changed` are the numbers of the objects of `old` that stand elsewhere
/// now, `uses` how often the newest revision refers to each number. To `dangling` go the numbers that what
/// is new refers to without their being there.
fn compare<'s>(
    old: View<'s>,
    new: View<'s>,
    changed: &HashSet<u32>,
    pages: &Pages,
    uses: &HashMap<u32, u32>,
    dangling: &mut HashSet<u32>,
) -> Vec<(Change, Rule)> {
    let mut comparison = Comparison::new(old, new, changed, pages, true);
    comparison.run();
    // Every object that was touched must have been looked at by a rule of its own, or be free to change
    // and used for nothing else.
    let explained = changed.iter().all(|number| {
        let used = uses.get(number).copied().unwrap_or(0);
        comparison.ruled.contains(number) || comparison.free.get(number).is_some_and(|most| used <= *most)
    });
    if !explained {
        comparison = Comparison::new(old, new, changed, pages, false);
        comparison.run();
    }
    // What a rule lets change may not at the same time be drawn on a page.
    let drawn = |number: &&u32| comparison.ruled.contains(number) && pages.draws(**number);
    if let Some(number) = changed.iter().filter(drawn).min().copied() {
        comparison.forbid(Change::Shadow { number });
    }
    dangling.extend(comparison.missing.iter().copied());
    if let Some(number) = old.document().overrun().or(old.moved_length(new)) {
        comparison.forbid(Change::Shadow { number });
    }
    if old.document().is_exhausted() {
        comparison.note(Change::TooIntricate, Rule::Fixed(Judgement::Doubtful));
    }
    comparison.changes
}

struct Comparison<'s, 'p> {
    old: View<'s>,
    new: View<'s>,
    changed: &'p HashSet<u32>,
    pages: &'p Pages,
    /// Only what was touched is looked at.
    quick: bool,
    changes: Vec<(Change, Rule)>,
    noted: HashSet<(Change, Rule)>,
    /// Objects that a rule of their own compares.
    ruled: HashSet<u32>,
    /// Objects that may change as long as nothing else uses them, with how often they may be referred to
    /// below the catalogue.
    free: HashMap<u32, u32>,
    /// Objects that are referred to and are not there.
    missing: Vec<u32>,
    /// Objects already compared strictly, or waiting to be.
    same: HashSet<u32>,
    /// Objects found equal with all below them.
    equal: HashSet<u32>,
    /// Values that must be the same, with the change it is if they are not.
    pending: Vec<(Object<'s>, Object<'s>, Rc<Change>)>,
    /// Annotations, which some signatures let change.
    annotations: Vec<(Object<'s>, Object<'s>, Rc<Change>, Rule)>,
    /// Values in the newest revision that bring objects into use.
    arrivals: Vec<Object<'s>>,
    /// Widgets of signature fields that came later.
    signature_widgets: HashSet<u32>,
}

impl<'s, 'p> Comparison<'s, 'p> {
    fn new(old: View<'s>, new: View<'s>, changed: &'p HashSet<u32>, pages: &'p Pages, quick: bool) -> Self {
        Comparison {
            old,
            new,
            changed,
            pages,
            quick,
            changes: Vec::new(),
            noted: HashSet::new(),
            ruled: HashSet::new(),
            free: HashMap::new(),
            missing: Vec::new(),
            same: HashSet::new(),
            equal: HashSet::new(),
            pending: Vec::new(),
            annotations: Vec::new(),
            arrivals: Vec::new(),
            signature_widgets: HashSet::new(),
        }
    }

    fn run(&mut self) {
        self.trailer();
        self.finish_strict();
        self.shadows();
    }

    fn note(&mut self, change: Change, rule: Rule) {
        let found = (change, rule);
        if self.noted.insert(found.clone()) {
            self.changes.push(found);
        }
    }

    fn allow(&mut self, change: Change) {
        self.note(change, Rule::Fixed(Judgement::Allowed));
    }

    fn forbid(&mut self, change: Change) {
        self.note(change, FORBIDDEN);
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
        let (old, new) = (reference(self.old, "Info"), reference(self.new, "Info"));
        self.free.extend(old.as_reference().map(|id| (id.number, 0)));
        if self.differ(&old, &new) {
            self.allow(Change::Metadata);
        }
    }

    fn catalog(&mut self, old: &Dictionary<'s>, new: &Dictionary<'s>) {
        let value =
            |dictionary: &Dictionary<'s>, key: &str| dictionary.get(key).cloned().unwrap_or(Object::Null);
        for key in keys(old, new) {
            match key.as_str() {
                "AcroForm" | "Pages" => {}
                "DSS" => {
                    self.free_store(value(old, "DSS"));
                    if !self.differ(&value(old, "DSS"), &value(new, "DSS")) {
                    } else if self.is_store(&value(new, "DSS")) {
                        self.allow(Change::ValidationData);
                    } else {
                        self.forbid(Change::Catalog(key));
                    }
                }
                "Extensions" | "MarkInfo" | "Version" => {
                    if self.differ(&value(old, &key), &value(new, &key)) {
                        self.allow(Change::Extensions);
                    }
                }
                "Metadata" => {
                    self.free.extend(value(old, "Metadata").as_reference().map(|id| (id.number, 1)));
                    if !self.differ(&value(old, "Metadata"), &value(new, "Metadata")) {
                    } else if matches!(self.new.get(new, "Metadata"), Object::Stream(_)) {
                        self.allow(Change::Metadata);
                    } else {
                        self.forbid(Change::Catalog(key));
                    }
                }
                _ => self.require(old, new, &key.clone(), Change::Catalog(key)),
            }
        }
        // Fields first: the annotations of pages depend on which signature fields are new.
        self.form(old, new);
        let (old, new) = (value(old, "Pages"), value(new, "Pages"));
        match self.pages.touched(self.changed).filter(|_| self.quick && self.pages.is_root(&old, &new)) {
            Some(touched) => self.touched_pages(&touched),
            None => self.page_tree(old, new),
        }
    }

    /// Whether this is a security store with nothing else in it (EN 319 142-1, 5.4.2).
    fn is_store(&self, store: &Object<'s>) -> bool {
        let only = |dictionary: &Dictionary<'s>, known: &[&str]| {
            dictionary.iter().all(|(key, _)| known.iter().any(|known| key.is(known)))
        };
        let Object::Dictionary(store) = self.new.resolve(store) else { return false };
        let entries = match self.new.get(&store, "VRI") {
            Object::Null => true,
            Object::Dictionary(entries) => entries.iter().all(|(_, entry)| match self.new.resolve(entry) {
                Object::Dictionary(entry) => only(&entry, &["Type", "Cert", "CRL", "OCSP", "TU", "TS"]),
                _ => false,
            }),
            _ => false,
        };
        entries && only(&store, &["Type", "VRI", "Certs", "OCSPs", "CRLs", "SPDocs"])
    }

    /// The security store and its lists.
    fn free_store(&mut self, store: Object<'s>) {
        self.free.extend(store.as_reference().map(|id| (id.number, 1)));
        let Object::Dictionary(store) = self.old.resolve(&store) else { return };
        let own = |(_, value): (_, &Object<'s>)| Some((value.as_reference()?.number, 1));
        self.free.extend(store.iter().filter_map(own));
        if let Object::Dictionary(entries) = self.old.get(&store, "VRI") {
            self.free.extend(entries.iter().filter_map(own));
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
        let mut painted = None;
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
            } else if !self.is_widget(self.old, id) {
                self.ruled.insert(id.number);
                if self.quick && !self.changed.contains(&id.number) {
                } else if self.is_widget(self.new, id) {
                    self.change_annotation(&change, true);
                } else {
                    let (before, now) = (self.old.object(id), self.new.object(id));
                    let rule = match &now {
                        Object::Dictionary(now) => self.annotation_rule(now, new, &mut painted),
                        _ => Rule::Annotation { overlaps: false },
                    };
                    self.annotations.push((before, now, change.clone(), rule));
                }
            } else {
                self.pending.push((entry.clone(), entry.clone(), change.clone()));
            }
        }
        for id in old_list.iter().filter_map(Object::as_reference) {
            kept.remove(&id.number);
        }
        if kept.is_empty() && direct >= new_direct.len() {
            return;
        }
        let mut rects: Option<Vec<[f64; 4]>> = None;
        let referred =
            new_list.iter().filter(|entry| entry.as_reference().is_some_and(|id| kept.contains(&id.number)));
        for entry in new_direct.iter().skip(direct).copied().chain(referred) {
            self.arrivals.push(entry.clone());
            let Object::Dictionary(added) = self.new.resolve(entry) else { continue };
            let number = entry.as_reference().map(|id| id.number);
            let rect = page::rectangle(self.new, added.get("Rect"));
            let rects = rects.get_or_insert_with(|| {
                let old = self.old;
                let boxes = old_list.iter().map(|entry| old.resolve(entry));
                boxes
                    .filter_map(|object| page::rectangle(old, object.as_dictionary()?.get("Rect")))
                    .take(10_000)
                    .collect()
            });
            let overlaps =
                rect.is_some_and(|rect| rects.iter().any(|other| page::meet(rect, *other).is_some()));
            if number.is_some_and(|number| self.signature_widgets.contains(&number)) {
                if rect.is_some() {
                    let name = self.new.get(&added, "T").as_string().map(|name| self.new.text(&name));
                    let field = name.unwrap_or_default();
                    let rule = if overlaps { Rule::Fixed(Judgement::Doubtful) } else { Rule::Certified };
                    self.note(Change::SignatureOverlap { field }, rule);
                }
            } else if self.new.get(&added, "Subtype").is_name("Widget") {
                self.change_annotation(&change, true);
            } else {
                let rule = match self.annotation_rule(&added, new, &mut painted) {
                    Rule::Annotation { .. } if overlaps => Rule::Annotation { overlaps },
                    rule => rule,
                };
                self.note((*change).clone(), rule);
            }
        }
    }

    /// What an annotation that is new or different depends on. `painted` is read when first needed.
    fn annotation_rule(
        &self,
        annotation: &Dictionary<'s>,
        page: &Dictionary<'s>,
        painted: &mut Option<Painted>,
    ) -> Rule {
        if self.acts(annotation) {
            return FORBIDDEN;
        }
        let kind = self.new.get(annotation, "Subtype");
        let one_of = |known: &[&str]| known.iter().any(|known| kind.is_name(known));
        if one_of(&["3D", "Movie", "Projection", "RichMedia", "Screen"]) {
            return Rule::Annotation { overlaps: true };
        }
        let Some(rect) = page::rectangle(self.new, annotation.get("Rect")) else {
            return Rule::Annotation { overlaps: false };
        };
        // Marks are made on what is there, links lie over it, and a note is an icon; anything else shows
        // what it wants.
        let [left, bottom, right, top] = rect;
        let icon = one_of(&["Text", "FileAttachment", "Sound", "Caret"]);
        let small = right - left <= 40.0 && top - bottom <= 40.0;
        if one_of(&["Highlight", "Underline", "Squiggly", "StrikeOut", "Link", "Popup"]) || (icon && small) {
            return Rule::Annotation { overlaps: false };
        }
        let painted = painted.get_or_insert_with(|| Painted::read(self.new, page));
        Rule::Annotation { overlaps: painted.meets(rect) }
    }

    /// Whether an annotation does something when it is touched or seen, but for leading to another place.
    fn acts(&self, annotation: &Dictionary<'s>) -> bool {
        if annotation.get("AA").is_some() {
            return true;
        }
        match self.new.get(annotation, "A") {
            Object::Null => false,
            Object::Dictionary(action) => {
                let kind = self.new.get(&action, "S");
                action.get("Next").is_some() || !["GoTo", "URI"].into_iter().any(|known| kind.is_name(known))
            }
            _ => true,
        }
    }

    /// Annotations may change only under a certification that says so, and widgets never.
    fn change_annotation(&mut self, change: &Rc<Change>, widget: bool) {
        let rule = if widget { FORBIDDEN } else { Rule::Annotation { overlaps: false } };
        self.note((**change).clone(), rule);
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
