use std::path::PathBuf;

use cryptoki::{
    context::Function,
    error::{Error as Cause, RvError},
};

/// Why a device behind a PKCS#11 module does not do what is asked.
#[derive(Debug, thiserror::Error)]
pub enum Error {
    /// Several tokens fit; say which.
    #[error("several tokens fit: {}", labels.join(", "))]
    AmbiguousToken {
        /// Their labels.
        labels: Vec<String>,
    },
    /// Another program is using the device, or its sessions are exhausted.
    #[error("the device is busy with another program")]
    Busy,
    /// The person cancelled at the device's own PIN pad.
    #[error("cancelled at the device")]
    Cancelled,
    /// The device was pulled out or went away.
    #[error("the device was removed")]
    DeviceRemoved,
    /// No key with that identifier, label or public key.
    #[error("no such key on the token")]
    KeyNotFound,
    /// There is no file at the module's path.
    #[error("the PKCS#11 module {0} does not exist")]
    ModuleMissing(PathBuf),
    /// The file is not a PKCS#11 module that runs here.
    #[error("the PKCS#11 module {path} cannot be loaded: {why}")]
    ModuleUnusable {
        /// The module.
        path: PathBuf,
        /// What the loader or the module said.
        why: String,
    },
    /// The octets are not a certificate.
    #[error("not a certificate in DER")]
    NotACertificate,
    /// A generated key does not have the protection that was asked for; it was destroyed.
    #[error("the device made a key without {0}; the key was destroyed")]
    Unprotected(&'static str),
    /// The PIN has expired and must be changed.
    #[error("the PIN has expired")]
    PinExpired,
    /// The PIN is wrong. The module does not tell how many tries are left, only whether it is the last.
    #[error("wrong PIN")]
    PinIncorrect {
        /// Whether the next wrong try locks.
        last_try: bool,
    },
    /// The PIN is shorter or longer than the device allows. Nothing was tried.
    #[error("the PIN is too short or too long for the device")]
    PinLength,
    /// The PIN is locked; the PUK unlocks it.
    #[error("the PIN is locked")]
    PinLocked,
    /// The device has not got a PIN yet.
    #[error("the token has no PIN yet")]
    PinNotSet,
    /// A PIN is needed and none was given.
    #[error("the device asks for the PIN")]
    PinRequired,
    /// The device refused, for a reason that has no variant of its own.
    #[error("the device refused {function}: {code}")]
    Refused {
        /// The PKCS#11 function.
        function: String,
        /// The code it returned.
        code: String,
    },
    /// No room for another object.
    #[error("the token is full")]
    TokenFull,
    /// No token is present, or none with the label or serial number.
    #[error("no such token is present")]
    TokenMissing,
    /// The key, mechanism or curve is not one that the device (or we) can use.
    #[error("the device does not support this")]
    Unsupported,
    /// The token cannot be written.
    #[error("the token is write-protected")]
    WriteProtected,
}

impl Error {
    /// Whether a fresh session and login may cure it (pki.md §10 K2).
    pub(super) fn is_lost_session(cause: &Cause) -> bool {
        matches!(
            cause,
            Cause::Pkcs11(
                RvError::SessionHandleInvalid
                    | RvError::SessionClosed
                    | RvError::DeviceRemoved
                    | RvError::UserNotLoggedIn
                    | RvError::KeyHandleInvalid
                    | RvError::ObjectHandleInvalid,
                _
            )
        )
    }
}

impl From<Cause> for Error {
    fn from(cause: Cause) -> Self {
        let (code, function) = match cause {
            Cause::Pkcs11(code, function) => (code, function),
            Cause::NotSupported | Cause::NullFunctionPointer => return Error::Unsupported,
            other => return Error::Refused { function: "a call".to_owned(), code: other.to_string() },
        };
        match code {
            RvError::Cancel | RvError::FunctionCanceled => Error::Cancelled,
            RvError::CurveNotSupported
            | RvError::DomainParamsInvalid
            | RvError::FunctionNotSupported
            | RvError::KeyFunctionNotPermitted
            | RvError::KeySizeRange
            | RvError::KeyTypeInconsistent
            | RvError::MechanismInvalid
            | RvError::MechanismParamInvalid => Error::Unsupported,
            RvError::DeviceMemory => Error::TokenFull,
            RvError::DeviceRemoved | RvError::SessionClosed | RvError::SessionHandleInvalid => {
                Error::DeviceRemoved
            }
            RvError::KeyHandleInvalid | RvError::ObjectHandleInvalid => Error::KeyNotFound,
            RvError::PinExpired => Error::PinExpired,
            RvError::PinIncorrect | RvError::PinInvalid => Error::PinIncorrect { last_try: false },
            RvError::PinLenRange => Error::PinLength,
            RvError::PinLocked => Error::PinLocked,
            RvError::SessionCount | RvError::OperationActive => Error::Busy,
            RvError::SlotIdInvalid | RvError::TokenNotPresent | RvError::TokenNotRecognized => {
                Error::TokenMissing
            }
            RvError::TokenWriteProtected => Error::WriteProtected,
            RvError::UserNotLoggedIn => Error::PinRequired,
            RvError::UserPinNotInitialized => Error::PinNotSet,
            code => Error::Refused { function: name(function), code: format!("{code:?}") },
        }
    }
}

fn name(function: Function) -> String {
    format!("C_{function:?}")
}
