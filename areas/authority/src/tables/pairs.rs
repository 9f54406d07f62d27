//! Holders and pairs.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Tx, params};

use super::next;
use crate::model::PairKind;

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
    codice_fiscale: &str,
    card_number: &str,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_pair (id, codice_fiscale, card_number, requested_at) VALUES (?1, ?2, ?3, ?4)",
        params![pair, codice_fiscale, card_number, now],
    )?;
    Ok(())
}

pub(crate) fn release_pair(tx: &mut Tx, pair: Id<PairKind>, now: Timestamp) -> Result<(), Error> {
    tx.execute("UPDATE authority_pair SET released_at = ?2 WHERE id = ?1", params![pair, now])?;
    Ok(())
}

pub(crate) fn open_pairs(tx: &mut ReadTx) -> Result<Vec<Id<PairKind>>, Error> {
    let sql = "SELECT id FROM authority_pair WHERE released_at IS NULL ORDER BY requested_at";
    tx.query(sql, &[])?.iter().map(|row| row.get(0)).collect()
}
