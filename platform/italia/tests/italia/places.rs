use italia::{Belfiore, Chamber, ForeignState, Municipality, Place, PlaceError, Province};

use crate::{day, place};

#[test]
fn every_row_of_every_table_is_read() {
    let lines = |table: &str| table.lines().count();
    assert_eq!(Municipality::all().len(), lines(include_str!("../../data/municipalities.tsv")));
    assert_eq!(ForeignState::all().len(), lines(include_str!("../../data/foreign-states.tsv")));
    assert_eq!(Province::all().count(), lines(include_str!("../../data/provinces.tsv")));
    assert_eq!(Chamber::all().len(), lines(include_str!("../../data/chambers.tsv")));
}

#[test]
fn tables_are_in_order_and_periods_do_not_run_backwards() {
    let all = Municipality::all();
    assert!(all.is_sorted_by_key(|row| (row.code(), row.from())));
    assert!(ForeignState::all().is_sorted_by_key(ForeignState::code));
    assert!(Province::all().is_sorted());
    assert!(all.iter().all(|row| row.to().is_none_or(|to| row.from() <= to)));
}

#[test]
fn a_code_names_the_municipality_that_had_it_on_the_day() {
    let on = |code: &str, born: &str| Place::on(place(code), day(born)).map(|found| found.name());
    assert_eq!(on("A001", "1924-11-13"), Ok("Abano"));
    assert_eq!(on("A001", "1924-11-14"), Ok("Abano Terme"));
    assert_eq!(on("A002", "1928-03-07"), Err(PlaceError::NotInForce { name: "Abbadia sopra Adda" }));
    assert_eq!(
        on("A007", "1930-01-01"),
        Err(PlaceError::NotInForce { name: "Abbasanta" }),
        "suppressed for a while"
    );
    assert_eq!(on("H501", "2026-01-01"), Ok("Roma"));
    assert_eq!(on("Z106", "2026-01-01"), Ok("Stato Città del Vaticano"));
    assert_eq!(on("Z999", "2026-01-01"), Err(PlaceError::Unknown));
    assert_eq!(on("A000", "2026-01-01"), Err(PlaceError::Unknown));
}

#[test]
fn a_municipality_changes_province_without_changing_its_code() {
    let province = |born: &str| Place::on(place("A005"), day(born)).unwrap().province().unwrap();
    assert_eq!((province("1992-04-15").name(), province("1992-04-16").name()), ("Como", "Lecco"));
    assert_eq!(Place::on(place("D620"), day("1935-01-01")).unwrap().province().unwrap().sigla(), "FU");
    assert_eq!(Place::on(place("Z112"), day("1990-01-01")).unwrap().province(), None);
}

#[test]
fn municipalities_are_found_by_the_start_of_their_name_as_people_type_it() {
    let found = |start: &str, on: &str| -> Vec<String> {
        Municipality::starting_with(start, day(on)).map(ToString::to_string).collect()
    };
    assert_eq!(found("forlì", "2026-01-01"), ["Forlì (FC)", "Forlì del Sannio (IS)", "Forlimpopoli (FC)"]);
    assert_eq!(found("FORLI", "2026-01-01"), found("forlì", "2026-01-01"));
    assert_eq!(found("sant'agata li b", "2026-01-01"), ["Sant'Agata li Battiati (CT)"]);
    assert_eq!(found("fiumicino", "1990-01-01"), [""; 0]);
    assert_eq!(found("xyz", "2026-01-01"), [""; 0]);
    assert_eq!(found("", "2026-01-01"), [""; 0]);
}

#[test]
fn about_7900_municipalities_are_in_force() {
    let today = day("2026-01-01");
    let count = Municipality::all().iter().filter(|row| row.is_in_force(today)).count();
    assert!((7_880..=7_920).contains(&count), "{count}");
}

#[test]
fn no_code_has_two_municipalities_on_one_day() {
    let all = Municipality::all();
    for pair in all.windows(2).filter(|pair| pair[0].code() == pair[1].code()) {
        assert!(pair[0].to().is_some_and(|to| to < pair[1].from()), "{pair:?}");
    }
}

#[test]
fn place_codes_are_a_letter_and_three_digits() {
    assert_eq!("h 501".parse(), Ok(place("H501")));
    for wrong in ["", "H50", "H5011", "1501", "HH01", "H50L", "é501"] {
        assert!(wrong.parse::<Belfiore>().is_err(), "{wrong}");
    }
    assert!(place("Z100").is_foreign() && !place("H501").is_foreign());
}

#[test]
fn every_province_of_today_has_one_chamber() {
    for province in Province::all() {
        let chambers =
            Chamber::all().iter().filter(|chamber| chamber.provinces().contains(&province)).count();
        let ceased = ["FO", "FU", "PL", "PS", "VG", "ZA"].contains(&province.sigla());
        assert_eq!(chambers, usize::from(!ceased), "{province}");
    }
    let chamber = Chamber::of("ud".parse().unwrap()).unwrap();
    assert_eq!((chamber.name(), chamber.sigla()), ("Pordenone-Udine", "PN"));
    assert_eq!("RM".parse::<Province>().unwrap().region(), "Lazio");
    assert!("XX".parse::<Province>().is_err());
}
