//! Large files through the whole program: time beside `openssl cms`, and memory that must not grow with
//! the file.

use std::{
    fs::{self, File},
    io::Write,
    path::Path,
};

use anyhow::{Context, Result, ensure};

use crate::{
    Plan,
    chamber::{Chamber, octets},
    process::{self, Once, Program},
    program, say,
    table::{Row, Table},
};

const MIB: u64 = 1 << 20;
/// The most that may be resident.
const MOST_KIB: f64 = 32.0 * 1024.0;
/// Room on the disk for the file of 2 GB: its envelope, what is extracted from it, and some.
const ROOM: u64 = 5 << 30;

/// Signing, verifying and extracting 100 MB, and 2 GB for the memory.
pub fn measure(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    let (size, name) = if plan.quick { (10 * MIB, "10 MB") } else { (100 * MIB, "100 MB") };
    say(&format!("signing, verifying and extracting {name} with the whole program"));
    table.section(&format!("whole process, {name}, beside openssl"));
    let content = chamber.file("large.bin");
    fill(&content, size)?;
    let runs = plan.count(7, 1);
    let output = chamber.file("large.out");
    let peer_output = chamber.file("large.peer");

    let signed = chamber.file("large.bin.p7m");
    let sign = program::sign(&chamber.token, &content, &signed)?;
    let peer_sign = program::peer_sign(&chamber.signer, &["-stream"], &content, &peer_output);
    let signing = pair(runs, chamber, &sign, &peer_sign)?;
    let verify = program::verify(chamber, &signed)?;
    let extract = extract(&signed, &output)?;
    let peer = program::peer_verify(chamber, &signed);
    let verifying = pair(runs, chamber, &verify, &peer.clone().writing("-out", &peer_output))?;
    let extracting = pair(runs, chamber, &extract, &peer.writing("-out", &peer_output))?;
    ensure!(same(&output, &content)?, "what was extracted is not what was signed");

    let all = [
        ("ceralacca sign", signing, "openssl cms -sign -stream", 1.2),
        ("ceralacca verify", verifying, "openssl cms -verify -out", 0.6),
        ("ceralacca extract", extracting, "openssl cms -verify -out", 0.6),
    ];
    for (what, [ours, peer], name, most) in all {
        table.add(Row::ratio(what, ours.figure, (peer.figure, name), Some(most)));
    }
    for (what, [ours, peer], name, _) in all {
        table.add(memory(&format!("{what}, memory"), ours, Some((peer, name))));
    }
    for path in [&content, &signed, &output, &peer_output] {
        fs::remove_file(path)?;
    }
    huge(plan, chamber, table, all.map(|(what, [ours, _], ..)| (what, ours)))
}

/// 2 GB: the same memory. The peer is left out: it holds what it verifies in memory.
fn huge(plan: &Plan, chamber: &Chamber, table: &mut Table, before: [(&str, Once); 3]) -> Result<()> {
    let (size, name) = if plan.quick { (20 * MIB, "20 MB") } else { (2048 * MIB, "2 GB") };
    table.section(&format!("whole process, {name}"));
    let room = room(&chamber.folder)?;
    if room < ROOM {
        let what = format!("not run: {} MB free, {} MB needed", room / MIB, ROOM / MIB);
        table.add(Row { what, ..Row::default() });
        return Ok(());
    }
    say(&format!("signing, verifying and extracting {name}"));
    let (content, signed, output) =
        (chamber.file("huge.bin"), chamber.file("huge.bin.p7m"), chamber.file("huge.out"));
    // A file with a hole takes no room, and is read and digested like any other.
    File::create(&content)?.set_len(size)?;
    let programs = [
        program::sign(&chamber.token, &content, &signed)?,
        program::verify(chamber, &signed)?,
        extract(&signed, &output)?,
    ];
    for (program, (what, before)) in programs.iter().zip(before) {
        let run = program.once(&chamber.folder)?;
        let mut row = memory(&format!("{what}, memory"), run, None);
        row.peer = format!("{} at the smaller size", mib(before.peak_kib));
        row.result = format!("{:.2} × in {}", run.peak_kib / before.peak_kib, run.figure);
        // The same memory: what the allocator happens to do is within a tenth.
        row.met = Some(run.peak_kib <= MOST_KIB && run.peak_kib <= before.peak_kib * 1.1);
        row.target = format!("{}, the same", row.target);
        table.add(row);
    }
    for path in [content, signed, output] {
        fs::remove_file(path)?;
    }
    Ok(())
}

/// `ceralacca extract` of a file.
fn extract(signed: &Path, output: &Path) -> Result<Program> {
    Ok(Program::new(process::ceralacca()?, ["extract".as_ref(), signed.as_os_str()]).writing("-o", output))
}

/// Both in turns; what they wrote is still there.
fn pair(runs: usize, chamber: &Chamber, ours: &Program, peer: &Program) -> Result<[Once; 2]> {
    let (mut all_ours, mut all_peer) = (Vec::new(), Vec::new());
    for _ in 0..runs {
        all_peer.push(peer.once(&chamber.folder)?);
        all_ours.push(ours.once(&chamber.folder)?);
    }
    Ok([Once::of(&all_ours), Once::of(&all_peer)])
}

fn memory(what: &str, ours: Once, peer: Option<(Once, &str)>) -> Row {
    Row {
        what: what.to_owned(),
        ours: mib(ours.peak_kib),
        peer: peer.map(|(peer, name)| format!("{} {name}", mib(peer.peak_kib))).unwrap_or_default(),
        result: peer.map(|(peer, _)| format!("{:.2} ×", ours.peak_kib / peer.peak_kib)).unwrap_or_default(),
        target: format!("≤ {}", mib(MOST_KIB)),
        met: Some(ours.peak_kib <= MOST_KIB),
    }
}

fn mib(kib: f64) -> String {
    format!("{:.1} MB", kib / 1024.0)
}

fn fill(path: &Path, size: u64) -> Result<()> {
    let block = octets(1 << 20);
    let mut file = File::create(path)?;
    for _ in 0..size / MIB {
        file.write_all(&block)?;
    }
    // What is still to be written to the disk must not fall on the first who runs.
    Ok(file.sync_all()?)
}

fn same(one: &Path, other: &Path) -> Result<bool> {
    Ok(fs::read(one)? == fs::read(other)?)
}

/// Octets free on the disk of a folder.
fn room(folder: &Path) -> Result<u64> {
    let text = process::output("df", &["-Pk", &folder.display().to_string()])?;
    let kib = text.lines().nth(1).and_then(|line| line.split_whitespace().nth(3)?.parse::<u64>().ok());
    kib.map(|kib| kib * 1024).with_context(|| format!("`df` said {text:?}"))
}
