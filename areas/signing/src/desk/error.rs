use std::io;

use foundation::{Problem, Status};

use super::{FileId, Format};
use crate::{TrustError, levels::LevelError, making::MakeError};

/// Why the desk did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum DeskError {
    /// A batch is being signed.
    #[error("a batch is being signed")]
    Busy,
    /// The certificate may not sign: expired, suspended, revoked, not valid yet, or not made for signing.
    #[error("the certificate may not sign: {0}")]
    Certificate(Box<Problem>),
    /// A batch that was interrupted goes on with the certificate that began it.
    #[error("the batch was begun with another certificate")]
    CertificateChanged {
        /// Whose certificate began it.
        begun_by: String,
    },
    /// The file cannot have this format.
    #[error("the file cannot have the format {}", .0.name())]
    FormatNotPossible(Format),
    /// There is no such file.
    #[error("there is no file {0}")]
    Gone(FileId),
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// Levels above B need time stamps, and nobody gives them here.
    #[error("nobody gives time stamps here")]
    NoStamps,
    /// No file waits for a signature.
    #[error("no file waits for a signature")]
    NothingToSign,
    /// The file is not signed (yet).
    #[error("the file {0} is not signed")]
    NotSigned(FileId),
    /// The file came without a place: it can be downloaded only.
    #[error("nobody knows where the file {0} came from")]
    NoPlace(FileId),
    /// Nobody could say whom to trust.
    #[error(transparent)]
    Trust(#[from] TrustError),
}

impl From<&DeskError> for Problem {
    fn from(error: &DeskError) -> Self {
        use DeskError as E;
        match error {
            E::Busy => Problem::new("desk-busy", Status::Conflict),
            E::Certificate(problem) => (**problem).clone(),
            E::CertificateChanged { begun_by } => {
                Problem::new("desk-certificate-changed", Status::Conflict).with("name", begun_by)
            }
            E::FormatNotPossible(format) => {
                Problem::new("desk-format", Status::Unprocessable).with("format", format.name())
            }
            E::Gone(_) => Problem::new("desk-gone", Status::NotFound),
            E::NoStamps => Problem::new("desk-no-stamps", Status::Unprocessable),
            E::NothingToSign => Problem::new("desk-nothing", Status::Unprocessable),
            E::NotSigned(_) => Problem::new("desk-not-signed", Status::NotFound),
            E::NoPlace(_) => Problem::new("desk-no-place", Status::Unprocessable),
            E::Io(error) => disk(error),
            E::Trust(_) => Problem::new("internal", Status::Internal),
        }
    }
}

/// What a disk says, each cause with its own words.
pub(super) fn disk(error: &io::Error) -> Problem {
    let code = match error.kind() {
        io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => "desk-disk-full",
        io::ErrorKind::PermissionDenied | io::ErrorKind::ReadOnlyFilesystem => "desk-not-allowed",
        io::ErrorKind::NotFound | io::ErrorKind::NotADirectory => "desk-folder-missing",
        _ => "desk-disk",
    };
    Problem::new(code, Status::Unprocessable).with("detail", error)
}

/// Why a file was not signed, in words, and whether trying again makes sense without changing anything.
pub(super) fn failed(error: &MakeError, name: &str) -> (Problem, bool) {
    let told = |code: &'static str| Problem::new(code, Status::Unprocessable).with("file", name);
    match error {
        MakeError::Algorithm(why) => (told("algorithm-refused").with("detail", why), false),
        MakeError::Broken { number, signer, why } => {
            let code = why.as_ref().map(|why| why.code.to_string()).unwrap_or_default();
            let problem = told("desk-broken").with("number", number).with("name", signer);
            (problem.with("detail", code), false)
        }
        MakeError::Damaged(why) | MakeError::PdfDamaged(why) => {
            (told("desk-damaged").with("detail", why), false)
        }
        MakeError::Envelope(why) => (told("desk-damaged").with("detail", why), false),
        MakeError::DocumentMissing | MakeError::NotApart => (told("desk-detached"), false),
        MakeError::Device(why) => (told("device-failed").with("detail", why), true),
        MakeError::Existing(why) | MakeError::PdfLocked(why) | MakeError::Field(why) => {
            (told("desk-locked").with("detail", why), false)
        }
        MakeError::Io { error, .. } => (disk(error).with("file", name), true),
        MakeError::Key(error) => (told("device-failed").with("detail", error), true),
        MakeError::Level(LevelError::NotValid(why)) => {
            (told("desk-level-invalid").with("detail", why), false)
        }
        MakeError::Level(LevelError::Stamp(why)) => (told("desk-level-stamp").with("detail", why), true),
        MakeError::Level(LevelError::Evidence(why)) => {
            (told("desk-level-evidence").with("detail", why.join(", ")), true)
        }
        MakeError::Level(why) => (told("desk-level-evidence").with("detail", why), true),
        MakeError::PdfEncrypted => (told("desk-encrypted"), false),
        MakeError::SelfCheck => (told("desk-self-check"), true),
        MakeError::TooLarge { limit, .. } => (told("desk-too-large").with("limit", limit), false),
    }
}
