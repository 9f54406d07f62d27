//! A reader that is no device: gives a card to `pcscd` by the protocol of vpcd (the vsmartcard project), so
//! that every program that asks PC/SC sees it in a reader.
//!
//! **Such a card is a test device, not a qualified signature creation device.** PIN and answers cross the
//! connection in the clear, and whoever reaches the port can take the reader's place. Keep it on the
//! loopback.
//!
//! # Concept
//!
//! - A [`Slot`] is where the card is. A [`Source`] says whether there is one, and gives a [`Card`].
//! - [`serve`] carries the messages, in one of two directions ([`Link`]), until [`Stop::ask`]. `pcscd` may
//!   end and come back.
//! - What the reader sends is bounded: a message has 65 535 octets at most.
//!
//! # Common tasks
//!
//! ```
//! use std::time::Duration;
//! use virtual_reader::{Card, Link, Slot, Source, Stop, serve};
//!
//! struct Echo;
//! impl Card for Echo {
//!     fn atr(&self) -> Vec<u8> { vec![0x3b, 0x00] }
//!     fn reset(&mut self) {}
//!     fn transmit(&mut self, _: &[u8]) -> Vec<u8> { vec![0x90, 0x00] }
//! }
//! struct Always;
//! impl Source for Always {
//!     fn is_there(&self) -> bool { true }
//!     fn power(&self) -> Option<Box<dyn Card>> { Some(Box::new(Echo)) }
//! }
//!
//! let stop = Stop::default();
//! # stop.ask();
//! let link = Link::Connect { address: "127.0.0.1:35963".into(), every: Duration::from_millis(250) };
//! serve(&link, &mut Slot::new(Always), &stop, &mut |event| eprintln!("{event:?}"))?;
//! # Ok::<(), virtual_reader::ServeError>(())
//! ```

mod serve;
mod slot;
mod stop;
mod wire;

pub use serve::{Event, Link, ServeError, serve};
pub use slot::{Card, Seat, Slot, Source};
pub use stop::Stop;
