//! OCSP (RFC 6960, pki.md §7): what is known of each certificate asked about, signed by the
//! authority's delegated responder.

use foundation::Timestamp;
use jiff::SignedDuration;
use x509::{
    crl::Reason,
    ocsp::{ErrorStatus, Request, Responder, Single, Status},
};

use crate::{
    Authority, AuthorityError, keys::algorithm_of, model::ServiceAuthority,
    rules::lifecycle::CertificateState, tables,
};

/// For how long an answer may be relied upon.
const VALIDITY: SignedDuration = SignedDuration::from_hours(12);
/// Certificates that one request may ask about.
const MAX_CERTIFICATES: usize = 16;

/// An answer, with what a cache may do with it.
#[derive(Clone, Debug)]
pub struct OcspAnswer {
    /// The `OCSPResponse`, DER.
    pub der: Vec<u8>,
    /// Instant it speaks of and instant until which it may be relied upon; `None` for an error and for
    /// an answer with a nonce, which nobody may keep.
    pub keep: Option<(Timestamp, Timestamp)>,
}

impl OcspAnswer {
    fn error(status: ErrorStatus) -> Self {
        Self { der: status.response().to_vec(), keep: None }
    }
}

impl Authority {
    /// Answers a status request about certificates of one authority. Never fails: what goes wrong is
    /// an OCSP error too.
    pub fn answer_ocsp(&self, authority: &ServiceAuthority, request: &[u8]) -> OcspAnswer {
        let request = match Request::from_der(request) {
            Ok(request) if (1..=MAX_CERTIFICATES).contains(&request.cert_ids.len()) => request,
            _ => return OcspAnswer::error(ErrorStatus::MalformedRequest),
        };
        match self.signed_answer(authority, &request) {
            Ok(answer) => answer,
            Err(AuthorityError::Store(error)) => {
                tracing::error!(%error, authority = authority.path, "no OCSP answer");
                OcspAnswer::error(ErrorStatus::TryLater)
            }
            Err(error) => {
                tracing::error!(%error, authority = authority.path, "no OCSP answer");
                OcspAnswer::error(ErrorStatus::InternalError)
            }
        }
    }

    fn signed_answer(
        &self,
        authority: &ServiceAuthority,
        request: &Request<'_>,
    ) -> Result<OcspAnswer, AuthorityError> {
        let ca = &authority.certificate;
        let ca_key = ca.public_key().map_err(AuthorityError::internal)?;
        if !request.cert_ids.iter().all(|id| id.is_issuer(ca.subject().der(), ca_key.bits_of_key())) {
            return Ok(OcspAnswer::error(ErrorStatus::Unauthorized));
        }
        let Some(responder) = self.responder(authority)? else {
            return Err(AuthorityError::internal("the authority has no valid OCSP responder"));
        };
        let now = self.now();
        let now = Timestamp::from_second(now.as_second()).unwrap_or(now);
        let serials: Vec<Vec<u8>> =
            request.cert_ids.iter().map(|id| id.serial_magnitude().to_vec()).collect();
        let id = authority.id;
        let states = self.store.read_blocking(move |tx| {
            serials
                .iter()
                .map(|serial| Ok(tables::certificate_by_serial(tx, id, serial)?.map(|found| found.state)))
                .collect::<Result<Vec<_>, store::Error>>()
        })?;
        let mut never_issued = false;
        let singles: Vec<Single<'_>> = request
            .cert_ids
            .iter()
            .zip(states)
            .map(|(cert_id, state)| {
                let status = status_of(state);
                never_issued |= status == NEVER_ISSUED;
                Single {
                    cert_id: cert_id.raw,
                    status,
                    this_update: now,
                    next_update: Some(now + VALIDITY),
                    archive_cutoff: Some(ca.not_before()),
                }
            })
            .collect();
        let key = responder.certificate.public_key().map_err(AuthorityError::internal)?;
        let signer =
            Responder::new(&responder.certificate, algorithm_of(key)?).map_err(AuthorityError::internal)?;
        let to_sign = signer.answer(now, &singles, request.nonce, never_issued);
        let keep = request.nonce.is_none().then_some((now, now + VALIDITY));
        Ok(OcspAnswer { der: self.sign(&to_sign, &responder.key_label)?, keep })
    }
}

/// A serial number that this authority never issued (RFC 6960 §4.4.8): never "good".
const NEVER_ISSUED: Status =
    Status::Revoked { at: Timestamp::UNIX_EPOCH, reason: Some(Reason::CertificateHold) };

fn status_of(state: Option<CertificateState>) -> Status {
    match state {
        None | Some(CertificateState::Issuing) => NEVER_ISSUED,
        Some(CertificateState::Issued | CertificateState::Active) => Status::Good,
        Some(CertificateState::Suspended { since }) => {
            Status::Revoked { at: since, reason: Some(Reason::CertificateHold) }
        }
        Some(CertificateState::Revoked { at, reason, .. }) => {
            Status::Revoked { at, reason: (reason != Reason::Unspecified).then_some(reason) }
        }
    }
}
