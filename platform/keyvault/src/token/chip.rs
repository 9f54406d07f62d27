//! The chip of a card whose storage is a file.

use std::{
    collections::BTreeMap,
    fs::File,
    path::{Path, PathBuf},
};

use aws_lc_rs::agreement;
use cns_card::{Algorithm, Chip, Code, Failed, Memory, Operation, PublicKey};
use foundation::{Entropy, SystemEntropy};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

use super::{TokenError, contents::Contents};
use crate::{
    KeyError, KeySpec, SigningKey, SoftwareKey,
    files::{self, Mark},
    raw_rsa::RawRsa,
    seal::Key,
    spki,
};

/// Codes, keys and storage of a token file.
#[derive(Debug)]
pub(super) struct TokenChip {
    path: PathBuf,
    /// The file that `kept` was read from or written to. Held open: no other gets its number meanwhile.
    file: File,
    mark: Mark,
    locked: bool,
    kept: Contents,
    /// What `commit` is to keep besides the memory.
    prepared: Option<Contents>,
    /// Data keys by PIN, of the codes that were right.
    opened: BTreeMap<u8, Key>,
    /// Private keys that were used, ready for the next time.
    ready: BTreeMap<u8, Private>,
    /// Why it last failed.
    trouble: Option<TokenError>,
}

#[derive(Debug)]
enum Private {
    Rsa(RawRsa),
    Ec(SoftwareKey),
}

impl TokenChip {
    pub(super) fn open(path: &Path) -> Result<Self, TokenError> {
        let io = |error| TokenError::io(path, error);
        let mut file = File::open(path).map_err(io)?;
        let mark = Mark::of(&file.metadata().map_err(io)?);
        let kept = Contents::read(path, &mut file)?;
        Ok(Self {
            path: path.to_owned(),
            file,
            mark,
            locked: false,
            kept,
            prepared: None,
            opened: BTreeMap::new(),
            ready: BTreeMap::new(),
            trouble: None,
        })
    }

    pub(super) fn path(&self) -> &Path {
        &self.path
    }

    /// What the file holds.
    pub(super) fn kept(&self) -> &Contents {
        &self.kept
    }

    pub(super) fn trouble(&mut self) -> Option<TokenError> {
        self.trouble.take()
    }

    /// Whether the file that was read lies still there, unchanged.
    pub(super) fn is_as_read(&self) -> Result<bool, TokenError> {
        let mark = Mark::at(&self.path).map_err(|error| TokenError::io(&self.path, error))?;
        Ok(mark == self.mark)
    }

    /// Reads the file again if another process wrote it; says whether it did.
    pub(super) fn refresh(&mut self) -> Result<bool, TokenError> {
        if self.is_as_read()? {
            return Ok(false);
        }
        let file = File::open(&self.path).map_err(|error| TokenError::io(&self.path, error))?;
        self.take_up(file)
    }

    /// Takes the lock of the file, after which no other process changes it, and reads it as [`Self::refresh`]
    /// does.
    pub(super) fn lock(&mut self) -> Result<bool, TokenError> {
        let file = files::open_locked(&self.path).map_err(|error| TokenError::io(&self.path, error))?;
        let changed = self.take_up(file)?;
        self.locked = true;
        Ok(changed)
    }

    /// Gives the lock back.
    pub(super) fn unlock(&mut self) {
        self.locked = false;
        self.prepared = None;
        // Closing the file would do as well; a lock that stays is told by whoever waits for it.
        let _ = self.file.unlock();
    }

    fn take_up(&mut self, mut file: File) -> Result<bool, TokenError> {
        let mark = Mark::of(&file.metadata().map_err(|error| TokenError::io(&self.path, error))?);
        if mark == self.mark {
            self.file = file;
            return Ok(false);
        }
        let contents = Contents::read(&self.path, &mut file)?;
        if contents.identity != self.kept.identity {
            return Err(TokenError::Swapped(self.path.clone()));
        }
        self.ready.retain(|key, _| contents.keys.get(key) == self.kept.keys.get(key));
        (self.file, self.mark, self.kept) = (file, mark, contents);
        Ok(true)
    }

    /// The private key of a place whose PIN was right.
    pub(super) fn private_key(&self, reference: u8) -> Result<SoftwareKey, TokenError> {
        let sealed = self.kept.keys.get(&reference).ok_or_else(|| TokenError::Blank(self.path.clone()))?;
        self.opened
            .get(&sealed.pin)
            .and_then(|data_key| self.kept.private_key(reference, data_key))
            .ok_or_else(|| TokenError::damaged(&self.path, "a private key does not open with its data key"))
    }

    fn ready(&mut self, reference: u8) -> Result<&Private, TokenError> {
        if !self.ready.contains_key(&reference) {
            let key = self.private_key(reference)?;
            let private = match key.spec() {
                KeySpec::P256 | KeySpec::P384 => Private::Ec(key),
                _ => Private::Rsa(RawRsa::from_pkcs8(&key.pkcs8()?)?),
            };
            self.ready.insert(reference, private);
        }
        self.ready.get(&reference).ok_or_else(|| TokenError::Blank(self.path.clone()))
    }

    fn prepare(&mut self) -> &mut Contents {
        self.prepared.get_or_insert_with(|| self.kept.clone())
    }

    fn failed(&mut self, error: impl Into<TokenError>) -> Failed {
        self.trouble = Some(error.into());
        Failed
    }
}

impl Private {
    fn operate(&self, operation: Operation, input: &[u8]) -> Result<Vec<u8>, KeyError> {
        match (self, operation) {
            (Self::Rsa(key), Operation::RawRsa) => key.apply(input),
            (Self::Ec(key), Operation::Ecdsa) => {
                let digest =
                    if input.len() == 48 { DigestAlgorithm::Sha384 } else { DigestAlgorithm::Sha256 };
                key.sign_digest(SignatureAlgorithm::Ecdsa(digest), input)
            }
            (Self::Ec(key), Operation::Ecdh) => agree(key, input),
            _ => Err(KeyError::Algorithm),
        }
    }
}

/// ECDH: the x coordinate. A point that is not on the curve is refused by the engine.
fn agree(key: &SoftwareKey, point: &[u8]) -> Result<Vec<u8>, KeyError> {
    let failed = KeyError::Engine("agreeing on a secret");
    let curve = match key.spec() {
        KeySpec::P256 => &agreement::ECDH_P256,
        _ => &agreement::ECDH_P384,
    };
    let private = agreement::PrivateKey::from_private_key_der(curve, &key.pkcs8()?)
        .map_err(|_| KeyError::Engine("reading a key"))?;
    let other = agreement::UnparsedPublicKey::new(curve, point);
    agreement::agree(&private, other, failed, |secret| Ok(secret.to_vec()))
}

impl Chip for TokenChip {
    fn commit(&mut self, memory: &Memory) -> Result<(), Failed> {
        let prepared = self.prepared.take();
        if !self.locked {
            // A command that writes and was not expected to.
            let why = std::io::Error::other("the file is not locked");
            return Err(self.failed(TokenError::io(&self.path.clone(), why)));
        }
        let mut contents = prepared.unwrap_or_else(|| self.kept.clone());
        contents.memory = memory.clone();
        let written = contents.encode(&self.path).and_then(|bytes| {
            let io = |error| TokenError::io(&self.path, error);
            let file = files::replace_locked(&self.path, &bytes).map_err(io)?;
            let mark = Mark::of(&file.metadata().map_err(io)?);
            Ok((file, mark))
        });
        let (file, mark) = written.map_err(|error| self.failed(error))?;
        self.ready.retain(|key, _| contents.keys.get(key) == self.kept.keys.get(key));
        (self.file, self.mark, self.kept) = (file, mark, contents);
        Ok(())
    }

    fn check(&mut self, reference: u8, presented: &Code) -> Result<bool, Failed> {
        let Some((pin, data_key)) = self.kept.data_key(reference, presented) else { return Ok(false) };
        self.opened.insert(pin, data_key);
        Ok(true)
    }

    fn replace(&mut self, reference: u8, new: &Code, by: u8, with: &Code) -> Result<(), Failed> {
        let wrapped = self.kept.codes.get(&by).zip(self.kept.codes.get(&reference));
        let Some((pin, cost)) = wrapped.map(|(by, code)| (by.opens, code.stretch.argon2id)) else {
            return Err(Failed);
        };
        // It was just checked, which opened the data key: it is not derived a second time.
        let _ = with;
        let Some(data_key) = self.opened.get(&pin).cloned() else { return Err(Failed) };
        let done = self.prepare().wrap(reference, pin, new, cost, &data_key, &SystemEntropy);
        done.map_err(|error| self.failed(error))
    }

    fn operate(&mut self, key: u8, operation: Operation, input: &[u8]) -> Result<Vec<u8>, Failed> {
        let done = self.ready(key).and_then(|private| Ok(private.operate(operation, input)?));
        done.map_err(|error| self.failed(error))
    }

    fn generate(&mut self, key: u8, algorithm: Algorithm, pin: Option<u8>) -> Result<PublicKey, Failed> {
        let spec = spki::spec(algorithm).ok_or(Failed)?;
        let pin = pin.ok_or(Failed)?;
        let data_key = self.opened.get(&pin).cloned().ok_or(Failed)?;
        let made = self.prepare().make_key(key, spec, pin, &data_key, &SystemEntropy);
        made.map_err(|error| self.failed(error))
    }

    fn random(&mut self, octets: &mut [u8]) -> Result<(), Failed> {
        SystemEntropy.fill(octets);
        Ok(())
    }

    fn forget(&mut self) {
        self.opened.clear();
        self.ready.clear();
        self.prepared = None;
    }
}
