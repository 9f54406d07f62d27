//! `extract` and `inspect` on everything that is around documents, one in the other.

use std::io::Cursor;

use asic::{Container, Limits, NewEntry};

use crate::desk::{Desk, SIGN, copy_folder, corpus, demo};

/// What comes out of a file, and through how many layers.
fn inside(desk: &Desk, file: &str) -> (Vec<u8>, u64) {
    let told = desk.run(&format!("extract {file} -o out.bin --force --json")).exits(0).json();
    (desk.read("out.bin"), told["depth"].as_u64().unwrap())
}

#[test]
fn the_document_comes_out_of_an_xml_signature_around_it() {
    let desk = Desk::new();
    desk.sign("dati.bin --format xades --packaging enveloping -o intorno.xml");
    assert_eq!(inside(&desk, "intorno.xml"), (desk.read("dati.bin"), 1));
    // XML stands there as it was, without its declaration.
    desk.sign("fattura.xml --format xades --packaging enveloping -o fattura-firmato.xml");
    let told = desk.run("extract fattura-firmato.xml -o fattura-estratta.xml --json").exits(0).json();
    assert_eq!(told["depth"], 1);
    let (before, after) = (desk.read("fattura.xml"), desk.read("fattura-estratta.xml"));
    let text = String::from_utf8(before).unwrap();
    let root = &text
        [text.find("<p:").or_else(|| text.find("<ns")).unwrap_or_else(|| text.find("?>").unwrap() + 2)..];
    assert_eq!(String::from_utf8(after).unwrap().trim(), root.trim());
    // The name loses what signing added.
    std::fs::remove_file(desk.path("dati.bin")).unwrap();
    std::fs::rename(desk.path("intorno.xml"), desk.path("dati.bin-firmato.xml")).unwrap();
    desk.run("extract dati.bin-firmato.xml").exits(0);
    assert!(desk.has("dati.bin"));
}

#[test]
fn a_document_with_its_signature_inside_is_no_envelope() {
    let desk = Desk::new();
    desk.sign("fattura.xml --format xades -o firmata.xml");
    desk.refuses("extract firmata.xml", 5, "extract-within");
    desk.sign("dati.bin --format xades --packaging detached -o a-parte.xml");
    desk.refuses("extract a-parte.xml", 5, "content-missing");
    desk.refuses("extract fattura.xml", 5, "input-not-signed");
    desk.write("rotto.xml", "<a><b></a>");
    desk.refuses("extract rotto.xml", 5, "input-damaged");
}

#[test]
fn layers_are_opened_in_any_order() {
    let desk = Desk::new();
    let data = desk.read("dati.bin");
    desk.sign("dati.bin");
    desk.sign("dati.bin.p7m --format asic-e -o uno.asice");
    desk.sign("uno.asice --format cades -o due.p7m");
    desk.sign("due.p7m --format xades --packaging enveloping -o tre.xml");
    desk.sign("tre.xml --format asic-s --inner xades -o quattro.asics");
    assert_eq!(inside(&desk, "quattro.asics"), (data.clone(), 5));
    // And as deep as is asked.
    for (depth, file) in [(1, "tre.xml"), (2, "due.p7m"), (3, "uno.asice"), (4, "dati.bin.p7m")] {
        desk.run(&format!("extract quattro.asics --depth {depth} -o out.bin --force")).exits(0);
        assert_eq!(desk.read("out.bin"), desk.read(file), "{depth}");
    }
    let data_folder = desk.path("data");
    copy_folder(&demo().untouched, &data_folder);
    let line =
        format!("timestamp due.p7m --installation --shape tsd -o due.tsd --data {}", data_folder.display());
    desk.run(&line).exits(0);
    assert_eq!(inside(&desk, "due.tsd"), (data.clone(), 4));
    // Through a pipe too, and a name in the container is not that of a file here.
    assert_eq!(desk.feed("extract -", &desk.read("quattro.asics")).exits(0).stdout, data);
    assert_eq!(desk.feed("extract -", &desk.read("due.p7m")).exits(0).stdout, data);
}

#[test]
fn several_documents_in_an_envelope_go_into_a_folder() {
    let desk = Desk::new();
    desk.sign("--format asic-e dati.bin contratto.pdf -o due.asice");
    desk.sign("due.asice --format cades -o due.asice.p7m");
    std::fs::create_dir(desk.path("estratti")).unwrap();
    desk.run("extract due.asice.p7m -o estratti").exits(0);
    for file in ["dati.bin", "contratto.pdf"] {
        assert_eq!(desk.read(&format!("estratti/{file}")), desk.read(file), "{file}");
    }
    desk.refuses("extract due.asice.p7m -o uno.bin", 2, "output-not-folder");
}

#[test]
fn what_is_not_around_a_document_is_left_as_it_is() {
    let desk = Desk::new();
    // A ZIP and a PDF inside of an envelope are documents.
    desk.write("archivio.zip", b"PK\x03\x04 and so on");
    for file in ["archivio.zip", "contratto.pdf", "fattura.xml", "mario.cer"] {
        desk.sign(&format!("{file} --format cades -o busta.p7m --force"));
        assert_eq!(inside(&desk, "busta.p7m"), (desk.read(file), 1), "{file}");
    }
    // A signature apart from its document is one of the documents around which something may be.
    desk.sign("dati.bin --detached");
    desk.sign("dati.bin.p7s --format cades -o busta.p7m --force");
    assert_eq!(inside(&desk, "busta.p7m"), (desk.read("dati.bin.p7s"), 1));
    desk.refuses("extract archivio.zip", 5, "input-damaged");
}

#[test]
fn the_message_of_old_brings_its_document() {
    let desk = Desk::new();
    let Some(message) = corpus("signatures/generated/valid/atto.txt.p7m.m7m") else { return };
    std::fs::copy(message, desk.path("atto.m7m")).unwrap();
    let (document, depth) = inside(&desk, "atto.m7m");
    assert!(depth >= 2 && !document.is_empty());
}

#[test]
fn inspect_knows_time_stamps_and_key_stores() {
    let desk = Desk::new();
    let data = desk.path("data");
    copy_folder(&demo().untouched, &data);
    let data = data.display();
    let stamp = |shape: &str| {
        let line = format!("timestamp dati.bin --installation --shape {shape} -o dati.{shape} --data {data}");
        desk.run(&line).exits(0);
        let told = desk.run(&format!("inspect dati.{shape} --json")).exits(0).json()["files"][0].clone();
        assert!(!desk.run(&format!("inspect dati.{shape}")).exits(0).text().contains("inspect-"));
        told
    };
    assert_eq!(stamp("tsd")["kind"], "tsd");
    for (shape, kind) in [("tst", "timestamp"), ("tsr", "timestamp-response")] {
        let told = stamp(shape);
        assert_eq!((told["kind"].as_str(), told["digest"].as_str()), (Some(kind), Some("sha256")), "{told}");
        assert_eq!(told["imprint"].as_str().map(str::len), Some(64), "{told}");
        assert!(told["authority"].is_string() && told["time"].is_string(), "{told}");
    }
    let imprint = timestamping::Imprint::of(b"text", x509::alg::DigestAlgorithm::Sha256);
    desk.write("dati.tsq", timestamping::Request::over(imprint, Some(&[7])).to_der());
    let kind = |file: &str| {
        desk.run(&format!("inspect {file} --json")).exits(0).json()["files"][0]["kind"]
            .as_str()
            .unwrap()
            .to_owned()
    };
    assert_eq!(kind("dati.tsq"), "timestamp-request");
    // The beginning of PFX: version 3, then data of PKCS#7 (RFC 7292 §4).
    desk.write(
        "chiavi.p12",
        b"\x30\x1d\x02\x01\x03\x30\x18\x06\x09\x2a\x86\x48\x86\xf7\x0d\x01\x07\x01\xa0\x0b\x04\x09123456789",
    );
    assert_eq!(kind("chiavi.p12"), "pkcs12");
}

#[test]
fn inspect_goes_on_after_a_file_that_it_cannot_read() {
    let desk = Desk::new();
    let ran = desk.run("inspect nowhere mario.cer --json").exits(10);
    assert_eq!(ran.json()["files"].as_array().map(Vec::len), Some(1));
    assert_eq!(ran.problems()[0]["code"], "file-not-found");
    desk.run("inspect nowhere elsewhere --json").exits(1);
    std::fs::create_dir_all(desk.path("atti/2026")).unwrap();
    desk.write("atti/2026/nota.txt", "testo");
    let told = desk.run("inspect atti --recursive --json").exits(0).json();
    assert_eq!(told["files"][0]["file"], "atti/2026/nota.txt");
}

#[test]
fn nobody_signs_beside_a_signature_that_is_not_valid() {
    let desk = Desk::new();
    desk.write("atto.xml", "<atto xmlns=\"urn:atto\"><testo>Si paga 100 euro</testo></atto>");
    desk.write("dati.txt", "Si paga 100 euro");
    desk.sign("--format xades --parallel atto.xml -o rotto.xml");
    desk.sign("--format cades dati.txt -o rotto.p7m");
    desk.sign("--format cades --detached dati.txt -o rotto.p7s");
    desk.sign("--format xades --packaging detached dati.txt -o parte.xml");
    desk.sign("contratto.pdf -o rotto.pdf");
    let spoil = |file: &str, from: &[u8], to: &[u8]| {
        let mut octets = desk.read(file);
        let at = octets.windows(from.len()).position(|part| part == from).expect(file);
        octets[at..at + to.len()].copy_from_slice(to);
        desk.write(file, octets);
    };
    spoil("rotto.xml", b"100 euro", b"900 euro");
    spoil("rotto.p7m", b"100 euro", b"900 euro");
    spoil("rotto.pdf", b"%PDF-1.", b"%PDF-2.");
    desk.write("altro.txt", "Si paga 900 euro");
    for line in [
        "--format xades --parallel rotto.xml",
        "--format xades --packaging enveloped rotto.xml",
        "--counter 1 rotto.xml",
        "--parallel rotto.p7m",
        "--counter 1 rotto.p7m",
        "rotto.pdf",
        "--parallel rotto.p7s --document altro.txt",
        "--parallel parte.xml --document altro.txt",
    ] {
        for more in ["", "--dry-run"] {
            let refused = desk.refuses(&format!("sign {line} -o no.out {more} {SIGN}"), 5, "sign-existing");
            let why = refused["why"].as_str().unwrap();
            assert!(why.contains("ROSSI MARIO") && why.contains("digest-mismatch"), "{line}: {why}");
        }
    }
    // An envelope around it changes nothing of it, and is signed as a file.
    desk.sign("rotto.pdf --format cades -o busta.p7m");
}

#[test]
fn a_container_with_a_signature_that_is_not_valid_takes_no_other() {
    let desk = Desk::new();
    desk.write("dati.txt", "Si paga 100 euro");
    desk.sign("--format asic-s dati.txt -o uno.asics");
    let mut source = Cursor::new(desk.read("uno.asics"));
    let mut container = Container::read(&mut source, &Limits::default()).unwrap();
    let other = NewEntry { name: "dati.txt".to_owned(), octets: b"Si paga 900 euro".to_vec() };
    let date = jiff::civil::date(2026, 1, 1).at(0, 0, 0, 0);
    let spoilt = asic::rewrite(&mut container, &[other], date, Cursor::new(Vec::new())).unwrap();
    desk.write("rotto.asics", spoilt.into_inner());
    for line in ["--parallel rotto.asics", "--counter 1 rotto.asics"] {
        let refused = desk.refuses(&format!("sign {line} -o no.asics {SIGN}"), 5, "sign-existing");
        assert!(refused["why"].as_str().unwrap().contains("digest-mismatch"), "{refused}");
    }
}
