//! What a sitting leaves: saved files, an archive of all, a report.

use std::{
    collections::HashSet,
    fs,
    io::{self, Seek, Write},
    path::{Path, PathBuf},
};

use serde_json::{Value, json};
use zip::{ZipWriter, write::SimpleFileOptions};

use super::{Desk, DeskError, DeskFile, FileId, FileState, Signed};

/// Names that are tried where one is taken.
const NAMES: u32 = 1000;

impl Desk {
    /// Saves the result beside the file it was made from, under the next free name: nothing is ever replaced.
    ///
    /// # Errors
    /// [`DeskError::NotSigned`], [`DeskError::NoPlace`], [`DeskError::Gone`]; what the disk says.
    pub fn save_beside(&self, id: FileId) -> Result<PathBuf, DeskError> {
        let file = self.file(id)?;
        let folder = file.origin.as_deref().and_then(Path::parent).ok_or(DeskError::NoPlace(id))?;
        self.save_to(id, folder)
    }

    /// Saves the result in a folder, under the next free name: nothing is ever replaced. A result that is there
    /// already is not saved twice.
    ///
    /// # Errors
    /// [`DeskError::NotSigned`], [`DeskError::Gone`]; what the disk says.
    pub fn save_to(&self, id: FileId, folder: &Path) -> Result<PathBuf, DeskError> {
        let file = self.file(id)?;
        let signed = file.signed().ok_or(DeskError::NotSigned(id))?;
        if let Some(saved) = &signed.saved
            && saved.parent() == Some(folder)
            && saved.exists()
        {
            return Ok(saved.clone());
        }
        let saved = save(signed, folder)?;
        if let FileState::Signed(signed) = &mut self.state().file(id)?.state {
            signed.saved = Some(saved.clone());
        }
        Ok(saved)
    }

    /// Writes all results into one ZIP. Of two with the same name the second gets a number.
    ///
    /// # Errors
    /// [`DeskError::NotSigned`] when there is none; what the disk says.
    pub fn zip<W: Write + Seek>(&self, out: W) -> Result<W, DeskError> {
        let files = self.files();
        let signed: Vec<&Signed> = files.iter().filter_map(DeskFile::signed).collect();
        if signed.is_empty() {
            return Err(DeskError::NotSigned(FileId(0)));
        }
        let mut archive = ZipWriter::new(out);
        let mut taken = HashSet::new();
        for signed in signed {
            let free = |name: &String| taken.insert(name.to_lowercase());
            let Some(name) = names(&signed.name).find(free) else { continue };
            let options = SimpleFileOptions::default()
                .compression_method(zip::CompressionMethod::Deflated)
                .large_file(signed.size > u64::from(u32::MAX));
            archive.start_file(name, options).map_err(io::Error::from)?;
            io::copy(&mut fs::File::open(&signed.path)?, &mut archive)?;
        }
        Ok(archive.finish().map_err(io::Error::from)?)
    }

    /// The report of the sitting as the document `ceralacca.desk/1`. It has digests and no content.
    pub fn report_json(&self) -> Value {
        let files: Vec<Value> = self.files().iter().map(of_file).collect();
        json!({ "format": "ceralacca.desk/1", "time": self.0.ports.clock.now(), "files": files })
    }

    /// The report of the sitting as a table (RFC 4180), one line for each file.
    pub fn report_csv(&self) -> String {
        let mut table = String::from("file,outcome,result,format,signer,time,check,sha256,problem\r\n");
        for file in self.files() {
            let report = of_file(&file);
            let of = |name: &str| report.get(name).and_then(Value::as_str).unwrap_or_default().to_owned();
            let cells =
                ["file", "outcome", "result", "format", "signer", "time", "check", "sha256", "problem"]
                    .map(|name| cell(&of(name)));
            table.push_str(&cells.join(","));
            table.push_str("\r\n");
        }
        table
    }
}

fn of_file(file: &DeskFile) -> Value {
    let mut report = json!({ "file": file.name, "size": file.size });
    let more = match (&file.refusal, &file.state) {
        (Some(refusal), _) => {
            json!({ "outcome": "refused", "problem": refusal.problem(&file.name).code })
        }
        (None, FileState::Signed(signed)) => json!({
            "outcome": "signed",
            "result": signed.name,
            "saved": signed.saved,
            "format": signed.format,
            "visible": signed.visible,
            "signer": signed.signer,
            "time": signed.time,
            "check": signed.check.indication,
            "reasons": signed.check.reasons,
            "sha256": signed.sha256,
        }),
        (None, FileState::Failed { problem, retryable }) => {
            json!({ "outcome": "failed", "problem": problem.code, "retryable": retryable })
        }
        (None, FileState::Ready | FileState::Signing) => json!({ "outcome": "waiting" }),
    };
    if let (Some(report), Value::Object(more)) = (report.as_object_mut(), more) {
        report.extend(more);
    }
    report
}

/// A cell that no spreadsheet takes for a formula.
fn cell(text: &str) -> String {
    let guard = if text.starts_with(['=', '+', '-', '@', '\t', '\r']) { "'" } else { "" };
    format!("\"{guard}{}\"", text.replace('"', "\"\""))
}

/// Copies a result into a folder, complete or not at all.
fn save(signed: &Signed, folder: &Path) -> io::Result<PathBuf> {
    let pending = folder.join(format!(".{}.{}.part", signed.name, std::process::id()));
    let mut file = fs::File::options().write(true).create_new(true).open(&pending)?;
    let saved =
        io::copy(&mut fs::File::open(&signed.path)?, &mut file).and_then(|_| name(&pending, signed, folder));
    let _ = fs::remove_file(&pending);
    saved
}

/// Gives a complete file its name. A link, unlike a rename, never replaces a file; file systems without links
/// (USB drives) get a file of that name first, which is ours to replace.
fn name(pending: &Path, signed: &Signed, folder: &Path) -> io::Result<PathBuf> {
    for name in names(&signed.name) {
        let path = folder.join(name);
        match fs::hard_link(pending, &path) {
            Ok(()) => return Ok(path),
            Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
            Err(_) => match fs::File::options().write(true).create_new(true).open(&path) {
                Ok(_) => return fs::rename(pending, &path).map(|()| path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => {}
                Err(error) => return Err(error),
            },
        }
    }
    Err(io::ErrorKind::AlreadyExists.into())
}

/// `x-firmato.pdf`, `x-firmato-2.pdf`, `x-firmato-3.pdf`, …
fn names(name: &str) -> impl Iterator<Item = String> {
    let numbered = |number: u32| crate::making::marked(name, &number.to_string());
    std::iter::once(name.to_owned()).chain((2..NAMES).map(numbered))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_taken_name_gets_a_number_before_its_endings() {
        let names: Vec<String> = names("atto.txt.p7m").take(3).collect();
        assert_eq!(names, ["atto.txt.p7m", "atto-2.txt.p7m", "atto-3.txt.p7m"]);
    }

    #[test]
    fn a_cell_is_no_formula() {
        assert_eq!(cell("=1+1"), "\"'=1+1\"");
        assert_eq!(cell("a \"b\", c"), "\"a \"\"b\"\", c\"");
    }
}
