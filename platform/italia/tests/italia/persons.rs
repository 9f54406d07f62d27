use std::collections::HashSet;

use italia::{
    BirthData, CodiceFiscale, CodiceFiscaleError, Mismatch, NameError, PartitaIva, PartitaIvaError, Sex,
    TaxCode, TaxCodeError,
};
use jiff::civil::Date;
use proptest::prelude::*;

use crate::{day, place};

fn mario() -> BirthData {
    BirthData {
        surname: "Rossi".to_owned(),
        name: "Mario".to_owned(),
        sex: Sex::Male,
        born: day("1980-01-01"),
        place: place("H501"),
    }
}

fn derived(surname: &str, name: &str) -> String {
    let data = BirthData { surname: surname.to_owned(), name: name.to_owned(), ..mario() };
    CodiceFiscale::derive(&data).unwrap().as_str()[..6].to_owned()
}

#[test]
fn surname_and_name_give_consonants_then_vowels_then_x() {
    for (surname, name, letters) in [
        ("Rossi", "Mario", "RSSMRA"),
        ("Fo", "Dario", "FOXDRA"),
        ("Aa", "Ee", "AAXEEX"),
        ("Conti", "Gianfranco", "CNTGFR"), // four consonants or more: the first, third, fourth
        ("D'Angelo", "Maria Teresa", "DNGMTR"),
        ("De Luca", "Ugo", "DLCGUO"),
        ("Bianchi-Neri", "Al", "BNCLAX"),
    ] {
        assert_eq!(derived(surname, name), letters);
    }
}

#[test]
fn letters_with_diacritics_become_their_base_letter() {
    for (surname, plain) in [
        ("Peña", "Pena"),
        ("Žižek", "Zizek"),
        ("Łukasz", "Lukasz"),
        ("Nicolò", "Nicolo"),
        ("Đokić", "Dokic"),
        ("Groß", "Gross"),
        ("Çelik", "Celik"),
        ("Søren", "Soren"),
        ("D’Amico", "DAmico"),
        ("Ïe\u{301}", "Ie"),
    ] {
        assert_eq!(derived(surname, "Mario"), derived(plain, "Mario"), "{surname}");
    }
}

#[test]
fn a_name_without_latin_letters_gives_no_code() {
    let of = |surname: &str| CodiceFiscale::derive(&BirthData { surname: surname.to_owned(), ..mario() });
    assert_eq!(of(" '- "), Err(NameError::Empty));
    assert_eq!(of("Шевченко"), Err(NameError::NotLatin('Ш')));
}

#[test]
fn the_code_tells_sex_day_and_place() {
    let code: CodiceFiscale = "BNCNNA96B69F205Y".parse().unwrap();
    assert_eq!(
        (code.sex(), code.birth_year(), code.birth_month(), code.birth_day()),
        (Sex::Female, 96, 2, 29)
    );
    assert_eq!(code.birth_place(), place("F205"));
    assert_eq!(code.birth_date(day("2026-11-22")), Some(day("1996-02-29")));
}

#[test]
fn the_century_of_birth_is_the_latest_that_is_not_in_the_future() {
    let born = |year: i16, on: &str| {
        let code =
            CodiceFiscale::derive(&BirthData { born: Date::new(year, 3, 5).unwrap(), ..mario() }).unwrap();
        code.birth_date(day(on))
    };
    assert_eq!(born(2026, "2026-03-05"), Some(day("2026-03-05")));
    assert_eq!(born(2026, "2026-03-04"), Some(day("1926-03-05")));
    assert_eq!(born(1927, "2026-11-22"), Some(day("1927-03-05")));
    assert_eq!(born(1999, "2026-11-22"), Some(day("1999-03-05")));
    let leap = CodiceFiscale::derive(&BirthData { born: day("2000-02-29"), ..mario() }).unwrap();
    assert_eq!(leap.birth_date(day("2026-11-22")), Some(day("2000-02-29")));
}

#[test]
fn there_are_127_omocodes_all_different_all_valid_and_of_one_base() {
    let code = CodiceFiscale::derive(&mario()).unwrap();
    let variants: HashSet<_> = code.omocodes().collect();
    assert_eq!(variants.len(), 127);
    for variant in variants {
        assert!(variant.is_omocode());
        assert_eq!(variant.as_str().parse(), Ok(variant));
        assert_eq!(variant.base(), code);
        assert_eq!(variant.compare(&mario()), Ok(vec![]));
        assert_eq!(variant.birth_date(day("2026-11-22")), Some(day("1980-01-01")));
    }
}

#[test]
fn a_comparison_names_exactly_the_part_that_differs() {
    let code = CodiceFiscale::derive(&mario()).unwrap();
    let cases: [(BirthData, Vec<Mismatch>); 8] = [
        (BirthData { surname: "Bianchi".to_owned(), ..mario() }, vec![Mismatch::Surname]),
        (BirthData { name: "Maria Grazia".to_owned(), ..mario() }, vec![Mismatch::Name]),
        (BirthData { born: day("1981-01-01"), ..mario() }, vec![Mismatch::BirthYear]),
        (BirthData { born: day("1980-02-01"), ..mario() }, vec![Mismatch::BirthMonth]),
        (BirthData { born: day("1980-01-02"), ..mario() }, vec![Mismatch::BirthDay]),
        (BirthData { sex: Sex::Female, ..mario() }, vec![Mismatch::Sex]),
        (BirthData { place: place("F205"), ..mario() }, vec![Mismatch::BirthPlace { code: place("H501") }]),
        (
            BirthData { surname: "Verdi".to_owned(), sex: Sex::Female, ..mario() },
            vec![Mismatch::Surname, Mismatch::Sex],
        ),
    ];
    for (data, mismatches) in cases {
        assert_eq!(code.compare(&data), Ok(mismatches));
    }
}

#[test]
fn the_place_must_have_been_in_force_on_the_day_of_birth() {
    let of = |code: &str, born: &str| {
        let data = BirthData { place: place(code), born: day(born), ..mario() };
        CodiceFiscale::derive(&data).unwrap().compare(&data).unwrap()
    };
    // Fiumicino left Rome in 1992; Abetone ended with 2016; Czechoslovakia with 1992.
    assert_eq!(of("M297", "1992-04-04"), []);
    assert_eq!(of("M297", "1992-04-03"), [Mismatch::PlaceNotInForce { code: place("M297") }]);
    assert_eq!(of("A012", "2016-12-31"), []);
    assert_eq!(of("A012", "2017-01-01"), [Mismatch::PlaceNotInForce { code: place("A012") }]);
    assert_eq!(of("Z105", "1985-05-05"), []);
    assert_eq!(of("Z105", "1995-05-05"), [Mismatch::PlaceNotInForce { code: place("Z105") }]);
    assert_eq!(of("Z138", "1970-05-05"), [], "born in Ukraine before it was a state");
    assert_eq!(of("A000", "1970-05-05"), [Mismatch::PlaceUnknown { code: place("A000") }]);
}

#[test]
fn what_is_wrong_with_a_code_is_said() {
    use CodiceFiscaleError::{Character, CheckLetter, Day, Length};
    for (text, error) in [
        ("", Length { found: 0 }),
        ("RSSMRA80A01H501", Length { found: 15 }),
        ("RSSMRA80A01H501UU", Length { found: 17 }),
        ("RSSMRA80A01H501V", CheckLetter),
        ("RSSMRA8OA01H501U", Character { position: 7 }),
        ("RSSMRA80F01H501U", Character { position: 8 }),
        ("R5SMRA80A01H501U", Character { position: 1 }),
        ("RSSMRA80A01H5-1U", Character { position: 13 }),
        ("RSSMRA80A01H501Ü", Character { position: 15 }),
        ("RSSMRA80A00H501U", Day),
        ("RSSMRA80A32H501U", Day),
        ("RSSMRA80A40H501U", Day),
        ("RSSMRA80A72H501U", Day),
        ("RSSMRA81B29H501U", Day),
        ("RSSMRA80D31H501U", Day),
        ("RSSMRA80A80H501U", Day),
    ] {
        assert_eq!(text.parse::<CodiceFiscale>(), Err(error), "{text}");
    }
}

#[test]
fn blanks_and_small_letters_are_forgiven() {
    let code: CodiceFiscale = " rss mra 80a01\u{a0}h501u ".parse().unwrap();
    assert_eq!(code.as_str(), "RSSMRA80A01H501U");
    assert_eq!("it 1234567 8903".parse::<PartitaIva>().unwrap().as_str(), "12345678903");
}

#[test]
fn a_tax_code_is_of_a_person_or_of_eleven_digits() {
    assert!(matches!("RSSMRA80A01H501U".parse(), Ok(TaxCode::Person(_))));
    assert!(matches!("1234567 8903".parse(), Ok(TaxCode::Numeric(_))));
    assert_eq!("123".parse::<TaxCode>(), Err(TaxCodeError::Length { found: 3 }));
    assert_eq!("12345678906".parse::<TaxCode>(), Err(TaxCodeError::Numeric(PartitaIvaError::CheckDigit)));
}

#[test]
fn what_is_wrong_with_a_partita_iva_is_said() {
    for (text, error) in [
        ("00000000000", PartitaIvaError::Zero),
        ("1234567890", PartitaIvaError::Length { found: 10 }),
        ("1234567890X", PartitaIvaError::Character { position: 10 }),
        ("12A45678903", PartitaIvaError::Character { position: 2 }),
        ("12345678904", PartitaIvaError::CheckDigit),
    ] {
        assert_eq!(text.parse::<PartitaIva>(), Err(error), "{text}");
    }
    assert_eq!(PartitaIva::from_first_ten("1234567890").unwrap().as_str(), "12345678903");
    assert_eq!("02585210426".parse::<PartitaIva>().unwrap().office(), "042");
}

#[test]
fn codes_are_plain_texts_in_json() {
    let code: CodiceFiscale = serde_json::from_str("\"RSSMRA80A01H501U\"").unwrap();
    assert_eq!(serde_json::to_string(&code).unwrap(), "\"RSSMRA80A01H501U\"");
    assert!(serde_json::from_str::<CodiceFiscale>("\"RSSMRA80A01H501V\"").is_err());
    assert_eq!(serde_json::to_string(&Sex::Female).unwrap(), "\"F\"");
}

fn any_person() -> impl Strategy<Value = BirthData> {
    let places = prop::sample::select(vec!["H501", "F205", "L219", "A944", "Z112", "A001"]);
    (
        "[A-Za-zàèìòùñžłç' -]{0,12}[A-Za-z]",
        "[A-Za-zéíóúøđ' -]{0,12}[a-z]",
        any::<bool>(),
        1925..=2026_i16,
        1..=12_i8,
        1..=31_i8,
        places,
    )
        .prop_filter_map("a day of the calendar", |(surname, name, female, year, month, day, code)| {
            let born = Date::new(year, month, day).ok()?;
            let sex = if female { Sex::Female } else { Sex::Male };
            Some(BirthData { surname, name, sex, born, place: place(code) })
        })
}

proptest! {
    #[test]
    fn a_derived_code_reads_back_and_agrees_with_its_person(person in any_person()) {
        let code = CodiceFiscale::derive(&person).unwrap();
        prop_assert_eq!(code.as_str().parse(), Ok(code));
        prop_assert_eq!(code.birth_date(day("2026-12-31")).map(|born| (born.month(), born.day())), Some((person.born.month(), person.born.day())));
        let mut mismatches = code.compare(&person).unwrap();
        mismatches.retain(|mismatch| !matches!(mismatch, Mismatch::PlaceNotInForce { .. }));
        prop_assert_eq!(mismatches, vec![]);
    }

    #[test]
    fn one_wrong_character_is_always_noticed_unless_the_letters_weigh_the_same(person in any_person(), at in 0..16_usize, by in "[A-Z0-9]") {
        // Within a kind (letter or digit) two characters never weigh the same, so the check finds it.
        let code = CodiceFiscale::derive(&person).unwrap();
        let mut text = code.as_str().to_owned();
        let same_kind = text.as_bytes()[at].is_ascii_digit() == by.as_bytes()[0].is_ascii_digit();
        text.replace_range(at..=at, &by);
        if same_kind && text != code.as_str() {
            prop_assert!(text.parse::<CodiceFiscale>().is_err(), "{}", text);
        }
    }

    #[test]
    fn noise_is_never_a_panic(text in "\\PC{0,40}") {
        let _ = text.parse::<TaxCode>();
        let _ = text.parse::<PartitaIva>();
        let _ = text.parse::<CodiceFiscale>();
        let _ = CodiceFiscale::derive(&BirthData { surname: text.clone(), name: text, ..mario() });
    }

    #[test]
    fn a_partita_iva_with_one_wrong_digit_is_refused(ten in "[0-9]{9}[1-9]", at in 0..11_usize, by in 1..10_u8) {
        let right = PartitaIva::from_first_ten(&ten).unwrap();
        let mut digits = right.as_str().as_bytes().to_vec();
        digits[at] = b'0' + (digits[at] - b'0' + by) % 10;
        prop_assert!(String::from_utf8(digits).unwrap().parse::<PartitaIva>().is_err());
    }
}
