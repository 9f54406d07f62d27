//! Keys by label that sign whole octets: what an authority signs with, wherever its keys are.

use std::{
    collections::HashMap,
    fmt::Debug,
    io::{self, Read},
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
};

use foundation::{Entropy, Problem, Secret, Status};
use x509::alg::{PublicKey, SignatureAlgorithm};

use crate::{
    KeyEntry, KeyError, KeySpec, SigningKey, Vault, VaultError,
    ledger::LedgerError,
    pkcs11::{self, Token},
};

/// Keys by label. Octets go along whole, never their digest alone, so that whoever holds the keys can
/// read what it signs (pki.md §10 K3).
pub trait Keyring: Debug + Send + Sync {
    /// The public half of a key.
    ///
    /// # Errors
    /// [`KeyringError::NoSuchKey`], or why the keys are out of reach.
    fn public_key(&self, label: &str) -> Result<PublicKey, KeyringError>;

    /// Makes a key under a label.
    ///
    /// # Errors
    /// [`KeyringError::AlreadyThere`]: a key is never overwritten.
    fn generate(&self, label: &str, spec: KeySpec) -> Result<PublicKey, KeyringError>;

    /// Signs octets; the signature was verified with the public key (pki.md §10 K4).
    ///
    /// # Errors
    /// [`KeyringError::Refused`] with the rule, or why the key does not sign.
    fn sign(&self, order: &Order<'_>, octets: &[u8]) -> Result<Vec<u8>, KeyringError>;

    /// Signs octets that are too many to hold: `length` of them, read once from first to last.
    ///
    /// # Errors
    /// As [`Self::sign`]; [`KeyringError::Input`] when they end too soon.
    fn sign_stream(
        &self,
        order: &Order<'_>,
        length: u64,
        octets: &mut dyn Read,
    ) -> Result<Vec<u8>, KeyringError>;

    /// What was signed under a request id, when a record is kept: nothing else ever left.
    ///
    /// # Errors
    /// When the record cannot be read. [`KeyringError::NoRecord`] where none is kept.
    fn signed(&self, request: &str) -> Result<Option<Signed>, KeyringError>;

    /// The octets of the self-signed certificate with which a key began, when a record is kept.
    ///
    /// # Errors
    /// When the record cannot be read.
    fn origin(&self, label: &str) -> Result<Option<Vec<u8>>, KeyringError>;

    /// Destroys a key for ever.
    ///
    /// # Errors
    /// [`KeyringError::NoSuchKey`], or why the keys are out of reach.
    fn destroy(&self, label: &str) -> Result<(), KeyringError>;

    /// The keys that are there, by label.
    ///
    /// # Errors
    /// Why the keys are out of reach.
    fn list(&self) -> Result<Vec<KeyEntry>, KeyringError>;
}

/// What a signature is asked with.
#[derive(Clone, Copy, Debug)]
pub struct Order<'a> {
    /// The key.
    pub label: &'a str,
    /// The algorithm.
    pub algorithm: SignatureAlgorithm,
    /// Names this request for ever: the same id with the same octets gets the same signature again,
    /// with others it is refused. 1 to 80 graphic ASCII characters.
    pub request: &'a str,
}

/// A signature that was released.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Signed {
    /// The key.
    pub label: String,
    /// SHA-256 of the signed octets.
    pub sha256: [u8; 32],
    /// The signature value.
    pub signature: Vec<u8>,
}

/// Why a keyring does not do what it is asked.
#[derive(Debug, thiserror::Error)]
pub enum KeyringError {
    /// There is a key with this label.
    #[error("a key is called {0} already")]
    AlreadyThere(String),
    /// The device behind PKCS#11 refused.
    #[error(transparent)]
    Device(#[from] Box<pkcs11::Error>),
    /// The octets could not be read.
    #[error("what is to be signed cannot be read: {0}")]
    Input(io::Error),
    /// The key does not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// The record of signatures cannot be kept, so nothing is signed.
    #[error(transparent)]
    Ledger(#[from] LedgerError),
    /// The keys wait for their secret.
    #[error("the keys wait to be activated")]
    Locked,
    /// No record of signatures is kept here.
    #[error("no record of signatures is kept")]
    NoRecord,
    /// There is no key with this label.
    #[error("no key is called {0}")]
    NoSuchKey(String),
    /// A rule refused what was to be signed.
    #[error("{rule}: {why}")]
    Refused {
        /// Id of the rule.
        rule: String,
        /// What is wrong.
        why: String,
    },
    /// The signing process said no for a reason of its own.
    #[error("{detail}")]
    Signer {
        /// Code of its problem.
        code: &'static str,
        /// What it said.
        detail: String,
    },
    /// The signing process does not answer.
    #[error("the signing process does not answer at {socket}: {why}")]
    SignerDown {
        /// Where it should.
        socket: PathBuf,
        /// What happened.
        why: String,
    },
    /// The vault refused.
    #[error(transparent)]
    Vault(#[from] VaultError),
}

impl From<pkcs11::Error> for KeyringError {
    fn from(error: pkcs11::Error) -> Self {
        KeyringError::Device(Box::new(error))
    }
}

impl KeyringError {
    /// The codes of the problems that a signing process can have, each a message of the catalogues.
    pub const CODES: [&str; 12] = [
        "keys-label-taken",
        "keys-device-failed",
        "keys-device-missing",
        "keys-module-missing",
        "keys-pin-wrong",
        "keys-pin-locked",
        "keys-failed",
        "keys-ledger",
        "keys-locked",
        "keys-missing",
        "keys-refused",
        "keys-signer-down",
    ];

    /// The code of its problem.
    pub fn code(&self) -> &'static str {
        use pkcs11::Error as D;
        match self {
            Self::AlreadyThere(_) => "keys-label-taken",
            Self::Device(error) => match **error {
                D::TokenMissing | D::AmbiguousToken { .. } | D::DeviceRemoved => "keys-device-missing",
                D::ModuleMissing(_) | D::ModuleUnusable { .. } => "keys-module-missing",
                D::PinIncorrect { .. } | D::PinLength | D::PinRequired | D::PinExpired | D::PinNotSet => {
                    "keys-pin-wrong"
                }
                D::PinLocked => "keys-pin-locked",
                D::KeyNotFound => "keys-missing",
                _ => "keys-device-failed",
            },
            Self::Vault(
                VaultError::WrongPassphrase | VaultError::WrongKeyFile | VaultError::OtherUnlock(_),
            ) => "keys-pin-wrong",
            Self::Input(_) | Self::Key(_) | Self::Vault(_) | Self::NoRecord => "keys-failed",
            Self::Ledger(_) => "keys-ledger",
            Self::Locked => "keys-locked",
            Self::NoSuchKey(_) => "keys-missing",
            Self::Refused { .. } => "keys-refused",
            Self::Signer { code, .. } => code,
            Self::SignerDown { .. } => "keys-signer-down",
        }
    }
}

impl From<&KeyringError> for Problem {
    fn from(error: &KeyringError) -> Self {
        let status = match error {
            KeyringError::Refused { .. } => Status::Forbidden,
            KeyringError::AlreadyThere(_) => Status::Conflict,
            _ => Status::Unavailable,
        };
        Problem::new(error.code(), status).with("detail", error)
    }
}

/// Where private keys live: the inside of a keyring.
pub trait KeyStore: Debug + Send + Sync {
    /// The key under a label.
    ///
    /// # Errors
    /// [`KeyringError::NoSuchKey`], or why the keys are out of reach.
    fn key(&self, label: &str) -> Result<Arc<dyn SigningKey>, KeyringError>;

    /// Makes a key.
    ///
    /// # Errors
    /// [`KeyringError::AlreadyThere`], or why it cannot be made.
    fn generate(&self, label: &str, spec: KeySpec) -> Result<PublicKey, KeyringError>;

    /// Destroys a key.
    ///
    /// # Errors
    /// [`KeyringError::NoSuchKey`], or why it cannot be destroyed.
    fn destroy(&self, label: &str) -> Result<(), KeyringError>;

    /// The keys that are there, by label.
    ///
    /// # Errors
    /// Why the keys are out of reach.
    fn list(&self) -> Result<Vec<KeyEntry>, KeyringError>;
}

type Opened = Mutex<HashMap<String, Arc<dyn SigningKey>>>;

/// The key that was opened before, or the one that `open` gives.
fn opened<K: SigningKey + 'static>(
    known: &Opened,
    label: &str,
    open: impl FnOnce() -> Result<K, KeyringError>,
) -> Result<Arc<dyn SigningKey>, KeyringError> {
    let mut known = known.lock().unwrap_or_else(PoisonError::into_inner);
    if let Some(key) = known.get(label) {
        return Ok(Arc::clone(key));
    }
    let key: Arc<dyn SigningKey> = Arc::new(open()?);
    known.insert(label.to_owned(), Arc::clone(&key));
    Ok(key)
}

fn forget(known: &Opened, label: &str) {
    known.lock().unwrap_or_else(PoisonError::into_inner).remove(label);
}

/// The keys of a vault.
#[derive(Debug)]
pub struct VaultKeys {
    vault: Vault,
    entropy: Arc<dyn Entropy>,
    known: Opened,
}

impl VaultKeys {
    /// Keys that are opened once each.
    pub fn new(vault: Vault, entropy: Arc<dyn Entropy>) -> Self {
        Self { vault, entropy, known: Mutex::default() }
    }
}

impl KeyStore for VaultKeys {
    fn key(&self, label: &str) -> Result<Arc<dyn SigningKey>, KeyringError> {
        opened(&self.known, label, || self.vault.load(label).map_err(|error| named(error, label)))
    }

    fn generate(&self, label: &str, spec: KeySpec) -> Result<PublicKey, KeyringError> {
        let key = self.vault.generate(label, spec, &*self.entropy).map_err(|error| named(error, label))?;
        Ok(key.public_key().clone())
    }

    fn destroy(&self, label: &str) -> Result<(), KeyringError> {
        forget(&self.known, label);
        self.vault.destroy(label).map_err(|error| named(error, label))
    }

    fn list(&self) -> Result<Vec<KeyEntry>, KeyringError> {
        Ok(self.vault.list()?)
    }
}

fn named(error: VaultError, label: &str) -> KeyringError {
    match error {
        VaultError::NoSuchKey(label) => KeyringError::NoSuchKey(label),
        VaultError::AlreadyThere(_) => KeyringError::AlreadyThere(label.to_owned()),
        error => error.into(),
    }
}

/// The keys of a token behind PKCS#11: found by label, each with its key identifier as `CKA_ID`
/// (pki.md §10 K1).
#[derive(Debug)]
pub struct TokenKeys {
    token: Token,
    known: Opened,
}

impl TokenKeys {
    /// The keys of a token that is logged in.
    pub fn new(token: Token) -> Self {
        Self { token, known: Mutex::default() }
    }

    /// Loads a module, chooses its token and logs in, once.
    ///
    /// # Errors
    /// What the device says; a wrong PIN is not tried again.
    pub fn open(
        module: &std::path::Path,
        choice: &pkcs11::Choice,
        pin: Secret<String>,
    ) -> Result<Self, KeyringError> {
        Ok(Self::new(pkcs11::Module::open(module, choice, pin)?))
    }
}

impl KeyStore for TokenKeys {
    fn key(&self, label: &str) -> Result<Arc<dyn SigningKey>, KeyringError> {
        opened(&self.known, label, || match self.token.key_by_label(label) {
            Ok(key) if key.id() == key.public_key().key_identifier() => Ok(key),
            Ok(_) => Err(KeyringError::Refused {
                rule: "key.id_is_key_identifier".to_owned(),
                why: format!("the key {label} was not made here: its CKA_ID is not its key identifier"),
            }),
            Err(pkcs11::Error::KeyNotFound) => Err(KeyringError::NoSuchKey(label.to_owned())),
            Err(error) => Err(error.into()),
        })
    }

    fn generate(&self, label: &str, spec: KeySpec) -> Result<PublicKey, KeyringError> {
        match self.token.key_by_label(label) {
            Ok(_) => Err(KeyringError::AlreadyThere(label.to_owned())),
            Err(pkcs11::Error::KeyNotFound) => Ok(self.token.generate(label, spec)?.public_key().clone()),
            Err(error) => Err(error.into()),
        }
    }

    fn destroy(&self, label: &str) -> Result<(), KeyringError> {
        forget(&self.known, label);
        match self.token.key_by_label(label) {
            Ok(key) => Ok(self.token.destroy_key(&key)?),
            Err(pkcs11::Error::KeyNotFound) => Err(KeyringError::NoSuchKey(label.to_owned())),
            Err(error) => Err(error.into()),
        }
    }

    fn list(&self) -> Result<Vec<KeyEntry>, KeyringError> {
        let keys = self.token.keys()?;
        let entry = |key: &pkcs11::DeviceKey| KeyEntry {
            label: key.label().to_owned(),
            public_key: key.public_key().clone(),
        };
        let mut entries: Vec<_> = keys.iter().map(entry).collect();
        entries.sort_by(|a, b| a.label.cmp(&b.label));
        Ok(entries)
    }
}
