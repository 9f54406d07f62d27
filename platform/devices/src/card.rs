//! A card in a reader: what it says to everybody, and its keys once a PIN opened them.

use std::{
    fmt,
    sync::{Mutex, PoisonError},
};

use cns_card::{PublicFiles, Status, personal::Field};
use foundation::Secret;
use keyvault::{KeyError, SigningKey};
use x509::{
    Certificate,
    alg::{KeyType, PublicKey, SignatureAlgorithm},
};

use crate::{
    Condition, DeviceError, Kind, Purpose,
    cns::{self, Job, Way},
    encoding, piv,
    reader::{Fault, Held, Line},
};

/// What a card says to everybody.
#[derive(Clone, Debug)]
pub(crate) struct Contents {
    pub kind: Kind,
    pub number: Option<String>,
    pub holder: Option<String>,
    keys: Vec<Key>,
    /// Tries left of the signature PIN, or the one there is, and of its PUK.
    pub tries: [Option<u8>; 2],
    /// Whether it says of itself that it is no qualified device.
    pub test_card: bool,
}

/// A certificate, and where its key is.
#[derive(Clone, Debug)]
struct Key {
    certificate: Certificate,
    place: Place,
}

/// Where a key is, and how it is asked.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) enum Place {
    Cns(cns::Place),
    Piv(piv::Place),
}

impl Contents {
    /// Reads a card; `None` where it is of no kind that is known here. Spends no try.
    pub(crate) fn read(card: &mut Held<'_>, atr: &[u8]) -> Result<Option<Self>, Fault> {
        let found = match cns::is_cns(atr) {
            true => cns::read(card)?.map(|files| Self::of_cns(files, atr)),
            // Asking for an application harms no card.
            false => match piv::read(card)? {
                Some(found) => Some(Self::of_piv(found)),
                None => cns::read(card)?.map(|files| Self::of_cns(files, atr)),
            },
        };
        let Some(mut contents) = found else { return Ok(None) };
        contents.test_card = match contents.kind {
            Kind::Piv => piv::is_test_card(card)?,
            _ => cns::is_test_card(card)?,
        };
        let key = contents.key(Purpose::Signature).or(contents.keys.first());
        contents.tries = match key.map(|key| key.place.clone()).or_else(|| contents.bare_place(atr)) {
            Some(Place::Cns(place)) => place.tries(card)?,
            Some(Place::Piv(_)) => piv::tries(card)?,
            None => [None, None],
        };
        Ok(Some(contents))
    }

    fn of_cns(files: PublicFiles, atr: &[u8]) -> Self {
        let certificate = |der: Option<Vec<u8>>| der.and_then(|der| Certificate::from_der(der).ok());
        let signature = certificate(files.signature_certificate).zip(files.signature_file);
        let signature = signature.map(|(certificate, file)| Key {
            certificate,
            place: Place::Cns(cns::Place::signature(&file, atr)),
        });
        let authentication = certificate(files.authentication_certificate)
            .map(|certificate| Key { certificate, place: Place::Cns(cns::Place::authentication(atr)) });
        let holder = files.holder.and_then(Result::ok).map(|data| {
            format!("{} {}", data.get(Field::GivenName), data.get(Field::Surname)).trim().to_owned()
        });
        Self {
            kind: Kind::Cns,
            number: files.number.map(|number| number.as_str().to_owned()),
            holder: holder.filter(|holder| !holder.is_empty()),
            keys: signature.into_iter().chain(authentication).collect(),
            tries: [None, None],
            test_card: false,
        }
    }

    fn of_piv(found: Vec<(Certificate, piv::Place)>) -> Self {
        let keys: Vec<Key> = found
            .into_iter()
            .map(|(certificate, place)| Key { certificate, place: Place::Piv(place) })
            .collect();
        let holder = keys.first().map(|key| key.certificate.subject().friendly());
        Self { kind: Kind::Piv, number: None, holder, keys, tries: [None, None], test_card: false }
    }

    /// A card without certificates has its codes all the same.
    fn bare_place(&self, atr: &[u8]) -> Option<Place> {
        match self.kind {
            Kind::Cns => Some(Place::Cns(cns::Place::authentication(atr))),
            Kind::Piv => Some(Place::Piv(piv::Place::Signature)),
            _ => None,
        }
    }

    fn key(&self, purpose: Purpose) -> Option<&Key> {
        self.keys.iter().find(|key| purpose.suits(&key.certificate))
    }

    /// The certificate for a purpose, by its key usage.
    pub(crate) fn certificate(&self, purpose: Purpose) -> Option<&Certificate> {
        self.key(purpose).map(|key| &key.certificate)
    }

    /// Where the key for a purpose is.
    pub(crate) fn place(&self, purpose: Purpose) -> Option<&Place> {
        self.key(purpose).map(|key| &key.place)
    }

    /// The other certificates of the card.
    pub(crate) fn others(&self, than: &Certificate) -> Vec<Certificate> {
        self.keys.iter().map(|key| &key.certificate).filter(|other| *other != than).cloned().collect()
    }

    /// The places whose PIN is meant: of one purpose, or each code object once.
    pub(crate) fn pins(&self, which: Option<Purpose>, atr: &[u8]) -> Vec<Place> {
        if let Some(purpose) = which {
            return self.place(purpose).cloned().into_iter().collect();
        }
        let mut places: Vec<Place> = Vec::new();
        for place in self.keys.iter().map(|key| key.place.clone()).chain(self.bare_place(atr)) {
            if !places.iter().any(|other| other.shares_pin(&place)) {
                places.push(place);
            }
        }
        places
    }

    /// Whether the card in the reader is still this one.
    pub(crate) fn is_still_there(&self, card: &mut Held<'_>, atr: &[u8]) -> Result<bool, Fault> {
        if let (Kind::Cns, Some(number)) = (self.kind, &self.number) {
            return Ok(cns::number(card)?.as_ref() == Some(number));
        }
        let certificates = |contents: &Self| -> Vec<[u8; 32]> {
            contents.keys.iter().map(|key| key.certificate.sha256()).collect()
        };
        let now = Self::read(card, atr)?;
        Ok(now.is_some_and(|now| certificates(&now) == certificates(self)))
    }
}

impl Place {
    fn shares_pin(&self, other: &Self) -> bool {
        match (self, other) {
            (Self::Cns(one), Self::Cns(other)) => one.shares_pin(other),
            _ => true,
        }
    }

    /// The lengths of PIN that such cards take.
    pub(crate) fn pin_lengths(&self) -> std::ops::RangeInclusive<usize> {
        match self {
            Self::Cns(_) => 5..=8,
            Self::Piv(_) => 6..=8,
        }
    }

    pub(crate) fn verify(&self, card: &mut Held<'_>, pin: &str) -> Result<(), Condition> {
        match self {
            Self::Cns(place) => place.verify(card, pin),
            Self::Piv(_) => piv::verify(card, pin),
        }
    }

    pub(crate) fn change(&self, card: &mut Held<'_>, old: &str, new: &str) -> Result<(), Condition> {
        match self {
            Self::Cns(place) => place.change(card, old, new),
            Self::Piv(_) => piv::change(card, old, new),
        }
    }

    pub(crate) fn unblock(&self, card: &mut Held<'_>, puk: &str, new: &str) -> Result<(), Condition> {
        match self {
            Self::Cns(place) => place.unblock(card, puk, new),
            Self::Piv(_) => piv::unblock(card, puk, new),
        }
    }
}

/// Replaces the PIN at each place.
///
/// Cards with two code objects for one PIN keep them alike by themselves, or leave that to whoever changes it.
/// Both objects first see that the old PIN is theirs, so that nothing is left half done; both have all their
/// tries then, and asking whether the second knows the new PIN already costs at most one, which comes back.
pub(crate) fn change_pin(
    card: &mut Held<'_>,
    places: &[Place],
    old: &str,
    new: &str,
) -> Result<(), Condition> {
    for (index, place) in places.iter().enumerate().filter(|_| places.len() > 1) {
        match place.verify(card, old) {
            Err(Condition::PinWrong { .. }) if index > 0 => return Err(Condition::PinsDiffer),
            // A PIN that opens nothing until it is replaced.
            Err(Condition::PinNotSet) => {}
            verified => verified?,
        }
    }
    for (index, place) in places.iter().enumerate() {
        if index > 0 && place.verify(card, new).is_ok() {
            continue;
        }
        place.change(card, old, new)?;
    }
    Ok(())
}

/// Why the card did not carry out a command.
#[derive(Clone, Debug)]
pub(crate) enum Refused {
    Fault(Fault),
    Status(&'static str, Status),
}

impl From<Fault> for Refused {
    fn from(fault: Fault) -> Self {
        Self::Fault(fault)
    }
}

impl Refused {
    pub(crate) fn condition(self) -> Condition {
        match self {
            Self::Fault(fault) => fault.into(),
            Self::Status(_, Status::BLOCKED) => Condition::PinLocked,
            Self::Status(command, status) => crate::apdu::failed(command, status),
        }
    }
}

/// A key on a card, opened with the PIN. The card is reset when it is dropped, so that nobody finds it open.
pub(crate) struct CardKey {
    public: PublicKey,
    place: Place,
    name: String,
    session: Mutex<Session>,
}

struct Session {
    line: Box<dyn Line>,
    /// For cards that want it before each signature. It is known to be right.
    pin: Secret<String>,
    /// Whether it was presented and nothing was signed since.
    fresh: bool,
    way: Option<Way>,
    /// Why there is no going on.
    over: Option<Condition>,
}

impl CardKey {
    /// Presents the PIN, once.
    pub(crate) fn open(
        mut line: Box<dyn Line>,
        place: &Place,
        public: PublicKey,
        pin: &Secret<String>,
        name: &str,
    ) -> Result<Self, Condition> {
        let presented = Held::new(&mut *line)
            .map_err(Condition::from)
            .and_then(|mut card| place.verify(&mut card, pin.expose()));
        presented?;
        let session = Session { line, pin: pin.clone(), fresh: true, way: None, over: None };
        Ok(Self { public, place: place.clone(), name: name.to_owned(), session: Mutex::new(session) })
    }

    fn told(&self, condition: Condition) -> KeyError {
        DeviceError::new(condition, &*self.name).into()
    }
}

impl Session {
    /// Runs one signature in a transaction, with the PIN presented again where the card wants it each time.
    fn sign(&mut self, place: &Place, work: &Work) -> Result<Vec<u8>, Condition> {
        if let Some(over) = &self.over {
            return Err(over.clone());
        }
        let outcome = self.sign_once(place, work);
        if let Err(condition) = &outcome
            && !matches!(condition, Condition::Busy | Condition::KeyUnfit { .. } | Condition::Failed { .. })
        {
            self.over = Some(condition.clone());
        }
        outcome
    }

    fn sign_once(&mut self, place: &Place, work: &Work) -> Result<Vec<u8>, Condition> {
        let Self { line, pin, fresh, way, .. } = self;
        let mut card = Held::new(&mut **line)?;
        let was_fresh = std::mem::replace(fresh, false);
        let mut sign = |card: &mut Held<'_>| match (place, work) {
            (Place::Cns(place), Work::Rsa(job)) => place.sign(card, job, way),
            (Place::Piv(place), work) => place.sign(card, work),
            (Place::Cns(_), Work::Ec(..)) => Err(Refused::Status("PSO", Status::CONDITIONS)),
        };
        if !was_fresh && matches!(place, Place::Piv(piv::Place::Signature)) {
            // The PIN counts for one signature (SP 800-73-4 part 1 §3.2.1): known, so not asked of the card.
            place.verify(&mut card, pin.expose())?;
        }
        match sign(&mut card) {
            Err(Refused::Status(_, Status::SECURITY_STATUS)) if !was_fresh => {
                place.verify(&mut card, pin.expose())?;
                sign(&mut card)
            }
            signed => signed,
        }
        .map_err(Refused::condition)
    }
}

impl Drop for Session {
    fn drop(&mut self) {
        if self.over.is_none() {
            self.line.reset();
        }
    }
}

/// What a card is asked to do.
#[derive(Debug)]
pub(crate) enum Work {
    Rsa(Job),
    /// ECDSA over a digest, cut to the curve.
    Ec(KeyType, Vec<u8>),
}

impl Work {
    fn new(key: &PublicKey, algorithm: SignatureAlgorithm, digest: &[u8]) -> Option<Self> {
        match (key.key_type(), algorithm) {
            (KeyType::Rsa { bits }, SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. }) => {
                Job::new(algorithm, digest, usize::try_from(bits).ok()? / 8).map(Self::Rsa)
            }
            (kind @ (KeyType::EcP256 | KeyType::EcP384), SignatureAlgorithm::Ecdsa(_)) => {
                let width = if kind == KeyType::EcP256 { 32 } else { 48 };
                let taken = &digest[..digest.len().min(width)];
                Some(Self::Ec(kind, [&*vec![0; width - taken.len()], taken].concat()))
            }
            _ => None,
        }
    }
}

impl SigningKey for CardKey {
    fn public_key(&self) -> &PublicKey {
        &self.public
    }

    fn sign_digest(&self, algorithm: SignatureAlgorithm, digest: &[u8]) -> Result<Vec<u8>, KeyError> {
        encoding::check(algorithm, digest)?;
        let work = Work::new(&self.public, algorithm, digest).ok_or(KeyError::Algorithm)?;
        let mut session = self.session.lock().unwrap_or_else(PoisonError::into_inner);
        let signature = session.sign(&self.place, &work).map_err(|condition| self.told(condition))?;
        encoding::release(&self.public, algorithm, digest, signature)
    }
}

impl fmt::Debug for CardKey {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "CardKey({})", self.name)
    }
}
