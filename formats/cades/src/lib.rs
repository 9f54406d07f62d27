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
//! - Verify a detached signature: [`SignedData::digests_of`], then [`SignedData::verify_detached`].
//! - Get the document out: [`Envelopes::document`], or [`SignedData::extract`] in a single pass.
//! - Sign a stream: [`sign_enveloping`]. Sign in steps, with a key that is elsewhere: [`prepare`],
//!   [`ToSign::digest`], [`ToSign::complete`], then one of the methods of [`Signed`].
//! - Sign for a PDF: [`Parameters::for_pdf`] and [`Signed::detached`].
//! - Add a parallel signature: [`append`].
//! - Counter-sign a signature, at any depth: [`prepare_counter_signature`], [`with_counter_signature`];
//!   verify such: [`SignerInfo::counter_signatures`] over [`Covered::Signature`].
//! - Raise the level of a signature: B-T by [`with_signature_time_stamp`], B-LT by
//!   [`with_validation_data`], B-LTA, once and again, by [`with_archive_time_stamp`].
//! - List the time stamps of a signature and what each proves: [`SignedData::time_stamps`]; the level by
//!   what is there: [`SignedData::level`]; what is embedded: [`SignedData::validation_data`].
//! - Put a file and its time stamp into one (`.tsd`), take them apart, renew the time stamp:
//!   [`write_time_stamped_data`], [`TimeStampedData`]. The older `.m7m`: [`M7m`].
//! - Match a bare token or response (`.tsr`, `.tst`) with a file: [`token::TimeStampToken::read_file`],
//!   [`token::TimeStampToken::covers_content`].
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
//! # Time stamps and levels
//!
//! A signature proves nothing of its own about when it was made, and can be checked only as long as its
//! certificate can. What is added later, among the *unsigned attributes* and beside the signatures, keeps
//! it: a time stamp over its value (level B-T), certificates and revocation data (B-LT), a time stamp over
//! all of that (B-LTA), which is renewed before its own algorithms or certificate grow old.
//!
//! Adding never touches what is there. Each step says what the time stamp must be over, some authority
//! makes it, and the envelope goes from stream to stream with the token in it:
//!
//! ```
//! # fn example(
//! #     file: &mut std::fs::File,
//! #     data: &x509::evidence::ValidationData,
//! #     stamp: impl Fn(&[u8]) -> Vec<u8>,
//! # ) -> Result<std::io::Cursor<Vec<u8>>, Box<dyn std::error::Error>> {
//! use cades::{Level, Limits, SignedData, Which};
//! use x509::alg::DigestAlgorithm::Sha256;
//!
//! let which = Which::signer_at(0);
//! let basic = SignedData::read(file, &Limits::default())?;
//! let token = stamp(&cades::signature_imprint(&basic, &which, Sha256)?);
//! let mut stamped = std::io::Cursor::new(Vec::new());
//! cades::with_signature_time_stamp(&basic, file, &which, &token, &mut stamped)?;
//!
//! let with_time = SignedData::read(&mut stamped, &Limits::default())?;
//! let mut complete = std::io::Cursor::new(Vec::new());
//! cades::with_validation_data(&with_time, &mut stamped, data, &mut complete)?;
//!
//! let existing = SignedData::read(&mut complete, &Limits::default())?;
//! let content = existing.content_digest(&mut complete, Sha256)?.ok_or("detached")?;
//! let token = stamp(&cades::archive_imprint(&existing, &which, &content)?);
//! let mut archived = std::io::Cursor::new(Vec::new());
//! cades::with_archive_time_stamp(&existing, &mut complete, &which, &content, &token, &mut archived)?;
//!
//! let archive = SignedData::read(&mut archived, &Limits::default())?;
//! assert_eq!(archive.level(&archive.signers()[0]), Some(Level::Lta));
//! # Ok(archived)
//! # }
//! ```
//!
//! A [`TimeStamp`] says what its token must be over and, if it is, what it proves to have existed:
//!
//! ```
//! # fn example(signed: &cades::SignedData, limits: &cades::Limits) {
//! use cades::token::TimeStampToken;
//!
//! for signer in signed.signers() {
//!     for stamp in signed.time_stamps(signer, signed.covered(None)) {
//!         let Ok(token) = TimeStampToken::read(stamp.token(), limits) else { continue };
//!         let Ok(algorithm) = token.stamp().imprint_algorithm else { continue };
//!         let Some(imprint) = stamp.imprint(algorithm) else { continue };
//!         if token.covers_digest(algorithm, &imprint) && token.verify(&[]).is_ok() && stamp.fault().is_none() {
//!             let proven = stamp.protects();
//!             println!("{:?} at {}: {} objects", stamp.kind(), token.stamp().time, proven.objects.len());
//!         }
//!     }
//! }
//! # }
//! ```
//!
//! # Counter-signatures
//!
//! ```
//! # fn example(
//! #     file: &mut std::fs::File,
//! #     certificate: &x509::Certificate,
//! #     parameters: &cades::Parameters,
//! #     key: impl Fn(&[u8]) -> Vec<u8>,
//! # ) -> Result<Vec<u8>, cades::AugmentError> {
//! use cades::{Limits, SignedData, Which, prepare_counter_signature, with_counter_signature};
//!
//! let existing = SignedData::read(file, &Limits::default()).map_err(cades::token::TokenError::from)?;
//! // Under the first signature; `.counter_signature(0)` would be under its first counter-signature.
//! let which = Which::signer_at(0);
//! let to_sign = prepare_counter_signature(&existing, &which, None, &[], certificate, &[], parameters)?;
//! let counter = to_sign.complete(&key(&to_sign.digest()))?;
//! let mut out = Vec::new();
//! with_counter_signature(&existing, file, &counter, &mut out)?;
//! # Ok(out)
//! # }
//! ```
//!
//! # A file and its time stamp in one
//!
//! ```
//! # fn example(stamp: impl Fn(&[u8]) -> Vec<u8>) -> Result<(), Box<dyn std::error::Error>> {
//! use cades::{Limits, MetaData, TimeStampedData, time_stamped_imprint, write_time_stamped_data};
//! use x509::alg::DigestAlgorithm::Sha256;
//!
//! let file = b"Verbale";
//! let meta_data = MetaData { file_name: Some("verbale.txt".into()), ..MetaData::default() };
//! let token = stamp(&time_stamped_imprint(&meta_data, &file[..], Sha256)?);
//! let mut tsd = Vec::new();
//! write_time_stamped_data(&meta_data, &file[..], file.len() as u64, &token, &mut tsd)?;
//!
//! let data = TimeStampedData::from_slice(&tsd, &Limits::default())?;
//! assert_eq!(data.time_stamps(None).len(), 1);
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
//! What is only read and never written: signatures without signed attributes, ESS with SHA-1, time stamps
//! over references, archive time stamps before version 3, M7M.

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
