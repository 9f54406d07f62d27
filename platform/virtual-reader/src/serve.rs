//! Finding the reader, and finding it again.

use std::{
    io,
    net::{SocketAddr, TcpListener, TcpStream, ToSocketAddrs},
    thread,
    time::Duration,
};

use crate::{
    Card, Power, Seat, Slot, Stop,
    wire::{End, converse},
};

/// How long a connection may take to come about.
const CONNECTING: Duration = Duration::from_secs(5);

/// Who comes to whom.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Link {
    /// vpcd listens (`DEVICENAME /dev/null:0x8C7B`), the card comes to it.
    Connect {
        /// Host and port, as `127.0.0.1:35963`.
        address: String,
        /// How long to wait before the next try where nobody listens, and before looking again for a card
        /// that is not there.
        every: Duration,
    },
    /// The card listens, vpcd comes to it (`DEVICENAME 127.0.0.1:0x8C7B`). At the next port, vpcd's second
    /// slot, a blank card listens too. vpcd 3.3 ends `pcscd` when such a card is taken out.
    Listen {
        /// A loopback address: whoever reaches the port can use the card.
        at: SocketAddr,
    },
}

/// What happens meanwhile.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    /// No reader can be reached; told once each time, with what the system says.
    NoReader(String),
    /// The card is in a reader, which has asked something.
    Inserted(SocketAddr),
    /// The reader has gone.
    ReaderGone,
    /// There is no card, or none that works.
    NoCard,
}

/// Why a card cannot be served.
#[derive(Debug, thiserror::Error)]
pub enum ServeError {
    /// The address to listen at can be reached from elsewhere.
    #[error("{0} can be reached from other computers: a card listens on the loopback only")]
    NotLoopback(SocketAddr),
    /// The address to listen at is taken, or what else the system says.
    #[error("cannot listen at {0}: {1}")]
    Listen(SocketAddr, #[source] io::Error),
}

/// Serves a card until asked to end. The reader may go and come back.
///
/// # Errors
/// [`ServeError`], before anything is served.
pub fn serve(
    link: &Link,
    slot: &mut Slot,
    stop: &Stop,
    tell: &mut dyn FnMut(Event),
) -> Result<(), ServeError> {
    match link {
        Link::Connect { address, every } => {
            connect(address, *every, slot, stop, tell);
            Ok(())
        }
        Link::Listen { at } => listen(*at, slot, stop, tell),
    }
}

fn connect(address: &str, every: Duration, slot: &mut Slot, stop: &Stop, tell: &mut dyn FnMut(Event)) {
    let mut told = None;
    let mut tell_once = |event: Event, tell: &mut dyn FnMut(Event)| {
        if told.as_ref() != Some(&event) {
            told = Some(event.clone());
            tell(event);
        }
    };
    while !stop.is_asked() {
        if !matches!(slot.look(), Seat::Card(_)) {
            tell_once(Event::NoCard, tell);
        } else {
            match reach(address) {
                Ok(stream) => {
                    if let Some(event) = meet(&stream, slot, stop, &mut |event| tell_once(event, tell)) {
                        tell_once(event, tell);
                    }
                }
                Err(error) => tell_once(Event::NoReader(error.to_string()), tell),
            }
        }
        stop.wait(every);
    }
}

fn reach(address: &str) -> io::Result<TcpStream> {
    let mut last = io::Error::from(io::ErrorKind::AddrNotAvailable);
    for address in address.to_socket_addrs()? {
        match TcpStream::connect_timeout(&address, CONNECTING) {
            Ok(stream) => return Ok(stream),
            Err(error) => last = error,
        }
    }
    Err(last)
}

fn listen(
    at: SocketAddr,
    slot: &mut Slot,
    stop: &Stop,
    tell: &mut dyn FnMut(Event),
) -> Result<(), ServeError> {
    if !at.ip().is_loopback() {
        return Err(ServeError::NotLoopback(at));
    }
    let failed = |error| ServeError::Listen(at, error);
    let listener = TcpListener::bind(at).map_err(failed)?;
    let first = listener.local_addr().map_err(failed)?;
    // Taken: then somebody listens there.
    let second = first.port().checked_add(1).and_then(|port| TcpListener::bind((first.ip(), port)).ok());
    thread::scope(|scope| {
        if let Some(second) = second {
            scope.spawn(move || accept(&second, &mut Blank::slot(), stop, &mut |_| ()));
        }
        accept(&listener, slot, stop, tell);
    });
    Ok(())
}

/// Serves who comes, one after the other.
fn accept(listener: &TcpListener, slot: &mut Slot, stop: &Stop, tell: &mut dyn FnMut(Event)) {
    let Ok(at) = listener.local_addr() else { return };
    if !stop.listens(at) {
        return;
    }
    while !stop.is_asked() {
        let Ok((stream, _)) = listener.accept() else {
            // Too many open files, for example: it may pass.
            stop.wait(Duration::from_millis(250));
            continue;
        };
        if matches!(slot.look(), Seat::Card(_))
            && let Some(event) = meet(&stream, slot, stop, tell)
        {
            tell(event);
        }
    }
}

/// A card that is good for nothing. vpcd has two slots, at a port and the next; version 3.3 ends the whole of
/// `pcscd` where nobody listens at one of them, and also when a card in one of them says that it is not
/// there. So something has to be in the second.
struct Blank;

impl Blank {
    fn slot() -> Slot {
        Slot::new(|| Power::Card(Box::new(Self)))
    }
}

impl Card for Blank {
    /// The shortest there is: TS and T0 (ISO/IEC 7816-3 §8.2).
    fn atr(&self) -> Vec<u8> {
        vec![0x3b, 0x00]
    }

    fn reset(&mut self) {}

    /// Instruction not supported.
    fn transmit(&mut self, _: &[u8]) -> Vec<u8> {
        vec![0x6d, 0x00]
    }

    fn is_present(&mut self) -> bool {
        true
    }
}

/// Talks to a reader, until it or the card goes.
fn meet(stream: &TcpStream, slot: &mut Slot, stop: &Stop, tell: &mut dyn FnMut(Event)) -> Option<Event> {
    let peer = stream.peer_addr().ok()?;
    let _reading = stop.reads(stream)?;
    let mut inserted = false;
    let end = converse(stream, slot, || {
        inserted = true;
        tell(Event::Inserted(peer));
    });
    match end {
        _ if stop.is_asked() => None,
        Ok(End::NoCard) => Some(Event::NoCard),
        Ok(End::ReaderGone) => inserted.then_some(Event::ReaderGone),
        Err(error) => Some(Event::NoReader(error.to_string())),
    }
}
