//! Against SoftHSM2. It reads its configuration from the environment of the process, so each test runs
//! itself again in a process of its own.

use std::{
    fs,
    path::{Path, PathBuf},
    process::Command,
};

use cryptoki::{context::Pkcs11, mechanism::Mechanism, object::Attribute, session::UserType, types::AuthPin};
use foundation::Secret;
use keyvault::{
    KeyError, KeySpec, SigningKey, SoftwareKey,
    pkcs11::{Choice, Error, Module, Token},
};
use tempfile::tempdir;
use x509::{
    Certificate,
    alg::{DigestAlgorithm, SignatureAlgorithm},
    extension::KeyUsage,
};

use crate::{certificates::self_signed, ec_algorithms, rsa_algorithms, signs_with};

const PIN: &str = "12345678";
const OFFICER: &str = "officer-0000";

fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

fn softhsm() -> PathBuf {
    [
        "/usr/lib/softhsm/libsofthsm2.so",
        "/usr/lib/x86_64-linux-gnu/softhsm/libsofthsm2.so",
        "/usr/local/lib/softhsm/libsofthsm2.so",
    ]
    .into_iter()
    .map(PathBuf::from)
    .find(|path| path.exists())
    .expect("SoftHSM2 is not installed; on Debian: apt-get install softhsm2")
}

/// Runs `test`, whose full name is given, in a process with an empty SoftHSM2.
fn with_softhsm(name: &str, test: impl FnOnce(&Path)) {
    let module = softhsm();
    if std::env::var_os("SOFTHSM2_CONF")
        .is_some_and(|_| std::env::var("KEYVAULT_TEST_PKCS11").as_deref() == Ok(name))
    {
        return test(&module);
    }
    let folder = tempdir().unwrap();
    let tokens = folder.path().join("tokens");
    fs::create_dir(&tokens).unwrap();
    let conf = folder.path().join("softhsm2.conf");
    fs::write(&conf, format!("directories.tokendir = {}\nlog.level = ERROR\n", tokens.display())).unwrap();
    let output = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", &format!("pkcs11::{name}"), "--nocapture"])
        .env("SOFTHSM2_CONF", conf)
        .env("KEYVAULT_TEST_PKCS11", name)
        .output()
        .unwrap();
    let said =
        format!("{}{}", String::from_utf8_lossy(&output.stdout), String::from_utf8_lossy(&output.stderr));
    assert!(output.status.success() && said.contains("1 passed"), "{said}");
}

fn new_token(module: &Path, label: &str) -> Token {
    Module::load(module).unwrap().initialise_token(label, &secret(OFFICER), &secret(PIN)).unwrap()
}

#[test]
fn keys_made_on_the_device_sign_every_algorithm() {
    with_softhsm("keys_made_on_the_device_sign_every_algorithm", |module| {
        let token = new_token(module, "camera");
        for spec in KeySpec::ALL {
            let key = token.generate(&format!("ca/{spec}/1"), spec).unwrap();
            assert_eq!(KeySpec::of(key.public_key().key_type()), Some(spec));
            assert_eq!(key.id(), key.public_key().key_identifier());
            let (fitting, other) = match spec {
                KeySpec::P256 | KeySpec::P384 => (ec_algorithms(), rsa_algorithms()),
                _ => (rsa_algorithms(), ec_algorithms()),
            };
            signs_with(&key, &fitting);
            let refused = key.sign_digest(other[0], &vec![1; other[0].digest().len()]);
            assert!(matches!(refused, Err(KeyError::Algorithm)));
        }
    });
}

#[test]
fn a_generated_key_can_neither_leave_nor_do_anything_but_sign() {
    with_softhsm("a_generated_key_can_neither_leave_nor_do_anything_but_sign", |module| {
        use cryptoki::object::{AttributeType as Kind, ObjectClass};
        let token = new_token(module, "camera");
        token.generate("ca/firma/1", KeySpec::P256).unwrap();
        let context = Pkcs11::new(module).unwrap();
        let session =
            context.open_ro_session(context.get_slots_with_initialized_token().unwrap()[0]).unwrap();
        let key = session.find_objects(&[Attribute::Class(ObjectClass::PRIVATE_KEY)]).unwrap()[0];
        for (kind, value) in [
            (Kind::Sensitive, Attribute::Sensitive(true)),
            (Kind::AlwaysSensitive, Attribute::AlwaysSensitive(true)),
            (Kind::Extractable, Attribute::Extractable(false)),
            (Kind::NeverExtractable, Attribute::NeverExtractable(true)),
            (Kind::Local, Attribute::Local(true)),
            (Kind::Private, Attribute::Private(true)),
            (Kind::Token, Attribute::Token(true)),
            (Kind::Sign, Attribute::Sign(true)),
            (Kind::Decrypt, Attribute::Decrypt(false)),
            (Kind::Unwrap, Attribute::Unwrap(false)),
            (Kind::Derive, Attribute::Derive(false)),
        ] {
            assert_eq!(session.get_attributes(key, &[kind]).unwrap(), [value]);
        }
    });
}

#[test]
fn a_key_is_found_by_id_label_and_certificate_after_a_new_login() {
    with_softhsm("a_key_is_found_by_id_label_and_certificate_after_a_new_login", |module| {
        let token = new_token(module, "camera");
        let made = token.generate("ca/firma/1", KeySpec::Rsa2048).unwrap();
        token.generate("ca/cns/1", KeySpec::Rsa2048).unwrap();
        let algorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
        let der = self_signed(&made, algorithm, KeyUsage::NON_REPUDIATION);
        token.import_certificate("ca/firma/1", &der).unwrap();

        let opened = Module::open(module, &Choice::Label("camera".to_owned()), secret(PIN)).unwrap();
        let stored = opened.certificates().unwrap();
        assert_eq!(stored.len(), 1);
        assert_eq!(
            (&stored[0].der, &stored[0].label[..], &stored[0].id[..]),
            (&der, "ca/firma/1", made.id())
        );
        let certificate = Certificate::from_der(&stored[0].der[..]).unwrap();
        let found = [
            opened.key_by_id(made.id()).unwrap(),
            opened.key_by_label("ca/firma/1").unwrap(),
            opened.key_for(certificate.public_key().unwrap()).unwrap(),
        ];
        for key in found {
            assert_eq!(key.public_key().spki_der(), made.public_key().spki_der());
            signs_with(&key, &[algorithm]);
        }
        assert!(matches!(opened.key_by_label("ca/tsa/1"), Err(Error::KeyNotFound)));
        assert!(matches!(opened.key_by_id(&[9; 20]), Err(Error::KeyNotFound)));
        let stranger = SoftwareKey::generate(KeySpec::Rsa2048).unwrap();
        assert!(matches!(opened.key_for(stranger.public_key()), Err(Error::KeyNotFound)));
        let foreign = self_signed(&stranger, algorithm, KeyUsage::NON_REPUDIATION);
        assert!(matches!(opened.import_certificate("x", &foreign), Err(Error::KeyNotFound)));
        assert!(matches!(opened.import_certificate("x", b"x"), Err(Error::NotACertificate)));
    });
}

#[test]
fn each_cause_has_its_own_error() {
    with_softhsm("each_cause_has_its_own_error", |module| {
        let nowhere = Path::new("/nowhere/module.so");
        assert!(matches!(Module::load(nowhere), Err(Error::ModuleMissing(path)) if path == nowhere));
        let text = std::env::var_os("SOFTHSM2_CONF").unwrap();
        assert!(matches!(Module::load(Path::new(&text)), Err(Error::ModuleUnusable { .. })));

        let loaded = Module::load(module).unwrap();
        assert!(matches!(loaded.token(&Choice::Only), Err(Error::TokenMissing)));
        let token = new_token(module, "camera");
        assert_eq!(loaded.token(&Choice::Only).unwrap().info().label, "camera");
        let by_serial = Choice::Serial(token.info().serial.clone());
        assert_eq!(loaded.token(&by_serial).unwrap().info().label, "camera");
        let other = Choice::Label("altra".to_owned());
        assert!(matches!(loaded.token(&other), Err(Error::TokenMissing)));
        new_token(module, "altra");
        let both = loaded.token(&Choice::Only).unwrap_err();
        assert!(matches!(both, Error::AmbiguousToken { labels } if labels.len() == 2));
    });
}

#[test]
fn a_wrong_pin_is_told_from_one_of_the_wrong_length_and_is_not_sent_twice() {
    with_softhsm("a_wrong_pin_is_told_from_one_of_the_wrong_length_and_is_not_sent_twice", |module| {
        // The token is made by another program, so that this process is not logged in.
        let made = Command::new("softhsm2-util")
            .args(["--init-token", "--free", "--label", "camera", "--so-pin", OFFICER, "--pin", PIN])
            .output()
            .expect("softhsm2-util is not installed; on Debian: apt-get install softhsm2");
        assert!(made.status.success());
        let token = Module::load(module).unwrap().token(&Choice::Only).unwrap();
        assert!(matches!(token.login(secret("87654321")), Err(Error::PinIncorrect { .. })));
        assert!(matches!(token.login(secret("123")), Err(Error::PinLength | Error::PinIncorrect { .. })));
        assert!(matches!(token.generate("x", KeySpec::P256), Err(Error::PinRequired)));
        token.login(secret(PIN)).unwrap();
        signs_with(&token.generate("x", KeySpec::P256).unwrap(), &ec_algorithms());
    });
}

#[test]
fn a_login_that_was_lost_is_made_again() {
    with_softhsm("a_login_that_was_lost_is_made_again", |module| {
        let token = new_token(module, "camera");
        let key = token.generate("x", KeySpec::P256).unwrap();
        signs_with(&key, &ec_algorithms());
        // Another part of the process logs the token out, as a card that is pulled and put back does.
        let context = Pkcs11::new(module).unwrap();
        let slot = context.get_slots_with_initialized_token().unwrap()[0];
        context.open_ro_session(slot).unwrap().logout().unwrap();
        signs_with(&key, &ec_algorithms());
    });
}

#[test]
fn threads_sign_with_one_key_at_once() {
    with_softhsm("threads_sign_with_one_key_at_once", |module| {
        let key = new_token(module, "camera").generate("x", KeySpec::P256).unwrap();
        std::thread::scope(|scope| {
            for _ in 0..8 {
                scope.spawn(|| (0..20).for_each(|_| signs_with(&key, &ec_algorithms())));
            }
        });
    });
}

#[test]
fn a_key_that_asks_for_the_pin_each_time_says_when_the_device_cannot_take_it() {
    with_softhsm("a_key_that_asks_for_the_pin_each_time_says_when_the_device_cannot_take_it", |module| {
        let token = new_token(module, "camera");
        let context = Pkcs11::new(module).unwrap();
        let slot = context.get_slots_with_initialized_token().unwrap()[0];
        let session = context.open_rw_session(slot).unwrap();
        let _ = session.login(UserType::User, Some(&AuthPin::new(PIN.into())));
        let (public, private) = (
            [Attribute::Token(true), Attribute::ModulusBits(2048.into()), Attribute::Id(vec![1])],
            [
                Attribute::Token(true),
                Attribute::AlwaysAuthenticate(true),
                Attribute::Sign(true),
                Attribute::Id(vec![1]),
            ],
        );
        session.generate_key_pair(&Mechanism::RsaPkcsKeyPairGen, &public, &private).unwrap();
        let key = token.key_by_id(&[1]).unwrap();
        assert!(key.always_authenticate());
        // SoftHSM2 takes raw RSA in one piece only, after the PIN for which the binding leaves no room.
        let signed = key.sign_digest(SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256), &[7; 32]);
        assert!(matches!(&signed, Err(KeyError::Device(_))), "{signed:?}");
    });
}
