//! A file of a sitting: what it is, how it is to be signed, what became of it.

use std::{fmt, path::PathBuf, str::FromStr};

use foundation::{Problem, Status, Timestamp};
use serde::Serialize;
use sigcheck::Indication;

use super::{Choice, Format, LARGEST, MOST};

/// Names a file of a sitting: a number from 1, in the order in which files came. Never given twice.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize)]
pub struct FileId(pub(super) u32);

impl FileId {
    /// The number.
    pub fn number(self) -> u32 {
        self.0
    }
}

impl fmt::Display for FileId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.fmt(f)
    }
}

impl FromStr for FileId {
    type Err = std::num::ParseIntError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        text.parse().map(Self)
    }
}

/// What a file is, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum FileKind {
    /// A container (ASiC) with signatures.
    Container,
    /// A PDF that asks for a password.
    EncryptedPdf,
    /// An envelope `.p7m`.
    Envelope,
    /// An electronic invoice.
    Invoice,
    /// Anything else.
    Other,
    /// A PDF.
    Pdf,
    /// XML.
    Xml,
}

/// Why a format is suggested.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Reason {
    /// A container takes one more signature.
    Container,
    /// A PDF with a password cannot take a signature inside.
    EncryptedPdf,
    /// An envelope takes one more signature.
    Envelope,
    /// The exchange system takes invoices signed inside.
    Invoice,
    /// An envelope fits every file.
    Other,
    /// Every reader of PDF shows a signature inside.
    Pdf,
    /// A signed PDF takes one more signature.
    SignedPdf,
    /// An envelope leaves the signatures of XML as they are: many of them cover all others.
    SignedXml,
    /// An envelope leaves XML as it is.
    Xml,
}

impl Reason {
    /// The key of its sentence in the catalogues.
    pub fn key(self) -> &'static str {
        match self {
            Self::Container => "desk-reason-container",
            Self::EncryptedPdf => "desk-reason-encrypted-pdf",
            Self::Envelope => "desk-reason-envelope",
            Self::Invoice => "desk-reason-invoice",
            Self::Other => "desk-reason-other",
            Self::Pdf => "desk-reason-pdf",
            Self::SignedPdf => "desk-reason-signed-pdf",
            Self::SignedXml => "desk-reason-signed-xml",
            Self::Xml => "desk-reason-xml",
        }
    }
}

/// Why a file cannot be signed at all. It stays in the list, so that people see it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Refusal {
    /// It should be a format that it is not: what is wrong.
    Damaged(String),
    /// A signature that stands apart from its document, which is not here.
    Detached,
    /// Nothing is inside.
    Empty,
    /// It is a folder.
    Folder,
    /// Larger than [`LARGEST`].
    TooLarge,
    /// The sitting has [`MOST`] files already.
    TooMany,
    /// It could not be read: why.
    Unreadable(String),
}

impl Refusal {
    /// It in words, for the file with this name.
    pub fn problem(&self, name: &str) -> Problem {
        let told = |code: &'static str| Problem::new(code, Status::Unprocessable).with("file", name);
        match self {
            Self::Damaged(why) => told("desk-damaged").with("detail", why),
            Self::Detached => told("desk-detached"),
            Self::Empty => told("desk-empty"),
            Self::Folder => told("desk-folder"),
            Self::TooLarge => told("desk-too-large").with("limit", LARGEST),
            Self::TooMany => told("desk-too-many").with("limit", MOST),
            Self::Unreadable(why) => told("desk-unreadable").with("detail", why),
        }
    }
}

/// A signature that a file has already.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SignedBy {
    /// Its number in the file, from 1: what [`Choice::counter`] names.
    pub number: u32,
    /// Who signed, or nothing where the certificate is missing.
    pub name: String,
    /// When, according to the signer.
    pub time: Option<Timestamp>,
    /// Whether what was signed is unchanged; `None` where it cannot be said.
    pub intact: Option<bool>,
}

/// What the check right after signing says of the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct SelfCheck {
    /// The verdict, with what this computer knows of authorities and revocation. A signature is kept only
    /// when it is intact; `INDETERMINATE` says that nothing is known of its authority.
    pub indication: Indication,
    /// The codes of what is missing or wrong (`verdict-CODE` are their words).
    pub reasons: Vec<String>,
}

/// A signed file.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signed {
    /// The name of the result: `contratto-firmato.pdf`, `atto.txt.p7m`.
    pub name: String,
    /// Its size in octets.
    pub size: u64,
    /// Format and level as programs name them: `pades-b-b`, `cades-b-t-detached`.
    pub format: String,
    /// Whether the signature is to be seen on a page.
    pub visible: bool,
    /// The instant of signing.
    pub time: Timestamp,
    /// Who signed.
    pub signer: String,
    /// The check right after.
    pub check: SelfCheck,
    /// Where it was saved, if it was.
    pub saved: Option<PathBuf>,
    /// SHA-256 of the result.
    pub sha256: String,
    /// Where the result lies in the private folder.
    #[serde(skip)]
    pub path: PathBuf,
}

/// What became of a file.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum FileState {
    /// It waits for its signature.
    Ready,
    /// It is being signed now.
    Signing,
    /// It is signed.
    Signed(Box<Signed>),
    /// It is not signed.
    Failed {
        /// Why, in words.
        problem: Box<Problem>,
        /// Whether trying again makes sense without changing anything.
        retryable: bool,
    },
}

/// A file of a sitting.
#[derive(Clone, Debug)]
pub struct DeskFile {
    /// Its number.
    pub id: FileId,
    /// Its name, without folders.
    pub name: String,
    /// Its size in octets.
    pub size: u64,
    /// What it is.
    pub kind: FileKind,
    /// The signatures that it has already.
    pub signed_by: Vec<SignedBy>,
    /// Why [`DeskFile::formats`] begins with that one.
    pub reason: Reason,
    /// The formats that are possible, the suggested one first. Empty for a refused file.
    pub formats: Vec<Format>,
    /// How it is to be signed: what is suggested, until somebody chooses.
    pub choice: Choice,
    /// Why it cannot be signed.
    pub refusal: Option<Refusal>,
    /// Whether the person confirmed to know the document, which no page could show.
    pub consented: bool,
    /// What became of it.
    pub state: FileState,
    /// Where it came from, when the desk was started with it: its result can be saved beside it.
    pub origin: Option<PathBuf>,
    /// Where its content lies in the private folder, for previews.
    pub path: PathBuf,
}

impl DeskFile {
    /// Whether it is to be signed by the next batch.
    pub fn is_due(&self) -> bool {
        self.refusal.is_none()
            && matches!(self.state, FileState::Ready | FileState::Failed { retryable: true, .. })
    }

    /// The result, if it is signed.
    pub fn signed(&self) -> Option<&Signed> {
        match &self.state {
            FileState::Signed(signed) => Some(signed),
            _ => None,
        }
    }
}
