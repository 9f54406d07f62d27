//! Speed and memory of Ceralacca: each thing that has a target is measured beside a peer that does the
//! same (`openssl`, the bare key, bare SQLite), and the ratio is printed. `docs/bench.md` tells how to
//! read the table.
//!
//! ```text
//! bench [--quick] [--folder DIR] [SECTION…]
//! ```
#![expect(clippy::print_stdout, reason = "a program that prints a table")]
#![expect(clippy::disallowed_methods, reason = "measures durations")]

mod audit;
mod batch;
mod card;
mod chamber;
mod formats;
mod issuing;
mod keys;
mod large;
mod paths;
mod process;
mod program;
mod signatures;
mod status;
mod table;
mod throughput;
mod time_stamps;
mod timing;

use std::{
    path::{Path, PathBuf},
    process::ExitCode,
};

use anyhow::{Context, Result, bail};

use crate::{chamber::Chamber, table::Table};

/// The parts of the table, in its order.
const SECTIONS: [&str; 14] = [
    "store",
    "audit",
    "paths",
    "keys",
    "card",
    "formats",
    "signatures",
    "program",
    "batch",
    "issuing",
    "status",
    "lists",
    "time-stamps",
    "large",
];
const USAGE: &str = "usage: bench [--quick] [--folder DIR] [store|audit|paths|keys|card|formats|signatures|program|batch|issuing|status|lists|time-stamps|large]…";

/// How the measuring is done.
#[derive(Debug, Default)]
struct Plan {
    /// Small counts, to see that everything runs; the figures are rough.
    quick: bool,
    /// Where files are written; the system's temporary folder when not given.
    folder: Option<PathBuf>,
    /// What to measure; everything when empty.
    sections: Vec<String>,
}

impl Plan {
    fn read(arguments: impl Iterator<Item = String>) -> Result<Self> {
        let mut plan = Self::default();
        let mut arguments = arguments;
        while let Some(argument) = arguments.next() {
            match argument.as_str() {
                "--quick" => plan.quick = true,
                "--folder" => plan.folder = Some(arguments.next().context(USAGE)?.into()),
                name if SECTIONS.contains(&name) => plan.sections.push(argument),
                _ => bail!("{USAGE}"),
            }
        }
        Ok(plan)
    }

    fn wants(&self, section: &str) -> bool {
        self.sections.is_empty() || self.sections.iter().any(|wanted| wanted == section)
    }

    /// `full` measurements, or `quick` ones when that was asked for.
    fn count(&self, full: usize, quick: usize) -> usize {
        if self.quick { quick } else { full }
    }
}

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let outcome = match arguments.split_first() {
        Some((first, rest)) if first == program::CHILD => program::child(rest),
        _ => Plan::read(arguments.into_iter()).and_then(|plan| run(&plan)),
    };
    match outcome {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("bench: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(plan: &Plan) -> Result<()> {
    let parent = plan.folder.clone().unwrap_or_else(std::env::temp_dir);
    let folder = tempfile::Builder::new().prefix("ceralacca-bench-").tempdir_in(parent)?;
    let mut table = Table::new();
    // Before the large files, which keep the disk busy long after they are written.
    if plan.wants("store") {
        throughput::measure(plan, folder.path(), &mut table)?;
    }
    if plan.wants("audit") {
        audit::measure(plan, folder.path(), &mut table)?;
    }
    if plan.wants("paths") {
        paths::measure(plan, folder.path(), &mut table)?;
    }
    if plan.wants("keys") {
        keys::measure(plan, folder.path(), &mut table)?;
    }
    if plan.wants("card") {
        card::measure(plan, folder.path(), &mut table)?;
    }
    if plan.wants("status") {
        status::measure(plan, folder.path(), &mut table)?;
    }
    if plan.wants("lists") {
        status::measure_signed(plan, folder.path(), &mut table)?;
    }
    if plan.wants("time-stamps") {
        time_stamps::measure(plan, folder.path(), &mut table)?;
    }
    if ["formats", "signatures", "program", "batch", "large", "issuing"]
        .iter()
        .any(|section| plan.wants(section))
    {
        say("making a chamber: four authorities with keys of 4096 bits");
        let chamber = Chamber::make(folder.path())?;
        if plan.wants("formats") {
            formats::measure(plan, &chamber, &mut table)?;
        }
        if plan.wants("signatures") {
            signatures::measure(plan, &chamber, &mut table)?;
        }
        if plan.wants("program") {
            program::measure(plan, &chamber, &mut table)?;
        }
        if plan.wants("batch") {
            batch::measure(plan, &chamber, &mut table)?;
        }
        if plan.wants("issuing") {
            issuing::measure(plan, &chamber, &mut table)?;
        }
        if plan.wants("large") {
            large::measure(plan, &chamber, &mut table)?;
        }
    }
    println!("{}", machine(folder.path()));
    print!("{table}");
    Ok(())
}

/// Tells on standard error what is being done.
fn say(what: &str) {
    eprintln!("bench: {what}");
}

/// What the figures were measured on.
fn machine(folder: &Path) -> String {
    let processor = std::fs::read_to_string("/proc/cpuinfo").unwrap_or_default();
    let processor = processor
        .lines()
        .find_map(|line| line.strip_prefix("model name")?.split_once(": ").map(|(_, name)| name))
        .unwrap_or("unknown processor")
        .to_owned();
    let count = std::thread::available_parallelism().map_or(1, usize::from);
    let load = std::fs::read_to_string("/proc/loadavg").unwrap_or_default();
    let load = load.split(' ').next().unwrap_or("?").to_owned();
    let openssl = process::output("openssl", &["version"]).unwrap_or_else(|_| "no openssl".to_owned());
    let folder = folder.parent().unwrap_or(folder).display();
    format!("{processor}, {count} processors, load {load}; {}; files in {folder}\n", openssl.trim())
}
