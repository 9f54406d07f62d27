use std::{
    io,
    path::{Path, PathBuf},
};

use super::Slot;
use crate::KeyError;

/// Why a token file cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum TokenError {
    /// Something is at the path of a token that is to be made.
    #[error("{0} is there already")]
    AlreadyThere(PathBuf),
    /// The file is not what was written.
    #[error("{path} is damaged: {why}")]
    Damaged {
        /// The file.
        path: PathBuf,
        /// What is wrong with it.
        why: &'static str,
    },
    /// The file system refused.
    #[error("{path}: {source}")]
    Io {
        /// The file.
        path: PathBuf,
        /// What the system said.
        source: io::Error,
    },
    /// The key is unusable.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// There is no file.
    #[error("{0} does not exist")]
    Missing(PathBuf),
    /// A later version of the program wrote the file.
    #[error("{path} was written by a later version (format {version})")]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// Its format version.
        version: u32,
    },
    /// An earlier version of the program made the file; nobody ever had its format but testers.
    #[error("{path} was made by an older version (format {version}): make it anew")]
    OlderVersion {
        /// The file.
        path: PathBuf,
        /// Its format version.
        version: u32,
    },
    /// The card has no keys yet.
    #[error("{0} has no keys yet")]
    Blank(PathBuf),
    /// Two PINs were asked for on a card that has one for both keys.
    #[error("a card with keys of this kind has one PIN for both")]
    OnePin,
    /// The holder's data do not fit the card. Nothing is ever cut to fit.
    #[error("the holder's data do not fit the card: {0}")]
    HolderTooLarge(#[from] cns_card::TooLarge),
    /// The answer to reset announces a card for smaller keys.
    #[error("a card with this answer to reset has keys of 1024 bits, which are not made")]
    SmallKeys,
    /// The certificate cannot be read.
    #[error("not a certificate in DER")]
    NotACertificate,
    /// The certificate is for another key.
    #[error("the certificate is for another key than the one in the slot")]
    OtherKey,
    /// The certificate's key usage is not that of the slot.
    #[error("the certificate's key usage does not suit the {slot} slot")]
    OtherPurpose {
        /// The slot it was to go to.
        slot: Slot,
    },
    /// Too many wrong PINs; the PUK unlocks.
    #[error("the PIN of the {slot} slot is locked")]
    PinLocked {
        /// The slot.
        slot: Slot,
    },
    /// Not 5 to 8 digits. Nothing was tried.
    #[error("a PIN has 5 to 8 digits")]
    PinShape,
    /// Too many wrong PUKs: the slot is lost.
    #[error("the PUK of the {slot} slot is locked for good")]
    PukLocked {
        /// The slot.
        slot: Slot,
    },
    /// Not 8 digits. Nothing was tried.
    #[error("a PUK has 8 digits")]
    PukShape,
    /// Another token now lies at the path.
    #[error("another token was put in the place of {0}")]
    Swapped(PathBuf),
    /// The PIN is wrong.
    #[error("wrong PIN for the {slot} slot, {left} tries left")]
    WrongPin {
        /// The slot.
        slot: Slot,
        /// Tries left, at least 1.
        left: u8,
    },
    /// The PUK is wrong.
    #[error("wrong PUK for the {slot} slot, {left} tries left")]
    WrongPuk {
        /// The slot.
        slot: Slot,
        /// Tries left, at least 1.
        left: u8,
    },
}

impl TokenError {
    pub(super) fn damaged(path: &Path, why: &'static str) -> Self {
        Self::Damaged { path: path.to_owned(), why }
    }

    pub(super) fn io(path: &Path, source: io::Error) -> Self {
        match source.kind() {
            io::ErrorKind::NotFound => Self::Missing(path.to_owned()),
            _ => Self::Io { path: path.to_owned(), source },
        }
    }
}
