//! Reading PDF (ISO 32000-2, 7.2–7.5) the way a signature needs it: exact byte positions and every
//! revision.
//!
//! A [`Document`] is the file as bytes plus its cross-reference sections in the order they were
//! written. A [`View`] is what a reader of one revision sees: the objects known to the sections up to
//! that revision. Nothing is kept in memory but the object table and the object streams that were
//! opened: objects are read anew from the bytes each time they are asked for.

mod crypt;
mod document;
mod filter;
mod object;
mod parser;
mod recover;
mod xref;

pub use crypt::Access;
pub(crate) use document::Location;
pub use document::{Damage, Document, Limits, Revision, View};
pub(crate) use filter::png_rows;
pub(crate) use object::{Cipher, write_dictionary, write_object};
pub use object::{Dictionary, Name, Object, ObjectId, PdfString, Stream};
pub(crate) use parser::Parser;

pub(crate) use xref::Kind;
