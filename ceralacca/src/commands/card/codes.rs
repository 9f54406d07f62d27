//! PIN and PUK of a device, and its activation.

use devices::{Condition, DeviceError, Found, LocalShelf, Purpose, Shelf};
use foundation::{Entropy, Secret, SystemEntropy};
use keyvault::KeySpec;
use serde_json::json;

use super::{check_readable, find, tell, told};
use crate::{
    Context,
    cli::card::{ChangePin, Unblock, Which},
    exit::{Exit, Failure, Outcome},
    secrets::{self, Source},
};

impl From<Which> for Purpose {
    fn from(which: Which) -> Self {
        match which {
            Which::Authentication => Self::Authentication,
            Which::Signature => Self::Signature,
        }
    }
}

/// `card change-pin`.
pub fn change(context: &Context, options: &ChangePin) -> Outcome {
    let (shelf, found) = found(context, &options.named)?;
    not_locked(&found)?;
    warn(context, &found);
    let old = old_pin(context, options, &found)?;
    let new = new_pin(context, new_source(options), &found)?;
    shelf.change_pin(&found.id, options.only.map(Purpose::from), &old, &new)?;
    done(context, &shelf, &found, "cli-card-pin-changed");
    Ok(Exit::Done)
}

/// `card unblock`.
pub fn unblock(context: &Context, options: &Unblock) -> Outcome {
    let (shelf, found) = found(context, &options.named)?;
    if found.condition == Some(Condition::PukLocked) {
        return Err(DeviceError::new(Condition::PukLocked, &*found.name).into());
    }
    let source = Source { descriptor: options.puk_fd, file: options.puk_file.as_deref() };
    let puk = secrets::code("cli-puk-prompt", &found.name, source, context)?;
    let source = Source { descriptor: options.new_pin_fd, file: options.new_pin_file.as_deref() };
    let new = new_pin(context, source, &found)?;
    shelf.unblock(&found.id, options.only.map(Purpose::from), &puk, &new)?;
    done(context, &shelf, &found, "cli-card-unblocked");
    Ok(Exit::Done)
}

/// `card activate`: both certificates are there and count, the PIN opens both keys, the keys are those of the
/// certificates; the PIN that came with the device gives way to one of the holder's.
pub fn activate(context: &Context, options: &ChangePin) -> Outcome {
    let (shelf, found) = found(context, &options.named)?;
    let told = |condition| Failure::from(DeviceError::new(condition, &*found.name));
    if found.signature.is_some() && found.authentication.is_none() {
        return Err(told(Condition::SignatureOnly));
    }
    if let Some(condition) = found.condition.clone().filter(|condition| !condition.is_warning()) {
        return Err(told(condition));
    }
    warn(context, &found);
    let pin = old_pin(context, options, &found)?;
    let source = new_source(options);
    let new = match source.is_named() || secrets::can_ask(context) {
        true => Some(new_pin(context, source, &found)?),
        false => None,
    };
    let only = options.only.map(Purpose::from);
    match try_keys(&shelf, &found, only, &pin) {
        // The PIN that it came with opens nothing until it is replaced.
        Err(error) if error.condition == Condition::PinNotSet && new.is_some() => {}
        tried => tried?,
    }
    if let Some(new) = &new {
        shelf.change_pin(&found.id, only, &pin, new)?;
        try_keys(&shelf, &found, only, new)?;
    }
    done(context, &shelf, &found, "cli-card-activated");
    Ok(Exit::Done)
}

/// Opens the keys with the PIN, and lets the one for logging in sign something random.
fn try_keys(
    shelf: &LocalShelf,
    found: &Found,
    only: Option<Purpose>,
    pin: &Secret<String>,
) -> Result<(), DeviceError> {
    for purpose in [Purpose::Signature, Purpose::Authentication] {
        if only.is_some_and(|only| only != purpose) {
            continue;
        }
        let opened = shelf.open(&found.id, purpose, Some(pin)).map_err(|error| match error.condition {
            // The signature's was right.
            Condition::PinWrong { .. } if only.is_none() && purpose == Purpose::Authentication => {
                DeviceError { condition: Condition::PinsDiffer, ..error }
            }
            _ => error,
        })?;
        if purpose == Purpose::Authentication
            && let Some(spec) = KeySpec::of(opened.key.public_key().key_type())
        {
            let algorithm = spec.default_algorithm();
            let mut challenge = vec![0; algorithm.digest().len()];
            SystemEntropy.fill(&mut challenge);
            // What does not verify with the certificate's key is withheld, and is an error here.
            opened
                .key
                .sign_digest(algorithm, &challenge)
                .map_err(|error| DeviceError::of_key(error, &found.name))?;
        }
    }
    Ok(())
}

fn found(context: &Context, named: &crate::cli::card::Named) -> Outcome<(LocalShelf, Found)> {
    let (shelf, found) = find(context, named)?;
    check_readable(&found)?;
    Ok((shelf, found))
}

fn not_locked(found: &Found) -> Outcome<()> {
    match &found.condition {
        Some(condition @ (Condition::PinLocked | Condition::PukLocked)) => {
            Err(DeviceError::new(condition.clone(), &*found.name).into())
        }
        _ => Ok(()),
    }
}

/// Says before the PIN is asked for that the next mistake locks.
fn warn(context: &Context, found: &Found) {
    if let Some(condition) = found.condition.as_ref().filter(|condition| condition.is_warning()) {
        let [heading, why, _] = webkit::words(&condition.problem(&found.name), context.out.lang);
        context.out.note(&format!("{heading}. {why}"));
    }
}

fn old_pin(context: &Context, options: &ChangePin, found: &Found) -> Outcome<Secret<String>> {
    let source = Source { descriptor: options.pin_fd, file: options.pin_file.as_deref() };
    secrets::code("cli-pin-prompt", &found.name, source, context)
}

fn new_source(options: &ChangePin) -> Source<'_> {
    Source { descriptor: options.new_pin_fd, file: options.new_pin_file.as_deref() }
}

/// The new PIN; typed twice where it is typed.
fn new_pin(context: &Context, source: Source<'_>, found: &Found) -> Outcome<Secret<String>> {
    let new = secrets::code("cli-new-pin-prompt", &found.name, source, context)?;
    if !source.is_named() {
        let again = secrets::code("cli-new-pin-again", &found.name, source, context)?;
        if again.expose() != new.expose() {
            return Err(Failure::new(Exit::Secret, "device-new-pin-differs"));
        }
    }
    Ok(new)
}

/// Tells what was done, and how the device is now.
fn done(context: &Context, shelf: &LocalShelf, found: &Found, key: &str) {
    context.out.note(&context.out.lang.text(key, &[("device", found.name.clone().into())]));
    match shelf.list().into_iter().find(|now| now.id == found.id) {
        Some(now) => tell(context, &now),
        None => {
            let card = told::described(found);
            context.out.data(&json!({ "format": "ceralacca.card/1", "card": card }), String::new);
        }
    }
}
