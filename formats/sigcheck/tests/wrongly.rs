//! What does not make a signature valid: nothing that is unknown, nobody's word for himself, nothing that
//! anybody could have made since.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::io::Cursor;

use asic::{DataFile, DataObject, DocumentKind, Form};
use cades::ContentDigest;
use common::{
    case::{CONTENT, Case, LIST, NOW, SIGNED},
    chamber::{Chamber, Key, instant},
    drafts::{self, Draft, without_reference},
    kinds::{Cades, KINDS, Kind},
};
use sigcheck::{Code, Indication, Policy, Report, SubIndication, Trust, check_slice};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, SignatureAlgorithm},
    crl::Reason,
    ocsp::Status,
    oid,
};

const STAMPED: &str = "2026-11-20T10:00:05Z";

impl Case {
    fn issue(&self, draft: &Draft) -> Certificate {
        draft.issue((&self.chamber.ca, &self.chamber.ca_key), &self.chamber.holder_key)
    }

    fn trust(&self, revoked: &[(&Certificate, &str, Reason)]) -> Trust {
        let mut trust = self.chamber.trust();
        trust.add_crl(self.chamber.crl(LIST, revoked));
        trust
    }

    /// A time stamp of a chamber over a signature by the revoked signer: what it would have to prove.
    fn with_proof_of(&self, chamber: &Chamber, unit: &Certificate, at: &str) -> Report {
        let file = self.chamber.sign(CONTENT, &self.signer, SIGNED);
        let file = Cades.stamped(&file, &|digest| chamber.token(unit, digest, at));
        check(&file, &self.trust(&[(&self.signer, LIST, Reason::KeyCompromise)]), NOW)
    }
}

fn check(file: &[u8], trust: &Trust, at: &str) -> Report {
    check_slice(file, None, trust, instant(at), &Policy::default()).unwrap()
}

#[track_caller]
fn is_revoked(report: &Report, stamp: SubIndication) {
    let signature = &report.signatures[0];
    assert_eq!(signature.sub_indication, Some(SubIndication::RevokedNoPoe), "{signature:#?}");
    assert_eq!(signature.timestamps[0].sub_indication, Some(stamp), "{:#?}", signature.timestamps);
}

#[test]
fn a_time_stamp_proves_only_if_whoever_made_it_is_trusted_and_may_make_it() {
    let case = Case::new();
    let report = case.with_proof_of(&case.chamber, &case.unit, STAMPED);
    assert_eq!(report.indication, Indication::TotalPassed, "{report:#?}");
    let good = case.issue(&Draft::unit("TSU"));
    assert_eq!(case.with_proof_of(&case.chamber, &good, STAMPED).indication, Indication::TotalPassed);

    let stranger = Chamber::named("Estranea", "2020-01-01T00:00:00Z");
    let unit = stranger.time_stamping_certificate("2026-01-01T00:00:00Z");
    let report = case.with_proof_of(&stranger, &unit, STAMPED);
    is_revoked(&report, SubIndication::NoCertificateChainFound);

    // The certificate of a person, the key for anything, a purpose that is not critical, a usage that is none.
    let usage = 0x2000;
    for draft in [
        Draft { purposes: None, ..Draft::unit("TSU") },
        Draft { purposes: Some((oid::TIME_STAMPING, false)), ..Draft::unit("TSU") },
        Draft { purposes: Some((oid::CLIENT_AUTH, true)), ..Draft::unit("TSU") },
        Draft { usage, ..Draft::unit("TSU") },
    ] {
        let report = case.with_proof_of(&case.chamber, &case.issue(&draft), STAMPED);
        is_revoked(&report, SubIndication::ChainConstraintsFailure);
    }
}

#[test]
fn a_time_stamp_outside_the_life_of_its_unit_proves_nothing() {
    let case = Case::new();
    let late = Draft { validity: ("2026-11-20T12:00:00Z", "2028-01-01T00:00:00Z"), ..Draft::unit("TSU") };
    let report = case.with_proof_of(&case.chamber, &case.issue(&late), STAMPED);
    is_revoked(&report, SubIndication::SigConstraintsFailure);
    assert_eq!(report.signatures[0].timestamps[0].errors[0].code, Code::SigningTimeOutside);
}

#[test]
fn a_list_under_an_algorithm_that_is_not_relied_upon_any_more_says_nothing_good() {
    let case = Case::new();
    let weak = SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha1);
    let mut trust = case.chamber.trust();
    trust.add_crl(case.chamber.crl_under(weak, LIST, &[]));
    for kind in KINDS {
        let file = kind.signed(&case.chamber, &case.signer, SIGNED);
        let report = check(&file, &trust, NOW);
        let expected = Some(SubIndication::CryptoConstraintsFailureNoPoe);
        assert_eq!(report.sub_indication, expected, "{}: {report:#?}", kind.name());
        assert_eq!(check(&file, &case.trust(&[]), NOW).indication, Indication::TotalPassed);
    }
}

#[test]
fn an_answer_counts_only_of_a_responder_that_the_authority_named_while_it_was_valid() {
    let case = Case::new();
    let file = case.chamber.sign(CONTENT, &case.signer, SIGNED);
    let key = Key::new();
    let (ca, ca_key) = (&case.chamber.ca, &case.chamber.ca_key);
    let answered = |responder: &Certificate| {
        let mut trust = case.chamber.trust();
        let from = "2026-11-21T20:00:00Z";
        trust.add_response(case.chamber.ocsp_by((responder, &key), &case.signer, Status::Good, from));
        check(&file, &trust, NOW)
    };
    let draft = Draft {
        purposes: Some((oid::OCSP_SIGNING, false)),
        usage: drafts::DIGITAL_SIGNATURE,
        ..Draft::signer("OCSP")
    };
    assert_eq!(answered(&draft.issue((ca, ca_key), &key)).indication, Indication::TotalPassed);
    let ended = ("2026-01-01T00:00:00Z", "2026-11-21T12:00:00Z");
    let stranger = Chamber::named("Camera di Prova", "2020-01-01T00:00:00Z");
    for (responder, why) in [
        (Draft { purposes: None, ..draft.clone() }.issue((ca, ca_key), &key), "no purpose"),
        (Draft { validity: ended, ..draft.clone() }.issue((ca, ca_key), &key), "ended"),
        (draft.issue((&stranger.ca, &stranger.ca_key), &key), "another authority of that name"),
        (draft.self_issue(&key), "self-issued"),
    ] {
        let report = answered(&responder);
        assert_eq!(report.sub_indication, Some(SubIndication::TryLater), "{why}: {report:#?}");
    }
}

#[test]
fn a_signature_that_does_not_name_its_certificate_proves_nothing_of_what_is_inside() {
    let case = Case::new();
    // Under a value of long ago a key can be computed for any content, as long as no certificate is named.
    let inner = case.chamber.sign(CONTENT, &case.signer, SIGNED);
    let key = Key::new();
    let forged = Draft::signer("Nessuno").self_issue(&key);
    let outer = without_reference(&inner, &forged, &key, SIGNED);
    let outer = Cades.stamped(&outer, &|digest| case.chamber.token(&case.unit, digest, STAMPED));
    let report = check(&outer, &case.trust(&[(&case.signer, LIST, Reason::KeyCompromise)]), NOW);
    let [_, inside] = &report.signatures[..] else { panic!("{report:#?}") };
    assert_eq!(inside.sub_indication, Some(SubIndication::RevokedNoPoe), "{inside:#?}");
    assert_eq!(inside.best_signature_time, instant(NOW));
}

#[test]
fn signatures_beyond_the_limit_leave_the_file_undecided() {
    let case = Case::new();
    let inner = case.chamber.sign(CONTENT, &case.signer, SIGNED);
    let outer = case.chamber.sign(&inner, &case.signer, SIGNED);
    let mut policy = Policy::default();
    let verdict =
        |policy: &Policy| check_slice(&outer, None, &case.trust(&[]), instant(NOW), policy).unwrap();
    assert_eq!(verdict(&policy).indication, Indication::TotalPassed);
    policy.limits.signers = 1;
    let report = verdict(&policy);
    assert_eq!(
        (report.indication, report.sub_indication),
        (Indication::Indeterminate, Some(SubIndication::Generic))
    );
    assert_eq!(report.errors[0].code, Code::FileLimit);
}

#[test]
fn of_nested_signatures_the_worst_decides() {
    let case = Case::new();
    let stranger = Chamber::named("Estranea", "2020-01-01T00:00:00Z");
    let other = stranger.signature_certificate("2026-01-01T00:00:00Z");
    let ours = |content: &[u8]| case.chamber.sign(content, &case.signer, SIGNED);
    let theirs = |content: &[u8]| stranger.sign(content, &other, SIGNED);
    for file in [ours(&theirs(CONTENT)), theirs(&ours(CONTENT))] {
        let report = check(&file, &case.trust(&[]), NOW);
        assert_eq!(report.sub_indication, Some(SubIndication::NoCertificateChainFound));
        let passed = report.signatures.iter().filter(|one| one.indication == Indication::TotalPassed);
        assert_eq!((passed.count(), report.signatures.len()), (1, 2));
    }
}

#[test]
fn a_certificate_that_may_not_sign_documents_makes_no_valid_signature() {
    let case = Case::new();
    for usage in [drafts::DIGITAL_SIGNATURE, 0x2000, 0x0600] {
        let signer = case.issue(&Draft { usage, ..Draft::signer("Mario") });
        let report = check(&case.chamber.sign(CONTENT, &signer, SIGNED), &case.trust(&[]), NOW);
        assert_eq!(report.sub_indication, Some(SubIndication::SigConstraintsFailure), "{usage:04x}");
    }
}

#[test]
fn a_file_that_only_a_time_stamp_is_about_is_told_as_unsigned() {
    let case = Case::new();
    let at = jiff::civil::date(2026, 11, 22).at(9, 30, 0, 0);
    let digest = ContentDigest::of_slice(CONTENT, DigestAlgorithm::Sha256);
    let object = DataObject { name: "uno.txt".into(), media_type: None, digest };
    let to_sign = asic::prepare(Form::Extended, DocumentKind::Cades, vec![object]).unwrap();
    let envelope = case.chamber.sign_detached(to_sign.content(), &case.signer, SIGNED);
    let data = &mut [DataFile { name: "uno.txt", content: &mut &CONTENT[..] }];
    let file = to_sign.create(&envelope, data, at, Cursor::new(Vec::new())).unwrap().into_inner();
    // A second file, under a manifest of its own that is stamped and not signed.
    let name = "http://uri.etsi.org/02918/v1.2.1#";
    let manifest = format!(
        "<a:ASiCManifest xmlns:a=\"{name}\" xmlns:ds=\"http://www.w3.org/2000/09/xmldsig#\">\
         <a:SigReference URI=\"META-INF/timestamp001.tst\"/><a:DataObjectReference URI=\"due.txt\">\
         <ds:DigestMethod Algorithm=\"http://www.w3.org/2001/04/xmlenc#sha256\"/><ds:DigestValue>{}\
         </ds:DigestValue></a:DataObjectReference></a:ASiCManifest>",
        base64::Engine::encode(
            &base64::engine::general_purpose::STANDARD,
            DigestAlgorithm::Sha256.digest(b"due")
        )
    );
    let digest = DigestAlgorithm::Sha256.digest(manifest.as_bytes());
    let token = case.chamber.token(&case.unit, &digest, STAMPED);
    let entry = |name: &str, octets: &[u8]| asic::NewEntry { name: name.into(), octets: octets.to_vec() };
    let entries = [
        entry("due.txt", b"due"),
        entry("META-INF/ASiCManifest002.xml", manifest.as_bytes()),
        entry("META-INF/timestamp001.tst", &token),
    ];
    let mut source = Cursor::new(&file);
    let container = &mut asic::Container::read(&mut source, &asic::Limits::default()).unwrap();
    let both = asic::rewrite(container, &entries, at, Cursor::new(Vec::new())).unwrap().into_inner();
    let report = check(&both, &case.trust(&[]), NOW);
    assert_eq!(report.unsigned, ["due.txt"], "{report:#?}");
    assert!(report.warnings.iter().any(|reason| reason.code == Code::ContentUnsigned));
    assert_eq!(report.timestamps[0].indication, Indication::TotalPassed);
}

#[test]
fn a_counter_signature_shares_the_proof_of_what_is_around_it() {
    let Some(corpus) = common::corpus("1 file") else { return };
    let trust = corpus.trust("generated/trust");
    let file = corpus.read("generated/valid/controfirma.txt.p7m");
    let kind = sigcheck::ReferenceKind::Register;
    let reference = sigcheck::TimeReference { instant: instant("2026-11-22T08:00:00Z"), kind };
    let policy = Policy { time_reference: Some(reference), ..Policy::default() };
    let report = check_slice(&file, None, &trust, common::now(), &policy).unwrap();
    let times: Vec<_> = report.signatures.iter().map(|one| one.best_signature_time).collect();
    assert_eq!(times, [reference.instant, reference.instant]);
}

/// The file with a further signature.
fn with(file: &[u8], signed: &cades::Signed) -> Vec<u8> {
    let envelope = cades::SignedData::from_slice(file, &cades::Limits::default()).unwrap();
    let mut out = Vec::new();
    cades::append(&envelope, &mut Cursor::new(file), None, &[], signed, &mut out).unwrap();
    out
}

#[test]
fn a_signature_that_stands_twice_is_told() {
    let case = Case::new();
    let digest = ContentDigest::of_slice(CONTENT, DigestAlgorithm::Sha256);
    let signed = case.chamber.signed(&digest, &case.signer, SIGNED);
    let once = signed.enveloping(CONTENT).unwrap();
    assert!(check(&once, &case.trust(&[]), NOW).warnings.is_empty());
    let report = check(&with(&once, &signed), &case.trust(&[]), NOW);
    assert!(report.signatures[1].warnings.iter().any(|reason| reason.code == Code::SignatureDuplicated));
    assert!(report.warnings.iter().any(|reason| reason.code == Code::SignatureDuplicated));
}

#[test]
fn namesakes_of_an_authority_cost_a_limited_effort_over_all_signatures() {
    let case = Case::new();
    let stranger = Chamber::new();
    let signer = stranger.signature_certificate("2026-01-01T00:00:00Z");
    let mut trust = case.trust(&[]);
    for _ in 0..12 {
        trust.add_candidate(Chamber::new().ca);
    }
    let digest = ContentDigest::of_slice(CONTENT, DigestAlgorithm::Sha256);
    let signed = |second: usize| {
        let at = format!("2026-11-20T10:00:{second:02}Z");
        stranger.signed(&digest, &signer, &at)
    };
    let first = signed(0).enveloping(CONTENT).unwrap();
    let file = (1..30).fold(first, |file, second| with(&file, &signed(second)));
    let report = check(&file, &trust, NOW);
    let codes: Vec<Code> = report.signatures.iter().map(|signature| signature.errors[0].code).collect();
    assert!(!codes[..5].contains(&Code::ChainTooComplex), "{codes:?}");
    assert!(codes[25..].iter().all(|code| *code == Code::ChainTooComplex), "{codes:?}");
    assert_eq!(report.indication, Indication::Indeterminate);
}
