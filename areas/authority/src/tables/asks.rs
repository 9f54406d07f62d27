//! Requests that somebody decides later, and prior notices.

use foundation::{Actor, Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};

use super::stored;
use crate::{
    life::{AskKind, NoticeKind, Target},
    model::PairKind,
    rules::{
        motives::Motive,
        permissions::{Asker, Channel, Party},
    },
    verbs::ask::{Ask, Wanted},
};

/// What was decided about a request.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Decided<'a> {
    pub granted: bool,
    pub why: &'a str,
    pub by: &'a Actor,
}

pub(crate) fn insert_ask(
    tx: &mut Tx,
    id: Id<AskKind>,
    ask: &Ask,
    by: &Actor,
    now: Timestamp,
) -> Result<(), Error> {
    let (pair, certificate) = match ask.target {
        Target::Pair(pair) => (Some(pair), None),
        Target::Certificate(certificate) => (None, Some(certificate)),
    };
    let (since, until, invalidity) = match ask.wanted {
        Wanted::Suspension { since, until } => (since, until, None),
        Wanted::Revocation { invalidity } => (None, None, invalidity),
        Wanted::Reactivation => (None, None, None),
    };
    tx.execute(
        "INSERT INTO authority_ask
            (id, step, pair_id, certificate_id, party, asker, channel, method, motive, words, since,
             until_at, invalidity_at, received_at, recorded_at, recorded_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16)",
        params![
            id,
            ask.wanted.name(),
            pair,
            certificate,
            ask.asker.party.name(),
            &ask.asker.name,
            ask.asker.channel.name(),
            ask.asker.method.as_str(),
            ask.motive.map(Motive::name),
            &ask.words,
            since,
            until,
            invalidity,
            ask.received,
            now,
            by.to_string()
        ],
    )?;
    super::insert_evidence(tx, &id.to_string(), &ask.evidence, now)
}

fn ask(row: &Row) -> Result<Ask, Error> {
    let target = match (row.get::<Option<Id<PairKind>>>(1)?, row.get(2)?) {
        (Some(pair), _) => Target::Pair(pair),
        (None, Some(certificate)) => Target::Certificate(certificate),
        (None, None) => return Err(stored("a request")()),
    };
    let wanted = match row.get::<&str>(0)? {
        "suspended" => Wanted::Suspension { since: row.get(8)?, until: row.get(9)? },
        "revoked" => Wanted::Revocation { invalidity: row.get(10)? },
        "reactivated" => Wanted::Reactivation,
        _ => return Err(stored("a request")()),
    };
    let asker = Asker {
        party: Party::from_name(row.get(3)?).ok_or_else(stored("a party"))?,
        name: row.get(4)?,
        channel: Channel::from_name(row.get(5)?).ok_or_else(stored("a channel"))?,
        method: foundation::AuthMethod::from_name(row.get(6)?).ok_or_else(stored("a method"))?,
    };
    Ok(Ask {
        target,
        wanted,
        asker,
        motive: row.get::<Option<&str>>(7)?.and_then(Motive::from_name),
        words: row.get(11)?,
        received: row.get(12)?,
        evidence: Vec::new(),
    })
}

/// A request that nobody has decided yet.
pub(crate) fn open_ask(tx: &mut ReadTx, id: Id<AskKind>) -> Result<Option<Ask>, Error> {
    let row = tx.query_opt(
        "SELECT step, pair_id, certificate_id, party, asker, channel, method, motive, since, until_at,
                invalidity_at, words, received_at
           FROM authority_ask WHERE id = ?1 AND decided_at IS NULL",
        params![id],
    )?;
    row.as_ref().map(ask).transpose()
}

/// The requests that wait for a decision, with their receipt, oldest first.
pub(crate) fn open_asks(tx: &mut ReadTx, limit: u32) -> Result<Vec<(Id<AskKind>, Timestamp)>, Error> {
    let sql =
        "SELECT id, received_at FROM authority_ask WHERE decided_at IS NULL ORDER BY received_at LIMIT ?1";
    tx.query(sql, params![limit])?.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

pub(crate) fn set_ask_decided(
    tx: &mut Tx,
    id: Id<AskKind>,
    decided: Decided<'_>,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE authority_ask SET decided_at = ?2, decided_by = ?3, outcome = ?4, why = ?5 WHERE id = ?1",
        params![
            id,
            now,
            decided.by.to_string(),
            if decided.granted { "granted" } else { "refused" },
            decided.why
        ],
    )?;
    Ok(())
}

/// What the authority is about to do, as it told the holder.
#[derive(Clone, Debug)]
pub(crate) struct NewNotice<'a> {
    pub id: Id<NoticeKind>,
    pub pair: Id<PairKind>,
    pub step: &'a str,
    pub motive: Motive,
    pub words: &'a str,
}

pub(crate) fn insert_prior_notice(
    tx: &mut Tx,
    notice: &NewNotice<'_>,
    by: &Actor,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_prior_notice (id, pair_id, step, motive, words, given_at, given_by)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![notice.id, notice.pair, notice.step, notice.motive.name(), notice.words, now, by.to_string()],
    )?;
    Ok(())
}

/// Whether this notice told the holder of a pair of this step before `now`.
pub(crate) fn prior_notice_given(
    tx: &mut ReadTx,
    id: Id<NoticeKind>,
    (pair, step): (Id<PairKind>, &str),
    now: Timestamp,
) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM authority_prior_notice
                WHERE id = ?1 AND pair_id = ?2 AND step = ?3 AND given_at < ?4";
    Ok(tx.query_opt(sql, params![id, pair, step, now])?.is_some())
}
