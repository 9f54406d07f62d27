//! Token files on the shelf.

use std::{fs, sync::Arc};

use devices::{Condition, DeviceId, Kind, LocalShelf, Purpose, Shelf};
use foundation::SystemClock;
use x509::alg::{DigestAlgorithm, SignatureAlgorithm};

use crate::readers::{Make, OTHER_PIN, OTHER_PUK, PIN, PUK, make, make_anew, secret};

const NEW: &str = "99887766";

fn shelf(folder: &std::path::Path) -> LocalShelf {
    LocalShelf::new(Arc::new(SystemClock)).with_folder(folder)
}

/// A folder with one token, named as folders are looked through.
fn folder(card: Make) -> tempfile::TempDir {
    let folder = tempfile::tempdir().unwrap();
    let path = make(folder.path(), card);
    fs::rename(path, folder.path().join("mario.token")).unwrap();
    folder
}

#[test]
fn tokens_of_a_folder_are_listed_and_sign() {
    let folder = folder(Make::default());
    fs::write(folder.path().join("altro.txt"), "").unwrap();
    let shelf = shelf(folder.path());
    let list = shelf.list();
    assert_eq!(list.len(), 1);
    let found = &list[0];
    assert_eq!((found.kind, &*found.name, found.is_test_device()), (Kind::TokenFile, "mario.token", true));
    assert_eq!(found.id, DeviceId::new("7430012345678901"));
    let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
    for purpose in [Purpose::Signature, Purpose::Authentication] {
        let opened = shelf.open(&found.id, purpose, Some(&secret(PIN))).unwrap();
        opened.key.sign_digest(algorithm, &[1; 32]).unwrap();
    }
}

#[test]
fn wrong_and_locked_pins_are_counted_in_the_file() {
    let folder = folder(Make::default());
    let shelf = shelf(folder.path());
    let id = shelf.list()[0].id.clone();
    let open =
        |pin| shelf.open(&id, Purpose::Signature, Some(&secret(pin))).map(drop).map_err(|e| e.condition);
    assert_eq!(open("1234"), Err(Condition::PinShape));
    assert_eq!(open("11111111"), Err(Condition::PinWrong { left: Some(2) }));
    assert_eq!(open("11111111"), Err(Condition::PinWrong { left: Some(1) }));
    assert_eq!(shelf.list()[0].condition, Some(Condition::LastTry));
    assert_eq!(open("11111111"), Err(Condition::PinLocked));
    assert_eq!(shelf.list()[0].condition, Some(Condition::PinLocked));
    shelf.unblock(&id, None, &secret(PUK), &secret(NEW)).unwrap();
    assert_eq!(open(NEW), Ok(()));
    shelf.change_pin(&id, None, &secret(NEW), &secret(PIN)).unwrap();
    assert_eq!(open(PIN), Ok(()));
}

#[test]
fn two_pins_in_one_file_are_told_apart() {
    let folder = folder(Make { two_pins: true, ..Make::default() });
    let shelf = shelf(folder.path());
    let id = shelf.list()[0].id.clone();
    let both = shelf.change_pin(&id, None, &secret(OTHER_PIN), &secret(NEW)).unwrap_err();
    assert_eq!(both.condition, Condition::PinsDiffer);
    shelf.change_pin(&id, Some(Purpose::Signature), &secret(OTHER_PIN), &secret(NEW)).unwrap();
    shelf.open(&id, Purpose::Signature, Some(&secret(NEW))).unwrap();
    shelf.open(&id, Purpose::Authentication, Some(&secret(PIN))).unwrap();
    shelf.unblock(&id, Some(Purpose::Signature), &secret(OTHER_PUK), &secret(PIN)).unwrap();
    shelf.open(&id, Purpose::Signature, Some(&secret(PIN))).unwrap();
}

/// The token as a program of another version would write it: the file ends with its own checksum.
fn rewritten(good: &str, format: &str) -> String {
    let body = good.replace("ceralacca.token/2", format);
    let (summed, _) = body.rsplit_once(",\n  \"sha256\": \"").unwrap();
    let summed = format!("{summed},\n  \"sha256\": \"");
    let sum = DigestAlgorithm::Sha256.digest(summed.as_bytes());
    let sum: String = sum.iter().map(|octet| format!("{octet:02x}")).collect();
    format!("{summed}{sum}\"\n}}\n")
}

#[test]
fn a_damaged_a_later_and_a_missing_file_are_told_apart() {
    let folder = folder(Make::default());
    let good = fs::read_to_string(folder.path().join("mario.token")).unwrap();
    fs::remove_file(folder.path().join("mario.token")).unwrap();
    let write = |name: &str, text: &str| fs::write(folder.path().join(name), text).unwrap();
    write("damaged.token", "{}");
    write("later.token", &rewritten(&good, "ceralacca.token/99"));
    write("older.token", &rewritten(&good, "ceralacca.token/1"));
    let shelf = shelf(folder.path()).with_file(folder.path().join("missing.token"));
    let told: Vec<_> = shelf.list().into_iter().map(|found| (found.name.clone(), found)).collect();
    for (name, found) in told {
        let condition = found.condition.clone().unwrap();
        match &*name {
            "damaged.token" => assert!(matches!(condition, Condition::Damaged { .. }), "{condition:?}"),
            "later.token" => assert_eq!(condition, Condition::NewerVersion),
            "older.token" => assert_eq!(condition, Condition::OlderVersion),
            _ => assert_eq!(condition, Condition::Missing),
        }
        let refused = shelf.open(&found.id, Purpose::Signature, Some(&secret(PIN))).unwrap_err();
        assert_eq!(refused.condition, condition);
    }
}

#[test]
fn copies_of_one_device_are_one_device_and_namesakes_are_two() {
    let folder = folder(Make::default());
    fs::copy(folder.path().join("mario.token"), folder.path().join("copia.token")).unwrap();
    assert_eq!(shelf(folder.path()).list().len(), 1);
    make_anew(&folder.path().join("omonimo.token"), Make::default());
    let list = shelf(folder.path()).list();
    assert_eq!(list.len(), 2);
    assert_ne!(list[0].id, list[1].id);
}
