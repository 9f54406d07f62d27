//! PAdES signatures (ETSI EN 319 142-1) in PDF files (ISO 32000-2, 12.8): reading every revision exactly
//! as it was signed, signing by incremental update, telling what was changed after a signature.
//!
//! # Concept
//!
//! A PDF grows: each save may append new objects and a cross-reference section that replaces older ones
//! by number. A *revision* is the file up to one `%%EOF`. A signature covers all octets of its revision
//! but its own value, so a later revision leaves it intact while the document on the screen becomes
//! another. A verifier therefore has three questions, and this crate answers the second and the third:
//!
//! 1. Are the octets those that were signed, and by whom? [`PdfSignature::cms`] and
//!    [`PdfSignature::signed_content`] are what `cades` needs to say so.
//! 2. Does the signature really cover a whole revision, in the place where readers find it?
//!    [`PdfSignature::problems`], each a [`Problem`] with a [`Severity`].
//! 3. What has happened to the document since? [`PdfSignature::later_changes`]: object by object, each
//!    [`Change`] with a [`Judgement`].
//!
//! Nothing is repaired in silence: [`Damage`] is told when a file is read by guesswork, and such a file
//! is not signed. Work and memory stay linear in the size of the file ([`Limits`]).
//!
//! # Common operations
//!
//! - Sign: [`prepare`] → [`ToSign`] (to be stored or sent to where the key is) →
//!   [`ToSign::complete_document`], or [`ToSign::complete`] for the octets to append.
//! - Fill an empty field, give a reason, certify, sign an encrypted file: [`Options`].
//! - Show the signature on a page: [`Appearance`].
//! - Time-stamp the signature (B-T): [`ToSign::complete_with_time_stamp`], or later
//!   [`signature_imprint`] and [`with_signature_time_stamp`].
//! - Embed what is needed to validate it later (B-LT): [`with_validation_data`].
//! - Time-stamp the document, and again before that time stamp ages (B-LTA):
//!   [`prepare_document_time_stamp`].
//! - Judge the signatures of a file: [`inspect`]; their level, [`Inspection::level`]; their time stamps
//!   and what those prove, [`Inspection::time_stamps`].
//! - Tell what each revision changed: [`Inspection::revision_changes`].
//! - Take out the document as it was signed: [`PdfSignature::signed_document`].
//! - Warn of content that acts by itself: [`Inspection::active_content`].
//! - Look into a file: [`Document`], [`View`], [`Object`].
//!
//! Reading what is in a file:
//!
//! ```
//! let pdf = b"%PDF-1.7
//! 1 0 obj
//! <</Type/Catalog/Pages 2 0 R>>
//! endobj
//! 2 0 obj
//! <</Type/Pages/Kids[]/Count 0>>
//! endobj
//! xref
//! 0 3
//! 0000000000 65535 f
//! 0000000009 00000 n
//! 0000000054 00000 n
//! trailer
//! <</Size 3/Root 1 0 R>>
//! startxref
//! 100
//! %%EOF
//! ";
//! let found = pades::inspect(pdf)?;
//! assert!(found.signatures.is_empty());
//! assert_eq!(found.damage, []);
//!
//! let document = pades::Document::open(pdf)?;
//! let view = document.newest();
//! let catalog = view.catalog().ok_or("no catalogue")?;
//! let pages = view.get(&catalog, "Pages");
//! assert!(pages.as_dictionary().is_some_and(|pages| view.get(pages, "Count").as_integer() == Some(0)));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```
//!
//! Signing; the key is anything that signs:
//!
//! ```
//! # use x509::{Certificate, alg::SignatureAlgorithm};
//! fn sign(
//!     pdf: &[u8],
//!     certificate: &Certificate,
//!     chain: &[Certificate],
//!     algorithm: SignatureAlgorithm,
//!     at: jiff::Timestamp,
//!     random: [u8; 16],
//!     key: impl Fn(&[u8]) -> Vec<u8>,
//! ) -> Result<Vec<u8>, pades::SignError> {
//!     let mut options = pades::Options::new(at, random);
//!     options.reason = Some("Approvazione".to_owned());
//!     let to_sign = pades::prepare(pdf, &options, algorithm, certificate, chain)?;
//!     let signature = key(&to_sign.digest());
//!     to_sign.complete_document(pdf, &signature)
//! }
//! ```
//!
//! Judging:
//!
//! ```
//! fn judge(pdf: &[u8]) -> Result<(), Box<dyn std::error::Error>> {
//!     for signature in pades::inspect(pdf)?.signatures {
//!         let cms = cades::SignedData::from_slice(&signature.cms, &cades::Limits::default())?;
//!         for signer in cms.signers() {
//!             let content = signature.signed_content(pdf).ok_or("nothing is covered")?;
//!             let digests = cades::ContentDigests::of(content, &cms.digest_algorithms())?;
//!             cms.verify_detached(signer, Some(&digests), &[])?;
//!         }
//!         // Intact is not enough: the place in the file must be sound, later changes harmless.
//!         if signature.severity() > Some(pades::Severity::Warning) {
//!             return Err(format!("{}: {:?}", signature.field, signature.problems).into());
//!         }
//!     }
//!     Ok(())
//! }
//! ```
//!
//! From B-B up to B-LTA; `stamp` asks a time-stamp authority for a token over a digest:
//!
//! ```
//! # use pades::{Options, SignError};
//! # use x509::{alg::DigestAlgorithm::Sha256, evidence::ValidationData};
//! fn archive(
//!     signed: &[u8],
//!     data: &ValidationData,
//!     options: &Options,
//!     stamp: impl Fn(&[u8]) -> Vec<u8>,
//! ) -> Result<Vec<u8>, SignError> {
//!     let token = stamp(&pades::signature_imprint(signed, 0, Sha256)?);
//!     let stamped = pades::with_signature_time_stamp(signed, 0, &token)?;
//!     let long_term = pades::with_validation_data(&stamped, data)?;
//!     let to_stamp = pades::prepare_document_time_stamp(&long_term, options)?;
//!     let token = stamp(to_stamp.digest(Sha256).unwrap_or_default());
//!     to_stamp.complete_document(&long_term, &token)
//! }
//! ```
//!
//! # What is not done
//!
//! Encryption for certificates (public-key security handlers) is recognised and not opened. A damaged
//! file is judged and not signed. Passwords are taken as they are given, not normalised (SASLprep).

mod active;
mod appearance;
mod diff;
mod envelope;
mod error;
mod evidence;
mod font;
mod form;
mod image;
mod page;
mod pdf;
mod read;
mod sign;
mod stamp;
mod store;
mod text;
mod update;

pub use active::ActiveContent;
pub use appearance::{Appearance, AppearanceError, Corner, Place};
pub use diff::{Change, Judgement, LaterChange};
pub use error::Malformed;
pub use evidence::{Evidence, EvidenceKind, Level, TimeStamp, TimeStampKind};
pub use page::{PageNumber, ShownPage};
pub use pdf::{
    Access, Damage, Dictionary, Document, Limits, Name, Object, ObjectId, PdfString, Revision, Stream, View,
};
pub use read::{
    ByteRange, Coverage, FieldLock, Inspection, PdfSignature, Permission, Problem, RangeFault, Severity,
    SubFilter, inspect, inspect_with_password,
};
pub use sign::{Options, Password, SignError, ToSign, prepare};
pub use stamp::{
    ToStamp, prepare_document_time_stamp, signature_imprint, signature_imprint_unlocked,
    with_signature_time_stamp, with_signature_time_stamp_unlocked,
};
pub use store::{with_validation_data, with_validation_data_unlocked};
