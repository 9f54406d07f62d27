//! Revocation lists.

use foundation::Id;
use store::{Error, ReadTx, Row, Tx, params};

use super::stored;
use crate::model::{AuthorityKind, PublishedList, Scope};

const LIST: &str =
    "SELECT number, this_update, next_update, der, sha256, entries, status_seq FROM authority_crl";

fn list(row: &Row) -> Result<PublishedList, Error> {
    Ok(PublishedList {
        number: row.get(0)?,
        this_update: row.get(1)?,
        next_update: row.get(2)?,
        der: row.get(3)?,
        sha256: row.get(4)?,
        entries: row.get(5)?,
        status_seq: row.get(6)?,
    })
}

pub(crate) fn newest_list(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    scope: Scope,
) -> Result<Option<PublishedList>, Error> {
    let sql = format!("{LIST} WHERE ca_id = ?1 AND scope = ?2 ORDER BY number DESC LIMIT 1");
    tx.query_opt(&sql, params![authority, scope.number()])?.as_ref().map(list).transpose()
}

pub(crate) fn insert_list(
    tx: &mut Tx,
    authority: Id<AuthorityKind>,
    scope: Scope,
    list: &PublishedList,
) -> Result<(), Error> {
    let number = i64::try_from(list.number).map_err(|_| stored("a CRL number")())?;
    let entries = i64::try_from(list.entries).map_err(|_| stored("a CRL")())?;
    tx.execute(
        "INSERT INTO authority_crl
            (ca_id, scope, number, this_update, next_update, der, sha256, entries, status_seq)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            authority,
            scope.number(),
            number,
            list.this_update,
            list.next_update,
            &list.der,
            &list.sha256,
            entries,
            list.status_seq
        ],
    )?;
    Ok(())
}
