//! Forgets what is over: reports after a day, files after a quarter of an hour.

use std::{collections::HashSet, fs, io, path::PathBuf};

use crate::{Signing, SigningError, tables};

/// What the names of files begin with that are kept for their document.
pub(crate) const DOCUMENT: &str = "documento-";
/// What those begin with that are just coming in, as `webkit::upload` names them.
const UPLOAD: &str = "upload-";

impl Signing {
    /// Deletes the reports and files whose time is over. Gives how many. To be called every minute or so.
    ///
    /// # Errors
    /// Those of the store and of the folder.
    pub fn sweep(&self) -> Result<usize, SigningError> {
        let now = self.now();
        let reports = self.store.write_blocking(move |tx| tables::delete_expired(tx, now))?;
        // A file gets its name after its report is stored: what is listed before the reports are read
        // is not one that is just being made.
        let listed = self.listed(|name| name.strip_prefix(DOCUMENT).is_some_and(is_id))?;
        let kept = self.store.read_blocking(move |tx| tables::with_document(tx, now))?;
        let kept: HashSet<PathBuf> = kept.iter().map(|id| self.document_path(id)).collect();
        let files = delete(listed.into_iter().filter(|path| !kept.contains(path)))?;
        Ok(usize::try_from(reports).unwrap_or(usize::MAX).saturating_add(files))
    }

    /// Deletes what an earlier run left in the uploads folder.
    pub(crate) fn forget_leftovers(&self) -> Result<usize, SigningError> {
        let leftovers = self.listed(|name| {
            let id = name.strip_prefix(DOCUMENT).or_else(|| name.strip_prefix(UPLOAD));
            id.is_some_and(is_id)
        })?;
        Ok(delete(leftovers)?)
    }

    fn listed(&self, wanted: impl Fn(&str) -> bool) -> io::Result<Vec<PathBuf>> {
        let mut paths = Vec::new();
        for entry in fs::read_dir(&self.uploads)? {
            let entry = entry?;
            if entry.file_name().to_str().is_some_and(&wanted) {
                paths.push(entry.path());
            }
        }
        Ok(paths)
    }
}

fn delete(paths: impl IntoIterator<Item = PathBuf>) -> io::Result<usize> {
    let mut deleted = 0;
    for path in paths {
        match fs::remove_file(path) {
            Ok(()) => deleted += 1,
            Err(error) if error.kind() == io::ErrorKind::NotFound => {}
            Err(error) => return Err(error),
        }
    }
    Ok(deleted)
}

/// Whether this is the rest of a name that we gave: other files in the folder are not ours to delete.
pub(crate) fn is_id(text: &str) -> bool {
    text.len() == 32 && text.bytes().all(|octet| octet.is_ascii_hexdigit())
}
