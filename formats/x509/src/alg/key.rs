use std::{
    ops::Range,
    sync::{Arc, OnceLock},
};

use asn1::{Oid, Reader, Tlv, tag};
use aws_lc_rs::{
    digest as aws_digest,
    signature::{self as aws, ParsedPublicKey, VerificationAlgorithm},
};

use super::{DigestAlgorithm, EC_PUBLIC_KEY, RSA_ENCRYPTION, RSASSA_PSS, SignatureAlgorithm, rsa};
use crate::{At, Error, Result};

const P256: Oid = Oid::new("1.2.840.10045.3.1.7");
const P384: Oid = Oid::new("1.3.132.0.34");
const P521: Oid = Oid::new("1.3.132.0.35");

/// What kind of key it is.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum KeyType {
    /// NIST P-256, as a named curve.
    EcP256,
    /// NIST P-384, as a named curve.
    EcP384,
    /// NIST P-521, as a named curve.
    EcP521,
    /// Any other: nothing can be verified with it here.
    Other,
    /// RSA.
    Rsa {
        /// Bits of the modulus.
        bits: u32,
    },
}

/// `RSA 2048`, `P-256`, as people name keys.
impl std::fmt::Display for KeyType {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        match self {
            KeyType::EcP256 => f.write_str("P-256"),
            KeyType::EcP384 => f.write_str("P-384"),
            KeyType::EcP521 => f.write_str("P-521"),
            KeyType::Other => f.write_str("?"),
            KeyType::Rsa { bits } => write!(f, "RSA {bits}"),
        }
    }
}

/// Why a signature was not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum VerifyError {
    /// The signature was not made over these octets with this key, or is malformed.
    #[error("the signature does not match")]
    Invalid,
    /// The algorithm is not known here.
    #[error("the signature algorithm is not supported")]
    UnsupportedAlgorithm,
    /// The key's kind is not supported.
    #[error("a key of this kind is not supported")]
    UnsupportedKey,
    /// The key is such that no signature made with it can be relied upon (even or tiny modulus,
    /// exponent below 3 or even, point not on the curve).
    #[error("the public key is not usable")]
    WeakKey,
    /// The algorithm is for another kind of key.
    #[error("the signature algorithm does not suit the key")]
    WrongKey,
}

/// A public key, from its `SubjectPublicKeyInfo` (RFC 5280 §4.1.2.7).
///
/// Cheap to clone. The parsed form is kept for the next verification with the same algorithm.
#[derive(Clone)]
pub struct PublicKey(Arc<Inner>);

struct Inner {
    spki: Box<[u8]>,
    bits: Range<usize>,
    key_type: KeyType,
    rsa: Option<RsaParts>,
    prepared: OnceLock<(SignatureAlgorithm, ParsedPublicKey)>,
}

struct RsaParts {
    modulus: Range<usize>,
    exponent: Range<usize>,
    /// The key is declared for PSS alone (RFC 4055 §1.2).
    pss_only: bool,
}

impl PublicKey {
    /// Reads a `SubjectPublicKeyInfo`. A key of a kind that is not known is read as
    /// [`KeyType::Other`].
    ///
    /// # Errors
    /// When the structure, or an RSA key within it, is malformed.
    pub fn from_spki(spki: &[u8]) -> Result<Self> {
        const FIELD: &str = "subjectPublicKeyInfo";
        const RSA_FIELD: &str = "RSAPublicKey";
        let outer = Tlv::parse_der(spki).at(FIELD)?;
        if outer.tag != tag::SEQUENCE {
            return Err(Error::Value { field: FIELD, rule: "not a SEQUENCE" });
        }
        let mut fields = outer.reader().at(FIELD)?;
        let algorithm = fields.expect(tag::SEQUENCE).at(FIELD)?;
        let bits = fields.expect(tag::BIT_STRING).and_then(|bits| bits.whole_bits()).at(FIELD)?;
        fields.finish().at(FIELD)?;
        let (oid, parameters) = super::algorithm_identifier(&algorithm, FIELD)?;
        let within = |part: &[u8]| {
            let start = part.as_ptr() as usize - spki.as_ptr() as usize;
            start..start + part.len()
        };
        let mut rsa = None;
        let key_type = match oid {
            RSA_ENCRYPTION | RSASSA_PSS => {
                if oid == RSA_ENCRYPTION {
                    super::absent_or_null(parameters, FIELD)?;
                }
                let mut reader = Reader::der(bits);
                let mut key = reader.sequence().at(RSA_FIELD)?;
                reader.finish().at(RSA_FIELD)?;
                let modulus = key.expect(tag::INTEGER).and_then(|n| n.unsigned()).at("modulus")?;
                let exponent = key.expect(tag::INTEGER).and_then(|e| e.unsigned()).at("publicExponent")?;
                key.finish().at(RSA_FIELD)?;
                rsa = Some(RsaParts {
                    modulus: within(modulus),
                    exponent: within(exponent),
                    pss_only: oid == RSASSA_PSS,
                });
                KeyType::Rsa { bits: bit_length(modulus) }
            }
            EC_PUBLIC_KEY => {
                match parameters.filter(|tlv| tlv.tag == tag::OID).and_then(|tlv| tlv.oid().ok()) {
                    Some(P256) => KeyType::EcP256,
                    Some(P384) => KeyType::EcP384,
                    Some(P521) => KeyType::EcP521,
                    _ => KeyType::Other,
                }
            }
            _ => KeyType::Other,
        };
        let bits = within(bits);
        Ok(Self(Arc::new(Inner { spki: spki.into(), bits, key_type, rsa, prepared: OnceLock::new() })))
    }

    /// The `SubjectPublicKeyInfo` it was read from.
    pub fn spki_der(&self) -> &[u8] {
        &self.0.spki
    }

    /// Its kind.
    pub fn key_type(&self) -> KeyType {
        self.0.key_type
    }

    /// Content of the BIT STRING: an `RSAPublicKey`, or a point.
    pub fn bits_of_key(&self) -> &[u8] {
        &self.0.spki[self.0.bits.clone()]
    }

    /// SHA-1 of [`Self::bits_of_key`] (RFC 5280 §4.2.1.2, method 1).
    pub fn key_identifier(&self) -> [u8; 20] {
        let mut identifier = [0; 20];
        identifier.copy_from_slice(&DigestAlgorithm::Sha1.digest(self.bits_of_key()));
        identifier
    }

    /// Magnitude of the modulus, if it is an RSA key.
    pub fn rsa_modulus(&self) -> Option<&[u8]> {
        self.0.rsa.as_ref().map(|rsa| &self.0.spki[rsa.modulus.clone()])
    }

    /// Magnitude of the public exponent, if it is an RSA key.
    pub fn rsa_exponent(&self) -> Option<&[u8]> {
        self.0.rsa.as_ref().map(|rsa| &self.0.spki[rsa.exponent.clone()])
    }

    /// Verifies a signature over a message.
    ///
    /// # Errors
    /// [`VerifyError`] says why it is not accepted.
    pub fn verify(
        &self,
        algorithm: SignatureAlgorithm,
        message: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        self.verify_digest(algorithm, &algorithm.digest().digest(message), signature)
    }

    /// Verifies a signature over the digest of a message.
    ///
    /// # Errors
    /// [`VerifyError`] says why it is not accepted; a digest of the wrong length is
    /// [`VerifyError::Invalid`].
    pub fn verify_digest(
        &self,
        algorithm: SignatureAlgorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        if digest.len() != algorithm.digest().len() {
            return Err(VerifyError::Invalid);
        }
        match (self.key_type(), algorithm) {
            (KeyType::Other, _) => Err(VerifyError::UnsupportedKey),
            (KeyType::Rsa { bits }, SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. }) => {
                self.verify_rsa(bits, algorithm, digest, signature)
            }
            (KeyType::EcP256, SignatureAlgorithm::Ecdsa(_)) => {
                self.verify_ecdsa(&aws::ECDSA_P256_SHA256_ASN1, &aws_digest::SHA256, digest, signature)
            }
            (KeyType::EcP384, SignatureAlgorithm::Ecdsa(_)) => {
                self.verify_ecdsa(&aws::ECDSA_P384_SHA384_ASN1, &aws_digest::SHA384, digest, signature)
            }
            (KeyType::EcP521, SignatureAlgorithm::Ecdsa(_)) => {
                self.verify_ecdsa(&aws::ECDSA_P521_SHA512_ASN1, &aws_digest::SHA512, digest, signature)
            }
            _ => Err(VerifyError::WrongKey),
        }
    }

    fn verify_rsa(
        &self,
        bits: u32,
        algorithm: SignatureAlgorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        let (Some(modulus), Some(exponent), Some(parts)) =
            (self.rsa_modulus(), self.rsa_exponent(), &self.0.rsa)
        else {
            return Err(VerifyError::WrongKey);
        };
        if parts.pss_only && !matches!(algorithm, SignatureAlgorithm::RsaPss { .. }) {
            return Err(VerifyError::WrongKey);
        }
        if let Some((backend, hash)) = rsa_backend(algorithm, bits)
            && let Ok(imported) = aws_digest::Digest::import_less_safe(digest, hash)
            && self.with_parsed(algorithm, backend, |key| key.verify_digest_sig(&imported, signature).is_ok())
                == Some(true)
        {
            return Ok(());
        }
        // Also after a refusal: the backend wants NULL in the DigestInfo, RFC 8017 §9.2 does not.
        rsa::verify(modulus, exponent, algorithm, digest, signature)
    }

    /// ECDSA takes the digest as an integer cut to the order's length (FIPS 186-5 §6.4.2), so every
    /// digest can be brought to the length of the one that the backend offers for the curve.
    fn verify_ecdsa(
        &self,
        backend: &'static dyn VerificationAlgorithm,
        hash: &'static aws_digest::Algorithm,
        digest: &[u8],
        signature: &[u8],
    ) -> Result<(), VerifyError> {
        let size = hash.output_len();
        let mut fitted = vec![0; size.saturating_sub(digest.len())];
        fitted.extend_from_slice(&digest[..digest.len().min(size)]);
        let imported =
            aws_digest::Digest::import_less_safe(&fitted, hash).map_err(|_| VerifyError::UnsupportedKey)?;
        let slot = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
        match self.with_parsed(slot, backend, |key| key.verify_digest_sig(&imported, signature).is_ok()) {
            None => Err(VerifyError::WeakKey),
            Some(false) => Err(VerifyError::Invalid),
            Some(true) => Ok(()),
        }
    }

    fn with_parsed<T>(
        &self,
        slot: SignatureAlgorithm,
        backend: &'static dyn VerificationAlgorithm,
        act: impl FnOnce(&ParsedPublicKey) -> T,
    ) -> Option<T> {
        if let Some((prepared_for, key)) = self.0.prepared.get()
            && *prepared_for == slot
        {
            return Some(act(key));
        }
        let key = ParsedPublicKey::new(backend, self.bits_of_key()).ok()?;
        let result = act(&key);
        // Another thread may have been first, or the slot holds another algorithm: either is fine.
        let _ = self.0.prepared.set((slot, key));
        Some(result)
    }

    /// Whether the key of a known curve is a point on it (uncompressed or compressed, not infinity).
    pub fn is_on_curve(&self) -> bool {
        let backend: &'static dyn VerificationAlgorithm = match self.key_type() {
            KeyType::EcP256 => &aws::ECDSA_P256_SHA256_ASN1,
            KeyType::EcP384 => &aws::ECDSA_P384_SHA384_ASN1,
            KeyType::EcP521 => &aws::ECDSA_P521_SHA512_ASN1,
            KeyType::Other | KeyType::Rsa { .. } => return false,
        };
        ParsedPublicKey::new(backend, self.bits_of_key()).is_ok()
    }
}

fn rsa_backend(
    algorithm: SignatureAlgorithm,
    bits: u32,
) -> Option<(&'static dyn VerificationAlgorithm, &'static aws_digest::Algorithm)> {
    use DigestAlgorithm::{Sha1, Sha256, Sha384, Sha512};
    if !(1024..=8192).contains(&bits) {
        return None;
    }
    Some(match algorithm {
        SignatureAlgorithm::RsaPkcs1(Sha1) => {
            (&aws::RSA_PKCS1_1024_8192_SHA1_FOR_LEGACY_USE_ONLY, &aws_digest::SHA1_FOR_LEGACY_USE_ONLY)
        }
        SignatureAlgorithm::RsaPkcs1(Sha256) => {
            (&aws::RSA_PKCS1_1024_8192_SHA256_FOR_LEGACY_USE_ONLY, &aws_digest::SHA256)
        }
        SignatureAlgorithm::RsaPkcs1(Sha384) if bits >= 2048 => {
            (&aws::RSA_PKCS1_2048_8192_SHA384, &aws_digest::SHA384)
        }
        SignatureAlgorithm::RsaPkcs1(Sha512) => {
            (&aws::RSA_PKCS1_1024_8192_SHA512_FOR_LEGACY_USE_ONLY, &aws_digest::SHA512)
        }
        _ if bits < 2048 => return None,
        pss if pss == SignatureAlgorithm::rsa_pss(Sha256) => {
            (&aws::RSA_PSS_2048_8192_SHA256, &aws_digest::SHA256)
        }
        pss if pss == SignatureAlgorithm::rsa_pss(Sha384) => {
            (&aws::RSA_PSS_2048_8192_SHA384, &aws_digest::SHA384)
        }
        pss if pss == SignatureAlgorithm::rsa_pss(Sha512) => {
            (&aws::RSA_PSS_2048_8192_SHA512, &aws_digest::SHA512)
        }
        _ => return None,
    })
}

fn bit_length(magnitude: &[u8]) -> u32 {
    magnitude.first().map_or(0, |first| magnitude.len() as u32 * 8 - first.leading_zeros())
}

impl PartialEq for PublicKey {
    fn eq(&self, other: &Self) -> bool {
        self.0.spki == other.0.spki
    }
}

impl Eq for PublicKey {}

impl std::fmt::Debug for PublicKey {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "PublicKey({:?})", self.key_type())
    }
}
