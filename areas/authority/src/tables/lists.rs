//! Revocation lists: the record of each, and its octets in pieces.

use std::ops::ControlFlow;

use foundation::{Id, Timestamp};
use store::{Error, ReadTx, Row, Tx, params};

use super::stored;
use crate::model::{AuthorityKind, CertificateKind, ListRecord, PublishedList, Scope};

/// Octets of a piece of a list.
pub(crate) const PART: usize = 256 << 10;

/// Which sequence of lists: full and delta lists of a scope share their numbers, not their rows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub(crate) struct ListKey {
    pub authority: Id<AuthorityKind>,
    pub scope: Scope,
    pub delta: bool,
}

const RECORD: &str =
    "SELECT number, base_number, this_update, next_update, sha256, size, entries, status_seq,
        changes, published_at, time_stamp FROM authority_crl WHERE ca_id = ?1 AND scope = ?2 AND is_delta = ?3";

fn record(row: &Row) -> Result<ListRecord, Error> {
    let next_update: Timestamp = row.get(3)?;
    // The end of time lost its fraction on the way.
    let last = next_update.as_second() == Timestamp::MAX.as_second();
    Ok(ListRecord {
        number: row.get(0)?,
        delta_base: row.get(1)?,
        this_update: row.get(2)?,
        next_update: if last { Timestamp::MAX } else { next_update },
        sha256: row.get(4)?,
        size: row.get(5)?,
        entries: row.get(6)?,
        status_seq: row.get(7)?,
        changes: row.get(8)?,
        published_at: row.get(9)?,
        time_stamp: row.get(10)?,
    })
}

/// The record of the newest list.
pub(crate) fn newest_record(tx: &mut ReadTx, key: ListKey) -> Result<Option<ListRecord>, Error> {
    let sql = format!("{RECORD} ORDER BY number DESC LIMIT 1");
    let row = tx.query_opt(&sql, params![key.authority, key.scope.number(), key.delta])?;
    row.as_ref().map(record).transpose()
}

/// The record of the oldest list that still holds.
pub(crate) fn oldest_valid(
    tx: &mut ReadTx,
    key: ListKey,
    now: Timestamp,
) -> Result<Option<ListRecord>, Error> {
    let sql = format!("{RECORD} AND next_update > ?4 ORDER BY number LIMIT 1");
    let row = tx.query_opt(&sql, params![key.authority, key.scope.number(), key.delta, now])?;
    row.as_ref().map(record).transpose()
}

/// The newest full list with its octets.
pub(crate) fn newest_list(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    scope: Scope,
) -> Result<Option<PublishedList>, Error> {
    let key = ListKey { authority, scope, delta: false };
    let Some(record) = newest_record(tx, key)? else { return Ok(None) };
    let der = octets(tx, key, &record)?;
    Ok(Some(PublishedList {
        number: record.number,
        this_update: record.this_update,
        next_update: record.next_update,
        der,
        sha256: record.sha256,
        entries: record.entries,
        status_seq: record.status_seq,
    }))
}

/// All octets of a list.
pub(crate) fn octets(tx: &mut ReadTx, key: ListKey, record: &ListRecord) -> Result<Vec<u8>, Error> {
    let mut der = Vec::new();
    for number in 0.. {
        match part(tx, key, record.number, number)? {
            Some(octets) => der.extend_from_slice(&octets),
            None => break,
        }
    }
    if der.len() as u64 == record.size { Ok(der) } else { Err(stored("a CRL")()) }
}

/// A piece of a list.
pub(crate) fn part(tx: &mut ReadTx, key: ListKey, number: u64, part: u32) -> Result<Option<Vec<u8>>, Error> {
    let row = tx.query_opt(
        "SELECT octets FROM authority_crl_part
          WHERE ca_id = ?1 AND scope = ?2 AND is_delta = ?3 AND number = ?4 AND part = ?5",
        params![key.authority, key.scope.number(), key.delta, signed(number)?, part],
    )?;
    row.map(|mut row| row.take_blob(0)).transpose()
}

/// Stores a piece of a list that is not published yet.
pub(crate) fn insert_part(
    tx: &mut Tx,
    key: ListKey,
    number: u64,
    part: u32,
    octets: &[u8],
) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO authority_crl_part (ca_id, scope, is_delta, number, part, octets)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6)",
        params![key.authority, key.scope.number(), key.delta, signed(number)?, part, octets],
    )?;
    Ok(())
}

/// Removes octets that nobody needs: of lists with a lower number that were published before an instant,
/// or never.
pub(crate) fn drop_old_parts(
    tx: &mut Tx,
    key: ListKey,
    number: u64,
    before: Timestamp,
) -> Result<u64, Error> {
    tx.execute(
        "DELETE FROM authority_crl_part
          WHERE ca_id = ?1 AND scope = ?2 AND is_delta = ?3 AND number < ?4
            AND number NOT IN (SELECT number FROM authority_crl
                 WHERE ca_id = ?1 AND scope = ?2 AND is_delta = ?3 AND published_at > ?5)",
        params![key.authority, key.scope.number(), key.delta, signed(number)?, before],
    )
}

/// Takes the next number of a scope for good: one above the last that was taken, and not below
/// `at_least`.
pub(crate) fn claim_number(
    tx: &mut Tx,
    authority: Id<AuthorityKind>,
    scope: Scope,
    at_least: u64,
) -> Result<u64, Error> {
    let name = format!("crl/{authority}/{}", scope.number());
    let row = tx.query_one(
        "INSERT INTO authority_sequence (name, value) VALUES (?1, ?2)
         ON CONFLICT (name) DO UPDATE SET value = CASE
             WHEN authority_sequence.value >= ?2 THEN authority_sequence.value + 1 ELSE ?2 END
         RETURNING value",
        params![name, signed(at_least)?],
    )?;
    row.get(0)
}

/// Publishes a list whose pieces are stored.
pub(crate) fn insert_record(tx: &mut Tx, key: ListKey, list: &ListRecord) -> Result<(), Error> {
    // In whole seconds, so that the end of time, too, can be read back.
    let next_update = Timestamp::from_second(list.next_update.as_second()).unwrap_or(list.next_update);
    tx.execute(
        "INSERT INTO authority_crl
            (ca_id, scope, is_delta, number, base_number, this_update, next_update, sha256, size, entries,
             status_seq, changes, published_at, time_stamp)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14)",
        params![
            key.authority,
            key.scope.number(),
            key.delta,
            signed(list.number)?,
            list.delta_base.map(signed).transpose()?,
            list.this_update,
            next_update,
            &list.sha256,
            signed(list.size)?,
            signed(list.entries)?,
            list.status_seq,
            signed(list.changes)?,
            list.published_at,
            list.time_stamp.as_deref()
        ],
    )?;
    Ok(())
}

/// A change of status that a list made known.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(crate) struct Announced {
    /// Whose.
    pub certificate: Id<CertificateKind>,
    /// Name of the state it left.
    pub from: String,
    /// Name of the state it is in since.
    pub to: String,
}

impl Announced {
    /// Whether a certificate came onto the list, left it, or changed its entry.
    pub(crate) fn is_listing(&self) -> bool {
        [&self.from, &self.to].iter().any(|state| matches!(state.as_str(), "suspended" | "revoked"))
    }
}

/// Writes into the history since when relying parties can know of the changes of a shard, up to the
/// last one that the list knows.
pub(crate) fn announce(
    tx: &mut Tx,
    authority: Id<AuthorityKind>,
    shard: u16,
    list: &ListRecord,
) -> Result<Vec<Announced>, Error> {
    let rows = tx.query(
        "UPDATE authority_status_history SET published_at = ?4, crl_number = ?5
          WHERE published_at IS NULL AND ca_id = ?1 AND shard = ?2 AND status_seq <= ?3
         RETURNING certificate_id, from_state, to_state",
        params![authority, shard, list.status_seq, list.published_at, signed(list.number)?],
    )?;
    rows.iter()
        .map(|row| Ok(Announced { certificate: row.get(0)?, from: row.get(1)?, to: row.get(2)? }))
        .collect()
}

/// Lists with changes, published since an instant, whose publication no time stamp attests yet.
pub(crate) fn unattested(tx: &mut ReadTx, since: Timestamp) -> Result<Vec<(ListKey, u64, Vec<u8>)>, Error> {
    let rows = tx.query(
        "SELECT ca_id, scope, is_delta, number, sha256 FROM authority_crl
          WHERE time_stamp IS NULL AND changes > 0 AND published_at >= ?1 ORDER BY published_at LIMIT 1000",
        params![since],
    )?;
    rows.iter()
        .map(|row| {
            let scope = Scope::from_number(row.get(1)?).ok_or_else(stored("a scope"))?;
            let key = ListKey { authority: row.get(0)?, scope, delta: row.get(2)? };
            Ok((key, row.get(3)?, row.get(4)?))
        })
        .collect()
}

/// Stores the time stamp that attests a publication.
pub(crate) fn attest(tx: &mut Tx, key: ListKey, number: u64, time_stamp: &[u8]) -> Result<(), Error> {
    tx.execute(
        "UPDATE authority_crl SET time_stamp = ?5
          WHERE ca_id = ?1 AND scope = ?2 AND is_delta = ?3 AND number = ?4 AND time_stamp IS NULL",
        params![key.authority, key.scope.number(), key.delta, signed(number)?, time_stamp],
    )?;
    Ok(())
}

/// One certificate on a list, as it is stored.
#[derive(Clone, Copy, Debug)]
pub(crate) struct ListedRow<'a> {
    pub serial: &'a [u8],
    pub at: Timestamp,
    pub reason: u64,
    pub invalidity: Option<Timestamp>,
}

/// What takes the entries of a list one after the other.
pub(crate) type EachListed<'a> = &'a mut dyn FnMut(ListedRow<'_>) -> Result<ControlFlow<()>, Error>;

/// Hands over the suspended and revoked certificates of a shard in ascending order of serial number,
/// from one index and without keeping them.
pub(crate) fn each_listed(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    shard: u16,
    each: EachListed<'_>,
) -> Result<(), Error> {
    tx.query_each(
        "SELECT serial, effective_at, reason, invalidity_at FROM authority_status
          WHERE ca_id = ?1 AND shard = ?2 AND state IN ('suspended', 'revoked') ORDER BY serial",
        params![authority, shard],
        |row| {
            let listed = ListedRow {
                serial: row.get(0)?,
                at: row.get(1)?,
                reason: row.get(2)?,
                invalidity: row.get(3)?,
            };
            Ok(each(listed)?.is_continue())
        },
    )
}

/// The code of an entry that takes a certificate off (RFC 5280 §5.3.1).
const REMOVE_FROM_CRL: u64 = 8;

/// Hands over what a delta list says: the certificates that changed after `since` and are listed now,
/// and those that were suspended at some time after it and are not any more: whichever list a relying
/// party holds, it takes them off. In ascending order of serial number.
pub(crate) fn each_changed(
    tx: &mut ReadTx,
    authority: Id<AuthorityKind>,
    shard: u16,
    since: i64,
    each: EachListed<'_>,
) -> Result<(), Error> {
    tx.query_each(
        "SELECT s.serial, s.effective_at, s.reason, s.invalidity_at,
                (SELECT MAX(h.decided_at) FROM authority_certificate c
                   JOIN authority_status_history h ON h.certificate_id = c.id
                  WHERE c.ca_id = s.ca_id AND c.serial = s.serial AND h.from_state = 'suspended'
                    AND h.status_seq > ?3)
           FROM authority_status s
          WHERE s.ca_id = ?1 AND s.shard = ?2 AND s.status_seq > ?3 ORDER BY s.serial",
        params![authority, shard, since],
        |row| {
            let listed = match (row.get::<Option<Timestamp>>(1)?, row.get::<Option<Timestamp>>(4)?) {
                (Some(at), _) => {
                    ListedRow { serial: row.get(0)?, at, reason: row.get(2)?, invalidity: row.get(3)? }
                }
                (None, Some(released)) => {
                    ListedRow { serial: row.get(0)?, at: released, reason: REMOVE_FROM_CRL, invalidity: None }
                }
                (None, None) => return Ok(true),
            };
            Ok(each(listed)?.is_continue())
        },
    )
}

fn signed(number: u64) -> Result<i64, Error> {
    i64::try_from(number).map_err(|_| stored("a number of a CRL")())
}

/// Fills a shard with revoked serial numbers that no certificate has.
#[cfg(test)]
pub(crate) fn fill_shard(
    tx: &mut Tx,
    authority: Id<AuthorityKind>,
    shard: u16,
    count: u32,
    at: Timestamp,
) -> Result<(), Error> {
    for number in 0..count {
        let serial =
            (0x2000_0000_0000_0000_0000_0000_0000_0000_u128 | u128::from(number) << 64).to_be_bytes();
        let seq = super::next(tx, "status")?;
        tx.execute(
            "INSERT INTO authority_status (ca_id, serial, state, reason, effective_at, shard, status_seq)
             VALUES (?1, ?2, 'revoked', 4, ?3, ?4, ?5)",
            params![authority, &serial, at, shard, seq],
        )?;
    }
    Ok(())
}

/// Instant and list number that the last change of a certificate was made known with.
#[cfg(test)]
pub(crate) fn last_announcement(
    tx: &mut ReadTx,
    id: Id<CertificateKind>,
) -> Result<Option<(Timestamp, u64)>, Error> {
    let row = tx.query_one(
        "SELECT published_at, crl_number FROM authority_status_history
          WHERE certificate_id = ?1 ORDER BY status_seq DESC LIMIT 1",
        params![id],
    )?;
    Ok(row.get::<Option<Timestamp>>(0)?.zip(row.get::<Option<u64>>(1)?))
}
