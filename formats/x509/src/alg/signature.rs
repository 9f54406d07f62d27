use asn1::{Oid, Tlv, Writer, tag};
use serde::{Deserialize, Serialize};

use super::{DigestAlgorithm, EC_PUBLIC_KEY, MGF1, RSA_ENCRYPTION, RSASSA_PSS, digest::read_mgf1};
use crate::{At, Error, Result};

/// How a signature is made: the key's scheme and the digest.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum SignatureAlgorithm {
    /// ECDSA (FIPS 186-5 §6) over a digest; the value is DER `SEQUENCE { r, s }`.
    Ecdsa(DigestAlgorithm),
    /// RSASSA-PKCS1-v1_5 (RFC 8017 §8.2).
    RsaPkcs1(DigestAlgorithm),
    /// RSASSA-PSS (RFC 8017 §8.1).
    RsaPss {
        /// Digest of the message.
        digest: DigestAlgorithm,
        /// Digest within MGF1.
        mgf_digest: DigestAlgorithm,
        /// Octets of salt.
        salt_len: u32,
    },
}

use DigestAlgorithm::{Md5, Sha1, Sha3_256, Sha3_384, Sha3_512, Sha224, Sha256, Sha384, Sha512};

const RSA: [(DigestAlgorithm, Oid); 9] = [
    (Md5, Oid::new("1.2.840.113549.1.1.4")),
    (Sha1, Oid::new("1.2.840.113549.1.1.5")),
    (Sha224, Oid::new("1.2.840.113549.1.1.14")),
    (Sha256, Oid::new("1.2.840.113549.1.1.11")),
    (Sha384, Oid::new("1.2.840.113549.1.1.12")),
    (Sha512, Oid::new("1.2.840.113549.1.1.13")),
    (Sha3_256, Oid::new("2.16.840.1.101.3.4.3.14")),
    (Sha3_384, Oid::new("2.16.840.1.101.3.4.3.15")),
    (Sha3_512, Oid::new("2.16.840.1.101.3.4.3.16")),
];
const ECDSA: [(DigestAlgorithm, Oid); 8] = [
    (Sha1, Oid::new("1.2.840.10045.4.1")),
    (Sha224, Oid::new("1.2.840.10045.4.3.1")),
    (Sha256, Oid::new("1.2.840.10045.4.3.2")),
    (Sha384, Oid::new("1.2.840.10045.4.3.3")),
    (Sha512, Oid::new("1.2.840.10045.4.3.4")),
    (Sha3_256, Oid::new("2.16.840.1.101.3.4.3.10")),
    (Sha3_384, Oid::new("2.16.840.1.101.3.4.3.11")),
    (Sha3_512, Oid::new("2.16.840.1.101.3.4.3.12")),
];
/// sha-1WithRSAEncryption of the OIW, seen in certificates of the nineties.
const OIW_SHA1_RSA: Oid = Oid::new("1.3.14.3.2.29");

impl SignatureAlgorithm {
    /// RSASSA-PSS with one digest for both purposes and a salt as long as it (TS 119 312 §6.2.1).
    pub fn rsa_pss(digest: DigestAlgorithm) -> Self {
        Self::RsaPss { digest, mgf_digest: digest, salt_len: digest.len() as u32 }
    }

    /// The digest of the message.
    pub fn digest(self) -> DigestAlgorithm {
        match self {
            Self::Ecdsa(digest) | Self::RsaPkcs1(digest) | Self::RsaPss { digest, .. } => digest,
        }
    }

    /// The object identifier that names it.
    pub fn oid(self) -> Oid {
        let find = |table: &[(DigestAlgorithm, Oid)], digest| {
            table.iter().find(|(known, _)| *known == digest).map_or(EC_PUBLIC_KEY, |(_, oid)| *oid)
        };
        match self {
            Self::Ecdsa(digest) => find(&ECDSA, digest),
            Self::RsaPkcs1(digest) => find(&RSA, digest),
            Self::RsaPss { .. } => RSASSA_PSS,
        }
    }

    /// Writes the `AlgorithmIdentifier`: NULL parameters with RSA PKCS#1 (RFC 3279 §2.2.1), none with
    /// ECDSA (RFC 5758 §3.2), `RSASSA-PSS-params` with PSS (RFC 4055 §3.1).
    pub fn write(self, w: &mut Writer) {
        w.sequence(|w| {
            w.oid(&self.oid());
            match self {
                Self::Ecdsa(_) => {}
                Self::RsaPkcs1(_) => w.null(),
                Self::RsaPss { digest, mgf_digest, salt_len } => w.sequence(|w| {
                    if digest != Sha1 {
                        w.context(0, |w| hash_with_null(w, digest));
                    }
                    if mgf_digest != Sha1 {
                        w.context(1, |w| {
                            w.sequence(|w| {
                                w.oid(&MGF1);
                                hash_with_null(w, mgf_digest);
                            });
                        });
                    }
                    if salt_len != 20 {
                        w.context(2, |w| w.uint(u64::from(salt_len)));
                    }
                }),
            }
        });
    }

    /// Reads an `AlgorithmIdentifier`. CMS signers may name the key's algorithm alone
    /// (`rsaEncryption`, RFC 3370 §3.2): `rsa_encryption_digest` is the digest that they name elsewhere;
    /// `None` in certificates, where that is not allowed.
    ///
    /// # Errors
    /// When it is another structure, an unknown algorithm, or has parameters it must not have.
    pub fn read(algorithm: &Tlv<'_>, rsa_encryption_digest: Option<DigestAlgorithm>) -> Result<Self> {
        const FIELD: &str = "signatureAlgorithm";
        let (oid, parameters) = super::algorithm_identifier(algorithm, FIELD)?;
        if let Some((digest, _)) = RSA.iter().find(|(_, known)| *known == oid) {
            super::absent_or_null(parameters, FIELD)?;
            return Ok(Self::RsaPkcs1(*digest));
        }
        if let Some((digest, _)) = ECDSA.iter().find(|(_, known)| *known == oid) {
            super::absent_or_null(parameters, FIELD)?;
            return Ok(Self::Ecdsa(*digest));
        }
        match (oid, rsa_encryption_digest) {
            (RSASSA_PSS, _) => read_pss(parameters),
            (OIW_SHA1_RSA, _) => super::absent_or_null(parameters, FIELD).map(|()| Self::RsaPkcs1(Sha1)),
            (RSA_ENCRYPTION, Some(digest)) => {
                super::absent_or_null(parameters, FIELD).map(|()| Self::RsaPkcs1(digest))
            }
            (EC_PUBLIC_KEY, Some(digest)) => Ok(Self::Ecdsa(digest)),
            _ => Err(Error::Value { field: FIELD, rule: "unknown signature algorithm" }),
        }
    }
}

/// RFC 4055 §2.1: these identifiers were first published with NULL, and readers exist that want it.
fn hash_with_null(w: &mut Writer, digest: DigestAlgorithm) {
    w.sequence(|w| {
        w.oid(&digest.oid());
        w.null();
    });
}

fn read_pss(parameters: Option<Tlv<'_>>) -> Result<SignatureAlgorithm> {
    const FIELD: &str = "RSASSA-PSS-params";
    let (mut digest, mut mgf_digest, mut salt_len) = (Sha1, Sha1, 20);
    let Some(parameters) = parameters.filter(|tlv| tlv.tag == tag::SEQUENCE) else {
        return Err(Error::Value { field: FIELD, rule: "parameters are required in a signature" });
    };
    let mut reader = parameters.reader().at(FIELD)?;
    let mut explicit = |number| -> Result<Option<Tlv<'_>>> {
        let Some(outer) = reader.optional(asn1::Tag::context_constructed(number)).at(FIELD)? else {
            if number == 3 {
                reader.finish().at(FIELD)?;
            }
            return Ok(None);
        };
        if number == 3 {
            reader.finish().at(FIELD)?;
        }
        let mut inside = outer.reader().at(FIELD)?;
        let value = inside.read().at(FIELD)?;
        inside.finish().at(FIELD)?;
        Ok(Some(value))
    };
    if let Some(value) = explicit(0)? {
        digest = DigestAlgorithm::read(&value)?;
    }
    if let Some(value) = explicit(1)? {
        mgf_digest = read_mgf1(&value)?;
    }
    if let Some(value) = explicit(2)? {
        salt_len = value
            .small_uint()
            .ok()
            .and_then(|octets| u32::try_from(octets).ok())
            .filter(|_| value.tag == tag::INTEGER)
            .ok_or(Error::Value { field: "saltLength", rule: "not a length" })?;
    }
    if let Some(value) = explicit(3)?
        && value.small_uint() != Ok(1)
    {
        return Err(Error::Value { field: "trailerField", rule: "only 1 is defined" });
    }
    Ok(SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len })
}
