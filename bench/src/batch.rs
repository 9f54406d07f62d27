//! Many files in one go: what an office signs at the end of a day.

use std::{fs, path::Path};

use anyhow::{Result, ensure};

use crate::{
    Plan,
    chamber::{Chamber, Token},
    formats::pdf,
    process::{self, Program},
    say,
    table::{Row, Table},
    timing::median,
};

/// Files of a batch.
const FILES: usize = 1000;
/// Files that are signed in a second, at least.
const RATE: f64 = 300.0;

/// A folder of PDFs signed by the program as it is: files on the disk, each result read again and
/// verified before it is kept, the table at the end, starting and unlocking included.
pub fn measure(plan: &Plan, chamber: &Chamber, table: &mut Table) -> Result<()> {
    let count = plan.count(FILES, 40);
    say(&format!("signing {count} PDFs in one batch"));
    table.section(&format!("whole process, {count} PDFs of 100 KB in one batch, self-check on"));
    let (folder, output) = (chamber.file("batch"), chamber.file("batch-signed"));
    fs::create_dir_all(&folder)?;
    for number in 0..count {
        fs::write(folder.join(format!("{number:04}.pdf")), pdf((100 << 10) + number))?;
    }
    // The disk is not to write while we measure.
    process::output("sync", &[])?;
    let Chamber { p256_token, token, .. } = chamber;
    let (p256, peer) = in_turns(plan.count(5, 1), count, [p256_token, token], &folder, &output)?;
    fs::remove_dir_all(&folder)?;
    table.add(Row {
        what: "ceralacca sign, P-256 token file".to_owned(),
        ours: format!("{p256:.0} files/s"),
        peer: format!("{peer:.0} files/s with RSA-2048"),
        result: format!("{:.2} ×", p256 / peer),
        target: format!("≥ {RATE} files/s"),
        met: Some(p256 >= RATE),
    });
    Ok(())
}

/// Files signed in a second with the two tokens, which take turns.
fn in_turns(
    runs: usize,
    count: usize,
    tokens: [&Token; 2],
    folder: &Path,
    output: &Path,
) -> Result<(f64, f64)> {
    let mut rates = [const { Vec::new() }; 2];
    for _ in 0..runs {
        for (token, rates) in tokens.iter().zip(&mut rates) {
            fs::create_dir(output)?;
            let taken = program(token, folder, output)?.run()?;
            rates.push(count as f64 / taken);
            ensure!(fs::read_dir(output)?.count() == count, "not every file was signed");
            fs::remove_dir_all(output)?;
            process::output("sync", &[])?;
        }
    }
    let [one, other] = rates.map(median);
    Ok((one, other))
}

/// `ceralacca sign` of a folder into another.
fn program(token: &Token, folder: &Path, output: &Path) -> Result<Program> {
    let key = format!("token:{}", token.path.display());
    let arguments = ["sign", "--recursive", "--no-input", "--key", &key, "--pin-file"].map(AsRef::as_ref);
    let files = [token.pin_file.as_os_str(), "-o".as_ref(), output.as_os_str(), folder.as_os_str()];
    Ok(Program::new(process::ceralacca()?, arguments.into_iter().chain(files)))
}
