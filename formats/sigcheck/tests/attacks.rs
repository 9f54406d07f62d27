//! What no change to a signed file may achieve, and that nothing makes the check fall over.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::io::{Cursor, Read};

use cades::{Envelopes, Limits};
use common::{
    Corpus,
    chamber::{Chamber, instant},
    corpus,
};
use proptest::prelude::*;
use sigcheck::{Code, Indication, Kind, Policy, Report, SubIndication, Trust, check_slice};
use x509::crl::Reason;

const AT: &str = "2026-11-22T00:00:00Z";

fn check(file: &[u8], trust: &Trust, at: &str) -> Report {
    check_slice(file, None, trust, instant(at), &Policy::default()).unwrap()
}

/// A small p7m, and what makes it valid.
fn sample() -> (Vec<u8>, Trust) {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &[]));
    (chamber.sign(b"contratto", &certificate, "2026-11-20T10:00:00Z"), trust)
}

/// What a person would take from a valid report: the document, who signed, and when.
fn told(file: &[u8], report: &Report) -> (Vec<u8>, Vec<String>) {
    let mut source = Cursor::new(file);
    let envelopes = Envelopes::read(&mut source, &Limits::default()).unwrap();
    let mut document = Vec::new();
    envelopes.document(&mut source).unwrap().unwrap().read_to_end(&mut document).unwrap();
    let signers = report.signatures.iter().map(|signature| {
        let signer = signature.signer.as_ref().unwrap();
        format!("{} {} {:?}", signer.subject, signer.certificate_sha256, signature.time)
    });
    (document, signers.collect())
}

#[test]
fn no_flipped_bit_of_a_p7m_changes_what_a_valid_report_tells() {
    let (file, trust) = sample();
    let original = check(&file, &trust, AT);
    assert_eq!(original.indication, Indication::TotalPassed);
    let expected = told(&file, &original);
    let mut harmless = 0;
    for index in 0..file.len() {
        for mask in if index % 5 == 0 { &[0x01, 0x80][..] } else { &[0x01] } {
            let mut changed = file.clone();
            changed[index] ^= mask;
            let report = check(&changed, &trust, AT);
            if report.indication == Indication::TotalPassed {
                harmless += 1;
                assert_eq!(told(&changed, &report), expected, "octet {index} with {mask:02x}");
            }
        }
    }
    // Only what nobody signs and nobody reads may change: versions and the list of digests.
    assert!(harmless < 40, "{harmless}");
}

#[test]
fn no_part_of_a_p7m_is_valid() {
    let (file, trust) = sample();
    for len in 0..file.len() {
        assert_ne!(check(&file[..len], &trust, AT).indication, Indication::TotalPassed, "{len}");
    }
}

#[test]
fn octets_after_the_envelope_are_refused_or_told() {
    let (file, trust) = sample();
    let padded = [&file[..], b"\r\n\0\0"].concat();
    let report = check(&padded, &trust, AT);
    assert_eq!(report.indication, Indication::TotalPassed);
    assert!(report.warnings.iter().any(|reason| reason.code == Code::TrailingData));
    let appended = [&file[..], b"anything"].concat();
    assert_eq!(check(&appended, &trust, AT).indication, Indication::TotalFailed);
}

#[test]
fn no_flipped_bit_of_a_signed_pdf_is_valid() {
    let Some(corpus) = corpus("1 PDF") else { return };
    let trust = corpus.trust("generated/trust");
    let at = common::now();
    let file = corpus.read("generated/valid/pades-bb-p256.pdf");
    let inspection = pades::inspect(&file).unwrap();
    let gap = inspection.signatures[0].byte_range.unwrap().gap();
    let cms = gap.start + 1..gap.start + 1 + 2 * inspection.signatures[0].cms.len();
    // Many octets of the signature, and a sample of the others: the digest covers them all alike.
    let spread = (0..file.len()).filter(|index| index % if cms.contains(index) { 3 } else { 61 } == 0);
    for index in spread {
        let mut changed = file.clone();
        changed[index] ^= 0x01;
        let report = check_slice(&changed, None, &trust, at, &Policy::default()).unwrap();
        if report.indication == Indication::TotalPassed {
            assert!(gap.contains(&index), "octet {index}");
            let signer = report.signatures[0].signer.as_ref().unwrap();
            assert_eq!(signer.codice_fiscale.as_deref(), Some("BNCLCU80A01H501Y"), "octet {index}");
        }
    }
}

fn report(corpus: &Corpus, path: &str) -> Report {
    let trust = corpus.trust("generated/trust");
    check_slice(&corpus.read(path), None, &trust, common::now(), &Policy::default()).unwrap()
}

#[test]
fn a_time_stamp_gives_level_t_unless_it_covers_something_else() {
    let Some(corpus) = corpus("4 files") else { return };
    for path in ["generated/valid/cades-bt.txt.p7m", "generated/valid/pades-bt.pdf"] {
        let report = report(&corpus, path);
        let signature = &report.signatures[0];
        assert_eq!(signature.level, Some("B-T"), "{path}: {signature:#?}");
        assert_eq!(signature.timestamps[0].indication, Indication::TotalPassed);
        assert_eq!(Some(signature.best_signature_time), signature.timestamps[0].time);
    }
    let other = report(&corpus, "generated/attack/atk-timestamp-of-other-data.txt.p7m");
    assert_eq!(other.signatures[0].level, Some("B-B"));
    assert_eq!(other.signatures[0].timestamps[0].indication, Indication::TotalFailed);
    assert!(other.signatures[0].has(Code::TimestampMismatch));
    assert_eq!(other.signatures[0].best_signature_time, common::now());
}

#[test]
fn a_time_stamp_proves_that_a_signature_is_older_than_revocation_or_expiry() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2024-01-01T00:00:00Z");
    let unit = chamber.time_stamping_certificate("2026-05-01T00:00:00Z");
    let plain = chamber.sign(b"contratto", &certificate, "2026-06-01T10:00:00Z");
    let stamped = chamber.sign_stamped(b"contratto", &certificate, &unit, "2026-06-01T10:00:05Z");

    let mut trust = chamber.trust();
    let revoked = [(&certificate, "2026-07-01T00:00:00Z", Reason::KeyCompromise)];
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &revoked));
    assert_eq!(check(&plain, &trust, AT).sub_indication, Some(SubIndication::RevokedNoPoe));
    let report = check(&stamped, &trust, AT);
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    assert!(report.signatures[0].has(Code::CertificateRevokedLater));
    assert_eq!(report.signatures[0].best_signature_time, instant("2026-06-01T10:00:05Z"));

    let mut trust = chamber.trust();
    let earlier = [(&certificate, "2026-05-01T00:00:00Z", Reason::KeyCompromise)];
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &earlier));
    assert_eq!(check(&stamped, &trust, AT).sub_indication, Some(SubIndication::RevokedNoPoe));

    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2027-02-01T00:00:00Z", &[]));
    let later = "2027-02-02T00:00:00Z";
    assert_eq!(check(&plain, &trust, later).sub_indication, Some(SubIndication::OutOfBoundsNotRevoked));
    let report = check(&stamped, &trust, later);
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    assert!(report.signatures[0].has(Code::CertificateExpiredSince));
}

#[test]
fn a_time_stamp_by_a_key_for_something_else_proves_nothing() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let stamped = chamber.sign_stamped(b"contratto", &certificate, &certificate, "2026-06-01T10:00:05Z");
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &[]));
    let report = check(&stamped, &trust, AT);
    assert_eq!(report.signatures[0].level, Some("B-B"));
    assert_eq!(report.signatures[0].timestamps[0].errors[0].code, Code::TimestampSigner);
    assert_eq!(report.signatures[0].best_signature_time, instant(AT));
}

#[test]
fn a_counter_signature_is_judged_on_its_own() {
    let Some(corpus) = corpus("2 files") else { return };
    let good = report(&corpus, "generated/valid/controfirma.txt.p7m");
    assert_eq!(good.signatures[1].kind, Kind::CounterSignature);
    assert_eq!(good.signatures[1].parent, Some(1));
    assert_eq!(good.signatures[1].indication, Indication::TotalPassed);
    let bad = report(&corpus, "generated/attack/atk-controfirma-of-other-signature.txt.p7m");
    assert_eq!(bad.signatures[0].indication, Indication::TotalPassed);
    assert_eq!(bad.signatures[1].indication, Indication::TotalFailed);
    assert!(bad.signatures[0].has(Code::CounterSignatureFailed));
    assert!(bad.warnings.iter().any(|reason| reason.code == Code::CounterSignatureFailed));
}

#[test]
fn peculiar_files_are_told_to_be_peculiar() {
    let Some(corpus) = corpus("5 files") else { return };
    let twice = report(&corpus, "generated/valid/b64-twice.txt.p7m");
    assert_eq!(twice.layers, ["base64", "base64"]);
    assert!(twice.warnings.iter().any(|reason| reason.code == Code::LayersUnusual));
    let trailing = report(&corpus, "generated/attack/atk-trailing-bytes.pdf");
    assert!(trailing.signatures[0].has(Code::TrailingData));
    let missing = report(&corpus, "generated/valid/atto.txt.p7s");
    assert!(missing.signatures[0].has(Code::ContentMissing));
    let changed = report(&corpus, "generated/attack/atk-isa-page-added.pdf");
    assert!(changed.signatures[0].has(Code::DocumentChanged));
}

proptest! {
    #[test]
    fn noise_gets_a_report(data: Vec<u8>, front in prop::sample::select(vec![
        &b""[..], b"%PDF-1.7\n", b"\x30\x80\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x02", b"PK\x03\x04",
        b"<?xml", b"MIIB", b"-----BEGIN CMS-----\n", b"MIME-Version: 1.0\n",
    ])) {
        let file = [front, &data].concat();
        let report = check(&file, &Trust::new(), AT);
        prop_assert_ne!(report.indication, Indication::TotalPassed);
        let mut trust = Trust::new();
        trust.add_file(&file);
    }

    #[test]
    fn mutations_get_a_report(index: prop::sample::Index, octet: u8, cut: prop::sample::Index) {
        static SAMPLE: std::sync::OnceLock<(Vec<u8>, Trust)> = std::sync::OnceLock::new();
        let (file, trust) = SAMPLE.get_or_init(sample);
        let mut changed = file.clone();
        *index.get_mut(&mut changed) = octet;
        changed.remove(cut.index(changed.len()));
        check(&changed, trust, AT);
    }
}
