//! Several files at once.

use std::fs;

use crate::desk::{Desk, SIGN, demo};

#[test]
fn several_files_are_signed_into_a_folder_with_one_authorisation() {
    let desk = Desk::new();
    fs::create_dir(desk.path("signed")).unwrap();
    let told = desk.sign("contratto.pdf verbale.pdf dati.bin -o signed --json").json();
    assert_eq!(told["format"], "ceralacca.sign/1");
    assert_eq!(told["files"].as_array().map(Vec::len), Some(3));
    for file in ["contratto-firmato.pdf", "verbale-firmato.pdf", "dati.bin.p7m"] {
        assert_eq!(desk.verdict(&format!("signed/{file}")).0, 0, "{file}");
    }
}

#[test]
fn one_bad_file_does_not_stop_the_others() {
    let desk = Desk::new();
    desk.write("damaged.pdf", b"%PDF-1.7\nnothing follows\n");
    desk.write("empty.bin", "");
    let ran =
        desk.run(&format!("sign empty.bin contratto.pdf damaged.pdf nowhere.bin {SIGN} --json")).exits(10);
    let codes: Vec<_> = ran.problems().iter().map(|problem| problem["code"].clone()).collect();
    assert_eq!(codes, ["input-empty", "pdf-damaged", "file-not-found"]);
    let files = ran.json()["files"].clone();
    let signed: Vec<_> = files.as_array().unwrap().iter().map(|file| file["signed"].clone()).collect();
    assert_eq!(signed, [false, true, false, false]);
    assert_eq!(files[2]["error"], "pdf-damaged");
    assert_eq!(desk.verdict("contratto-firmato.pdf").0, 0);
}

#[test]
fn nobody_is_asked_for_a_pin_when_no_file_can_be_signed() {
    let desk = Desk::new();
    desk.write("empty.bin", "");
    let ran = desk.run("sign empty.bin nowhere.bin --key token:mario.token --no-input --json").exits(5);
    assert_eq!(ran.problems().len(), 2);
}

#[test]
fn two_results_never_take_one_name() {
    let desk = Desk::new();
    for folder in ["a", "b", "signed"] {
        fs::create_dir(desk.path(folder)).unwrap();
    }
    desk.write("a/x.txt", "first");
    desk.write("b/x.txt", "second");
    let ran = desk.run(&format!("sign a/x.txt b/x.txt -o signed --force {SIGN} --json")).exits(10);
    assert_eq!(ran.problems()[0]["code"], "output-twice");
    assert_eq!(desk.run("extract signed/x.txt.p7m -o -").exits(0).stdout, b"first");
    desk.refuses(&format!("sign a/x.txt b/x.txt -o signed/one.p7m {SIGN}"), 2, "output-not-folder");
    desk.refuses(&format!("sign a/x.txt b/x.txt -o - {SIGN}"), 2, "output-not-folder");
}

#[test]
fn the_worst_verdict_decides_how_a_verification_ends() {
    let desk = Desk::new();
    desk.sign("dati.bin appunti.txt");
    let mut broken = desk.read("appunti.txt.p7m");
    let text = desk.read("appunti.txt");
    let at = broken.windows(text.len()).position(|part| part == text).unwrap();
    broken[at] ^= 1;
    desk.write("broken.p7m", broken);
    desk.sign("dati.bin --detached");
    let trust = demo().trust();
    let worst =
        |files: &str, code: i32| desk.run(&format!("verify {files} --trust {trust} --lang en")).exits(code);
    worst("dati.bin.p7m appunti.txt.p7m", 0);
    worst("dati.bin.p7m dati.bin", 5);
    worst("dati.bin dati.bin.p7s", 4);
    worst("nowhere.p7m dati.bin.p7s", 1);
    let all = worst("nowhere.p7m broken.p7m dati.bin.p7m dati.bin.p7s dati.bin", 3);
    assert!(all.stderr.contains("5 files: 1 valid, 1 not valid, 1 "), "{}", all.stderr);
    let many = desk.run(&format!("verify dati.bin.p7m nowhere.p7m --trust {trust} --json"));
    assert_eq!(many.json()["format"], "ceralacca.verify-many/1");
    assert_eq!(many.problems()[0]["code"], "file-not-found");
}

#[test]
fn a_folder_is_signed_on_where_it_was_interrupted() {
    let desk = Desk::new();
    fs::create_dir(desk.path("atti")).unwrap();
    for file in ["atti/a.txt", "atti/b.txt", "atti/c.pdf"] {
        desk.write(file, desk.read(if file.ends_with("pdf") { "contratto.pdf" } else { "appunti.txt" }));
    }
    // As far as it came.
    desk.sign("atti/a.txt");
    desk.sign("atti/c.pdf");
    let first = desk.read("atti/a.txt.p7m");
    let ran = desk.run(&format!("sign atti --recursive {SIGN} --json")).exits(10);
    let files = ran.json()["files"].as_array().cloned().unwrap();
    let told: Vec<_> =
        files.iter().map(|file| (file["file"].as_str().unwrap(), file["signed"] == true)).collect();
    assert_eq!(told, [("atti/a.txt", false), ("atti/b.txt", true), ("atti/c.pdf", false)]);
    assert!(ran.problems().iter().all(|problem| problem["code"] == "file-exists"));
    assert_eq!(desk.read("atti/a.txt.p7m"), first);
    assert_eq!(fs::read_dir(desk.path("atti")).unwrap().count(), 6, "no result is signed once more");
}
