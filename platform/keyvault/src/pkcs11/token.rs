use std::{
    fmt,
    sync::{Arc, Mutex, MutexGuard, PoisonError},
};

use cryptoki::{
    context::Pkcs11,
    error::{Error as Cause, RvError},
    session::{Session, UserType},
};
use foundation::Secret;

use super::{Error, TokenInfo, auth_pin};

/// A card or an HSM partition. Cheap to clone; clones share the sessions and the login.
#[derive(Clone)]
pub struct Token(Arc<Inner>);

struct Inner {
    context: Pkcs11,
    info: TokenInfo,
    /// Kept to log in again when the device comes back, and for keys that ask at each signature.
    /// `None` before the login and after the device called it wrong.
    pin: Mutex<Option<Secret<String>>>,
    /// Sessions that nobody uses at the moment. PKCS#11 logs out when the last session closes.
    idle: Mutex<Vec<Session>>,
}

impl Token {
    pub(super) fn new(context: Pkcs11, info: TokenInfo) -> Self {
        Self(Arc::new(Inner { context, info, pin: Mutex::new(None), idle: Mutex::new(Vec::new()) }))
    }

    /// What the token says of itself.
    pub fn info(&self) -> &TokenInfo {
        &self.0.info
    }

    /// Logs in. One try: a wrong PIN is not sent again by anything in this crate.
    ///
    /// # Errors
    /// [`Error::PinIncorrect`], [`Error::PinLocked`], [`Error::PinLength`], [`Error::PinExpired`], or
    /// what the device says.
    pub fn login(&self, pin: Secret<String>) -> Result<(), Error> {
        let session = self.open_session()?;
        self.login_session(&session, &pin)?;
        *locked(&self.0.pin) = Some(pin);
        locked(&self.0.idle).push(session);
        Ok(())
    }

    /// Replaces the PIN (`C_SetPIN`). One try of the old one.
    ///
    /// # Errors
    /// As [`Token::login`], for the old PIN; [`Error::PinLength`] for the new one.
    pub fn change_pin(&self, old: &Secret<String>, new: &Secret<String>) -> Result<(), Error> {
        let changed = self.in_write_session(|session| Ok(session.set_pin(&auth_pin(old), &auth_pin(new))));
        changed?.map_err(|cause| self.login_error(cause))
    }

    /// Sets a new PIN with the security officer's, which is the PUK (`C_InitPIN`). One try of the latter.
    ///
    /// # Errors
    /// [`Error::Unsupported`] where the module knows no officer; [`Error::PinIncorrect`] and
    /// [`Error::PinLocked`] are about the officer's PIN; [`Error::PinLength`] about the new one.
    pub fn reset_pin(&self, officer_pin: &Secret<String>, new: &Secret<String>) -> Result<(), Error> {
        self.in_write_session(|session| {
            match session.login(UserType::So, Some(&auth_pin(officer_pin))) {
                Err(Cause::Pkcs11(RvError::UserTypeInvalid, _)) => return Err(Error::Unsupported),
                logged_in => logged_in?,
            }
            let done = session.init_pin(&auth_pin(new));
            session.logout()?;
            Ok(done?)
        })
    }

    fn login_session(&self, session: &Session, pin: &Secret<String>) -> Result<(), Error> {
        match session.login(UserType::User, Some(&auth_pin(pin))) {
            Ok(()) | Err(Cause::Pkcs11(RvError::UserAlreadyLoggedIn, _)) => Ok(()),
            Err(cause) => Err(self.login_error(cause)),
        }
    }

    /// Says whether the next wrong PIN locks; forgets a PIN that the device called wrong.
    pub(super) fn login_error(&self, cause: Cause) -> Error {
        match Error::from(cause) {
            Error::PinIncorrect { .. } => {
                *locked(&self.0.pin) = None;
                let info = self.0.context.get_token_info(self.0.info.slot);
                Error::PinIncorrect { last_try: info.is_ok_and(|info| info.user_pin_final_try()) }
            }
            error => error,
        }
    }

    /// The PIN, for keys that ask for it at each signature.
    pub(super) fn pin(&self) -> Option<Secret<String>> {
        locked(&self.0.pin).clone()
    }

    /// Runs `act` in a session. When the session turns out lost (device pulled and put back, HSM
    /// restarted), opens a new one, logs in again and runs it once more (pki.md §10 K2).
    pub(super) fn in_session<T>(&self, act: impl Fn(&Session) -> Result<T, Cause>) -> Result<T, Error> {
        let idle = locked(&self.0.idle).pop();
        let session = match idle {
            Some(session) => session,
            None => self.open_session()?,
        };
        let cause = match act(&session) {
            Ok(done) => {
                locked(&self.0.idle).push(session);
                return Ok(done);
            }
            Err(cause) => cause,
        };
        let Some(pin) = self.pin().filter(|_| Error::is_lost_session(&cause)) else {
            locked(&self.0.idle).push(session);
            return Err(cause.into());
        };
        drop(session);
        locked(&self.0.idle).clear();
        let session = self.open_session()?;
        self.login_session(&session, &pin)?;
        let done = act(&session)?;
        locked(&self.0.idle).push(session);
        Ok(done)
    }

    /// Runs `act` in a session that nobody uses afterwards: it may end in the middle of an operation.
    pub(super) fn in_own_session<T>(
        &self,
        act: impl FnOnce(&Session) -> Result<T, Error>,
    ) -> Result<T, Error> {
        act(&self.open_session()?)
    }

    /// Runs `act` in a session that may write.
    pub(super) fn in_write_session<T>(
        &self,
        act: impl FnOnce(&Session) -> Result<T, Error>,
    ) -> Result<T, Error> {
        act(&self.0.context.open_rw_session(self.0.info.slot)?)
    }

    fn open_session(&self) -> Result<Session, Error> {
        Ok(self.0.context.open_ro_session(self.0.info.slot)?)
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Token({:?})", self.0.info.label)
    }
}

fn locked<T>(mutex: &Mutex<T>) -> MutexGuard<'_, T> {
    mutex.lock().unwrap_or_else(PoisonError::into_inner)
}
