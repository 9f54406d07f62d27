use std::{
    fs::{self, File},
    io,
    path::{Path, PathBuf},
};

use foundation::{Entropy, Secret};
use serde::{Deserialize, Serialize};
use x509::alg::PublicKey;
use zeroize::Zeroizing;

use crate::{
    Argon2Cost, KeyError, KeySpec, SigningKey, SoftwareKey,
    document::{self, Octets, Unreadable},
    files,
    seal::{Key, Sealed, Stretch, random_key},
};

const VAULT_FORMAT: &str = "ceralacca.vault";
const KEY_FORMAT: &str = "ceralacca.vault-key";
const VAULT_FILE: &str = "vault.json";
const KEY_SUFFIX: &str = ".key.json";
const LABEL_LIMIT: usize = 80;

/// A folder of sealed software keys.
///
/// The passphrase (or the key file) opens one random vault key, which seals each private key with
/// AES-256-GCM; label and public key are authenticated with it, so files cannot be swapped. Keys are
/// generated in the vault and used through [`SigningKey`]; nothing takes one out.
///
/// ```
/// use foundation::{Secret, SystemEntropy};
/// use keyvault::{Argon2Cost, KeySpec, SigningKey, Unlock, Vault};
/// # let folder = tempfile::tempdir()?;
/// # let folder = folder.path();
/// let unlock = Unlock::Passphrase(Secret::new("ceralacca rossa".to_owned()));
/// let vault = Vault::create(folder, &unlock, Argon2Cost::LEAST, &SystemEntropy)?;
/// let key = vault.generate("ca/firma/1", KeySpec::P256, &SystemEntropy)?;
/// let again = Vault::open(folder, &unlock)?.load("ca/firma/1")?;
/// assert_eq!(again.public_key().spki_der(), key.public_key().spki_der());
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
pub struct Vault {
    folder: PathBuf,
    key: Key,
}

/// What opens a [`Vault`].
#[derive(Clone, Debug)]
pub enum Unlock {
    /// A passphrase, stretched with Argon2id.
    Passphrase(Secret<String>),
    /// A file of 32 random octets that only its owner may read; [`Vault::create`] makes it when it is
    /// missing.
    KeyFile(PathBuf),
}

/// A key as the vault lists it, without opening it.
#[derive(Clone, Debug)]
pub struct KeyEntry {
    /// Its name, for example `ca/firma/1`.
    pub label: String,
    /// Its public half.
    pub public_key: PublicKey,
}

/// Why a vault or a key in it cannot be used.
#[derive(Debug, thiserror::Error)]
pub enum VaultError {
    /// There is a vault, or a key with this label, already.
    #[error("{0} is there already")]
    AlreadyThere(PathBuf),
    /// A file is not what was written.
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
    /// Others than its owner may read the key file.
    #[error("{0} can be read by others than its owner (it must have mode 0600)")]
    KeyFileOpenToOthers(PathBuf),
    /// The key file holds something else than 32 octets.
    #[error("{0} is not a key file (32 octets)")]
    KeyFileShape(PathBuf),
    /// A label is empty, too long, or has control characters.
    #[error("a label has 1 to {LABEL_LIMIT} octets and no control characters")]
    Label,
    /// A later version of the program wrote the file.
    #[error("{path} was written by a later version (format {version})")]
    NewerVersion {
        /// The file.
        path: PathBuf,
        /// Its format version.
        version: u32,
    },
    /// There is no key with this label.
    #[error("no key is called {0}")]
    NoSuchKey(String),
    /// There is no vault in the folder.
    #[error("{0} holds no vault")]
    NoVault(PathBuf),
    /// The vault opens with a key file and a passphrase was given, or the reverse.
    #[error("the vault opens with {0}")]
    OtherUnlock(&'static str),
    /// The key file is that of another vault.
    #[error("the key file does not open this vault")]
    WrongKeyFile,
    /// The passphrase is wrong.
    #[error("the passphrase is wrong")]
    WrongPassphrase,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct VaultDocument {
    format: String,
    unlock: Opener,
    vault_key: Sealed,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Opener {
    Passphrase(Stretch),
    KeyFile,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct KeyDocument {
    format: String,
    label: String,
    public_key: Octets,
    private_key: Sealed,
}

impl Vault {
    /// Makes an empty vault in `folder` (made if missing). `cost` is used with a passphrase; a missing
    /// key file is made.
    ///
    /// # Errors
    /// When there is a vault already, the key file is unfit, or the file system refuses.
    pub fn create(
        folder: &Path,
        unlock: &Unlock,
        cost: Argon2Cost,
        entropy: &dyn Entropy,
    ) -> Result<Self, VaultError> {
        let path = folder.join(VAULT_FILE);
        make_folder(folder).map_err(|source| VaultError::Io { path: folder.to_owned(), source })?;
        if path.exists() {
            return Err(VaultError::AlreadyThere(path));
        }
        let (opener, opening) = match unlock {
            Unlock::Passphrase(passphrase) => {
                let stretch = Stretch::new(cost, entropy);
                let key = stretch
                    .key(passphrase.expose().as_bytes())
                    .ok_or(KeyError::Engine("stretching the passphrase"))?;
                (Opener::Passphrase(stretch), key)
            }
            Unlock::KeyFile(file) => {
                if !file.exists() {
                    let made = files::create(file, &entropy.bytes::<32>());
                    made.map_err(|source| VaultError::Io { path: file.clone(), source })?;
                }
                (Opener::KeyFile, read_key_file(file)?)
            }
        };
        let key = random_key(entropy);
        let document = VaultDocument {
            format: format!("{VAULT_FORMAT}/1"),
            unlock: opener,
            vault_key: Sealed::new(&opening, VAULT_FORMAT.as_bytes(), &key[..], entropy),
        };
        create_document(&path, &document)?;
        Ok(Self { folder: folder.to_owned(), key })
    }

    /// Opens the vault in `folder`.
    ///
    /// # Errors
    /// [`VaultError::WrongPassphrase`] and [`VaultError::Damaged`] are told apart: the file carries a
    /// checksum.
    pub fn open(folder: &Path, unlock: &Unlock) -> Result<Self, VaultError> {
        let path = folder.join(VAULT_FILE);
        let document: VaultDocument = match read_document(&path, VAULT_FORMAT)? {
            Some(document) => document,
            None => return Err(VaultError::NoVault(folder.to_owned())),
        };
        let damaged = |why| VaultError::Damaged { path: path.clone(), why };
        let (opening, wrong) = match (&document.unlock, unlock) {
            (Opener::Passphrase(stretch), Unlock::Passphrase(passphrase)) => {
                let key = stretch.key(passphrase.expose().as_bytes());
                (
                    key.ok_or_else(|| damaged("its Argon2 parameters are out of range"))?,
                    VaultError::WrongPassphrase,
                )
            }
            (Opener::KeyFile, Unlock::KeyFile(file)) => (read_key_file(file)?, VaultError::WrongKeyFile),
            (Opener::Passphrase(_), Unlock::KeyFile(_)) => {
                return Err(VaultError::OtherUnlock("a passphrase"));
            }
            (Opener::KeyFile, Unlock::Passphrase(_)) => return Err(VaultError::OtherUnlock("a key file")),
        };
        let key = document.vault_key.open_key(&opening, VAULT_FORMAT.as_bytes()).ok_or(wrong)?;
        Ok(Self { folder: folder.to_owned(), key })
    }

    /// Generates a key and stores it under `label`.
    ///
    /// # Errors
    /// [`VaultError::AlreadyThere`] when the label is taken: a key is never overwritten.
    pub fn generate(
        &self,
        label: &str,
        spec: KeySpec,
        entropy: &dyn Entropy,
    ) -> Result<SoftwareKey, VaultError> {
        let path = self.path_of(label)?;
        if path.exists() {
            return Err(VaultError::AlreadyThere(path));
        }
        let key = SoftwareKey::generate(spec)?;
        let public_key = key.public_key().spki_der();
        let document = KeyDocument {
            format: format!("{KEY_FORMAT}/1"),
            label: label.to_owned(),
            public_key: Octets(public_key.to_vec()),
            private_key: Sealed::new(&self.key, &context(label, public_key), &key.pkcs8()?, entropy),
        };
        create_document(&path, &document)?;
        Ok(key)
    }

    /// The key stored under `label`, ready to sign.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKey`], [`VaultError::Damaged`] or what the file system says.
    pub fn load(&self, label: &str) -> Result<SoftwareKey, VaultError> {
        let path = self.path_of(label)?;
        let document: KeyDocument =
            read_document(&path, KEY_FORMAT)?.ok_or_else(|| VaultError::NoSuchKey(label.to_owned()))?;
        let damaged = |why| VaultError::Damaged { path: path.clone(), why };
        if document.label != label {
            return Err(damaged("it is the file of another key"));
        }
        let pkcs8 = document
            .private_key
            .open(&self.key, &context(label, &document.public_key.0))
            .ok_or_else(|| damaged("it was not sealed by this vault"))?;
        let key = SoftwareKey::from_pkcs8(&pkcs8)?;
        if key.public_key().spki_der() != document.public_key.0 {
            return Err(damaged("its public key is not that of its private key"));
        }
        Ok(key)
    }

    /// Destroys a key: its file is overwritten, then removed. Backups of the folder keep theirs.
    ///
    /// # Errors
    /// [`VaultError::NoSuchKey`] or what the file system says.
    pub fn destroy(&self, label: &str) -> Result<(), VaultError> {
        let path = self.path_of(label)?;
        let io = |source| VaultError::Io { path: path.clone(), source };
        let length = match fs::metadata(&path) {
            Ok(metadata) => metadata.len(),
            Err(error) if error.kind() == io::ErrorKind::NotFound => {
                return Err(VaultError::NoSuchKey(label.to_owned()));
            }
            Err(error) => return Err(io(error)),
        };
        files::destroy(&path, length).map_err(io)
    }

    /// The keys that are there, by label.
    ///
    /// # Errors
    /// When the folder or one of its files cannot be read.
    pub fn list(&self) -> Result<Vec<KeyEntry>, VaultError> {
        let io = |source| VaultError::Io { path: self.folder.clone(), source };
        let mut entries = Vec::new();
        for file in fs::read_dir(&self.folder).map_err(io)? {
            let path = file.map_err(io)?.path();
            let name = path.file_name().unwrap_or_default().to_string_lossy();
            if name.starts_with('.') || !name.ends_with(KEY_SUFFIX) {
                continue;
            }
            // A file that vanished since the folder was read is not there.
            let Some(document) = read_document::<KeyDocument>(&path, KEY_FORMAT)? else { continue };
            let public_key = PublicKey::from_spki(&document.public_key.0).map_err(|_| {
                VaultError::Damaged { path: path.clone(), why: "its public key is unreadable" }
            })?;
            entries.push(KeyEntry { label: document.label, public_key });
        }
        entries.sort_by(|a, b| a.label.cmp(&b.label));
        Ok(entries)
    }

    fn path_of(&self, label: &str) -> Result<PathBuf, VaultError> {
        if label.is_empty() || label.len() > LABEL_LIMIT || label.chars().any(char::is_control) {
            return Err(VaultError::Label);
        }
        let mut name = String::with_capacity(label.len());
        for byte in label.bytes() {
            match byte {
                b'a'..=b'z' | b'0'..=b'9' | b'-' | b'_' => name.push(char::from(byte)),
                // Capitals too: some file systems do not tell them from small letters.
                _ => name.push_str(&format!("%{byte:02x}")),
            }
        }
        Ok(self.folder.join(name + KEY_SUFFIX))
    }
}

impl std::fmt::Debug for Vault {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "Vault({})", self.folder.display())
    }
}

/// What a sealed private key is bound to.
fn context(label: &str, public_key: &[u8]) -> Vec<u8> {
    [KEY_FORMAT.as_bytes(), b"\0", label.as_bytes(), b"\0", public_key].concat()
}

fn make_folder(folder: &Path) -> io::Result<()> {
    let mut builder = fs::DirBuilder::new();
    builder.recursive(true);
    #[cfg(unix)]
    std::os::unix::fs::DirBuilderExt::mode(&mut builder, 0o700);
    builder.create(folder)
}

fn read_key_file(path: &Path) -> Result<Key, VaultError> {
    let io = |source| VaultError::Io { path: path.to_owned(), source };
    let mut file = File::open(path).map_err(io)?;
    #[cfg(unix)]
    if std::os::unix::fs::PermissionsExt::mode(&file.metadata().map_err(io)?.permissions()) & 0o077 != 0 {
        return Err(VaultError::KeyFileOpenToOthers(path.to_owned()));
    }
    let bytes = files::read(&mut file).map_err(io)?.map(Zeroizing::new).unwrap_or_default();
    match <[u8; 32]>::try_from(&bytes[..]) {
        Ok(key) => Ok(Zeroizing::new(key)),
        Err(_) => Err(VaultError::KeyFileShape(path.to_owned())),
    }
}

fn create_document<T: Serialize>(path: &Path, document: &T) -> Result<(), VaultError> {
    let written =
        document::encode(document).map_err(io::Error::from).and_then(|bytes| files::create(path, &bytes));
    written.map_err(|source| match source.kind() {
        io::ErrorKind::AlreadyExists => VaultError::AlreadyThere(path.to_owned()),
        _ => VaultError::Io { path: path.to_owned(), source },
    })
}

fn read_document<T: serde::de::DeserializeOwned>(path: &Path, format: &str) -> Result<Option<T>, VaultError> {
    let read = File::open(path).and_then(|mut file| files::read(&mut file));
    let bytes = match read {
        Ok(Some(bytes)) => bytes,
        Ok(None) => return Err(VaultError::Damaged { path: path.to_owned(), why: "it is far too large" }),
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(None),
        Err(source) => return Err(VaultError::Io { path: path.to_owned(), source }),
    };
    document::decode(format, 1, &bytes).map(Some).map_err(|unreadable| match unreadable {
        Unreadable::Damaged(why) => VaultError::Damaged { path: path.to_owned(), why },
        Unreadable::Newer(version) => VaultError::NewerVersion { path: path.to_owned(), version },
        Unreadable::Older(_) => {
            VaultError::Damaged { path: path.to_owned(), why: "no version of it ever had this format" }
        }
    })
}
