//! Signatures of every format that last: verified fifteen years after they were made, when their authority
//! is gone, by the links of renewed archive time stamps; and a missing link is named.

#![expect(clippy::unwrap_used, reason = "a test")]

mod common;

use common::{
    chamber::{Chamber, instant},
    kinds::{KINDS, Kind, Xades, sign_xml},
    world::{AFTER_FIFTEEN_YEARS, LIST_OF_2026, World, data},
};
use sigcheck::{Code, Indication, Kind as Role, Process, ProcessKind, Reason, Signature, SubIndication};
use x509::Certificate;

/// At level B-LTA in 2026, with a list of the authority or without one.
fn archived(kind: &dyn Kind, world: &World, list: Option<&str>) -> Vec<u8> {
    let (chamber, unit) = (&world.first, &world.units[0]);
    let file = kind.signed(chamber, &world.signer, "2026-11-20T10:00:00Z");
    let file = kind.stamped(&file, &|digest| chamber.token(unit, digest, "2026-11-20T10:00:05Z"));
    let file = kind.with_data(&file, &data(chamber, list));
    kind.archived(&file, &|digest| chamber.token(unit, digest, "2026-11-22T10:00:00Z"))
}

/// An archive time stamp more, over the list of whoever made the one before.
fn renewed(
    kind: &dyn Kind,
    file: &[u8],
    (before, list): (&Chamber, Option<&str>),
    (chamber, unit): (&Chamber, &Certificate),
    at: &str,
) -> Vec<u8> {
    let file = kind.with_data(file, &data(before, list));
    kind.archived(&file, &|digest| chamber.token(unit, digest, at))
}

fn in_2032(kind: &dyn Kind, world: &World, file: &[u8]) -> Vec<u8> {
    let before = (&world.first, Some("2032-02-28T00:00:00Z"));
    renewed(kind, file, before, (&world.second, &world.units[1]), "2032-03-01T00:00:00Z")
}

fn in_2037(kind: &dyn Kind, world: &World, file: &[u8]) -> Vec<u8> {
    let before = (&world.second, Some("2037-02-28T00:00:00Z"));
    renewed(kind, file, before, (&world.third, &world.units[2]), "2037-03-01T00:00:00Z")
}

/// The signature of the file, which is indeterminate.
#[track_caller]
fn indeterminate(world: &World, kind: &dyn Kind, file: &[u8]) -> Signature {
    let report = world.check(file, AFTER_FIFTEEN_YEARS);
    assert_eq!(report.indication, Indication::Indeterminate, "{}: {report:#?}", kind.name());
    report.signatures.into_iter().next().unwrap()
}

#[track_caller]
fn link<'s>(signature: &'s Signature, code: Code, name: &str, value: &str) -> &'s Reason {
    let found = signature
        .errors
        .iter()
        .find(|one| one.code == code && one.values.get(name).is_some_and(|of| of == value));
    found.unwrap_or_else(|| {
        panic!("{}: no {code} with {name} {value}: {:#?}", signature.format, signature.errors)
    })
}

#[test]
fn a_renewed_signature_is_valid_fifteen_years_later_with_its_authority_gone() {
    let world = World::new();
    for kind in KINDS {
        let file = in_2037(kind, &world, &in_2032(kind, &world, &archived(kind, &world, Some(LIST_OF_2026))));
        let report = world.check(&file, AFTER_FIFTEEN_YEARS);
        let signature = &report.signatures[0];
        let name = kind.name();
        assert_eq!(report.indication, Indication::TotalPassed, "{name}: {signature:#?}");
        assert_eq!((signature.format, signature.level), (name, Some("B-LTA")));
        assert_eq!(signature.best_signature_time, instant("2026-11-20T10:00:05Z"), "{name}");
        let archived: Vec<bool> = signature.timestamps.iter().map(|one| one.archived).collect();
        assert_eq!(archived, [true, true, true, false], "{name}");
        let Some(Process { process, indication, .. }) = signature.processes.last() else { panic!() };
        assert_eq!((*process, *indication), (ProcessKind::Archival, Indication::TotalPassed), "{name}");
        assert_eq!(signature.processes[0].indication, Indication::Indeterminate, "{name}");
    }
}

#[test]
fn a_renewal_that_is_missing_is_named() {
    let world = World::new();
    for kind in KINDS {
        // Nobody renewed the archive in 2032: the unit of 2026 ended in 2034, before the next time stamp.
        let file = in_2037(kind, &world, &archived(kind, &world, Some(LIST_OF_2026)));
        let signature = indeterminate(&world, kind, &file);
        let expired = link(&signature, Code::TimestampExpired, "name", "Camera di Prova TSU");
        assert_eq!(expired.values["time"], "2026-11-22T10:00:00Z", "{}", kind.name());
    }
}

#[test]
fn a_renewal_that_comes_too_late_is_named() {
    let world = World::new();
    for kind in KINDS {
        // The list is of 2032, the time stamp over it of 2035: the unit of 2026 had ended.
        let file = archived(kind, &world, Some(LIST_OF_2026));
        let before = (&world.first, Some("2032-02-28T00:00:00Z"));
        let second = (&world.second, &world.units[1]);
        let file = renewed(kind, &file, before, second, "2035-03-01T00:00:00Z");
        let signature = indeterminate(&world, kind, &in_2037(kind, &world, &file));
        link(&signature, Code::TimestampExpired, "time", "2026-11-22T10:00:00Z");
    }
}

#[test]
fn revocation_data_about_a_unit_that_were_never_embedded_are_named() {
    let world = World::new();
    for kind in KINDS {
        // When the archive was renewed in 2037 nobody added what the second authority said of its unit.
        let file = in_2032(kind, &world, &archived(kind, &world, Some(LIST_OF_2026)));
        let third = (&world.third, &world.units[2]);
        let file = renewed(kind, &file, (&world.second, None), third, "2037-03-01T00:00:00Z");
        let signature = indeterminate(&world, kind, &file);
        let unproven = link(&signature, Code::EvidenceUnproven, "certificate", "Seconda TSU");
        assert_eq!(unproven.values["why"], "no-evidence", "{}", kind.name());
        link(&signature, Code::TimestampExpired, "time", "2032-03-01T00:00:00Z");
    }
}

#[test]
fn revocation_data_about_the_signer_that_were_never_embedded_are_named() {
    let world = World::new();
    for kind in KINDS {
        let file = in_2037(kind, &world, &archived(kind, &world, None));
        let signature = indeterminate(&world, kind, &file);
        let unproven = link(&signature, Code::EvidenceUnproven, "certificate", "ROSSI MARIO");
        assert_eq!(unproven.values["why"], "no-evidence", "{}", kind.name());
    }
}

#[test]
fn the_last_time_stamp_must_hold_by_itself() {
    let world = World::new();
    for kind in KINDS {
        // The second unit ended in 2039 and nothing newer protects it.
        let file = in_2032(kind, &world, &archived(kind, &world, Some(LIST_OF_2026)));
        let signature = indeterminate(&world, kind, &file);
        link(&signature, Code::TimestampExpired, "name", "Seconda TSU");
    }
}

#[test]
fn a_counter_signature_in_xml_is_proven_by_the_archive_time_stamps_of_what_it_signs() {
    let world = World::new();
    let (chamber, unit) = (&world.first, &world.units[0]);
    let signed = |file: &[u8]| {
        let content = xades::Content::CounterSignature { file, which: 0 };
        sign_xml(&content, "contro", chamber, &world.signer, "2026-11-21T10:00:00Z")
    };
    let plain = Xades.signed(chamber, &world.signer, "2026-11-20T10:00:00Z");
    let stamped = Xades.stamped(&plain, &|digest| chamber.token(unit, digest, "2026-11-20T10:00:05Z"));
    let long = Xades.with_data(&stamped, &data(chamber, Some(LIST_OF_2026)));
    let archive = |file: &[u8]| {
        let file = Xades.archived(file, &|digest| chamber.token(unit, digest, "2026-11-22T10:00:00Z"));
        in_2037(&Xades, &world, &in_2032(&Xades, &world, &file))
    };
    let report = world.check(&archive(&signed(&long)), AFTER_FIFTEEN_YEARS);
    let [signature, counter] = &report.signatures[..] else { panic!("{report:#?}") };
    assert_eq!(signature.indication, Indication::TotalPassed, "{signature:#?}");
    assert_eq!((counter.kind, counter.parent), (Role::CounterSignature, Some(1)));
    assert_eq!(counter.indication, Indication::TotalPassed, "{counter:#?}");
    assert_eq!(counter.best_signature_time, instant("2026-11-22T10:00:00Z"));
    // One that was added behind the archive time stamps is not.
    let report = world.check(&signed(&archive(&long)), AFTER_FIFTEEN_YEARS);
    let [signature, counter] = &report.signatures[..] else { panic!("{report:#?}") };
    assert_eq!(signature.indication, Indication::TotalPassed, "{signature:#?}");
    assert_eq!(counter.indication, Indication::Indeterminate, "{counter:#?}");
    // Its authority has ended, and nothing proves that it is older.
    assert_eq!(counter.sub_indication, Some(SubIndication::NoCertificateChainFoundNoPoe));
}
