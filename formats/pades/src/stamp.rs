//! Time stamps: into the envelope of the last signature (level B-T), or over the whole document as a
//! field of their own (EN 319 142-1, 5.4.3; level B-LTA).

use cades::token::TimeStampToken;
use x509::alg::DigestAlgorithm;

use crate::envelope::with_time_stamp;
use crate::pdf::Access;
use crate::read::{Coverage, Inspection, PdfSignature, inspect_with_password};
use crate::sign::{Draft, Filling, Options, Password, SignError, fill_room, open, resumed, stored, told};

/// Octets left for a token when [`Options::reserve`] asks for no more: tokens of qualified authorities
/// take 4.7 to 6.5 KiB.
const TOKEN_ROOM: usize = 10_240;

/// Prepares a document time stamp: an update with a field of its own and room for the token. Of
/// `options` it takes the file identifier, the field, the reserve, the appearance and the password.
///
/// A document time stamp may also follow a certification that forbids changes (ISO 32000-2, 12.8.2.2).
///
/// # Errors
/// [`SignError`]: the file cannot be appended to.
pub fn prepare_document_time_stamp(pdf: &[u8], options: &Options) -> Result<ToStamp, SignError> {
    let document = open(pdf, &options.password)?;
    let room = options.reserve.max(TOKEN_ROOM).next_multiple_of(1024);
    let draft = Draft::write(&document, options, Filling::TimeStamp, room)?;
    let digests = ALGORITHMS.map(|algorithm| draft.digest(pdf, algorithm));
    Ok(ToStamp { document_len: pdf.len(), draft, digests })
}

/// What a time-stamp authority may be asked for (TS 119 312).
const ALGORITHMS: [DigestAlgorithm; 3] =
    [DigestAlgorithm::Sha256, DigestAlgorithm::Sha384, DigestAlgorithm::Sha512];

/// A document time stamp that waits for its token. It can be stored ([`Self::to_bytes`]) and resumed.
#[derive(Clone)]
pub struct ToStamp {
    document_len: usize,
    draft: Draft,
    digests: [Vec<u8>; 3],
}

impl ToStamp {
    /// The digest that the token has to hold; SHA-256, SHA-384 and SHA-512 are to be had.
    pub fn digest(&self, algorithm: DigestAlgorithm) -> Option<&[u8]> {
        let at = ALGORITHMS.iter().position(|known| *known == algorithm)?;
        Some(&self.digests[at])
    }

    /// Length of the document that was prepared; the update belongs right behind it.
    pub fn document_len(&self) -> usize {
        self.document_len
    }

    /// Takes the token (or the response around it) and gives the update to append to the document.
    ///
    /// # Errors
    /// [`SignError::Token`] when it is not about this document; [`SignError::DoesNotFit`].
    pub fn complete(&self, token: &[u8]) -> Result<Vec<u8>, SignError> {
        let token = check_token(token, |algorithm| self.digest(algorithm).map(<[u8]>::to_vec))?;
        self.draft.filled(token.raw())
    }

    /// As [`Self::complete`], and gives the whole document.
    ///
    /// # Errors
    /// Also [`SignError::ContentChanged`] when `pdf` is not the document that was prepared.
    pub fn complete_document(&self, pdf: &[u8], token: &[u8]) -> Result<Vec<u8>, SignError> {
        if pdf.len() != self.document_len || self.draft.digest(pdf, ALGORITHMS[0]) != self.digests[0] {
            return Err(SignError::ContentChanged);
        }
        Ok([pdf, &self.complete(token)?].concat())
    }

    /// Octets to store and [resume](Self::from_bytes) from. They hold no secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        stored(self.document_len, &self.draft, &self.digests.concat())
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`SignError::Stored`] when the octets are something else.
    pub fn from_bytes(octets: &[u8]) -> Result<Self, SignError> {
        let (document_len, draft, all) = resumed(octets)?;
        let mut rest = all.as_slice();
        let mut digests = Vec::new();
        for algorithm in ALGORITHMS {
            let (digest, more) = rest.split_at_checked(algorithm.len()).ok_or(SignError::Stored)?;
            digests.push(digest.to_vec());
            rest = more;
        }
        let digests = digests.try_into().map_err(|_| SignError::Stored)?;
        if rest.is_empty() { Ok(ToStamp { document_len, draft, digests }) } else { Err(SignError::Stored) }
    }
}

impl std::fmt::Debug for ToStamp {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("ToStamp").field("document_len", &self.document_len).finish_non_exhaustive()
    }
}

/// What a time stamp over the `which`-th signature (index into [`Inspection::signatures`]) has to cover:
/// the digest of its value.
///
/// # Errors
/// [`SignError::NoSuchSignature`].
pub fn signature_imprint(pdf: &[u8], which: usize, algorithm: DigestAlgorithm) -> Result<Vec<u8>, SignError> {
    signature_imprint_unlocked(pdf, which, algorithm, &Password::default())
}

/// As [`signature_imprint`], of an encrypted file.
///
/// # Errors
/// Also [`SignError::Encrypted`].
pub fn signature_imprint_unlocked(
    pdf: &[u8],
    which: usize,
    algorithm: DigestAlgorithm,
    password: &Password,
) -> Result<Vec<u8>, SignError> {
    let found = look(pdf, password)?;
    let signature = found.signatures.get(which).ok_or(SignError::NoSuchSignature)?;
    value_of(signature).map(|value| algorithm.digest(&value))
}

/// Puts a time stamp into the `which`-th signature: level B-T. Only the room left in its `/Contents` is
/// written to, so it must be the last thing in the file; else take a document time stamp.
///
/// # Errors
/// [`SignError::NotLast`]; [`SignError::DoesNotFit`] when no room was left; [`SignError::Token`].
pub fn with_signature_time_stamp(pdf: &[u8], which: usize, token: &[u8]) -> Result<Vec<u8>, SignError> {
    with_signature_time_stamp_unlocked(pdf, which, token, &Password::default())
}

/// As [`with_signature_time_stamp`], of an encrypted file.
///
/// # Errors
/// Also [`SignError::Encrypted`].
pub fn with_signature_time_stamp_unlocked(
    pdf: &[u8],
    which: usize,
    token: &[u8],
    password: &Password,
) -> Result<Vec<u8>, SignError> {
    let found = look(pdf, password)?;
    let signature = last_signature(&found, which)?;
    let value = value_of(signature)?;
    let token = check_token(token, |algorithm| Some(algorithm.digest(&value)))?;
    let cms = with_time_stamp(&signature.cms, token.raw()).map_err(|_| SignError::NoSuchSignature)?;
    let gap = signature.byte_range.ok_or(SignError::NoSuchSignature)?.gap();
    let mut out = pdf.to_vec();
    fill_room(&mut out[gap], &cms)?;
    Ok(out)
}

fn look(pdf: &[u8], password: &Password) -> Result<Inspection, SignError> {
    let found = inspect_with_password(pdf, password.as_str()).map_err(told)?;
    // The form may be among what cannot be seen.
    let hidden = found.access == Access::Locked && found.signatures.is_empty();
    if hidden { Err(SignError::Encrypted) } else { Ok(found) }
}

fn last_signature(found: &Inspection, which: usize) -> Result<&PdfSignature, SignError> {
    use crate::read::{Problem, Severity};
    let signature = found.signatures.get(which).ok_or(SignError::NoSuchSignature)?;
    let sound = |problem: &Problem| problem.severity() == Severity::Warning;
    if signature.is_timestamp() || !signature.problems.iter().all(sound) {
        return Err(SignError::NoSuchSignature);
    }
    if signature.coverage == Coverage::WholeFile { Ok(signature) } else { Err(SignError::NotLast) }
}

fn value_of(signature: &PdfSignature) -> Result<Vec<u8>, SignError> {
    let cms = cades::SignedData::from_slice(&signature.cms, &cades::Limits::default());
    match cms.as_ref().map(cades::SignedData::signers) {
        Ok([signer]) if !signature.is_timestamp() => Ok(signer.signature().to_vec()),
        _ => Err(SignError::NoSuchSignature),
    }
}

/// Reads a token and holds it against what it should be about.
pub(crate) fn check_token(
    token: &[u8],
    imprint: impl Fn(DigestAlgorithm) -> Option<Vec<u8>>,
) -> Result<TimeStampToken, SignError> {
    let token = TimeStampToken::read(token, &cades::Limits::default())
        .map_err(|_| SignError::Token("it does not parse"))?;
    let covers = token.stamp().imprint_algorithm.is_ok_and(|algorithm| {
        imprint(algorithm).is_some_and(|digest| token.covers_digest(algorithm, &digest))
    });
    if covers { Ok(token) } else { Err(SignError::Token("it is about something else")) }
}
