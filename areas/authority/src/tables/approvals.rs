//! Acts under dual control and the signatures of the officers.

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};

use super::stored;
use crate::{
    rules::approvals::{ApprovalState, Operation},
    verbs::approvals::{Approval, ApprovalKind, Given},
};

const APPROVAL: &str =
    "SELECT id, operation, proposed_by, proposed_at, expires_at, state, decided_at, outcome
    FROM authority_approval";

fn approval(row: &Row) -> Result<Approval, Error> {
    Ok(Approval {
        id: row.get(0)?,
        operation: serde_json::from_str::<Operation>(row.get(1)?)
            .map_err(|error| Error::Json(error.to_string()))?,
        proposed_by: row.get(2)?,
        proposed_at: row.get(3)?,
        expires_at: row.get(4)?,
        state: ApprovalState::from_name(row.get(5)?).ok_or_else(stored("the state of an approval"))?,
        decided_at: row.get(6)?,
        outcome: row.get(7)?,
        given: Vec::new(),
    })
}

pub(crate) fn insert_approval(tx: &mut Tx, approval: &Approval) -> Result<(), Error> {
    let operation =
        serde_json::to_string(&approval.operation).map_err(|error| Error::Json(error.to_string()))?;
    tx.execute(
        "INSERT INTO authority_approval (id, operation, proposed_by, proposed_at, expires_at, state)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![
            approval.id,
            operation,
            &approval.proposed_by,
            approval.proposed_at,
            approval.expires_at,
            approval.state.name()
        ],
    )?;
    Ok(())
}

pub(crate) fn approval_by_id(tx: &mut ReadTx, id: Id<ApprovalKind>) -> Result<Option<Approval>, Error> {
    let row = tx.query_opt(&format!("{APPROVAL} WHERE id = ?1"), params![id])?;
    let Some(mut found) = row.as_ref().map(approval).transpose()? else { return Ok(None) };
    found.given = given(tx, id)?;
    Ok(Some(found))
}

/// The newest first; `open`: those only that wait for officers or to be carried out.
pub(crate) fn approvals(tx: &mut ReadTx, open: bool, limit: u32) -> Result<Vec<Approval>, Error> {
    let which = if open { "WHERE state IN ('pending', 'approved', 'executing')" } else { "" };
    let sql = format!("{APPROVAL} {which} ORDER BY proposed_at DESC, id DESC LIMIT ?1");
    let mut found = tx.query(&sql, params![limit])?.iter().map(approval).collect::<Result<Vec<_>, _>>()?;
    for one in &mut found {
        one.given = given(tx, one.id)?;
    }
    Ok(found)
}

fn given(tx: &mut ReadTx, id: Id<ApprovalKind>) -> Result<Vec<Given>, Error> {
    let rows = tx.query(
        "SELECT officer, signed_at, certificate_sha256, signature FROM authority_approval_signature
          WHERE approval_id = ?1 ORDER BY signed_at, officer",
        params![id],
    )?;
    rows.iter()
        .map(|row| {
            Ok(Given {
                officer: row.get(0)?,
                at: row.get(1)?,
                certificate_sha256: row.get(2)?,
                signature: row.get(3)?,
            })
        })
        .collect()
}

pub(crate) fn insert_given(tx: &mut Tx, id: Id<ApprovalKind>, given: &Given) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_approval_signature
            (approval_id, officer, certificate_sha256, signature, signed_at) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![id, &given.officer, &given.certificate_sha256, &given.signature, given.at],
    )?;
    Ok(())
}

/// Moves a proposal from one state to another; `false` when it is not in the first any more.
pub(crate) fn move_approval(
    tx: &mut Tx,
    id: Id<ApprovalKind>,
    (from, to): (ApprovalState, ApprovalState),
    (now, expires_at): (Timestamp, Timestamp),
    outcome: Option<&str>,
) -> Result<bool, Error> {
    let changed = tx.execute(
        "UPDATE authority_approval SET state = ?3, decided_at = ?4, expires_at = ?5, outcome = ?6
          WHERE id = ?1 AND state = ?2",
        params![id, from.name(), to.name(), now, expires_at, outcome],
    )?;
    Ok(changed == 1)
}
