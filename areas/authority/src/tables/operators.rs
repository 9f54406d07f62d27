//! Who holds which certificate of the internal authority.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};

use super::stored;
use crate::{
    model::CertificateKind,
    rules::operators::{Operator, OperatorRole},
};

pub(crate) fn insert_operator(
    tx: &mut Tx,
    id: Id<CertificateKind>,
    operator: &Operator,
    name: &str,
    not_after: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_operator (certificate_id, operator, role, name, not_after)
         VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, &operator.id, operator.role.name(), name, not_after],
    )?;
    Ok(())
}

/// The roles in which a person holds a certificate that is neither expired nor revoked.
pub(crate) fn roles_of(tx: &mut ReadTx, operator: &str, now: Timestamp) -> Result<Vec<OperatorRole>, Error> {
    let rows = tx.query(
        "SELECT DISTINCT o.role FROM authority_operator o
           JOIN authority_certificate c ON c.id = o.certificate_id
           JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial
          WHERE o.operator = ?1 AND o.not_after > ?2 AND s.state <> 'revoked'",
        params![operator, now],
    )?;
    rows.iter().map(role).collect()
}

fn role(row: &Row) -> Result<OperatorRole, Error> {
    row.get::<&str>(0)?.parse().map_err(|_| stored("a role")())
}
