//! XML signatures: safe reading, canonicalisation, XMLDSig, XAdES.

mod augment;
pub mod c14n;
mod create;
mod error;
mod markup;
pub mod nodes;
pub mod properties;
mod reference;
mod signature;
mod stamp;
pub mod uri;
mod verify;
pub mod xml;
pub mod xpath;

pub use augment::{
    AugmentError, archive_imprint, signature_imprint, with_archive_time_stamp, with_signature_time_stamp,
    with_validation_data,
};
pub use create::{Commitment, Content, DetachedFile, Parameters, Place, SignError, ToSign, prepare};
pub use error::{SignatureError, SignatureWarning};
pub use reference::{Contents, Reference, Scope, SignedReference};
pub use signature::{Level, Packaging, Signature, signatures};
pub use stamp::{TimeStamp, TimeStampKind};
pub use verify::Verified;
