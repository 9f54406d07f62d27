//! Files that people send.
//!
//! A file goes to a temporary file as it arrives, so memory stays the same whatever its size; the
//! [`Rule`](crate::Rule) of the address says how large it may be.

use std::{
    fmt::Write as _,
    fs,
    path::{Path, PathBuf},
};

use axum::extract::{Multipart, multipart::MultipartError};
use foundation::{Problem, Status};
use tokio::{fs::File, io::AsyncWriteExt};

use crate::{Failure, Visit};

/// What came with a `multipart/form-data` form.
#[derive(Debug, Default)]
pub struct Upload {
    /// The files, in the order of the form; fields left empty give none.
    pub files: Vec<Received>,
    fields: Vec<(String, String)>,
}

impl Upload {
    /// What was typed into `name`, without white space around it; empty when the field is missing.
    pub fn get(&self, name: &str) -> &str {
        self.fields.iter().find(|(field, _)| field == name).map_or("", |(_, value)| value.trim())
    }

    /// The file of the field `name`.
    pub fn file(&self, name: &str) -> Option<&Received> {
        self.files.iter().find(|file| file.field == name)
    }

    /// All files of the field `name`.
    pub fn files_of<'u>(&'u self, name: &'u str) -> impl Iterator<Item = &'u Received> {
        self.files.iter().filter(move |file| file.field == name)
    }

    /// Whether our own page sent the form. A form that changes nothing, such as the verification of a
    /// file, needs no such proof.
    ///
    /// # Errors
    /// `form-expired` when it did not.
    pub fn check_csrf(&self, visit: &Visit) -> Result<(), Problem> {
        visit.session.check_csrf(self.get(crate::session::CSRF_FIELD))
    }
}

/// A file that a person sent, in a temporary file that goes when this value goes.
#[derive(Debug)]
pub struct Received {
    /// Name of the form's field.
    pub field: String,
    /// The file's name as the person knows it: last part only, no control characters.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
    /// Size in octets.
    pub size: u64,
}

impl Drop for Received {
    fn drop(&mut self) {
        let _ = fs::remove_file(&self.path);
    }
}

/// Most octets of a text field.
const FIELD_LIMIT: usize = 64 * 1024;

/// Most parts of a form: each file takes a place in the folder.
const PART_LIMIT: usize = 1_000;

/// Takes in a form with files, which go to `folder`.
///
/// # Errors
/// `too-large` when it exceeds the rule of the address, `bad-request` when it is not a form, breaks off or has
/// more than a thousand parts,
/// `internal` when `folder` cannot be written.
pub async fn receive(visit: &Visit, mut form: Multipart, folder: &Path) -> Result<Upload, Failure> {
    let mut upload = Upload::default();
    let mut parts = 0;
    while let Some(mut part) = form.next_field().await.map_err(refused)? {
        parts += 1;
        if parts > PART_LIMIT {
            return Err(Problem::new("bad-request", Status::BadRequest).into());
        }
        let field = part.name().unwrap_or_default().to_owned();
        let Some(name) = part.file_name().map(file_name) else {
            let mut value = Vec::new();
            while let Some(chunk) = part.chunk().await.map_err(refused)? {
                if value.len() + chunk.len() > FIELD_LIMIT {
                    return Err(Problem::new("bad-request", Status::BadRequest).into());
                }
                value.extend_from_slice(&chunk);
            }
            upload.fields.push((field, String::from_utf8_lossy(&value).into_owned()));
            continue;
        };
        let mut unique = String::from("upload-");
        for octet in visit.web.entropy.bytes::<16>() {
            let _ = write!(unique, "{octet:02x}");
        }
        let path = folder.join(unique);
        let mut file = File::create_new(&path).await.map_err(Failure::internal)?;
        // From here on the value removes the file, also when the person breaks off.
        let mut received = Received { field, name, path, size: 0 };
        while let Some(chunk) = part.chunk().await.map_err(refused)? {
            received.size += chunk.len() as u64;
            file.write_all(&chunk).await.map_err(Failure::internal)?;
        }
        file.flush().await.map_err(Failure::internal)?;
        if received.size > 0 || !received.name.is_empty() {
            upload.files.push(received);
        }
    }
    Ok(upload)
}

fn refused(error: MultipartError) -> Failure {
    Failure::of_status(error.status()).because(error.body_text())
}

/// The last part of a path of any system, without control characters, at most 200 characters.
fn file_name(sent: &str) -> String {
    let last = sent.rsplit(['/', '\\']).next().unwrap_or_default();
    let clean = last
        .chars()
        .filter(|c| !c.is_control() && !matches!(c, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}'));
    clean.take(200).collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_file_name_has_no_path_and_nothing_that_hides_its_end() {
        assert_eq!(file_name("C:\\Documenti\\contratto.pdf.p7m"), "contratto.pdf.p7m");
        assert_eq!(file_name("../../etc/passwd"), "passwd");
        assert_eq!(file_name("fattura\u{202e}fdp.exe\n"), "fatturafdp.exe");
        assert_eq!(file_name(&"x".repeat(500)).len(), 200);
    }
}
