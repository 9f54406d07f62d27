//! Holders and pairs.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Tx, params};

use super::next;
use crate::{life::RequestKind, model::PairKind};

/// The holder's code at the provider (dnQualifier), made once and stable across renewals.
pub(crate) fn dn_qualifier(
    tx: &mut Tx,
    codice_fiscale: &str,
    given_name: &str,
    surname: &str,
    now: Timestamp,
) -> Result<String, Error> {
    let known = "SELECT dn_qualifier FROM authority_holder WHERE codice_fiscale = ?1";
    if let Some(row) = tx.query_opt(known, params![codice_fiscale])? {
        return row.get(0);
    }
    let code = format!("SIG{:013}", next(tx, "holder")?);
    tx.execute(
        "INSERT INTO authority_holder (codice_fiscale, dn_qualifier, given_name, surname, created_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![codice_fiscale, &code, given_name, surname, now],
    )?;
    Ok(code)
}

pub(crate) fn insert_pair(
    tx: &mut Tx,
    pair: Id<PairKind>,
    request: Id<RequestKind>,
    (codice_fiscale, card_number): (&str, &str),
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_pair (id, codice_fiscale, card_number, request_id, requested_at)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![pair, codice_fiscale, card_number, request, now],
    )?;
    Ok(())
}

/// Whether the certificates of a pair are issued suspended, until the receipt of the device.
pub(crate) fn is_issued_suspended(tx: &mut ReadTx, pair: Id<PairKind>) -> Result<bool, Error> {
    let row = tx.query_opt(
        "SELECT r.issue_suspended FROM authority_pair p JOIN authority_request r ON r.id = p.request_id
          WHERE p.id = ?1",
        params![pair],
    )?;
    row.map_or(Ok(false), |row| row.get(0))
}

/// Number of the card that a pair is on, and when its first certificate ends.
pub(crate) fn card_of_pair(
    tx: &mut ReadTx,
    pair: Id<PairKind>,
) -> Result<Option<(String, Timestamp)>, Error> {
    let row = tx.query_opt(
        "SELECT p.card_number, MIN(c.not_after) FROM authority_pair p
           JOIN authority_certificate c ON c.pair_id = p.id WHERE p.id = ?1 GROUP BY p.card_number",
        params![pair],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?))).transpose()
}

/// When the holder of a pair must next be told that it ends; `None`: never again.
pub(crate) fn set_next_notice(tx: &mut Tx, pair: Id<PairKind>, at: Option<Timestamp>) -> Result<(), Error> {
    tx.execute("UPDATE authority_pair SET next_notice_at = ?2 WHERE id = ?1", params![pair, at])?;
    Ok(())
}

/// Pairs whose holders must be told that they end.
pub(crate) fn pairs_to_notify(
    tx: &mut ReadTx,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Id<PairKind>>, Error> {
    let sql = "SELECT id FROM authority_pair
                WHERE next_notice_at IS NOT NULL AND next_notice_at <= ?1 ORDER BY next_notice_at LIMIT ?2";
    tx.query(sql, params![now, limit])?.iter().map(|row| row.get(0)).collect()
}

pub(crate) fn release_pair(tx: &mut Tx, pair: Id<PairKind>, now: Timestamp) -> Result<(), Error> {
    tx.execute("UPDATE authority_pair SET released_at = ?2 WHERE id = ?1", params![pair, now])?;
    Ok(())
}

/// Pairs whose issuing began at an instant or before and has not ended.
pub(crate) fn open_pairs(tx: &mut ReadTx, begun: Timestamp) -> Result<Vec<Id<PairKind>>, Error> {
    let sql = "SELECT id FROM authority_pair WHERE released_at IS NULL AND requested_at <= ?1
                ORDER BY requested_at";
    tx.query(sql, params![begun])?.iter().map(|row| row.get(0)).collect()
}

/// The pairs of a holder whose issuing ended, with the number of the card; newest first.
pub(crate) fn pairs_of_holder(
    tx: &mut ReadTx,
    codice_fiscale: &str,
) -> Result<Vec<(Id<PairKind>, String)>, Error> {
    let sql = "SELECT id, card_number FROM authority_pair
                WHERE codice_fiscale = ?1 AND released_at IS NOT NULL ORDER BY released_at DESC, id DESC LIMIT 100";
    tx.query(sql, params![codice_fiscale])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
