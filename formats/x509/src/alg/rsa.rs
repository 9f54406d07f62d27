//! RSA verification with plain integers, for what the fast backend does not offer: MD5, SHA-224 and
//! SHA-3, PSS with another salt, small and large keys, a DigestInfo without NULL.
//!
//! The encoded message is compared as a whole, so nothing can hide in padding or after the digest.

use asn1::Writer;
use num_bigint::BigUint;

use super::{DigestAlgorithm, SignatureAlgorithm, VerifyError};

/// Keys larger than this are refused: their arithmetic would be a way to keep us busy.
const MAX_BITS: u64 = 16_384;
/// TS 119 312 §6.2.2.1 bounds the exponent by 2^256.
const MAX_EXPONENT_BITS: u64 = 256;

pub(super) fn verify(
    modulus: &[u8],
    exponent: &[u8],
    algorithm: SignatureAlgorithm,
    digest: &[u8],
    signature: &[u8],
) -> Result<(), VerifyError> {
    let (n, e) = (BigUint::from_bytes_be(modulus), BigUint::from_bytes_be(exponent));
    let bits = n.bits();
    if !(512..=MAX_BITS).contains(&bits) || !n.bit(0) {
        return Err(VerifyError::WeakKey);
    }
    if !e.bit(0) || e.bits() < 2 || e.bits() > MAX_EXPONENT_BITS {
        return Err(VerifyError::WeakKey);
    }
    let size = bits.div_ceil(8) as usize;
    let s = BigUint::from_bytes_be(signature);
    if signature.len() != size || s >= n {
        return Err(VerifyError::Invalid);
    }
    let message = s.modpow(&e, &n).to_bytes_be();
    let mut encoded = vec![0; size - message.len()];
    encoded.extend_from_slice(&message);
    let good = match algorithm {
        SignatureAlgorithm::RsaPkcs1(hash) => [true, false]
            .into_iter()
            .any(|null| encode_pkcs1(hash, digest, size, null).is_some_and(|expected| expected == encoded)),
        SignatureAlgorithm::RsaPss { digest: hash, mgf_digest, salt_len } => {
            check_pss(&encoded, bits as usize - 1, hash, mgf_digest, salt_len as usize, digest)
        }
        SignatureAlgorithm::Ecdsa(_) => return Err(VerifyError::WrongKey),
    };
    if good { Ok(()) } else { Err(VerifyError::Invalid) }
}

/// EMSA-PKCS1-v1_5 (RFC 8017 §9.2), with the NULL of the DigestInfo or without.
fn encode_pkcs1(hash: DigestAlgorithm, digest: &[u8], size: usize, null: bool) -> Option<Vec<u8>> {
    let info = Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&hash.oid());
                if null {
                    w.null();
                }
            });
            w.octets(digest);
        });
    });
    let padding = size.checked_sub(info.len() + 3).filter(|padding| *padding >= 8)?;
    let mut encoded = vec![0, 1];
    encoded.resize(2 + padding, 0xff);
    encoded.push(0);
    encoded.extend_from_slice(&info);
    Some(encoded)
}

/// EMSA-PSS-VERIFY (RFC 8017 §9.1.2).
fn check_pss(
    encoded: &[u8],
    bits: usize,
    hash: DigestAlgorithm,
    mgf_digest: DigestAlgorithm,
    salt_len: usize,
    digest: &[u8],
) -> bool {
    // When the modulus has 8k + 1 bits the encoded message is one octet shorter than it.
    let size = bits.div_ceil(8);
    let (extra, encoded) = encoded.split_at(encoded.len() - size);
    let Some(masked_len) = size.checked_sub(hash.len() + 1) else { return false };
    if extra.iter().any(|octet| *octet != 0) || encoded[size - 1] != 0xbc || masked_len < salt_len + 1 {
        return false;
    }
    let (masked, rest) = encoded.split_at(masked_len);
    let h = &rest[..hash.len()];
    let spare = 0xff_u8.checked_shl(8 - (8 * size - bits) as u32).unwrap_or(0);
    if masked[0] & spare != 0 {
        return false;
    }
    let mut db = mgf1(mgf_digest, h, masked_len);
    for (octet, mask) in db.iter_mut().zip(masked) {
        *octet ^= mask;
    }
    db[0] &= !spare;
    let (padding, salt) = db.split_at(masked_len - salt_len);
    let Some((1, zeros)) = padding.split_last() else { return false };
    if zeros.iter().any(|octet| *octet != 0) {
        return false;
    }
    let mut hasher = hash.hasher();
    hasher.update(&[0; 8]);
    hasher.update(digest);
    hasher.update(salt);
    hasher.finish() == h
}

/// MGF1 (RFC 8017 §B.2.1).
fn mgf1(hash: DigestAlgorithm, seed: &[u8], len: usize) -> Vec<u8> {
    let mut mask = Vec::with_capacity(len + hash.len());
    for counter in 0_u32.. {
        if mask.len() >= len {
            break;
        }
        let mut hasher = hash.hasher();
        hasher.update(seed);
        hasher.update(&counter.to_be_bytes());
        mask.extend_from_slice(&hasher.finish());
    }
    mask.truncate(len);
    mask
}
