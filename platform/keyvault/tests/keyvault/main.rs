//! What the keys and the devices promise.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on fails")]

mod card;
mod certificates;
mod pkcs11;
mod signer;
mod software;
mod token;
mod vault;

use std::fs;

use aws_lc_rs::digest::{SHA256, digest};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

const SHA2: [DigestAlgorithm; 3] =
    [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];

/// Every algorithm that an RSA key signs with.
fn rsa_algorithms() -> Vec<SignatureAlgorithm> {
    SHA2.into_iter().flat_map(|d| [SignatureAlgorithm::RsaPkcs1(d), SignatureAlgorithm::rsa_pss(d)]).collect()
}

/// Every algorithm that an EC key signs with.
fn ec_algorithms() -> Vec<SignatureAlgorithm> {
    SHA2.into_iter().map(SignatureAlgorithm::Ecdsa).collect()
}

/// Signs a message with each algorithm and checks the signature against it and against another message.
fn signs_with(key: &dyn keyvault::SigningKey, algorithms: &[SignatureAlgorithm]) {
    for algorithm in algorithms {
        let hash = algorithm.digest();
        let signature = key.sign_digest(*algorithm, &hash.digest(b"contratto")).unwrap();
        assert_eq!(key.public_key().verify(*algorithm, b"contratto", &signature), Ok(()), "{algorithm:?}");
        assert!(key.public_key().verify(*algorithm, b"contratta", &signature).is_err(), "{algorithm:?}");
    }
}

/// The document with a piece of its text replaced and its checksum put right again.
fn rewritten(path: &std::path::Path, from: &str, to: &str) -> String {
    let text = fs::read_to_string(path).unwrap();
    assert!(text.contains(from));
    let text = text.replacen(from, to, 1);
    let summed = &text[..text.len() - 64 - "\"\n}\n".len()];
    let sum: String =
        digest(&SHA256, summed.as_bytes()).as_ref().iter().map(|b| format!("{b:02x}")).collect();
    format!("{summed}{sum}\"\n}}\n")
}
