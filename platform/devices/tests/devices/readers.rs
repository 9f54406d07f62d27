//! Readers with cards of token files in them, which fail when they are told to.

use std::{
    collections::BTreeMap,
    fmt, fs,
    path::{Path, PathBuf},
    sync::{Arc, Mutex},
};

use cns_card::{PersonalData, memory::Options, personal::Field};
use devices::{
    Condition, DeviceError, DeviceId, Found, LocalShelf, Opened, Purpose, Shelf,
    reader::{Content, Fault, Line, Readers, Seen},
};
use foundation::{Secret, SystemEntropy, TestClock};
use keyvault::{
    Argon2Cost, KeySpec,
    token::{Codes, Personalisation, Slot, TokenCard, TokenFile},
};
use x509::extension::KeyUsage;

use crate::certificates::self_signed;

pub const PIN: &str = "12345678";
pub const PUK: &str = "87654321";
pub const OTHER_PIN: &str = "11223344";
pub const OTHER_PUK: &str = "44332211";
pub const READER: &str = "Reader 00";

/// What a reader does instead of asking the card.
type Rule = Box<dyn FnMut(&[u8]) -> Option<Result<Vec<u8>, Fault>> + Send>;

/// A reader.
pub struct Bay {
    name: &'static str,
    card: Option<TokenCard>,
    mute: bool,
    taken: bool,
    busy: bool,
    /// Counts resets, so that other lines notice them.
    resets: usize,
    rule: Option<Rule>,
    /// Every command that reached the card.
    pub log: Vec<Vec<u8>>,
}

impl fmt::Debug for Bay {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.name)
    }
}

/// All readers of a desk.
#[derive(Clone, Debug, Default)]
pub struct Bays {
    bays: Arc<Mutex<Vec<Arc<Mutex<Bay>>>>>,
    down: Arc<Mutex<Option<Fault>>>,
}

impl Readers for Bays {
    fn look(&self) -> Result<Vec<Seen>, Fault> {
        if let Some(fault) = self.down.lock().unwrap().clone() {
            return Err(fault);
        }
        let bays = self.bays.lock().unwrap();
        let seen = bays.iter().map(|bay| {
            let bay = bay.lock().unwrap();
            let content = match &bay.card {
                _ if bay.mute => Content::Mute,
                _ if bay.taken => Content::Taken,
                Some(card) => Content::Card(card.atr().to_vec()),
                None => Content::Empty,
            };
            Seen { reader: bay.name.to_owned(), content }
        });
        Ok(seen.collect())
    }

    fn connect(&self, reader: &str) -> Result<Box<dyn Line>, Fault> {
        let bays = self.bays.lock().unwrap();
        let bay = bays.iter().find(|bay| bay.lock().unwrap().name == reader).ok_or(Fault::NoReader)?;
        let resets = {
            let bay = bay.lock().unwrap();
            if bay.card.is_none() {
                return Err(Fault::Empty);
            }
            if bay.busy {
                return Err(Fault::Busy);
            }
            bay.resets
        };
        Ok(Box::new(BayLine { bay: Arc::clone(bay), resets, held: false }))
    }
}

#[derive(Debug)]
struct BayLine {
    bay: Arc<Mutex<Bay>>,
    resets: usize,
    held: bool,
}

impl BayLine {
    fn check(&self, bay: &Bay) -> Result<(), Fault> {
        match bay {
            bay if bay.card.is_none() => Err(Fault::Removed),
            bay if bay.busy => Err(Fault::Busy),
            bay if bay.resets != self.resets => Err(Fault::Reset),
            _ => Ok(()),
        }
    }
}

impl Line for BayLine {
    fn begin(&mut self) -> Result<(), Fault> {
        self.check(&self.bay.lock().unwrap())?;
        assert!(!std::mem::replace(&mut self.held, true), "one transaction at a time");
        Ok(())
    }

    fn end(&mut self) {
        assert!(std::mem::replace(&mut self.held, false), "what was not begun ends");
    }

    fn transmit(&mut self, command: &[u8]) -> Result<Vec<u8>, Fault> {
        assert!(self.held, "a command outside of a transaction");
        let mut bay = self.bay.lock().unwrap();
        self.check(&bay)?;
        let mut rule = bay.rule.take();
        let instead = rule.as_mut().and_then(|rule| rule(command));
        bay.rule = rule;
        if let Some(instead) = instead {
            return instead;
        }
        bay.log.push(command.to_vec());
        Ok(bay.card.as_mut().unwrap().transmit(command))
    }

    fn reconnect(&mut self) -> Result<(), Fault> {
        let bay = self.bay.lock().unwrap();
        self.resets = bay.resets;
        self.check(&bay)
    }

    fn reset(&mut self) {
        let mut bay = self.bay.lock().unwrap();
        bay.resets += 1;
        self.resets = bay.resets;
        if let Some(card) = &mut bay.card {
            card.reset();
        }
    }
}

/// How a card is made.
#[derive(Clone, Copy, Debug)]
pub struct Make {
    pub number: &'static str,
    pub key: KeySpec,
    pub two_pins: bool,
    pub options: Options,
    pub usages: [Option<KeyUsage>; 2],
    pub until: &'static str,
}

impl Default for Make {
    fn default() -> Self {
        Self {
            number: "7430012345678901",
            key: KeySpec::Rsa2048,
            two_pins: false,
            options: Options::default(),
            usages: [Some(KeyUsage::NON_REPUDIATION), Some(KeyUsage::DIGITAL_SIGNATURE)],
            until: "2029-01-01T00:00:00Z",
        }
    }
}

/// A desk with readers.
#[derive(Debug)]
pub struct Desk {
    pub folder: tempfile::TempDir,
    pub bays: Bays,
    pub shelf: LocalShelf,
}

pub fn secret(text: &str) -> Secret<String> {
    Secret::new(text.to_owned())
}

/// A token file with certificates; those made alike are copies of one.
pub fn make(folder: &Path, with: Make) -> PathBuf {
    static MADE: Mutex<BTreeMap<String, Vec<u8>>> = Mutex::new(BTreeMap::new());
    let path = folder.join(format!("{}.card", with.number));
    let key = format!("{with:?}");
    let known = MADE.lock().unwrap().get(&key).cloned();
    match known {
        Some(file) => fs::write(&path, file).unwrap(),
        None => {
            make_anew(&path, with);
            MADE.lock().unwrap().insert(key, fs::read(&path).unwrap());
        }
    }
    path
}

/// Makes a token file with keys of its own.
pub fn make_anew(path: &Path, make: Make) {
    let codes = |pin, puk| Codes { pin: secret(pin), puk: secret(puk) };
    let holder = PersonalData::default()
        .with(Field::Surname, "ROSSI")
        .and_then(|data| data.with(Field::GivenName, "MARIA"))
        .and_then(|data| data.with(Field::TaxCode, "RSSMRA80A41H501Y"));
    let with = Personalisation {
        card_number: make.number.parse().unwrap(),
        holder: holder.unwrap(),
        created: "2026-11-22T09:00:00Z".parse().unwrap(),
        key: make.key,
        signature: if make.two_pins { codes(OTHER_PIN, OTHER_PUK) } else { codes(PIN, PUK) },
        cns: codes(PIN, PUK),
        emergency_code: secret("1234567890"),
        pin_cost: Argon2Cost::LEAST,
        tries: Default::default(),
        atr: None,
        options: make.options,
    };
    let mut token = TokenFile::create(path, &with, &SystemEntropy).unwrap();
    for (slot, usage) in [Slot::Signature, Slot::Cns].into_iter().zip(make.usages) {
        let Some(usage) = usage else { continue };
        let pin = if make.two_pins && slot == Slot::Signature { OTHER_PIN } else { PIN };
        let session = token.unlock(slot, &secret(pin)).unwrap();
        let der = self_signed(&session, make.key.default_algorithm(), usage, make.until);
        token.install_certificate(slot, &der).unwrap();
    }
}

impl Desk {
    pub fn new() -> Self {
        let bays = Bays::default();
        let clock = TestClock::at("2026-11-22T09:00:00Z".parse().unwrap());
        let shelf = LocalShelf::new(Arc::new(clock)).with_readers(Arc::new(bays.clone()));
        Self { folder: tempfile::tempdir().unwrap(), bays, shelf }
    }

    /// A desk with one card in one reader.
    pub fn with(card: Make) -> Self {
        let desk = Self::new();
        let path = make(desk.folder.path(), card);
        desk.reader(READER, Some(&path));
        desk
    }

    /// Connects another reader.
    pub fn reader(&self, name: &'static str, card: Option<&Path>) {
        let card = card.map(|path| TokenCard::open(path).unwrap());
        let bay = Bay {
            name,
            card,
            mute: false,
            taken: false,
            busy: false,
            resets: 0,
            rule: None,
            log: Vec::new(),
        };
        self.bays.bays.lock().unwrap().push(Arc::new(Mutex::new(bay)));
    }

    fn bay<T>(&self, act: impl FnOnce(&mut Bay) -> T) -> T {
        let bays = self.bays.bays.lock().unwrap();
        act(&mut bays[0].lock().unwrap())
    }

    pub fn pull_out(&self) {
        self.bay(|bay| bay.card = None);
    }

    pub fn put_in(&self, path: &Path) {
        self.bay(|bay| {
            bay.resets += 1;
            bay.card = Some(TokenCard::open(path).unwrap());
        });
    }

    pub fn mute(&self) {
        self.bay(|bay| bay.mute = true);
    }

    pub fn taken(&self) {
        self.bay(|bay| bay.taken = true);
    }

    pub fn busy(&self, busy: bool) {
        self.bay(|bay| bay.busy = busy);
    }

    pub fn service_is_down(&self) {
        *self.bays.down.lock().unwrap() = Some(Fault::NoService("the PC/SC service does not run".to_owned()));
    }

    /// The card lets itself be administered.
    pub fn administer(&self) {
        self.bay(|bay| bay.card.as_mut().unwrap().administer(true));
    }

    /// Another program resets the card.
    pub fn reset_by_another(&self) {
        self.bay(|bay| {
            bay.resets += 1;
            bay.card.as_mut().unwrap().reset();
        });
    }

    /// From now on the reader does this first.
    pub fn rule(&self, rule: impl FnMut(&[u8]) -> Option<Result<Vec<u8>, Fault>> + Send + 'static) {
        self.bay(|bay| bay.rule = Some(Box::new(rule)));
    }

    /// The card answers each such command with this status instead of carrying it out.
    pub fn answers(&self, instruction: u8, status: u16) {
        self.rule(move |command| {
            (command[1] == instruction && command.len() > 5).then(|| Ok(status.to_be_bytes().to_vec()))
        });
    }

    /// Commands of an instruction that carried data and reached the card.
    pub fn sent(&self, instruction: u8) -> usize {
        self.bay(|bay| {
            bay.log.iter().filter(|command| command[1] == instruction && command.len() > 5).count()
        })
    }

    /// All commands that reached the card.
    pub fn commands(&self) -> usize {
        self.bay(|bay| bay.log.len())
    }

    /// The only device there is.
    pub fn only(&self) -> Found {
        let mut list = self.shelf.list();
        assert_eq!(list.len(), 1, "{list:?}");
        list.remove(0)
    }

    pub fn id(&self) -> DeviceId {
        self.only().id
    }

    pub fn open(&self, pin: &str) -> Result<Opened, DeviceError> {
        self.shelf.open(&self.id(), Purpose::Signature, Some(&secret(pin)))
    }

    /// What opening the card for a signature with this PIN says.
    pub fn refusal(&self, pin: &str) -> Condition {
        self.open(pin).unwrap_err().condition
    }

    /// Tries left of the signature PIN.
    pub fn tries(&self) -> Option<u8> {
        self.only().pin.tries_left
    }
}
