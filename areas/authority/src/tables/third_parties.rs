//! Organisations that a role or an affiliation comes from (terzi interessati).

use foundation::Id;
use store::{Error, ReadTx, Tx, params};

use super::requests::language;
use crate::life::{Contacts, RequestKind, ThirdParty};

pub(crate) fn insert_third_parties(
    tx: &mut Tx,
    request: Id<RequestKind>,
    third_parties: &[ThirdParty],
) -> Result<(), Error> {
    for party in third_parties {
        tx.execute(
            "INSERT INTO authority_third_party (request_id, code, name, email, lang, relation)
             VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
            params![
                request,
                &party.code,
                &party.name,
                party.contacts.email.as_deref(),
                party.contacts.language.code(),
                &party.relation
            ],
        )?;
    }
    Ok(())
}

pub(crate) fn third_parties(tx: &mut ReadTx, request: Id<RequestKind>) -> Result<Vec<ThirdParty>, Error> {
    let sql = "SELECT code, name, email, lang, relation FROM authority_third_party
                WHERE request_id = ?1 ORDER BY id";
    let rows = tx.query(sql, params![request])?;
    rows.iter()
        .map(|row| {
            Ok(ThirdParty {
                code: row.get(0)?,
                name: row.get(1)?,
                contacts: Contacts { email: row.get(2)?, mobile: None, language: language(row.get(3)?) },
                relation: row.get(4)?,
            })
        })
        .collect()
}
