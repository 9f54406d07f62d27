//! Devices from the outside: what is listed, what is signed, and what is told when something is the matter.

#![expect(clippy::unwrap_used, clippy::expect_used, reason = "a test that cannot go on has failed")]

mod certificates;
mod codes;
mod conditions;
mod files;
mod modules;
mod passphrases;
mod personalising;
mod readers;
mod signing;
