//! A reader that is no device: gives a card to `pcscd` by the protocol of vpcd (the vsmartcard project), so
//! that every program that asks PC/SC sees it in a reader.
//!
//! **Such a card is a test device, not a qualified signature creation device.** PIN and answers cross the
//! connection in the clear, and whoever reaches the port can take the reader's place. Keep it on the
//! loopback.
//!
//! # Concept
//!
//! - A [`Slot`] is where a [`Card`] is, or is not, or is broken; [`token_slot`] is that of a token file.
//! - [`serve`] carries the messages, in one of two directions ([`Link`]), until [`Stop::ask`]. `pcscd` may
//!   end and come back.
//! - What the reader sends is bounded: a message has 65 535 octets at most.
//!
//! # Common tasks
//!
//! ```
//! use std::time::Duration;
//! use virtual_reader::{Link, Stop, serve, token_slot};
//!
//! let stop = Stop::default();
//! # stop.ask();
//! let link = Link::Connect { address: "127.0.0.1:35963".into(), every: Duration::from_millis(250) };
//! serve(&link, &mut token_slot("rossi.token".into()), &stop, &mut |event| eprintln!("{event:?}"))?;
//! # Ok::<(), virtual_reader::ServeError>(())
//! ```

mod serve;
mod slot;
mod stop;
mod token;
mod wire;

pub use serve::{Event, Link, ServeError, serve};
pub use slot::{Card, Power, Seat, Slot};
pub use stop::Stop;
pub use token::token_slot;
