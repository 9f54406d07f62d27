//! Keys made on the spot, with the smallest certificates that name them.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

use std::path::PathBuf;

use asn1::{Oid, Reader, Tag, Tlv, Writer, tag};
use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair},
};
use cades::{ContentDigest, Parameters, Signed, ToSign, prepare};
use jiff::Timestamp;
use x509::{
    Certificate,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm},
};

/// The instant that tests claim to sign at.
pub fn signing_time() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

pub enum Key {
    P256(EcdsaKeyPair),
    P384(EcdsaKeyPair),
    Rsa(Box<RsaKeyPair>),
}

impl Key {
    pub fn p256() -> Self {
        Self::P256(EcdsaKeyPair::generate(&signature::ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    pub fn p384() -> Self {
        Self::P384(EcdsaKeyPair::generate(&signature::ECDSA_P384_SHA384_ASN1_SIGNING).unwrap())
    }

    pub fn rsa(size: KeySize) -> Self {
        Self::Rsa(Box::new(RsaKeyPair::generate(size).unwrap()))
    }

    fn spki(&self) -> Vec<u8> {
        match self {
            Self::P256(key) | Self::P384(key) => {
                let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
                der.as_ref().to_vec()
            }
            Self::Rsa(key) => {
                let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
                der.as_ref().to_vec()
            }
        }
    }

    /// The algorithm this key signs with by default.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::P256(_) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            Self::P384(_) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384),
            Self::Rsa(_) => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        }
    }

    pub fn sign(&self, algorithm: SignatureAlgorithm, message: &[u8]) -> Vec<u8> {
        use DigestAlgorithm::{Sha256, Sha384, Sha512};
        let random = SystemRandom::new();
        let rsa = match self {
            Self::P256(key) | Self::P384(key) => {
                return key.sign(&random, message).unwrap().as_ref().to_vec();
            }
            Self::Rsa(key) => key,
        };
        let padding: &'static dyn signature::RsaEncoding = match algorithm {
            SignatureAlgorithm::RsaPkcs1(Sha256) => &signature::RSA_PKCS1_SHA256,
            SignatureAlgorithm::RsaPkcs1(Sha384) => &signature::RSA_PKCS1_SHA384,
            SignatureAlgorithm::RsaPkcs1(Sha512) => &signature::RSA_PKCS1_SHA512,
            SignatureAlgorithm::RsaPss { digest: Sha256, .. } => &signature::RSA_PSS_SHA256,
            SignatureAlgorithm::RsaPss { digest: Sha384, .. } => &signature::RSA_PSS_SHA384,
            SignatureAlgorithm::RsaPss { digest: Sha512, .. } => &signature::RSA_PSS_SHA512,
            other => panic!("no such key: {other:?}"),
        };
        let mut value = vec![0; rsa.public_modulus_len()];
        rsa.sign(padding, &random, message, &mut value).unwrap();
        value
    }
}

/// A key with its certificate, and the authority that issued it.
pub struct Signer {
    pub key: Key,
    pub certificate: Certificate,
    pub authority: Certificate,
}

impl Signer {
    pub fn new(key: Key) -> Self {
        Self::with_serial(key, &[0x10, 0])
    }

    pub fn with_serial(key: Key, serial: &[u8]) -> Self {
        let authority_key = Key::p256();
        let authority = certificate("Test CA", "Test CA", &[1], &authority_key, &authority_key, true);
        let certificate = certificate("Test Signer", "Test CA", serial, &key, &authority_key, false);
        Self { key, certificate, authority }
    }

    pub fn parameters(&self) -> Parameters {
        Parameters::new(self.key.algorithm(), signing_time())
    }

    pub fn to_sign(&self, content: &[u8], parameters: &Parameters) -> ToSign {
        let digest = ContentDigest::of_slice(content, parameters.signature.digest());
        prepare(&digest, &self.certificate, std::slice::from_ref(&self.authority), parameters).unwrap()
    }

    pub fn sign_with(&self, content: &[u8], parameters: &Parameters) -> Signed {
        let to_sign = self.to_sign(content, parameters);
        to_sign.complete(&self.key.sign(parameters.signature, to_sign.bytes())).unwrap()
    }

    pub fn sign(&self, content: &[u8]) -> Signed {
        self.sign_with(content, &self.parameters())
    }
}

fn certificate(
    subject: &str,
    issuer: &str,
    serial: &[u8],
    key: &Key,
    authority: &Key,
    is_authority: bool,
) -> Certificate {
    const COMMON_NAME: Oid = Oid::new("2.5.4.3");
    const BASIC_CONSTRAINTS: Oid = Oid::new("2.5.29.19");
    const KEY_USAGE: Oid = Oid::new("2.5.29.15");
    const SUBJECT_KEY_IDENTIFIER: Oid = Oid::new("2.5.29.14");
    let name = |w: &mut Writer, text: &str| {
        w.sequence(|w| {
            w.set_of(vec![Writer::build(|w| {
                w.sequence(|w| {
                    w.oid(&COMMON_NAME);
                    w.text(tag::UTF8_STRING, text);
                });
            })]);
        });
    };
    let algorithm = authority.algorithm();
    let identifier = PublicKey::from_spki(&key.spki()).unwrap().key_identifier();
    let tbs = Writer::build(|w| {
        w.sequence(|w| {
            w.context(0, |w| w.uint(2));
            w.integer(serial);
            algorithm.write(w);
            name(w, issuer);
            w.sequence(|w| {
                w.time("2026-01-01T00:00:00Z".parse().unwrap());
                w.time("2036-01-01T00:00:00Z".parse().unwrap());
            });
            name(w, subject);
            w.raw(&key.spki());
            w.context(3, |w| {
                w.sequence(|w| {
                    if is_authority {
                        w.sequence(|w| {
                            w.oid(&BASIC_CONSTRAINTS);
                            w.boolean(true);
                            w.octets_around(|w| w.sequence(|w| w.boolean(true)));
                        });
                    }
                    w.sequence(|w| {
                        w.oid(&SUBJECT_KEY_IDENTIFIER);
                        w.octets_around(|w| w.octets(&identifier));
                    });
                    w.sequence(|w| {
                        w.oid(&KEY_USAGE);
                        w.boolean(true);
                        w.octets_around(|w| w.named_bits(if is_authority { 0x0600 } else { 0x4000 }));
                    });
                });
            });
        });
    });
    let value = authority.sign(algorithm, &tbs);
    let der = Writer::build(|w| {
        w.sequence(|w| {
            w.raw(&tbs);
            algorithm.write(w);
            w.bit_string(&value);
        });
    });
    Certificate::from_der(der).unwrap()
}

/// A folder of the corpus of fixtures, if there is one.
pub fn corpus(folder: &str) -> Option<PathBuf> {
    let root = std::env::var_os("CERALACCA_CORPUS")
        .map(PathBuf::from)
        .unwrap_or_else(|| PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"));
    let folder = root.join(folder);
    folder.is_dir().then_some(folder)
}

/// An authority of time stamps.
pub struct Stamper(pub Signer);

impl Stamper {
    pub fn new() -> Self {
        Self(Signer::with_serial(Key::p256(), &[0x77]))
    }

    /// A token over a digest.
    pub fn token(&self, algorithm: DigestAlgorithm, digest: &[u8], at: &str) -> Vec<u8> {
        self.token_with(algorithm, digest, at, &[])
    }

    /// The same, with something at the end of TSTInfo.
    pub fn token_with(&self, algorithm: DigestAlgorithm, digest: &[u8], at: &str, end: &[u8]) -> Vec<u8> {
        let info = Writer::build(|w| {
            w.sequence(|w| {
                w.uint(1);
                w.oid(&Oid::new("1.2.3.4"));
                w.sequence(|w| {
                    algorithm.write(w);
                    w.octets(digest);
                });
                w.uint(7);
                w.generalized_time(at.parse().unwrap());
                w.raw(end);
            });
        });
        let mut parameters = self.0.parameters();
        parameters.content_type = cades::oid::TST_INFO;
        self.0.sign_with(&info, &parameters).enveloping(&info).unwrap()
    }
}

/// Something that looks like a BasicOCSPResponse.
pub fn basic(inside: &[u8]) -> Vec<u8> {
    Writer::build(|w| w.sequence(|w| w.text(tag::UTF8_STRING, std::str::from_utf8(inside).unwrap())))
}

/// OCSPResponse around it.
pub fn response(inside: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.value(tag::ENUMERATED, &[0]);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(&Oid::new("1.3.6.1.5.5.7.48.1.1"));
                    w.octets_around(|w| w.raw(&basic(inside)));
                });
            });
        });
    })
}

/// Something that looks like a CRL.
pub fn crl(inside: &[u8]) -> Vec<u8> {
    Writer::build(|w| w.sequence(|w| w.octets(inside)))
}

/// The fields of SignedData as they are.
pub fn fields_of_envelope(envelope: &[u8]) -> Vec<Tlv<'_>> {
    let mut outer = Reader::ber(envelope).sequence().unwrap();
    outer.expect(tag::OID).unwrap();
    let explicit = outer.expect(Tag::context_constructed(0)).unwrap();
    let signed_data = explicit.children().next().unwrap().unwrap();
    signed_data.children().map(Result::unwrap).collect()
}

/// The same with one more unsigned attribute at the end of its only signature.
pub fn with_unsigned_attribute(envelope: &[u8], attribute: &[u8]) -> Vec<u8> {
    let fields = fields_of_envelope(envelope);
    let (signers, before) = fields.split_last().unwrap();
    let signer = signers.children().next().unwrap().unwrap();
    let (unsigned, signed): (Vec<_>, Vec<_>) =
        signer.children().map(Result::unwrap).partition(|field| field.tag == Tag::context_constructed(1));
    let changed = Writer::build(|w| {
        w.sequence(|w| {
            signed.iter().for_each(|field| w.raw(field.raw));
            w.context(1, |w| {
                unsigned.iter().for_each(|field| w.raw(field.value));
                w.raw(attribute);
            });
        });
    });
    Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&cades::oid::SIGNED_DATA);
            w.context(0, |w| {
                w.sequence(|w| {
                    before.iter().for_each(|field| w.raw(field.raw));
                    w.constructed(tag::SET, |w| w.raw(&changed));
                });
            });
        });
    })
}
