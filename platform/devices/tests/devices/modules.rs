//! Devices behind PKCS#11 modules: SoftHSM2. It reads its configuration from the environment of the process,
//! so each test runs itself again in a process of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
    sync::Arc,
};

use devices::{Condition, Kind, LocalShelf, Purpose, Shelf};
use foundation::TestClock;
use keyvault::{KeySpec, pkcs11::Module};
use x509::{
    alg::{DigestAlgorithm, SignatureAlgorithm},
    extension::KeyUsage,
};

use crate::{
    certificates::self_signed,
    readers::{PIN, secret},
};

const OFFICER: &str = "officer-0000";
const NEW: &str = "99887766";
const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);

fn softhsm() -> PathBuf {
    let places = [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    ];
    let found = places.into_iter().map(PathBuf::from).find(|path| path.exists());
    found.expect("SoftHSM2 is not installed; on Debian: apt-get install softhsm2")
}

/// Runs `test`, whose name is given, in a process with an empty SoftHSM2.
pub fn with_softhsm(name: &str, test: impl FnOnce(&Path)) {
    let module = softhsm();
    if std::env::var("DEVICES_TEST_PKCS11").as_deref() == Ok(name) {
        return test(&module);
    }
    // The path of the test; without a module it is one of this.
    let path = if name.contains("::") { name.to_owned() } else { format!("modules::{name}") };
    let folder = tempfile::tempdir().unwrap();
    let tokens = folder.path().join("tokens");
    fs::create_dir(&tokens).unwrap();
    let conf = folder.path().join("softhsm2.conf");
    fs::write(&conf, format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display())).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &path, "--nocapture"])
        .env("SOFTHSM2_CONF", conf)
        .env("DEVICES_TEST_PKCS11", name)
        .output()
        .unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

/// A token with a key and certificate for each usage.
fn personalise(module: &Path, label: &str, usages: &[KeyUsage]) {
    let module = Module::load(module).unwrap();
    let token = module.initialise_token(label, &secret(OFFICER), &secret(PIN)).unwrap();
    for usage in usages {
        let key = token.generate("key", KeySpec::Rsa2048).unwrap();
        let der = self_signed(&key, ALGORITHM, *usage, "2029-01-01T00:00:00Z");
        token.import_certificate("certificate", &der).unwrap();
    }
}

fn shelf(module: &Path) -> LocalShelf {
    let clock = TestClock::at("2026-11-22T09:00:00Z".parse().unwrap());
    LocalShelf::new(Arc::new(clock)).with_module(module)
}

#[test]
fn a_token_is_listed_and_signs_by_key_usage() {
    with_softhsm("a_token_is_listed_and_signs_by_key_usage", |module| {
        personalise(module, "rossi", &[KeyUsage::DIGITAL_SIGNATURE, KeyUsage::NON_REPUDIATION]);
        let shelf = shelf(module);
        let list = shelf.list();
        assert_eq!(list.len(), 1, "{list:?}");
        assert_eq!((list[0].kind, &*list[0].name, list[0].condition.clone()), (Kind::Pkcs11, "rossi", None));
        for purpose in [Purpose::Signature, Purpose::Authentication] {
            let opened = shelf.open(&list[0].id, purpose, Some(&secret(PIN))).unwrap();
            assert!(purpose.suits(&opened.certificate));
            let signature = opened.key.sign_digest(ALGORITHM, &[1; 32]).unwrap();
            let public = opened.certificate.public_key().unwrap();
            public.verify_digest(ALGORITHM, &[1; 32], &signature).unwrap();
        }
    });
}

#[test]
fn wrong_short_and_missing_pins_are_told_apart() {
    with_softhsm("wrong_short_and_missing_pins_are_told_apart", |module| {
        personalise(module, "rossi", &[KeyUsage::NON_REPUDIATION]);
        let shelf = shelf(module);
        let id = shelf.list()[0].id.clone();
        let open = |pin: Option<&str>| {
            let pin = pin.map(secret);
            shelf.open(&id, Purpose::Signature, pin.as_ref()).map(drop).map_err(|error| error.condition)
        };
        assert_eq!(open(Some("123")), Err(Condition::PinShape));
        assert_eq!(open(None), Err(Condition::PinMissing));
        assert_eq!(open(Some("11111111")), Err(Condition::PinWrong { left: None }));
        assert_eq!(open(Some(PIN)), Ok(()));
        let other = shelf.open(&id, Purpose::Authentication, Some(&secret(PIN))).unwrap_err();
        assert_eq!(other.condition, Condition::SignatureOnly);
    });
}

#[test]
fn the_pin_is_changed_and_set_anew_by_the_officer() {
    with_softhsm("the_pin_is_changed_and_set_anew_by_the_officer", |module| {
        personalise(module, "rossi", &[KeyUsage::NON_REPUDIATION]);
        let shelf = shelf(module);
        let id = shelf.list()[0].id.clone();
        let wrong = shelf.change_pin(&id, None, &secret("11111111"), &secret(NEW)).unwrap_err();
        assert_eq!(wrong.condition, Condition::PinWrong { left: None });
        shelf.change_pin(&id, None, &secret(PIN), &secret(NEW)).unwrap();
        shelf.open(&id, Purpose::Signature, Some(&secret(NEW))).unwrap();
        let wrong = shelf.unblock(&id, None, &secret("00000000"), &secret(PIN)).unwrap_err();
        assert_eq!(wrong.condition, Condition::PukWrong { left: None });
        shelf.unblock(&id, None, &secret(OFFICER), &secret(PIN)).unwrap();
        shelf.open(&id, Purpose::Signature, Some(&secret(PIN))).unwrap();
    });
}

#[test]
fn a_module_that_is_not_there_is_told() {
    let shelf = shelf(Path::new("/nowhere/module.so"));
    let list = shelf.list();
    assert_eq!(list[0].kind, Kind::Reader);
    assert!(matches!(list[0].condition, Some(Condition::MiddlewareMissing { .. })));
}
