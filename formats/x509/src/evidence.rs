//! What long-term signatures carry beside the signature value: certificates and revocation data to
//! embed, and the account of what an archive time stamp protects.

use std::collections::BTreeSet;

use crate::alg::DigestAlgorithm;

/// Certificates and revocation data to embed in a signature (levels B-LT and B-LTA), each in DER.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct ValidationData {
    /// Certificate (RFC 5280 §4.1).
    pub certificates: Vec<Vec<u8>>,
    /// CertificateList (RFC 5280 §5.1).
    pub crls: Vec<Vec<u8>>,
    /// OCSPResponse, successful (RFC 6960 §4.2.1).
    pub responses: Vec<Vec<u8>>,
}

impl ValidationData {
    /// Whether there is nothing to embed.
    pub fn is_empty(&self) -> bool {
        self.certificates.is_empty() && self.crls.is_empty() && self.responses.is_empty()
    }

    /// Adds what `other` has and this has not, keeping the order.
    pub fn merge(&mut self, other: Self) {
        for (own, more) in [
            (&mut self.certificates, other.certificates),
            (&mut self.crls, other.crls),
            (&mut self.responses, other.responses),
        ] {
            for der in more {
                if !own.contains(&der) {
                    own.push(der);
                }
            }
        }
    }
}

/// Names a certificate, a CRL, an OCSP response or a time-stamp token: the SHA-256 of its DER.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ObjectId([u8; 32]);

impl ObjectId {
    /// The name of what is encoded in `der`. An OCSP response is named by its BasicOCSPResponse, so that
    /// it has one name in whatever wrapping.
    pub fn of(der: &[u8]) -> Self {
        let mut id = [0; 32];
        id.copy_from_slice(&DigestAlgorithm::Sha256.digest(der));
        Self(id)
    }
}

/// What a time stamp proves to have existed (EN 319 102-1 §5.6.2.3, proof of existence).
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Protected {
    /// The signature it belongs to, with value and signed data.
    pub signature: bool,
    /// Certificates, revocation data and older tokens.
    pub objects: BTreeSet<ObjectId>,
}
