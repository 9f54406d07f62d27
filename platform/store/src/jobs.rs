//! What must happen later or elsewhere (mail, publication of a list, archiving): messages written into
//! the outbox in the transaction of the change, and done by a [`Worker`] afterwards.
//!
//! A job is done at least once: a crash between the effect and [`complete`] means that it is done
//! again, so handlers must bear repetition. The idempotency key keeps the same message from being
//! written twice, even after it was done. A job that fails waits longer each time ([`Retry`]) and goes
//! to the dead-letter list in the end, where a person sees it ([`dead`]) and may send it back
//! ([`requeue`]).

mod worker;

use foundation::{Entropy, Timestamp};
use jiff::SignedDuration;
use serde::{Serialize, de::DeserializeOwned};

pub use worker::{Handler, Ran, Refusal, Running, Worker};

use crate::{Error, ReadTx, Row, Tx, params};

/// A job that a worker took, to be ended with [`complete`] or [`fail`].
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Job {
    /// Number of the job.
    pub id: i64,
    /// Which handler it is for, for example `mail.send`.
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// What makes it the same message.
    pub idempotency_key: String,
    /// Which attempt this is, from 1. It also tells a lease from the next one.
    pub attempt: u32,
}

impl Job {
    /// The payload as the type that was put in.
    ///
    /// # Errors
    /// [`Error::Json`] when it is of another form.
    pub fn payload<T: DeserializeOwned>(&self) -> Result<T, Error> {
        Ok(serde_json::from_str(&self.payload)?)
    }
}

/// How often and when a failed job is tried again.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Retry {
    /// Attempts before the job is dead.
    pub attempts: u32,
    /// Wait after the first failure; doubles with each.
    pub first: SignedDuration,
    /// The wait grows no further than this.
    pub longest: SignedDuration,
}

impl Default for Retry {
    /// 12 attempts, from 5 seconds to one hour: about four hours in all.
    fn default() -> Self {
        Self { attempts: 12, first: SignedDuration::from_secs(5), longest: SignedDuration::from_hours(1) }
    }
}

impl Retry {
    /// The wait after failure number `attempt` (from 1): between half and all of the doubled time, so
    /// that jobs that failed together do not come back together.
    fn wait(&self, attempt: u32, entropy: &dyn Entropy) -> i64 {
        let clamp = |d: SignedDuration| i64::try_from(d.as_millis()).unwrap_or(i64::MAX).max(1);
        let doubled = clamp(self.first).saturating_mul(1 << attempt.saturating_sub(1).min(30));
        let full = doubled.min(clamp(self.longest));
        let half = full / 2;
        let jitter = u64::from_be_bytes(entropy.bytes::<8>()) % (full - half + 1).unsigned_abs();
        half + i64::try_from(jitter).unwrap_or(0)
    }
}

/// What became of a job that failed.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Failed {
    /// It is in the dead-letter list.
    Dead,
    /// Another worker took it over, because the lease had run out: nothing was changed.
    NotOurs,
    /// It is tried again at this instant.
    RetryAt(Timestamp),
}

/// A job that is not tried any more.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct DeadJob {
    /// Number of the job.
    pub id: i64,
    /// Which handler it was for.
    pub kind: String,
    /// JSON.
    pub payload: String,
    /// What makes it the same message.
    pub idempotency_key: String,
    /// How often it was tried.
    pub attempts: u32,
    /// What the last attempt said.
    pub last_error: String,
    /// When it was given up.
    pub dead_at: Timestamp,
}

/// How many jobs are in which state, for the health page.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Counts {
    /// Given up.
    pub dead: u64,
    /// Should have begun by now.
    pub due: u64,
    /// To be run later.
    pub later: u64,
    /// In the hands of a worker.
    pub running: u64,
}

impl Tx {
    /// Leaves a message, to be handled at `run_at` or later. It exists if, and only if, this
    /// transaction is stored. A message of the same kind with the same key is not written again, done
    /// or not. Gives the number of the job and whether it is new.
    ///
    /// # Errors
    /// [`Error::Json`] when the payload cannot be written as JSON, or as [`execute`](Tx::execute).
    pub fn enqueue(
        &mut self,
        kind: &str,
        payload: &impl Serialize,
        run_at: Timestamp,
        idempotency_key: &str,
    ) -> Result<(i64, bool), Error> {
        let payload = serde_json::to_string(payload)?;
        let new = self.query_opt(
            "INSERT INTO job (kind, payload, idempotency_key, run_at) VALUES (?1, ?2, ?3, ?4)
             ON CONFLICT (kind, idempotency_key) DO NOTHING RETURNING id",
            params![kind, payload, idempotency_key, run_at],
        )?;
        if let Some(row) = new {
            return Ok((row.get(0)?, true));
        }
        let sql = "SELECT id FROM job WHERE kind = ?1 AND idempotency_key = ?2";
        Ok((self.query_one(sql, params![kind, idempotency_key])?.get(0)?, false))
    }
}

/// Takes the next job of one of `kinds` that is due at `now`, for the length of `lease`: if it is
/// neither completed nor failed by then (the process died), it is due again.
///
/// # Errors
/// As [`Tx::execute`].
pub fn claim(
    tx: &mut Tx,
    kinds: &[&str],
    now: Timestamp,
    lease: SignedDuration,
    retry: &Retry,
) -> Result<Option<Job>, Error> {
    if kinds.is_empty() {
        return Ok(None);
    }
    let until = now.as_millisecond().saturating_add(i64::try_from(lease.as_millis()).unwrap_or(i64::MAX));
    let places: Vec<String> = (0..kinds.len()).map(|n| format!("?{}", n + 3)).collect();
    let sql = format!(
        "UPDATE job SET locked_until = ?2, attempts = attempts + 1 WHERE id = (
             SELECT id FROM job WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= ?1
             AND (locked_until IS NULL OR locked_until <= ?1) AND kind IN ({})
             ORDER BY run_at, id LIMIT 1)
         RETURNING id, kind, payload, idempotency_key, attempts",
        places.join(", ")
    );
    let mut values = vec![now.into(), until.into()];
    values.extend(kinds.iter().map(|kind| crate::Value::from(*kind)));
    while let Some(row) = tx.query_opt(&sql, &values)? {
        let job = job_from(row)?;
        if job.attempt <= retry.attempts {
            return Ok(Some(job));
        }
        // Taken again and again without an end: it kills the process that handles it.
        bury(tx, &job, "never ended: every worker that took it died", now)?;
    }
    Ok(None)
}

fn job_from(mut row: Row) -> Result<Job, Error> {
    Ok(Job {
        id: row.get(0)?,
        kind: row.take_text(1)?,
        payload: row.take_text(2)?,
        idempotency_key: row.take_text(3)?,
        attempt: row.get(4)?,
    })
}

/// Ends a job that succeeded. `false` when another worker took it over meanwhile.
///
/// # Errors
/// As [`Tx::execute`].
pub fn complete(tx: &mut Tx, job: &Job, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE job SET done_at = ?3, locked_until = NULL, last_error = NULL
               WHERE id = ?1 AND attempts = ?2 AND done_at IS NULL AND dead_at IS NULL";
    Ok(tx.execute(sql, params![job.id, job.attempt, now])? == 1)
}

/// Ends an attempt that failed: the job is tried again later, or never when it was the last attempt.
///
/// # Errors
/// As [`Tx::execute`].
pub fn fail(
    tx: &mut Tx,
    job: &Job,
    error: &str,
    now: Timestamp,
    retry: &Retry,
    entropy: &dyn Entropy,
) -> Result<Failed, Error> {
    if job.attempt >= retry.attempts {
        return bury(tx, job, error, now);
    }
    let at = now.as_millisecond().saturating_add(retry.wait(job.attempt, entropy));
    let sql = "UPDATE job SET run_at = ?3, last_error = ?4, locked_until = NULL
               WHERE id = ?1 AND attempts = ?2 AND done_at IS NULL AND dead_at IS NULL";
    let changed = tx.execute(sql, params![job.id, job.attempt, at, error])?;
    let at = Timestamp::from_millisecond(at).unwrap_or(Timestamp::MAX);
    Ok(if changed == 1 { Failed::RetryAt(at) } else { Failed::NotOurs })
}

/// Puts a job straight into the dead-letter list: trying again cannot help.
///
/// # Errors
/// As [`Tx::execute`].
pub fn bury(tx: &mut Tx, job: &Job, error: &str, now: Timestamp) -> Result<Failed, Error> {
    let sql = "UPDATE job SET dead_at = ?3, last_error = ?4, locked_until = NULL
               WHERE id = ?1 AND attempts = ?2 AND done_at IS NULL AND dead_at IS NULL";
    let changed = tx.execute(sql, params![job.id, job.attempt, now, error])?;
    Ok(if changed == 1 { Failed::Dead } else { Failed::NotOurs })
}

/// The dead-letter list, latest first, at most 1000.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn dead(tx: &mut ReadTx) -> Result<Vec<DeadJob>, Error> {
    let sql = "SELECT id, kind, payload, idempotency_key, attempts, last_error, dead_at FROM job
               WHERE dead_at IS NOT NULL ORDER BY dead_at DESC, id DESC LIMIT 1000";
    let rows = tx.query(sql, &[])?;
    rows.iter()
        .map(|row| {
            Ok(DeadJob {
                id: row.get(0)?,
                kind: row.get(1)?,
                payload: row.get(2)?,
                idempotency_key: row.get(3)?,
                attempts: row.get(4)?,
                last_error: row.get::<Option<String>>(5)?.unwrap_or_default(),
                dead_at: row.get(6)?,
            })
        })
        .collect()
}

/// Sends a dead job back, due at `now`, with all its attempts before it. `false` when it is not dead.
///
/// # Errors
/// As [`Tx::execute`].
pub fn requeue(tx: &mut Tx, id: i64, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE job SET dead_at = NULL, attempts = 0, run_at = ?2, locked_until = NULL
               WHERE id = ?1 AND dead_at IS NOT NULL";
    Ok(tx.execute(sql, params![id, now])? == 1)
}

/// How many jobs wait, run and are dead at `now`.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn counts(tx: &mut ReadTx, now: Timestamp) -> Result<Counts, Error> {
    let row = tx.query_one(
        "SELECT count(CASE WHEN dead_at IS NOT NULL THEN 1 END),
                count(CASE WHEN dead_at IS NULL AND locked_until > ?1 THEN 1 END),
                count(CASE WHEN dead_at IS NULL AND (locked_until IS NULL OR locked_until <= ?1)
                           AND run_at <= ?1 THEN 1 END),
                count(CASE WHEN dead_at IS NULL AND (locked_until IS NULL OR locked_until <= ?1)
                           AND run_at > ?1 THEN 1 END)
         FROM job WHERE done_at IS NULL",
        params![now],
    )?;
    Ok(Counts { dead: row.get(0)?, running: row.get(1)?, due: row.get(2)?, later: row.get(3)? })
}

/// Forgets jobs done before `before`, and with them their idempotency keys. Gives how many.
///
/// # Errors
/// As [`Tx::execute`].
pub fn forget_done(tx: &mut Tx, before: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM job WHERE done_at < ?1", params![before])
}

#[cfg(test)]
mod tests {
    use foundation::TestEntropy;

    use super::*;

    #[test]
    fn the_wait_doubles_with_jitter_and_stops_growing() {
        let retry = Retry {
            attempts: 9,
            first: SignedDuration::from_secs(2),
            longest: SignedDuration::from_secs(60),
        };
        let entropy = TestEntropy::seeded(1);
        for (attempt, full) in [(1, 2_000), (2, 4_000), (5, 32_000), (6, 60_000), (40, 60_000)] {
            let waits: Vec<i64> = (0..50).map(|_| retry.wait(attempt, &entropy)).collect();
            assert!(waits.iter().all(|w| (full / 2..=full).contains(w)), "{attempt}: {waits:?}");
            assert!(waits.iter().any(|w| *w != waits[0]), "no jitter");
        }
    }
}
