//! `verify`, `extract`, `inspect`, `cert`: what is read.

use crate::desk::{Desk, corpus, demo};

#[test]
fn one_changed_octet_makes_a_signature_not_valid() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    desk.sign("contratto.pdf");
    let data = desk.read("dati.bin");
    let envelope = desk.read("dati.bin.p7m");
    let content = envelope.windows(64).position(|part| part == &data[..64]).unwrap();
    let pdf = desk.read("contratto-firmato.pdf");
    // In the content, and in the last octet of the signature value.
    for (whole, at) in [(&envelope, content + 17), (&envelope, envelope.len() - 1), (&pdf, 200)] {
        let mut changed = whole.clone();
        changed[at] ^= 1;
        desk.write("changed", changed);
        let (code, verdict) = desk.verdict("changed");
        assert_eq!(
            (code, verdict["indication"].as_str()),
            (3, Some("TOTAL-FAILED")),
            "octet {at}: {verdict}"
        );
    }
}

#[test]
fn without_trust_nothing_is_called_valid() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    let ran = desk.run("verify dati.bin.p7m --json").exits(4);
    assert_eq!(ran.json()["indication"], "INDETERMINATE");
    // The installation trusts its own authorities.
    desk.run(&format!("verify dati.bin.p7m --data {}", demo().data.display())).exits(0);
    desk.refuses("verify dati.bin.p7m --trust pin.txt", 2, "value-invalid");
    desk.refuses("verify dati.bin.p7m --trust nowhere", 1, "file-not-found");
}

#[test]
fn a_signature_of_a_suspended_person_is_not_called_valid() {
    let desk = Desk::new();
    let demo = demo();
    std::fs::copy(demo.person(1, "token"), desk.path("giulia.token")).unwrap();
    desk.write("giulia.txt", demo.person(1, "pin_signature"));
    desk.run("sign dati.bin --key token:giulia.token --pin-file giulia.txt").exits(0);
    assert_ne!(desk.verdict("dati.bin.p7m").0, 0);
}

#[test]
fn the_verdict_is_told_in_words() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    let ran = desk.run(&format!("verify dati.bin.p7m --trust {}", demo().trust())).exits(0);
    let text = ran.text();
    for words in ["Firma valida", "ROSSI MARIO", "RSSMRA80A01H501U", "Il documento non è cambiato"] {
        assert!(text.contains(words), "{words}: {text}");
    }
    // The hint is a command that works.
    let hint = ran.stderr.split("ceralacca ").nth(1).expect("a command is offered");
    desk.run(&format!("{} -o opened.bin", hint.trim())).exits(0);
    assert_eq!(desk.read("opened.bin"), desk.read("dati.bin"));
}

#[test]
fn files_that_hold_no_readable_signature_are_told_apart() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    let whole = desk.read("dati.bin.p7m");
    desk.write("cut.p7m", &whole[..whole.len() / 2]);
    desk.write("empty.p7m", "");
    for file in ["cut.p7m", "empty.p7m", "dati.bin", "contratto.pdf"] {
        let (code, verdict) = desk.verdict(file);
        assert_eq!(code, 5, "{file}: {verdict}");
    }
    desk.refuses("extract cut.p7m", 5, "input-damaged");
    desk.refuses("extract empty.p7m", 5, "input-empty");
    desk.refuses("extract dati.bin", 5, "input-not-signed");
    desk.refuses("extract contratto.pdf", 5, "extract-pdf");
    desk.refuses("extract mario.token/x", 1, "file-not-found");
    desk.refuses("verify .", 5, "file-is-folder");
    if let Some(encrypted) = corpus("signatures/pyhanko/pdf/minimal-aes256.pdf") {
        let (code, verdict) = desk.verdict(&encrypted.display().to_string());
        assert_eq!(code, 5, "{verdict}");
    }
}

#[test]
fn the_original_comes_out_of_every_envelope() {
    let desk = Desk::new();
    let text = desk.read("appunti.txt");
    desk.sign("appunti.txt");
    desk.sign("appunti.txt.p7m");
    std::fs::remove_file(desk.path("appunti.txt")).unwrap();
    let inner = desk.run("extract appunti.txt.p7m.p7m --depth 1 -o -").exits(0).stdout;
    assert_eq!(inner, desk.read("appunti.txt.p7m"));
    let told = desk.run("extract appunti.txt.p7m.p7m --json").exits(0).json();
    assert_eq!((told["format"].as_str(), told["depth"].as_u64()), (Some("ceralacca.extract/1"), Some(2)));
    assert_eq!(desk.read("appunti.txt"), text);
    std::fs::create_dir(desk.path("opened")).unwrap();
    desk.run("extract appunti.txt.p7m -o opened").exits(0);
    assert_eq!(desk.read("opened/appunti.txt"), text);
    for depth in ["0", "-1", "many"] {
        desk.refuses(&format!("extract appunti.txt.p7m --depth={depth}"), 2, "value-invalid");
    }
}

#[test]
fn a_detached_signature_holds_nothing_to_extract() {
    let desk = Desk::new();
    desk.sign("dati.bin --detached");
    desk.refuses("extract dati.bin.p7s", 5, "content-missing");
}

#[test]
fn inspect_tells_what_each_file_is() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    desk.sign("contratto.pdf");
    let kind = |file: &str| {
        let told = desk.run(&format!("inspect {file} --json")).exits(0).json();
        assert_eq!(told["format"], "ceralacca.inspect/1");
        assert!(!desk.run(&format!("inspect {file}")).exits(0).text().is_empty());
        told["files"][0]["kind"].as_str().unwrap().to_owned()
    };
    assert_eq!(kind("dati.bin.p7m"), "cms");
    assert_eq!(kind("contratto-firmato.pdf"), "pdf");
    assert_eq!(kind("mario.cer"), "certificate");
    assert_eq!(kind("fattura.xml"), "xml");
    assert_eq!(kind("dati.bin"), "other");
    desk.write("archive.zip", b"PK\x03\x04 and so on");
    assert_eq!(kind("archive.zip"), "zip");
    for (options, file, of) in [
        ("--format asic-s", "uno.asics", "asic"),
        ("--format asic-e --inner xades", "uno.asice", "asic"),
        ("--format xades", "uno.xml", "xml"),
    ] {
        desk.sign(&format!("dati.bin {options} -o {file}"));
        assert_eq!(kind(file), of);
        let told = desk.run(&format!("inspect {file} --json")).json()["files"][0]["signatures"].clone();
        assert_eq!(told.as_array().map(Vec::len), Some(1), "{file}: {told}");
        assert_eq!(told[0]["level"], "B-B", "{file}");
        assert!(told[0]["signer"].to_string().contains("RSSMRA80A01H501U"), "{file}: {told}");
    }
    let authority = &demo().told["authorities"][0];
    assert_eq!(kind(authority["crl"].as_str().unwrap()), "crl");
    assert_eq!(kind(authority["ocsp"].as_str().unwrap()), "ocsp");
    desk.write("empty", "");
    desk.refuses("inspect empty", 5, "input-empty");
    desk.refuses("inspect nowhere", 1, "file-not-found");
}

#[test]
fn a_certificate_is_shown_and_checked() {
    let desk = Desk::new();
    let trust = demo().trust();
    let shown = desk.run("cert show mario.cer --json").exits(0).json();
    assert_eq!(shown["format"], "ceralacca.certificate/1");
    assert!(shown["certificates"][0]["subject"].as_str().unwrap().contains("MARIO"));
    let check = |file: &str, more: &str| desk.run(&format!("cert check {file} --json {more}"));
    assert_eq!(check("mario.cer", &format!("--trust {trust}")).exits(0).json()["valid"], true);
    check("mario.cer", "").exits(4);
    let suspended = check(demo().person(1, "certificate_signature"), &format!("--trust {trust}"));
    assert_ne!(suspended.code, 0);
    assert_eq!(suspended.json()["valid"], false);
    let late = check("mario.cer", &format!("--trust {trust} --time 2099-01-01T00:00:00Z"));
    assert_ne!(late.code, 0);
    desk.refuses("cert show dati.bin", 5, "input-damaged");
}
