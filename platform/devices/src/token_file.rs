//! Token files: test devices.

use std::{path::Path, sync::Arc};

use foundation::{Secret, Timestamp};
use keyvault::token::{Slot, TokenError, TokenFile};
use x509::Certificate;

use crate::{Condition, DeviceError, DeviceId, Found, Kind, Opened, PinState, Purpose, local::state_of};

/// Describes the token in a file.
pub(crate) fn describe(path: &Path, now: Timestamp) -> Found {
    let place = path.display().to_string();
    let name = path.file_name().map_or_else(|| place.clone(), |name| name.to_string_lossy().into_owned());
    let mut found = Found {
        id: DeviceId::new(""),
        kind: Kind::TokenFile,
        name,
        holder: None,
        card_number: None,
        place,
        signature: None,
        authentication: None,
        pin: PinState { needed: true, ..PinState::default() },
        test_device: true,
        condition: None,
    };
    match read(path, &mut found) {
        Ok(()) => found.condition = state_of(&found, now),
        Err(error) => found.condition = Some(condition(error)),
    }
    found
}

fn read(path: &Path, found: &mut Found) -> Result<(), TokenError> {
    let token = TokenFile::open(path)?;
    found.holder = Some(token.holder().to_owned());
    found.card_number = Some(token.card_number().to_string());
    found.pin.tries_left = Some(token.pin_tries_left(Slot::Signature));
    found.pin.puk_tries_left = Some(token.puk_tries_left(Slot::Signature));
    found.signature = token.certificate(Slot::Signature)?;
    found.authentication = token.certificate(Slot::Cns)?;
    Ok(())
}

/// Opens the key of a slot.
pub(crate) fn open(path: &Path, purpose: Purpose, pin: &Secret<String>) -> Result<Opened, Condition> {
    let mut token = TokenFile::open(path).map_err(condition)?;
    let certificate = token.certificate(slot(purpose)).map_err(condition)?;
    let certificate = certificate.ok_or(Condition::NoCertificate)?;
    let session = token.unlock(slot(purpose), pin).map_err(condition)?;
    Ok(Opened { key: Arc::new(session), certificate, chain: Vec::<Certificate>::new() })
}

/// Changes the PIN of a slot, or of both.
pub(crate) fn change_pin(
    path: &Path,
    which: Option<Purpose>,
    old: &Secret<String>,
    new: &Secret<String>,
) -> Result<(), Condition> {
    let mut token = TokenFile::open(path).map_err(condition)?;
    let slots = slots(&token, which);
    // Both see first that the old PIN is theirs, so that nothing is left half done.
    for (index, slot) in slots.iter().enumerate().filter(|_| slots.len() > 1) {
        match token.unlock(*slot, old).map_err(condition) {
            Err(Condition::PinWrong { .. }) if index > 0 => return Err(Condition::PinsDiffer),
            unlocked => drop(unlocked?),
        }
    }
    slots.into_iter().try_for_each(|slot| token.change_pin(slot, old, new).map_err(condition))
}

/// Gives a slot, or both, a new PIN with the PUK.
pub(crate) fn unblock(
    path: &Path,
    which: Option<Purpose>,
    puk: &Secret<String>,
    new: &Secret<String>,
) -> Result<(), Condition> {
    let mut token = TokenFile::open(path).map_err(condition)?;
    let slots = slots(&token, which);
    slots.into_iter().try_for_each(|slot| token.unblock(slot, puk, new).map_err(condition))
}

fn slot(purpose: Purpose) -> Slot {
    match purpose {
        Purpose::Authentication => Slot::Cns,
        Purpose::Signature => Slot::Signature,
    }
}

/// The slots whose codes are meant; one stands for both where they have one PIN.
/// The slots that are meant: one stands for both where they have one PIN.
fn slots(token: &TokenFile, which: Option<Purpose>) -> Vec<Slot> {
    match which {
        Some(purpose) => vec![slot(purpose)],
        None if token.one_pin() => vec![Slot::Signature],
        None => Slot::BOTH.to_vec(),
    }
}

/// The condition that a token file's error tells.
pub(crate) fn condition(error: TokenError) -> Condition {
    match error {
        TokenError::Missing(_) => Condition::Missing,
        TokenError::Damaged { why, .. } => Condition::Damaged { detail: why.to_owned() },
        TokenError::NewerVersion { .. } => Condition::NewerVersion,
        TokenError::OlderVersion { .. } => Condition::OlderVersion,
        TokenError::Blank(_) => Condition::NoCertificate,
        TokenError::WrongPin { left, .. } => Condition::PinWrong { left: Some(left) },
        TokenError::PinLocked { .. } => Condition::PinLocked,
        TokenError::PinShape => Condition::PinShape,
        TokenError::PukShape => Condition::PukShape,
        TokenError::WrongPuk { left, .. } => Condition::PukWrong { left: Some(left) },
        TokenError::PukLocked { .. } => Condition::PukLocked,
        TokenError::Swapped(_) => Condition::Removed,
        TokenError::Key(error) => DeviceError::of_key(error, "").condition,
        other => Condition::Failed { detail: other.to_string() },
    }
}
