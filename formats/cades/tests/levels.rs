//! Levels T, LT and LTA, repeated, and what they leave as it is.
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::io::{Cursor, Read, Write};

use aws_lc_rs::rsa::KeySize;
use cades::{
    AugmentError, ContentDigest, ContentDigests, Enveloper, Level, Limits, Parameters, SignedData, TimeStamp,
    TimeStampFault, TimeStampKind, Which, append, archive_imprint, prepare, signature_imprint,
    token::TimeStampToken, with_archive_time_stamp, with_signature_time_stamp, with_validation_data,
};
use common::{Key, Signer, Stamper, crl, response, signing_time};
use x509::{
    alg::{
        DigestAlgorithm::{self, Sha256, Sha384, Sha512},
        SignatureAlgorithm,
    },
    evidence::{ObjectId, ValidationData},
};

const CONTENT: &[u8] = b"Contratto di locazione.\r\n";

fn read(envelope: &[u8]) -> SignedData {
    SignedData::from_slice(envelope, &Limits::default()).unwrap()
}

fn first() -> Which {
    Which::signer_at(0)
}

fn stamped(envelope: &[u8], stamper: &Stamper, algorithm: DigestAlgorithm, at: &str) -> Vec<u8> {
    let existing = read(envelope);
    let imprint = signature_imprint(&existing, &first(), algorithm).unwrap();
    let token = stamper.token(algorithm, &imprint, at);
    let mut out = Vec::new();
    with_signature_time_stamp(&existing, &mut Cursor::new(envelope), &first(), &token, &mut out).unwrap();
    out
}

fn with_data(envelope: &[u8], data: &ValidationData) -> Vec<u8> {
    let mut out = Vec::new();
    with_validation_data(&read(envelope), &mut Cursor::new(envelope), data, &mut out).unwrap();
    out
}

fn archived(envelope: &[u8], stamper: &Stamper, algorithm: DigestAlgorithm, at: &str) -> Vec<u8> {
    let existing = read(envelope);
    let mut source = Cursor::new(envelope);
    let content = existing
        .content_digest(&mut source, algorithm)
        .unwrap()
        .unwrap_or_else(|| ContentDigest::of_slice(CONTENT, algorithm));
    let imprint = archive_imprint(&existing, &first(), &content).unwrap();
    let token = stamper.token(algorithm, &imprint, at);
    let mut out = Vec::new();
    with_archive_time_stamp(&existing, &mut source, &first(), &content, &token, &mut out).unwrap();
    out
}

fn data(mark: &[u8], stamper: &Stamper) -> ValidationData {
    ValidationData {
        certificates: vec![stamper.0.certificate.der().to_vec(), stamper.0.authority.der().to_vec()],
        crls: vec![crl(mark)],
        responses: vec![response(mark)],
    }
}

fn holds(stamp: &TimeStamp<'_>) -> bool {
    let token = TimeStampToken::read(stamp.token(), &Limits::default()).unwrap();
    let algorithm = token.stamp().imprint_algorithm.unwrap();
    stamp.fault().is_none()
        && token.verify(&[]).is_ok()
        && stamp.imprint(algorithm).is_some_and(|imprint| token.covers_digest(algorithm, &imprint))
}

/// The octets between the digest algorithms and the certificates: EncapsulatedContentInfo.
fn encapsulated<'a>(envelope: &'a [u8], content: &[u8]) -> Option<&'a [u8]> {
    let at = envelope.windows(content.len()).position(|window| window == content)?;
    Some(&envelope[at - 30..at + content.len()])
}

fn check(envelope: &[u8], before: &[u8], level: Level, stamps: usize) -> SignedData {
    let signed = read(envelope);
    let original = read(before);
    assert_eq!(signed.is_der(), original.is_der());
    assert_eq!(encapsulated(envelope, CONTENT), encapsulated(before, CONTENT));
    let detached = signed.is_detached().then(|| signed.digests_of(CONTENT).unwrap());
    let signer = &signed.signers()[0];
    let prefix = original.signers()[0].signature();
    assert_eq!(signer.signature(), prefix);
    assert_eq!(signer.signed_attributes_raw(), original.signers()[0].signed_attributes_raw());
    assert!(signed.verify_detached(signer, signed.digests().or(detached.as_ref()), &[]).is_ok());
    assert_eq!(signed.level(signer), Some(level));
    let found = signed.time_stamps(signer, signed.covered(detached.as_ref()));
    assert_eq!(found.len(), stamps);
    for stamp in &found {
        assert!(holds(stamp), "{level}: {:?} {:?}", stamp.kind(), stamp.fault());
    }
    signed.clone()
}

fn in_ber(signer: &Signer) -> Vec<u8> {
    let parameters = signer.parameters();
    let mut enveloper = Enveloper::begin(Vec::new(), parameters.signature.digest()).unwrap();
    enveloper.write_all(CONTENT).unwrap();
    let (digest, open) = enveloper.end_content().unwrap();
    let to_sign = prepare(&digest, &signer.certificate, &[], &parameters).unwrap();
    let signed = to_sign.complete(&signer.key.sign(parameters.signature, to_sign.bytes())).unwrap();
    open.finish(&signed).unwrap()
}

#[test]
fn every_form_and_key_reaches_every_level_and_earlier_time_stamps_keep_holding() {
    let stamper = Stamper::new();
    let pss = Signer::new(Key::rsa(KeySize::Rsa3072));
    let p256 = Signer::new(Key::p256());
    let p384 = Signer::new(Key::p384());
    let with_pss = Parameters::new(SignatureAlgorithm::rsa_pss(Sha512), signing_time());
    let envelopes = [
        (p256.sign(CONTENT).enveloping(CONTENT).unwrap(), Sha256),
        (p384.sign(CONTENT).detached(), Sha512),
        (pss.sign_with(CONTENT, &with_pss).enveloping(CONTENT).unwrap(), Sha384),
        (in_ber(&p256), Sha256),
    ];
    for (basic, algorithm) in envelopes {
        check(&basic, &basic, Level::B, 0);
        let t = stamped(&basic, &stamper, algorithm, "2026-11-22T10:00:00Z");
        check(&t, &basic, Level::T, 1);
        let lt = with_data(&t, &data(b"first", &stamper));
        let signed = check(&lt, &basic, Level::Lt, 1);
        assert_eq!(signed.version(), 5, "an OCSP response among the CRLs");
        assert_eq!(signed.validation_data().responses, [response(b"first")]);
        assert_eq!(signed.validation_data().crls, [crl(b"first")]);
        assert_eq!(with_data(&lt, &data(b"first", &stamper)), lt, "nothing is embedded twice");

        let lta = archived(&lt, &stamper, algorithm, "2026-11-22T11:00:00Z");
        check(&lta, &basic, Level::Lta, 2);
        let more = with_data(&lta, &data(b"second", &stamper));
        check(&more, &basic, Level::Lta, 2);
        let again = archived(&more, &stamper, Sha256, "2036-11-22T11:00:00Z");
        let signed = check(&again, &basic, Level::Lta, 3);

        let detached = signed.is_detached().then(|| signed.digests_of(CONTENT).unwrap());
        let stamps = signed.time_stamps(&signed.signers()[0], signed.covered(detached.as_ref()));
        let by_time = |year: &str| {
            stamps
                .iter()
                .find(|stamp| {
                    let token = TimeStampToken::read(stamp.token(), &Limits::default()).unwrap();
                    stamp.kind() == TimeStampKind::Archive && token.stamp().time.to_string().starts_with(year)
                })
                .unwrap()
        };
        let (older, newer) = (by_time("2026"), by_time("2036"));
        let [first, second] = [b"first" as &[u8], b"second"].map(|mark| ObjectId::of(&crl(mark)));
        assert!(older.protects().signature && newer.protects().signature);
        assert!(older.protects().objects.contains(&first) && !older.protects().objects.contains(&second));
        assert!(newer.protects().objects.contains(&first) && newer.protects().objects.contains(&second));
        assert!(newer.protects().objects.contains(&ObjectId::of(older.token())));
        assert!(!older.protects().objects.contains(&ObjectId::of(newer.token())));
        let signer = signed.certificates()[0].der();
        assert!(older.protects().objects.contains(&ObjectId::of(signer)));
        // A BasicOCSPResponse has one name in whatever wrapping.
        let inside = ObjectId::of(&common::basic(b"first"));
        assert!(older.protects().objects.contains(&inside));
    }
}

#[test]
fn what_is_removed_from_under_an_archive_time_stamp_is_missed() {
    let stamper = Stamper::new();
    let signer = Signer::new(Key::p256());
    let t =
        stamped(&signer.sign(CONTENT).enveloping(CONTENT).unwrap(), &stamper, Sha256, "2026-11-22T10:00:00Z");
    let lta = archived(&with_data(&t, &data(b"mark", &stamper)), &stamper, Sha256, "2026-11-22T11:00:00Z");
    // The CRL becomes another one of the same length.
    let mut changed = lta.clone();
    let at = changed.windows(4).position(|window| window == b"mark").unwrap();
    changed[at] ^= 1;
    let signed = read(&changed);
    let stamps = signed.time_stamps(&signed.signers()[0], signed.covered(None));
    let archive = stamps.iter().find(|stamp| stamp.kind() == TimeStampKind::Archive).unwrap();
    assert_eq!(archive.fault(), Some(&TimeStampFault::HashIndexUnmatched { count: 1 }));
    assert!(archive.protects().objects.is_empty() && !archive.protects().signature);

    // A changed index is another imprint: the token was over the true one.
    let signed = read(&lta);
    let stamps = signed.time_stamps(&signed.signers()[0], signed.covered(None));
    let entry = Sha256.digest(&crl(b"mark"));
    let mut changed = lta.clone();
    let at = changed.windows(32).position(|window| window == entry).unwrap();
    changed[at] ^= 1;
    let other = read(&changed);
    let found = other.time_stamps(&other.signers()[0], other.covered(None));
    assert!(stamps.iter().all(holds) && !found.iter().all(holds));
}

#[test]
fn a_token_over_something_else_is_not_put_in() {
    let stamper = Stamper::new();
    let envelope = Signer::new(Key::p256()).sign(CONTENT).enveloping(CONTENT).unwrap();
    let existing = read(&envelope);
    let token = stamper.token(Sha256, &Sha256.digest(b"altro"), "2026-11-22T10:00:00Z");
    let mut source = Cursor::new(&envelope);
    let refused = with_signature_time_stamp(&existing, &mut source, &first(), &token, Vec::new());
    assert!(matches!(refused, Err(AugmentError::TokenMismatch)));
    let content = ContentDigest::of_slice(CONTENT, Sha256);
    let refused = with_archive_time_stamp(&existing, &mut source, &first(), &content, &token, Vec::new());
    assert!(matches!(refused, Err(AugmentError::TokenMismatch)));
    let refused = with_signature_time_stamp(&existing, &mut source, &first(), &envelope, Vec::new());
    assert!(matches!(refused, Err(AugmentError::Token(_))));
    // `tryLater`: nothing to embed.
    let unsuccessful =
        ValidationData { responses: vec![vec![0x30, 3, 10, 1, 3]], ..ValidationData::default() };
    let refused = with_validation_data(&existing, &mut source, &unsuccessful, Vec::new());
    assert!(matches!(refused, Err(AugmentError::OcspResponse)));
    let nobody = Which::signer_at(1);
    let refused = with_signature_time_stamp(&existing, &mut source, &nobody, &token, Vec::new());
    assert!(matches!(refused, Err(AugmentError::NoSuchSignature)));
}

#[test]
fn a_signature_is_born_with_its_time_stamps() {
    let stamper = Stamper::new();
    let signer = Signer::new(Key::p256());
    let mut parameters = signer.parameters();
    parameters.content_time_stamp =
        Some(stamper.token(Sha256, &Sha256.digest(CONTENT), "2026-11-22T08:00:00Z"));
    let signed = signer.sign_with(CONTENT, &parameters);
    let token = stamper.token(Sha512, &signed.signature_imprint(Sha512), "2026-11-22T10:00:00Z");
    let envelope = signed.with_signature_time_stamp(&token).unwrap().enveloping(CONTENT).unwrap();
    let signed = check(&envelope, &envelope, Level::T, 2);
    let kinds: Vec<_> =
        signed.time_stamps(&signed.signers()[0], signed.covered(None)).iter().map(TimeStamp::kind).collect();
    assert_eq!(kinds, [TimeStampKind::Content, TimeStampKind::Signature]);

    parameters.content_time_stamp =
        Some(stamper.token(Sha256, &Sha256.digest(b"altro"), "2026-11-22T08:00:00Z"));
    let digest = ContentDigest::of_slice(CONTENT, Sha256);
    let refused = prepare(&digest, &signer.certificate, &[], &parameters);
    assert!(matches!(refused, Err(cades::SignError::ContentTimeStamp)));
}

#[test]
fn a_parallel_signature_leaves_archive_time_stamps_valid() {
    let stamper = Stamper::new();
    let signer = Signer::new(Key::p256());
    for basic in [signer.sign(CONTENT).enveloping(CONTENT).unwrap(), in_ber(&signer)] {
        let t = stamped(&basic, &stamper, Sha256, "2026-11-22T10:00:00Z");
        let lta =
            archived(&with_data(&t, &data(b"mark", &stamper)), &stamper, Sha256, "2026-11-22T11:00:00Z");
        let second = Signer::with_serial(Key::p384(), &[0x20]).sign(CONTENT);
        let mut both = Vec::new();
        append(&read(&lta), &mut Cursor::new(&lta), None, &[], &second, &mut both).unwrap();
        let signed = read(&both);
        assert_eq!(signed.signers().len(), 2);
        for signer in signed.signers() {
            assert!(signed.verify(signer, &[]).is_ok());
            assert!(signed.time_stamps(signer, signed.covered(None)).iter().all(holds));
        }
        let other = Signer::with_serial(Key::p384(), &[0x20]).sign(b"altro");
        let refused = append(&read(&lta), &mut Cursor::new(&lta), None, &[], &other, Vec::new());
        assert!(matches!(refused, Err(cades::SignError::ContentChanged)));
    }
}

#[test]
fn a_digest_that_only_a_time_stamp_names_is_known_for_a_detached_content() {
    let stamper = Stamper::new();
    let basic = Signer::new(Key::p256()).sign(CONTENT).detached();
    let t = stamped(&basic, &stamper, Sha256, "2026-11-22T10:00:00Z");
    let lta = archived(&t, &stamper, Sha512, "2026-11-22T11:00:00Z");
    let signed = read(&lta);
    assert_eq!(signed.digest_algorithms(), [Sha256, Sha512]);
    let without = ContentDigests::of_slice(CONTENT, &[Sha256]);
    let stamps = signed.time_stamps(&signed.signers()[0], signed.covered(Some(&without)));
    let archive = stamps.iter().find(|stamp| stamp.kind() == TimeStampKind::Archive).unwrap();
    assert_eq!(archive.imprint(Sha512), None);
    let mut both = Vec::new();
    CONTENT.chain(&b""[..]).read_to_end(&mut both).unwrap();
    let digests = signed.digests_of(&*both).unwrap();
    assert!(signed.time_stamps(&signed.signers()[0], signed.covered(Some(&digests))).iter().all(holds));
}

#[test]
fn a_large_content_goes_by_and_stays_in_its_chunks() {
    let stamper = Stamper::new();
    let signer = Signer::new(Key::p256());
    let len = cades::DER_LIMIT + 100_000;
    let mut content = tempfile::tempfile().unwrap();
    std::io::copy(&mut std::io::repeat(b'x').take(len), &mut content).unwrap();
    let mut file = tempfile::tempfile().unwrap();
    let sign = |to_sign: &cades::ToSign| {
        Ok::<_, cades::SignError>(signer.key.sign(to_sign.algorithm(), to_sign.bytes()))
    };
    let parameters = signer.parameters();
    cades::sign_enveloping(&mut content, &file, &signer.certificate, &[], &parameters, sign).unwrap();

    let existing = SignedData::read(&mut file, &Limits::default()).unwrap();
    let imprint = signature_imprint(&existing, &first(), Sha256).unwrap();
    let token = stamper.token(Sha256, &imprint, "2026-11-22T10:00:00Z");
    let mut stamped = tempfile::tempfile().unwrap();
    with_signature_time_stamp(&existing, &mut file, &first(), &token, &mut stamped).unwrap();
    let existing = SignedData::read(&mut stamped, &Limits::default()).unwrap();
    // Under a digest that nobody announced.
    let digest = existing.content_digest(&mut stamped, Sha512).unwrap().unwrap();
    let imprint = archive_imprint(&existing, &first(), &digest).unwrap();
    let token = stamper.token(Sha512, &imprint, "2026-11-22T11:00:00Z");
    let mut archived = tempfile::tempfile().unwrap();
    with_archive_time_stamp(&existing, &mut stamped, &first(), &digest, &token, &mut archived).unwrap();
    let signed = SignedData::read(&mut archived, &Limits::default()).unwrap();
    assert!(!signed.is_der() && signed.verify(&signed.signers()[0], &[]).is_ok());
    assert_eq!(signed.content(&mut archived).unwrap().unwrap().size(), len);
    let stamps = signed.time_stamps(&signed.signers()[0], signed.covered(None));
    assert!(stamps.len() == 2 && stamps.iter().all(holds));
}
