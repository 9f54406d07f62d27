use std::{fmt, str::FromStr};

use x509::alg::{DigestAlgorithm, KeyType, SignatureAlgorithm};

/// The kinds of key that are generated.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeySpec {
    /// RSA, modulus of 2048 bits, exponent 65537.
    Rsa2048,
    /// RSA, modulus of 3072 bits, exponent 65537.
    Rsa3072,
    /// RSA, modulus of 4096 bits, exponent 65537.
    Rsa4096,
    /// The curve NIST P-256 (secp256r1).
    P256,
    /// The curve NIST P-384 (secp384r1).
    P384,
}

impl KeySpec {
    /// Every kind, the weakest first.
    pub const ALL: [KeySpec; 5] =
        [KeySpec::Rsa2048, KeySpec::Rsa3072, KeySpec::Rsa4096, KeySpec::P256, KeySpec::P384];

    /// The name on the command line and in files, for example `rsa-2048`.
    pub fn name(self) -> &'static str {
        match self {
            KeySpec::Rsa2048 => "rsa-2048",
            KeySpec::Rsa3072 => "rsa-3072",
            KeySpec::Rsa4096 => "rsa-4096",
            KeySpec::P256 => "p-256",
            KeySpec::P384 => "p-384",
        }
    }

    /// The kind of a public key, if it is one of ours.
    pub fn of(key_type: KeyType) -> Option<Self> {
        match key_type {
            KeyType::Rsa { bits: 2048 } => Some(KeySpec::Rsa2048),
            KeyType::Rsa { bits: 3072 } => Some(KeySpec::Rsa3072),
            KeyType::Rsa { bits: 4096 } => Some(KeySpec::Rsa4096),
            KeyType::EcP256 => Some(KeySpec::P256),
            KeyType::EcP384 => Some(KeySpec::P384),
            _ => None,
        }
    }

    /// The algorithm that a key of this kind uses unless something else is asked for: RSA PKCS#1 v1.5
    /// with SHA-256, ECDSA with the digest that matches the curve.
    pub fn default_algorithm(self) -> SignatureAlgorithm {
        match self {
            KeySpec::Rsa2048 | KeySpec::Rsa3072 | KeySpec::Rsa4096 => {
                SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256)
            }
            KeySpec::P256 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            KeySpec::P384 => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
        }
    }
}

impl fmt::Display for KeySpec {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name())
    }
}

impl FromStr for KeySpec {
    type Err = UnknownKeySpec;

    fn from_str(text: &str) -> Result<Self, UnknownKeySpec> {
        Self::ALL.into_iter().find(|spec| spec.name() == text).ok_or(UnknownKeySpec)
    }
}

/// The text names no kind of key.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not one of rsa-2048, rsa-3072, rsa-4096, p-256, p-384")]
pub struct UnknownKeySpec;
