//! The only place that calls C: each entry point with Rust's types around it.
//!
//! What each call relies on, apart from what is said at it: the entry points have the types `pcsclite.h`
//! gives them ([`abi::entry`]), and a library keeps none of the pointers it is given beyond the call.

use std::{ffi::CStr, path::Path, ptr};

use libloading::Library as Shared;

use crate::{
    Error, Fault,
    abi::{self, CardHandle, ContextHandle, Dword, IoRequest, Long, ReaderState, entry},
};

/// The system's PC/SC library, found as the system finds libraries.
const SYSTEM: &str = "libpcsclite.so.1";

/// A loaded library and its entry points, which are valid as long as it stays loaded.
#[derive(Debug)]
pub struct Library {
    establish: entry::EstablishContext,
    release: entry::OnContext,
    cancel: entry::OnContext,
    list: entry::ListReaders,
    changes: entry::GetStatusChange,
    connect: entry::Connect,
    reconnect: entry::Reconnect,
    disconnect: entry::Dispose,
    begin: entry::BeginTransaction,
    end: entry::Dispose,
    status: entry::Status,
    transmit: entry::Transmit,
    _shared: Shared,
}

/// What `SCardStatus` tells.
pub struct Status {
    pub state: Dword,
    pub protocol: Dword,
    pub atr: Vec<u8>,
}

fn done(code: Long) -> Result<(), Fault> {
    Fault::from_code(code).map_or(Ok(()), Err)
}

/// As a C length. Lengths of ours fit: `DWORD` is as wide as `usize` or the slice is short.
fn length(of: usize) -> Dword {
    Dword::try_from(of).unwrap_or(Dword::MAX)
}

#[expect(unsafe_code, reason = "PC/SC is an interface for C; the rest of the crate uses what is safe here")]
impl Library {
    /// Loads the library at `path`, or the system's.
    pub fn load(path: Option<&Path>) -> Result<Self, Error> {
        let missing = |error: libloading::Error| Error::LibraryMissing(error.to_string());
        // SAFETY: loading runs the library's initialisers. Those of pcsc-lite do nothing but set it up; who
        // names another library trusts it as with any program they start.
        let shared =
            unsafe { path.map_or_else(|| Shared::new(SYSTEM), |path| Shared::new(path)) }.map_err(missing)?;
        // SAFETY: each symbol has the type `abi::entry` gives it, as `winscard.h` declares it. The pointers
        // are copied out of the symbols and live beside the library in one value that never gives them away.
        unsafe {
            Ok(Self {
                establish: *shared.get(b"SCardEstablishContext\0").map_err(missing)?,
                release: *shared.get(b"SCardReleaseContext\0").map_err(missing)?,
                cancel: *shared.get(b"SCardCancel\0").map_err(missing)?,
                list: *shared.get(b"SCardListReaders\0").map_err(missing)?,
                changes: *shared.get(b"SCardGetStatusChange\0").map_err(missing)?,
                connect: *shared.get(b"SCardConnect\0").map_err(missing)?,
                reconnect: *shared.get(b"SCardReconnect\0").map_err(missing)?,
                disconnect: *shared.get(b"SCardDisconnect\0").map_err(missing)?,
                begin: *shared.get(b"SCardBeginTransaction\0").map_err(missing)?,
                end: *shared.get(b"SCardEndTransaction\0").map_err(missing)?,
                status: *shared.get(b"SCardStatus\0").map_err(missing)?,
                transmit: *shared.get(b"SCardTransmit\0").map_err(missing)?,
                _shared: shared,
            })
        }
    }

    pub fn establish(&self) -> Result<ContextHandle, Fault> {
        let mut context = 0;
        // SAFETY: `context` is valid for the write; the reserved pointers may be null.
        done(unsafe { (self.establish)(abi::SCOPE_SYSTEM, ptr::null(), ptr::null(), &raw mut context) })?;
        Ok(context)
    }

    pub fn release(&self, context: ContextHandle) -> Result<(), Fault> {
        // SAFETY: a handle is a number; the library refuses one it does not know.
        done(unsafe { (self.release)(context) })
    }

    pub fn cancel(&self, context: ContextHandle) -> Result<(), Fault> {
        // SAFETY: as `release`; may be called while another thread waits on the context.
        done(unsafe { (self.cancel)(context) })
    }

    /// The names of the readers, each ended by NUL, and a NUL.
    pub fn list(&self, context: ContextHandle) -> Result<Vec<u8>, Fault> {
        let mut needed: Dword = 0;
        // SAFETY: without a buffer the library only tells the length it needs.
        done(unsafe { (self.list)(context, ptr::null(), ptr::null_mut(), &raw mut needed) })?;
        let mut names = vec![0_u8; usize::try_from(needed).unwrap_or(0)];
        // SAFETY: `names` has as many octets as `needed` says.
        done(unsafe { (self.list)(context, ptr::null(), names.as_mut_ptr().cast(), &raw mut needed) })?;
        names.truncate(usize::try_from(needed).unwrap_or(0));
        Ok(names)
    }

    /// Waits until one of the readers differs from what its `current` says.
    ///
    /// Each name is the one of `names` at the same place; the pointers in `states` are set here.
    pub fn changes(
        &self,
        context: ContextHandle,
        milliseconds: Dword,
        names: &[&CStr],
        states: &mut [ReaderState],
    ) -> Result<(), Fault> {
        debug_assert_eq!(names.len(), states.len());
        for (state, name) in states.iter_mut().zip(names) {
            state.reader = name.as_ptr();
        }
        let count = names.len().min(states.len());
        // SAFETY: the first `count` states are valid, and their names live as long as `names`.
        let code = unsafe { (self.changes)(context, milliseconds, states.as_mut_ptr(), length(count)) };
        for state in states {
            state.reader = ptr::null();
        }
        done(code)
    }

    pub fn connect(
        &self,
        context: ContextHandle,
        reader: &CStr,
        share: Dword,
        protocols: Dword,
    ) -> Result<(CardHandle, Dword), Fault> {
        let (mut card, mut protocol) = (0, 0);
        // SAFETY: the name ends with NUL; `card` and `protocol` are valid for the writes.
        done(unsafe {
            (self.connect)(context, reader.as_ptr(), share, protocols, &raw mut card, &raw mut protocol)
        })?;
        Ok((card, protocol))
    }

    pub fn reconnect(
        &self,
        card: CardHandle,
        share: Dword,
        protocols: Dword,
        disposition: Dword,
    ) -> Result<Dword, Fault> {
        let mut protocol = 0;
        // SAFETY: `protocol` is valid for the write.
        done(unsafe { (self.reconnect)(card, share, protocols, disposition, &raw mut protocol) })?;
        Ok(protocol)
    }

    pub fn disconnect(&self, card: CardHandle, disposition: Dword) -> Result<(), Fault> {
        // SAFETY: a handle is a number; the library refuses one it does not know.
        done(unsafe { (self.disconnect)(card, disposition) })
    }

    pub fn begin(&self, card: CardHandle) -> Result<(), Fault> {
        // SAFETY: as `disconnect`.
        done(unsafe { (self.begin)(card) })
    }

    pub fn end(&self, card: CardHandle, disposition: Dword) -> Result<(), Fault> {
        // SAFETY: as `disconnect`.
        done(unsafe { (self.end)(card, disposition) })
    }

    pub fn status(&self, card: CardHandle) -> Result<Status, Fault> {
        let mut name = [0_u8; abi::LONGEST_READER_NAME];
        let mut atr = [0_u8; abi::LONGEST_ATR];
        let (mut name_length, mut atr_length) = (length(name.len()), length(atr.len()));
        let (mut state, mut protocol) = (0, 0);
        // SAFETY: both buffers have the lengths given beside them; all pointers are valid for the writes.
        done(unsafe {
            (self.status)(
                card,
                name.as_mut_ptr().cast(),
                &raw mut name_length,
                &raw mut state,
                &raw mut protocol,
                atr.as_mut_ptr(),
                &raw mut atr_length,
            )
        })?;
        let atr = atr[..usize::try_from(atr_length).map_or(atr.len(), |told| told.min(atr.len()))].to_vec();
        Ok(Status { state, protocol, atr })
    }

    /// Sends a command and gives the answer.
    pub fn transmit(&self, card: CardHandle, protocol: Dword, command: &[u8]) -> Result<Vec<u8>, Fault> {
        let mut answer = vec![0; abi::LONGEST_BUFFER];
        let mut got = length(answer.len());
        let request = IoRequest::new(protocol);
        // SAFETY: `command` and `answer` have the lengths given beside them; the request for the answer may
        // be null.
        done(unsafe {
            (self.transmit)(
                card,
                &raw const request,
                command.as_ptr(),
                length(command.len()),
                ptr::null_mut(),
                answer.as_mut_ptr(),
                &raw mut got,
            )
        })?;
        answer.truncate(usize::try_from(got).unwrap_or(0));
        // What is kept is short, as most answers are.
        answer.shrink_to_fit();
        Ok(answer)
    }
}
