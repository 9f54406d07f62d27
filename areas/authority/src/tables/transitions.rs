//! Transitions: who asked for them and why, suspensions with all their intervals, and what is not on a
//! published list yet.

use std::collections::HashMap;

use foundation::{Id, Timestamp, hex};
use store::{Error, ReadTx, Row, Tx, params};

use super::stored;
use crate::{
    life::{ActKind, Asked, Interval, Passage, Target},
    model::{AuthorityKind, CertificateKind, PairKind},
    rules::{
        lifecycle::{CertificateState, Hold, Purpose, Step, Subject},
        motives::Motive,
        permissions::{Asker, Channel, Grounds, Party},
    },
};

/// A certificate as it stands before a transition.
#[derive(Clone, Debug)]
pub(crate) struct Standing {
    pub id: Id<CertificateKind>,
    pub authority: Id<AuthorityKind>,
    pub shard: i64,
    pub pair: Option<Id<PairKind>>,
    pub codice_fiscale: Option<String>,
    pub subject: Subject,
}

const STANDING: &str = "SELECT c.id, c.ca_id, s.shard, c.pair_id, c.codice_fiscale, c.profile, s.state,
        s.effective_at, s.reason, s.invalidity_at, c.not_before, c.not_after,
        h.since, h.until_at, h.party, h.grounds
   FROM authority_certificate c
   JOIN authority_status s ON s.ca_id = c.ca_id AND s.serial = c.serial
   LEFT JOIN authority_suspension h ON h.certificate_id = c.id AND h.ended_at IS NULL";

fn standing(row: &Row) -> Result<Standing, Error> {
    let hold = match row.get::<Option<Timestamp>>(12)? {
        None => None,
        Some(since) => Some(Hold {
            since,
            until: row.get(13)?,
            by: Party::from_name(row.get(14)?).ok_or_else(stored("a party"))?,
            grounds: Grounds::from_name(row.get(15)?).ok_or_else(stored("the grounds of a suspension"))?,
        }),
    };
    let state = CertificateState::from_stored(row.get(6)?, row.get(7)?, row.get(8)?, row.get(9)?);
    Ok(Standing {
        id: row.get(0)?,
        authority: row.get(1)?,
        shard: row.get(2)?,
        pair: row.get(3)?,
        codice_fiscale: row.get(4)?,
        subject: Subject {
            state: state.ok_or_else(stored("a state"))?,
            purpose: Purpose::of_profile(row.get(5)?),
            not_before: row.get(10)?,
            not_after: row.get(11)?,
            hold,
        },
    })
}

/// The certificates of a target, the signature certificate first. Certificates of which no signature is
/// stored are among them.
pub(crate) fn standing_of(tx: &mut ReadTx, target: Target) -> Result<Vec<Standing>, Error> {
    let rows = match target {
        Target::Pair(pair) => {
            tx.query(&format!("{STANDING} WHERE c.pair_id = ?1 ORDER BY c.profile DESC"), params![pair])?
        }
        Target::Certificate(id) => tx.query(&format!("{STANDING} WHERE c.id = ?1"), params![id])?,
    };
    rows.iter().map(standing).collect()
}

/// The certificates with a serial number, of any authority.
pub(crate) fn ids_by_serial(tx: &mut ReadTx, serial: &[u8]) -> Result<Vec<Id<CertificateKind>>, Error> {
    let sql = "SELECT id FROM authority_certificate
                WHERE ca_id IN (SELECT id FROM authority_ca) AND serial = ?1";
    tx.query(sql, params![serial])?.iter().map(|row| row.get(0)).collect()
}

/// Who asked for a transition and why, to be kept with it.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Reasoned<'a> {
    pub act: Id<ActKind>,
    pub step: Step,
    pub asker: &'a Asker,
    pub motive: Option<Motive>,
    pub words: &'a str,
    pub urgency: Option<&'a str>,
    pub late_because: Option<&'a str>,
    pub until: Option<Timestamp>,
    pub received: Timestamp,
    pub decided: Timestamp,
    /// Whether a list has to say it before it has effect.
    pub awaits_list: bool,
}

/// Keeps who asked for the change of status that `set_state` just wrote.
pub(crate) fn insert_transition(
    tx: &mut Tx,
    standing: &Standing,
    status_seq: i64,
    with: &Reasoned<'_>,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_transition
            (status_seq, act_id, certificate_id, pair_id, ca_id, shard, step, party, asker, channel, method,
             motive, words, urgency, late_because, until_at, requested_at, decided_at, awaits_list)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18, ?19)",
        params![
            status_seq,
            with.act,
            standing.id,
            standing.pair,
            standing.authority,
            standing.shard,
            with.step.name(),
            with.asker.party.name(),
            &with.asker.name,
            with.asker.channel.name(),
            with.asker.method.as_str(),
            with.motive.map(Motive::name),
            with.words,
            with.urgency,
            with.late_because,
            with.until,
            with.received,
            with.decided,
            with.awaits_list
        ],
    )?;
    Ok(())
}

/// A suspension begins.
pub(crate) fn begin_suspension(
    tx: &mut Tx,
    certificate: Id<CertificateKind>,
    hold: &Hold,
    motive: Motive,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_suspension
            (certificate_id, since, until_at, party, grounds, motive, decided_at)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        params![certificate, hold.since, hold.until, hold.by.name(), hold.grounds.name(), motive.name(), now],
    )?;
    Ok(())
}

/// The suspension that lasts ends, if there is one. The interval stays.
pub(crate) fn end_suspension(
    tx: &mut Tx,
    certificate: Id<CertificateKind>,
    by: Step,
    now: Timestamp,
) -> Result<(), Error> {
    tx.execute(
        "UPDATE authority_suspension SET ended_at = ?2, ended_by = ?3
          WHERE certificate_id = ?1 AND ended_at IS NULL",
        params![certificate, now, by.name()],
    )?;
    Ok(())
}

/// Every interval of suspension of a certificate, oldest first.
pub(crate) fn intervals(tx: &mut ReadTx, certificate: Id<CertificateKind>) -> Result<Vec<Interval>, Error> {
    let sql = "SELECT since, ended_at, ended_by, party, motive FROM authority_suspension
                WHERE certificate_id = ?1 ORDER BY id";
    let rows = tx.query(sql, params![certificate])?;
    rows.iter()
        .map(|row| {
            Ok(Interval {
                since: row.get(0)?,
                ended: row.get(1)?,
                ended_by: row.get(2)?,
                party: Party::from_name(row.get(3)?).ok_or_else(stored("a party"))?,
                motive: Motive::from_name(row.get(4)?),
            })
        })
        .collect()
}

/// Kinds and hexadecimal hashes of what proves the acts that changed a certificate, by act.
fn evidence_of_acts(
    tx: &mut ReadTx,
    certificate: Id<CertificateKind>,
) -> Result<HashMap<String, Vec<(String, String)>>, Error> {
    let rows = tx.query(
        "SELECT subject, kind, sha256 FROM authority_evidence
          WHERE subject IN (SELECT act_id FROM authority_transition WHERE certificate_id = ?1) ORDER BY id",
        params![certificate],
    )?;
    let mut found: HashMap<String, Vec<(String, String)>> = HashMap::new();
    for row in &rows {
        found.entry(row.get(0)?).or_default().push((row.get(1)?, hex(row.get(2)?)));
    }
    Ok(found)
}

/// Every change of status of a certificate, oldest first, with who asked for it.
pub(crate) fn passages(tx: &mut ReadTx, certificate: Id<CertificateKind>) -> Result<Vec<Passage>, Error> {
    let rows = tx.query(
        "SELECT h.from_state, h.to_state, h.actor, h.effective_at, h.decided_at, h.status_seq,
                t.act_id, t.party, t.asker, t.channel, t.method, t.motive, t.words, t.requested_at,
                t.until_at, t.effective_from, t.crl_number
           FROM authority_status_history h LEFT JOIN authority_transition t ON t.status_seq = h.status_seq
          WHERE h.certificate_id = ?1 ORDER BY h.id",
        params![certificate],
    )?;
    let mut evidence = evidence_of_acts(tx, certificate)?;
    let mut passages = Vec::with_capacity(rows.len());
    for row in &rows {
        let asked = match row.get::<Option<Id<ActKind>>>(6)? {
            None => None,
            Some(act) => Some(Asked {
                act,
                party: Party::from_name(row.get(7)?).ok_or_else(stored("a party"))?,
                asker: row.get(8)?,
                channel: Channel::from_name(row.get(9)?).ok_or_else(stored("a channel"))?,
                method: row.get(10)?,
                motive: row.get::<Option<&str>>(11)?.and_then(Motive::from_name),
                words: row.get(12)?,
                received: row.get(13)?,
                until: row.get(14)?,
                effective_from: row.get(15)?,
                crl_number: row.get(16)?,
                evidence: evidence.remove(&act.to_string()).unwrap_or_default(),
            }),
        };
        passages.push(Passage {
            from: row.get(0)?,
            to: row.get(1)?,
            actor: row.get(2)?,
            effective: row.get(3)?,
            decided: row.get(4)?,
            status_seq: row.get(5)?,
            asked,
        });
    }
    Ok(passages)
}

/// Certificates whose suspension has come to the end that was set for it.
pub(crate) fn suspensions_ended(
    tx: &mut ReadTx,
    now: Timestamp,
    limit: u32,
) -> Result<Vec<Id<CertificateKind>>, Error> {
    let sql = "SELECT h.certificate_id FROM authority_suspension h
                 JOIN authority_certificate c ON c.id = h.certificate_id
                WHERE h.ended_at IS NULL AND h.until_at IS NOT NULL AND h.until_at <= ?1 AND c.not_after > ?1
                ORDER BY h.until_at LIMIT ?2";
    tx.query(sql, params![now, limit])?.iter().map(|row| row.get(0)).collect()
}

/// Certificates that are suspended since this instant or longer. Those that expired meanwhile are not among them:
/// they stay on the list for ever. `ordinary` leaves out those that only a person may lift.
pub(crate) fn suspended_since(
    tx: &mut ReadTx,
    since: Timestamp,
    now: Timestamp,
    ordinary: bool,
    limit: u32,
) -> Result<Vec<Id<CertificateKind>>, Error> {
    let sql = "SELECT h.certificate_id FROM authority_suspension h
                 JOIN authority_certificate c ON c.id = h.certificate_id
                WHERE h.ended_at IS NULL AND h.since <= ?1 AND h.grounds <> 'awaiting-receipt'
                  AND (?4 = 0 OR (h.grounds = 'ordinary' AND h.party <> 'authority'))
                  AND c.not_after > ?2
                ORDER BY h.since LIMIT ?3";
    tx.query(sql, params![since, now, limit, ordinary])?.iter().map(|row| row.get(0)).collect()
}

/// Decisions that no published list says yet: certificate, receipt, decision; oldest decision first.
pub(crate) fn unpublished(
    tx: &mut ReadTx,
    limit: u32,
) -> Result<Vec<(Id<CertificateKind>, Timestamp, Timestamp)>, Error> {
    let sql = "SELECT certificate_id, requested_at, decided_at FROM authority_transition
                WHERE awaits_list = 1 ORDER BY decided_at LIMIT ?1";
    let rows = tx.query(sql, params![limit])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?, row.get(2)?))).collect()
}

/// How long decisions since an instant took to be on a published list: how many, the longest in
/// milliseconds, how many took longer than `target` milliseconds.
pub(crate) fn publication_delays(
    tx: &mut ReadTx,
    since: Timestamp,
    target: i64,
) -> Result<(u64, i64, u64), Error> {
    let row = tx.query_one(
        "SELECT COUNT(*), COALESCE(MAX(effective_from - decided_at), 0),
                COUNT(CASE WHEN effective_from - decided_at > ?2 THEN 1 END)
           FROM authority_transition
          WHERE effective_from IS NOT NULL AND effective_from >= ?1",
        params![since, target],
    )?;
    Ok((row.get(0)?, row.get(1)?, row.get(2)?))
}

/// Writes since when a list says the changes of a shard, up to the last one that it knows. Gives the acts
/// that it touched.
pub(crate) fn publish_transitions(
    tx: &mut Tx,
    (authority, shard): (Id<AuthorityKind>, u16),
    status_seq: i64,
    (number, published): (u64, Timestamp),
) -> Result<Vec<Id<ActKind>>, Error> {
    let number = i64::try_from(number).map_err(|_| stored("a number of a CRL")())?;
    let rows = tx.query(
        "UPDATE authority_transition SET awaits_list = 0, effective_from = ?4, crl_number = ?5
          WHERE awaits_list = 1 AND ca_id = ?1 AND shard = ?2 AND status_seq <= ?3 RETURNING act_id",
        params![authority, shard, status_seq, published, number],
    )?;
    let mut acts: Vec<Id<ActKind>> = rows.iter().map(|row| row.get(0)).collect::<Result<_, Error>>()?;
    acts.sort();
    acts.dedup();
    Ok(acts)
}

/// An act of which every part is on a published list: what, about which pair, since when, why.
#[derive(Clone, Debug)]
pub(crate) struct PublishedAct {
    pub step: String,
    pub pair: Option<Id<PairKind>>,
    pub effective_from: Timestamp,
    pub motive: Option<Motive>,
}

/// The act, when no part of it awaits a list any more.
pub(crate) fn published_act(tx: &mut ReadTx, act: Id<ActKind>) -> Result<Option<PublishedAct>, Error> {
    let row = tx.query_one(
        "SELECT MIN(step), MIN(pair_id), MAX(effective_from), MIN(motive), MAX(awaits_list)
           FROM authority_transition WHERE act_id = ?1",
        params![act],
    )?;
    if row.get::<bool>(4)? {
        return Ok(None);
    }
    Ok(Some(PublishedAct {
        step: row.get(0)?,
        pair: row.get(1)?,
        effective_from: row.get(2)?,
        motive: row.get::<Option<&str>>(3)?.and_then(Motive::from_name),
    }))
}
