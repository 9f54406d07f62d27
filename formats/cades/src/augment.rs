//! Raising the level of a signature: B-T, B-LT, B-LTA (EN 319 122-1 §6.3), and repeating the last.

use std::io::{self, Cursor, Write};

use asn1::Writer;
use x509::{
    Certificate,
    alg::DigestAlgorithm,
    evidence::{ObjectId, ValidationData},
};

use crate::{
    ContentDigest, ContentDigests, Covered, Limits, ReadSeek, SignError, SignatureError, Signed, SignedData,
    SignerInfo,
    evidence::{Revocation, basic_of},
    hash_index::value_octets,
    oid,
    rewrite::{Rewriting, attribute_of},
    stamps::archive_prefixes,
    token::{TimeStampToken, TokenError},
};

/// A signature in an envelope: one of its signers, or a counter-signature below it at any depth.
///
/// Positions are those of the envelope as it was read. What was written is read anew before it is pointed
/// into: in DER the order of attributes follows from their octets.
///
/// ```
/// use cades::Which;
///
/// // The first counter-signature of the second signature.
/// let which = Which::signer_at(1).counter_signature(0);
/// assert_eq!((which.signer(), which.counter_signatures()), (1, &[0][..]));
/// ```
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Which {
    signer: usize,
    counter: Vec<usize>,
}

impl Which {
    /// One of [`SignedData::signers`], from 0.
    pub fn signer_at(position: usize) -> Self {
        Self { signer: position, counter: Vec::new() }
    }

    /// One of the counter-signatures of this one, from 0: [`SignerInfo::counter_signatures`].
    #[must_use]
    pub fn counter_signature(mut self, position: usize) -> Self {
        self.counter.push(position);
        self
    }

    /// Position among the signers.
    pub fn signer(&self) -> usize {
        self.signer
    }

    /// Position among the counter-signatures at each depth; empty for a signer.
    pub fn counter_signatures(&self) -> &[usize] {
        &self.counter
    }
}

/// Why an envelope is not augmented or counter-signed.
#[derive(Debug, thiserror::Error)]
pub enum AugmentError {
    /// An archive time stamp protects what would change.
    #[error("an archive time stamp protects what would change")]
    Archived,
    /// An archive time stamp of an old form is over all certificates and revocation data: none can be
    /// added (RFC 5126 §6.4.1).
    #[error("an archive time stamp of version 2 does not let certificates or revocation data be added")]
    ArchivedV2,
    /// The content was not given, or its digest under this algorithm was not.
    #[error("the signed content is not available")]
    ContentMissing,
    /// Reading or writing failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] io::Error),
    /// There is no such signature in the envelope, or it does not parse.
    #[error("there is no such signature")]
    NoSuchSignature,
    /// The counter-signature was prepared over another signature.
    #[error("the signature that was counter-signed is another")]
    OtherSignature,
    /// What was given as an OCSP response is none, or says that there was no answer.
    #[error("not a successful OCSP response")]
    OcspResponse,
    /// Preparing or completing the signature failed.
    #[error(transparent)]
    Sign(#[from] SignError),
    /// The signature that is to be counter-signed does not verify.
    #[error("the signature to be counter-signed is not valid: {0}")]
    Signature(#[from] SignatureError),
    /// What was given is no time-stamp token.
    #[error(transparent)]
    Token(#[from] TokenError),
    /// The token is over something else than this signature needs.
    #[error("the time stamp is over something else")]
    TokenMismatch,
    /// The unsigned attributes do not parse: nothing is added to them.
    #[error("the unsigned attributes of the signature are not readable")]
    UnsignedAttributes,
}

impl SignedData {
    /// The signer, and the way to a counter-signature below it.
    pub(crate) fn signer_of<'w>(&self, which: &'w Which) -> Result<(&SignerInfo, &'w [usize]), AugmentError> {
        let signer = self.signers().get(which.signer).ok_or(AugmentError::NoSuchSignature)?;
        if which.counter.len() > self.limits().counter_signature_depth {
            return Err(AugmentError::NoSuchSignature);
        }
        Ok((signer, &which.counter))
    }

    /// The signature itself; for a counter-signature also the value that it covers.
    ///
    /// # Errors
    /// [`AugmentError::NoSuchSignature`].
    pub fn signature(&self, which: &Which) -> Result<(SignerInfo, Option<Vec<u8>>), AugmentError> {
        let (signer, inner) = self.signer_of(which)?;
        let mut found = signer.clone();
        let mut covered = None;
        for index in inner {
            covered = Some(found.signature().to_vec());
            let (_, _, raw) = found.counter_signature_at(*index).ok_or(AugmentError::NoSuchSignature)?;
            found = SignerInfo::parse(raw.to_vec()).map_err(|_| AugmentError::NoSuchSignature)?;
        }
        Ok((found, covered))
    }

    /// Verifies a signature or counter-signature, as [`Self::verify_detached`] does.
    ///
    /// # Errors
    /// [`AugmentError::Signature`], [`AugmentError::NoSuchSignature`].
    pub(crate) fn verified(
        &self,
        which: &Which,
        detached: Option<&ContentDigests>,
        candidates: &[Certificate],
    ) -> Result<SignerInfo, AugmentError> {
        let (signer, covered) = self.signature(which)?;
        let covered = match &covered {
            Some(value) => Covered::Signature(value),
            None => self.covered(detached),
        };
        signer.verify(covered, self.certificates().iter().chain(candidates))?;
        Ok(signer)
    }
}

/// What a signature time stamp must be over: the digest of the signature value (EN 319 122-1 §5.3).
///
/// # Errors
/// [`AugmentError::NoSuchSignature`].
pub fn signature_imprint(
    existing: &SignedData,
    which: &Which,
    algorithm: DigestAlgorithm,
) -> Result<Vec<u8>, AugmentError> {
    Ok(algorithm.digest(existing.signature(which)?.0.signature()))
}

/// Level B-T: writes the envelope with a signature time stamp added. `source` is what `existing` was read
/// from; the content and everything signed stay as they are, DER stays DER and BER stays BER.
///
/// # Errors
/// [`AugmentError`]; what was written is then to be thrown away.
pub fn with_signature_time_stamp(
    existing: &SignedData,
    source: &mut (dyn ReadSeek + '_),
    which: &Which,
    token: &[u8],
    mut out: impl Write,
) -> Result<(), AugmentError> {
    let (signer, _) = existing.signature(which)?;
    let attribute = signature_time_stamp(&signer, token, existing.limits())?;
    let mut rewriting = Rewriting::of(existing);
    rewriting.add_attribute(which, &attribute)?;
    Ok(rewriting.write(source, &mut out)?)
}

fn signature_time_stamp(signer: &SignerInfo, token: &[u8], limits: &Limits) -> Result<Vec<u8>, AugmentError> {
    let token = TimeStampToken::read(token, limits)?;
    if !token.covers(signer.signature()) {
        return Err(AugmentError::TokenMismatch);
    }
    Ok(attribute_of(oid::SIGNATURE_TIME_STAMP, vec![token.raw().to_vec()], true))
}

impl Signed {
    /// What a signature time stamp must be over, before the envelope is written.
    pub fn signature_imprint(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        // What was made here parses.
        SignerInfo::parse(self.signer_info().to_vec())
            .map(|signer| algorithm.digest(signer.signature()))
            .unwrap_or_default()
    }

    /// Level B-T from the start: the same signature with a time stamp.
    ///
    /// # Errors
    /// [`AugmentError::Token`], [`AugmentError::TokenMismatch`].
    pub fn with_signature_time_stamp(self, token: &[u8]) -> Result<Self, AugmentError> {
        let signer =
            SignerInfo::parse(self.signer_info().to_vec()).map_err(|_| AugmentError::NoSuchSignature)?;
        let attribute = signature_time_stamp(&signer, token, &Limits::default())?;
        let changed = crate::rewrite::with_attribute(&signer, &[], &attribute, true)?;
        Ok(self.with_signer_info(changed))
    }
}

/// Level B-LT: writes the envelope with certificates and revocation data added beside the signatures, those
/// that are not there yet; OCSP responses as `other` (RFC 5940). Before an archive time stamp is repeated,
/// the data for the previous one goes in this way.
///
/// # Errors
/// [`AugmentError::ArchivedV2`], [`AugmentError::OcspResponse`], [`AugmentError::Io`].
pub fn with_validation_data(
    existing: &SignedData,
    source: &mut (dyn ReadSeek + '_),
    data: &ValidationData,
    mut out: impl Write,
) -> Result<(), AugmentError> {
    if existing.has_archive_v2() {
        return Err(AugmentError::ArchivedV2);
    }
    let mut rewriting = Rewriting::of(existing);
    rewriting.add_certificates(&data.certificates)?;
    let mut known: Vec<ObjectId> =
        existing.revocation().filter_map(Revocation::of_choice).map(Revocation::id).collect();
    let crls = data.crls.iter().map(|crl| Ok::<_, AugmentError>((ObjectId::of(crl), crl.clone())));
    let responses = data.responses.iter().map(|response| {
        let basic = basic_of(response).ok_or(AugmentError::OcspResponse)?;
        Ok((ObjectId::of(basic), other_revocation(response)))
    });
    for item in crls.chain(responses) {
        let (id, choice) = item?;
        if !known.contains(&id) {
            known.push(id);
            rewriting.parts.revocation.push(choice);
        }
    }
    Ok(rewriting.write(source, &mut out)?)
}

/// OtherRevocationInfoFormat (RFC 5652 §10.2.1, RFC 5940 §2.1).
fn other_revocation(response: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.context(1, |w| {
            w.oid(&oid::OCSP_RESPONSE);
            w.raw(response);
        });
    })
}

/// What an archive time stamp must be over now, with everything that is in the envelope
/// (EN 319 122-1 §5.5.3). `content` gives the algorithm, and the digest of the content under it:
/// [`SignedData::content_digest`]. (For a counter-signature only the algorithm counts.)
///
/// # Errors
/// [`AugmentError::NoSuchSignature`], [`AugmentError::UnsignedAttributes`].
pub fn archive_imprint(
    existing: &SignedData,
    which: &Which,
    content: &ContentDigest,
) -> Result<Vec<u8>, AugmentError> {
    let index = hash_index(existing, which, content.algorithm)?;
    archive_imprint_over(existing, which, content, &index)
}

fn archive_imprint_over(
    existing: &SignedData,
    which: &Which,
    content: &ContentDigest,
    index: &[u8],
) -> Result<Vec<u8>, AugmentError> {
    let (signer, covered) = existing.signature(which)?;
    let algorithm = content.algorithm;
    let digest = covered.map_or_else(|| content.value.clone(), |value| algorithm.digest(&value));
    let mut forms = archive_prefixes(existing.content_type(), &digest, &signer, algorithm);
    // Signed attributes that are not in DER: in DER, as the signature should cover them.
    let mut hasher = forms.pop().ok_or(AugmentError::NoSuchSignature)?;
    hasher.update(index);
    Ok(hasher.finish())
}

/// ATSHashIndexV3 of everything that is there (EN 319 122-1 §5.5.2).
fn hash_index(
    existing: &SignedData,
    which: &Which,
    algorithm: DigestAlgorithm,
) -> Result<Vec<u8>, AugmentError> {
    let (signer, _) = existing.signature(which)?;
    if signer.unsigned_attributes_unreadable() {
        return Err(AugmentError::UnsignedAttributes);
    }
    let digests = |w: &mut Writer, items: &mut dyn Iterator<Item = Vec<u8>>| {
        w.sequence(|w| items.for_each(|item| w.octets(&algorithm.digest(&item))));
    };
    Ok(Writer::build(|w| {
        w.sequence(|w| {
            algorithm.write(w);
            digests(w, &mut existing.certificate_choices().map(<[u8]>::to_vec));
            digests(w, &mut existing.revocation().map(<[u8]>::to_vec));
            digests(
                w,
                &mut signer.unsigned_attributes().iter().flat_map(|attribute| {
                    attribute.values().map(move |value| value_octets(attribute.oid(), value))
                }),
            );
        });
    }))
}

/// Level B-LTA, also repeated: writes the envelope with an archive time stamp (version 3) added to a
/// signature; the account of what it protects goes into the token.
///
/// `content` is the same as for [`archive_imprint`], and the envelope must not have changed in between.
///
/// # Errors
/// [`AugmentError::TokenMismatch`] when the token is not over [`archive_imprint`]; other
/// [`AugmentError`]. What was written is then to be thrown away.
pub fn with_archive_time_stamp(
    existing: &SignedData,
    source: &mut (dyn ReadSeek + '_),
    which: &Which,
    content: &ContentDigest,
    token: &[u8],
    mut out: impl Write,
) -> Result<(), AugmentError> {
    let token = TimeStampToken::read(token, existing.limits())?;
    let index = hash_index(existing, which, content.algorithm)?;
    let imprint = archive_imprint_over(existing, which, content, &index)?;
    if !token.covers_digest(content.algorithm, &imprint) {
        return Err(AugmentError::TokenMismatch);
    }
    let mut inside = Rewriting::of(token.signed_data());
    let attribute = attribute_of(oid::ATS_HASH_INDEX_V3, vec![index], true);
    inside.add_attribute(&Which::signer_at(0), &attribute)?;
    let mut indexed = Vec::with_capacity(token.raw().len() + attribute.len());
    inside.write(&mut Cursor::new(token.raw()), &mut indexed)?;
    let attribute = attribute_of(oid::ARCHIVE_TIME_STAMP_V3, vec![indexed], true);
    let mut rewriting = Rewriting::of(existing);
    rewriting.add_attribute(which, &attribute)?;
    Ok(rewriting.write(source, &mut out)?)
}
