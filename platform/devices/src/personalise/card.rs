//! A card, by administrative commands: 46/47, DA, D6, DB, 24.

use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cns_card::{Path, PersonalData, Status, memory::place, piv as objects, tlv};
use foundation::Secret;
use keyvault::{KeySpec, SigningKey, token::TokenCard};
use x509::Certificate;

use super::{Personalisable, Pins};
use crate::{
    Condition, Kind, Purpose,
    apdu::{self, Header},
    card::{CardKey, Contents, Place, change_pin},
    cns, piv,
    reader::{Content, Fault, Held, Line, Readers},
};

/// A card whose administrative state is open: that of a token file, or one in a reader.
#[derive(Debug)]
pub struct OnCard {
    line: Shared,
    atr: Vec<u8>,
    pins: Pins,
    piv: bool,
}

impl OnCard {
    /// The card of a token file.
    pub fn of_token(mut card: TokenCard, pins: Pins) -> Self {
        card.administer(true);
        let atr = card.reset().to_vec();
        let piv = card.memory().personality == cns_card::memory::Personality::Piv;
        Self { line: Shared::new(Box::new(InFile(card))), atr, pins, piv }
    }

    /// The card in a reader. It must let itself be administered.
    ///
    /// # Errors
    /// Why there is no such card.
    pub fn of_reader(readers: &dyn Readers, reader: &str, pins: Pins) -> Result<Self, Condition> {
        let seen = readers.look()?.into_iter().find(|seen| seen.reader == reader);
        let atr = match seen.map(|seen| seen.content) {
            Some(Content::Card(atr)) => atr,
            Some(Content::Empty) => return Err(Condition::CardMissing),
            Some(Content::Mute) => return Err(Condition::CardUnknown),
            Some(Content::Taken) => return Err(Condition::Busy),
            None => return Err(Condition::ReaderMissing),
        };
        let mut line = Shared::new(readers.connect(reader)?);
        let contents = Contents::read(&mut Held::afresh(&mut line)?, &atr)?;
        let piv = match contents {
            Some(contents) => contents.kind == Kind::Piv,
            None => return Err(Condition::CardUnknown),
        };
        Ok(Self { line, atr, pins, piv })
    }

    fn place(&self, purpose: Purpose) -> Place {
        match (self.piv, purpose) {
            (true, Purpose::Signature) => Place::Piv(piv::Place::Signature),
            (true, Purpose::Authentication) => Place::Piv(piv::Place::Authentication),
            (false, Purpose::Signature) => {
                Place::Cns(cns::Place::signature(&place::signature_certificate(), &self.atr))
            }
            (false, Purpose::Authentication) => Place::Cns(cns::Place::authentication(&self.atr)),
        }
    }
}

impl Personalisable for OnCard {
    fn number(&mut self) -> Result<Option<String>, Condition> {
        if self.piv {
            return Ok(None);
        }
        Ok(cns::number(&mut Held::new(&mut self.line)?)?)
    }

    fn is_blank(&mut self) -> Result<bool, Condition> {
        let contents = Contents::read(&mut Held::afresh(&mut self.line)?, &self.atr)?;
        Ok(contents.is_none_or(|contents| {
            [Purpose::Signature, Purpose::Authentication]
                .into_iter()
                .all(|purpose| contents.certificate(purpose).is_none())
        }))
    }

    fn write_holder(&mut self, holder: &PersonalData) -> Result<(), Condition> {
        if self.piv {
            return Ok(());
        }
        let file = holder.to_file().map_err(|error| Condition::Failed { detail: error.to_string() })?;
        write_file(&mut Held::new(&mut self.line)?, &place::personal_data(), &file)
    }

    fn generate(&mut self, purpose: Purpose, spec: KeySpec) -> Result<Box<dyn SigningKey>, Condition> {
        let (place, pin) = (self.place(purpose), self.pins.of(purpose).clone());
        let (reference, template) = match (self.piv, purpose) {
            (false, _) if spec != KeySpec::Rsa2048 => {
                return Err(Condition::KeyUnfit { detail: spec.to_string() });
            }
            (false, Purpose::Signature) => (place::SIGNATURE_KEY, Vec::new()),
            (false, Purpose::Authentication) => (place::AUTHENTICATION_KEY, Vec::new()),
            (true, purpose) => {
                let reference =
                    if purpose == Purpose::Signature { objects::SIGNATURE } else { objects::AUTHENTICATION };
                (reference, tlv::write(0xac, &tlv::write(0x80, &[piv::identifier(spec)])))
            }
        };
        let mut card = Held::new(&mut self.line)?;
        place.verify(&mut card, pin.expose())?;
        let header = Header { ins: 0x47, p1: 0, p2: reference, expected: Some(0) };
        let answer = done(apdu::send(&mut card, header, &template)?, "GENERATE ASYMMETRIC KEY PAIR")?;
        drop(card);
        let public = cns_card::PublicKey::from_template(&answer).as_ref().and_then(keyvault::card_public_key);
        let public = public.ok_or_else(|| Condition::Failed { detail: "7F49".to_owned() })?;
        Ok(Box::new(CardKey::open(Box::new(self.line.clone()), &place, public, &pin, "")?))
    }

    fn install(&mut self, purpose: Purpose, certificate: &Certificate) -> Result<(), Condition> {
        let mut card = Held::new(&mut self.line)?;
        if !self.piv {
            let path = match purpose {
                Purpose::Signature => place::signature_certificate(),
                Purpose::Authentication => place::authentication_certificate(),
            };
            return write_file(&mut card, &path, certificate.der());
        }
        let key = if purpose == Purpose::Signature { objects::SIGNATURE } else { objects::AUTHENTICATION };
        let tag = objects::certificate_object(key).unwrap_or_default().to_be_bytes();
        let value = tlv::write(0x53, &objects::certificate_value(certificate.der()));
        piv::select(&mut card).map_err(crate::card::Refused::condition)?;
        let header = Header { ins: 0xdb, p1: 0x3f, p2: 0xff, expected: None };
        let data = [tlv::write(0x5c, &tag[1..]), value].concat();
        done(apdu::send(&mut card, header, &data)?, "PUT DATA").map(drop)
    }

    fn set_pin(&mut self, new: &Secret<String>) -> Result<(), Condition> {
        let mut places = vec![self.place(Purpose::Signature)];
        if !self.piv {
            places.push(self.place(Purpose::Authentication));
        }
        let mut card = Held::new(&mut self.line)?;
        if self.pins.signature.expose() == self.pins.authentication.expose() {
            change_pin(&mut card, &places, self.pins.signature.expose(), new.expose())?;
        } else {
            for (place, purpose) in places.iter().zip([Purpose::Signature, Purpose::Authentication]) {
                place.change(&mut card, self.pins.of(purpose).expose(), new.expose())?;
            }
        }
        drop(card);
        self.pins = Pins::one(new);
        Ok(())
    }
}

/// Makes a file hold exactly these octets; on cards that cannot resize one, it begins with them.
fn write_file(card: &mut Held<'_>, path: &Path, octets: &[u8]) -> Result<(), Condition> {
    let select = Header { ins: 0xa4, p1: 0x08, p2: 0x0c, expected: None };
    let found = apdu::send(card, select, &path.to_bytes())?.status;
    let mut put = Header { ins: 0xda, p1: 0, p2: 0, expected: None };
    if found != Status::OK {
        done(apdu::send(card, select, &path.parent().to_bytes())?, "SELECT")?;
        [put.p1, put.p2] = path.identifier().to_be_bytes();
    }
    let answer = apdu::send(card, put, octets)?;
    if found != Status::OK || !matches!(answer.status, Status::NO_INSTRUCTION | Status::NOT_SUPPORTED) {
        return done(answer, "PUT DATA").map(drop);
    }
    for (index, part) in octets.chunks(128).enumerate() {
        let [p1, p2] = u16::try_from(index * 128).unwrap_or(u16::MAX).to_be_bytes();
        let update = Header { ins: 0xd6, p1, p2, expected: None };
        done(apdu::send(card, update, part)?, "UPDATE BINARY")?;
    }
    Ok(())
}

fn done(answer: cns_card::Answer, command: &str) -> Result<Vec<u8>, Condition> {
    if answer.status == Status::OK { Ok(answer.data) } else { Err(apdu::failed(command, answer.status)) }
}

/// A connection that the device and the key just made share.
#[derive(Clone)]
struct Shared(Arc<Mutex<Box<dyn Line>>>);

impl Shared {
    fn new(line: Box<dyn Line>) -> Self {
        Self(Arc::new(Mutex::new(line)))
    }

    fn line(&self) -> MutexGuard<'_, Box<dyn Line>> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl fmt::Debug for Shared {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?}", self.line())
    }
}

impl Line for Shared {
    fn begin(&mut self) -> Result<(), Fault> {
        self.line().begin()
    }
    fn end(&mut self) {
        self.line().end();
    }
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Fault> {
        self.line().transmit(command)
    }
    fn reconnect(&mut self) -> Result<(), Fault> {
        self.line().reconnect()
    }
    fn reset(&mut self) {
        self.line().reset();
    }
}

/// The card of a token file, without a reader.
#[derive(Debug)]
struct InFile(TokenCard);

impl Line for InFile {
    fn begin(&mut self) -> Result<(), Fault> {
        if self.0.is_present() { Ok(()) } else { Err(Fault::Removed) }
    }
    fn end(&mut self) {}
    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Fault> {
        Ok(self.0.transmit(command))
    }
    fn reconnect(&mut self) -> Result<(), Fault> {
        self.begin()
    }
    fn reset(&mut self) {
        self.0.reset();
    }
}
