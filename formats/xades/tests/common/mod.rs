//! The corpus of signatures; keys made on the spot, with the smallest certificates that name them.

#![allow(dead_code, clippy::print_stdout, clippy::unwrap_used, reason = "each test binary uses its own part")]

use std::{fs, path::PathBuf};

use asn1::{Oid, Writer, tag};
use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    rsa::KeySize,
    signature::{self, EcdsaKeyPair, KeyPair, RsaKeyPair},
};
use jiff::Timestamp;
use x509::{
    Certificate,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm},
};
use xades::{Content, Parameters, SignError, prepare};

/// The folder of fixtures.
pub struct Corpus(PathBuf);

/// The corpus, or a line that says it is missing.
pub fn corpus(cases: &str) -> Option<Corpus> {
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    let folder = root.join("signatures");
    if folder.is_dir() {
        return Some(Corpus(folder));
    }
    println!("not run: {cases} cases, corpus folder missing");
    None
}

impl Corpus {
    /// A file.
    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }
}

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

    pub fn parameters(&self, id: &str) -> Parameters {
        Parameters::new(self.key.algorithm(), signing_time(), id)
    }

    pub fn sign_with(&self, content: &Content<'_>, parameters: &Parameters) -> Result<Vec<u8>, SignError> {
        let chain = std::slice::from_ref(&self.authority);
        let to_sign = prepare(content, &self.certificate, chain, parameters)?;
        to_sign.complete(&self.key.sign(parameters.signature, to_sign.bytes()))
    }

    pub fn sign(&self, content: &Content<'_>, id: &str) -> Result<Vec<u8>, SignError> {
        self.sign_with(content, &self.parameters(id))
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
