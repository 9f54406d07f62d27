//! Recomputes the whole log: chain, tree, checkpoints, signatures.

use std::collections::{BTreeSet, VecDeque};

use serde::Deserialize;

use super::{
    BEFORE_THE_FIRST, Note, NoteKey, head, leaf_hash,
    note::NoteError,
    seals::{self, BITS},
    tree::{Frontier, Hash, sha256},
};
use crate::{Error, ReadTx, Store, hex, params};

/// Entries fetched at a time.
const PAGE: i64 = 2000;
/// Checkpoints and nodes fetched at a time.
const SEALS: u32 = 1000;

/// The event that tells the log of a new key for its checkpoints; its evidence is the SHA-256 of the
/// SubjectPublicKeyInfo.
pub const KEY_CREATED: &str = "audit_key.created";

/// What [`verify`] found.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Report {
    /// How many entries were read in order, from the first.
    pub entries: u64,
    /// Hash of the last of them.
    pub head: Hash,
    /// Root of the tree over them.
    pub root: Hash,
    /// How many signed checkpoints were compared and hold.
    pub checkpoints: u64,
    /// The first place where the log is not what was written, if any.
    pub first_bad: Option<(u64, Fault)>,
}

impl Report {
    /// Whether every entry is there, in order and unchanged, and every checkpoint holds.
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
    /// Two signed checkpoints of the same size name different entries: there are two histories.
    #[error("from here the log was forked: two signed checkpoints of {0} entries have different roots")]
    Forked(u64),
    /// The last entry is not the one that the head names.
    #[error("the last entry is not the one that the log names as its last")]
    HeadDiffers,
    /// The entry says that it is another one: entries were inserted, moved or swapped.
    #[error("the entry in this place is number {0}")]
    Misplaced(u64),
    /// There is no entry with this number, but there are later ones.
    #[error("the entry is missing")]
    Missing,
    /// The entries from here on, up to the number, are not those that were sealed.
    #[error("the entries from this one to {0} are not those whose hash was sealed")]
    Rewritten(u64),
    /// The checkpoint that seals this entry cannot be read or its signature does not hold.
    #[error("the checkpoint of {0} entries: {1}")]
    Seal(u64, NoteError),
    /// The log ends before this entry, but it was longer (or is said to be shorter).
    #[error("the log ends before this entry, it should have {0} entries")]
    Truncated(u64),
    /// The entry is not JSON of the known form.
    #[error("the entry cannot be read")]
    Unreadable,
}

/// What of an entry the chain needs.
#[derive(Deserialize)]
struct Link<'e> {
    seq: u64,
    prev: &'e str,
    #[serde(borrow)]
    event: std::borrow::Cow<'e, str>,
    #[serde(default)]
    evidence: Vec<String>,
}

/// Goes along a log from one entry to the next and keeps what is needed to compare it with what is sealed.
#[derive(Debug)]
pub struct Walk {
    /// Hash of the entry before; `None` when it is not known.
    prev: Option<Hash>,
    frontier: Frontier,
    /// The largest sizes before this one at which something sealed here, and something kept elsewhere,
    /// agreed.
    sealed: [u64; 2],
    /// Whether something agreed at this size.
    agrees: [bool; 2],
    checkpoints: u64,
    /// SHA-256 of the keys that the log names, in hexadecimal.
    keys: BTreeSet<String>,
    /// Subtrees of 256, 65,536 … entries completed by the entry added last: level of storage and hash.
    completed: Vec<(u32, Hash)>,
}

impl Walk {
    /// From the first entry.
    pub fn from_the_first() -> Self {
        Self::after(Frontier::default(), Some(BEFORE_THE_FIRST))
    }

    /// From the entry after those in `frontier`; `prev` is the hash of the last of them, where it is known.
    pub fn after(frontier: Frontier, prev: Option<Hash>) -> Self {
        Self {
            prev,
            sealed: [frontier.size(); 2],
            agrees: [false; 2],
            frontier,
            checkpoints: 0,
            keys: BTreeSet::new(),
            completed: Vec::new(),
        }
    }

    /// How many entries lie behind.
    pub fn size(&self) -> u64 {
        self.frontier.size()
    }

    /// Hash of the last entry, where it is known.
    pub fn prev(&self) -> Option<Hash> {
        self.prev
    }

    /// The tree over the entries so far.
    pub fn tree(&self) -> &Frontier {
        &self.frontier
    }

    /// The first entry after the last size at which the log agreed with a checkpoint kept with it.
    pub fn first_unsealed(&self) -> u64 {
        if self.agrees[0] { self.size() + 1 } else { self.sealed[0] + 1 }
    }

    /// How many checkpoints were compared and hold.
    pub fn checkpoints(&self) -> u64 {
        self.checkpoints
    }

    /// Takes the next entry; `recorded` is the hash kept beside it, where there is one.
    ///
    /// # Errors
    /// What is wrong with the entry.
    pub fn entry(&mut self, entry: &str, recorded: Option<&[u8]>) -> Result<(), Fault> {
        let sha256 = leaf_hash(entry.as_bytes());
        if recorded.is_some_and(|recorded| recorded != sha256) {
            return Err(Fault::Altered);
        }
        let link: Link<'_> = serde_json::from_str(entry).map_err(|_| Fault::Unreadable)?;
        if link.seq != self.size() + 1 {
            return Err(Fault::Misplaced(link.seq));
        }
        if self.prev.is_some_and(|prev| link.prev != hex(&prev)) {
            return Err(Fault::Detached);
        }
        if link.event == KEY_CREATED {
            self.keys.extend(link.evidence);
        }
        self.prev = Some(sha256);
        for (sealed, agrees) in self.sealed.iter_mut().zip(&mut self.agrees) {
            if std::mem::take(agrees) {
                *sealed = self.frontier.size();
            }
        }
        self.completed.clear();
        let completed = &mut self.completed;
        self.frontier.push_and_tell(0, sha256, |level, hash| {
            if level.is_multiple_of(BITS) {
                completed.push((level / BITS, *hash));
            }
        });
        Ok(())
    }

    /// Compares with a checkpoint of this size, kept with the log or elsewhere.
    ///
    /// # Errors
    /// The first entry that may be bad, and why.
    pub fn checkpoint(&mut self, note: &Note, keys: &[NoteKey], elsewhere: bool) -> Result<(), (u64, Fault)> {
        let said = note.checkpoint();
        note.verify(keys).map_err(|why| (said.size.max(1), Fault::Seal(said.size, why)))?;
        if said.size != self.size() || said.root != self.frontier.root() {
            let other_agrees = self.agrees.contains(&true);
            let fault = if other_agrees { Fault::Forked(said.size) } else { Fault::Rewritten(said.size) };
            return Err((self.sealed[usize::from(elsewhere)] + 1, fault));
        }
        self.checkpoints += 1;
        self.agrees[usize::from(elsewhere)] = true;
        Ok(())
    }
}

/// Reads the whole log and recomputes everything: finds a changed byte, a deleted, inserted or swapped
/// entry, a cut tail, a log that was rewritten or forked since a checkpoint.
///
/// # Errors
/// Only when the database cannot be read; what is wrong with the log is in the [`Report`].
pub fn verify(store: &Store) -> Result<Report, Error> {
    verify_with(store, Vec::new())
}

/// As [`verify`], and compares with checkpoints that were kept elsewhere.
///
/// # Errors
/// As [`verify`].
pub fn verify_with(store: &Store, mut kept: Vec<Note>) -> Result<Report, Error> {
    kept.sort_by_key(|note| note.checkpoint().size);
    store.read_blocking(move |tx| verify_in(tx, kept.into()))
}

fn verify_in(tx: &mut ReadTx, kept: VecDeque<Note>) -> Result<Report, Error> {
    let head = head(tx)?;
    let keys: Vec<NoteKey> = seals::keys(tx)?.into_iter().map(|key| key.key).collect();
    let mut walk = Walk::from_the_first();
    let mut seals = Seals {
        keys,
        named: (Vec::new(), 0),
        kept,
        read: VecDeque::new(),
        after: Some((0, i64::MIN)),
        nodes: VecDeque::new(),
        nodes_from: 0,
    };
    let first_bad = go_along(tx, &mut walk, &mut seals)?;
    let first_bad = first_bad.or_else(|| {
        if walk.size() != head.size {
            Some((walk.size().min(head.size) + 1, Fault::Truncated(head.size)))
        } else if walk.prev() != Some(head.sha256) {
            Some((walk.size(), Fault::HeadDiffers))
        } else {
            None
        }
    });
    Ok(Report {
        entries: walk.size(),
        head: walk.prev().unwrap_or(BEFORE_THE_FIRST),
        root: walk.tree().root(),
        checkpoints: walk.checkpoints(),
        first_bad,
    })
}

fn go_along(tx: &mut ReadTx, walk: &mut Walk, seals: &mut Seals) -> Result<Option<(u64, Fault)>, Error> {
    // Not from 0: an entry put before the first would go unseen.
    let mut after = i64::MIN;
    loop {
        let sql = "SELECT seq, entry, sha256 FROM audit_entry WHERE seq > ?1 ORDER BY seq LIMIT ?2";
        let rows = tx.query(sql, params![after, PAGE])?;
        let Some(last) = rows.last() else { break };
        after = last.get(0)?;
        for row in &rows {
            let expected = walk.size() + 1;
            let in_place = match u64::try_from(row.get::<i64>(0)?) {
                Ok(seq) if seq > expected => Err(Fault::Missing),
                Ok(seq) if seq == expected => Ok(()),
                _ => Err(Fault::Misplaced(0)),
            };
            let read = in_place.and_then(|()| {
                let recorded: &[u8] = row.get(2).map_err(|_| Fault::Unreadable)?;
                walk.entry(row.get(1).map_err(|_| Fault::Unreadable)?, Some(recorded))
            });
            if let Err(fault) = read {
                return Ok(Some((expected, fault)));
            }
            if let Some(found) = seals.compare(tx, walk)? {
                return Ok(Some(found));
            }
        }
    }
    seals.beyond(tx, walk)
}

/// What was sealed, in the order of the log.
struct Seals {
    keys: Vec<NoteKey>,
    /// Those of them that the log has named so far, and how many keys it has named.
    named: (Vec<NoteKey>, usize),
    kept: VecDeque<Note>,
    /// Checkpoints fetched and not yet compared, and the place of the last that was fetched; `None` when
    /// there are no more.
    read: VecDeque<seals::Seal>,
    after: Option<(u64, i64)>,
    /// Nodes of level 1 fetched and not yet compared, and the next position to fetch.
    nodes: VecDeque<(u64, Hash)>,
    nodes_from: u64,
}

impl Seals {
    /// The next stored checkpoint.
    fn next(&mut self, tx: &mut ReadTx) -> Result<Option<&seals::Seal>, Error> {
        if self.read.is_empty()
            && let Some(after) = self.after
        {
            self.read = seals::seals(tx, after, SEALS)?.into();
            self.after = self.read.back().map(|last| (last.size, last.id));
        }
        Ok(self.read.front())
    }

    /// Compares all that was sealed at this size.
    fn compare(&mut self, tx: &mut ReadTx, walk: &mut Walk) -> Result<Option<(u64, Fault)>, Error> {
        let size = walk.size();
        if let Some(found) = self.compare_nodes(tx, walk)? {
            return Ok(Some(found));
        }
        if self.named.1 != walk.keys.len() {
            let named = self.keys.iter().filter(|key| walk.keys.contains(&hex(&sha256(key.spki()))));
            self.named = (named.cloned().collect(), walk.keys.len());
        }
        while self.next(tx)?.is_some_and(|seal| seal.size <= size) {
            let Some(seal) = self.read.pop_front() else { break };
            let fault = |why| (seal.size.max(1), Fault::Seal(seal.size, why));
            let checked = match &seal.note {
                Err(why) => Err(fault(*why)),
                Ok(note) if note.checkpoint().size != seal.size || note.checkpoint().root != seal.root => {
                    Err(fault(NoteError::Forged))
                }
                Ok(note) => walk.checkpoint(note, &self.named.0, false),
            };
            if let Err(found) = checked {
                return Ok(Some(found));
            }
        }
        while let Some(note) = self.kept.pop_front_if(|note| note.checkpoint().size <= size) {
            if let Err(found) = walk.checkpoint(&note, &self.named.0, true) {
                return Ok(Some(found));
            }
        }
        Ok(None)
    }

    fn compare_nodes(&mut self, tx: &mut ReadTx, walk: &mut Walk) -> Result<Option<(u64, Fault)>, Error> {
        let size = walk.size();
        for (level, hash) in std::mem::take(&mut walk.completed) {
            let position = (size >> (BITS * level)) - 1;
            let stored = if level == 1 {
                if self.nodes.is_empty() && self.nodes_from <= position {
                    self.nodes = seals::nodes(tx, 1, position, SEALS)?.into();
                    self.nodes_from = position + u64::from(SEALS);
                }
                self.nodes.pop_front_if(|(at, _)| *at == position)
            } else {
                seals::nodes(tx, level, position, 1)?.pop().filter(|(at, _)| *at == position)
            };
            // An equal hash shows nothing: nobody signed it.
            if stored.is_some_and(|(_, stored)| stored != hash) {
                return Ok(Some((walk.sealed[0] + 1, Fault::Rewritten(size))));
            }
        }
        Ok(None)
    }

    /// Checkpoints that count more entries than there are.
    fn beyond(&mut self, tx: &mut ReadTx, walk: &Walk) -> Result<Option<(u64, Fault)>, Error> {
        let stored = self.next(tx)?.map(|seal| seal.size);
        let kept = self.kept.front().map(|note| (note.checkpoint().size, note.verify(&self.keys)));
        if let Some((size, Err(why))) = kept {
            return Ok(Some((size.max(1), Fault::Seal(size, why))));
        }
        let longer = stored.into_iter().chain(kept.map(|(size, _)| size)).max();
        Ok(longer.map(|size| (walk.size() + 1, Fault::Truncated(size))))
    }
}
