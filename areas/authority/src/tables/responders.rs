//! OCSP responders.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Tx, params};
use x509::Certificate;

use crate::model::AuthorityKind;

/// Certificates (DER) and key labels of the responders of an authority that are valid at `now`, those
/// that are valid longest first.
pub(crate) fn responders(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    now: Timestamp,
) -> Result<Vec<(Vec<u8>, String)>, Error> {
    let rows = tx.query(
        "SELECT certificate, key_label FROM authority_responder
          WHERE ca_id = ?1 AND not_before <= ?2 AND not_after > ?2 ORDER BY not_after DESC, id DESC",
        params![authority, now],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

pub(crate) fn insert_responder(
    tx: &mut Tx,
    authority: Id<AuthorityKind>,
    certificate: &Certificate,
    key_label: &str,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_responder (ca_id, certificate, key_label, not_before, not_after)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![authority, certificate.der(), key_label, certificate.not_before(), certificate.not_after()],
    )?;
    Ok(())
}

/// Responders that have ended and whose key was not destroyed yet: row, authority, key label.
pub(crate) fn ended_responders(
    tx: &mut ReadTx,
    now: Timestamp,
) -> Result<Vec<(i64, Id<AuthorityKind>, String)>, Error> {
    let rows = tx.query(
        "SELECT id, ca_id, key_label FROM authority_responder
          WHERE not_after <= ?1 AND key_destroyed_at IS NULL ORDER BY id",
        params![now],
    )?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

pub(crate) fn responder_key_destroyed(tx: &mut Tx, row: i64, now: Timestamp) -> Result<(), Error> {
    tx.execute("UPDATE authority_responder SET key_destroyed_at = ?2 WHERE id = ?1", params![row, now])?;
    Ok(())
}
