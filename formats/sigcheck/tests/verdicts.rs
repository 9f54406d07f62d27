//! Each reason for a verdict, shown by a signature that has it.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use common::chamber::{Chamber, instant};
use sigcheck::{Code, Document, Indication, Kind, Policy, Report, State, SubIndication, Trust, check_slice};
use x509::{crl::Reason, ocsp::Status};

const CONTENT: &[u8] = b"contratto";
const SIGNED: &str = "2026-11-20T10:00:00Z";

fn check(file: &[u8], trust: &Trust, at: &str) -> Report {
    check_slice(file, None, trust, instant(at), &Policy::default()).unwrap()
}

#[track_caller]
fn expect(
    report: &Report,
    indication: Indication,
    sub_indication: Option<SubIndication>,
    code: Option<Code>,
) {
    let signature = &report.signatures[0];
    assert_eq!((report.indication, report.sub_indication), (indication, sub_indication), "{signature:#?}");
    assert_eq!((signature.indication, signature.sub_indication), (indication, sub_indication));
    assert_eq!(signature.errors.first().map(|reason| reason.code), code);
}

const VALID: (Indication, Option<SubIndication>, Option<Code>) = (Indication::TotalPassed, None, None);

#[test]
fn a_signature_with_chain_and_fresh_list_is_valid() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &[]));
    let report = check(&file, &trust, "2026-11-22T00:00:00Z");
    expect(&report, VALID.0, VALID.1, VALID.2);
    let signature = &report.signatures[0];
    assert_eq!((signature.format, signature.level), ("CAdES", Some("B-B")));
    assert_eq!(signature.time, Some(instant(SIGNED)));
    let signer = signature.signer.as_ref().unwrap();
    assert_eq!(signer.codice_fiscale.as_deref(), Some("RSSMRA80A01H501U"));
    assert!(signer.qualified && signer.qualified_device);
    assert_eq!(signature.chain.len(), 2);
    assert!(signature.chain[1].anchor && !signature.chain[0].anchor);
    assert_eq!(signature.revocation[0].state, State::Good);
    assert_eq!(signature.revocation[0].source, Some("crl"));
    assert_eq!(signature.warnings, []);
}

#[test]
fn without_revocation_data_it_cannot_be_told() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    let report = check(&file, &chamber.trust(), "2026-11-22T00:00:00Z");
    expect(&report, Indication::Indeterminate, Some(SubIndication::TryLater), Some(Code::RevocationUnknown));
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-10T00:00:00Z", &[]));
    let report = check(&file, &trust, "2026-11-22T00:00:00Z");
    expect(&report, Indication::Indeterminate, Some(SubIndication::TryLater), Some(Code::RevocationOutdated));
}

#[test]
fn a_list_of_somebody_else_says_nothing() {
    let (chamber, other) = (Chamber::new(), Chamber::new());
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    let mut trust = chamber.trust();
    // The same name, another key.
    trust.add_crl(other.crl("2026-11-20T00:00:00Z", &[]));
    let report = check(&file, &trust, "2026-11-22T00:00:00Z");
    expect(&report, Indication::Indeterminate, Some(SubIndication::TryLater), Some(Code::RevocationUnknown));
}

#[test]
fn nobody_is_trusted_without_an_anchor() {
    let (chamber, other) = (Chamber::new(), Chamber::new());
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    for trust in [Trust::new(), other.trust()] {
        let report = check(&file, &trust, "2026-11-22T00:00:00Z");
        expect(
            &report,
            Indication::Indeterminate,
            Some(SubIndication::NoCertificateChainFound),
            Some(Code::ChainUntrusted),
        );
    }
}

#[test]
fn a_certificate_that_is_itself_trusted_needs_no_chain() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    let mut trust = Trust::new();
    trust.add_anchor(certificate);
    let report = check(&file, &trust, "2026-11-22T00:00:00Z");
    expect(&report, VALID.0, VALID.1, VALID.2);
    let report = check(&file, &trust, "2030-11-22T00:00:00Z");
    expect(
        &report,
        Indication::Indeterminate,
        Some(SubIndication::OutOfBoundsNoPoe),
        Some(Code::CertificateExpired),
    );
}

#[test]
fn a_suspended_certificate_is_told_as_suspended_and_recovers() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    let mut trust = chamber.trust();
    let held = [(&certificate, "2026-11-19T00:00:00Z", Reason::CertificateHold)];
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &held));
    let report = check(&file, &trust, "2026-11-22T00:00:00Z");
    expect(
        &report,
        Indication::Indeterminate,
        Some(SubIndication::TryLater),
        Some(Code::CertificateSuspended),
    );
    assert_eq!(report.signatures[0].revocation[0].state, State::Suspended);
    // A later list without it, or a later answer, ends the suspension.
    let mut listed = trust.clone();
    listed.add_crl(chamber.crl("2026-11-21T00:00:00Z", &[]));
    trust.add_response(chamber.ocsp(&certificate, Status::Good, "2026-11-21T20:00:00Z"));
    for trust in [listed, trust] {
        expect(&check(&file, &trust, "2026-11-22T00:00:00Z"), VALID.0, VALID.1, VALID.2);
    }
}

#[test]
fn a_revoked_certificate_stays_revoked() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    let mut trust = chamber.trust();
    let revoked = [(&certificate, "2026-11-19T00:00:00Z", Reason::KeyCompromise)];
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &revoked));
    trust.add_response(chamber.ocsp(&certificate, Status::Good, "2026-11-21T20:00:00Z"));
    for at in ["2026-11-22T00:00:00Z", "2027-11-22T00:00:00Z"] {
        let report = check(&file, &trust, at);
        expect(
            &report,
            Indication::Indeterminate,
            Some(SubIndication::RevokedNoPoe),
            Some(Code::CertificateRevoked),
        );
    }
    // At an instant before the revocation it was valid, and the report says what came later.
    let report = check(&file, &trust, "2026-11-18T00:00:00Z");
    expect(&report, VALID.0, VALID.1, VALID.2);
    assert!(report.signatures[0].has(Code::CertificateRevokedLater));
}

#[test]
fn an_expired_certificate_needs_proof_of_time() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2023-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, "2025-11-20T10:00:00Z");
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &[]));
    let report = check(&file, &trust, "2026-11-22T00:00:00Z");
    expect(
        &report,
        Indication::Indeterminate,
        Some(SubIndication::OutOfBoundsNotRevoked),
        Some(Code::CertificateExpiredNotRevoked),
    );
    let report = check(&file, &trust, "2022-11-22T00:00:00Z");
    expect(
        &report,
        Indication::Indeterminate,
        Some(SubIndication::OutOfBoundsNoPoe),
        Some(Code::CertificateNotYetValid),
    );
    // As of an instant within its validity; the list keeps expired certificates.
    expect(&check(&file, &trust, "2025-11-22T00:00:00Z"), VALID.0, VALID.1, VALID.2);
}

#[test]
fn an_authentication_certificate_does_not_sign_documents() {
    let chamber = Chamber::new();
    let certificate = chamber.cns_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &[]));
    let report = check(&file, &trust, "2026-11-22T00:00:00Z");
    expect(
        &report,
        Indication::Indeterminate,
        Some(SubIndication::SigConstraintsFailure),
        Some(Code::CertificateAuthenticationOnly),
    );
    assert_eq!(report.signatures[0].intact, Some(true));
    assert_eq!(
        report.signatures[0].signer.as_ref().unwrap().codice_fiscale.as_deref(),
        Some("RSSMRA80A01H501U")
    );
}

#[test]
fn what_is_not_signed_is_not_judged() {
    let trust = Trust::new();
    let certificate = Chamber::new().ca.der().to_vec();
    for (file, code) in [
        (&b""[..], Code::FileEmpty),
        (b"solo testo", Code::NotSigned),
        (b"<?xml version=\"1.0\"?><a/>", Code::NotSigned),
        (b"PK\x03\x04 something", Code::NotSigned),
        (b"\x00\x01\x02", Code::NotSigned),
        (&certificate, Code::NotSigned),
    ] {
        let report = check(file, &trust, SIGNED);
        assert_eq!(report.indication, Indication::NoSignatureFound, "{file:?}");
        assert_eq!(report.document, Document::Unsigned);
        assert_eq!(report.errors[0].code, code);
    }
}

#[test]
fn the_report_keeps_its_shape() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let file = chamber.sign(CONTENT, &certificate, SIGNED);
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &[]));
    let mut report = check(&file, &trust, "2026-11-22T00:00:00Z");
    report.file = Some("contratto.p7m".into());
    let json = serde_json::to_value(&report).unwrap();
    assert_eq!(json["format"], "ceralacca.verify/1");
    assert_eq!(json["file"], "contratto.p7m");
    assert_eq!(json["indication"], "TOTAL-PASSED");
    assert!(json["sub_indication"].is_null());
    assert_eq!(json["document"], "cades");
    assert_eq!(json["time"], "2026-11-22T00:00:00Z");
    let signature = &json["signatures"][0];
    assert_eq!(signature["kind"], "signature");
    assert_eq!(signature["relation"], "sole");
    assert_eq!(signature["level"], "B-B");
    assert_eq!(signature["time"], "2026-11-20T10:00:00Z");
    assert_eq!(signature["signer"]["name"], "ROSSI MARIO");
    assert_eq!(signature["signer"]["codice_fiscale"], "RSSMRA80A01H501U");
    assert_eq!(signature["revocation"][0]["state"], "good");
    let failed = serde_json::to_value(check(&file, &Trust::new(), "2026-11-22T00:00:00Z")).unwrap();
    assert_eq!(failed["sub_indication"], "NO_CERTIFICATE_CHAIN_FOUND");
    assert_eq!(failed["signatures"][0]["errors"][0]["code"], "chain-untrusted");
    let held = serde_json::to_value(SubIndication::RevokedCaNoPoe).unwrap();
    assert_eq!(held, "REVOKED_CA_NO_POE");
}

#[test]
fn a_signature_of_a_signature_and_the_inner_one_are_both_judged() {
    let chamber = Chamber::new();
    let certificate = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let inner = chamber.sign(CONTENT, &certificate, SIGNED);
    let outer = chamber.sign(&inner, &certificate, SIGNED);
    let mut trust = chamber.trust();
    trust.add_crl(chamber.crl("2026-11-20T00:00:00Z", &[]));
    let report = check(&outer, &trust, "2026-11-22T00:00:00Z");
    assert_eq!(report.indication, Indication::TotalPassed);
    let parents: Vec<_> = report.signatures.iter().map(|s| (s.id, s.parent, s.depth, s.kind)).collect();
    assert_eq!(parents, [(1, None, 0, Kind::Signature), (2, Some(1), 1, Kind::Signature)]);
}
