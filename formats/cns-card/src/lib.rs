//! The national services card (*Carta Nazionale dei Servizi*, CNS) as a pure state machine: commands go in,
//! answers come out. A second personality, PIV, carries the keys that clients of the CNS do not know.
//!
//! **A card made with this is a test device. It is not a qualified signature creation device**, and says so
//! in its files.
//!
//! # Concept
//!
//! - [`Card`] is the machine: [`Card::transmit`] takes a command (ISO/IEC 7816-4, short, extended, chained)
//!   and gives the answer, whatever comes in. [`Card::reset`] forgets what a card forgets without power.
//! - [`Memory`] is what a card keeps without power: files, counters, public keys. It holds no secret and is
//!   stored with `serde`.
//! - [`Chip`] is a port. Behind it are codes, private keys, randomness and durable storage. The machine
//!   decides whether something may be done, the chip does it.
//! - [`read_public`] is the other side: it reads the public files of any card through any reader.
//!
//! # A try is never given back
//!
//! Before a code is compared, the lowered counter goes to [`Chip::commit`], which returns when it is
//! durable. Only then [`Chip::check`] compares. Cutting the power at any moment costs a try or nothing; where
//! `commit` fails nothing is compared.
//!
//! # Common tasks
//!
//! Make a card, put it into a reader, and read what it says to everybody:
//!
//! ```
//! use cns_card::{Atr, Card, CardNumber, Memory, PersonalData, personal::Field, read_public};
//! # use cns_card::{Algorithm, Chip, Code, Failed, Operation, PublicKey};
//! # struct MyChip;
//! # impl Chip for MyChip {
//! #     fn commit(&mut self, _: &Memory) -> Result<(), Failed> { Ok(()) }
//! #     fn check(&mut self, _: u8, c: &Code) -> Result<bool, Failed> {
//! #         Ok(Code::from_digits("12345678").is_some_and(|right| right.matches(c)))
//! #     }
//! #     fn replace(&mut self, _: u8, _: &Code, _: u8, _: &Code) -> Result<(), Failed> { Ok(()) }
//! #     fn operate(&mut self, _: u8, _: Operation, _: &[u8]) -> Result<Vec<u8>, Failed> { Err(Failed) }
//! #     fn generate(&mut self, _: u8, _: Algorithm, _: Option<u8>) -> Result<PublicKey, Failed> { Err(Failed) }
//! #     fn random(&mut self, _: &mut [u8]) -> Result<(), Failed> { Ok(()) }
//! #     fn forget(&mut self) {}
//! # }
//! # fn main() -> Result<(), Box<dyn std::error::Error>> {
//! let holder = PersonalData::default()
//!     .with(Field::Surname, "ROSSI")?
//!     .with(Field::GivenName, "MARIA")?
//!     .with(Field::TaxCode, "RSSMRA80A41H501Y")?;
//! let number = CardNumber::new("7430012345678901").ok_or("sixteen characters")?;
//! let atr = Atr::preset("infocert-1205").ok_or("a preset")?;
//! let mut card = Card::new(Memory::cns(atr, &number, &holder)?, MyChip);
//!
//! let public = read_public(|command| Ok::<_, std::io::Error>(card.transmit(command)))?;
//! assert_eq!(public.number, Some(number));
//! assert_eq!(public.holder, Some(Ok(holder)));
//!
//! // VERIFY of a wrong PIN: two tries are left.
//! assert_eq!(card.transmit(b"\x00\x20\x00\x10\x0800000000"), [0x63, 0xc2]);
//! assert_eq!(card.transmit(b"\x00\x20\x00\x10\x0812345678"), [0x90, 0x00]);
//! # Ok(())
//! # }
//! ```
//!
//! - Personalise: [`Card::administer`], then GENERATE KEY PAIR, UPDATE BINARY and PUT DATA work as commands;
//!   or from outside [`Card::personalise`] with [`Memory::put_file`].
//! - Choose how the card behaves: [`memory::Options`] and the presets of [`Atr`].
//! - A PIV card: [`Memory::piv`].
//!
//! # Not here
//!
//! Secure messaging, PACE, EXTERNAL AUTHENTICATE, and the emergency code: it is the issuer's, on no card.

mod apdu;
mod atr;
mod card;
mod chip;
mod cns;
mod code;
mod files;
pub mod hex;
pub mod memory;
pub mod personal;
pub mod piv;
mod reader;
pub mod tlv;

pub use apdu::{Answer, Command, Status};
pub use atr::{Atr, NotAnAtr};
pub use card::Card;
pub use chip::{Algorithm, Chip, Failed, Operation, PublicKey};
pub use code::Code;
pub use files::{Access, Condition, File, LARGEST_FILE, MF, NotAPath, Path};
pub use memory::Memory;
pub use personal::{CardNumber, PersonalData, TooLarge};
pub use reader::{PublicFiles, ReadError, read_public};
