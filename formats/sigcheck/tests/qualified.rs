//! Whether a valid signature is a qualified one, by the trusted lists (eIDAS art. 32): as of when it signed.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;
#[path = "../../trustlist/tests/common/compose.rs"]
#[expect(dead_code, reason = "not all of it is used here")]
mod compose;

use std::sync::Arc;

use common::{
    chamber::{Chamber, instant},
    drafts::Draft,
    kinds::{KINDS, Kind},
};
use compose::{List, State, additional, only, service};
use sigcheck::{Indication, Policy, Qualification, Signature, Trust, check_slice};
use x509::Certificate;

const SIGNED: &str = "2026-11-20T10:00:00Z";
const NOW: &str = "2026-11-22T00:00:00Z";

fn trust(chamber: &Chamber, states: &[State]) -> Trust {
    let mut trust = Trust::new();
    trust.add_lists(Arc::new(only(&List::of(service(&chamber.ca, states)))));
    trust.add_crl(chamber.crl("2026-11-21T00:00:00Z", &[]));
    trust
}

/// A signature of each format, stamped at an instant.
fn signatures(chamber: &Chamber, signer: &Certificate, states: &[State]) -> Vec<Signature> {
    let unit = chamber.time_stamping_certificate("2026-01-01T00:00:00Z");
    let judge = |kind: &&dyn Kind| {
        let file = kind.signed(chamber, signer, SIGNED);
        let file = kind.stamped(&file, &|digest| chamber.token(&unit, digest, "2026-11-20T10:00:05Z"));
        let trust = trust(chamber, states);
        let report = check_slice(&file, None, &trust, instant(NOW), &Policy::default()).unwrap();
        report.signatures.into_iter().next().unwrap()
    };
    KINDS.iter().map(judge).collect()
}

#[track_caller]
fn expect(chamber: &Chamber, signer: &Certificate, states: &[State], level: &str, findings: &[&str]) {
    for signature in signatures(chamber, signer, states) {
        assert_eq!(signature.indication, Indication::TotalPassed, "{signature:#?}");
        let Some(Qualification { level: found, findings: why, .. }) = &signature.qualification else {
            panic!()
        };
        assert_eq!(
            (found.as_str(), why.iter().map(String::as_str).collect::<Vec<_>>()),
            (level, findings.to_vec())
        );
    }
}

fn withdrawn(since: &'static str) -> State {
    State { status: "withdrawn", since, ..State::granted() }
}

#[test]
fn a_qualified_certificate_on_a_device_of_a_granted_service_makes_a_qualified_signature() {
    let chamber = Chamber::new();
    let signer = chamber.signature_certificate("2026-01-01T00:00:00Z");
    expect(&chamber, &signer, &[State::granted()], "QESig", &[]);
}

#[test]
fn what_a_service_did_before_it_was_withdrawn_stays_qualified() {
    let chamber = Chamber::new();
    let signer = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let states = [withdrawn("2026-11-21T00:00:00Z"), State::granted()];
    expect(&chamber, &signer, &states, "QESig", &[]);
}

#[test]
fn what_a_withdrawn_service_certifies_is_valid_and_not_qualified() {
    let chamber = Chamber::new();
    let signer = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let states = [withdrawn("2026-11-01T00:00:00Z"), State::granted()];
    for signature in signatures(&chamber, &signer, &states) {
        let qualification = signature.qualification.as_ref().unwrap();
        assert!(!qualification.level.starts_with("QES"), "{qualification:?}");
        assert!(qualification.findings.iter().any(|code| code == "not-granted"), "{qualification:?}");
        assert!(signature.has(sigcheck::Code::NotQualifiedSignature));
    }
}

#[test]
fn a_certificate_that_says_nothing_makes_an_advanced_signature() {
    let chamber = Chamber::new();
    let signer = Draft::signer("Mario").issue((&chamber.ca, &chamber.ca_key), &chamber.holder_key);
    for signature in signatures(&chamber, &signer, &[State::granted()]) {
        assert_eq!(signature.indication, Indication::TotalPassed, "{signature:#?}");
        let qualification = signature.qualification.unwrap();
        assert!(qualification.level.starts_with("AdES"), "{qualification:?}");
        assert!(!qualification.certificate_qualified);
    }
}

#[test]
fn a_service_for_seals_makes_no_qualified_signature() {
    let chamber = Chamber::new();
    let signer = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let seals = State { extensions: additional("ForeSeals"), ..State::granted() };
    for signature in signatures(&chamber, &signer, &[seals]) {
        assert_ne!(signature.qualification.unwrap().level, "QESig");
    }
}

#[test]
fn an_undecided_signature_is_not_called_qualified() {
    let chamber = Chamber::new();
    let signer = chamber.signature_certificate("2026-01-01T00:00:00Z");
    let mut trust = Trust::new();
    trust.add_lists(Arc::new(only(&List::of(service(&chamber.ca, &[State::granted()])))));
    for kind in KINDS {
        let file = kind.signed(&chamber, &signer, SIGNED);
        let report = check_slice(&file, None, &trust, instant(NOW), &Policy::default()).unwrap();
        assert_eq!(report.indication, Indication::Indeterminate);
        let level = &report.signatures[0].qualification.as_ref().unwrap().level;
        assert!(level.starts_with("Indeterminate"), "{level}");
    }
}
