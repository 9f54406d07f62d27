//! Proofs of existence of CAdES: what they save and what they do not, levels, what is wanted, and the order of
//! time stamps.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use std::io::Cursor;

use cades::{ContentDigest, Limits, SignedData, Which};
use common::{
    chamber::{Chamber, instant},
    world::{AFTER_FIFTEEN_YEARS, World},
};
use sigcheck::{Code, Indication, Policy, Proof, Report, SubIndication, TimeReference, Trust, check_slice};
use x509::{Certificate, alg::DigestAlgorithm::Sha256, evidence::ValidationData};

const CONTENT: &[u8] = b"contratto";

/// A p7m that is augmented step by step.
struct File(Vec<u8>);

impl File {
    fn read(&self) -> SignedData {
        SignedData::from_slice(&self.0, &Limits::default()).unwrap()
    }

    fn stamped(self, chamber: &Chamber, unit: &Certificate, at: &str) -> Self {
        let read = self.read();
        let which = Which::signer_at(0);
        let imprint = cades::signature_imprint(&read, &which, Sha256).unwrap();
        let token = chamber.token(unit, &imprint, at);
        let mut out = Vec::new();
        cades::with_signature_time_stamp(&read, &mut Cursor::new(&self.0), &which, &token, &mut out).unwrap();
        Self(out)
    }

    /// With a certificate chain, and the list of the chamber from an instant.
    fn with_data(self, chamber: &Chamber, others: &[&Certificate], list: Option<&str>) -> Self {
        let data = ValidationData {
            certificates: others.iter().copied().chain([&chamber.ca]).map(|one| one.der().to_vec()).collect(),
            crls: list.iter().map(|from| chamber.crl(from, &[]).der().to_vec()).collect(),
            responses: Vec::new(),
        };
        let mut out = Vec::new();
        cades::with_validation_data(&self.read(), &mut Cursor::new(&self.0), &data, &mut out).unwrap();
        Self(out)
    }

    fn archived(self, chamber: &Chamber, unit: &Certificate, at: &str) -> Self {
        let read = self.read();
        let which = Which::signer_at(0);
        let content = ContentDigest::of_slice(CONTENT, Sha256);
        let imprint = cades::archive_imprint(&read, &which, &content).unwrap();
        let token = chamber.token(unit, &imprint, at);
        let mut out = Vec::new();
        cades::with_archive_time_stamp(&read, &mut Cursor::new(&self.0), &which, &content, &token, &mut out)
            .unwrap();
        Self(out)
    }
}

impl World {
    fn signed(&self) -> File {
        File(self.first.sign(CONTENT, &self.signer, "2026-11-20T10:00:00Z"))
    }

    fn archived(&self, list: Option<&str>) -> File {
        let stamped = self.signed().stamped(&self.first, &self.units[0], "2026-11-20T10:00:05Z");
        let data = stamped.with_data(&self.first, &[], list);
        data.archived(&self.first, &self.units[0], "2026-11-22T10:00:00Z")
    }

    fn renewed(&self, file: File) -> File {
        let data = file.with_data(&self.first, &[], Some("2032-02-28T00:00:00Z"));
        data.archived(&self.second, &self.units[1], "2032-03-01T00:00:00Z")
    }

    fn renewed_again(&self, file: File) -> File {
        let data = file.with_data(&self.second, &[], Some("2037-02-28T00:00:00Z"));
        data.archived(&self.third, &self.units[2], "2037-03-01T00:00:00Z")
    }
}

fn check(file: &File, trust: &Trust, at: &str) -> Report {
    check_slice(&file.0, None, trust, instant(at), &Policy::default()).unwrap()
}

#[test]
fn revocation_data_made_after_the_end_of_their_issuer_prove_nothing() {
    let world = World::new();
    // Somebody got hold of the key of the first authority after it had ended, and dates back.
    let file = world.signed().stamped(&world.first, &world.units[0], "2026-11-20T10:00:05Z");
    let mut trust = world.trust();
    trust.add_crl(world.first.crl("2026-11-21T00:00:00Z", &[]));
    let report = check(&file, &trust, AFTER_FIFTEEN_YEARS);
    assert_eq!(report.indication, Indication::Indeterminate);
}

#[test]
fn a_time_reference_that_was_given_places_the_signature_before_the_end() {
    let world = World::new();
    let file = world.signed();
    let mut trust = Trust::new();
    trust.add_anchor(world.first.ca.clone());
    trust.add_crl(world.first.crl("2030-11-20T00:00:00Z", &[]));
    let at = instant("2030-11-22T00:00:00Z");
    let plain = check_slice(&file.0, None, &trust, at, &Policy::default()).unwrap();
    assert_eq!(plain.sub_indication, Some(SubIndication::OutOfBoundsNotRevoked));
    let kind = sigcheck::ReferenceKind::CertifiedMail;
    let reference = TimeReference { instant: instant("2026-11-25T08:00:00Z"), kind };
    let policy = Policy { time_reference: Some(reference), ..Policy::default() };
    let report = check_slice(&file.0, None, &trust, at, &policy).unwrap();
    let signature = &report.signatures[0];
    assert_eq!(report.indication, Indication::TotalPassed, "{signature:#?}");
    assert_eq!((signature.proof, signature.best_signature_time), (Proof::Given, reference.instant));
    let told = report.warnings.iter().find(|reason| reason.code == Code::TimeReferenceGiven).unwrap();
    assert_eq!(told.values["kind"], "certified-mail");
}

#[test]
fn levels_grow_with_what_is_added_and_what_an_archive_outlives_is_said() {
    let world = World::new();
    let mut trust = world.trust();
    trust.add_crl(world.first.crl("2026-11-21T00:00:00Z", &[]));
    let at = "2026-11-23T00:00:00Z";
    let stamped = world.signed().stamped(&world.first, &world.units[0], "2026-11-20T10:00:05Z");
    assert_eq!(check(&world.signed(), &trust, at).signatures[0].level, Some("B-B"));
    assert_eq!(check(&stamped, &trust, at).signatures[0].level, Some("B-T"));
    let long = stamped.with_data(&world.first, &[], Some("2026-11-21T00:00:00Z"));
    assert_eq!(check(&long, &trust, at).signatures[0].level, Some("B-LT"));
    let report = check(&world.archived(Some("2026-11-21T00:00:00Z")), &trust, at);
    assert_eq!((report.indication, report.signatures[0].level), (Indication::TotalPassed, Some("B-LTA")));
    // What it rests on is what a signature would have to embed.
    assert!(!report.validation_data.crls.is_empty() && report.validation_data.certificates.len() >= 3);
}

#[test]
fn what_is_missing_is_wanted() {
    let world = World::new();
    let mut trust = Trust::new();
    trust.add_anchor(world.first.ca.clone());
    let report = check(&world.signed(), &trust, "2026-11-23T00:00:00Z");
    assert_eq!(report.sub_indication, Some(SubIndication::TryLater));
    let asked: Vec<_> = report
        .wanted
        .iter()
        .map(|wanted| match wanted {
            sigcheck::Wanted::Issuer { urls, .. } => ("issuer", urls[0].as_str()),
            sigcheck::Wanted::Ocsp { urls, .. } => ("ocsp", urls[0].as_str()),
            sigcheck::Wanted::Crl { urls, .. } => ("crl", urls[0].as_str()),
        })
        .collect();
    assert_eq!(asked, [("ocsp", "http://ocsp.example.com/"), ("crl", "http://crl.example.com/1.crl")]);
    // And given, it decides.
    assert!(trust.add_fetched(world.first.crl("2026-11-22T00:00:00Z", &[]).der()));
    assert_eq!(check(&world.signed(), &trust, "2026-11-23T00:00:00Z").indication, Indication::TotalPassed);
    // Without its issuer, that is wanted.
    let report = check(&world.signed(), &Trust::new(), "2026-11-23T00:00:00Z");
    assert!(matches!(&report.wanted[..], [sigcheck::Wanted::Issuer { .. }]), "{:?}", report.wanted);
}

#[test]
fn time_stamps_in_an_impossible_order_are_refused() {
    let world = World::new();
    let mut trust = world.trust();
    trust.add_crl(world.first.crl("2026-11-21T00:00:00Z", &[]));
    let stamped = world.signed().stamped(&world.first, &world.units[0], "2026-11-20T10:00:05Z");
    let data = stamped.with_data(&world.first, &[], Some("2026-11-21T00:00:00Z"));
    let file = data.archived(&world.first, &world.units[0], "2026-11-20T09:00:00Z");
    let report = check(&file, &trust, "2026-11-23T00:00:00Z");
    assert_eq!(report.sub_indication, Some(SubIndication::TimestampOrderFailure));
    assert_eq!(report.signatures[0].errors[0].code, Code::TimestampOrder);
}

#[test]
fn a_suspension_after_the_proven_time_does_not_count() {
    let world = World::new();
    let mut trust = world.trust();
    let held = [(&world.signer, "2026-11-21T00:00:00Z", x509::crl::Reason::CertificateHold)];
    trust.add_crl(world.first.crl("2026-11-22T00:00:00Z", &held));
    let at = "2026-11-23T00:00:00Z";
    assert_eq!(check(&world.signed(), &trust, at).sub_indication, Some(SubIndication::TryLater));
    let stamped = world.signed().stamped(&world.first, &world.units[0], "2026-11-20T10:00:05Z");
    let report = check(&stamped, &trust, at);
    assert_eq!(report.indication, Indication::TotalPassed, "{:?}", report.signatures[0].errors);
    assert!(report.signatures[0].has(Code::CertificateRevokedLater));
}

#[test]
fn a_revocation_before_the_proven_time_is_not_outlived_by_older_data() {
    let world = World::new();
    let file = world.renewed_again(world.renewed(world.archived(Some("2026-11-21T00:00:00Z"))));
    let mut trust = world.trust();
    // Published later, with a date before the signature.
    let revoked = [(&world.signer, "2026-11-19T00:00:00Z", x509::crl::Reason::KeyCompromise)];
    trust.add_crl(world.first.crl("2028-01-01T00:00:00Z", &revoked));
    let report = check(&file, &trust, AFTER_FIFTEEN_YEARS);
    assert_eq!(report.indication, Indication::Indeterminate);
    assert_eq!(report.sub_indication, Some(SubIndication::RevokedNoPoe));
}
