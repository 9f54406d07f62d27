//! Certificates and envelopes that nobody should make.

use asn1::{Oid, Tag, Writer, tag};
use jiff::Timestamp;
use x509::{Certificate, alg::DigestAlgorithm::Sha256, oid};

use super::chamber::{ALGORITHM, CRL_URL, Key, instant};

const BASIC_CONSTRAINTS: Oid = Oid::new("2.5.29.19");
const CRL_POINTS: Oid = Oid::new("2.5.29.31");
const KEY_USAGE: Oid = Oid::new("2.5.29.15");
const SUBJECT_KEY_IDENTIFIER: Oid = Oid::new("2.5.29.14");

pub const DIGITAL_SIGNATURE: u16 = 0x8000;
pub const NON_REPUDIATION: u16 = 0x4000;
const CERT_AND_CRL_SIGN: u16 = 0x0600;

/// A certificate as it is wanted.
#[derive(Clone)]
pub struct Draft {
    pub name: &'static str,
    pub serial: u8,
    pub validity: (&'static str, &'static str),
    pub usage: u16,
    pub is_authority: bool,
    /// Purposes, and whether they are critical.
    pub purposes: Option<(Oid, bool)>,
    /// More extensions: identifier, criticality, value.
    pub more: Vec<(Oid, bool, Vec<u8>)>,
}

impl Draft {
    /// One that signs documents, in 2026 and 2027.
    pub fn signer(name: &'static str) -> Self {
        Self {
            name,
            serial: 0x21,
            validity: ("2026-01-01T00:00:00Z", "2028-01-01T00:00:00Z"),
            usage: NON_REPUDIATION,
            is_authority: false,
            purposes: None,
            more: Vec::new(),
        }
    }

    /// A unit for time stamps.
    pub fn unit(name: &'static str) -> Self {
        let purposes = Some((oid::TIME_STAMPING, true));
        Self { serial: 0x22, usage: DIGITAL_SIGNATURE, purposes, ..Self::signer(name) }
    }

    pub fn authority(name: &'static str) -> Self {
        Self { serial: 0x23, usage: CERT_AND_CRL_SIGN, is_authority: true, ..Self::signer(name) }
    }

    pub fn issue(&self, (issuer, issuer_key): (&Certificate, &Key), key: &Key) -> Certificate {
        self.issued_by(issuer.subject().der(), issuer_key, key)
    }

    /// By itself.
    pub fn self_issue(&self, key: &Key) -> Certificate {
        self.issued_by(&self.subject(), key, key)
    }

    fn subject(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.set_of(vec![Writer::build(|w| {
                    w.sequence(|w| {
                        w.oid(&oid::COMMON_NAME);
                        w.text(tag::UTF8_STRING, self.name);
                    });
                })]);
            });
        })
    }

    fn issued_by(&self, issuer: &[u8], issuer_key: &Key, key: &Key) -> Certificate {
        let mut extensions = vec![
            (KEY_USAGE, true, Writer::build(|w| w.named_bits(self.usage))),
            (SUBJECT_KEY_IDENTIFIER, false, Writer::build(|w| w.octets(&key.public().key_identifier()))),
        ];
        // distributionPoint, fullName, uniformResourceIdentifier.
        let point = Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.context(0, |w| w.context(0, |w| w.value(Tag::context(6), CRL_URL.as_bytes())));
                });
            });
        });
        extensions.push((CRL_POINTS, false, point));
        if self.is_authority {
            extensions.push((BASIC_CONSTRAINTS, true, Writer::build(|w| w.sequence(|w| w.boolean(true)))));
        }
        if let Some((purpose, critical)) = self.purposes {
            let value = Writer::build(|w| w.sequence(|w| w.oid(&purpose)));
            extensions.push((oid::EXT_KEY_USAGE, critical, value));
        }
        extensions.extend(self.more.iter().cloned());
        let tbs = Writer::build(|w| {
            w.sequence(|w| {
                w.context(0, |w| w.uint(2));
                w.integer(&[self.serial]);
                ALGORITHM.write(w);
                w.raw(issuer);
                w.sequence(|w| {
                    w.time(instant(self.validity.0));
                    w.time(instant(self.validity.1));
                });
                w.raw(&self.subject());
                w.raw(key.public().spki_der());
                w.context(3, |w| {
                    w.sequence(|w| {
                        for (id, critical, value) in &extensions {
                            w.sequence(|w| {
                                w.oid(id);
                                if *critical {
                                    w.boolean(true);
                                }
                                w.octets(value);
                            });
                        }
                    });
                });
            });
        });
        let value = issuer_key.sign(&tbs);
        let der = Writer::build(|w| {
            w.sequence(|w| {
                w.raw(&tbs);
                ALGORITHM.write(w);
                w.bit_string(&value);
            });
        });
        Certificate::from_der(der).unwrap()
    }
}

/// A p7m whose signed attributes do not name the certificate.
pub fn without_reference(content: &[u8], certificate: &Certificate, key: &Key, at: &str) -> Vec<u8> {
    const SIGNING_TIME: Oid = Oid::new("1.2.840.113549.1.9.5");
    let attribute = |oid: Oid, value: &dyn Fn(&mut Writer)| {
        Writer::build(|w| {
            w.sequence(|w| {
                w.oid(&oid);
                w.constructed(tag::SET, |w| value(w));
            });
        })
    };
    let time: Timestamp = instant(at);
    let attributes = vec![
        attribute(cades::oid::CONTENT_TYPE, &|w| w.oid(&cades::oid::DATA)),
        attribute(cades::oid::MESSAGE_DIGEST, &|w| w.octets(&Sha256.digest(content))),
        attribute(SIGNING_TIME, &|w| w.time(time)),
    ];
    let signed = Writer::build(|w| w.sorted(tag::SET, attributes));
    let value = key.sign(&signed);
    let mut implicit = signed;
    implicit[0] = 0xa0;
    Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&cades::oid::SIGNED_DATA);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.uint(1);
                    w.constructed(tag::SET, |w| Sha256.write(w));
                    w.sequence(|w| {
                        w.oid(&cades::oid::DATA);
                        w.context(0, |w| w.octets(content));
                    });
                    w.context(0, |w| w.raw(certificate.der()));
                    w.constructed(tag::SET, |w| {
                        w.sequence(|w| {
                            w.uint(1);
                            w.sequence(|w| {
                                w.raw(certificate.issuer().der());
                                w.integer(certificate.serial());
                            });
                            Sha256.write(w);
                            w.raw(&implicit);
                            ALGORITHM.write(w);
                            w.octets(&value);
                        });
                    });
                });
            });
        });
    })
}
