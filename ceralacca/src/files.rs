//! Reading inputs and writing outputs so that nothing is half written and nothing is destroyed.

use std::{
    fs::{self, File},
    io::{self, Read, Write},
    os::unix::fs::{MetadataExt, OpenOptionsExt},
    path::{Path, PathBuf},
    sync::{
        Mutex, Once, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
};

use tokio::signal::unix::{SignalKind, signal};

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

/// Reads a small input whole; larger than `limit` octets is refused. `-` is standard input.
pub fn read(path: &Path, limit: u64) -> Outcome<Vec<u8>> {
    if path == Path::new("-") {
        return up_to(io::stdin().lock(), 0, path, limit);
    }
    take(&open(path)?, path, limit)
}

/// Reads an open file whole, as [`read`] does.
pub fn take(file: &File, path: &Path, limit: u64) -> Outcome<Vec<u8>> {
    let size = file.metadata().map_err(|error| Failure::io(&error, path))?.len();
    up_to(file, size, path, limit)
}

/// `size` is what the system says of the file, which for pipes and devices is nothing.
fn up_to(input: impl Read, size: u64, path: &Path, limit: u64) -> Outcome<Vec<u8>> {
    let too_large =
        || Failure::new(Exit::Input, "file-too-large").with("file", path.display()).with("limit", limit);
    if size > limit {
        return Err(too_large());
    }
    let mut bytes = Vec::with_capacity(size as usize + 1);
    input.take(limit + 1).read_to_end(&mut bytes).map_err(|error| Failure::io(&error, path))?;
    if bytes.len() as u64 > limit { Err(too_large()) } else { Ok(bytes) }
}

pub use signing::making::{head_of, is_pdf, is_xml, spool};

/// Refuses an output that is the very file it is made from, also under another name: with `--force`
/// the original would be gone.
///
/// # Errors
/// `output-is-input`.
pub fn check_apart(input: &Path, output: &Path) -> Outcome<()> {
    match (fs::metadata(input), fs::metadata(output)) {
        (Ok(one), Ok(other)) if one.is_file() && (one.dev(), one.ino()) == (other.dev(), other.ino()) => {
            Err(Failure::new(Exit::Usage, "output-is-input").with("file", input.display()))
        }
        _ => Ok(()),
    }
}

/// Outputs that are not complete yet: what an interruption removes.
static PENDING: Mutex<Vec<PathBuf>> = Mutex::new(Vec::new());

/// Whether the process is a server, which ends in its own order.
static SERVING: AtomicBool = AtomicBool::new(false);

/// Leaves Ctrl-C and requests to end to the server from now on.
pub fn leave_interruptions_to_the_server() {
    SERVING.store(true, Ordering::Relaxed);
}

fn pending() -> std::sync::MutexGuard<'static, Vec<PathBuf>> {
    PENDING.lock().unwrap_or_else(PoisonError::into_inner)
}

/// From now on, Ctrl-C and a request to end remove what is half written before the process goes.
///
/// The exit codes are those of a shell: 128 and the number of the signal.
fn remove_when_interrupted() {
    static STARTED: Once = Once::new();
    STARTED.call_once(|| {
        let Ok(runtime) = tokio::runtime::Builder::new_current_thread().enable_io().build() else { return };
        let entered = runtime.enter();
        let kinds = [SignalKind::interrupt(), SignalKind::terminate(), SignalKind::hangup()].map(signal);
        drop(entered);
        let [Ok(mut interrupt), Ok(mut terminate), Ok(mut hangup)] = kinds else { return };
        std::thread::spawn(move || {
            let code = runtime.block_on(async {
                loop {
                    let code = tokio::select! {
                        _ = interrupt.recv() => 130,
                        _ = terminate.recv() => 143,
                        _ = hangup.recv() => 129,
                    };
                    if !SERVING.load(Ordering::Relaxed) {
                        break code;
                    }
                }
            });
            // The lock is kept to the end: nobody completes an output meanwhile.
            let half_written = pending();
            for path in half_written.iter() {
                let _ = fs::remove_file(path);
            }
            std::process::exit(code);
        });
    });
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
        Self::with_mode(path, force, 0o666)
    }

    fn with_mode(path: &Path, force: bool, mode: u32) -> Outcome<Self> {
        if path.is_dir() {
            return Err(Failure::new(Exit::Usage, "output-is-folder").with("file", path.display()));
        }
        if !force && path.symlink_metadata().is_ok() {
            return Err(Failure::new(Exit::Operational, "file-exists").with("file", path.display()));
        }
        let name = path.file_name().unwrap_or_default().to_string_lossy();
        let temporary = path.with_file_name(format!(".{name}.{}.part", std::process::id()));
        remove_when_interrupted();
        let mut half_written = pending();
        let file = File::options()
            .write(true)
            .read(true)
            .create_new(true)
            .mode(mode)
            .open(&temporary)
            .map_err(|error| Self::not_created(&error, path))?;
        half_written.push(temporary.clone());
        Ok(Self { path: path.to_owned(), temporary, file: Some(file), force })
    }

    fn not_created(error: &io::Error, path: &Path) -> Failure {
        match path.parent() {
            Some(folder) if error.kind() == io::ErrorKind::NotFound => {
                let folder = if folder.as_os_str().is_empty() { Path::new(".") } else { folder };
                Failure::new(Exit::Operational, "folder-missing").with("folder", folder.display())
            }
            _ => Failure::io(error, path),
        }
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
        // An interruption waits until the output has its name, or comes before and removes it.
        let mut half_written = pending();
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
        half_written.retain(|path| *path != self.temporary);
        self.temporary.clear();
        Ok(path)
    }
}

impl Drop for PendingFile {
    fn drop(&mut self) {
        if !self.temporary.as_os_str().is_empty() {
            let _ = fs::remove_file(&self.temporary);
            pending().retain(|path| *path != self.temporary);
        }
    }
}

/// Writes `bytes` to `path` in one step.
pub fn write(path: &Path, bytes: &[u8], force: bool) -> Outcome<PathBuf> {
    write_pending(PendingFile::create(path, force)?, path, bytes)
}

/// Writes secrets to a new file that only its owner may read.
pub fn write_private(path: &Path, bytes: &[u8], force: bool) -> Outcome<PathBuf> {
    write_pending(PendingFile::with_mode(path, force, 0o600)?, path, bytes)
}

fn write_pending(mut pending: PendingFile, path: &Path, bytes: &[u8]) -> Outcome<PathBuf> {
    pending.file().write_all(bytes).map_err(|error| Failure::io(&error, path))?;
    pending.commit()
}
