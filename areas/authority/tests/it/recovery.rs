//! What a crash interrupts is found and finished: both certificates or neither, no serial twice.

use std::{fs, path::PathBuf};

use authority::Census;
use keyvault::KeySpec;

use crate::common::{House, actor, house, mario, open, pair_request};

/// The file of a key in the vault.
fn key_file(house: &House, label: &str) -> PathBuf {
    let files = fs::read_dir(house.folder.path().join("vault")).unwrap();
    let holds = |path: &PathBuf| fs::read_to_string(path).is_ok_and(|text| text.contains(label));
    files.map(|file| file.unwrap().path()).find(holds).unwrap()
}

/// Issues while the key of the CNS authority is away: the signature certificate is signed, the other
/// is not.
fn interrupt(house: &House) -> authority::Authority {
    let key = key_file(house, "ca/cns/1");
    let away = house.folder.path().join("away");
    fs::rename(&key, &away).unwrap();
    let (_, restarted) = open(house.folder.path(), &house.clock, KeySpec::P256);
    // The profile asks for the key's algorithm before anything is stored, so the key goes after that.
    assert!(restarted.issue_pair(&actor(), &pair_request(mario())).is_err());
    assert_eq!(restarted.census().unwrap(), Census::default(), "without its key nothing begins");
    fs::rename(&away, &key).unwrap();
    restarted
}

#[test]
fn without_the_key_of_either_authority_nothing_is_begun() {
    let house = house(KeySpec::P384);
    let restarted = interrupt(&house);
    restarted.issue_pair(&actor(), &pair_request(mario())).unwrap();
    assert_eq!(restarted.census().unwrap(), Census { whole_pairs: 1, ..Census::default() });
}

#[test]
fn nothing_to_recover_changes_nothing() {
    let house = house(KeySpec::P384);
    house.authority.issue_pair(&actor(), &pair_request(mario())).unwrap();
    let before = store::audit::verify(&house.store).unwrap().entries;
    assert_eq!(house.authority.recover().unwrap(), 0);
    assert_eq!(store::audit::verify(&house.store).unwrap().entries, before);
}
