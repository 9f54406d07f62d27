use std::{
    io,
    path::{Path, PathBuf},
};

use keyvault::KeyError;

use crate::levels::LevelError;

/// Why a signature was not made.
#[derive(Debug, thiserror::Error)]
pub enum MakeError {
    /// The key or its certificate cannot be used so.
    #[error("algorithm refused: {0}")]
    Algorithm(String),
    /// A signature that is there is not valid: nobody signs beside a broken one.
    #[error("signature {number} ({signer}) is not valid")]
    Broken {
        /// Its number in the report.
        number: u32,
        /// Who signed; `?` when nobody knows.
        signer: String,
        /// Why it is not valid.
        why: Option<Box<sigcheck::Reason>>,
    },
    /// What should be signed, or holds signatures, is damaged.
    #[error("damaged: {0}")]
    Damaged(String),
    /// The signatures stand apart from their document, and nobody says where it is.
    #[error("the signatures are about a document that is elsewhere")]
    DocumentMissing,
    /// The certificate or the value that the device gave is of no use.
    #[error("{0}")]
    Device(String),
    /// The envelope that is there cannot be read.
    #[error(transparent)]
    Envelope(cades::ReadError),
    /// What is there does not take the signature.
    #[error("what is there does not take the signature: {0}")]
    Existing(String),
    /// The PDF has no such field for signatures, or it is not free.
    #[error("signature field: {0}")]
    Field(String),
    /// A file cannot be read or written.
    #[error("{}: {error}", path.display())]
    Io {
        /// The file.
        path: PathBuf,
        /// What happened.
        error: io::Error,
    },
    /// The device did not sign.
    #[error(transparent)]
    Key(#[from] KeyError),
    /// No time stamp, or nothing that proves the certificates.
    #[error(transparent)]
    Level(#[from] LevelError),
    /// A document was named, and the file holds its own.
    #[error("the document is inside")]
    NotApart,
    /// The PDF cannot be read.
    #[error("damaged PDF: {0}")]
    PdfDamaged(String),
    /// The PDF asks for a password.
    #[error("the PDF is encrypted")]
    PdfEncrypted,
    /// The PDF takes no further signature.
    #[error("the PDF takes no signature: {0}")]
    PdfLocked(String),
    /// The signature was read again and does not hold.
    #[error("the signature does not hold")]
    SelfCheck,
    /// More octets than are taken into memory.
    #[error("{}: larger than {limit} octets", path.display())]
    TooLarge {
        /// The file.
        path: PathBuf,
        /// The most there may be.
        limit: u64,
    },
}

impl MakeError {
    /// What a disk says of a file.
    pub fn io(error: io::Error, path: &Path) -> Self {
        Self::Io { path: path.to_owned(), error }
    }

    pub(super) fn damaged(detail: impl std::fmt::Display) -> Self {
        Self::Damaged(detail.to_string())
    }

    pub(super) fn existing(detail: impl std::fmt::Display) -> Self {
        Self::Existing(detail.to_string())
    }

    /// Of CAdES; `input` is read, `output` written.
    pub(super) fn cades(error: cades::SignError, input: &Path, output: &Path) -> Self {
        match error {
            cades::SignError::AlgorithmNotAllowed(why) => Self::Algorithm(why.to_string()),
            cades::SignError::Io(error) => {
                // What cannot be read is the input; what has no room or no reader is the output.
                let is_output = matches!(
                    error.kind(),
                    io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded | io::ErrorKind::BrokenPipe
                );
                Self::io(error, if is_output { output } else { input })
            }
            other => Self::Device(other.to_string()),
        }
    }

    /// Of a signature over a signature.
    pub(super) fn augment(error: cades::AugmentError, input: &Path, output: &Path) -> Self {
        match error {
            cades::AugmentError::Io(error) => Self::io(error, output),
            cades::AugmentError::Sign(error) => Self::cades(error, input, output),
            other => Self::existing(other),
        }
    }

    /// Of PAdES.
    pub(super) fn pades(error: pades::SignError, input: &Path, output: &Path) -> Self {
        use pades::SignError as E;
        match error {
            E::Encrypted => Self::PdfEncrypted,
            E::AlreadySigned | E::NoChangesAllowed => Self::PdfLocked(error.to_string()),
            E::FieldLocked(_) | E::FieldNotUsable(_) | E::FieldSigned(_) | E::SeedValue(_) => {
                Self::Field(error.to_string())
            }
            E::Cms(error) => Self::cades(error, input, output),
            other => Self::PdfDamaged(other.to_string()),
        }
    }

    /// Of XAdES.
    pub(super) fn xades(error: xades::SignError) -> Self {
        use xades::SignError as E;
        match error {
            E::AlgorithmNotAllowed(why) => Self::Algorithm(why.to_string()),
            E::Certificate(_) | E::SignatureRejected(_) => Self::Device(error.to_string()),
            E::Read(error) => Self::damaged(error),
            other => Self::existing(other),
        }
    }
}

/// A failure of CAdES while a document streams, or of the key.
pub(super) enum Streaming {
    Sign(cades::SignError),
    Key(KeyError),
}

impl From<cades::SignError> for Streaming {
    fn from(error: cades::SignError) -> Self {
        Self::Sign(error)
    }
}

impl Streaming {
    pub(super) fn told(self, input: &Path, output: &Path) -> MakeError {
        match self {
            Self::Sign(error) => MakeError::cades(error, input, output),
            Self::Key(error) => error.into(),
        }
    }
}
