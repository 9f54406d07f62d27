//! The rules of the certification authority: pure, no I/O, no clock, no randomness.

pub mod lifecycle;
pub mod operators;
pub mod serial;
pub mod service;
