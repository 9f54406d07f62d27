//! Outputs: never half written, never over something that was there, never in place of the input.

use std::{
    fs::{self, File},
    io::Read,
    os::unix::fs::{PermissionsExt, symlink},
    path::PathBuf,
    process::{Child, Stdio},
};

use crate::desk::{Desk, SIGN, demo, signal};

#[test]
fn an_output_that_exists_is_replaced_only_when_asked() {
    let desk = Desk::new();
    desk.write("dati.bin.p7m", "mine");
    desk.refuses(&format!("sign dati.bin {SIGN}"), 1, "file-exists");
    assert_eq!(desk.read("dati.bin.p7m"), b"mine");
    desk.sign("dati.bin --force");
    assert_eq!(desk.verdict("dati.bin.p7m").0, 0);

    let before = desk.read("dati.bin");
    desk.refuses("extract dati.bin.p7m", 1, "file-exists");
    desk.write("dati.bin", "other");
    desk.run("extract dati.bin.p7m --force").exits(0);
    assert_eq!(desk.read("dati.bin"), before);

    desk.write("report.json", "mine");
    let verify = format!("verify dati.bin.p7m --trust {} --report report.json", demo().trust());
    desk.refuses(&verify, 1, "file-exists");
    assert_eq!(desk.read("report.json"), b"mine");
    desk.run(&format!("{verify} --force")).exits(0);
    assert!(desk.read("report.json").starts_with(b"{"));
}

#[test]
fn the_input_is_never_the_output_under_any_name() {
    let desk = Desk::new();
    let before = desk.read("dati.bin");
    symlink("dati.bin", desk.path("link.bin")).unwrap();
    fs::hard_link(desk.path("dati.bin"), desk.path("twin.bin")).unwrap();
    for output in ["dati.bin", "./dati.bin", "link.bin", "twin.bin"] {
        for more in ["", "--force", "--force --detached"] {
            desk.refuses(&format!("sign dati.bin -o {output} {more} {SIGN}"), 2, "output-is-input");
        }
    }
    assert_eq!(desk.read("dati.bin"), before);
    desk.sign("dati.bin");
    desk.refuses("extract dati.bin.p7m -o dati.bin.p7m --force", 2, "output-is-input");
    desk.refuses("verify dati.bin.p7m --report dati.bin.p7m --force", 2, "output-is-input");
    assert_eq!(desk.verdict("dati.bin.p7m").0, 0);
}

#[test]
fn a_folder_that_takes_no_file_is_told() {
    let desk = Desk::new();
    desk.refuses(&format!("sign dati.bin -o nowhere/dati.p7m {SIGN}"), 1, "folder-missing");
    fs::create_dir(desk.path("closed")).unwrap();
    fs::set_permissions(desk.path("closed"), fs::Permissions::from_mode(0o555)).unwrap();
    // The administrator may write everywhere, except where the kernel itself refuses.
    let everywhere = File::create(desk.path("closed/probe")).is_ok();
    let closed = if everywhere { PathBuf::from("/sys/kernel") } else { desk.path("closed") };
    let refusal = File::create(closed.join("probe")).map_err(|error| error.kind());
    if refusal.is_ok_and(|_| true) {
        println!("not run: 1 case, no folder refuses a file to this user");
        return;
    }
    desk.refuses(&format!("sign dati.bin -o {}/dati.p7m {SIGN}", closed.display()), 1, "file-not-allowed");
}

#[test]
fn a_full_disk_is_told_and_never_taken_for_success() {
    let desk = Desk::new();
    let full = |line: &str| {
        let ran = desk.redirected(&format!("{line} --json"), "> /dev/full").exits(1);
        assert_eq!(ran.problems()[0]["code"], "disk-full", "{line}: {}", ran.stderr);
        assert_eq!(ran.problems()[0]["values"]["file"], "-", "{line}: the output is full, not the input");
    };
    full(&format!("sign contratto.pdf -o - {SIGN}"));
    full(&format!("sign dati.bin -o - {SIGN}"));
    full(&format!("sign dati.bin --detached -o - {SIGN}"));
    desk.sign("dati.bin");
    full("extract dati.bin.p7m -o -");
    full("cert show mario.cer");
    full("completions bash");
}

#[test]
fn a_reader_that_leaves_early_is_no_defect() {
    let desk = Desk::new();
    let mut command = desk.command(&format!("sign dati.bin -o - {SIGN} --json"));
    let mut child = command.stdout(Stdio::piped()).stderr(Stdio::piped()).spawn().unwrap();
    drop(child.stdout.take());
    let mut told = String::new();
    child.stderr.take().unwrap().read_to_string(&mut told).unwrap();
    assert_eq!(child.wait().unwrap().code(), Some(1));
    assert!(told.contains("output-closed"), "{told}");
}

#[test]
fn standard_input_and_output_carry_documents() {
    let desk = Desk::new();
    let data = desk.read("dati.bin");
    let data_folder = demo().data.display();
    let signed = desk.run(&format!("sign dati.bin -o - {SIGN} --data {data_folder}")).exits(0);
    assert_eq!(signed.stderr, "");
    let signed_from_stdin = desk.feed(&format!("sign - {SIGN}"), &data).exits(0).stdout;
    let trust = demo().trust();
    for envelope in [&signed.stdout, &signed_from_stdin] {
        desk.feed(&format!("verify - --trust {trust}"), envelope).exits(0);
        assert_eq!(desk.feed("extract -", envelope).exits(0).stdout, data);
        assert_eq!(desk.feed("inspect - --json", envelope).exits(0).json()["files"][0]["kind"], "cms");
    }
    // A PDF is known by its content, and the detached document may come through the pipe too.
    let pdf = desk.feed(&format!("sign - {SIGN}"), &desk.read("contratto.pdf")).exits(0).stdout;
    assert!(pdf.starts_with(b"%PDF-"));
    desk.feed(&format!("verify - --trust {trust}"), &pdf).exits(0);
    desk.sign("dati.bin --detached");
    desk.feed(&format!("verify dati.bin.p7s --detached - --trust {trust}"), &data).exits(0);
    desk.feed("cert show -", &desk.read("mario.cer")).exits(0);
    let empty = desk.feed(&format!("sign - {SIGN} --json"), b"").exits(5);
    assert_eq!(empty.problems()[0]["code"], "input-empty");
}

#[test]
fn a_pipe_is_signed_as_a_file_is() {
    let desk = Desk::new();
    let ran = desk.redirected(&format!("sign /dev/fd/4 -o piped.p7m {SIGN}"), "4<<'END'\ntext\nEND\n");
    ran.exits(0);
    assert_eq!(desk.verdict("piped.p7m").0, 0);
    assert_eq!(desk.run("extract piped.p7m -o -").exits(0).stdout, b"text\n");
}

/// A file of this size that takes no place on the disk.
fn sparse(desk: &Desk, name: &str, size: u64) {
    File::create(desk.path(name)).unwrap().set_len(size).unwrap();
}

/// Waits until the program has begun to write, or has ended.
fn wait_for_part(desk: &Desk, child: &mut Child) {
    let begun = || {
        let names = fs::read_dir(desk.folder()).unwrap().flatten();
        names.map(|entry| entry.file_name()).any(|name| name.to_string_lossy().ends_with(".part"))
    };
    while !begun() {
        assert!(child.try_wait().unwrap().is_none(), "it ended before it could be interrupted");
        std::thread::yield_now();
    }
}

#[test]
fn an_interrupted_signature_leaves_nothing() {
    let desk = Desk::new();
    sparse(&desk, "large.bin", 4 << 30);
    for (name, code) in [("INT", 130), ("TERM", 143), ("HUP", 129)] {
        let mut child = desk.command(&format!("sign large.bin {SIGN}")).spawn().unwrap();
        wait_for_part(&desk, &mut child);
        signal(&child, name);
        assert_eq!(child.wait().unwrap().code(), Some(code), "SIG{name}");
        assert!(!desk.has("large.bin.p7m"));
        let names = fs::read_dir(desk.folder()).unwrap().flatten().map(|entry| entry.file_name());
        assert!(!names.into_iter().any(|name| name.to_string_lossy().ends_with(".part")), "SIG{name}");
    }
}

/// The most memory that a running process had resident, in octets.
fn peak(child: &Child) -> Option<u64> {
    let status = fs::read_to_string(format!("/proc/{}/status", child.id())).ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    Some(line.split_whitespace().nth(1)?.parse::<u64>().ok()? << 10)
}

#[test]
fn three_hundred_megabytes_are_signed_in_little_memory() {
    const LIMIT: u64 = 64 << 20;
    let desk = Desk::new();
    sparse(&desk, "large.bin", 300_000_000);
    for more in ["", "--detached"] {
        let mut command = desk.command(&format!("sign large.bin {more} -o - {SIGN}"));
        let mut child = command.stdout(Stdio::piped()).spawn().unwrap();
        let mut out = child.stdout.take().unwrap();
        let reading = std::thread::spawn(move || std::io::copy(&mut out, &mut std::io::sink()).unwrap());
        let mut most = 0;
        let status = loop {
            most = most.max(peak(&child).unwrap_or(0));
            match child.try_wait().unwrap() {
                Some(status) => break status,
                None => std::thread::yield_now(),
            }
        };
        assert!(status.success());
        let size = reading.join().unwrap();
        assert!(size > 1000, "{size}");
        assert!((1..LIMIT).contains(&most), "{more}: {most} octets resident");
    }
}
