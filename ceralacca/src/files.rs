//! Reading inputs and writing outputs so that nothing is half written and nothing is destroyed.

use std::{
    fs::{self, File},
    io::{self, Write},
    path::{Path, PathBuf},
};

use crate::exit::{Exit, Failure, Outcome};

/// Opens an input file.
pub fn open(path: &Path) -> Outcome<File> {
    let file = File::open(path).map_err(|error| Failure::io(&error, path))?;
    let about = file.metadata().map_err(|error| Failure::io(&error, path))?;
    if about.is_dir() {
        return Err(Failure::new(Exit::Input, "file-is-folder").with("file", path.display()));
    }
    Ok(file)
}

/// Reads a small input whole; larger than `limit` octets is refused before it is read.
pub fn read(path: &Path, limit: u64) -> Outcome<Vec<u8>> {
    let file = open(path)?;
    let size = file.metadata().map_err(|error| Failure::io(&error, path))?.len();
    if size > limit {
        return Err(Failure::new(Exit::Input, "file-too-large")
            .with("file", path.display())
            .with("size", size)
            .with("limit", limit));
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    io::Read::read_to_end(&mut io::Read::take(file, limit + 1), &mut bytes)
        .map_err(|error| Failure::io(&error, path))?;
    Ok(bytes)
}

/// An output that appears under its name only when it is complete.
///
/// The octets go to a temporary file in the same folder, and [`PendingFile::commit`] gives it its
/// name. Dropped before that, the temporary file is removed and nothing changed. The disk is not
/// asked to flush: the input stays as it was, so a power loss costs only the command.
#[derive(Debug)]
pub struct PendingFile {
    path: PathBuf,
    temporary: PathBuf,
    file: Option<File>,
    force: bool,
}

impl PendingFile {
    /// Starts an output for `path`.
    ///
    /// # Errors
    /// `file-exists` when there is a file and `force` is not given; what the folder says.
    pub fn create(path: &Path, force: bool) -> Outcome<Self> {
        if !force && path.exists() {
            return Err(Failure::new(Exit::Operational, "file-exists").with("file", path.display()));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        let file = File::options()
            .write(true)
            .read(true)
            .create_new(true)
            .open(&temporary)
            .map_err(|error| Failure::io(&error, path))?;
        Ok(Self { path: path.to_owned(), temporary, file: Some(file), force })
    }

    /// Where to write.
    ///
    /// # Panics
    /// Never: the file is taken only by `commit`, which consumes the value.
    pub fn file(&mut self) -> &mut File {
        #[expect(clippy::expect_used, reason = "only `commit` takes the file, and it consumes self")]
        self.file.as_mut().expect("the file is open until commit")
    }

    /// Gives the complete output its name.
    ///
    /// # Errors
    /// What the disk says; `file-exists` when somebody made the file meanwhile.
    pub fn commit(mut self) -> Outcome<PathBuf> {
        let path = self.path.clone();
        let failed = |error: io::Error| Failure::io(&error, &path);
        drop(self.file.take());
        if !self.force {
            // A link, unlike a rename, never replaces a file that somebody made meanwhile. File
            // systems without links (USB drives) get the check and the rename instead.
            match fs::hard_link(&self.temporary, &self.path) {
                Ok(()) => return Ok(path),
                Err(error) if error.kind() == io::ErrorKind::AlreadyExists => return Err(failed(error)),
                Err(_) if self.path.exists() => return Err(failed(io::ErrorKind::AlreadyExists.into())),
                Err(_) => {}
            }
        }
        fs::rename(&self.temporary, &self.path).map_err(failed)?;
        self.temporary.clear();
        Ok(path)
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if !self.temporary.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.temporary);
        }
    }
}

/// Writes `bytes` to `path` in one step.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> Outcome<PathBuf> {
    let mut pending = PendingFile::create(path, force)?;
    pending.file().write_all(bytes).map_err(|error| Failure::io(&error, path))?;
    pending.commit()
}
