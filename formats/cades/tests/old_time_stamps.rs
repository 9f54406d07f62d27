//! Time stamps of the forms that are only read: over references, archive versions 1 and 2.
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use asn1::{Oid, Reader, Tag, Writer, tag};
use cades::{Limits, SignedData, TimeStampFault, TimeStampKind, oid, token::TimeStampToken};
use common::{Key, Signer, Stamper, crl};
use x509::{
    alg::DigestAlgorithm::{self, Sha256, Sha384},
    evidence::ObjectId,
};

const CONTENT: &[u8] = b"Perizia.\r\n";

fn read(envelope: &[u8]) -> SignedData {
    SignedData::from_slice(envelope, &Limits::default()).unwrap()
}

/// The same with one more unsigned attribute at the end.
fn with(envelope: &[u8], attribute: Oid, values: &[&[u8]]) -> Vec<u8> {
    let attribute = Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&attribute);
            w.constructed(tag::SET, |w| values.iter().for_each(|value| w.raw(value)));
        });
    });
    common::with_unsigned_attribute(envelope, &attribute)
}

fn signed(detached: bool) -> Vec<u8> {
    let signed = Signer::new(Key::p256()).sign(CONTENT);
    if detached { signed.detached() } else { signed.enveloping(CONTENT).unwrap() }
}

/// Kind, whether the token is over what it must be, and how many objects it protects.
fn found(envelope: &[u8]) -> Vec<(TimeStampKind, bool, usize)> {
    let signed = read(envelope);
    let digests = signed.is_detached().then(|| signed.digests_of(CONTENT).unwrap());
    signed
        .time_stamps(&signed.signers()[0], signed.covered(digests.as_ref()))
        .iter()
        .map(|stamp| {
            let token = TimeStampToken::read(stamp.token(), &Limits::default()).unwrap();
            let algorithm = stamp.imprint_algorithm().unwrap();
            let over =
                stamp.imprint(algorithm).is_some_and(|imprint| token.covers_digest(algorithm, &imprint));
            (stamp.kind(), over, stamp.protects().objects.len())
        })
        .collect()
}

fn with_signature_time_stamp(envelope: &[u8], stamper: &Stamper) -> Vec<u8> {
    let value = read(envelope).signers()[0].signature().to_vec();
    let token = stamper.token(Sha256, &Sha256.digest(&value), "2012-01-01T00:00:00Z");
    with(envelope, oid::SIGNATURE_TIME_STAMP, &[&token])
}

/// Everything that version 2 is over (RFC 5126 §6.4.1).
fn everything(envelope: &[u8], framed: bool) -> Vec<u8> {
    let signed = read(envelope);
    let fields = common::fields_of_envelope(envelope);
    let mut octets = fields[2].raw.to_vec();
    if signed.is_detached() {
        octets.extend(CONTENT);
    }
    let bags = fields.iter().filter(|field| field.tag.0 & 0xc0 == 0x80);
    bags.for_each(|bag| octets.extend(bag.raw));
    for field in Reader::ber(signed.signers()[0].raw()).read().unwrap().children() {
        let field = field.unwrap();
        let is_unsigned = field.tag == Tag::context_constructed(1);
        octets.extend(if is_unsigned && !framed { field.value } else { field.raw });
    }
    octets
}

fn with_archive_v2(
    envelope: &[u8],
    stamper: &Stamper,
    algorithm: DigestAlgorithm,
    framed: bool,
    at: &str,
) -> Vec<u8> {
    let token = stamper.token(algorithm, &algorithm.digest(&everything(envelope, framed)), at);
    with(envelope, oid::ARCHIVE_TIME_STAMP_V2, &[&token])
}

#[test]
fn version_2_is_over_everything_before_it_inside_and_apart() {
    let stamper = Stamper::new();
    for detached in [false, true] {
        for framed in [false, true] {
            let t = with_signature_time_stamp(&signed(detached), &stamper);
            let once = with_archive_v2(&t, &stamper, Sha384, framed, "2013-01-01T00:00:00Z");
            let twice = with_archive_v2(&once, &stamper, Sha256, framed, "2014-01-01T00:00:00Z");
            let found = found(&twice);
            assert!(found.iter().all(|(_, over, _)| *over), "{detached} {framed} {found:?}");
            let archive: Vec<_> = found
                .iter()
                .filter(|(kind, ..)| *kind == TimeStampKind::Archive)
                .map(|found| found.2)
                .collect();
            assert!(archive.len() == 2 && archive[1] > archive[0]);
            let mut changed = twice.clone();
            let value = read(&twice).signers()[0].signed_attributes_raw().unwrap().to_vec();
            let at = changed.windows(value.len()).position(|window| window == value).unwrap();
            changed[at + value.len() - 1] ^= 1;
            assert!(!self::found(&changed)[1].1);
        }
    }
}

#[test]
fn under_version_2_no_certificates_or_revocation_data_are_added() {
    let stamper = Stamper::new();
    let t = with_signature_time_stamp(&signed(false), &stamper);
    let archived = with_archive_v2(&t, &stamper, Sha256, true, "2013-01-01T00:00:00Z");
    let data = x509::evidence::ValidationData { crls: vec![crl(b"x")], ..Default::default() };
    let mut source = std::io::Cursor::new(&archived);
    let refused = cades::with_validation_data(&read(&archived), &mut source, &data, Vec::new());
    assert!(matches!(refused, Err(cades::AugmentError::ArchivedV2)));
    let other = Signer::with_serial(Key::p256(), &[0x33]).sign(CONTENT);
    let refused = cades::append(&read(&archived), &mut source, None, &[], &other, Vec::new());
    assert!(matches!(refused, Err(cades::SignError::Archived)));
    // An archive time stamp of today goes on top, and the old one keeps holding.
    let existing = read(&archived);
    let content = cades::ContentDigest::of_slice(CONTENT, Sha256);
    let which = cades::Which::signer_at(0);
    let imprint = cades::archive_imprint(&existing, &which, &content).unwrap();
    let token = stamper.token(Sha256, &imprint, "2026-01-01T00:00:00Z");
    let mut out = Vec::new();
    cades::with_archive_time_stamp(&existing, &mut source, &which, &content, &token, &mut out).unwrap();
    let found = found(&out);
    assert!(found.len() == 3 && found.iter().all(|(_, over, _)| *over), "{found:?}");
}

#[test]
fn version_1_is_over_the_values_one_after_the_other() {
    let stamper = Stamper::new();
    for detached in [false, true] {
        let t = with_signature_time_stamp(&signed(detached), &stamper);
        let signed = read(&t);
        let signer = &signed.signers()[0];
        let value_of = |raw: &[u8]| Reader::ber(raw).read().unwrap().value.to_vec();
        let mut octets = CONTENT.to_vec();
        octets.extend(value_of(signer.signed_attributes_raw().unwrap()));
        octets.extend(signer.signature());
        signer.unsigned_attributes().iter().for_each(|known| octets.extend(value_of(known.raw())));
        let token = stamper.token(Sha256, &Sha256.digest(&octets), "2006-01-01T00:00:00Z");
        let found = found(&with(&t, oid::ARCHIVE_TIME_STAMP_V1, &[&token]));
        assert!(found.len() == 2 && found.iter().all(|(_, over, _)| *over), "{found:?}");
    }
}

#[test]
fn references_are_stamped_with_and_without_the_signature() {
    let stamper = Stamper::new();
    let t = with_signature_time_stamp(&signed(false), &stamper);
    let references = Writer::build(|w| w.sequence(|_| {}));
    let c = with(&t, oid::CERTIFICATE_REFERENCES, &[&references]);
    let c = with(&c, oid::REVOCATION_REFERENCES, &[&references]);
    let signed = read(&c);
    let signer = &signed.signers()[0];
    let value = |oid: Oid| {
        let attribute = signer.unsigned_attributes().all(oid).next().unwrap();
        Reader::ber(attribute.raw()).read().unwrap().value.to_vec()
    };
    let only = [value(oid::CERTIFICATE_REFERENCES), value(oid::REVOCATION_REFERENCES)].concat();
    let all = [signer.signature().to_vec(), value(oid::SIGNATURE_TIME_STAMP), only.clone()].concat();
    let esc = stamper.token(Sha256, &Sha256.digest(&all), "2012-02-01T00:00:00Z");
    let x = with(&c, oid::SIGNATURE_AND_REFERENCES_TIME_STAMP, &[&esc]);
    let refs = stamper.token(Sha256, &Sha256.digest(&only), "2012-02-01T00:00:00Z");
    let x = with(&x, oid::REFERENCES_TIME_STAMP, &[&refs]);
    let found = found(&x);
    assert_eq!(found.iter().filter(|(kind, over, _)| *kind == TimeStampKind::References && *over).count(), 2);
}

#[test]
fn values_in_attributes_are_found_and_protected() {
    let stamper = Stamper::new();
    let t = with_signature_time_stamp(&signed(false), &stamper);
    let certificate = stamper.0.authority.der();
    let values = Writer::build(|w| w.sequence(|w| w.raw(certificate)));
    let x = with(&t, oid::CERTIFICATE_VALUES, &[&values]);
    let revocation = Writer::build(|w| {
        w.sequence(|w| {
            w.context(0, |w| w.sequence(|w| w.raw(&crl(b"v"))));
            w.context(1, |w| w.sequence(|w| w.raw(&common::basic(b"v"))));
        });
    });
    let x = with(&x, oid::REVOCATION_VALUES, &[&revocation]);
    let x = with_archive_v2(&x, &stamper, Sha256, true, "2013-01-01T00:00:00Z");
    let signed = read(&x);
    let signer = &signed.signers()[0];
    let data = signer.validation_data();
    assert_eq!((data.certificates, data.crls), (vec![certificate.to_vec()], vec![crl(b"v")]));
    assert_eq!(data.responses, [common::response(b"v")]);
    let stamps = signed.time_stamps(signer, signed.covered(None));
    let protects = stamps.last().unwrap().protects();
    for object in [certificate.to_vec(), crl(b"v"), common::basic(b"v")] {
        assert!(protects.objects.contains(&ObjectId::of(&object)));
    }
}

#[test]
fn doubled_and_multiplied_time_stamps_are_listed_each_and_cost_no_more_than_they_weigh() {
    let stamper = Stamper::new();
    let basic = signed(false);
    let value = read(&basic).signers()[0].signature().to_vec();
    let token = stamper.token(Sha256, &Sha256.digest(&value), "2012-01-01T00:00:00Z");
    let many: Vec<&[u8]> = vec![&token; 600];
    let envelope = with(&basic, oid::SIGNATURE_TIME_STAMP, &many);
    let envelope = with(&envelope, oid::ARCHIVE_TIME_STAMP_V2, &many[..100]);
    let envelope = with(&envelope, oid::ARCHIVE_TIME_STAMP_V3, &many[..100]);
    let signed = read(&envelope);
    let stamps = signed.time_stamps(&signed.signers()[0], signed.covered(None));
    assert_eq!(stamps.len(), 800);
    let limit = Limits::default().time_stamps;
    assert!(stamps[..limit].iter().all(|stamp| stamp.fault().is_none() && stamp.imprint(Sha256).is_some()));
    assert!(stamps[limit..].iter().all(|stamp| stamp.fault() == Some(&TimeStampFault::TooMany)));
}

#[test]
fn an_index_that_is_missing_doubled_or_malformed_is_a_fault() {
    let stamper = Stamper::new();
    let basic = signed(false);
    let bare = stamper.token(Sha256, &Sha256.digest(b"x"), "2026-01-01T00:00:00Z");
    let index = |algorithm: Oid| {
        Writer::build(|w| {
            w.sequence(|w| {
                w.sequence(|w| w.oid(&algorithm));
                (0..3).for_each(|_| w.sequence(|_| {}));
            });
        })
    };
    let good = index(Sha256.oid());
    let unknown = Oid::new("1.2.3");
    type Expected = fn(&TimeStampFault) -> bool;
    let cases: [(Vec<u8>, Expected); 5] = [
        (bare.clone(), |fault| *fault == TimeStampFault::HashIndexMissing),
        (with(&bare, oid::ATS_HASH_INDEX_V3, &[&good, &good]), |fault| {
            *fault == TimeStampFault::HashIndexAmbiguous
        }),
        (with(&bare, oid::ATS_HASH_INDEX_V3, &[&[0x30, 0]]), |fault| {
            matches!(fault, TimeStampFault::HashIndexMalformed(_))
        }),
        (with(&bare, oid::ATS_HASH_INDEX_V3, &[&index(unknown)]), |fault| {
            *fault == TimeStampFault::HashIndexAlgorithm(Oid::new("1.2.3"))
        }),
        (vec![0x30, 0], |fault| matches!(fault, TimeStampFault::Token(_))),
    ];
    for (token, expected) in cases {
        let envelope = with(&basic, oid::ARCHIVE_TIME_STAMP_V3, &[&token]);
        let signed = read(&envelope);
        let stamps = signed.time_stamps(&signed.signers()[0], signed.covered(None));
        assert!(expected(stamps[0].fault().unwrap()), "{:?}", stamps[0].fault());
        assert!(!stamps[0].protects().signature);
    }
}
