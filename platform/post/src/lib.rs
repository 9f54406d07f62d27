//! Mail and SMS: templates in three languages, a queue in the outbox, and the ways out.
//!
//! An area keeps each mail as a folder (`mails/NAME/{it,en,de}/{subject.txt,body.txt,body.html}`),
//! embeds it with [`mail!`] and sends it in the transaction of the change it tells about:
//!
//! ```ignore
//! static SUSPENDED: post::Mail = post::mail!("certificate-suspended");
//! post::send(tx, now, &SUSPENDED, Lang::It, "ada@example.org", &[("name", "Ada")], &key)?;
//! ```
//!
//! Nothing leaves while the transaction is open. [`Office`] takes what lies in the outbox, puts the common
//! frame around it, hands it to a way out ([`sinks`]) and writes down how every attempt ended. A message
//! goes out at least once: a crash between handing over and writing it down sends the same `Message-ID`
//! again.
//!
//! [`check`] is for the tests of the areas: it holds a mail against the house rules of mails (ux.md §10).

mod check;
mod frame;
mod gsm;
mod mail;
mod office;
mod outbox;
pub mod pages;
pub mod simulator;
pub mod sinks;
mod tables;
mod template;

pub use check::{check, check_text, gulpease};
pub use frame::{Frame, Letter};
pub use gsm::{plain as gsm_plain, segments as gsm_segments};
pub use mail::{Mail, Words};
pub use office::{KIND_MAIL, KIND_SMS, Office};
pub use outbox::{
    Attempt, Channel, Counts, Delivery, Message, attempts, counts, message, messages, send, text,
};
pub use tables::MIGRATIONS;
