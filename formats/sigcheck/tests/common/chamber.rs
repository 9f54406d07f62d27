//! A chamber with an authority and a holder, made on the spot.

#![allow(dead_code, reason = "not every test uses all of it")]

use asn1::{Oid, Reader, Writer, tag};
use aws_lc_rs::{
    digest::{Digest, SHA256},
    rand::SystemRandom,
    signature::{ECDSA_P256_SHA256_ASN1_SIGNING, EcdsaKeyPair, KeyPair},
};
use cades::{ContentDigest, Parameters, prepare};
use jiff::{Timestamp, ToSpan};
use sigcheck::Trust;
use x509::{
    Certificate, Crl,
    alg::{DigestAlgorithm, PublicKey, SignatureAlgorithm},
    crl::{self, Reason, Revoked},
    extension::PolicyInformation,
    ocsp::{self, Answer, Responder, Single, Status},
    profile::{
        Addresses, CnsAuthentication, Issuer, Organization, QualifiedSignature, Serial, ServiceCa,
        TimeStampingUnit, Validity,
    },
};

pub const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256);
pub const CRL_URL: &str = "http://crl.example.com/1.crl";

/// A P-256 key.
pub struct Key(EcdsaKeyPair);

impl Key {
    pub fn new() -> Self {
        Self(EcdsaKeyPair::generate(&ECDSA_P256_SHA256_ASN1_SIGNING).unwrap())
    }

    pub fn public(&self) -> PublicKey {
        use aws_lc_rs::encoding::{AsDer, PublicKeyX509Der};
        let der: PublicKeyX509Der<'_> = self.0.public_key().as_der().unwrap();
        PublicKey::from_spki(der.as_ref()).unwrap()
    }

    pub fn sign(&self, octets: &[u8]) -> Vec<u8> {
        self.0.sign(&SystemRandom::new(), octets).unwrap().as_ref().to_vec()
    }

    /// ECDSA takes a digest as a number, so that a shorter one may have zeros before it.
    pub fn sign_sha1(&self, octets: &[u8]) -> Vec<u8> {
        let digest = [&[0; 12], &DigestAlgorithm::Sha1.digest(octets)[..]].concat();
        let digest = Digest::import_less_safe(&digest, &SHA256).unwrap();
        self.0.sign_digest(&digest).unwrap().as_ref().to_vec()
    }
}

pub fn instant(text: &str) -> Timestamp {
    text.parse().unwrap()
}

fn organization() -> Organization {
    Organization {
        country: "IT".into(),
        name: "Camera di Prova".into(),
        identifier: Some("VATIT-02313821007".into()),
    }
}

/// Writes an envelope of one signature again, with an unsigned attribute more.
fn with_unsigned_attribute(envelope: &[u8], attribute: &[u8]) -> Vec<u8> {
    let mut outer = Reader::der(envelope).sequence().unwrap();
    let kind = outer.read().unwrap();
    let mut signed = outer.read().unwrap().reader().unwrap().sequence().unwrap();
    let fields: Vec<_> = std::iter::from_fn(|| signed.read().ok()).collect();
    let (signers, others) = fields.split_last().unwrap();
    let signer = signers.reader().unwrap().read().unwrap();
    Writer::build(|w| {
        w.sequence(|w| {
            w.raw(kind.raw);
            w.context(0, |w| {
                w.sequence(|w| {
                    others.iter().for_each(|field| w.raw(field.raw));
                    w.constructed(tag::SET, |w| {
                        w.sequence(|w| {
                            w.raw(signer.value);
                            w.context(1, |w| w.raw(attribute));
                        });
                    });
                });
            });
        });
    })
}

fn serial(number: u8) -> Serial {
    let mut octets = [0x11; 16];
    octets[15] = number;
    Serial::new(octets).unwrap()
}

pub struct Chamber {
    pub name: String,
    pub ca_key: Key,
    pub ca: Certificate,
    pub holder_key: Key,
}

impl Chamber {
    /// The authority exists since 2020, for fifteen years.
    pub fn new() -> Self {
        Self::named("Camera di Prova", "2020-01-01T00:00:00Z")
    }

    /// One with another name, for fifteen years.
    pub fn named(name: &str, since: &str) -> Self {
        let ca_key = Key::new();
        let profile = ServiceCa {
            organization: organization(),
            unit: Some("Firma".into()),
            common_name: format!("{name} CA"),
            cps: "https://www.example.com/cps".into(),
            arl: "http://crl.example.com/arl.crl".into(),
            validity: Validity::years(instant(since), 15),
        };
        let to_sign = profile.to_sign(&serial(1), &ca_key.public(), ALGORITHM).unwrap();
        let ca = Certificate::from_der(to_sign.complete(&ca_key.sign(to_sign.bytes()))).unwrap();
        Self { name: name.to_owned(), ca_key, ca, holder_key: Key::new() }
    }

    fn addresses() -> Addresses {
        Addresses {
            ocsp: "http://ocsp.example.com/".into(),
            ca_issuers: "http://crl.example.com/ca.cer".into(),
            crl: CRL_URL.into(),
        }
    }

    fn policy() -> PolicyInformation {
        let mut policy = PolicyInformation::plain("1.3.6.1.4.1.32473.1.1".parse().unwrap());
        policy.cps.push("https://www.example.com/cps".into());
        policy
    }

    /// A signature certificate from `from`, three years long.
    pub fn signature_certificate(&self, from: &str) -> Certificate {
        let profile = QualifiedSignature {
            country: "IT".into(),
            surname: "Rossi".into(),
            given_name: "Mario".into(),
            identifier: "TINIT-RSSMRA80A01H501U".into(),
            dn_qualifier: "2026000001".into(),
            affiliation: None,
            policy: Self::policy(),
            qscd: true,
            retention_years: 20,
            disclosure: vec![("https://www.example.com/pds".into(), "en".into())],
            limit: None,
            agid_declaration: false,
            lists_keep_expired: true,
            addresses: Self::addresses(),
            validity: Validity::years(instant(from), 3),
        };
        let issuer = Issuer::new(&self.ca, ALGORITHM).unwrap();
        let to_sign = profile.to_sign(&issuer, &serial(2), &self.holder_key.public()).unwrap();
        Certificate::from_der(to_sign.complete(&self.ca_key.sign(to_sign.bytes()))).unwrap()
    }

    /// An authentication certificate for the same holder and key.
    pub fn cns_certificate(&self, from: &str) -> Certificate {
        let profile = CnsAuthentication {
            country: "IT".into(),
            organization: "Camera di Commercio".into(),
            unit: "CCIAA Prova".into(),
            surname: "Rossi".into(),
            given_name: "Mario".into(),
            codice_fiscale: "RSSMRA80A01H501U".into(),
            card_number: "7420000000000001".into(),
            personal_data_sha1: [7; 20],
            policy: Self::policy(),
            addresses: Self::addresses(),
            validity: Validity::years(instant(from), 3),
        };
        let issuer = Issuer::new(&self.ca, ALGORITHM).unwrap();
        let to_sign = profile.to_sign(&issuer, &serial(3), &self.holder_key.public()).unwrap();
        Certificate::from_der(to_sign.complete(&self.ca_key.sign(to_sign.bytes()))).unwrap()
    }

    /// A list of a week from `from`.
    pub fn crl(&self, from: &str, revoked: &[(&Certificate, &str, Reason)]) -> Crl {
        self.crl_under(ALGORITHM, from, revoked)
    }

    /// The same, under an algorithm.
    pub fn crl_under(
        &self,
        algorithm: SignatureAlgorithm,
        from: &str,
        revoked: &[(&Certificate, &str, Reason)],
    ) -> Crl {
        let this_update = instant(from);
        let parameters = crl::Parameters {
            issuer: self.ca.subject(),
            algorithm,
            this_update,
            next_update: this_update.checked_add((7 * 24).hours()).unwrap(),
            authority_key_identifier: self.ca.subject_key_identifier().unwrap().unwrap(),
            number: 1,
            delta_base: None,
            distribution_point: Some(CRL_URL.into()),
            only_authorities: false,
            freshest: Vec::new(),
            expired_certs_since: Some(self.ca.not_before()),
        };
        let to_sign = parameters.build(revoked.iter().map(|(certificate, at, reason)| Revoked {
            serial: certificate.serial(),
            at: instant(at),
            reason: *reason,
            invalidity_date: None,
        }));
        let value = match algorithm.digest() {
            DigestAlgorithm::Sha1 => self.ca_key.sign_sha1(to_sign.bytes()),
            _ => self.ca_key.sign(to_sign.bytes()),
        };
        Crl::from_der(to_sign.complete(&value)).unwrap()
    }

    /// An answer of the authority itself, good for twelve hours.
    pub fn ocsp(&self, certificate: &Certificate, status: Status, from: &str) -> ocsp::BasicResponse {
        self.ocsp_by((&self.ca, &self.ca_key), certificate, status, from)
    }

    /// The same, of a responder.
    pub fn ocsp_by(
        &self,
        (responder, responder_key): (&Certificate, &Key),
        certificate: &Certificate,
        status: Status,
        from: &str,
    ) -> ocsp::BasicResponse {
        let this_update = instant(from);
        let key = self.ca.public_key().unwrap();
        let id = ocsp::cert_id(
            DigestAlgorithm::Sha256,
            self.ca.subject().der(),
            key.bits_of_key(),
            certificate.serial(),
        );
        let single = Single {
            cert_id: &id,
            status,
            this_update,
            next_update: Some(this_update.checked_add(12.hours()).unwrap()),
            archive_cutoff: None,
        };
        let responder = Responder::new(responder, ALGORITHM).unwrap();
        let to_sign = responder.answer(this_update, &[single], None, false);
        let Answer::Successful(response) =
            Answer::from_der(&to_sign.complete(&responder_key.sign(to_sign.bytes()))).unwrap()
        else {
            panic!("an error")
        };
        response
    }

    /// A p7m.
    pub fn sign(&self, content: &[u8], certificate: &Certificate, at: &str) -> Vec<u8> {
        let digest = ContentDigest::of_slice(content, DigestAlgorithm::Sha256);
        self.signed(&digest, certificate, at).enveloping(content).unwrap()
    }

    /// The same, as told.
    pub fn sign_with(&self, content: &[u8], certificate: &Certificate, parameters: &Parameters) -> Vec<u8> {
        let digest = ContentDigest::of_slice(content, DigestAlgorithm::Sha256);
        let to_sign = prepare(&digest, certificate, &[], parameters).unwrap();
        to_sign.complete(&self.holder_key.sign(to_sign.bytes())).unwrap().enveloping(content).unwrap()
    }

    /// A p7s over a digest.
    pub fn sign_detached(&self, digest: &ContentDigest, certificate: &Certificate, at: &str) -> Vec<u8> {
        self.signed(digest, certificate, at).detached()
    }

    /// A signature over a digest.
    pub fn signed(&self, digest: &ContentDigest, certificate: &Certificate, at: &str) -> cades::Signed {
        let parameters = Parameters::new(ALGORITHM, instant(at));
        let to_sign = prepare(digest, certificate, &[], &parameters).unwrap();
        to_sign.complete(&self.holder_key.sign(to_sign.bytes())).unwrap()
    }

    /// A certificate for time stamps, with the key of the holder.
    pub fn time_stamping_certificate(&self, from: &str) -> Certificate {
        let from = instant(from);
        let profile = TimeStampingUnit {
            organization: organization(),
            common_name: format!("{} TSU", self.name),
            policy: Self::policy(),
            key_usage_period: Validity::days(from, 90),
            addresses: Self::addresses(),
            validity: Validity::years(from, 8),
        };
        let issuer = Issuer::new(&self.ca, ALGORITHM).unwrap();
        let to_sign = profile.to_sign(&issuer, &serial(4), &self.holder_key.public()).unwrap();
        Certificate::from_der(to_sign.complete(&self.ca_key.sign(to_sign.bytes()))).unwrap()
    }

    /// A p7m with a time stamp over its signature, by the holder's key under the certificate `unit`.
    pub fn sign_stamped(
        &self,
        content: &[u8],
        signer: &Certificate,
        unit: &Certificate,
        at: &str,
    ) -> Vec<u8> {
        let plain = self.sign(content, signer, at);
        let value = cades::SignedData::from_slice(&plain, &cades::Limits::default()).unwrap().signers()[0]
            .signature()
            .to_vec();
        let info = Writer::build(|w| {
            w.sequence(|w| {
                w.uint(1);
                w.oid(&Oid::new("1.3.6.1.4.1.32473.1.2"));
                w.sequence(|w| {
                    DigestAlgorithm::Sha256.write(w);
                    w.octets(&DigestAlgorithm::Sha256.digest(&value));
                });
                w.uint(7);
                w.generalized_time(instant(at));
            });
        });
        let attribute = |oid: Oid, value: &dyn Fn(&mut Writer)| {
            Writer::build(|w| {
                w.sequence(|w| {
                    w.oid(&oid);
                    w.constructed(tag::SET, |w| value(w));
                });
            })
        };
        let digest = DigestAlgorithm::Sha256.digest(&info);
        let attributes = vec![
            attribute(cades::oid::CONTENT_TYPE, &|w| w.oid(&cades::oid::TST_INFO)),
            attribute(cades::oid::MESSAGE_DIGEST, &|w| w.octets(&digest)),
            attribute(cades::oid::SIGNING_CERTIFICATE_V2, &|w| {
                w.sequence(|w| w.sequence(|w| w.sequence(|w| w.octets(&unit.sha256()))));
            }),
        ];
        let signed = Writer::build(|w| w.sorted(tag::SET, attributes));
        let signature = self.holder_key.sign(&signed);
        let mut implicit = signed;
        implicit[0] = 0xa0;
        let token = Writer::build(|w| {
            w.sequence(|w| {
                w.oid(&cades::oid::SIGNED_DATA);
                w.context(0, |w| {
                    w.sequence(|w| {
                        w.uint(3);
                        w.constructed(tag::SET, |w| DigestAlgorithm::Sha256.write(w));
                        w.sequence(|w| {
                            w.oid(&cades::oid::TST_INFO);
                            w.context(0, |w| w.octets(&info));
                        });
                        w.context(0, |w| w.raw(unit.der()));
                        w.constructed(tag::SET, |w| {
                            w.sequence(|w| {
                                w.uint(1);
                                w.sequence(|w| {
                                    w.raw(unit.issuer().der());
                                    w.integer(unit.serial());
                                });
                                DigestAlgorithm::Sha256.write(w);
                                w.raw(&implicit);
                                ALGORITHM.write(w);
                                w.octets(&signature);
                            });
                        });
                    });
                });
            });
        });
        with_unsigned_attribute(&plain, &attribute(cades::oid::SIGNATURE_TIME_STAMP, &|w| w.raw(&token)))
    }

    /// A token over a digest (SHA-256), by the holder's key under the certificate `unit`.
    pub fn token(&self, unit: &Certificate, digest: &[u8], at: &str) -> Vec<u8> {
        use timestamping::{Imprint, Stamp};
        let stamp = Stamp {
            policy: Oid::new("1.3.6.1.4.1.32473.1.2"),
            imprint: &Imprint::new(DigestAlgorithm::Sha256, digest),
            serial: &[7],
            time: instant(at),
            accuracy: None,
            nonce: None,
            authority: None,
            qualified: false,
        };
        let to_sign = timestamping::prepare(&stamp, unit, &[], ALGORITHM, true).unwrap();
        to_sign.complete(&self.holder_key.sign(to_sign.bytes())).unwrap()
    }

    /// Trust in the authority alone.
    pub fn trust(&self) -> Trust {
        let mut trust = Trust::new();
        trust.add_anchor(self.ca.clone());
        trust
    }
}
