use std::{fmt, fs::File, path::Path, str::FromStr};

use foundation::{Entropy, Secret, Timestamp};
use serde::{Deserialize, Serialize};
use x509::{Certificate, extension::KeyUsage};

use super::{CardNumber, Codes, Personalisation, TokenError};
use crate::{
    Argon2Cost, KeyError, SigningKey, SoftwareKey,
    document::{self, Octets, Unreadable},
    files,
    seal::{Key, Sealed, Stretch, random_key},
};

const FORMAT: &str = "ceralacca.token";
const NOTICE: &str = "TEST DEVICE of Ceralacca. NOT a qualified signature creation device (QSCD): \
     signatures made with it have no legal value. \
     DISPOSITIVO DI PROVA: non è un dispositivo qualificato, le firme non hanno valore legale.";

/// One of the two key pairs of a token.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Slot {
    /// The key that signs documents (certificate with nonRepudiation).
    Signature,
    /// The key that logs in (certificate with digitalSignature and clientAuth).
    Cns,
}

impl Slot {
    /// Both, the signature first.
    pub const BOTH: [Slot; 2] = [Slot::Signature, Slot::Cns];

    fn name(self) -> &'static str {
        match self {
            Slot::Signature => "signature",
            Slot::Cns => "cns",
        }
    }

    /// Whether the certificate's key usage is that of the slot (cns-card.md §4.3).
    pub(super) fn suits(self, certificate: &Certificate) -> bool {
        let Ok(Some(usage)) = certificate.key_usage() else { return false };
        let signs = usage.contains(KeyUsage::NON_REPUDIATION);
        let logs_in = usage.contains(KeyUsage::DIGITAL_SIGNATURE);
        match self {
            Slot::Signature => signs && !logs_in,
            Slot::Cns => logs_in && !signs,
        }
    }
}

impl fmt::Display for Slot {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for Slot {
    type Err = &'static str;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::BOTH.into_iter().find(|slot| slot.name() == text).ok_or("not one of signature, cns")
    }
}

/// How many consecutive wrong tries lock (cns-card.md §4.4).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Tries {
    /// Of a PIN; the PUK gives them back.
    pub pin: u8,
    /// Of a PUK; after that the slot is lost.
    pub puk: u8,
}

impl Default for Tries {
    fn default() -> Self {
        Self { pin: 3, puk: 3 }
    }
}

/// PIN or PUK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Lock {
    Pin,
    Puk,
}

impl Lock {
    pub(super) fn of(self, slot: &SlotContents) -> &Guard {
        match self {
            Lock::Pin => &slot.pin,
            Lock::Puk => &slot.puk,
        }
    }

    pub(super) fn of_mut(self, slot: &mut SlotContents) -> &mut Guard {
        match self {
            Lock::Pin => &mut slot.pin,
            Lock::Puk => &mut slot.puk,
        }
    }

    pub(super) fn locked(self, slot: Slot) -> TokenError {
        match self {
            Lock::Pin => TokenError::PinLocked { slot },
            Lock::Puk => TokenError::PukLocked { slot },
        }
    }

    pub(super) fn wrong(self, slot: Slot, left: u8) -> TokenError {
        match self {
            Lock::Pin => TokenError::WrongPin { slot, left },
            Lock::Puk => TokenError::WrongPuk { slot, left },
        }
    }

    fn name(self) -> &'static str {
        match self {
            Lock::Pin => "pin",
            Lock::Puk => "puk",
        }
    }
}

/// The whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Contents {
    format: String,
    notice: String,
    pub(super) card_number: CardNumber,
    pub(super) holder: String,
    pub(super) codice_fiscale: String,
    #[serde(with = "document::instant")]
    pub(super) created: Timestamp,
    pub(super) emergency_code: Verifier,
    signature: SlotContents,
    cns: SlotContents,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct SlotContents {
    pub(super) pin: Guard,
    pub(super) puk: Guard,
    pub(super) public_key: Octets,
    pub(super) certificate: Option<Octets>,
    private_key: Sealed,
}

/// A secret that opens the data key, and how often it may still be wrong.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Guard {
    pub(super) tries_left: u8,
    pub(super) tries: u8,
    pub(super) stretch: Stretch,
    data_key: Sealed,
}

/// A secret of which only the memory-hard hash is kept.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Verifier {
    stretch: Stretch,
    hash: Octets,
}

impl Verifier {
    fn new(secret: &str, cost: Argon2Cost, entropy: &dyn Entropy) -> Result<Self, TokenError> {
        let stretch = Stretch::new(cost, entropy);
        let hash = Octets(stretch.key(secret).ok_or(STRETCH_FAILED)?.to_vec());
        Ok(Self { stretch, hash })
    }

    pub(super) fn matches(&self, secret: &str) -> bool {
        self.stretch.key(secret).is_some_and(|key| {
            aws_lc_rs::constant_time::verify_slices_are_equal(&key[..], &self.hash.0).is_ok()
        })
    }
}

const STRETCH_FAILED: KeyError = KeyError::Engine("stretching a PIN: its Argon2 cost is out of range");

impl Contents {
    /// New keys under new codes.
    pub(super) fn personalise(with: &Personalisation, entropy: &dyn Entropy) -> Result<Self, TokenError> {
        let slot = |slot: Slot, codes: &Codes| -> Result<SlotContents, TokenError> {
            let key = SoftwareKey::generate(with.key)?;
            let data_key = random_key(entropy);
            let public_key = Octets(key.public_key().spki_der().to_vec());
            let context = |what| context(&with.card_number, slot, what, &public_key);
            let guard = |lock: Lock, secret: &Secret<String>, tries: u8| {
                Guard::new(secret, tries.max(1), with.pin_cost, &data_key, &context(lock.name()), entropy)
            };
            Ok(SlotContents {
                pin: guard(Lock::Pin, &codes.pin, with.tries.pin)?,
                puk: guard(Lock::Puk, &codes.puk, with.tries.puk)?,
                certificate: None,
                private_key: Sealed::new(&data_key, &context("private-key"), &key.pkcs8()?, entropy),
                public_key,
            })
        };
        Ok(Self {
            format: format!("{FORMAT}/1"),
            notice: NOTICE.to_owned(),
            card_number: with.card_number.clone(),
            holder: with.holder.clone(),
            codice_fiscale: with.codice_fiscale.clone(),
            created: with.created,
            emergency_code: Verifier::new(with.emergency_code.expose(), with.pin_cost, entropy)?,
            signature: slot(Slot::Signature, &with.signature)?,
            cns: slot(Slot::Cns, &with.cns)?,
        })
    }

    pub(super) fn read(path: &Path, file: &mut File) -> Result<Self, TokenError> {
        let bytes = files::read(file)
            .map_err(|error| TokenError::io(path, error))?
            .ok_or_else(|| TokenError::damaged(path, "it is far too large"))?;
        let contents: Self = document::decode(FORMAT, &bytes).map_err(|unreadable| match unreadable {
            Unreadable::Damaged(why) => TokenError::damaged(path, why),
            Unreadable::Newer(version) => TokenError::NewerVersion { path: path.to_owned(), version },
        })?;
        for slot in Slot::BOTH {
            for lock in [Lock::Pin, Lock::Puk] {
                let guard = lock.of(contents.slot(slot));
                if guard.tries_left > guard.tries || !guard.stretch.argon2id.is_reasonable() {
                    return Err(TokenError::damaged(path, "a counter or an Argon2 cost is out of range"));
                }
            }
        }
        Ok(contents)
    }

    pub(super) fn encode(&self, path: &Path) -> Result<Vec<u8>, TokenError> {
        document::encode(self).map_err(|error| TokenError::io(path, error.into()))
    }

    pub(super) fn write(&self, path: &Path) -> Result<(), TokenError> {
        files::replace(path, &self.encode(path)?).map_err(|error| TokenError::io(path, error))
    }

    pub(super) fn slot(&self, slot: Slot) -> &SlotContents {
        match slot {
            Slot::Signature => &self.signature,
            Slot::Cns => &self.cns,
        }
    }

    pub(super) fn slot_mut(&mut self, slot: Slot) -> &mut SlotContents {
        match slot {
            Slot::Signature => &mut self.signature,
            Slot::Cns => &mut self.cns,
        }
    }

    /// The data key of a slot; `None` when `secret` is not the one that seals it.
    pub(super) fn data_key(
        &self,
        path: &Path,
        slot: Slot,
        lock: Lock,
        secret: &Secret<String>,
    ) -> Result<Option<Key>, TokenError> {
        let guard = lock.of(self.slot(slot));
        let key = guard.stretch.key(secret.expose());
        let key = key.ok_or_else(|| TokenError::damaged(path, "an Argon2 parameter is out of range"))?;
        Ok(guard.data_key.open_key(&key, &self.context(slot, lock.name())))
    }

    pub(super) fn private_key(
        &self,
        path: &Path,
        slot: Slot,
        data_key: &Key,
    ) -> Result<SoftwareKey, TokenError> {
        let contents = self.slot(slot);
        let pkcs8 = contents
            .private_key
            .open(data_key, &self.context(slot, "private-key"))
            .ok_or_else(|| TokenError::damaged(path, "the private key does not open with its data key"))?;
        let key = SoftwareKey::from_pkcs8(&pkcs8)?;
        if key.public_key().spki_der() != contents.public_key.0 {
            return Err(TokenError::damaged(path, "the public key is not that of the private key"));
        }
        Ok(key)
    }

    pub(super) fn set_pin(
        &mut self,
        slot: Slot,
        pin: &Secret<String>,
        data_key: &Key,
        entropy: &dyn Entropy,
    ) -> Result<(), TokenError> {
        let context = self.context(slot, Lock::Pin.name());
        let guard = &mut self.slot_mut(slot).pin;
        *guard = Guard::new(pin, guard.tries, guard.stretch.argon2id, data_key, &context, entropy)?;
        Ok(())
    }

    fn context(&self, slot: Slot, what: &str) -> Vec<u8> {
        context(&self.card_number, slot, what, &self.slot(slot).public_key)
    }
}

impl Guard {
    fn new(
        secret: &Secret<String>,
        tries: u8,
        cost: Argon2Cost,
        data_key: &Key,
        context: &[u8],
        entropy: &dyn Entropy,
    ) -> Result<Self, TokenError> {
        let stretch = Stretch::new(cost, entropy);
        let key = stretch.key(secret.expose()).ok_or(STRETCH_FAILED)?;
        Ok(Self {
            tries_left: tries,
            tries,
            stretch,
            data_key: Sealed::new(&key, context, &data_key[..], entropy),
        })
    }
}

/// What a sealed part is bound to, so that parts of two tokens or slots cannot be swapped.
fn context(card_number: &CardNumber, slot: Slot, what: &str, public_key: &Octets) -> Vec<u8> {
    [FORMAT, "\0", card_number.as_str(), "\0", slot.name(), "\0", what, "\0"]
        .concat()
        .into_bytes()
        .into_iter()
        .chain(public_key.0.iter().copied())
        .collect()
}
