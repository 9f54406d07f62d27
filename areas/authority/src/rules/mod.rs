//! The rules of the certification authority: pure, no I/O, no clock, no randomness.

pub mod approvals;
pub mod ceremony;
pub mod deadlines;
pub mod emergency_code;
pub mod lifecycle;
pub mod motives;
pub mod operators;
pub mod permissions;
pub mod renewal;
pub mod requests;
pub mod serial;
pub mod service;
pub mod signing_policy;
pub mod time_stamping;
