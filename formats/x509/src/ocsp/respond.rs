use asn1::{Tag, Writer, tag};
use jiff::Timestamp;

use super::Status;
use crate::{Certificate, ToSign, alg::SignatureAlgorithm, extension, oid, to_sign::Envelope};

/// Who answers.
#[derive(Clone, Debug)]
pub struct Responder {
    /// SHA-1 of the content of the responder's key.
    pub key_hash: [u8; 20],
    /// The responder's algorithm.
    pub algorithm: SignatureAlgorithm,
    /// Certificates that go with the answer: the responder's, in DER.
    pub certificates: Vec<Vec<u8>>,
}

/// The answer about one certificate.
#[derive(Clone, Copy, Debug)]
pub struct Single<'a> {
    /// `CertID` of the request, octet by octet.
    pub cert_id: &'a [u8],
    /// What is known.
    pub status: Status,
    /// The instant for which it is known.
    pub this_update: Timestamp,
    /// Until when it may be relied upon.
    pub next_update: Option<Timestamp>,
    /// Since when status is kept after expiry (RFC 6960 §4.4.4).
    pub archive_cutoff: Option<Timestamp>,
}

impl Responder {
    /// From the responder's certificate, which goes with every answer.
    ///
    /// # Errors
    /// When its key is malformed.
    pub fn new(certificate: &Certificate, algorithm: SignatureAlgorithm) -> crate::Result<Self> {
        let key_hash = certificate.public_key()?.key_identifier();
        Ok(Self { key_hash, algorithm, certificates: vec![certificate.der().to_vec()] })
    }

    /// An answer. `never_issued` says that a status of this answer is about a certificate that was
    /// never issued (RFC 6960 §4.4.8, extended revoked definition).
    pub fn answer(
        &self,
        produced_at: Timestamp,
        singles: &[Single<'_>],
        nonce: Option<&[u8]>,
        never_issued: bool,
    ) -> ToSign {
        let tbs = Writer::build(|w| {
            w.sequence(|w| {
                w.context(2, |w| w.octets(&self.key_hash));
                w.generalized_time(produced_at);
                w.sequence(|w| singles.iter().for_each(|single| single.write(w)));
                if nonce.is_some() || never_issued {
                    w.context(1, |w| {
                        w.sequence(|w| {
                            if let Some(nonce) = nonce {
                                extension::write(w, &oid::OCSP_NONCE, false, |w| w.octets(nonce));
                            }
                            if never_issued {
                                extension::write(w, &oid::OCSP_EXTENDED_REVOKE, false, Writer::null);
                            }
                        });
                    });
                }
            });
        });
        ToSign::within(tbs, self.algorithm, Envelope::Ocsp { certificates: self.certificates.clone() })
    }
}

impl Single<'_> {
    fn write(&self, w: &mut Writer) {
        w.sequence(|w| {
            w.raw(self.cert_id);
            match self.status {
                Status::Good => w.value(Tag::context(0), &[]),
                Status::Revoked { at, reason } => w.context(1, |w| {
                    w.generalized_time(at);
                    if let Some(reason) = reason {
                        w.context(0, |w| w.value(tag::ENUMERATED, &[reason.code()]));
                    }
                }),
                Status::Unknown => w.value(Tag::context(2), &[]),
            }
            w.generalized_time(self.this_update);
            if let Some(next_update) = self.next_update {
                w.context(0, |w| w.generalized_time(next_update));
            }
            if let Some(cutoff) = self.archive_cutoff {
                w.context(1, |w| {
                    w.sequence(|w| {
                        extension::write(w, &oid::OCSP_ARCHIVE_CUTOFF, false, |w| w.generalized_time(cutoff));
                    });
                });
            }
        });
    }
}
