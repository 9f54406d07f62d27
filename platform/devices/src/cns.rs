//! A national services card, by its own commands (cns-card.md §3, §5).

use cns_card::{Path, PublicFiles, ReadError, Status, memory::place, read_public};
use x509::alg::SignatureAlgorithm;

use crate::{
    Condition,
    apdu::{self, Code, Header},
    card::Refused,
    encoding,
    reader::{Fault, Held},
};

const VERIFY: u8 = 0x20;
const CHANGE: u8 = 0x24;
const UNBLOCK: u8 = 0x2c;

/// A key of the card, with the codes and the directory that go with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Place {
    /// The directory to select before the codes and the key are used.
    directory: Option<Path>,
    key: u8,
    pin: u8,
    puk: u8,
    /// Whether it is the key of the signature certificate's file.
    signs: bool,
}

impl Place {
    /// The key of the certificate in `EF.C_Carta`.
    pub(crate) fn authentication(atr: &[u8]) -> Self {
        Self::new(None, place::AUTHENTICATION_KEY, [place::PIN, place::PUK], false, atr)
    }

    /// The key of the certificate in this file, of the three layouts there are.
    pub(crate) fn signature(file: &Path, atr: &[u8]) -> Self {
        let identifiers = file.to_bytes();
        match &*identifiers {
            [0x14, 0x00, 0x90, 0x01, ..] => {
                let directory = Path::from([0x1400, 0x9002]);
                Self::new(Some(directory), 0x02, [place::PIN, place::PUK], true, atr)
            }
            [0x2f, 0xff, ..] => {
                let directory = Path::from([0x2fff, 0x0000]);
                Self::new(Some(directory), 0x21, [place::PIN, place::PUK], true, atr)
            }
            _ => {
                let codes = [place::SIGNATURE_PIN, place::SIGNATURE_PUK];
                Self::new(Some(Path::from([0x1400, 0x8110])), place::SIGNATURE_KEY, codes, true, atr)
            }
        }
    }

    fn new(directory: Option<Path>, key: u8, [pin, puk]: [u8; 2], signs: bool, atr: &[u8]) -> Self {
        // Cards of STIncard look for the code upwards from the current directory.
        let backtracking = if mask_manufacturer(atr) == Some(0x09) { 0x80 } else { 0 };
        Self { directory, key, pin: pin | backtracking, puk: puk | backtracking, signs }
    }

    /// Whether both keys stand under one code object.
    pub(crate) fn shares_pin(&self, other: &Self) -> bool {
        self.pin == other.pin
    }

    fn enter(&self, card: &mut Held<'_>) -> Result<(), Refused> {
        let path = match &self.directory {
            Some(directory) => directory.to_bytes(),
            None => return select_root(card).map_err(Refused::from),
        };
        let select = |p2| Header { ins: 0xa4, p1: 0x08, p2, expected: None };
        let mut status = apdu::send(card, select(0x0c), &path)?.status;
        if status == Status::WRONG_PARAMETERS {
            status = apdu::send(card, select(0x00), &path)?.status;
        }
        if status == Status::OK { Ok(()) } else { Err(Refused::Status("SELECT", status)) }
    }

    /// Presents the PIN. One try.
    pub(crate) fn verify(&self, card: &mut Held<'_>, pin: &str) -> Result<(), Condition> {
        self.enter(card).map_err(Refused::condition)?;
        let header = Header { ins: VERIFY, p1: 0, p2: self.pin, expected: None };
        let answer = apdu::send(card, header, &apdu::block(pin)).map_err(Condition::from)?;
        apdu::judge(&answer, "VERIFY", Code::Pin)
    }

    /// Tries left of PIN and PUK, as far as the card says that without spending one.
    pub(crate) fn tries(&self, card: &mut Held<'_>) -> Result<[Option<u8>; 2], Fault> {
        match self.enter(card) {
            Ok(()) => {}
            Err(Refused::Fault(fault)) => return Err(fault),
            Err(Refused::Status(..)) => return Ok([None, None]),
        }
        let mut left = [None, None];
        for (left, p2) in left.iter_mut().zip([self.pin, self.puk]) {
            let answer = apdu::send(card, Header { ins: VERIFY, p1: 0, p2, expected: None }, &[])?;
            *left = apdu::tries(&answer);
        }
        Ok(left)
    }

    /// Replaces the PIN. One try of the old one.
    pub(crate) fn change(&self, card: &mut Held<'_>, old: &str, new: &str) -> Result<(), Condition> {
        self.two_codes(card, CHANGE, [old, new], "CHANGE REFERENCE DATA", Code::Pin)
    }

    /// Replaces the PIN with the PUK. One try of the PUK.
    pub(crate) fn unblock(&self, card: &mut Held<'_>, puk: &str, new: &str) -> Result<(), Condition> {
        self.two_codes(card, UNBLOCK, [puk, new], "RESET RETRY COUNTER", Code::Puk)
    }

    fn two_codes(
        &self,
        card: &mut Held<'_>,
        ins: u8,
        [given, new]: [&str; 2],
        name: &str,
        code: Code,
    ) -> Result<(), Condition> {
        self.enter(card).map_err(Refused::condition)?;
        let mut data = apdu::block(given);
        data.extend_from_slice(&apdu::block(new));
        let header = Header { ins, p1: 0, p2: self.pin, expected: None };
        let answer = apdu::send(card, header, &data).map_err(Condition::from)?;
        apdu::judge(&answer, name, code)
    }

    /// The signature over an encoded digest. Cards differ in which of two commands a key takes.
    pub(crate) fn sign(
        &self,
        card: &mut Held<'_>,
        job: &Job,
        known: &mut Option<Way>,
    ) -> Result<Vec<u8>, Refused> {
        if let Some(way) = *known {
            return self.sign_by(card, job, way);
        }
        // A signature key computes signatures; an authentication key deciphers, as OpenSC makes it do.
        let ways = if self.signs { [Way::Compute, Way::Decipher] } else { [Way::Decipher, Way::Compute] };
        let mut outcome = Err(Refused::Status("PSO", Status::CONDITIONS));
        for way in ways {
            outcome = self.sign_by(card, job, way);
            match &outcome {
                Ok(_) => *known = Some(way),
                // Not about the PIN, but about the command.
                Err(Refused::Status(_, status))
                    if *status != Status::SECURITY_STATUS && *status != Status::BLOCKED =>
                {
                    continue;
                }
                Err(_) => {}
            }
            break;
        }
        outcome
    }

    fn sign_by(&self, card: &mut Held<'_>, job: &Job, way: Way) -> Result<Vec<u8>, Refused> {
        self.enter(card)?;
        let header = |ins, p1, p2, expected| Header { ins, p1, p2, expected };
        // RESTORE of environment 03, sent with the fifth octet that cards are used to.
        let restored = apdu::send(card, header(0x22, 0xf3, 0x03, Some(0)), &[])?.status;
        if restored != Status::OK {
            return Err(Refused::Status("MSE RESTORE", restored));
        }
        let template = if way == Way::Compute { 0xb6 } else { 0xb8 };
        let set = apdu::send(card, header(0x22, 0xf1, template, None), &[0x83, 0x01, self.key])?.status;
        if set != Status::OK {
            return Err(Refused::Status("MSE SET", set));
        }
        let answer = match way {
            Way::Compute => apdu::send(card, header(0x2a, 0x9e, 0x9a, Some(0)), job.short())?,
            Way::Decipher => {
                apdu::send(card, header(0x2a, 0x80, 0x86, Some(0)), &[&[0], &*job.block].concat())?
            }
        };
        if answer.status == Status::OK {
            Ok(answer.data)
        } else {
            Err(Refused::Status(if way == Way::Compute { "PSO CDS" } else { "PSO DEC" }, answer.status))
        }
    }
}

/// Which command makes the signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Way {
    /// COMPUTE DIGITAL SIGNATURE.
    Compute,
    /// DECIPHER of the padded block, which is the same number.
    Decipher,
}

/// What is to be signed, encoded.
#[derive(Debug)]
pub(crate) struct Job {
    /// As long as the modulus.
    block: Vec<u8>,
    /// The `DigestInfo`, which the card pads by itself.
    info: Option<Vec<u8>>,
}

impl Job {
    /// Encodes a digest for a modulus of `length` octets; `None` where it does not fit.
    pub(crate) fn new(algorithm: SignatureAlgorithm, digest: &[u8], length: usize) -> Option<Self> {
        let info = match algorithm {
            SignatureAlgorithm::RsaPkcs1(name) => encoding::digest_info(name, digest),
            SignatureAlgorithm::RsaPss { digest: name, mgf_digest, salt_len }
                if mgf_digest == name && usize::try_from(salt_len) == Ok(name.len()) =>
            {
                let block = encoding::pss_block(name, digest, length, &foundation::SystemEntropy)?;
                return Some(Self { block, info: None });
            }
            _ => return None,
        };
        Some(Self { block: encoding::pkcs1_block(&info, length)?, info: Some(info) })
    }

    /// As long as the modulus.
    pub(crate) fn block(&self) -> &[u8] {
        &self.block
    }

    fn short(&self) -> &[u8] {
        self.info.as_ref().unwrap_or(&self.block)
    }
}

/// Reads what the card says to everybody; `None` where it is no such card.
pub(crate) fn read(card: &mut Held<'_>) -> Result<Option<PublicFiles>, Fault> {
    match read_public(|command| card.transmit(command)) {
        Ok(files) => {
            let certified =
                files.authentication_certificate.is_some() || files.signature_certificate.is_some();
            Ok((files.number.is_some() || certified).then_some(files))
        }
        Err(ReadError::Reader(fault)) => Err(fault),
        Err(ReadError::Answer | ReadError::Refused(_)) => Ok(None),
    }
}

/// The card number alone.
pub(crate) fn number(card: &mut Held<'_>) -> Result<Option<String>, Fault> {
    let start = start_of(card, &place::card_number(), 16)?;
    Ok(cns_card::CardNumber::read(&start).map(|number| number.as_str().to_owned()))
}

/// Whether `EF.CardStatus` says that the card is no qualified device.
pub(crate) fn is_test_card(card: &mut Held<'_>) -> Result<bool, Fault> {
    Ok(start_of(card, &Path::from([0x3f02]), 8)? == b"NOT QSCD")
}

/// The first octets of a file; none where there is no such file.
fn start_of(card: &mut Held<'_>, file: &Path, octets: u8) -> Result<Vec<u8>, Fault> {
    select_root(card)?;
    let select = Header { ins: 0xa4, p1: 0x08, p2: 0x0c, expected: None };
    if apdu::send(card, select, &file.to_bytes())?.status != Status::OK {
        return Ok(Vec::new());
    }
    let read = Header { ins: 0xb0, p1: 0, p2: 0, expected: Some(octets) };
    Ok(apdu::send(card, read, &[])?.data)
}

fn select_root(card: &mut Held<'_>) -> Result<(), Fault> {
    let select = Header { ins: 0xa4, p1: 0x00, p2: 0x0c, expected: None };
    apdu::send(card, select, &[0x3f, 0x00]).map(drop)
}

/// Whether the answer to reset is that of a CNS: fifteen historical octets that say so.
pub(crate) fn is_cns(atr: &[u8]) -> bool {
    historical(atr).is_some_and(|octets| &octets[9..12] == b"CNS")
}

/// Who made the card's mask: the fourth historical octet.
fn mask_manufacturer(atr: &[u8]) -> Option<u8> {
    is_cns(atr).then(|| historical(atr).map(|octets| octets[3])).flatten()
}

fn historical(atr: &[u8]) -> Option<&[u8]> {
    let end = atr.len().checked_sub(1)?;
    atr.get(end.checked_sub(15)?..end)
}
