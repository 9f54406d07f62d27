//! Counter-signatures: a signature over the value of another (RFC 5652 §11.4; controfirma).

use std::io::Write;

use asn1::{Reader, Writer, tag};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, SignatureAlgorithm},
};

use crate::{
    AugmentError, ContentDigest, ContentDigests, Parameters, ReadSeek, SignError, Signed, SignedData, ToSign,
    Which, create, oid,
    rewrite::{Rewriting, attribute_of},
};

/// Prepares a counter-signature of one of the signatures of an envelope, or of a counter-signature at any
/// depth. The signed attributes are those of CAdES-B-B without content-type.
///
/// `detached` holds the digests of a content that is not inside, `candidates` certificates that the
/// signature to be counter-signed may need. Of the parameters, `content_type` and what describes the
/// content do not apply.
///
/// # Errors
/// [`AugmentError::Signature`] when that signature does not verify: nobody should put a name under it.
/// [`AugmentError::Archived`] when an archive time stamp protects it already.
pub fn prepare_counter_signature(
    existing: &SignedData,
    which: &Which,
    detached: Option<&ContentDigests>,
    candidates: &[Certificate],
    certificate: &Certificate,
    chain: &[Certificate],
    parameters: &Parameters,
) -> Result<CounterToSign, AugmentError> {
    let signer = existing.verified(which, detached, candidates)?;
    if which.counter_signatures().len() >= existing.limits().counter_signature_depth {
        return Err(AugmentError::NoSuchSignature);
    }
    if signer.is_archived() {
        return Err(AugmentError::Archived);
    }
    let covered = ContentDigest::of_slice(signer.signature(), parameters.signature.digest());
    let to_sign = create::prepare_counter(&covered, certificate, chain, parameters)?;
    Ok(CounterToSign { to_sign, which: which.clone() })
}

/// Writes the envelope with a counter-signature added to the signature it was prepared for. `source` is
/// what `existing` was read from; everything signed stays as it is.
///
/// # Errors
/// [`AugmentError::OtherSignature`] when the signature in that place is another; other [`AugmentError`].
/// What was written is then to be thrown away.
pub fn with_counter_signature(
    existing: &SignedData,
    source: &mut (dyn ReadSeek + '_),
    counter: &CounterSigned,
    mut out: impl Write,
) -> Result<(), AugmentError> {
    let (signer, _) = existing.signature(&counter.which)?;
    if signer.is_archived() {
        return Err(AugmentError::Archived);
    }
    let covered = counter.signed.content();
    if covered.algorithm.digest(signer.signature()) != covered.value {
        return Err(AugmentError::OtherSignature);
    }
    let value = counter.signed.signer_info().to_vec();
    let mut rewriting = Rewriting::of(existing);
    rewriting.add_attribute(&counter.which, &attribute_of(oid::COUNTER_SIGNATURE, vec![value], true))?;
    rewriting.announce(covered.algorithm);
    rewriting.add_certificates(counter.signed.certificates())?;
    Ok(rewriting.write(source, &mut out)?)
}

/// A counter-signature that waits for its value: [`crate::ToSign`], and where it goes.
#[derive(Clone, Debug)]
pub struct CounterToSign {
    to_sign: ToSign,
    which: Which,
}

impl CounterToSign {
    /// The octets that the signature covers: the signed attributes.
    pub fn bytes(&self) -> &[u8] {
        self.to_sign.bytes()
    }

    /// The algorithm that the signature must be made with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.to_sign.algorithm()
    }

    /// Digest of [`Self::bytes`], what the key signs.
    pub fn digest(&self) -> Vec<u8> {
        self.to_sign.digest()
    }

    /// The certificate of the counter-signer.
    pub fn certificate(&self) -> &Certificate {
        self.to_sign.certificate()
    }

    /// The signature that is counter-signed.
    pub fn which(&self) -> &Which {
        &self.which
    }

    /// Takes the signature value: RSA octets as they are, ECDSA as DER `SEQUENCE { r, s }`.
    ///
    /// # Errors
    /// [`SignError::SignatureRejected`] when it does not verify with the key of the certificate.
    pub fn complete(&self, signature: &[u8]) -> Result<CounterSigned, SignError> {
        Ok(CounterSigned { signed: self.to_sign.complete(signature)?, which: self.which.clone() })
    }

    /// Octets to store and [resume](Self::from_bytes) from. They hold no secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.raw(&self.to_sign.to_bytes());
                w.uint(self.which.signer() as u64);
                self.which.counter_signatures().iter().for_each(|position| w.uint(*position as u64));
            });
        })
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`SignError::Stored`] when the octets are something else.
    pub fn from_bytes(octets: &[u8]) -> Result<Self, SignError> {
        let read = || -> asn1::Result<(&[u8], Which)> {
            let mut outer = Reader::der(octets);
            let mut fields = outer.sequence()?;
            outer.finish()?;
            let to_sign = fields.expect(tag::SEQUENCE)?.raw;
            let position = |fields: &mut Reader<'_>| Ok(fields.expect(tag::INTEGER)?.small_uint()? as usize);
            let mut which = Which::signer_at(position(&mut fields)?);
            while !fields.is_empty() {
                which = which.counter_signature(position(&mut fields)?);
            }
            Ok((to_sign, which))
        };
        let (to_sign, which) = read().map_err(SignError::Stored)?;
        Ok(Self { to_sign: ToSign::from_stored(to_sign, create::Use::Counter)?, which })
    }
}

/// A finished counter-signature, to be put where it belongs: [`with_counter_signature`].
#[derive(Clone, Debug)]
pub struct CounterSigned {
    signed: Signed,
    which: Which,
}

impl CounterSigned {
    /// The SignerInfo in DER.
    pub fn signer_info(&self) -> &[u8] {
        self.signed.signer_info()
    }

    /// The signature that it is over.
    pub fn which(&self) -> &Which {
        &self.which
    }

    /// The certificates that go with it, the counter-signer's first.
    pub fn certificates(&self) -> &[Vec<u8>] {
        self.signed.certificates()
    }

    /// What a signature time stamp must be over.
    pub fn signature_imprint(&self, algorithm: DigestAlgorithm) -> Vec<u8> {
        self.signed.signature_imprint(algorithm)
    }

    /// The same counter-signature with a time stamp.
    ///
    /// # Errors
    /// As [`Signed::with_signature_time_stamp`].
    pub fn with_signature_time_stamp(self, token: &[u8]) -> Result<Self, AugmentError> {
        Ok(Self { signed: self.signed.with_signature_time_stamp(token)?, which: self.which })
    }
}
