//! The vectors of the fixture corpus.

use std::{env, fs, path::PathBuf};

use italia::{
    BirthData, Chamber, CodiceFiscale, CodiceFiscaleError, PartitaIva, PartitaIvaError, Province, Sex,
};
use serde_json::Value;

use crate::{day, place};

/// A file of the corpus; says so and returns nothing when the corpus is not there.
fn corpus(path: &str, cases: usize) -> Option<String> {
    let root = env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    if !root.exists() {
        println!("not run: {cases} cases, corpus folder missing");
        return None;
    }
    Some(fs::read_to_string(root.join("remote-pagopa-cassetto/cassetto").join(path)).unwrap())
}

fn texts(value: &Value) -> impl Iterator<Item = &str> {
    value.as_array().unwrap().iter().map(|text| text.as_str().unwrap())
}

#[test]
fn persons_give_their_codes_and_every_progressive_omocode_is_a_variant() {
    let Some(text) = corpus("codici_vectors.json", 68) else { return };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    let persons = vectors["codice_fiscale"].as_array().unwrap();
    assert_eq!(persons.len(), 8);
    for person in persons {
        let field = |name: &str| person[name].as_str().unwrap();
        let data = BirthData {
            surname: field("cognome").to_owned(),
            name: field("nome").to_owned(),
            sex: if field("sesso") == "F" { Sex::Female } else { Sex::Male },
            born: day(field("nascita")),
            place: place(field("belfiore")),
        };
        let code = CodiceFiscale::derive(&data).unwrap();
        assert_eq!(code.as_str(), field("codice_fiscale"));
        assert_eq!(code.compare(&data), Ok(vec![]), "{code}");
        for (index, omocode) in texts(&person["omocodie_progressive"]).enumerate() {
            let variant: CodiceFiscale = omocode.parse().unwrap();
            assert!(variant.is_omocode() && variant.base() == code);
            assert_eq!(variant.compare(&data), Ok(vec![]), "{variant}");
            // One digit from the right, two, three, …
            assert_eq!(code.omocodes().nth((2 << index) - 2), Some(variant));
        }
    }
    for wrong in texts(&vectors["codice_fiscale_check_char_wrong"]) {
        assert_eq!(wrong.parse::<CodiceFiscale>(), Err(CodiceFiscaleError::CheckLetter));
    }
}

#[test]
fn partite_iva_are_told_right_from_wrong() {
    let Some(text) = corpus("codici_vectors.json", 20) else { return };
    let vectors: Value = serde_json::from_str(&text).unwrap();
    for right in texts(&vectors["partita_iva_valid"]) {
        assert_eq!(right.parse::<PartitaIva>().unwrap().as_str(), right);
    }
    for wrong in texts(&vectors["partita_iva_wrong"]) {
        assert_eq!(wrong.parse::<PartitaIva>(), Err(PartitaIvaError::CheckDigit));
    }
}

/// The values of the rows of a genericode list.
fn genericode(text: &str) -> Vec<Vec<String>> {
    let between = |text: &str, start: &str, end: &str| -> Vec<String> {
        text.split(start).skip(1).map(|rest| rest.split(end).next().unwrap().to_owned()).collect()
    };
    between(text, "<Row>", "</Row>")
        .iter()
        .map(|row| {
            between(row, "<SimpleValue>", "</SimpleValue>").iter().map(|v| v.replace("&apos;", "'")).collect()
        })
        .collect()
}

#[test]
fn every_province_of_the_vocabulary_is_known_by_sigla_and_name() {
    let Some(text) = corpus("vocabolari/voc_province_italiane.xml", 110) else { return };
    let rows = genericode(&text);
    assert_eq!(rows.len(), 110);
    for row in rows {
        // The vocabulary writes the old sigla of Rome, in full.
        let sigla = if row[2] == "Roma" { "RM" } else { &row[2] };
        assert_eq!(sigla.parse::<Province>().unwrap().name(), row[1]);
    }
}

#[test]
fn every_historic_chamber_is_served_by_one_of_today() {
    let Some(text) = corpus("vocabolari/voc_cciaa.xml", 105) else { return };
    let rows = genericode(&text);
    assert_eq!(rows.len(), 105);
    for row in rows {
        let name = match row[1].as_str() {
            "CALTANISETTA" => "CALTANISSETTA",
            "FORLI-CESENA" => "FORLÌ-CESENA",
            "MONZA E BRIANZA" => "MONZA E DELLA BRIANZA",
            other => other,
        };
        let mut provinces = Province::all().filter(|province| province.name().to_uppercase() == name);
        assert!(provinces.any(|province| Chamber::of(province).is_some()), "{name}");
    }
}

#[test]
fn the_kinds_of_document_are_those_of_the_vocabulary() {
    let Some(text) = corpus("vocabolari/voc_tipi_documento_identita.xml", 10) else { return };
    let rows = genericode(&text);
    assert_eq!(rows.len(), italia::DocumentKind::ALL.len());
    for row in rows {
        assert_eq!(row[1].parse::<italia::DocumentKind>().unwrap().name(), row[2]);
    }
}
