use asn1::{Oid, Tlv, Writer, tag};
use aws_lc_rs::digest as aws;
use serde::{Deserialize, Serialize};

use super::md5::Md5;
use crate::{At, Error, Result};

/// A digest algorithm that signatures of the last thirty years were made over.
///
/// Serialises as its [`name`](Self::name). Which of them is acceptable when is the validation
/// policy's business; issuing uses SHA-256, SHA-384 and SHA-512 only.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
#[expect(missing_docs, reason = "the names say it all")]
pub enum DigestAlgorithm {
    Md5,
    Sha1,
    Sha224,
    Sha256,
    Sha384,
    Sha512,
    #[serde(rename = "sha3-256")]
    Sha3_256,
    #[serde(rename = "sha3-384")]
    Sha3_384,
    #[serde(rename = "sha3-512")]
    Sha3_512,
}

const OIDS: [(DigestAlgorithm, Oid); 9] = [
    (DigestAlgorithm::Md5, Oid::new("1.2.840.113549.2.5")),
    (DigestAlgorithm::Sha1, Oid::new("1.3.14.3.2.26")),
    (DigestAlgorithm::Sha224, Oid::new("2.16.840.1.101.3.4.2.4")),
    (DigestAlgorithm::Sha256, Oid::new("2.16.840.1.101.3.4.2.1")),
    (DigestAlgorithm::Sha384, Oid::new("2.16.840.1.101.3.4.2.2")),
    (DigestAlgorithm::Sha512, Oid::new("2.16.840.1.101.3.4.2.3")),
    (DigestAlgorithm::Sha3_256, Oid::new("2.16.840.1.101.3.4.2.8")),
    (DigestAlgorithm::Sha3_384, Oid::new("2.16.840.1.101.3.4.2.9")),
    (DigestAlgorithm::Sha3_512, Oid::new("2.16.840.1.101.3.4.2.10")),
];

impl DigestAlgorithm {
    /// Its object identifier.
    pub fn oid(self) -> Oid {
        OIDS[self as usize].1
    }

    /// The algorithm with this object identifier, if it is known here.
    pub fn from_oid(oid: &Oid) -> Option<Self> {
        OIDS.iter().find(|(_, known)| known == oid).map(|(algorithm, _)| *algorithm)
    }

    /// Short lower-case name: `sha256`, `sha3-256`.
    pub fn name(self) -> &'static str {
        match self {
            Self::Md5 => "md5",
            Self::Sha1 => "sha1",
            Self::Sha224 => "sha224",
            Self::Sha256 => "sha256",
            Self::Sha384 => "sha384",
            Self::Sha512 => "sha512",
            Self::Sha3_256 => "sha3-256",
            Self::Sha3_384 => "sha3-384",
            Self::Sha3_512 => "sha3-512",
        }
    }

    /// Octets of a digest.
    #[expect(clippy::len_without_is_empty, reason = "the length of a value of this kind, never zero")]
    pub fn len(self) -> usize {
        match self {
            Self::Md5 => 16,
            Self::Sha1 => 20,
            Self::Sha224 => 28,
            Self::Sha256 | Self::Sha3_256 => 32,
            Self::Sha384 | Self::Sha3_384 => 48,
            Self::Sha512 | Self::Sha3_512 => 64,
        }
    }

    /// The digest of `data`.
    pub fn digest(self, data: &[u8]) -> Vec<u8> {
        match self.backend() {
            Some(backend) => aws::digest(backend, data).as_ref().to_vec(),
            None => {
                let mut md5 = Md5::new();
                md5.update(data);
                md5.finish()
            }
        }
    }

    /// Digests data that comes in pieces.
    pub fn hasher(self) -> Hasher {
        Hasher(match self.backend() {
            Some(backend) => State::Backend(Box::new(aws::Context::new(backend))),
            None => State::Md5(Box::new(Md5::new())),
        })
    }

    /// Writes the `AlgorithmIdentifier`, parameters absent (RFC 5754 §2).
    pub fn write(self, w: &mut Writer) {
        w.sequence(|w| w.oid(&self.oid()));
    }

    /// Reads an `AlgorithmIdentifier`; the parameters are absent or NULL (RFC 5754 §2).
    ///
    /// # Errors
    /// When it is another structure, another algorithm, or has other parameters.
    pub fn read(algorithm: &Tlv<'_>) -> Result<Self> {
        const FIELD: &str = "digestAlgorithm";
        let (oid, parameters) = super::algorithm_identifier(algorithm, FIELD)?;
        super::absent_or_null(parameters, FIELD)?;
        Self::from_oid(&oid).ok_or(Error::Value { field: FIELD, rule: "unknown digest algorithm" })
    }

    fn backend(self) -> Option<&'static aws::Algorithm> {
        Some(match self {
            Self::Md5 => return None,
            Self::Sha1 => &aws::SHA1_FOR_LEGACY_USE_ONLY,
            Self::Sha224 => &aws::SHA224,
            Self::Sha256 => &aws::SHA256,
            Self::Sha384 => &aws::SHA384,
            Self::Sha512 => &aws::SHA512,
            Self::Sha3_256 => &aws::SHA3_256,
            Self::Sha3_384 => &aws::SHA3_384,
            Self::Sha3_512 => &aws::SHA3_512,
        })
    }
}

/// A digest in the making, see [`DigestAlgorithm::hasher`].
#[derive(Clone)]
pub struct Hasher(State);

#[derive(Clone)]
enum State {
    Backend(Box<aws::Context>),
    Md5(Box<Md5>),
}

impl Hasher {
    /// Takes the next piece.
    pub fn update(&mut self, data: &[u8]) {
        match &mut self.0 {
            State::Backend(context) => context.update(data),
            State::Md5(md5) => md5.update(data),
        }
    }

    /// The digest of all pieces.
    pub fn finish(self) -> Vec<u8> {
        match self.0 {
            State::Backend(context) => context.finish().as_ref().to_vec(),
            State::Md5(md5) => md5.finish(),
        }
    }
}

impl std::fmt::Debug for Hasher {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Hasher")
    }
}

/// The digest algorithm of a mask generation function MGF1 (RFC 8017 §A.2.1).
pub(super) fn read_mgf1(tlv: &Tlv<'_>) -> Result<DigestAlgorithm> {
    const FIELD: &str = "maskGenAlgorithm";
    let mut fields = tlv.reader().at(FIELD)?;
    if fields.expect(tag::OID).and_then(|oid| oid.oid()).at(FIELD)? != super::MGF1 {
        return Err(Error::Value { field: FIELD, rule: "only MGF1 is known" });
    }
    let digest = DigestAlgorithm::read(&fields.expect(tag::SEQUENCE).at(FIELD)?)?;
    fields.finish().at(FIELD)?;
    Ok(digest)
}
