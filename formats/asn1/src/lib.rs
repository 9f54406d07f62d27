//! ASN.1 in DER and BER (ITU-T X.690): zero-copy reading, exact writing.
//!
//! Signatures live and die by exact octets, so this crate never decodes a structure into something
//! that must be encoded again: a [`Tlv`] keeps the octets it was read from ([`Tlv::raw`]) beside its
//! content ([`Tlv::value`]), and a [`Writer`] puts raw octets back unchanged.
//!
//! # Common operations
//!
//! - Walk a structure: [`Reader::der`] or [`Reader::ber`], then [`Reader::sequence`],
//!   [`Reader::read`], [`Reader::optional`], [`Reader::finish`].
//! - Take a value out: [`Tlv::oid`], [`Tlv::integer`], [`Tlv::small_uint`], [`Tlv::boolean`],
//!   [`Tlv::bit_string`], [`Tlv::octets`], [`Tlv::text`], [`Tlv::time`].
//! - Write: [`Writer::sequence`], [`Writer::oid`], [`Writer::set_of`], [`Writer::raw`], …
//!
//! ```
//! use asn1::{Oid, Reader, Writer, tag};
//!
//! const SHA256: Oid = Oid::new("2.16.840.1.101.3.4.2.1");
//! let mut w = Writer::new();
//! w.sequence(|w| w.oid(&SHA256));
//! let der = w.into_vec();
//! assert_eq!(der, [0x30, 0x0b, 6, 9, 0x60, 0x86, 0x48, 1, 0x65, 3, 4, 2, 1]);
//!
//! let mut reader = Reader::der(&der);
//! let mut sequence = reader.sequence()?;
//! assert_eq!(sequence.expect(tag::OID)?.oid()?, SHA256);
//! sequence.finish()?;
//! reader.finish()?;
//! # Ok::<(), asn1::Error>(())
//! ```
//!
//! BER reading accepts indefinite lengths, constructed strings and lengths that are longer than they
//! need to be, at most [`MAX_DEPTH`] levels deep. Streaming of large values is the caller's business:
//! [`Header`] reads one identifier and length from the front of a buffer.

mod oid;
mod reader;
pub mod tag;
mod time;
mod writer;

pub use oid::Oid;
pub use reader::{Header, MAX_DEPTH, Reader, Rules, Tlv};
pub use tag::Tag;
pub use time::{encode_generalized, encode_time, parse_time};
pub use writer::Writer;

/// Why octets are not the ASN.1 that was expected.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// Something follows the value that was to be the last.
    #[error("unexpected data after the end of a value")]
    TrailingData,
    /// More levels than [`MAX_DEPTH`].
    #[error("nested more than {MAX_DEPTH} levels deep")]
    TooDeep,
    /// The octets end before the value does.
    #[error("the data ends before a value is complete")]
    Truncated,
    /// Another type stands where `expected` must be.
    #[error("expected {expected}, found {found}")]
    UnexpectedTag {
        /// What the structure asks for.
        expected: Tag,
        /// What is there.
        found: Tag,
    },
    /// The content does not suit its type.
    #[error("not a valid {0}")]
    Value(&'static str),
    /// An encoding that BER may allow and DER does not, or that neither allows.
    #[error("encoding rule broken: {0}")]
    Rule(&'static str),
}

/// The result of reading ASN.1.
pub type Result<T, E = Error> = std::result::Result<T, E>;
