//! The shelf of this computer.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use foundation::{Clock, Secret, Timestamp};

use crate::{Condition, DeviceError, DeviceId, Found, Opened, Purpose, Shelf, token_file};

/// All devices that this computer reaches: token files that were named or lie in given folders.
#[derive(Debug)]
pub struct LocalShelf {
    clock: Arc<dyn Clock>,
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
}

/// Where a device was found.
#[derive(Clone, Debug)]
enum Source {
    TokenFile(PathBuf),
}

impl LocalShelf {
    /// An empty shelf; the clock tells which certificates are valid.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self { clock, files: Vec::new(), folders: Vec::new() }
    }

    /// Also the token in this file.
    #[must_use]
    pub fn with_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.files.push(file.into());
        self
    }

    /// Also the tokens in the files `*.token` of this folder, when they are asked for.
    #[must_use]
    pub fn with_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push(folder.into());
        self
    }

    fn all(&self) -> Vec<(Found, Source)> {
        let now = self.clock.now();
        let files =
            self.files.iter().cloned().chain(self.folders.iter().flat_map(|folder| tokens_in(folder)));
        let mut all: Vec<(Found, Source)> = Vec::new();
        for path in files {
            let mut found = token_file::describe(&path, now);
            if all.iter().any(|(other, _)| same_device(other, &found)) {
                continue;
            }
            found.id = new_id(&found, &all);
            all.push((found, Source::TokenFile(path)));
        }
        all
    }

    fn find(&self, id: &DeviceId) -> Result<(Found, Source), DeviceError> {
        let found = self.all().into_iter().find(|(found, _)| found.id == *id);
        found.ok_or_else(|| DeviceError::new(Condition::Missing, id.as_str()))
    }
}

impl Shelf for LocalShelf {
    fn list(&self) -> Vec<Found> {
        self.all().into_iter().map(|(found, _)| found).collect()
    }

    fn open(
        &self,
        id: &DeviceId,
        purpose: Purpose,
        pin: Option<&Secret<String>>,
    ) -> Result<Opened, DeviceError> {
        let (found, source) = self.find(id)?;
        let told = |condition| DeviceError::new(condition, &*found.name);
        let pin = pin.ok_or(Condition::PinMissing);
        match source {
            Source::TokenFile(path) => pin.and_then(|pin| token_file::open(&path, purpose, pin)),
        }
        .map_err(told)
    }

    fn change_pin(
        &self,
        id: &DeviceId,
        which: Option<Purpose>,
        old: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), DeviceError> {
        let (found, source) = self.find(id)?;
        match source {
            Source::TokenFile(path) => token_file::change_pin(&path, which, old, new),
        }
        .map_err(|condition| DeviceError::new(condition, found.name))
    }

    fn unblock(
        &self,
        id: &DeviceId,
        which: Option<Purpose>,
        puk: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), DeviceError> {
        let (found, source) = self.find(id)?;
        match source {
            Source::TokenFile(path) => token_file::unblock(&path, which, puk, new),
        }
        .map_err(|condition| DeviceError::new(condition, found.name))
    }
}

/// The files `*.token` of a folder, in the order of their names.
fn tokens_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut tokens: Vec<PathBuf> =
        paths.filter(|path| path.extension().is_some_and(|extension| extension == "token")).collect();
    tokens.sort();
    tokens
}

/// What is the matter with a device whose public part could be read.
pub(crate) fn state_of(found: &Found, now: Timestamp) -> Option<Condition> {
    if found.pin.puk_tries_left == Some(0) && found.pin.tries_left == Some(0) {
        return Some(Condition::PukLocked);
    }
    if found.pin.tries_left == Some(0) {
        return Some(Condition::PinLocked);
    }
    let certificate = match (&found.signature, &found.authentication) {
        (Some(signature), _) => signature,
        (None, Some(_)) => return Some(Condition::AuthenticationOnly),
        (None, None) => return Some(Condition::NoCertificate),
    };
    if now < certificate.not_before() {
        return Some(Condition::CertificateNotYetValid { from: certificate.not_before() });
    }
    if now > certificate.not_after() {
        return Some(Condition::CertificateExpired { since: certificate.not_after() });
    }
    (found.pin.tries_left == Some(1)).then_some(Condition::LastTry)
}

/// Whether two ways lead to the same device: the same certificate, or the same number where one of them
/// says no certificate.
fn same_device(one: &Found, other: &Found) -> bool {
    let certificates = |found: &Found| {
        [&found.signature, &found.authentication].map(|certificate| certificate.as_ref().map(|c| c.sha256()))
    };
    let (ours, theirs) = (certificates(one), certificates(other));
    let bare = ours == [None, None] || theirs == [None, None];
    let number = one.card_number.is_some() && one.card_number == other.card_number;
    ours.iter().zip(&theirs).any(|(a, b)| a.is_some() && a == b) || (bare && number)
}

/// A name for a device: its card number, else a digest of what it is; another for whoever comes second.
fn new_id(found: &Found, all: &[(Found, Source)]) -> DeviceId {
    let certificate = found.signature.as_ref().or(found.authentication.as_ref());
    let digest = match certificate {
        Some(certificate) => certificate.sha256().to_vec(),
        None => x509::alg::DigestAlgorithm::Sha256.digest(found.place.as_bytes()),
    };
    let digest: String = digest.iter().take(6).map(|octet| format!("{octet:02x}")).collect();
    let number = found.card_number.as_ref().filter(|number| {
        number.bytes().all(|octet| octet.is_ascii_alphanumeric())
            && !all.iter().any(|(other, _)| other.id.as_str() == **number)
    });
    DeviceId::new(number.cloned().unwrap_or_else(|| format!("{}-{digest}", found.kind.name())))
}
