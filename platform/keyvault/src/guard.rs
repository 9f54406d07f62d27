//! Keys behind a guard: what is to be signed is read and judged first, and recorded before the
//! signature leaves (pki.md §10 K3, §11).

use std::{
    fmt, fs,
    io::{self, Read},
    path::{Path, PathBuf},
    sync::{Arc, PoisonError, RwLock},
};

use aws_lc_rs::digest::{Context, SHA256, digest};
use foundation::{Clock, Secret, Timestamp};
use x509::alg::{PublicKey, SignatureAlgorithm};

use crate::{
    KeyEntry, KeySpec, KeyStore, Keyring, KeyringError, Order, Signed, files,
    ledger::{Ledger, LedgerError},
    skim::Skimmed,
};

/// Judges what is to be signed. The rules are those of the area that owns the keys.
pub trait SigningPolicy: fmt::Debug + Send + Sync {
    /// # Errors
    /// The rule that refuses.
    fn judge(&self, case: &Case<'_>) -> Result<Granted, Refusal>;
}

/// What a policy judges.
#[derive(Debug)]
pub struct Case<'a> {
    /// The key.
    pub label: &'a str,
    /// Its public half.
    pub key: &'a PublicKey,
    /// The algorithm that was asked for.
    pub algorithm: SignatureAlgorithm,
    /// What is to be signed; of a list that is streamed, all but its entries.
    pub octets: &'a [u8],
    /// The self-signed certificate with which the key began.
    pub origin: Option<&'a [u8]>,
    /// Whether the key has never signed.
    pub unused: bool,
    /// The instant.
    pub now: Timestamp,
}

/// What a policy says yes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Granted {
    /// The self-signed certificate with which a key begins; it is kept.
    Origin,
    /// Anything else.
    Ordinary,
}

/// What a policy says no with.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Refusal {
    /// Stable id of the rule.
    pub rule: String,
    /// What is wrong.
    pub why: String,
}

impl Refusal {
    /// A refusal by a rule.
    pub fn new(rule: &str, why: impl ToString) -> Self {
        Self { rule: rule.to_owned(), why: why.to_string() }
    }
}

impl From<Refusal> for KeyringError {
    fn from(Refusal { rule, why }: Refusal) -> Self {
        Self::Refused { rule, why }
    }
}

/// Opens the keys with their secret.
pub type Opener = Box<dyn Fn(Secret<String>) -> Result<Arc<dyn KeyStore>, KeyringError> + Send + Sync>;

/// Keys, their policy and their record.
pub struct Guarded {
    keys: RwLock<Option<Arc<dyn KeyStore>>>,
    opener: Option<Opener>,
    policy: Arc<dyn SigningPolicy>,
    ledger: Ledger,
    folder: PathBuf,
    clock: Arc<dyn Clock>,
}

impl fmt::Debug for Guarded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Guarded({})", self.folder.display())
    }
}

impl Guarded {
    /// Keys that are open. The record is kept in `folder`.
    ///
    /// # Errors
    /// When the record cannot be opened.
    pub fn open(
        keys: Arc<dyn KeyStore>,
        policy: Arc<dyn SigningPolicy>,
        folder: &Path,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, KeyringError> {
        let guarded = Self::make(None, policy, folder, clock)?;
        *guarded.keys.write().unwrap_or_else(PoisonError::into_inner) = Some(keys);
        Ok(guarded)
    }

    /// Keys that wait for their secret.
    ///
    /// # Errors
    /// When the record cannot be opened.
    pub fn locked(
        opener: Opener,
        policy: Arc<dyn SigningPolicy>,
        folder: &Path,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, KeyringError> {
        Self::make(Some(opener), policy, folder, clock)
    }

    fn make(
        opener: Option<Opener>,
        policy: Arc<dyn SigningPolicy>,
        folder: &Path,
        clock: Arc<dyn Clock>,
    ) -> Result<Self, KeyringError> {
        let ledger = Ledger::open(&folder.join("ledger"))?;
        let origins = folder.join("origins");
        fs::create_dir_all(&origins).map_err(|source| LedgerError::Io { path: origins, source })?;
        Ok(Self { keys: RwLock::new(None), opener, policy, ledger, folder: folder.to_owned(), clock })
    }

    /// Opens keys that wait for their secret: one try, no second.
    ///
    /// # Errors
    /// What the vault or the device says of the secret.
    pub fn activate(&self, secret: Secret<String>) -> Result<(), KeyringError> {
        let Some(opener) = &self.opener else { return Ok(()) };
        if self.is_active() {
            return Ok(());
        }
        let keys = opener(secret)?;
        *self.keys.write().unwrap_or_else(PoisonError::into_inner) = Some(keys);
        Ok(())
    }

    /// Whether the keys are open.
    pub fn is_active(&self) -> bool {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).is_some()
    }

    /// The record.
    pub fn ledger(&self) -> &Ledger {
        &self.ledger
    }

    fn keys(&self) -> Result<Arc<dyn KeyStore>, KeyringError> {
        self.keys.read().unwrap_or_else(PoisonError::into_inner).clone().ok_or(KeyringError::Locked)
    }

    fn origin_path(&self, label: &str) -> PathBuf {
        let name: String = label
            .bytes()
            .map(|octet| match octet {
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => char::from(octet).to_string(),
                octet => format!("%{octet:02x}"),
            })
            .collect();
        self.folder.join("origins").join(name + ".tbs")
    }

    fn read_origin(&self, label: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        let path = self.origin_path(label);
        match fs::read(&path) {
            Ok(octets) => Ok(Some(octets)),
            Err(error) if error.kind() == io::ErrorKind::NotFound => Ok(None),
            Err(source) => Err(LedgerError::Io { path, source }.into()),
        }
    }

    /// Judges, signs, records.
    fn sign_judged(
        &self,
        order: &Order<'_>,
        octets: &[u8],
        (digest, sha256): (&[u8], [u8; 32]),
    ) -> Result<Vec<u8>, KeyringError> {
        if let Some(known) = self.ledger.recent(order.request) {
            return same(known, order, &sha256);
        }
        let key = self.keys()?.key(order.label)?;
        let origin = self.read_origin(order.label)?;
        let now = self.clock.now();
        let case = |unused| Case {
            label: order.label,
            key: key.public_key(),
            algorithm: order.algorithm,
            octets,
            origin: origin.as_deref(),
            unused,
            now,
        };
        // Whether a key has signed is looked up only where it matters: for a key without an origin, and
        // for one that asks for another.
        let granted = match self.policy.judge(&case(false)) {
            Ok(granted) => granted,
            Err(_) if !self.ledger.has_signed(order.label)? => self.policy.judge(&case(true))?,
            Err(refusal) => return Err(refusal.into()),
        };
        let signature = key.sign_digest(order.algorithm, digest)?;
        if granted == Granted::Origin {
            let path = self.origin_path(order.label);
            files::replace(&path, octets).map_err(|source| LedgerError::Io { path, source })?;
        }
        let signed = Signed { label: order.label.to_owned(), sha256, signature };
        Ok(self.ledger.record(now, order.request, signed)?.signature)
    }
}

fn same(known: Signed, order: &Order<'_>, sha256: &[u8; 32]) -> Result<Vec<u8>, KeyringError> {
    if known.label == order.label && known.sha256 == *sha256 {
        Ok(known.signature)
    } else {
        Err(LedgerError::Reused(order.request.to_owned()).into())
    }
}

fn sha256(octets: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, octets).as_ref());
    out
}

impl Keyring for Guarded {
    fn public_key(&self, label: &str) -> Result<PublicKey, KeyringError> {
        Ok(self.keys()?.key(label)?.public_key().clone())
    }

    fn generate(&self, label: &str, spec: KeySpec) -> Result<PublicKey, KeyringError> {
        self.keys()?.generate(label, spec)
    }

    fn sign(&self, order: &Order<'_>, octets: &[u8]) -> Result<Vec<u8>, KeyringError> {
        let digest = order.algorithm.digest().digest(octets);
        self.sign_judged(order, octets, (&digest, sha256(octets)))
    }

    fn sign_stream(
        &self,
        order: &Order<'_>,
        length: u64,
        octets: &mut dyn Read,
    ) -> Result<Vec<u8>, KeyringError> {
        let mut hasher = order.algorithm.digest().hasher();
        let mut record = Context::new(&SHA256);
        let rest = skim_list(length, octets, |chunk| {
            hasher.update(chunk);
            record.update(chunk);
        })?;
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(record.finish().as_ref());
        self.sign_judged(order, &rest, (&hasher.finish(), sha256))
    }

    fn signed(&self, request: &str) -> Result<Option<Signed>, KeyringError> {
        Ok(self.ledger.find(request)?)
    }

    fn origin(&self, label: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        self.read_origin(label)
    }

    fn destroy(&self, label: &str) -> Result<(), KeyringError> {
        self.keys()?.destroy(label)
    }

    fn list(&self) -> Result<Vec<KeyEntry>, KeyringError> {
        self.keys()?.list()
    }
}

/// Reads a revocation list of `length` octets, from the first to the last, and gives it without its
/// entries, for a policy to judge. Each chunk is shown to `see`.
///
/// # Errors
/// [`KeyringError::Refused`] when it is no list, [`KeyringError::Input`] when it ends too soon.
pub fn skim_list(
    length: u64,
    octets: &mut dyn Read,
    mut see: impl FnMut(&[u8]),
) -> Result<Vec<u8>, KeyringError> {
    let refused = |why| KeyringError::from(Refusal::new("list.well_formed", why));
    let mut skimmed = Skimmed::new(length);
    each_chunk(length, octets, |chunk| {
        see(chunk);
        skimmed.feed(chunk).map_err(refused)
    })?;
    skimmed.finish().map_err(refused)
}

/// Reads exactly `length` octets in chunks.
pub(crate) fn each_chunk(
    length: u64,
    octets: &mut dyn Read,
    mut act: impl FnMut(&[u8]) -> Result<(), KeyringError>,
) -> Result<(), KeyringError> {
    let mut chunk = vec![0; 64 << 10];
    let mut left = length;
    while left > 0 {
        let most = usize::try_from(left).unwrap_or(usize::MAX).min(chunk.len());
        match octets.read(&mut chunk[..most]) {
            Ok(0) => return Err(KeyringError::Input(io::ErrorKind::UnexpectedEof.into())),
            Ok(count) => {
                act(&chunk[..count])?;
                left -= count as u64;
            }
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
            Err(error) => return Err(KeyringError::Input(error)),
        }
    }
    Ok(())
}
