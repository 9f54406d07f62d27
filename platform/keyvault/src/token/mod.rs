//! Token files: a test device with the manners of a chamber's smart card.
//!
//! A `*.token` file is the storage of a card ([`cns_card`]): its files, its retry counters, and its private
//! keys, sealed. Keys of RSA-2048 make it a national services card (CNS), other kinds a PIV card. **It is not
//! a qualified signature creation device**: whoever copies the file can try PINs on the copies, and eight
//! digits resist that only as long as Argon2id makes each try cost. It exists so that everything can be tried
//! without hardware, and every file says so in its first lines.
//!
//! The same file is used in two ways, by any number of processes at once: as a card that answers commands
//! ([`TokenCard`]: for readers, OpenSC, browsers), and by its slots ([`TokenFile`]: for our own programs).
//!
//! # How a key is sealed
//!
//! A private key is sealed under the data key of its PIN. The data key is sealed twice: under a key that
//! Argon2id derives from the PIN, and under one derived from the PUK. A wrong PIN opens nothing; a PUK
//! gives the PIN a new value without touching the key. On a CNS the two slots have a PIN and a PUK each, or
//! one of both in common where they were made with the same codes; a PIV card has one PIN.
//!
//! # Retry counters
//!
//! The card machine alone decides whether a code may be tried ([`cns_card::Card`]). Each try takes one off
//! the counter, **writes the file and waits for the disk, and only then** compares. A success writes the full
//! count back. A process that is killed in between has spent the try. Tries of several processes on one file
//! queue up on its lock, which is held until the whole of a command is on disk.
//!
//! # Common operations
//!
//! - Make one: [`TokenFile::create`]; the certificates come later: [`TokenFile::install_certificate`].
//!   Without keys: [`TokenCard::create`].
//! - Sign: [`TokenFile::unlock`] gives a [`Session`], which is a [`SigningKey`].
//! - PIN: [`TokenFile::change_pin`], [`TokenFile::unblock`] (with the PUK).
//! - Put it into a reader: [`TokenCard::transmit`].
//!
//! ```
//! use foundation::{Secret, SystemEntropy};
//! use keyvault::{KeySpec, SigningKey};
//! use keyvault::token::{Codes, PersonalData, Personalisation, Slot, TokenFile};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("rossi.token");
//! let codes = Codes::random(&SystemEntropy);
//! let mut token = TokenFile::create(&path, &Personalisation {
//!     card_number: "7420098765432109".parse()?,
//!     holder: PersonalData::of("MARIA", "ROSSI", "RSSMRA80A41H501Y")?,
//!     created: "2026-11-22T09:00:00Z".parse()?,
//!     key: KeySpec::Rsa2048,
//!     signature: codes.clone(),
//!     cns: codes.clone(),
//!     emergency_code: Secret::new("1234567890".to_owned()),
//!     pin_cost: keyvault::Argon2Cost::LEAST,
//!     tries: Default::default(),
//!     atr: None,
//!     options: Default::default(),
//! }, &SystemEntropy)?;
//! let session = token.unlock(Slot::Signature, &codes.pin)?;
//! assert_eq!(session.public_key().spki_der(), token.public_key(Slot::Signature).spki_der());
//! assert_eq!(token.holder(), "MARIA ROSSI");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod card;
mod chip;
mod codes;
mod contents;
mod error;

use std::{io, path::Path};

pub use cns_card::{Atr, CardNumber, PersonalData, memory::Options, personal::Field};
use cns_card::{Card, Code, Status};
use foundation::{Entropy, Secret, Timestamp};
use x509::{
    Certificate,
    alg::{PublicKey, SignatureAlgorithm},
};

pub use self::{
    card::TokenCard,
    codes::Codes,
    contents::{Slot, Tries},
    error::TokenError,
};
use self::{chip::TokenChip, contents::Contents};
use crate::{Argon2Cost, KeyError, KeySpec, SigningKey, SoftwareKey, files, spki};

/// A token file by its slots, with what anyone may read in it.
///
/// Opening it asks for no PIN. What this value shows is what the file said when it was opened or last
/// used through this value.
#[derive(Debug)]
pub struct TokenFile {
    card: TokenCard,
    signature_key: PublicKey,
    cns_key: PublicKey,
    card_number: CardNumber,
    holder: String,
    codice_fiscale: String,
}

/// What a new token is made with.
#[derive(Clone, Debug)]
pub struct Personalisation {
    /// Number printed on the card (ID_Carta).
    pub card_number: CardNumber,
    /// Who it belongs to.
    pub holder: PersonalData,
    /// The instant of the personalisation.
    pub created: Timestamp,
    /// The kind of both keys: RSA-2048 makes a CNS, the others a PIV card.
    pub key: KeySpec,
    /// PIN and PUK of the signature slot.
    pub signature: Codes,
    /// PIN and PUK of the CNS slot. The same as those of the signature: one PIN for both, with common tries,
    /// as a PIV card always has.
    pub cns: Codes,
    /// The code by which the holder suspends both certificates; only a memory-hard hash is kept.
    pub emergency_code: Secret<String>,
    /// What a try of a PIN, PUK or emergency code costs; [`Argon2Cost::PIN`] outside tests.
    pub pin_cost: Argon2Cost,
    /// How many wrong tries lock a slot.
    pub tries: Tries,
    /// The answer to reset; `None` is the first preset of [`Atr`] for a CNS, `piv` for a PIV card.
    pub atr: Option<Atr>,
    /// How the card behaves where cards differ. Whether there is one PIN is decided by the codes alone.
    pub options: Options,
}

/// PIN or PUK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Lock {
    Pin,
    Puk,
}

impl TokenFile {
    /// Generates both keys and writes the file; nothing may be there yet.
    ///
    /// # Errors
    /// [`TokenError::AlreadyThere`], a code of the wrong shape, [`TokenError::OnePin`],
    /// [`TokenError::HolderTooLarge`], or what the file system says.
    pub fn create(path: &Path, with: &Personalisation, entropy: &dyn Entropy) -> Result<Self, TokenError> {
        create(path, &Contents::with_keys(with, entropy)?)?;
        Self::open(path)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`TokenError::Missing`], [`TokenError::Damaged`], [`TokenError::OlderVersion`],
    /// [`TokenError::NewerVersion`], [`TokenError::Io`], or [`TokenError::Blank`] where its keys are still to
    /// be made.
    pub fn open(path: &Path) -> Result<Self, TokenError> {
        Self::around(TokenCard::open(path)?)
    }

    fn around(card: TokenCard) -> Result<Self, TokenError> {
        let (path, memory) = (card.path(), card.memory());
        let key = |slot: Slot| {
            let place = memory.keys.get(&slot.key(memory.personality));
            let public = place.and_then(|place| place.public.as_ref());
            let public = public.ok_or_else(|| TokenError::Blank(path.to_owned()))?;
            spki::card_public_key(public)
                .ok_or_else(|| TokenError::damaged(path, "a public key is unreadable"))
        };
        let (signature_key, cns_key) = (key(Slot::Signature)?, key(Slot::Cns)?);
        let holder = card.contents().holder();
        let (card_number, holder) = holder.ok_or_else(|| TokenError::damaged(path, "it has no holder"))?;
        let name = format!("{} {}", holder.get(Field::GivenName), holder.get(Field::Surname));
        let codice_fiscale = holder.get(Field::TaxCode);
        let holder = name.trim().to_owned();
        Ok(Self { card, signature_key, cns_key, card_number, holder, codice_fiscale })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.card.path()
    }

    /// Number printed on the card (ID_Carta).
    pub fn card_number(&self) -> &CardNumber {
        &self.card_number
    }

    /// Name and surname of the holder.
    pub fn holder(&self) -> &str {
        &self.holder
    }

    /// The holder's codice fiscale.
    pub fn codice_fiscale(&self) -> &str {
        &self.codice_fiscale
    }

    /// The instant of the personalisation.
    pub fn created(&self) -> Timestamp {
        self.card.contents().created
    }

    /// Whether both slots have one PIN and one PUK, so that changing one changes the other.
    pub fn one_pin(&self) -> bool {
        let [signature, cns] = Slot::BOTH.map(|slot| self.reference(slot, Lock::Pin));
        signature == cns
    }

    /// The public key in a slot.
    pub fn public_key(&self, slot: Slot) -> &PublicKey {
        match slot {
            Slot::Signature => &self.signature_key,
            Slot::Cns => &self.cns_key,
        }
    }

    /// The certificate in a slot, DER; `None` before it is installed.
    pub fn certificate_der(&self, slot: Slot) -> Option<&[u8]> {
        let memory = self.card.memory();
        memory.certificate(slot.key(memory.personality))
    }

    /// The certificate in a slot; `None` before it is installed.
    ///
    /// # Errors
    /// [`TokenError::Damaged`] when it cannot be read.
    pub fn certificate(&self, slot: Slot) -> Result<Option<Certificate>, TokenError> {
        let Some(der) = self.certificate_der(slot) else { return Ok(None) };
        match Certificate::from_der(der) {
            Ok(certificate) => Ok(Some(certificate)),
            Err(_) => Err(TokenError::damaged(self.path(), "a certificate is unreadable")),
        }
    }

    /// PIN tries left in a slot; 0 means locked.
    pub fn pin_tries_left(&self, slot: Slot) -> u8 {
        self.tries_left(self.reference(slot, Lock::Pin))
    }

    /// PUK tries left in a slot; 0 means locked for good.
    pub fn puk_tries_left(&self, slot: Slot) -> u8 {
        self.tries_left(self.reference(slot, Lock::Puk))
    }

    fn tries_left(&self, reference: u8) -> u8 {
        self.card.memory().counters.get(&reference).map_or(0, |counter| counter.left)
    }

    /// What one try of the PIN of a slot costs whoever guesses, and whoever unlocks.
    pub fn pin_cost(&self, slot: Slot) -> Argon2Cost {
        let code = self.card.contents().codes.get(&self.reference(slot, Lock::Pin));
        code.map_or(Argon2Cost::PIN, |code| code.stretch.argon2id)
    }

    /// Opens the private key of a slot with its PIN. A success restores the counter.
    ///
    /// # Errors
    /// [`TokenError::PinShape`] (nothing was tried), [`TokenError::WrongPin`] with the tries left,
    /// [`TokenError::PinLocked`], or what [`TokenFile::open`] says.
    pub fn unlock(&mut self, slot: Slot, pin: &Secret<String>) -> Result<Session, TokenError> {
        let pin = codes::pin(pin)?;
        let reference = self.reference(slot, Lock::Pin);
        self.attempt(slot, Lock::Pin, |card| card.verify(reference, pin.expose()).map(drop))?;
        let key = self.card.chip().private_key(slot.key(self.card.memory().personality));
        self.card.reset();
        let key = key?;
        if key.public_key().spki_der() != self.public_key(slot).spki_der() {
            // Another process made this card's keys anew.
            return Err(TokenError::Swapped(self.path().to_owned()));
        }
        Ok(Session { slot, key })
    }

    /// Gives a slot another PIN; with [`one_pin`](Self::one_pin) the other as well.
    ///
    /// # Errors
    /// As [`TokenFile::unlock`], for the old PIN; [`TokenError::PinShape`] for the new one.
    pub fn change_pin(
        &mut self,
        slot: Slot,
        old: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), TokenError> {
        let (old, new) = (codes::pin(old)?, codes::pin(new)?);
        let reference = self.reference(slot, Lock::Pin);
        let done = self
            .attempt(slot, Lock::Pin, |card| card.change_code(reference, &pair(&old, &new)[..]).map(drop));
        self.card.reset();
        done
    }

    /// Gives a slot a new PIN with the PUK, and its tries back. A success restores the PUK's counter.
    ///
    /// # Errors
    /// [`TokenError::PukShape`] (nothing was tried), [`TokenError::WrongPuk`] with the tries left,
    /// [`TokenError::PukLocked`], [`TokenError::PinShape`] for the new PIN, or what
    /// [`TokenFile::open`] says.
    pub fn unblock(
        &mut self,
        slot: Slot,
        puk: &Secret<String>,
        new_pin: &Secret<String>,
    ) -> Result<(), TokenError> {
        let (puk, new) = (codes::puk(puk)?, codes::pin(new_pin)?);
        let [pin_reference, puk_reference] = slot.codes(self.card.memory().personality);
        let done = self.attempt(slot, Lock::Puk, |card| {
            card.unblock(pin_reference, puk_reference, 0, &pair(&puk, &new)[..]).map(drop)
        });
        self.card.reset();
        done
    }

    /// Puts a certificate into a slot, over the one that is there.
    ///
    /// # Errors
    /// [`TokenError::NotACertificate`], [`TokenError::OtherKey`] when it certifies another key,
    /// [`TokenError::OtherPurpose`] when its key usage is not that of the slot.
    pub fn install_certificate(&mut self, slot: Slot, der: &[u8]) -> Result<(), TokenError> {
        let certificate = Certificate::from_der(der).map_err(|_| TokenError::NotACertificate)?;
        if certificate.public_key().map(PublicKey::spki_der).ok() != Some(self.public_key(slot).spki_der()) {
            return Err(TokenError::OtherKey);
        }
        if !slot.suits(&certificate) {
            return Err(TokenError::OtherPurpose { slot });
        }
        let mut memory = self.card.memory().clone();
        let key = slot.key(memory.personality);
        // Refused here where it is too large for a card; then put into what the file holds by now.
        memory.put_certificate(key, der)?;
        let kept = self.locked(|card| {
            card.personalise(|memory| {
                let _ = memory.put_certificate(key, der);
            })
        })?;
        kept.map_err(|_| self.trouble())
    }

    /// Whether `code` is the emergency code.
    pub fn is_emergency_code(&self, code: &Secret<String>) -> bool {
        self.card.contents().emergency_code.matches(code.expose())
    }

    /// The reference that counts for a code of a slot.
    fn reference(&self, slot: Slot, lock: Lock) -> u8 {
        let memory = self.card.memory();
        let [pin, puk] = slot.codes(memory.personality);
        memory.code(if lock == Lock::Pin { pin } else { puk })
    }

    /// Lets the card try a code, and says its refusal in words.
    fn attempt(
        &mut self,
        slot: Slot,
        lock: Lock,
        work: impl FnOnce(&mut Card<TokenChip>) -> Result<(), Status>,
    ) -> Result<(), TokenError> {
        let refused = match self.locked(work)? {
            Ok(()) => return Ok(()),
            Err(refused) => refused,
        };
        Err(match (refused, lock) {
            (Status::BLOCKED | Status(0x63c0), Lock::Pin) => TokenError::PinLocked { slot },
            (Status::BLOCKED | Status(0x63c0), Lock::Puk) => TokenError::PukLocked { slot },
            (Status(wrong @ 0x63c1..=0x63cf), lock) => {
                let [_, left] = wrong.to_be_bytes();
                let left = left & 0x0f;
                match lock {
                    Lock::Pin => TokenError::WrongPin { slot, left },
                    Lock::Puk => TokenError::WrongPuk { slot, left },
                }
            }
            _ => self.trouble(),
        })
    }

    fn trouble(&mut self) -> TokenError {
        let unsaid = TokenError::Key(KeyError::Engine("working as a card"));
        self.card.trouble().unwrap_or(unsaid)
    }

    fn locked<T>(&mut self, work: impl FnOnce(&mut Card<TokenChip>) -> T) -> Result<T, TokenError> {
        self.card.locked(work)
    }
}

/// Two codes one after the other, as a command carries them.
fn pair(first: &Code, second: &Code) -> zeroize::Zeroizing<[u8; 2 * Code::LENGTH]> {
    let mut both = zeroize::Zeroizing::new([0; 2 * Code::LENGTH]);
    let (left, right) = both.split_at_mut(Code::LENGTH);
    left.copy_from_slice(first.expose());
    right.copy_from_slice(second.expose());
    both
}

/// Writes a new token where nothing is.
fn create(path: &Path, contents: &Contents) -> Result<(), TokenError> {
    files::create(path, &contents.encode(path)?).map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => TokenError::AlreadyThere(path.to_owned()),
        _ => TokenError::io(path, source),
    })
}

/// The private key of a slot, unlocked.
#[derive(Debug)]
pub struct Session {
    slot: Slot,
    key: SoftwareKey,
}

impl Session {
    /// The slot that is unlocked.
    pub fn slot(&self) -> Slot {
        self.slot
    }
}

impl SigningKey for Session {
    fn public_key(&self) -> &PublicKey {
        self.key.public_key()
    }

    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        self.key.sign_digest(algorithm, digest)
    }
}
