//! The machine itself: reset, chaining, long answers, and codes. What commands mean is in `cns` and `piv`.

use std::collections::BTreeSet;

use zeroize::Zeroizing;

use crate::{
    Algorithm, Chip, Code, Failed, Operation,
    apdu::{Answer, Command, Status},
    cns,
    files::Path,
    memory::{Memory, Personality},
    piv,
};

/// Octets that a chain of commands may carry together.
const LONGEST_CHAIN: usize = 16_384;

/// A card: commands go in, answers come out.
#[derive(Debug)]
pub struct Card<C> {
    pub(crate) memory: Memory,
    pub(crate) chip: C,
    pub(crate) session: Session,
    pub(crate) administration: bool,
}

/// What is lost at a reset.
#[derive(Debug, Default)]
pub(crate) struct Session {
    /// The current directory.
    pub directory: Path,
    /// The current elementary file.
    pub file: Option<Path>,
    /// References of the codes that were verified.
    pub verified: BTreeSet<u8>,
    /// Whether the PIN was verified after the last use of a key that wants it every time.
    pub fresh: bool,
    /// The key set for signatures.
    pub sign: Option<u8>,
    /// The key set for deciphering.
    pub decipher: Option<u8>,
    /// Whether the PIV application is selected.
    pub selected: bool,
    chain: Option<Chain>,
    waiting: Vec<u8>,
}

#[derive(Debug)]
struct Chain {
    header: [u8; 3],
    data: Zeroizing<Vec<u8>>,
}

impl From<Failed> for Status {
    fn from(_: Failed) -> Self {
        Self::MEMORY_FAILURE
    }
}

impl<C: Chip> Card<C> {
    /// A card that was just put into a reader.
    pub fn new(memory: Memory, chip: C) -> Self {
        Self { memory, chip, session: Session::default(), administration: false }
    }

    /// Power on, power off or reset: forgets everything that is not kept, and says the answer to reset.
    pub fn reset(&mut self) -> &[u8] {
        self.session = Session::default();
        self.chip.forget();
        self.memory.atr.as_bytes()
    }

    /// What the card keeps.
    pub fn memory(&self) -> &Memory {
        &self.memory
    }

    /// The chip.
    pub fn chip(&self) -> &C {
        &self.chip
    }

    /// Opens or closes the administrative state, in which files are written and keys are made. It is not
    /// for commands to open it: only whoever holds the card's process can. It outlives resets.
    pub fn administer(&mut self, open: bool) {
        self.administration = open;
    }

    /// Changes what the card keeps from outside of commands, such as an installed certificate, and makes it
    /// durable. Where that fails nothing is changed.
    ///
    /// # Errors
    /// [`Failed`] where the chip cannot keep it.
    pub fn personalise(&mut self, change: impl FnOnce(&mut Memory)) -> Result<(), Failed> {
        let mut memory = self.memory.clone();
        change(&mut memory);
        self.chip.commit(&memory)?;
        self.memory = memory;
        Ok(())
    }

    /// Takes what another process made of the memory. Who works with the card keeps what was verified.
    pub fn refresh(&mut self, memory: Memory) {
        self.memory = memory;
    }

    /// The chip, to be told where it is and what changed around it.
    pub fn chip_mut(&mut self) -> &mut C {
        &mut self.chip
    }

    /// Carries out a command. Whatever comes in, two octets or more go out.
    pub fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        self.exchange(command).unwrap_or_else(Answer::from).to_bytes()
    }

    fn exchange(&mut self, octets: &[u8]) -> Result<Answer, Status> {
        let mut command = Command::read(octets).ok_or(Status::WRONG_LENGTH)?;
        match command.cla {
            0x00 | 0x10 => {}
            cla if cla & 0x0c == 0x0c => return Err(Status::NO_SECURE_MESSAGING),
            _ => return Err(Status::NO_CLASS),
        }
        let waiting = std::mem::take(&mut self.session.waiting);
        if command.ins == 0xc0 {
            return if waiting.is_empty() {
                Err(Status::CONDITIONS)
            } else {
                Ok(self.in_parts(Answer::ok(waiting), command.expected))
            };
        }
        let header = [command.ins, command.p1, command.p2];
        if let Some(mut chain) = self.session.chain.take() {
            if chain.header != header {
                return Err(Status::CHAIN_BROKEN);
            }
            if chain.data.len() + command.data.len() > LONGEST_CHAIN {
                return Err(Status::WRONG_LENGTH);
            }
            chain.data.extend_from_slice(&command.data);
            command.data = chain.data;
        }
        if command.cla == 0x10 {
            let chainable = match self.memory.personality {
                Personality::Cns => cns::CHAINED,
                Personality::Piv => piv::CHAINED,
            };
            if !chainable.contains(&command.ins) {
                return Err(Status::NO_CHAINING);
            }
            self.session.chain = Some(Chain { header, data: command.data });
            return Ok(Status::OK.into());
        }
        let answer = match self.memory.personality {
            Personality::Cns => self.cns(&command),
            Personality::Piv => self.piv(&command),
        }?;
        Ok(self.in_parts(answer, command.expected))
    }

    /// What exceeds the length asked for waits for GET RESPONSE.
    fn in_parts(&mut self, mut answer: Answer, expected: Option<usize>) -> Answer {
        let room = expected.unwrap_or(256);
        if answer.data.len() > room {
            self.session.waiting = answer.data.split_off(room);
            answer.status = Status::more(self.session.waiting.len());
        }
        answer
    }

    /// Tries left of a code.
    pub(crate) fn left(&self, reference: u8) -> Result<u8, Status> {
        let counter = self.memory.counters.get(&self.memory.code(reference)).ok_or(Status::NO_REFERENCE)?;
        Ok(counter.left)
    }

    /// Compares a code. The lowered counter is durable before anything is compared, so that cutting the
    /// power at any moment never gives a try back. The right code does not give it back either: that is
    /// for [`Card::restore`], once with everything that the code allowed.
    fn present(&mut self, reference: u8, presented: &Code) -> Result<(), Status> {
        let code = self.memory.code(reference);
        self.session.verified.remove(&reference);
        let counter = self.memory.counters.get_mut(&code).ok_or(Status::NO_REFERENCE)?;
        let left = counter.left.checked_sub(1).ok_or(Status::BLOCKED)?;
        counter.left = left;
        self.chip.commit(&self.memory)?;
        if self.chip.check(code, presented)? {
            return Ok(());
        }
        let blocked = left == 0 && self.memory.options.last_try_says_blocked;
        Err(if blocked { Status::BLOCKED } else { Status::wrong_code(left) })
    }

    /// Gives codes all their tries and makes durable what the chip prepared, both or none.
    fn restore<const N: usize>(&mut self, references: [u8; N]) -> Result<(), Status> {
        let codes = references.map(|reference| self.memory.code(reference));
        self.personalise(|memory| {
            for code in codes {
                memory.counters.entry(code).and_modify(|counter| counter.left = counter.limit);
            }
        })?;
        Ok(())
    }

    /// VERIFY (ISO/IEC 7816-4 §11.5.6): a code of eight octets, or with no data the question whether it was
    /// verified.
    ///
    /// # Errors
    /// The status of the refusal: [`Status::wrong_code`], [`Status::BLOCKED`], an unknown reference, a wrong
    /// length, a chip that failed.
    pub fn verify(&mut self, reference: u8, data: &[u8]) -> Result<Answer, Status> {
        let left = self.left(reference)?;
        if data.is_empty() {
            return match left {
                _ if self.session.verified.contains(&reference) => Ok(Status::OK.into()),
                0 => Err(Status::BLOCKED),
                _ => Err(Status::wrong_code(left)),
            };
        }
        let presented = Code::from_block(data).ok_or(Status::WRONG_LENGTH)?;
        self.present(reference, &presented)?;
        self.restore([reference])?;
        self.session.verified.insert(reference);
        self.session.fresh = true;
        Ok(Status::OK.into())
    }

    /// CHANGE REFERENCE DATA (§11.5.7): the old code, then the new one. Afterwards it is not verified.
    ///
    /// # Errors
    /// As [`Card::verify`], for the old code; [`Status::WRONG_DATA`] for a new one that is none.
    pub fn change_code(&mut self, reference: u8, data: &[u8]) -> Result<Answer, Status> {
        let (old, new) = codes(data)?;
        self.left(reference)?;
        if !new.is_well_formed() {
            return Err(Status::WRONG_DATA);
        }
        self.present(reference, &old)?;
        let code = self.memory.code(reference);
        let replaced = self.chip.replace(code, &new, code, &old);
        self.restore([reference])?;
        replaced?;
        Ok(Status::OK.into())
    }

    /// RESET RETRY COUNTER (§11.5.10): with PUK and new PIN (`p1` 0), the PUK alone (1), or after the PUK
    /// was verified (3).
    ///
    /// # Errors
    /// As [`Card::change_code`], for the PUK.
    pub fn unblock(&mut self, pin: u8, puk: u8, p1: u8, data: &[u8]) -> Result<Answer, Status> {
        self.left(pin)?;
        let mut replaced = Ok(());
        match p1 {
            0 => {
                let (given, new) = codes(data)?;
                if !new.is_well_formed() {
                    return Err(Status::WRONG_DATA);
                }
                self.present(puk, &given)?;
                let (pin, puk) = (self.memory.code(pin), self.memory.code(puk));
                replaced = self.chip.replace(pin, &new, puk, &given);
            }
            1 => self.present(puk, &Code::from_block(data).ok_or(Status::WRONG_LENGTH)?)?,
            3 if !data.is_empty() => return Err(Status::WRONG_LENGTH),
            3 if !self.session.verified.remove(&puk) => return Err(Status::SECURITY_STATUS),
            3 => {}
            _ => return Err(Status::WRONG_PARAMETERS),
        }
        self.session.verified.remove(&pin);
        if replaced.is_err() {
            // The PUK was right, but the PIN is the old one.
            self.restore([puk])?;
            return Err(Status::MEMORY_FAILURE);
        }
        self.restore(if p1 == 3 { [pin, pin] } else { [pin, puk] })?;
        Ok(Status::OK.into())
    }

    /// Whether the code of a key, if it has one, was verified.
    pub(crate) fn opened(&self, pin: Option<u8>) -> bool {
        pin.is_none_or(|pin| self.session.verified.contains(&pin))
    }

    /// Refuses unless the administrative state is open.
    pub(crate) fn administered(&self) -> Result<(), Status> {
        if self.administration { Ok(()) } else { Err(Status::SECURITY_STATUS) }
    }

    /// The private operation; the answer has as many octets as it must have.
    pub(crate) fn operate(&mut self, key: u8, operation: Operation, input: &[u8]) -> Result<Vec<u8>, Status> {
        self.chip.operate(key, operation, input).map_err(|_| Status(0x6f00))
    }

    /// Makes the key of a place anew, of the algorithm asked for or the one the place has. Its public half
    /// and the private one become durable together. The PIN that will open it is verified before.
    pub(crate) fn make_key(&mut self, key: u8, asked: Option<Algorithm>) -> Result<Vec<u8>, Status> {
        self.administered()?;
        let place = self.memory.keys.get(&key).ok_or(Status::NO_REFERENCE)?;
        let (algorithm, pin) = (asked.unwrap_or(place.algorithm), place.pin);
        if !self.opened(pin) {
            return Err(Status::SECURITY_STATUS);
        }
        let public = self.chip.generate(key, algorithm, pin.map(|pin| self.memory.code(pin)))?;
        let template = public.template();
        self.personalise(|memory| {
            memory
                .keys
                .entry(key)
                .and_modify(|place| (place.algorithm, place.public) = (algorithm, Some(public)));
        })?;
        Ok(template)
    }
}

/// Two codes one after the other.
fn codes(data: &[u8]) -> Result<(Code, Code), Status> {
    let (first, second) = data.split_at_checked(Code::LENGTH).ok_or(Status::WRONG_LENGTH)?;
    Code::from_block(first).zip(Code::from_block(second)).ok_or(Status::WRONG_LENGTH)
}
