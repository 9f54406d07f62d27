//! Certificates as no authority of ours would issue them, under an issuer made for the test.

use std::sync::Arc;

use access::{CardIssuers, CnsRefusal};
use asn1::{Oid, Writer, tag};
use foundation::Timestamp;
use jiff::SignedDuration;
use keyvault::{KeySpec, SigningKey, SoftwareKey};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, SignatureAlgorithm},
    oid,
};

/// An issuer of cards that a list elsewhere names.
#[derive(Debug)]
pub struct Foreign {
    key: SoftwareKey,
    pub root: Certificate,
    /// What it says of every certificate.
    pub status: Result<(), CnsRefusal>,
}

/// A certificate to be made: as it should be, unless said.
pub struct Odd {
    pub common_name: String,
    pub serial_number: Option<&'static str>,
    pub names: Option<(&'static str, &'static str)>,
    pub usage: Option<u16>,
    pub purposes: Option<Vec<Oid>>,
    pub policies: Vec<Oid>,
    pub validity: (i64, i64),
    pub digest: DigestAlgorithm,
    pub ca: bool,
}

impl Default for Odd {
    fn default() -> Self {
        Self {
            common_name: "RSSMRA80A01H501U/7430000000000001.ab+/cdefghijklmnopqrstuvwx=".to_owned(),
            serial_number: None,
            names: Some(("Mario", "Rossi")),
            usage: Some(0x8000),
            purposes: Some(vec![oid::CLIENT_AUTH]),
            policies: vec![oid::CNS_AUTHENTICATION],
            validity: (-24, 24),
            digest: DigestAlgorithm::Sha256,
            ca: false,
        }
    }
}

impl CardIssuers for Foreign {
    fn certificates(&self, _: Timestamp) -> Result<Vec<Certificate>, String> {
        Ok(vec![self.root.clone()])
    }

    fn status(&self, path: &[Certificate], _: Timestamp) -> Result<(), CnsRefusal> {
        assert_eq!(path.last().map(Certificate::der), Some(self.root.der()));
        self.status.clone()
    }
}

impl Foreign {
    pub fn new(status: Result<(), CnsRefusal>) -> Arc<Self> {
        let key = SoftwareKey::generate(KeySpec::P256).unwrap();
        let odd = Odd {
            usage: Some(0x0400),
            purposes: None,
            policies: Vec::new(),
            ca: true,
            common_name: "Ente di prova".into(),
            names: None,
            ..Odd::default()
        };
        let root = make(&odd, &key, &key);
        Arc::new(Self { key, root, status })
    }

    pub fn issue(&self, odd: &Odd) -> Certificate {
        make(odd, &SoftwareKey::generate(KeySpec::P256).unwrap(), &self.key)
    }
}

fn name(parts: &[(Oid, &str)]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            for (oid, text) in parts {
                let pair = Writer::build(|w| {
                    w.sequence(|w| {
                        w.oid(oid);
                        w.text(tag::UTF8_STRING, text);
                    })
                });
                w.set_of(vec![pair]);
            }
        });
    })
}

fn make(odd: &Odd, key: &SoftwareKey, issuer: &SoftwareKey) -> Certificate {
    let algorithm = SignatureAlgorithm::Ecdsa(odd.digest);
    let issuer_name = name(&[(oid::COMMON_NAME, "Ente di prova")]);
    let mut parts = Vec::new();
    if let Some((given, surname)) = odd.names {
        parts.extend([(oid::SURNAME, surname), (oid::GIVEN_NAME, given)]);
    }
    if let Some(number) = odd.serial_number {
        parts.push((oid::SERIAL_NUMBER, number));
    }
    parts.push((oid::COMMON_NAME, odd.common_name.as_str()));
    let at = |hours: i64| crate::common::start() + SignedDuration::from_hours(hours);
    let extension = |w: &mut Writer, oid: &str, critical: bool, value: Vec<u8>| {
        w.sequence(|w| {
            w.oid(&oid.parse().unwrap());
            if critical {
                w.boolean(true);
            }
            w.octets(&value);
        });
    };
    let tbs = Writer::build(|w| {
        w.sequence(|w| {
            w.context(0, |w| w.uint(2));
            w.uint(77);
            algorithm.write(w);
            w.raw(&issuer_name);
            w.sequence(|w| {
                w.time(at(odd.validity.0));
                w.time(at(odd.validity.1));
            });
            w.raw(&name(&parts));
            w.raw(key.public_key().spki_der());
            w.context(3, |w| {
                w.sequence(|w| {
                    if odd.ca {
                        extension(w, "2.5.29.19", true, Writer::build(|w| w.sequence(|w| w.boolean(true))));
                    }
                    if let Some(usage) = odd.usage {
                        extension(w, "2.5.29.15", true, Writer::build(|w| w.named_bits(usage)));
                    }
                    if let Some(purposes) = &odd.purposes {
                        let all = Writer::build(|w| {
                            w.sequence(|w| purposes.iter().for_each(|purpose| w.oid(purpose)))
                        });
                        extension(w, "2.5.29.37", false, all);
                    }
                    if !odd.policies.is_empty() {
                        let all = Writer::build(|w| {
                            w.sequence(|w| {
                                odd.policies.iter().for_each(|policy| w.sequence(|w| w.oid(policy)));
                            })
                        });
                        extension(w, "2.5.29.32", false, all);
                    }
                })
            });
        })
    });
    let value = match odd.digest {
        DigestAlgorithm::Sha1 | DigestAlgorithm::Md5 => vec![0x30, 0x06, 2, 1, 1, 2, 1, 1],
        digest => issuer.sign_digest(algorithm, &digest.digest(&tbs)).unwrap(),
    };
    let der = Writer::build(|w| {
        w.sequence(|w| {
            w.raw(&tbs);
            algorithm.write(w);
            w.bit_string(&value);
        })
    });
    Certificate::from_der(der).unwrap()
}
