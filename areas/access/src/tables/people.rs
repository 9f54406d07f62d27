//! Logins of people: those under way, and the log of those that ended.

use foundation::Timestamp;
use store::{Error, ReadTx, Row, Tx, params};

use crate::people::{LoginEntry, Outcome};

pub(crate) fn insert_attempt(tx: &mut Tx, attempt: &[u8; 32], expires_at: Timestamp) -> Result<(), Error> {
    let sql = "INSERT INTO access_attempt (attempt, expires_at) VALUES (?1, ?2)";
    tx.execute(sql, params![attempt, expires_at]).map(drop)
}

/// Whether a browser has begun this login, and nothing was decided yet.
pub(crate) fn is_open(tx: &mut ReadTx, attempt: &[u8; 32], now: Timestamp) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM access_attempt WHERE attempt = ?1 AND expires_at > ?2 AND code_sha256 IS NULL";
    Ok(tx.query_opt(sql, params![attempt, now])?.is_some())
}

/// Leaves an outcome for the browser; says whether the attempt was still open.
pub(crate) fn decide(
    tx: &mut Tx,
    (attempt, code_sha256): (&[u8; 32], &[u8; 32]),
    outcome: &Outcome,
    now: Timestamp,
    expires_at: Timestamp,
) -> Result<bool, Error> {
    let json = serde_json::to_string(outcome).map_err(|error| Error::Corrupt(error.to_string()))?;
    let sql = "UPDATE access_attempt SET code_sha256 = ?2, outcome_json = ?3, expires_at = ?5
               WHERE attempt = ?1 AND expires_at > ?4 AND code_sha256 IS NULL";
    Ok(tx.execute(sql, params![attempt, code_sha256, json, now, expires_at])? == 1)
}

/// Takes an outcome away: it is given once.
pub(crate) fn take(
    tx: &mut Tx,
    attempt: &[u8; 32],
    code_sha256: &[u8; 32],
    now: Timestamp,
) -> Result<Option<Outcome>, Error> {
    let sql = "SELECT outcome_json FROM access_attempt
               WHERE attempt = ?1 AND code_sha256 = ?2 AND expires_at > ?3";
    let Some(row) = tx.query_opt(sql, params![attempt, code_sha256, now])? else { return Ok(None) };
    tx.execute("DELETE FROM access_attempt WHERE attempt = ?1", params![attempt])?;
    let outcome = serde_json::from_str(row.get::<&str>(0)?);
    outcome.map(Some).map_err(|error| Error::Corrupt(format!("access_attempt: {error}")))
}

pub(crate) fn forget_attempts(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM access_attempt WHERE expires_at <= ?1", params![now])
}

pub(crate) fn log(tx: &mut Tx, entry: &LoginEntry) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO access_login (at, method, outcome, codice_fiscale, address, certificate_sha256, card_number)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![
            entry.at,
            entry.method.as_str(),
            &entry.outcome,
            entry.codice_fiscale.as_deref(),
            &entry.address,
            entry.certificate_sha256.as_deref(),
            entry.card_number.as_deref(),
        ],
    )?;
    Ok(())
}

/// The last entries about a person, newest first.
pub(crate) fn of_person(tx: &mut ReadTx, codice_fiscale: &str, most: i64) -> Result<Vec<LoginEntry>, Error> {
    let sql = "SELECT at, method, outcome, codice_fiscale, address, certificate_sha256, card_number
               FROM access_login WHERE codice_fiscale = ?1 ORDER BY seq DESC LIMIT ?2";
    tx.query(sql, params![codice_fiscale, most])?.iter().map(entry).collect()
}

fn entry(row: &Row) -> Result<LoginEntry, Error> {
    let method = row.get::<&str>(1)?;
    let unknown = || Error::Corrupt(format!("access_login: method {method:?}"));
    Ok(LoginEntry {
        at: row.get(0)?,
        method: foundation::AuthMethod::from_name(method).ok_or_else(unknown)?,
        outcome: row.get(2)?,
        codice_fiscale: row.get(3)?,
        address: row.get(4)?,
        certificate_sha256: row.get(5)?,
        card_number: row.get(6)?,
    })
}
