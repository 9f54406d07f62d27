//! The messages of vpcd: two octets of length, big-endian, and as many octets.

use std::{
    io::{self, Read, Write},
    net::TcpStream,
};

use crate::{Seat, Slot};

/// What the reader asks. A message of one octet is for the reader's part of the card.
mod control {
    pub const POWER_OFF: u8 = 0;
    pub const POWER_ON: u8 = 1;
    pub const RESET: u8 = 2;
    pub const GET_ATR: u8 = 4;
}

/// What a card says that cannot say what it has to: more than a message holds.
const NO_PRECISE_DIAGNOSIS: [u8; 2] = [0x6f, 0x00];

/// Why a conversation ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum End {
    /// The reader closed, or its process ended.
    ReaderGone,
    /// There is no card, or none that answers: the reader takes that from the closed connection.
    NoCard,
}

/// Answers the reader until one of both goes. `first` is called when the first message is there.
///
/// # Errors
/// What the socket says, unless it says that the reader has gone.
pub fn converse(stream: &TcpStream, slot: &mut Slot, first: impl FnOnce()) -> io::Result<End> {
    stream.set_nodelay(true)?;
    let mut first = Some(first);
    let mut message = Vec::new();
    loop {
        if let Err(error) = receive(stream, &mut message) {
            return gone(error);
        }
        if let Some(first) = first.take() {
            first();
        }
        let Seat::Card(card) = slot.look() else { return Ok(End::NoCard) };
        let answer = match *message {
            [control::POWER_OFF | control::POWER_ON | control::RESET] => {
                card.reset();
                continue;
            }
            [control::GET_ATR] => card.atr(),
            _ => card.transmit(&message),
        };
        if let Err(error) = send(stream, &answer) {
            return gone(error);
        }
    }
}

fn gone(error: io::Error) -> io::Result<End> {
    use io::ErrorKind::{BrokenPipe, ConnectionAborted, ConnectionReset, NotConnected, UnexpectedEof};
    match error.kind() {
        BrokenPipe | ConnectionAborted | ConnectionReset | NotConnected | UnexpectedEof => {
            Ok(End::ReaderGone)
        }
        _ => Err(error),
    }
}

fn receive(stream: &TcpStream, message: &mut Vec<u8>) -> io::Result<()> {
    let mut length = [0; 2];
    read(stream, &mut length)?;
    message.resize(usize::from(u16::from_be_bytes(length)), 0);
    read(stream, message)
}

/// vpcd up to 3.3 sends length and octets apart, so that Nagle's algorithm holds the octets back until the
/// length is acknowledged, which a receiver puts off: 43.5 ms for each command. Linux acknowledges at once
/// if asked to, but only for a while: so it is asked around each read.
fn read(mut stream: &TcpStream, octets: &mut [u8]) -> io::Result<()> {
    acknowledge_at_once(stream);
    let result = stream.read_exact(octets);
    acknowledge_at_once(stream);
    result
}

#[cfg(target_os = "linux")]
fn acknowledge_at_once(stream: &TcpStream) {
    // It is only slower without.
    let _ = rustix::net::sockopt::set_tcp_quickack(stream, true);
}

#[cfg(not(target_os = "linux"))]
fn acknowledge_at_once(_: &TcpStream) {}

/// Length and octets in one write, and so in one segment.
fn send(mut stream: &TcpStream, answer: &[u8]) -> io::Result<()> {
    let (answer, length) = match u16::try_from(answer.len()) {
        Ok(length) => (answer, length),
        Err(_) => (&NO_PRECISE_DIAGNOSIS[..], 2),
    };
    stream.write_all(&[&length.to_be_bytes(), answer].concat())
}
