use aws_lc_rs::digest::{SHA256, digest};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;

use crate::{AccessError, people::People, tables::people as rows};

/// Somebody looks for the card, the reader and the PIN in this time.
const ATTEMPT: SignedDuration = SignedDuration::from_mins(15);

/// A login that a browser has begun.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Begun {
    /// For the session only: who knows it may fetch the outcome.
    pub secret: String,
    /// For the address of the place where the card is read; says nothing of the secret.
    pub attempt: String,
}

impl People {
    /// Begins a login.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn begin(&self) -> Result<Begun, AccessError> {
        let secret = self.entropy.bytes::<32>();
        let attempt = sha256(&secret);
        let expires_at = self.now() + ATTEMPT;
        self.store.write_blocking(move |tx| rows::insert_attempt(tx, &attempt, expires_at))?;
        Ok(Begun { secret: URL_SAFE_NO_PAD.encode(secret), attempt: URL_SAFE_NO_PAD.encode(attempt) })
    }

    /// Whether a browser has begun this login, and nothing was decided yet.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn is_open(&self, attempt: &str) -> Result<bool, AccessError> {
        let Some(attempt) = read(attempt) else { return Ok(false) };
        let now = self.now();
        Ok(self.store.read_blocking(move |tx| rows::is_open(tx, &attempt, now))?)
    }

    /// Forgets the logins that nobody finished; says how many. For a job that runs now and then.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn sweep(&self) -> Result<u64, AccessError> {
        let now = self.now();
        Ok(self.store.write_blocking(move |tx| rows::forget_attempts(tx, now))?)
    }
}

pub(crate) fn sha256(octets: &[u8]) -> [u8; 32] {
    let mut out = [0; 32];
    out.copy_from_slice(digest(&SHA256, octets).as_ref());
    out
}

/// The 32 octets of a text that we made.
pub(crate) fn read(text: &str) -> Option<[u8; 32]> {
    URL_SAFE_NO_PAD.decode(text).ok()?.try_into().ok()
}
