//! The audit log (giornale di controllo, pki.md §12): one entry for each effect, written in the same
//! transaction, chained by hashes.
//!
//! An entry is canonical JSON (RFC 8785): the event's fields and `v` (schema version, 1), `seq` (from
//! 1, without gaps), `time` (milliseconds UTC), `prev` (lower-case hexadecimal hash of the entry
//! before, 64 zeros for the first). The hash of an entry is SHA-256(0x00 ‖ canonical JSON), the leaf
//! hash of RFC 6962 §2.1: entry `seq` is leaf `seq - 1` of a Merkle tree over the same log.
//!
//! A checkpoint row (size of the log, hash of its last entry) is updated in the same transaction, so
//! that a cut tail shows. Who can rewrite the whole log and the checkpoint leaves a chain that is
//! intact: against that, keep a [`Checkpoint`] elsewhere and compare.

use aws_lc_rs::digest::{Context, SHA256};
use foundation::{AuditEvent, Timestamp};
use serde_json::{Map, Value as Json};

use crate::{Error, ReadTx, Store, Tx, hex, params};

/// Hash that the first entry names as its predecessor's.
const BEFORE_THE_FIRST: [u8; 32] = [0; 32];

/// Entries fetched at a time while verifying.
const PAGE: i64 = 1000;

/// The length of the log and the hash of its last entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Checkpoint {
    /// How many entries there are.
    pub size: u64,
    /// Hash of the last one; zeros when there is none.
    pub head: [u8; 32],
}

/// What [`verify`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries were read, from the first.
    pub entries: u64,
    /// Hash of the last entry in order.
    pub head: [u8; 32],
    /// The first place where the log is not what was written, if any.
    pub first_bad: Option<(u64, Fault)>,
}

impl Report {
    /// Whether every entry is there, in order and unchanged.
    pub fn is_intact(&self) -> bool {
        self.first_bad.is_none()
    }
}

/// What is wrong with an entry.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Fault {
    /// The entry does not have the hash that was recorded with it.
    #[error("the entry was changed after it was written")]
    Altered,
    /// The entry before was replaced by another, with a hash of its own.
    #[error("the entry does not follow the one before it")]
    Detached,
    /// The last entry is not the one that the checkpoint names.
    #[error("the last entry is not the one of the checkpoint")]
    HeadDiffers,
    /// The entry says that it is another one: entries were inserted, moved or swapped.
    #[error("the entry in this place is number {0}")]
    Misplaced(u64),
    /// There is no entry with this number, but there are later ones.
    #[error("the entry is missing")]
    Missing,
    /// The log ends here, but the checkpoint counts more (or fewer) entries.
    #[error("the log ends before this entry, the checkpoint counts {0} entries")]
    Truncated(u64),
    /// The entry is not JSON of the known form.
    #[error("the entry cannot be read")]
    Unreadable,
}

impl Tx {
    /// Adds an event to the audit log, as happened at `at`, and gives its number. The entry is stored
    /// if, and only if, this transaction is.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute): then the transaction must not go on either.
    pub fn audit(&mut self, at: Timestamp, event: &AuditEvent) -> Result<u64, Error> {
        let last = checkpoint_in(self)?;
        let seq = last.size + 1;
        let entry = entry_text(seq, at, &last.head, event)?;
        let sha256 = leaf_hash(entry.as_bytes());
        let number = i64::try_from(seq).map_err(|_| Error::Corrupt("audit log too long".to_owned()))?;
        self.execute(
            "INSERT INTO audit_entry (seq, entry, sha256) VALUES (?1, ?2, ?3)",
            params![number, entry, &sha256],
        )?;
        self.execute(
            "INSERT INTO audit_checkpoint (id, size, head) VALUES (1, ?1, ?2)
             ON CONFLICT (id) DO UPDATE SET size = excluded.size, head = excluded.head",
            params![number, &sha256],
        )?;
        Ok(seq)
    }
}

/// SHA-256(0x00 ‖ entry), the leaf hash of RFC 6962 §2.1.
pub fn leaf_hash(entry: &[u8]) -> [u8; 32] {
    let mut context = Context::new(&SHA256);
    context.update(&[0]);
    context.update(entry);
    let mut out = [0; 32];
    out.copy_from_slice(context.finish().as_ref());
    out
}

fn entry_text(seq: u64, at: Timestamp, prev: &[u8; 32], event: &AuditEvent) -> Result<String, Error> {
    let Json::Object(mut entry) = serde_json::to_value(event)? else {
        return Err(Error::Json("an audit event is not an object".to_owned()));
    };
    entry.insert("v".to_owned(), 1.into());
    entry.insert("seq".to_owned(), seq.into());
    entry.insert("time".to_owned(), at.as_millisecond().into());
    entry.insert("prev".to_owned(), hex(prev).into());
    let mut out = String::with_capacity(512);
    write_canonical(&Json::Object(entry), &mut out)?;
    Ok(out)
}

/// RFC 8785. Entries hold no fractions, and member names are ASCII, so that serde_json writes numbers
/// and strings as the RFC wants them, and byte order is UTF-16 order.
fn write_canonical(value: &Json, out: &mut String) -> Result<(), Error> {
    match value {
        Json::Array(items) => {
            out.push('[');
            for (n, item) in items.iter().enumerate() {
                if n > 0 {
                    out.push(',');
                }
                write_canonical(item, out)?;
            }
            out.push(']');
        }
        Json::Object(members) => write_members(members, out)?,
        other => out.push_str(&serde_json::to_string(other)?),
    }
    Ok(())
}

fn write_members(members: &Map<String, Json>, out: &mut String) -> Result<(), Error> {
    let mut sorted: Vec<_> = members.iter().collect();
    sorted.sort_unstable_by_key(|(name, _)| *name);
    out.push('{');
    for (n, (name, value)) in sorted.into_iter().enumerate() {
        if n > 0 {
            out.push(',');
        }
        out.push_str(&serde_json::to_string(name)?);
        out.push(':');
        write_canonical(value, out)?;
    }
    out.push('}');
    Ok(())
}

/// The length and the head of the log, as the checkpoint row has them.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn checkpoint_in(tx: &mut ReadTx) -> Result<Checkpoint, Error> {
    let row = tx.query_opt("SELECT size, head FROM audit_checkpoint WHERE id = 1", &[])?;
    row.map_or(Ok(Checkpoint { size: 0, head: BEFORE_THE_FIRST }), |row| {
        Ok(Checkpoint { size: row.get(0)?, head: row.get(1)? })
    })
}

/// The entries after number `after`, oldest first, at most `limit`: number and canonical JSON.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn entries(tx: &mut ReadTx, after: u64, limit: u32) -> Result<Vec<(u64, String)>, Error> {
    let after = i64::try_from(after).unwrap_or(i64::MAX);
    let sql = "SELECT seq, entry FROM audit_entry WHERE seq > ?1 ORDER BY seq LIMIT ?2";
    let rows = tx.query(sql, params![after, limit])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// Reads the whole log and recomputes everything: finds a changed byte, a deleted, inserted or swapped
/// entry, and a cut tail.
///
/// # Errors
/// Only when the database cannot be read; what is wrong with the log is in the [`Report`].
pub fn verify(store: &Store) -> Result<Report, Error> {
    store.read_blocking(verify_in)
}

fn verify_in(tx: &mut ReadTx) -> Result<Report, Error> {
    let checkpoint = checkpoint_in(tx)?;
    let mut report = Report { entries: 0, head: BEFORE_THE_FIRST, first_bad: None };
    // Not from 0: an entry put before the first would go unseen.
    let mut after = i64::MIN;
    loop {
        let sql = "SELECT seq, entry, sha256 FROM audit_entry WHERE seq > ?1 ORDER BY seq LIMIT ?2";
        let rows = tx.query(sql, params![after, PAGE])?;
        let Some(last) = rows.last() else { break };
        after = last.get(0)?;
        for row in &rows {
            let expected = report.entries + 1;
            match check_entry(row.get(0)?, row.get(1)?, row.get(2)?, expected, &report.head) {
                Ok(sha256) => report.head = sha256,
                Err(fault) => {
                    report.first_bad = Some((expected, fault));
                    return Ok(report);
                }
            }
            report.entries += 1;
        }
    }
    if report.entries != checkpoint.size {
        report.first_bad = Some((report.entries + 1, Fault::Truncated(checkpoint.size)));
    } else if report.head != checkpoint.head {
        report.first_bad = Some((report.entries, Fault::HeadDiffers));
    }
    Ok(report)
}

/// The hash of an entry that is what it should be in this place.
fn check_entry(
    seq: i64,
    entry: &str,
    recorded: &[u8],
    expected: u64,
    prev: &[u8; 32],
) -> Result<[u8; 32], Fault> {
    match u64::try_from(seq) {
        Ok(seq) if seq > expected => return Err(Fault::Missing),
        Ok(seq) if seq == expected => {}
        _ => return Err(Fault::Misplaced(0)),
    }
    let sha256 = leaf_hash(entry.as_bytes());
    if sha256 != recorded {
        return Err(Fault::Altered);
    }
    let read: Json = serde_json::from_str(entry).map_err(|_| Fault::Unreadable)?;
    let inner = read.get("seq").and_then(Json::as_u64).ok_or(Fault::Unreadable)?;
    if inner != expected {
        return Err(Fault::Misplaced(inner));
    }
    if read.get("prev").and_then(Json::as_str) != Some(&hex(prev)) {
        return Err(Fault::Detached);
    }
    Ok(sha256)
}
