//! The certification authority from outside: its verbs, its lists and answers, its pages.

#![expect(clippy::unwrap_used, reason = "a test that cannot go on has failed")]

mod approvals;
mod audit;
mod common;
mod issuing;
mod keys;
mod lifecycle;
mod lifecycle_emergency;
mod lifecycle_requests;
mod lifecycle_time;
mod lifecycle_walk;
mod publication;
mod recovery;
mod status_http;
mod status_services;
mod time_stamps;
