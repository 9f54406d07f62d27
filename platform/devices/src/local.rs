//! The shelf of this computer.

use std::{
    path::{Path, PathBuf},
    sync::{Arc, Mutex, PoisonError},
};

use foundation::{Clock, Secret, Timestamp};

use crate::{
    Condition, DeviceError, DeviceId, Found, Kind, Opened, PcscReaders, PinState, Purpose, Shelf,
    card::{self, CardKey, Contents, Place},
    module, pkcs12,
    reader::{Content, Fault, Held, Line, Readers},
    token_file,
};

/// All devices that this computer reaches: cards in readers, tokens behind PKCS#11 modules, token files.
/// A device that is seen in two ways is listed once.
#[derive(Debug)]
pub struct LocalShelf {
    clock: Arc<dyn Clock>,
    files: Vec<PathBuf>,
    folders: Vec<PathBuf>,
    modules: Vec<PathBuf>,
    known_modules: bool,
    readers: Option<Arc<dyn Readers>>,
    /// What was listed last, so that opening a device does not read all of them again.
    last: Mutex<Vec<(Found, Source)>>,
}

/// Where a device was found.
#[derive(Clone, Debug)]
enum Source {
    Card {
        reader: String,
        atr: Vec<u8>,
        contents: Box<Contents>,
    },
    Module(Box<module::Place>),
    Pkcs12(PathBuf),
    TokenFile(PathBuf),
    /// Nothing that could be opened.
    Nowhere,
}

impl LocalShelf {
    /// An empty shelf; the clock tells which certificates are valid.
    pub fn new(clock: Arc<dyn Clock>) -> Self {
        Self {
            clock,
            files: Vec::new(),
            folders: Vec::new(),
            modules: Vec::new(),
            known_modules: false,
            readers: None,
            last: Mutex::default(),
        }
    }

    /// The shelf with the readers of PC/SC, and with the installed PKCS#11 modules where a reader holds a card
    /// that is not driven from here.
    pub fn of_this_computer(clock: Arc<dyn Clock>) -> Self {
        Self { known_modules: true, ..Self::new(clock).with_readers(Arc::new(PcscReaders::new())) }
    }

    /// Also the cards in these readers.
    #[must_use]
    pub fn with_readers(mut self, readers: Arc<dyn Readers>) -> Self {
        self.readers = Some(readers);
        self
    }

    /// Also the tokens behind this PKCS#11 module.
    #[must_use]
    pub fn with_module(mut self, module: impl Into<PathBuf>) -> Self {
        self.modules.push(module.into());
        self
    }

    /// Also the token in this file, or the key of a PKCS#12 file.
    #[must_use]
    pub fn with_file(mut self, file: impl Into<PathBuf>) -> Self {
        self.files.push(file.into());
        self
    }

    /// Also the tokens in the files `*.token`, `*.p12` and `*.pfx` of this folder, when they are asked for.
    #[must_use]
    pub fn with_folder(mut self, folder: impl Into<PathBuf>) -> Self {
        self.folders.push(folder.into());
        self
    }

    fn all(&self) -> Vec<(Found, Source)> {
        let now = self.clock.now();
        let mut all = Collected::default();
        let unknown_card = self.readers.as_ref().is_some_and(|readers| in_readers(&**readers, now, &mut all));
        let mut modules = self.modules.clone();
        if self.known_modules && unknown_card {
            modules.extend(module::installed().into_iter().filter(|path| !self.modules.contains(path)));
        }
        for path in modules {
            match module::list(&path, now) {
                Ok(found) => {
                    for (found, place) in found {
                        all.add(found, Source::Module(Box::new(place)));
                    }
                }
                // Only a module that somebody named is missed.
                Err(condition) if self.modules.contains(&path) => {
                    all.trouble(&path.display().to_string(), condition);
                }
                Err(_) => {}
            }
        }
        let folders = self.folders.iter().flat_map(|folder| tokens_in(folder));
        for path in self.files.iter().cloned().chain(folders) {
            match pkcs12::is_named_so(&path) {
                true => all.add(pkcs12::describe(&path), Source::Pkcs12(path)),
                false => all.add(token_file::describe(&path, now), Source::TokenFile(path)),
            }
        }
        let mut all = all.0;
        // A module knew the card that stood there as unknown.
        if all.iter().any(|(found, _)| found.kind == Kind::Pkcs11) {
            all.retain(|(found, _)| found.condition != Some(Condition::CardUnknown));
        }
        // What can be used stands first.
        all.sort_by_key(|(found, _)| found.kind == Kind::Reader);
        all
    }

    fn find(&self, id: &DeviceId) -> Result<(Found, Source), DeviceError> {
        let is_it = |(found, _): &&(Found, Source)| found.id == *id;
        let remembered = self.last.lock().unwrap_or_else(PoisonError::into_inner).iter().find(is_it).cloned();
        if let Some(found) = remembered {
            return Ok(found);
        }
        let all = self.all();
        let found = all.iter().find(is_it).cloned();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = all;
        found.ok_or_else(|| DeviceError::new(Condition::Missing, id.as_str()))
    }

    /// Connects to a card, and makes sure that it is the one that was listed.
    fn connect(&self, reader: &str, contents: &Contents, atr: &[u8]) -> Result<Box<dyn Line>, Condition> {
        let readers = self.readers.as_ref().ok_or(Condition::Missing)?;
        let mut line = readers.connect(reader)?;
        let there = contents.is_still_there(&mut Held::afresh(&mut *line)?, atr)?;
        if there { Ok(line) } else { Err(Condition::Removed) }
    }

    /// Runs `act` on a device; where that fails, what was known of it is forgotten.
    fn with<T>(
        &self,
        id: &DeviceId,
        act: impl FnOnce(&Found, &Source) -> Result<T, Condition>,
    ) -> Result<T, DeviceError> {
        let (found, source) = self.find(id)?;
        act(&found, &source).map_err(|condition| {
            self.last.lock().unwrap_or_else(PoisonError::into_inner).clear();
            DeviceError::new(condition, found.name)
        })
    }

    /// Runs `act` on a card with the places whose PIN is meant, and resets it afterwards.
    fn on_card(
        &self,
        (reader, contents, atr): (&str, &Contents, &[u8]),
        which: Option<Purpose>,
        codes: [&Secret<String>; 2],
        act: impl FnOnce(&mut Held<'_>, &[Place], [&str; 2]) -> Result<(), Condition>,
    ) -> Result<(), Condition> {
        let places = contents.pins(which, atr);
        let first = places.first().ok_or(Condition::NoCertificate)?;
        let [given, new] = codes;
        check_pin(new, first.pin_lengths())?;
        let mut line = self.connect(reader, contents, atr)?;
        let outcome = act(&mut Held::afresh(&mut *line)?, &places, [given.expose(), new.expose()]);
        line.reset();
        outcome
    }
}

impl Shelf for LocalShelf {
    fn list(&self) -> Vec<Found> {
        let all = self.all();
        let list = all.iter().map(|(found, _)| found.clone()).collect();
        *self.last.lock().unwrap_or_else(PoisonError::into_inner) = all;
        list
    }

    fn open(
        &self,
        id: &DeviceId,
        purpose: Purpose,
        pin: Option<&Secret<String>>,
    ) -> Result<Opened, DeviceError> {
        use Condition as C;
        self.with(id, |found, source| match source {
            Source::Card { reader, atr, contents } => {
                let place = contents.place(purpose).ok_or_else(|| lacks(found, purpose))?;
                let certificate = contents.certificate(purpose).ok_or_else(|| lacks(found, purpose))?;
                let public = certificate.public_key().cloned();
                let public = public.map_err(|error| Condition::Damaged { detail: error.to_string() })?;
                let pin = pin.ok_or(Condition::PinMissing)?;
                check_pin(pin, place.pin_lengths())?;
                let line = self.connect(reader, contents, atr)?;
                let key = CardKey::open(line, place, public, pin, &found.name)?;
                let chain = contents.others(certificate);
                Ok(Opened { key: Arc::new(key), certificate: certificate.clone(), chain })
            }
            Source::Module(place) => place.open(purpose, pin),
            Source::Pkcs12(path) => pkcs12::open(path, purpose, pin.ok_or(C::PinMissing)?),
            Source::TokenFile(path) => match found.condition {
                Some(ref condition)
                    if matches!(
                        condition,
                        C::Damaged { .. } | C::Missing | C::NewerVersion | C::OlderVersion
                    ) =>
                {
                    Err(condition.clone())
                }
                _ if found.certificate(purpose).is_none() => Err(lacks(found, purpose)),
                _ => token_file::open(path, purpose, pin.ok_or(Condition::PinMissing)?),
            },
            Source::Nowhere => Err(nowhere(found)),
        })
    }

    fn change_pin(
        &self,
        id: &DeviceId,
        which: Option<Purpose>,
        old: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), DeviceError> {
        self.with(id, |found, source| match source {
            Source::Card { reader, atr, contents } => {
                let lengths = contents.pins(which, atr).first().map_or(5..=8, Place::pin_lengths);
                check_pin(old, lengths)?;
                self.on_card((reader, contents, atr), which, [old, new], |card, places, [old, new]| {
                    card::change_pin(card, places, old, new)
                })
            }
            Source::Module(place) => place.change_pin(which, old, new),
            // Another passphrase makes another file.
            Source::Pkcs12(_) => Err(Condition::PinFixed),
            Source::TokenFile(path) => token_file::change_pin(path, which, old, new),
            Source::Nowhere => Err(nowhere(found)),
        })
    }

    fn unblock(
        &self,
        id: &DeviceId,
        which: Option<Purpose>,
        puk: &Secret<String>,
        new: &Secret<String>,
    ) -> Result<(), DeviceError> {
        self.with(id, |found, source| match source {
            Source::Card { reader, atr, contents } => {
                if !has_digits(puk, 8..=8) {
                    return Err(Condition::PukShape);
                }
                self.on_card((reader, contents, atr), which, [puk, new], |card, places, [puk, new]| {
                    places.iter().try_for_each(|place| place.unblock(card, puk, new))
                })
            }
            Source::Module(place) => place.unblock(which, puk, new),
            Source::Pkcs12(_) => Err(Condition::PukUnsupported),
            Source::TokenFile(path) => token_file::unblock(path, which, puk, new),
            Source::Nowhere => Err(nowhere(found)),
        })
    }
}

/// Reads the cards in all readers; says whether there is one that is not known here.
fn in_readers(readers: &dyn Readers, now: Timestamp, all: &mut Collected) -> bool {
    let seen = match readers.look() {
        Ok(seen) if seen.is_empty() => {
            all.trouble("PC/SC", Condition::ReaderMissing);
            return false;
        }
        Ok(seen) => seen,
        Err(fault) => {
            all.trouble("PC/SC", fault.into());
            return false;
        }
    };
    let mut unknown = false;
    for seen in seen {
        let outcome = match seen.content {
            Content::Card(atr) => in_reader(readers, &seen.reader, atr, now),
            Content::Empty => Err(empty(&seen.reader)),
            Content::Mute => Err(Condition::CardUnknown),
            Content::Taken => Err(Condition::Busy),
        };
        match outcome {
            Ok((found, source)) => all.add(found, source),
            Err(condition) => {
                unknown |= condition == Condition::CardUnknown;
                all.trouble(&seen.reader, condition);
            }
        }
    }
    unknown
}

/// Reads one card. Spends no try.
fn in_reader(
    readers: &dyn Readers,
    reader: &str,
    atr: Vec<u8>,
    now: Timestamp,
) -> Result<(Found, Source), Condition> {
    let read = || -> Result<Option<Contents>, Fault> {
        let mut line = readers.connect(reader)?;
        let mut held = Held::afresh(&mut *line)?;
        Contents::read(&mut held, &atr)
    };
    let contents = match read() {
        Ok(contents) => contents.ok_or(Condition::CardUnknown)?,
        // Pulled out, or reset, while it was read.
        Err(Fault::Removed | Fault::Reset) => return Err(Condition::CardMissing),
        Err(fault) => return Err(fault.into()),
    };
    let certificate = |purpose| contents.certificate(purpose).cloned();
    let [tries_left, puk_tries_left] = contents.tries;
    let name = contents.holder.clone().or_else(|| contents.number.clone());
    let mut found = Found {
        id: DeviceId::new(""),
        kind: contents.kind,
        name: name.unwrap_or_else(|| reader.to_owned()),
        holder: contents.holder.clone(),
        card_number: contents.number.clone(),
        place: reader.to_owned(),
        signature: certificate(Purpose::Signature),
        authentication: certificate(Purpose::Authentication),
        pin: PinState { needed: true, tries_left, puk_tries_left },
        test_device: contents.test_card,
        condition: None,
    };
    found.condition = state_of(&found, now);
    Ok((found, Source::Card { reader: reader.to_owned(), atr, contents: Box::new(contents) }))
}

/// What an empty reader means: in a token the card is always there, unless it sleeps.
fn empty(reader: &str) -> Condition {
    let name = reader.to_lowercase();
    let is = |words: &[&str]| words.iter().any(|word| name.contains(word));
    if is(&["bluetooth", " ble", " bt "]) {
        Condition::BluetoothNotPaired
    } else if is(&["digitaldna", "digital dna", "minilector air"]) {
        Condition::TokenAsleep
    } else {
        Condition::CardMissing
    }
}

/// Devices as they are found, each once.
#[derive(Debug, Default)]
struct Collected(Vec<(Found, Source)>);

impl Collected {
    fn add(&mut self, mut found: Found, source: Source) {
        if !self.0.iter().any(|(other, _)| same_device(other, &found)) {
            found.id = new_id(&found, &self.0);
            self.0.push((found, source));
        }
    }

    /// A place where a device could be and is not.
    fn trouble(&mut self, place: &str, condition: Condition) {
        let found = Found {
            id: DeviceId::new(""),
            kind: Kind::Reader,
            name: place.to_owned(),
            holder: None,
            card_number: None,
            place: place.to_owned(),
            signature: None,
            authentication: None,
            pin: PinState::default(),
            test_device: false,
            condition: Some(condition),
        };
        self.add(found, Source::Nowhere);
    }
}

/// The files with devices of a folder, in the order of their names.
fn tokens_in(folder: &Path) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let paths = entries.flatten().map(|entry| entry.path());
    let mut tokens: Vec<PathBuf> = paths
        .filter(|path| {
            path.extension().is_some_and(|extension| extension == "token") || pkcs12::is_named_so(path)
        })
        .collect();
    tokens.sort();
    tokens
}

fn nowhere(found: &Found) -> Condition {
    found.condition.clone().unwrap_or(Condition::Missing)
}

/// What it means that a device has no certificate for a purpose.
fn lacks(found: &Found, purpose: Purpose) -> Condition {
    match (purpose, &found.signature, &found.authentication) {
        (Purpose::Signature, None, Some(_)) => Condition::AuthenticationOnly,
        (Purpose::Authentication, Some(_), None) => Condition::SignatureOnly,
        _ => Condition::NoCertificate,
    }
}

/// A PIN of the wrong shape is not sent to a card.
fn check_pin(pin: &Secret<String>, lengths: std::ops::RangeInclusive<usize>) -> Result<(), Condition> {
    if has_digits(pin, lengths) { Ok(()) } else { Err(Condition::PinShape) }
}

fn has_digits(code: &Secret<String>, lengths: std::ops::RangeInclusive<usize>) -> bool {
    let code = code.expose();
    lengths.contains(&code.len()) && code.bytes().all(|octet| octet.is_ascii_digit())
}
/// What is the matter with a device whose public part could be read.
pub(crate) fn state_of(found: &Found, now: Timestamp) -> Option<Condition> {
    if found.pin.puk_tries_left == Some(0) && found.pin.tries_left == Some(0) {
        return Some(Condition::PukLocked);
    }
    if found.pin.tries_left == Some(0) {
        return Some(Condition::PinLocked);
    }
    let certificate = match (&found.signature, &found.authentication) {
        (Some(signature), _) => signature,
        (None, Some(_)) => return Some(Condition::AuthenticationOnly),
        (None, None) => return Some(Condition::NoCertificate),
    };
    if now < certificate.not_before() {
        return Some(Condition::CertificateNotYetValid { from: certificate.not_before() });
    }
    if now > certificate.not_after() {
        return Some(Condition::CertificateExpired { since: certificate.not_after() });
    }
    (found.pin.tries_left == Some(1)).then_some(Condition::LastTry)
}

/// Whether two ways lead to the same device: the same certificate, or the same number where one of them
/// says no certificate.
fn same_device(one: &Found, other: &Found) -> bool {
    let certificates = |found: &Found| {
        [&found.signature, &found.authentication].map(|certificate| certificate.as_ref().map(|c| c.sha256()))
    };
    let (ours, theirs) = (certificates(one), certificates(other));
    let bare = ours == [None, None] || theirs == [None, None];
    let number = one.card_number.is_some() && one.card_number == other.card_number;
    ours.iter().zip(&theirs).any(|(a, b)| a.is_some() && a == b) || (bare && number)
}

/// A name for a device: its card number, else a digest of what it is; another for whoever comes second.
fn new_id(found: &Found, all: &[(Found, Source)]) -> DeviceId {
    let certificate = found.signature.as_ref().or(found.authentication.as_ref());
    let digest = match certificate {
        Some(certificate) => certificate.sha256().to_vec(),
        None => x509::alg::DigestAlgorithm::Sha256.digest(found.place.as_bytes()),
    };
    let digest: String = digest.iter().take(6).map(|octet| format!("{octet:02x}")).collect();
    let number = found.card_number.as_ref().filter(|number| {
        number.bytes().all(|octet| octet.is_ascii_alphanumeric())
            && !all.iter().any(|(other, _)| other.id.as_str() == **number)
    });
    DeviceId::new(number.cloned().unwrap_or_else(|| format!("{}-{digest}", found.kind.name())))
}
