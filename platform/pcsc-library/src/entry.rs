//! The entry points for C, as `winscard.h` declares them.
//!
//! # Safety
//!
//! What the C interface asks of every caller: a pointer is null or valid for what it points to; a name ends
//! with NUL; a buffer has as many octets as the length beside it says. Null is refused where it makes no
//! sense. Nothing is kept of what was given, no two references to it exist at once, and no panic leaves.

#![expect(unsafe_code, reason = "PC/SC is an interface for C; the rest of the crate is safe")]
#![expect(clippy::missing_safety_doc, reason = "one contract for all, in the module's text")]

use std::{
    ffi::{CStr, c_char, c_void},
    panic::{AssertUnwindSafe, catch_unwind},
    ptr, slice,
    time::Duration,
};

use pcsc::{
    Fault,
    abi::{self, CardHandle, ContextHandle, Dword, IoRequest, Long, ReaderState, protocol},
};

use crate::{
    memory::{self, Given},
    service::Watch,
    the_service,
};

/// `SCARD_PCI_T0`.
#[unsafe(no_mangle)]
pub static g_rgSCardT0Pci: IoRequest = IoRequest::new(protocol::T0);
/// `SCARD_PCI_T1`.
#[unsafe(no_mangle)]
pub static g_rgSCardT1Pci: IoRequest = IoRequest::new(protocol::T1);
/// `SCARD_PCI_RAW`.
#[unsafe(no_mangle)]
pub static g_rgSCardRawPci: IoRequest = IoRequest::new(protocol::RAW);

/// How many readers one wait may name.
const MOST_READERS: usize = 256;

/// Runs the body of an entry point; a panic becomes a code.
fn answer(body: impl FnOnce() -> Result<(), Fault>) -> Long {
    match catch_unwind(AssertUnwindSafe(body)) {
        Ok(Ok(())) => abi::SUCCESS,
        Ok(Err(fault)) => fault.code(),
        Err(_) => Fault::InternalError.code(),
    }
}

/// Writes through a pointer that must not be null.
fn put<T>(to: *mut T, value: T) -> Result<(), Fault> {
    if to.is_null() {
        return Err(Fault::InvalidParameter);
    }
    // SAFETY: not null, so valid for a write by the module's contract.
    unsafe { to.write(value) };
    Ok(())
}

/// The octets of a name.
fn name(from: *const c_char) -> Result<Vec<u8>, Fault> {
    if from.is_null() {
        return Err(Fault::InvalidParameter);
    }
    // SAFETY: not null, so a string that ends with NUL by the module's contract; it is copied.
    Ok(unsafe { CStr::from_ptr(from) }.to_bytes().to_vec())
}

/// Gives octets in the manner of PC/SC: without a buffer only the length, in a buffer if it is long enough,
/// or in memory of our own if the length is [`abi::AUTOALLOCATE`].
fn fill(context: ContextHandle, buffer: *mut u8, length: *mut Dword, octets: Vec<u8>) -> Result<(), Fault> {
    if length.is_null() {
        return Err(Fault::InvalidParameter);
    }
    // SAFETY: not null, so valid for a read by the module's contract.
    let room = unsafe { length.read() };
    let needed = Dword::try_from(octets.len()).map_err(|_| Fault::NoMemory)?;
    if buffer.is_null() && room == abi::AUTOALLOCATE {
        return Err(Fault::InvalidParameter);
    }
    put(length, needed)?;
    if buffer.is_null() {
        return Ok(());
    }
    match memory::place(room, octets.len()) {
        Given::Allocate => {
            let address = memory::lend(context, octets)?;
            // SAFETY: with this length the buffer is the place of a pointer, which may be unaligned.
            unsafe { buffer.cast::<*const u8>().write_unaligned(address as *const u8) };
            Ok(())
        }
        Given::Fits => {
            // SAFETY: the buffer has `room` octets by the module's contract, which are enough; `octets` are
            // our own and do not overlap it.
            unsafe { ptr::copy_nonoverlapping(octets.as_ptr(), buffer, octets.len()) };
            Ok(())
        }
        Given::TooSmall => Err(Fault::InsufficientBuffer),
    }
}

/// As [`fill`] where the caller may want nothing: no buffer and no length.
fn fill_if_wanted(
    context: ContextHandle,
    buffer: *mut u8,
    length: *mut Dword,
    octets: Vec<u8>,
) -> Result<(), Fault> {
    if buffer.is_null() && length.is_null() { Ok(()) } else { fill(context, buffer, length, octets) }
}

/// Names, each ended by NUL, and a NUL.
fn multi_string(names: impl IntoIterator<Item = String>) -> Vec<u8> {
    let mut all = Vec::new();
    for name in names {
        all.extend(name.into_bytes());
        all.push(0);
    }
    all.push(0);
    all
}

/// `SCardEstablishContext`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardEstablishContext(
    scope: Dword,
    _: *const c_void,
    _: *const c_void,
    context: *mut ContextHandle,
) -> Long {
    answer(|| {
        if context.is_null() {
            return Err(Fault::InvalidParameter);
        }
        if scope > abi::SCOPE_SYSTEM {
            return Err(Fault::InvalidValue);
        }
        put(context, the_service().establish()?)
    })
}

/// `SCardReleaseContext`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardReleaseContext(context: ContextHandle) -> Long {
    answer(|| {
        the_service().release(context)?;
        memory::forget(context);
        Ok(())
    })
}

/// `SCardIsValidContext`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardIsValidContext(context: ContextHandle) -> Long {
    answer(|| the_service().is_valid(context))
}

/// `SCardFreeMemory`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardFreeMemory(context: ContextHandle, lent: *const c_void) -> Long {
    answer(|| {
        the_service().is_valid(context)?;
        memory::give_back(lent as usize)
    })
}

/// `SCardListReaders`. The groups are not looked at.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardListReaders(
    context: ContextHandle,
    _: *const c_char,
    names: *mut c_char,
    length: *mut Dword,
) -> Long {
    answer(|| {
        let readers = the_service().readers(context)?;
        fill(context, names.cast(), length, multi_string(readers))
    })
}

/// `SCardListReaderGroups`: the one of pcsc-lite.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardListReaderGroups(
    context: ContextHandle,
    names: *mut c_char,
    length: *mut Dword,
) -> Long {
    answer(|| {
        the_service().is_valid(context)?;
        fill(context, names.cast(), length, multi_string(["SCard$DefaultReaders".to_owned()]))
    })
}

/// `SCardConnect`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardConnect(
    context: ContextHandle,
    reader: *const c_char,
    share: Dword,
    protocols: Dword,
    card: *mut CardHandle,
    protocol: *mut Dword,
) -> Long {
    answer(|| {
        if card.is_null() || protocol.is_null() {
            return Err(Fault::InvalidParameter);
        }
        put(card, 0)?;
        let (new, by) = the_service().connect(context, &name(reader)?, share, protocols)?;
        put(card, new)?;
        put(protocol, by)
    })
}

/// `SCardReconnect`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardReconnect(
    card: CardHandle,
    share: Dword,
    protocols: Dword,
    first: Dword,
    protocol: *mut Dword,
) -> Long {
    answer(|| {
        if protocol.is_null() {
            return Err(Fault::InvalidParameter);
        }
        put(protocol, the_service().reconnect(card, share, protocols, first)?)
    })
}

/// `SCardDisconnect`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardDisconnect(card: CardHandle, then: Dword) -> Long {
    answer(|| the_service().disconnect(card, then))
}

/// `SCardBeginTransaction`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardBeginTransaction(card: CardHandle) -> Long {
    answer(|| the_service().begin(card))
}

/// `SCardEndTransaction`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardEndTransaction(card: CardHandle, then: Dword) -> Long {
    answer(|| the_service().end(card, then))
}

/// `SCardStatus`. Any of the places may be null.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardStatus(
    card: CardHandle,
    names: *mut c_char,
    names_length: *mut Dword,
    state: *mut Dword,
    protocol: *mut Dword,
    atr: *mut u8,
    atr_length: *mut Dword,
) -> Long {
    answer(|| {
        let service = the_service();
        let context = service.context_of(card)?;
        let told = service.status(card)?;
        if !state.is_null() {
            put(state, told.state)?;
        }
        if !protocol.is_null() {
            put(protocol, told.protocol)?;
        }
        let name = fill_if_wanted(context, names.cast(), names_length, multi_string([told.reader]));
        fill_if_wanted(context, atr, atr_length, told.atr)?;
        name
    })
}

/// `SCardGetStatusChange`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardGetStatusChange(
    context: ContextHandle,
    milliseconds: Dword,
    states: *mut ReaderState,
    count: Dword,
) -> Long {
    answer(|| {
        let count = usize::try_from(count).map_err(|_| Fault::InvalidValue)?;
        if count > MOST_READERS {
            return Err(Fault::InvalidValue);
        }
        if states.is_null() && count > 0 {
            return Err(Fault::InvalidParameter);
        }
        let mut watched = Vec::with_capacity(count);
        for at in 0..count {
            // SAFETY: one of the `count` states that are there by the module's contract.
            let state = unsafe { states.add(at).read() };
            watched.push(Watch {
                name: name(state.reader)?,
                current: state.current,
                event: 0,
                atr: Vec::new(),
            });
        }
        let at_most = (milliseconds < abi::INFINITE).then(|| Duration::from_millis(milliseconds));
        let result = the_service().changes(context, at_most, &mut watched);
        if matches!(result, Ok(()) | Err(Fault::Timeout)) {
            for (at, watch) in watched.iter().enumerate() {
                // SAFETY: as above; the borrow ends before the next.
                let state = unsafe { &mut *states.add(at) };
                state.event = watch.event;
                state.atr = [0; abi::LONGEST_ATR];
                let length = watch.atr.len().min(abi::LONGEST_ATR);
                state.atr[..length].copy_from_slice(&watch.atr[..length]);
                state.atr_length = Dword::try_from(length).unwrap_or(0);
            }
        }
        result
    })
}

/// `SCardCancel`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardCancel(context: ContextHandle) -> Long {
    answer(|| the_service().cancel(context))
}

/// `SCardTransmit`.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardTransmit(
    card: CardHandle,
    by: *const IoRequest,
    command: *const u8,
    command_length: Dword,
    answered_by: *mut IoRequest,
    buffer: *mut u8,
    length: *mut Dword,
) -> Long {
    answer(|| {
        if by.is_null() || command.is_null() || buffer.is_null() || length.is_null() {
            return Err(Fault::InvalidParameter);
        }
        let command_length = usize::try_from(command_length).map_err(|_| Fault::InsufficientBuffer)?;
        if command_length > abi::LONGEST_BUFFER {
            return Err(Fault::InsufficientBuffer);
        }
        // SAFETY: neither is null; the command has that length by the module's contract. It is copied, as the
        // answer may go where it came from.
        let (by, command) =
            unsafe { ((*by).protocol, slice::from_raw_parts(command, command_length).to_vec()) };
        // SAFETY: not null.
        if unsafe { length.read() } == abi::AUTOALLOCATE {
            return Err(Fault::InvalidParameter);
        }
        let octets = the_service().transmit(card, by, &command)?;
        fill(0, buffer, length, octets)?;
        if !answered_by.is_null() {
            put(answered_by, IoRequest::new(by))?;
        }
        Ok(())
    })
}

/// `SCardControl`: these readers have no commands of their own.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardControl(
    card: CardHandle,
    _: Dword,
    _: *const c_void,
    _: Dword,
    _: *mut c_void,
    _: Dword,
    length: *mut Dword,
) -> Long {
    answer(|| {
        if !length.is_null() {
            put(length, 0)?;
        }
        the_service().context_of(card)?;
        Err(Fault::UnsupportedFeature)
    })
}

/// `SCardGetAttrib`: these readers have no attributes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardGetAttrib(card: CardHandle, _: Dword, _: *mut u8, _: *mut Dword) -> Long {
    answer(|| the_service().context_of(card).and(Err(Fault::UnsupportedFeature)))
}

/// `SCardSetAttrib`: these readers have no attributes.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn SCardSetAttrib(card: CardHandle, _: Dword, _: *const u8, _: Dword) -> Long {
    answer(|| the_service().context_of(card).and(Err(Fault::UnsupportedFeature)))
}

/// `pcsc_stringify_error`: the name of a code.
#[unsafe(no_mangle)]
pub unsafe extern "C" fn pcsc_stringify_error(code: Long) -> *const c_char {
    catch_unwind(|| memory::name_of(code).as_ptr()).unwrap_or(c"".as_ptr())
}
