//! Documents and other large things, outside the database: addressed by their SHA-256, so that a row
//! needs only hash, size and media type, and the same bytes are kept once.
//!
//! [`FolderBlobs`] keeps them in a folder of two levels (`ab/cd/abcd…`). A blob is written under another
//! name, synced, renamed and its folder synced: under its final name it is whole, always. Put the blob
//! first, then the row that names it: a crash between the two leaves a blob that nobody names, never a
//! row without its blob.

use std::{
    collections::HashMap,
    fmt,
    fs::{self, File, OpenOptions},
    io::{self, Cursor, ErrorKind, Read, Seek, Write},
    path::{Path, PathBuf},
    process,
    str::FromStr,
    sync::{
        Arc, Mutex, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
};

use aws_lc_rs::digest::{Context, SHA256};

use crate::hex;

/// Bytes moved at a time while a blob is stored.
const CHUNK: usize = 64 * 1024;

/// Why a blob cannot be had or kept.
#[derive(Debug, thiserror::Error)]
pub enum BlobError {
    /// No space left.
    #[error("no space left for documents")]
    DiskFull,
    /// The folder or the file fails.
    #[error("documents folder: {0}")]
    Io(io::Error),
    /// No blob has this hash.
    #[error("there is no document {0}")]
    Missing(BlobHash),
    /// What should be stored cannot be read.
    #[error("reading what should be stored: {0}")]
    Source(io::Error),
    /// The folder does not let us in.
    #[error("documents folder: no permission: {0}")]
    Unreadable(io::Error),
}

/// The SHA-256 of a blob, its name; written as 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct BlobHash(pub [u8; 32]);

impl fmt::Display for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&hex(&self.0))
    }
}

impl fmt::Debug for BlobHash {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A text that is not 64 lower-case hexadecimal digits.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
#[error("not the hash of a document")]
pub struct ParseBlobHashError;

impl FromStr for BlobHash {
    type Err = ParseBlobHashError;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let digits: &[u8; 64] = text.as_bytes().try_into().map_err(|_| ParseBlobHashError)?;
        let nibble = |digit: u8| match digit {
            b'0'..=b'9' => Ok(digit - b'0'),
            b'a'..=b'f' => Ok(digit - b'a' + 10),
            _ => Err(ParseBlobHashError),
        };
        let mut out = [0; 32];
        for (byte, pair) in out.iter_mut().zip(digits.as_chunks::<2>().0) {
            *byte = nibble(pair[0])? << 4 | nibble(pair[1])?;
        }
        Ok(Self(out))
    }
}

/// What a row keeps of a blob.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Blob {
    /// Its name.
    pub sha256: BlobHash,
    /// Its length in bytes.
    pub size: u64,
}

/// A stored blob, open for reading at any position.
pub trait ReadBlob: Read + Seek + Send {}
impl<T: Read + Seek + Send> ReadBlob for T {}

/// Where blobs are kept.
pub trait BlobStore: fmt::Debug + Send + Sync {
    /// Stores everything the reader gives; on return it is on disk. The reader is the one to limit the
    /// length.
    ///
    /// # Errors
    /// [`BlobError::DiskFull`], [`BlobError::Source`] when the reader fails; nothing is left then.
    fn put(&self, content: &mut dyn Read) -> Result<Blob, BlobError>;

    /// Opens a blob.
    ///
    /// # Errors
    /// [`BlobError::Missing`].
    fn get(&self, sha256: &BlobHash) -> Result<Box<dyn ReadBlob>, BlobError>;

    /// Whether the blob is there.
    ///
    /// # Errors
    /// When the folder cannot be read.
    fn exists(&self, sha256: &BlobHash) -> Result<bool, BlobError>;

    /// Removes a blob; `false` when it was not there.
    ///
    /// # Errors
    /// When the folder cannot be written.
    fn delete(&self, sha256: &BlobHash) -> Result<bool, BlobError>;
}

/// Blobs in a folder.
#[derive(Debug)]
pub struct FolderBlobs {
    folder: PathBuf,
    incoming: PathBuf,
    next: AtomicU64,
}

impl FolderBlobs {
    /// Opens the folder, making it when it is not there, and clears away what a crash left half-written.
    ///
    /// # Errors
    /// [`BlobError::Unreadable`], [`BlobError::DiskFull`], [`BlobError::Io`].
    pub fn open(folder: impl Into<PathBuf>) -> Result<Self, BlobError> {
        let folder = folder.into();
        let incoming = folder.join("incoming");
        fs::create_dir_all(&incoming).map_err(failed)?;
        for entry in fs::read_dir(&incoming).map_err(failed)? {
            let path = entry.map_err(failed)?.path();
            // Who writes a file holds its lock, in whatever process.
            if File::open(&path).is_ok_and(|file| file.try_lock().is_ok()) {
                drop(fs::remove_file(&path));
            }
        }
        Ok(Self { folder, incoming, next: AtomicU64::new(0) })
    }

    fn path(&self, sha256: &BlobHash) -> PathBuf {
        let name = sha256.to_string();
        self.folder.join(&name[..2]).join(&name[2..4]).join(&name)
    }

    fn place(&self, file: &File, from: &Path, blob: &Blob) -> Result<(), BlobError> {
        let to = self.path(&blob.sha256);
        if to.is_file() {
            return fs::remove_file(from).map_err(failed);
        }
        file.sync_all().map_err(failed)?;
        let bucket = to.parent().unwrap_or(&self.folder);
        if !bucket.is_dir() {
            fs::create_dir_all(bucket).map_err(failed)?;
            sync_folder(&self.folder)?;
            sync_folder(bucket.parent().unwrap_or(&self.folder))?;
        }
        fs::rename(from, &to).map_err(failed)?;
        sync_folder(bucket)
    }
}

fn sync_folder(folder: &Path) -> Result<(), BlobError> {
    File::open(folder).and_then(|f| f.sync_all()).map_err(failed)
}

fn failed(error: io::Error) -> BlobError {
    match error.kind() {
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => BlobError::DiskFull,
        ErrorKind::PermissionDenied | ErrorKind::ReadOnlyFilesystem => BlobError::Unreadable(error),
        _ => BlobError::Io(error),
    }
}

/// Copies everything and computes the hash on the way.
fn copy(content: &mut dyn Read, to: &mut dyn Write) -> Result<Blob, BlobError> {
    let mut context = Context::new(&SHA256);
    let mut chunk = vec![0; CHUNK];
    let mut size = 0;
    loop {
        let n = match content.read(&mut chunk) {
            Ok(0) => break,
            Ok(n) => n,
            Err(error) if error.kind() == ErrorKind::Interrupted => continue,
            Err(error) => return Err(BlobError::Source(error)),
        };
        context.update(&chunk[..n]);
        to.write_all(&chunk[..n]).map_err(failed)?;
        size += n as u64;
    }
    let mut sha256 = [0; 32];
    sha256.copy_from_slice(context.finish().as_ref());
    Ok(Blob { sha256: BlobHash(sha256), size })
}

impl BlobStore for FolderBlobs {
    fn put(&self, content: &mut dyn Read) -> Result<Blob, BlobError> {
        let number = self.next.fetch_add(1, Ordering::Relaxed);
        // The address tells two instances in one process apart.
        let name = format!("{}-{:p}-{number}", process::id(), &raw const *self);
        let path = self.incoming.join(name);
        let mut file = OpenOptions::new().write(true).create_new(true).open(&path).map_err(failed)?;
        let stored = file.lock().map_err(failed).and_then(|()| {
            let blob = copy(content, &mut file)?;
            self.place(&file, &path, &blob)?;
            Ok(blob)
        });
        if stored.is_err() {
            drop(fs::remove_file(&path));
        }
        stored
    }

    fn get(&self, sha256: &BlobHash) -> Result<Box<dyn ReadBlob>, BlobError> {
        match File::open(self.path(sha256)) {
            Ok(file) => Ok(Box::new(file)),
            Err(error) if error.kind() == ErrorKind::NotFound => Err(BlobError::Missing(*sha256)),
            Err(error) => Err(failed(error)),
        }
    }

    fn exists(&self, sha256: &BlobHash) -> Result<bool, BlobError> {
        self.path(sha256).try_exists().map_err(failed)
    }

    fn delete(&self, sha256: &BlobHash) -> Result<bool, BlobError> {
        let path = self.path(sha256);
        match fs::remove_file(&path) {
            Ok(()) => path.parent().map_or(Ok(()), sync_folder).map(|()| true),
            Err(error) if error.kind() == ErrorKind::NotFound => Ok(false),
            Err(error) => Err(failed(error)),
        }
    }
}

/// Blobs in memory, for tests.
#[derive(Debug, Default)]
pub struct MemoryBlobs(Mutex<HashMap<BlobHash, Arc<[u8]>>>);

impl MemoryBlobs {
    fn map(&self) -> std::sync::MutexGuard<'_, HashMap<BlobHash, Arc<[u8]>>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl BlobStore for MemoryBlobs {
    fn put(&self, content: &mut dyn Read) -> Result<Blob, BlobError> {
        let mut bytes = Vec::new();
        let blob = copy(content, &mut bytes)?;
        self.map().insert(blob.sha256, bytes.into());
        Ok(blob)
    }

    fn get(&self, sha256: &BlobHash) -> Result<Box<dyn ReadBlob>, BlobError> {
        let bytes = self.map().get(sha256).cloned().ok_or(BlobError::Missing(*sha256))?;
        Ok(Box::new(Cursor::new(bytes)))
    }

    fn exists(&self, sha256: &BlobHash) -> Result<bool, BlobError> {
        Ok(self.map().contains_key(sha256))
    }

    fn delete(&self, sha256: &BlobHash) -> Result<bool, BlobError> {
        Ok(self.map().remove(sha256).is_some())
    }
}
