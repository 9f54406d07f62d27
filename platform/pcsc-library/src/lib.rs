//! A PC/SC library with the cards of token files in process: no daemon, no port, no privilege.
//!
//! **Such a card is a test device, not a qualified signature creation device.**
//!
//! # Concept
//!
//! `libceralacca_pcsc.so` has the entry points of pcsc-lite. A program that loads its PC/SC library by a path
//! loads this one instead and finds a reader for each file that `CERALACCA_CARD` names, in the order named
//! and separated by `:`. A card is in its reader while its file is there.
//!
//! # Common tasks
//!
//! OpenSC, and whatever uses its PKCS#11 module, with a configuration that `OPENSC_CONF` names:
//!
//! ```text
//! app default {
//!     reader_driver pcsc { provider_library = /path/to/libceralacca_pcsc.so; }
//! }
//! ```
//!
//! ```text
//! CERALACCA_CARD=rossi.token OPENSC_CONF=opensc.conf pkcs15-tool -D
//! ```
//!
//! From Rust, with the client of this project:
//!
//! ```no_run
//! let context = pcsc::Context::open_library("/path/to/libceralacca_pcsc.so".as_ref())?;
//! println!("{:?}", context.look()?);
//! # Ok::<(), pcsc::Error>(())
//! ```
//!
//! # Differences from pcscd
//!
//! Each process has a card of its own in the same file: a PIN presented in one is not presented in another,
//! while the tries left are the file's and the same for all. A card to which nobody is connected has no
//! power. Readers have neither commands nor attributes of their own.

pub mod entry;
mod memory;
mod service;

use std::sync::LazyLock;

pub use service::{Service, Status, Watch};
use virtual_reader::token_slot;

/// The variable that names the token files.
pub const CARDS: &str = "CERALACCA_CARD";
/// As many readers as pcsc-lite has at most.
const MOST_READERS: usize = 16;

/// The service of this process, with the readers its environment named when it was first asked.
fn the_service() -> &'static Service {
    static SERVICE: LazyLock<Service> = LazyLock::new(|| {
        let cards = std::env::var_os(CARDS).unwrap_or_default();
        let files = std::env::split_paths(&cards).filter(|file| !file.as_os_str().is_empty());
        let readers = files.take(MOST_READERS).enumerate();
        Service::new(readers.map(|(at, file)| (reader_name(at), token_slot(file))).collect())
    });
    &SERVICE
}

/// What the reader at a place is called; it says what its card is.
fn reader_name(at: usize) -> String {
    format!("Ceralacca test reader (no QSCD) {at:02} 00")
}
