//! The devices that hold a person's keys, seen from the computer they are connected to.
//!
//! # Concept
//!
//! A [`Shelf`] holds devices: it lists them ([`Found`]) and opens one of their keys ([`Opened`]) with a PIN.
//! [`LocalShelf`] is that of this computer. What is asked for is a [`Purpose`], signature or authentication;
//! the key follows from the certificates and their key usage, never from the number of a slot.
//!
//! # A PIN is presented once
//!
//! One PIN opens a device for a whole batch. A wrong one is never sent again, one of the wrong shape is not
//! sent at all, and listing spends no try. Every [`Condition`] has its own words (`problem-CODE` in the
//! catalogues); "wrong PIN" is said only when the device said it.
//!
//! # Common tasks
//!
//! - What is there: [`Shelf::list`]. What is the matter with it: [`Found::condition`].
//! - Sign: [`Shelf::open`], then [`keyvault::SigningKey::sign_digest`] as often as needed. When that fails,
//!   [`DeviceError::of_key`] tells the condition; after [`Condition::PinAgain`], [`Condition::Removed`] or
//!   [`Condition::Busy`] open again and go on with the signature that failed.
//! - The PIN: [`Shelf::change_pin`], [`Shelf::unblock`].
//! - New keys and certificates: [`personalise`].
//!
//! ```
//! use std::sync::Arc;
//! use devices::{Condition, LocalShelf, Purpose, Shelf};
//! use foundation::{Secret, SystemClock};
//!
//! # let folder = tempfile::tempdir()?;
//! let shelf = LocalShelf::new(Arc::new(SystemClock)).with_folder(folder.path());
//! for device in shelf.list().into_iter().filter(|device| device.can_sign()) {
//!     let pin = Secret::new("12345678".to_owned());
//!     match shelf.open(&device.id, Purpose::Signature, Some(&pin)) {
//!         Ok(opened) => println!("{}", opened.certificate.subject().friendly()),
//!         Err(error) if matches!(error.condition, Condition::PinWrong { .. }) => println!("wrong"),
//!         Err(error) => println!("{error}"),
//!     }
//! }
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod apdu;
mod card;
mod cns;
mod condition;
mod encoding;
mod local;
mod module;
mod pcsc_readers;
pub mod personalise;
mod piv;
mod pkcs12;
pub mod reader;
mod shelf;
mod token_file;

pub use condition::{Condition, DeviceError};
pub use local::LocalShelf;
pub use pcsc_readers::PcscReaders;
pub use shelf::{DeviceId, Found, Kind, Opened, PinState, Purpose, Shelf};
