//! What may change in the interactive form: values of fields, and signature fields.

use std::collections::HashSet;
use std::rc::Rc;

use super::{Change, Comparison, Judgement, Rule, keys};
use crate::pdf::{Dictionary, Object, ObjectId};

/// Entries of a field or widget that filling it in may change (ISO 32000-2, tables 166, 226, 232).
const VALUE_KEYS: [&str; 11] = ["AP", "AS", "DA", "DS", "F", "I", "M", "MK", "RV", "V", "P"];
/// Entries of the form that a signing program may set.
const FORM_KEYS: [&str; 3] = ["Fields", "NeedAppearances", "SigFlags"];
/// Deepest field hierarchy that is followed.
const MAX_DEPTH: usize = 64;

#[derive(Clone, Default)]
struct Lineage {
    name: String,
    is_signature: bool,
    depth: usize,
}

impl Lineage {
    fn extend<'s>(&self, dictionary: &Dictionary<'s>, view: crate::pdf::View<'s>) -> Self {
        let mut next = self.clone();
        next.depth += 1;
        if let Object::String(partial) = view.get(dictionary, "T") {
            if !next.name.is_empty() {
                next.name.push('.');
            }
            next.name.push_str(&view.text(&partial));
        }
        if let Object::Name(kind) = view.get(dictionary, "FT") {
            next.is_signature = kind.is("Sig");
        }
        next
    }
}

impl<'s> Comparison<'s, '_> {
    /// Compares the forms of two catalogues.
    pub(super) fn form(&mut self, old: &Dictionary<'s>, new: &Dictionary<'s>) {
        let (old_form, new_form) = match (self.old.get(old, "AcroForm"), self.new.get(new, "AcroForm")) {
            (Object::Null, Object::Null) => return,
            (Object::Null, Object::Dictionary(new_form)) => (Dictionary::default(), new_form),
            (Object::Dictionary(old_form), Object::Dictionary(new_form)) => {
                self.ruled.extend(old.get("AcroForm").and_then(Object::as_reference).map(|id| id.number));
                (old_form, new_form)
            }
            _ => return self.forbid(Change::Catalog("AcroForm".to_owned())),
        };
        for key in keys(&old_form, &new_form) {
            match key.as_str() {
                known if FORM_KEYS.contains(&known) => {}
                "DA" | "Q" if old_form.get(&key).is_none() => {}
                "DR" => self.default_resources(&old_form, &new_form),
                _ => self.require(&old_form, &new_form, &key.clone(), Change::Form(key)),
            }
        }
        self.ruled.extend(old_form.get("Fields").and_then(Object::as_reference).map(|id| id.number));
        let old_fields = self.old.get(&old_form, "Fields");
        let new_fields = self.new.get(&new_form, "Fields");
        self.field_list(
            old_fields.as_array().unwrap_or_default(),
            new_fields.as_array().unwrap_or_default(),
            &Lineage::default(),
        );
    }

    /// Fonts and the like may be added for new appearances; what was there stays.
    fn default_resources(&mut self, old_form: &Dictionary<'s>, new_form: &Dictionary<'s>) {
        let change = Rc::new(Change::Form("DR".to_owned()));
        let (old, new) = match (self.old.get(old_form, "DR"), self.new.get(new_form, "DR")) {
            (Object::Null, new) => return self.arrivals.push(new),
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            _ => return self.forbid((*change).clone()),
        };
        self.ruled.extend(old_form.get("DR").and_then(Object::as_reference).map(|id| id.number));
        for key in keys(&old, &new) {
            match (self.old.get(&old, &key), self.new.get(&new, &key)) {
                (Object::Null, new) => self.arrivals.push(new),
                (Object::Dictionary(old), Object::Dictionary(new)) => {
                    for name in keys(&old, &new) {
                        match (old.get(&name), new.get(&name)) {
                            (None, Some(new)) => self.arrivals.push(new.clone()),
                            (Some(old), new) => {
                                self.require_values(old, new.unwrap_or(&Object::Null), &change);
                            }
                            (None, None) => {}
                        }
                    }
                }
                (old, new) => self.require_values(&old, &new, &change),
            }
        }
    }

    fn field_list(&mut self, old: &[Object<'s>], new: &[Object<'s>], lineage: &Lineage) {
        let number = |field: &Object<'s>| field.as_reference().map(|id| id.number);
        let old_numbers: HashSet<u32> = old.iter().filter_map(number).collect();
        let new_numbers: HashSet<u32> = new.iter().filter_map(number).collect();
        for field in old {
            match field.as_reference() {
                Some(id) if new_numbers.contains(&id.number) => self.field(id, lineage),
                Some(id) => {
                    // What was already a reference to nothing is not missed.
                    if let Object::Dictionary(dictionary) = self.old.object(id) {
                        let own = lineage.extend(&dictionary, self.old);
                        self.remove_field(own, dictionary.get("V").is_some());
                    }
                }
                None => self.forbid(Change::Form("Fields".to_owned())),
            }
        }
        for field in new {
            match field.as_reference() {
                Some(id) if !old_numbers.contains(&id.number) => self.added_field(id, lineage),
                Some(_) => {}
                None => self.forbid(Change::Form("Fields".to_owned())),
            }
        }
    }

    fn remove_field(&mut self, own: Lineage, filled: bool) {
        let field = own.name;
        self.forbid(match own.is_signature && filled {
            true => Change::SignatureChanged { field },
            false => Change::FieldRemoved { field },
        });
    }

    fn note_fill(&mut self, field: &str, change: Change) {
        let rule = match change {
            Change::DocumentTimestamp { .. } => Rule::Fixed(Judgement::Allowed),
            _ => Rule::Fill(field.to_owned()),
        };
        self.note(change, rule);
    }

    /// A field that both revisions have.
    fn field(&mut self, id: ObjectId, lineage: &Lineage) {
        if lineage.depth > MAX_DEPTH || !self.ruled.insert(id.number) {
            return;
        }
        let (old, new) = match (self.old.object(id), self.new.object(id)) {
            (Object::Dictionary(old), Object::Dictionary(new)) => (old, new),
            (Object::Null, Object::Null) => return,
            _ => return self.forbid(Change::FieldChanged { field: lineage.name.clone() }),
        };
        let own = lineage.extend(&old, self.old);
        if self.quick && !self.changed.contains(&id.number) && old.get("Kids").is_none() {
            return;
        }
        let old_value = self.old.get(&old, "V");
        let signed = own.is_signature && !matches!(old_value, Object::Null);
        let is_field = |view: crate::pdf::View<'s>, kid: &Object<'s>| match view.resolve(kid) {
            Object::Dictionary(kid) => kid.get("T").is_some(),
            _ => false,
        };
        let old_kids = self.old.get(&old, "Kids");
        let old_kids = old_kids.as_array().unwrap_or_default();
        let new_kids = self.new.get(&new, "Kids");
        let new_kids = new_kids.as_array().unwrap_or_default();
        self.ruled.extend(old.get("Kids").and_then(Object::as_reference).map(|id| id.number));
        let mut filled = self.entries(&old, &new, &own, signed);
        if old_kids.iter().any(|kid| is_field(self.old, kid)) {
            self.field_list(old_kids, new_kids, &own);
        } else {
            let number = |kid: &Object<'s>| kid.as_reference().map(|id| id.number);
            if !old_kids.iter().map(number).eq(new_kids.iter().map(number)) {
                self.forbid(Change::FieldChanged { field: own.name.clone() });
            }
            for kid in old_kids.iter().filter_map(Object::as_reference) {
                if self.ruled.insert(kid.number) {
                    match (self.old.object(kid), self.new.object(kid)) {
                        (Object::Dictionary(old), Object::Dictionary(new)) => {
                            filled |= self.entries(&old, &new, &own, signed);
                        }
                        (Object::Null, Object::Null) => {}
                        _ => self.forbid(Change::FieldRemoved { field: own.name.clone() }),
                    }
                }
            }
        }
        if !filled {
            return;
        }
        let field = own.name.clone();
        if !own.is_signature {
            self.note_fill(&own.name, Change::FieldFilled { field });
        } else {
            match self.new.get(&new, "V") {
                Object::Dictionary(value) => {
                    let change = self.signature_kind(&value, field);
                    self.note_fill(&own.name, change);
                }
                _ => self.forbid(Change::FieldChanged { field }),
            }
        }
    }

    /// Compares the entries of a field or widget; says whether it was filled in.
    fn entries(&mut self, old: &Dictionary<'s>, new: &Dictionary<'s>, own: &Lineage, signed: bool) -> bool {
        let mut filled = false;
        let field = || own.name.clone();
        for key in keys(old, new) {
            if key == "Kids" || self.is_harmless(&key, old, new) {
            } else if signed {
                self.require(old, new, &key, Change::SignatureChanged { field: field() });
            } else if VALUE_KEYS.contains(&key.as_str()) {
                let value =
                    |dictionary: &Dictionary<'s>| dictionary.get(&key).cloned().unwrap_or(Object::Null);
                let (old_value, new_value) = (value(old), value(new));
                if key == "P" {
                    // The page may be named later, never exchanged.
                    if !matches!(old_value, Object::Null) {
                        self.require(old, new, &key, Change::FieldChanged { field: field() });
                    }
                } else if self.differ(&old_value, &new_value) {
                    filled = true;
                    self.arrivals.push(new_value);
                }
            } else {
                self.require(old, new, &key, Change::FieldChanged { field: field() });
            }
        }
        filled
    }

    /// What signing programs do to fields besides filling them: set the flags that say who may type there
    /// (not those that say how it looks), name the kind of dictionary, tie it to the structure of the
    /// document.
    fn is_harmless(&self, key: &str, old: &Dictionary<'s>, new: &Dictionary<'s>) -> bool {
        match key {
            "Ff" => {
                let flags = |view: crate::pdf::View<'s>, dictionary| match view.get(dictionary, "Ff") {
                    Object::Null => Some(0),
                    Object::Integer(flags) => Some(flags & !7),
                    _ => None,
                };
                let before = flags(self.old, old);
                before.is_some() && before == flags(self.new, new)
            }
            "Type" => old.get(key).is_none() && self.new.get(new, key).is_name("Annot"),
            "StructParent" => old.get(key).is_none(),
            _ => false,
        }
    }

    /// Whether a widget is nothing but a widget: it does nothing when it is touched.
    fn is_plain_widget(&self, widget: &Dictionary<'s>) -> bool {
        let subtype = self.new.get(widget, "Subtype");
        let silent = ["A", "AA", "PMD"].into_iter().all(|key| widget.get(key).is_none());
        silent && (subtype.is_name("Widget") || matches!(subtype, Object::Null))
    }

    fn signature_kind(&self, value: &Dictionary<'s>, field: String) -> Change {
        if self.new.get(value, "SubFilter").is_name("ETSI.RFC3161") {
            Change::DocumentTimestamp { field }
        } else {
            Change::SignatureAdded { field }
        }
    }

    /// A field that only the newest revision has: it must be one for a signature.
    fn added_field(&mut self, id: ObjectId, lineage: &Lineage) {
        let Object::Dictionary(added) = self.new.object(id) else { return };
        let own = lineage.extend(&added, self.new);
        let kids = self.new.get(&added, "Kids");
        let kids = kids.as_array().unwrap_or_default();
        let has_fields = kids.iter().any(|kid| match self.new.resolve(kid) {
            Object::Dictionary(kid) => kid.get("T").is_some(),
            _ => false,
        });
        let plain = |widget: &Object<'s>| match self.new.resolve(widget) {
            Object::Dictionary(widget) => self.is_plain_widget(&widget),
            other => matches!(other, Object::Null),
        };
        if !own.is_signature || has_fields || !self.is_plain_widget(&added) || !kids.iter().all(plain) {
            return self.forbid(Change::Form("Fields".to_owned()));
        }
        self.signature_widgets.insert(id.number);
        self.signature_widgets.extend(kids.iter().filter_map(Object::as_reference).map(|id| id.number));
        self.arrivals.push(Object::Reference(id));
        let field = own.name.clone();
        let change = match self.new.get(&added, "V") {
            Object::Dictionary(value) => self.signature_kind(&value, field),
            _ => Change::SignatureFieldAdded { field },
        };
        self.note_fill(&own.name, change);
    }
}
