use std::fmt;

use aws_lc_rs::{
    digest,
    encoding::{AsDer, Pkcs8V1Der, PublicKeyX509Der},
    rsa::KeySize,
    signature::{
        ECDSA_P256_SHA256_ASN1_SIGNING, ECDSA_P384_SHA384_ASN1_SIGNING, EcdsaKeyPair, EcdsaSigningAlgorithm,
        KeyPair, RSA_PKCS1_SHA256, RSA_PKCS1_SHA384, RSA_PKCS1_SHA512, RSA_PSS_SHA256, RSA_PSS_SHA384,
        RSA_PSS_SHA512, RsaEncoding, RsaKeyPair,
    },
};
use x509::alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm};
use zeroize::Zeroizing;

use crate::{KeyError, KeySpec, SigningKey, release};

/// A private key in the memory of this process. AWS-LC holds it and wipes it on drop.
pub struct SoftwareKey {
    private: Private,
    public: PublicKey,
    spec: KeySpec,
}

enum Private {
    Rsa(Box<RsaKeyPair>),
    Ec(EcdsaKeyPair),
}

impl SoftwareKey {
    /// Makes a new key with the engine's own random generator (seeded by the operating system).
    ///
    /// # Errors
    /// When the engine fails.
    pub fn generate(spec: KeySpec) -> Result<Self, KeyError> {
        let failed = |_| KeyError::Engine("generating a key");
        let private = match spec {
            KeySpec::Rsa2048 => {
                Private::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa2048).map_err(failed)?))
            }
            KeySpec::Rsa3072 => {
                Private::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa3072).map_err(failed)?))
            }
            KeySpec::Rsa4096 => {
                Private::Rsa(Box::new(RsaKeyPair::generate(KeySize::Rsa4096).map_err(failed)?))
            }
            KeySpec::P256 => {
                Private::Ec(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).map_err(failed)?)
            }
            KeySpec::P384 => {
                Private::Ec(EcdsaKeyPair::generate(&ECDSA_P384_SHA384_ASN1_SIGNING).map_err(failed)?)
            }
        };
        Self::around(private)
    }

    /// Reads an unencrypted PKCS#8 private key (RFC 5958), DER.
    ///
    /// # Errors
    /// [`KeyError::NotAKey`] when the octets are anything else than a key of a [`KeySpec`].
    pub fn from_pkcs8(der: &[u8]) -> Result<Self, KeyError> {
        let ec = |algorithm: &'static EcdsaSigningAlgorithm| EcdsaKeyPair::from_pkcs8(algorithm, der);
        let private = if let Ok(pair) = RsaKeyPair::from_pkcs8(der) {
            Private::Rsa(Box::new(pair))
        } else if let Ok(pair) =
            ec(&ECDSA_P256_SHA256_ASN1_SIGNING).or_else(|_| ec(&ECDSA_P384_SHA384_ASN1_SIGNING))
        {
            Private::Ec(pair)
        } else {
            return Err(KeyError::NotAKey);
        };
        Self::around(private)
    }

    fn around(private: Private) -> Result<Self, KeyError> {
        let spki: PublicKeyX509Der<'_> = match &private {
            Private::Rsa(pair) => pair.public_key().as_der(),
            Private::Ec(pair) => pair.public_key().as_der(),
        }
        .map_err(|_| KeyError::Engine("writing the public key"))?;
        let public = PublicKey::from_spki(spki.as_ref()).map_err(|_| KeyError::NotAKey)?;
        let spec = KeySpec::of(public.key_type()).ok_or(KeyError::NotAKey)?;
        Ok(Self { private, public, spec })
    }

    /// What kind of key it is.
    pub fn spec(&self) -> KeySpec {
        self.spec
    }

    /// The private key in PKCS#8, for sealing inside this crate only.
    pub(crate) fn pkcs8(&self) -> Result<Zeroizing<Vec<u8>>, KeyError> {
        let failed = |_| KeyError::Engine("writing the private key");
        Ok(Zeroizing::new(match &self.private {
            Private::Rsa(pair) => AsDer::<Pkcs8V1Der<'_>>::as_der(&**pair).map_err(failed)?.as_ref().to_vec(),
            Private::Ec(pair) => pair.to_pkcs8v1().map_err(failed)?.as_ref().to_vec(),
        }))
    }
}

impl fmt::Debug for SoftwareKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SoftwareKey({})", self.spec)
    }
}

impl SigningKey for SoftwareKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        check_length(algorithm, digest)?;
        let signature = match &self.private {
            Private::Rsa(pair) => {
                let (encoding, hash) = rsa_encoding(algorithm)?;
                let digest = digest::Digest::import_less_safe(digest, hash)
                    .map_err(|_| KeyError::Engine("taking the digest"))?;
                let mut signature = vec![0; pair.public_modulus_len()];
                pair.sign_digest(encoding, &digest, &mut signature)
                    .map_err(|_| KeyError::Engine("signing"))?;
                signature
            }
            Private::Ec(pair) => {
                let SignatureAlgorithm::Ecdsa(name) = algorithm else { return Err(KeyError::Algorithm) };
                allowed(name)?;
                let (hash, width) = match self.spec {
                    KeySpec::P256 => (&digest::SHA256, 32),
                    _ => (&digest::SHA384, 48),
                };
                let scalar = fit(digest, width);
                let digest = digest::Digest::import_less_safe(&scalar, hash)
                    .map_err(|_| KeyError::Engine("taking the digest"))?;
                pair.sign_digest(&digest).map_err(|_| KeyError::Engine("signing"))?.as_ref().to_vec()
            }
        };
        release(&self.public, algorithm, digest, signature)
    }
}

/// The digest must be what its algorithm gives.
pub(crate) fn check_length(algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<(), KeyError> {
    let expected = algorithm.digest().len();
    if digest.len() == expected {
        Ok(())
    } else {
        Err(KeyError::DigestLength { expected, found: digest.len() })
    }
}

/// New signatures use SHA-2 only (SHA-1 and MD5 collide; no card computes SHA-3).
pub(crate) fn allowed(digest: DigestAlgorithm) -> Result<(), KeyError> {
    match digest {
        DigestAlgorithm::Sha256 | DigestAlgorithm::Sha384 | DigestAlgorithm::Sha512 => Ok(()),
        _ => Err(KeyError::Algorithm),
    }
}

/// The PSS parameters that we sign with: the same digest in MGF1, the salt as long as the digest.
pub(crate) fn pss_digest(
    digest: DigestAlgorithm,
    mgf_digest: DigestAlgorithm,
    salt_len: u32,
) -> Result<DigestAlgorithm, KeyError> {
    allowed(digest)?;
    if mgf_digest == digest && usize::try_from(salt_len) == Ok(digest.len()) {
        Ok(digest)
    } else {
        Err(KeyError::Algorithm)
    }
}

fn rsa_encoding(
    algorithm: SignatureAlgorithm,
) -> Result<(&'static dyn RsaEncoding, &'static digest::Algorithm), KeyError> {
    Ok(match algorithm {
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256) => (&RSA_PKCS1_SHA256, &digest::SHA256),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha384) => (&RSA_PKCS1_SHA384, &digest::SHA384),
        SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha512) => (&RSA_PKCS1_SHA512, &digest::SHA512),
        SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len } => {
            match pss_digest(digest, mgf_digest, salt_len)? {
                DigestAlgorithm::Sha256 => (&RSA_PSS_SHA256, &digest::SHA256),
                DigestAlgorithm::Sha384 => (&RSA_PSS_SHA384, &digest::SHA384),
                _ => (&RSA_PSS_SHA512, &digest::SHA512),
            }
        }
        SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::Ecdsa(_) => return Err(KeyError::Algorithm),
    })
}

/// The digest as an integer of the curve's width (SEC 1 §4.1.3 step 5): the leftmost octets of a
/// longer digest, leading zeros before a shorter one. Both leave the signed integer what it is.
pub(crate) fn fit(digest: &[u8], width: usize) -> Vec<u8> {
    let mut out = vec![0; width];
    let taken = &digest[..digest.len().min(width)];
    out[width - taken.len()..].copy_from_slice(taken);
    out
}
