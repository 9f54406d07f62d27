//! The verdict on a signed file: who signed, whether anything changed since, and whether the
//! certificate leads to an authority one trusts (EN 319 102-1: basic validation, validation with time,
//! validation with archival data).
//!
//! Everything is pure: the instant of the verdict is an argument, and so is all it rests on
//! ([`Trust`]). What is missing never makes a signature valid: the verdict is then INDETERMINATE with
//! the reason.
//!
//! # Common operations
//!
//! - Gather what is trusted: [`Trust::from_files`].
//! - Check a file, whatever it is: [`check`], [`check_slice`]; the content of a detached signature
//!   goes in [`Input::detached`].
//! - Place a file in time by something outside of it: [`Policy::time_reference`].
//! - Fetch what is missing: [`Report::wanted`] names it; [`Trust::add_fetched`] takes it, then check again.
//! - Make a signature last: [`Report::validation_data`] is what it must embed (levels B-LT, B-LTA).
//! - Say what is qualified: [`Trust::add_lists`], then [`Signature::qualification`].
//! - Show the outcome: [`Report`] serialises (`ceralacca.verify/1`) and reads back; each [`Reason`] has a
//!   code ([`CODES`]) that names its message. [`etsi::validation_report`] writes it as ETSI TS 119 102-2.
//!
//! # How a verdict comes about
//!
//! A format adapter turns each signature into what the core needs: the outcome of the cryptographic
//! verification, certificates and revocation data that came along, and the time stamps with what each is
//! over and what it proves to have existed. Over these run the processes of EN 319 102-1, each from where
//! the one before ended: as of now (§5.3); as of the best signature time that time stamps prove (§5.5);
//! and by proofs of existence, from the newest time stamp to the oldest, up to the instant at which the
//! certificate could last be relied upon (§5.6). [`Signature::processes`] holds what each came to. Where a
//! link is missing the findings name it.
//!
//! Where the standard leaves it open: revocation data count as fresh until their nextUpdate (§5.2.5), in
//! past validation as of the instant at which they are proven to have existed; an anchor needs no
//! revocation data and no validity, it is trusted for as long as whoever trusts it says
//! ([`Trust::add_anchor_until`]).
//!
//! # Example
//!
//! ```
//! use sigcheck::{Indication, Policy, Trust, check_slice};
//!
//! # fn example(file: &[u8], authority: &[u8], list: &[u8]) -> std::io::Result<()> {
//! let (trust, unknown) = Trust::from_files([("ca.cer", authority), ("ca.crl", list)]);
//! assert!(unknown.is_empty());
//! let now = "2026-11-22T09:00:00Z".parse().expect("an instant");
//! let report = check_slice(file, None, &trust, now, &Policy::default())?;
//! for signature in &report.signatures {
//!     if let (Indication::TotalPassed, Some(signer)) = (signature.indication, &signature.signer) {
//!         println!("{} signed by {}", signature.best_signature_time, signer.name);
//!     }
//! }
//! # Ok(())
//! # }
//! # let report = check_slice(b"hello", None, &Trust::new(), jiff::Timestamp::UNIX_EPOCH, &Policy::default());
//! # assert_eq!(report.expect("read").indication, Indication::NoSignatureFound);
//! ```

pub mod algorithms;

mod active;
mod certificate;
mod cms;
mod container;
mod duties;
pub mod etsi;
mod explain;
mod past;
mod pdf;
mod piece;
mod proofs;
mod qualify;
mod reason;
mod recognise;
pub mod report;
mod signer;
mod single;
mod stamped;
mod subject;
mod timestamp;
mod trust;
mod verify;
mod walk;
mod wanted;
mod xml;

use std::io::{self, Cursor, Read};

use asn1::Oid;
use jiff::Timestamp;
use x509::path::Effort;

pub use cades::ReadSeek;
pub use reason::{CODES, Code, Reason};
pub use report::{
    Document, Extent, Indication, Kind, NotFetched, Process, ProcessKind, Proof, Provenance, Qualification,
    Relation, Report, Scope, Signature, Signer, State, SubIndication, TrustSource,
};
pub use single::{CertificateVerdict, check_certificate};
pub use trust::Trust;
pub use wanted::Wanted;

pub(crate) use walk::Context;

/// What is asked of a signature besides the standard.
#[derive(Clone, Debug)]
pub struct Policy {
    /// Stands in the report.
    pub name: &'static str,
    /// The signed attributes must name the certificate (ESS signing-certificate).
    pub certificate_reference: bool,
    /// The key usage of the certificate must have nonRepudiation.
    pub content_commitment: bool,
    /// Certificates under these policies log in; they do not sign documents.
    pub authentication_policies: Vec<Oid>,
    /// Limits for reading CMS.
    pub limits: cades::Limits,
    /// Octets of the largest PDF or XML that is read; such a file is held in memory.
    pub max_pdf: u64,
    /// An instant at which the file is known to have existed, by something outside of it that is
    /// effective against third parties (DPCM 22-2-2013 art. 41, art. 62): a certified mail, a register.
    /// Whoever gives it answers for it; the report says that it was given.
    pub time_reference: Option<TimeReference>,
    /// The end of the archive the file is to stand in: signatures that are expected to lose their
    /// strength before are pointed out.
    pub archive_until: Option<Timestamp>,
    /// Signature policies whose rules the caller has looked at, by object identifier or URI.
    pub signature_policies: Vec<String>,
    /// Documents of signature policies that are at hand, by object identifier or URI. A signature over the
    /// digest of another document follows rules that nobody has looked at.
    pub signature_policy_documents: Vec<(String, Vec<u8>)>,
    /// A signature that follows another policy is INDETERMINATE instead of having a warning.
    pub require_signature_policy: bool,
}

/// An instant proven by something outside of the file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimeReference {
    /// When the file existed.
    pub instant: Timestamp,
    /// What proves it.
    pub kind: ReferenceKind,
}

/// What proves an instant (DPCM 22-2-2013 art. 41).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum ReferenceKind {
    /// Certified mail (*PEC*).
    CertifiedMail,
    /// The register of a public body (*protocollo*).
    Register,
    /// A preservation system (*conservazione*).
    Preservation,
    /// Something else.
    Other,
}

impl ReferenceKind {
    /// `certified-mail`, `register`, `preservation`, `other`.
    pub fn name(self) -> &'static str {
        match self {
            Self::CertifiedMail => "certified-mail",
            Self::Register => "register",
            Self::Preservation => "preservation",
            Self::Other => "other",
        }
    }
}

/// The Italian policy for qualified electronic signatures.
impl Default for Policy {
    fn default() -> Self {
        Self {
            name: "italian-signature/1",
            certificate_reference: true,
            content_commitment: true,
            authentication_policies: vec![
                x509::oid::CNS_AUTHENTICATION,
                // The CNS of Lombardy, and the electronic identity card.
                Oid::new("1.3.159.6.1.3.2.10"),
                Oid::new("1.3.76.12.1.1.10.2.2.10"),
                Oid::new("1.3.76.47.4"),
            ],
            limits: cades::Limits::default(),
            max_pdf: 512 << 20,
            time_reference: None,
            archive_until: None,
            signature_policies: Vec::new(),
            signature_policy_documents: Vec::new(),
            require_signature_policy: false,
        }
    }
}

/// What to check.
pub struct Input<'a> {
    /// The signed file, or the file with the signatures.
    pub file: &'a mut (dyn ReadSeek + 'a),
    /// The content, where the signatures stand in a file of their own.
    pub detached: Option<&'a mut (dyn Read + 'a)>,
}

impl std::fmt::Debug for Input<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Input").field("detached", &self.detached.is_some()).finish_non_exhaustive()
    }
}

/// Checks a file as of the instant `at`. Whatever the file is, there is a report: one that is not
/// signed, is damaged, or has signatures of a kind that is not examined, says so.
///
/// # Errors
/// When reading fails.
pub fn check(input: Input<'_>, trust: &Trust, at: Timestamp, policy: &Policy) -> io::Result<Report> {
    let effort = Effort::new(certificate::FAILED_CHECKS);
    let mut report = recognise::check(input, Context { trust, policy, at, effort: &effort })?;
    report.policy = policy.name;
    if let Some(reference) = policy.time_reference.filter(|_| !report.signatures.is_empty()) {
        let reason = Reason::from(Code::TimeReferenceGiven).with("time", reference.instant);
        report.warnings.push(reason.with("kind", reference.kind.name()));
    }
    Ok(report)
}

/// [`check`] of a file in memory.
///
/// # Errors
/// None in practice.
pub fn check_slice(
    file: &[u8],
    detached: Option<&[u8]>,
    trust: &Trust,
    at: Timestamp,
    policy: &Policy,
) -> io::Result<Report> {
    let mut content = detached;
    let detached = content.as_mut().map(|content| content as &mut dyn Read);
    check(Input { file: &mut Cursor::new(file), detached }, trust, at, policy)
}
