//! The SQL of the trusted lists that are kept.

use foundation::Timestamp;
use store::{Error, ReadTx, Row, Tx, params};

/// A list as it is stored, without its octets.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct ListRow {
    pub(crate) territory: String,
    pub(crate) location: Option<String>,
    pub(crate) sequence_number: u64,
    pub(crate) issued_at: Timestamp,
    pub(crate) next_update: Option<Timestamp>,
    pub(crate) sha256: String,
    pub(crate) checked_at: Timestamp,
    pub(crate) tried_at: Timestamp,
    pub(crate) rejected: Option<String>,
}

/// Every list, by country.
pub(crate) fn all(tx: &mut ReadTx) -> Result<Vec<ListRow>, Error> {
    let sql = "SELECT territory, location, sequence_number, issued_at, next_update, sha256, checked_at,
                      tried_at, rejected
               FROM signing_trusted_list ORDER BY territory";
    tx.query(sql, params![])?.iter().map(row).collect()
}

fn row(row: &Row) -> Result<ListRow, Error> {
    let sequence: i64 = row.get(2)?;
    Ok(ListRow {
        territory: row.get(0)?,
        location: row.get(1)?,
        sequence_number: sequence.cast_unsigned(),
        issued_at: row.get(3)?,
        next_update: row.get(4)?,
        sha256: row.get(5)?,
        checked_at: row.get(6)?,
        tried_at: row.get(7)?,
        rejected: row.get(8)?,
    })
}

/// The octets of a list, and the certificate (DER) that it was signed with.
pub(crate) type Octets = (Vec<u8>, Vec<u8>);

/// The octets of a country's list.
pub(crate) fn octets(tx: &mut ReadTx, territory: &str) -> Result<Option<Octets>, Error> {
    let sql = "SELECT xml, signer FROM signing_trusted_list WHERE territory = ?1";
    let Some(mut row) = tx.query_opt(sql, params![territory])? else { return Ok(None) };
    Ok(Some((row.take_blob(0)?, row.take_blob(1)?)))
}

/// Puts a list in the place of the country's last one.
pub(crate) fn put(tx: &mut Tx, row: &ListRow, xml: &[u8], signer: &[u8]) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO signing_trusted_list (territory, location, sequence_number, issued_at, next_update,
                                           xml, sha256, signer, checked_at, tried_at, rejected)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?9, NULL)
         ON CONFLICT (territory) DO UPDATE SET
             location = excluded.location, sequence_number = excluded.sequence_number,
             issued_at = excluded.issued_at, next_update = excluded.next_update, xml = excluded.xml,
             sha256 = excluded.sha256, signer = excluded.signer, checked_at = excluded.checked_at,
             tried_at = excluded.tried_at, rejected = NULL",
        params![
            &row.territory,
            row.location.as_deref(),
            row.sequence_number.cast_signed(),
            row.issued_at,
            row.next_update,
            xml,
            &row.sha256,
            signer,
            row.checked_at,
        ],
    )
    .map(drop)
}

/// Notes that a newer copy was looked for: found to be the same, or not taken for a reason.
pub(crate) fn tried(
    tx: &mut Tx,
    territory: &str,
    now: Timestamp,
    rejected: Option<&str>,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE signing_trusted_list
         SET tried_at = ?2, rejected = ?3, checked_at = CASE WHEN ?3 IS NULL THEN ?2 ELSE checked_at END
         WHERE territory = ?1",
        params![territory, now, rejected],
    )
    .map(drop)
}

/// The certificates that a person named for a country's list.
pub(crate) fn signers(tx: &mut ReadTx, territory: &str) -> Result<Vec<Vec<u8>>, Error> {
    let sql = "SELECT certificate FROM signing_trusted_list_signer WHERE territory = ?1 ORDER BY sha256";
    let mut rows = tx.query(sql, params![territory])?;
    rows.iter_mut().map(|row| row.take_blob(0)).collect()
}

/// Puts the certificates that a person names in the place of those named before.
pub(crate) fn name_signers(
    tx: &mut Tx,
    territory: &str,
    signers: &[(String, Vec<u8>)],
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute("DELETE FROM signing_trusted_list_signer WHERE territory = ?1", params![territory])?;
    for (sha256, certificate) in signers {
        tx.execute(
            "INSERT INTO signing_trusted_list_signer (territory, sha256, certificate, named_at)
             VALUES (?1, ?2, ?3, ?4)",
            params![territory, sha256, certificate, now],
        )?;
    }
    Ok(())
}
