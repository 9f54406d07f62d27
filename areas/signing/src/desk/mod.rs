//! The signing desk without its pages: one sitting of one person, who brings files and signs them.
//!
//! # Concept
//!
//! A [`Desk`] keeps the files of one sitting in a private folder, says of each what it is and how it is best
//! signed, and keeps what the person chose. One authorisation, a key opened with one PIN ([`Opened`]), signs all
//! that wait: a batch, in a thread of its own. A file that fails does not stop the others; a device that goes
//! stops the batch and loses nothing: what is signed stays, the rest goes on with the next authorisation. Nothing
//! half signed is ever to be seen. Everything is here and nothing in a page, so a page may be loaded again.
//!
//! # Common tasks
//!
//! - Files in: [`Desk::add`], [`Desk::add_path`]; out: [`Desk::remove`], [`Desk::clear`].
//! - What is there: [`Desk::files`]; how it is to be signed: [`Desk::choose`].
//! - Before the PIN: [`Desk::check_certificate`]. Sign, try again, go on: [`Desk::authorise`]. Meanwhile
//!   [`Desk::progress`], [`Desk::stop`].
//! - Results: [`DeskFile::signed`], [`Desk::save_beside`], [`Desk::save_to`], [`Desk::zip`]; the report:
//!   [`Desk::report_csv`], [`Desk::report_json`].
//! - The end: [`Desk::close`], or the last [`Desk`] dropped: the private folder is deleted.

mod arrive;
mod batch;
mod choice;
mod error;
mod file;
mod results;

use std::{
    fs,
    io::{self, Read},
    os::unix::fs::DirBuilderExt,
    path::{Path, PathBuf},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
};

use foundation::{Clock, Entropy};

pub use self::{
    batch::{BatchId, BatchState, Progress},
    choice::{Choice, Format, Mark, MarkPlace},
    error::DeskError,
    file::{DeskFile, FileId, FileKind, FileState, Reason, Refusal, SelfCheck, Signed, SignedBy},
};
use crate::{TrustSource, levels::Raise};

/// Octets of one file.
pub const LARGEST: u64 = 1 << 30;
/// Files of one sitting.
pub const MOST: usize = 1000;

/// What a desk needs from the computer it stands on.
#[derive(Clone, Debug)]
pub struct Ports {
    /// The only source of time.
    pub clock: Arc<dyn Clock>,
    /// The only source of randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Whom to trust, for the check after signing and for the state of the signer's certificate.
    pub trust: Arc<dyn TrustSource>,
    /// Who brings signatures to higher levels, if anybody does.
    pub raise: Option<Arc<dyn Raise>>,
    /// The TrueType font of visible marks.
    pub font: &'static [u8],
}

/// One sitting. Clones are the same desk.
#[derive(Clone, Debug)]
pub struct Desk(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// Private to this sitting, deleted with it.
    folder: PathBuf,
    ports: Ports,
    state: Mutex<State>,
    /// Told when a batch is over.
    over: Condvar,
}

#[derive(Debug, Default)]
struct State {
    files: Vec<DeskFile>,
    last: u32,
    batch: Option<batch::Batch>,
    batches: u32,
}

impl State {
    fn is_busy(&self) -> bool {
        self.batch.as_ref().is_some_and(batch::Batch::is_running)
    }

    fn file(&mut self, id: FileId) -> Result<&mut DeskFile, DeskError> {
        self.files.iter_mut().find(|file| file.id == id).ok_or(DeskError::Gone(id))
    }
}

impl Desk {
    /// Opens a desk whose private folder lies in `parent`.
    ///
    /// # Errors
    /// What making the folder says.
    pub fn open(parent: &Path, ports: Ports) -> io::Result<Self> {
        let name = format!("ceralacca-desk-{}", foundation::hex(&(*ports.entropy).bytes::<16>()));
        let folder = parent.join(name);
        fs::DirBuilder::new().mode(0o700).create(&folder)?;
        Ok(Self(Arc::new(Inner { folder, ports, state: Mutex::default(), over: Condvar::new() })))
    }

    /// The private folder.
    pub fn folder(&self) -> &Path {
        &self.0.folder
    }

    /// Whether levels above B can be chosen: somebody gives time stamps.
    pub fn has_levels(&self) -> bool {
        self.0.ports.raise.is_some()
    }

    /// Takes a file in: its content is copied and looked at. A file that cannot be signed is listed too, with
    /// its [`Refusal`].
    ///
    /// # Errors
    /// [`DeskError::Busy`]; what the disk says.
    pub fn add(&self, name: &str, content: impl Read) -> Result<FileId, DeskError> {
        self.take(name, content, None)
    }

    /// Takes in a file of this computer; its result can be saved beside it.
    ///
    /// # Errors
    /// As [`Desk::add`]. A file that cannot be read is listed with its refusal.
    pub fn add_path(&self, path: &Path) -> Result<FileId, DeskError> {
        let name = path.file_name().unwrap_or(path.as_os_str()).to_string_lossy().into_owned();
        let origin = std::path::absolute(path)?;
        match fs::File::open(path) {
            Ok(file) if file.metadata()?.is_dir() => self.refused(&name, Refusal::Folder),
            Ok(file) => self.take(&name, file, Some(origin)),
            Err(error) => self.refused(&name, Refusal::Unreadable(error.to_string())),
        }
    }

    /// Lists a file that could not be taken in, for example a folder.
    ///
    /// # Errors
    /// [`DeskError::Busy`].
    pub fn refused(&self, name: &str, refusal: Refusal) -> Result<FileId, DeskError> {
        let id = self.next()?;
        let name = arrive::safe_name(name);
        let path = self.0.folder.join(id.to_string()).join(&name);
        self.list(arrive::refused(id, name, path, refusal))
    }

    /// Takes a file off the list and deletes its copy, and its result if there is one.
    ///
    /// # Errors
    /// [`DeskError::Gone`], [`DeskError::Busy`].
    pub fn remove(&self, id: FileId) -> Result<(), DeskError> {
        let mut state = self.idle()?;
        state.file(id)?;
        state.files.retain(|file| file.id != id);
        let _ = fs::remove_dir_all(self.0.folder.join(id.to_string()));
        Ok(())
    }

    /// Begins a new sitting: no files, no batch.
    ///
    /// # Errors
    /// [`DeskError::Busy`].
    pub fn clear(&self) -> Result<(), DeskError> {
        let mut state = self.idle()?;
        for file in state.files.drain(..) {
            let _ = fs::remove_dir_all(self.0.folder.join(file.id.to_string()));
        }
        state.batch = None;
        Ok(())
    }

    /// Deletes the private folder now, also when pages still hold the desk. Nothing can be added after that.
    pub fn close(&self) {
        self.stop();
        let _ = fs::remove_dir_all(&self.0.folder);
    }

    /// All files of the sitting in the order in which they came.
    pub fn files(&self) -> Vec<DeskFile> {
        self.state().files.clone()
    }

    /// One file.
    ///
    /// # Errors
    /// [`DeskError::Gone`].
    pub fn file(&self, id: FileId) -> Result<DeskFile, DeskError> {
        self.state().file(id).cloned()
    }

    /// Says how a file is to be signed. What the format does not have (a mark outside of PDF, a signature apart
    /// inside one) is left out.
    ///
    /// # Errors
    /// [`DeskError::FormatNotPossible`], [`DeskError::NoStamps`], [`DeskError::Gone`], [`DeskError::Busy`].
    pub fn choose(&self, id: FileId, choice: Choice) -> Result<(), DeskError> {
        if choice.level.is_some() && !self.has_levels() {
            return Err(DeskError::NoStamps);
        }
        let mut state = self.idle()?;
        let file = state.file(id)?;
        if !file.formats.contains(&choice.format) {
            return Err(DeskError::FormatNotPossible(choice.format));
        }
        file.choice = choice.consistent();
        // What failed for the earlier choice may succeed with this one.
        if matches!(file.state, FileState::Failed { .. }) {
            file.state = FileState::Ready;
        }
        Ok(())
    }

    /// Notes that the person confirmed to know a document that no page could show, or takes that back.
    ///
    /// # Errors
    /// [`DeskError::Gone`].
    pub fn consent(&self, id: FileId, consented: bool) -> Result<(), DeskError> {
        self.state().file(id)?.consented = consented;
        Ok(())
    }

    fn take(&self, name: &str, content: impl Read, origin: Option<PathBuf>) -> Result<FileId, DeskError> {
        if self.state().files.len() >= MOST {
            return self.refused(name, Refusal::TooMany);
        }
        let id = self.next()?;
        let name = arrive::safe_name(name);
        let folder = self.0.folder.join(id.to_string());
        let now = self.0.ports.clock.now();
        match arrive::take(id, &folder, name, content, now) {
            Ok(file) => self.list(DeskFile { origin, ..file }),
            Err(error) => {
                let _ = fs::remove_dir_all(&folder);
                Err(error.into())
            }
        }
    }

    fn next(&self) -> Result<FileId, DeskError> {
        let mut state = self.idle()?;
        state.last += 1;
        Ok(FileId(state.last))
    }

    fn list(&self, file: DeskFile) -> Result<FileId, DeskError> {
        let id = file.id;
        let mut state = self.idle()?;
        // Files that come in side by side keep the order of their numbers.
        let place = state.files.partition_point(|other| other.id < id);
        state.files.insert(place, file);
        Ok(id)
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    fn idle(&self) -> Result<MutexGuard<'_, State>, DeskError> {
        let state = self.state();
        if state.is_busy() { Err(DeskError::Busy) } else { Ok(state) }
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        let _ = fs::remove_dir_all(&self.folder);
    }
}
