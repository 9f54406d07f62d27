//! The conversation with the service: readers, and waiting for changes.

use std::{
    ffi::{CStr, CString},
    fmt,
    path::Path,
    ptr,
    sync::Arc,
    time::Duration,
};

use crate::{
    Connection, Error, Fault, Share,
    abi::{self, ContextHandle, Dword, ReaderState, state},
    library::Library,
};

/// The name of a reader.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Reader(CString);

impl Reader {
    /// From its name; none if it contains NUL.
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        CString::new(name).ok().map(Self)
    }

    /// The name as PC/SC knows it. Nothing promises that it is UTF-8.
    #[must_use]
    pub fn as_c_str(&self) -> &CStr {
        &self.0
    }
}

/// The name as people read it.
impl fmt::Display for Reader {
    fn fmt(&self, to: &mut fmt::Formatter<'_>) -> fmt::Result {
        to.write_str(&self.0.to_string_lossy())
    }
}

/// What is known about a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// The reader.
    pub reader: Reader,
    state: Dword,
    atr: Vec<u8>,
}

impl Seen {
    /// A reader of which nothing is known yet.
    #[must_use]
    pub fn unaware(reader: Reader) -> Self {
        Self { reader, state: state::UNAWARE, atr: Vec::new() }
    }

    /// No reader, but the coming and going of readers: for [`Context::wait`].
    #[must_use]
    pub fn arrivals() -> Self {
        Self::unaware(Reader(abi::ARRIVALS.to_owned()))
    }

    fn is(&self, bits: Dword) -> bool {
        self.state & bits != 0
    }

    /// There is a card.
    #[must_use]
    pub fn has_card(&self) -> bool {
        self.is(state::PRESENT)
    }

    /// There is a card that does not answer: damaged, dirty, or inserted the wrong way round.
    #[must_use]
    pub fn is_mute(&self) -> bool {
        self.is(state::MUTE)
    }

    /// A program has the card for itself.
    #[must_use]
    pub fn is_taken(&self) -> bool {
        self.is(state::EXCLUSIVE)
    }

    /// The reader has gone or cannot be used.
    #[must_use]
    pub fn is_gone(&self) -> bool {
        self.is(state::UNKNOWN | state::UNAVAILABLE)
    }

    /// The card's answer to reset, if there is a card that answers.
    #[must_use]
    pub fn atr(&self) -> Option<&[u8]> {
        (self.has_card() && !self.is_mute()).then_some(&self.atr[..])
    }

    /// How many cards came and went since the service runs, as a service counts them. A different number
    /// means that the card may be another one.
    #[must_use]
    pub fn count(&self) -> u16 {
        u16::try_from((self.state >> 16) & 0xffff).unwrap_or(0)
    }
}

/// A conversation with the PC/SC service.
///
/// A clone is the same conversation. While one thread waits ([`Context::wait`]), another that needs the
/// service opens a context of its own: pcsc-lite serves one call of a context at a time, but for
/// [`Context::cancel`].
#[derive(Clone, Debug)]
pub struct Context(pub(crate) Arc<Open>);

#[derive(Debug)]
pub(crate) struct Open {
    pub library: Library,
    pub handle: ContextHandle,
}

impl Drop for Open {
    fn drop(&mut self) {
        // The service may have gone; there is nothing more to do then.
        let _ = self.library.release(self.handle);
    }
}

impl Context {
    /// Loads the system's library and asks its service for a context.
    ///
    /// # Errors
    /// [`Error::LibraryMissing`]; [`Fault::NoService`] where `pcscd` does not run.
    pub fn open() -> Result<Self, Error> {
        Self::over(Library::load(None)?)
    }

    /// As [`Context::open`] with the library at `path`. Loading a library runs its code: the path must come
    /// from who runs this program.
    ///
    /// # Errors
    /// As [`Context::open`].
    pub fn open_library(path: &Path) -> Result<Self, Error> {
        Self::over(Library::load(Some(path))?)
    }

    fn over(library: Library) -> Result<Self, Error> {
        let handle = library.establish()?;
        Ok(Self(Arc::new(Open { library, handle })))
    }

    /// The readers there are; none is no error.
    ///
    /// # Errors
    /// What PC/SC refused with.
    pub fn readers(&self) -> Result<Vec<Reader>, Error> {
        // A reader may come between the question for the length and that for the names.
        let names = loop {
            match self.0.library.list(self.0.handle) {
                Ok(names) => break names,
                Err(Fault::NoReadersAvailable) => return Ok(Vec::new()),
                Err(Fault::InsufficientBuffer) => {}
                Err(other) => return Err(other.into()),
            }
        };
        let names = names.split(|octet| *octet == 0).filter(|name| !name.is_empty());
        Ok(names.filter_map(|name| CString::new(name).ok()).map(Reader).collect())
    }

    /// The readers and what is in them, at once.
    ///
    /// # Errors
    /// What PC/SC refused with.
    pub fn look(&self) -> Result<Vec<Seen>, Error> {
        let mut seen: Vec<Seen> = self.readers()?.into_iter().map(Seen::unaware).collect();
        if !seen.is_empty() {
            match self.wait(&mut seen, Some(Duration::ZERO)) {
                // One went meanwhile: each for itself, without it.
                Err(Error::Refused(Fault::UnknownReader)) => {
                    seen.retain_mut(|one| self.wait(std::slice::from_mut(one), Some(Duration::ZERO)).is_ok())
                }
                other => drop(other?),
            }
        }
        Ok(seen)
    }

    /// Waits until a reader differs from what is known of it, and brings what is known up to date. False
    /// when the time is over first; without a time it waits for ever.
    ///
    /// # Errors
    /// [`Fault::Cancelled`] after [`Context::cancel`], [`Fault::UnknownReader`] where a reader is none, and
    /// what else PC/SC refused with.
    pub fn wait(&self, seen: &mut [Seen], at_most: Option<Duration>) -> Result<bool, Error> {
        let milliseconds = at_most.map_or(abi::INFINITE, |time| {
            Dword::try_from(time.as_millis()).unwrap_or(abi::INFINITE).min(abi::INFINITE - 1)
        });
        let names: Vec<Reader> = seen.iter().map(|one| one.reader.clone()).collect();
        let names: Vec<&CStr> = names.iter().map(Reader::as_c_str).collect();
        let mut states: Vec<ReaderState> = seen
            .iter()
            .map(|one| ReaderState {
                reader: ptr::null(),
                user_data: ptr::null_mut(),
                current: one.state,
                event: 0,
                atr_length: 0,
                atr: [0; abi::LONGEST_ATR],
            })
            .collect();
        match self.0.library.changes(self.0.handle, milliseconds, &names, &mut states) {
            Ok(()) => {}
            Err(Fault::Timeout) => return Ok(false),
            Err(other) => return Err(other.into()),
        }
        for (one, now) in seen.iter_mut().zip(states) {
            one.state = now.event & !state::CHANGED;
            let length = usize::try_from(now.atr_length).unwrap_or(0).min(now.atr.len());
            one.atr = now.atr[..length].to_vec();
        }
        Ok(true)
    }

    /// Ends a wait of another thread on this context with [`Fault::Cancelled`].
    ///
    /// # Errors
    /// What PC/SC refused with.
    pub fn cancel(&self) -> Result<(), Error> {
        Ok(self.0.library.cancel(self.0.handle)?)
    }

    /// Connects to the card in a reader.
    ///
    /// # Errors
    /// [`Fault::NoSmartcard`], [`Fault::UnresponsiveCard`], [`Fault::SharingViolation`] where another program
    /// has the card for itself, [`Fault::UnknownReader`], and what else PC/SC refused with.
    pub fn connect(&self, reader: &Reader, share: Share) -> Result<Connection, Error> {
        Connection::open(self.clone(), reader, share)
    }
}
