//! A card in a reader.

use std::{
    ops::Deref,
    sync::atomic::{AtomicBool, AtomicU8, Ordering},
};

use crate::{
    Context, Error, Fault, Reader,
    abi::{CardHandle, Dword, disposition, protocol, share, status},
};

/// With whom a card is shared.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Share {
    /// With any other program, which transactions keep out for a while.
    Shared,
    /// With nobody.
    Exclusive,
}

impl Share {
    fn code(self) -> Dword {
        match self {
            Self::Shared => share::SHARED,
            Self::Exclusive => share::EXCLUSIVE,
        }
    }
}

/// What happens to the card at the end.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Disposition {
    /// It stays as it is, with the PINs that were presented.
    Leave,
    /// It is reset (warm): PINs and the current file are forgotten.
    Reset,
    /// Its power is taken away.
    Unpower,
    /// It is ejected, by readers that can.
    Eject,
}

impl Disposition {
    fn code(self) -> Dword {
        match self {
            Self::Leave => disposition::LEAVE,
            Self::Reset => disposition::RESET,
            Self::Unpower => disposition::UNPOWER,
            Self::Eject => disposition::EJECT,
        }
    }
}

/// How reader and card speak.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Protocol {
    /// T=0: octets.
    T0,
    /// T=1: blocks.
    T1,
}

impl Protocol {
    fn from_code(code: Dword) -> Result<Self, Fault> {
        match code {
            protocol::T0 => Ok(Self::T0),
            protocol::T1 => Ok(Self::T1),
            _ => Err(Fault::ProtocolMismatch),
        }
    }

    fn code(self) -> Dword {
        match self {
            Self::T0 => protocol::T0,
            Self::T1 => protocol::T1,
        }
    }
}

/// What a connection knows about its card.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Status {
    /// The answer to reset.
    pub atr: Vec<u8>,
    /// The protocol agreed.
    pub protocol: Protocol,
    /// A card is there and has power.
    pub powered: bool,
}

/// A card in a reader. When it is dropped the card is reset if a PIN or PUK was presented over it, else left
/// as it is; [`Connection::disconnect`] chooses.
#[derive(Debug)]
pub struct Connection {
    context: Context,
    card: CardHandle,
    protocol: AtomicU8,
    code_presented: AtomicBool,
    ended: bool,
}

impl Connection {
    pub(crate) fn open(context: Context, reader: &Reader, share: Share) -> Result<Self, Error> {
        let any = protocol::T0 | protocol::T1;
        let open = &context.0;
        let (card, protocol) = open.library.connect(open.handle, reader.as_c_str(), share.code(), any)?;
        let new = Self {
            context,
            card,
            protocol: AtomicU8::new(0),
            code_presented: AtomicBool::new(false),
            ended: false,
        };
        new.speak(protocol)?;
        Ok(new)
    }

    fn speak(&self, code: Dword) -> Result<(), Error> {
        let protocol = Protocol::from_code(code)?;
        self.protocol.store(protocol as u8, Ordering::Relaxed);
        Ok(())
    }

    /// The protocol agreed.
    #[must_use]
    pub fn protocol(&self) -> Protocol {
        if self.protocol.load(Ordering::Relaxed) == Protocol::T0 as u8 { Protocol::T0 } else { Protocol::T1 }
    }

    /// Sends a command and gives the answer, its two status octets included.
    ///
    /// # Errors
    /// [`Fault::RemovedCard`], [`Fault::ResetCard`] where another program reset it ([`Self::reconnect`]),
    /// [`Error::NoStatus`], and what else PC/SC refused with.
    pub fn transmit(&self, command: &[u8]) -> Result<Vec<u8>, Error> {
        // VERIFY, CHANGE REFERENCE DATA and RESET RETRY COUNTER (ISO/IEC 7816-4 §11.6) may open the card.
        if matches!(command, [_, 0x20 | 0x24 | 0x2c, ..]) {
            self.code_presented.store(true, Ordering::Relaxed);
        }
        let answer = self.context.0.library.transmit(self.card, self.protocol().code(), command)?;
        if answer.len() < 2 {
            return Err(Error::NoStatus);
        }
        Ok(answer)
    }

    /// Keeps other programs out until the value is dropped; waits while another program does the same.
    ///
    /// # Errors
    /// As [`Self::begin`].
    pub fn transaction(&self) -> Result<Transaction<'_>, Error> {
        self.begin()?;
        Ok(Transaction(self))
    }

    /// Keeps other programs out until [`Self::end`] is called as many times.
    ///
    /// # Errors
    /// [`Fault::ResetCard`], [`Fault::RemovedCard`], and what else PC/SC refused with.
    pub fn begin(&self) -> Result<(), Error> {
        Ok(self.context.0.library.begin(self.card)?)
    }

    /// Lets other programs in again.
    ///
    /// # Errors
    /// What PC/SC refused with.
    pub fn end(&self, then: Disposition) -> Result<(), Error> {
        Ok(self.context.0.library.end(self.card, then.code())?)
    }

    /// Takes the card up again after another program reset it, or resets it.
    ///
    /// # Errors
    /// [`Fault::RemovedCard`], [`Fault::NoSmartcard`], and what else PC/SC refused with.
    pub fn reconnect(&self, share: Share, first: Disposition) -> Result<(), Error> {
        let any = protocol::T0 | protocol::T1;
        let protocol = self.context.0.library.reconnect(self.card, share.code(), any, first.code())?;
        if first != Disposition::Leave {
            self.code_presented.store(false, Ordering::Relaxed);
        }
        self.speak(protocol)
    }

    /// What is known about the card.
    ///
    /// # Errors
    /// [`Fault::RemovedCard`], [`Fault::ResetCard`], and what else PC/SC refused with.
    pub fn status(&self) -> Result<Status, Error> {
        let told = self.context.0.library.status(self.card)?;
        Ok(Status {
            atr: told.atr,
            protocol: Protocol::from_code(told.protocol)?,
            powered: told.state & status::POWERED != 0,
        })
    }

    /// Ends the connection.
    ///
    /// # Errors
    /// What PC/SC refused with.
    pub fn disconnect(mut self, then: Disposition) -> Result<(), Error> {
        self.ended = true;
        Ok(self.context.0.library.disconnect(self.card, then.code())?)
    }
}

impl Drop for Connection {
    fn drop(&mut self) {
        if !self.ended {
            let open = self.code_presented.load(Ordering::Relaxed);
            let then = if open { disposition::RESET } else { disposition::LEAVE };
            // The card or the service may have gone; there is nothing more to do then.
            let _ = self.context.0.library.disconnect(self.card, then);
        }
    }
}

/// A [`Connection`] that other programs cannot interrupt. The card is left as it is at the end.
#[derive(Debug)]
pub struct Transaction<'a>(&'a Connection);

impl Deref for Transaction<'_> {
    type Target = Connection;

    fn deref(&self) -> &Connection {
        self.0
    }
}

impl Drop for Transaction<'_> {
    fn drop(&mut self) {
        // It fails where the card has gone, and the transaction with it.
        let _ = self.0.end(Disposition::Leave);
    }
}
