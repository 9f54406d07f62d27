//! Token files: a test device with the manners of a chamber's smart card.
//!
//! A `*.token` file holds two key pairs, one for signatures and one for the CNS login, each under its
//! own PIN with a retry counter and a PUK (cns-card.md §4.4, §7). **It is not a qualified signature
//! creation device**: whoever copies the file can try PINs on the copies, and eight digits resist that
//! only as long as Argon2id makes each try cost. It exists so that everything can be tried without
//! hardware, and every file says so in its first lines.
//!
//! # How a slot is sealed
//!
//! The private key is sealed under a random data key. The data key is sealed twice: under a key that
//! Argon2id derives from the PIN, and under one derived from the PUK. A wrong PIN opens nothing; a PUK
//! gives the PIN a new value without touching the key.
//!
//! # Retry counters
//!
//! Each try takes one off the counter, **writes the file and waits for the disk, and only then**
//! compares. A success writes the full count back. A process that is killed in between has spent the
//! try. Tries of several processes on one file queue up on its lock.
//!
//! # Common operations
//!
//! - Make one: [`TokenFile::create`]; the certificates come later: [`TokenFile::install_certificate`].
//! - Sign: [`TokenFile::unlock`] gives a [`Session`], which is a [`SigningKey`].
//! - PIN: [`TokenFile::change_pin`], [`TokenFile::unblock`] (with the PUK).
//!
//! ```
//! use foundation::{Secret, SystemEntropy};
//! use keyvault::{KeySpec, SigningKey, token::{Personalisation, Codes, Slot, TokenFile}};
//! # let folder = tempfile::tempdir()?;
//! # let path = folder.path().join("rossi.token");
//! let codes = Codes::random(&SystemEntropy);
//! let mut token = TokenFile::create(&path, &Personalisation {
//!     card_number: "7420098765432109".parse()?,
//!     holder: "MARIA ROSSI".to_owned(),
//!     codice_fiscale: "RSSMRA80A41H501Y".to_owned(),
//!     created: "2026-11-22T09:00:00Z".parse()?,
//!     key: KeySpec::Rsa2048,
//!     signature: codes.clone(),
//!     cns: codes.clone(),
//!     emergency_code: Secret::new("1234567890".to_owned()),
//!     pin_cost: keyvault::Argon2Cost::LEAST,
//!     tries: Default::default(),
//! }, &SystemEntropy)?;
//! let session = token.unlock(Slot::Signature, &codes.pin)?;
//! assert_eq!(session.public_key().spki_der(), token.public_key(Slot::Signature).spki_der());
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod codes;
mod contents;
mod error;

use std::{
    fs::File,
    io,
    path::{Path, PathBuf},
};

use foundation::{Entropy, Secret, Timestamp};
use x509::{
    Certificate,
    alg::{PublicKey, SignatureAlgorithm},
};

pub use self::{
    codes::{CardNumber, Codes, InvalidCardNumber},
    contents::{Slot, Tries},
    error::TokenError,
};
use self::{
    codes::{check_pin, check_puk},
    contents::{Contents, Lock},
};
use crate::{Argon2Cost, KeyError, KeySpec, SigningKey, SoftwareKey, files};

/// A token file, with what anyone may read in it.
///
/// Opening it asks for no PIN. What this value shows is what the file said when it was opened or last
/// used through this value.
#[derive(Debug)]
pub struct TokenFile {
    path: PathBuf,
    contents: Contents,
    signature_key: PublicKey,
    cns_key: PublicKey,
}

/// What a new token is made with.
#[derive(Clone, Debug)]
pub struct Personalisation {
    /// Number printed on the card (ID_Carta).
    pub card_number: CardNumber,
    /// Name and surname of the holder, as shown to people.
    pub holder: String,
    /// The holder's codice fiscale.
    pub codice_fiscale: String,
    /// The instant of the personalisation.
    pub created: Timestamp,
    /// The kind of both keys.
    pub key: KeySpec,
    /// PIN and PUK of the signature slot.
    pub signature: Codes,
    /// PIN and PUK of the CNS slot.
    pub cns: Codes,
    /// The code by which the holder suspends both certificates; only a memory-hard hash is kept.
    pub emergency_code: Secret<String>,
    /// What a try of a PIN, PUK or emergency code costs; [`Argon2Cost::PIN`] outside tests.
    pub pin_cost: Argon2Cost,
    /// How many wrong tries lock a slot.
    pub tries: Tries,
}

impl TokenFile {
    /// Generates both keys and writes the file; nothing may be there yet.
    ///
    /// # Errors
    /// [`TokenError::AlreadyThere`], a code of the wrong shape, or what the file system says.
    pub fn create(path: &Path, with: &Personalisation, entropy: &dyn Entropy) -> Result<Self, TokenError> {
        for codes in [&with.signature, &with.cns] {
            check_pin(&codes.pin)?;
            check_puk(&codes.puk)?;
        }
        let contents = Contents::personalise(with, entropy)?;
        files::create(path, &contents.encode(path)?).map_err(|source| match source.kind() {
            io::ErrorKind::AlreadyExists => TokenError::AlreadyThere(path.to_owned()),
            _ => TokenError::io(path, source),
        })?;
        Self::around(path, contents)
    }

    /// Reads the file.
    ///
    /// # Errors
    /// [`TokenError::Missing`], [`TokenError::Damaged`], [`TokenError::NewerVersion`] or
    /// [`TokenError::Io`].
    pub fn open(path: &Path) -> Result<Self, TokenError> {
        let mut file = File::open(path).map_err(|error| TokenError::io(path, error))?;
        Self::around(path, Contents::read(path, &mut file)?)
    }

    fn around(path: &Path, contents: Contents) -> Result<Self, TokenError> {
        let key = |slot| {
            PublicKey::from_spki(&contents.slot(slot).public_key.0)
                .map_err(|_| TokenError::damaged(path, "a public key is unreadable"))
        };
        Ok(Self {
            path: path.to_owned(),
            signature_key: key(Slot::Signature)?,
            cns_key: key(Slot::Cns)?,
            contents,
        })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        &self.path
    }

    /// Number printed on the card (ID_Carta).
    pub fn card_number(&self) -> &CardNumber {
        &self.contents.card_number
    }

    /// Name and surname of the holder.
    pub fn holder(&self) -> &str {
        &self.contents.holder
    }

    /// The holder's codice fiscale.
    pub fn codice_fiscale(&self) -> &str {
        &self.contents.codice_fiscale
    }

    /// The instant of the personalisation.
    pub fn created(&self) -> Timestamp {
        self.contents.created
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
        self.contents.slot(slot).certificate.as_ref().map(|der| &der.0[..])
    }

    /// The certificate in a slot; `None` before it is installed.
    ///
    /// # Errors
    /// [`TokenError::Damaged`] when it cannot be read.
    pub fn certificate(&self, slot: Slot) -> Result<Option<Certificate>, TokenError> {
        let Some(der) = self.certificate_der(slot) else { return Ok(None) };
        match Certificate::from_der(der) {
            Ok(certificate) => Ok(Some(certificate)),
            Err(_) => Err(TokenError::damaged(&self.path, "a certificate is unreadable")),
        }
    }

    /// PIN tries left in a slot; 0 means locked.
    pub fn pin_tries_left(&self, slot: Slot) -> u8 {
        self.contents.slot(slot).pin.tries_left
    }

    /// PUK tries left in a slot; 0 means locked for good.
    pub fn puk_tries_left(&self, slot: Slot) -> u8 {
        self.contents.slot(slot).puk.tries_left
    }

    /// What one try of the PIN of a slot costs whoever guesses, and whoever unlocks.
    pub fn pin_cost(&self, slot: Slot) -> Argon2Cost {
        self.contents.slot(slot).pin.stretch.argon2id
    }

    /// Opens the private key of a slot with its PIN. A success restores the counter.
    ///
    /// # Errors
    /// [`TokenError::PinShape`] (nothing was tried), [`TokenError::WrongPin`] with the tries left,
    /// [`TokenError::PinLocked`], or what [`TokenFile::open`] says.
    pub fn unlock(&mut self, slot: Slot, pin: &Secret<String>) -> Result<Session, TokenError> {
        check_pin(pin)?;
        let key = self.with_data_key(slot, Lock::Pin, pin, |contents, path, data_key| {
            contents.private_key(path, slot, data_key)
        })?;
        Ok(Session { slot, key })
    }

    /// Gives a slot another PIN.
    ///
    /// # Errors
    /// As [`TokenFile::unlock`], for the old PIN; [`TokenError::PinShape`] for the new one.
    pub fn change_pin(
        &mut self,
        slot: Slot,
        old: &Secret<String>,
        new: &Secret<String>,
        entropy: &dyn Entropy,
    ) -> Result<(), TokenError> {
        check_pin(old)?;
        check_pin(new)?;
        self.with_data_key(slot, Lock::Pin, old, |contents, _, data_key| {
            contents.set_pin(slot, new, data_key, entropy)
        })
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
        entropy: &dyn Entropy,
    ) -> Result<(), TokenError> {
        check_puk(puk)?;
        check_pin(new_pin)?;
        self.with_data_key(slot, Lock::Puk, puk, |contents, _, data_key| {
            contents.set_pin(slot, new_pin, data_key, entropy)
        })
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
        self.locked(|contents, path| {
            contents.slot_mut(slot).certificate = Some(crate::document::Octets(der.to_vec()));
            contents.write(path)
        })
    }

    /// Whether `code` is the emergency code.
    pub fn is_emergency_code(&self, code: &Secret<String>) -> bool {
        self.contents.emergency_code.matches(code.expose())
    }

    /// Runs one try of `secret`: takes it off the counter on disk, opens the data key, hands it to
    /// `then`, restores the counter.
    fn with_data_key<T>(
        &mut self,
        slot: Slot,
        lock: Lock,
        secret: &Secret<String>,
        then: impl FnOnce(&mut Contents, &Path, &crate::seal::Key) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        self.locked(|contents, path| {
            let before = lock.of(contents.slot(slot)).tries_left;
            let left = before.checked_sub(1).ok_or_else(|| lock.locked(slot))?;
            lock.of_mut(contents.slot_mut(slot)).tries_left = left;
            contents.write(path)?;
            // From here on the try is spent, whatever happens to this process.
            let Some(data_key) = contents.data_key(path, slot, lock, secret)? else {
                return Err(if left == 0 { lock.locked(slot) } else { lock.wrong(slot, left) });
            };
            let done = then(contents, path, &data_key)?;
            let guard = lock.of_mut(contents.slot_mut(slot));
            guard.tries_left = guard.tries;
            contents.write(path)?;
            Ok(done)
        })
    }

    /// Reads the file under its lock, runs `change`, and keeps what the file then holds.
    fn locked<T>(
        &mut self,
        change: impl FnOnce(&mut Contents, &Path) -> Result<T, TokenError>,
    ) -> Result<T, TokenError> {
        let path = self.path.clone();
        let mut file = files::open_locked(&path).map_err(|error| TokenError::io(&path, error))?;
        let mut contents = Contents::read(&path, &mut file)?;
        let same_key = |slot| contents.slot(slot).public_key == self.contents.slot(slot).public_key;
        if !Slot::BOTH.into_iter().all(same_key) {
            return Err(TokenError::Swapped(path));
        }
        let done = change(&mut contents, &path);
        self.contents = contents;
        done
    }
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
