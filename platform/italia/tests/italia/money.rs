use italia::{Money, MoneyError};
use proptest::prelude::*;

const CENT: Money = Money::from_cents(1);

#[test]
fn amounts_are_read_as_italians_write_them() {
    for (text, cents) in [
        ("1.234,56 €", 123_456),
        ("€ 1.234,56", 123_456),
        ("1.234,56\u{a0}€", 123_456),
        ("1234,56", 123_456),
        ("1.234", 123_400),
        ("1234", 123_400),
        ("0,5", 50),
        ("0", 0),
        ("-3,00", -300),
        ("1.000.000", 100_000_000),
    ] {
        assert_eq!(text.parse(), Ok(Money::from_cents(cents)), "{text}");
    }
}

#[test]
fn ambiguous_or_broken_amounts_are_refused() {
    for text in [
        "",
        "€",
        "12.5",
        "1.23",
        "1,234",
        "1,",
        ",5",
        "1.2345",
        "12345.678",
        ".123",
        "1..234",
        "1,2,3",
        "1 234",
        "abc",
        "--1",
        "+1",
        "€€1",
        "1.234.56",
    ] {
        assert_eq!(text.parse::<Money>(), Err(MoneyError::Form), "{text}");
    }
    assert_eq!("92.233.720.368.547.758,08".parse::<Money>(), Err(MoneyError::TooLarge));
}

#[test]
fn amounts_are_written_with_points_comma_and_sign() {
    for (cents, text) in [
        (0, "0,00\u{a0}€"),
        (-5, "-0,05\u{a0}€"),
        (100_000, "1.000,00\u{a0}€"),
        (i64::MIN, "-92.233.720.368.547.758,08\u{a0}€"),
    ] {
        assert_eq!(Money::from_cents(cents).to_string(), text);
    }
    assert_eq!(Money::from_cents(-5).to_decimal(), "-0.05");
}

#[test]
fn what_does_not_fit_is_never_wrapped() {
    let most = Money::from_cents(i64::MAX);
    assert_eq!(most.plus(CENT), None);
    assert_eq!(Money::from_cents(i64::MIN).minus(CENT), None);
    assert_eq!(most.times(2), None);
    assert_eq!(Money::sum([most, CENT]), None);
    assert_eq!(Money::sum([CENT, CENT]), Some(Money::from_cents(2)));
}

#[test]
fn between_machines_exactly_two_decimals() {
    assert_eq!(Money::from_decimal("1234.56"), Ok(Money::from_cents(123_456)));
    for text in ["1234", "1234.5", "1234.567", ".56", "1,00", "1.-1", "1.é"] {
        assert_eq!(Money::from_decimal(text), Err(MoneyError::Form), "{text}");
    }
    assert_eq!(serde_json::to_string(&Money::from_cents(7)).unwrap(), "7");
}

proptest! {
    #[test]
    fn every_amount_reads_back(cents in any::<i64>()) {
        let money = Money::from_cents(cents);
        prop_assert_eq!(money.to_string().parse(), Ok(money));
        prop_assert_eq!(Money::from_decimal(&money.to_decimal()), Ok(money));
    }

    #[test]
    fn sums_are_those_of_whole_numbers(a in any::<i64>(), b in any::<i64>()) {
        let sum = Money::from_cents(a).plus(Money::from_cents(b));
        prop_assert_eq!(sum.map(Money::cents), a.checked_add(b));
        let difference = Money::from_cents(a).minus(Money::from_cents(b));
        prop_assert_eq!(difference.map(Money::cents), a.checked_sub(b));
    }

    #[test]
    fn noise_is_never_a_panic(text in "\\PC{0,30}") {
        let _ = text.parse::<Money>();
        let _ = Money::from_decimal(&text);
    }
}
