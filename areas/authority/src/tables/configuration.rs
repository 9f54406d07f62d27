//! Configurations that nodes started with.

use foundation::Timestamp;
use store::{Error, ReadTx, Tx, params};

/// The last one of a node.
pub(crate) fn configuration(tx: &mut ReadTx, node: &str) -> Result<Option<String>, Error> {
    let sql = "SELECT text FROM authority_configuration WHERE node = ?1 ORDER BY id DESC LIMIT 1";
    tx.query_opt(sql, params![node])?.map(|mut row| row.take_text(0)).transpose()
}

pub(crate) fn insert_configuration(
    tx: &mut Tx,
    node: &str,
    since: Timestamp,
    text: &str,
) -> Result<(), Error> {
    let sql = "INSERT INTO authority_configuration (node, since, text) VALUES (?1, ?2, ?3)";
    tx.execute(sql, params![node, since, text]).map(drop)
}
