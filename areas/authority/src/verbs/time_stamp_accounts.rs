//! Accounts for time stamps: a name, a password that we make, and how many tokens a day it may have.

use std::sync::PoisonError;

use foundation::{Actor, AuditEvent, Secret, Timestamp};
use jiff::SignedDuration;
use x509::alg::DigestAlgorithm;

use crate::{Authority, AuthorityError, tables};

/// An account is read anew after this time: it may have been closed elsewhere.
const FRESH: SignedDuration = SignedDuration::from_secs(30);
/// Accounts that are remembered.
const REMEMBERED: usize = 10_000;
/// Octets of a password: random, so that a plain hash of it is a sufficient verifier.
const PASSWORD: usize = 20;

/// An account for time stamps.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TimeStampAccount {
    /// Its name.
    pub name: String,
    /// Tokens that it may have in a day (UTC); `None`: as many as it likes.
    pub per_day: Option<u64>,
    /// Tokens that it had today.
    pub today: u64,
    /// Since when it exists.
    pub created_at: Timestamp,
}

/// Why an account gets no token.
#[derive(Debug, thiserror::Error)]
pub enum AccountRefused {
    /// No such account, or another password.
    #[error("there is no such account, or the password is another")]
    Credentials,
    /// It had all that it may have today.
    #[error("the account had its {0} time stamps of today")]
    Quota(u64),
    /// The store did not answer.
    #[error(transparent)]
    Error(#[from] AuthorityError),
}

/// An account that asked lately.
#[derive(Clone, Debug)]
pub(crate) struct OpenAccount {
    verifier: Vec<u8>,
    per_day: Option<u64>,
    day: i64,
    today: u64,
    read_at: Timestamp,
}

impl Authority {
    /// Makes an account and gives its password, which is stored nowhere. `name` has 1 to 64 letters,
    /// digits, hyphens, underscores, dots or at signs, and was never used before.
    ///
    /// # Errors
    /// [`AuthorityError::Holder`] when the name does not suit or is taken, or what the store says.
    pub fn create_time_stamp_account(
        &self,
        actor: &Actor,
        name: &str,
        per_day: Option<u64>,
    ) -> Result<Secret<String>, AuthorityError> {
        let refused = |why: &str| AuthorityError::Holder { field: "account", why: why.to_owned() };
        let fits = |octet: u8| octet.is_ascii_alphanumeric() || b"-_.@".contains(&octet);
        if !(1..=64).contains(&name.len()) || !name.bytes().all(fits) {
            return Err(refused("1 to 64 letters, digits, hyphens, underscores, dots and at signs"));
        }
        let password = password(&self.entropy.bytes::<PASSWORD>());
        let now = self.now();
        let account = tables::StoredAccount {
            name: name.to_owned(),
            verifier: DigestAlgorithm::Sha256.digest(password.as_bytes()),
            per_day,
            created_at: now,
        };
        let event = AuditEvent::done("time-stamp-account.created", actor, "time-stamp-account", name)
            .because(&per_day.map_or_else(|| "no daily limit".to_owned(), |count| format!("{count} a day")));
        self.store.write_blocking(move |tx| {
            if tables::account_exists(tx, &account.name)? {
                let why = "the name is or was in use".to_owned();
                return Err(AuthorityError::Holder { field: "account", why });
            }
            tables::insert_account(tx, &account)?;
            tx.audit(now, &event)?;
            Ok(())
        })?;
        Ok(Secret::new(password))
    }

    /// Closes an account. Returns whether it was open. Elsewhere it is noticed within half a minute.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn close_time_stamp_account(&self, actor: &Actor, name: &str) -> Result<bool, AuthorityError> {
        let now = self.now();
        let event = AuditEvent::done("time-stamp-account.closed", actor, "time-stamp-account", name);
        let closing = name.to_owned();
        let closed = self.store.write_blocking(move |tx| {
            let closed = tables::close_account(tx, &closing, now)?;
            if closed {
                tx.audit(now, &event)?;
            }
            Ok::<_, store::Error>(closed)
        })?;
        self.stamps.accounts.lock().unwrap_or_else(PoisonError::into_inner).remove(name);
        Ok(closed)
    }

    /// The open accounts, by name.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn time_stamp_accounts(&self) -> Result<Vec<TimeStampAccount>, AuthorityError> {
        let day = tables::day_of(self.now());
        Ok(self.store.read_blocking(move |tx| {
            let accounts = tables::open_accounts(tx)?;
            accounts
                .into_iter()
                .map(|account| {
                    let today = tables::usage(tx, &account.name, day)?;
                    let tables::StoredAccount { name, per_day, created_at, .. } = account;
                    Ok::<_, store::Error>(TimeStampAccount { name, per_day, today, created_at })
                })
                .collect::<Result<_, _>>()
        })?)
    }

    /// Recognises an account and counts one token against its quota.
    ///
    /// # Errors
    /// [`AccountRefused`].
    pub fn take_time_stamp(&self, name: &str, password: &str) -> Result<(), AccountRefused> {
        let now = self.now();
        let given = DigestAlgorithm::Sha256.digest(password.as_bytes());
        let Some(known) = self.open_account(name, now)? else { return Err(AccountRefused::Credentials) };
        if aws_lc_rs::constant_time::verify_slices_are_equal(&given, &known.verifier).is_err() {
            return Err(AccountRefused::Credentials);
        }
        let mut accounts = self.stamps.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let account = accounts.entry(name.to_owned()).or_insert(known);
        if let Some(per_day) = account.per_day
            && account.today >= per_day
        {
            return Err(AccountRefused::Quota(per_day));
        }
        account.today += 1;
        Ok(())
    }

    /// The account, as it was read lately or is read now.
    fn open_account(&self, name: &str, now: Timestamp) -> Result<Option<OpenAccount>, AuthorityError> {
        let day = tables::day_of(now);
        let known = {
            let accounts = self.stamps.accounts.lock().unwrap_or_else(PoisonError::into_inner);
            accounts.get(name).cloned()
        };
        if let Some(account) = &known
            && account.day == day
            && now.duration_since(account.read_at).abs() < FRESH
        {
            return Ok(known);
        }
        let asked = name.to_owned();
        let read = self.store.read_blocking(move |tx| {
            let Some(account) = tables::open_account(tx, &asked)? else { return Ok(None) };
            let today = tables::usage(tx, &asked, day)?;
            Ok::<_, store::Error>(Some((account, today)))
        })?;
        let mut accounts = self.stamps.accounts.lock().unwrap_or_else(PoisonError::into_inner);
        let Some((stored, today)) = read else {
            accounts.remove(name);
            return Ok(None);
        };
        // What is counted here may not have reached the disk yet.
        let counted = known.filter(|account| account.day == day).map_or(0, |account| account.today);
        let account = OpenAccount {
            verifier: stored.verifier,
            per_day: stored.per_day,
            day,
            today: today.max(counted),
            read_at: now,
        };
        if accounts.len() >= REMEMBERED {
            accounts.clear();
        }
        accounts.insert(name.to_owned(), account.clone());
        Ok(Some(account))
    }
}

/// A password that is easily copied: groups of letters and digits that are not mistaken for each other.
fn password(random: &[u8]) -> String {
    const LETTERS: &[u8; 32] = b"abcdefghjkmnpqrstuvwxyz123456789";
    let text: Vec<char> = random.iter().map(|octet| char::from(LETTERS[usize::from(octet % 32)])).collect();
    text.chunks(5).map(|group| group.iter().collect::<String>()).collect::<Vec<_>>().join("-")
}
