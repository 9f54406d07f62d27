//! Which certificate opens the door.

use authority::{CertificateStatus, Operator};
use foundation::{Problem, Status, Timestamp};
use x509::{
    Certificate,
    extension::KeyUsage,
    oid,
    path::{self, Conditions, Pool, Rule},
};

/// Why a certificate opens nothing.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// The account is closed.
    #[error("account closed")]
    Disabled(Timestamp),
    /// Its validity is over.
    #[error("expired")]
    Expired(Timestamp),
    /// Nobody is registered with this identifier and role.
    #[error("no account")]
    NoAccount,
    /// None was shown.
    #[error("no certificate")]
    NoCertificate,
    /// It is of our authority, but not an operator's (pki.md §4 P8).
    #[error("not an operator's certificate")]
    NotOperator,
    /// Its validity has not begun.
    #[error("not yet valid")]
    NotYetValid(Timestamp),
    /// It does not end at our internal authority.
    #[error("of another authority")]
    OtherAuthority(String),
    /// It is revoked.
    #[error("revoked")]
    Revoked(Timestamp),
    /// It belongs to a program.
    #[error("of a program")]
    Service,
    /// It is suspended.
    #[error("suspended")]
    Suspended(Timestamp),
    /// It is no certificate.
    #[error("unreadable")]
    Unreadable,
}

impl From<&Refusal> for Problem {
    fn from(refusal: &Refusal) -> Self {
        let unknown = |code: &'static str| Problem::new(code, Status::Unauthorized);
        let closed =
            |code: &'static str, at: &Timestamp| Problem::new(code, Status::Forbidden).with("at", at);
        match refusal {
            Refusal::Disabled(at) => closed("access-disabled", at),
            Refusal::Expired(at) => closed("access-expired", at),
            Refusal::NoAccount => Problem::new("access-no-account", Status::Forbidden),
            Refusal::NoCertificate => unknown("access-no-certificate"),
            Refusal::NotOperator => unknown("access-not-operator"),
            Refusal::NotYetValid(at) => closed("access-not-yet-valid", at),
            Refusal::OtherAuthority(issuer) => unknown("access-other-authority").with("issuer", issuer),
            Refusal::Revoked(at) => closed("access-revoked", at),
            Refusal::Service => Problem::new("access-service", Status::Forbidden),
            Refusal::Suspended(at) => closed("access-suspended", at),
            Refusal::Unreadable => unknown("access-unreadable"),
        }
    }
}

/// The operator a certificate is about, if it is one of P8 that our internal authority issued and that is
/// valid at an instant. `authorities` are the generations of the internal authority.
///
/// # Errors
/// The first rule that it breaks.
pub fn operator(certificate: &Certificate, authorities: &Pool, at: Timestamp) -> Result<Operator, Refusal> {
    let conditions = Conditions { purpose: Some(oid::CLIENT_AUTH), ..Conditions::at(at) };
    if authorities.contains(certificate) {
        return Err(Refusal::NotOperator);
    }
    if let Err(refusal) = path::find(certificate, &[], &Pool::new(), authorities, &conditions) {
        return Err(match refusal.rule {
            // Only a certificate of ours is told what is wrong with it.
            Rule::Expired if refusal.index == 0 && is_ours(certificate, authorities) => {
                Refusal::Expired(certificate.not_after())
            }
            Rule::NotYetValid if refusal.index == 0 && is_ours(certificate, authorities) => {
                Refusal::NotYetValid(certificate.not_before())
            }
            Rule::ExtendedKeyUsage | Rule::UnknownCritical(_) if is_ours(certificate, authorities) => {
                Refusal::NotOperator
            }
            Rule::Malformed(_) => Refusal::Unreadable,
            _ => Refusal::OtherAuthority(certificate.issuer().friendly()),
        });
    }
    // P8: keyUsage digitalSignature and extKeyUsage clientAuth must be there, not only not forbid it.
    let signs = certificate
        .key_usage()
        .ok()
        .flatten()
        .is_some_and(|usage| usage.contains(KeyUsage::DIGITAL_SIGNATURE));
    let logs_in =
        certificate.ext_key_usage().ok().flatten().is_some_and(|all| all.contains(&oid::CLIENT_AUTH));
    let operator = Operator::of(certificate).filter(|_| signs && logs_in && !certificate.is_ca());
    operator.ok_or(Refusal::NotOperator)
}

/// Whether one of the authorities signed it.
fn is_ours(certificate: &Certificate, authorities: &Pool) -> bool {
    let mut issuers = authorities.with_subject(certificate.issuer().der());
    issuers.any(|issuer| issuer.public_key().is_ok_and(|key| certificate.verify_signed_by(key).is_ok()))
}

/// Whether our own record of a certificate lets its holder in; there is none of a certificate that was never
/// released.
///
/// # Errors
/// Suspended, revoked, expired, or not ours.
pub fn status(status: Option<CertificateStatus>) -> Result<(), Refusal> {
    match status {
        Some(CertificateStatus::Good { .. }) => Ok(()),
        Some(CertificateStatus::Suspended { since }) => Err(Refusal::Suspended(since)),
        Some(CertificateStatus::Revoked { at }) => Err(Refusal::Revoked(at)),
        Some(CertificateStatus::Expired { at }) => Err(Refusal::Expired(at)),
        None => Err(Refusal::NotOperator),
    }
}
