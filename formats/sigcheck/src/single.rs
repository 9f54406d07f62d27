use jiff::Timestamp;
use serde::Serialize;
use x509::{Certificate, path::Effort};

use crate::{
    Policy, Reason, Trust,
    certificate::{FAILED_CHECKS, Material},
    proofs::Proofs,
    report::{Link, Revocation},
    wanted::Wanted,
};

/// What can be said of a certificate by itself: its path, its state.
#[derive(Clone, Debug, Serialize)]
pub struct CertificateVerdict {
    /// The certificates from this one to a trusted one, or as far as they go.
    pub chain: Vec<Link>,
    /// What is known of the revocation of each.
    pub revocation: Vec<Revocation>,
    /// Why it cannot be relied upon, the most important first; empty when it can.
    pub errors: Vec<Reason>,
    /// What is peculiar.
    pub warnings: Vec<Reason>,
    /// What could be fetched and would help to decide.
    #[serde(skip)]
    pub wanted: Vec<Wanted>,
}

/// Judges a certificate as of the instant `at`: path to a trusted authority, validity, revocation.
pub fn check_certificate(
    certificate: &Certificate,
    trust: &Trust,
    at: Timestamp,
    policy: &Policy,
) -> CertificateVerdict {
    let effort = Effort::new(FAILED_CHECKS);
    let material = Material { trust, policy, given: &[], embedded: &[], at, effort: &effort };
    let standing = material.judge(certificate, at, None, &Proofs::new(at));
    CertificateVerdict {
        chain: standing.chain,
        revocation: standing.revocation,
        errors: standing.failures.into_iter().map(|(_, reason)| reason).collect(),
        warnings: standing.warnings,
        wanted: standing.wanted,
    }
}
