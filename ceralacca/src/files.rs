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

use foundation::{Entropy, SystemEntropy};
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

/// Whether a file that begins like this is a PDF: its mark stands within the first 1024 octets (ISO 32000-2
/// Annex I). In an envelope around a PDF it does too: that begins with a long SEQUENCE.
pub fn is_pdf(head: &[u8]) -> bool {
    let is_envelope = matches!(head, [0x30, length, ..] if *length >= 0x80);
    !is_envelope && head.get(..1024).unwrap_or(head).windows(5).any(|five| five == b"%PDF-")
}

/// Whether a file that begins like this is XML: a mark of order or blanks, then `<`.
pub fn is_xml(head: &[u8]) -> bool {
    let head = head.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(head);
    head.starts_with(b"\xFF\xFE<\0")
        || head.starts_with(b"\xFE\xFF\0<")
        || head.trim_ascii_start().starts_with(b"<")
}

/// What a signed file is held in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Kind {
    /// XML.
    Xml,
    /// A ZIP.
    Zip,
    /// Anything else: an envelope, a PDF.
    Other,
}

/// What a file is held in, by its beginning.
///
/// # Errors
/// What reading says.
pub fn kind_of(file: &mut File, path: &Path) -> Outcome<Kind> {
    let head = head_of(file).map_err(|error| Failure::io(&error, path))?;
    Ok(match () {
        () if head.starts_with(b"PK\x03\x04") => Kind::Zip,
        () if is_xml(&head) => Kind::Xml,
        () => Kind::Other,
    })
}

/// The first octets of a file, which stands at its beginning again.
pub fn head_of(file: &mut (impl io::Read + io::Seek + ?Sized)) -> io::Result<Vec<u8>> {
    let mut head = Vec::with_capacity(1024);
    file.take(1024).read_to_end(&mut head)?;
    file.rewind()?;
    Ok(head)
}

/// Standard input as a file that can be read in places and more than once. It has no name and goes when
/// it is closed.
pub fn spool(mut input: impl Read) -> io::Result<File> {
    let name = format!("ceralacca-{}", foundation::hex(&(&SystemEntropy as &dyn Entropy).bytes::<16>()));
    let path = std::env::temp_dir().join(name);
    let mut file = File::options().read(true).write(true).create_new(true).mode(0o600).open(&path)?;
    fs::remove_file(&path)?;
    io::copy(&mut input, &mut file)?;
    io::Seek::rewind(&mut file)?;
    Ok(file)
}

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
