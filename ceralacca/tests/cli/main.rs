//! The command line as people and scripts meet it: the real program, run on a demo prepared once.
#![allow(clippy::expect_used, clippy::unwrap_used, reason = "a test that cannot go on says so by failing")]
#![allow(clippy::print_stdout, reason = "what was not run is said")]

mod audit;
mod batch;
mod card;
mod ceremony;
mod chain;
mod desk;
mod further;
mod installation;
mod levels;
mod lifecycle;
mod opening;
mod outputs;
mod reference;
mod serving;
mod signing;
mod timestamp;
mod verifying;
mod words;
