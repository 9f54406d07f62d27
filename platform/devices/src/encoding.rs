//! What a card signs as it is: PKCS#1 encodings (RFC 8017 §9), computed here since cards pad at most one way.

use asn1::Writer;
use foundation::Entropy;
use keyvault::KeyError;
use x509::alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm};

/// Checks that the digest is one that new signatures use, and as long as it is.
pub(crate) fn check(algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<(), KeyError> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    if !matches!(algorithm.digest(), Sha256 | Sha384 | Sha512) {
        return Err(KeyError::Algorithm);
    }
    let expected = algorithm.digest().len();
    if digest.len() == expected {
        Ok(())
    } else {
        Err(KeyError::DigestLength { expected, found: digest.len() })
    }
}

/// Releases a signature only if the public key accepts it (pki.md §10 K4).
pub(crate) fn release(
    key: &PublicKey,
    algorithm: SignatureAlgorithm,
    digest: &[u8],
    signature: Vec<u8>,
) -> Result<Vec<u8>, KeyError> {
    match key.verify_digest(algorithm, digest, &signature) {
        Ok(()) => Ok(signature),
        Err(_) => Err(KeyError::SelfCheck),
    }
}

/// `DigestInfo` (§9.2), with the NULL that its note 1 asks for.
pub(crate) fn digest_info(algorithm: DigestAlgorithm, digest: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&algorithm.oid());
                w.null();
            });
            w.octets(digest);
        });
    })
}

/// EMSA-PKCS1-v1_5 (§9.2) of `length` octets; `None` where it does not fit.
pub(crate) fn pkcs1_block(info: &[u8], length: usize) -> Option<Vec<u8>> {
    let filling = length.checked_sub(info.len() + 3).filter(|filling| *filling >= 8)?;
    Some([&[0, 1], &*vec![0xff; filling], &[0], info].concat())
}

/// EMSA-PSS (§9.1.1) for a modulus of `length` octets, all its bits used, the salt as long as the digest;
/// `None` where it does not fit.
pub(crate) fn pss_block(
    name: DigestAlgorithm,
    digest: &[u8],
    length: usize,
    entropy: &dyn Entropy,
) -> Option<Vec<u8>> {
    let mut salt = vec![0; digest.len()];
    entropy.fill(&mut salt);
    let hash = name.digest(&[&[0; 8], digest, &salt].concat());
    let filling = length.checked_sub(salt.len() + hash.len() + 2)?;
    let mut block = [&*vec![0; filling], &[1], &*salt].concat();
    let mask = (0_u32..).flat_map(|counter| name.digest(&[&hash[..], &counter.to_be_bytes()].concat()));
    for (octet, mask) in block.iter_mut().zip(mask) {
        *octet ^= mask;
    }
    // One bit fewer than the modulus, which has its highest bit set.
    block[0] &= 0x7f;
    block.extend(hash);
    block.push(0xbc);
    Some(block)
}

#[cfg(test)]
mod tests {
    use foundation::SystemEntropy;

    use super::*;

    #[test]
    fn blocks_are_as_long_as_the_modulus_and_smaller_than_it() {
        let digest = [0xff; 64];
        for length in [256, 384, 512] {
            let block = pss_block(DigestAlgorithm::Sha512, &digest, length, &SystemEntropy).unwrap();
            assert_eq!((block.len(), block[0] & 0x80, block.last()), (length, 0, Some(&0xbc)));
            let block = pkcs1_block(&digest_info(DigestAlgorithm::Sha512, &digest), length).unwrap();
            assert_eq!((block.len(), &block[..3]), (length, &[0, 1, 0xff][..]));
        }
    }

    #[test]
    fn what_does_not_fit_is_refused() {
        assert_eq!(pss_block(DigestAlgorithm::Sha512, &[0; 64], 128, &SystemEntropy), None);
        assert_eq!(pkcs1_block(&[0; 83], 64), None);
    }
}
