//! Keys in smart cards and HSMs, through a PKCS#11 module (v2.40).
//!
//! A [`Module`] is the vendor's library; a [`Token`] is one card or HSM partition in it, chosen by
//! label or serial number (never "slot 0") and opened with its PIN; a [`DeviceKey`] is a private key on
//! it and a [`SigningKey`].
//!
//! The digest is computed here and signed there: RSA PKCS#1 v1.5 with `CKM_RSA_PKCS` over a
//! `DigestInfo`, RSA-PSS with `CKM_RSA_PKCS_PSS`, ECDSA with `CKM_ECDSA`, whose raw `r || s` becomes
//! DER. Generated keys get the template of pki.md §10 and a `CKA_ID` that is the subject key
//! identifier.
//!
//! A wrong PIN is never tried again by itself: cards lock after three.
//!
//! A module stays initialised until the process ends, as PKCS#11 counts it once per process; do not
//! fork after [`Module::load`].

mod error;
mod key;
mod objects;
mod token;

use std::{
    fmt,
    ops::RangeInclusive,
    path::{Path, PathBuf},
};

use cryptoki::{
    context::{CInitializeArgs, CInitializeFlags, Pkcs11},
    error::{Error as Cause, RvError},
    session::UserType,
    slot::Slot,
    types::AuthPin,
};
use foundation::Secret;

pub use self::{error::Error, key::DeviceKey, objects::CertificateObject, token::Token};

/// A PKCS#11 library, loaded and initialised.
pub struct Module {
    context: Pkcs11,
    path: PathBuf,
}

/// Which token of a module.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Choice {
    /// The one that is present; [`Error::AmbiguousToken`] when there are several.
    Only,
    /// The one with this label.
    Label(String),
    /// The one with this serial number (on a CNS: the card number).
    Serial(String),
}

/// What a token says of itself without a PIN.
#[derive(Clone, Debug)]
pub struct TokenInfo {
    /// Its label, without padding.
    pub label: String,
    /// Its serial number.
    pub serial: String,
    /// Its manufacturer.
    pub manufacturer: String,
    /// Its model.
    pub model: String,
    /// Whether it says that the PIN is locked. OpenSC's CNS driver always says so: a hint, no verdict.
    pub pin_locked: bool,
    /// Whether it says that one more wrong PIN locks.
    pub pin_final_try: bool,
    /// The lengths of PIN that it takes, octets.
    pub pin_lengths: RangeInclusive<usize>,
    /// Whether it asks for a PIN at all.
    pub login_required: bool,
    slot: Slot,
}

impl Module {
    /// Loads the library at `path`.
    ///
    /// # Errors
    /// [`Error::ModuleMissing`] or [`Error::ModuleUnusable`].
    pub fn load(path: &Path) -> Result<Self, Error> {
        if !path.exists() {
            return Err(Error::ModuleMissing(path.to_owned()));
        }
        let unusable = |why: Cause| Error::ModuleUnusable { path: path.to_owned(), why: why.to_string() };
        let context = Pkcs11::new(path).map_err(unusable)?;
        match context.initialize(CInitializeArgs::new(CInitializeFlags::OS_LOCKING_OK)) {
            Ok(()) | Err(Cause::Pkcs11(RvError::CryptokiAlreadyInitialized, _)) => {}
            Err(why) => return Err(unusable(why)),
        }
        Ok(Self { context, path: path.to_owned() })
    }

    /// Loads the module, chooses a token and logs in.
    ///
    /// # Errors
    /// As [`Module::load`], [`Module::token`] and [`Token::login`].
    pub fn open(path: &Path, choice: &Choice, pin: Secret<String>) -> Result<Token, Error> {
        let token = Self::load(path)?.token(choice)?;
        token.login(pin)?;
        Ok(token)
    }

    /// The tokens that are present and initialised.
    ///
    /// # Errors
    /// What the module says.
    pub fn tokens(&self) -> Result<Vec<TokenInfo>, Error> {
        let mut tokens = Vec::new();
        for slot in self.context.get_slots_with_token()? {
            let info = match self.context.get_token_info(slot) {
                Ok(info) if info.token_initialized() => info,
                // Pulled out since the slots were listed, or blank.
                Ok(_) | Err(Cause::Pkcs11(RvError::TokenNotPresent | RvError::TokenNotRecognized, _)) => {
                    continue;
                }
                Err(error) => return Err(error.into()),
            };
            tokens.push(TokenInfo {
                label: info.label().to_owned(),
                serial: info.serial_number().to_owned(),
                manufacturer: info.manufacturer_id().to_owned(),
                model: info.model().to_owned(),
                pin_locked: info.user_pin_locked(),
                pin_final_try: info.user_pin_final_try(),
                pin_lengths: info.min_pin_length()..=info.max_pin_length(),
                login_required: info.login_required(),
                slot,
            });
        }
        Ok(tokens)
    }

    /// Opens a token, not yet logged in: enough to read certificates.
    ///
    /// # Errors
    /// [`Error::TokenMissing`], [`Error::AmbiguousToken`] or what the module says.
    pub fn token(&self, choice: &Choice) -> Result<Token, Error> {
        let mut fitting = self.tokens()?;
        fitting.retain(|token| match choice {
            Choice::Only => true,
            Choice::Label(label) => token.label == *label,
            Choice::Serial(serial) => token.serial == *serial,
        });
        match fitting.len() {
            0 => Err(Error::TokenMissing),
            1 => Ok(Token::new(self.context.clone(), fitting.remove(0))),
            _ => {
                Err(Error::AmbiguousToken { labels: fitting.into_iter().map(|token| token.label).collect() })
            }
        }
    }

    /// Opens the token that was listed so, not yet logged in.
    pub fn token_of(&self, info: TokenInfo) -> Token {
        Token::new(self.context.clone(), info)
    }

    /// Makes a token in a free slot, as SoftHSM2 and HSMs with partitions allow.
    ///
    /// # Errors
    /// [`Error::TokenMissing`] when no slot is free, or what the module says.
    pub fn initialise_token(
        &self,
        label: &str,
        officer_pin: &Secret<String>,
        user_pin: &Secret<String>,
    ) -> Result<Token, Error> {
        let used = self.context.get_slots_with_initialized_token()?;
        let free = self.context.get_slots_with_token()?.into_iter().find(|slot| !used.contains(slot));
        let slot = free.ok_or(Error::TokenMissing)?;
        let officer_pin = auth_pin(officer_pin);
        self.context.init_token(slot, &officer_pin, label)?;
        let session = self.context.open_rw_session(slot)?;
        session.login(UserType::So, Some(&officer_pin))?;
        session.init_pin(&auth_pin(user_pin))?;
        session.close()?;
        // SoftHSM2 renumbers the slot once its token is initialised.
        let token = self.token(&Choice::Label(label.to_owned()))?;
        token.login(user_pin.clone())?;
        Ok(token)
    }
}

impl fmt::Debug for Module {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Module({})", self.path.display())
    }
}

fn auth_pin(pin: &Secret<String>) -> AuthPin {
    AuthPin::new(pin.expose().clone().into_boxed_str())
}
