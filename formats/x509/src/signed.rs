//! The outer structure that certificates, requests, CRLs and OCSP responses share: signed octets,
//! algorithm, signature.

use std::ops::Range;

use asn1::{Reader, Tlv, tag};

use crate::{
    At, Result,
    alg::{PublicKey, SignatureAlgorithm, VerifyError},
};

pub(crate) struct Signed<'a> {
    pub(crate) tbs: Tlv<'a>,
    pub(crate) algorithm: Tlv<'a>,
    pub(crate) signature: &'a [u8],
    /// What stands behind the signature: nothing but in OCSP responses.
    pub(crate) rest: Reader<'a>,
}

impl<'a> Signed<'a> {
    pub(crate) fn read(der: &'a [u8], what: &'static str, tbs_field: &'static str) -> Result<Self> {
        let mut outer = Reader::der(der);
        let mut signed = outer.sequence().at(what)?;
        outer.finish().at(what)?;
        let tbs = signed.expect(tag::SEQUENCE).at(tbs_field)?;
        let algorithm = signed.expect(tag::SEQUENCE).at("signatureAlgorithm")?;
        let signature =
            signed.expect(tag::BIT_STRING).and_then(|bits| bits.whole_bits()).at("signatureValue")?;
        Ok(Self { tbs, algorithm, signature, rest: signed })
    }
}

/// Where `part` stands within `whole`; it must be a slice of it.
pub(crate) fn range(whole: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr() as usize - whole.as_ptr() as usize;
    start..start + part.len()
}

/// The algorithm in the octets of an `AlgorithmIdentifier`.
pub(crate) fn algorithm(der: &[u8]) -> Result<SignatureAlgorithm> {
    SignatureAlgorithm::read(&Tlv::parse_der(der).at("signatureAlgorithm")?, None)
}

pub(crate) fn verify(
    key: &PublicKey,
    algorithm_der: &[u8],
    message: &[u8],
    signature: &[u8],
) -> Result<(), VerifyError> {
    let algorithm = algorithm(algorithm_der).map_err(|_| VerifyError::UnsupportedAlgorithm)?;
    key.verify(algorithm, message, signature)
}
