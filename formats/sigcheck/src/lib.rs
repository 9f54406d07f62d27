//! The verdict on a signed file: who signed, whether anything changed since, and whether the
//! certificate leads to an authority one trusts (EN 319 102-1, basic validation and validation with
//! time, over CAdES and PAdES).
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
//! - Show the outcome: [`Report`] serialises; each [`Reason`] has a code ([`CODES`]) that names its
//!   message.

pub mod algorithms;
mod certificate;
mod cms;
mod pdf;
mod reason;
mod recognise;
pub mod report;
mod single;
mod timestamp;
mod trust;
mod verify;

use std::io::{self, Cursor, Read};

use asn1::Oid;
use jiff::Timestamp;
use x509::{Certificate, path::revocation::Evidence};

use certificate::Material;

pub use cades::ReadSeek;
pub use reason::{CODES, Code, Reason};
pub use report::{Document, Indication, Kind, Relation, Report, Signature, Signer, State, SubIndication};
pub use single::{CertificateVerdict, check_certificate};
pub use trust::Trust;

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
    /// Octets of the largest PDF that is read; a PDF is held in memory.
    pub max_pdf: u64,
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
    let mut report = recognise::check(input, Context { trust, policy, at })?;
    report.policy = policy.name;
    Ok(report)
}

/// What stays the same throughout a check.
#[derive(Clone, Copy, Debug)]
struct Context<'a> {
    trust: &'a Trust,
    policy: &'a Policy,
    at: Timestamp,
}

impl<'a> Context<'a> {
    fn material(self, given: &'a [Certificate], embedded: &'a Evidence) -> Material<'a> {
        Material { trust: self.trust, policy: self.policy, given, embedded, at: self.at }
    }
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
