//! The `--key` argument: which key signs, and where it lives.

use std::{
    path::{Path, PathBuf},
    sync::Arc,
};

use devices::{Condition, DeviceError, Found, Kind, LocalShelf, PcscReaders, Purpose, Shelf};
use foundation::Secret;
use keyvault::{
    KeyError, SigningKey, Unlock, Vault, VaultError,
    pkcs11::{self, Choice, Module},
    token::{Slot, TokenError, TokenFile},
};
use x509::{Certificate, extension::KeyUsage};

use crate::{
    Context,
    config::Config,
    exit::{Exit, Failure, Outcome},
    secrets,
};

/// A key as the command line names it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyName {
    /// `token:FILE`: the signature slot of a token file.
    Token(PathBuf),
    /// `card`, `card:NAME`: the signature key of a device that is found by itself, or by its number, its holder
    /// or its reader.
    Card(Option<String>),
    /// `vault:LABEL`: a key of the installation's vault.
    Vault(String),
    /// `pkcs11:…`: a device behind a PKCS#11 module; a module path, or a URI of RFC 7512 with
    /// `module-path`, `token`, `serial`, `object` and `id`.
    Pkcs11 {
        /// The module.
        module: PathBuf,
        /// The token.
        choice: Choice,
        /// `CKA_ID` of the key.
        id: Option<Vec<u8>>,
        /// `CKA_LABEL` of the key.
        object: Option<String>,
    },
}

impl KeyName {
    /// Reads the argument.
    ///
    /// # Errors
    /// `key-syntax`.
    pub fn parse(text: &str) -> Outcome<Self> {
        let bad = || Failure::new(Exit::Usage, "key-syntax").with("key", text);
        if text == "card" {
            return Ok(Self::Card(None));
        }
        match text.split_once(':').ok_or_else(bad)? {
            (_, "") => Err(bad()),
            ("token", path) => Ok(Self::Token(path.into())),
            ("card", name) => Ok(Self::Card(Some(name.to_owned()))),
            ("vault", label) => Ok(Self::Vault(label.to_owned())),
            ("pkcs11", rest) if rest.starts_with('/') => {
                Ok(Self::Pkcs11 { module: rest.into(), choice: Choice::Only, id: None, object: None })
            }
            ("pkcs11", rest) => Self::parse_uri(rest).ok_or_else(bad),
            _ => Err(bad()),
        }
    }

    fn parse_uri(rest: &str) -> Option<Self> {
        let (mut module, mut choice, mut id, mut object) = (None, Choice::Only, None, None);
        for attribute in rest.split(['?', ';', '&']).filter(|attribute| !attribute.is_empty()) {
            let (name, value) = attribute.split_once('=')?;
            let octets = percent_decode(value)?;
            let text = || String::from_utf8(octets.clone()).ok();
            match name {
                "module-path" => module = Some(PathBuf::from(text()?)),
                "token" => choice = Choice::Label(text()?),
                "serial" => choice = Choice::Serial(text()?),
                "object" => object = Some(text()?),
                "id" => id = Some(octets),
                "type" => {}
                _ => return None,
            }
        }
        Some(Self::Pkcs11 { module: module?, choice, id, object })
    }

    /// What a prompt calls the device.
    pub fn device(&self) -> String {
        match self {
            Self::Token(path) => path.display().to_string(),
            Self::Card(name) => name.clone().unwrap_or_else(|| "CNS".to_owned()),
            Self::Vault(label) => label.clone(),
            Self::Pkcs11 { choice: Choice::Label(name) | Choice::Serial(name), .. } => name.clone(),
            Self::Pkcs11 { module, .. } => module.display().to_string(),
        }
    }

    /// Whether the key asks for a PIN.
    pub fn needs_pin(&self) -> bool {
        !matches!(self, Self::Vault(_))
    }

    /// Whether its device is there at all, before anybody is asked for a PIN.
    ///
    /// # Errors
    /// `device-missing`, `device-damaged`, `pin-locked`, `middleware-missing`; the condition of a card.
    pub fn check_present(&self, context: &Context) -> Outcome<()> {
        match self {
            Self::Card(name) => {
                let found =
                    choose(shelf(context).list(), name.as_deref(), |found| found.signature.is_some())?;
                let condition = found.condition.filter(|condition| !condition.is_warning());
                condition.map_or(Ok(()), |condition| Err(DeviceError::new(condition, found.name).into()))
            }
            Self::Token(path) => {
                let token = TokenFile::open(path).map_err(token_failure)?;
                match token.pin_tries_left(Slot::Signature) {
                    0 => Err(Failure::new(Exit::Secret, "pin-locked")),
                    _ => Ok(()),
                }
            }
            Self::Pkcs11 { module, choice, .. } => {
                let module = Module::load(module).map_err(device_failure)?;
                module.token(choice).map(drop).map_err(device_failure)
            }
            Self::Vault(_) => Ok(()),
        }
    }

    /// Opens the key, with the certificates that its device brings.
    ///
    /// # Errors
    /// A failure of its own for each condition of the device.
    pub fn open(
        &self,
        context: &Context,
        pin: Option<Secret<String>>,
        config: Option<&Config>,
    ) -> Outcome<OpenKey> {
        let pin = || pin.clone().ok_or_else(|| Failure::new(Exit::Secret, "pin-missing"));
        match self {
            Self::Token(path) => {
                let mut token = TokenFile::open(path).map_err(token_failure)?;
                let session = token.unlock(Slot::Signature, &pin()?).map_err(token_failure)?;
                let certificate = token.certificate(Slot::Signature).map_err(token_failure)?;
                Ok(OpenKey { key: Arc::new(session), certificates: certificate.into_iter().collect() })
            }
            Self::Card(name) => {
                let shelf = shelf(context);
                let found = choose(shelf.list(), name.as_deref(), |found| found.signature.is_some())?;
                let opened = shelf.open(&found.id, Purpose::Signature, Some(&pin()?))?;
                let certificates = std::iter::once(opened.certificate).chain(opened.chain).collect();
                Ok(OpenKey { key: opened.key, certificates })
            }
            Self::Vault(label) => {
                let config = config.ok_or_else(|| {
                    Failure::new(Exit::Device, "not-initialised")
                        .with("folder", context.data_folder().display())
                })?;
                let key = open_vault(context, config)?.load(label).map_err(vault_failure)?;
                Ok(OpenKey { key: Arc::new(key), certificates: Vec::new() })
            }
            Self::Pkcs11 { module, choice, id, object } => {
                let token = Module::open(module, choice, pin()?).map_err(device_failure)?;
                let mut certificates = Vec::new();
                for object in token.certificates().map_err(device_failure)? {
                    if let Ok(certificate) = Certificate::from_der(object.der) {
                        certificates.push(certificate);
                    }
                }
                let key = match (id, object) {
                    (Some(id), _) => token.key_by_id(id),
                    (None, Some(label)) => token.key_by_label(label),
                    (None, None) => {
                        // By certificate and key usage, never by slot number: the signature key first.
                        let signing = certificates.iter().find(|certificate| is_for_signing(certificate));
                        match signing.or(certificates.first()).map(Certificate::public_key) {
                            Some(Ok(public)) => token.key_for(public),
                            _ => Err(pkcs11::Error::KeyNotFound),
                        }
                    }
                };
                let key: Arc<dyn SigningKey> = Arc::new(key.map_err(device_failure)?);
                Ok(OpenKey { key, certificates })
            }
        }
    }
}

/// Whether a certificate is one of signature: nonRepudiation among its key usages.
pub fn is_for_signing(certificate: &Certificate) -> bool {
    certificate.key_usage().ok().flatten().is_some_and(|usage| usage.contains(KeyUsage::NON_REPUDIATION))
}

/// The devices of this computer, and the token files of the current folder. `CERALACCA_PCSC` names another
/// PC/SC library than the system's.
pub fn shelf(context: &Context) -> LocalShelf {
    let shelf = LocalShelf::of_this_computer(context.clock()).with_folder(".");
    match std::env::var_os("CERALACCA_PCSC") {
        Some(library) => shelf.with_readers(Arc::new(PcscReaders::of_library(library))),
        None => shelf,
    }
}

/// The device with this number, name, holder, reader or file; without one the only one that `fits`.
///
/// # Errors
/// `device-none`, `device-missing`, `device-ambiguous`, or what is the matter with the only reader.
pub fn choose(list: Vec<Found>, name: Option<&str>, fits: impl Fn(&Found) -> bool) -> Outcome<Found> {
    let is_called = |found: &Found, name: &str| {
        let also = [found.holder.as_deref(), found.card_number.as_deref()];
        found.id.as_str() == name
            || found.place == name
            || found.name.eq_ignore_ascii_case(name)
            || also.into_iter().flatten().any(|text| text.eq_ignore_ascii_case(name))
    };
    let trouble = list.iter().find(|found| found.kind == Kind::Reader).cloned();
    let mut meant: Vec<Found> = match name {
        Some(name) => list.into_iter().filter(|found| is_called(found, name)).collect(),
        None => list.into_iter().filter(|found| fits(found)).collect(),
    };
    if meant.len() > 1 {
        let names: Vec<String> = meant.iter().map(|found| format!("{} ({})", found.name, found.id)).collect();
        return Err(Failure::new(Exit::Device, "device-ambiguous").with("devices", names.join(", ")));
    }
    match (meant.pop(), name, trouble) {
        (Some(found), ..) => Ok(found),
        (None, Some(name), _) => Err(Failure::new(Exit::Device, "device-missing").with("device", name)),
        (None, None, Some(Found { condition: Some(condition), name, .. })) => {
            Err(DeviceError::new(condition, name).into())
        }
        (None, None, _) => Err(Failure::new(Exit::Device, "device-none")),
    }
}

/// A key that is ready to sign.
#[derive(Debug)]
pub struct OpenKey {
    /// The key.
    pub key: Arc<dyn SigningKey>,
    /// The certificates found beside it.
    pub certificates: Vec<Certificate>,
}

/// Opens the vault of an installation: with the passphrase in `CERALACCA_PASSPHRASE_FILE`, with its key
/// file, or with a passphrase typed on the terminal.
///
/// # Errors
/// `passphrase-missing`, `passphrase-wrong`, `key-file-wrong`, `vault-damaged`, `vault-missing`.
pub fn open_vault(context: &Context, config: &Config) -> Outcome<Vault> {
    open_vault_at(context, config, &config.vault(), &config.vault_key())
}

/// Opens another vault of an installation in the same way.
///
/// # Errors
/// As [`open_vault`].
pub fn open_vault_at(context: &Context, config: &Config, folder: &Path, key_file: &Path) -> Outcome<Vault> {
    let open = |unlock: Unlock| Vault::open(folder, &unlock);
    let key_file = || Unlock::KeyFile(key_file.to_owned());
    let opened = match std::env::var_os("CERALACCA_PASSPHRASE_FILE") {
        Some(path) => match open(Unlock::Passphrase(secrets::first_line_of(Path::new(&path))?)) {
            Err(VaultError::OtherUnlock(_)) => open(key_file()),
            opened => opened,
        },
        None => match open(key_file()) {
            Err(VaultError::OtherUnlock(_)) => {
                open(Unlock::Passphrase(secrets::passphrase(config.folder(), context)?))
            }
            opened => opened,
        },
    };
    opened.map_err(vault_failure)
}

/// A failure for each condition of a token file.
pub fn token_failure(error: TokenError) -> Failure {
    match error {
        TokenError::Missing(path) => {
            Failure::new(Exit::Device, "device-missing").with("device", path.display())
        }
        TokenError::Damaged { path, why } => {
            Failure::new(Exit::Device, "device-damaged").with("device", path.display()).with("detail", why)
        }
        TokenError::NewerVersion { path, .. } => {
            Failure::new(Exit::Device, "device-newer").with("device", path.display())
        }
        TokenError::OlderVersion { path, .. } => {
            Failure::new(Exit::Device, "device-older").with("device", path.display())
        }
        TokenError::WrongPin { left, .. } => Failure::new(Exit::Secret, "pin-wrong").with("attempts", left),
        TokenError::PinLocked { .. } => Failure::new(Exit::Secret, "pin-locked"),
        TokenError::PinShape | TokenError::PukShape => Failure::new(Exit::Secret, "pin-format"),
        TokenError::PukLocked { .. } => Failure::new(Exit::Secret, "puk-locked"),
        TokenError::Io { path, source } => Failure::io(&source, &path),
        TokenError::AlreadyThere(path) => {
            Failure::new(Exit::Operational, "file-exists").with("file", path.display())
        }
        TokenError::Key(error) => key_failure(error),
        other => Failure::new(Exit::Device, "device-failed").with("detail", other),
    }
}

/// A failure for each way in which a key does not sign.
pub fn key_failure(error: KeyError) -> Failure {
    match error {
        KeyError::Device(error) => device_failure(*error),
        error @ (KeyError::Algorithm | KeyError::DigestLength { .. }) => {
            Failure::new(Exit::Usage, "algorithm-refused").with("detail", error)
        }
        KeyError::Elsewhere(error) if error.is::<DeviceError>() => {
            DeviceError::of_key(KeyError::Elsewhere(error), "").into()
        }
        other => Failure::new(Exit::Device, "device-failed").with("detail", other),
    }
}

/// A failure for each condition of a device behind PKCS#11.
pub fn device_failure(error: pkcs11::Error) -> Failure {
    use pkcs11::Error as E;
    match error {
        E::ModuleMissing(ref path) => Failure::new(Exit::Device, "middleware-missing")
            .with("module", path.display())
            .with("detail", &error),
        E::ModuleUnusable { path, why } => Failure::new(Exit::Device, "middleware-missing")
            .with("module", path.display())
            .with("detail", why),
        E::TokenMissing => Failure::new(Exit::Device, "device-missing").with("device", "PKCS#11"),
        E::DeviceRemoved => Failure::new(Exit::Device, "device-removed"),
        E::KeyNotFound => Failure::new(Exit::Device, "key-not-found").with("key", "PKCS#11"),
        E::PinIncorrect { last_try: true } => Failure::new(Exit::Secret, "pin-wrong").with("attempts", 1),
        E::PinIncorrect { last_try: false } => Failure::new(Exit::Secret, "pin-refused"),
        E::PinLocked => Failure::new(Exit::Secret, "pin-locked"),
        E::PinLength => Failure::new(Exit::Secret, "pin-format"),
        E::PinRequired => Failure::new(Exit::Secret, "pin-missing"),
        E::Cancelled => Failure::new(Exit::Cancelled, "pin-missing"),
        E::Unsupported => Failure::new(Exit::Usage, "algorithm-refused").with("detail", error),
        other => Failure::new(Exit::Device, "device-failed").with("detail", other),
    }
}

impl From<DeviceError> for Failure {
    fn from(error: DeviceError) -> Self {
        use Condition as C;
        let exit = match error.condition {
            C::PinAgain
            | C::PinLocked
            | C::PinMissing
            | C::PinNotSet
            | C::PinShape
            | C::PinWrong { .. }
            | C::PinsDiffer
            | C::PukLocked
            | C::PukShape
            | C::PukWrong { .. } => Exit::Secret,
            C::CertificateExpired { .. }
            | C::CertificateNotYetValid { .. }
            | C::CertificateRevoked { .. }
            | C::CertificateSuspended { .. } => Exit::Rule,
            C::Cancelled => Exit::Cancelled,
            C::KeyUnfit { .. } => Exit::Usage,
            _ => Exit::Device,
        };
        Self { exit, problem: error.problem() }
    }
}

/// A failure for each condition of the vault.
pub fn vault_failure(error: VaultError) -> Failure {
    match error {
        VaultError::WrongPassphrase => Failure::new(Exit::Secret, "passphrase-wrong"),
        VaultError::WrongKeyFile | VaultError::OtherUnlock(_) => {
            Failure::new(Exit::Secret, "key-file-wrong").with("detail", error)
        }
        VaultError::KeyFileOpenToOthers(file) => {
            Failure::new(Exit::Secret, "key-file-open").with("file", file.display())
        }
        VaultError::NoSuchKey(key) => Failure::new(Exit::Device, "key-not-found").with("key", key),
        VaultError::NoVault(folder) => {
            Failure::new(Exit::Device, "vault-missing").with("folder", folder.display())
        }
        VaultError::Io { path, source } => Failure::io(&source, &path),
        VaultError::Key(error) => key_failure(error),
        other => Failure::new(Exit::Device, "vault-damaged").with("detail", other),
    }
}

/// Octets of a URI attribute (RFC 3986 §2.1).
fn percent_decode(text: &str) -> Option<Vec<u8>> {
    let mut octets = Vec::with_capacity(text.len());
    let mut rest = text.as_bytes();
    while let Some((&first, tail)) = rest.split_first() {
        rest = tail;
        if first == b'%' {
            let digits = std::str::from_utf8(rest.get(..2)?).ok()?;
            octets.push(u8::from_str_radix(digits, 16).ok()?);
            rest = &rest[2..];
        } else {
            octets.push(first);
        }
    }
    Some(octets)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn keys_are_named_by_scheme() {
        assert_eq!(KeyName::parse("token:a b.token").unwrap(), KeyName::Token("a b.token".into()));
        assert_eq!(KeyName::parse("card").unwrap(), KeyName::Card(None));
        assert_eq!(KeyName::parse("card:7420").unwrap(), KeyName::Card(Some("7420".into())));
        assert_eq!(KeyName::parse("vault:ca/firma/1").unwrap(), KeyName::Vault("ca/firma/1".into()));
        assert_eq!(
            KeyName::parse("pkcs11:token=Carta%201;id=%01%aB?module-path=/usr/lib/m.so").unwrap(),
            KeyName::Pkcs11 {
                module: "/usr/lib/m.so".into(),
                choice: Choice::Label("Carta 1".into()),
                id: Some(vec![1, 0xab]),
                object: None,
            }
        );
        for bad in
            ["", "token:", "mario.token", "card:", "pkcs11:token=x", "pkcs11:id=%0g?module-path=/m", "p12:x"]
        {
            assert_eq!(KeyName::parse(bad).unwrap_err().exit, Exit::Usage, "{bad}");
        }
    }
}
