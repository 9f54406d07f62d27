//! Commands and status words (ISO/IEC 7816-4 §5).

use zeroize::Zeroizing;

/// A command as it came over the wire, short or extended.
#[derive(Clone)]
pub struct Command {
    /// Class: 00, or 10 where more of a chain follows.
    pub cla: u8,
    /// Instruction.
    pub ins: u8,
    /// First parameter.
    pub p1: u8,
    /// Second parameter.
    pub p2: u8,
    /// Command data, which may hold a code: wiped when dropped.
    pub data: Zeroizing<Vec<u8>>,
    /// How many octets of answer are asked for at most; `None` where the field is absent.
    pub expected: Option<usize>,
}

impl std::fmt::Debug for Command {
    /// Says what is asked, never the data: it may be a code.
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        let Self { cla, ins, p1, p2, data, expected } = self;
        write!(f, "Command({cla:02X}{ins:02X}{p1:02X}{p2:02X}, {} octets, {expected:?})", data.len())
    }
}

impl Command {
    /// Reads the four cases of §5.1, with short and extended length fields. `None` where lengths do not fit.
    pub fn read(octets: &[u8]) -> Option<Self> {
        let [cla, ins, p1, p2, body @ ..] = octets else { return None };
        let (data, expected): (&[u8], Option<usize>) = match *body {
            [] => (&[], None),
            [le] => (&[], Some(short(le))),
            [0, high, low] => (&[], Some(extended(high, low))),
            [0, high, low, ref rest @ ..] => {
                let (data, le) = rest.split_at_checked(usize::from(u16::from_be_bytes([high, low])))?;
                match *le {
                    _ if data.is_empty() => return None,
                    [] => (data, None),
                    [high, low] => (data, Some(extended(high, low))),
                    _ => return None,
                }
            }
            [lc, ref rest @ ..] => {
                let (data, le) = rest.split_at_checked(usize::from(lc))?;
                match *le {
                    _ if data.is_empty() => return None,
                    [] => (data, None),
                    [le] => (data, Some(short(le))),
                    _ => return None,
                }
            }
        };
        Some(Self { cla: *cla, ins: *ins, p1: *p1, p2: *p2, data: Zeroizing::new(data.to_vec()), expected })
    }

    /// Both parameters as one number.
    pub fn p1p2(&self) -> u16 {
        u16::from_be_bytes([self.p1, self.p2])
    }
}

fn short(le: u8) -> usize {
    if le == 0 { 256 } else { usize::from(le) }
}

fn extended(high: u8, low: u8) -> usize {
    match u16::from_be_bytes([high, low]) {
        0 => 65_536,
        n => usize::from(n),
    }
}

/// A status word, SW1 and SW2 (§5.6).
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Status(pub u16);

impl std::fmt::Debug for Status {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        write!(f, "{:04X}", self.0)
    }
}

impl Status {
    /// Done.
    pub const OK: Self = Self(0x9000);
    /// The end of the file came before as many octets as asked for.
    pub const END_OF_FILE: Self = Self(0x6282);
    /// What had to be kept could not be kept.
    pub const MEMORY_FAILURE: Self = Self(0x6581);
    /// Length fields or the length of the data are wrong.
    pub const WRONG_LENGTH: Self = Self(0x6700);
    /// Secure messaging is not spoken.
    pub const NO_SECURE_MESSAGING: Self = Self(0x6882);
    /// Another command came in the midst of a chain.
    pub const CHAIN_BROKEN: Self = Self(0x6883);
    /// This command cannot be chained.
    pub const NO_CHAINING: Self = Self(0x6884);
    /// An access condition is not met.
    pub const SECURITY_STATUS: Self = Self(0x6982);
    /// The code is blocked.
    pub const BLOCKED: Self = Self(0x6983);
    /// A condition of use is not met: no environment set, wrong use of the key.
    pub const CONDITIONS: Self = Self(0x6985);
    /// No elementary file is selected.
    pub const NO_CURRENT_FILE: Self = Self(0x6986);
    /// The data cannot be processed.
    pub const WRONG_DATA: Self = Self(0x6A80);
    /// This function is not offered.
    pub const NOT_SUPPORTED: Self = Self(0x6A81);
    /// No such file, application or object.
    pub const NOT_FOUND: Self = Self(0x6A82);
    /// The file has no room for it.
    pub const NO_ROOM: Self = Self(0x6A84);
    /// Parameters P1, P2 are wrong.
    pub const WRONG_PARAMETERS: Self = Self(0x6A86);
    /// No code or key of that reference.
    pub const NO_REFERENCE: Self = Self(0x6A88);
    /// The offset lies outside the file.
    pub const WRONG_OFFSET: Self = Self(0x6B00);
    /// The instruction is not known.
    pub const NO_INSTRUCTION: Self = Self(0x6D00);
    /// The class is not known.
    pub const NO_CLASS: Self = Self(0x6E00);

    /// The code was wrong and so many tries are left: 63Cx.
    pub fn wrong_code(left: u8) -> Self {
        Self(0x63C0 | u16::from(left.min(15)))
    }

    /// So many octets wait to be fetched with GET RESPONSE: 61xx.
    pub fn more(waiting: usize) -> Self {
        Self(0x6100 | u16::try_from(waiting).ok().filter(|n| *n < 256).unwrap_or(0))
    }
}

/// Data and status of an answer.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Answer {
    /// Answer data.
    pub data: Vec<u8>,
    /// Status word.
    pub status: Status,
}

impl From<Status> for Answer {
    fn from(status: Status) -> Self {
        Self { data: Vec::new(), status }
    }
}

impl Answer {
    /// Data and 9000.
    pub fn ok(data: impl Into<Vec<u8>>) -> Self {
        Self { data: data.into(), status: Status::OK }
    }

    /// What goes over the wire: the data, then SW1 and SW2.
    pub fn to_bytes(mut self) -> Vec<u8> {
        self.data.extend(self.status.0.to_be_bytes());
        self.data
    }

    /// Reads an answer from the wire; `None` where it is shorter than a status word.
    pub fn read(octets: &[u8]) -> Option<Self> {
        let (data, status) = octets.split_last_chunk::<2>()?;
        Some(Self { data: data.to_vec(), status: Status(u16::from_be_bytes(*status)) })
    }
}
