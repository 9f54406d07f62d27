//! Whether a file may be signed, and in which field.

use std::collections::HashSet;

use x509::alg::SignatureAlgorithm;

use super::{Options, SignError};
use crate::form::Field;
use crate::pdf::{Access, Dictionary, Document, Object, View};
use crate::read::{FieldLock, Permission, read_transforms};

/// An update needs a file that all readers see alike, and the key of an encrypted one.
pub(crate) fn check_file(document: &Document<'_>) -> Result<(), SignError> {
    if document.access() == Access::Locked {
        return Err(SignError::Encrypted);
    }
    if let Some(damage) = document.damage().first() {
        return Err(SignError::Damaged(*damage));
    }
    if document.newest().trailing_objects() {
        return Err(SignError::UnlistedObjects);
    }
    Ok(())
}

/// Earlier signatures must leave room for this one.
pub(super) fn check_signatures<'s>(
    view: View<'s>,
    fields: &[Field<'s>],
    name: &str,
    options: &Options,
) -> Result<(), SignError> {
    for field in fields {
        let Some(signature) = field.signature(view) else { continue };
        if options.certification.is_some() {
            return Err(SignError::AlreadySigned);
        }
        let (certification, mut locks) = read_transforms(view, &signature);
        let lock = view.get(&field.dictionary, "Lock");
        let mut level = certification;
        if let Object::Dictionary(lock) = &lock {
            locks.extend(FieldLock::read(view, lock));
            level = level.or(view.get(lock, "P").as_integer().and_then(Permission::from_level));
        }
        if level == Some(Permission::NoChanges) {
            return Err(SignError::NoChangesAllowed);
        }
        if locks.iter().any(|lock| lock.locks(name)) {
            return Err(SignError::FieldLocked(name.to_owned()));
        }
    }
    Ok(())
}

/// Whether an earlier signature certifies the document.
pub(super) fn is_certified<'s>(view: View<'s>, fields: &[Field<'s>]) -> bool {
    let mut signatures = fields.iter().filter_map(|field| field.signature(view));
    signatures.any(|signature| read_transforms(view, &signature).0.is_some())
}

/// Where the signature goes.
pub(super) enum Target<'f, 's> {
    Fill(&'f Field<'s>),
    New(String),
}

impl<'s> Target<'_, 's> {
    pub(super) fn name(&self) -> &str {
        match self {
            Target::Fill(field) => &field.name,
            Target::New(name) => name,
        }
    }

    /// The lock of an existing field.
    pub(super) fn lock(&self, view: View<'s>) -> Option<Dictionary<'s>> {
        match self {
            Target::Fill(field) => match view.get(&field.dictionary, "Lock") {
                Object::Dictionary(lock) => Some(lock),
                _ => None,
            },
            Target::New(_) => None,
        }
    }
}

/// The field that is asked for, or a new one.
pub(super) fn choose_field<'f, 's>(
    fields: &'f [Field<'s>],
    options: &Options,
    stem: &str,
) -> Result<Target<'f, 's>, SignError> {
    let Some(name) = &options.field else {
        let taken: HashSet<&str> = fields.iter().map(|field| field.name.as_str()).collect();
        let free = (1..).map(|n| format!("{stem}{n}")).find(|name| !taken.contains(name.as_str()));
        return Ok(Target::New(free.unwrap_or_default()));
    };
    let Some(field) = fields.iter().find(|field| field.name == *name) else {
        // A dot would make it a field below another; a prefix of others, their parent.
        let below = format!("{name}.");
        if name.is_empty() || name.contains('.') || fields.iter().any(|field| field.name.starts_with(&below))
        {
            return Err(SignError::FieldNotUsable(name.clone()));
        }
        return Ok(Target::New(name.clone()));
    };
    if !field.is_signature || field.id.is_none() {
        return Err(SignError::FieldNotUsable(name.clone()));
    }
    match field.value {
        None | Some(Object::Null) => Ok(Target::Fill(field)),
        Some(_) => Err(SignError::FieldSigned(name.clone())),
    }
}

/// What the field's author demands (seed value dictionary, ISO 32000-2, table 237).
pub(super) fn check_seed_value<'s>(
    view: View<'s>,
    field: &Field<'s>,
    options: &Options,
    algorithm: SignatureAlgorithm,
) -> Result<(), SignError> {
    let Object::Dictionary(seed) = view.get(&field.dictionary, "SV") else { return Ok(()) };
    let required = view.get(&seed, "Ff").as_integer().unwrap_or(0);
    let lists = |key: &str, wanted: &str| {
        let Object::Array(values) = view.get(&seed, key) else { return true };
        values.iter().map(|value| view.resolve(value)).any(|value| {
            let text = value.as_string().map(|text| view.text(&text));
            value.is_name(wanted) || text.is_some_and(|text| text == wanted)
        })
    };
    if required & 1 != 0
        && !matches!(view.get(&seed, "Filter"), Object::Name(name) if name.is("Adobe.PPKLite"))
    {
        return Err(SignError::SeedValue("Filter"));
    }
    if required & 1 << 1 != 0 && !lists("SubFilter", "ETSI.CAdES.detached") {
        return Err(SignError::SeedValue("SubFilter"));
    }
    // A lone full stop asks for no reason at all.
    let none =
        matches!(view.get(&seed, "Reasons"), Object::Array(all) if all.len() == 1) && lists("Reasons", ".");
    let reason = options.reason.as_deref();
    if required & 1 << 3 != 0
        && !(if none { reason.is_none() } else { lists("Reasons", reason.unwrap_or_default()) })
    {
        return Err(SignError::SeedValue("Reasons"));
    }
    if let Object::Dictionary(stamp) = view.get(&seed, "TimeStamp")
        && view.get(&stamp, "Ff").as_integer() == Some(1)
        && options.reserve == 0
    {
        return Err(SignError::SeedValue("TimeStamp"));
    }
    if required & 1 << 4 != 0 {
        return Err(SignError::SeedValue("LegalAttestation"));
    }
    if required & 1 << 5 != 0 && matches!(view.get(&seed, "AddRevInfo"), Object::Boolean(true)) {
        return Err(SignError::SeedValue("AddRevInfo"));
    }
    let digest = algorithm.digest().name().to_ascii_uppercase().replace('-', "");
    if required & 1 << 6 != 0 && !lists("DigestMethod", &digest) {
        return Err(SignError::SeedValue("DigestMethod"));
    }
    // Demands that are not understood cannot be met.
    if required & 1 << 2 != 0 && view.get(&seed, "V").as_number().is_some_and(|version| version > 3.0) {
        return Err(SignError::SeedValue("V"));
    }
    for (bit, key) in [(7, "LockDocument"), (8, "AppearanceFilter")] {
        if required & 1 << bit != 0 && seed.get(key).is_some() {
            return Err(SignError::SeedValue(key));
        }
    }
    if let Object::Dictionary(certificate) = view.get(&seed, "Cert")
        && view.get(&certificate, "Ff").as_integer().unwrap_or(0) != 0
    {
        return Err(SignError::SeedValue("Cert"));
    }
    if let Object::Dictionary(mdp) = view.get(&seed, "MDP") {
        let level = view.get(&mdp, "P").as_integer().unwrap_or(0);
        if level != options.certification.map_or(0, Permission::level) {
            return Err(SignError::SeedValue("MDP"));
        }
    }
    Ok(())
}
