//! EU trusted lists (ETSI TS 119 612, versions 5 and 6): reading, signature, services, and what they say
//! of a signature.
//!
//! Each country of the EU publishes a list of its trust service providers with the services of each, the
//! status of each service and its history. A certificate authority in such a list is an anchor by
//! itself; whether a certificate is *qualified*, and whether its key is in a qualified device, follows
//! from the status of the authority at an instant, from what the list says of some of its certificates,
//! and from the certificate. The Commission publishes the list of these lists, with the certificates
//! that may sign each.
//!
//! Everything is pure: files and instants are arguments, nothing is fetched.
//!
//! # Common tasks
//!
//! - Read a list, whoever signed it: [`TrustedList::from_xml`].
//! - Check a list with the certificates that may sign it: [`check::check`].
//! - Check the list of lists from the certificates of the Official Journal over its pivots:
//!   [`lotl::Walk`]; find the pointer to a country's list: [`lotl::pointer_to`].
//! - Keep the lists at hand: [`TrustedLists`]; how fresh they are: [`TrustedLists::freshness`].
//! - Ask whether a signature is qualified: [`TrustedLists::qualify`]; a time stamp:
//!   [`TrustedLists::qualify_time_stamp`]; a certificate at an instant: [`TrustedLists::standing`].
//!
//! # Example
//!
//! ```
//! use trustlist::{Ades, CheckedList, Question, TrustedLists, check};
//! # fn example(
//! #     file: &[u8], operators: &[x509::Certificate], signer: &x509::Certificate,
//! #     signed: jiff::Timestamp, now: jiff::Timestamp,
//! # ) -> Result<(), check::Refusal> {
//!
//! let lists: TrustedLists = [check::check(file, operators)?].into_iter().collect();
//! let answer = lists.qualify(&Question {
//!     certificate: signer,
//!     chain: &[],
//!     best_signature_time: signed,
//!     validation_time: now,
//!     ades: Ades::Passed,
//! });
//! println!("{answer}"); // QESig
//! for finding in &answer.findings {
//!     println!("{finding}"); // list-expired (IT)
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Limits
//!
//! A list has at most [`MAX_OCTETS`]; it is read in memory that grows with it, about ten octets for each
//! of the file. Only the structure that decisions rest on is typed: addresses, legal notices and texts
//! for people are passed over.

pub mod check;
pub mod criteria;
mod error;
pub mod identity;
pub mod lists;
pub mod lotl;
pub mod model;
pub mod qualification;
mod read;
pub mod uri;

pub use error::{Error, Result};
pub use lists::{CheckedList, TrustedLists};
pub use model::TrustedList;
pub use qualification::{Ades, Level, Qualification, Question};
pub use read::MAX_OCTETS;
