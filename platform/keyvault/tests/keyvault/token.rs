use std::{
    fs,
    path::{Path, PathBuf},
    process::{Command, Stdio},
};

use foundation::{Secret, SystemEntropy};
use keyvault::{
    Argon2Cost, KeySpec, SigningKey,
    token::{Codes, Options, PersonalData, Personalisation, Session, Slot, TokenError, TokenFile, Tries},
};
use proptest::prelude::*;
use tempfile::{TempDir, tempdir};
use x509::extension::KeyUsage;

use crate::{certificates::self_signed, ec_algorithms, rewritten, rsa_algorithms, signs_with};

pub const PIN: &str = "11223344";
pub const PUK: &str = "44332211";

pub fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

pub fn maria() -> Personalisation {
    Personalisation {
        card_number: "7420091357924680".parse().unwrap(),
        holder: PersonalData::of("MARIA", "ROSSI", "RSSMRA80A41H501Y").unwrap(),
        created: "2026-11-22T09:00:00Z".parse().unwrap(),
        key: KeySpec::Rsa2048,
        signature: Codes { pin: secret(PIN), puk: secret(PUK) },
        cns: Codes { pin: secret("12345678"), puk: secret("87654321") },
        emergency_code: secret("1029384756"),
        pin_cost: Argon2Cost::LEAST,
        tries: Tries::default(),
        atr: None,
        options: Options::default(),
    }
}

/// The same person with a PIV card, which has one PIN.
pub fn piv() -> Personalisation {
    Personalisation { key: KeySpec::P256, cns: maria().signature, ..maria() }
}

pub fn new_token(with: &Personalisation) -> (TempDir, TokenFile) {
    let folder = tempdir().unwrap();
    let token = TokenFile::create(&folder.path().join("maria.token"), with, &SystemEntropy).unwrap();
    (folder, token)
}

fn try_pin(token: &mut TokenFile, pin: &str) -> Result<Session, TokenError> {
    token.unlock(Slot::Signature, &secret(pin))
}

#[test]
fn each_slot_signs_with_its_own_key_under_its_own_pin() {
    let (_folder, mut token) = new_token(&maria());
    let signature = try_pin(&mut token, PIN).unwrap();
    let cns = token.unlock(Slot::Cns, &secret("12345678")).unwrap();
    assert_ne!(signature.public_key().spki_der(), cns.public_key().spki_der());
    for session in [&signature, &cns] {
        assert_eq!(session.public_key().spki_der(), token.public_key(session.slot()).spki_der());
        signs_with(session, &rsa_algorithms());
    }
    assert!(matches!(
        token.unlock(Slot::Cns, &secret(PIN)),
        Err(TokenError::WrongPin { slot: Slot::Cns, left: 2 })
    ));
}

#[test]
fn a_token_of_another_kind_has_one_pin_for_both_keys() {
    for (key, algorithms) in [
        (KeySpec::P256, ec_algorithms()),
        (KeySpec::P384, ec_algorithms()),
        (KeySpec::Rsa3072, rsa_algorithms()),
    ] {
        let (_folder, mut token) = new_token(&Personalisation { key, ..piv() });
        assert!(token.one_pin());
        signs_with(&try_pin(&mut token, PIN).unwrap(), &algorithms);
        signs_with(&token.unlock(Slot::Cns, &secret(PIN)).unwrap(), &algorithms);
        assert!(try_pin(&mut token, "00000000").is_err());
        assert_eq!(token.pin_tries_left(Slot::Cns), 2, "tries are common");
    }
    let two = Personalisation { cns: maria().cns, ..piv() };
    let folder = tempdir().unwrap();
    let refused = TokenFile::create(&folder.path().join("two.token"), &two, &SystemEntropy);
    assert!(matches!(refused, Err(TokenError::OnePin)));
}

#[test]
fn one_pin_for_both_slots_is_changed_and_counted_once() {
    let (_folder, mut token) = new_token(&Personalisation { cns: maria().signature, ..maria() });
    assert!(token.one_pin());
    token.change_pin(Slot::Cns, &secret(PIN), &secret("24680")).unwrap();
    assert!(matches!(try_pin(&mut token, PIN), Err(TokenError::WrongPin { left: 2, .. })));
    assert_eq!(token.pin_tries_left(Slot::Cns), 2);
    assert!(try_pin(&mut token, "24680").is_ok());
}

#[test]
fn three_wrong_pins_lock_and_the_right_one_no_longer_opens() {
    let (_folder, mut token) = new_token(&maria());
    assert!(matches!(try_pin(&mut token, "00000000"), Err(TokenError::WrongPin { left: 2, .. })));
    assert!(matches!(try_pin(&mut token, "00000000"), Err(TokenError::WrongPin { left: 1, .. })));
    assert!(matches!(try_pin(&mut token, "00000000"), Err(TokenError::PinLocked { slot: Slot::Signature })));
    assert!(matches!(try_pin(&mut token, PIN), Err(TokenError::PinLocked { slot: Slot::Signature })));
    assert_eq!(token.pin_tries_left(Slot::Signature), 0);
    assert_eq!(token.pin_tries_left(Slot::Cns), 3, "the other slot has its own counter");
}

#[test]
fn the_right_pin_gives_all_tries_back() {
    let (_folder, mut token) = new_token(&maria());
    for _ in 0..4 {
        assert!(try_pin(&mut token, "00000000").is_err());
        assert!(try_pin(&mut token, "00000000").is_err());
        assert!(try_pin(&mut token, PIN).is_ok());
        assert_eq!(token.pin_tries_left(Slot::Signature), 3);
    }
}

#[test]
fn a_code_of_the_wrong_shape_is_not_tried() {
    let (_folder, mut token) = new_token(&maria());
    for pin in ["", "1234", "123456789", "1122334a", "１１２２３３４４"] {
        assert!(matches!(try_pin(&mut token, pin), Err(TokenError::PinShape)), "{pin}");
    }
    let puk = token.unblock(Slot::Signature, &secret("1234567"), &secret(PIN));
    assert!(matches!(puk, Err(TokenError::PukShape)));
    let new = token.change_pin(Slot::Signature, &secret(PIN), &secret("123"));
    assert!(matches!(new, Err(TokenError::PinShape)));
    assert_eq!((token.pin_tries_left(Slot::Signature), token.puk_tries_left(Slot::Signature)), (3, 3));
}

#[test]
fn the_puk_unlocks_with_a_new_pin_and_the_same_key() {
    let (_folder, mut token) = new_token(&maria());
    for _ in 0..3 {
        assert!(try_pin(&mut token, "00000000").is_err());
    }
    token.unblock(Slot::Signature, &secret(PUK), &secret("24681357")).unwrap();
    assert_eq!(token.pin_tries_left(Slot::Signature), 3);
    assert!(matches!(try_pin(&mut token, PIN), Err(TokenError::WrongPin { left: 2, .. })));
    let session = try_pin(&mut token, "24681357").unwrap();
    assert_eq!(session.public_key().spki_der(), token.public_key(Slot::Signature).spki_der());
}

#[test]
fn wrong_puks_lock_the_slot_for_good() {
    let (_folder, mut token) = new_token(&maria());
    let wrong = |token: &mut TokenFile, puk: &str| {
        token.unblock(Slot::Signature, &secret(puk), &secret(PIN)).unwrap_err()
    };
    assert!(matches!(wrong(&mut token, "00000000"), TokenError::WrongPuk { left: 2, .. }));
    assert!(matches!(wrong(&mut token, "00000000"), TokenError::WrongPuk { left: 1, .. }));
    assert!(matches!(wrong(&mut token, "00000000"), TokenError::PukLocked { .. }));
    assert!(matches!(wrong(&mut token, PUK), TokenError::PukLocked { .. }));
}

#[test]
fn a_changed_pin_replaces_the_old_one() {
    let (_folder, mut token) = new_token(&maria());
    let wrong = token.change_pin(Slot::Signature, &secret("00000000"), &secret("24680"));
    assert!(matches!(wrong, Err(TokenError::WrongPin { left: 2, .. })));
    token.change_pin(Slot::Signature, &secret(PIN), &secret("24680")).unwrap();
    assert_eq!(token.pin_tries_left(Slot::Signature), 3);
    assert!(try_pin(&mut token, "24680").is_ok());
    assert!(matches!(try_pin(&mut token, PIN), Err(TokenError::WrongPin { left: 2, .. })));
}

#[test]
fn two_openings_of_one_file_share_its_counter() {
    let (folder, mut first) = new_token(&maria());
    let mut second = TokenFile::open(&folder.path().join("maria.token")).unwrap();
    assert!(matches!(try_pin(&mut first, "00000000"), Err(TokenError::WrongPin { left: 2, .. })));
    assert!(matches!(try_pin(&mut second, "00000000"), Err(TokenError::WrongPin { left: 1, .. })));
    assert!(matches!(try_pin(&mut first, "00000000"), Err(TokenError::PinLocked { .. })));
}

#[test]
fn tries_made_at_once_never_exceed_the_counter() {
    let (folder, _token) = new_token(&maria());
    let path = folder.path().join("maria.token");
    let wrong: usize = std::thread::scope(|scope| {
        let tries: Vec<_> = (0..16)
            .map(|_| scope.spawn(|| try_pin(&mut TokenFile::open(&path).unwrap(), "00000000").unwrap_err()))
            .collect();
        tries.into_iter().map(|try_| try_.join().unwrap()).filter(is_wrong).count()
    });
    assert_eq!(wrong, 2, "the third wrong try locks");
    assert_eq!(TokenFile::open(&path).unwrap().pin_tries_left(Slot::Signature), 0);
}

fn is_wrong(error: &TokenError) -> bool {
    matches!(error, TokenError::WrongPin { .. })
}

#[test]
fn only_the_emergency_code_is_the_emergency_code() {
    let (_folder, token) = new_token(&maria());
    assert!(token.is_emergency_code(&secret("1029384756")));
    assert!(!token.is_emergency_code(&secret("1029384757")));
    assert!(!token.is_emergency_code(&secret("")));
}

#[test]
fn the_file_says_what_it_is_and_holds_no_code() {
    let (folder, token) = new_token(&maria());
    let text = fs::read_to_string(folder.path().join("maria.token")).unwrap();
    let first_lines: String = text.lines().take(3).collect();
    assert!(
        first_lines.contains("ceralacca.token/2")
            && first_lines.contains("NOT a qualified signature creation device")
    );
    for code in [PIN, PUK, "12345678", "87654321", "1029384756"] {
        assert!(!text.contains(code));
    }
    assert_eq!(token.card_number().as_str(), "7420091357924680");
    assert_eq!((token.holder(), token.codice_fiscale()), ("MARIA ROSSI", "RSSMRA80A41H501Y"));
    assert_eq!(token.created().to_string(), "2026-11-22T09:00:00Z");
}

#[test]
fn a_certificate_goes_only_into_the_slot_of_its_key_and_purpose() {
    let (folder, mut token) = new_token(&maria());
    let session = try_pin(&mut token, PIN).unwrap();
    let algorithm = rsa_algorithms()[0];
    let signs = self_signed(&session, algorithm, KeyUsage::NON_REPUDIATION);
    let logs_in = self_signed(&session, algorithm, KeyUsage::DIGITAL_SIGNATURE);
    assert!(matches!(token.install_certificate(Slot::Cns, &signs), Err(TokenError::OtherKey)));
    assert!(matches!(
        token.install_certificate(Slot::Signature, &logs_in),
        Err(TokenError::OtherPurpose { .. })
    ));
    assert!(matches!(
        token.install_certificate(Slot::Signature, &signs[1..]),
        Err(TokenError::NotACertificate)
    ));
    assert_eq!(token.certificate_der(Slot::Signature), None);
    token.install_certificate(Slot::Signature, &signs).unwrap();
    let again = TokenFile::open(&folder.path().join("maria.token")).unwrap();
    assert_eq!(again.certificate_der(Slot::Signature), Some(&signs[..]));
    assert_eq!(again.certificate(Slot::Signature).unwrap().unwrap().der(), signs);
    assert_eq!(again.certificate_der(Slot::Cns), None);
}

#[test]
fn what_is_missing_taken_newer_or_swapped_is_said() {
    let (folder, mut token) = new_token(&maria());
    let path = folder.path().join("maria.token");
    let nowhere = folder.path().join("nowhere.token");
    assert!(matches!(TokenFile::open(&nowhere), Err(TokenError::Missing(p)) if p == nowhere));
    assert!(matches!(TokenFile::create(&path, &maria(), &SystemEntropy), Err(TokenError::AlreadyThere(_))));
    assert!(matches!(TokenFile::open(folder.path()), Err(TokenError::Io { .. })));

    let newer = folder.path().join("newer.token");
    fs::write(&newer, rewritten(&path, "ceralacca.token/2", "ceralacca.token/7")).unwrap();
    assert!(matches!(TokenFile::open(&newer), Err(TokenError::NewerVersion { version: 7, .. })));
    let older = folder.path().join("older.token");
    fs::write(&older, rewritten(&path, "ceralacca.token/2", "ceralacca.token/1")).unwrap();
    assert!(matches!(TokenFile::open(&older), Err(TokenError::OlderVersion { version: 1, .. })));

    let (_other_folder, other) = new_token(&maria());
    fs::copy(other.path(), &path).unwrap();
    assert!(matches!(try_pin(&mut token, PIN), Err(TokenError::Swapped(_))));
    fs::remove_file(&path).unwrap();
    assert!(matches!(try_pin(&mut token, PIN), Err(TokenError::Missing(_))), "pulled out");
}

#[test]
fn a_file_changed_in_any_byte_or_cut_anywhere_is_damaged() {
    let (folder, mut token) = new_token(&piv());
    let path = folder.path().join("maria.token");
    let good = fs::read(&path).unwrap();
    for at in 0..good.len() {
        let mut bad = good.clone();
        bad[at] = bad[at].wrapping_add(1);
        fs::write(&path, &bad).unwrap();
        assert!(matches!(TokenFile::open(&path), Err(TokenError::Damaged { .. })), "byte {at}");
        if at % 64 == 0 {
            assert!(matches!(try_pin(&mut token, PIN), Err(TokenError::Damaged { .. })), "byte {at}");
        }
        fs::write(&path, &good[..at]).unwrap();
        assert!(matches!(TokenFile::open(&path), Err(TokenError::Damaged { .. })), "cut at {at}");
    }
    fs::write(&path, vec![b' '; 2 << 20]).unwrap();
    assert!(matches!(TokenFile::open(&path), Err(TokenError::Damaged { .. })), "huge");
}

#[test]
fn sealed_parts_of_the_two_slots_cannot_be_exchanged() {
    // The same PIN and PUK, so that only what each sealed part is bound to keeps them apart.
    let (folder, _token) = new_token(&Personalisation {
        signature: Codes { pin: secret(PIN), puk: secret("11111112") },
        cns: Codes { pin: secret(PIN), puk: secret("11111113") },
        ..maria()
    });
    let path = folder.path().join("maria.token");
    let text = fs::read_to_string(&path).unwrap();
    let codes = text.find("\n  \"codes\": {").unwrap();
    let pin = |reference: &str, next: &str| {
        let start =
            codes + text[codes..].find(&format!("\"{reference}\": {{")).unwrap() + 4 + reference.len();
        text[start..start + text[start..].find(&format!("\"{next}\": {{")).unwrap()].to_owned()
    };
    let (cns, signature) = (pin("16", "17"), pin("26", "27"));
    let opens = signature.replace("\"opens\": 26", "\"opens\": 16");
    assert_ne!(signature, opens);
    fs::write(&path, rewritten(&path, &cns, &opens)).unwrap();
    let mut token = TokenFile::open(&path).unwrap();
    assert!(matches!(token.unlock(Slot::Cns, &secret(PIN)), Err(TokenError::WrongPin { .. })));
}

/// In the child process: one try, with the PIN and the file from the environment.
#[test]
fn try_in_a_child_process() {
    let (Ok(path), Ok(pin)) = (std::env::var("KEYVAULT_TEST_TOKEN"), std::env::var("KEYVAULT_TEST_PIN"))
    else {
        return;
    };
    let _ = try_pin(&mut TokenFile::open(Path::new(&path)).unwrap(), &pin);
}

/// Starts a try in another process, kills it once the counter on disk has changed, and says whether the
/// process died in the middle of the try.
fn kill_during_try(path: &PathBuf, pin: &str) -> bool {
    let before = TokenFile::open(path).unwrap().pin_tries_left(Slot::Signature);
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "token::try_in_a_child_process"])
        .env("KEYVAULT_TEST_TOKEN", path)
        .env("KEYVAULT_TEST_PIN", pin)
        .stdout(Stdio::null())
        .spawn()
        .unwrap();
    while TokenFile::open(path).unwrap().pin_tries_left(Slot::Signature) == before {
        std::thread::yield_now();
    }
    child.kill().unwrap();
    child.wait().unwrap().code().is_none()
}

#[test]
fn a_try_that_is_killed_stays_spent_even_with_the_right_pin() {
    // A comparison long enough to be interrupted.
    let slow = Argon2Cost { memory_kib: 64 * 1024, passes: 8, lanes: 1 };
    let (folder, _token) = new_token(&Personalisation { pin_cost: slow, ..maria() });
    let path = folder.path().join("maria.token");
    for (pin, left) in [(PIN, 2), ("00000000", 1), (PIN, 0)] {
        assert!(kill_during_try(&path, pin), "the try ended before it could be killed");
        assert_eq!(TokenFile::open(&path).unwrap().pin_tries_left(Slot::Signature), left);
    }
    assert!(matches!(try_pin(&mut TokenFile::open(&path).unwrap(), PIN), Err(TokenError::PinLocked { .. })));
}

#[test]
fn random_codes_are_eight_digits_and_never_trivial() {
    for _ in 0..200 {
        let Codes { pin, puk } = Codes::random(&SystemEntropy);
        for code in [pin, puk] {
            assert!(code.expose().len() == 8 && code.expose().bytes().all(|b| b.is_ascii_digit()));
            assert!(!["00000000", "11111111", "12345678", "87654321"].contains(&code.expose().as_str()));
        }
    }
}

proptest! {
    #[test]
    fn noise_is_a_damaged_token(octets in prop::collection::vec(any::<u8>(), 0..600)) {
        let folder = tempdir().unwrap();
        let path = folder.path().join("noise.token");
        fs::write(&path, octets).unwrap();
        let damaged = matches!(TokenFile::open(&path), Err(TokenError::Damaged { .. }));
        prop_assert!(damaged);
    }
}
