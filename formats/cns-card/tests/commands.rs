//! Files, access conditions, keys, and the PIV personality.

mod common;

use cns_card::{Algorithm, Atr, Operation, hex, read_public};
use common::{certificate, cns, holder, memory, piv, send, status};

const PIN: &str = "00200010083132333435363738";
const SIGNATURE_PIN: &str = "0020001A083131323233333434";

#[test]
fn files_are_found_by_path_identifier_child_parent_and_name() {
    let mut card = cns();
    for (command, expected) in [
        ("00A4080C0411001102", "9000"),
        ("00A4080C063F0011001102", "9000"),
        ("00A4000C021101", "9000"), // sibling
        ("00A4000C021100", "9000"), // the directory itself
        ("00A4000C021102", "9000"), // child
        ("00A4000C023F02", "9000"), // child of the MF
        ("00A4010C021101", "6A82"), // not a directory
        ("00A4010C021100", "9000"),
        ("00A4020C021101", "9000"),
        ("00A4030C", "9000"),
        ("00A4090C0411001102", "9000"),
        ("00A4000C023F00", "9000"),
        ("00A4000C", "9000"),
        ("00A4040C0CA0000005 30000B104001021A", "9000"),
        ("00A4040C07A0000001 16DB00", "6A82"),
        ("00A4080C021999", "6A82"),
        ("00A4080C03110011", "6700"),
        ("00A4080404 11001102", "6A86"),
        ("00A4070C0411001102", "6A86"),
    ] {
        assert_eq!(status(&mut card, command), expected, "{command}");
    }
    assert_eq!(
        send(&mut card, "00A40000023F0000").0,
        "6F198002000082013883023F008501018609FFFFFFFFFFFFFFFFFF"
    );
}

#[test]
fn reading_ends_as_clients_expect() {
    let mut card = cns();
    assert_eq!(status(&mut card, "00B0000010"), "6986");
    status(&mut card, "00A4080C0410001003");
    for (command, octets, expected) in [
        ("00B0000000", 16, "9000"),
        ("00B0000010", 16, "9000"),
        ("00B0000011", 16, "6282"),
        ("00B0000801", 1, "9000"),
        ("00B0001000", 0, "6282"),
        ("00B0001100", 0, "6B00"),
        ("00B0000000 0000", 16, "9000"),
        ("00B08000", 0, "6A82"),
        ("00B00000", 0, "6700"),
    ] {
        let (data, status) = send(&mut card, command);
        assert_eq!((data.len() / 2, &*status), (octets, expected), "{command}");
    }
}

#[test]
fn classes_instructions_and_lengths_that_are_none_are_told() {
    let mut card = cns();
    for (command, expected) in [
        ("", "6700"),
        ("00A400", "6700"),
        ("00A40000033F00", "6700"),
        ("0CB0000010", "6882"),
        ("80B0000010", "6E00"),
        ("0088000008", "6D00"),
        ("00820000", "6D00"),
        ("00C0000010", "6985"),
        ("10A4000C023F00", "6884"),
    ] {
        assert_eq!(status(&mut card, command), expected, "{command}");
    }
}

#[test]
fn who_may_do_what() {
    let update = "00D6000001FF";
    let whole = "00DA000002AABB";
    let generate = "0047000100";
    for (select, read, written) in
        [("00A4080C0411001102", "9000", "6982"), ("00A4080C0412001201", "6982", "6982")]
    {
        let mut card = cns();
        status(&mut card, select);
        assert_eq!(status(&mut card, "00B0000001"), "9000", "while there is nothing in it");
        card.administer(true);
        assert_eq!(status(&mut card, "00D600000101"), "9000");
        card.administer(false);
        assert_eq!(status(&mut card, "00B0000001"), read);
        assert_eq!(status(&mut card, update), written);
        assert_eq!(status(&mut card, whole), "6982");
        assert_eq!(status(&mut card, PIN), "9000");
        assert_eq!(status(&mut card, "00B0000001"), "9000");
        assert_eq!(status(&mut card, update), "6982", "the PIN writes nothing");
        assert_eq!(status(&mut card, generate), "6982");
        card.administer(true);
        assert_eq!(status(&mut card, update), "9000");
        assert_eq!(send(&mut card, "00B0000001").0, "FF");
        // One octet over the end of a file of 400, and an offset outside a file of 16.
        let over = if read == "9000" { "6A84" } else { "6B00" };
        assert_eq!(status(&mut card, "00D6018F02AAAA"), over);
        assert_eq!(status(&mut card, whole), "9000");
        assert_eq!(send(&mut card, "00B0000000").0, "AABB");
        let (template, answer) = send(&mut card, "0047000100");
        assert!(answer.starts_with("61") && template.starts_with("7F49"), "{answer}");
        card.administer(false);
        assert_eq!(status(&mut card, whole), "6982");
    }
}

#[test]
fn a_key_wants_its_environment_its_own_pin_and_a_right_block() {
    let mut card = cns();
    let decipher = |first: u8| format!("002A808600010100{first:02X}{}0000", "01".repeat(255));
    assert_eq!(status(&mut card, &decipher(0)), "6985");
    assert_eq!(status(&mut card, "0022F1B803830177"), "6A88");
    assert_eq!(status(&mut card, "0022F1B803830101"), "9000");
    assert_eq!(status(&mut card, &decipher(0)), "6982");
    assert_eq!(status(&mut card, SIGNATURE_PIN), "9000");
    assert_eq!(status(&mut card, &decipher(0)), "6982", "the other PIN");
    assert_eq!(status(&mut card, PIN), "9000");
    let (value, answer) = send(&mut card, &decipher(0));
    assert_eq!((value.len(), &*answer), (512, "9000"));
    assert_eq!(status(&mut card, &decipher(0xc2)), "6A80", "larger than the modulus");
    assert_eq!(status(&mut card, "002A808602 0001"), "6700");
    assert_eq!(status(&mut card, "0022F303"), "9000");
    assert_eq!(status(&mut card, &decipher(0)), "6985");
    assert_eq!(card.chip().operations, [(1, Operation::RawRsa, 256)]);
}

#[test]
fn a_digest_info_is_padded_by_the_card() {
    let mut card = cns();
    for command in [SIGNATURE_PIN, "0022F1B603840110"] {
        assert_eq!(status(&mut card, command), "9000");
    }
    let (value, answer) = send(&mut card, "002A9E9A02AABB00");
    // The test key turns its input round.
    assert_eq!(answer, "9000");
    assert_eq!(value, format!("BBAA00{}0100", "FF".repeat(251)));
    assert_eq!(status(&mut card, &format!("002A9E9AF6{}00", "AA".repeat(246))), "6700");
}

#[test]
fn a_signature_key_may_be_strict_and_may_want_its_pin_every_time() {
    let mut memory = memory("infocert-1205");
    memory.options.strict_key_usage = true;
    memory.options.pin_for_every_signature = true;
    let mut card = cns_card::Card::new(memory, common::chip());
    for command in [SIGNATURE_PIN, "0022F1B603830110", "0022F1B803830110"] {
        assert_eq!(status(&mut card, command), "9000");
    }
    assert_eq!(status(&mut card, &format!("002A8086000101{}0000", "00".repeat(257))), "6985");
    assert_eq!(status(&mut card, "002A9E9A02AABB00"), "9000");
    assert_eq!(status(&mut card, "002A9E9A02AABB00"), "6982");
}

#[test]
fn a_chain_ends_with_its_own_command_and_has_an_end() {
    let mut card = cns();
    assert_eq!(status(&mut card, "102A80860100"), "9000");
    assert_eq!(status(&mut card, "00A4000C023F00"), "6883");
    assert_eq!(status(&mut card, "00A4000C023F00"), "9000");
    let piece = format!("102A8086FF{}", "00".repeat(255));
    let refused = (0..100).position(|_| status(&mut card, &piece) == "6700");
    assert_eq!(refused, Some(64));
}

#[test]
fn a_challenge_has_the_length_asked_for() {
    let mut card = cns();
    assert_eq!(send(&mut card, "0084000004").0, "01020304");
    assert_eq!(send(&mut card, "00840000").0.len(), 16);
    assert_eq!(status(&mut card, "00840000000200"), "6700");
}

#[test]
fn public_files_are_read_back() {
    let mut card = cns();
    let files = read_public(|command| Ok::<_, ()>(card.transmit(command))).unwrap();
    assert_eq!(files.number.unwrap().as_str(), "7430012345678901");
    assert_eq!(files.holder, Some(Ok(holder())));
    assert_eq!(files.authentication_certificate.unwrap(), certificate(3)[..1504]);
    assert_eq!(files.signature_certificate.unwrap(), certificate(5)[..1504]);
    assert_eq!(files.chip_serial.unwrap().len(), 8);
    assert!(read_public(|_| Err::<Vec<u8>, _>("pulled out")).is_err());
    assert!(read_public(|_| Ok::<_, ()>(vec![0x90])).is_err());
    // A card that never ends.
    let endless = read_public(|command| {
        Ok::<_, ()>(
            if command[1] == 0xb0 { vec![0x30; 257] } else { vec![0x90, 0] }.into_iter().rev().collect(),
        )
    });
    assert!(endless.is_err());
}

#[test]
fn presets_are_right_and_broken_ones_are_refused() {
    for name in Atr::presets() {
        let atr = Atr::preset(name).unwrap();
        assert_eq!(atr.is_cns(), name != "piv", "{name}");
        for at in 1..atr.as_bytes().len() {
            let mut broken = atr.as_bytes().to_vec();
            broken[at] ^= 4;
            assert!(Atr::read(&broken).is_err(), "{name} at {at}");
            assert!(Atr::read(&atr.as_bytes()[..at]).is_err(), "{name} cut at {at}");
        }
    }
    assert!(Atr::preset("infocamere-1024").unwrap().only_1024());
    assert!(!Atr::preset("idemia-2021").unwrap().only_1024());
}

#[test]
fn the_memory_survives_being_stored() {
    for memory in [memory("athena"), piv(Algorithm::P384).memory().clone()] {
        let text = serde_json::to_string(&memory).unwrap();
        assert_eq!(serde_json::from_str::<cns_card::Memory>(&text).unwrap(), memory);
    }
}

#[test]
fn piv_answers_only_once_selected_and_keeps_its_objects() {
    let mut card = piv(Algorithm::P256);
    assert_eq!(status(&mut card, "00CB3FFF035C017E00"), "6D00");
    assert_eq!(status(&mut card, "00A4040007A000000116DB00"), "6A82");
    assert!(send(&mut card, "00A4040009A0000003080000100000").0.starts_with("61"));
    assert!(send(&mut card, "00CB3FFF035C017E00").0.starts_with("7E124F0B"));
    assert_eq!(status(&mut card, "00CB3FFF055C035FC10500"), "6A82");
    assert_eq!(status(&mut card, "00CB3FFF055C035FC10900"), "6982");
    let put = "00DB3FFF09 5C035FC105 5302AABB";
    assert_eq!(status(&mut card, put), "6982");
    card.administer(true);
    assert_eq!(status(&mut card, put), "9000");
    assert_eq!(send(&mut card, "00CB3FFF055C035FC10500").0, "5302AABB");
}

#[test]
fn piv_gives_random_octets_as_a_challenge() {
    let mut card = piv(Algorithm::P256);
    status(&mut card, "00A4040009A0000003080000100000");
    let expected = ("7C0A81080102030405060708".to_owned(), "9000".to_owned());
    assert_eq!(send(&mut card, "0087009B047C02810000"), expected);
    assert_eq!(status(&mut card, "0087009B047C02820000"), "6A80");
    assert_eq!(status(&mut card, "0087119B047C02810000"), "6A88", "no such key");
}

#[test]
fn piv_keys_sign_and_the_signature_key_wants_its_pin_every_time() {
    let mut card = piv(Algorithm::P256);
    status(&mut card, "00A4040009A00000030800001000");
    let sign = |key: &str| format!("008711{key}26 7C24 8200 8120{}00", "AB".repeat(32)).replace(' ', "");
    assert_eq!(status(&mut card, &sign("9E")), "9000");
    assert_eq!(status(&mut card, &sign("9A")), "6982");
    let pin = "0020008008313233343536FFFF";
    assert_eq!(status(&mut card, pin), "9000");
    assert_eq!(status(&mut card, &sign("9A")), "9000");
    assert_eq!(status(&mut card, &sign("9C")), "9000");
    assert_eq!(status(&mut card, &sign("9C")), "6982");
    assert_eq!(status(&mut card, &sign("9A")), "9000");
    assert_eq!(status(&mut card, "0020FF80"), "9000");
    assert_eq!(status(&mut card, &sign("9A")), "6982");
    let agree = format!("0087119D47 7C45 8200 8541 04{}00", "07".repeat(64)).replace(' ', "");
    assert_eq!(status(&mut card, pin), "9000");
    assert_eq!(status(&mut card, &agree), "9000");
}

#[test]
fn piv_gives_long_answers_in_parts_and_takes_long_questions_in_parts() {
    let mut card = piv(Algorithm::Rsa4096);
    status(&mut card, "00A4040009A00000030800001000");
    let question =
        hex::decode(&format!("7C82020682008182 0200{}", "01".repeat(512)).replace(' ', "")).unwrap();
    let pieces: Vec<&[u8]> = question.chunks(255).collect();
    for (index, piece) in pieces.iter().enumerate() {
        let last = index + 1 == pieces.len();
        let (cla, le) = if last { ("00", "00") } else { ("10", "") };
        let answer = status(&mut card, &format!("{cla}87169E{:02X}{}{le}", piece.len(), hex::encode(piece)));
        assert_eq!(answer, if last { "6100" } else { "9000" });
    }
    assert_eq!(send(&mut card, "00C0000000").1, "6108");
    let (rest, end) = send(&mut card, "00C0000008");
    assert_eq!((rest.len(), &*end), (16, "9000"));
    card.administer(true);
    assert!(send(&mut card, "0047009E05AC0380010500").0.starts_with("7F49"));
    assert_eq!(card.memory().keys[&0x9e].algorithm, Algorithm::Rsa3072);
    assert_eq!(status(&mut card, "0047009E05AC0380017700"), "6A80");
}

#[test]
fn a_certificate_lies_beside_its_key_without_padding() {
    let mut memory = memory("infocert-1205");
    let der = &certificate(3)[..1504];
    assert_eq!(memory.certificate(1), Some(der), "out of a padded file");
    memory.put_certificate(0x10, der).unwrap();
    assert_eq!(memory.certificate(0x10), Some(der));
    assert!(memory.put_certificate(0x10, &[0; 0x8000]).is_err());
    assert_eq!(memory.certificate(0x21), None);

    let mut memory = piv(Algorithm::P256).memory().clone();
    assert_eq!(memory.certificate(0x9c), None);
    memory.put_certificate(0x9c, der).unwrap();
    assert_eq!(memory.certificate(0x9c), Some(der));
    memory.put_object(0x5f_c10a, b"\x70\x03\x1f\x8b\x08\x71\x01\x01".to_vec());
    assert_eq!(memory.certificate(0x9c), None, "compressed");
}
