//! One certificate of each profile, issued with fresh keys.
#![allow(dead_code, reason = "each test file uses a part")]

use aws_lc_rs::{
    rand::SystemRandom,
    rsa::KeySize,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair, RSA_PKCS1_SHA256, RsaKeyPair},
};
use jiff::Timestamp;
use x509::{
    Certificate, ToSign,
    alg::{DigestAlgorithm, PublicKey, RSA_ENCRYPTION, SignatureAlgorithm},
    extension::PolicyInformation,
    profile::{
        Addresses, CnsAuthentication, Issuer, OcspResponder, Operator, Organization, Profile,
        QualifiedSignature, Serial, ServiceCa, TimeStampingUnit, TlsServer, Validity,
    },
};

/// A key that signs in memory.
pub enum Key {
    P256(EcdsaKeyPair),
    Rsa(RsaKeyPair),
}

impl Key {
    pub fn p256() -> Self {
        Self::P256(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    pub fn rsa(size: KeySize) -> Self {
        Self::Rsa(RsaKeyPair::generate(size).unwrap())
    }

    pub fn algorithm(&self) -> SignatureAlgorithm {
        match self {
            Self::P256(_) => SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256),
            Self::Rsa(_) => SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256),
        }
    }

    pub fn public(&self) -> PublicKey {
        let spki = asn1::Writer::build(|w| {
            w.sequence(|w| match self {
                Self::P256(key) => {
                    w.sequence(|w| {
                        w.oid(&x509::alg::EC_PUBLIC_KEY);
                        w.oid(&asn1::Oid::new("1.2.840.10045.3.1.7"));
                    });
                    w.bit_string(key.public_key().as_ref());
                }
                Self::Rsa(key) => {
                    w.sequence(|w| {
                        w.oid(&RSA_ENCRYPTION);
                        w.null();
                    });
                    w.bit_string(key.public_key().as_ref());
                }
            });
        });
        PublicKey::from_spki(&spki).unwrap()
    }

    pub fn complete(&self, to_sign: &ToSign) -> Vec<u8> {
        match self {
            Self::P256(key) => {
                to_sign.complete(key.sign(&SystemRandom::new(), to_sign.bytes()).unwrap().as_ref())
            }
            Self::Rsa(key) => {
                let mut signature = vec![0; key.public_modulus_len()];
                key.sign(&RSA_PKCS1_SHA256, &SystemRandom::new(), to_sign.bytes(), &mut signature).unwrap();
                to_sign.complete(&signature)
            }
        }
    }
}

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

pub fn serial(last: u8) -> Serial {
    let mut octets = [0x5a; 16];
    octets[15] = last;
    Serial::new(octets).unwrap()
}

fn organization() -> Organization {
    Organization {
        country: "IT".into(),
        name: "Ceralacca Prova S.p.A.".into(),
        identifier: Some("VATIT-00743110157".into()),
    }
}

fn policy(last: &str) -> PolicyInformation {
    PolicyInformation {
        oid: format!("1.3.6.1.4.1.32473.39.1.{last}").parse().unwrap(),
        cps: vec!["https://ca.example.com/manuali".into()],
        notices: Vec::new(),
    }
}

fn addresses() -> Addresses {
    Addresses {
        ocsp: "http://pki.example.com/a/ocsp".into(),
        ca_issuers: "http://pki.example.com/a/ca.crt".into(),
        crl: "http://pki.example.com/a/crl/01.crl".into(),
    }
}

/// An authority's certificate.
pub fn authority(key: &Key) -> (ToSign, Certificate) {
    let profile = ServiceCa {
        organization: organization(),
        unit: Some("Prestatore di servizi fiduciari".into()),
        common_name: "Ceralacca Prova CA".into(),
        cps: "https://ca.example.com/manuali".into(),
        arl: "http://pki.example.com/a/arl.crl".into(),
        validity: Validity::years(at("2026-01-01T00:00:00Z"), 16),
    };
    let to_sign = profile.to_sign(&serial(1), &key.public(), key.algorithm()).unwrap();
    let certificate = Certificate::from_der(key.complete(&to_sign)).unwrap();
    (to_sign, certificate)
}

/// What a profile's certificate for a key is, before it is signed.
pub fn draft(
    profile: Profile,
    authority: &Certificate,
    algorithm: SignatureAlgorithm,
    key: &PublicKey,
) -> ToSign {
    let issuer = Issuer::new(authority, algorithm).unwrap();
    let now = at("2026-03-02T09:00:00Z");
    let serial = serial(profile as u8 + 2);
    let built = match profile {
        Profile::ServiceCa => unreachable!("signed by itself"),
        Profile::QualifiedSignature => QualifiedSignature {
            country: "IT".into(),
            surname: "D'ÀVALOS".into(),
            given_name: "ZOË MARÍA".into(),
            identifier: "TINIT-RSSMRA80A01H501U".into(),
            dn_qualifier: "SIG0000000000001".into(),
            affiliation: None,
            policy: policy("1.30"),
            qscd: true,
            retention_years: 20,
            disclosure: vec![
                ("https://ca.example.com/pds-en.pdf".into(), "en".into()),
                ("https://ca.example.com/pds-it.pdf".into(), "it".into()),
            ],
            limit: None,
            agid_declaration: true,
            lists_keep_expired: true,
            addresses: addresses(),
            validity: Validity::years(now, 3),
        }
        .to_sign(&issuer, &serial, key),
        Profile::CnsAuthentication => CnsAuthentication {
            country: "IT".into(),
            organization: "Camera di Commercio".into(),
            unit: "CCIAA Prova".into(),
            surname: "ROSSI".into(),
            given_name: "MARIO".into(),
            codice_fiscale: "RSSMRA80A01H501U".into(),
            card_number: "7420000000000001".into(),
            personal_data_sha1: [0xab; 20],
            policy: policy("2.30"),
            addresses: addresses(),
            validity: Validity::years(now, 3),
        }
        .to_sign(&issuer, &serial, key),
        Profile::TimeStampingUnit => TimeStampingUnit {
            organization: organization(),
            common_name: "Ceralacca Prova TSU 20260302".into(),
            policy: policy("3.1"),
            key_usage_period: Validity::days(now, 90),
            addresses: addresses(),
            validity: Validity::years(now, 10),
        }
        .to_sign(&issuer, &serial, key),
        Profile::OcspResponder => OcspResponder {
            organization: organization(),
            common_name: "Ceralacca Prova OCSP 2026-03".into(),
            policy: policy("4.1"),
            validity: Validity::days(now, 90),
        }
        .to_sign(&issuer, &serial, key),
        Profile::TlsServer => TlsServer {
            dns_names: vec!["firma.example.com".into(), "cns.example.com".into()],
            addresses: addresses(),
            validity: Validity::days(now, 90),
        }
        .to_sign(&issuer, &serial, key),
        Profile::Operator => Operator {
            organization: organization(),
            common_name: "Anna Bianchi".into(),
            role: "rao".into(),
            operator: "op-0001".into(),
            addresses: addresses(),
            validity: Validity::years(now, 1),
        }
        .to_sign(&issuer, &serial, key),
    };
    built.unwrap()
}

/// Every profile that an authority issues.
pub const ISSUED: [Profile; 6] = [
    Profile::QualifiedSignature,
    Profile::CnsAuthentication,
    Profile::TimeStampingUnit,
    Profile::OcspResponder,
    Profile::TlsServer,
    Profile::Operator,
];
