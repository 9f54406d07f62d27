//! The audit log (giornale di controllo, pki.md §12): one entry for each effect, written in the same
//! transaction, chained by hashes, and sealed from outside by signed checkpoints.
//!
//! An entry is canonical JSON (RFC 8785): the event's fields and `v` (schema version, 1), `seq` (from
//! 1, without gaps), `time` (milliseconds UTC), `prev` (lower-case hexadecimal hash of the entry
//! before, 64 zeros for the first) and `node`, where the program has a name ([`name_this_node`]). The
//! hash of an entry is SHA-256(0x00 ‖ canonical JSON), the leaf hash of RFC 6962 §2.1: entry `seq` is
//! leaf `seq - 1` of a Merkle tree over the same log.
//!
//! The row of the [`Head`] (length of the log, hash of its last entry) is updated in the same
//! transaction, so that a cut tail shows. Who can rewrite the whole log and the head leaves a chain that
//! is intact; against that stand the [checkpoints](SignedCheckpoint): the root of the tree at some size,
//! signed. [`verify`] compares everything with everything, and with checkpoints that were kept elsewhere.
//!
//! Writing an entry touches the entry and the head only. The hashes of complete subtrees of 256, 65,536 …
//! entries and what the search looks at are added later by [`grow`], before a checkpoint is made; with them
//! a root or a proof costs a few reads, whatever the length of the log.

mod note;
mod seals;
mod search;
pub mod tree;
mod verify;

use std::sync::OnceLock;

use foundation::{AuditEvent, Timestamp};
use serde_json::{Map, Value as Json};

pub use self::{
    note::{ALGORITHM, Checkpoint, Note, NoteError, NoteKey},
    seals::{
        AuditKey, CheckpointTimeStamp, SPAN, SignedCheckpoint, checkpoints, consistency, grow, inclusion,
        insert_checkpoint, insert_key, insert_time_stamp, keys, last_checkpoint, last_time_stamp, root,
        stamped_checkpoints, subtree_hashes, time_stamps,
    },
    search::{Entry, Filter, Page, entry, search},
    tree::leaf_hash,
    verify::{Fault, KEY_CREATED, Report, Walk, verify, verify_with},
};
use crate::{Error, ReadTx, Tx, hex, params};

/// Hash that the first entry names as its predecessor's.
pub const BEFORE_THE_FIRST: [u8; 32] = [0; 32];

/// The name of this node, once it has one.
static NODE: OnceLock<String> = OnceLock::new();

/// Gives this process the name that its entries bear as `node`. The first name stays.
pub fn name_this_node(name: &str) {
    // A second call changes nothing, as said.
    let _ = NODE.set(name.to_owned());
}

/// The length of the log and the hash of its last entry.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Head {
    /// How many entries there are.
    pub size: u64,
    /// Hash of the last one; zeros when there is none.
    pub sha256: [u8; 32],
}

impl Tx {
    /// Adds an event to the audit log, as happened at `at`, and gives its number. The entry is stored
    /// if, and only if, this transaction is.
    ///
    /// # Errors
    /// As [`execute`](Tx::execute): then the transaction must not go on either.
    pub fn audit(&mut self, at: Timestamp, event: &AuditEvent) -> Result<u64, Error> {
        let last = head(self)?;
        let seq = last.size + 1;
        let entry = entry_text(seq, at, &last.sha256, event)?;
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

fn entry_text(seq: u64, at: Timestamp, prev: &[u8; 32], event: &AuditEvent) -> Result<String, Error> {
    let Json::Object(mut entry) = serde_json::to_value(event)? else {
        return Err(Error::Json("an audit event is not an object".to_owned()));
    };
    entry.insert("v".to_owned(), 1.into());
    entry.insert("seq".to_owned(), seq.into());
    entry.insert("time".to_owned(), at.as_millisecond().into());
    entry.insert("prev".to_owned(), hex(prev).into());
    if let Some(node) = NODE.get() {
        entry.insert("node".to_owned(), node.as_str().into());
    }
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

/// The length of the log and the hash of its last entry, as the row of the head has them.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn head(tx: &mut ReadTx) -> Result<Head, Error> {
    let row = tx.query_opt("SELECT size, head FROM audit_checkpoint WHERE id = 1", &[])?;
    row.map_or(Ok(Head { size: 0, sha256: BEFORE_THE_FIRST }), |row| {
        Ok(Head { size: row.get(0)?, sha256: row.get(1)? })
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
