//! A time-stamping unit made on the spot, and where the golden files are.

#![allow(dead_code, reason = "each test binary uses its own part")]
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "test support: outside a test function the lint does not know that"
)]

use std::path::PathBuf;

use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use jiff::Timestamp;
use timestamping::{Request, Stamp, ToSign, prepare};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm},
    extension::PolicyInformation,
    profile::{Addresses, Issuer, Organization, Serial, ServiceCa, TimeStampingUnit, TlsServer, Validity},
};

pub const ECDSA: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
pub const POLICY: asn1::Oid = asn1::Oid::new("1.3.6.1.4.1.32473.1.3");

/// A file of the golden set, or `None` (and a line that says so) where there is no corpus.
pub fn golden(name: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    let file = std::fs::read(root.join("pki/golden").join(name)).ok();
    if file.is_none() {
        println!("not run: 1 case, corpus file {name} missing");
    }
    file
}

pub fn now() -> Timestamp {
    "2026-11-22T09:00:00.120Z".parse().unwrap()
}

pub struct Unit {
    key: EcdsaKeyPair,
    pub certificate: Certificate,
    pub authority: Certificate,
    /// A certificate for the same key that is not for time stamps.
    pub other_purpose: Certificate,
}

fn public(key: &EcdsaKeyPair) -> PublicKey {
    let der: PublicKeyX509Der<'_> = key.public_key().as_der().unwrap();
    PublicKey::from_spki(der.as_ref()).unwrap()
}

fn signed(to_sign: &x509::ToSign, key: &EcdsaKeyPair) -> Certificate {
    let value = key.sign(&SystemRandom::new(), to_sign.bytes()).unwrap();
    Certificate::from_der(to_sign.complete(value.as_ref())).unwrap()
}

impl Unit {
    pub fn new() -> Self {
        let [ca_key, key] = [0, 1].map(|_| EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap());
        let serial = |last| Serial::new([0x10, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, last]).unwrap();
        let organization = Organization {
            country: "IT".to_owned(),
            name: "Ceralacca Prova S.p.A.".to_owned(),
            identifier: Some("VATIT-00000000000".to_owned()),
        };
        let from = "2026-11-01T00:00:00Z".parse().unwrap();
        let ca = ServiceCa {
            organization: organization.clone(),
            unit: None,
            common_name: "Ceralacca Prova Marca Temporale CA".to_owned(),
            cps: "https://ca.example.com/manuali".to_owned(),
            arl: "http://pki.example.com/tsa/arl.crl".to_owned(),
            validity: Validity::years(from, 16),
        };
        let authority = signed(&ca.to_sign(&serial(1), &public(&ca_key), ECDSA).unwrap(), &ca_key);
        let addresses = Addresses {
            ocsp: "http://pki.example.com/tsa/ocsp".to_owned(),
            ca_issuers: "http://pki.example.com/tsa/ca.crt".to_owned(),
            crl: "http://pki.example.com/tsa/crl/00.crl".to_owned(),
        };
        let unit = TimeStampingUnit {
            organization,
            common_name: "Ceralacca Prova TSU 20261101".to_owned(),
            policy: PolicyInformation {
                cps: vec!["https://ca.example.com/manuali".to_owned()],
                ..PolicyInformation::plain(POLICY)
            },
            key_usage_period: Validity::days(from, 90),
            addresses: addresses.clone(),
            validity: Validity::years(from, 10),
        };
        let issuer = Issuer::new(&authority, ECDSA).unwrap();
        let certificate = signed(&unit.to_sign(&issuer, &serial(2), &public(&key)).unwrap(), &ca_key);
        let server = TlsServer {
            dns_names: vec!["localhost".to_owned()],
            addresses,
            validity: Validity::days(from, 90),
        };
        let other_purpose = signed(&server.to_sign(&issuer, &serial(3), &public(&key)).unwrap(), &ca_key);
        Self { key, certificate, authority, other_purpose }
    }

    pub fn value(&self, to_sign: &ToSign) -> Vec<u8> {
        self.key.sign(&SystemRandom::new(), to_sign.bytes()).unwrap().as_ref().to_vec()
    }

    pub fn to_sign(&self, request: &Request, certificate: &Certificate) -> ToSign {
        let stamp = Stamp::new(POLICY, request, &[0x0f, 1], now());
        prepare(&stamp, certificate, std::slice::from_ref(&self.authority), ECDSA, request.cert_req).unwrap()
    }

    /// The token that answers a request.
    pub fn token(&self, request: &Request) -> Vec<u8> {
        let to_sign = self.to_sign(request, &self.certificate);
        to_sign.complete(&self.value(&to_sign)).unwrap()
    }
}
