//! Signing in two steps: [`prepare`] writes the incremental update with room for the signature,
//! [`ToSign::complete`] puts the signature there (EN 319 142-1, 5 and 6; ISO 32000-2, 12.8).

mod draft;
mod rules;

use std::fmt;
use std::ops::Range;

use asn1::{Reader, Writer, tag};
use jiff::Timestamp;
use jiff::tz::Offset;
use x509::Certificate;
use x509::alg::{DigestAlgorithm, KeyType, SignatureAlgorithm};
use zeroize::Zeroizing;

pub(crate) use draft::{Draft, Filling, fill_room};
pub(crate) use rules::check_file;

use crate::Malformed;
use crate::appearance::{Appearance, AppearanceError};
use crate::envelope::with_time_stamp;
use crate::pdf::{Damage, Document, Limits};
use crate::read::Permission;
use crate::stamp::check_token;

/// What the signer decides about the signature of a PDF.
#[derive(Clone, Debug)]
pub struct Options {
    /// Claimed signing time, `/M`.
    pub signing_time: Timestamp,
    /// The offset that `/M` is written with.
    pub offset: Offset,
    /// 16 random octets: the new second half of the file identifier.
    pub file_id: [u8; 16],
    /// Fully qualified name of the signature field. An empty field of this name is filled; if there is
    /// none, an invisible one is made on page 1. Without a name a new field `SignatureN` is made.
    pub field: Option<String>,
    /// `/Name`: the signer's name as the signer wants it shown.
    pub name: Option<String>,
    /// `/Reason`.
    pub reason: Option<String>,
    /// `/Location`.
    pub location: Option<String>,
    /// `/ContactInfo`.
    pub contact_info: Option<String>,
    /// Certifies the document: what may still be changed later. Only for the first signature.
    pub certification: Option<Permission>,
    /// Octets of room beside the signature itself: 6500 for a time-stamp token to be put in later.
    pub reserve: usize,
    /// How it is to be seen; a new field is invisible without.
    pub appearance: Option<Appearance>,
    /// The password of an encrypted file; the empty one opens most.
    pub password: Password,
}

/// A password to a file. Shown nowhere, wiped when dropped.
#[derive(Clone, Default)]
pub struct Password(Zeroizing<String>);

impl Password {
    /// Of the owner or the user.
    pub fn new(password: impl Into<String>) -> Self {
        Password(Zeroizing::new(password.into()))
    }

    pub(crate) fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Password {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Password(…)")
    }
}

impl Options {
    /// An approval signature with nothing but its time (UTC) in a new invisible field.
    pub fn new(signing_time: Timestamp, file_id: [u8; 16]) -> Self {
        Options {
            signing_time,
            offset: Offset::UTC,
            file_id,
            field: None,
            name: None,
            reason: None,
            location: None,
            contact_info: None,
            certification: None,
            reserve: 0,
            appearance: None,
            password: Password::default(),
        }
    }
}

/// Why a PDF is not signed.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The document is signed already; certifying is for the first signature only.
    #[error("a document that is signed already cannot be certified")]
    AlreadySigned,
    /// The signature cannot be shown as asked.
    #[error(transparent)]
    Appearance(#[from] AppearanceError),
    /// Making the CMS signature failed.
    #[error(transparent)]
    Cms(#[from] cades::SignError),
    /// The certificate does not parse.
    #[error("the certificate: {0}")]
    Certificate(#[from] x509::Error),
    /// The file is not the one that was prepared.
    #[error("the document changed while it was signed")]
    ContentChanged,
    /// An update on a file put together like this might show other content to other readers.
    #[error("the file is damaged ({0:?}); it must be saved anew before it is signed")]
    Damaged(Damage),
    /// The signature needs more room than was left for it: prepare again with `reserve`.
    #[error("the signature takes {needed} octets, {reserved} were reserved")]
    DoesNotFit {
        /// Octets of the CMS structure.
        needed: usize,
        /// Octets there are.
        reserved: usize,
    },
    /// The file is encrypted, and the password does not open it.
    #[error("the file is encrypted")]
    Encrypted,
    /// The named field is locked by an earlier signature.
    #[error("the field {0} is locked by an earlier signature")]
    FieldLocked(String),
    /// The named field cannot take a signature: it is of another kind, or not an object of its own.
    #[error("the field {0} is not a signature field that can be signed")]
    FieldNotUsable(String),
    /// The named field is signed already.
    #[error("the field {0} is signed already")]
    FieldSigned(String),
    /// The bytes are no PDF.
    #[error(transparent)]
    Malformed(#[from] Malformed),
    /// The page tree leads to no page.
    #[error("the document has no page")]
    NoPage,
    /// An earlier signature certifies that nothing may change any more (DocMDP, P = 1).
    #[error("an earlier signature forbids any change, further signatures included")]
    NoChangesAllowed,
    /// The field demands something of the signature that it will not have (seed value).
    #[error("the field demands a {0} that this signature does not have")]
    SeedValue(&'static str),
    /// There is no such signature in the file, or none that this can be done to.
    #[error("the file has no such signature")]
    NoSuchSignature,
    /// Other revisions follow the signature, and its octets are under theirs: a document time stamp can
    /// still be added.
    #[error("the signature is not the last thing in the file")]
    NotLast,
    /// The file's owner does not allow signing without the owner password.
    #[error("the permissions of the encrypted file do not allow signing")]
    NotPermitted,
    /// The stored octets are not a [`ToSign`].
    #[error("the stored signing request is damaged")]
    Stored,
    /// What should be a time-stamp token is none, or it is about something else.
    #[error("the time-stamp token: {0}")]
    Token(&'static str),
    /// Offsets have ten digits in a cross-reference table.
    #[error("the file is too large for its cross-reference table")]
    TooLarge,
    /// Objects after the end of the file that no cross-reference lists.
    #[error("behind its end the file holds objects that only some readers show")]
    UnlistedObjects,
    /// In a certified document a new signature may not paint on the pages.
    #[error(
        "a certified document takes no new visible signature; sign an existing field or an invisible one"
    )]
    VisibleAfterCertification,
}

/// Prepares a PAdES-B-B signature of `pdf`: the incremental update with everything but the signature
/// value. `chain` holds the certificates of the issuing authorities; a root among them is left out.
///
/// # Errors
/// [`SignError`]: the file cannot or may not be signed.
pub fn prepare(
    pdf: &[u8],
    options: &Options,
    algorithm: SignatureAlgorithm,
    certificate: &Certificate,
    chain: &[Certificate],
) -> Result<ToSign, SignError> {
    let document = open(pdf, &options.password)?;
    let room = room(options, algorithm, certificate, chain)?;
    let draft = Draft::write(&document, options, Filling::Signature(algorithm), room)?;
    let value = draft.digest(pdf, algorithm.digest());
    let content = cades::ContentDigest { algorithm: algorithm.digest(), value };
    let cms = cades::prepare(&content, certificate, chain, &cades::Parameters::for_pdf(algorithm))?;
    Ok(ToSign { document_len: pdf.len(), draft, cms })
}

/// Opens a file to append to it.
pub(crate) fn open<'a>(pdf: &'a [u8], password: &Password) -> Result<Document<'a>, SignError> {
    Document::open_with_password(pdf, Limits::default(), password.as_str()).map_err(told)
}

/// What cannot be read for want of a password is encrypted, not malformed.
pub(crate) fn told(error: Malformed) -> SignError {
    match error {
        Malformed::Password => SignError::Encrypted,
        other => SignError::Malformed(other),
    }
}

/// Octets to leave for the CMS structure.
fn room(
    options: &Options,
    algorithm: SignatureAlgorithm,
    certificate: &Certificate,
    chain: &[Certificate],
) -> Result<usize, SignError> {
    let signature = match (algorithm, certificate.public_key()?.key_type()) {
        (_, KeyType::Rsa { bits }) => bits.div_ceil(8) as usize,
        (_, KeyType::EcP256) => 72,
        (_, KeyType::EcP384) => 104,
        _ => 140,
    };
    let certificates: usize =
        [certificate].into_iter().chain(chain).map(|certificate| certificate.der().len()).sum();
    Ok((1100 + certificates + signature + options.reserve).next_multiple_of(1024).max(8192))
}

/// A signature of a PDF that waits for its value: the whole update is written, only the signature is
/// missing. It can be stored ([`Self::to_bytes`]) and resumed; the key may be anywhere.
#[derive(Clone)]
pub struct ToSign {
    document_len: usize,
    draft: Draft,
    cms: cades::ToSign,
}

impl ToSign {
    /// The octets that the signature covers: the signed attributes.
    pub fn to_be_signed(&self) -> &[u8] {
        self.cms.bytes()
    }

    /// Digest of [`Self::to_be_signed`], what the key signs.
    pub fn digest(&self) -> Vec<u8> {
        self.cms.digest()
    }

    /// The algorithm that the signature must be made with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.cms.algorithm()
    }

    /// Length of the document that was prepared; the update belongs right behind it.
    pub fn document_len(&self) -> usize {
        self.document_len
    }

    /// Takes the signature value (RSA octets as they are, ECDSA as DER) and gives the update to append
    /// to the document.
    ///
    /// # Errors
    /// [`SignError::Cms`] when the value does not verify with the certificate's key;
    /// [`SignError::DoesNotFit`].
    pub fn complete(&self, signature: &[u8]) -> Result<Vec<u8>, SignError> {
        self.draft.filled(&self.cms.complete(signature)?.detached())
    }

    /// What a signature time stamp has to cover: the digest of the signature value.
    pub fn imprint(&self, signature: &[u8], algorithm: DigestAlgorithm) -> Vec<u8> {
        algorithm.digest(signature)
    }

    /// As [`Self::complete`], with a time stamp over the signature value: level B-T. Leave room for it
    /// with [`Options::reserve`].
    ///
    /// # Errors
    /// Also [`SignError::Token`] when the token is not about this value.
    pub fn complete_with_time_stamp(&self, signature: &[u8], token: &[u8]) -> Result<Vec<u8>, SignError> {
        let token = check_token(token, |algorithm| Some(self.imprint(signature, algorithm)))?;
        let cms = self.cms.complete(signature)?.detached();
        self.draft
            .filled(&with_time_stamp(&cms, token.raw()).map_err(|_| SignError::Token("it does not parse"))?)
    }

    /// As [`Self::complete`], and gives the whole signed document.
    ///
    /// # Errors
    /// Also [`SignError::ContentChanged`] when `pdf` is not the document that was prepared.
    pub fn complete_document(&self, pdf: &[u8], signature: &[u8]) -> Result<Vec<u8>, SignError> {
        let now = self.draft.digest(pdf, self.cms.algorithm().digest());
        if pdf.len() != self.document_len || now != self.cms.content().value {
            return Err(SignError::ContentChanged);
        }
        Ok([pdf, &self.complete(signature)?].concat())
    }

    /// Octets to store and [resume](Self::from_bytes) from. They hold no secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        stored(self.document_len, &self.draft, &self.cms.to_bytes())
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`SignError::Stored`] when the octets are something else.
    pub fn from_bytes(octets: &[u8]) -> Result<Self, SignError> {
        let (document_len, draft, cms) = resumed(octets)?;
        let cms = cades::ToSign::from_bytes(&cms)?;
        Ok(ToSign { document_len, draft, cms })
    }
}

/// The stored form of what waits for its value.
pub(crate) fn stored(document_len: usize, draft: &Draft, rest: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.uint(FORM);
            w.uint(document_len as u64);
            w.uint(draft.contents.start as u64);
            w.uint(draft.contents.end as u64);
            w.octets(&draft.update);
            w.octets(rest);
        });
    })
}

/// Reads what [`stored`] wrote.
pub(crate) fn resumed(octets: &[u8]) -> Result<(usize, Draft, Vec<u8>), SignError> {
    let found = read_stored(octets).map_err(|_| SignError::Stored)?;
    if found.1.is_sound() { Ok(found) } else { Err(SignError::Stored) }
}

fn read_stored(octets: &[u8]) -> asn1::Result<(usize, Draft, Vec<u8>)> {
    let mut reader = Reader::der(octets);
    let mut fields = reader.sequence()?;
    reader.finish()?;
    let mut number = || fields.expect(tag::INTEGER)?.small_uint();
    if number()? != FORM {
        return Err(asn1::Error::Value("stored signing request"));
    }
    let document_len = number()? as usize;
    let contents: Range<usize> = number()? as usize..number()? as usize;
    let update = fields.expect(tag::OCTET_STRING)?.value.to_vec();
    let rest = fields.expect(tag::OCTET_STRING)?.value.to_vec();
    fields.finish()?;
    Ok((document_len, Draft { update, contents }, rest))
}

impl fmt::Debug for ToSign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Not the update: thousands of octets that tell nothing.
        f.debug_struct("ToSign")
            .field("document_len", &self.document_len)
            .field("update_len", &self.draft.update.len())
            .field("algorithm", &self.algorithm())
            .finish_non_exhaustive()
    }
}

/// Version of the stored form of [`ToSign`].
const FORM: u64 = 1;
