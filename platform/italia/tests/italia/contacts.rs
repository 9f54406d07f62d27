use italia::{Email, EmailError, Phone, PhoneError};
use proptest::prelude::*;

#[test]
fn telephone_numbers_become_international_however_they_are_typed() {
    for (text, number) in [
        ("333 1234567", "+393331234567"),
        ("333.123.45.67", "+393331234567"),
        ("+39 333 1234567", "+393331234567"),
        ("0039 333-1234567", "+393331234567"),
        ("(0432) 123456", "+390432123456"),
        ("06/12345678", "+390612345678"),
        ("+49 30 1234567", "+49301234567"),
        ("0041 91 123 45 67", "+41911234567"),
    ] {
        assert_eq!(text.parse::<Phone>().unwrap().as_str(), number);
    }
}

#[test]
fn only_italian_mobile_numbers_receive_codes() {
    let mobile = |text: &str| text.parse::<Phone>().unwrap().is_italian_mobile();
    assert!(mobile("3331234567") && mobile("+39333123456"));
    assert!(!mobile("0432123456") && !mobile("+49 170 1234567"));
}

#[test]
fn impossible_numbers_are_refused() {
    for text in [
        "",
        "33312345",
        "33312345678",
        "043",
        "112",
        "+39",
        "+0123456789",
        "+1234567",
        "+1234567890123456",
        "123456789",
    ] {
        assert_eq!(text.parse::<Phone>(), Err(PhoneError::Impossible), "{text}");
    }
    assert_eq!("333x234567".parse::<Phone>(), Err(PhoneError::Character('x')));
    assert_eq!("333+234567".parse::<Phone>(), Err(PhoneError::Character('+')));
}

#[test]
fn a_masked_number_or_address_keeps_what_its_owner_recognises() {
    assert_eq!("3331234567".parse::<Phone>().unwrap().masked(), "+39 ••• ••• •567");
    assert_eq!("maria.rossi@example.it".parse::<Email>().unwrap().masked(), "m•••@example.it");
    let debug = format!("{:?}", "3331234567".parse::<Phone>().unwrap());
    assert!(!debug.contains("33312"));
}

#[test]
fn addresses_that_providers_give_out_are_taken() {
    for text in [
        "a@b.it",
        "maria.rossi+firma@pec.example.it",
        "x_y-z@sub-domain.example.co.uk",
        "o'neil@example.com",
        "m@xn--mnchen-3ya.de",
        "1@2.example",
    ] {
        assert_eq!(text.parse::<Email>().unwrap().as_str(), text);
    }
    assert_eq!(" Maria@EXAMPLE.It ".parse::<Email>().unwrap().as_str(), "Maria@example.it");
    assert_eq!("a@PEC.example.it".parse::<Email>().unwrap().domain(), "pec.example.it");
}

#[test]
fn addresses_that_cannot_be_are_refused() {
    use EmailError::{Domain, Local, NoAt, TooLong};
    let long = |local: usize, label: usize| format!("{}@{}.it", "a".repeat(local), "b".repeat(label));
    for (text, error) in [
        ("".to_owned(), NoAt),
        ("maria".to_owned(), NoAt),
        ("@example.it".to_owned(), Local),
        (".a@example.it".to_owned(), Local),
        ("a.@example.it".to_owned(), Local),
        ("a..b@example.it".to_owned(), Local),
        ("a b@example.it".to_owned(), Local),
        ("a@b@example.it".to_owned(), Local),
        ("a@example".to_owned(), Domain),
        ("a@example..it".to_owned(), Domain),
        ("a@-example.it".to_owned(), Domain),
        ("a@example-.it".to_owned(), Domain),
        ("a@exa mple.it".to_owned(), Domain),
        ("a@192.168.1.1".to_owned(), Domain),
        ("a@esempiò.it".to_owned(), Domain),
        ("a@example.it\r\nBcc: b".to_owned(), Domain),
        (long(65, 5), TooLong),
        (long(5, 64), Domain),
        (
            format!("{}@{}.it", "a".repeat(64), ["b".repeat(62), "b".repeat(62), "b".repeat(62)].join(".")),
            TooLong,
        ),
    ] {
        assert_eq!(text.parse::<Email>(), Err(error), "{text}");
    }
    assert!(long(64, 63).parse::<Email>().is_ok());
}

proptest! {
    #[test]
    fn noise_is_never_a_panic_and_what_is_taken_reads_back(text in "\\PC{0,40}", local in "[a-z.+]{0,70}", domain in "[a-z.-]{0,80}") {
        let _ = text.parse::<Phone>();
        let _ = text.parse::<Email>();
        if let Ok(email) = format!("{local}@{domain}").parse::<Email>() {
            prop_assert_eq!(email.as_str().parse(), Ok(email.clone()));
            prop_assert!(!email.masked().is_empty());
        }
    }

    #[test]
    fn a_phone_that_is_taken_reads_back(text in "[+0-9 ./()-]{0,20}") {
        if let Ok(phone) = text.parse::<Phone>() {
            prop_assert_eq!(phone.as_str().parse(), Ok(phone.clone()));
            prop_assert!(!phone.masked().is_empty());
        }
    }
}
