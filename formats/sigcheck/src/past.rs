//! Past certificate validation and the sliding of its control time (EN 319 102-1 §5.6.2.1, §5.6.2.2):
//! up to when a certificate can be relied upon that cannot be judged as of now.

use asn1::Oid;
use jiff::Timestamp;
use x509::{
    Certificate,
    crl::Reason as Cause,
    oid,
    path::{
        Path,
        revocation::{Question, Status, Why},
    },
};

use crate::{
    algorithms,
    certificate::{MAX_AGE, Material, refused},
    piece::Piece,
    proofs::Proofs,
    reason::{Code, Reason},
    report::SubIndication,
    subject::Failure,
};

/// The control time, and what bounds it.
#[derive(Clone, Debug)]
pub(crate) struct Control {
    /// What is proven to have existed by then is good.
    pub(crate) until: Timestamp,
    /// The certificate because of which it is not later; none when it is now.
    pub(crate) because: Option<String>,
}

impl Control {
    fn lower(&mut self, until: Timestamp, because: &Certificate) {
        if until < self.until {
            *self = Self { until, because: Some(because.subject().friendly()) };
        }
    }
}

/// What a piece of evidence says of a certificate.
struct Word<'a> {
    piece: &'a Piece,
    this_update: Timestamp,
    next_update: Option<Timestamp>,
    revoked: Option<Timestamp>,
}

impl Material<'_> {
    /// The instant up to which the certificate can be relied upon.
    ///
    /// # Errors
    /// The certificate of the chain that cannot be judged, because there is no revocation data about it or
    /// nothing proves that they existed in time.
    pub(crate) fn past(
        &self,
        certificate: &Certificate,
        purpose: Option<Oid>,
        proofs: &Proofs,
    ) -> Result<Control, Failure> {
        // The start of its validity lies in that of its issuers; where it does not, the end may.
        let path = self
            .path(certificate, certificate.not_before(), purpose)
            .or_else(|_| self.path(certificate, certificate.not_after(), purpose))
            .map_err(|refusal| refused(&refusal))?;
        let mut control = Control { until: self.at, because: None };
        if let Some(end) = self.trust.end_of(path.anchor()) {
            control.lower(end, path.anchor());
        }
        let links: Vec<_> = path.links().collect();
        for (certificate, issuer) in links.into_iter().rev() {
            if certificate.extension(&oid::VALIDITY_ASSURED_SHORT_TERM).is_none() {
                self.slide(certificate, issuer, &path, proofs, &mut control)?;
            }
            if let (Ok(algorithm), Ok(key)) = (certificate.signature_algorithm(), issuer.public_key()) {
                let ends = [
                    algorithms::digest_end(algorithm.digest()),
                    algorithms::key_end(key.key_type(), algorithm),
                ];
                ends.into_iter().flatten().for_each(|end| control.lower(end, certificate));
            }
            control.lower(certificate.not_after(), certificate);
        }
        Ok(control)
    }

    /// One certificate of the chain (§5.6.2.2.4, step 2).
    fn slide(
        &self,
        certificate: &Certificate,
        issuer: &Certificate,
        path: &Path,
        proofs: &Proofs,
        control: &mut Control,
    ) -> Result<(), Failure> {
        let unproven = |why: &str| {
            let reason = Reason::from(Code::EvidenceUnproven)
                .with("certificate", certificate.subject().friendly())
                .with("until", control.until)
                .with("why", why);
            (SubIndication::NoPoe, reason)
        };
        let mut words = Vec::new();
        let mut ended = Timestamp::MAX;
        let mut why = Why::NoEvidence;
        for piece in self.pieces() {
            let question = Question {
                certificate,
                issuer,
                anchor: path.anchor(),
                // What it said when it was issued.
                instant: piece.issued.min(certificate.not_after()),
                now: piece.issued,
                accept_later: true,
                max_age: MAX_AGE,
                candidates: &self.trust.candidates,
            };
            match self.status(&question, [piece]) {
                Status::Good { this_update, next_update, .. } => {
                    words.push(Word { piece, this_update, next_update, revoked: None });
                }
                Status::Revoked { at, reason, this_update, next_update, .. } => {
                    // Whatever is proven of older data: a revocation is never taken back.
                    if reason != Cause::CertificateHold {
                        ended = ended.min(at);
                    }
                    words.push(Word { piece, this_update, next_update, revoked: Some(at) });
                }
                Status::Unknown(found) => why = why.max(found),
            }
        }
        if words.is_empty() {
            return Err(unproven(why.name()));
        }
        words.retain(|word| word.this_update <= control.until && proofs.of(word.piece.id) <= control.until);
        if proofs.of_certificate(certificate) > control.until {
            words.clear();
        }
        // What was known last.
        let Some(last) = words.iter().max_by_key(|word| word.this_update) else {
            return Err(unproven("unproven"));
        };
        control.lower(ended, certificate);
        if let Some(revoked) = last.revoked {
            control.lower(revoked, certificate);
        } else {
            // Whether it was fresh is asked as of the instant at which it is proven to have been there
            // (§5.2.5); if it was not, the certificate is known to be good up to its issue.
            let proven = proofs.of(last.piece.id).min(control.until);
            let fresh_until = last
                .next_update
                .or_else(|| last.this_update.checked_add(MAX_AGE).ok())
                .unwrap_or(last.this_update);
            control.lower(if proven <= fresh_until { proven } else { last.this_update }, certificate);
        }
        if let Some(algorithm) = last.piece.algorithm {
            let key = issuer.public_key().ok().map(|key| algorithms::key_end(key.key_type(), algorithm));
            let ends = [algorithms::digest_end(algorithm.digest()), key.flatten()];
            ends.into_iter().flatten().for_each(|end| control.lower(end, certificate));
        }
        Ok(())
    }
}
