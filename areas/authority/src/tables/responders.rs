//! OCSP responders.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Tx, params};
use x509::Certificate;

use crate::model::AuthorityKind;

/// Certificate (DER) and key label of the responder of an authority that is valid longest at `now`.
pub(crate) fn responder(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    now: Timestamp,
) -> Result<Option<(Vec<u8>, String, Timestamp)>, Error> {
    let row = tx.query_opt(
        "SELECT certificate, key_label, not_after FROM authority_responder
          WHERE ca_id = ?1 AND not_before <= ?2 AND not_after > ?2 ORDER BY not_after DESC LIMIT 1",
        params![authority, now],
    )?;
    row.map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).transpose()
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
