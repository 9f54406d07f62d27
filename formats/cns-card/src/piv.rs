//! Commands of the PIV card application (NIST SP 800-73-4 part 2, SP 800-78-5).

use std::collections::BTreeMap;

use crate::{
    Algorithm, Atr, Card, Chip, Operation, PublicKey,
    apdu::{Answer, Command, Status},
    memory::{Counter, Key, Memory, Octets, Options, Personality, Purpose},
    tlv,
};

/// Instructions whose data may come in several commands: GENERAL AUTHENTICATE, PUT DATA.
pub(crate) const CHAINED: &[u8] = &[0x87, 0xdb];

/// The application; clients may leave off the version at its end.
const AID: &[u8] = &[0xa0, 0x00, 0x00, 0x03, 0x08, 0x00, 0x00, 0x10, 0x00, 0x01, 0x00];
/// Octets of [`AID`] without the version.
const AID_WITHOUT_VERSION: usize = 9;

/// Reference of the PIN.
pub const PIN: u8 = 0x80;
/// Reference of the PUK.
pub const PUK: u8 = 0x81;
/// Key for login.
pub const AUTHENTICATION: u8 = 0x9a;
/// Key for signatures; wants the PIN before each.
pub const SIGNATURE: u8 = 0x9c;
/// Key for key management: decipherment, key agreement.
pub const KEY_MANAGEMENT: u8 = 0x9d;
/// Key of the card itself, used without PIN.
pub const CARD_AUTHENTICATION: u8 = 0x9e;
/// Key of the card's management, which is not there; clients take its challenge for random octets.
const MANAGEMENT: u8 = 0x9b;

/// Objects that are read only after the PIN: fingerprints, printed information, face, iris (part 1 table 3).
const BEHIND_PIN: [u32; 4] = [0x5f_c103, 0x5f_c109, 0x5f_c108, 0x5f_c121];
/// The discovery object, which comes without the wrapping of the others.
const DISCOVERY: u32 = 0x7e;

/// The object that holds the certificate of a key.
pub fn certificate_object(key: u8) -> Option<u32> {
    match key {
        AUTHENTICATION => Some(0x5f_c105),
        SIGNATURE => Some(0x5f_c10a),
        KEY_MANAGEMENT => Some(0x5f_c10b),
        CARD_AUTHENTICATION => Some(0x5f_c101),
        _ => None,
    }
}

/// The value of a certificate object: the certificate as it is, not compressed.
pub fn certificate_value(der: &[u8]) -> Vec<u8> {
    [tlv::write(0x70, der), tlv::write(0x71, &[0]), tlv::write(0xfe, &[])].concat()
}

impl Algorithm {
    /// Algorithm identifier (SP 800-78-5 table 9; 16 for RSA-4096, as OpenSC and tokens use it).
    fn piv(self) -> u8 {
        match self {
            Self::Rsa1024 => 0x06,
            Self::Rsa2048 => 0x07,
            Self::Rsa3072 => 0x05,
            Self::Rsa4096 => 0x16,
            Self::P256 => 0x11,
            Self::P384 => 0x14,
        }
    }

    fn of_piv(identifier: u8) -> Option<Self> {
        [Self::Rsa2048, Self::Rsa3072, Self::Rsa4096, Self::P256, Self::P384]
            .into_iter()
            .find(|algorithm| algorithm.piv() == identifier)
    }
}

impl Memory {
    /// A PIV card without keys and certificates. `guid` names the card in its CHUID: sixteen octets.
    pub fn piv(atr: Atr, guid: [u8; 16], algorithm: Algorithm) -> Self {
        let key = |purpose, pin| Key { algorithm, purpose, pin, public: None };
        let chuid = [
            // FASC-N of a non-federal issuer, GUID, expiry, no signature.
            tlv::write(0x30, &[0xd4, 0xe7, 0x39, 0xda, 0x73, 0x9c, 0xed, 0x39, 0xce, 0x73, 0x9d, 0x83, 0x68]),
            tlv::write(0x34, &guid),
            tlv::write(0x35, b"20991231"),
            tlv::write(0x3e, &[]),
            tlv::write(0xfe, &[]),
        ];
        let mut memory = Self {
            personality: Personality::Piv,
            atr,
            options: Options { one_pin: false, ..Options::default() },
            counters: [(PIN, Counter::new(3)), (PUK, Counter::new(3))].into(),
            keys: [
                (AUTHENTICATION, key(Purpose::Authentication, Some(PIN))),
                (SIGNATURE, key(Purpose::Signature, Some(PIN))),
                (KEY_MANAGEMENT, key(Purpose::Authentication, Some(PIN))),
                (CARD_AUTHENTICATION, key(Purpose::Authentication, None)),
            ]
            .into(),
            files: BTreeMap::new(),
            objects: BTreeMap::new(),
        };
        memory.put_object(0x5f_c102, chuid.concat());
        let discovery = [tlv::write(0x4f, AID), tlv::write(0x5f2f, &[0x40, 0])].concat();
        memory.put_object(DISCOVERY, discovery);
        memory
    }

    /// Puts a data object there whole.
    pub fn put_object(&mut self, tag: u32, value: impl Into<Vec<u8>>) {
        self.objects.insert(name(tag), Octets(value.into()));
    }
}

pub(crate) fn name(tag: u32) -> String {
    format!("{tag:06X}")
}

impl PublicKey {
    /// The modulus of an RSA key.
    pub fn modulus(&self) -> Option<&Vec<u8>> {
        match self {
            Self::Rsa { modulus, .. } => Some(modulus),
            Self::Ec { .. } => None,
        }
    }

    /// The public key template, 7F49 (ISO/IEC 7816-8; SP 800-73-4 part 2 §3.3.2).
    pub fn template(&self) -> Vec<u8> {
        let fields = match self {
            Self::Rsa { modulus, exponent } => {
                [tlv::write(0x81, modulus), tlv::write(0x82, exponent)].concat()
            }
            Self::Ec { point } => tlv::write(0x86, point),
        };
        tlv::write(0x7f49, &fields)
    }

    /// Reads a public key template; `None` where it is none.
    pub fn from_template(octets: &[u8]) -> Option<Self> {
        let (0x7f49, fields, []) = tlv::read(octets)? else { return None };
        match *tlv::objects(fields)? {
            [(0x81, modulus), (0x82, exponent)] => {
                Some(Self::Rsa { modulus: modulus.to_vec(), exponent: exponent.to_vec() })
            }
            [(0x86, point)] => Some(Self::Ec { point: point.to_vec() }),
            _ => None,
        }
    }
}

impl<C: Chip> Card<C> {
    pub(crate) fn piv(&mut self, command: &Command) -> Result<Answer, Status> {
        if command.ins == 0xa4 {
            return self.select_application(command);
        }
        if !self.session.selected {
            return Err(Status::NO_INSTRUCTION);
        }
        let pin = |p2| if p2 == PIN { Ok(PIN) } else { Err(Status::NO_REFERENCE) };
        match (command.ins, command.p1) {
            (0xcb, 0x3f) => self.get_data(command),
            (0xdb, 0x3f) => self.put_data(command),
            (0x20, 0x00) => self.verify(pin(command.p2)?, &command.data),
            (0x20, 0xff) if command.data.is_empty() => {
                self.session.verified.remove(&pin(command.p2)?);
                Ok(Status::OK.into())
            }
            (0x24, 0x00) if command.p2 == PUK => self.change_code(PUK, &command.data),
            (0x24, 0x00) => self.change_code(pin(command.p2)?, &command.data),
            (0x2c, 0x00) => self.unblock(pin(command.p2)?, PUK, 0, &command.data),
            (0x87, 0x00 | 0x03) if command.p2 == MANAGEMENT => self.management_challenge(command),
            (0x87, _) => self.authenticate(command),
            (0x47, 0x00) => self.generate(command),
            (0xcb | 0xdb | 0x20 | 0x24 | 0x2c | 0x47, _) => Err(Status::WRONG_PARAMETERS),
            _ => Err(Status::NO_INSTRUCTION),
        }
    }

    fn select_application(&mut self, command: &Command) -> Result<Answer, Status> {
        if command.p1 != 0x04 {
            return Err(Status::WRONG_PARAMETERS);
        }
        if command.data.len() < AID_WITHOUT_VERSION || !AID.starts_with(&command.data) {
            return Err(Status::NOT_FOUND);
        }
        self.session.selected = true;
        let authority = tlv::write(0x79, &tlv::write(0x4f, &AID[..5]));
        let label = tlv::write(0x50, b"Ceralacca virtual PIV, not a QSCD");
        Ok(Answer::ok(tlv::write(0x61, &[tlv::write(0x4f, &AID[5..]), authority, label].concat())))
    }

    fn get_data(&self, command: &Command) -> Result<Answer, Status> {
        let (tag, []) = tag_list(&command.data)? else { return Err(Status::WRONG_DATA) };
        if BEHIND_PIN.contains(&tag) && !self.opened(Some(PIN)) {
            return Err(Status::SECURITY_STATUS);
        }
        let value = self.memory.objects.get(&name(tag)).ok_or(Status::NOT_FOUND)?;
        Ok(Answer::ok(tlv::write(if tag == DISCOVERY { DISCOVERY } else { 0x53 }, &value.0)))
    }

    fn put_data(&mut self, command: &Command) -> Result<Answer, Status> {
        self.administered()?;
        let (tag, rest) = tag_list(&command.data)?;
        let Some((0x53, value, [])) = tlv::read(rest) else { return Err(Status::WRONG_DATA) };
        if !(0x5f_c101..=0x5f_c1ff).contains(&tag) {
            return Err(Status::NOT_FOUND);
        }
        self.personalise(|memory| memory.put_object(tag, value))?;
        Ok(Status::OK.into())
    }

    /// GENERAL AUTHENTICATE (§3.2.4): signature or decipherment (81), key agreement (85).
    fn authenticate(&mut self, command: &Command) -> Result<Answer, Status> {
        let key = self.memory.keys.get(&command.p2).ok_or(Status::NO_REFERENCE)?;
        let (algorithm, pin) = (key.algorithm, key.pin);
        if command.p1 != algorithm.piv() {
            return Err(Status::WRONG_PARAMETERS);
        }
        let signature = key.purpose == Purpose::Signature;
        if !self.opened(pin) || (signature && !self.session.fresh) {
            return Err(Status::SECURITY_STATUS);
        }
        let public = key.public.as_ref().ok_or(Status::CONDITIONS)?;
        let Some((0x7c, template, [])) = tlv::read(&command.data) else { return Err(Status::WRONG_DATA) };
        let template = tlv::objects(template).ok_or(Status::WRONG_DATA)?;
        let field = |wanted| template.iter().find(|(tag, _)| *tag == wanted).map(|(_, value)| *value);
        let (operation, input) = match (field(0x81), field(0x85)) {
            (Some(block), None) => match public.modulus() {
                Some(modulus) if block.len() == modulus.len() && *block < **modulus => {
                    (Operation::RawRsa, block)
                }
                None if block.len() == algorithm.octets() => (Operation::Ecdsa, block),
                _ => return Err(Status::WRONG_DATA),
            },
            (None, Some(point @ [4, ..]))
                if point.len() == 1 + 2 * algorithm.octets() && !algorithm.is_rsa() =>
            {
                (Operation::Ecdh, point)
            }
            _ => return Err(Status::WRONG_DATA),
        };
        let value = self.operate(command.p2, operation, input)?;
        if signature {
            self.session.fresh = false;
        }
        Ok(Answer::ok(tlv::write(0x7c, &tlv::write(0x82, &value))))
    }

    /// GENERAL AUTHENTICATE that asks for a challenge to answer with [`MANAGEMENT`]: no answer would be right.
    fn management_challenge(&mut self, command: &Command) -> Result<Answer, Status> {
        if *command.data != [0x7c, 2, 0x81, 0] {
            return Err(Status::WRONG_DATA);
        }
        let mut octets = [0; 8];
        self.chip.random(&mut octets)?;
        Ok(Answer::ok(tlv::write(0x7c, &tlv::write(0x81, &octets))))
    }

    /// GENERATE ASYMMETRIC KEY PAIR (§3.3.2), of the algorithm asked for.
    fn generate(&mut self, command: &Command) -> Result<Answer, Status> {
        self.administered()?;
        if !self.memory.keys.contains_key(&command.p2) {
            return Err(Status::NO_REFERENCE);
        }
        let asked = match tlv::read(&command.data) {
            Some((0xac, template, [])) => match tlv::objects(template).as_deref() {
                Some([(0x80, [identifier]), ..]) => Algorithm::of_piv(*identifier),
                _ => None,
            },
            _ => None,
        };
        let algorithm = asked.ok_or(Status::WRONG_DATA)?;
        self.make_key(command.p2, Some(algorithm)).map(Answer::ok)
    }
}

/// The tag list, 5C, at the start: the tag, and what follows it.
fn tag_list(data: &[u8]) -> Result<(u32, &[u8]), Status> {
    match tlv::read(data) {
        Some((0x5c, tag @ ([_] | [_, _, _]), rest)) => {
            Ok((tag.iter().fold(0, |n, octet| n << 8 | u32::from(*octet)), rest))
        }
        _ => Err(Status::WRONG_DATA),
    }
}
