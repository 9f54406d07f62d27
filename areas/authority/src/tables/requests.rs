//! Requests for a pair, their history and their evidence.

use foundation::{Actor, Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};
use webkit::Lang;

use super::stored;
use crate::{
    life::{Applicant, Contacts, Registration, RequestKind, StoredRequest},
    model::PairKind,
    rules::{
        permissions::Asker,
        requests::{Evidence, RequestState},
    },
    verbs::issue_pair::Holder,
};

const REQUEST: &str = "SELECT id, state, pair_id, codice_fiscale, given_name, surname, applicant_code,
        applicant_name, email, mobile, lang, issue_suspended, submitted_at FROM authority_request";

fn request(row: &Row) -> Result<StoredRequest, Error> {
    let state =
        RequestState::from_stored(row.get(1)?, row.get(2)?).ok_or_else(stored("a request's state"))?;
    let codice_fiscale = row.get::<&str>(3)?.parse().map_err(|_| stored("a codice fiscale")())?;
    let applicant = match (row.get::<Option<String>>(6)?, row.get::<Option<String>>(7)?) {
        (Some(code), Some(name)) => Some(Applicant { code, name }),
        _ => None,
    };
    Ok(StoredRequest {
        id: row.get(0)?,
        state,
        holder: Holder { codice_fiscale, given_name: row.get(4)?, surname: row.get(5)? },
        registration: Registration {
            applicant,
            contacts: Contacts { email: row.get(8)?, mobile: row.get(9)?, language: language(row.get(10)?) },
            third_parties: Vec::new(),
            evidence: Vec::new(),
            issue_suspended: row.get(11)?,
        },
        submitted: row.get(12)?,
    })
}

/// The language with a stored code; Italian when it is none.
pub(super) fn language(code: &str) -> Lang {
    Lang::parse(code).unwrap_or_default()
}

/// A request with its third parties; its evidence stays where it is.
pub(crate) fn request_by_id(tx: &mut ReadTx, id: Id<RequestKind>) -> Result<Option<StoredRequest>, Error> {
    let Some(row) = tx.query_opt(&format!("{REQUEST} WHERE id = ?1"), params![id])? else {
        return Ok(None);
    };
    let mut found = request(&row)?;
    found.registration.third_parties = super::third_parties(tx, id)?;
    Ok(Some(found))
}

pub(crate) fn insert_request(tx: &mut Tx, request: &StoredRequest) -> Result<(), Error> {
    let Registration { applicant, contacts, third_parties, evidence, issue_suspended } =
        &request.registration;
    let pair = match request.state {
        RequestState::Issuing { pair } => Some(pair),
        _ => None,
    };
    tx.execute(
        "INSERT INTO authority_request
            (id, state, pair_id, codice_fiscale, given_name, surname, applicant_code, applicant_name, email,
             mobile, lang, issue_suspended, submitted_at, changed_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?13)",
        params![
            request.id,
            request.state.state_name().as_str(),
            pair,
            request.holder.codice_fiscale.to_string(),
            &request.holder.given_name,
            &request.holder.surname,
            applicant.as_ref().map(|applicant| applicant.code.as_str()),
            applicant.as_ref().map(|applicant| applicant.name.as_str()),
            contacts.email.as_deref(),
            contacts.mobile.as_deref(),
            contacts.language.code(),
            *issue_suspended,
            request.submitted
        ],
    )?;
    super::insert_third_parties(tx, request.id, third_parties)?;
    insert_evidence(tx, &request.id.to_string(), evidence, request.submitted)
}

/// Writes a transition of a request: its state and its history.
pub(crate) fn set_request_state(
    tx: &mut Tx,
    id: Id<RequestKind>,
    (from, to): (Option<RequestState>, RequestState),
    (actor, asker): (&Actor, &Asker),
    reason: Option<&str>,
    now: Timestamp,
) -> Result<(), Error> {
    let pair: Option<Id<PairKind>> = match to {
        RequestState::Issuing { pair } => Some(pair),
        _ => None,
    };
    let to_name = to.state_name().as_str();
    tx.execute(
        "UPDATE authority_request SET state = ?2, pair_id = ?3, changed_at = ?4 WHERE id = ?1",
        params![id, to_name, pair, now],
    )?;
    tx.execute(
        "INSERT INTO authority_request_history
            (request_id, from_state, to_state, actor, party, channel, method, reason, at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
        params![
            id,
            from.map_or("", |from| from.state_name().as_str()),
            to_name,
            actor.to_string(),
            asker.party.name(),
            asker.channel.name(),
            asker.method.as_str(),
            reason,
            now
        ],
    )?;
    Ok(())
}

/// Requests that were submitted before an instant and wait for a certificate, oldest first.
pub(crate) fn requests_waiting_since(
    tx: &mut ReadTx,
    before: Timestamp,
    limit: u32,
) -> Result<Vec<Id<RequestKind>>, Error> {
    let sql = "SELECT id FROM authority_request
                WHERE state IN ('requested', 'approved') AND submitted_at <= ?1 ORDER BY submitted_at LIMIT ?2";
    tx.query(sql, params![before, limit])?.iter().map(|row| row.get(0)).collect()
}

/// The request that a pair is issued for, with its state.
pub(crate) fn request_of_pair(tx: &mut ReadTx, pair: Id<PairKind>) -> Result<Option<StoredRequest>, Error> {
    let sql = "SELECT request_id FROM authority_pair WHERE id = ?1";
    let id = tx.query_opt(sql, params![pair])?.map(|row| row.get::<Option<Id<RequestKind>>>(0));
    match id.transpose()?.flatten() {
        Some(id) => request_by_id(tx, id),
        None => Ok(None),
    }
}

/// Keeps hashes and facts of what proves a request or an act.
pub(crate) fn insert_evidence(
    tx: &mut Tx,
    subject: &str,
    evidence: &[Evidence],
    now: Timestamp,
) -> Result<(), Error> {
    for piece in evidence {
        tx.execute(
            "INSERT INTO authority_evidence (subject, kind, sha256, facts, stored_at)
             VALUES (?1, ?2, ?3, ?4, ?5)",
            params![subject, piece.kind.name(), &piece.sha256, &piece.facts, now],
        )?;
    }
    Ok(())
}

/// Kinds and hashes of what proves a request or an act.
pub(crate) fn evidence_of(tx: &mut ReadTx, subject: &str) -> Result<Vec<(String, Vec<u8>)>, Error> {
    let sql = "SELECT kind, sha256 FROM authority_evidence WHERE subject = ?1 ORDER BY id";
    tx.query(sql, params![subject])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}
