//! What nobody should send.

mod common;

use cns_card::{Algorithm, Answer, Atr, Command, PersonalData, TooLarge, hex, personal::Field};
use common::{cns, holder, piv};
use proptest::prelude::*;

/// The file of the specification, without padding.
const EXAMPLE: &str =
    "00005F0461600801022025080102203105ROSSI05MARIA080101198001F0010RSSMRA80A41H501Y0004H501000004H5010000";

#[test]
fn the_example_of_the_specification_is_read_and_written_back() {
    let mut file = EXAMPLE.as_bytes().to_vec();
    file.resize(400, 0);
    let data = PersonalData::read(&file).unwrap();
    assert_eq!(data.get(Field::TaxCode), "RSSMRA80A41H501Y");
    assert_eq!(data.get(Field::ExpiresOn), "01022031");
    assert_eq!(data.to_file().unwrap(), file);
}

#[test]
fn personal_data_that_do_not_fit_are_refused_and_never_cut() {
    let long = holder().with(Field::Address, &"V".repeat(256)).unwrap();
    assert_eq!(long.to_bytes(), Err(TooLarge { octets: 256, room: 255 }));
    let both = holder().with(Field::Address, &"V".repeat(250)).unwrap();
    let both = both.with(Field::ExitNotes, &"N".repeat(100)).unwrap();
    assert_eq!(both.to_file().unwrap_err().room, 400);
    assert!(holder().with(Field::Surname, "Kovačić").is_err());
}

#[test]
fn personal_data_cut_anywhere_are_refused() {
    for end in 0..EXAMPLE.len() {
        assert!(PersonalData::read(&EXAMPLE.as_bytes()[..end]).is_err(), "{end}");
    }
}

#[test]
fn commands_cut_anywhere_are_answered() {
    let commands = [
        "00A40800041100110200",
        "002400901031323334353637383232323232323232",
        "0022F1B803830101",
        "00DB3FFF095C035FC1055302AABB",
        "0087119D0A7C08820081047777777700",
        "0047009E05AC0380010500",
    ];
    for mut card in [cns(), piv(Algorithm::P256)] {
        card.administer(true);
        card.transmit(&hex::decode("00A4040009A00000030800001000").unwrap());
        for command in commands {
            let octets = hex::decode(command).unwrap();
            for end in 0..octets.len() {
                assert!(Answer::read(&card.transmit(&octets[..end])).is_some());
            }
        }
    }
}

proptest! {
    #[test]
    fn noise_is_answered(octets in prop::collection::vec(any::<u8>(), 0..600), open: bool) {
        for mut card in [cns(), piv(Algorithm::Rsa3072)] {
            card.administer(open);
            prop_assert!(card.transmit(&octets).len() >= 2);
        }
        let _ = (Command::read(&octets), Atr::read(&octets), PersonalData::read(&octets));
    }

    #[test]
    fn readable_personal_data_survive(fields in prop::collection::vec("[ -~à-ü]{0,18}", 16)) {
        let all = [
            Field::Issuer, Field::IssuedOn, Field::ExpiresOn, Field::Surname, Field::GivenName, Field::BornOn,
            Field::Sex, Field::Height, Field::TaxCode, Field::Citizenship, Field::BirthPlace,
            Field::BirthCountry, Field::BirthRecord, Field::Residence, Field::Address, Field::ExitNotes,
        ];
        let mut data = PersonalData::default();
        for (field, text) in all.into_iter().zip(&fields) {
            data = data.with(field, text).unwrap();
        }
        if let Ok(file) = data.to_file() {
            prop_assert_eq!(PersonalData::read(&file), Ok(data));
        }
    }
}
