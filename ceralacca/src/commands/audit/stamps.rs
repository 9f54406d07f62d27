//! Whether the time stamps of checkpoints are theirs.

use std::path::Path;

use cades::{Limits, SignatureError, token::TimeStampToken};
use store::{
    Store,
    audit::{self, Note},
};

use crate::{commands::serve, exit::Outcome, files};

/// Time stamps read at a time.
const PAGE: u32 = 200;
/// Octets of a token at most.
const TOKEN: u64 = 1 << 20;

/// What was found.
#[derive(Debug, Default)]
pub struct Found {
    /// How many are over their checkpoint, with a signature that holds.
    pub hold: u64,
    /// Size of the first checkpoint with one that is not, and why.
    pub first_bad: Option<(u64, String)>,
}

/// Every time stamp in the database. Whether their authorities are trusted is another question:
/// `ceralacca timestamp` answers it.
pub fn verify(store: &Store) -> Outcome<Found> {
    let mut found = Found::default();
    let mut after = (i64::MIN, String::new());
    loop {
        let begin = after.clone();
        let page = store
            .read_blocking(move |tx| audit::stamped_checkpoints(tx, (begin.0, &begin.1), PAGE))
            .map_err(serve::store_failure)?;
        let Some((last, stamp)) = page.last() else { return Ok(found) };
        after = (last.id, stamp.source.clone());
        for (checkpoint, stamp) in &page {
            if let Err(why) = check(&stamp.token, &checkpoint.note) {
                let size = checkpoint.note.checkpoint().size;
                found.first_bad = Some((size, format!("{}: {why}", stamp.source)));
                return Ok(found);
            }
            found.hold += 1;
        }
    }
}

/// The time stamps beside the checkpoint of an export.
pub fn verify_files(folder: &Path, note: &Note) -> Outcome<Found> {
    let mut found = Found::default();
    let listed = std::fs::read_dir(folder).map_err(|error| crate::exit::Failure::io(&error, folder))?;
    for file in listed.flatten() {
        let name = file.file_name().to_string_lossy().into_owned();
        if !name.starts_with("checkpoint.") || !name.ends_with(".tst") {
            continue;
        }
        match check(&files::read(&file.path(), TOKEN)?, note) {
            Ok(()) => found.hold += 1,
            Err(why) => found.first_bad = Some((note.checkpoint().size, format!("{name}: {why}"))),
        }
    }
    Ok(found)
}

fn check(token: &[u8], note: &Note) -> Result<(), String> {
    let token = TimeStampToken::read(token, &Limits::default()).map_err(|error| error.to_string())?;
    if !token.covers(note.to_string().as_bytes()) {
        return Err("it was made over something else".to_owned());
    }
    match token.verify(&[]) {
        // A token need not bring the certificate along.
        Ok(_) | Err(SignatureError::CertificateNotFound) => Ok(()),
        Err(error) => Err(error.to_string()),
    }
}
