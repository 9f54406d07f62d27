use foundation::{Problem, Status, Timestamp};
use keyvault::{KeyError, pkcs11};

/// What is the matter with a device (ux.md §7). Each is told with words of its own.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Condition {
    /// The device has a certificate to log in with, but none to sign with.
    AuthenticationOnly,
    /// The token is paired with no computer, or not with this one.
    BluetoothNotPaired,
    /// Another program is using the card at this moment.
    Busy,
    /// The person cancelled, for example at the reader's own keys.
    Cancelled,
    /// The reader is empty.
    CardMissing,
    /// There is a card, of a kind that nothing here knows; or it lies the wrong way round.
    CardUnknown,
    /// The certificate has expired.
    CertificateExpired {
        /// Since when.
        since: Timestamp,
    },
    /// The certificate does not count yet.
    CertificateNotYetValid {
        /// From when it does.
        from: Timestamp,
    },
    /// The certificate was revoked.
    CertificateRevoked {
        /// Since when.
        since: Timestamp,
    },
    /// The certificate is suspended.
    CertificateSuspended {
        /// Since when.
        since: Timestamp,
    },
    /// What the device holds cannot be read.
    Damaged {
        /// What is wrong with it.
        detail: String,
    },
    /// The device did not do what was asked, for a reason that has no condition of its own. It is never
    /// told as a wrong PIN.
    Failed {
        /// What it said.
        detail: String,
    },
    /// The key cannot make a signature of that kind.
    KeyUnfit {
        /// Why.
        detail: String,
    },
    /// One more wrong PIN locks. A warning: the device works.
    LastTry,
    /// The program that speaks with the device is not installed or does not run.
    MiddlewareMissing {
        /// The program.
        module: String,
        /// What was said.
        detail: String,
    },
    /// The device is not there (any more).
    Missing,
    /// A later version of the program made the device.
    NewerVersion,
    /// The device has no certificate yet.
    NoCertificate,
    /// An older version of the program made the device, in a form that is not read any more.
    OlderVersion,
    /// A file is protected in a way of old programs that is not read any more.
    PassphraseFileOld {
        /// Its object identifier.
        detail: String,
    },
    /// The passphrase does not open the file.
    PassphraseWrong,
    /// The device was reset by another program, or wants the PIN again before it goes on. The signatures
    /// made until then are good.
    PinAgain,
    /// Too many wrong PINs; the PUK unlocks.
    PinLocked,
    /// The PIN of this device cannot be changed.
    PinFixed,
    /// A PIN is needed, and none was given.
    PinMissing,
    /// The device has no PIN of its own yet, or it has expired: one must be set first.
    PinNotSet,
    /// Not 5 to 8 digits. Nothing was sent to the device.
    PinShape,
    /// The device has two PINs that are not the same: say which is meant. Nothing was changed.
    PinsDiffer,
    /// The device said that the PIN is wrong.
    PinWrong {
        /// Tries left, at least 1; `None` where the device does not say.
        left: Option<u8>,
    },
    /// Too many wrong PUKs: the device is lost.
    PukLocked,
    /// Not 8 digits. Nothing was sent to the device.
    PukShape,
    /// The way to this device takes no PUK.
    PukUnsupported,
    /// The device said that the PUK is wrong.
    PukWrong {
        /// Tries left, at least 1; `None` where the device does not say.
        left: Option<u8>,
    },
    /// No reader is connected.
    ReaderMissing,
    /// The service that all programs reach readers through is not installed or does not run.
    ReaderServiceMissing {
        /// What was said.
        detail: String,
    },
    /// The device was pulled out while it was working.
    Removed,
    /// The device has a certificate to sign with, but none to log in with.
    SignatureOnly,
    /// The token sleeps: its button wakes it.
    TokenAsleep,
}

impl Condition {
    /// The code of its words: `problem-CODE` in the catalogues.
    pub fn code(&self) -> &'static str {
        match self {
            Self::AuthenticationOnly => "device-authentication-only",
            Self::BluetoothNotPaired => "device-not-paired",
            Self::Busy => "device-busy",
            Self::Cancelled => "device-cancelled",
            Self::CardMissing => "device-card-missing",
            Self::CardUnknown => "device-card-unknown",
            Self::CertificateExpired { .. } => "certificate-expired",
            Self::CertificateNotYetValid { .. } => "device-not-yet-valid",
            Self::CertificateRevoked { .. } => "certificate-revoked",
            Self::CertificateSuspended { .. } => "certificate-suspended",
            Self::Damaged { .. } => "device-damaged",
            Self::Failed { .. } => "device-failed",
            Self::KeyUnfit { .. } => "algorithm-refused",
            Self::LastTry => "device-last-try",
            Self::MiddlewareMissing { .. } => "middleware-missing",
            Self::Missing => "device-missing",
            Self::NewerVersion => "device-newer",
            Self::NoCertificate => "device-no-certificate",
            Self::OlderVersion => "device-older",
            Self::PassphraseFileOld { .. } => "device-file-old",
            Self::PassphraseWrong => "device-passphrase-wrong",
            Self::PinAgain => "device-pin-again",
            Self::PinFixed => "device-pin-fixed",
            Self::PinLocked => "pin-locked",
            Self::PinMissing => "device-pin-missing",
            Self::PinNotSet => "device-pin-not-set",
            Self::PinShape => "pin-format",
            Self::PinsDiffer => "device-pins-differ",
            Self::PinWrong { left: Some(_) } => "pin-wrong",
            Self::PinWrong { left: None } => "pin-refused",
            Self::PukLocked => "puk-locked",
            Self::PukShape => "device-puk-format",
            Self::PukUnsupported => "device-puk-unsupported",
            Self::PukWrong { left: Some(_) } => "device-puk-wrong",
            Self::PukWrong { left: None } => "device-puk-refused",
            Self::ReaderMissing => "device-reader-missing",
            Self::ReaderServiceMissing { .. } => "device-service-missing",
            Self::Removed => "device-removed",
            Self::SignatureOnly => "device-signature-only",
            Self::TokenAsleep => "device-asleep",
        }
    }

    /// The condition of `device` as a problem for people and programs.
    pub fn problem(&self, device: &str) -> Problem {
        let problem = Problem::new(self.code(), self.status()).with("device", device);
        match self {
            Self::CertificateExpired { since: date }
            | Self::CertificateNotYetValid { from: date }
            | Self::CertificateRevoked { since: date }
            | Self::CertificateSuspended { since: date } => problem.with("date", date),
            Self::Damaged { detail }
            | Self::Failed { detail }
            | Self::KeyUnfit { detail }
            | Self::PassphraseFileOld { detail }
            | Self::ReaderServiceMissing { detail } => problem.with("detail", detail),
            Self::MiddlewareMissing { module, detail } => {
                problem.with("module", module).with("detail", detail)
            }
            Self::PinWrong { left: Some(left) } | Self::PukWrong { left: Some(left) } => {
                problem.with("attempts", left)
            }
            _ => problem,
        }
    }

    fn status(&self) -> Status {
        match self {
            Self::Busy | Self::Failed { .. } | Self::MiddlewareMissing { .. } => Status::Unavailable,
            Self::Missing => Status::NotFound,
            Self::PinLocked
            | Self::PassphraseWrong
            | Self::PinMissing
            | Self::PinShape
            | Self::PinWrong { .. }
            | Self::PukLocked
            | Self::PukShape
            | Self::PukWrong { .. } => Status::Forbidden,
            _ => Status::Unprocessable,
        }
    }

    /// Whether the device can be used all the same: a warning.
    pub fn is_warning(&self) -> bool {
        matches!(self, Self::LastTry)
    }
}

/// Why a device did not do what was asked.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("{device}: {}", condition.code())]
pub struct DeviceError {
    /// The cause.
    pub condition: Condition,
    /// What people call the device.
    pub device: String,
}

impl DeviceError {
    /// The condition of the device that people call `device`.
    pub fn new(condition: Condition, device: impl Into<String>) -> Self {
        Self { condition, device: device.into() }
    }

    /// As a problem for people and programs.
    pub fn problem(&self) -> Problem {
        self.condition.problem(&self.device)
    }
}

impl DeviceError {
    /// The condition of `device` that stopped its key.
    pub fn of_key(error: KeyError, device: &str) -> Self {
        let condition = match error {
            KeyError::Device(error) => of_module(*error),
            KeyError::Elsewhere(error) => match error.downcast::<Self>() {
                Ok(error) => return *error,
                Err(other) => Condition::Failed { detail: other.to_string() },
            },
            error @ (KeyError::Algorithm | KeyError::DigestLength { .. }) => {
                Condition::KeyUnfit { detail: error.to_string() }
            }
            other => Condition::Failed { detail: other.to_string() },
        };
        Self::new(condition, device)
    }
}

impl From<DeviceError> for KeyError {
    fn from(error: DeviceError) -> Self {
        Self::Elsewhere(Box::new(error))
    }
}

/// The condition that a PKCS#11 module tells.
pub(crate) fn of_module(error: pkcs11::Error) -> Condition {
    use pkcs11::Error as E;
    match error {
        E::Busy => Condition::Busy,
        E::Cancelled => Condition::Cancelled,
        E::DeviceRemoved => Condition::Removed,
        E::KeyNotFound => Condition::NoCertificate,
        E::ModuleMissing(ref path) => {
            Condition::MiddlewareMissing { module: path.display().to_string(), detail: error.to_string() }
        }
        E::ModuleUnusable { path, why } => {
            Condition::MiddlewareMissing { module: path.display().to_string(), detail: why }
        }
        E::PinExpired | E::PinNotSet => Condition::PinNotSet,
        E::PinIncorrect { last_try } => Condition::PinWrong { left: last_try.then_some(1) },
        E::PinLength => Condition::PinShape,
        E::PinLocked => Condition::PinLocked,
        // The login is gone: the device was reset, or pulled out and put back.
        E::PinRequired => Condition::PinAgain,
        E::TokenMissing => Condition::Missing,
        E::Unsupported => Condition::KeyUnfit { detail: error.to_string() },
        other => Condition::Failed { detail: other.to_string() },
    }
}
