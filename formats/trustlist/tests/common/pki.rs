//! Keys and certificates made on the spot.

use asn1::{Oid, Writer, tag};
use aws_lc_rs::{
    encoding::{AsDer, PublicKeyX509Der},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use x509::{Certificate, alg::PublicKey, oid};

/// A P-256 key.
pub struct Key(EcdsaKeyPair);

impl Key {
    pub fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    pub fn public(&self) -> PublicKey {
        let der: PublicKeyX509Der<'_> = self.0.public_key().as_der().unwrap();
        PublicKey::from_spki(der.as_ref()).unwrap()
    }

    pub fn sign(&self, octets: &[u8]) -> Vec<u8> {
        self.0.sign(&SystemRandom::new(), octets).unwrap().as_ref().to_vec()
    }
}

/// What a certificate says; a qualified one for signatures in a device, unless told otherwise.
#[derive(Clone)]
pub struct Says {
    pub name: &'static str,
    pub from: &'static str,
    pub compliance: bool,
    pub types: Vec<Oid>,
    pub sscd: bool,
    pub legislation: bool,
    pub policies: Vec<&'static str>,
    pub key_usage: u16,
}

impl Default for Says {
    fn default() -> Self {
        Self {
            name: "Mario Rossi",
            from: "2024-01-01T00:00:00Z",
            compliance: true,
            types: vec![oid::QCT_ESIGN],
            sscd: true,
            legislation: false,
            policies: vec!["0.4.0.194112.1.2"],
            key_usage: 0x4000,
        }
    }
}

fn name(common: &str) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.constructed(tag::SET, |w| {
                w.sequence(|w| {
                    w.oid(&oid::COMMON_NAME);
                    w.text(tag::UTF8_STRING, common);
                });
            });
        });
    })
}

fn extension(w: &mut Writer, oid: &Oid, value: impl FnOnce(&mut Writer)) {
    w.sequence(|w| {
        w.oid(oid);
        w.octets_around(value);
    });
}

fn statement(w: &mut Writer, oid: &Oid, info: impl FnOnce(&mut Writer)) {
    w.sequence(|w| {
        w.oid(oid);
        info(w);
    });
}

/// A certificate for `key`, signed by `issuer`.
pub fn certificate(issuer: (&str, &Key), key: &Key, says: &Says) -> Certificate {
    const ECDSA_SHA256: Oid = Oid::new("1.2.840.10045.4.3.2");
    let algorithm = Writer::build(|w| w.sequence(|w| w.oid(&ECDSA_SHA256)));
    let tbs = Writer::build(|w| {
        w.sequence(|w| {
            w.context(0, |w| w.uint(2));
            w.uint(77);
            w.raw(&algorithm);
            w.raw(&name(issuer.0));
            w.sequence(|w| {
                w.time(says.from.parse().unwrap());
                w.time("2045-01-01T00:00:00Z".parse().unwrap());
            });
            w.raw(&name(says.name));
            w.raw(key.public().spki_der());
            w.context(3, |w| {
                w.sequence(|w| {
                    extension(w, &oid::KEY_USAGE, |w| w.named_bits(says.key_usage));
                    if !says.policies.is_empty() {
                        extension(w, &oid::CERTIFICATE_POLICIES, |w| {
                            w.sequence(|w| {
                                for policy in &says.policies {
                                    w.sequence(|w| w.oid(&policy.parse().unwrap()));
                                }
                            });
                        });
                    }
                    extension(w, &oid::QC_STATEMENTS, |w| {
                        w.sequence(|w| {
                            if says.compliance {
                                statement(w, &oid::QC_COMPLIANCE, |_| {});
                            }
                            if says.sscd {
                                statement(w, &oid::QC_SSCD, |_| {});
                            }
                            if !says.types.is_empty() {
                                statement(w, &oid::QC_TYPE, |w| {
                                    w.sequence(|w| says.types.iter().for_each(|kind| w.oid(kind)));
                                });
                            }
                            if says.legislation {
                                statement(w, &oid::QC_LEGISLATION, |w| {
                                    w.sequence(|w| w.text(tag::PRINTABLE_STRING, "CH"));
                                });
                            }
                        });
                    });
                });
            });
        });
    });
    let signature = issuer.1.sign(&tbs);
    let der = Writer::build(|w| {
        w.sequence(|w| {
            w.raw(&tbs);
            w.raw(&algorithm);
            w.bit_string(&signature);
        });
    });
    Certificate::from_der(der).unwrap()
}

/// A certificate for one's own key.
pub fn self_signed(common: &'static str, key: &Key) -> Certificate {
    let says = Says { name: common, from: "2005-01-01T00:00:00Z", key_usage: 0x0600, ..Says::default() };
    certificate((common, key), key, &says)
}
