//! The update that a signature or a document time stamp comes with: its dictionary with room for the
//! value, its field, the form (ISO 32000-2, 12.7.5.5, 12.8.1).

use std::ops::Range;

use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

use super::rules::{Target, check_file, check_seed_value, check_signatures, choose_field, is_certified};
use super::{Options, SignError};
use crate::Malformed;
use crate::appearance::{self, AppearanceError, number};
use crate::form::{self, Field};
use crate::page::{self, Page, PageNumber};
use crate::pdf::{Cipher, Damage, Dictionary, Document, Object, ObjectId, View};
use crate::read::FieldLock;
use crate::text::format_date;
use crate::update::{Update, hex};

/// Places in the update that are filled later.
struct Places {
    /// The last three numbers of `/ByteRange`.
    range: Range<usize>,
    /// The whole `/Contents` token.
    contents: Range<usize>,
}

/// What a field is filled with.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Filling {
    /// A signature made with this algorithm.
    Signature(SignatureAlgorithm),
    /// A document time stamp (EN 319 142-1, 5.4.3).
    TimeStamp,
}

/// An update with room for a signature or a token.
#[derive(Clone)]
pub(crate) struct Draft {
    pub(crate) update: Vec<u8>,
    /// The whole `/Contents` token in it.
    pub(crate) contents: Range<usize>,
}

impl Draft {
    /// Writes the update of `document` with `room` octets left open.
    pub(crate) fn write(
        document: &Document<'_>,
        options: &Options,
        filling: Filling,
        room: usize,
    ) -> Result<Self, SignError> {
        check_file(document)?;
        let view = document.newest();
        let fields = form::fields(view);
        let stem = if filling == Filling::TimeStamp { "Timestamp" } else { "Signature" };
        let signs = filling != Filling::TimeStamp;
        if signs && document.leads_astray() {
            return Err(SignError::Damaged(Damage::TableFormat));
        }
        if let Some(name) = options.field.as_ref().filter(|_| signs) {
            check_signatures(view, &fields, name, options)?;
        }
        let target = choose_field(&fields, options, stem)?;
        let access = document.access();
        let permitted = match &target {
            Target::Fill(_) => access.may_fill(),
            Target::New(_) => access.may_add_fields(),
        };
        if !permitted {
            return Err(SignError::NotPermitted);
        }
        if let Filling::Signature(algorithm) = filling {
            check_signatures(view, &fields, target.name(), options)?;
            if let Target::Fill(field) = &target {
                check_seed_value(view, field, options, algorithm)?;
            }
        }
        if options.appearance.is_some() && matches!(target, Target::New(_)) && is_certified(view, &fields) {
            return Err(SignError::VisibleAfterCertification);
        }
        let mut update = Update::new(document);
        let signature = update.reserve();
        let places = write_signature(&mut update, signature, view, options, &target, filling, room);
        match target {
            Target::Fill(field) => fill_field(&mut update, view, field, signature, options)?,
            Target::New(name) => add_field(&mut update, view, &name, signature, options)?,
        }
        let mut update = update.finish(options.file_id);
        let start = document.data().len();
        if start + update.len() > 9_999_999_999 {
            return Err(SignError::TooLarge);
        }
        let gap = start + places.contents.start..start + places.contents.end;
        let end = start + update.len();
        let range = format!("{:<10} {:<10} {:<10}", gap.start, gap.end, end - gap.end);
        update[places.range].copy_from_slice(range.as_bytes());
        Ok(Draft { update, contents: places.contents })
    }

    /// The digest of the document and of the update without what is left open.
    pub(crate) fn digest(&self, pdf: &[u8], algorithm: DigestAlgorithm) -> Vec<u8> {
        let mut hasher = algorithm.hasher();
        hasher.update(pdf);
        hasher.update(&self.update[..self.contents.start]);
        hasher.update(&self.update[self.contents.end..]);
        hasher.finish()
    }

    /// The update with what belongs into the room left.
    pub(crate) fn filled(&self, content: &[u8]) -> Result<Vec<u8>, SignError> {
        let mut update = self.update.clone();
        fill_room(&mut update[self.contents.clone()], content)?;
        Ok(update)
    }

    /// Whether the place is that of a hexadecimal string.
    pub(crate) fn is_sound(&self) -> bool {
        let token = self.update.get(self.contents.clone()).unwrap_or_default();
        token.len() >= 2 && token.starts_with(b"<") && token.ends_with(b">")
    }
}

/// Writes `content` into a hexadecimal string `<00…>`, the rest of it zero.
pub(crate) fn fill_room(token: &mut [u8], content: &[u8]) -> Result<(), SignError> {
    let reserved = token.len().saturating_sub(2) / 2;
    if content.len() > reserved {
        return Err(SignError::DoesNotFit { needed: content.len(), reserved });
    }
    let digits = hex(content);
    let end = token.len() - 1;
    token[1..=digits.len()].copy_from_slice(&digits);
    token[digits.len() + 1..end].fill(b'0');
    Ok(())
}

fn write_signature<'s>(
    update: &mut Update<'s>,
    id: ObjectId,
    view: View<'s>,
    options: &Options,
    target: &Target<'_, 's>,
    filling: Filling,
    room: usize,
) -> Places {
    let mut places = Places { range: 0..0, contents: 0..0 };
    update.write_with(id, |out, cipher| {
        out.extend_from_slice(match filling {
            Filling::Signature(_) => {
                b"<</Type/Sig/Filter/Adobe.PPKLite/SubFilter/ETSI.CAdES.detached".as_slice()
            }
            Filling::TimeStamp => b"<</Type/DocTimeStamp/Filter/Adobe.PPKLite/SubFilter/ETSI.RFC3161",
        });
        out.extend_from_slice(b"/ByteRange[0 ");
        places.range = out.len()..out.len() + 32;
        out.extend_from_slice(&[b' '; 32]);
        out.extend_from_slice(b"]/Contents");
        places.contents = out.len()..out.len() + 2 * room + 2;
        out.push(b'<');
        out.resize(out.len() + 2 * room, b'0');
        out.push(b'>');
        if filling != Filling::TimeStamp {
            write_claims(out, view, options, target, cipher);
        }
        out.extend_from_slice(b">>");
    });
    places
}

/// What the signer says beside the signature itself.
fn write_claims<'s>(
    out: &mut Vec<u8>,
    view: View<'s>,
    options: &Options,
    target: &Target<'_, 's>,
    cipher: Cipher<'_>,
) {
    out.extend_from_slice(b"/M");
    cipher.text(out, &format_date(options.signing_time, options.offset));
    for (key, text) in [
        ("/Name", &options.name),
        ("/Reason", &options.reason),
        ("/Location", &options.location),
        ("/ContactInfo", &options.contact_info),
    ] {
        if let Some(text) = text {
            out.extend_from_slice(key.as_bytes());
            cipher.text(out, text);
        }
    }
    let mut references = Vec::new();
    if let Some(permission) = options.certification {
        references.extend_from_slice(
            format!(
                "<</Type/SigRef/TransformMethod/DocMDP/TransformParams\
                 <</Type/TransformParams/V/1.2/P {}>>>>",
                permission.level()
            )
            .as_bytes(),
        );
    }
    if let Some(lock) = target.lock(view) {
        write_field_mdp(&mut references, view, &lock, cipher);
    }
    if !references.is_empty() {
        out.extend_from_slice(b"/Reference[");
        out.extend_from_slice(&references);
        out.push(b']');
    }
}

/// The lock of the field, repeated in its signature as the standard asks (12.7.5.5).
fn write_field_mdp<'s>(out: &mut Vec<u8>, view: View<'s>, lock: &Dictionary<'s>, cipher: Cipher<'_>) {
    let Some(lock) = FieldLock::read(view, lock) else { return };
    out.extend_from_slice(
        b"<</Type/SigRef/TransformMethod/FieldMDP/TransformParams<</Type/TransformParams/V/1.2/Action",
    );
    let names = match &lock {
        FieldLock::All => {
            out.extend_from_slice(b"/All");
            None
        }
        FieldLock::Include(names) => {
            out.extend_from_slice(b"/Include");
            Some(names)
        }
        FieldLock::Exclude(names) => {
            out.extend_from_slice(b"/Exclude");
            Some(names)
        }
    };
    if let Some(names) = names {
        out.extend_from_slice(b"/Fields[");
        names.iter().for_each(|name| cipher.text(out, name));
        out.push(b']');
    }
    out.extend_from_slice(b">>>>");
}

fn fill_field<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    field: &Field<'s>,
    signature: ObjectId,
    options: &Options,
) -> Result<(), SignError> {
    let unusable = || SignError::FieldNotUsable(field.name.clone());
    let id = field.id.and_then(|id| view.header(id.number)).ok_or_else(unusable)?;
    let mut dictionary = field.dictionary.clone();
    dictionary.set("V", Object::Reference(signature));
    // The widget is the field itself or its first kid.
    let kids = view.get(&dictionary, "Kids");
    let kid = kids.as_array().and_then(|kids| kids.first()?.as_reference());
    match kid.and_then(|kid| view.header(kid.number)) {
        Some(kid) => {
            if let Object::Dictionary(mut widget) = view.object(kid)
                && show(update, view, &mut widget, options)?
            {
                update.write(kid, &Object::Dictionary(widget));
            }
        }
        None => {
            show(update, view, &mut dictionary, options)?;
        }
    }
    update.write(id, &Object::Dictionary(dictionary));
    extend_form(update, view, None, options.certification.map(|_| signature))
}

/// Gives a widget with some room the appearance asked for, or an empty one if it has none (which PDF/A
/// wants); says whether the widget changed.
fn show<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    widget: &mut Dictionary<'s>,
    options: &Options,
) -> Result<bool, SignError> {
    let Some(rect) = page::rectangle(view, widget.get("Rect")) else { return Ok(false) };
    if options.appearance.is_none() && widget.get("AP").is_some() {
        return Ok(false);
    }
    let own = widget.get("P").and_then(Object::as_reference);
    let turns = own.and_then(|page| page::find_object(view, page.number)).map_or(0, |page| page.turns);
    let form = appearance::write(update, view, options.appearance.as_ref(), rect, turns)?;
    let mut appearances = Dictionary::default();
    appearances.set("N", Object::Reference(form));
    widget.set("AP", Object::Dictionary(appearances));
    Ok(true)
}

fn add_field<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    name: &str,
    signature: ObjectId,
    options: &Options,
) -> Result<(), SignError> {
    let (page, look) = match &options.appearance {
        None => {
            let page = page::find(view, PageNumber::Number(1)).ok_or(SignError::NoPage)?;
            // PDF/A-1 wants one of every field, seen or not (ISO 19005-1, 6.9).
            let bare = appearance::archival_part(view) == Some(1);
            let look = match bare.then(|| appearance::write(update, view, None, [0.0; 4], 0)) {
                Some(form) => Some(([0.0; 4], form?)),
                None => None,
            };
            (page, look)
        }
        Some(appearance) => {
            let page = page::find(view, appearance.place.page()).ok_or(AppearanceError::NoPage)?;
            let rect = appearance.place.on(&page)?;
            let form = appearance::write(update, view, Some(appearance), rect, page.turns)?;
            (page, Some((rect, form)))
        }
    };
    let Page { id: page_id, dictionary: mut page, .. } = page;
    let field = update.reserve();
    update.write_with(field, |out, cipher| {
        out.extend_from_slice(b"<</FT/Sig/Type/Annot/Subtype/Widget/T");
        cipher.text(out, name);
        let rect = look.map_or([0.0; 4], |(rect, _)| rect).map(number).join(" ");
        out.extend_from_slice(format!("/F 132/Rect[{rect}]/P {page_id} R/V {signature} R").as_bytes());
        if let Some((_, form)) = look {
            out.extend_from_slice(format!("/AP<</N {form} R>>").as_bytes());
        }
        out.extend_from_slice(b">>");
    });
    let mut annotations = match view.get(&page, "Annots") {
        Object::Array(annotations) => annotations,
        // Missing, or a reference to nothing.
        _ => Vec::new(),
    };
    annotations.push(Object::Reference(field));
    match page.get("Annots") {
        Some(Object::Reference(array)) if view.header(array.number).is_some() => {
            let id = view.header(array.number).unwrap_or(*array);
            update.write(id, &Object::Array(annotations));
        }
        _ => {
            page.set("Annots", Object::Array(annotations));
            update.write(page_id, &Object::Dictionary(page));
        }
    }
    let certifies = options.certification.map(|_| signature);
    extend_form(update, view, Some(field), certifies)
}

/// Puts a new field into the form, says that there are signatures, enters a certification.
fn extend_form<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    field: Option<ObjectId>,
    certifies: Option<ObjectId>,
) -> Result<(), SignError> {
    let root = view.trailer_entry("Root").and_then(Object::as_reference);
    let root = root.and_then(|root| view.header(root.number)).ok_or(Malformed::NoCatalog)?;
    let mut catalog = view.catalog().ok_or(Malformed::NoCatalog)?;
    let mut catalog_changed = false;
    let mut form = form::form(view).unwrap_or_default();
    let mut form_changed = false;
    if let Some(field) = field {
        let mut fields = match view.get(&form, "Fields") {
            Object::Array(fields) => fields,
            _ => Vec::new(),
        };
        fields.push(Object::Reference(field));
        match form.get("Fields") {
            Some(Object::Reference(array)) if view.header(array.number).is_some() => {
                update.write(view.header(array.number).unwrap_or(*array), &Object::Array(fields));
            }
            _ => {
                form.set("Fields", Object::Array(fields));
                form_changed = true;
            }
        }
    }
    let flags = view.get(&form, "SigFlags").as_integer().unwrap_or(0);
    if flags & 3 != 3 {
        form.set("SigFlags", Object::Integer(flags | 3));
        form_changed = true;
    }
    if form_changed {
        match catalog.get("AcroForm") {
            Some(Object::Reference(id)) if view.header(id.number).is_some() => {
                update.write(view.header(id.number).unwrap_or(*id), &Object::Dictionary(form));
            }
            Some(Object::Dictionary(_)) => {
                catalog.set("AcroForm", Object::Dictionary(form));
                catalog_changed = true;
            }
            _ => {
                let id = update.reserve();
                update.write(id, &Object::Dictionary(form));
                catalog.set("AcroForm", Object::Reference(id));
                catalog_changed = true;
            }
        }
    }
    if let Some(signature) = certifies {
        let mut permissions = match view.get(&catalog, "Perms") {
            Object::Dictionary(permissions) => permissions,
            _ => Dictionary::default(),
        };
        permissions.set("DocMDP", Object::Reference(signature));
        catalog.set("Perms", Object::Dictionary(permissions));
        catalog_changed = true;
    }
    if catalog_changed {
        update.write(root, &Object::Dictionary(catalog));
    }
    Ok(())
}
