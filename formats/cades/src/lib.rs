//! CMS and CAdES signatures: reading in BER and DER, writing in DER or streamed.

mod armor;
mod attributes;
mod canonical;
mod content;
mod create;
mod envelope;
mod error;
mod input;
mod limits;
mod nested;
pub mod oid;
mod signed_data;
mod signer;
mod verify;

pub use armor::Armor;
pub use attributes::{AlgorithmProtection, Attribute, Attributes, ContentHints, EssCertificate};
pub use content::{Content, ContentDigest, ContentDigests};
pub use create::{Commitment, Parameters, SignError, Signed, ToSign, prepare};
pub use envelope::{DER_LIMIT, Enveloper, OpenEnvelope, append, sign_enveloping};
pub use error::{ReadError, SignatureError, SignatureWarning, Warning};
pub use input::ReadSeek;
pub use limits::Limits;
pub use nested::{Envelopes, looks_signed};
pub use signed_data::SignedData;
pub use signer::{SignerIdentifier, SignerInfo};
pub use verify::{Covered, Verified};
