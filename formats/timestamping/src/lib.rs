//! Time stamps (RFC 3161, RFC 5816, ETSI EN 319 422): requests, tokens and responses, read and made.
//!
//! A *request* carries the digest of some data, its *imprint*. A time-stamping authority answers with a
//! *response*: a status, and where it granted the request a *token*, an envelope signed by one of its
//! units that says "this imprint existed at this instant".
//!
//! Tokens are read by [`cades::token::TimeStampToken`], the one reader there is; this crate makes them
//! and speaks the protocol around them.
//!
//! # Common tasks
//!
//! - Ask: [`Request::over`], [`Request::to_der`]; then [`Response::read`] and
//!   [`Response::token_for`], which checks that the answer answers the request.
//! - Answer: [`Request::from_der`], then [`prepare`] with what the token shall say ([`Stamp`]), the key
//!   signs [`ToSign::bytes`], [`ToSign::complete`] gives the token and [`granted`] the response.
//! - Refuse: [`Failure::response`].
//! - Check a token that was kept: [`signer_of`], and `covers` or `covers_content` of the token.
//! - Put a token where it belongs: into a signature by `cades::with_signature_time_stamp` or
//!   `cades::with_archive_time_stamp`, around a file by `cades::write_time_stamped_data`.
//!
//! # Making a token in two steps
//!
//! ```
//! # fn example(
//! #     request: &[u8],
//! #     unit: &x509::Certificate,
//! #     policy: asn1::Oid,
//! #     serial: &[u8],
//! #     now: jiff::Timestamp,
//! #     key: impl Fn(&[u8]) -> Vec<u8>,
//! # ) -> Result<Vec<u8>, cades::SignError> {
//! use timestamping::{Failure, Request, Stamp, granted, prepare};
//! use x509::alg::{DigestAlgorithm::Sha256, SignatureAlgorithm};
//!
//! let Ok(request) = Request::from_der(request) else { return Ok(Failure::BadRequest.response()) };
//! let stamp = Stamp::new(policy, &request, serial, now);
//! let to_sign = prepare(&stamp, unit, &[], SignatureAlgorithm::RsaPkcs1(Sha256), request.cert_req)?;
//! let token = to_sign.complete(&key(&to_sign.digest()))?;
//! Ok(granted(&token))
//! # }
//! ```
//!
//! # What is read how
//!
//! Requests are read as DER; the one thing tolerated is a default value that is written out, which some
//! clients do. The imprint goes back into the token octet by octet as it came. Which digests and
//! policies an authority accepts is not decided here.

mod create;
mod request;
mod response;

pub use create::{Accuracy, Stamp, ToSign, granted, prepare};
pub use request::{Imprint, Request, RequestError};
pub use response::{Failure, Mismatch, Response, ResponseError, signer_of};
