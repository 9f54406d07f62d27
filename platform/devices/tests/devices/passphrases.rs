//! PKCS#12 files on the shelf.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::Arc,
};

use devices::{Condition, Kind, LocalShelf, Purpose, Shelf};
use foundation::SystemClock;
use keyvault::KeySpec;

use crate::readers::secret;

const PASSPHRASE: &str = "però 12";

fn sample(name: &str) -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/devices/p12").join(name)
}

/// Opens the file, signs, and checks the signature with the certificate.
fn sign(file: &Path, purpose: Purpose, passphrase: &str) -> Result<(), Condition> {
    let shelf = LocalShelf::new(Arc::new(SystemClock)).with_file(file);
    let found = shelf.list().remove(0);
    assert_eq!(found.kind, Kind::Pkcs12);
    let opened = shelf.open(&found.id, purpose, Some(&secret(passphrase)));
    let opened = opened.map_err(|error| error.condition)?;
    let public = opened.certificate.public_key().unwrap();
    let algorithm = KeySpec::of(public.key_type()).unwrap().default_algorithm();
    let digest = algorithm.digest().digest(b"contratto");
    let signature = opened.key.sign_digest(algorithm, &digest).unwrap();
    public.verify_digest(algorithm, &digest, &signature).unwrap();
    Ok(())
}

#[test]
fn files_of_todays_programs_sign() {
    for name in ["firma.p12", "certificato-aperto.p12"] {
        assert_eq!(sign(&sample(name), Purpose::Signature, PASSPHRASE), Ok(()), "{name}");
    }
    assert_eq!(sign(&sample("accesso.pfx"), Purpose::Authentication, PASSPHRASE), Ok(()));
}

#[test]
fn a_wrong_passphrase_an_old_file_and_another_purpose_are_told_apart() {
    for name in ["firma.p12", "certificato-aperto.p12", "vecchio.p12", "accesso.pfx"] {
        let told = sign(&sample(name), Purpose::Signature, "pero 12");
        assert_eq!(told, Err(Condition::PassphraseWrong), "{name}");
    }
    let old = sign(&sample("vecchio.p12"), Purpose::Signature, PASSPHRASE);
    assert!(matches!(old, Err(Condition::PassphraseFileOld { .. })), "{old:?}");
    let other = sign(&sample("accesso.pfx"), Purpose::Signature, PASSPHRASE);
    assert_eq!(other, Err(Condition::AuthenticationOnly));
    let other = sign(&sample("firma.p12"), Purpose::Authentication, PASSPHRASE);
    assert_eq!(other, Err(Condition::SignatureOnly));
}

#[test]
fn damaged_files_are_told_and_never_sign() {
    let good = fs::read(sample("firma.p12")).unwrap();
    let folder = tempfile::tempdir().unwrap();
    let path = folder.path().join("rotto.p12");
    for at in (0..good.len()).step_by(97) {
        let mut bad = good.clone();
        bad[at] ^= 0x21;
        fs::write(&path, &bad).unwrap();
        assert!(sign(&path, Purpose::Signature, PASSPHRASE).is_err(), "{at}");
        fs::write(&path, &good[..at]).unwrap();
        let told = sign(&path, Purpose::Signature, PASSPHRASE);
        assert!(matches!(told, Err(Condition::Damaged { .. })), "{at}: {told:?}");
    }
    assert_eq!(sign(&folder.path().join("manca.p12"), Purpose::Signature, ""), Err(Condition::Missing));
}
