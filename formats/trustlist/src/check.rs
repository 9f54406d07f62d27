//! Whether a list is signed by who may sign it (TS 119 612 §5.7 and annex B; TS 119 615 §4.2).

use std::sync::Arc;

use jiff::Timestamp;
use x509::{Certificate, alg::DigestAlgorithm};
use xades::{
    Scope, SignatureError, SignatureWarning, Verified, signatures,
    xml::{self, Document, Source},
};

use crate::{
    Error, TrustedList,
    lists::CheckedList,
    read::{self, LIMITS},
};

/// From when on lists are issued in version 6 only (implementing decision (EU) 2025/2164).
pub const VERSION_6: Timestamp = Timestamp::constant(1_777_413_600, 0);

/// Why a list is not accepted.
#[derive(Debug, thiserror::Error)]
pub enum Refusal {
    /// KeyInfo has no certificate; it must have that of the signer.
    #[error("KeyInfo has no certificate")]
    KeyInfo,
    /// The signature is not XAdES: the certificate of the signer is not signed.
    #[error("the signature is not XAdES")]
    NotXades,
    /// It cannot be read.
    #[error(transparent)]
    Read(#[from] Error),
    /// There are several signatures.
    #[error("the list has {0} signatures in place of one")]
    SeveralSignatures(usize),
    /// The signature does not hold.
    #[error("the signature of the list: {0}")]
    Signature(#[from] SignatureError),
    /// Who signed it may not: its certificate is not among those that are known for this list.
    #[error("the list is signed by {}, who may not", .0.subject())]
    Stranger(Certificate),
    /// There is no signature.
    #[error("the list is not signed")]
    Unsigned,
    /// A digest that is not relied upon.
    #[error("the signature of the list uses {}", .0.name())]
    Weak(DigestAlgorithm),
    /// The signature is over something else than the whole list.
    #[error("the signature does not cover the whole list")]
    WholeListNotSigned,
}

/// Something unusual about a list that does not stand against it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Warning {
    /// KeyInfo has this many certificates in place of the signer's alone, as §5.7.1 wants it.
    KeyInfo(usize),
    /// It is in version 5 though issued after [`VERSION_6`].
    OldVersion,
    /// What was tolerated in the signature.
    Signature(SignatureWarning),
    /// The certificate that signed it was not valid when the list was issued.
    SignerNotValid,
}

/// Reads a list and checks its signature: enveloped XAdES over the whole list, SHA-256 or stronger, with
/// the certificate of the signer in KeyInfo, which must be one of `operators`: those that the list of
/// lists names for it (for the list of lists see [`lotl`](crate::lotl)). Which of several in KeyInfo is
/// the signer's, the signed properties say; the others mean nothing, and are a [`Warning`].
///
/// Those certificates are trusted because they are named: neither their path nor their revocation is
/// looked at.
///
/// # Errors
/// [`Refusal`]: the first cause.
pub fn check(list: &[u8], operators: &[Certificate]) -> Result<CheckedList, Refusal> {
    read::check_size(list)?;
    let source = Source::read_within(list, &LIMITS).map_err(Error::from)?;
    let document = Document::parse_within(&source, &LIMITS).map_err(Error::from)?;
    let list = TrustedList::from_document(&document)?;
    let (verified, mut warnings) = verify(&document)?;
    if !operators.contains(&verified.certificate) {
        return Err(Refusal::Stranger(verified.certificate));
    }
    if !verified.certificate.is_valid_at(list.scheme.issued) {
        warnings.push(Warning::SignerNotValid);
    }
    if list.scheme.version < 6 && list.scheme.issued >= VERSION_6 {
        warnings.push(Warning::OldVersion);
    }
    Ok(CheckedList { list: Arc::new(list), signer: Some(verified.certificate), warnings })
}

fn verify(document: &Document<'_>) -> Result<(Verified, Vec<Warning>), Refusal> {
    let root = document.root_element();
    let of_list = |node: Option<xml::Node<'_>>| node == Some(root);
    let all = signatures(document);
    let signature = match all.as_slice() {
        [] => return Err(Refusal::Unsigned),
        [signature] if of_list(signature.element().parent()) => signature,
        [_] => return Err(Refusal::Unsigned),
        several => return Err(Refusal::SeveralSignatures(several.len())),
    };
    let certificates = signature.key_info_certificates().len();
    if certificates == 0 {
        return Err(Refusal::KeyInfo);
    }
    let verified = signature.verify(&(), &[])?;
    let whole = verified
        .references
        .iter()
        .find(|reference| {
            reference
                .uri
                .as_deref()
                .is_some_and(|uri| reference.scope == Scope::Full && is_root(document, uri))
        })
        .ok_or(Refusal::WholeListNotSigned)?;
    for digest in [whole.digest_algorithm, verified.signature_algorithm.digest()] {
        if digest.len() < DigestAlgorithm::Sha256.len() {
            return Err(Refusal::Weak(digest));
        }
    }
    let mut warnings = Vec::new();
    if certificates > 1 {
        warnings.push(Warning::KeyInfo(certificates));
    }
    for warning in &verified.warnings {
        match warning {
            SignatureWarning::NotXades | SignatureWarning::NoSigningCertificate => {
                return Err(Refusal::NotXades);
            }
            other => warnings.push(Warning::Signature(other.clone())),
        }
    }
    Ok((verified, warnings))
}

/// Whether a URI points to the root: `""`, or `#` and its identifier.
fn is_root(document: &Document<'_>, uri: &str) -> bool {
    match uri.strip_prefix('#') {
        None => uri.is_empty(),
        Some(id) => document.by_id(id) == Some(document.root_element()),
    }
}
