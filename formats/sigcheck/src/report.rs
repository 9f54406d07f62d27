//! What a check found, for programs: serialises to the document `ceralacca.verify/1`.
//!
//! ```json
//! {
//!   "format": "ceralacca.verify/1",
//!   "file": "contratto.pdf.p7m",
//!   "indication": "TOTAL-PASSED",
//!   "sub_indication": null,
//!   "document": "cades",
//!   "time": "2026-11-22T09:00:00Z",
//!   "policy": "italian-signature/1",
//!   "layers": ["base64"],
//!   "signatures": [{
//!     "id": 1, "parent": null, "kind": "signature", "relation": "sole", "depth": 0,
//!     "format": "CAdES", "level": "B-B",
//!     "indication": "TOTAL-PASSED", "sub_indication": null, "intact": true,
//!     "signer": { "name": "ROSSI MARIA", "codice_fiscale": "RSSMRA80A41H501X", "…": "…" },
//!     "time": "2026-11-22T08:30:00Z", "best_signature_time": "2026-11-22T09:00:00Z",
//!     "chain": [], "revocation": [], "timestamps": [], "errors": [], "warnings": []
//!   }],
//!   "errors": [], "warnings": []
//! }
//! ```
//!
//! Instants are RFC 3339 in UTC, digests and serial numbers lower-case hexadecimal. Fields may be
//! added; those that are there keep their meaning.

use jiff::Timestamp;
use serde::Serialize;

use crate::reason::{Code, Reason};

/// Name and version of the document.
pub const FORMAT: &str = "ceralacca.verify/1";

/// The verdict (EN 319 102-1 §5.1.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
pub enum Indication {
    /// There is no signature to judge.
    #[serde(rename = "NO_SIGNATURE_FOUND")]
    NoSignatureFound,
    /// Valid.
    #[serde(rename = "TOTAL-PASSED")]
    TotalPassed,
    /// What is there does not suffice to say.
    #[serde(rename = "INDETERMINATE")]
    Indeterminate,
    /// Not valid.
    #[serde(rename = "TOTAL-FAILED")]
    TotalFailed,
}

/// What the verdict rests on (EN 319 102-1 §5.1.3, table 5).
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
#[expect(missing_docs, reason = "the names are the standard's, and each is explained there")]
pub enum SubIndication {
    FormatFailure,
    HashFailure,
    SigCryptoFailure,
    Revoked,
    Expired,
    NotYetValid,
    SigConstraintsFailure,
    ChainConstraintsFailure,
    CertificateChainGeneralFailure,
    CryptoConstraintsFailure,
    CryptoConstraintsFailureNoPoe,
    NoSigningCertificateFound,
    NoCertificateChainFound,
    RevokedNoPoe,
    #[serde(rename = "REVOKED_CA_NO_POE")]
    RevokedCaNoPoe,
    OutOfBoundsNoPoe,
    RevocationOutOfBoundsNoPoe,
    TryLater,
    SignedDataNotFound,
    Generic,
}

impl SubIndication {
    /// The indication that this one belongs to.
    pub fn indication(self) -> Indication {
        match self {
            Self::FormatFailure
            | Self::HashFailure
            | Self::SigCryptoFailure
            | Self::Revoked
            | Self::Expired
            | Self::NotYetValid => Indication::TotalFailed,
            _ => Indication::Indeterminate,
        }
    }
}

/// What kind of file was checked, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Document {
    /// CMS: a `.p7m`, a `.p7s`, in whatever wrapping.
    Cades,
    /// A PDF with signatures.
    Pades,
    /// XML with a signature; not examined.
    Xades,
    /// A container (ZIP) with signatures; not examined.
    Asic,
    /// A time stamp, bare or as a response; not examined.
    Timestamp,
    /// Time-stamped data (RFC 5544), its MIME predecessor, signed mail; not examined.
    TimestampedData,
    /// It should be one of the formats and is damaged.
    Damaged,
    /// Anything without a signature.
    Unsigned,
}

/// The outcome for a whole file.
#[derive(Clone, Debug, Serialize)]
pub struct Report {
    /// Always [`FORMAT`].
    pub format: &'static str,
    /// Name of the file, if the caller sets it.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub file: Option<String>,
    /// The worst indication of all signatures.
    pub indication: Indication,
    /// That of the signature the indication comes from.
    pub sub_indication: Option<SubIndication>,
    /// What the file is.
    pub document: Document,
    /// The instant the verdict speaks of.
    pub time: Timestamp,
    /// Name of the policy it follows.
    pub policy: &'static str,
    /// Encodings around the signature, outermost first: `pem`, `base64`.
    pub layers: Vec<&'static str>,
    /// Every signature, parents before children.
    pub signatures: Vec<Signature>,
    /// Faults of the file as a whole.
    pub errors: Vec<Reason>,
    /// Peculiarities of the file as a whole.
    pub warnings: Vec<Reason>,
}

impl Report {
    pub(crate) fn new(document: Document, time: Timestamp) -> Self {
        Self {
            format: FORMAT,
            file: None,
            indication: Indication::NoSignatureFound,
            sub_indication: None,
            document,
            time,
            policy: "",
            layers: Vec::new(),
            signatures: Vec::new(),
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }

    /// A file that could not be judged, for one reason.
    pub(crate) fn refused(
        document: Document,
        time: Timestamp,
        sub_indication: Option<SubIndication>,
        reason: impl Into<Reason>,
    ) -> Self {
        let mut report = Self::new(document, time);
        report.sub_indication = sub_indication;
        report.indication = sub_indication.map_or(Indication::NoSignatureFound, SubIndication::indication);
        report.errors.push(reason.into());
        report
    }

    /// Takes the worst of all signatures that count for the file: a counter-signature speaks of
    /// another signature and is not one of the document.
    pub(crate) fn conclude(&mut self) {
        let worst = self
            .signatures
            .iter()
            .filter(|signature| signature.kind == Kind::Signature)
            .max_by_key(|signature| (signature.indication, std::cmp::Reverse(signature.id)));
        if let Some(worst) = worst
            && worst.indication > self.indication
        {
            (self.indication, self.sub_indication) = (worst.indication, worst.sub_indication);
        }
    }
}

/// What a signature is in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Kind {
    /// Over the content.
    Signature,
    /// Over another signature, its parent.
    CounterSignature,
    /// A time stamp over a whole PDF.
    DocumentTimestamp,
}

/// How a signature relates to the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum Relation {
    /// The only one of its envelope.
    Sole,
    /// One of several over the same content (*firma parallela*).
    Parallel,
    /// Over a content that is itself signed (*matrioska*), or inside such a content.
    Nested,
    /// Over another signature (*controfirma*).
    Counter,
    /// One of several in a PDF, each over the revision before it.
    Revision,
}

/// One signature.
#[derive(Clone, Debug, Serialize)]
pub struct Signature {
    /// Number in this report, from 1.
    pub id: u32,
    /// For a counter-signature, the one it countersigns; for a signature inside a signed envelope,
    /// the (first) one of that envelope.
    pub parent: Option<u32>,
    /// What it is.
    pub kind: Kind,
    /// How it relates to the others.
    pub relation: Relation,
    /// How many envelopes are around it.
    pub depth: u32,
    /// `CAdES`, `PAdES`, `PKCS7`.
    pub format: &'static str,
    /// Baseline level: `B-B`, `B-T`, `B-LT`, `B-LTA`; none when it is not an advanced signature.
    pub level: Option<&'static str>,
    /// The verdict.
    pub indication: Indication,
    /// What it rests on.
    pub sub_indication: Option<SubIndication>,
    /// Whether content and signature value are those the signer's key was applied to, whoever the
    /// signer is; none when it could not be computed.
    pub intact: Option<bool>,
    /// Who signed, if the certificate was found.
    pub signer: Option<Signer>,
    /// When, according to the signer.
    pub time: Option<Timestamp>,
    /// The earliest instant at which the signature is proven to have existed; the instant of the
    /// report when nothing proves an earlier one.
    pub best_signature_time: Timestamp,
    /// Digest of the content, `sha256`.
    pub digest_algorithm: Option<String>,
    /// Signature algorithm, `rsa-sha256`.
    pub signature_algorithm: Option<String>,
    /// The certificates from the signer's to a trusted one, or as far as they go.
    pub chain: Vec<Link>,
    /// What is known of the revocation of each certificate.
    pub revocation: Vec<Revocation>,
    /// Time stamps over the signature.
    pub timestamps: Vec<Timestamping>,
    /// Where it is in a PDF.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub pdf: Option<Pdf>,
    /// What is wrong or missing; the first gave the sub-indication.
    pub errors: Vec<Reason>,
    /// What is peculiar and does not change the verdict.
    pub warnings: Vec<Reason>,
}

impl Signature {
    /// Whether a finding with this code is among errors and warnings.
    pub fn has(&self, code: Code) -> bool {
        self.errors.iter().chain(&self.warnings).any(|reason| reason.code == code)
    }
}

/// Who signed, from the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Signer {
    /// Common name, or what stands for it.
    pub name: String,
    /// First names.
    pub given_name: Option<String>,
    /// Family name.
    pub surname: Option<String>,
    /// Organisation.
    pub organization: Option<String>,
    /// Country of the subject, `IT`.
    pub country: Option<String>,
    /// Codice fiscale, from `TINIT-…` or the older `IT:…`.
    pub codice_fiscale: Option<String>,
    /// The serialNumber attribute as written.
    pub serial_number: Option<String>,
    /// The dnQualifier attribute.
    pub dn_qualifier: Option<String>,
    /// Set when the name is a pseudonym (must be shown, eIDAS art. 32).
    pub pseudonym: Option<String>,
    /// Whole subject (RFC 4514).
    pub subject: String,
    /// Whole issuer (RFC 4514).
    pub issuer: String,
    /// Organisation or common name of the issuer.
    pub issuer_name: String,
    /// Serial number of the certificate.
    pub certificate_serial: String,
    /// SHA-256 of the certificate.
    pub certificate_sha256: String,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// `RSA 2048`, `P-256`.
    pub key: String,
    /// Certificate policies.
    pub policies: Vec<String>,
    /// The certificate says that it is qualified (QcCompliance).
    pub qualified: bool,
    /// The certificate says that the key is on a qualified device (QcSSCD).
    pub qualified_device: bool,
    /// Notices of the issuer, such as limits of use.
    pub notices: Vec<String>,
}

/// A certificate of a chain.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Link {
    /// Subject (RFC 4514).
    pub subject: String,
    /// Serial number.
    pub serial: String,
    /// SHA-256 of the certificate.
    pub sha256: String,
    /// Start of validity.
    pub not_before: Timestamp,
    /// End of validity.
    pub not_after: Timestamp,
    /// Whether it is trusted by itself.
    pub anchor: bool,
}

/// State of a certificate according to its issuer.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize)]
#[serde(rename_all = "kebab-case")]
pub enum State {
    /// Not revoked.
    Good,
    /// Suspended.
    Suspended,
    /// Revoked.
    Revoked,
    /// Not known.
    Unknown,
}

/// What is known of the revocation of one certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Revocation {
    /// SHA-256 of the certificate.
    pub certificate: String,
    /// Its state.
    pub state: State,
    /// `crl` or `ocsp`.
    pub source: Option<&'static str>,
    /// When the issuer knew that state.
    pub this_update: Option<Timestamp>,
    /// Until when the issuer promised to have nothing newer.
    pub next_update: Option<Timestamp>,
    /// Since when it is revoked or suspended.
    pub since: Option<Timestamp>,
    /// Why it is revoked (RFC 5280 §5.3.1), `keyCompromise`; or why the state is not known.
    pub reason: Option<&'static str>,
}

/// A time stamp over a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Timestamping {
    /// `signature`, `content`, `archive`, `document`.
    pub kind: &'static str,
    /// Whether it is relied upon.
    pub indication: Indication,
    /// What that rests on.
    pub sub_indication: Option<SubIndication>,
    /// The instant it states.
    pub time: Option<Timestamp>,
    /// Who issued it.
    pub issuer: Option<String>,
    /// What is wrong with it.
    pub errors: Vec<Reason>,
}

/// Where a signature is in a PDF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize)]
pub struct Pdf {
    /// Name of the field.
    pub field: String,
    /// Revision it covers, from 1.
    pub revision: u32,
    /// Revisions of the file.
    pub revisions: u32,
    /// Whether it covers the file to its last octet.
    pub covers_whole_file: bool,
    /// Reason as stated in the dictionary.
    pub reason: Option<String>,
    /// Place as stated in the dictionary.
    pub location: Option<String>,
}
