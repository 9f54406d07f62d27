//! X.509 certificates, requests, CRLs and OCSP: reading, building by profile, lint, path validation.
//!
//! A [`Certificate`] keeps the octets it was read from; its parts are views into them. What this crate
//! builds comes out as a [`ToSign`]: octets that wait for a signature made elsewhere, which may be
//! stored and completed later.

pub mod alg;
pub mod certificate;
pub mod crl;
mod error;
pub mod evidence;
pub mod extension;
pub mod lint;
pub mod name;
pub mod ocsp;
pub mod oid;
pub mod path;
pub mod pem;
pub mod profile;
pub mod request;
mod signed;
mod to_sign;
pub mod weak_key;

pub use certificate::Certificate;
pub use crl::Crl;
pub use error::{Error, Result};
pub use name::Name;
pub use request::Request;
pub use to_sign::ToSign;

pub(crate) use error::At;
