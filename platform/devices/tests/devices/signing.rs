//! Signatures by cards in readers.

use cns_card::memory::Options;
use devices::{Condition, DeviceError, Opened, Purpose, Shelf};
use keyvault::{KeyError, KeySpec};
use x509::{
    alg::{DigestAlgorithm, SignatureAlgorithm},
    extension::KeyUsage,
};

use crate::readers::{Desk, Make, OTHER_PIN, PIN, make, secret};

const VERIFY: u8 = 0x20;

/// Signs `content` and checks the signature with the certificate.
fn sign(opened: &Opened, algorithm: SignatureAlgorithm, content: &[u8]) -> Result<(), KeyError> {
    let digest = algorithm.digest().digest(content);
    let signature = opened.key.sign_digest(algorithm, &digest)?;
    let public = opened.certificate.public_key().unwrap();
    public.verify_digest(algorithm, &digest, &signature).unwrap();
    Ok(())
}

fn condition(error: KeyError) -> Condition {
    DeviceError::of_key(error, "").condition
}

const PKCS1: SignatureAlgorithm = SignatureAlgorithm::RsaPkcs1(DigestAlgorithm::Sha256);

#[test]
fn a_cns_signs_with_pkcs1_and_pss_of_every_digest() {
    let desk = Desk::with(Make::default());
    for purpose in [Purpose::Signature, Purpose::Authentication] {
        let opened = desk.shelf.open(&desk.id(), purpose, Some(&secret(PIN))).unwrap();
        for digest in [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512] {
            sign(&opened, SignatureAlgorithm::RsaPkcs1(digest), b"contratto").unwrap();
            sign(&opened, SignatureAlgorithm::rsa_pss(digest), b"contratto").unwrap();
        }
        assert!(purpose.suits(&opened.certificate));
        assert_eq!(opened.chain.len(), 1);
    }
}

#[test]
fn a_card_whose_signature_key_only_computes_signatures_signs() {
    let options = Options { strict_key_usage: true, ..Options::default() };
    let desk = Desk::with(Make { options, ..Make::default() });
    let opened = desk.open(PIN).unwrap();
    sign(&opened, PKCS1, b"uno").unwrap();
    sign(&opened, SignatureAlgorithm::rsa_pss(DigestAlgorithm::Sha256), b"due").unwrap();
}

#[test]
fn a_card_that_computes_no_signatures_deciphers() {
    let desk = Desk::with(Make::default());
    let opened = desk.open(PIN).unwrap();
    desk.rule(|command| (command[1..4] == [0x2a, 0x9e, 0x9a]).then(|| Ok(vec![0x6d, 0x00])));
    sign(&opened, PKCS1, b"uno").unwrap();
    assert_eq!(desk.sent(VERIFY), 1);
}

#[test]
fn a_piv_card_signs_with_every_kind_of_key() {
    for (key, algorithm) in [
        (KeySpec::P256, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        (KeySpec::P384, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha384)),
        (KeySpec::P256, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha512)),
        (KeySpec::P384, SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256)),
        (KeySpec::Rsa3072, SignatureAlgorithm::rsa_pss(DigestAlgorithm::Sha256)),
        (KeySpec::Rsa3072, PKCS1),
    ] {
        let desk = Desk::with(Make { key, ..Make::default() });
        for purpose in [Purpose::Signature, Purpose::Authentication] {
            let opened = desk.shelf.open(&desk.id(), purpose, Some(&secret(PIN))).unwrap();
            sign(&opened, algorithm, b"uno").unwrap();
            sign(&opened, algorithm, b"due").unwrap();
        }
    }
}

#[test]
fn two_hundred_signatures_take_one_pin() {
    let desk = Desk::with(Make::default());
    let opened = desk.open(PIN).unwrap();
    for number in 0_u32..200 {
        sign(&opened, PKCS1, &number.to_be_bytes()).unwrap();
    }
    assert_eq!(desk.sent(VERIFY), 1);
}

#[test]
fn a_card_that_wants_the_pin_each_time_gets_it_from_the_batch() {
    let options = Options { pin_for_every_signature: true, ..Options::default() };
    let desk = Desk::with(Make { options, ..Make::default() });
    let opened = desk.open(PIN).unwrap();
    for number in 0_u32..10 {
        sign(&opened, PKCS1, &number.to_be_bytes()).unwrap();
    }
    assert_eq!(desk.sent(VERIFY), 10);
    assert_eq!(desk.tries(), Some(3));
}

#[test]
fn a_pin_that_turns_out_wrong_in_mid_batch_is_not_sent_again() {
    let options = Options { pin_for_every_signature: true, ..Options::default() };
    let desk = Desk::with(Make { options, ..Make::default() });
    let opened = desk.open(PIN).unwrap();
    sign(&opened, PKCS1, b"uno").unwrap();
    desk.answers(VERIFY, 0x63c2);
    assert_eq!(condition(sign(&opened, PKCS1, b"due").unwrap_err()), Condition::PinWrong { left: Some(2) });
    desk.rule(|_| panic!("nothing is sent any more"));
    assert_eq!(condition(sign(&opened, PKCS1, b"due").unwrap_err()), Condition::PinWrong { left: Some(2) });
    desk.rule(|_| None);
}

#[test]
fn a_card_pulled_out_in_mid_batch_is_told_and_the_batch_resumes() {
    let desk = Desk::with(Make::default());
    let path = desk.folder.path().join("7430012345678901.card");
    let opened = desk.open(PIN).unwrap();
    sign(&opened, PKCS1, b"uno").unwrap();
    desk.pull_out();
    assert_eq!(condition(sign(&opened, PKCS1, b"due").unwrap_err()), Condition::Removed);
    assert_eq!(desk.only().condition, Some(Condition::CardMissing));
    // Putting it back opens nothing by itself.
    desk.put_in(&path);
    assert_eq!(condition(sign(&opened, PKCS1, b"due").unwrap_err()), Condition::Removed);
    drop(opened);
    sign(&desk.open(PIN).unwrap(), PKCS1, b"due").unwrap();
}

#[test]
fn a_card_pulled_out_between_two_commands_is_told() {
    let desk = Desk::with(Make::default());
    let opened = desk.open(PIN).unwrap();
    desk.rule(|command| (command[1] == 0x2a).then_some(Err(devices::reader::Fault::Removed)));
    assert_eq!(condition(sign(&opened, PKCS1, b"uno").unwrap_err()), Condition::Removed);
}

#[test]
fn a_card_that_another_program_reset_asks_for_the_pin_again() {
    let desk = Desk::with(Make::default());
    let opened = desk.open(PIN).unwrap();
    sign(&opened, PKCS1, b"uno").unwrap();
    desk.reset_by_another();
    let before = desk.commands();
    assert_eq!(condition(sign(&opened, PKCS1, b"due").unwrap_err()), Condition::PinAgain);
    assert_eq!(condition(sign(&opened, PKCS1, b"due").unwrap_err()), Condition::PinAgain);
    assert_eq!(desk.commands(), before);
    drop(opened);
    sign(&desk.open(PIN).unwrap(), PKCS1, b"due").unwrap();
    assert_eq!(desk.tries(), Some(3));
}

#[test]
fn a_card_that_is_busy_for_a_while_goes_on_afterwards() {
    let desk = Desk::with(Make::default());
    let opened = desk.open(PIN).unwrap();
    desk.busy(true);
    assert_eq!(condition(sign(&opened, PKCS1, b"uno").unwrap_err()), Condition::Busy);
    desk.busy(false);
    sign(&opened, PKCS1, b"uno").unwrap();
    assert_eq!(desk.sent(VERIFY), 1);
}

#[test]
fn listing_between_two_signatures_disturbs_neither() {
    let desk = Desk::with(Make::default());
    let opened = desk.open(PIN).unwrap();
    sign(&opened, PKCS1, b"uno").unwrap();
    assert!(desk.only().can_sign());
    sign(&opened, PKCS1, b"due").unwrap();
}

#[test]
fn what_the_card_refuses_is_never_told_as_a_wrong_pin() {
    let desk = Desk::with(Make::default());
    let opened = desk.open(PIN).unwrap();
    for status in [0x6400, 0x6581, 0x6700, 0x6982, 0x6985, 0x6a80, 0x6a88, 0x6d00, 0x6e00, 0x6f00, 0x9999] {
        desk.answers(0x2a, status);
        let told = condition(sign(&opened, PKCS1, b"uno").unwrap_err());
        assert!(matches!(told, Condition::Failed { .. }), "{status:04x}: {told:?}");
    }
    desk.rule(|_| None);
    sign(&opened, PKCS1, b"uno").unwrap();
}

#[test]
fn a_signature_that_does_not_verify_is_withheld() {
    let desk = Desk::with(Make::default());
    let opened = desk.open(PIN).unwrap();
    desk.rule(|command| {
        let wrong = || Ok([&[7; 256][..], &[0x90, 0x00]].concat());
        (command[1..4] == [0x2a, 0x9e, 0x9a]).then(wrong)
    });
    assert!(matches!(sign(&opened, PKCS1, b"uno").unwrap_err(), KeyError::SelfCheck));
}

#[test]
fn no_card_is_left_open() {
    let desk = Desk::with(Make::default());
    drop(desk.open(PIN).unwrap());
    let opened = desk.open(PIN).unwrap();
    drop(opened);
    // A line without a PIN cannot sign.
    use devices::reader::Readers;
    let mut line = desk.bays.connect(crate::readers::READER).unwrap();
    line.begin().unwrap();
    for command in ["\x00\u{a4}\x08\x0c\x04\x14\x00\u{81}\x10", "\x00\u{22}\u{f1}\u{b6}\x03\u{83}\x01\x10"] {
        let command: Vec<u8> = command.chars().map(|octet| octet as u8).collect();
        assert_eq!(line.transmit(&command).unwrap(), [0x90, 0x00]);
    }
    let sign = [&[0x00, 0x2a, 0x9e, 0x9a, 0x20][..], &[1; 32], &[0]].concat();
    assert_eq!(line.transmit(&sign).unwrap(), [0x69, 0x82]);
    line.end();
}

#[test]
fn the_key_follows_from_the_certificates_and_not_from_their_place() {
    // The certificates stand the other way round.
    let desk = Desk::new();
    let path = make(desk.folder.path(), Make { two_pins: true, ..Make::default() });
    swap_certificates(&path);
    desk.reader("Reader 00", Some(&path));
    let found = desk.only();
    assert!(Purpose::Signature.suits(found.signature.as_ref().unwrap()));
    // The key of the first place, under its PIN, signs documents on this card.
    let opened = desk.shelf.open(&found.id, Purpose::Signature, Some(&secret(PIN))).unwrap();
    sign(&opened, PKCS1, b"uno").unwrap();
    let opened = desk.shelf.open(&found.id, Purpose::Authentication, Some(&secret(OTHER_PIN))).unwrap();
    sign(&opened, PKCS1, b"uno").unwrap();
}

/// Gives each key a certificate with the key usage of the other, through the card's own commands.
fn swap_certificates(path: &std::path::Path) {
    use keyvault::token::{Slot, TokenCard, TokenFile};
    let mut token = TokenFile::open(path).unwrap();
    for (slot, pin, usage, file) in [
        (Slot::Signature, OTHER_PIN, KeyUsage::DIGITAL_SIGNATURE, [0x14, 0x00, 0x90, 0x10]),
        (Slot::Cns, PIN, KeyUsage::NON_REPUDIATION, [0x11, 0x00, 0x11, 0x01]),
    ] {
        let session = token.unlock(slot, &secret(pin)).unwrap();
        let der = crate::certificates::self_signed(&session, PKCS1, usage, "2029-01-01T00:00:00Z");
        let mut card = TokenCard::open(path).unwrap();
        card.administer(true);
        assert_eq!(card.transmit(&[&[0x00, 0xa4, 0x08, 0x0c, 4][..], &file].concat()), [0x90, 0x00]);
        for (index, part) in der.chunks(200).enumerate() {
            let [high, low] = u16::try_from(index * 200).unwrap().to_be_bytes();
            let length = u8::try_from(part.len()).unwrap();
            let answer = card.transmit(&[&[0x00, 0xd6, high, low, length], part].concat());
            assert_eq!(answer, [0x90, 0x00]);
        }
    }
}
