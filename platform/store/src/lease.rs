//! Work that one node does at a time: whoever comes first takes the lease, keeps it while it lives, and
//! any other takes it over when it has run out.
//!
//! Nobody elects anybody: each node asks for the lease again and again, and does the work when it holds
//! it. A node that was stopped and wakes up after its lease ran out may believe for a moment that it
//! still holds it, so the work itself must bear being done twice (a number that must be new, a key that
//! must be unique). Leases only spare the work.
//!
//! Instants are those of each node's clock: leases must be longer than their clocks may differ.

use foundation::Timestamp;
use jiff::SignedDuration;

use crate::{Error, ReadTx, Tx, params};

/// A lease as it stands.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Lease {
    /// What work it is for, for example `lists`.
    pub name: String,
    /// The node that holds it or held it last.
    pub holder: String,
    /// Until when.
    pub until: Timestamp,
    /// How often it went from one node to another.
    pub handovers: u64,
}

/// Takes a lease for `length` from `now`, or prolongs it. `false` while another node holds it.
///
/// # Errors
/// As [`Tx::execute`].
pub fn hold(
    tx: &mut Tx,
    name: &str,
    holder: &str,
    now: Timestamp,
    length: SignedDuration,
) -> Result<bool, Error> {
    let until = now.checked_add(length).unwrap_or(Timestamp::MAX);
    let held = tx.execute(
        "INSERT INTO lease (name, holder, until_at, handovers) VALUES (?1, ?2, ?4, 0)
         ON CONFLICT (name) DO UPDATE SET holder = ?2, until_at = ?4,
             handovers = lease.handovers + CASE WHEN lease.holder = ?2 THEN 0 ELSE 1 END
         WHERE lease.holder = ?2 OR lease.until_at <= ?3",
        params![name, holder, now, until],
    )?;
    Ok(held == 1)
}

/// Gives a lease back before it runs out, as a node does that stops in order. Nothing happens when
/// another holds it.
///
/// # Errors
/// As [`Tx::execute`].
pub fn release(tx: &mut Tx, name: &str, holder: &str, now: Timestamp) -> Result<(), Error> {
    let sql = "UPDATE lease SET until_at = ?3 WHERE name = ?1 AND holder = ?2 AND until_at > ?3";
    tx.execute(sql, params![name, holder, now]).map(drop)
}

/// All leases by name, for the health page.
///
/// # Errors
/// As [`ReadTx::query`].
pub fn all(tx: &mut ReadTx) -> Result<Vec<Lease>, Error> {
    let rows = tx.query("SELECT name, holder, until_at, handovers FROM lease ORDER BY name", &[])?;
    rows.iter()
        .map(|row| {
            Ok(Lease { name: row.get(0)?, holder: row.get(1)?, until: row.get(2)?, handovers: row.get(3)? })
        })
        .collect()
}
