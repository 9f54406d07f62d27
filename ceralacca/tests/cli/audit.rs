//! `ceralacca audit`: checkpoints, proofs, exports, and what tampering looks like.

#[path = "tables/audit.rs"]
mod tampering;

use std::{fs, path::PathBuf, process::Command};

use serde_json::Value;

use crate::desk::{Desk, copy_folder, demo};

/// A desk with an installation of its own in `data`, and the database in it.
fn installed() -> (Desk, PathBuf) {
    let desk = Desk::new();
    let data = desk.path("data");
    copy_folder(&demo().untouched, &data);
    (desk, data.join("ceralacca.db"))
}

fn change(database: &PathBuf, sql: &str) {
    rusqlite::Connection::open(database).unwrap().execute_batch(sql).unwrap();
}

fn openssl(desk: &Desk, arguments: &[&str]) -> String {
    let ran = Command::new("openssl").args(arguments).current_dir(desk.folder()).output();
    let ran = ran.unwrap_or_else(|error| panic!("openssl ({error}): install it with setup/install"));
    String::from_utf8_lossy(&[ran.stdout, ran.stderr].concat()).into_owned()
}

#[test]
fn a_checkpoint_is_a_note_that_openssl_verifies() {
    let (desk, _) = installed();
    desk.run("audit checkpoint --data data -o note.txt").exits(0);
    let note = String::from_utf8(desk.read("note.txt")).unwrap();
    desk.run("audit export --data data -o copy").exits(0);
    let shown = desk.run("audit checkpoint --data data").exits(0).text();
    assert!(note.lines().nth(1).unwrap().parse::<u64>().unwrap() > 10, "{note}");
    assert!(shown.contains("\n\n\u{2014} "), "the export is sealed with it: {shown}");
    // As the README of the export says.
    let script = "head -3 note.txt > text
        grep '^\u{2014}' note.txt | head -1 | cut -d' ' -f3 | base64 -d | tail -c +5 > signature";
    let ran = Command::new("sh").args(["-c", script]).current_dir(desk.folder()).status().unwrap();
    assert!(ran.success());
    let verify = ["dgst", "-sha256", "-verify", "copy/audit-1.pem", "-signature", "signature", "text"];
    assert_eq!(openssl(&desk, &verify).trim(), "Verified OK");
    desk.refuses("audit checkpoint --data data -o note.txt", 1, "file-exists");
}

#[test]
fn verifying_says_how_many_checkpoints_hold_and_is_itself_noted() {
    let (desk, _) = installed();
    desk.run("audit checkpoint --data data -o note.txt").exits(0);
    let found = desk.run("audit verify --data data --checkpoint note.txt --json").exits(0).json();
    assert_eq!((found["intact"].as_bool(), found["checkpoints"].as_u64()), (Some(true), Some(2)), "{found}");
    assert_eq!(found["root"].as_str().map(str::len), Some(64));
    let last = desk.run("audit show --data data --last 1 --json").exits(0).json();
    assert_eq!(last["entries"][0]["event"], "audit.verified", "{last}");
    for (lang, word) in [("it", "Sigilli"), ("en", "Checkpoints"), ("de", "Siegel")] {
        let words = desk.run(&format!("--lang {lang} audit verify --data data")).exits(0).text();
        assert!(words.contains(word), "{words}");
    }
    let problem = desk.refuses("audit verify --data data --checkpoint dati.bin", 5, "not-a-checkpoint");
    assert_eq!(problem["values"]["file"], "dati.bin");
}

#[test]
fn a_log_that_was_cut_or_forked_does_not_pass_beside_a_checkpoint_kept_elsewhere() {
    let (desk, database) = installed();
    desk.run("audit checkpoint --data data -o early.txt").exits(0);
    let early: u64 =
        String::from_utf8(desk.read("early.txt")).unwrap().lines().nth(1).unwrap().parse().unwrap();
    // Two histories from here on.
    copy_folder(&desk.path("data"), &desk.path("other"));
    for (folder, time) in [("data", "2026-12-01T00:00:00Z"), ("other", "2026-12-02T00:00:00Z")] {
        desk.run(&format!("audit verify --data {folder} --time {time}")).exits(0);
        desk.run(&format!("audit checkpoint --data {folder} -o {folder}.txt --time {time}")).exits(0);
    }
    let forked = desk.refuses(
        "audit verify --data data --checkpoint early.txt --checkpoint other.txt",
        3,
        "audit-broken",
    );
    assert_eq!(forked["values"]["line"], (early + 1).to_string(), "{forked}");
    assert!(forked["values"]["detail"].as_str().unwrap().contains("forked"), "{forked}");
    desk.run("audit verify --data data --checkpoint early.txt --checkpoint data.txt").exits(0);

    change(&database, &tampering::CUT.replace("{last}", &early.to_string()));
    let cut = desk.refuses("audit verify --data data --checkpoint data.txt", 3, "audit-broken");
    assert_eq!(cut["values"]["line"], (early + 1).to_string(), "{cut}");
}

#[test]
fn a_time_stamp_that_is_not_of_its_checkpoint_is_told() {
    let (desk, database) = installed();
    desk.run("audit checkpoint --data data").exits(0);
    let found = desk.run("audit verify --data data --json").exits(0).json();
    assert!(found["time_stamps"].is_u64(), "{found}");
    change(&database, tampering::BOGUS_STAMP);
    desk.refuses("audit verify --data data", 3, "audit-stamp-broken");
    desk.run("audit export --data data -o copy").exits(0);
    desk.refuses("audit verify --export copy --data nothing", 3, "audit-stamp-broken");
}

#[test]
fn an_entry_is_proved_against_the_newest_checkpoint() {
    let (desk, _) = installed();
    desk.refuses("audit prove 3 --data data", 8, "audit-unsealed");
    desk.run("audit checkpoint --data data").exits(0);
    let proof = desk.run("audit prove 3 --data data --json").exits(0).json();
    assert_eq!(proof["format"], "ceralacca.audit-proof/1");
    assert!(proof["canonical"].as_str().unwrap().contains("\"seq\":3,"), "{proof}");
    assert_eq!(proof["leaf_index"], 2);
    assert!(!proof["path"].as_array().unwrap().is_empty());
    let words = desk.run("--lang de audit prove 3 --data data").exits(0).text();
    assert!(words.contains(proof["leaf_hash"].as_str().unwrap()), "{words}");
    for missing in ["0", "100000"] {
        desk.refuses(&format!("audit prove {missing} --data data"), 8, "audit-unsealed");
    }
}

#[test]
fn an_export_is_verified_without_the_installation() {
    let (desk, _) = installed();
    desk.refuses("audit export --data data -o copy", 8, "audit-unsealed");
    desk.run("audit checkpoint --data data").exits(0);
    for (name, range) in [("whole", ""), ("part", "--from 3 --to 7"), ("one", "--from 5 --to 5")] {
        let told = desk.run(&format!("audit export --data data {range} -o {name} --json")).exits(0).json();
        assert_eq!(told["format"], "ceralacca.audit-export/1");
    }
    desk.refuses("audit export --data data -o whole", 1, "file-exists");
    desk.refuses("audit export --data data --to 9999 -o more", 8, "audit-unsealed");
    assert!(!desk.has("more"));
    let last = desk.run("audit show --data data --last 1 --json").exits(0).json();
    assert_eq!(last["entries"][0]["event"], "audit.exported", "{last}");
    fs::remove_dir_all(desk.path("data")).unwrap();

    let check = |name: &str| desk.run(&format!("audit verify --export {name} --data data --json"));
    let entries = |found: &Value| found["entries"].as_u64().unwrap();
    assert!(entries(&check("whole").exits(0).json()) > 10);
    assert_eq!(entries(&check("part").exits(0).json()), 5);
    assert_eq!(entries(&check("one").exits(0).json()), 1);
    let readme = String::from_utf8(desk.read("part/README.txt")).unwrap();
    assert!(readme.contains("openssl dgst") && readme.contains("printf '\\000'"), "{readme}");
    let proofs = String::from_utf8(desk.read("part/proofs.jsonl")).unwrap();
    assert_eq!(proofs.lines().count(), 5);

    let text = String::from_utf8(desk.read("part/entries.jsonl")).unwrap();
    let lines: Vec<&str> = text.lines().collect();
    let put = |lines: &[&str]| {
        desk.write("part/entries.jsonl", lines.iter().map(|line| format!("{line}\n")).collect::<String>())
    };
    let refused = |expected: &str| {
        let problem = desk.refuses("audit verify --export part --data data", 3, "audit-broken");
        assert_eq!(problem["values"]["line"], expected, "{problem}");
    };
    put(&[lines[0], lines[2], lines[3], lines[4]]);
    refused("4");
    put(&[lines[0], lines[2], lines[1], lines[3], lines[4]]);
    refused("4");
    put(&[lines[0], lines[1], lines[2], lines[3]]);
    refused("7");
    put(&[lines[0], lines[1], lines[2], lines[3], lines[4], lines[4]]);
    refused("8");
    let changed = lines[4].replacen("\"outcome\":\"done\"", "\"outcome\":\"dine\"", 1);
    assert_ne!(changed, lines[4]);
    put(&[lines[0], lines[1], lines[2], lines[3], &changed]);
    refused("3");
    put(&lines);
    check("part").exits(0);
    desk.write("part/range.json", "{}");
    desk.refuses("audit verify --export part --data data", 5, "audit-export-damaged");
}
