//! Readers and what is in them, as a port: PC/SC in life, a simulated reader in tests.

use std::fmt;

use crate::Condition;

/// The readers of a computer.
pub trait Readers: fmt::Debug + Send + Sync {
    /// The readers there are, and what is in them.
    ///
    /// # Errors
    /// Why they cannot be reached.
    fn look(&self) -> Result<Vec<Seen>, Fault>;

    /// Connects to the card in a reader, shared with other programs.
    ///
    /// # Errors
    /// Why that is not possible now.
    fn connect(&self, reader: &str) -> Result<Box<dyn Line>, Fault>;
}

/// A reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Seen {
    /// Its name.
    pub reader: String,
    /// What is in it.
    pub content: Content,
}

/// What is in a reader.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Content {
    /// A card with this answer to reset.
    Card(Vec<u8>),
    /// Nothing.
    Empty,
    /// A card that does not answer.
    Mute,
    /// A card that another program has for itself.
    Taken,
}

/// A connection to a card. When it is dropped the card is left as it is.
pub trait Line: fmt::Debug + Send {
    /// Keeps other programs out until [`Line::end`]; gives up with [`Fault::Busy`] when one of them does the
    /// same for long.
    ///
    /// # Errors
    /// [`Fault::Busy`], [`Fault::Reset`], [`Fault::Removed`].
    fn begin(&mut self) -> Result<(), Fault>;

    /// Lets other programs in again.
    fn end(&mut self);

    /// Sends a command and gives the answer, its two status octets included.
    ///
    /// # Errors
    /// [`Fault::Reset`], [`Fault::Removed`], or what else is the matter.
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Fault>;

    /// Takes the card up again after another program reset it.
    ///
    /// # Errors
    /// [`Fault::Removed`], or what else is the matter.
    fn reconnect(&mut self) -> Result<(), Fault>;

    /// Resets the card, so that nobody finds it open.
    fn reset(&mut self);
}

/// Why a reader or its card cannot be reached.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// Another program has the card.
    #[error("another program has the card")]
    Busy,
    /// There is no card.
    #[error("there is no card in the reader")]
    Empty,
    /// The card does not answer.
    #[error("the card does not answer")]
    Mute,
    /// The reader is not there.
    #[error("there is no such reader")]
    NoReader,
    /// The service of the readers is not there.
    #[error("{0}")]
    NoService(String),
    /// Something else.
    #[error("{0}")]
    Other(String),
    /// The card, or its reader, was pulled out.
    #[error("the card was removed")]
    Removed,
    /// Another program reset the card.
    #[error("another program reset the card")]
    Reset,
}

impl From<Fault> for Condition {
    fn from(fault: Fault) -> Self {
        match fault {
            Fault::Busy => Self::Busy,
            Fault::Empty => Self::CardMissing,
            Fault::Mute => Self::CardUnknown,
            Fault::NoReader => Self::ReaderMissing,
            Fault::NoService(detail) => Self::ReaderServiceMissing { detail },
            Fault::Other(detail) => Self::Failed { detail },
            Fault::Removed => Self::Removed,
            Fault::Reset => Self::PinAgain,
        }
    }
}

/// A transaction: other programs stay out until it is dropped.
pub(crate) struct Held<'a>(&'a mut dyn Line);

impl<'a> Held<'a> {
    pub(crate) fn new(line: &'a mut dyn Line) -> Result<Self, Fault> {
        line.begin()?;
        Ok(Self(line))
    }

    /// As [`Held::new`], for whoever has no PIN to lose: takes a card up again that was reset meanwhile.
    pub(crate) fn afresh(line: &'a mut dyn Line) -> Result<Self, Fault> {
        match line.begin() {
            Err(Fault::Reset) => {
                line.reconnect()?;
                line.begin()?;
            }
            begun => begun?,
        }
        Ok(Self(line))
    }

    pub(crate) fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Fault> {
        self.0.transmit(command)
    }
}

impl Drop for Held<'_> {
    fn drop(&mut self) {
        self.0.end();
    }
}
