//! What the pages ask of the log.

use foundation::{AuditEvent, Timestamp};
use serde::Deserialize;

use crate::{Error, ReadTx, Tx, Value, params};

/// Entries made searchable in one transaction.
const AT_ONCE: u32 = 2000;
/// Entries of a page at most.
const LONGEST_PAGE: u32 = 1000;

/// What to look for; what is `None` or empty matches everything.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Filter {
    /// At this instant or later.
    pub from: Option<Timestamp>,
    /// Before this instant.
    pub to: Option<Timestamp>,
    /// How the event's name begins, for example `certificate.`.
    pub event: String,
    /// The actor's name, whole.
    pub actor: String,
    /// The object's id, whole.
    pub object: String,
    /// What stands anywhere in the entry, whatever its case (ASCII).
    pub text: String,
}

/// Which part of the answer, newest first.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Page {
    /// Only entries with a smaller number: the last of the page before.
    pub before: Option<u64>,
    /// How many, at most 1000.
    pub limit: u32,
}

/// An entry of the log.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Entry {
    /// Its number, from 1.
    pub seq: u64,
    /// When it happened.
    pub at: Timestamp,
    /// What happened.
    pub event: AuditEvent,
    /// The name of the node that wrote it, where nodes have names.
    pub node: Option<String>,
    /// The canonical JSON whose hash is in the tree.
    pub json: String,
}

/// What an entry has beside the event.
#[derive(Deserialize)]
struct Written {
    time: i64,
    node: Option<String>,
    #[serde(flatten)]
    event: AuditEvent,
}

fn read(seq: u64, json: String) -> Result<Entry, Error> {
    let unreadable = || Error::Corrupt(format!("audit log: entry {seq} cannot be read"));
    let written: Written = serde_json::from_str(&json).map_err(|_| unreadable())?;
    let at = Timestamp::from_millisecond(written.time).map_err(|_| unreadable())?;
    Ok(Entry { seq, at, event: written.event, node: written.node, json })
}

/// One entry by its number.
///
/// # Errors
/// [`Error::Corrupt`] when it cannot be read; as [`ReadTx::query`].
pub fn entry(tx: &mut ReadTx, seq: u64) -> Result<Option<Entry>, Error> {
    let Ok(number) = i64::try_from(seq) else { return Ok(None) };
    let row = tx.query_opt("SELECT entry FROM audit_entry WHERE seq = ?1", params![number])?;
    row.map(|mut row| read(seq, row.take_text(0)?)).transpose()
}

impl Filter {
    fn matches(&self, entry: &Entry) -> bool {
        let event = &entry.event;
        self.from.is_none_or(|from| entry.at >= from)
            && self.to.is_none_or(|to| entry.at < to)
            && event.event.starts_with(&self.event)
            && (self.actor.is_empty() || event.actor.name == self.actor)
            && (self.object.is_empty() || event.object_id == self.object)
            && (self.text.is_empty()
                || entry.json.to_ascii_lowercase().contains(&self.text.to_ascii_lowercase()))
    }

    /// The conditions for the rows `s` of `audit_search` and `e` of `audit_entry`, with their values.
    fn conditions(&self) -> (String, Vec<Value<'_>>) {
        let mut sql = String::new();
        let mut values: Vec<Value<'_>> = Vec::new();
        let mut and = |condition: &str, value: Value<'static>| {
            values.push(value);
            // ?1 and ?2 are taken.
            sql.push_str(&format!(" AND {condition} ?{}", values.len() + 2));
        };
        if let Some(from) = self.from {
            and("s.at >=", from.into());
        }
        if let Some(to) = self.to {
            and("s.at <", to.into());
        }
        if !self.actor.is_empty() {
            and("s.actor =", self.actor.clone().into());
        }
        if !self.object.is_empty() {
            and("s.object_id =", self.object.clone().into());
        }
        if !self.event.is_empty() {
            let length = self.event.chars().count();
            and(&format!("substr(s.event, 1, {length}) ="), self.event.clone().into());
        }
        (sql, values)
    }
}

/// The entries that match, newest first.
///
/// # Errors
/// [`Error::Corrupt`] when an entry cannot be read; as [`ReadTx::query`].
pub fn search(tx: &mut ReadTx, filter: &Filter, page: Page) -> Result<Vec<Entry>, Error> {
    let limit = page.limit.min(LONGEST_PAGE) as usize;
    let before = page.before.and_then(|seq| i64::try_from(seq).ok()).unwrap_or(i64::MAX);
    let covered = covered(tx)?;
    let mut found = Vec::new();
    if limit == 0 {
        return Ok(found);
    }
    // What was written since the last checkpoint is looked at one by one.
    let sql = "SELECT seq, entry FROM audit_entry WHERE seq > ?1 AND seq < ?2 ORDER BY seq DESC";
    tx.query_each(sql, params![covered, before], |row| take(row, filter, &mut found, limit))?;
    if found.len() < limit {
        let (conditions, values) = filter.conditions();
        let sql = format!(
            "SELECT e.seq, e.entry FROM audit_search s JOIN audit_entry e ON e.seq = s.seq
              WHERE s.seq <= ?1 AND s.seq < ?2{conditions} ORDER BY s.seq DESC"
        );
        let mut all = vec![Value::from(covered), Value::from(before)];
        all.extend(values);
        tx.query_each(&sql, &all, |row| take(row, filter, &mut found, limit))?;
    }
    Ok(found)
}

/// Keeps a row that matches; `false` when there are enough.
fn take(row: &mut crate::Row, filter: &Filter, found: &mut Vec<Entry>, limit: usize) -> Result<bool, Error> {
    match read(row.get(0)?, row.take_text(1)?) {
        Ok(entry) if filter.matches(&entry) => found.push(entry),
        Ok(_) => {}
        // Verifying finds it; the others are shown.
        Err(error) => tracing::error!(%error, "an entry is left out of an answer"),
    }
    Ok(found.len() < limit)
}

/// Up to which entry the search looks into its own table.
fn covered(tx: &mut ReadTx) -> Result<i64, Error> {
    let row = tx.query_one("SELECT max(seq) FROM audit_search", &[])?;
    Ok(row.get::<Option<i64>>(0)?.unwrap_or(0))
}

/// Makes the next entries searchable; `false` when there were none.
pub(super) fn grow(tx: &mut Tx) -> Result<bool, Error> {
    let covered = covered(tx)?;
    let next = super::entries(tx, u64::try_from(covered).unwrap_or(0), AT_ONCE)?;
    let more = !next.is_empty();
    for (seq, json) in next {
        // What cannot be read is no reason to seal nothing any more: verifying finds it.
        let (at, event, actor, object) = match read(seq, json) {
            Ok(Entry { at, event, .. }) => (at, event.event, event.actor.name, event.object_id),
            Err(_) => (Timestamp::UNIX_EPOCH, String::new(), String::new(), String::new()),
        };
        let number = i64::try_from(seq).map_err(|_| Error::Corrupt("audit log too long".to_owned()))?;
        tx.execute(
            "INSERT INTO audit_search (seq, at, event, actor, object_id) VALUES (?1, ?2, ?3, ?4, ?5)",
            params![number, at, event, actor, object],
        )?;
    }
    Ok(more)
}
