//! What is embedded for the long term, and what the time stamps prove.
#![expect(clippy::print_stdout, clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::corpus;
use pades::{EvidenceKind, Level, TimeStampKind};
use x509::alg::DigestAlgorithm;
use x509::evidence::ObjectId;

fn sample(name: &str) -> Option<Vec<u8>> {
    let Some(folder) = corpus() else {
        println!("not run: {name}, corpus folder missing");
        return None;
    };
    Some(std::fs::read(folder.join("generated/valid").join(name)).unwrap())
}

#[test]
fn the_level_is_told_by_what_is_there() {
    for (name, level) in [
        ("pades-bb-rsa.pdf", Level::B),
        ("pades-bt.pdf", Level::T),
        ("pades-blt.pdf", Level::Lt),
        ("pades-blta.pdf", Level::Lta),
    ] {
        let Some(pdf) = sample(name) else { return };
        let found = pades::inspect(&pdf).unwrap();
        assert_eq!(found.level(0), Some(level), "{name}");
    }
}

#[test]
fn an_archive_time_stamp_protects_what_stood_before_it() {
    let Some(pdf) = sample("pades-blta.pdf") else { return };
    let found = pades::inspect(&pdf).unwrap();
    assert!(found.evidence.iter().any(|item| item.kind == EvidenceKind::Certificate));
    assert!(found.evidence.iter().any(|item| item.kind != EvidenceKind::Certificate));
    let stamps = found.time_stamps(&pdf, 0);
    let kinds: Vec<_> = stamps.iter().map(|stamp| stamp.kind).collect();
    assert_eq!(kinds, [TimeStampKind::Signature, TimeStampKind::Document]);
    for stamp in &stamps {
        let token = cades::token::TimeStampToken::read(&stamp.token, &cades::Limits::default()).unwrap();
        let imprint = stamp.imprint(DigestAlgorithm::Sha256).unwrap();
        assert!(token.covers_digest(DigestAlgorithm::Sha256, &imprint), "{:?}", stamp.kind);
    }
    assert!(stamps[0].protects().signature && stamps[0].protects().objects.is_empty());
    let protected = stamps[1].protects();
    assert!(protected.signature);
    assert!(found.evidence.iter().all(|item| protected.objects.contains(&item.id)));
    assert!(protected.objects.contains(&ObjectId::of(&stamps[0].token)));
    assert!(!protected.objects.contains(&ObjectId::of(&stamps[1].token)), "not itself");
}
