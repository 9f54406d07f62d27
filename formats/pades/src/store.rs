//! Writing the document security store (EN 319 142-1, 5.4.2): certificates and revocation data in a
//! revision of their own, each once.

use std::collections::HashMap;

use x509::evidence::ValidationData;

use crate::Malformed;
use crate::evidence::stream_of;
use crate::pdf::{Dictionary, Document, Name, Object, ObjectId, View};
use crate::read::{PdfSignature, inspect_with_password};
use crate::sign::{Password, SignError, check_file, open};
use crate::update::Update;

/// Adds validation data: level B-LT, or what a renewed archive time stamp is to protect. The result
/// begins with `pdf` octet by octet. What the store holds already is not written again; when there is
/// nothing to write, `pdf` is returned as it is.
///
/// Each signature and document time stamp that has no `/VRI` entry yet gets one naming all of `data`.
///
/// # Errors
/// [`SignError`]: the file cannot be appended to.
pub fn with_validation_data(pdf: &[u8], data: &ValidationData) -> Result<Vec<u8>, SignError> {
    with_validation_data_unlocked(pdf, data, &Password::default())
}

/// As [`with_validation_data`], of an encrypted file.
///
/// # Errors
/// Also [`SignError::Encrypted`].
pub fn with_validation_data_unlocked(
    pdf: &[u8],
    data: &ValidationData,
    password: &Password,
) -> Result<Vec<u8>, SignError> {
    let document = open(pdf, password)?;
    check_file(&document)?;
    let view = document.newest();
    let root = view.trailer_entry("Root").and_then(Object::as_reference);
    let root = root.and_then(|root| view.header(root.number)).ok_or(Malformed::NoCatalog)?;
    let mut catalog = view.catalog().ok_or(Malformed::NoCatalog)?;
    let mut store = match view.get(&catalog, "DSS") {
        Object::Dictionary(store) => store,
        _ => Dictionary::default(),
    };
    let mut update = Update::new(&document);
    let id = catalog.get("DSS").and_then(Object::as_reference).and_then(|id| view.header(id.number));
    let (id, own) = (id.unwrap_or_else(|| update.reserve()), id.is_some());
    let mut named = Dictionary::default();
    named.set("Type", Object::Name(Name(b"VRI")));
    let mut added = false;
    for (key, short, items) in [
        ("Certs", "Cert", &data.certificates),
        ("OCSPs", "OCSP", &data.responses),
        ("CRLs", "CRL", &data.crls),
    ] {
        let (all, mentioned, new) = merge(&mut update, view, view.get(&store, key), items);
        added |= new;
        if !all.is_empty() {
            store.set(key, Object::Array(all));
        }
        if !mentioned.is_empty() {
            named.set(short, Object::Array(mentioned));
        }
    }
    let mut entries = match view.get(&store, "VRI") {
        Object::Dictionary(entries) => entries,
        _ => Dictionary::default(),
    };
    let signatures = inspect_with_password(pdf, password.as_str())?.signatures;
    let keys: Vec<String> = signatures.iter().map(PdfSignature::vri_key).collect();
    for key in keys.iter().filter(|_| !data.is_empty()) {
        if entries.get(key).is_none() {
            let entry = update.reserve();
            update.write(entry, &Object::Dictionary(named.clone()));
            entries.entries.push((Name(key.as_bytes()), Object::Reference(entry)));
            added = true;
        }
    }
    if !added {
        return Ok(pdf.to_vec());
    }
    if !entries.entries.is_empty() {
        store.set("VRI", Object::Dictionary(entries));
    }
    store.set("Type", Object::Name(Name(b"DSS")));
    update.write(id, &Object::Dictionary(store));
    let extended = announce(&document, view, &mut catalog);
    if !own {
        catalog.set("DSS", Object::Reference(id));
    }
    if !own || extended {
        update.write(root, &Object::Dictionary(catalog));
    }
    let file_id = update.fingerprint();
    Ok([pdf, &update.finish(file_id)].concat())
}

/// Puts `items` into a list of streams: the whole list, those that were asked for, whether any is new.
fn merge<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    list: Object<'s>,
    items: &[Vec<u8>],
) -> (Vec<Object<'s>>, Vec<Object<'s>>, bool) {
    let mut all = list.as_array().unwrap_or_default().to_vec();
    let mut known: HashMap<Vec<u8>, ObjectId> = HashMap::new();
    if !items.is_empty() {
        for item in &all {
            if let (Some(id), Some(der)) = (item.as_reference(), stream_of(view, item)) {
                known.entry(der).or_insert(id);
            }
        }
    }
    let before = all.len();
    let mut mentioned = Vec::new();
    for der in items {
        let id = *known.entry(der.clone()).or_insert_with(|| {
            let id = update.reserve();
            update.deflated(id, "", der);
            all.push(Object::Reference(id));
            id
        });
        mentioned.push(Object::Reference(id));
    }
    let new = all.len() > before;
    (all, mentioned, new)
}

/// Announces the extension in files older than PDF 2.0, where it is not part of the standard.
fn announce<'s>(document: &'s Document<'s>, view: View<'s>, catalog: &mut Dictionary<'s>) -> bool {
    let is_two = |version: &[u8]| version.first().is_some_and(|digit| *digit >= b'2');
    let header = document.data().get(5..8).unwrap_or_default();
    let version = view.get(catalog, "Version").as_name().map(|name| name.decode().into_owned());
    if is_two(header) || version.is_some_and(|version| is_two(&version)) {
        return false;
    }
    let mut extensions = match view.get(catalog, "Extensions") {
        Object::Dictionary(extensions) => extensions,
        _ => Dictionary::default(),
    };
    if extensions.get("ESIC").is_some() {
        return false;
    }
    let mut own = Dictionary::default();
    own.set("Type", Object::Name(Name(b"DeveloperExtensions")));
    own.set("BaseVersion", Object::Name(Name(b"1.7")));
    own.set("ExtensionLevel", Object::Integer(1));
    extensions.set("ESIC", Object::Dictionary(own));
    catalog.set("Extensions", Object::Dictionary(extensions));
    true
}
