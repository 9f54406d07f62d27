//! Emergency codes: verifiers, their salts, and how often they were tried.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};

use crate::{
    model::PairKind,
    rules::emergency_code::{ATTEMPTS, Cost, Tries},
};

/// The recipe of a holder's verifiers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Recipe {
    pub salt: Vec<u8>,
    pub cost: Cost,
}

/// A code that may be the one that was typed.
#[derive(Clone, Debug)]
pub(crate) struct Candidate {
    pub pair: Id<PairKind>,
    pub codice_fiscale: String,
    pub verifier: Vec<u8>,
    pub tries: Tries,
}

pub(crate) fn emergency_recipe(tx: &mut ReadTx, codice_fiscale: &str) -> Result<Option<Recipe>, Error> {
    let sql =
        "SELECT salt, memory_kib, passes, lanes FROM authority_emergency_salt WHERE codice_fiscale = ?1";
    let row = tx.query_opt(sql, params![codice_fiscale])?;
    row.map(|row| {
        let cost = Cost { memory_kib: row.get(1)?, passes: row.get(2)?, lanes: row.get(3)? };
        Ok(Recipe { salt: row.get(0)?, cost })
    })
    .transpose()
}

pub(crate) fn insert_emergency_recipe(
    tx: &mut Tx,
    codice_fiscale: &str,
    recipe: &Recipe,
) -> Result<(), Error> {
    let Cost { memory_kib, passes, lanes } = recipe.cost;
    tx.execute(
        "INSERT INTO authority_emergency_salt (codice_fiscale, salt, memory_kib, passes, lanes)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![codice_fiscale, &recipe.salt, memory_kib, passes, lanes],
    )?;
    Ok(())
}

pub(crate) fn insert_emergency_code(
    tx: &mut Tx,
    pair: Id<PairKind>,
    codice_fiscale: &str,
    verifier: &[u8],
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_emergency_code (pair_id, codice_fiscale, verifier, failed, set_at)
         VALUES (?1, ?2, ?3, 0, ?4)",
        params![pair, codice_fiscale, verifier, now],
    )?;
    Ok(())
}

const CANDIDATE: &str = "SELECT e.pair_id, e.codice_fiscale, e.verifier, e.failed, e.locked_until FROM authority_emergency_code e";

fn candidate(row: &Row) -> Result<Candidate, Error> {
    Ok(Candidate {
        pair: row.get(0)?,
        codice_fiscale: row.get(1)?,
        verifier: row.get(2)?,
        tries: Tries { failed: row.get(3)?, locked_until: row.get(4)? },
    })
}

/// The codes of every device of a holder that still has a certificate at `now`, newest first; at most 16.
pub(crate) fn emergency_codes_of_holder(
    tx: &mut ReadTx,
    codice_fiscale: &str,
    now: Timestamp,
) -> Result<Vec<Candidate>, Error> {
    let sql = format!(
        "{CANDIDATE} WHERE e.codice_fiscale = ?1
           AND EXISTS (SELECT 1 FROM authority_certificate c WHERE c.pair_id = e.pair_id AND c.not_after > ?2)
         ORDER BY e.set_at DESC, e.pair_id LIMIT 16"
    );
    tx.query(&sql, params![codice_fiscale, now])?.iter().map(candidate).collect()
}

/// The code of the device that has a certificate with this serial number, of any authority.
pub(crate) fn emergency_codes_of_serial(tx: &mut ReadTx, serial: &[u8]) -> Result<Vec<Candidate>, Error> {
    let sql = format!(
        "{CANDIDATE} WHERE e.pair_id IN (SELECT c.pair_id FROM authority_certificate c
                                          WHERE c.ca_id IN (SELECT id FROM authority_ca) AND c.serial = ?1)
         LIMIT 4"
    );
    tx.query(&sql, params![serial])?.iter().map(candidate).collect()
}

pub(crate) fn set_emergency_tries(tx: &mut Tx, pair: Id<PairKind>, tries: Tries) -> Result<(), Error> {
    tx.execute(
        "UPDATE authority_emergency_code SET failed = ?2, locked_until = ?3 WHERE pair_id = ?1",
        params![pair, tries.failed, tries.locked_until],
    )?;
    Ok(())
}

/// Takes back one try, and the lock that it brought about.
pub(crate) fn take_back_emergency_try(tx: &mut Tx, pair: Id<PairKind>) -> Result<(), Error> {
    tx.execute(
        "UPDATE authority_emergency_code
            SET locked_until = CASE WHEN failed - 1 >= ?2 THEN locked_until ELSE NULL END, failed = failed - 1
          WHERE pair_id = ?1 AND failed > 0",
        params![pair, ATTEMPTS],
    )?;
    Ok(())
}
