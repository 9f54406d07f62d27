//! `init`, `ca`, `audit`, `doctor`, configuration, passphrase, database.

use std::{
    fs,
    os::unix::fs::PermissionsExt,
    path::{Path, PathBuf},
    sync::OnceLock,
};

use crate::desk::{Desk, Ran, copy_folder, demo, fresh_folder, program};

const FLAGS: &str = "--organization \"Esempio S.p.A.\" --vat 12345678903 --chamber Aosta \
    --pki-url http://pki.example.com --site-url https://ca.example.com --policy-arc 1.3.6.1.4.1.32473.1";

/// An installation made with flags and a passphrase, once for all tests; none of them breaks it.
fn passphrase_installation() -> &'static Path {
    static MADE: OnceLock<PathBuf> = OnceLock::new();
    MADE.get_or_init(|| {
        let folder = fresh_folder("init");
        fs::write(folder.join("passphrase.txt"), "tre cavalli al pascolo\n").unwrap();
        let line = format!("init --data data {FLAGS} --passphrase-file passphrase.txt --json");
        let told =
            Ran::of(program(&folder).args(crate::desk::split(&line)).output().unwrap()).exits(0).json();
        assert_eq!(told["format"], "ceralacca.init/1");
        assert_eq!(told["authorities"].as_array().map(Vec::len), Some(4), "{told}");
        folder
    })
}

fn with_passphrase(desk: &Desk, line: &str) -> Ran {
    let folder = passphrase_installation();
    let mut command = desk.command(&format!("{line} --data {}", folder.join("data").display()));
    Ran::of(command.env("CERALACCA_PASSPHRASE_FILE", folder.join("passphrase.txt")).output().unwrap())
}

#[test]
fn a_device_is_personalised_once_and_signs_then() {
    let desk = Desk::new();
    let named = |name: &str, rest: &str| {
        let who = format!("--name {name} --surname D’Alì --codice-fiscale BNCLCU75D12F205I");
        with_passphrase(&desk, &format!("card personalise {rest} {who} --json"))
    };
    let personalise = |rest: &str| named("Łukasz", rest);
    let refused = |ran: Ran, exit: i32, code: &str| {
        assert_eq!(ran.exits(exit).problems().pop().unwrap()["code"], code);
    };
    refused(personalise("nuova.token"), 2, "card-codes-file");
    let told = personalise("nuova.token --codes-file codici.txt --two-pins --activate").exits(0).json();
    assert_eq!(told["format"], "ceralacca.personalised/1");
    let codes = String::from_utf8(desk.read("codici.txt")).unwrap();
    let code = |name: &str| {
        let line = codes.lines().find_map(|line| line.strip_prefix(&format!("{name} = \"")));
        line.unwrap().trim_end_matches('"').to_owned()
    };
    assert_ne!(code("pin_signature"), code("pin_cns"));
    desk.write("pin.txt", code("pin_signature"));
    with_passphrase(&desk, "sign dati.bin --key token:nuova.token --pin-file pin.txt").exits(0);
    with_passphrase(&desk, "verify dati.bin.p7m").exits(0);
    let card = desk.run("card info nuova.token --json").exits(0).json()["card"].clone();
    assert_eq!(card["holder"], "LUKASZ D'ALÌ", "in the letters that a card has");

    let before = desk.read("nuova.token");
    refused(personalise("nuova.token --codes-file altri.txt"), 2, "card-codes-known");
    refused(personalise("nuova.token --pin-file pin.txt"), 7, "card-not-blank");
    assert_eq!(desk.read("nuova.token"), before, "left as it was");
    refused(personalise("piv.token --codes-file piv.txt --key-type p-256 --two-pins"), 7, "device-failed");
    assert!(!desk.has("piv.txt") && !desk.has("piv.token"));
    personalise("piv.token --codes-file piv.txt --key-type p-256").exits(0);
    refused(named("Иван", "x.token --codes-file x.txt"), 2, "value-invalid");
}

#[test]
fn a_new_installation_issues_a_pair_that_signs() {
    let desk = Desk::new();
    let issue = "ca issue --name Anna --surname Verdi --codice-fiscale VRDNNA80A41H501H --token anna.token \
        --codes-file codes.txt --activate --json";
    let issued = with_passphrase(&desk, issue).exits(0).json();
    assert_eq!(issued["format"], "ceralacca.issue/1");
    let mode = fs::metadata(desk.path("codes.txt")).unwrap().permissions().mode();
    assert_eq!(mode & 0o777, 0o600, "codes are for their owner only");

    let codes = String::from_utf8(desk.read("codes.txt")).unwrap();
    let pin =
        codes.lines().find_map(|line| line.strip_prefix("pin_signature = \"")).unwrap().trim_end_matches('"');
    desk.write("anna.txt", pin);
    with_passphrase(&desk, "sign dati.bin --key token:anna.token --pin-file anna.txt").exits(0);
    // Issuing published a list that knows the certificate: the signature is good at once, and later.
    with_passphrase(&desk, "verify dati.bin.p7m").exits(0);
    let later = "2027-01-10T10:00:00Z";
    with_passphrase(&desk, &format!("ca crl --export lists --time {later}")).exits(0);
    with_passphrase(&desk, &format!("verify dati.bin.p7m --time {later}")).exits(0);
    assert!(fs::read_dir(desk.path("lists")).unwrap().count() >= 4);
    with_passphrase(&desk, "ca recover").exits(0);
    assert_eq!(with_passphrase(&desk, "ca show --json").exits(0).json()["format"], "ceralacca.authorities/1");
    let status = format!("ca status {} --json", issued["signature"].as_str().unwrap());
    assert_eq!(with_passphrase(&desk, &status).exits(0).json()["certificates"][0]["state"], "good");

    // Nothing of an earlier pair is overwritten, and no codes are left of one that was not issued.
    let again = with_passphrase(&desk, issue).exits(1);
    assert_eq!(again.problems()[0]["code"], "file-exists");
    let taken = with_passphrase(&desk, &issue.replace("codes.txt", "other.txt")).exits(1);
    assert_eq!(taken.problems()[0]["values"]["file"], "anna.token");
    assert!(!desk.has("other.txt"));
    let wrong = with_passphrase(
        &desk,
        &issue.replace("VRDNNA80A41H501H", "VRDNNA80A41H501A").replace("codes.txt", "c2.txt"),
    );
    assert_eq!(wrong.exits(2).problems()[0]["code"], "value-invalid");
}

#[test]
fn the_keys_open_only_with_their_passphrase() {
    let desk = Desk::new();
    let data = passphrase_installation().join("data");
    desk.refuses(&format!("ca show --data {}", data.display()), 6, "passphrase-missing");
    desk.write("wrong.txt", "due cavalli\n");
    let mut command = desk.command(&format!("ca show --json --data {}", data.display()));
    let wrong = Ran::of(command.env("CERALACCA_PASSPHRASE_FILE", "wrong.txt").output().unwrap()).exits(6);
    assert_eq!(wrong.problems()[0]["code"], "passphrase-wrong");
    with_passphrase(&desk, "ca show").exits(0);
}

#[test]
fn an_installation_is_made_once_and_from_sound_data() {
    let desk = Desk::new();
    let data = demo().data.display();
    desk.refuses(&format!("init --data {data} {FLAGS}"), 8, "already-initialised");
    let bad = |from: &str, to: &str, option: &str| {
        let problem =
            desk.refuses(&format!("init --data new {}", FLAGS.replace(from, to)), 2, "value-invalid");
        assert_eq!(problem["values"]["option"], option, "{problem}");
    };
    bad("12345678903", "12345678900", "--vat");
    bad("http://pki", "ftp://pki", "--pki-url");
    bad("https://ca", "http://ca", "--site-url");
    bad("1.3.6.1.4.1.32473.1", "one.two", "--policy-arc");
    let missing = desk.refuses("init --data new --organization X", 2, "answer-missing");
    assert_eq!(missing["values"]["option"], "--vat");
    assert!(!desk.has("new"), "nothing is made of unsound data");
}

#[test]
fn commands_that_need_an_installation_say_how_to_get_one() {
    let desk = Desk::new();
    for line in ["ca show", "ca crl", "ca status 01", "ca recover", "audit verify", "audit show", "serve"] {
        desk.refuses(&format!("{line} --data nothing"), 7, "not-initialised");
    }
    assert!(!desk.has("nothing"), "looking makes nothing");
}

/// A copy of the demo's data folder that a test may break.
fn copy_of_demo(desk: &Desk) -> PathBuf {
    let data = desk.path("data");
    copy_folder(&demo().untouched, &data);
    data
}

#[test]
fn a_configuration_that_makes_no_sense_names_the_key() {
    let desk = Desk::new();
    copy_of_demo(&desk);
    let sound = String::from_utf8(desk.read("data/ceralacca.toml")).unwrap();
    for (from, to, key) in [
        ("[site]", "[site]\ncolour = \"red\"", "colour"),
        ("[pki]", "[pki]\norganisation = \"x\"", "organisation"),
        ("12345678903", "12345678900", "pki.vat"),
    ] {
        desk.write("data/ceralacca.toml", sound.replace(from, to));
        for line in ["ca show", "verify dati.bin", "sign dati.bin --key token:mario.token --pin-file pin.txt"]
        {
            let problem = desk.refuses(&format!("{line} --data data"), 2, "config-invalid");
            assert!(problem["why"].as_str().unwrap().contains(key), "{problem}");
        }
    }
}

#[test]
fn a_lost_or_open_key_or_database_is_told() {
    let desk = Desk::new();
    let data = copy_of_demo(&desk);
    fs::set_permissions(data.join("vault.key"), fs::Permissions::from_mode(0o644)).unwrap();
    desk.refuses("ca show --data data", 6, "key-file-open");
    fs::set_permissions(data.join("vault.key"), fs::Permissions::from_mode(0o600)).unwrap();
    desk.write("data/vault.key", [7; 32]);
    desk.refuses("ca show --data data", 6, "key-file-wrong");
    fs::rename(data.join("vault"), data.join("elsewhere")).unwrap();
    desk.refuses("ca show --data data", 7, "vault-missing");
    fs::rename(data.join("elsewhere"), data.join("vault")).unwrap();
    fs::copy(demo().data.join("vault.key"), data.join("vault.key")).unwrap();
    desk.run("ca show --data data").exits(0);
    fs::rename(data.join("ceralacca.db"), data.join("elsewhere.db")).unwrap();
    desk.refuses("ca show --data data", 1, "store-missing");
    desk.refuses("audit verify --data data", 1, "store-missing");
    desk.write("data/ceralacca.db", "this is no database, whatever its name says");
    desk.refuses("ca show --data data", 1, "store-wrong-file");
}

#[test]
fn a_database_in_use_by_another_program_is_told() {
    let desk = Desk::new();
    let data = copy_of_demo(&desk);
    let other = rusqlite::Connection::open(data.join("ceralacca.db")).unwrap();
    other.execute_batch("BEGIN EXCLUSIVE").unwrap();
    let issue = "ca issue --name Anna --surname Verdi --codice-fiscale VRDNNA80A41H501H --token anna.token \
        --codes-file codes.txt --data data";
    desk.refuses(issue, 1, "store-locked");
    assert!(!desk.has("anna.token") && !desk.has("codes.txt"), "nothing was issued");
    other.execute_batch("ROLLBACK").unwrap();
    desk.run(issue).exits(0);
}

#[test]
fn one_changed_octet_in_the_audit_log_is_found() {
    let desk = Desk::new();
    let data = copy_of_demo(&desk);
    let sound = desk.run("audit verify --data data --json").exits(0).json();
    assert_eq!(
        (sound["format"].as_str(), sound["intact"].as_bool()),
        (Some("ceralacca.audit/1"), Some(true))
    );
    let shown = desk.run("audit show --last 3 --data data").exits(0).text();
    assert_eq!(shown.lines().count(), 3);
    let entry = shown.lines().next().unwrap();

    let path = data.join("ceralacca.db");
    let mut database = fs::read(&path).unwrap();
    let at = database
        .windows(entry.len())
        .position(|part| part == entry.as_bytes())
        .expect("the entry as written");
    let digit = at + entry.find("\"time\":").expect("an entry has its time") + 9;
    database[digit] ^= 1;
    fs::write(&path, database).unwrap();
    let problem = desk.refuses("audit verify --data data", 3, "audit-broken");
    assert!(problem["values"]["line"].as_str().unwrap().parse::<u64>().is_ok(), "{problem}");
    let doctor = desk.run("doctor --data data --json").exits(3).json();
    assert!(
        doctor["checks"].as_array().unwrap().iter().any(|check| check["code"] == "audit-broken"),
        "{doctor}"
    );
}

#[test]
fn the_doctor_finds_what_is_wrong_and_only_that() {
    let desk = Desk::new();
    copy_of_demo(&desk);
    let good = desk.run("doctor --data data --json").exits(0).json();
    assert!(good["checks"].as_array().unwrap().iter().all(|check| check["good"] == true), "{good}");
    let bad = desk.run("doctor --data nothing --json").exits(7).json();
    assert_eq!(bad["checks"][1]["code"], "not-initialised");
    desk.run("doctor --data data --time 2001-01-01T00:00:00Z").exits(1);
    let stale = desk.run("doctor --data data --json --time 2031-01-01T00:00:00Z").exits(7).json();
    let checks = stale["checks"].as_array().unwrap().iter();
    let wrong: Vec<_> = checks.filter(|check| check["good"] == false).map(|check| &check["code"]).collect();
    assert_eq!(wrong, ["tsa-no-unit", "lists-stale"], "{stale}");
}

#[test]
fn the_demo_tells_what_scripts_need_and_stays_what_it_is() {
    let desk = Desk::new();
    let data = copy_of_demo(&desk);
    let told = &demo().told;
    assert_eq!(told["format"], "ceralacca.demo/1");
    let states: Vec<_> = (0..3).map(|index| demo().person(index, "state")).collect();
    assert_eq!(states, ["active", "suspended", "expiring"]);
    for (list, keys) in [
        ("people", &["token", "certificate_signature", "certificate_cns"][..]),
        ("authorities", &["certificate", "crl", "ocsp"][..]),
    ] {
        for row in told[list].as_array().unwrap() {
            for key in keys {
                assert!(Path::new(row[key].as_str().unwrap()).is_file(), "{key}: {row}");
            }
        }
    }
    let mode = fs::metadata(data.join("demo.json")).unwrap().permissions().mode();
    assert_eq!(mode & 0o077, 0, "it holds the codes of the tokens");
    let again = desk.run("demo --prepare --json --data data").exits(0).json();
    assert_eq!(again["people"][0]["pin_signature"], told["people"][0]["pin_signature"]);
}

#[test]
fn a_certificate_of_another_authority_has_no_status_here() {
    let desk = Desk::new();
    let data = demo().data.display();
    let mine = desk.run(&format!("ca status mario.cer --json --data {data}")).exits(0).json();
    assert_eq!(mine["certificates"][0]["state"], "good");
    let giulia = format!("ca status {} --json --data {data}", demo().person(1, "certificate_cns"));
    assert_eq!(desk.run(&giulia).exits(0).json()["certificates"][0]["state"], "suspended");
    desk.refuses(&format!("ca status 0badc0ffee --data {data}"), 5, "certificate-unknown");
    desk.refuses(&format!("ca status nothing-hexadecimal --data {data}"), 2, "serial-invalid");
    desk.refuses(&format!("ca status dati.bin --data {data}"), 5, "input-damaged");
}
