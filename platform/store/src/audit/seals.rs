//! What is kept beside the entries: hashes of complete subtrees, keys, signed checkpoints and their time
//! stamps. Rows are only ever added.

use foundation::Timestamp;

use super::{
    Head, head,
    note::{Note, NoteError, NoteKey},
    tree::{self, Hash, Subtrees, fold, node_hash},
};
use crate::{Error, ReadTx, Store, Tx, params};

/// Entries under a node of level 1, and nodes under a node of the next level.
pub const SPAN: u64 = 256;
/// Binary levels between two levels of stored nodes.
pub(super) const BITS: u32 = 8;
/// Nodes of level 1 made in one transaction.
const NODES_AT_ONCE: u64 = 8;

/// A key that signs checkpoints, as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AuditKey {
    /// Counted from 1.
    pub number: u32,
    /// Its label in the vault.
    pub label: String,
    /// Since when it signs.
    pub since: Timestamp,
    /// Name and public half.
    pub key: NoteKey,
}

/// A checkpoint as it is stored.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignedCheckpoint {
    /// Counted by the database.
    pub id: i64,
    /// When it was made.
    pub made_at: Timestamp,
    /// What it says, with its signatures.
    pub note: Note,
}

/// A time stamp of a checkpoint.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct CheckpointTimeStamp {
    /// Who stamped: `own`, or the name of another authority.
    pub source: String,
    /// When it was asked for.
    pub stamped_at: Timestamp,
    /// DER of the TimeStampToken over the SHA-256 of the note's octets.
    pub token: Vec<u8>,
}

/// The tree over the stored entries, with the hashes that [`grow`] has stored so far.
struct Stored<'t>(&'t mut ReadTx);

impl Stored<'_> {
    /// `count` neighbours of a stored level, or fewer where they are not stored.
    fn neighbours(&mut self, level: u32, from: u64, count: u64) -> Result<Vec<Hash>, Error> {
        let (first, end) = (int(from)?, int(from + count)?);
        let rows = if level == 0 {
            let sql = "SELECT sha256 FROM audit_entry WHERE seq > ?1 AND seq <= ?2 ORDER BY seq";
            self.0.query(sql, params![first, end])?
        } else {
            let sql = "SELECT sha256 FROM audit_node
                        WHERE level = ?1 AND position >= ?2 AND position < ?3 ORDER BY position";
            self.0.query(sql, params![level, first, end])?
        };
        rows.iter().map(|row| row.get(0)).collect()
    }
}

impl Subtrees for Stored<'_> {
    type Error = Error;

    fn complete(&mut self, level: u32, position: u64) -> Result<Hash, Error> {
        let below = level % BITS;
        let hashes = self.neighbours(level / BITS, position << below, 1 << below)?;
        if hashes.len() == 1 << below {
            return Ok(fold(hashes));
        }
        if level == 0 {
            return Err(Error::Corrupt(format!("audit log: entry {} is missing", position + 1)));
        }
        // Not stored yet (or there are no such entries): from the halves.
        Ok(node_hash(&self.complete(level - 1, position * 2)?, &self.complete(level - 1, position * 2 + 1)?))
    }
}

fn int(n: u64) -> Result<i64, Error> {
    i64::try_from(n).map_err(|_| Error::Corrupt("audit log too long".to_owned()))
}

/// The root of the tree over the first `size` entries, from the stored hashes.
///
/// # Errors
/// [`Error::Corrupt`] when there are not so many entries; as [`ReadTx::query`].
pub fn root(tx: &mut ReadTx, size: u64) -> Result<Hash, Error> {
    tree::root(&mut Stored(tx), size)
}

/// The audit path of entry `seq` (from 1) in the tree of `size` entries, from the leaf upwards.
///
/// # Errors
/// [`Error::NoRow`] when `seq` is not within `size`; otherwise as [`root`].
pub fn inclusion(tx: &mut ReadTx, seq: u64, size: u64) -> Result<Vec<Hash>, Error> {
    let index = seq.checked_sub(1).filter(|_| seq <= size).ok_or(Error::NoRow)?;
    tree::inclusion(&mut Stored(tx), index, size)
}

/// The proof that the log of `first` entries is the beginning of the log of `size` entries.
///
/// # Errors
/// [`Error::NoRow`] unless `0 < first ≤ size`; otherwise as [`root`].
pub fn consistency(tx: &mut ReadTx, first: u64, size: u64) -> Result<Vec<Hash>, Error> {
    if first == 0 || first > size {
        return Err(Error::NoRow);
    }
    tree::consistency(&mut Stored(tx), first, size)
}

/// The hashes of the complete subtrees that the entries `from + 1 ..= to` consist of, from left to right.
///
/// # Errors
/// As [`root`].
pub fn subtree_hashes(tx: &mut ReadTx, from: u64, to: u64) -> Result<Vec<(u32, Hash)>, Error> {
    let mut stored = Stored(tx);
    tree::subtrees(from, to)
        .into_iter()
        .map(|(level, position)| Ok((level, stored.complete(level, position)?)))
        .collect()
}

/// Stores the hashes of the subtrees that became complete, and what the search looks at, in
/// transactions of a few thousand entries; answers the length of the log that is covered.
///
/// # Errors
/// As [`Store::write`].
pub fn grow(store: &Store) -> Result<u64, Error> {
    loop {
        let more = store.write_blocking(|tx| {
            let head = head(tx)?;
            let nodes = grow_nodes(tx, head)?;
            let rows = super::search::grow(tx)?;
            Ok::<_, Error>(nodes || rows)
        })?;
        if !more {
            return store.read_blocking(|tx| Ok(head(tx)?.size));
        }
    }
}

fn grow_nodes(tx: &mut Tx, head: Head) -> Result<bool, Error> {
    let mut made = false;
    let (mut level, mut there) = (1, head.size);
    loop {
        let complete = there / SPAN;
        let stored = stored_nodes(tx, level)?;
        for position in stored..complete.min(stored + NODES_AT_ONCE) {
            let hashes = Stored(tx).neighbours(level - 1, position * SPAN, SPAN)?;
            if hashes.len() as u64 != SPAN {
                return Err(Error::Corrupt("audit log: entries are missing".to_owned()));
            }
            let sql = "INSERT INTO audit_node (level, position, sha256) VALUES (?1, ?2, ?3)";
            tx.execute(sql, params![level, int(position)?, &fold(hashes)])?;
            made = true;
        }
        there = stored_nodes(tx, level)?;
        if there < SPAN {
            return Ok(made);
        }
        level += 1;
    }
}

fn stored_nodes(tx: &mut ReadTx, level: u32) -> Result<u64, Error> {
    let row = tx.query_one("SELECT max(position) FROM audit_node WHERE level = ?1", params![level])?;
    Ok(row.get::<Option<u64>>(0)?.map_or(0, |last| last + 1))
}

/// The stored nodes of a level from a position on, at most `limit`.
pub(super) fn nodes(tx: &mut ReadTx, level: u32, from: u64, limit: u32) -> Result<Vec<(u64, Hash)>, Error> {
    let sql = "SELECT position, sha256 FROM audit_node
                WHERE level = ?1 AND position >= ?2 ORDER BY position LIMIT ?3";
    let rows = tx.query(sql, params![level, int(from)?, limit])?;
    rows.iter().map(|row| Ok((row.get(0)?, row.get(1)?))).collect()
}

/// The keys that sign or signed checkpoints, the oldest first.
///
/// # Errors
/// [`Error::Corrupt`] when one cannot be read; as [`ReadTx::query`].
pub fn keys(tx: &mut ReadTx) -> Result<Vec<AuditKey>, Error> {
    let rows = tx.query("SELECT number, name, label, spki, since FROM audit_key ORDER BY number", &[])?;
    rows.iter()
        .map(|row| {
            let number: u32 = row.get(0)?;
            let key = NoteKey::new(row.get(1)?, row.get(3)?);
            let key = key.map_err(|why| Error::Corrupt(format!("audit log: key {number}: {why}")))?;
            Ok(AuditKey { number, label: row.get(2)?, since: row.get(4)?, key })
        })
        .collect()
}

/// Adds a key.
///
/// # Errors
/// [`Error::Constraint`] when its number is taken; as [`Tx::execute`].
pub fn insert_key(tx: &mut Tx, key: &AuditKey) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO audit_key (number, name, label, spki, since) VALUES (?1, ?2, ?3, ?4, ?5)",
        params![key.number, key.key.name(), &key.label, key.key.spki(), key.since],
    )
    .map(drop)
}

/// A stored checkpoint: where it stands, and what it says if it can be read.
pub(super) struct Seal {
    pub(super) id: i64,
    pub(super) size: u64,
    pub(super) root: Hash,
    pub(super) made_at: Timestamp,
    pub(super) note: Result<Note, NoteError>,
}

impl Seal {
    const COLUMNS: &str = "id, size, root, made_at, note";

    fn of(row: &crate::Row) -> Result<Self, Error> {
        Ok(Self {
            id: row.get(0)?,
            size: row.get(1)?,
            root: row.get(2)?,
            made_at: row.get(3)?,
            note: Note::read(row.get(4)?),
        })
    }

    fn readable(self) -> Result<SignedCheckpoint, Error> {
        let corrupt = |why| Error::Corrupt(format!("audit log: checkpoint {}: {why}", self.id));
        Ok(SignedCheckpoint { id: self.id, made_at: self.made_at, note: self.note.map_err(corrupt)? })
    }
}

/// The newest checkpoint.
///
/// # Errors
/// [`Error::Corrupt`] when it cannot be read; as [`ReadTx::query`].
pub fn last_checkpoint(tx: &mut ReadTx) -> Result<Option<SignedCheckpoint>, Error> {
    let sql = format!("SELECT {} FROM audit_note ORDER BY size DESC, id DESC LIMIT 1", Seal::COLUMNS);
    tx.query_opt(&sql, &[])?.map(|row| Seal::of(&row)?.readable()).transpose()
}

/// Checkpoints after `(size, id)` in that order, at most `limit`.
///
/// # Errors
/// As [`last_checkpoint`].
pub fn checkpoints(tx: &mut ReadTx, after: (u64, i64), limit: u32) -> Result<Vec<SignedCheckpoint>, Error> {
    seals(tx, after, limit)?.into_iter().map(Seal::readable).collect()
}

pub(super) fn seals(tx: &mut ReadTx, (size, id): (u64, i64), limit: u32) -> Result<Vec<Seal>, Error> {
    let sql = format!(
        "SELECT {} FROM audit_note WHERE size > ?1 OR (size = ?1 AND id > ?2) ORDER BY size, id LIMIT ?3",
        Seal::COLUMNS
    );
    let rows = tx.query(&sql, params![int(size)?, id, limit])?;
    rows.iter().map(Seal::of).collect()
}

/// Stores a checkpoint unless one of this size or a larger one is there (another node was faster), and
/// gives its id.
///
/// # Errors
/// As [`Tx::execute`].
pub fn insert_checkpoint(tx: &mut Tx, note: &Note, made_at: Timestamp) -> Result<Option<i64>, Error> {
    let checkpoint = note.checkpoint();
    let size = int(checkpoint.size)?;
    if tx.query_opt("SELECT 1 FROM audit_note WHERE size >= ?1 LIMIT 1", params![size])?.is_some() {
        return Ok(None);
    }
    let row = tx.query_one(
        "INSERT INTO audit_note (size, root, made_at, note) VALUES (?1, ?2, ?3, ?4) RETURNING id",
        params![size, &checkpoint.root, made_at, note.to_string()],
    )?;
    row.get(0).map(Some)
}

/// When a source stamped last.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn last_time_stamp(tx: &mut ReadTx, source: &str) -> Result<Option<Timestamp>, Error> {
    let sql = "SELECT max(stamped_at) FROM audit_time_stamp WHERE source = ?1";
    tx.query_one(sql, params![source])?.get(0)
}

/// The time stamps of a checkpoint.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn time_stamps(tx: &mut ReadTx, checkpoint: i64) -> Result<Vec<CheckpointTimeStamp>, Error> {
    let sql = "SELECT source, stamped_at, token FROM audit_time_stamp WHERE note_id = ?1 ORDER BY source";
    let rows = tx.query(sql, params![checkpoint])?;
    rows.iter()
        .map(|row| {
            Ok(CheckpointTimeStamp { source: row.get(0)?, stamped_at: row.get(1)?, token: row.get(2)? })
        })
        .collect()
}

/// Time stamps with their checkpoints, after the checkpoint and source given, at most `limit`.
///
/// # Errors
/// As [`last_checkpoint`].
pub fn stamped_checkpoints(
    tx: &mut ReadTx,
    (id, source): (i64, &str),
    limit: u32,
) -> Result<Vec<(SignedCheckpoint, CheckpointTimeStamp)>, Error> {
    let rows = tx.query(
        "SELECT n.id, n.size, n.root, n.made_at, n.note, t.source, t.stamped_at, t.token
           FROM audit_time_stamp t JOIN audit_note n ON n.id = t.note_id
          WHERE t.note_id > ?1 OR (t.note_id = ?1 AND t.source > ?2)
          ORDER BY t.note_id, t.source LIMIT ?3",
        params![id, source, limit],
    )?;
    rows.iter()
        .map(|row| {
            let stamp =
                CheckpointTimeStamp { source: row.get(5)?, stamped_at: row.get(6)?, token: row.get(7)? };
            Ok((Seal::of(row)?.readable()?, stamp))
        })
        .collect()
}

/// Adds a time stamp of a checkpoint; a second one of the same source is not kept.
///
/// # Errors
/// As [`Tx::execute`].
pub fn insert_time_stamp(tx: &mut Tx, checkpoint: i64, stamp: &CheckpointTimeStamp) -> Result<(), Error> {
    tx.execute(
        "INSERT INTO audit_time_stamp (note_id, source, stamped_at, token) VALUES (?1, ?2, ?3, ?4)
         ON CONFLICT (note_id, source) DO NOTHING",
        params![checkpoint, &stamp.source, stamp.stamped_at, &stamp.token],
    )
    .map(drop)
}
