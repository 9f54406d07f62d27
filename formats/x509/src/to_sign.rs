use asn1::Writer;
use serde::{Deserialize, Serialize};

use crate::alg::SignatureAlgorithm;

/// Octets that wait for a signature: of a certificate, a request, a CRL or an OCSP response.
///
/// The key is elsewhere (a token, a module, another process), so what is to be signed can be stored,
/// shown and signed again: the stored octets are the intent. The result of [`Self::complete`] is the
/// outer structure shared by all of them: the signed octets, the algorithm, the signature.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct ToSign {
    tbs: Vec<u8>,
    algorithm: SignatureAlgorithm,
    #[serde(default)]
    envelope: Envelope,
}

/// What stands around the signed structure.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) enum Envelope {
    /// Certificates, requests and CRLs: nothing.
    #[default]
    Plain,
    /// `OCSPResponse` (RFC 6960 §4.2.1), with the certificates that go beside the signature.
    Ocsp { certificates: Vec<Vec<u8>> },
}

impl ToSign {
    pub(crate) fn new(tbs: Vec<u8>, algorithm: SignatureAlgorithm) -> Self {
        Self { tbs, algorithm, envelope: Envelope::Plain }
    }

    pub(crate) fn within(tbs: Vec<u8>, algorithm: SignatureAlgorithm, envelope: Envelope) -> Self {
        Self { tbs, algorithm, envelope }
    }

    /// The octets that the signature covers.
    pub fn bytes(&self) -> &[u8] {
        &self.tbs
    }

    /// The algorithm that the signature must be made with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Digest of [`Self::bytes`], what the key signs.
    pub fn digest(&self) -> Vec<u8> {
        self.algorithm.digest().digest(&self.tbs)
    }

    /// The finished structure in DER. The signature is taken as it is: verify it before release.
    pub fn complete(&self, signature: &[u8]) -> Vec<u8> {
        let signed = |w: &mut Writer| {
            w.sequence(|w| {
                w.raw(&self.tbs);
                self.algorithm.write(w);
                w.bit_string(signature);
                if let Envelope::Ocsp { certificates } = &self.envelope
                    && !certificates.is_empty()
                {
                    w.context(0, |w| w.sequence(|w| certificates.iter().for_each(|der| w.raw(der))));
                }
            });
        };
        match &self.envelope {
            Envelope::Plain => Writer::build(signed),
            Envelope::Ocsp { .. } => crate::alg::ocsp_success(signed),
        }
    }
}
