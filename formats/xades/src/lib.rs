//! XML signatures: safe reading, canonicalisation, XMLDSig, XAdES.

pub mod c14n;
mod error;
pub mod nodes;
pub mod properties;
mod reference;
mod signature;
pub mod uri;
mod verify;
pub mod xml;
pub mod xpath;

pub use error::{SignatureError, SignatureWarning};
pub use reference::{Contents, Reference, Scope, SignedReference};
pub use signature::{Level, Packaging, Signature, signatures};
pub use verify::Verified;
