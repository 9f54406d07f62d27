//! OCSP responses as evidence (RFC 6960 §3.2, §4.2).

use std::sync::{Arc, OnceLock};

use asn1::Oid;
use jiff::Timestamp;

use super::{Evidence, MAX_DEPTH, Question, Source, Status, Why, status_within};
use crate::{
    Certificate,
    alg::DigestAlgorithm,
    crl::Reason,
    ocsp::{self, BasicResponse, ResponderId},
    oid,
    path::same_name,
};

/// Certificates tried as the signer of one response.
const MAX_SIGNERS: usize = 32;

/// Signed certificate timestamps: harmless where it is marked critical.
const CT_TIMESTAMPS: Oid = Oid::new("1.3.6.1.4.1.11129.2.4.5");

/// A response that remembers who was found to have authorised it.
#[derive(Clone, Debug)]
pub(super) struct Reply {
    response: BasicResponse,
    /// Fingerprint of the issuer for which that holds whatever else is known: it signed itself, or its
    /// responder's certificate need not be checked.
    issuer: Arc<OnceLock<[u8; 32]>>,
}

impl Reply {
    pub(super) fn new(response: BasicResponse) -> Self {
        Self { response, issuer: Arc::default() }
    }
}

/// What one response says of a certificate; where it speaks of it more than once, the worst.
pub(super) fn status(question: &Question<'_>, reply: &Reply, evidence: &[&Evidence], depth: u8) -> Status {
    match answer(question, reply, evidence, depth) {
        Ok(status) => status,
        Err(why) => Status::Unknown(why),
    }
}

fn answer(question: &Question<'_>, reply: &Reply, evidence: &[&Evidence], depth: u8) -> Result<Status, Why> {
    let response = &reply.response;
    let about =
        response.responses().filter(|single| single.cert_id.matches(question.certificate, question.issuer));
    let worst = about.max_by_key(|single| match single.status {
        ocsp::Status::Good => 0,
        ocsp::Status::Unknown => 1,
        ocsp::Status::Revoked { .. } => 2,
    });
    let single = worst.ok_or(Why::NoEvidence)?;
    let understood = [oid::OCSP_NONCE, oid::OCSP_EXTENDED_REVOKE, oid::OCSP_ARCHIVE_CUTOFF, CT_TIMESTAMPS];
    let mut extensions = response.extensions().chain(single.extensions.clone());
    if extensions.any(|extension| extension.critical && !understood.contains(&extension.oid)) {
        return Err(Why::Unreadable);
    }
    authorised(reply, question, evidence, depth)?;
    let (this_update, next_update) = (single.this_update, single.next_update);
    if response.produced_at() > question.now + super::CLOCK_SKEW && !question.accept_later {
        return Err(Why::Future);
    }
    match single.status {
        ocsp::Status::Unknown => Err(Why::UnknownToResponder),
        ocsp::Status::Good => {
            let kept_since = single.archive_cutoff();
            question.timely(this_update, next_update)?;
            question.keeps(this_update, kept_since)?;
            question.keeps(response.produced_at(), kept_since)?;
            Ok(Status::Good { source: Source::Ocsp, this_update, next_update })
        }
        // RFC 6960 §2.2: how a responder says that there is no such certificate.
        ocsp::Status::Revoked { at, reason: Some(Reason::CertificateHold) }
            if at == Timestamp::UNIX_EPOCH
                && response.extensions().get(&oid::OCSP_EXTENDED_REVOKE).is_some() =>
        {
            Err(Why::NeverIssued)
        }
        ocsp::Status::Revoked { at, reason } => {
            let reason = reason.unwrap_or(Reason::Unspecified);
            let status = Status::Revoked { at, reason, source: Source::Ocsp, this_update, next_update };
            if !status.is_definitive() {
                question.timely(this_update, next_update)?;
            }
            Ok(status)
        }
    }
}

/// Whether responderID names this certificate (RFC 6960 §4.2.2.3).
fn is_from(response: &BasicResponse, signer: &Certificate) -> bool {
    match response.responder() {
        ResponderId::Name(name) => same_name(name.der(), signer.subject().der()),
        ResponderId::Key(hash) => {
            signer.public_key().is_ok_and(|key| hash == DigestAlgorithm::Sha1.digest(key.bits_of_key()))
        }
    }
}

fn is_signed_by(response: &BasicResponse, signer: &Certificate) -> bool {
    signer.public_key().is_ok_and(|key| response.verify_signed_by(key).is_ok())
}

/// The certificate's issuer itself, or a certificate that the same issuer gave for this purpose
/// (RFC 6960 §4.2.2.2), valid when the response was produced and not known to be revoked.
fn authorised(reply: &Reply, question: &Question<'_>, evidence: &[&Evidence], depth: u8) -> Result<(), Why> {
    let (issuer, response) = (question.issuer, &reply.response);
    if reply.issuer.get() == Some(&issuer.sha256()) {
        return Ok(());
    }
    if is_from(response, issuer) && is_signed_by(response, issuer) {
        let _ = reply.issuer.set(issuer.sha256());
        return Ok(());
    }
    let Ok(issuer_key) = issuer.public_key() else { return Err(Why::Unauthorised) };
    let certificates = response.certificates();
    let known =
        question.candidates.iter().filter(|other| same_name(other.issuer().der(), issuer.subject().der()));
    let delegated = certificates.iter().chain(known).filter(
        |other| matches!(other.ext_key_usage(), Ok(Some(usages)) if usages.contains(&oid::OCSP_SIGNING)),
    );
    for signer in delegated.take(MAX_SIGNERS) {
        if !is_from(response, signer)
            || !signer.is_valid_at(response.produced_at())
            || !same_name(signer.issuer().der(), issuer.subject().der())
            || !is_signed_by(response, signer)
            || signer.verify_signed_by(issuer_key).is_err()
        {
            continue;
        }
        if signer.extension(&oid::OCSP_NO_CHECK).is_some() {
            let _ = reply.issuer.set(issuer.sha256());
            return Ok(());
        }
        if depth >= MAX_DEPTH {
            return Ok(());
        }
        let question = Question { certificate: signer, ..*question };
        if !matches!(status_within(&question, evidence, depth + 1), Status::Revoked { .. }) {
            return Ok(());
        }
    }
    Err(Why::Unauthorised)
}
