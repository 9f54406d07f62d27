//! The rules on signed attributes (signer infos that no sound program would write, signed for real).
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use asn1::{Oid, Tag, Writer, tag};
use cades::{
    ContentDigests, Covered, Limits, SignatureError, SignatureWarning, SignedData, SignerInfo, Verified, oid,
};
use common::{Key, Signer, signing_time};
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

const CONTENT: &[u8] = b"contenuto";

fn attribute(oid: Oid, values: &[Vec<u8>]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&oid);
            w.set_of(values.to_vec());
        });
    })
}

fn octets(octets: &[u8]) -> Vec<u8> {
    Writer::build(|w| w.octets(octets))
}

fn content_type() -> Vec<u8> {
    attribute(oid::CONTENT_TYPE, &[Writer::build(|w| w.oid(&oid::DATA))])
}

fn message_digest() -> Vec<u8> {
    attribute(oid::MESSAGE_DIGEST, &[octets(&DigestAlgorithm::Sha256.digest(CONTENT))])
}

fn signing_certificate(signer: &Signer, version: u8) -> Vec<u8> {
    let (oid, hash) = match version {
        1 => (oid::SIGNING_CERTIFICATE, DigestAlgorithm::Sha1.digest(signer.certificate.der())),
        _ => (oid::SIGNING_CERTIFICATE_V2, signer.certificate.sha256().to_vec()),
    };
    let value = Writer::build(|w| w.sequence(|w| w.sequence(|w| w.sequence(|w| w.octets(&hash)))));
    attribute(oid, &[value])
}

/// What is signed, and what is shown.
struct Crafted<'a> {
    signer: &'a Signer,
    shown: Vec<Vec<u8>>,
    signed: Vec<Vec<u8>>,
    key_identifier: bool,
    algorithm: SignatureAlgorithm,
}

impl<'a> Crafted<'a> {
    fn new(signer: &'a Signer, attributes: Vec<Vec<u8>>) -> Self {
        Self {
            signer,
            shown: attributes.clone(),
            signed: attributes,
            key_identifier: false,
            algorithm: signer.key.algorithm(),
        }
    }

    fn sorted(mut self) -> Self {
        self.shown.sort();
        self.signed.sort();
        self
    }

    fn verify(&self) -> Result<Verified, SignatureError> {
        let signed =
            Writer::build(|w| w.constructed(tag::SET, |w| self.signed.iter().for_each(|a| w.raw(a))));
        let value = self.signer.key.sign(self.signer.key.algorithm(), &signed);
        let certificate = &self.signer.certificate;
        let info = Writer::build(|w| {
            w.sequence(|w| {
                w.uint(if self.key_identifier { 3 } else { 1 });
                if self.key_identifier {
                    w.value(Tag::context(0), certificate.subject_key_identifier().unwrap().unwrap());
                } else {
                    w.sequence(|w| {
                        w.raw(certificate.issuer().der());
                        w.value(tag::INTEGER, certificate.serial_content());
                    });
                }
                DigestAlgorithm::Sha256.write(w);
                w.context(0, |w| self.shown.iter().for_each(|attribute| w.raw(attribute)));
                self.algorithm.write(w);
                w.octets(&value);
            });
        });
        let info = SignerInfo::parse(info).unwrap();
        let digests = ContentDigests::of_slice(CONTENT, &[DigestAlgorithm::Sha256]);
        let covered = Covered::Content { content_type: oid::DATA, digests: Some(&digests) };
        info.verify(covered, [&self.signer.certificate, &self.signer.authority])
    }
}

fn warnings(crafted: &Crafted<'_>) -> Vec<SignatureWarning> {
    crafted.verify().unwrap().warnings
}

#[test]
fn attributes_out_of_order_are_accepted_with_a_warning() {
    let signer = Signer::new(Key::p256());
    let mut attributes = vec![content_type(), message_digest(), signing_certificate(&signer, 2)];
    attributes.sort();
    assert_eq!(warnings(&Crafted::new(&signer, attributes.clone())), []);
    attributes.reverse();
    let as_present = Crafted::new(&signer, attributes);
    assert_eq!(warnings(&as_present), [SignatureWarning::NotDer { canonical: false }]);
    let mut canonical = as_present;
    canonical.signed.sort();
    assert_eq!(warnings(&canonical), [SignatureWarning::NotDer { canonical: true }]);
}

#[test]
fn the_first_form_of_signing_certificate_is_accepted_with_a_warning() {
    let signer = Signer::new(Key::p256());
    let attributes = vec![content_type(), message_digest(), signing_certificate(&signer, 1)];
    assert_eq!(warnings(&Crafted::new(&signer, attributes).sorted()), [SignatureWarning::EssVersion1]);
    let none = Crafted::new(&signer, vec![content_type(), message_digest()]).sorted();
    assert_eq!(warnings(&none), [SignatureWarning::NoSigningCertificateAttribute]);
}

#[test]
fn a_certificate_named_by_its_key_identifier_is_found() {
    let signer = Signer::new(Key::p256());
    let attributes = vec![content_type(), message_digest(), signing_certificate(&signer, 2)];
    let mut crafted = Crafted::new(&signer, attributes).sorted();
    crafted.key_identifier = true;
    assert_eq!(crafted.verify().unwrap().certificate.der(), signer.certificate.der());
}

#[test]
fn malformed_sets_of_attributes_are_refused() {
    let signer = Signer::new(Key::p256());
    let ess = signing_certificate(&signer, 2);
    let time = |instant: &str| {
        let instant: jiff::Timestamp = instant.parse().unwrap();
        attribute(oid::SIGNING_TIME, &[Writer::build(|w| w.time(instant))])
    };
    let digest = octets(&DigestAlgorithm::Sha256.digest(CONTENT));
    let other = octets(&DigestAlgorithm::Sha256.digest(b"altro"));
    let of_type = |oid: Oid| attribute(oid::CONTENT_TYPE, &[Writer::build(|w| w.oid(&oid))]);
    let signed_at = signing_time().to_string();
    let cases: Vec<(Vec<Vec<u8>>, SignatureError)> = vec![
        (vec![message_digest(), ess.clone()], SignatureError::AttributeMissing(oid::CONTENT_TYPE)),
        (vec![content_type(), ess.clone()], SignatureError::AttributeMissing(oid::MESSAGE_DIGEST)),
        (
            vec![content_type(), message_digest(), message_digest()],
            SignatureError::AttributeDuplicated(oid::MESSAGE_DIGEST),
        ),
        (
            vec![content_type(), attribute(oid::MESSAGE_DIGEST, &[digest, other.clone()])],
            SignatureError::AttributeNotSingle(oid::MESSAGE_DIGEST),
        ),
        (
            vec![content_type(), attribute(oid::MESSAGE_DIGEST, &[])],
            SignatureError::AttributeNotSingle(oid::MESSAGE_DIGEST),
        ),
        (vec![content_type(), attribute(oid::MESSAGE_DIGEST, &[other])], SignatureError::DigestMismatch),
        (vec![of_type(oid::TST_INFO), message_digest()], SignatureError::ContentTypeMismatch),
        (
            vec![content_type(), message_digest(), time(&signed_at), time("2020-01-01T00:00:00Z")],
            SignatureError::AttributeDuplicated(oid::SIGNING_TIME),
        ),
        (
            // What is about the signature cannot be covered by it.
            vec![content_type(), message_digest(), attribute(oid::COUNTER_SIGNATURE, &[octets(b"")])],
            SignatureError::AttributeNotAllowed(oid::COUNTER_SIGNATURE),
        ),
        (
            vec![content_type(), message_digest(), attribute(oid::SIGNATURE_TIME_STAMP, &[octets(b"")])],
            SignatureError::AttributeNotAllowed(oid::SIGNATURE_TIME_STAMP),
        ),
    ];
    for (attributes, expected) in cases {
        assert_eq!(Crafted::new(&signer, attributes).sorted().verify().unwrap_err(), expected);
    }
    let not_a_time = attribute(oid::SIGNING_TIME, &[octets(b"ieri")]);
    let refused = Crafted::new(&signer, vec![content_type(), message_digest(), not_a_time]).sorted().verify();
    assert!(matches!(refused, Err(SignatureError::Malformed { part: "signing-time", .. })));
}

#[test]
fn algorithms_that_disagree_are_refused() {
    let signer = Signer::new(Key::p256());
    let protection = |digest: DigestAlgorithm, signature: SignatureAlgorithm| {
        let signature = Writer::build(|w| signature.write(w));
        let value = Writer::build(|w| {
            w.sequence(|w| {
                digest.write(w);
                w.raw(&[Tag::context_constructed(1).0]);
                w.raw(&signature[1..]);
            });
        });
        attribute(oid::ALGORITHM_PROTECTION, &[value])
    };
    let ess = signing_certificate(&signer, 2);
    let with =
        |protection| Crafted::new(&signer, vec![content_type(), message_digest(), ess.clone(), protection]);
    let (sha256, sha384) = (DigestAlgorithm::Sha256, DigestAlgorithm::Sha384);
    let ecdsa = SignatureAlgorithm::Ecdsa;
    assert_eq!(warnings(&with(protection(sha256, ecdsa(sha256))).sorted()), []);
    for wrong in [protection(sha384, ecdsa(sha256)), protection(sha256, ecdsa(sha384))] {
        let refused = with(wrong).sorted().verify();
        assert!(matches!(refused, Err(SignatureError::AlgorithmMismatch("cmsAlgorithmProtection"))));
    }
    let mut crafted = Crafted::new(&signer, vec![content_type(), message_digest(), ess.clone()]).sorted();
    crafted.algorithm = ecdsa(sha384);
    assert!(matches!(crafted.verify(), Err(SignatureError::AlgorithmMismatch(_))));
}

#[test]
fn a_digest_that_was_not_announced_is_computed_in_a_second_pass() {
    let signer = Signer::new(Key::p256());
    let mut file = signer.sign(CONTENT).enveloping(CONTENT).unwrap();
    let sha256 = DigestAlgorithm::Sha256.oid();
    let announced = file.windows(9).position(|window| window == sha256.as_bytes()).unwrap();
    file[announced..announced + 9].copy_from_slice(DigestAlgorithm::Sha512.oid().as_bytes());
    let signed = SignedData::from_slice(&file, &Limits::default()).unwrap();
    assert!(signed.digests().unwrap().get(DigestAlgorithm::Sha512).is_some());
    assert!(signed.verify(&signed.signers()[0], &[]).is_ok());
}

#[test]
fn an_issuer_written_with_another_string_type_is_the_same_issuer() {
    let signer = Signer::new(Key::p256());
    let info = SignerInfo::parse(signer.sign(CONTENT).signer_info().to_vec()).unwrap();
    let issuer = signer.certificate.issuer().der();
    let mut printable = issuer.to_vec();
    let at = printable.iter().position(|octet| *octet == tag::UTF8_STRING.0).unwrap();
    printable[at] = tag::PRINTABLE_STRING.0;
    let mut raw = info.raw().to_vec();
    let at = raw.windows(issuer.len()).position(|window| window == issuer).unwrap();
    raw[at..at + issuer.len()].copy_from_slice(&printable);
    let info = SignerInfo::parse(raw).unwrap();
    assert!(info.sid().names(&signer.certificate));
    assert!(!info.sid().names(&signer.authority));
}
