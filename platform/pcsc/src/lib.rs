//! Client of PC/SC: the readers of this computer, the cards in them, and what cards answer to commands.
//!
//! # Concept
//!
//! - A [`Context`] is a conversation with the PC/SC service (`pcscd`). Its library is loaded when the context
//!   is opened, so a program starts where no reader was ever installed and says so:
//!   [`Error::LibraryMissing`]. [`Context::open_library`] takes another library with the same entry points.
//! - A [`Reader`] is a name; [`Seen`] is what is known about one: is there a card, which ATR has it.
//! - A [`Connection`] carries commands to a card (ISO/IEC 7816-4). A [`Transaction`] keeps other programs
//!   from speaking in between.
//! - [`Fault`] has a name for each refusal of PC/SC.
//!
//! A connection over which a PIN or PUK was presented **resets the card when it ends**, so that no other
//! program finds the card open; any other leaves the card as it is for those who share it.
//!
//! # Common tasks
//!
//! Which cards are there:
//!
//! ```no_run
//! let context = pcsc::Context::open()?;
//! for seen in context.look()? {
//!     println!("{}: {:02x?}", seen.reader, seen.atr());
//! }
//! # Ok::<(), pcsc::Error>(())
//! ```
//!
//! Ask a card for its current file:
//!
//! ```no_run
//! use pcsc::{Context, Share};
//! # let context = Context::open()?;
//! # let reader = context.readers()?.remove(0);
//! let card = context.connect(&reader, Share::Shared)?;
//! let held = card.transaction()?;
//! let answer = held.transmit(&[0x00, 0xa4, 0x00, 0x00, 0x02, 0x3f, 0x00, 0x00])?;
//! assert!(answer.ends_with(&[0x90, 0x00]));
//! # Ok::<(), pcsc::Error>(())
//! ```
//!
//! Wait until a card or reader comes or goes:
//!
//! ```no_run
//! # use std::time::Duration;
//! # let context = pcsc::Context::open()?;
//! let mut seen = context.look()?;
//! seen.push(pcsc::Seen::arrivals());
//! if context.wait(&mut seen, Some(Duration::from_secs(5)))? {
//!     seen = context.look()?;
//! }
//! # Ok::<(), pcsc::Error>(())
//! ```
//!
//! # Limits
//!
//! The layout of pcsc-lite on Linux ([`abi`]). A transmit waits as long as the reader does: PC/SC has no
//! timeout for it.

pub mod abi;
mod connection;
mod context;
mod fault;
mod library;

pub use connection::{Connection, Disposition, Protocol, Share, Status, Transaction};
pub use context::{Context, Reader, Seen};
pub use fault::Fault;

/// Why something was not done.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// The library is not installed or is no PC/SC library. What the system's loader said.
    #[error("the PC/SC library cannot be loaded: {0}")]
    LibraryMissing(String),
    /// What PC/SC refused with.
    #[error(transparent)]
    Refused(#[from] Fault),
    /// An answer shorter than its two status octets.
    #[error("the card's answer has no status")]
    NoStatus,
}

impl Error {
    /// The refusal of PC/SC, if it is one.
    #[must_use]
    pub fn fault(&self) -> Option<Fault> {
        match self {
            Self::Refused(fault) => Some(*fault),
            _ => None,
        }
    }

    /// True where there is no service to ask: it does not run, has stopped, or was started anew since.
    /// A new [`Context`] may find it.
    #[must_use]
    pub fn is_service_gone(&self) -> bool {
        matches!(
            self.fault(),
            Some(
                Fault::NoService
                    | Fault::ServiceStopped
                    | Fault::CommunicationError
                    | Fault::InvalidHandle
                    | Fault::SystemCancelled
                    | Fault::Shutdown
            )
        )
    }

    /// True where the card was taken out, or there is none.
    #[must_use]
    pub fn is_card_gone(&self) -> bool {
        matches!(
            self.fault(),
            Some(Fault::RemovedCard | Fault::NoSmartcard | Fault::ReaderUnavailable | Fault::UnknownReader)
        )
    }
}
