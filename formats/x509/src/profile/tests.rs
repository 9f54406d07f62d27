use super::*;

fn at(text: &str) -> Timestamp {
    text.parse().unwrap()
}

#[test]
fn validity_ends_on_the_same_day_at_midnight() {
    for (from, years, to) in [
        ("2026-03-02T09:00:00Z", 3, "2029-03-02T00:00:00Z"),
        ("2024-02-29T23:59:59.9Z", 3, "2027-02-28T00:00:00Z"),
        ("2024-02-29T00:00:00Z", 4, "2028-02-29T00:00:00Z"),
        ("2026-01-01T00:00:00Z", 16, "2042-01-01T00:00:00Z"),
    ] {
        assert_eq!(Validity::years(at(from), years).not_after, at(to), "{from}");
    }
    assert_eq!(Validity::years(at("2026-03-02T09:00:00.5Z"), 3).not_before, at("2026-03-02T09:00:00Z"));
    assert_eq!(Validity::days(at("2026-03-01T00:00:00Z"), 90).not_after, at("2026-05-30T00:00:00Z"));
}

#[test]
fn a_serial_number_is_positive_and_long() {
    for (first, accepted) in [(0x00, false), (0x0f, false), (0x10, true), (0x7f, true), (0x80, false)] {
        let mut octets = [0xaa; 16];
        octets[0] = first;
        assert_eq!(Serial::new(octets).is_ok(), accepted, "{first:02x}");
    }
    let mut drawn = [[0xff; 16], [0x05; 16], [0x42; 16]].into_iter();
    assert_eq!(Serial::draw(|| drawn.next().unwrap()).as_bytes(), &[0x42; 16]);
}

#[test]
fn names_that_deceive_the_eye_are_refused() {
    for (text, rule) in [
        ("", "must not be empty"),
        (" a", "must not begin or end with a space"),
        ("a ", "must not begin or end with a space"),
        ("a\0b", "must not have control, direction or invisible characters"),
        ("a\u{202e}b", "must not have control, direction or invisible characters"),
        ("a\u{200b}b", "must not have control, direction or invisible characters"),
        ("a\u{a0}b", "must not have control, direction or invisible characters"),
        ("a\u{7f}", "must not have control, direction or invisible characters"),
        (&"x".repeat(65), "too long"),
    ] {
        assert_eq!(text_problem(text, 64), Some(rule), "{text:?}");
        let refused = SubjectBuilder::new().text(&crate::oid::COMMON_NAME, text, 64).finish();
        assert_eq!(refused, Err(Refused::Name { attribute: "commonName", rule }));
    }
    for text in ["D'Àvalos-Ünsal", "ÖZGÜR Ľubomír", "李", &"x".repeat(64)] {
        assert_eq!(text_problem(text, 64), None, "{text}");
    }
}

#[test]
fn names_are_composed_and_runs_of_spaces_become_one() {
    let subject =
        SubjectBuilder::new().text(&crate::oid::SURNAME, "Cafe\u{301}   Nero", 64).finish().unwrap();
    assert_eq!(Name::from_der(&subject).unwrap().get(&crate::oid::SURNAME).as_deref(), Some("Café Nero"));
    assert_eq!(text_problem("Cafe\u{301}", 64), Some("must be in Unicode normal form C"));
}

#[test]
fn printable_attributes_hold_printable_characters() {
    let build = |text: &str| SubjectBuilder::new().printable(&crate::oid::SERIAL_NUMBER, text).finish();
    assert!(build("TINIT-RSSMRA80A01H501U").is_ok());
    for text in ["a_b", "a@b", "è", "a*"] {
        assert!(build(text).is_err(), "{text}");
    }
    for country in ["it", "ITA", "", "1T"] {
        assert!(SubjectBuilder::new().country(country).finish().is_err(), "{country}");
    }
}
