//! Key ceremonies.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};

use crate::{
    rules::ceremony::Progress,
    verbs::ceremony::{Ceremony, CeremonyKind},
};

const CEREMONY: &str = "SELECT id, script, state, progress, started_at, transcript FROM authority_ceremony";

fn ceremony(row: &Row) -> Result<Ceremony, Error> {
    Ok(Ceremony {
        id: row.get(0)?,
        script_sha256: row.get(1)?,
        is_over: row.get::<&str>(2)? == "over",
        progress: serde_json::from_str::<Progress>(row.get(3)?)
            .map_err(|error| Error::Json(error.to_string()))?,
        started_at: row.get(4)?,
        transcript: row.get(5)?,
    })
}

pub(crate) fn insert_ceremony(tx: &mut Tx, ceremony: &Ceremony) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_ceremony (id, script, state, progress, started_at, changed_at)
         VALUES (?1, ?2, 'open', ?3, ?4, ?4)",
        params![ceremony.id, &ceremony.script_sha256, progress(&ceremony.progress)?, ceremony.started_at],
    )?;
    Ok(())
}

pub(crate) fn ceremony_by_id(tx: &mut ReadTx, id: Id<CeremonyKind>) -> Result<Option<Ceremony>, Error> {
    let row = tx.query_opt(&format!("{CEREMONY} WHERE id = ?1"), params![id])?;
    row.as_ref().map(ceremony).transpose()
}

pub(crate) fn ceremonies(tx: &mut ReadTx) -> Result<Vec<Ceremony>, Error> {
    tx.query(&format!("{CEREMONY} ORDER BY started_at DESC"), &[])?.iter().map(ceremony).collect()
}

pub(crate) fn update_ceremony(
    tx: &mut Tx,
    id: Id<CeremonyKind>,
    now_at: &Progress,
    transcript: Option<&[u8]>,
    now: Timestamp,
) -> Result<(), Error> {
    let state = if now_at.next().is_none() { "over" } else { "open" };
    tx.execute(
        "UPDATE authority_ceremony SET state = ?2, progress = ?3, changed_at = ?4,
            transcript = COALESCE(?5, transcript) WHERE id = ?1",
        params![id, state, progress(now_at)?, now, transcript],
    )?;
    Ok(())
}

fn progress(progress: &Progress) -> Result<String, Error> {
    serde_json::to_string(progress).map_err(|error| Error::Json(error.to_string()))
}
