//! Status and its history.

use foundation::{Actor, Id, Timestamp};
use store::{Error, ReadTx, Tx, params};

use super::{current, next, stored};
use crate::{
    model::{AuthorityKind, CertificateKind},
    rules::lifecycle::CertificateState,
};

/// Writes a transition: the current status, its history, and the next number of the sequence from which
/// CRL and OCSP are both published.
pub(crate) fn set_state(
    tx: &mut Tx,
    id: Id<CertificateKind>,
    (from, to): (CertificateState, CertificateState),
    actor: &Actor,
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let seq = next(tx, "status")?;
    let (effective, code, invalidity) = match to.on_list() {
        Some((at, why, invalidity)) => (Some(at), Some(i64::from(why.code())), invalidity),
        None => (None, None, None),
    };
    let row = tx.query_one(
        "UPDATE authority_status
            SET state = ?2, reason = ?3, effective_at = ?4, status_seq = ?5, invalidity_at = ?6
          WHERE ca_id = (SELECT ca_id FROM authority_certificate WHERE id = ?1)
            AND serial = (SELECT serial FROM authority_certificate WHERE id = ?1)
         RETURNING ca_id, shard",
        params![id, to.name(), code, effective, seq, invalidity],
    )?;
    tx.execute(
        "INSERT INTO authority_status_history
            (certificate_id, from_state, to_state, actor, reason, effective_at, decided_at, status_seq, ca_id,
             shard)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10)",
        params![
            id,
            from.name(),
            to.name(),
            actor.to_string(),
            reason,
            effective,
            now,
            seq,
            row.get::<&str>(0)?,
            row.get::<i64>(1)?
        ],
    )?;
    Ok(())
}

/// Where the certificate with a serial number stands; `None` when there was never one.
pub(crate) fn state_by_serial(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    serial: &[u8],
) -> Result<Option<CertificateState>, Error> {
    let row = tx.query_opt(
        "SELECT state, effective_at, reason, invalidity_at FROM authority_status
          WHERE ca_id = ?1 AND serial = ?2",
        params![authority, serial],
    )?;
    let Some(row) = row else { return Ok(None) };
    let state = CertificateState::from_stored(row.get(0)?, row.get(1)?, row.get(2)?, row.get(3)?);
    state.map(Some).ok_or_else(stored("a state"))
}

/// The number of the last change of any status.
pub(crate) fn last_change(tx: &mut ReadTx) -> Result<i64, Error> {
    current(tx, "status")
}

/// Whether a certificate of a shard was issued or changed its status after a change.
pub(crate) fn changed_since(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    shard: u16,
    status_seq: i64,
) -> Result<bool, Error> {
    let row = tx.query_opt(
        "SELECT 1 FROM authority_status WHERE ca_id = ?1 AND shard = ?2 AND status_seq > ?3 LIMIT 1",
        params![authority, shard, status_seq],
    )?;
    Ok(row.is_some())
}

/// The serial numbers of a shard whose status changed after a change, each with the number of its last
/// change; at most `limit`.
pub(crate) fn changes_since(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    shard: u16,
    status_seq: i64,
    limit: u32,
) -> Result<Vec<(Vec<u8>, i64)>, Error> {
    let rows = tx.query(
        "SELECT serial, status_seq FROM authority_status
          WHERE ca_id = ?1 AND shard = ?2 AND status_seq > ?3 LIMIT ?4",
        params![authority, shard, status_seq, limit],
    )?;
    rows.into_iter().map(|mut row| Ok((row.take_blob(0)?, row.get(1)?))).collect()
}
