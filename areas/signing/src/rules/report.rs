//! What a report comes to in a sentence, and how a stored one is read.
//!
//! A report is kept for a day, so one may have been written by another version of the program: codes
//! that this version does not know read as [`Code::Unknown`], and what is not a report of this format
//! is over, as if its day had ended.

use foundation::Timestamp;
use sigcheck::{
    Code, Indication, Reason, Report, Signature,
    report::{FORMAT, Kind},
};

/// Reads a stored report, `ceralacca.verify/1`.
///
/// # Errors
/// When it is not one.
pub fn read(json: &str) -> Result<Report, NotAReport> {
    let report: Report = serde_json::from_str(json)?;
    if report.format == FORMAT { Ok(report) } else { Err(NotAReport::OtherFormat) }
}

/// Why a text is no report.
#[derive(Debug, thiserror::Error)]
pub enum NotAReport {
    /// It says that it is of another format.
    #[error("it is not of the format {FORMAT}")]
    OtherFormat,
    /// It is not what a report looks like.
    #[error(transparent)]
    Unreadable(#[from] serde_json::Error),
}

/// What an indication comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// There is no signature.
    NotSigned,
    /// TOTAL-PASSED.
    Valid,
    /// INDETERMINATE.
    Undetermined,
    /// TOTAL-FAILED.
    NotValid,
}

impl Outcome {
    /// Of an indication as it stands in reports.
    pub fn of(indication: Indication) -> Self {
        match indication {
            Indication::TotalPassed => Self::Valid,
            Indication::TotalFailed => Self::NotValid,
            Indication::NoSignatureFound => Self::NotSigned,
            Indication::Indeterminate => Self::Undetermined,
        }
    }
}

/// When a signature was made, and who says so.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum When {
    /// A time stamp proves it.
    Proven(Timestamp),
    /// The signer says so.
    Claimed(Timestamp),
    /// Nobody says it.
    Unknown,
}

/// What is known of the document since the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Intact {
    /// Not an octet has changed.
    Whole,
    /// Only additions that are allowed came after.
    Extended,
    /// The document was altered, or may look otherwise than when it was signed.
    Changed,
    /// The signature value does not belong to document and certificate.
    Mismatch,
    /// The document is not there.
    Missing,
    /// It could not be computed.
    Unknown,
}

/// What pages say of a whole file.
pub trait OfFile {
    /// What the whole file comes to.
    fn outcome(&self) -> Outcome;

    /// The signatures that count for the document: not counter-signatures, not time stamps.
    fn of_document(&self) -> impl Iterator<Item = &Signature>;

    /// How many signatures of the document come to an outcome.
    fn count(&self, outcome: Outcome) -> usize {
        self.of_document().filter(|signature| signature.outcome() == outcome).count()
    }

    /// The finding that the verdict comes from, if it is not good.
    fn deciding_reason(&self) -> Option<&Reason>;

    /// Whether a finding with this code is anywhere.
    fn has(&self, code: Code) -> bool;

    /// The signatures that stand directly on or inside another one.
    fn children(&self, parent: Option<u32>) -> impl Iterator<Item = &Signature>;

    /// Valid signatures of a PDF that simple viewers call altered because another one came after.
    fn looks_broken_elsewhere(&self, signature: &Signature) -> bool;

    /// How many signatures and time stamps are about a document that is not at hand.
    fn without_document(&self) -> usize;
}

impl OfFile for Report {
    fn outcome(&self) -> Outcome {
        Outcome::of(self.indication)
    }

    fn of_document(&self) -> impl Iterator<Item = &Signature> {
        self.signatures.iter().filter(|signature| signature.kind == Kind::Signature)
    }

    fn deciding_reason(&self) -> Option<&Reason> {
        let deciding = self.of_document().find(|signature| signature.indication == self.indication);
        let of_signature = deciding.and_then(|signature| signature.errors.first());
        of_signature.or_else(|| self.errors.first())
    }

    fn has(&self, code: Code) -> bool {
        let of_file = self.errors.iter().chain(&self.warnings).any(|reason| reason.code == code);
        of_file || self.signatures.iter().any(|signature| signature.has(code))
    }

    fn children(&self, parent: Option<u32>) -> impl Iterator<Item = &Signature> {
        let known = |id: u32| self.signatures.iter().any(|signature| signature.id == id);
        self.signatures
            .iter()
            .filter(move |signature| signature.parent.filter(|id| *id < signature.id && known(*id)) == parent)
    }

    fn looks_broken_elsewhere(&self, signature: &Signature) -> bool {
        signature.outcome() == Outcome::Valid
            && signature.pdf.as_ref().is_some_and(|pdf| !pdf.covers_whole_file)
            && self
                .signatures
                .iter()
                .any(|later| later.id > signature.id && later.depth == signature.depth && later.pdf.is_some())
    }

    fn without_document(&self) -> usize {
        let missing =
            |reasons: &Vec<Reason>| reasons.iter().any(|reason| reason.code == Code::ContentMissing);
        let signatures = self.signatures.iter().filter(|signature| missing(&signature.errors)).count();
        let stamps = self.timestamps.iter().filter(|stamp| missing(&stamp.errors)).count();
        signatures + stamps + usize::from(missing(&self.errors))
    }
}

/// What pages say of a signature.
pub trait OfSignature {
    /// What it comes to.
    fn outcome(&self) -> Outcome;

    /// When it was made. A time stamp that does not hold proves nothing.
    fn when(&self) -> When;

    /// What is known of the document since.
    fn document(&self) -> Intact;
}

impl OfSignature for Signature {
    fn outcome(&self) -> Outcome {
        Outcome::of(self.indication)
    }

    fn when(&self) -> When {
        let proven = self.timestamps.iter().filter(|stamp| Outcome::of(stamp.indication) == Outcome::Valid);
        match (proven.filter_map(|stamp| stamp.time).min(), self.time) {
            (Some(time), _) => When::Proven(time),
            // A time stamp over the document that comes after proves it too.
            (None, Some(time)) => When::Claimed(time),
            (None, None) => When::Unknown,
        }
    }

    fn document(&self) -> Intact {
        if self.has(Code::DocumentChanged) {
            return Intact::Changed;
        }
        match self.intact {
            Some(true) if self.has(Code::DocumentExtended) => Intact::Extended,
            Some(true) => Intact::Whole,
            Some(false) if self.has(Code::DigestMismatch) => Intact::Changed,
            Some(false) => Intact::Mismatch,
            None if self.has(Code::ContentMissing) => Intact::Missing,
            None => Intact::Unknown,
        }
    }
}
