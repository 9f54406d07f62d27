//! B-T, B-LT and B-LTA: what is added, where, and that nothing signed changes.
#![expect(clippy::unwrap_used, reason = "test code outside of a test function")]

mod common;

use common::{Signer, all_in_order, classic, every_make, options};
use pades::{Change, Judgement, Level, Permission, SignError, TimeStampKind, ToStamp};
use x509::alg::DigestAlgorithm::{Sha256, Sha512};
use x509::evidence::{ObjectId, ValidationData};

fn with_room() -> pades::Options {
    pades::Options { reserve: 6500, ..options() }
}

/// Something of the right shape to embed: the crate does not look into it.
fn data(signer: &Signer, number: u8) -> ValidationData {
    ValidationData {
        certificates: vec![signer.certificate.der().to_vec()],
        crls: vec![vec![0x30, 1, number]],
        responses: vec![vec![0x30, 2, number, number]],
    }
}

fn stamped(pdf: &[u8], authority: &Signer, serial: u8) -> Vec<u8> {
    let to_stamp = pades::prepare_document_time_stamp(pdf, &options()).unwrap();
    let token = authority.token(Sha256, to_stamp.digest(Sha256).unwrap(), serial);
    let stamped = to_stamp.complete_document(pdf, &token).unwrap();
    assert!(stamped.starts_with(pdf));
    stamped
}

#[test]
fn a_time_stamp_goes_into_the_room_left_for_it() {
    let (signer, authority) = (Signer::p256(), Signer::time_stamping());
    let pdf = classic();
    let to_sign = signer.prepare(&pdf, &with_room()).unwrap();
    let value = signer.value(to_sign.to_be_signed());
    let token = authority.token(Sha256, &to_sign.imprint(&value, Sha256), 1);
    let plain = to_sign.complete_document(&pdf, &value).unwrap();
    let at_once = [pdf.as_slice(), &to_sign.complete_with_time_stamp(&value, &token).unwrap()].concat();

    let imprint = pades::signature_imprint(&plain, 0, Sha256).unwrap();
    assert_eq!(imprint, to_sign.imprint(&value, Sha256));
    let later = pades::with_signature_time_stamp(&plain, 0, &token).unwrap();
    assert_eq!(later, at_once);
    all_in_order(&later, 1).unwrap();
    let found = pades::inspect(&later).unwrap();
    assert_eq!(found.level(0), Some(Level::T));
    let range = found.signatures[0].byte_range.unwrap();
    assert_eq!(plain[..range.first_len], later[..range.first_len], "only the gap changed");
    assert_eq!(plain[range.second_start..], later[range.second_start..]);
    let [stamp] = &found.time_stamps(&later, 0)[..] else { panic!() };
    assert_eq!((stamp.kind, &stamp.token), (TimeStampKind::Signature, &token));

    let twice = pades::with_signature_time_stamp(&later, 0, &authority.token(Sha256, &imprint, 2)).unwrap();
    assert_eq!(pades::inspect(&twice).unwrap().time_stamps(&twice, 0).len(), 2);
    let wrong = authority.token(Sha256, &[0; 32], 3);
    let refused = |outcome| matches!(outcome, Err(SignError::Token(_)));
    assert!(refused(pades::with_signature_time_stamp(&plain, 0, &wrong)));
    assert!(refused(pades::with_signature_time_stamp(&plain, 0, b"0")));
    assert!(refused(to_sign.complete_with_time_stamp(&value, &wrong)));
    let none = pades::with_signature_time_stamp(&plain, 1, &token);
    assert!(matches!(none, Err(SignError::NoSuchSignature)));
}

#[test]
fn a_signature_with_something_behind_it_is_not_written_into() {
    let (signer, authority) = (Signer::p256(), Signer::time_stamping());
    let signed = signer.sign(&classic(), &with_room());
    let twice = signer.sign(&signed, &with_room());
    let token = authority.token(Sha256, &pades::signature_imprint(&twice, 0, Sha256).unwrap(), 1);
    assert!(matches!(pades::with_signature_time_stamp(&twice, 0, &token), Err(SignError::NotLast)));
    // No room at all: a document time stamp is what remains.
    let crammed = signer.sign(&classic(), &options());
    let many = (0..20).try_fold(crammed, |pdf, serial| {
        let imprint = pades::signature_imprint(&pdf, 0, Sha256).unwrap();
        pades::with_signature_time_stamp(&pdf, 0, &authority.token(Sha256, &imprint, serial))
    });
    assert!(matches!(many, Err(SignError::DoesNotFit { .. })));
}

#[test]
fn every_make_of_file_goes_up_to_lta_and_is_renewed() {
    let (signer, authority) = (Signer::p256(), Signer::time_stamping());
    for (name, pdf) in every_make() {
        let signed = signer.sign(&pdf, &with_room());
        let imprint = pades::signature_imprint(&signed, 0, Sha256).unwrap();
        let token = authority.token(Sha256, &imprint, 1);
        let t = pades::with_signature_time_stamp(&signed, 0, &token).unwrap();
        let lt = pades::with_validation_data(&t, &data(&signer, 1)).unwrap();
        assert!(lt.starts_with(&t), "{name}");
        let lta = stamped(&lt, &authority, 2);
        let renewed = pades::with_validation_data(&lta, &data(&authority, 2)).unwrap();
        assert!(renewed.starts_with(&lta), "{name}");
        let renewed = stamped(&renewed, &authority, 3);
        all_in_order_but_tokens(&renewed, name);

        let found = pades::inspect(&renewed).unwrap();
        let kinds: Vec<_> = found.time_stamps(&renewed, 0).iter().map(|stamp| stamp.kind).collect();
        assert_eq!(kinds, [TimeStampKind::Signature, TimeStampKind::Document, TimeStampKind::Document]);
        assert_eq!(found.evidence.len(), 6, "{name}: nothing twice");
        let stamps = found.time_stamps(&renewed, 0);
        let (first, second) = (stamps[1].protects(), stamps[2].protects());
        let names =
            |number| data(&signer, number).crls.iter().map(|crl| ObjectId::of(crl)).collect::<Vec<_>>();
        assert!(first.objects.contains(&names(1)[0]) && !first.objects.contains(&names(2)[0]), "{name}");
        assert!(second.objects.is_superset(&first.objects) && second.objects.contains(&names(2)[0]));
        assert!(second.objects.contains(&ObjectId::of(&stamps[1].token)), "{name}: the older token");
        let key = found.signatures[0].vri_key();
        assert!(found.evidence[0].named_by.contains(&key), "{name}");
        let own = names(1)[0];
        let revision = found.evidence.iter().find(|item| item.id == own).map(|item| item.revision);
        assert_eq!(revision, found.revision_of(0).map(|revision| revision + 1), "{name}");
    }
}

fn all_in_order_but_tokens(pdf: &[u8], name: &str) {
    let found = pades::inspect(pdf).unwrap();
    for signature in &found.signatures {
        let severity = signature.severity();
        assert!(severity <= Some(pades::Severity::Warning), "{name}: {:?}", signature.problems);
        if !signature.is_timestamp() {
            common::cryptography(signature, pdf).unwrap();
        }
        for change in &signature.later_changes {
            assert_eq!(change.judgement, Judgement::Allowed, "{name}: {change:?}");
        }
    }
}

#[test]
fn what_is_stored_already_is_not_stored_again() {
    let signer = Signer::p256();
    let signed = signer.sign(&classic(), &options());
    let once = pades::with_validation_data(&signed, &data(&signer, 1)).unwrap();
    assert_eq!(pades::with_validation_data(&once, &data(&signer, 1)).unwrap(), once);
    assert_eq!(pades::with_validation_data(&signed, &ValidationData::default()).unwrap(), signed);
    let text = String::from_utf8_lossy(&once).into_owned();
    assert!(
        text.contains("/Extensions<</ESIC<</Type/DeveloperExtensions/BaseVersion/1.7/ExtensionLevel 1>>>>")
    );
    let found = pades::inspect(&once).unwrap();
    assert_eq!(found.validation_data(), data(&signer, 1));
}

#[test]
fn a_certification_against_changes_lets_the_long_term_data_in() {
    let (signer, authority) = (Signer::p256(), Signer::time_stamping());
    let certified =
        signer.sign(&classic(), &pades::Options { certification: Some(Permission::NoChanges), ..options() });
    let lta = stamped(&pades::with_validation_data(&certified, &data(&signer, 1)).unwrap(), &authority, 1);
    let found = pades::inspect(&lta).unwrap();
    let changes: Vec<_> = found.signatures[0].later_changes.iter().map(|later| &later.change).collect();
    assert!(changes.contains(&&Change::DocumentTimestamp { field: "Timestamp1".to_owned() }), "{changes:?}");
    assert_eq!(found.signatures[0].severity(), None, "{:?}", found.signatures[0].problems);
}

#[test]
fn a_stored_time_stamp_request_is_resumed() {
    let authority = Signer::time_stamping();
    let pdf = Signer::p256().sign(&classic(), &options());
    let stored = pades::prepare_document_time_stamp(&pdf, &options()).unwrap().to_bytes();
    let resumed = ToStamp::from_bytes(&stored).unwrap();
    let token = authority.token(Sha512, resumed.digest(Sha512).unwrap(), 1);
    let stamped = resumed.complete_document(&pdf, &token).unwrap();
    assert_eq!(pades::inspect(&stamped).unwrap().signatures.len(), 2);
    let mut other = pdf.clone();
    other[100] ^= 1;
    assert!(matches!(resumed.complete_document(&other, &token), Err(SignError::ContentChanged)));
    assert!(matches!(resumed.complete(b"junk"), Err(SignError::Token(_))));
    assert!(ToStamp::from_bytes(&stored[..stored.len() - 1]).is_err());
    all_in_order(&pdf, 1).unwrap();
}

#[test]
fn a_long_term_file_cut_anywhere_or_altered_is_read_without_panic() {
    let (signer, authority) = (Signer::p256(), Signer::time_stamping());
    let signed = signer.sign(&classic(), &with_room());
    let lta = stamped(&pades::with_validation_data(&signed, &data(&signer, 1)).unwrap(), &authority, 1);
    // The room left for the values is of no interest.
    let around = |at: usize| &lta[at.saturating_sub(8)..(at + 8).min(lta.len())];
    let interesting = (0..lta.len()).filter(|at| around(*at).iter().any(|octet| *octet != b'0'));
    for at in interesting.step_by(23) {
        let _ = pades::inspect(&lta[..at]);
        let mut altered = lta.clone();
        altered[at] ^= 0x11;
        if let Ok(found) = pades::inspect(&altered) {
            for which in 0..found.signatures.len() {
                let _ = found.level(which);
                found.time_stamps(&altered, which).iter().for_each(|stamp| drop(stamp.protects()));
            }
        }
        let _ = pades::with_validation_data(&altered, &data(&authority, 2));
    }
}

#[test]
fn a_store_that_leads_in_circles_is_read_once() {
    let mut builder = common::Builder::update(&classic());
    builder
        .object(1, "<</Type/Catalog/Pages 2 0 R/DSS 7 0 R>>")
        .object(7, "<</Certs 8 0 R/CRLs 7 0 R/OCSPs[9 0 R 9 0 R 7 0 R]/VRI<</AA 7 0 R/BB<</Cert 8 0 R>>/VRI 7 0 R>>>>")
        .object(8, "[8 0 R 9 0 R 8 0 R 3 0 R 99 0 R]")
        .stream(9, "", &[0x30, 0]);
    let pdf = builder.table(10, &format!("/Root 1 0 R/Prev {}", common::startxref(&classic())));
    let found = pades::inspect(&pdf).unwrap();
    let kinds: Vec<_> = found.evidence.iter().map(|item| (item.kind, item.der.as_slice())).collect();
    let octets = [0x30, 0].as_slice();
    assert_eq!(
        kinds,
        [(pades::EvidenceKind::Certificate, octets), (pades::EvidenceKind::OcspResponse, octets)]
    );
    assert_eq!(found.evidence[0].named_by, ["BB"]);
}
