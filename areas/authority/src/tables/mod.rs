//! The SQL of the area, a file per kind of thing.

mod approvals;
mod asks;
mod authorities;
mod ceremonies;
mod certificates;
mod configuration;
mod emergency_codes;
mod lists;
mod operators;
mod pairs;
mod requests;
mod responders;
mod status;
mod surveys;
mod third_parties;
mod time_stamps;
mod transitions;

use store::{Error, Migration, ReadTx, Tx, Value, params};

pub(crate) use self::{
    approvals::*, authorities::*, ceremonies::*, certificates::*, configuration::*, lists::*, operators::*,
    pairs::*, responders::*, status::*, surveys::*, time_stamps::*,
};

pub(crate) use self::{asks::*, emergency_codes::*, requests::*, third_parties::*, transitions::*};

/// The tables of the area.
pub const MIGRATIONS: &[Migration] = &[
    Migration { name: "authority/0001_authority", sql: include_str!("../../migrations/0001_authority.sql") },
    Migration { name: "authority/0002_lifecycle", sql: include_str!("../../migrations/0002_lifecycle.sql") },
    Migration {
        name: "authority/0003_time_stamps",
        sql: include_str!("../../migrations/0003_time_stamps.sql"),
    },
    Migration { name: "authority/0004_approvals", sql: include_str!("../../migrations/0004_approvals.sql") },
    Migration { name: "authority/0005_status", sql: include_str!("../../migrations/0005_status.sql") },
    Migration {
        name: "authority/0006_configuration",
        sql: include_str!("../../migrations/0006_configuration.sql"),
    },
    Migration { name: "authority/0007_register", sql: include_str!("../../migrations/0007_register.sql") },
];

/// What a column that does not read back is told as.
fn stored(what: &str) -> impl FnOnce() -> Error + use<> {
    let what = format!("authority: {what} is not what was stored");
    move || Error::Corrupt(what)
}

/// The next number of a sequence, from 1.
fn next(tx: &mut Tx, name: &str) -> Result<i64, Error> {
    let row = tx.query_one(
        "INSERT INTO authority_sequence (name, value) VALUES (?1, 1)
         ON CONFLICT (name) DO UPDATE SET value = authority_sequence.value + 1 RETURNING value",
        params![Value::from(name)],
    )?;
    row.get(0)
}

/// The last number of a sequence that was given.
fn current(tx: &mut ReadTx, name: &str) -> Result<i64, Error> {
    let row = tx.query_opt("SELECT value FROM authority_sequence WHERE name = ?1", params![name])?;
    row.map_or(Ok(0), |row| row.get(0))
}
