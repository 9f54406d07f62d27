//! Each lint rule finds the certificate that breaks it, and nothing is found in a good one.
#![expect(clippy::unwrap_used, reason = "test support: outside a test function the lint does not know that")]

mod common;

use asn1::{Oid, Reader, Tag, Writer, tag};
use aws_lc_rs::rsa::KeySize;
use common::{
    corpus,
    issued::{ISSUED, Key, authority, draft},
};
use num_bigint::BigUint;
use x509::{
    Certificate,
    alg::{EC_PUBLIC_KEY, RSA_ENCRYPTION},
    lint::{self, Severity},
    oid,
    profile::Profile::{self, *},
};

/// A policy qualifier: kind, string type, text.
type Qualifier<'a> = (Oid, Tag, &'a str);

/// A certificate taken apart, to be put together wrong.
#[derive(Clone)]
struct Draft {
    version: Vec<u8>,
    serial: Vec<u8>,
    algorithm: Vec<u8>,
    issuer: Vec<u8>,
    validity: Vec<u8>,
    subject: Vec<Vec<u8>>,
    spki: Vec<u8>,
    extensions: Vec<(Oid, bool, Vec<u8>)>,
}

impl Draft {
    fn of(certificate: &Certificate) -> Self {
        let mut reader = Reader::der(certificate.tbs()).sequence().unwrap();
        let mut raw = || reader.read().unwrap();
        let version = raw().raw.to_vec();
        let serial = raw().value.to_vec();
        let (algorithm, issuer) = (raw().raw.to_vec(), raw().raw.to_vec());
        let validity = raw().raw.to_vec();
        let subject = raw().children().map(|rdn| rdn.unwrap().raw.to_vec()).collect();
        let spki = raw().raw.to_vec();
        let extensions = certificate.extensions().map(|x| (x.oid, x.critical, x.value.to_vec())).collect();
        Self { version, serial, algorithm, issuer, validity, subject, spki, extensions }
    }

    fn certificate(&self) -> Certificate {
        let der = Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.raw(&self.version);
                    w.value(tag::INTEGER, &self.serial);
                    w.raw(&self.algorithm);
                    w.raw(&self.issuer);
                    w.raw(&self.validity);
                    w.sequence(|w| self.subject.iter().for_each(|rdn| w.raw(rdn)));
                    w.raw(&self.spki);
                    if !self.extensions.is_empty() {
                        w.context(3, |w| {
                            w.sequence(|w| {
                                for (oid, critical, value) in &self.extensions {
                                    w.sequence(|w| {
                                        w.oid(oid);
                                        if *critical {
                                            w.boolean(true);
                                        }
                                        w.octets(value);
                                    });
                                }
                            });
                        });
                    }
                });
                w.raw(&self.algorithm);
                w.bit_string(&[]);
            });
        });
        Certificate::from_der(der).unwrap()
    }

    fn extension(&mut self, oid: Oid) -> &mut (Oid, bool, Vec<u8>) {
        self.extensions.iter_mut().find(|(known, _, _)| *known == oid).unwrap()
    }

    fn set(&mut self, oid: Oid, value: impl FnOnce(&mut Writer)) {
        self.extension(oid).2 = Writer::build(value);
    }

    fn remove(&mut self, oid: Oid) {
        self.extensions.retain(|(known, _, _)| *known != oid);
    }

    fn position(&self, oid: Oid) -> usize {
        let needle = Writer::build(|w| w.oid(&oid));
        self.subject.iter().position(|rdn| rdn.windows(needle.len()).any(|window| window == needle)).unwrap()
    }

    fn attribute(&mut self, oid: Oid, kind: Tag, text: &str) {
        let position = self.position(oid);
        self.subject[position] = rdn(&[(oid, kind, text)]);
    }

    fn times(&mut self, from: (Tag, &str), to: (Tag, &str)) {
        self.validity = Writer::build(|w| {
            w.sequence(|w| {
                w.text(from.0, from.1);
                w.text(to.0, to.1);
            });
        });
    }

    fn purposes(&mut self, purposes: &[Oid]) {
        self.set(oid::EXT_KEY_USAGE, |w| w.sequence(|w| purposes.iter().for_each(|purpose| w.oid(purpose))));
    }

    fn access(&mut self, method: Oid, url: &str) {
        self.set(oid::AUTHORITY_INFO_ACCESS, |w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.oid(&method);
                    w.text(Tag::context(6), url);
                });
            });
        });
    }

    fn policies(&mut self, policies: &[(Oid, Option<Qualifier<'_>>)]) {
        self.set(oid::CERTIFICATE_POLICIES, |w| {
            w.sequence(|w| {
                for (oid, qualifier) in policies {
                    w.sequence(|w| {
                        w.oid(oid);
                        let Some((kind, string, text)) = qualifier else { return };
                        w.sequence(|w| {
                            w.sequence(|w| {
                                w.oid(kind);
                                if *kind == oid::QUALIFIER_CPS {
                                    w.text(*string, text);
                                } else {
                                    w.sequence(|w| w.text(*string, text));
                                }
                            });
                        });
                    });
                }
            });
        });
    }

    fn statements(&mut self, statements: &[(Oid, &[u8])]) {
        self.set(oid::QC_STATEMENTS, |w| {
            w.sequence(|w| {
                for (oid, info) in statements {
                    w.sequence(|w| {
                        w.oid(oid);
                        w.raw(info);
                    });
                }
            });
        });
    }

    fn statement(&mut self, changed: Oid, info: Option<&[u8]>) {
        let value = self.extension(oid::QC_STATEMENTS).2.clone();
        let list = asn1::Tlv::parse_der(&value).unwrap();
        let mut kept = Writer::new();
        for statement in list.children() {
            let statement = statement.unwrap();
            let oid = statement.reader().unwrap().read().unwrap().oid().unwrap();
            match info {
                _ if oid != changed => kept.raw(statement.raw),
                Some(info) => kept.sequence(|w| {
                    w.oid(&oid);
                    w.raw(info);
                }),
                None => {}
            }
        }
        self.set(oid::QC_STATEMENTS, |w| w.sequence(|w| w.raw(kept.as_bytes())));
    }

    fn rsa(&mut self, n: &BigUint, e: u32, null: bool) {
        let key = Writer::build(|w| {
            w.sequence(|w| {
                w.integer(&n.to_bytes_be());
                w.integer(&e.to_be_bytes());
            });
        });
        self.key(&key, |w| {
            w.oid(&RSA_ENCRYPTION);
            if null {
                w.null();
            }
        });
    }

    fn key(&mut self, bits: &[u8], algorithm: impl FnOnce(&mut Writer)) {
        self.spki = Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(algorithm);
                w.bit_string(bits);
            });
        });
    }

    fn curve(&mut self, curve: &str, point: &[u8]) {
        self.key(point, |w| {
            w.oid(&EC_PUBLIC_KEY);
            w.oid(&curve.parse().unwrap());
        });
    }
}

fn rdn(attributes: &[(Oid, Tag, &str)]) -> Vec<u8> {
    Writer::build(|w| {
        w.constructed(tag::SET, |w| {
            for (oid, kind, text) in attributes {
                w.sequence(|w| {
                    w.oid(oid);
                    w.text(*kind, text);
                });
            }
        });
    })
}

/// 2^n.
fn two(n: u32) -> BigUint {
    BigUint::from(1_u32) << n
}

/// A number of 2048 bits without small factors, not the product of close numbers: 2^a - 1 are primes.
fn sound() -> BigUint {
    (two(1279) - 1_u32) * (two(607) - 1_u32) * (two(127) - 1_u32) * ((two(31) - 1_u32) + 8_u32) * 3_u32
}

fn roca() -> BigUint {
    let primes = (3..=167_u32).filter(|n| (2..*n).all(|d| n % d != 0));
    let product: BigUint = primes.map(BigUint::from).product();
    let candidate = (two(2047) / &product + 1_u32) * &product + 1_u32;
    if candidate.bit(0) { candidate } else { candidate + product }
}

const UTC: Tag = tag::UTC_TIME;
const UTF8: Tag = tag::UTF8_STRING;
const PRINTABLE: Tag = tag::PRINTABLE_STRING;
const OWN: Oid = Oid::new("1.3.6.1.4.1.32473.39.1.1.30");
const CPS: Option<Qualifier<'_>> = Some((oid::QUALIFIER_CPS, tag::IA5_STRING, "https://ca.example.com/"));

type Case = (&'static str, Profile, fn(&mut Draft));

const CASES: &[Case] = &[
    ("version.v3", QualifiedSignature, |d| {
        d.version.clear();
        d.extensions.clear();
    }),
    ("serial.form", QualifiedSignature, |d| d.serial.truncate(15)),
    ("algorithm.issued", QualifiedSignature, |d| {
        d.algorithm = Writer::build(|w| w.sequence(|w| w.oid(&Oid::new("1.2.840.10045.4.1"))));
    }),
    ("algorithm.encoding", QualifiedSignature, |d| {
        d.algorithm = Writer::build(|w| {
            w.sequence(|w| {
                w.oid(&Oid::new("1.2.840.10045.4.3.2"));
                w.null();
            });
        });
    }),
    ("time.encoding", QualifiedSignature, |d| {
        d.times((tag::GENERALIZED_TIME, "20260302090000Z"), (UTC, "290302000000Z"));
    }),
    ("validity.order", QualifiedSignature, |d| d.times((UTC, "290302000000Z"), (UTC, "290302000000Z"))),
    ("validity.within_issuer", QualifiedSignature, |d| {
        d.times((UTC, "400302000000Z"), (UTC, "430302000000Z"))
    }),
    ("issuer.name", QualifiedSignature, |d| d.issuer = vec![0x30, 0]),
    ("key.kind", QualifiedSignature, |d| d.curve("1.3.132.0.35", &[4; 133])),
    ("key.encoding", QualifiedSignature, |d| d.rsa(&sound(), 65_537, false)),
    ("key.rsa_exponent", QualifiedSignature, |d| d.rsa(&sound(), 3, true)),
    ("key.rsa_exponent_usual", QualifiedSignature, |d| d.rsa(&sound(), 65_539, true)),
    ("key.rsa_even", QualifiedSignature, |d| d.rsa(&two(2047), 65_537, true)),
    ("key.rsa_small_factor", QualifiedSignature, |d| d.rsa(&sound(), 65_537, true)),
    ("key.rsa_close_primes", QualifiedSignature, |d| d.rsa(&(two(1024) - 105_u32).pow(2), 65_537, true)),
    ("key.rsa_roca", QualifiedSignature, |d| d.rsa(&roca(), 65_537, true)),
    ("key.ec_point", QualifiedSignature, |d| d.curve("1.2.840.10045.3.1.7", &[4; 65])),
    ("extension.required", QualifiedSignature, |d| d.remove(oid::SUBJECT_KEY_IDENTIFIER)),
    ("extension.known", QualifiedSignature, |d| {
        d.extensions.push((oid::POLICY_MAPPINGS, true, vec![0x30, 0]))
    }),
    ("extension.criticality", QualifiedSignature, |d| d.extension(oid::QC_STATEMENTS).1 = true),
    ("extension.readable", QualifiedSignature, |d| d.extension(oid::KEY_USAGE).2 = vec![5, 0]),
    ("extension.key_usage_encoding", QualifiedSignature, |d| {
        d.extension(oid::KEY_USAGE).2 = vec![3, 2, 0, 0x40]
    }),
    ("ski.method1", QualifiedSignature, |d| d.set(oid::SUBJECT_KEY_IDENTIFIER, |w| w.octets(&[7; 20]))),
    ("aki.is_issuer", QualifiedSignature, |d| {
        d.set(oid::AUTHORITY_KEY_IDENTIFIER, |w| w.sequence(|w| w.value(Tag::context(0), &[7; 20])));
    }),
    ("aki.key_only", QualifiedSignature, |d| {
        d.set(oid::AUTHORITY_KEY_IDENTIFIER, |w| w.sequence(|w| w.value(Tag::context(2), &[7])));
    }),
    ("address.status_http", QualifiedSignature, |d| d.access(oid::AD_OCSP, "https://a.example.com")),
    ("address.crl_http", QualifiedSignature, |d| {
        d.set(oid::CRL_DISTRIBUTION_POINTS, |w| w.sequence(|_| {}));
    }),
    ("address.crl_plain", QualifiedSignature, |d| {
        d.set(oid::CRL_DISTRIBUTION_POINTS, |w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.context(0, |w| w.context(0, |w| w.text(Tag::context(6), "http://a.example.com")));
                    w.value(Tag::context(1), &[6, 0x40]);
                });
            });
        });
    }),
    ("address.cps_https", QualifiedSignature, |d| {
        d.policies(&[(OWN, Some((oid::QUALIFIER_CPS, tag::IA5_STRING, "http://ca.example.com/")))]);
    }),
    ("policy.notice_utf8", QualifiedSignature, |d| {
        d.policies(&[(OWN, Some((oid::QUALIFIER_USER_NOTICE, tag::VISIBLE_STRING, "limite")))]);
    }),
    ("policy.notice_length", QualifiedSignature, |d| {
        d.policies(&[(OWN, Some((oid::QUALIFIER_USER_NOTICE, UTF8, &"x".repeat(201))))]);
    }),
    ("policy.once", QualifiedSignature, |d| d.policies(&[(OWN, CPS), (OWN, None)])),
    ("name.single_valued", QualifiedSignature, |d| {
        d.subject[0] = rdn(&[(oid::COUNTRY, PRINTABLE, "IT"), (oid::TITLE, UTF8, "x")]);
    }),
    ("name.string_type", QualifiedSignature, |d| d.attribute(oid::COMMON_NAME, PRINTABLE, "X")),
    ("name.printable", QualifiedSignature, |d| d.attribute(oid::DN_QUALIFIER, PRINTABLE, "a_b")),
    ("name.text", QualifiedSignature, |d| d.attribute(oid::SURNAME, UTF8, "ROSSI\u{202e}")),
    ("name.length", CnsAuthentication, |d| d.attribute(oid::COMMON_NAME, UTF8, &"x".repeat(65))),
    ("name.country", QualifiedSignature, |d| d.attribute(oid::COUNTRY, PRINTABLE, "it")),
    ("name.attributes", QualifiedSignature, |d| {
        let position = d.position(oid::DN_QUALIFIER);
        d.subject.remove(position);
    }),
    ("name.once", QualifiedSignature, |d| {
        let again = d.subject[0].clone();
        d.subject.push(again);
    }),
    ("name.order", QualifiedSignature, |d| d.subject.swap(0, 1)),
    ("key_usage", QualifiedSignature, |d| d.extension(oid::KEY_USAGE).2 = vec![3, 2, 6, 0xc0]),
    ("validity.length", QualifiedSignature, |d| d.times((UTC, "260302090000Z"), (UTC, "300302000000Z"))),
    ("aia.ocsp", QualifiedSignature, |d| d.access(oid::AD_CA_ISSUERS, "http://a.example.com")),
    ("aia.ca_issuers", CnsAuthentication, |d| d.access(oid::AD_OCSP, "http://a.example.com")),
    ("policy.own", TimeStampingUnit, |d| d.policies(&[(OWN, None)])),
    ("p1.self_issued", ServiceCa, |d| d.attribute(oid::COMMON_NAME, UTF8, "Altra CA")),
    ("p1.basic_constraints", ServiceCa, |d| {
        d.set(oid::BASIC_CONSTRAINTS, |w| w.sequence(|w| w.boolean(true)));
    }),
    ("p1.any_policy", ServiceCa, |d| d.policies(&[(OWN, CPS)])),
    ("p2.identifier", QualifiedSignature, |d| {
        d.attribute(oid::SERIAL_NUMBER, PRINTABLE, "IT:RSSMRA80A01H501U");
    }),
    ("p2.common_name", QualifiedSignature, |d| d.attribute(oid::COMMON_NAME, UTF8, "BIANCHI ANNA")),
    ("p2.title_with_organization", QualifiedSignature, |d| {
        d.subject.insert(2, rdn(&[(oid::TITLE, UTF8, "Notaio")]));
    }),
    ("p2.validity", QualifiedSignature, |d| d.times((UTC, "260302090000Z"), (UTC, "290301235959Z"))),
    ("p2.qcp", QualifiedSignature, |d| d.policies(&[(oid::QCP_N, None), (OWN, CPS)])),
    ("p2.agid_notice", QualifiedSignature, |d| {
        d.policies(&[(oid::QCP_N_QSCD, None), (OWN, CPS), (oid::AGID_D121, None)]);
    }),
    ("p2.agid_identifier", QualifiedSignature, |d| {
        d.attribute(oid::SERIAL_NUMBER, PRINTABLE, "EI:SE-1");
    }),
    ("p2.qc_compliance", QualifiedSignature, |d| d.statement(oid::QC_COMPLIANCE, None)),
    ("p2.qc_type", QualifiedSignature, |d| {
        let info = Writer::build(|w| w.sequence(|w| w.oid(&oid::QCT_ESEAL)));
        d.statement(oid::QC_TYPE, Some(&info));
    }),
    ("p2.qc_retention", QualifiedSignature, |d| d.statement(oid::QC_RETENTION_PERIOD, Some(&[2, 1, 10]))),
    ("p2.qc_pds", QualifiedSignature, |d| {
        let info = Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| {
                    w.text(tag::IA5_STRING, "https://ca.example.com/pds-it.pdf");
                    w.text(PRINTABLE, "it");
                });
            });
        });
        d.statement(oid::QC_PDS, Some(&info));
    }),
    ("p2.qc_legislation", QualifiedSignature, |d| {
        let info = Writer::build(|w| w.sequence(|w| w.text(PRINTABLE, "CH")));
        d.statements(&[(oid::QC_COMPLIANCE, &[]), (oid::QC_LEGISLATION, &info)]);
    }),
    ("p2.qc_semantics", QualifiedSignature, |d| d.statement(oid::QCS_SYNTAX_V2, None)),
    ("p2.qc_once", QualifiedSignature, |d| {
        d.statements(&[(oid::QC_COMPLIANCE, &[]), (oid::QC_COMPLIANCE, &[])]);
    }),
    ("p3.purposes", CnsAuthentication, |d| d.purposes(&[oid::EMAIL_PROTECTION])),
    ("p3.cns_policy", CnsAuthentication, |d| d.policies(&[(oid::CNS_AUTHENTICATION, None), (OWN, CPS)])),
    ("p3.common_name", CnsAuthentication, |d| {
        d.attribute(oid::COMMON_NAME, UTF8, "RSSMRA80A01H501U/7420000000000001.abc=");
    }),
    ("p3.identifier", CnsAuthentication, |d| {
        d.attribute(oid::SERIAL_NUMBER, PRINTABLE, "TINIT-BNCNNA80A01H501U");
    }),
    ("p4.purposes", TimeStampingUnit, |d| d.purposes(&[oid::TIME_STAMPING, oid::CLIENT_AUTH])),
    ("p4.key_usage_period", TimeStampingUnit, |d| {
        d.set(oid::PRIVATE_KEY_USAGE_PERIOD, |w| {
            w.sequence(|w| {
                w.text(Tag::context(0), "20260302090000Z");
                w.text(Tag::context(1), "20270302090000Z");
            });
        });
    }),
    ("p5.purposes", OcspResponder, |d| d.purposes(&[oid::CLIENT_AUTH])),
    ("p5.no_check", OcspResponder, |d| d.extension(oid::OCSP_NO_CHECK).2 = vec![0x30, 0]),
    ("p7.purposes", TlsServer, |d| d.purposes(&[oid::SERVER_AUTH, oid::CLIENT_AUTH])),
    ("p7.dns_names", TlsServer, |d| {
        d.set(oid::SUBJECT_ALT_NAME, |w| w.sequence(|w| w.text(Tag::context(6), "http://a.example.com")));
    }),
    ("p7.common_name", TlsServer, |d| d.attribute(oid::COMMON_NAME, UTF8, "altro.example.com")),
    ("p7.alt_name_critical", TlsServer, |d| d.extension(oid::SUBJECT_ALT_NAME).1 = true),
    ("p8.purposes", Operator, |d| d.purposes(&[oid::SERVER_AUTH])),
    ("p8.role", Operator, |d| {
        d.set(oid::SUBJECT_ALT_NAME, |w| w.sequence(|w| w.text(Tag::context(6), "urn:ceralacca:role:rao")));
    }),
];

#[test]
fn every_rule_finds_what_breaks_it() {
    let ca_key = Key::p256();
    let (_, ca) = authority(&ca_key);
    let holder = Key::p256().public();
    for (id, profile, breaks) in CASES {
        let rule = lint::rules().find(|rule| rule.id == *id).unwrap_or_else(|| panic!("no rule {id}"));
        let good = match profile {
            ServiceCa => ca.clone(),
            _ => {
                let to_sign = draft(*profile, &ca, ca_key.algorithm(), &holder);
                Certificate::from_der(to_sign.complete(&[])).unwrap()
            }
        };
        let mut draft = Draft::of(&good);
        assert_eq!(draft.certificate().tbs(), good.tbs(), "taken apart and put together");
        breaks(&mut draft);
        let findings = lint::check(*profile, &draft.certificate(), Some(&ca));
        let found = findings.iter().find(|finding| finding.rule == *id);
        assert_eq!(found.map(|finding| finding.severity), Some(rule.severity), "{id}: {findings:#?}");
    }
    let tested: Vec<&str> = CASES.iter().map(|case| case.0).collect();
    for rule in lint::rules() {
        assert_eq!(tested.iter().filter(|id| **id == rule.id).count(), 1, "one test for {}", rule.id);
    }
}

#[test]
fn nothing_is_found_in_what_the_profiles_build() {
    let holders = [Key::p256(), Key::rsa(KeySize::Rsa2048)];
    for ca_key in [Key::p256(), Key::rsa(KeySize::Rsa2048)] {
        let (ca_to_sign, ca) = authority(&ca_key);
        assert_eq!(lint::before_signing(ServiceCa, &ca_to_sign, None).unwrap(), []);
        assert_eq!(lint::check(ServiceCa, &ca, None), []);
        for profile in ISSUED {
            for key in &holders {
                let to_sign = draft(profile, &ca, ca_key.algorithm(), &key.public());
                assert_eq!(lint::before_signing(profile, &to_sign, Some(&ca)).unwrap(), [], "{profile:?}");
                let signed = Certificate::from_der(ca_key.complete(&to_sign)).unwrap();
                signed.verify_signed_by(ca.public_key().unwrap()).unwrap();
                assert_eq!(lint::check(profile, &signed, Some(&ca)), [], "{profile:?}");
            }
        }
    }
}

#[test]
fn nothing_is_found_in_the_golden_set() {
    let Some(folder) = corpus("pki/golden", 7) else { return };
    let read = |name: &str| Certificate::from_der(std::fs::read(folder.join(name)).unwrap()).unwrap();
    for (profile, file, issuer) in [
        (ServiceCa, "ca_firma.der", "ca_firma.der"),
        (ServiceCa, "ca_cns.der", "ca_cns.der"),
        (ServiceCa, "ca_tsa.der", "ca_tsa.der"),
        (QualifiedSignature, "ee_firma.der", "ca_firma.der"),
        (CnsAuthentication, "ee_cns.der", "ca_cns.der"),
        (TimeStampingUnit, "tsu.der", "ca_tsa.der"),
        (OcspResponder, "ocsp_firma.der", "ca_firma.der"),
    ] {
        assert_eq!(lint::check(profile, &read(file), Some(&read(issuer))), [], "{file}");
    }
}

#[test]
fn certificates_made_wrong_by_others_are_found_wrong() {
    let Some(folder) = corpus("pki/pkilint-etsi", 4) else { return };
    for (file, rule) in [
        ("qcp_n_qscd.empty_qc_statements.crttest", "p2.qc_compliance"),
        ("qcp_n_qscd.invalid_keyusage.crttest", "key_usage"),
        ("qcp_n_qscd.missing_qc_statements.crttest", "extension.required"),
    ] {
        let text = std::fs::read(folder.join(file)).unwrap();
        let certificate = Certificate::all_from_pem(&text).unwrap().remove(0);
        let findings = lint::check(QualifiedSignature, &certificate, None);
        let found = findings.iter().any(|f| f.rule == rule && f.severity == Severity::Error);
        assert!(found, "{file}: {findings:#?}");
    }
}
