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

mod verdict;
pub(crate) mod words;

use jiff::Timestamp;
use serde::{Deserialize, Serialize};
use x509::{alg::DigestAlgorithm, evidence::ValidationData};

use crate::{
    reason::{Code, Reason},
    wanted::Wanted,
};

pub use verdict::{Indication, SubIndication};

/// A word out of a fixed set.
pub type Word = &'static str;

/// Name and version of the document.
pub const FORMAT: &str = "ceralacca.verify/1";

/// What kind of file was checked, by its content.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Document {
    /// CMS: a `.p7m`, a `.p7s`, in whatever wrapping.
    Cades,
    /// A PDF with signatures.
    Pades,
    /// XML with a signature.
    Xades,
    /// A container (ZIP) with signatures.
    Asic,
    /// A time stamp, bare or as a response.
    Timestamp,
    /// Time-stamped data (RFC 5544) or its MIME predecessor (M7M).
    TimestampedData,
    /// It should be one of the formats and is damaged.
    Damaged,
    /// Anything without a signature.
    Unsigned,
}

/// The outcome for a whole file.
#[derive(Clone, Debug, Serialize, Deserialize)]
pub struct Report {
    /// Always [`FORMAT`].
    #[serde(deserialize_with = "words::word")]
    pub format: Word,
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
    #[serde(deserialize_with = "words::word")]
    pub policy: Word,
    /// Encodings around the signature, outermost first: `pem`, `base64`.
    #[serde(deserialize_with = "words::list")]
    pub layers: Vec<Word>,
    /// Every signature, parents before children.
    pub signatures: Vec<Signature>,
    /// Faults of the file as a whole.
    pub errors: Vec<Reason>,
    /// Peculiarities of the file as a whole.
    pub warnings: Vec<Reason>,
    /// Time stamps over the file as a whole or over data that nobody signed.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub timestamps: Vec<Timestamping>,
    /// Parts of the file that no signature covers, by name.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub unsigned: Vec<String>,
    /// Where the trust comes from that the verdict rests on.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub trust: Vec<Provenance>,
    /// What was looked for outside and did not come, if the caller looked.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub not_fetched: Vec<NotFetched>,
    /// What is not at hand and would help to decide. Whoever can fetch it adds it to the
    /// [`Trust`](crate::Trust) and checks again.
    #[serde(skip)]
    pub wanted: Vec<Wanted>,
    /// Certificates and revocation data the verdict rests on: what a signature must embed to last
    /// (levels B-LT and B-LTA).
    #[serde(skip)]
    pub validation_data: ValidationData,
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
            timestamps: Vec::new(),
            unsigned: Vec::new(),
            trust: Vec::new(),
            not_fetched: Vec::new(),
            wanted: Vec::new(),
            validation_data: ValidationData::default(),
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

/// Something that was looked for outside and did not come.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct NotFetched {
    /// The address.
    pub url: String,
    /// Why not.
    pub why: String,
}

/// What a signature is in the document.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, Serialize, Deserialize)]
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
    #[serde(deserialize_with = "words::word")]
    pub format: Word,
    /// Baseline level: `B-B`, `B-T`, `B-LT`, `B-LTA`; none when it is not an advanced signature.
    #[serde(default, deserialize_with = "words::maybe")]
    pub level: Option<Word>,
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
    /// What the best signature time rests on.
    #[serde(default)]
    pub proof: Proof,
    /// The outcome of each process of EN 319 102-1 that was run, in order; the last is the verdict.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub processes: Vec<Process>,
    /// What the signature covers.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub scope: Vec<Scope>,
    /// Whether it is a qualified signature, by the trusted lists.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub qualification: Option<Qualification>,
    /// Until when its algorithms, or those of the time stamp that protects it, are expected to be
    /// relied upon; none when no end is known.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub strength_until: Option<Timestamp>,
    /// Commitments that the signer expressed, by object identifier or URI (EN 319 122-1 §5.2.3).
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub commitments: Vec<String>,
    /// The signature policy it follows, by object identifier or URI.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub signature_policy: Option<String>,
    /// The signature value, for reports that name the signature by it.
    #[serde(skip)]
    pub value: Vec<u8>,
    /// Digest of the data to be signed representation: what the signature value is over, in canonical
    /// form. That is the DER of the signed attributes, or SignedInfo. None where it cannot be formed.
    #[serde(skip)]
    pub representation: Option<(DigestAlgorithm, Vec<u8>)>,
    /// The certificate of the signer in DER.
    #[serde(skip)]
    pub certificate: Vec<u8>,
}

/// What the best signature time rests on.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Proof {
    /// Nothing earlier: it is the instant of the verdict.
    #[default]
    Now,
    /// A time stamp in the file.
    Timestamp,
    /// An instant that whoever asked vouches for.
    Given,
}

/// A validation process of EN 319 102-1 and what it came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Process {
    /// Which.
    pub process: ProcessKind,
    /// Its indication.
    pub indication: Indication,
    /// What that rests on.
    pub sub_indication: Option<SubIndication>,
}

/// The validation processes of EN 319 102-1.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum ProcessKind {
    /// For basic signatures (§5.3).
    Basic,
    /// For signatures with time and with long-term validation material (§5.5).
    LongTerm,
    /// For signatures with archival data (§5.6).
    Archival,
}

/// Something a signature covers.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Scope {
    /// Name of the part, empty for the content of an envelope.
    pub name: String,
    /// How much of it.
    pub extent: Extent,
}

/// How much of a part is covered.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Extent {
    /// All of it.
    Full,
    /// What a transformation selects, or an earlier revision.
    Partial,
    /// It is named by a manifest that is covered.
    Manifest,
    /// Another signature's value.
    Signature,
}

/// What a signature is under the eIDAS regulation, by trusted lists and certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Qualification {
    /// `QESig`, `AdESig-QC`, `AdESig`, …, with `Indeterminate ` or `Not ` before it where the verdict
    /// is not TOTAL-PASSED.
    pub level: String,
    /// The certificate was a qualified one, when it was issued and when it signed.
    pub certificate_qualified: bool,
    /// The key was in a qualified device when it signed.
    pub device_qualified: bool,
    /// For signatures, seals or web authentication: `esig`, `eseal`, `wsa`.
    pub purpose: Option<String>,
    /// The service of the trusted list.
    pub service: Option<String>,
    /// Who runs the service.
    pub provider: Option<String>,
    /// Why it is not more, in codes of the trusted lists: `no-qscd`, `not-granted`, …
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<String>,
}

/// Where trust in an authority comes from (DPCM 22-2-2013 art. 14 c. 2 a).
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub struct Provenance {
    /// Who vouches: a trusted list, or the settings of this program.
    pub source: TrustSource,
    /// Territory of the list, `IT`.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub territory: Option<String>,
    /// Sequence number of the list.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub sequence: Option<u64>,
    /// When the list was issued.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub issued: Option<Timestamp>,
    /// Until when the next one is due.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub next_update: Option<Timestamp>,
}

/// Who vouches for an authority.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum TrustSource {
    /// Whoever set up the program.
    Settings,
    /// A national trusted list.
    TrustedList,
}

impl Signature {
    /// Whether a finding with this code is among errors and warnings.
    pub fn has(&self, code: Code) -> bool {
        self.errors.iter().chain(&self.warnings).any(|reason| reason.code == code)
    }
}

/// Who signed, from the certificate.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
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
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Revocation {
    /// SHA-256 of the certificate.
    pub certificate: String,
    /// Its state.
    pub state: State,
    /// `crl` or `ocsp`.
    #[serde(default, deserialize_with = "words::maybe")]
    pub source: Option<Word>,
    /// When the issuer knew that state.
    pub this_update: Option<Timestamp>,
    /// Until when the issuer promised to have nothing newer.
    pub next_update: Option<Timestamp>,
    /// Since when it is revoked or suspended.
    pub since: Option<Timestamp>,
    /// Why it is revoked (RFC 5280 §5.3.1), `keyCompromise`; or why the state is not known.
    #[serde(default, deserialize_with = "words::maybe")]
    pub reason: Option<Word>,
}

/// A time stamp over a signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Timestamping {
    /// `signature`, `content`, `archive`, `document`.
    #[serde(deserialize_with = "words::word")]
    pub kind: Word,
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
    /// What is peculiar about it.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub warnings: Vec<Reason>,
    /// Digest of what it covers, `sha256`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub digest_algorithm: Option<String>,
    /// The policy of the authority.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub policy: Option<String>,
    /// It is a qualified time stamp by the trusted lists; without lists, the authority says so
    /// (EN 319 422 §9.1).
    #[serde(default)]
    pub qualified: bool,
    /// Its certificates, as far as they go.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub chain: Vec<Link>,
    /// What is known of the revocation of each certificate.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub revocation: Vec<Revocation>,
    /// It holds only because a newer time stamp protects it.
    #[serde(default)]
    pub archived: bool,
}

/// Where a signature is in a PDF.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
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
