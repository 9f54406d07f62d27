use std::{fs, path::Path};

use foundation::{Secret, SystemEntropy};
use keyvault::{Argon2Cost, KeySpec, SigningKey, Unlock, Vault, VaultError};
use tempfile::tempdir;

use crate::{ec_algorithms, rewritten, signs_with};

const LEAST: Argon2Cost = Argon2Cost::LEAST;

fn passphrase(text: &str) -> Unlock {
    Unlock::Passphrase(Secret::new(text.to_owned()))
}

/// A vault with the keys `ca/firma/1` and `ca/cns/1`.
fn vault_with_two_keys(folder: &Path) -> Vault {
    let vault = Vault::create(folder, &passphrase("sigillo"), LEAST, &SystemEntropy).unwrap();
    vault.generate("ca/firma/1", KeySpec::P256, &SystemEntropy).unwrap();
    vault.generate("ca/cns/1", KeySpec::P384, &SystemEntropy).unwrap();
    vault
}

#[test]
fn a_key_signs_after_the_vault_was_closed_and_opened_again() {
    let folder = tempdir().unwrap();
    let public = {
        let vault = Vault::create(folder.path(), &passphrase("sigillo"), LEAST, &SystemEntropy).unwrap();
        let key = vault.generate("ca/firma/1", KeySpec::Rsa2048, &SystemEntropy).unwrap();
        key.public_key().spki_der().to_vec()
    };
    let key = Vault::open(folder.path(), &passphrase("sigillo")).unwrap().load("ca/firma/1").unwrap();
    assert_eq!(key.public_key().spki_der(), public);
    signs_with(&key, &crate::rsa_algorithms());
}

#[test]
fn the_list_names_the_keys_in_order_with_their_public_halves() {
    let folder = tempdir().unwrap();
    let vault = vault_with_two_keys(folder.path());
    let entries = vault.list().unwrap();
    let labels: Vec<_> = entries.iter().map(|entry| entry.label.as_str()).collect();
    assert_eq!(labels, ["ca/cns/1", "ca/firma/1"]);
    for entry in &entries {
        let key = vault.load(&entry.label).unwrap();
        assert_eq!(entry.public_key.spki_der(), key.public_key().spki_der());
        signs_with(&key, &ec_algorithms());
    }
}

#[test]
fn a_wrong_passphrase_is_called_so() {
    let folder = tempdir().unwrap();
    vault_with_two_keys(folder.path());
    for wrong in ["", "sigill", "Sigillo", "sigillo "] {
        assert!(matches!(Vault::open(folder.path(), &passphrase(wrong)), Err(VaultError::WrongPassphrase)));
    }
}

#[test]
fn a_vault_file_changed_in_any_byte_is_damaged_never_a_wrong_passphrase() {
    let folder = tempdir().unwrap();
    vault_with_two_keys(folder.path());
    let path = folder.path().join("vault.json");
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 0x20;
        fs::write(&path, &bad).unwrap();
        let opened = Vault::open(folder.path(), &passphrase("sigillo"));
        assert!(matches!(opened, Err(VaultError::Damaged { .. })), "byte {at}: {opened:?}");
        fs::write(&path, &good[..at]).unwrap();
        let opened = Vault::open(folder.path(), &passphrase("sigillo"));
        assert!(matches!(opened, Err(VaultError::Damaged { .. })), "cut at {at}: {opened:?}");
    }
}

#[test]
fn a_key_file_changed_in_any_byte_is_damaged() {
    let folder = tempdir().unwrap();
    let vault = vault_with_two_keys(folder.path());
    let path = folder.path().join("ca%2ffirma%2f1.key.json");
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] ^= 1;
        fs::write(&path, &bad).unwrap();
        assert!(matches!(vault.load("ca/firma/1"), Err(VaultError::Damaged { .. })), "byte {at}");
    }
}

#[test]
fn a_sealed_key_opens_only_under_its_own_label_and_in_its_own_vault() {
    let (folder, other) = (tempdir().unwrap(), tempdir().unwrap());
    let vault = vault_with_two_keys(folder.path());
    vault_with_two_keys(other.path());
    let path = folder.path().join("ca%2ffirma%2f1.key.json");
    // The file of another label, first as it is, then with the label and checksum put right.
    let cns = folder.path().join("ca%2fcns%2f1.key.json");
    fs::copy(&cns, &path).unwrap();
    assert!(matches!(vault.load("ca/firma/1"), Err(VaultError::Damaged { .. })));
    fs::write(&path, rewritten(&cns, "ca/cns/1", "ca/firma/1")).unwrap();
    assert!(matches!(vault.load("ca/firma/1"), Err(VaultError::Damaged { .. })));
    // The file of the same label in another vault.
    fs::copy(other.path().join("ca%2ffirma%2f1.key.json"), &path).unwrap();
    assert!(matches!(vault.load("ca/firma/1"), Err(VaultError::Damaged { .. })));
}

#[test]
fn a_label_that_is_taken_is_never_overwritten() {
    let folder = tempdir().unwrap();
    let vault = vault_with_two_keys(folder.path());
    let before = vault.load("ca/firma/1").unwrap().public_key().spki_der().to_vec();
    let again = vault.generate("ca/firma/1", KeySpec::P256, &SystemEntropy);
    assert!(matches!(again, Err(VaultError::AlreadyThere(_))));
    assert_eq!(vault.load("ca/firma/1").unwrap().public_key().spki_der(), before);
    let again = Vault::create(folder.path(), &passphrase("altro"), LEAST, &SystemEntropy);
    assert!(matches!(again, Err(VaultError::AlreadyThere(_))));
}

#[test]
fn what_is_missing_is_said() {
    let folder = tempdir().unwrap();
    assert!(matches!(Vault::open(folder.path(), &passphrase("sigillo")), Err(VaultError::NoVault(_))));
    let vault = vault_with_two_keys(folder.path());
    assert!(matches!(vault.load("ca/tsa/1"), Err(VaultError::NoSuchKey(label)) if label == "ca/tsa/1"));
    for label in ["", "a\nb", &"x".repeat(81)] {
        assert!(matches!(vault.load(label), Err(VaultError::Label)));
    }
}

#[test]
fn labels_that_differ_only_in_capitals_or_dots_are_different_keys() {
    let folder = tempdir().unwrap();
    let vault = Vault::create(folder.path(), &passphrase("sigillo"), LEAST, &SystemEntropy).unwrap();
    let labels = ["..", "../x", "CA", "Firma €", "ca"];
    for label in labels {
        vault.generate(label, KeySpec::P256, &SystemEntropy).unwrap();
    }
    let listed: Vec<_> = vault.list().unwrap().into_iter().map(|entry| entry.label).collect();
    assert_eq!(listed, labels);
    assert_eq!(
        fs::read_dir(folder.path()).unwrap().count(),
        labels.len() + 1,
        "no key outside, no leftovers"
    );
}

#[test]
fn a_later_format_is_called_newer_not_damaged() {
    let folder = tempdir().unwrap();
    vault_with_two_keys(folder.path());
    let path = folder.path().join("vault.json");
    fs::write(&path, rewritten(&path, "ceralacca.vault/1", "ceralacca.vault/2")).unwrap();
    let opened = Vault::open(folder.path(), &passphrase("sigillo"));
    assert!(matches!(opened, Err(VaultError::NewerVersion { version: 2, .. })));
}

#[test]
fn an_argon2_cost_out_of_range_is_refused_before_any_memory_is_taken() {
    let folder = tempdir().unwrap();
    vault_with_two_keys(folder.path());
    let path = folder.path().join("vault.json");
    fs::write(&path, rewritten(&path, "\"memory_kib\": 8", "\"memory_kib\": 4294967295")).unwrap();
    assert!(matches!(Vault::open(folder.path(), &passphrase("sigillo")), Err(VaultError::Damaged { .. })));
}

#[test]
fn a_vault_with_a_key_file_opens_with_that_file_only() {
    let folder = tempdir().unwrap();
    let (file, other) = (folder.path().join("vault.key"), folder.path().join("other.key"));
    let by_file = Unlock::KeyFile(file.clone());
    let vault = folder.path().join("vault");
    Vault::create(&vault, &by_file, LEAST, &SystemEntropy).unwrap();
    Vault::create(&folder.path().join("vault-2"), &Unlock::KeyFile(other.clone()), LEAST, &SystemEntropy)
        .unwrap();
    assert_eq!(fs::read(&file).unwrap().len(), 32);
    let key = Vault::open(&vault, &by_file).unwrap().generate("k", KeySpec::P256, &SystemEntropy).unwrap();
    assert_eq!(
        Vault::open(&vault, &by_file).unwrap().load("k").unwrap().public_key().spki_der(),
        key.public_key().spki_der()
    );
    assert!(matches!(Vault::open(&vault, &Unlock::KeyFile(other.clone())), Err(VaultError::WrongKeyFile)));
    assert!(matches!(Vault::open(&vault, &passphrase("x")), Err(VaultError::OtherUnlock("a key file"))));
    fs::write(&other, [1; 31]).unwrap();
    assert!(matches!(Vault::open(&vault, &Unlock::KeyFile(other)), Err(VaultError::KeyFileShape(_))));
    fs::remove_file(&file).unwrap();
    assert!(matches!(Vault::open(&vault, &by_file), Err(VaultError::Io { .. })));
}

#[cfg(unix)]
#[test]
fn files_are_for_their_owner_only() {
    use std::os::unix::fs::PermissionsExt;
    let folder = tempdir().unwrap();
    let (file, vault) = (folder.path().join("vault.key"), folder.path().join("vault"));
    let by_file = Unlock::KeyFile(file.clone());
    let opened = Vault::create(&vault, &by_file, LEAST, &SystemEntropy).unwrap();
    opened.generate("k", KeySpec::P256, &SystemEntropy).unwrap();
    for path in [&file, &vault.join("vault.json"), &vault.join("k.key.json")] {
        assert_eq!(fs::metadata(path).unwrap().permissions().mode() & 0o777, 0o600, "{}", path.display());
    }
    fs::set_permissions(&file, fs::Permissions::from_mode(0o640)).unwrap();
    assert!(matches!(Vault::open(&vault, &by_file), Err(VaultError::KeyFileOpenToOthers(_))));
}
