//! Every format and level: what is signed is raised, and verifies at the level it is named.

use std::fs;

use crate::desk::{Desk, SIGN, copy_folder, demo};

const XML: &str = "<?xml version=\"1.0\"?>\n<atto xmlns=\"urn:atto\"><testo>Sì &amp; no</testo></atto>\n";

/// A desk with an XML file and a copy of the demo's installation, which stamps change.
fn table() -> (Desk, String) {
    let desk = Desk::new();
    desk.write("atto.xml", XML);
    let data = desk.path("data");
    copy_folder(&demo().untouched, &data);
    let data = data.display().to_string();
    (desk, data)
}

/// How the installation judges a file: exit code, and the level of each signature.
fn judged(desk: &Desk, data: &str, line: &str) -> (i32, Vec<String>) {
    let ran = desk.run(&format!("verify {line} --data {data} --json"));
    let report = ran.json();
    let level = |signature: &serde_json::Value| signature["level"].as_str().unwrap_or("-").to_owned();
    let levels = report["signatures"].as_array().map(|all| all.iter().map(level).collect());
    (ran.code, levels.unwrap_or_default())
}

#[test]
fn every_format_is_signed_at_every_level() {
    let (desk, data) = table();
    let formats = [
        ("dati.bin", "--format cades", "cades.p7m", ""),
        ("dati.bin", "--format cades --detached", "cades.p7s", "--detached dati.bin"),
        ("contratto.pdf", "", "pades.pdf", ""),
        ("atto.xml", "--format xades", "enveloped.xml", ""),
        ("dati.bin", "--format xades", "enveloping.xml", ""),
        ("dati.bin", "--format asic-s", "simple.asics", ""),
        ("dati.bin", "--format asic-e", "extended.asice", ""),
        ("dati.bin", "--format asic-s --inner xades", "simple-x.asics", ""),
        ("dati.bin", "--format asic-e --inner xades", "extended-x.asice", ""),
    ];
    for (file, options, output, detached) in formats {
        for (level, name) in [("b", "B-B"), ("t", "B-T"), ("lt", "B-LT"), ("lta", "B-LTA")] {
            let signed = format!("{level}-{output}");
            let line = format!("sign {file} {options} --level {level} -o {signed} {SIGN} --data {data}");
            desk.run(&line).exits(0);
            let (code, levels) = judged(&desk, &data, &format!("{signed} {detached}"));
            assert_eq!(code, 0, "{signed}");
            assert_eq!(levels.first(), Some(&name.to_owned()), "{signed}: {levels:?}");
        }
    }
}

#[test]
fn raising_keeps_what_is_there() {
    let (desk, data) = table();
    desk.sign("contratto.pdf dati.bin");
    for (file, output, level) in [
        ("contratto-firmato.pdf", "contratto-firmato-lta.pdf", "lta"),
        ("dati.bin.p7m", "dati-lt.bin.p7m", "lt"),
    ] {
        let told = desk.run(&format!("augment {file} --level {level} --data {data} --json")).exits(0).json();
        assert_eq!(told["files"][0]["output"], output);
        let (code, levels) = judged(&desk, &data, output);
        assert_eq!((code, levels[0].to_lowercase()), (0, format!("b-{level}")), "{output}");
    }
    let (before, after) = (desk.read("contratto-firmato.pdf"), desk.read("contratto-firmato-lta.pdf"));
    assert!(after.starts_with(&before) && after.len() > before.len());
    desk.run("extract dati-lt.bin.p7m -o uguale.bin").exits(0);
    assert_eq!(desk.read("uguale.bin"), desk.read("dati.bin"));
    // Again, with another time stamp at the end.
    desk.run(&format!("augment contratto-firmato-lta.pdf --level lta -o rinnovato.pdf --data {data}"))
        .exits(0);
    assert_eq!(judged(&desk, &data, "rinnovato.pdf").0, 0);
}

#[test]
fn what_cannot_be_raised_is_told_by_its_cause() {
    let (desk, data) = table();
    desk.sign("dati.bin");
    desk.refuses(&format!("augment dati.bin --level t --data {data}"), 5, "input-not-signed");
    desk.refuses("augment dati.bin.p7m --level t --data nowhere", 2, "timestamp-no-service");
    desk.refuses("augment dati.bin.p7m --level t --tsa http://127.0.0.1:1/", 1, "level-stamp");
    desk.refuses(&format!("augment dati.bin.p7m --level b --data {data}"), 2, "value-invalid");
    let folder = desk.path("vuota");
    fs::create_dir(&folder).unwrap();
    // Time stamps are there, and nobody to trust.
    let line = format!("augment dati.bin.p7m --level lt --trust vuota --data {data}");
    desk.refuses(&line, 4, "level-evidence");
    let mut broken = desk.read("dati.bin.p7m");
    let middle = broken.len() / 2;
    broken[middle] ^= 1;
    desk.write("rotto.p7m", broken);
    desk.refuses(&format!("augment rotto.p7m --level t --data {data}"), 3, "level-not-valid");
    assert!(!desk.has("dati-t.bin.p7m") && !desk.has("dati-lt.bin.p7m") && !desk.has("rotto-t.p7m"));
}

#[test]
fn a_batch_is_raised_and_one_failure_loses_no_other() {
    let (desk, data) = table();
    fs::create_dir(desk.path("uscita")).unwrap();
    desk.sign("dati.bin contratto.pdf");
    let line = format!(
        "augment dati.bin.p7m appunti.txt contratto-firmato.pdf --level t -o uscita --jobs 2 --data {data}"
    );
    let ran = desk.run(&format!("{line} --json")).exits(10);
    assert_eq!(ran.problems()[0]["code"], "input-not-signed");
    for file in ["uscita/dati-t.bin.p7m", "uscita/contratto-firmato-t.pdf"] {
        assert_eq!(judged(&desk, &data, file).0, 0, "{file}");
    }
}

#[test]
fn signatures_are_added_beside_and_over_those_that_are_there() {
    let (desk, data) = table();
    desk.sign("dati.bin");
    desk.sign("--parallel dati.bin.p7m -o due.p7m");
    assert_eq!(judged(&desk, &data, "due.p7m"), (0, vec!["B-B".to_owned(); 2]));
    desk.sign("--counter 2 due.p7m -o contro.p7m");
    let report = desk.run(&format!("verify contro.p7m --data {data} --json")).exits(0).json();
    let kinds: Vec<_> =
        report["signatures"].as_array().unwrap().iter().map(|one| one["kind"].clone()).collect();
    assert_eq!(kinds.iter().filter(|kind| *kind == "counter-signature").count(), 1, "{report}");
    desk.refuses(&format!("sign --counter 9 due.p7m -o no.p7m {SIGN}"), 5, "sign-existing");
    desk.sign("--format xades atto.xml -o uno.xml --parallel");
    desk.sign("--parallel uno.xml -o due.xml");
    assert_eq!(judged(&desk, &data, "due.xml").1.len(), 2);
}

#[test]
fn a_container_takes_several_documents_and_gives_them_back() {
    let (desk, data) = table();
    desk.sign("--format asic-e dati.bin contratto.pdf atto.xml -o tre.asice");
    assert_eq!(judged(&desk, &data, "tre.asice").0, 0);
    fs::create_dir(desk.path("estratti")).unwrap();
    desk.run("extract tre.asice -o estratti").exits(0);
    for file in ["dati.bin", "contratto.pdf", "atto.xml"] {
        assert_eq!(desk.read(&format!("estratti/{file}")), desk.read(file), "{file}");
    }
}

#[test]
fn time_stamped_data_hold_file_and_stamp() {
    let (desk, data) = table();
    desk.run(&format!("timestamp dati.bin --installation --shape tsd --data {data}")).exits(0);
    desk.run("extract dati.bin.tsd -o uguale.bin").exits(0);
    assert_eq!(desk.read("uguale.bin"), desk.read("dati.bin"));
    desk.run(&format!("timestamp dati.bin --installation --data {data}")).exits(0);
    // Among several files the one that was stamped is found.
    let line = format!("timestamp appunti.txt dati.bin --verify dati.bin.tsr --data {data} --json");
    let checked = desk.run(&line).exits(0).json();
    assert_eq!((checked["verdict"].as_str(), checked["file"].as_str()), (Some("valid"), Some("dati.bin")));
}

#[test]
fn a_signature_is_shown_where_it_is_asked_for() {
    let desk = Desk::new();
    desk.sign("contratto.pdf --visible 1,bottom-right --reason Approvazione -o visibile.pdf");
    assert_eq!(desk.verdict("visibile.pdf").0, 0);
    let plain = desk.sign("contratto.pdf -o invisibile.pdf --json").json();
    assert_eq!(plain["files"][0]["format"], "pades-b-b");
    assert!(desk.read("visibile.pdf").len() > desk.read("invisibile.pdf").len() + 1000);
    desk.refuses(&format!("sign contratto.pdf --visible 1,middle -o no.pdf {SIGN}"), 2, "value-invalid");
    desk.sign("contratto.pdf --certify nothing -o certificato.pdf");
    desk.refuses(&format!("sign certificato.pdf -o no.pdf {SIGN}"), 5, "pdf-locked");
}

#[test]
fn a_folder_is_taken_with_what_is_below() {
    let desk = Desk::new();
    fs::create_dir_all(desk.path("atti/2026")).unwrap();
    for file in ["atti/a.txt", "atti/2026/b.txt"] {
        desk.write(file, "testo");
    }
    desk.refuses(&format!("sign atti {SIGN}"), 5, "file-is-folder");
    desk.sign("atti --recursive");
    assert!(desk.has("atti/a.txt.p7m") && desk.has("atti/2026/b.txt.p7m"));
}

#[test]
fn a_time_that_others_prove_counts_and_is_told() {
    let desk = Desk::new();
    desk.sign("dati.bin");
    let now = foundation::Clock::now(&foundation::SystemClock);
    let report = desk.verdict(&format!("dati.bin.p7m --poe {now}")).1;
    assert!(report["warnings"].as_array().is_some_and(|all| !all.is_empty()), "{report}");
    desk.refuses("verify dati.bin.p7m --poe ieri", 2, "value-invalid");
    for future in ["2999-01-01", "2999-01-01T00:00:00Z"] {
        let refused = desk.refuses(&format!("verify dati.bin.p7m --poe {future}"), 2, "poe-future");
        assert!(refused["why"].as_str().unwrap().contains("2999"), "{refused}");
    }
    // Today is not over, and counts.
    let today = now.in_tz("Europe/Rome").unwrap().date();
    assert_eq!(desk.verdict(&format!("dati.bin.p7m --poe {today}")).0, 0);
}

#[test]
fn one_document_goes_with_a_detached_signature() {
    let desk = Desk::new();
    desk.sign("--detached dati.bin");
    let line = "verify dati.bin.p7s --detached contratto.pdf --detached dati.bin";
    desk.refuses(line, 2, "usage");
}

#[test]
fn the_report_is_written_as_json_and_as_etsi_xml() {
    let desk = Desk::new();
    desk.sign("dati.bin contratto.pdf");
    let trust = demo().trust();
    desk.run(&format!("verify dati.bin.p7m --trust {trust} --report esito.xml")).exits(0);
    assert!(String::from_utf8(desk.read("esito.xml")).unwrap().contains("ValidationReport"));
    desk.run(&format!("verify dati.bin.p7m --trust {trust} --report esito.json")).exits(0);
    assert!(desk.read("esito.json").starts_with(b"{"));
    desk.refuses("verify dati.bin --report altro.xml", 5, "input-not-signed");
    desk.refuses("verify dati.bin.p7m contratto-firmato.pdf --report altro.xml", 2, "value-invalid");
}
