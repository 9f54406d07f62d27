//! Seals the audit log (pki.md §12, §10 K9): each minute or thousand entries the root of the tree over it
//! is signed with the audit key; our own time-stamping unit stamps it each hour, another authority each
//! day where one is configured.

use std::fmt;

use foundation::{Actor, AuditEvent, Timestamp, hex};
use jiff::SignedDuration;
use keyvault::KeySpec;
use store::audit::{
    self, ALGORITHM, AuditKey, Checkpoint, CheckpointTimeStamp, Note, NoteKey, SignedCheckpoint,
};
use x509::alg::DigestAlgorithm;

use crate::{Authority, AuthorityError};

/// Entries that are sealed at once, even before the time has come.
const ENTRIES: u64 = 1000;
/// How long entries wait to be sealed.
const INTERVAL: SignedDuration = SignedDuration::from_secs(60);
/// How long a key signs.
pub(crate) const AUDIT_KEY_LIFE: SignedDuration = SignedDuration::from_hours(365 * 24);
/// How often our own unit stamps.
const OWN_STAMPS: SignedDuration = SignedDuration::from_hours(1);
/// How often another authority stamps.
const OTHER_STAMPS: SignedDuration = SignedDuration::from_hours(24);
/// The source of our own stamps.
const OWN: &str = "own";

/// Another time-stamping authority, outside of this installation.
pub trait TimeStampSource: fmt::Debug + Send + Sync {
    /// Its name, under which its stamps are kept; not `own`.
    fn name(&self) -> &str;

    /// DER of a TimeStampToken over a SHA-256.
    ///
    /// # Errors
    /// Why there is none, in words for the log.
    fn time_stamp(&self, sha256: &[u8]) -> Result<Vec<u8>, String>;
}

impl Authority {
    /// Seals the log if a minute has passed since the last checkpoint, or a thousand entries were
    /// written; `None` when nothing was due. Several nodes may call it: one of them seals.
    ///
    /// The first call makes the audit key, and a year later the next one; the first checkpoint of a new
    /// key bears the signature of the key before it too.
    ///
    /// # Errors
    /// When a key or the store refuses. A time stamp that cannot be had is told to the program's log:
    /// the next minute tries again.
    pub fn checkpoint_audit_log(&self) -> Result<Option<SignedCheckpoint>, AuthorityError> {
        let now = self.now();
        let (last, head) = self
            .store
            .read_blocking(|tx| Ok::<_, store::Error>((audit::last_checkpoint(tx)?, audit::head(tx)?)))?;
        let due = last.as_ref().is_none_or(|last| {
            let new = head.size.saturating_sub(last.note.checkpoint().size);
            // A clock set back does not stop the seals.
            let waited = now.duration_since(last.made_at).abs();
            new >= ENTRIES || (new > 0 && waited >= INTERVAL)
        });
        let made = if due { self.seal(now)? } else { None };
        if let Err(error) = self.stamp_last_checkpoint(now) {
            tracing::warn!(%error, "the last checkpoint of the audit log could not be time-stamped");
        }
        Ok(made)
    }

    /// Seals the log now, unless it is sealed already; gives the newest checkpoint, `None` for an empty
    /// log.
    ///
    /// # Errors
    /// When a key or the store refuses.
    pub fn seal_audit_log(&self) -> Result<Option<SignedCheckpoint>, AuthorityError> {
        let now = self.now();
        let made = self.seal(now)?;
        if let Err(error) = self.stamp_last_checkpoint(now) {
            tracing::warn!(%error, "the last checkpoint of the audit log could not be time-stamped");
        }
        Ok(match made {
            Some(made) => Some(made),
            None => self.store.read_blocking(audit::last_checkpoint)?,
        })
    }

    fn seal(&self, now: Timestamp) -> Result<Option<SignedCheckpoint>, AuthorityError> {
        let (key, before) = self.audit_keys(now)?;
        let size = audit::grow(&self.store)?;
        let root = self.store.read_blocking(move |tx| audit::root(tx, size))?;
        let origin = key.key.name().to_owned();
        let mut note = Note::new(Checkpoint { origin, size, root });
        for key in [Some(&key), before.as_ref()].into_iter().flatten() {
            let value = self.sign_octets(&key.label, ALGORITHM, note.signed_text().as_bytes())?;
            note.add(&key.key, value);
        }
        note.verify(std::slice::from_ref(&key.key)).map_err(AuthorityError::internal)?;
        let stored = note.clone();
        let id = self.store.write_blocking(move |tx| audit::insert_checkpoint(tx, &stored, now))?;
        Ok(id.map(|id| SignedCheckpoint { id, made_at: now, note }))
    }

    /// The key that signs now, and the one before it as long as the new one has signed nothing.
    fn audit_keys(&self, now: Timestamp) -> Result<(AuditKey, Option<AuditKey>), AuthorityError> {
        let (mut keys, last) = self
            .store
            .read_blocking(|tx| Ok::<_, store::Error>((audit::keys(tx)?, audit::last_checkpoint(tx)?)))?;
        if keys.last().is_none_or(|key| now.duration_since(key.since) >= AUDIT_KEY_LIFE) {
            self.make_audit_key(now, keys.last())?;
            keys = self.store.read_blocking(audit::keys)?;
        }
        let missing = || AuthorityError::internal("the audit key that was made is not there");
        let current = keys.pop().ok_or_else(missing)?;
        let signed = |note: &Note| note.verify(std::slice::from_ref(&current.key)).is_ok();
        let before = keys.pop().filter(|_| last.is_none_or(|last| !signed(&last.note)));
        Ok((current, before))
    }

    fn make_audit_key(&self, now: Timestamp, last: Option<&AuditKey>) -> Result<(), AuthorityError> {
        let number = last.map_or(1, |last| last.number + 1);
        // The name of the log never changes, whatever becomes of the addresses.
        let name = last.map_or_else(|| self.log_name(), |last| last.key.name().to_owned());
        let label = format!("audit/{number}");
        let public = self.make_key(&label, KeySpec::P256)?;
        let key = NoteKey::new(&name, public.spki_der()).map_err(AuthorityError::internal)?;
        let sha256 = hex(&DigestAlgorithm::Sha256.digest(key.spki()));
        let event = AuditEvent::done(audit::KEY_CREATED, &Actor::system("audit"), "audit_key", number)
            .evidence(sha256);
        let key = AuditKey { number, label, since: now, key };
        self.store.write_blocking(move |tx| {
            // Another node may have been faster; then its row stands.
            if audit::keys(tx)?.iter().any(|there| there.number == key.number) {
                return Ok(());
            }
            audit::insert_key(tx, &key)?;
            tx.audit(now, &event).map(drop)
        })?;
        Ok(())
    }

    /// The name of the log: the address of publication without its scheme.
    fn log_name(&self) -> String {
        let address = &self.settings.publication_url;
        let address = address.split_once("://").map_or(address.as_str(), |(_, rest)| rest);
        let fit = |c: &char| !c.is_whitespace() && !c.is_control() && *c != '+';
        format!("{}/audit", address.trim_end_matches('/').chars().filter(fit).collect::<String>())
    }

    /// Our own stamp on the newest checkpoint, if the last one is an hour old.
    fn stamp_last_checkpoint(&self, now: Timestamp) -> Result<(), AuthorityError> {
        let Some((checkpoint, sha256)) = self.to_stamp(OWN, OWN_STAMPS, now)? else { return Ok(()) };
        if let Some(token) = self.own_time_stamp(&sha256)? {
            self.keep_stamp(checkpoint, OWN, now, token)?;
        }
        Ok(())
    }

    /// Has another authority stamp the newest checkpoint, if its last stamp is a day old. Says whether it
    /// did.
    ///
    /// # Errors
    /// What the source says, or the store.
    pub fn stamp_audit_log_with(&self, source: &dyn TimeStampSource) -> Result<bool, AuthorityError> {
        let now = self.now();
        let name = source.name();
        let Some((checkpoint, sha256)) = self.to_stamp(name, OTHER_STAMPS, now)? else { return Ok(false) };
        let token = source.time_stamp(&sha256).map_err(AuthorityError::internal)?;
        self.keep_stamp(checkpoint, name, now, token)?;
        Ok(true)
    }

    /// The newest checkpoint and the SHA-256 of its note, when a stamp of this source is due and it has
    /// none.
    fn to_stamp(
        &self,
        source: &str,
        interval: SignedDuration,
        now: Timestamp,
    ) -> Result<Option<(i64, Vec<u8>)>, AuthorityError> {
        let source = source.to_owned();
        let checkpoint = self.store.read_blocking(move |tx| {
            let recent = audit::last_time_stamp(tx, &source)?
                .is_some_and(|last| now.duration_since(last).abs() < interval);
            let Some(last) = audit::last_checkpoint(tx)?.filter(|_| !recent) else { return Ok(None) };
            let stamped = audit::time_stamps(tx, last.id)?.iter().any(|stamp| stamp.source == source);
            Ok::<_, store::Error>(Some(last).filter(|_| !stamped))
        })?;
        Ok(checkpoint.map(|last| (last.id, DigestAlgorithm::Sha256.digest(last.note.to_string().as_bytes()))))
    }

    fn keep_stamp(
        &self,
        checkpoint: i64,
        source: &str,
        now: Timestamp,
        token: Vec<u8>,
    ) -> Result<(), AuthorityError> {
        let stamp = CheckpointTimeStamp { source: source.to_owned(), stamped_at: now, token };
        self.store.write_blocking(move |tx| audit::insert_time_stamp(tx, checkpoint, &stamp))?;
        Ok(())
    }
}
