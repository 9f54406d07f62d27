//! How the program speaks: JSON, languages, colours, usage errors.

use crate::desk::{Desk, Ran, SIGN, demo};

#[test]
fn every_command_writes_one_json_document_that_names_its_format() {
    let desk = Desk::new();
    let data = demo().data.display().to_string();
    let trust = demo().trust();
    desk.sign("dati.bin");
    for (line, format) in [
        (format!("sign contratto.pdf {SIGN}"), "ceralacca.sign/1"),
        (format!("verify dati.bin.p7m --trust {trust}"), "ceralacca.verify/1"),
        (format!("verify dati.bin.p7m dati.bin.p7m --trust {trust}"), "ceralacca.verify-many/1"),
        ("extract dati.bin.p7m -o again.bin".to_owned(), "ceralacca.extract/1"),
        ("inspect dati.bin.p7m".to_owned(), "ceralacca.inspect/1"),
        ("cert show mario.cer".to_owned(), "ceralacca.certificate/1"),
        (format!("cert check mario.cer --trust {trust}"), "ceralacca.certificate-check/1"),
        (format!("ca show --data {data}"), "ceralacca.authorities/1"),
        (format!("ca status mario.cer --data {data}"), "ceralacca.status/1"),
        (format!("ca recover --data {data}"), "ceralacca.recover/1"),
        (format!("ca crl --data {data}"), "ceralacca.crl/1"),
        (format!("audit show --data {data}"), "ceralacca.audit-log/1"),
        (format!("audit verify --data {data}"), "ceralacca.audit/1"),
        (format!("doctor --data {data}"), "ceralacca.doctor/1"),
        ("completions zsh".to_owned(), "ceralacca.completions/1"),
        ("man".to_owned(), "ceralacca.man/1"),
        ("man -o pages".to_owned(), "ceralacca.man/1"),
    ] {
        let ran = desk.run(&format!("{line} --json --quiet")).exits(0);
        assert_eq!(ran.json()["format"], format, "{line}");
        assert_eq!(ran.stderr, "", "{line}");
    }
}

#[test]
fn quiet_says_nothing_that_is_not_an_error() {
    let desk = Desk::new();
    let ran = desk.run(&format!("sign dati.bin {SIGN} --quiet")).exits(0);
    assert_eq!((ran.text().as_str(), ran.stderr.as_str()), ("", ""));
    assert!(!desk.run(&format!("sign dati.bin {SIGN} --quiet")).exits(1).stderr.is_empty());
}

#[test]
fn no_escape_reaches_what_is_not_a_terminal() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    let trust = demo().trust();
    for line in [
        format!("verify dati.bin.p7m --trust {trust}"),
        "verify dati.bin.p7m".to_owned(),
        "sign nowhere".to_owned(),
        format!("sign appunti.txt fattura.xml {SIGN}"),
        "doctor --data nothing".to_owned(),
        "--help".to_owned(),
        "sign --help".to_owned(),
        "sign --wrong".to_owned(),
        "ca".to_owned(),
    ] {
        for (name, value) in [("NO_COLOR", "1"), ("TERM", "dumb"), ("TERM", "xterm-256color")] {
            let ran = Ran::of(desk.command(&line).env(name, value).output().unwrap());
            assert!(!ran.stdout.contains(&0x1b) && !ran.stderr.contains('\u{1b}'), "{line}");
            let _ = std::fs::remove_file(desk.path("appunti.txt.p7m"));
            let _ = std::fs::remove_file(desk.path("fattura.xml.p7m"));
        }
    }
    let asked = desk.run(&format!("verify dati.bin.p7m --trust {trust} --color always")).exits(0);
    assert!(asked.stdout.contains(&0x1b), "colours that were asked for are shown");
}

#[test]
fn the_program_speaks_the_language_that_is_asked_for() {
    let desk = Desk::new();
    let says = |line: &str, variable: Option<(&str, &str)>, words: &str| {
        let mut command = desk.command(line);
        command.envs(variable);
        let ran = Ran::of(command.output().unwrap());
        let told = format!("{}{}", ran.text(), ran.stderr);
        assert!(told.contains(words), "{line} {variable:?}: {told}");
    };
    says("verify nowhere", None, "errore: Il file nowhere non esiste");
    says("verify nowhere --lang en", None, "error: ");
    says("verify nowhere --lang de", None, "Fehler: ");
    says("verify nowhere", Some(("LANG", "de_DE.UTF-8")), "Fehler: ");
    says("verify nowhere", Some(("LC_ALL", "en_GB.UTF-8")), "error: ");
    says("verify nowhere", Some(("CERALACCA_LANG", "de")), "Fehler: ");
    says("verify nowhere --lang it", Some(("CERALACCA_LANG", "de")), "errore: ");
    says("sign --help --lang de", None, "Unterschr");
    says("sign --help", Some(("CERALACCA_LANG", "en")), "Sign one or more files");
    says("sign --wrong --lang=de", None, "Fehler: ");
    says("sign --wrong", Some(("CERALACCA_LANG", "en")), "error: ");
    desk.refuses("verify nowhere --lang fr", 2, "usage");
}

#[test]
fn a_command_line_that_cannot_be_read_is_told_in_our_words_with_the_right_help() {
    let desk = Desk::new();
    for (line, words, help) in [
        ("sign", "Manca: <FILE>", "ceralacca sign --help"),
        ("sign x --wrong", "L’opzione --wrong non esiste", "ceralacca sign --help"),
        ("sign x --forse", "Forse volevi scrivere --force", "ceralacca sign --help"),
        ("sign x --format zip", "Valori ammessi: auto, cades, pades", "ceralacca sign --help"),
        ("sign x --key", "manca il valore", "ceralacca sign --help"),
        ("--data demo sign x --pin-fd many", "«many»", "ceralacca sign --help"),
        ("sign x --pin-fd 3 --pin-file y", "insieme", "ceralacca sign --help"),
        ("frobnicate", "Il comando frobnicate non esiste", "ceralacca --help"),
        ("verfy x", "Forse volevi scrivere verify", "ceralacca --help"),
        ("ca frobnicate", "Il comando frobnicate non esiste", "ceralacca ca --help"),
        ("doctor x", "«x» è di troppo", "ceralacca doctor --help"),
        ("verify x --time yesterday", "«yesterday»", "ceralacca verify --help"),
        ("completions tcsh", "Valori ammessi: bash", "ceralacca completions --help"),
        ("serve --http here", "«here»", "ceralacca serve --help"),
    ] {
        let ran = desk.run(line).exits(2);
        assert!(ran.stderr.contains(words), "{line}: {}", ran.stderr);
        assert!(ran.stderr.contains(help), "{line}: {}", ran.stderr);
        assert!(!ran.stderr.contains("error:") && !ran.stderr.contains("Usage"), "{line}: {}", ran.stderr);
        desk.refuses(line, 2, "usage");
    }
}

#[test]
fn help_and_version_are_data_and_a_bare_command_shows_its_help() {
    let desk = Desk::new();
    for line in ["--help", "-h", "sign --help", "ca crl --help", "--version", "-V"] {
        let ran = desk.run(line).exits(0);
        assert!(!ran.text().is_empty() && ran.stderr.is_empty(), "{line}");
    }
    for line in ["", "ca", "cert", "audit"] {
        let ran = desk.run(line).exits(2);
        assert!(ran.stdout.is_empty() && !ran.stderr.is_empty(), "{line:?}");
    }
}

#[test]
fn help_is_whole_in_the_language_that_is_asked_for() {
    let desk = Desk::new();
    for (lang, words) in [
        (
            "it",
            [
                "Uso: ceralacca sign",
                "Argomenti:",
                "Opzioni:",
                "Opzioni di tutti i comandi:",
                "[valori: sha256",
            ],
        ),
        (
            "de",
            [
                "Aufruf: ceralacca sign",
                "Argumente:",
                "Optionen:",
                "Optionen aller Befehle:",
                "[Werte: sha256",
            ],
        ),
    ] {
        let text = desk.run(&format!("sign --help --lang {lang}")).exits(0).text();
        for words in words {
            assert!(text.contains(words), "{words}: {text}");
        }
        for english in ["Usage", "Options:", "possible values", "default:"] {
            assert!(!text.contains(english), "{english}: {text}");
        }
    }
}

#[test]
fn names_that_are_not_text_are_taken_and_told() {
    use std::os::unix::ffi::OsStrExt;
    let desk = Desk::new();
    let name = std::ffi::OsStr::from_bytes(b"dat\xe9.bin");
    std::fs::write(desk.path(name), "x").unwrap();
    let mut command = desk.command(&format!("sign {SIGN}"));
    Ran::of(command.arg(name).output().unwrap()).exits(0);
    let mut command = desk.command("sign --wrong");
    Ran::of(command.arg(name).output().unwrap()).exits(2);
}
