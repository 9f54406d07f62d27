//! Types and constants of PC/SC as pcsc-lite lays them out for C on 64-bit Linux.
//!
//! `DWORD` is `unsigned long` and `LONG` is `long`: eight octets each, unlike on Windows and macOS. Codes of
//! failures are **positive** in them (`0x8010_000a`, not its sign extension); see [`crate::Fault`].

use std::ffi::{c_char, c_long, c_ulong, c_void};

/// `DWORD`.
pub type Dword = c_ulong;
/// `LONG`: what every entry point returns.
pub type Long = c_long;
/// `SCARDCONTEXT`.
pub type ContextHandle = Long;
/// `SCARDHANDLE`.
pub type CardHandle = Long;

/// `SCARD_S_SUCCESS`.
pub const SUCCESS: Long = 0;
/// `INFINITE`: a timeout that never comes, in milliseconds.
pub const INFINITE: Dword = 0xffff_ffff;
/// `SCARD_AUTOALLOCATE`: a length that asks the library to allocate; freed by `SCardFreeMemory`.
pub const AUTOALLOCATE: Dword = Dword::MAX;
/// `MAX_ATR_SIZE`.
pub const LONGEST_ATR: usize = 33;
/// `MAX_BUFFER_SIZE_EXTENDED`: an extended command or answer and what is around it.
pub const LONGEST_BUFFER: usize = 4 + 3 + (1 << 16) + 3 + 2;
/// `MAX_READERNAME`, its NUL included.
pub const LONGEST_READER_NAME: usize = 128;
/// The reader that is none: a wait for it ends when a reader comes or goes.
pub const ARRIVALS: &std::ffi::CStr = c"\\\\?PnP?\\Notification";

/// `SCARD_SCOPE_SYSTEM`, what everybody asks for.
pub const SCOPE_SYSTEM: Dword = 2;

/// `SCARD_SHARE_*`.
pub mod share {
    use super::Dword;
    /// Nobody else.
    pub const EXCLUSIVE: Dword = 1;
    /// Others too.
    pub const SHARED: Dword = 2;
    /// The reader itself; there may be no card.
    pub const DIRECT: Dword = 3;
}

/// `SCARD_PROTOCOL_*`, one bit each.
pub mod protocol {
    use super::Dword;
    /// No card, or none agreed.
    pub const UNDEFINED: Dword = 0;
    /// T=0: octets.
    pub const T0: Dword = 1;
    /// T=1: blocks.
    pub const T1: Dword = 2;
    /// Whatever the reader does.
    pub const RAW: Dword = 4;
}

/// What to do with the card: `SCARD_LEAVE_CARD` and its kin.
pub mod disposition {
    use super::Dword;
    /// Nothing.
    pub const LEAVE: Dword = 0;
    /// Reset it.
    pub const RESET: Dword = 1;
    /// Take its power away.
    pub const UNPOWER: Dword = 2;
    /// Eject it.
    pub const EJECT: Dword = 3;
}

/// `SCARD_STATE_*` in [`ReaderState`]; the upper sixteen bits of the event count cards that came and went.
pub mod state {
    use super::Dword;
    /// The caller knows nothing yet.
    pub const UNAWARE: Dword = 0;
    /// The caller does not care for this reader.
    pub const IGNORE: Dword = 0x1;
    /// Something differs from what the caller knew.
    pub const CHANGED: Dword = 0x2;
    /// There is no such reader.
    pub const UNKNOWN: Dword = 0x4;
    /// The reader cannot be used.
    pub const UNAVAILABLE: Dword = 0x8;
    /// No card.
    pub const EMPTY: Dword = 0x10;
    /// A card.
    pub const PRESENT: Dword = 0x20;
    /// The card is taken exclusively.
    pub const EXCLUSIVE: Dword = 0x80;
    /// The card is used by somebody.
    pub const IN_USE: Dword = 0x100;
    /// The card does not answer.
    pub const MUTE: Dword = 0x200;
}

/// `SCARD_UNKNOWN`, `SCARD_ABSENT` and their kin: the state `SCardStatus` gives.
pub mod status {
    use super::Dword;
    /// Unknown.
    pub const UNKNOWN: Dword = 0x1;
    /// No card.
    pub const ABSENT: Dword = 0x2;
    /// A card.
    pub const PRESENT: Dword = 0x4;
    /// Under power.
    pub const POWERED: Dword = 0x10;
    /// The protocol can still be chosen.
    pub const NEGOTIABLE: Dword = 0x20;
    /// The protocol is chosen.
    pub const SPECIFIC: Dword = 0x40;
}

/// `SCARD_READERSTATE`.
#[repr(C)]
#[derive(Clone, Copy, Debug)]
pub struct ReaderState {
    /// Name of the reader, ended by NUL.
    pub reader: *const c_char,
    /// The caller's own; the library does not look at it.
    pub user_data: *mut c_void,
    /// What the caller knows: [`state`].
    pub current: Dword,
    /// What there is: [`state`].
    pub event: Dword,
    /// How many octets of [`Self::atr`] count.
    pub atr_length: Dword,
    /// The ATR of the card that is present.
    pub atr: [u8; LONGEST_ATR],
}

/// `SCARD_IO_REQUEST`.
#[repr(C)]
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct IoRequest {
    /// One of [`protocol`].
    pub protocol: Dword,
    /// Octets of this structure.
    pub length: Dword,
}

impl IoRequest {
    /// The request for one of [`protocol`].
    #[must_use]
    pub const fn new(protocol: Dword) -> Self {
        Self { protocol, length: size_of::<Self>() as Dword }
    }
}

/// The entry points, by the type each has in C.
pub mod entry {
    use super::{CardHandle, ContextHandle, Dword, IoRequest, Long, ReaderState};
    use std::ffi::{c_char, c_void};

    /// `SCardEstablishContext(scope, reserved, reserved, out context)`.
    pub type EstablishContext =
        unsafe extern "C" fn(Dword, *const c_void, *const c_void, *mut ContextHandle) -> Long;
    /// `SCardReleaseContext` and `SCardCancel`.
    pub type OnContext = unsafe extern "C" fn(ContextHandle) -> Long;
    /// `SCardListReaders(context, groups, out names, inout length)`.
    pub type ListReaders =
        unsafe extern "C" fn(ContextHandle, *const c_char, *mut c_char, *mut Dword) -> Long;
    /// `SCardGetStatusChange(context, milliseconds, inout states, count)`.
    pub type GetStatusChange = unsafe extern "C" fn(ContextHandle, Dword, *mut ReaderState, Dword) -> Long;
    /// `SCardConnect(context, reader, share, protocols, out card, out protocol)`.
    pub type Connect =
        unsafe extern "C" fn(ContextHandle, *const c_char, Dword, Dword, *mut CardHandle, *mut Dword) -> Long;
    /// `SCardReconnect(card, share, protocols, disposition, out protocol)`.
    pub type Reconnect = unsafe extern "C" fn(CardHandle, Dword, Dword, Dword, *mut Dword) -> Long;
    /// `SCardBeginTransaction(card)`.
    pub type BeginTransaction = unsafe extern "C" fn(CardHandle) -> Long;
    /// `SCardEndTransaction(card, disposition)` and `SCardDisconnect`.
    pub type Dispose = unsafe extern "C" fn(CardHandle, Dword) -> Long;
    /// `SCardStatus(card, out names, inout length, out state, out protocol, out atr, inout length)`.
    pub type Status = unsafe extern "C" fn(
        CardHandle,
        *mut c_char,
        *mut Dword,
        *mut Dword,
        *mut Dword,
        *mut u8,
        *mut Dword,
    ) -> Long;
    /// `SCardTransmit(card, request, command, length, inout request, out answer, inout length)`.
    pub type Transmit = unsafe extern "C" fn(
        CardHandle,
        *const IoRequest,
        *const u8,
        Dword,
        *mut IoRequest,
        *mut u8,
        *mut Dword,
    ) -> Long;
}
