//! What is remembered about a browser, and the proof that a form is ours.

use std::sync::{Arc, Mutex, MutexGuard, PoisonError};

use aws_lc_rs::{constant_time, hmac};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use foundation::{Entropy, Problem};

use crate::form::not_from_our_page;

/// Name of the hidden field that carries the token.
pub(crate) const CSRF_FIELD: &str = "_token";
/// Name of the cookie; over https it gets the prefix `__Host-` (RFC 6265bis §4.1.3).
pub(crate) const COOKIE: &str = "sessione";

/// The session of one browser.
///
/// The cookie holds 32 random octets. It is set only when something needs it: a form with a token, or a
/// value to remember.
#[derive(Clone, Debug)]
pub struct Session(Arc<Mutex<State>>);

struct State {
    entropy: Arc<dyn Entropy>,
    id: Option<[u8; 32]>,
    fresh: bool,
}

impl std::fmt::Debug for State {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Session").field("known", &self.id.is_some()).finish_non_exhaustive()
    }
}

impl Session {
    /// The session that the value of the cookie names, if it is one.
    pub(crate) fn from_cookie(entropy: Arc<dyn Entropy>, cookie: Option<&str>) -> Self {
        let id = cookie.and_then(|value| URL_SAFE_NO_PAD.decode(value).ok());
        let id = id.and_then(|bytes| bytes.try_into().ok());
        Self(Arc::new(Mutex::new(State { entropy, id, fresh: false })))
    }

    /// The token that a form of this session carries. It is masked with fresh random octets each time,
    /// so that compressing the page tells nothing about it.
    pub fn csrf_token(&self) -> String {
        let mut state = self.state();
        let id = match state.id {
            Some(id) => id,
            None => *state.renew(),
        };
        let mut token = [0; 64];
        state.entropy.fill(&mut token[..32]);
        for (index, octet) in proof(&id).into_iter().enumerate() {
            token[32 + index] = octet ^ token[index];
        }
        URL_SAFE_NO_PAD.encode(token)
    }

    /// Whether `token` came from a form of this session.
    ///
    /// # Errors
    /// `form-expired` when it did not.
    pub fn check_csrf(&self, token: &str) -> Result<(), Problem> {
        let id = self.state().id.ok_or_else(not_from_our_page)?;
        let token = URL_SAFE_NO_PAD.decode(token).ok().filter(|token| token.len() == 64);
        let token = token.ok_or_else(not_from_our_page)?;
        let (mask, masked) = token.split_at(32);
        let sent: Vec<u8> = mask.iter().zip(masked).map(|(mask, octet)| mask ^ octet).collect();
        constant_time::verify_slices_are_equal(&sent, &proof(&id)).map_err(|_| not_from_our_page())
    }

    /// The value of the cookie, when the browser has to be told.
    pub(crate) fn cookie_to_set(&self) -> Option<String> {
        let state = self.state();
        state.id.filter(|_| state.fresh).map(|id| URL_SAFE_NO_PAD.encode(id))
    }

    fn state(&self) -> MutexGuard<'_, State> {
        self.0.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl State {
    fn renew(&mut self) -> &[u8; 32] {
        self.fresh = true;
        let id = self.entropy.bytes();
        self.id.insert(id)
    }
}

fn proof(id: &[u8; 32]) -> [u8; 32] {
    let tag = hmac::sign(&hmac::Key::new(hmac::HMAC_SHA256, id), b"form token");
    let mut out = [0; 32];
    out.copy_from_slice(tag.as_ref());
    out
}

#[cfg(test)]
mod tests {
    use foundation::TestEntropy;

    use super::*;

    fn session(cookie: Option<&str>) -> Session {
        Session::from_cookie(Arc::new(TestEntropy::seeded(1)), cookie)
    }

    #[test]
    fn a_token_is_good_only_in_its_own_session_and_never_looks_the_same() {
        let here = session(None);
        let (first, second) = (here.csrf_token(), here.csrf_token());
        assert_ne!(first, second);
        assert!(here.check_csrf(&first).is_ok());
        assert!(here.check_csrf(&second).is_ok());

        let cookie = here.cookie_to_set().unwrap();
        assert!(session(Some(&cookie)).check_csrf(&first).is_ok());
        let other = Session::from_cookie(Arc::new(TestEntropy::seeded(2)), None);
        let foreign = other.csrf_token();
        assert!(here.check_csrf(&foreign).is_err());
        assert!(session(None).check_csrf(&first).is_err());
        for wrong in ["", "x", "AAAA", &first[..80]] {
            assert!(here.check_csrf(wrong).is_err(), "{wrong}");
        }
    }

    #[test]
    fn no_cookie_is_set_unless_something_needs_it() {
        assert!(session(None).cookie_to_set().is_none());
        assert!(session(Some("not a session id")).cookie_to_set().is_none());
    }
}
