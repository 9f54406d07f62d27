//! Devices on the command line: listed, their codes changed, their keys used.

use std::fs;

use serde_json::Value;

use crate::desk::{Desk, demo};

/// The desk with the codes of its token in files.
fn desk() -> Desk {
    let desk = Desk::new();
    desk.write("puk.txt", demo().person(0, "puk_signature"));
    desk.write("nuovo-pin.txt", "73519264\n");
    desk.write("sbagliato.txt", "00000001\n");
    desk
}

fn card(desk: &Desk) -> Value {
    desk.run("card info mario.token --json").exits(0).json()["card"].clone()
}

#[test]
fn cards_are_listed_with_certificates_tries_and_what_is_the_matter() {
    let desk = desk();
    let told = desk.run("card list --json").exits(0).json();
    assert_eq!(told["format"], "ceralacca.cards/1");
    let cards = told["cards"].as_array().unwrap();
    let card = &cards[0];
    assert_eq!((&card["kind"], &card["test_device"]), (&"token-file".into(), &true.into()));
    assert_eq!((&card["pin"]["tries_left"], &card["can_sign"]), (&3.into(), &true.into()));
    assert_eq!(card["signature"]["key_usage"][0], "nonRepudiation");
    assert!(card["authentication"].is_object());
    // No reader service here: said as such, and no hindrance.
    assert_eq!(cards[1]["condition"], "device-service-missing");
    for lang in ["it", "en", "de"] {
        let words = desk.run(&format!("card list --lang {lang}")).exits(0).text();
        assert!(words.contains("mario.token") && !words.contains("cli-card"), "{words}");
    }
}

#[test]
fn a_device_is_found_by_file_number_and_holder() {
    let desk = desk();
    let card = card(&desk);
    fs::rename(desk.path("mario.token"), desk.path("altrove.card")).unwrap();
    for name in ["altrove.card", card["card_number"].as_str().unwrap(), card["holder"].as_str().unwrap()] {
        let mut command = desk.command("card info --token altrove.card --json");
        command.arg(name);
        let ran = crate::desk::Ran::of(command.output().unwrap()).exits(0);
        assert_eq!(ran.json()["card"]["id"], card["id"], "{name}");
    }
    desk.refuses("card info niente.token", 7, "device-missing");
    desk.refuses("card info 0000000000000000", 7, "device-missing");
}

#[test]
fn of_several_devices_none_is_chosen_by_chance() {
    let desk = desk();
    fs::copy(demo().person(1, "token"), desk.path("altra.token")).unwrap();
    let problem = desk.refuses("card info", 7, "device-ambiguous");
    let devices = problem["values"]["devices"].as_str().unwrap();
    assert!(devices.contains("mario.token") && devices.contains("altra.token"), "{devices}");
    desk.refuses("sign dati.bin --key card --pin-file pin.txt", 7, "device-ambiguous");
}

#[test]
fn the_card_that_is_there_signs() {
    let desk = desk();
    desk.run("sign dati.bin --key card --pin-file pin.txt").exits(0);
    assert_eq!(desk.verdict("dati.bin.p7m").0, 0);
    let number = card(&desk)["card_number"].as_str().unwrap().to_owned();
    desk.run(&format!("sign dati.bin -o due.p7m --key card:{number} --pin-file pin.txt")).exits(0);
    assert_eq!(desk.verdict("due.p7m").0, 0);
    desk.refuses("sign dati.bin -o tre.p7m --key card:0000 --pin-file pin.txt", 7, "device-missing");
    let wrong = desk.refuses("sign dati.bin -o tre.p7m --key card --pin-file sbagliato.txt", 6, "pin-wrong");
    assert_eq!(wrong["values"]["attempts"], "2");
    assert!(!desk.has("tre.p7m"));
}

#[test]
fn the_pin_is_changed() {
    let desk = desk();
    let line = "card change-pin mario.token --pin-file pin.txt --new-pin-file nuovo-pin.txt";
    let told = desk.run(&format!("{line} --json")).exits(0).json();
    assert_eq!(
        (&told["format"], &told["card"]["pin"]["tries_left"]),
        (&"ceralacca.card/1".into(), &3.into())
    );
    desk.refuses(line, 6, "pin-wrong");
    desk.run("sign dati.bin --key card --pin-file nuovo-pin.txt").exits(0);
}

#[test]
fn codes_come_one_after_the_other_from_one_descriptor() {
    let desk = desk();
    let pin = demo().person(0, "pin_signature");
    let input = format!("{pin}\n73519264\n");
    let line = "card change-pin mario.token --pin-fd 0 --new-pin-fd 0";
    desk.feed(line, input.as_bytes()).exits(0);
    desk.run("sign dati.bin --key card --pin-file nuovo-pin.txt").exits(0);
}

#[test]
fn a_locked_pin_is_told_before_anybody_is_asked_and_the_puk_unlocks_it() {
    let desk = desk();
    for left in ["2", "1"] {
        let wrong = desk.refuses("sign dati.bin --key card --pin-file sbagliato.txt", 6, "pin-wrong");
        assert_eq!(wrong["values"]["attempts"], left);
    }
    assert_eq!(card(&desk)["condition"], "device-last-try");
    desk.refuses("sign dati.bin --key card --pin-file sbagliato.txt", 6, "pin-locked");
    desk.refuses("sign dati.bin --key card --pin-file pin.txt", 6, "pin-locked");
    desk.refuses("card change-pin mario.token", 6, "pin-locked");
    let unblock = "card unblock mario.token --new-pin-file nuovo-pin.txt";
    let wrong = desk.refuses(&format!("{unblock} --puk-file sbagliato.txt"), 6, "device-puk-wrong");
    assert_eq!(wrong["values"]["attempts"], "2");
    desk.run(&format!("{unblock} --puk-file puk.txt")).exits(0);
    desk.run("sign dati.bin --key card --pin-file nuovo-pin.txt").exits(0);
}

#[test]
fn codes_of_the_wrong_shape_spend_nothing() {
    let desk = desk();
    desk.write("corto.txt", "1234\n");
    let change = "card change-pin mario.token";
    desk.refuses(&format!("{change} --pin-file corto.txt --new-pin-file nuovo-pin.txt"), 6, "pin-format");
    desk.refuses(&format!("{change} --pin-file pin.txt --new-pin-file corto.txt"), 6, "pin-format");
    let unblock = "card unblock mario.token --new-pin-file nuovo-pin.txt --puk-file corto.txt";
    desk.refuses(unblock, 6, "device-puk-format");
    assert_eq!(
        (&card(&desk)["pin"]["tries_left"], &card(&desk)["pin"]["puk_tries_left"]),
        (&3.into(), &3.into())
    );
}

#[test]
fn activation_checks_both_keys_and_replaces_the_pin() {
    let desk = desk();
    let line = "card activate mario.token --pin-file pin.txt --new-pin-file nuovo-pin.txt";
    let told = desk.run(&format!("{line} --json")).exits(0).json();
    assert_eq!((&told["card"]["can_sign"], &told["card"]["condition"]), (&true.into(), &Value::Null));
    // Without a new PIN it is checked alone.
    desk.run("card activate mario.token --pin-file nuovo-pin.txt").exits(0);
    desk.refuses("card activate mario.token --pin-file pin.txt", 6, "pin-wrong");
}

#[test]
fn without_anybody_to_ask_the_missing_code_is_told() {
    let desk = desk();
    desk.refuses("card change-pin mario.token", 6, "pin-missing");
    desk.refuses("card unblock mario.token", 6, "pin-missing");
}
