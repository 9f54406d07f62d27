use crate::pkcs11;

/// Why a key did not sign, or is not a key that can.
#[derive(Debug, thiserror::Error)]
pub enum KeyError {
    /// The algorithm is not one that this key can compute (RSA with an EC key, a salt of another
    /// length, a digest that is no longer allowed for new signatures).
    #[error("the signature algorithm does not suit the key")]
    Algorithm,
    /// The device that holds the key said no.
    #[error(transparent)]
    Device(#[from] Box<pkcs11::Error>),
    /// The digest is not as long as its algorithm makes it.
    #[error("the digest has {found} octets, its algorithm gives {expected}")]
    DigestLength {
        /// Length of the algorithm's output, octets.
        expected: usize,
        /// Length of what was given, octets.
        found: usize,
    },
    /// A key that lives in another crate said no; whoever made it reads its error.
    #[error(transparent)]
    Elsewhere(Box<dyn std::error::Error + Send + Sync>),
    /// The cryptographic engine failed.
    #[error("the cryptographic engine failed while {0}")]
    Engine(&'static str),
    /// The octets are not a private key of a kind that we use.
    #[error("not a PKCS#8 private key for RSA of 2048, 3072 or 4096 bits, P-256 or P-384")]
    NotAKey,
    /// The signature did not verify with the public key and was withheld.
    #[error("the signature does not verify with the public key and was withheld")]
    SelfCheck,
}

impl From<pkcs11::Error> for KeyError {
    fn from(error: pkcs11::Error) -> Self {
        KeyError::Device(Box::new(error))
    }
}
