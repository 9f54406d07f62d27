//! Time stamps of signatures: what they must cover, and what they protect.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use std::fs::File;

use cades::{Covered, Level, Limits, SignedData, TimeStamp, TimeStampKind, token::TimeStampToken};

fn open(name: &str) -> Option<SignedData> {
    let Some(corpus) = common::corpus("signatures") else {
        println!("not run: {name}, corpus folder missing");
        return None;
    };
    Some(SignedData::read(&mut File::open(corpus.join(name)).unwrap(), &Limits::default()).unwrap())
}

/// Whether the token holds and is over what it must be.
fn holds(stamp: &TimeStamp<'_>) -> bool {
    let token = TimeStampToken::read(stamp.token(), &Limits::default()).unwrap();
    let algorithm = token.stamp().imprint_algorithm.unwrap();
    stamp.fault().is_none()
        && token.verify(&[]).is_ok()
        && stamp.imprint(algorithm).is_some_and(|imprint| token.covers_digest(algorithm, &imprint))
}

#[test]
fn repeated_archive_time_stamps_hold_and_the_later_protects_the_earlier() {
    let Some(signed) = open("dss/cades/CAdESDoubleLTA.p7m") else { return };
    let signer = &signed.signers()[0];
    assert_eq!(signed.level(signer), Some(Level::Lta));
    let stamps = signed.time_stamps(signer, signed.covered(None));
    let kinds: Vec<_> =
        stamps.iter().map(|stamp| (stamp.kind(), stamp.fault().cloned(), holds(stamp))).collect();
    let archive = (TimeStampKind::Archive, None, true);
    assert_eq!(kinds, [(TimeStampKind::Signature, None, true), archive.clone(), archive]);
    let id = |stamp: &TimeStamp<'_>| x509::evidence::ObjectId::of(stamp.token());
    let [signature, first, second] = [&stamps[0], &stamps[1], &stamps[2]];
    assert!(first.protects().signature && second.protects().signature);
    assert!(first.protects().objects.contains(&id(signature)));
    assert!(!first.protects().objects.contains(&id(second)));
    assert!(second.protects().objects.contains(&id(first)) || first.protects().objects.contains(&id(second)));
    assert!(signature.protects().objects.is_empty() && signature.protects().signature);
}

#[test]
fn a_copied_time_stamp_is_listed_and_does_not_match() {
    let Some(signed) = open("dss/cades/cades-t-copied-sigtst.p7m") else { return };
    let signer = &signed.signers()[0];
    let found: Vec<_> = signed
        .time_stamps(signer, signed.covered(None))
        .iter()
        .map(|stamp| (stamp.kind(), holds(stamp)))
        .collect();
    assert_eq!(found, [(TimeStampKind::Content, true), (TimeStampKind::Signature, false)]);
    assert_eq!(signed.level(signer), Some(Level::T));
}

#[test]
fn counter_signatures_have_time_stamps_of_their_own() {
    let Some(signed) = open("dss/cades/counterSig.p7m") else { return };
    let signer = &signed.signers()[0];
    for counter in signer.counter_signatures() {
        let counter = counter.unwrap();
        let stamps = signed.time_stamps(&counter, Covered::Signature(signer.signature()));
        println!("{:?}", stamps.iter().map(|s| (s.kind(), holds(s))).collect::<Vec<_>>());
        assert!(stamps.iter().all(holds));
    }
}
