//! Every condition of ux.md §7 that a device can show, each told apart. "Wrong PIN" only when the card said so.

use devices::{Condition, Kind, Purpose, Shelf};
use keyvault::KeySpec;
use x509::extension::KeyUsage;

use crate::readers::{Desk, Make, PIN, READER, make, secret};

const VERIFY: u8 = 0x20;

#[test]
fn a_card_is_listed_with_all_it_says_to_everybody() {
    let desk = Desk::with(Make::default());
    let found = desk.only();
    assert_eq!(found.kind, Kind::Cns);
    assert_eq!(found.id.as_str(), "7430012345678901");
    assert_eq!(found.card_number.as_deref(), Some("7430012345678901"));
    assert_eq!(found.holder.as_deref(), Some("MARIA ROSSI"));
    assert_eq!((found.name.as_str(), found.place.as_str()), ("MARIA ROSSI", READER));
    assert_eq!((found.pin.tries_left, found.pin.puk_tries_left), (Some(3), Some(3)));
    assert!(Purpose::Signature.suits(found.signature.as_ref().unwrap()));
    assert!(Purpose::Authentication.suits(found.authentication.as_ref().unwrap()));
    assert_eq!(found.condition, None);
    assert!(found.can_sign() && found.is_test_device());
}

#[test]
fn a_piv_card_is_listed() {
    let desk = Desk::with(Make { key: KeySpec::P256, ..Make::default() });
    let found = desk.only();
    assert_eq!((found.kind, found.condition.clone(), found.pin.tries_left), (Kind::Piv, None, Some(3)));
    assert!(found.can_sign() && found.is_test_device());
}

#[test]
fn listing_spends_no_try() {
    let desk = Desk::with(Make::default());
    desk.refusal("11111111");
    for _ in 0..5 {
        assert_eq!(desk.tries(), Some(2));
    }
    assert_eq!(desk.sent(VERIFY), 1);
}

#[test]
fn a_card_that_does_not_tell_its_tries_is_listed_all_the_same() {
    let desk = Desk::with(Make::default());
    for status in [0x6700_u16, 0x6a86, 0x6a88, 0x6d00, 0x9000] {
        desk.rule(move |command| (command[1] == VERIFY).then(|| Ok(status.to_be_bytes().to_vec())));
        let found = desk.only();
        assert_eq!((found.pin.tries_left, found.condition), (None, None), "{status:04x}");
    }
}

#[test]
fn no_reader_no_service_no_card_and_a_card_that_nobody_knows_are_told_apart() {
    let desk = Desk::new();
    assert_eq!(desk.only().condition, Some(Condition::ReaderMissing));
    desk.reader(READER, None);
    let found = desk.only();
    assert_eq!((found.kind, found.name.as_str()), (Kind::Reader, READER));
    assert_eq!(found.condition, Some(Condition::CardMissing));
    assert_eq!(desk.refusal(PIN), Condition::CardMissing);
    desk.service_is_down();
    assert!(matches!(desk.only().condition, Some(Condition::ReaderServiceMissing { .. })));

    let desk = Desk::with(Make::default());
    desk.mute();
    assert_eq!(desk.only().condition, Some(Condition::CardUnknown));
    let desk = Desk::with(Make::default());
    desk.rule(|_| Some(Ok(vec![0x6d, 0x00])));
    assert_eq!(desk.only().condition, Some(Condition::CardUnknown));
}

#[test]
fn an_empty_reader_that_is_a_token_sleeps_or_is_not_paired() {
    for (name, condition) in [
        ("Bit4id DigitalDNA Key 00 00", Condition::TokenAsleep),
        ("Bit4id miniLector AIR 00 00", Condition::TokenAsleep),
        ("DigitalDNA Bluetooth 00", Condition::BluetoothNotPaired),
        ("ACS ACR38U 00 00", Condition::CardMissing),
    ] {
        let desk = Desk::new();
        desk.reader(name, None);
        assert_eq!(desk.only().condition, Some(condition), "{name}");
    }
}

#[test]
fn a_card_in_use_by_another_program_is_busy() {
    let desk = Desk::with(Make::default());
    desk.taken();
    assert_eq!(desk.only().condition, Some(Condition::Busy));
    let desk = Desk::with(Make::default());
    let id = desk.id();
    desk.busy(true);
    let refused = desk.shelf.open(&id, Purpose::Signature, Some(&secret(PIN))).unwrap_err();
    assert_eq!(refused.condition, Condition::Busy);
    assert_eq!(desk.sent(VERIFY), 0);
}

#[test]
fn a_wrong_pin_is_sent_once_and_says_how_many_tries_are_left() {
    let desk = Desk::with(Make::default());
    assert_eq!(desk.refusal("11111111"), Condition::PinWrong { left: Some(2) });
    assert_eq!(desk.refusal("11111111"), Condition::PinWrong { left: Some(1) });
    assert_eq!(desk.sent(VERIFY), 2);
    let found = desk.only();
    assert_eq!(found.condition, Some(Condition::LastTry));
    assert!(found.can_sign(), "a warning only");
    assert_eq!(desk.refusal("11111111"), Condition::PinLocked);
    assert_eq!(desk.only().condition, Some(Condition::PinLocked));
    assert_eq!(desk.refusal(PIN), Condition::PinLocked);
}

#[test]
fn a_right_pin_gives_the_tries_back() {
    let desk = Desk::with(Make::default());
    desk.refusal("11111111");
    desk.open(PIN).unwrap();
    assert_eq!(desk.tries(), Some(3));
}

#[test]
fn a_pin_of_the_wrong_shape_is_not_sent() {
    for key in [KeySpec::Rsa2048, KeySpec::P256] {
        let desk = Desk::with(Make { key, ..Make::default() });
        for bad in ["", "1", "1234", "123456789", "12345a78", "１２３４５"] {
            assert_eq!(desk.refusal(bad), Condition::PinShape, "{bad}");
        }
        assert_eq!((desk.sent(VERIFY), desk.tries()), (0, Some(3)));
    }
}

#[test]
fn without_a_pin_nothing_is_sent() {
    let desk = Desk::with(Make::default());
    let refused = desk.shelf.open(&desk.id(), Purpose::Signature, None).unwrap_err();
    assert_eq!((refused.condition, desk.sent(VERIFY)), (Condition::PinMissing, 0));
}

#[test]
fn only_what_a_card_says_of_the_pin_is_told_as_a_wrong_pin() {
    let desk = Desk::with(Make::default());
    let about_the_pin = [
        (0x63c2, Condition::PinWrong { left: Some(2) }),
        (0x63c1, Condition::PinWrong { left: Some(1) }),
        (0x63cf, Condition::PinWrong { left: Some(15) }),
        (0x6300, Condition::PinWrong { left: None }),
        (0x63c0, Condition::PinLocked),
        (0x6983, Condition::PinLocked),
        (0x6984, Condition::PinNotSet),
    ];
    for (status, expected) in about_the_pin {
        desk.answers(VERIFY, status);
        assert_eq!(desk.refusal(PIN), expected, "{status:04x}");
    }
    let others = [
        0x6200, 0x6281, 0x6381, 0x6400, 0x6581, 0x6700, 0x6881, 0x6882, 0x6900, 0x6981, 0x6982, 0x6985,
        0x6986, 0x6987, 0x6a80, 0x6a81, 0x6a82, 0x6a86, 0x6a88, 0x6b00, 0x6d00, 0x6e00, 0x6f00, 0x6fff,
        0x9001, 0x0000,
    ];
    for status in others {
        desk.answers(VERIFY, status);
        let told = desk.refusal(PIN);
        assert!(matches!(told, Condition::Failed { .. }), "{status:04x}: {told:?}");
    }
}

#[test]
fn a_card_pulled_out_while_the_pin_is_presented_is_no_wrong_pin() {
    let desk = Desk::with(Make::default());
    desk.rule(|command| {
        (command[1] == VERIFY && command.len() > 5).then_some(Err(devices::reader::Fault::Removed))
    });
    assert_eq!(desk.refusal(PIN), Condition::Removed);
    desk.rule(|command| {
        let said = devices::reader::Fault::Other("the exchange with the card failed".to_owned());
        (command[1] == VERIFY && command.len() > 5).then_some(Err(said))
    });
    assert!(matches!(desk.refusal(PIN), Condition::Failed { .. }));
}

#[test]
fn the_pin_is_not_presented_to_another_card() {
    let desk = Desk::with(Make::default());
    let other = make(desk.folder.path(), Make { number: "7430000000000000", ..Make::default() });
    let id = desk.id();
    desk.put_in(&other);
    let refused = desk.shelf.open(&id, Purpose::Signature, Some(&secret(PIN))).unwrap_err();
    assert_eq!((refused.condition, desk.sent(VERIFY)), (Condition::Removed, 0));
    // It is looked for anew then.
    let refused = desk.shelf.open(&id, Purpose::Signature, Some(&secret(PIN))).unwrap_err();
    assert_eq!(refused.condition, Condition::Missing);
}

#[test]
fn a_device_for_the_other_purpose_says_so_and_costs_no_try() {
    let desk = Desk::with(Make { usages: [None, Some(KeyUsage::DIGITAL_SIGNATURE)], ..Make::default() });
    assert_eq!(desk.only().condition, Some(Condition::AuthenticationOnly));
    assert_eq!(desk.refusal(PIN), Condition::AuthenticationOnly);
    let desk = Desk::with(Make { usages: [Some(KeyUsage::NON_REPUDIATION), None], ..Make::default() });
    assert_eq!(desk.only().condition, None);
    let refused = desk.shelf.open(&desk.id(), Purpose::Authentication, Some(&secret(PIN))).unwrap_err();
    assert_eq!((refused.condition, desk.sent(VERIFY)), (Condition::SignatureOnly, 0));
    let desk = Desk::with(Make { usages: [None, None], ..Make::default() });
    assert_eq!(desk.only().condition, Some(Condition::NoCertificate));
    assert_eq!(desk.refusal(PIN), Condition::NoCertificate);
}

#[test]
fn a_certificate_that_does_not_count_now_is_told() {
    let desk = Desk::with(Make { until: "2026-11-21T00:00:00Z", ..Make::default() });
    let since = "2026-11-21T00:00:00Z".parse().unwrap();
    assert_eq!(desk.only().condition, Some(Condition::CertificateExpired { since }));
    assert!(!desk.only().can_sign());
}

#[test]
fn two_readers_hold_two_devices_and_one_seen_twice_is_listed_once() {
    let desk = Desk::with(Make::default());
    let other = make(desk.folder.path(), Make { number: "7430000000000000", ..Make::default() });
    desk.reader("Reader 01", Some(&other));
    desk.reader("Reader 02", None);
    // The same card also as its file.
    let path = desk.folder.path().join("7430012345678901.card");
    let Desk { folder, bays, .. } = desk;
    let clock = foundation::TestClock::at("2026-11-22T09:00:00Z".parse().unwrap());
    let shelf = devices::LocalShelf::new(std::sync::Arc::new(clock))
        .with_readers(std::sync::Arc::new(bays))
        .with_file(path);
    let list = shelf.list();
    let names: Vec<_> = list.iter().map(|found| (found.kind, found.id.as_str(), &*found.place)).collect();
    assert_eq!(
        names[..2],
        [(Kind::Cns, "7430012345678901", "Reader 00"), (Kind::Cns, "7430000000000000", "Reader 01"),]
    );
    assert_eq!((list.len(), list[2].condition.clone()), (3, Some(Condition::CardMissing)));
    for found in &list[..2] {
        let opened = shelf.open(&found.id, Purpose::Signature, Some(&secret(PIN))).unwrap();
        assert_eq!(Some(&opened.certificate), found.signature.as_ref());
    }
    drop(folder);
}

#[test]
fn every_condition_has_a_code_of_its_own() {
    let date = "2026-11-22T09:00:00Z".parse().unwrap();
    let detail = String::new;
    let all = [
        Condition::AuthenticationOnly,
        Condition::BluetoothNotPaired,
        Condition::Busy,
        Condition::Cancelled,
        Condition::CardMissing,
        Condition::CardUnknown,
        Condition::CertificateExpired { since: date },
        Condition::CertificateNotYetValid { from: date },
        Condition::CertificateRevoked { since: date },
        Condition::CertificateSuspended { since: date },
        Condition::Damaged { detail: detail() },
        Condition::Failed { detail: detail() },
        Condition::KeyUnfit { detail: detail() },
        Condition::LastTry,
        Condition::MiddlewareMissing { module: detail(), detail: detail() },
        Condition::Missing,
        Condition::NewerVersion,
        Condition::NoCertificate,
        Condition::OlderVersion,
        Condition::PassphraseFileOld { detail: detail() },
        Condition::PassphraseWrong,
        Condition::PinAgain,
        Condition::PinFixed,
        Condition::PinLocked,
        Condition::PinMissing,
        Condition::PinNotSet,
        Condition::PinShape,
        Condition::PinsDiffer,
        Condition::PinWrong { left: Some(2) },
        Condition::PinWrong { left: None },
        Condition::PukLocked,
        Condition::PukShape,
        Condition::PukUnsupported,
        Condition::PukWrong { left: Some(2) },
        Condition::PukWrong { left: None },
        Condition::ReaderMissing,
        Condition::ReaderServiceMissing { detail: detail() },
        Condition::Removed,
        Condition::SignatureOnly,
        Condition::TokenAsleep,
    ];
    let folder = std::path::Path::new(env!("CARGO_MANIFEST_DIR")).join("../../locales");
    let mut codes = std::collections::BTreeSet::new();
    for condition in &all {
        assert!(codes.insert(condition.code()), "{condition:?}");
    }
    for lang in ["it", "en", "de"] {
        let files = std::fs::read_dir(folder.join(lang)).unwrap();
        let words: String =
            files.map(|file| std::fs::read_to_string(file.unwrap().path()).unwrap()).collect();
        for code in &codes {
            let start = words.find(&format!("\nproblem-{code} =\n"));
            let rest = &words[start.unwrap_or_else(|| panic!("{code} in {lang}"))..];
            for part in [".heading =", ".why =", ".todo ="] {
                assert!(
                    rest.lines().take(10).any(|line| line.trim_start().starts_with(part)),
                    "{code} {part}"
                );
            }
        }
    }
}
