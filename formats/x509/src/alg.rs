//! Digests, signature algorithms and public keys.
//!
//! Verification goes through the fast backend where it can; what old and odd signatures need beside
//! it (MD5, SHA-224, SHA-3, unusual PSS salts, small RSA keys) is done here with plain integers.
//! Whether an algorithm may still be *relied upon* is not decided here.

mod digest;
mod key;
mod md5;
mod rsa;
mod signature;

use asn1::{Oid, Tlv, Writer, tag};

pub use digest::{DigestAlgorithm, Hasher};
pub use key::{KeyType, PublicKey, VerifyError};
pub use signature::SignatureAlgorithm;

use crate::{At, Error, Result};

/// rsaEncryption.
pub const RSA_ENCRYPTION: Oid = Oid::new("1.2.840.113549.1.1.1");
/// id-RSASSA-PSS.
pub const RSASSA_PSS: Oid = Oid::new("1.2.840.113549.1.1.10");
/// id-mgf1.
pub const MGF1: Oid = Oid::new("1.2.840.113549.1.1.8");
/// id-ecPublicKey.
pub const EC_PUBLIC_KEY: Oid = Oid::new("1.2.840.10045.2.1");

/// The parts of an `AlgorithmIdentifier` (RFC 5280 §4.1.1.2).
fn algorithm_identifier<'a>(tlv: &Tlv<'a>, field: &'static str) -> Result<(Oid, Option<Tlv<'a>>)> {
    if tlv.tag != tag::SEQUENCE {
        return Err(Error::Asn1 {
            field,
            source: asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found: tlv.tag },
        });
    }
    let mut reader = tlv.reader().at(field)?;
    let oid = reader.expect(tag::OID).and_then(|oid| oid.oid()).at(field)?;
    let parameters = if reader.is_empty() { None } else { Some(reader.read().at(field)?) };
    reader.finish().at(field)?;
    Ok((oid, parameters))
}

fn absent_or_null(parameters: Option<Tlv<'_>>, field: &'static str) -> Result<()> {
    match parameters {
        None => Ok(()),
        Some(tlv) if tlv.tag == tag::NULL && tlv.value.is_empty() => Ok(()),
        Some(_) => Err(Error::Value { field, rule: "parameters must be absent or NULL" }),
    }
}

/// A successful `OCSPResponse` around a basic response (RFC 6960 §4.2.1).
pub(crate) fn ocsp_success(basic: impl FnOnce(&mut Writer)) -> Vec<u8> {
    const OCSP_BASIC: Oid = Oid::new("1.3.6.1.5.5.7.48.1.1");
    Writer::build(|w| {
        w.sequence(|w| {
            w.value(tag::ENUMERATED, &[0]);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(&OCSP_BASIC);
                    w.octets_around(basic);
                });
            });
        });
    })
}

#[cfg(test)]
mod tests;
