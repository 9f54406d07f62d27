//! Commands in the form that every reader and card takes: short, chained, answers fetched in parts.

use cns_card::{Answer, Status};
use zeroize::Zeroizing;

use crate::{
    Condition,
    reader::{Fault, Held},
};

/// Octets of data that a short command carries.
const PART: usize = 255;
/// The longest answer that is taken together.
const LONGEST_ANSWER: usize = 1 << 16;

/// A command, but for its data.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Header {
    pub ins: u8,
    pub p1: u8,
    pub p2: u8,
    /// How many octets of answer are asked for; 0 is 256, `None` is none.
    pub expected: Option<u8>,
}

/// Sends a command, its data in as many parts as they need, and gives the whole answer.
pub(crate) fn send(card: &mut Held<'_>, header: Header, data: &[u8]) -> Result<Answer, Fault> {
    let Header { ins, p1, p2, expected } = header;
    let mut parts: Vec<&[u8]> = data.chunks(PART).collect();
    let last = parts.pop().unwrap_or_default();
    for part in parts {
        let answer = exchange(card, &[&[0x10, ins, p1, p2, 0xff], part].concat())?;
        if answer.status != Status::OK {
            return Ok(answer);
        }
    }
    let mut command = Zeroizing::new(vec![0x00, ins, p1, p2]);
    command.extend(u8::try_from(last.len()).ok().filter(|length| *length > 0));
    command.extend_from_slice(last);
    command.extend(expected);
    let mut answer = exchange(card, &command)?;
    if let (Status(length @ 0x6c01..=0x6cff), Some(asked)) = (answer.status, command.last_mut())
        && expected.is_some()
    {
        [_, *asked] = length.to_be_bytes();
        answer = exchange(card, &command)?;
    }
    while let Status(more @ 0x6100..=0x61ff) = answer.status
        && answer.data.len() < LONGEST_ANSWER
    {
        let [_, length] = more.to_be_bytes();
        let next = exchange(card, &[0x00, 0xc0, 0x00, 0x00, length])?;
        if next.data.is_empty() && next.status.0 >> 8 == 0x61 {
            return Err(Fault::Other("GET RESPONSE: no octets".to_owned()));
        }
        answer.data.extend(next.data);
        answer.status = next.status;
    }
    Ok(answer)
}

fn exchange(card: &mut Held<'_>, command: &[u8]) -> Result<Answer, Fault> {
    Answer::read(&card.transmit(command)?).ok_or_else(|| Fault::Other("no status".to_owned()))
}

/// A PIN or PUK as the eight octets that cards compare.
pub(crate) fn block(code: &str) -> Zeroizing<Vec<u8>> {
    let mut block = Zeroizing::new(vec![0xff; 8]);
    block.iter_mut().zip(code.bytes()).for_each(|(octet, digit)| *octet = digit);
    block
}

/// What the answer to a command that carried a PIN (or PUK) says of it.
pub(crate) fn judge(answer: &Answer, command: &str, wrong: Code) -> Result<(), Condition> {
    match answer.status {
        Status::OK => Ok(()),
        Status(0x63c0) | Status::BLOCKED => Err(wrong.locked()),
        Status(status @ 0x63c1..=0x63cf) => Err(wrong.wrong(u8::try_from(status & 0x0f).ok())),
        Status(0x6300) => Err(wrong.wrong(None)),
        // The reference data are there, but not usable yet: a transport PIN that was never replaced.
        Status(0x6984) => Err(Condition::PinNotSet),
        status => Err(failed(command, status)),
    }
}

/// A refusal that is about no code.
pub(crate) fn failed(command: &str, status: Status) -> Condition {
    Condition::Failed { detail: format!("{command}: {status:?}") }
}

/// Tries left, from the answer to VERIFY without data; `None` where the card does not say.
pub(crate) fn tries(answer: &Answer) -> Option<u8> {
    match answer.status {
        Status(status @ 0x63c0..=0x63cf) => u8::try_from(status & 0x0f).ok(),
        Status::BLOCKED => Some(0),
        _ => None,
    }
}

/// The two kinds of code.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Code {
    Pin,
    Puk,
}

impl Code {
    pub(crate) fn wrong(self, left: Option<u8>) -> Condition {
        match self {
            Self::Pin => Condition::PinWrong { left },
            Self::Puk => Condition::PukWrong { left },
        }
    }

    pub(crate) fn locked(self) -> Condition {
        match self {
            Self::Pin => Condition::PinLocked,
            Self::Puk => Condition::PukLocked,
        }
    }
}
