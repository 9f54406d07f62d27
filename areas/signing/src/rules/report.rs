//! A stored report (`ceralacca.verify/1`) as pages read it, and what it comes to in a sentence.
//!
//! Reports outlive the version that wrote them by a day, so everything is read leniently: a code that
//! this version does not know is shown as it is.

use std::collections::BTreeMap;

use foundation::Timestamp;
use serde::Deserialize;

/// The parts of a report that pages show.
#[derive(Clone, Debug, Deserialize)]
#[serde(default)]
pub struct Report {
    /// Name of the file.
    pub file: Option<String>,
    /// TOTAL-PASSED, INDETERMINATE, TOTAL-FAILED, NO_SIGNATURE_FOUND.
    pub indication: String,
    /// What it rests on.
    pub sub_indication: Option<String>,
    /// What kind of file it is: `cades`, `pades`, …
    pub document: String,
    /// The instant the verdict speaks of.
    pub time: Timestamp,
    /// Name of the policy.
    pub policy: String,
    /// Encodings around the signature.
    pub layers: Vec<String>,
    /// Every signature, parents before children.
    pub signatures: Vec<Signature>,
    /// Faults of the file as a whole.
    pub errors: Vec<Reason>,
    /// Peculiarities of the file as a whole.
    pub warnings: Vec<Reason>,
    /// Parts of the file that no signature covers.
    pub unsigned: Vec<String>,
    /// Where the trust comes from that the verdict rests on.
    pub trust: Vec<Provenance>,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            file: None,
            indication: String::new(),
            sub_indication: None,
            document: String::new(),
            time: Timestamp::UNIX_EPOCH,
            policy: String::new(),
            layers: Vec::new(),
            signatures: Vec::new(),
            errors: Vec::new(),
            warnings: Vec::new(),
            unsigned: Vec::new(),
            trust: Vec::new(),
        }
    }
}

/// Where trust comes from, and how up to date that is.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of ceralacca.verify/1, explained in sigcheck::report")]
pub struct Provenance {
    pub source: String,
    pub territory: Option<String>,
    pub sequence: Option<u64>,
    pub issued: Option<Timestamp>,
    pub next_update: Option<Timestamp>,
}

/// What a signature is under the eIDAS regulation.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of ceralacca.verify/1, explained in sigcheck::report")]
pub struct Qualification {
    pub level: String,
    pub service: Option<String>,
    pub provider: Option<String>,
}

/// A finding.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub struct Reason {
    /// Stable code.
    pub code: String,
    /// Values that its message mentions.
    pub values: BTreeMap<String, String>,
}

/// One signature.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of ceralacca.verify/1, explained in sigcheck::report")]
pub struct Signature {
    pub id: u32,
    pub parent: Option<u32>,
    pub kind: String,
    pub relation: String,
    #[serde(default)]
    pub depth: u32,
    pub format: String,
    pub level: Option<String>,
    pub indication: String,
    pub sub_indication: Option<String>,
    pub intact: Option<bool>,
    pub signer: Option<Signer>,
    pub time: Option<Timestamp>,
    pub best_signature_time: Timestamp,
    pub digest_algorithm: Option<String>,
    pub signature_algorithm: Option<String>,
    #[serde(default)]
    pub chain: Vec<Link>,
    #[serde(default)]
    pub revocation: Vec<Revocation>,
    #[serde(default)]
    pub timestamps: Vec<Stamp>,
    pub pdf: Option<Pdf>,
    pub qualification: Option<Qualification>,
    pub strength_until: Option<Timestamp>,
    #[serde(default)]
    pub errors: Vec<Reason>,
    #[serde(default)]
    pub warnings: Vec<Reason>,
}

/// Who signed.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of ceralacca.verify/1, explained in sigcheck::report")]
pub struct Signer {
    pub name: String,
    pub given_name: Option<String>,
    pub surname: Option<String>,
    pub organization: Option<String>,
    pub country: Option<String>,
    pub codice_fiscale: Option<String>,
    pub pseudonym: Option<String>,
    pub subject: String,
    pub issuer: String,
    pub issuer_name: String,
    pub certificate_serial: String,
    pub certificate_sha256: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub key: String,
    #[serde(default)]
    pub policies: Vec<String>,
    #[serde(default)]
    pub qualified: bool,
    #[serde(default)]
    pub qualified_device: bool,
    #[serde(default)]
    pub notices: Vec<String>,
}

/// A certificate of a chain.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of ceralacca.verify/1, explained in sigcheck::report")]
pub struct Link {
    pub subject: String,
    pub serial: String,
    pub sha256: String,
    pub not_before: Timestamp,
    pub not_after: Timestamp,
    pub anchor: bool,
}

/// State of a certificate.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of ceralacca.verify/1, explained in sigcheck::report")]
pub struct Revocation {
    pub certificate: String,
    pub state: String,
    pub source: Option<String>,
    pub this_update: Option<Timestamp>,
    pub next_update: Option<Timestamp>,
    pub since: Option<Timestamp>,
}

/// A time stamp.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of ceralacca.verify/1, explained in sigcheck::report")]
pub struct Stamp {
    pub kind: String,
    pub indication: String,
    pub sub_indication: Option<String>,
    pub time: Option<Timestamp>,
    pub issuer: Option<String>,
    #[serde(default)]
    pub errors: Vec<Reason>,
}

/// Where a signature is in a PDF.
#[derive(Clone, Debug, Deserialize)]
#[expect(missing_docs, reason = "the fields of ceralacca.verify/1, explained in sigcheck::report")]
pub struct Pdf {
    pub field: String,
    pub revision: u32,
    pub revisions: u32,
    pub covers_whole_file: bool,
    pub reason: Option<String>,
    pub location: Option<String>,
}

/// What an indication comes to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub enum Outcome {
    /// There is no signature.
    NotSigned,
    /// TOTAL-PASSED.
    Valid,
    /// INDETERMINATE, and whatever this version does not know.
    Undetermined,
    /// TOTAL-FAILED.
    NotValid,
}

impl Outcome {
    /// Of an indication as it stands in reports.
    pub fn of(indication: &str) -> Self {
        match indication {
            "TOTAL-PASSED" => Self::Valid,
            "TOTAL-FAILED" => Self::NotValid,
            "NO_SIGNATURE_FOUND" => Self::NotSigned,
            _ => Self::Undetermined,
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

impl Report {
    /// Reads a stored report.
    ///
    /// # Errors
    /// When it is not one.
    pub fn read(json: &str) -> Result<Self, serde_json::Error> {
        serde_json::from_str(json)
    }

    /// What the whole file comes to.
    pub fn outcome(&self) -> Outcome {
        Outcome::of(&self.indication)
    }

    /// The signatures that count for the document: not counter-signatures, not time stamps.
    pub fn of_document(&self) -> impl Iterator<Item = &Signature> {
        self.signatures.iter().filter(|signature| signature.kind == "signature")
    }

    /// How many signatures of the document come to an outcome.
    pub fn count(&self, outcome: Outcome) -> usize {
        self.of_document().filter(|signature| signature.outcome() == outcome).count()
    }

    /// The signature that the verdict on the file comes from.
    pub fn deciding(&self) -> Option<&Signature> {
        let outcome = self.outcome();
        self.of_document().find(|signature| signature.outcome() == outcome)
    }

    /// The finding that the verdict comes from, if it is not good.
    pub fn deciding_reason(&self) -> Option<&Reason> {
        let of_signature = self.deciding().and_then(|signature| signature.errors.first());
        of_signature.or_else(|| self.errors.first())
    }

    /// Whether a finding with this code is anywhere.
    pub fn has(&self, code: &str) -> bool {
        let of_file = self.errors.iter().chain(&self.warnings).any(|reason| reason.code == code);
        of_file || self.signatures.iter().any(|signature| signature.has(code))
    }

    /// The signatures that stand directly on or inside another one.
    pub fn children(&self, parent: Option<u32>) -> impl Iterator<Item = &Signature> {
        let known = |id: u32| self.signatures.iter().any(|signature| signature.id == id);
        self.signatures
            .iter()
            .filter(move |signature| signature.parent.filter(|id| *id < signature.id && known(*id)) == parent)
    }

    /// Valid signatures of a PDF that simple viewers call altered because another one came after.
    pub fn looks_broken_elsewhere(&self, signature: &Signature) -> bool {
        signature.outcome() == Outcome::Valid
            && signature.pdf.as_ref().is_some_and(|pdf| !pdf.covers_whole_file)
            && self
                .signatures
                .iter()
                .any(|later| later.id > signature.id && later.depth == signature.depth && later.pdf.is_some())
    }
}

impl Signature {
    /// What it comes to.
    pub fn outcome(&self) -> Outcome {
        Outcome::of(&self.indication)
    }

    /// Whether a finding with this code is among errors and warnings.
    pub fn has(&self, code: &str) -> bool {
        self.errors.iter().chain(&self.warnings).any(|reason| reason.code == code)
    }

    /// When it was made. A time stamp that does not hold proves nothing.
    pub fn when(&self) -> When {
        let proven = self.timestamps.iter().filter(|stamp| Outcome::of(&stamp.indication) == Outcome::Valid);
        match (proven.filter_map(|stamp| stamp.time).min(), self.time) {
            (Some(time), _) => When::Proven(time),
            // A time stamp over the document that comes after proves it too.
            (None, Some(time)) => When::Claimed(time),
            (None, None) => When::Unknown,
        }
    }

    /// What is known of the document since.
    pub fn document(&self) -> Intact {
        if self.has("document-changed") {
            return Intact::Changed;
        }
        match self.intact {
            Some(true) if self.has("document-extended") => Intact::Extended,
            Some(true) => Intact::Whole,
            Some(false) if self.has("digest-mismatch") => Intact::Changed,
            Some(false) => Intact::Mismatch,
            None if self.has("content-missing") => Intact::Missing,
            None => Intact::Unknown,
        }
    }
}
