//! `ca suspend`, `reactivate`, `revoke`, `history`: the life of a certificate at the command line.

use std::{
    fs,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use serde_json::Value;

use crate::desk::{Ran, copy_folder, fresh_folder, program, split};

const INIT: &str = "init --data data --organization \"Esempio S.p.A.\" --vat 12345678903 --chamber Aosta \
    --pki-url http://pki.example.com --site-url https://ca.example.com --policy-arc 1.3.6.1.4.1.32473.1";

/// An installation with an active pair, made once: each test works on a copy.
fn made() -> &'static (PathBuf, Value) {
    static MADE: OnceLock<(PathBuf, Value)> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = fresh_folder("life");
        run(&folder, INIT).exits(0);
        let issue = "ca issue --name Anna --surname Verdi --codice-fiscale VRDNNA80A41H501H \
            --token anna.token --codes-file codes.txt --activate --key-type p-256 --json --data data";
        let issued = run(&folder, issue).exits(0).json();
        (folder, issued)
    })
}

fn run(folder: &Path, line: &str) -> Ran {
    Ran::of(program(folder).args(split(line)).output().unwrap())
}

/// A copy of the installation, the pair's id and the serial number of its signature certificate.
fn copied(name: &str) -> (PathBuf, String, String) {
    let (made, issued) = made();
    let folder = fresh_folder(&format!("life-{name}"));
    copy_folder(&made.join("data"), &folder.join("data"));
    let text = |name: &str| issued[name].as_str().unwrap().to_owned();
    (folder, text("pair"), text("signature"))
}

fn state(folder: &Path, serial: &str) -> String {
    let told = run(folder, &format!("ca status {serial} --json --data data")).exits(0).json();
    told["certificates"][0]["state"].as_str().unwrap().to_owned()
}

#[test]
fn a_device_is_suspended_reactivated_and_its_history_keeps_both() {
    let (folder, pair, serial) = copied("suspend");
    let line =
        format!("ca suspend {serial} --motive suspension --reason \"non la trovo\" --json --data data");
    let told = run(&folder, &line).exits(0).json();
    assert_eq!(told["format"], "ceralacca.act/1");
    assert_eq!(told["changed"].as_array().map(Vec::len), Some(2), "both certificates: {told}");
    assert_eq!(state(&folder, &serial), "suspended");
    let told = run(&folder, &format!("ca suspend {pair} --motive suspension --data data")).exits(8);
    assert!(told.stderr.contains("Lo stato del certificato non lo permette"), "{}", told.stderr);
    run(&folder, &format!("ca reactivate {pair} --reason ritrovata --data data")).exits(0);
    assert_eq!(state(&folder, &serial), "good");
    let history = run(&folder, &format!("ca history {pair} --json --data data")).exits(0).json();
    let life = &history["certificates"][0];
    assert_eq!(life["state"], "active");
    assert_eq!(life["suspensions"][0]["ended_by"], "reactivated");
    assert_eq!(life["transitions"][2]["asked"]["words"], "non la trovo");
    assert!(life["transitions"][2]["asked"]["effective_from"].is_string(), "the list was published");
    let words = run(&folder, &format!("ca history {pair} --lang de --data data")).exits(0).text();
    assert!(words.contains("ausgesetzt von"), "{words}");
}

#[test]
fn a_revocation_asked_by_letter_keeps_the_letter_and_lasts() {
    let (folder, _, serial) = copied("revoke");
    fs::write(folder.join("lettera.eml"), "Vi chiedo la revoca").unwrap();
    let line = format!("ca revoke {serial} --motive no-longer-used --for holder --data data");
    assert!(run(&folder, &line).exits(2).stderr.contains("--who"));
    let line = format!("{line} --who VRDNNA80A41H501H --channel pec --json");
    run(&folder, &line).exits(8);
    run(&folder, &format!("{line} --evidence lettera.eml")).exits(0);
    assert_eq!(state(&folder, &serial), "revoked");
    let told = run(&folder, &format!("ca reactivate {serial} --reason prova --data data")).exits(8);
    assert!(told.stderr.contains("Lo stato"), "{}", told.stderr);
    let history = run(&folder, &format!("ca history {serial} --json --data data")).exits(0).json();
    let asked = &history["certificates"][0]["transitions"][2]["asked"];
    assert_eq!((&asked["party"], &asked["channel"]), (&"holder".into(), &"pec".into()));
    assert_eq!(asked["evidence"][0]["kind"], "message");
}

#[test]
fn a_stolen_device_comes_back_only_by_an_officer() {
    let (folder, _, serial) = copied("theft");
    run(&folder, &format!("ca suspend {serial} --motive theft --data data")).exits(0);
    let told = run(&folder, &format!("ca reactivate {serial} --reason ritrovata --data data")).exits(8);
    assert!(told.stderr.contains("La chiave può essere in mano ad altri"), "{}", told.stderr);
}

#[test]
fn one_certificate_alone_and_what_does_not_exist() {
    let (folder, _, serial) = copied("only");
    let told = run(&folder, &format!("ca suspend {serial} --only --motive suspension --json --data data"));
    assert_eq!(told.exits(0).json()["changed"].as_array().map(Vec::len), Some(1));
    let unknown = run(&folder, "ca revoke 10203040 --motive broken --data data").exits(8);
    assert!(unknown.stderr.contains("Non troviamo questo certificato"), "{}", unknown.stderr);
    run(&folder, &format!("ca revoke {serial} --motive capriccio --data data")).exits(2);
    run(&folder, &format!("ca revoke {serial} --motive suspension --data data")).exits(2);
    assert!(run(&folder, "ca revoke --help").exits(0).text().contains("no-longer-used"));
}
