//! Operator accounts from outside: who may hold what, who enters, what the pages show to whom.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod accounts;
mod area;
mod common;
mod entry;
mod odd;
mod pages;
mod people;
mod pkcs12;
mod tables;
