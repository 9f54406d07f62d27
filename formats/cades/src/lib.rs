//! CMS and CAdES signatures (RFC 5652, ETSI EN 319 122-1): reading in BER and DER, writing in DER or
//! streamed.
//!
//! A signed file (`.p7m`) is an *envelope* around its *content*: certificates, and one *signer info* per
//! signature. A detached signature (`.p7s`, or the /Contents of a PDF) is an envelope whose content is
//! elsewhere. Signer infos do not sign the content but a set of *signed attributes*, among them the
//! digest of the content and the hash of the signer's certificate.
//!
//! Contents may be large, so they are never held in memory: envelopes are read from and written to
//! streams, and what [`SignedData`] keeps is bounded by [`Limits`].
//!
//! # Common tasks
//!
//! - Verify a file: [`Envelopes::read`], then [`SignedData::verify`] for each of
//!   [`SignedData::signers`]. Every cause of refusal is a variant of [`SignatureError`].
//! - Verify a detached signature: [`ContentDigests::of`], then [`SignedData::verify_detached`].
//! - Get the document out: [`Envelopes::document`], or [`SignedData::extract`] in a single pass.
//! - Sign a stream: [`sign_enveloping`]. Sign in steps, with a key that is elsewhere: [`prepare`],
//!   [`ToSign::digest`], [`ToSign::complete`], then one of the methods of [`Signed`].
//! - Sign for a PDF: [`Parameters::for_pdf`] and [`Signed::detached`].
//! - Add a parallel signature: [`append`]. Counter-signatures: [`SignerInfo::counter_signatures`]
//!   verified over [`Covered::Signature`].
//! - Time-stamps: [`token::TimeStampToken`], from [`SignerInfo::signature_time_stamps`].
//!
//! # Signing in two steps
//!
//! The key is not here. What must be signed can be stored, carried to a token, a phone or a service,
//! and resumed when the value comes back:
//!
//! ```
//! # fn example(
//! #     content: &[u8],
//! #     certificate: &x509::Certificate,
//! #     chain: &[x509::Certificate],
//! #     at: jiff::Timestamp,
//! #     key: impl Fn(&[u8]) -> Vec<u8>,
//! # ) -> Result<Vec<u8>, cades::SignError> {
//! use cades::{ContentDigest, Parameters, ToSign, prepare};
//! use x509::alg::{DigestAlgorithm::Sha256, SignatureAlgorithm};
//!
//! let parameters = Parameters::new(SignatureAlgorithm::RsaPkcs1(Sha256), at);
//! let digest = ContentDigest::of_slice(content, Sha256);
//! let stored = prepare(&digest, certificate, chain, &parameters)?.to_bytes();
//!
//! let to_sign = ToSign::from_bytes(&stored)?;
//! let value = key(&to_sign.digest());
//! let envelope = to_sign.complete(&value)?.enveloping(content)?;
//! # Ok(envelope)
//! # }
//! ```
//!
//! # Verifying
//!
//! ```
//! # fn example(file: &mut std::fs::File) -> Result<(), Box<dyn std::error::Error>> {
//! use cades::{Envelopes, Limits};
//!
//! let envelopes = Envelopes::read(file, &Limits::default())?;
//! for envelope in envelopes.all() {
//!     for signer in envelope.signers() {
//!         let verified = envelope.verify(signer, &[])?;
//!         println!("intact, signed by {}", verified.certificate.subject().friendly());
//!     }
//! }
//! if let Some(mut document) = envelopes.document(file)? {
//!     std::io::copy(&mut document, &mut std::io::sink())?;
//! }
//! # Ok(())
//! # }
//! ```
//!
//! That a signature verifies says nothing yet about who its certificate belongs to: the path to a
//! trusted authority, validity and revocation are judged by `sigcheck`.
//!
//! # What is tolerated in what others wrote
//!
//! BER in all its forms, base64 in lines of any length and up to two layers, PEM with any label, a byte
//! order mark before text, zero octets and blanks after the envelope, certificates and SETs in any
//! order, signed attributes that are not in DER: each leaves a [`Warning`] or [`SignatureWarning`].
//! What could deceive is refused: attributes that are missing, doubled or stripped, algorithms that
//! disagree, a certificate that is not the one whose hash was signed, data after the envelope.

mod armor;
mod attributes;
mod augment;
mod canonical;
mod content;
mod counter;
mod create;
mod envelope;
mod error;
mod evidence;
mod hash_index;
mod input;
mod inventory;
mod limits;
mod m7m;
mod nested;
pub mod oid;
mod old_archive;
mod parser;
mod rewrite;
mod signed_data;
mod signer;
mod stamps;
pub mod token;
mod tsd;
mod verify;

pub use armor::Armor;
pub use attributes::{AlgorithmProtection, Attribute, Attributes, ContentHints, EssCertificate};
pub use augment::{
    AugmentError, Which, archive_imprint, signature_imprint, with_archive_time_stamp,
    with_signature_time_stamp, with_validation_data,
};
pub use content::{Content, ContentDigest, ContentDigests};
pub use counter::{CounterSigned, CounterToSign, prepare_counter_signature, with_counter_signature};
pub use create::{
    Commitment, Parameters, SignError, SignaturePolicy, Signed, SignerLocation, ToSign, prepare,
};
pub use envelope::{DER_LIMIT, Enveloper, OpenEnvelope, sign_enveloping};
pub use error::{ReadError, SignatureError, SignatureWarning, Warning};
pub use input::ReadSeek;
pub use limits::Limits;
pub use m7m::{M7m, M7mError, Section};
pub use nested::{Envelopes, looks_signed};
pub use rewrite::append;
pub use signed_data::SignedData;
pub use signer::{SignerIdentifier, SignerInfo};
pub use stamps::{Level, TimeStamp, TimeStampFault, TimeStampKind};
pub use tsd::{MetaData, TemporalEvidence, TimeStampedData, time_stamped_imprint, write_time_stamped_data};
pub use verify::{Covered, Verified};
