//! The card in a token file.

use std::path::Path;

use cns_card::{Card, Memory};
use foundation::Entropy;

use super::{Personalisation, TokenError, chip::TokenChip, contents::Contents, create};

/// The card in a token file: commands go in, answers come out.
///
/// Several processes may use one file, each as if the card lay in a reader of its own: what was verified is
/// theirs, what the card keeps is common. Each command finds the file as the last one of any process left it.
/// A command that may write holds the file's lock from before it reads the counters until it has answered.
///
/// ```
/// # use keyvault::{Argon2Cost, KeySpec, token::{Codes, PersonalData, Personalisation, TokenCard, TokenFile}};
/// # use foundation::{Secret, SystemEntropy};
/// # let folder = tempfile::tempdir()?;
/// # let path = folder.path().join("rossi.token");
/// # let codes = Codes::random(&SystemEntropy);
/// # TokenFile::create(&path, &Personalisation {
/// #     card_number: "7420098765432109".parse()?,
/// #     holder: PersonalData::default(),
/// #     created: "2026-11-22T09:00:00Z".parse()?,
/// #     key: KeySpec::Rsa2048,
/// #     signature: codes.clone(),
/// #     cns: codes,
/// #     emergency_code: Secret::new("1234567890".to_owned()),
/// #     pin_cost: Argon2Cost::LEAST,
/// #     tries: Default::default(),
/// #     atr: None,
/// #     options: Default::default(),
/// # }, &SystemEntropy)?;
/// let mut card = TokenCard::open(&path)?;
/// // SELECT of the card number, READ BINARY.
/// assert_eq!(card.transmit(b"\x00\xa4\x08\x0c\x04\x10\x00\x10\x03"), [0x90, 0x00]);
/// assert_eq!(card.transmit(b"\x00\xb0\x00\x00\x00"), b"7420098765432109\x90\x00");
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[derive(Debug)]
pub struct TokenCard {
    card: Card<TokenChip>,
}

/// Answer where the file cannot be used: no precise diagnosis (ISO/IEC 7816-4 table 5).
const NO_CARD: [u8; 2] = [0x6f, 0x00];
/// Instructions that only read: SELECT, READ BINARY, GET DATA, GET RESPONSE, GET CHALLENGE, MANAGE SECURITY
/// ENVIRONMENT, PERFORM SECURITY OPERATION, GENERAL AUTHENTICATE.
const READING: [u8; 8] = [0xa4, 0xb0, 0xcb, 0xc0, 0x84, 0x22, 0x2a, 0x87];

impl TokenCard {
    /// Writes a card without keys and certificates; nothing may be there yet. Its keys are made by commands.
    ///
    /// # Errors
    /// As [`TokenFile::create`](super::TokenFile::create).
    pub fn create(path: &Path, with: &Personalisation, entropy: &dyn Entropy) -> Result<Self, TokenError> {
        let (contents, _) = Contents::blank(with, entropy)?;
        create(path, &contents)?;
        Self::open(path)
    }

    /// Puts the card of a file into a reader.
    ///
    /// # Errors
    /// [`TokenError::Missing`], [`TokenError::Damaged`], [`TokenError::OlderVersion`],
    /// [`TokenError::NewerVersion`] or [`TokenError::Io`].
    pub fn open(path: &Path) -> Result<Self, TokenError> {
        let chip = TokenChip::open(path)?;
        Ok(Self { card: Card::new(chip.kept().memory.clone(), chip) })
    }

    /// Where the file is.
    pub fn path(&self) -> &Path {
        self.card.chip().path()
    }

    /// The answer to reset.
    pub fn atr(&self) -> &[u8] {
        self.card.memory().atr.as_bytes()
    }

    /// Power on, power off or reset: forgets what was verified, closes the keys, and says the answer to reset.
    pub fn reset(&mut self) -> &[u8] {
        self.card.reset()
    }

    /// Opens or closes the administrative state, in which files are written and keys are made. Only whoever
    /// holds this value can; no command does. It outlives resets.
    pub fn administer(&mut self, open: bool) {
        self.card.administer(open);
    }

    /// Whether the card that was put in is still there: its file was not taken away, nor another's put in its
    /// place. A reader says by this that the card was pulled out. Costs one look at the folder.
    pub fn is_present(&mut self) -> bool {
        self.refresh().is_ok()
    }

    /// What the card keeps, as it last read it.
    pub fn memory(&self) -> &Memory {
        self.card.memory()
    }

    /// Carries out a command. Whatever comes in, two octets or more go out: `6F00` where the file is gone,
    /// damaged or another's, which ends what was verified as well.
    pub fn transmit(&mut self, command: &[u8]) -> Vec<u8> {
        let reads = command.get(1).is_none_or(|instruction| READING.contains(instruction));
        let answer = if reads {
            self.refresh().map(|()| self.card.transmit(command))
        } else {
            self.locked(|card| card.transmit(command))
        };
        answer.unwrap_or_else(|_| {
            self.card.reset();
            NO_CARD.to_vec()
        })
    }

    /// Why the last command could not be kept or carried out, where the file or the engine is to blame.
    pub fn trouble(&mut self) -> Option<TokenError> {
        self.card.chip_mut().trouble()
    }

    fn refresh(&mut self) -> Result<(), TokenError> {
        if self.card.chip_mut().refresh()? {
            self.card.refresh(self.card.chip().kept().memory.clone());
        }
        Ok(())
    }

    /// Works on the card under the lock of its file.
    pub(super) fn locked<T>(
        &mut self,
        work: impl FnOnce(&mut Card<TokenChip>) -> T,
    ) -> Result<T, TokenError> {
        // Another process may have changed the counters, and memory may hold a lowered one that was not kept.
        self.card.chip_mut().lock()?;
        self.card.refresh(self.card.chip().kept().memory.clone());
        let done = work(&mut self.card);
        self.card.chip_mut().unlock();
        Ok(done)
    }

    pub(super) fn contents(&self) -> &Contents {
        self.card.chip().kept()
    }

    pub(super) fn chip(&self) -> &TokenChip {
        self.card.chip()
    }
}
