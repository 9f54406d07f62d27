//! Memory that is lent to callers until they give it back.

use std::{
    collections::BTreeMap,
    ffi::{CStr, CString},
    sync::{LazyLock, Mutex, MutexGuard, PoisonError},
};

use pcsc::{
    Fault,
    abi::{self, ContextHandle, Dword, Long},
};

/// How many pieces may be lent at once.
const MOST: usize = 4096;

/// By address: to which context, and the octets.
type Lent = BTreeMap<usize, (ContextHandle, Box<[u8]>)>;

static LENT: Mutex<Lent> = Mutex::new(BTreeMap::new());

fn lent() -> MutexGuard<'static, Lent> {
    LENT.lock().unwrap_or_else(PoisonError::into_inner)
}

/// Where octets go.
pub enum Given {
    /// Into memory of ours.
    Allocate,
    /// Into the caller's buffer.
    Fits,
    /// Nowhere.
    TooSmall,
}

/// Where so many octets go when the caller says that there is so much room.
pub fn place(room: Dword, octets: usize) -> Given {
    if room == abi::AUTOALLOCATE {
        Given::Allocate
    } else if usize::try_from(room).is_ok_and(|room| room < octets) {
        Given::TooSmall
    } else {
        Given::Fits
    }
}

/// Lends octets; their address.
///
/// # Errors
/// [`Fault::NoMemory`] where too many are lent.
pub fn lend(context: ContextHandle, octets: Vec<u8>) -> Result<usize, Fault> {
    let mut lent = lent();
    if lent.len() >= MOST {
        return Err(Fault::NoMemory);
    }
    // Never empty: an empty box has no address of its own.
    let octets = if octets.is_empty() { vec![0] } else { octets }.into_boxed_slice();
    let address = octets.as_ptr() as usize;
    lent.insert(address, (context, octets));
    Ok(address)
}

/// Takes back what was lent; nothing is lent at the address 0.
///
/// # Errors
/// [`Fault::InvalidParameter`] for what was not lent.
pub fn give_back(address: usize) -> Result<(), Fault> {
    if address != 0 && lent().remove(&address).is_none() {
        return Err(Fault::InvalidParameter);
    }
    Ok(())
}

/// Takes back what a context still has.
pub fn forget(context: ContextHandle) {
    lent().retain(|_, (owner, _)| *owner != context);
}

/// The name of a code, for ever.
pub fn name_of(code: Long) -> &'static CStr {
    static NAMES: LazyLock<BTreeMap<Long, CString>> = LazyLock::new(|| {
        let named = |fault: &Fault| Some((fault.code(), CString::new(fault.name()).ok()?));
        Fault::ALL.iter().filter_map(named).collect()
    });
    match (code, NAMES.get(&code)) {
        (abi::SUCCESS, _) => c"SCARD_S_SUCCESS",
        (_, Some(name)) => name,
        (_, None) => c"unknown PC/SC code",
    }
}
