//! ASiC containers (ETSI EN 319 162-1): signed files in a ZIP.
//!
//! A container holds *data files*, and in `META-INF` *documents* with what proves something about them:
//! detached CMS envelopes (`.p7s`, CAdES), XML signatures (`*signatures*.xml`, XAdES), time-stamp tokens
//! (`.tst`), evidence records. An entry `mimetype` says what it is:
//!
//! - **ASiC-S** (`.asics`, `.scs`): one data file, one document that is over it.
//! - **ASiC-E** (`.asice`, `.sce`, also `.bdoc`, `.edoc`, `.adoc`): any number. An envelope or a time
//!   stamp is over a *manifest* that names the files with their digests; XML signatures name them in
//!   their references.
//! - **OpenDocument** with `META-INF/documentsignatures.xml`: read like ASiC-E with XAdES.
//!
//! This crate knows the ZIP, the manifests and who is about what. Whether a signature is valid is known
//! to the crates `cades` and `xades`; here is what they have to be given.
//!
//! # Common tasks
//!
//! - Look into a container: [`Container::read`], then [`Container::documents`], each with what it is
//!   [`Over`]; what breaks the rules is a [`Fault`], what is odd a [`Finding`], and a ZIP that could be
//!   read in two ways an [`Error`].
//! - Verify an envelope: [`Container::octets`] of the document, [`Container::digests`] of what it is over.
//! - Verify XML signatures: the octets of the document, and for each file they name
//!   ([`entry_of_uri`]) [`Container::open`] or [`Container::digests`].
//! - See whether the data files are the ones a manifest names: [`Manifest::references`], compared when the
//!   container was read.
//! - Make a container: [`prepare`], then [`ToSign::create`]. Add to one: [`prepare_further`], then
//!   [`ToSign::add`]. Put an augmented signature back: [`rewrite`]. Archive: [`prepare_archive`].
//!
//! # Verifying
//!
//! ```
//! # fn example(file: &mut std::fs::File) -> Result<(), Box<dyn std::error::Error>> {
//! use asic::{Container, DocumentKind, Limits, Over};
//!
//! let mut container = Container::read(file, &Limits::default())?;
//! for document in container.documents().to_vec() {
//!     let (DocumentKind::Cades, Over::Data(name) | Over::Manifest(name)) = (document.kind, &document.over)
//!     else {
//!         continue;
//!     };
//!     let octets = container.octets(&document.name)?;
//!     let envelope = cades::SignedData::from_slice(&octets, &cades::Limits::default())?;
//!     let digests = container.digests(name, &envelope.digest_algorithms())?;
//!     for signer in envelope.signers() {
//!         let verified = envelope.verify_detached(signer, Some(&digests), &[])?;
//!         println!("{:?} signed by {}", document.covers, verified.certificate.subject().friendly());
//!     }
//! }
//! for name in container.uncovered() {
//!     println!("nobody signed {name}");
//! }
//! # Ok(())
//! # }
//! ```
//!
//! # Signing in two steps
//!
//! ```
//! # fn example(
//! #     content: &[u8],
//! #     certificate: &x509::Certificate,
//! #     at: jiff::Timestamp,
//! #     key: impl Fn(&[u8]) -> Vec<u8>,
//! # ) -> Result<Vec<u8>, Box<dyn std::error::Error>> {
//! use asic::{DataFile, DataObject, DocumentKind, Form, ToSign, prepare};
//! use cades::ContentDigest;
//! use jiff::civil::date;
//! use x509::alg::{DigestAlgorithm::Sha256, SignatureAlgorithm};
//!
//! let object = DataObject {
//!     name: "atto.txt".into(),
//!     media_type: Some("text/plain".into()),
//!     digest: ContentDigest::of_slice(content, Sha256),
//! };
//! let to_sign = prepare(Form::Extended, DocumentKind::Cades, vec![object])?;
//!
//! // The signature is the business of another crate.
//! let parameters = cades::Parameters::new(SignatureAlgorithm::Ecdsa(Sha256), at);
//! let waiting = cades::prepare(to_sign.content(), certificate, &[], &parameters)?;
//! let (stored, waiting) = (to_sign.to_bytes(), waiting.to_bytes());
//!
//! let (to_sign, waiting) = (ToSign::from_bytes(&stored)?, cades::ToSign::from_bytes(&waiting)?);
//! let envelope = waiting.complete(&key(&waiting.digest()))?.detached();
//! let data = &mut [DataFile { name: "atto.txt", content: &mut &content[..] }];
//! let out = std::io::Cursor::new(Vec::new());
//! let container = to_sign.create(&envelope, data, date(2026, 11, 22).at(9, 0, 0, 0), out)?;
//! # Ok(container.into_inner())
//! # }
//! ```
//!
//! # What is refused
//!
//! Two programs must not see two different things in one container. So the directory, the header before
//! each entry and the `zip` crate have to agree on every name, size and checksum; entries may not
//! overlap; nothing may stand before the first entry or after the end record, and no comment hides
//! another one. Names that leave the container, symbolic links, doubled names and encrypted entries are
//! refused, and so is what inflates out of proportion ([`Limits`]), before it is inflated. Contents are
//! streamed: reading takes one pass over each data file that a manifest names, and memory for the
//! directory and one manifest.

mod archive;
mod container;
mod create;
mod error;
mod limits;
mod manifest;
mod names;
mod role;
mod write;
mod xml;

pub use archive::{Archive, Entry};
pub use container::{ASIC_E, ASIC_S, Container, Document, DocumentKind, Fault, Form, Over};
pub use create::{CreateError, DataObject, ToSign, prepare, prepare_archive, prepare_further};
pub use error::{Error, Finding};
pub use limits::Limits;
pub use manifest::{DataReference, Manifest, ManifestError, NAMESPACE, ReferenceState};
pub use names::{entry_of_uri, uri_of_entry};
pub use write::{DataFile, NewEntry, rewrite};
