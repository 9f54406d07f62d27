//! PAdES signatures (ETSI EN 319 142-1) in PDF files (ISO 32000-2, 12.8): reading every revision exactly
//! as it was signed, signing by incremental update, telling what was changed after a signature.

mod active;
mod diff;
mod error;
mod form;
mod pdf;
mod read;
mod sign;
mod text;
mod update;

pub use active::ActiveContent;
pub use diff::{Change, Judgement, LaterChange};
pub use error::Malformed;
pub use pdf::{
    Damage, Dictionary, Document, Limits, Name, Object, ObjectId, PdfString, Revision, Stream, View,
};
pub use read::{
    ByteRange, Coverage, FieldLock, Inspection, PdfSignature, Permission, Problem, RangeFault, Severity,
    SubFilter, inspect,
};
pub use sign::{Options, SignError, ToSign, prepare};
