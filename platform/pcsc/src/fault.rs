//! What PC/SC can refuse with.

use crate::abi::{Dword, Long};

macro_rules! faults {
    ($($name:ident = $code:literal, $c:literal, $message:literal;)*) => {
        /// A refusal of PC/SC, by the name it has in `pcsclite.h`.
        #[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, thiserror::Error)]
        pub enum Fault {
            $(
                #[doc = concat!("`", $c, "`: ", $message, ".")]
                #[error($message)]
                $name,
            )*
            /// A code that `pcsclite.h` does not know.
            #[error("unknown PC/SC code {0:08x}")]
            Unknown(u32),
        }

        impl Fault {
            /// All that have a name.
            pub const ALL: &[Self] = &[$(Self::$name),*];

            /// From what an entry point returned. Only the lower 32 bits are looked at, as some libraries
            /// extend the sign. None for success.
            #[must_use]
            pub fn from_code(code: Long) -> Option<Self> {
                match code as u32 {
                    0 => None,
                    $($code => Some(Self::$name),)*
                    other => Some(Self::Unknown(other)),
                }
            }

            /// The code as an entry point returns it: positive.
            #[must_use]
            pub fn code(self) -> Long {
                let code: u32 = match self {
                    $(Self::$name => $code,)*
                    Self::Unknown(code) => code,
                };
                Dword::from(code) as Long
            }

            /// The name in C, such as `SCARD_E_TIMEOUT`.
            #[must_use]
            pub fn name(self) -> &'static str {
                match self {
                    $(Self::$name => $c,)*
                    Self::Unknown(_) => "unknown",
                }
            }
        }
    };
}

faults! {
    InternalError = 0x8010_0001, "SCARD_F_INTERNAL_ERROR", "an internal check failed";
    Cancelled = 0x8010_0002, "SCARD_E_CANCELLED", "cancelled";
    InvalidHandle = 0x8010_0003, "SCARD_E_INVALID_HANDLE", "the handle is not valid";
    InvalidParameter = 0x8010_0004, "SCARD_E_INVALID_PARAMETER", "a parameter cannot be understood";
    InvalidTarget = 0x8010_0005, "SCARD_E_INVALID_TARGET", "registry start-up information is missing";
    NoMemory = 0x8010_0006, "SCARD_E_NO_MEMORY", "not enough memory";
    WaitedTooLong = 0x8010_0007, "SCARD_F_WAITED_TOO_LONG", "an internal timer ran out";
    InsufficientBuffer = 0x8010_0008, "SCARD_E_INSUFFICIENT_BUFFER", "the buffer is too small";
    UnknownReader = 0x8010_0009, "SCARD_E_UNKNOWN_READER", "there is no such reader";
    Timeout = 0x8010_000a, "SCARD_E_TIMEOUT", "the time given is over";
    SharingViolation = 0x8010_000b, "SCARD_E_SHARING_VIOLATION", "another program uses the card";
    NoSmartcard = 0x8010_000c, "SCARD_E_NO_SMARTCARD", "there is no card in the reader";
    UnknownCard = 0x8010_000d, "SCARD_E_UNKNOWN_CARD", "the card is not known";
    CantDispose = 0x8010_000e, "SCARD_E_CANT_DISPOSE", "the card cannot be treated as asked";
    ProtocolMismatch = 0x8010_000f, "SCARD_E_PROTO_MISMATCH", "the card does not speak that protocol";
    NotReady = 0x8010_0010, "SCARD_E_NOT_READY", "the reader or card is not ready";
    InvalidValue = 0x8010_0011, "SCARD_E_INVALID_VALUE", "a value cannot be understood";
    SystemCancelled = 0x8010_0012, "SCARD_E_SYSTEM_CANCELLED", "cancelled by the system";
    CommunicationError = 0x8010_0013, "SCARD_F_COMM_ERROR", "communication inside PC/SC failed";
    UnknownError = 0x8010_0014, "SCARD_F_UNKNOWN_ERROR", "an internal error of unknown origin";
    InvalidAtr = 0x8010_0015, "SCARD_E_INVALID_ATR", "the ATR is not valid";
    NotTransacted = 0x8010_0016, "SCARD_E_NOT_TRANSACTED", "the exchange with the card failed";
    ReaderUnavailable = 0x8010_0017, "SCARD_E_READER_UNAVAILABLE", "the reader is not available";
    Shutdown = 0x8010_0018, "SCARD_P_SHUTDOWN", "the system is going down";
    RequestTooSmall = 0x8010_0019, "SCARD_E_PCI_TOO_SMALL", "the protocol request is too small";
    ReaderUnsupported = 0x8010_001a, "SCARD_E_READER_UNSUPPORTED", "the reader is not supported";
    DuplicateReader = 0x8010_001b, "SCARD_E_DUPLICATE_READER", "the reader's name is taken";
    CardUnsupported = 0x8010_001c, "SCARD_E_CARD_UNSUPPORTED", "the card is not supported";
    NoService = 0x8010_001d, "SCARD_E_NO_SERVICE", "the PC/SC service does not run";
    ServiceStopped = 0x8010_001e, "SCARD_E_SERVICE_STOPPED", "the PC/SC service has stopped";
    UnsupportedFeature = 0x8010_001f, "SCARD_E_UNSUPPORTED_FEATURE", "not supported";
    InstallationFailed = 0x8010_0020, "SCARD_E_ICC_INSTALLATION", "no primary provider for the card";
    CreationOrder = 0x8010_0021, "SCARD_E_ICC_CREATEORDER", "the order of creation is not supported";
    DirectoryNotFound = 0x8010_0023, "SCARD_E_DIR_NOT_FOUND", "no such directory in the card";
    FileNotFound = 0x8010_0024, "SCARD_E_FILE_NOT_FOUND", "no such file in the card";
    NotADirectory = 0x8010_0025, "SCARD_E_NO_DIR", "not a directory of the card";
    NotAFile = 0x8010_0026, "SCARD_E_NO_FILE", "not a file of the card";
    NoAccess = 0x8010_0027, "SCARD_E_NO_ACCESS", "access to the file is denied";
    WriteTooMany = 0x8010_0028, "SCARD_E_WRITE_TOO_MANY", "the card's memory is full";
    BadSeek = 0x8010_0029, "SCARD_E_BAD_SEEK", "no such position in the file";
    InvalidPin = 0x8010_002a, "SCARD_E_INVALID_CHV", "the PIN is not right";
    UnknownResource = 0x8010_002b, "SCARD_E_UNKNOWN_RES_MNG", "an unknown error of the resource manager";
    NoSuchCertificate = 0x8010_002c, "SCARD_E_NO_SUCH_CERTIFICATE", "there is no such certificate";
    CertificateUnavailable = 0x8010_002d, "SCARD_E_CERTIFICATE_UNAVAILABLE", "the certificate cannot be had";
    NoReadersAvailable = 0x8010_002e, "SCARD_E_NO_READERS_AVAILABLE", "there is no reader";
    DataLost = 0x8010_002f, "SCARD_E_COMM_DATA_LOST", "data was lost on the way";
    NoKeyContainer = 0x8010_0030, "SCARD_E_NO_KEY_CONTAINER", "there is no such key container";
    ServerTooBusy = 0x8010_0031, "SCARD_E_SERVER_TOO_BUSY", "the PC/SC service is too busy";
    UnsupportedCard = 0x8010_0065, "SCARD_W_UNSUPPORTED_CARD", "the card's ATR does not fit the reader";
    UnresponsiveCard = 0x8010_0066, "SCARD_W_UNRESPONSIVE_CARD", "the card does not answer";
    UnpoweredCard = 0x8010_0067, "SCARD_W_UNPOWERED_CARD", "the card has no power";
    ResetCard = 0x8010_0068, "SCARD_W_RESET_CARD", "the card was reset by another program";
    RemovedCard = 0x8010_0069, "SCARD_W_REMOVED_CARD", "the card was taken out";
    SecurityViolation = 0x8010_006a, "SCARD_W_SECURITY_VIOLATION", "access denied for security";
    WrongPin = 0x8010_006b, "SCARD_W_WRONG_CHV", "the PIN is wrong";
    PinBlocked = 0x8010_006c, "SCARD_W_CHV_BLOCKED", "the PIN is blocked";
    EndOfFile = 0x8010_006d, "SCARD_W_EOF", "the end of the file is reached";
    CancelledByUser = 0x8010_006e, "SCARD_W_CANCELLED_BY_USER", "cancelled by the user";
    NotAuthenticated = 0x8010_006f, "SCARD_W_CARD_NOT_AUTHENTICATED", "no PIN was presented to the card";
}

#[cfg(test)]
mod tests {
    use super::Fault;
    use std::collections::HashSet;

    #[test]
    fn every_code_is_positive_has_one_name_and_comes_back() {
        let mut names = HashSet::new();
        for fault in Fault::ALL {
            assert!(fault.code() > 0, "{fault:?}");
            assert_eq!(Fault::from_code(fault.code()), Some(*fault));
            assert!(names.insert(fault.name()), "{fault:?}");
        }
        assert_eq!(Fault::from_code(0), None);
        assert_eq!(Fault::from_code(7), Some(Fault::Unknown(7)));
    }

    #[test]
    fn a_code_with_its_sign_extended_is_understood() {
        assert_eq!(Fault::from_code(i64::from(0x8010_000a_u32 as i32)), Some(Fault::Timeout));
    }
}
