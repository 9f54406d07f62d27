//! X.509 certificates, requests, CRLs and OCSP: reading, building by profile, lint, path validation.
//!
//! A [`Certificate`](certificate::Certificate) keeps the octets it was read from; its parts are views
//! into them. What this crate builds comes out as a [`ToSign`]: octets that wait for a signature made
//! elsewhere, which may be stored and completed later.

pub mod alg;
mod error;
pub mod path;
mod to_sign;

pub use error::{Error, Result};
pub use to_sign::ToSign;

pub(crate) use error::At;
