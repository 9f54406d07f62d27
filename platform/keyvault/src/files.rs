//! Small files that are read whole and replaced whole.

use std::{
    fs::{self, File, OpenOptions},
    io::{self, Read, Write},
    path::{Path, PathBuf},
    sync::atomic::{AtomicU64, Ordering},
};

/// Largest file that is read, octets. Ours have a few thousand.
const LIMIT: u64 = 1 << 20;

/// Reads a whole file of at most [`LIMIT`] octets; `None` when it is larger.
pub(crate) fn read(file: &mut File) -> io::Result<Option<Vec<u8>>> {
    let mut bytes = Vec::new();
    file.take(LIMIT + 1).read_to_end(&mut bytes)?;
    Ok((bytes.len() as u64 <= LIMIT).then_some(bytes))
}

/// Puts `bytes` at `path`, readable by its owner only: a temporary file beside it, fsync, rename,
/// fsync of the folder. After a crash there is the old file or the new one, never a part.
pub(crate) fn replace(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = write_beside(path, bytes)?;
    fs::rename(&temporary, path).inspect_err(|_| drop(fs::remove_file(&temporary)))?;
    sync_folder(path)
}

/// [`replace`] for whoever holds the lock of the file ([`open_locked`]). The new file comes back locked, from
/// before anybody could find it: the lock of what is at `path` is never free in between. What a process that
/// was killed left beside it is written over.
pub(crate) fn replace_locked(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let temporary = beside(path, "tmp")?;
    let file = write_new(&temporary, bytes)?;
    file.lock()?;
    fs::rename(&temporary, path)?;
    sync_folder(path)?;
    Ok(file)
}

/// Like [`replace`], but fails with [`io::ErrorKind::AlreadyExists`] when something is there.
pub(crate) fn create(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let temporary = write_beside(path, bytes)?;
    // A hard link never replaces what is there, unlike a rename. FAT (a USB stick) has no links.
    let linked = match fs::hard_link(&temporary, path) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists && !path.exists() => {
            fs::rename(&temporary, path)
        }
        linked => {
            fs::remove_file(&temporary)?;
            linked
        }
    };
    linked?;
    sync_folder(path)
}

/// Writes zeros over a file and removes it.
pub(crate) fn destroy(path: &Path, length: u64) -> io::Result<()> {
    let mut file = OpenOptions::new().write(true).open(path)?;
    io::copy(&mut io::repeat(0).take(length), &mut file)?;
    file.sync_all()?;
    fs::remove_file(path)?;
    sync_folder(path)
}

fn write_beside(path: &Path, bytes: &[u8]) -> io::Result<PathBuf> {
    static COUNTER: AtomicU64 = AtomicU64::new(0);
    let number = COUNTER.fetch_add(1, Ordering::Relaxed);
    let temporary = beside(path, &format!("{}-{number}.tmp", std::process::id()))?;
    let written = write_new(&temporary, bytes);
    if written.is_err() {
        drop(fs::remove_file(&temporary));
    }
    written.map(|_| temporary)
}

fn beside(path: &Path, suffix: &str) -> io::Result<PathBuf> {
    let name = path.file_name().ok_or(io::ErrorKind::InvalidInput)?.to_string_lossy();
    Ok(path.with_file_name(format!(".{name}.{suffix}")))
}

fn write_new(path: &Path, bytes: &[u8]) -> io::Result<File> {
    let mut options = OpenOptions::new();
    options.write(true).create(true).truncate(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    let mut file = options.open(path)?;
    file.write_all(bytes)?;
    file.sync_all()?;
    Ok(file)
}

fn sync_folder(path: &Path) -> io::Result<()> {
    #[cfg(unix)]
    {
        let folder = path.parent().filter(|folder| !folder.as_os_str().is_empty());
        File::open(folder.unwrap_or(Path::new(".")))?.sync_all()?;
    }
    Ok(())
}

/// Opens `path` and takes its lock, so that two processes never read and replace it at once.
pub(crate) fn open_locked(path: &Path) -> io::Result<File> {
    loop {
        let file = File::open(path)?;
        file.lock()?;
        if is_still_at(&file, path)? {
            return Ok(file);
        }
        // Somebody replaced the file while we waited: the lock is on the old one.
    }
}

fn is_still_at(file: &File, path: &Path) -> io::Result<bool> {
    Ok(Mark::of(&file.metadata()?) == Mark::at(path)?)
}

/// What tells, without reading it, that a file is still the one that was read. While the file is held open
/// no other can get its number.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Mark {
    number: (u64, u64),
    written: Option<std::time::SystemTime>,
    length: u64,
}

impl Mark {
    pub(crate) fn of(metadata: &fs::Metadata) -> Self {
        #[cfg(unix)]
        let number = {
            use std::os::unix::fs::MetadataExt;
            (metadata.dev(), metadata.ino())
        };
        #[cfg(not(unix))]
        let number = (0, 0);
        Self { number, written: metadata.modified().ok(), length: metadata.len() }
    }

    /// That of what is at `path` now.
    pub(crate) fn at(path: &Path) -> io::Result<Self> {
        fs::metadata(path).map(|metadata| Self::of(&metadata))
    }
}
