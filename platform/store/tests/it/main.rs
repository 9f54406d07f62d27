//! The promises of the store, on SQLite and on PostgreSQL alike.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test ends at what it did not expect")]

mod audit;
mod audit_seals;
mod blobs;
mod durability;
mod engines;
mod files;
mod jobs;
mod lease;
mod migrations;
mod transactions;
