//! The card in a token file: commands, several processes, kills.

use std::{
    collections::BTreeMap,
    fs,
    io::{BufRead, BufReader, Write},
    path::Path,
    process::{Child, Command, Stdio},
};

use aws_lc_rs::{agreement, rand::SystemRandom};
use foundation::SystemEntropy;
use keyvault::{
    Argon2Cost, KeySpec, SigningKey,
    token::{Codes, Options, Personalisation, Slot, TokenCard, TokenError, TokenFile},
};
use tempfile::{TempDir, tempdir};
use x509::{
    alg::{DigestAlgorithm, SignatureAlgorithm},
    extension::KeyUsage,
};

use crate::{
    certificates::self_signed,
    token::{PIN, maria, new_token, piv, secret},
};

const CNS_PIN: &str = "12345678";
const ALGORITHM: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);
const WRONG: &[u8] = b"\x00\x20\x00\x1a\x0800000000";

fn verify(reference: u8, digits: &str) -> Vec<u8> {
    [&[0x00, 0x20, 0x00, reference, 8], digits.as_bytes()].concat()
}

fn new_card(with: &Personalisation) -> (TempDir, TokenFile, TokenCard) {
    let (folder, token) = new_token(with);
    let card = TokenCard::open(token.path()).unwrap();
    (folder, token, card)
}

/// Sends a command that must succeed; gives its data.
fn ok(card: &mut TokenCard, command: &[u8]) -> Vec<u8> {
    let mut answer = card.transmit(command);
    while let [.., 0x61, _] = answer[..] {
        answer.truncate(answer.len() - 2);
        answer.extend(card.transmit(&[0x00, 0xc0, 0x00, 0x00, 0x00]));
    }
    assert_eq!(answer[answer.len() - 2..], [0x90, 0x00], "{command:02x?}: {:?}", card.trouble());
    answer.truncate(answer.len() - 2);
    answer
}

fn status(card: &mut TokenCard, command: &[u8]) -> [u8; 2] {
    *card.transmit(command).last_chunk().unwrap()
}

/// What a client makes of a message before it sends it to a card: PKCS #1 v1.5 with SHA-256.
fn encoded(message: &[u8]) -> Vec<u8> {
    let prefix = b"\x30\x31\x30\x0d\x06\x09\x60\x86\x48\x01\x65\x03\x04\x02\x01\x05\x00\x04\x20";
    let info = [&prefix[..], &DigestAlgorithm::Sha256.digest(message)].concat();
    [&[0x00, 0x01][..], &vec![0xff; 253 - info.len()], &[0x00], &info].concat()
}

fn decipher(block: &[u8]) -> Vec<u8> {
    [&[0x00, 0x2a, 0x80, 0x86, 0x00, 0x01, 0x01, 0x00][..], block, &[0x01, 0x00]].concat()
}

#[test]
fn the_bare_operation_of_a_key_makes_a_signature_that_its_public_half_accepts() {
    let (_folder, token, mut card) = new_card(&maria());
    for (slot, pin, template, key) in
        [(Slot::Signature, verify(0x1a, PIN), 0xb6, 0x10), (Slot::Cns, verify(0x10, CNS_PIN), 0xb8, 0x01)]
    {
        ok(&mut card, &[0x00, 0x22, 0xf1, template, 3, 0x83, 1, key]);
        assert_eq!(
            status(&mut card, &decipher(&encoded(b"contratto"))),
            [0x69, if slot == Slot::Cns { 0x82 } else { 0x85 }]
        );
        ok(&mut card, &pin);
        ok(&mut card, &[0x00, 0x22, 0xf1, 0xb8, 3, 0x83, 1, key]);
        let signature = ok(&mut card, &decipher(&encoded(b"contratto")));
        assert_eq!(token.public_key(slot).verify(ALGORITHM, b"contratto", &signature), Ok(()));
        card.reset();
        ok(&mut card, &[0x00, 0x22, 0xf1, 0xb8, 3, 0x83, 1, key]);
        assert_eq!(status(&mut card, &decipher(&encoded(b"contratto"))), [0x69, 0x82], "after a reset");
    }
    // A block that is not smaller than the modulus.
    ok(&mut card, &verify(0x10, CNS_PIN));
    assert_eq!(status(&mut card, &decipher(&[0xff; 256])), [0x6a, 0x80]);
}

#[test]
fn a_piv_card_signs_a_digest_and_agrees_on_a_secret() {
    for (key, digest, curve, identifier) in [
        (KeySpec::P256, DigestAlgorithm::Sha256, &agreement::ECDH_P256, 0x11),
        (KeySpec::P384, DigestAlgorithm::Sha384, &agreement::ECDH_P384, 0x14),
    ] {
        let (_folder, token, mut card) = new_card(&Personalisation { key, ..piv() });
        ok(&mut card, b"\x00\xa4\x04\x00\x09\xa0\x00\x00\x03\x08\x00\x00\x10\x00\x00");
        ok(&mut card, &verify(0x80, PIN));
        let hash = digest.digest(b"contratto");
        let length = u8::try_from(hash.len()).unwrap();
        let question = [&[0x7c, length + 4, 0x82, 0x00, 0x81, length][..], &hash].concat();
        let command = [&[0x00, 0x87, identifier, 0x9c, length + 6][..], &question, &[0x00]].concat();
        let answer = ok(&mut card, &command);
        let signature = &answer[4..];
        let public = token.public_key(Slot::Signature);
        assert_eq!(public.verify(SignatureAlgorithm::Ecdsa(digest), b"contratto", signature), Ok(()));
        assert_eq!(status(&mut card, &command), [0x69, 0x82], "the PIN before each signature");

        let own = agreement::EphemeralPrivateKey::generate(curve, &SystemRandom::new()).unwrap();
        let point = own.compute_public_key().unwrap();
        let length = u8::try_from(point.as_ref().len()).unwrap();
        let question = [&[0x7c, length + 4, 0x82, 0x00, 0x85, length][..], point.as_ref()].concat();
        let command = [&[0x00, 0x87, identifier, 0x9a, length + 6][..], &question, &[0x00]].concat();
        let agreed = ok(&mut card, &command)[4..].to_vec();
        let theirs = agreement::UnparsedPublicKey::new(curve, token.public_key(Slot::Cns).bits_of_key());
        agreement::agree_ephemeral(own, theirs, (), |secret| {
            assert_eq!(secret, agreed);
            Ok(())
        })
        .unwrap();
        // A point that is not on the curve.
        let mut off = command.clone();
        let last = off.len() - 2;
        off[last] ^= 1;
        assert_eq!(status(&mut card, &off), [0x6f, 0x00]);
        assert!(matches!(card.trouble(), Some(TokenError::Key(_))));
    }
}

#[test]
fn what_one_process_changes_the_others_find_at_their_next_command() {
    let (_folder, mut token, mut first) = new_card(&maria());
    let mut second = TokenCard::open(token.path()).unwrap();
    assert_eq!(status(&mut first, WRONG), [0x63, 0xc2]);
    assert_eq!(status(&mut second, WRONG), [0x63, 0xc1]);
    assert_eq!(status(&mut first, &[0x00, 0x20, 0x00, 0x1a]), [0x63, 0xc1], "asked only");
    ok(&mut first, &verify(0x1a, PIN));
    assert_eq!(status(&mut second, &[0x00, 0x20, 0x00, 0x1a]), [0x63, 0xc3], "each its own reader");
    let wrong = token.unlock(Slot::Signature, &secret("00000000"));
    assert!(matches!(wrong, Err(TokenError::WrongPin { slot: Slot::Signature, left: 2 })));

    // A certificate that the command line installs, read by a browser that has the card open.
    let select = b"\x00\xa4\x08\x0c\x04\x14\x00\x90\x10";
    assert_eq!(status(&mut second, select), [0x6a, 0x82]);
    let session = token.unlock(Slot::Signature, &secret(PIN)).unwrap();
    let der = self_signed(&session, ALGORITHM, KeyUsage::NON_REPUDIATION);
    token.install_certificate(Slot::Signature, &der).unwrap();
    ok(&mut second, select);
    assert_eq!(ok(&mut second, &[0x00, 0xb0, 0x00, 0x00, 0x00, 0x00, 0x00]), der, "as large as it is");

    // A changed PIN; who has verified the old one goes on.
    token.change_pin(Slot::Signature, &secret(PIN), &secret("24680")).unwrap();
    ok(&mut first, &[0x00, 0x20, 0x00, 0x1a]);
    assert_eq!(status(&mut second, &verify(0x1a, PIN)), [0x63, 0xc2]);
    ok(&mut second, b"\x00\x20\x00\x1a\x0824680\xff\xff\xff");
}

#[test]
fn a_card_that_was_pulled_out_or_exchanged_answers_nothing_more() {
    let (_folder, token, mut card) = new_card(&maria());
    let (_other_folder, other) = new_token(&maria());
    let set = [0x00, 0x22, 0xf1, 0xb8, 3, 0x83, 1, 0x01];
    ok(&mut card, &verify(0x10, CNS_PIN));
    ok(&mut card, &set);
    let content = fs::read(token.path()).unwrap();
    fs::copy(other.path(), token.path()).unwrap();
    assert!(!card.is_present());
    assert_eq!(card.transmit(&set), [0x6f, 0x00]);
    fs::remove_file(token.path()).unwrap();
    assert!(!card.is_present());
    assert_eq!(card.transmit(WRONG), [0x6f, 0x00]);
    fs::write(token.path(), content).unwrap();
    assert!(card.is_present());
    ok(&mut card, &set);
    assert_eq!(status(&mut card, &decipher(&encoded(b"x"))), [0x69, 0x82], "nothing stays verified");
}

#[test]
fn where_the_counter_cannot_be_kept_nothing_is_compared() {
    // A name to which nothing can be put beside: what is written first has a longer one.
    let (folder, token) = new_token(&piv());
    let path = folder.path().join("x".repeat(253));
    fs::rename(token.path(), &path).unwrap();
    let mut card = TokenCard::open(&path).unwrap();
    ok(&mut card, b"\x00\xa4\x04\x00\x09\xa0\x00\x00\x03\x08\x00\x00\x10\x00\x00");
    assert_eq!(status(&mut card, &verify(0x80, PIN)), [0x65, 0x81]);
    assert!(matches!(card.trouble(), Some(TokenError::Io { .. })));
    assert_eq!(status(&mut card, &[0x00, 0x20, 0x00, 0x80]), [0x63, 0xc3], "not verified");
    let mut token = TokenFile::open(&path).unwrap();
    assert!(matches!(token.unlock(Slot::Cns, &secret(PIN)), Err(TokenError::Io { .. })));
}

#[test]
fn a_try_of_one_slot_is_not_given_back_by_another_process_at_work_on_the_other() {
    let (_folder, token, _) = new_card(&maria());
    let path = token.path();
    std::thread::scope(|scope| {
        scope.spawn(|| {
            let mut card = TokenCard::open(path).unwrap();
            for _ in 0..40 {
                ok(&mut card, &verify(0x10, CNS_PIN));
            }
        });
        scope.spawn(|| {
            let mut card = TokenCard::open(path).unwrap();
            let answers: Vec<_> = (0..6).map(|_| status(&mut card, WRONG)).collect();
            assert_eq!(answers[..3], [[0x63, 0xc2], [0x63, 0xc1], [0x69, 0x83]]);
            assert!(answers[3..].iter().all(|answer| *answer == [0x69, 0x83]));
        });
    });
    assert_eq!(TokenFile::open(path).unwrap().pin_tries_left(Slot::Signature), 0);
}

#[test]
fn a_blank_card_gets_its_keys_by_command_and_keeps_them_with_their_public_halves() {
    let folder = tempdir().unwrap();
    let path = folder.path().join("blank.token");
    let mut card = TokenCard::create(&path, &maria(), &SystemEntropy).unwrap();
    assert!(matches!(TokenFile::open(&path), Err(TokenError::Blank(_))));
    card.administer(true);
    assert_eq!(status(&mut card, &[0x00, 0x47, 0x00, 0x10, 0x00]), [0x69, 0x82], "before its PIN");
    ok(&mut card, &verify(0x1a, PIN));
    ok(&mut card, &verify(0x10, CNS_PIN));
    let template = ok(&mut card, &[0x00, 0x47, 0x00, 0x10, 0x00]);
    ok(&mut card, &[0x00, 0x47, 0x00, 0x01, 0x00]);
    card.administer(false);
    assert_eq!(status(&mut card, &[0x00, 0x47, 0x00, 0x10, 0x00]), [0x69, 0x82]);

    let mut token = TokenFile::open(&path).unwrap();
    let modulus = token.public_key(Slot::Signature).rsa_modulus().unwrap();
    assert!(template.windows(modulus.len()).any(|window| window == modulus));
    let session = token.unlock(Slot::Signature, &secret(PIN)).unwrap();
    crate::signs_with(&session, &crate::rsa_algorithms());
    // Made anew, the key that was in use is no longer used.
    ok(&mut card, &[0x00, 0x22, 0xf1, 0xb8, 3, 0x83, 1, 0x10]);
    let before = ok(&mut card, &decipher(&encoded(b"contratto")));
    card.administer(true);
    ok(&mut card, &[0x00, 0x47, 0x00, 0x10, 0x00]);
    let after = ok(&mut card, &decipher(&encoded(b"contratto")));
    assert_ne!(before, after);
    let token = TokenFile::open(&path).unwrap();
    assert_eq!(token.public_key(Slot::Signature).verify(ALGORITHM, b"contratto", &after), Ok(()));
    assert_ne!(token.public_key(Slot::Signature).spki_der(), session.public_key().spki_der());
}

#[test]
fn a_card_behaves_as_it_was_made_to() {
    let atr = keyvault::token::Atr::preset("infocamere").unwrap();
    let options = Options { strict_key_usage: true, ..Options::default() };
    let with = Personalisation { atr: Some(atr.clone()), options, ..maria() };
    let (_folder, _token, mut card) = new_card(&with);
    assert_eq!(card.reset(), atr.as_bytes());
    assert!(!card.memory().options.one_pin, "two PINs, as its codes differ");
    ok(&mut card, &verify(0x1a, PIN));
    ok(&mut card, &[0x00, 0x22, 0xf1, 0xb8, 3, 0x83, 1, 0x10]);
    assert_eq!(status(&mut card, &decipher(&encoded(b"x"))), [0x69, 0x85]);
    let old = keyvault::token::Atr::preset("aruba");
    let folder = tempdir().unwrap();
    let small =
        TokenFile::create(&folder.path().join("x"), &Personalisation { atr: old, ..maria() }, &SystemEntropy);
    assert!(matches!(small, Err(TokenError::SmallKeys)));
    let long = keyvault::token::PersonalData::of(&"A".repeat(250), &"B".repeat(250), "X").unwrap();
    let long = TokenFile::create(
        &folder.path().join("x"),
        &Personalisation { holder: long, ..maria() },
        &SystemEntropy,
    );
    assert!(matches!(long, Err(TokenError::HolderTooLarge(_))));
}

/// In the child process: waits for its start, tries a wrong PIN, and tells the answer.
#[test]
fn guess_in_a_child_process() {
    let Ok(path) = std::env::var("KEYVAULT_TEST_GUESS") else { return };
    let mut card = TokenCard::open(Path::new(&path)).unwrap();
    tell("ready");
    std::io::stdin().read_line(&mut String::new()).unwrap();
    let [high, low] = status(&mut card, WRONG);
    tell(&format!("told {high:02x}{low:02x}"));
    std::io::stdin().read_line(&mut String::new()).unwrap();
}

/// Past the harness, which would keep it until the end of the test.
fn tell(line: &str) {
    let mut out = std::io::stdout().lock();
    writeln!(out, "\n{line}").unwrap();
    out.flush().unwrap();
}

fn child(path: &Path) -> (Child, BufReader<std::process::ChildStdout>) {
    let mut child = Command::new(std::env::current_exe().unwrap())
        .args(["--exact", "card::guess_in_a_child_process", "--nocapture"])
        .env("KEYVAULT_TEST_GUESS", path)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .spawn()
        .unwrap();
    let mut out = BufReader::new(child.stdout.take().unwrap());
    assert!(lines(&mut out).any(|line| line == "ready"));
    (child, out)
}

fn lines(out: &mut impl BufRead) -> impl Iterator<Item = String> {
    out.lines().map_while(Result::ok)
}

/// Kills guessing processes so many times at random moments; gives how often at which stage of a guess.
fn kill_guesses(rounds: u32, template: &[u8], path: &Path) -> BTreeMap<&'static str, u32> {
    let mut fell = BTreeMap::new();
    let (mut told, mut left) = (0, 0);
    // How long a guess lives, in turns given to others.
    let mut pace = 5_000;
    for _ in 0..rounds {
        if left == 0 {
            fs::write(path, template).unwrap();
            (told, left) = (0, 3);
        }
        let (mut guesser, mut out) = child(path);
        let [dice] = (&SystemEntropy as &dyn foundation::Entropy).bytes::<1>();
        guesser.stdin.as_mut().unwrap().write_all(b"go\n").unwrap();
        for _ in 0..pace * u32::from(dice) / 128 {
            std::thread::yield_now();
        }
        guesser.kill().unwrap();
        assert_eq!(guesser.wait().unwrap().code(), None, "it was killed");
        let answered = lines(&mut out).any(|line| line.starts_with("told 63c") || line == "told 6983");
        let now = TokenFile::open(path).unwrap().pin_tries_left(Slot::Signature);
        assert!(now == left || now + 1 == left, "{left} tries became {now}");
        assert!(!answered || now < left, "an answer was told for a try that was given back");
        told += u32::from(answered);
        assert!(told <= 3, "a fourth guess");
        let stage = match (answered, now < left) {
            (true, _) => "answered",
            (false, true) => "spent, not answered",
            (false, false) => "not begun",
        };
        *fell.entry(stage).or_default() += 1;
        // Half of the kills shall come before the answer.
        pace = if answered { pace * 19 / 20 + 1 } else { pace * 20 / 19 + 1 };
        left = now;
    }
    fell
}

#[test]
fn a_thousand_kills_around_a_try_never_grant_a_fourth() {
    // A comparison of some milliseconds, so that kills fall before, into and after it.
    let cost = Argon2Cost { memory_kib: 2048, passes: 1, lanes: 1 };
    let (_folder, token) = new_token(&Personalisation { pin_cost: cost, ..maria() });
    let template = fs::read(token.path()).unwrap();
    let folder = tempdir().unwrap();
    let lanes: Vec<_> = std::thread::scope(|scope| {
        let lanes: Vec<_> = (0..2)
            .map(|lane| {
                let (path, template) = (folder.path().join(format!("{lane}.token")), &template);
                scope.spawn(move || kill_guesses(500, template, &path))
            })
            .collect();
        lanes.into_iter().map(|lane| lane.join().unwrap()).collect()
    });
    for stage in ["not begun", "spent, not answered", "answered"] {
        let times: u32 = lanes.iter().filter_map(|fell| fell.get(stage)).sum();
        assert!(times > 20, "{stage}: {lanes:?}");
    }
    let litter = fs::read_dir(folder.path()).unwrap().count();
    assert!(litter <= 4, "{litter} files, two cards and what is written beside each");
}

#[test]
fn codes_of_the_token_are_those_of_the_card() {
    let codes = Codes { pin: secret("123456"), puk: secret("87654321") };
    let (_folder, mut token, mut card) =
        new_card(&Personalisation { signature: codes.clone(), cns: codes, ..maria() });
    assert!(token.one_pin());
    let padded = b"\x00\x20\x00\x10\x08123456\xff\xff";
    ok(&mut card, padded);
    ok(&mut card, b"\x00\x24\x00\x1a\x10123456\xff\xff24680135");
    assert!(token.unlock(Slot::Cns, &secret("24680135")).is_ok());
    token.unblock(Slot::Signature, &secret("87654321"), &secret("123456")).unwrap();
    ok(&mut card, padded);
}
