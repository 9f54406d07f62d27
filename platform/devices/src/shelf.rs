use std::{fmt, sync::Arc};

use foundation::Secret;
use keyvault::SigningKey;
use x509::{Certificate, extension::KeyUsage};

use crate::{Condition, DeviceError};

/// The devices of a person, wherever they are.
///
/// Nothing here tries a PIN that nobody gave, or tries one twice. [`Shelf::list`] spends no try.
pub trait Shelf: fmt::Debug + Send + Sync {
    /// What is there now. A reader without a card, or with an unknown one, is listed too, with its condition.
    fn list(&self) -> Vec<Found>;

    /// Opens the key for a purpose with the PIN, which is presented once and counts for the whole batch.
    ///
    /// # Errors
    /// The condition of the device. After [`Condition::PinWrong`] nothing is tried again by itself.
    fn open(
        &self,
        id: &DeviceId,
        purpose: Purpose,
        pin: Option<&Secret<String>>,
    ) -> Result<Opened, DeviceError>;

    /// Gives the device another PIN: that of one purpose, or the one PIN that serves both.
    ///
    /// # Errors
    /// The condition of the device; [`Condition::PinsDiffer`] where one PIN is meant and there are two.
    fn change_pin(
        &self,
        id: &DeviceId,
        which: Option<Purpose>,
        old: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), DeviceError>;

    /// Gives the device a new PIN with the PUK, and its tries back.
    ///
    /// # Errors
    /// The condition of the device; [`Condition::PukUnsupported`] where the way to it takes no PUK.
    fn unblock(
        &self,
        id: &DeviceId,
        which: Option<Purpose>,
        puk: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), DeviceError>;
}

/// Names a device on a shelf: the card number where it has one. The same as long as the device is the same.
#[derive(Clone, Debug, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct DeviceId(String);

impl DeviceId {
    /// The identifier with this text, as [`DeviceId::as_str`] gave it.
    pub fn new(text: impl Into<String>) -> Self {
        Self(text.into())
    }

    /// The text: letters, digits and hyphens.
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Display for DeviceId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

/// What a key is asked for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Purpose {
    /// Logging in: digitalSignature with clientAuth.
    Authentication,
    /// Signing documents: nonRepudiation.
    Signature,
}

impl Purpose {
    /// Whether the certificate is one for this purpose, by its key usage (cns-card.md §4.3).
    pub fn suits(self, certificate: &Certificate) -> bool {
        let Ok(Some(usage)) = certificate.key_usage() else { return false };
        let signs = usage.contains(KeyUsage::NON_REPUDIATION);
        match self {
            Self::Signature => signs,
            Self::Authentication => {
                !signs && usage.contains(KeyUsage::DIGITAL_SIGNATURE) && logs_in(certificate)
            }
        }
    }
}

/// An absent extended key usage forbids nothing.
fn logs_in(certificate: &Certificate) -> bool {
    match certificate.ext_key_usage() {
        Ok(Some(usages)) => usages.contains(&x509::oid::CLIENT_AUTH),
        Ok(None) => true,
        Err(_) => false,
    }
}

/// The kinds of device.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Kind {
    /// A national services card in a reader.
    Cns,
    /// A PIV card in a reader.
    Piv,
    /// Something behind a PKCS#11 module.
    Pkcs11,
    /// A PKCS#12 file: what is in it shows only when it is opened, and its PIN is a passphrase.
    Pkcs12,
    /// A reader without a card that can be used.
    Reader,
    /// A token file: the test device. It is no qualified device.
    TokenFile,
}

impl Kind {
    /// Its name for programs and for keys of messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Cns => "cns",
            Self::Piv => "piv",
            Self::Pkcs11 => "pkcs11",
            Self::Pkcs12 => "pkcs12",
            Self::Reader => "reader",
            Self::TokenFile => "token-file",
        }
    }
}

/// The state of a device's PIN, as far as the device says it without spending a try.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct PinState {
    /// Whether the keys ask for a PIN.
    pub needed: bool,
    /// Tries left for the signature PIN (or the one there is); 0 is locked, `None` is not known.
    pub tries_left: Option<u8>,
    /// Tries left for the PUK; 0 is locked for good, `None` is not known.
    pub puk_tries_left: Option<u8>,
}

/// A device that was found.
#[derive(Clone, Debug)]
pub struct Found {
    /// Its name on the shelf.
    pub id: DeviceId,
    /// What it is.
    pub kind: Kind,
    /// As people say it: holder and kind, or the name of the reader or file.
    pub name: String,
    /// The holder, name and surname.
    pub holder: Option<String>,
    /// The number printed on the card (ID_Carta).
    pub card_number: Option<String>,
    /// Where it is: the reader, the module, or the file.
    pub place: String,
    /// The certificate to sign with.
    pub signature: Option<Certificate>,
    /// The certificate to log in with.
    pub authentication: Option<Certificate>,
    /// Its PIN.
    pub pin: PinState,
    /// Whether it says of itself that it is a test device: what it signs has no legal value.
    pub test_device: bool,
    /// What is the matter with it; `None` when it can sign.
    pub condition: Option<Condition>,
}

impl Found {
    /// Whether it is a test device: what it signs has no legal value.
    pub fn is_test_device(&self) -> bool {
        self.test_device
    }

    /// Whether documents can be signed with it now.
    pub fn can_sign(&self) -> bool {
        (self.signature.is_some() || self.kind == Kind::Pkcs12)
            && self.condition.as_ref().is_none_or(Condition::is_warning)
    }

    /// The certificate for a purpose.
    pub fn certificate(&self, purpose: Purpose) -> Option<&Certificate> {
        match purpose {
            Purpose::Authentication => self.authentication.as_ref(),
            Purpose::Signature => self.signature.as_ref(),
        }
    }
}

/// A key that is ready to sign, and what certifies it.
#[derive(Clone, Debug)]
pub struct Opened {
    /// The key. What goes wrong later comes as a [`keyvault::KeyError`]: [`DeviceError::of_key`] reads it.
    pub key: Arc<dyn SigningKey>,
    /// The certificate for the purpose.
    pub certificate: Certificate,
    /// Further certificates of the device, issuers among them.
    pub chain: Vec<Certificate>,
}
