use foundation::Timestamp;
use serde_json::{Map, Value};
use store::{Error, Migration, ReadTx, Tx, params};

use crate::person;

pub(crate) const MIGRATIONS: &[Migration] = &[
    Migration { name: "webkit/0001_session", sql: include_str!("../migrations/0001_session.sql") },
    Migration {
        name: "webkit/0002_session_person",
        sql: include_str!("../migrations/0002_session_person.sql"),
    },
];

/// A session as it is stored.
#[derive(Clone, Debug, PartialEq)]
pub(crate) struct SessionRow {
    pub(crate) values: Map<String, Value>,
    pub(crate) created_at: Timestamp,
    pub(crate) expires_at: Timestamp,
}

/// The session with this digest, unless its time is over.
pub(crate) fn find(tx: &mut ReadTx, digest: &[u8; 32], now: Timestamp) -> Result<Option<SessionRow>, Error> {
    let sql = "SELECT values_json, created_at, expires_at FROM web_session \
               WHERE id_sha256 = ?1 AND expires_at > ?2";
    let Some(row) = tx.query_opt(sql, params![digest, now])? else { return Ok(None) };
    // A row that does not read is as good as none: the person logs in again.
    let values = serde_json::from_str(row.get::<&str>(0)?).unwrap_or_default();
    Ok(Some(SessionRow { values, created_at: row.get(1)?, expires_at: row.get(2)? }))
}

pub(crate) fn save(tx: &mut Tx, digest: &[u8; 32], row: &SessionRow) -> Result<(), Error> {
    let sql = "INSERT INTO web_session (id_sha256, values_json, created_at, expires_at, person)
               VALUES (?1, ?2, ?3, ?4, ?5)
               ON CONFLICT (id_sha256) DO UPDATE SET values_json = excluded.values_json,
               created_at = excluded.created_at, expires_at = excluded.expires_at, person = excluded.person";
    let json = Value::Object(row.values.clone()).to_string();
    let person = row.values.get(person::KEY).and_then(|person| person.get("codice_fiscale")?.as_str());
    tx.execute(sql, params![digest, json, row.created_at, row.expires_at, person]).map(drop)
}

/// The sessions of a person that are not over, with their digests; the last begun first.
pub(crate) fn of_person(
    tx: &mut ReadTx,
    person: &str,
    now: Timestamp,
) -> Result<Vec<(Vec<u8>, SessionRow)>, Error> {
    let sql = "SELECT id_sha256, values_json, created_at, expires_at FROM web_session
               WHERE person = ?1 AND expires_at > ?2 ORDER BY created_at DESC, id_sha256 LIMIT 100";
    let rows = tx.query(sql, params![person, now])?;
    let row = |row: &store::Row| {
        let values = serde_json::from_str(row.get::<&str>(1)?).unwrap_or_default();
        Ok((row.get(0)?, SessionRow { values, created_at: row.get(2)?, expires_at: row.get(3)? }))
    };
    rows.iter().map(row).collect()
}

/// Ends one session of a person, or all of them; says how many.
pub(crate) fn end_of_person(tx: &mut Tx, person: &str, one: Option<&[u8]>) -> Result<u64, Error> {
    match one {
        Some(digest) => tx
            .execute("DELETE FROM web_session WHERE person = ?1 AND id_sha256 = ?2", params![person, digest]),
        None => tx.execute("DELETE FROM web_session WHERE person = ?1", params![person]),
    }
}

pub(crate) fn delete(tx: &mut Tx, digest: &[u8; 32]) -> Result<(), Error> {
    tx.execute("DELETE FROM web_session WHERE id_sha256 = ?1", params![digest]).map(drop)
}

pub(crate) fn delete_expired(tx: &mut Tx, now: Timestamp) -> Result<u64, Error> {
    tx.execute("DELETE FROM web_session WHERE expires_at <= ?1", params![now])
}
