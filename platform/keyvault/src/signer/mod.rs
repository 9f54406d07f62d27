//! Keys in a process of their own (pki.md §10 K3): a Unix socket that takes what is to be signed, whole,
//! and nothing else.
//!
//! A message is a line of JSON; a signature's octets follow the line. The socket answers its own user
//! only. New keys, self-signed certificates and destruction do not pass through it: they need the keys
//! in the process that asks ([`Guarded`](crate::Guarded)).

mod client;
mod server;
mod wire;

pub use client::{SignerClient, SignerStatus};
pub use server::{Limits, SignerServer};
