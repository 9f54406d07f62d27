//! Commands of the national services card (CNS – Functional Specification 1.1.6).

use crate::{
    Card, Chip, Operation,
    apdu::{Answer, Command, Status},
    files::{Condition, File, LARGEST_FILE, MF, Path},
    memory::{Purpose, place},
};

/// Instructions whose data may come in several commands: UPDATE BINARY, PERFORM SECURITY OPERATION, PUT DATA.
pub(crate) const CHAINED: &[u8] = &[0xd6, 0x2a, 0xda];

/// The application of newer cards. Selecting it selects the MF.
const CNS_AID: &[u8] = &[0xa0, 0x00, 0x00, 0x05, 0x30, 0x00, 0x0b, 0x10, 0x40, 0x01, 0x02, 0x1a];

impl<C: Chip> Card<C> {
    pub(crate) fn cns(&mut self, command: &Command) -> Result<Answer, Status> {
        match command.ins {
            0xa4 => self.select(command),
            0xb0 => self.read_binary(command),
            0xd6 => self.update_binary(command),
            0xda => self.put_file(command),
            0x20 if command.p1 == 0 => self.verify(code(command.p2)?, &command.data),
            0x24 if command.p1 == 0 => self.change_code(code(command.p2)?, &command.data),
            0x20 | 0x24 => Err(Status::WRONG_PARAMETERS),
            0x2c => match code(command.p2)? {
                pin @ (place::PIN | place::SIGNATURE_PIN) => {
                    self.unblock(pin, pin + 1, command.p1, &command.data)
                }
                _ => Err(Status::NO_REFERENCE),
            },
            0x22 => self.manage_environment(command),
            0x2a => self.security_operation(command),
            0x84 => self.challenge(command),
            0x46 | 0x47 => self.make_key(command.p2, None).map(Answer::ok),
            _ => Err(Status::NO_INSTRUCTION),
        }
    }

    fn select(&mut self, command: &Command) -> Result<Answer, Status> {
        if !matches!(command.p2, 0x00 | 0x0c) {
            return Err(Status::WRONG_PARAMETERS);
        }
        let path = self.find(command)?;
        let file = self.memory.files.get(&path).ok_or(Status::NOT_FOUND)?;
        let answer = if command.p2 == 0 { file.control_information(path.identifier()) } else { Vec::new() };
        match file {
            File::Directory { .. } => (self.session.directory, self.session.file) = (path, None),
            File::Elementary { .. } => {
                (self.session.directory, self.session.file) = (path.parent(), Some(path));
            }
        }
        Ok(Answer::ok(answer))
    }

    /// The file that a SELECT means, if there is one.
    fn find(&self, command: &Command) -> Result<Path, Status> {
        let here = &self.session.directory;
        if command.p1 == 0x04 {
            return if *command.data == CNS_AID { Ok(Path::default()) } else { Err(Status::NOT_FOUND) };
        }
        let given = Path::read(&command.data).ok_or(Status::WRONG_LENGTH)?;
        let one = command.data.len() == 2;
        let directory = |path: &Path| matches!(self.memory.files.get(path), Some(File::Directory { .. }));
        let found = match command.p1 {
            0x00 if given == Path::default() => Some(given),
            0x00 if one => {
                let id = given.identifier();
                // Child, the directory itself, sibling, child of the MF.
                let itself = if here.identifier() == id { here.clone() } else { here.child(id) };
                [here.child(id), itself, here.parent().child(id), Path::default().child(id)]
                    .into_iter()
                    .find(|path| self.memory.files.contains_key(path))
            }
            0x01 if one => Some(here.join(&given)).filter(directory),
            0x02 if one => Some(here.join(&given)).filter(|path| !directory(path)),
            0x03 if command.data.is_empty() => Some(here.parent()),
            0x08 => Some(given),
            0x09 => Some(here.join(&given)),
            0x00..=0x03 => return Err(Status::WRONG_LENGTH),
            _ => return Err(Status::WRONG_PARAMETERS),
        };
        found.filter(|path| self.memory.files.contains_key(path)).ok_or(Status::NOT_FOUND)
    }

    fn meets(&self, condition: Condition) -> Result<(), Status> {
        let met = match condition {
            _ if self.administration => true,
            Condition::Always => true,
            Condition::Code(reference) => self.session.verified.contains(&reference),
            Condition::Never => false,
        };
        if met { Ok(()) } else { Err(Status::SECURITY_STATUS) }
    }

    fn current(&self) -> Result<&Path, Status> {
        self.session.file.as_ref().ok_or(Status::NO_CURRENT_FILE)
    }

    fn read_binary(&self, command: &Command) -> Result<Answer, Status> {
        let offset = offset(command)?;
        let Some(File::Elementary { content, access }) = self.memory.files.get(self.current()?) else {
            return Err(Status::NO_CURRENT_FILE);
        };
        // A file of nothing but zeros says nothing. OpenSC stops listing at the first file that it may not read.
        if content.iter().any(|&octet| octet != 0) {
            self.meets(access.read())?;
        }
        let asked = command.expected.ok_or(Status::WRONG_LENGTH)?;
        let rest = content.get(offset..).ok_or(Status::WRONG_OFFSET)?;
        let data = rest.get(..asked).unwrap_or(rest);
        // Le 00 asks for whatever there is, so fewer octets are an end only where a number was asked for.
        let whole = data.len() == asked || (!rest.is_empty() && matches!(asked, 256 | 65_536));
        let status = if whole { Status::OK } else { Status::END_OF_FILE };
        Ok(Answer { data: data.to_vec(), status })
    }

    /// UPDATE BINARY: within the size of the file; what reaches over it is refused whole.
    fn update_binary(&mut self, command: &Command) -> Result<Answer, Status> {
        let (offset, path) = (offset(command)?, self.current()?.clone());
        let Some(File::Elementary { content, access }) = self.memory.files.get(&path) else {
            return Err(Status::NO_CURRENT_FILE);
        };
        self.meets(access.update())?;
        let mut content = content.clone();
        if offset > content.len() {
            return Err(Status::WRONG_OFFSET);
        }
        let end = offset + command.data.len();
        content.get_mut(offset..end).ok_or(Status::NO_ROOM)?.copy_from_slice(&command.data);
        self.write(&path, content)
    }

    /// PUT DATA 0000, ours: replaces the current file whole, which becomes as large as the data. With the
    /// identifier of a file in P1P2 it makes that file in the current directory.
    fn put_file(&mut self, command: &Command) -> Result<Answer, Status> {
        self.administered()?;
        if command.data.len() > LARGEST_FILE {
            return Err(Status::NO_ROOM);
        }
        let path = match command.p1p2() {
            0 => self.current()?.clone(),
            MF => return Err(Status::WRONG_PARAMETERS),
            identifier => self.session.directory.child(identifier),
        };
        self.write(&path, command.data.to_vec())
    }

    fn write(&mut self, path: &Path, new: Vec<u8>) -> Result<Answer, Status> {
        if let Some(File::Directory { .. }) = self.memory.files.get(path) {
            return Err(Status::NO_CURRENT_FILE);
        }
        self.personalise(|memory| {
            let file = memory.files.entry(path.clone()).or_insert_with(|| File::public([]));
            if let File::Elementary { content, .. } = file {
                *content = new;
            }
        })?;
        Ok(Status::OK.into())
    }

    /// MANAGE SECURITY ENVIRONMENT: restore clears both templates, set puts a key into one.
    fn manage_environment(&mut self, command: &Command) -> Result<Answer, Status> {
        match (command.p1, command.p2, &**command.data) {
            (0xf3, 0x03 | 0x30, []) => (self.session.sign, self.session.decipher) = (None, None),
            (0xf3, 0x03 | 0x30, _) => return Err(Status::WRONG_LENGTH),
            (0xf1 | 0x41, template @ (0xb6 | 0xb8), [0x83 | 0x84, 1, key]) => {
                if !self.memory.keys.contains_key(key) {
                    return Err(Status::NO_REFERENCE);
                }
                let slot = if template == 0xb6 { &mut self.session.sign } else { &mut self.session.decipher };
                *slot = Some(*key);
            }
            (0xf1 | 0x41, 0xb6 | 0xb8, _) => return Err(Status::WRONG_DATA),
            _ => return Err(Status::WRONG_PARAMETERS),
        }
        Ok(Status::OK.into())
    }

    fn security_operation(&mut self, command: &Command) -> Result<Answer, Status> {
        let (reference, signs) = match command.p1p2() {
            0x9e9a => (self.session.sign, true),
            0x8086 => (self.session.decipher, false),
            _ => return Err(Status::WRONG_PARAMETERS),
        };
        let reference = reference.ok_or(Status::CONDITIONS)?;
        let key = self.memory.keys.get(&reference).ok_or(Status::NO_REFERENCE)?;
        let signature_key = key.purpose == Purpose::Signature;
        if signature_key && !signs && self.memory.options.strict_key_usage {
            return Err(Status::CONDITIONS);
        }
        if !self.opened(key.pin) {
            return Err(Status::SECURITY_STATUS);
        }
        let pin = key.pin;
        let public = key.public.as_ref().ok_or(Status::CONDITIONS)?;
        let modulus = public.modulus().ok_or(Status::CONDITIONS)?;
        let block = if signs {
            padded(&command.data, modulus.len()).ok_or(Status::WRONG_LENGTH)?
        } else {
            match &**command.data {
                [0, block @ ..] if block.len() == modulus.len() => block.to_vec(),
                [_, block @ ..] if block.len() == modulus.len() => return Err(Status::WRONG_DATA),
                _ => return Err(Status::WRONG_LENGTH),
            }
        };
        if *block >= **modulus {
            return Err(Status::WRONG_DATA);
        }
        let value = self.operate(reference, Operation::RawRsa, &block)?;
        if signature_key && self.memory.options.pin_for_every_signature {
            pin.map(|pin| self.session.verified.remove(&pin));
        }
        Ok(Answer::ok(value))
    }

    fn challenge(&mut self, command: &Command) -> Result<Answer, Status> {
        if command.p1p2() != 0 {
            return Err(Status::WRONG_PARAMETERS);
        }
        let length = command.expected.unwrap_or(8);
        if length > usize::from(self.memory.options.longest_challenge) || !command.data.is_empty() {
            return Err(Status::WRONG_LENGTH);
        }
        let mut octets = vec![0; length];
        self.chip.random(&mut octets)?;
        Ok(Answer::ok(octets))
    }
}

/// The reference of a code, with or without the bit for "within the current directory".
fn code(p2: u8) -> Result<u8, Status> {
    match p2 & 0x7f {
        known @ (place::PIN | place::PUK | place::SIGNATURE_PIN | place::SIGNATURE_PUK) => Ok(known),
        _ => Err(Status::NO_REFERENCE),
    }
}

/// The offset in P1P2. Files have no short identifiers.
fn offset(command: &Command) -> Result<usize, Status> {
    if command.p1 & 0x80 == 0 { Ok(usize::from(command.p1p2())) } else { Err(Status::NOT_FOUND) }
}

/// A whole block as it is; fewer octets in the padding of PKCS #1 v1.5, type 1.
fn padded(data: &[u8], size: usize) -> Option<Vec<u8>> {
    if data.len() == size {
        return Some(data.to_vec());
    }
    let filling = size.checked_sub(data.len() + 3).filter(|n| *n >= 8 && !data.is_empty())?;
    let mut block = vec![0, 1];
    block.resize(2 + filling, 0xff);
    block.push(0);
    block.extend(data);
    Some(block)
}
