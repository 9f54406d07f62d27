//! XML signatures (W3C XMLDSig 1.1, ETSI EN 319 132-1): safe reading of XML, canonical forms, references
//! and transforms, XAdES signatures of all levels, read and created.
//!
//! An XML signature is an element, `ds:Signature`. It signs its own `ds:SignedInfo`, which holds the digests
//! of what its *references* point to: the document around the signature (*enveloped*), an object in it
//! (*enveloping*), other files (*detached*), or the value of another signature (*counter-signature*). A
//! XAdES signature signs *properties* of itself too, among them the digest of the signer's certificate, and
//! carries unsigned ones: time stamps, certificates, revocation data, counter-signatures.
//!
//! What is signed is never the octets of a file but a *canonical form* of a set of nodes, after
//! *transforms*. Forgeries live in that gap. Therefore a reference is followed through one index of
//! identifiers in which none occurs twice; what it points to must be where it belongs; and the octets that
//! are really signed are handed to the caller, with the [`Scope`] of each.
//!
//! # Common tasks
//!
//! - Read a file: [`xml::Source::read`], [`xml::Document::parse`], then [`signatures`].
//! - Verify: [`Signature::verify`]. Every cause of refusal is a variant of [`SignatureError`]. What is
//!   signed is in [`Verified::references`].
//! - Verify a detached signature: give the files as [`Contents`]; nothing is ever fetched.
//! - Sign: [`prepare`], [`ToSign::digest`], [`ToSign::complete`]; what and where is a [`Content`].
//! - Raise the level: [`signature_imprint`] and [`with_signature_time_stamp`] (T),
//!   [`with_validation_data`] (LT), [`archive_imprint`] and [`with_archive_time_stamp`] (LTA). All that is
//!   in the file already stays octet by octet.
//! - Judge time stamps: [`Signature::time_stamps`], [`TimeStamp::imprint`], [`TimeStamp::protects`].
//! - Canonical forms alone: [`c14n::Canonicalization`] over [`nodes::NodeSet`].
//!
//! # Verifying
//!
//! ```
//! # fn example(octets: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
//! use xades::{signatures, xml::{Document, Source}};
//!
//! let source = Source::read(octets)?;
//! let document = Document::parse(&source)?;
//! for signature in signatures(&document) {
//!     let verified = signature.verify(&[("atto.txt", b"the content".as_slice())], &[])?;
//!     println!("intact, signed by {}", verified.certificate.subject().friendly());
//!     for signed in &verified.references {
//!         println!("{:?}: {:?}", signed.uri, signed.scope);
//!     }
//! }
//! # Ok(())
//! # }
//! ```
//!
//! That a signature verifies says nothing yet about who its certificate belongs to: the path to a trusted
//! authority, validity and revocation are judged elsewhere.
//!
//! # Signing in two steps
//!
//! The key is not here. What must be signed can be stored, carried to a token, a phone or a service, and
//! resumed when the value comes back:
//!
//! ```
//! # fn example(
//! #     invoice: &[u8],
//! #     certificate: &x509::Certificate,
//! #     chain: &[x509::Certificate],
//! #     at: jiff::Timestamp,
//! #     key: impl Fn(&[u8]) -> Vec<u8>,
//! # ) -> Result<Vec<u8>, xades::SignError> {
//! use x509::alg::{DigestAlgorithm::Sha256, SignatureAlgorithm};
//! use xades::{Content, Parameters, ToSign, prepare};
//!
//! let id = "0198a1c2-6c1e-7b52-9d0e-3f7c1b2a4d5e";
//! let parameters = Parameters::new(SignatureAlgorithm::RsaPkcs1(Sha256), at, id);
//! let content = Content::Enveloped { file: invoice, parallel: false };
//! let stored = prepare(&content, certificate, chain, &parameters)?.to_bytes();
//!
//! let to_sign = ToSign::from_bytes(&stored)?;
//! let signed = to_sign.complete(&key(&to_sign.digest()))?;
//! # Ok(signed)
//! # }
//! ```
//!
//! # Raising the level
//!
//! ```
//! # fn example(
//! #     file: &[u8],
//! #     stamp: impl Fn(&[u8]) -> Vec<u8>,
//! #     data: &x509::evidence::ValidationData,
//! # ) -> Result<Vec<u8>, xades::AugmentError> {
//! use x509::alg::DigestAlgorithm::Sha256;
//! use xades::{
//!     archive_imprint, signature_imprint, with_archive_time_stamp, with_signature_time_stamp,
//!     with_validation_data,
//! };
//!
//! let file = with_signature_time_stamp(file, 0, &stamp(&signature_imprint(file, 0, Sha256)?))?;
//! let file = with_validation_data(&file, 0, data)?;
//! let imprint = archive_imprint(&file, 0, &(), Sha256)?;
//! let file = with_archive_time_stamp(&file, 0, &stamp(&imprint))?;
//! # Ok(file)
//! # }
//! ```
//!
//! # What is read, and what is not
//!
//! Canonical XML 1.0 and 1.1 and Exclusive Canonical XML, each with and without comments; the transforms
//! enveloped-signature, base64, XPath 1.0, XPath Filter 2.0 and all canonical forms; XAdES of the
//! namespaces 1.1.1, 1.2.2, 1.3.2 and 1.4.1; RSA, RSA-PSS and ECDSA. UTF-8, UTF-16, ISO-8859-1 and
//! windows-1252.
//!
//! Never: document types, entities, XInclude, style sheets, anything outside of the file that the caller
//! did not hand in. XPath expressions that keep an attribute without its element are not supported. A
//! signature that holds and hides parts of the document from what is signed by a filter is refused
//! ([`SignatureError::ContentExcluded`]). Work and memory are bounded by the size of the file, see
//! [`xml::Limits`].

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
