//! The emergency code: suspends without any other credential, tells nobody anything.

use std::{sync::Arc, thread};

use authority::{AuthorityError, IssuedPair, LifeSettings, PairRequest, Target, practice};
use foundation::{Secret, SystemEntropy, TestClock};
use jiff::SignedDuration;
use keyvault::KeySpec;

use crate::{
    common::{House, actor, mario, pair_request, start},
    lifecycle::{MARIO, registration, rule},
};
use authority::rules::emergency_code::Cost;

const CODE: &str = "8361-5528";

/// A house whose emergency codes cost little.
fn house() -> House {
    let folder = tempfile::tempdir().unwrap();
    let clock = Arc::new(TestClock::at(start()));
    let settings = practice::settings(4).unwrap();
    let entropy = Arc::new(SystemEntropy);
    let (store, authority) =
        practice::open(folder.path(), settings, KeySpec::P384, clock.clone(), entropy).unwrap();
    let life = LifeSettings { emergency_cost: Cost::LEAST, ..LifeSettings::default() };
    House { authority: Arc::new(authority.with_life(life)), clock, store, folder }
}

fn code(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn pair(house: &House, with: Option<&str>) -> IssuedPair {
    let request =
        PairRequest { emergency_code: with.map(code), registration: registration(), ..pair_request(mario()) };
    let pair = house.authority.issue_pair(&actor(), &request).unwrap();
    house.authority.activate_pair(&actor(), pair.id).unwrap();
    pair
}

fn state(house: &House, pair: &IssuedPair) -> String {
    house.authority.history(Target::Pair(pair.id)).unwrap()[0].state.name().to_owned()
}

fn refused<T: std::fmt::Debug>(result: Result<T, AuthorityError>) {
    assert!(matches!(result, Err(AuthorityError::EmergencyCode)), "{result:?}");
}

#[test]
fn the_code_suspends_by_codice_fiscale_and_by_serial_number() {
    let house = house();
    let first = pair(&house, Some(CODE));
    let second = pair(&house, Some("1111-2222"));
    house.authority.suspend_with_emergency_code(&MARIO.to_lowercase(), &code("8361 5528")).unwrap();
    assert_eq!([state(&house, &first), state(&house, &second)], ["suspended", "active"]);
    house.authority.suspend_with_emergency_code(&second.cns.serial_hex(), &code("11112222")).unwrap();
    assert_eq!(state(&house, &second), "suspended");
    let again = house.authority.suspend_with_emergency_code(MARIO, &code(CODE));
    assert_eq!(rule(again), "state", "who has the code may know");
}

#[test]
fn unknown_wrong_and_locked_are_answered_alike() {
    let house = house();
    let pair = pair(&house, Some(CODE));
    let serial = pair.signature.serial_hex();
    for identifier in ["VRDLGI75C15L219B", "10:20:30", "non è niente", "", &serial] {
        refused(house.authority.suspend_with_emergency_code(identifier, &code("0000-0000")));
    }
    for _ in 0..4 {
        refused(house.authority.suspend_with_emergency_code(&serial, &code("0000-0000")));
    }
    refused(house.authority.suspend_with_emergency_code(&serial, &code(CODE)));
    refused(house.authority.suspend_with_emergency_code(MARIO, &code(CODE)));
    house.clock.advance(SignedDuration::from_hours(24) - SignedDuration::from_millis(1));
    refused(house.authority.suspend_with_emergency_code(&serial, &code(CODE)));
    house.clock.advance(SignedDuration::from_millis(1));
    house.authority.suspend_with_emergency_code(&serial, &code(CODE)).unwrap();
}

#[test]
fn the_right_code_starts_anew_and_leaves_the_other_device_as_it_was() {
    let house = house();
    let first = pair(&house, Some(CODE));
    let second = pair(&house, Some("1111-2222"));
    for _ in 0..4 {
        refused(house.authority.suspend_with_emergency_code(MARIO, &code("0")));
    }
    house.authority.suspend_with_emergency_code(MARIO, &code(CODE)).unwrap();
    assert_eq!([state(&house, &first), state(&house, &second)], ["suspended", "active"]);
    // The other device has one try left of its five, and is not locked by the right code of the first.
    house.authority.suspend_with_emergency_code(&second.signature.serial_hex(), &code("1111-2222")).unwrap();
}

#[test]
fn a_lock_after_the_fifth_code_stands_though_the_sixth_is_right() {
    let house = house();
    let pair = pair(&house, Some(CODE));
    for _ in 0..5 {
        refused(house.authority.suspend_with_emergency_code(MARIO, &code("0")));
    }
    refused(house.authority.suspend_with_emergency_code(MARIO, &code(CODE)));
    assert_eq!(state(&house, &pair), "active");
}

#[test]
fn parallel_tries_do_not_give_one_more() {
    let house = house();
    let pair = pair(&house, Some(CODE));
    let serial = pair.signature.serial_hex();
    thread::scope(|scope| {
        for n in 0..12 {
            let (authority, serial) = (&house.authority, &serial);
            scope.spawn(move || {
                refused(authority.suspend_with_emergency_code(serial, &code(&format!("{n}"))));
            });
        }
    });
    refused(house.authority.suspend_with_emergency_code(&serial, &code(CODE)));
}

#[test]
fn a_device_without_a_code_has_none() {
    let house = house();
    let pair = pair(&house, None);
    for guess in ["", "0", CODE] {
        refused(house.authority.suspend_with_emergency_code(&pair.cns.serial_hex(), &code(guess)));
    }
}

#[test]
fn the_code_confirms_the_receipt() {
    let house = house();
    let request = PairRequest { emergency_code: Some(code(CODE)), ..pair_request(mario()) };
    let pair = house.authority.issue_pair(&actor(), &request).unwrap();
    assert_eq!(state(&house, &pair), "issued");
    house.authority.activate_with_emergency_code(MARIO, &code(CODE)).unwrap();
    assert_eq!(state(&house, &pair), "active");
}

#[test]
fn the_code_itself_is_stored_nowhere() {
    let house = house();
    pair(&house, Some("UNICO5528CODICE"));
    refused(house.authority.suspend_with_emergency_code(MARIO, &code("SBAGLIATO4411")));
    for entry in std::fs::read_dir(house.folder.path()).unwrap() {
        let path = entry.unwrap().path();
        if path.is_file() {
            let content = std::fs::read(&path).unwrap();
            for secret in ["UNICO5528CODICE", "SBAGLIATO4411"] {
                let found = content.windows(secret.len()).any(|part| part == secret.as_bytes());
                assert!(!found, "{} in {}", secret, path.display());
            }
        }
    }
}

#[test]
fn every_try_is_a_line_in_the_audit_log_without_the_identifier() {
    let house = house();
    pair(&house, Some(CODE));
    let before = store::audit::verify(&house.store).unwrap().entries;
    for identifier in [MARIO, "VRDLGI75C15L219B", "10:20"] {
        refused(house.authority.suspend_with_emergency_code(identifier, &code("0")));
    }
    assert_eq!(store::audit::verify(&house.store).unwrap().entries - before, 3);
    let entries = house.store.read_blocking(move |tx| store::audit::entries(tx, before, 10)).unwrap();
    assert!(entries.iter().all(|(_, entry)| !entry.contains(MARIO)), "{entries:?}");
}
