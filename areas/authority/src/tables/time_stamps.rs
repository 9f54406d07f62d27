//! Time-stamping units, and the archive of the tokens that they made: rows are added, never changed.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};
use x509::{Certificate, alg::DigestAlgorithm};

use super::{next, stored};
use crate::{
    model::{CertificateKind, UnitKind},
    verbs::time_stamp_archive::{Kept, StoredStamp},
};

/// Serial numbers that a program takes at once; those that it does not use are never used.
const BLOCK: i64 = 1 << 16;

/// A time-stamping unit as it is stored.
#[derive(Clone, Debug)]
pub(crate) struct StoredUnit {
    pub id: Id<UnitKind>,
    pub certificate: Certificate,
    pub key_label: String,
    pub use_from: Timestamp,
    pub use_until: Timestamp,
    pub last_time: Timestamp,
}

const UNIT: &str = "SELECT u.id, u.certificate, u.key_label, u.use_from, u.use_until, u.last_time
    FROM authority_time_stamping_unit u";

fn unit(row: &Row) -> Result<StoredUnit, Error> {
    let der: Vec<u8> = row.get(1)?;
    Ok(StoredUnit {
        id: row.get(0)?,
        certificate: Certificate::from_der(der).map_err(|_| stored("a unit's certificate")())?,
        key_label: row.get(2)?,
        use_from: row.get(3)?,
        use_until: row.get(4)?,
        last_time: row.get(5)?,
    })
}

/// The units whose key is in use at `now` and whose certificate is active, the newest first.
pub(crate) fn units_in_use(tx: &mut ReadTx, now: Timestamp) -> Result<Vec<StoredUnit>, Error> {
    let sql = format!(
        "{UNIT} JOIN authority_certificate c ON c.id = u.certificate_id
           JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial
          WHERE u.use_from <= ?1 AND u.use_until > ?1 AND s.state = 'active'
          ORDER BY u.use_from DESC, u.id DESC"
    );
    tx.query(&sql, params![now])?.iter().map(unit).collect()
}

/// The units whose key is not used any more and was not destroyed yet.
pub(crate) fn spent_units(tx: &mut ReadTx, now: Timestamp) -> Result<Vec<StoredUnit>, Error> {
    let sql = format!("{UNIT} WHERE u.use_until <= ?1 AND u.key_destroyed_at IS NULL ORDER BY u.use_from");
    tx.query(&sql, params![now])?.iter().map(unit).collect()
}

pub(crate) fn insert_unit(
    tx: &mut Tx,
    unit: &StoredUnit,
    certificate: Id<CertificateKind>,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_time_stamping_unit
            (id, certificate_id, certificate, key_label, use_from, use_until, last_time)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            unit.id,
            certificate,
            unit.certificate.der(),
            &unit.key_label,
            unit.use_from,
            unit.use_until,
            unit.last_time
        ],
    )?;
    Ok(())
}

pub(crate) fn unit_key_destroyed(tx: &mut Tx, id: Id<UnitKind>, now: Timestamp) -> Result<(), Error> {
    tx.execute(
        "UPDATE authority_time_stamping_unit SET key_destroyed_at = ?2 WHERE id = ?1",
        params![id, now],
    )?;
    Ok(())
}

/// Serial numbers that nobody else takes, in this program or another.
pub(crate) fn take_stamp_serials(tx: &mut Tx) -> Result<std::ops::Range<i64>, Error> {
    let block = next(tx, "time_stamp_serials")?;
    let first = block.checked_mul(BLOCK).ok_or_else(stored("a serial number"))?;
    Ok(first..first + BLOCK)
}

/// What the imprint index holds: the first eight octets.
fn imprint_key(imprint: &[u8]) -> i64 {
    let mut octets = [0; 8];
    let taken = imprint.len().min(8);
    octets[..taken].copy_from_slice(&imprint[..taken]);
    i64::from_be_bytes(octets)
}

/// What links a batch to the one before it: SHA-256 over the link before and the SHA-256 of each token.
fn link(before: &[u8], tokens: impl IntoIterator<Item = [u8; 32]>) -> Vec<u8> {
    let mut hasher = DigestAlgorithm::Sha256.hasher();
    hasher.update(before);
    tokens.into_iter().for_each(|sha256| hasher.update(&sha256));
    hasher.finish()
}

const BEFORE_THE_FIRST: [u8; 32] = [0; 32];

/// Number, last link and tokens of the newest batch.
pub(crate) fn newest_batch(tx: &mut ReadTx) -> Result<Option<(i64, Vec<u8>)>, Error> {
    let row =
        tx.query_opt("SELECT id, chain FROM authority_time_stamp_batch ORDER BY id DESC LIMIT 1", &[])?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// Keeps tokens: all of them, or none.
pub(crate) fn keep_stamps(tx: &mut Tx, stamps: &[Kept], now: Timestamp) -> Result<(), Error> {
    let (before, chain) = newest_batch(tx)?.unwrap_or((0, BEFORE_THE_FIRST.to_vec()));
    let batch = before + 1;
    let count = i64::try_from(stamps.len()).unwrap_or(i64::MAX);
    for stamp in stamps {
        tx.execute(
            "INSERT INTO authority_time_stamp
                (serial, batch_id, unit_id, made_at, imprint_key, imprint, account, token)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)",
            params![
                stamp.serial,
                batch,
                stamp.unit,
                stamp.time,
                imprint_key(&stamp.imprint),
                &stamp.imprint,
                stamp.account.as_deref(),
                &stamp.token
            ],
        )?;
    }
    tx.execute(
        "INSERT INTO authority_time_stamp_batch (id, closed_at, tokens, chain) VALUES (?1, ?2, ?3, ?4)",
        params![batch, now, count, link(&chain, stamps.iter().map(|stamp| stamp.sha256))],
    )?;
    advance_units(tx, stamps)?;
    count_usage(tx, stamps)
}

/// The last instant of each unit, so that a program that starts again does not go back behind it.
fn advance_units(tx: &mut Tx, stamps: &[Kept]) -> Result<(), Error> {
    let mut latest: Vec<(Id<UnitKind>, Timestamp)> = Vec::new();
    for stamp in stamps {
        match latest.iter_mut().find(|(unit, _)| *unit == stamp.unit) {
            Some((_, time)) => *time = stamp.time.max(*time),
            None => latest.push((stamp.unit, stamp.time)),
        }
    }
    for (unit, time) in latest {
        tx.execute(
            "UPDATE authority_time_stamping_unit SET last_time = ?2 WHERE id = ?1 AND last_time < ?2",
            params![unit, time],
        )?;
    }
    Ok(())
}

fn count_usage(tx: &mut Tx, stamps: &[Kept]) -> Result<(), Error> {
    let mut used: Vec<(&str, i64, i64)> = Vec::new();
    for stamp in stamps {
        let Some(account) = stamp.account.as_deref() else { continue };
        let day = day_of(stamp.time);
        match used.iter_mut().find(|(name, on, _)| *name == account && *on == day) {
            Some((.., count)) => *count += 1,
            None => used.push((account, day, 1)),
        }
    }
    for (account, day, count) in used {
        tx.execute(
            "INSERT INTO authority_time_stamp_usage (account, day, tokens) VALUES (?1, ?2, ?3)
             ON CONFLICT (account, day)
             DO UPDATE SET tokens = authority_time_stamp_usage.tokens + excluded.tokens",
            params![account, day, count],
        )?;
    }
    Ok(())
}

/// The day (UTC) that quotas count in, from 1970.
pub(crate) fn day_of(instant: Timestamp) -> i64 {
    instant.as_second().div_euclid(24 * 60 * 60)
}

const STAMP: &str = "SELECT serial, unit_id, made_at, imprint, account, token FROM authority_time_stamp";

fn stamp(row: &Row) -> Result<StoredStamp, Error> {
    Ok(StoredStamp {
        serial: row.get::<i64>(0)?.unsigned_abs(),
        unit: row.get(1)?,
        time: row.get(2)?,
        imprint: row.get(3)?,
        account: row.get(4)?,
        token: row.get(5)?,
    })
}

pub(crate) fn stamp_by_serial(tx: &mut ReadTx, serial: i64) -> Result<Option<StoredStamp>, Error> {
    tx.query_opt(&format!("{STAMP} WHERE serial = ?1"), params![serial])?.as_ref().map(stamp).transpose()
}

pub(crate) fn stamps_by_imprint(tx: &mut ReadTx, imprint: &[u8]) -> Result<Vec<StoredStamp>, Error> {
    let sql = format!("{STAMP} WHERE imprint_key = ?1 AND imprint = ?2 ORDER BY serial");
    tx.query(&sql, params![imprint_key(imprint), imprint])?.iter().map(stamp).collect()
}

/// How many tokens there are.
pub(crate) fn count_stamps(tx: &mut ReadTx) -> Result<u64, Error> {
    let row =
        tx.query_one("SELECT CAST(COALESCE(SUM(tokens), 0) AS BIGINT) FROM authority_time_stamp_batch", &[])?;
    row.get(0)
}

/// Goes through the whole archive. Gives how many tokens are intact, and the number of the first batch
/// that is not what was kept.
pub(crate) fn verify_stamps(tx: &mut ReadTx) -> Result<(u64, Option<i64>), Error> {
    let batches = tx.query("SELECT id, tokens, chain FROM authority_time_stamp_batch ORDER BY id", &[])?;
    let mut batches = batches.iter();
    let mut chain = BEFORE_THE_FIRST.to_vec();
    let mut expected = 1;
    let mut intact = 0;
    let mut digests: Vec<[u8; 32]> = Vec::new();
    let mut current = 1;
    let mut bad = None;
    // Closes the batch that was gathered, against what was recorded of it.
    let mut close = |id: i64, digests: &mut Vec<[u8; 32]>| -> Result<bool, Error> {
        let Some(row) = batches.next() else { return Ok(digests.is_empty()) };
        let computed = link(&chain, digests.iter().copied());
        let good = row.get::<i64>(0)? == id
            && row.get::<i64>(1)? == i64::try_from(digests.len()).unwrap_or(i64::MAX)
            && row.get::<&[u8]>(2)? == computed;
        if good {
            intact += digests.len() as u64;
        }
        chain = computed;
        digests.clear();
        expected += 1;
        Ok(good)
    };
    tx.query_each("SELECT batch_id, token FROM authority_time_stamp ORDER BY seq", &[], |row| {
        let batch: i64 = row.get(0)?;
        while current < batch {
            if !close(current, &mut digests)? {
                bad = Some(current);
                return Ok(false);
            }
            current += 1;
        }
        if batch != current {
            bad = Some(batch);
            return Ok(false);
        }
        let mut sha256 = [0; 32];
        sha256.copy_from_slice(&DigestAlgorithm::Sha256.digest(row.get(1)?));
        digests.push(sha256);
        Ok(true)
    })?;
    // What is left: the last batch, and batches whose tokens are gone.
    while bad.is_none() {
        let none_left = digests.is_empty();
        if !close(current, &mut digests)? {
            bad = Some(current);
        } else if none_left {
            break;
        }
        current += 1;
    }
    Ok((intact, bad))
}

/// An account as it is stored: verifier and tokens that it may have in a day.
pub(crate) struct StoredAccount {
    pub name: String,
    pub verifier: Vec<u8>,
    pub per_day: Option<u64>,
    pub created_at: Timestamp,
}

fn account(row: &Row) -> Result<StoredAccount, Error> {
    Ok(StoredAccount {
        name: row.get(0)?,
        verifier: row.get(1)?,
        per_day: row.get(2)?,
        created_at: row.get(3)?,
    })
}

const ACCOUNT: &str = "SELECT name, verifier, per_day, created_at FROM authority_time_stamp_account
    WHERE closed_at IS NULL";

pub(crate) fn open_accounts(tx: &mut ReadTx) -> Result<Vec<StoredAccount>, Error> {
    tx.query(&format!("{ACCOUNT} ORDER BY name"), &[])?.iter().map(account).collect()
}

pub(crate) fn open_account(tx: &mut ReadTx, name: &str) -> Result<Option<StoredAccount>, Error> {
    tx.query_opt(&format!("{ACCOUNT} AND name = ?1"), params![name])?.as_ref().map(account).transpose()
}

/// Whether an account of this name was ever made.
pub(crate) fn account_exists(tx: &mut ReadTx, name: &str) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM authority_time_stamp_account WHERE name = ?1";
    Ok(tx.query_opt(sql, params![name])?.is_some())
}

pub(crate) fn insert_account(tx: &mut Tx, account: &StoredAccount) -> Result<(), Error> {
    let per_day = account.per_day.map(|count| i64::try_from(count).unwrap_or(i64::MAX));
    tx.execute(
        "INSERT INTO authority_time_stamp_account (name, verifier, per_day, created_at)
         VALUES (?1, ?2, ?3, ?4)",
        params![&account.name, &account.verifier, per_day, account.created_at],
    )?;
    Ok(())
}

/// Closes an account; whether it was open.
pub(crate) fn close_account(tx: &mut Tx, name: &str, now: Timestamp) -> Result<bool, Error> {
    let sql = "UPDATE authority_time_stamp_account SET closed_at = ?2 WHERE name = ?1 AND closed_at IS NULL";
    Ok(tx.execute(sql, params![name, now])? > 0)
}

/// How many tokens an account had on a day.
pub(crate) fn usage(tx: &mut ReadTx, name: &str, day: i64) -> Result<u64, Error> {
    let sql = "SELECT tokens FROM authority_time_stamp_usage WHERE account = ?1 AND day = ?2";
    tx.query_opt(sql, params![name, day])?.map_or(Ok(0), |row| row.get(0))
}

const ANCHOR: &str = "time_stamp_anchor";

/// The batch whose link stands in the audit log; 0 when none does.
pub(crate) fn anchored_batch(tx: &mut ReadTx) -> Result<i64, Error> {
    super::current(tx, ANCHOR)
}

pub(crate) fn set_anchored_batch(tx: &mut Tx, batch: i64) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_sequence (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = excluded.value",
        params![ANCHOR, batch],
    )?;
    Ok(())
}
