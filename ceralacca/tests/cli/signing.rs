//! `sign`: keys, PINs, certificates, formats.

use crate::desk::{Desk, SIGN, corpus, demo};

#[test]
fn a_pdf_is_signed_beside_itself_and_verifies() {
    let desk = Desk::new();
    let original = desk.read("contratto.pdf");
    desk.sign("contratto.pdf");
    assert_eq!(desk.read("contratto.pdf"), original, "the input stays as it was");
    assert!(desk.read("contratto-firmato.pdf").starts_with(&original), "an incremental update");
    let (code, verdict) = desk.verdict("contratto-firmato.pdf");
    assert_eq!((code, verdict["indication"].as_str()), (0, Some("TOTAL-PASSED")), "{verdict}");
    assert_eq!(verdict["format"], "ceralacca.verify/1");
    assert!(verdict["signatures"][0]["signer"].to_string().contains("RSSMRA80A01H501U"), "{verdict}");
}

#[test]
fn any_file_is_signed_in_an_envelope_and_verifies() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    assert_eq!(desk.verdict("dati.bin.p7m").0, 0);
    desk.sign("--format cades contratto.pdf --digest sha512 --padding pss");
    assert_eq!(desk.verdict("contratto.pdf.p7m").0, 0);
}

#[test]
fn an_envelope_around_a_pdf_is_signed_as_an_envelope() {
    let desk = Desk::new();
    desk.sign("--format cades contratto.pdf");
    desk.sign("contratto.pdf.p7m");
    assert_eq!(desk.verdict("contratto.pdf.p7m.p7m").0, 0);
    let told = desk.run("inspect contratto.pdf.p7m --json").exits(0).json();
    assert_eq!(told["files"][0]["kind"], "cms");
}

#[test]
fn a_detached_signature_needs_its_document() {
    let desk = Desk::new();
    desk.sign("--detached dati.bin");
    assert_eq!(desk.verdict("dati.bin.p7s --detached dati.bin").0, 0);
    let (code, verdict) = desk.verdict("dati.bin.p7s");
    assert_eq!((code, verdict["sub_indication"].as_str()), (4, Some("SIGNED_DATA_NOT_FOUND")), "{verdict}");
    desk.refuses(&format!("sign --format pades --detached contratto.pdf {SIGN}"), 2, "value-invalid");
}

#[test]
fn a_wrong_pin_says_how_many_tries_are_left_and_the_third_locks() {
    let desk = Desk::new();
    let right = demo().person(0, "pin_signature");
    desk.write("wrong.txt", if right == "11112222" { "22221111\n" } else { "11112222\n" });
    let wrong = "sign dati.bin --key token:mario.token --pin-file wrong.txt";
    assert_eq!(desk.refuses(wrong, 6, "pin-wrong")["values"]["attempts"], "2");
    let last = desk.refuses(wrong, 6, "pin-wrong");
    assert_eq!(last["values"]["attempts"], "1");
    assert!(last["why"].as_str().unwrap().contains("Resta 1 tentativo"), "{last}");
    desk.refuses(wrong, 6, "pin-locked");
    desk.refuses(&format!("sign dati.bin {SIGN}"), 6, "pin-locked");
    assert!(!desk.has("dati.bin.p7m"));
}

#[test]
fn a_pin_of_the_wrong_shape_costs_no_try() {
    let desk = Desk::new();
    for shape in ["123\n", "1234567x\n", "123456789\n"] {
        desk.write("wrong.txt", shape);
        for _ in 0..2 {
            desk.refuses("sign dati.bin --key token:mario.token --pin-file wrong.txt", 6, "pin-format");
        }
    }
    desk.sign("dati.bin");
}

#[test]
fn the_pin_comes_from_a_descriptor_or_a_file_and_never_by_guessing() {
    let desk = Desk::new();
    let line = "sign dati.bin --key token:mario.token --force";
    desk.redirected(&format!("{line} --pin-fd 3"), "3<pin.txt").exits(0);
    desk.feed(&format!("{line} --pin-fd 0"), &desk.read("pin.txt")).exits(0);
    desk.refuses(&format!("{line} --no-input"), 6, "pin-missing");
    desk.refuses(line, 6, "pin-missing");
    desk.write("empty.txt", "\n");
    desk.refuses(&format!("{line} --pin-file empty.txt"), 6, "secret-empty");
    desk.refuses(&format!("{line} --pin-file nowhere.txt"), 1, "file-not-found");
    desk.refuses(&format!("{line} --pin-file pin.txt --pin-fd 3"), 2, "usage");
    desk.refuses("sign - --key token:mario.token --pin-fd 0", 2, "value-invalid");
}

#[test]
fn a_key_that_is_not_there_is_told_by_its_cause() {
    let desk = Desk::new();
    desk.refuses("sign dati.bin", 2, "key-missing");
    for bad in ["mario.token", "p12:mario.p12", "token:", "pkcs11:token=x"] {
        desk.refuses(&format!("sign dati.bin --key {bad}"), 2, "key-syntax");
    }
    desk.refuses("sign dati.bin --key token:nobody.token --pin-file pin.txt", 7, "device-missing");
    desk.refuses("sign dati.bin --key pkcs11:/nowhere/module.so --pin-file pin.txt", 7, "middleware-missing");
    desk.refuses("sign dati.bin --key vault:nobody", 7, "not-initialised");
    let data = demo().data.display();
    desk.refuses(&format!("sign dati.bin --key vault:nobody --data {data}"), 7, "key-not-found");
}

#[test]
fn a_damaged_token_is_told_before_anybody_is_asked_for_a_pin() {
    let desk = Desk::new();
    let whole = desk.read("mario.token");
    for damaged in [&whole[..0], &whole[..whole.len() / 2], b"not a token"] {
        desk.write("damaged.token", damaged);
        desk.refuses("sign dati.bin --key token:damaged.token --no-input", 7, "device-damaged");
    }
}

#[test]
fn a_suspended_person_does_not_sign_where_the_status_is_known() {
    let desk = Desk::new();
    let demo = demo();
    std::fs::copy(demo.person(1, "token"), desk.path("giulia.token")).unwrap();
    desk.write("giulia.txt", demo.person(1, "pin_signature"));
    let line = "sign dati.bin --key token:giulia.token --pin-file giulia.txt --data";
    desk.refuses(&format!("{line} {}", demo.data.display()), 8, "certificate-suspended");
    assert!(!desk.has("dati.bin.p7m"));
    desk.sign(&format!("dati.bin --data {}", demo.data.display()));
}

#[test]
fn nobody_signs_with_a_certificate_that_does_not_count_now() {
    let desk = Desk::new();
    let line = format!("sign dati.bin {SIGN} --time");
    desk.refuses(&format!("{line} 2099-01-01T00:00:00Z"), 8, "certificate-expired");
    let early = desk.refuses(&format!("{line} 2001-01-01T00:00:00Z"), 8, "certificate-not-yet");
    assert!(early["why"].as_str().unwrap().contains("2001"), "the clock is shown: {early}");
}

#[test]
fn the_authentication_certificate_signs_no_document() {
    let desk = Desk::new();
    let cns = demo().person(0, "certificate_cns");
    desk.refuses(&format!("sign dati.bin {SIGN} --certificate {cns}"), 8, "certificate-not-for-signing");
    let other = demo().person(1, "certificate_signature");
    desk.refuses(&format!("sign dati.bin {SIGN} --certificate {other}"), 7, "certificate-mismatch");
}

#[test]
fn an_input_that_cannot_be_signed_is_told_by_its_cause() {
    let desk = Desk::new();
    desk.write("empty.bin", "");
    std::fs::create_dir(desk.path("folder")).unwrap();
    desk.refuses(&format!("sign empty.bin {SIGN}"), 5, "input-empty");
    desk.refuses(&format!("sign folder {SIGN}"), 5, "file-is-folder");
    desk.refuses(&format!("sign nowhere.bin {SIGN}"), 1, "file-not-found");
    desk.refuses(&format!("sign pin.txt/below {SIGN}"), 1, "file-not-found");
    desk.refuses(&format!("sign --format pades dati.bin {SIGN}"), 5, "not-pdf");
    desk.write("damaged.pdf", b"%PDF-1.7\nnothing follows\n");
    desk.refuses(&format!("sign damaged.pdf {SIGN}"), 5, "pdf-damaged");
    desk.refuses(
        &format!("sign contratto.pdf --field Nobody {SIGN} --dry-run --padding pss --digest md5"),
        2,
        "usage",
    );
    if let Some(encrypted) = corpus("signatures/pyhanko/pdf/minimal-aes256.pdf") {
        std::fs::copy(encrypted, desk.path("encrypted.pdf")).unwrap();
        desk.refuses(&format!("sign encrypted.pdf {SIGN}"), 5, "pdf-encrypted");
        desk.sign("encrypted.pdf --format cades");
    }
}

#[test]
fn a_dry_run_checks_and_writes_nothing() {
    let desk = Desk::new();
    for file in ["contratto.pdf", "dati.bin"] {
        let told = desk.sign(&format!("{file} --dry-run --json")).json();
        assert_eq!(told["files"][0]["signed"], false);
    }
    assert!(!desk.has("contratto-firmato.pdf") && !desk.has("dati.bin.p7m"));
}
