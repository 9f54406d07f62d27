//! Counter-signatures at any depth, and what protects them.
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::io::Cursor;

use aws_lc_rs::rsa::KeySize;
use cades::{
    AugmentError, ContentDigest, CounterSigned, CounterToSign, Covered, Limits, SignedData, SignerInfo,
    ToSign, Which, archive_imprint, oid, prepare_counter_signature, signature_imprint,
    with_archive_time_stamp, with_counter_signature, with_signature_time_stamp,
};
use common::{Key, Signer, Stamper};
use x509::{Certificate, alg::DigestAlgorithm::Sha256};

const CONTENT: &[u8] = b"Delibera.\r\n";

fn read(envelope: &[u8]) -> SignedData {
    SignedData::from_slice(envelope, &Limits::default()).unwrap()
}

fn counter(envelope: &[u8], which: &Which, by: &Signer) -> Result<CounterSigned, AugmentError> {
    let existing = read(envelope);
    let to_sign =
        prepare_counter_signature(&existing, which, None, &[], &by.certificate, &[], &by.parameters())?;
    let to_sign = CounterToSign::from_bytes(&to_sign.to_bytes()).unwrap();
    assert_eq!(to_sign.which(), which);
    Ok(to_sign.complete(&by.key.sign(to_sign.algorithm(), to_sign.bytes()))?)
}

fn countersigned(envelope: &[u8], which: &Which, by: &Signer) -> Vec<u8> {
    let mut out = Vec::new();
    let signed = counter(envelope, which, by).unwrap();
    with_counter_signature(&read(envelope), &mut Cursor::new(envelope), &signed, &mut out).unwrap();
    out
}

/// Serial numbers of those who counter-signed, depth first; all must verify.
fn tree(signer: &SignerInfo, certificates: &[Certificate]) -> Vec<(usize, Vec<u8>)> {
    let mut found = Vec::new();
    for counter in signer.counter_signatures() {
        let counter = counter.unwrap();
        let verified = counter.verify(Covered::Signature(signer.signature()), certificates).unwrap();
        assert!(verified.warnings.is_empty());
        assert!(counter.signed_attributes().unwrap().value(oid::CONTENT_TYPE).is_none());
        assert!(counter.signed_attributes().unwrap().value(oid::SIGNING_TIME).is_some());
        found.push((1, verified.certificate.serial_content().to_vec()));
        found.extend(tree(&counter, certificates).into_iter().map(|(depth, who)| (depth + 1, who)));
    }
    found
}

#[test]
fn signatures_are_counter_signed_at_any_depth() {
    let first = Signer::with_serial(Key::p256(), &[1]);
    let others = [
        Signer::with_serial(Key::p384(), &[2]),
        Signer::with_serial(Key::rsa(KeySize::Rsa2048), &[3]),
        Signer::with_serial(Key::p256(), &[4]),
    ];
    let basic = first.sign(CONTENT).enveloping(CONTENT).unwrap();
    let root = Which::signer_at(0);
    let one = countersigned(&basic, &root, &others[0]);
    let below = root.clone().counter_signature(0);
    let two = countersigned(&one, &below, &others[1]);
    let three = countersigned(&two, &below.clone().counter_signature(0), &others[2]);
    let beside = countersigned(&three, &below, &others[2]);

    let signed = read(&beside);
    assert!(signed.is_der() && signed.verify(&signed.signers()[0], &[]).is_ok());
    let mut tree = tree(&signed.signers()[0], signed.certificates());
    tree.sort();
    assert_eq!(tree, [(1, vec![2]), (2, vec![3]), (2, vec![4]), (3, vec![4])]);
    let original = read(&basic);
    assert_eq!(signed.signers()[0].signed_attributes_raw(), original.signers()[0].signed_attributes_raw());
    assert_eq!(signed.certificates().len(), 4);
}

#[test]
fn only_a_valid_signature_that_nothing_protects_is_counter_signed() {
    let signer = Signer::with_serial(Key::p256(), &[1]);
    let other = Signer::with_serial(Key::p256(), &[2]);
    let root = Which::signer_at(0);
    let basic = signer.sign(CONTENT).enveloping(CONTENT).unwrap();
    let mut broken = basic.clone();
    let at = broken.windows(8).position(|window| window == b"Delibera").unwrap();
    broken[at] = b'X';
    assert!(matches!(counter(&broken, &root, &other), Err(AugmentError::Signature(_))));
    let nobody = root.clone().counter_signature(0);
    assert!(matches!(counter(&basic, &nobody, &other), Err(AugmentError::NoSuchSignature)));

    let once = countersigned(&basic, &root, &other);
    let existing = read(&once);
    let content = ContentDigest::of_slice(CONTENT, Sha256);
    let stamper = Stamper::new();
    let imprint = archive_imprint(&existing, &root, &content).unwrap();
    let token = stamper.token(Sha256, &imprint, "2026-11-22T11:00:00Z");
    let mut archived = Vec::new();
    let mut source = Cursor::new(&once);
    with_archive_time_stamp(&existing, &mut source, &root, &content, &token, &mut archived).unwrap();
    assert!(matches!(counter(&archived, &root, &other), Err(AugmentError::Archived)));
    // What was prepared before the archive time stamp came does not go in either.
    let late = counter(&once, &root, &other).unwrap();
    let refused = with_counter_signature(&read(&archived), &mut Cursor::new(&archived), &late, Vec::new());
    assert!(matches!(refused, Err(AugmentError::Archived)));
    // The counter-signature is protected too: nothing can be added inside it.
    let existing = read(&archived);
    let inner = root.clone().counter_signature(0);
    let imprint = signature_imprint(&existing, &inner, Sha256).unwrap();
    let token = stamper.token(Sha256, &imprint, "2026-11-22T12:00:00Z");
    let refused =
        with_signature_time_stamp(&existing, &mut Cursor::new(&archived), &inner, &token, Vec::new());
    assert!(matches!(refused, Err(AugmentError::Archived)));

    // And it goes only where it belongs.
    let elsewhere = signer.sign(b"altro").enveloping(b"altro").unwrap();
    let refused = with_counter_signature(&read(&elsewhere), &mut Cursor::new(&elsewhere), &late, Vec::new());
    assert!(matches!(refused, Err(AugmentError::OtherSignature)));
}

#[test]
fn counter_signatures_get_time_stamps_and_archive_time_stamps_protect_them() {
    let signer = Signer::with_serial(Key::p256(), &[1]);
    let other = Signer::with_serial(Key::p256(), &[2]);
    let stamper = Stamper::new();
    let root = Which::signer_at(0);
    let inner = root.clone().counter_signature(0);
    let once = countersigned(&signer.sign(CONTENT).enveloping(CONTENT).unwrap(), &root, &other);
    let existing = read(&once);
    let token =
        stamper.token(Sha256, &signature_imprint(&existing, &inner, Sha256).unwrap(), "2026-11-22T12:00:00Z");
    let mut stamped = Vec::new();
    with_signature_time_stamp(&existing, &mut Cursor::new(&once), &inner, &token, &mut stamped).unwrap();
    let existing = read(&stamped);
    let (counter, covered) = existing.signature(&inner).unwrap();
    let covered = covered.unwrap();
    let stamps = existing.time_stamps(&counter, Covered::Signature(&covered));
    assert_eq!(stamps.len(), 1);
    assert_eq!(stamps[0].imprint(Sha256).unwrap(), Sha256.digest(counter.signature()));

    let content = ContentDigest::of_slice(CONTENT, Sha256);
    let imprint = archive_imprint(&existing, &root, &content).unwrap();
    let archive = stamper.token(Sha256, &imprint, "2026-11-22T13:00:00Z");
    let mut archived = Vec::new();
    let mut source = Cursor::new(&stamped);
    with_archive_time_stamp(&existing, &mut source, &root, &content, &archive, &mut archived).unwrap();
    let signed = read(&archived);
    let stamps = signed.time_stamps(&signed.signers()[0], signed.covered(None));
    let protects = stamps[0].protects();
    assert_eq!(stamps[0].imprint(Sha256).unwrap(), imprint);
    for object in [counter.raw(), token.as_slice(), other.certificate.der()] {
        assert!(protects.objects.contains(&x509::evidence::ObjectId::of(object)));
    }
}

#[test]
fn requests_of_the_two_kinds_are_not_taken_for_each_other() {
    let signer = Signer::new(Key::p256());
    let basic = signer.sign(CONTENT).enveloping(CONTENT).unwrap();
    let to_sign = prepare_counter_signature(
        &read(&basic),
        &Which::signer_at(0),
        None,
        &[],
        &signer.certificate,
        &[],
        &signer.parameters(),
    )
    .unwrap();
    let stored = to_sign.to_bytes();
    assert!(ToSign::from_bytes(&stored).is_err());
    for cut in 0..stored.len() {
        assert!(CounterToSign::from_bytes(&stored[..cut]).is_err());
    }
    let plain = signer.to_sign(CONTENT, &signer.parameters()).to_bytes();
    assert!(CounterToSign::from_bytes(&plain).is_err());
}
