//! The ways out: SMTP, an SMS gateway over HTTP, a folder, the memory.
//!
//! A way out says of a message that it could not hand over whether another attempt makes sense
//! ([`Refusal::Later`]) or not ([`Refusal::Never`]).

mod folder;
mod gateway;
mod memory;
mod smtp;

use std::fmt::Debug;

pub use store::jobs::Refusal;

pub(crate) use self::gateway::SendText;

pub use self::{
    folder::Folder,
    gateway::{Gateway, GatewaySettings},
    memory::Memory,
    smtp::{Encryption, Smtp, SmtpSettings},
};

/// A mail that is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingMail {
    /// Number of the message.
    pub number: i64,
    /// Address in the envelope that failures go back to.
    pub from: String,
    /// Address in the envelope.
    pub to: String,
    /// The mail (RFC 5322), lines ended by CR LF.
    pub octets: Vec<u8>,
}

/// An SMS that is handed over.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct OutgoingText {
    /// Number of the message.
    pub number: i64,
    /// The same for every attempt, so that the other end can tell a repetition.
    pub reference: String,
    /// Telephone number (E.164).
    pub to: String,
    /// What it says.
    pub text: String,
}

/// A way out for mails.
pub trait MailSink: Debug + Send + Sync {
    /// Hands a mail over; gives what the other end answered.
    ///
    /// # Errors
    /// Why it did not go, and whether another attempt makes sense.
    fn deliver(&self, mail: &OutgoingMail) -> Result<String, Refusal>;

    /// Whether the way is open, without sending anything.
    ///
    /// # Errors
    /// What is in the way.
    fn probe(&self) -> Result<(), String> {
        Ok(())
    }
}

/// A way out for SMS.
pub trait TextSink: Debug + Send + Sync {
    /// Hands an SMS over; gives what the other end answered.
    ///
    /// # Errors
    /// Why it did not go, and whether another attempt makes sense.
    fn deliver(&self, text: &OutgoingText) -> Result<String, Refusal>;
}
