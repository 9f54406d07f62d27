//! The database and its neighbours: transactions, migrations, audit log, outbox, jobs, blobs.
//!
//! An area's verb is one closure in one transaction: it reads, decides, writes, tells the audit log
//! and leaves messages for later, and all of it is stored or none:
//!
//! ```
//! use store::{Error, Store, StoreUrl, params};
//! # use foundation::{Actor, AuditEvent, Timestamp};
//! # let folder = tempfile::tempdir()?;
//! # let now: Timestamp = "2026-11-22T09:00:00Z".parse()?;
//! const TABLES: &[store::Migration] = &[store::Migration {
//!     name: "doors/0001_door",
//!     sql: "CREATE TABLE door (id {pk}, name TEXT NOT NULL UNIQUE, opened_at {int}) {strict}",
//! }];
//!
//! let store = Store::open(StoreUrl::Sqlite(folder.path().join("ceralacca.db")))?;
//! store.migrate(TABLES)?;
//! let id: i64 = store.write_blocking(move |tx| -> Result<i64, Error> {
//!     let row = tx.query_one(
//!         "INSERT INTO door (name, opened_at) VALUES (?1, ?2) RETURNING id",
//!         params!["front", now],
//!     )?;
//!     let id = row.get(0)?;
//!     tx.audit(now, &AuditEvent::done("door.opened", &Actor::system("porter"), "door", id))?;
//!     Ok(id)
//! })?;
//! let name = store.read_blocking(move |tx| -> Result<String, Error> {
//!     tx.query_one("SELECT name FROM door WHERE id = ?1", params![id])?.get(0)
//! })?;
//! assert_eq!(name, "front");
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! # What is where
//! - [`Store`]: opens SQLite (one file, WAL, fsync at each commit) or PostgreSQL, and runs closures:
//!   [`Store::write`], [`Store::read`] and their blocking forms.
//! - [`Tx`] and [`ReadTx`]: statements with `?1` parameters ([`params!`]), rows with typed getters.
//! - [`Migration`]: tables, forward only.
//! - [`audit`]: the hash-chained log, written with [`Tx::audit`].
//! - [`jobs`]: what must happen later, written with [`Tx::enqueue`] and done by a [`jobs::Worker`].
//! - [`lease`]: work that one node does at a time.
//! - [`blobs`]: documents by their SHA-256, in a folder.
//!
//! # One SQL text
//! Statements keep to what both engines understand: `INSERT … RETURNING`, `ON CONFLICT DO UPDATE`, CTEs,
//! window functions, partial indexes. `sum()` of integers needs `CAST(… AS BIGINT)`. A failed statement
//! ends its transaction on both engines: expect a clash with `ON CONFLICT`, not with the error. Instants
//! are integer milliseconds UTC, money integer cents, booleans 0 and 1, JSON text. A transaction knows
//! no clock: instants are arguments.
//!
//! # Serial order
//! All writes come one after the other: SQLite has one writer, and on PostgreSQL each group takes an
//! advisory lock for its length. So a closure that reads and then writes needs no row locks and is
//! never asked to try again.

pub mod audit;
pub mod blobs;
mod engine;
mod error;
mod group;
pub mod jobs;
pub mod lease;
mod migrate;
mod readers;
mod store;
mod tx;
mod value;

pub use error::{Constraint, Error};
pub use migrate::Migration;
pub use store::{Store, StoreUrl};
pub use tx::{ReadTx, Tx};
pub use value::{FromValue, Row, Value};

/// Lower-case hexadecimal.
pub(crate) fn hex(bytes: &[u8]) -> String {
    use std::fmt::Write;
    bytes.iter().fold(String::with_capacity(bytes.len() * 2), |mut out, byte| {
        // Writing to a String cannot fail.
        let _ = write!(out, "{byte:02x}");
        out
    })
}
