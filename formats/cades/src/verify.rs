//! The checks of one signature over what it covers (RFC 5652 §5.6, EN 319 122-1, EN 319 102-1 §5.2).

use asn1::{Oid, tag};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, Hasher, SignatureAlgorithm, VerifyError},
};

use crate::{
    ContentDigests, EssCertificate, SignatureError, SignatureWarning, SignerInfo, content::Start, oid,
    parser::parse_one, signer::same_issuer_serial,
};

/// What a signature covers.
#[derive(Clone, Copy, Debug)]
pub enum Covered<'a> {
    /// The content of an envelope.
    Content {
        /// Its type, as the envelope says.
        content_type: Oid,
        /// Its digests; `None` where the content is not available.
        digests: Option<&'a ContentDigests>,
    },
    /// The value of another signature: this one is a counter-signature (RFC 5652 §11.4).
    Signature(&'a [u8]),
}

impl Covered<'_> {
    /// The digest of what is covered; `None` where it is not available or was not computed.
    pub(crate) fn digest(&self, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        match self {
            Self::Signature(value) => Some(algorithm.digest(value)),
            Self::Content { digests, .. } => {
                digests.and_then(|digests| digests.get(algorithm)).map(<[u8]>::to_vec)
            }
        }
    }
}

impl Covered<'_> {
    /// What archive time stamps of the old forms begin with.
    pub(crate) fn start(&self, start: Start, algorithm: DigestAlgorithm) -> Option<Hasher> {
        match self {
            Self::Signature(_) => None,
            Self::Content { digests, .. } => digests.and_then(|digests| digests.start(start, algorithm)),
        }
    }
}

/// A signature that verifies. Whether its certificate is to be trusted is another question.
#[derive(Clone, Debug)]
pub struct Verified {
    /// The certificate of the signer.
    pub certificate: Certificate,
    /// How the content was digested.
    pub digest_algorithm: DigestAlgorithm,
    /// How it was signed.
    pub signature_algorithm: SignatureAlgorithm,
    /// What was tolerated.
    pub warnings: Vec<SignatureWarning>,
}

impl SignerInfo {
    /// All checks, in the order of EN 319 102-1 §5.3: format, certificate, content, signature value.
    ///
    /// `certificates` are those of the envelope and any other the caller knows.
    ///
    /// # Errors
    /// [`SignatureError`]: the first cause for which it is not accepted.
    pub fn verify<'c>(
        &self,
        covered: Covered<'_>,
        certificates: impl IntoIterator<Item = &'c Certificate>,
    ) -> Result<Verified, SignatureError> {
        self.check_format(covered)?;
        let named = self.signing_certificates(certificates)?;
        self.check_covered(covered)?;
        // Without an ESS attribute several certificates may carry the same name: any key may be it.
        let mut failure = SignatureError::CertificateNotFound;
        for (certificate, mut warnings) in named {
            match self.check_signature(covered, &certificate) {
                Ok(more) => {
                    warnings.extend(more);
                    return Ok(Verified {
                        certificate,
                        digest_algorithm: self.digest_algorithm()?,
                        signature_algorithm: self.signature_algorithm()?,
                        warnings,
                    });
                }
                Err(error) => failure = error,
            }
        }
        Err(failure)
    }

    /// The form of the signed attributes, and that nobody stripped them.
    ///
    /// # Errors
    /// The variants of [`SignatureError`] marked FORMAT_FAILURE.
    pub fn check_format(&self, covered: Covered<'_>) -> Result<(), SignatureError> {
        let Some(attributes) = self.signed_attributes() else {
            return match covered {
                Covered::Content { digests: Some(digests), .. } if digests.holds_attributes() => {
                    Err(SignatureError::AttributesStripped)
                }
                // RFC 5652 §5.3: absent only where the content is id-data.
                Covered::Content { content_type, .. } if content_type != oid::DATA => {
                    Err(SignatureError::AttributeMissing(oid::CONTENT_TYPE))
                }
                _ => Ok(()),
            };
        };
        let mut seen = Vec::with_capacity(attributes.len());
        for attribute in attributes.iter() {
            let oid = attribute.oid();
            if seen.contains(&oid) {
                return Err(SignatureError::AttributeDuplicated(oid));
            }
            if SINGLE.contains(&oid) && attribute.values().count() != 1 {
                return Err(SignatureError::AttributeNotSingle(oid));
            }
            if UNSIGNED.contains(&oid) {
                return Err(SignatureError::AttributeNotAllowed(oid));
            }
            seen.push(oid);
        }
        match covered {
            Covered::Content { content_type, .. } => {
                match attributes.content_type().malformed("content-type")? {
                    None => return Err(SignatureError::AttributeMissing(oid::CONTENT_TYPE)),
                    Some(found) if found != content_type => return Err(SignatureError::ContentTypeMismatch),
                    Some(_) => {}
                }
            }
            Covered::Signature(_) if seen.contains(&oid::CONTENT_TYPE) => {
                return Err(SignatureError::AttributeNotAllowed(oid::CONTENT_TYPE));
            }
            Covered::Signature(_) => {}
        }
        if attributes.message_digest().malformed("message-digest")?.is_none() {
            return Err(SignatureError::AttributeMissing(oid::MESSAGE_DIGEST));
        }
        attributes.signing_time().malformed("signing-time")?;
        for named in attributes.signing_certificates() {
            Some(named).malformed("signing-certificate")?;
        }
        attributes.algorithm_protection().malformed("cmsAlgorithmProtection")?;
        Ok(())
    }

    /// The certificate of the signer: named by issuer and serial number (or key identifier), and by
    /// its hash where there is an ESS attribute. Where that is missing, the first of those named.
    ///
    /// # Errors
    /// [`SignatureError::CertificateNotFound`], [`SignatureError::CertificateMismatch`],
    /// [`SignatureError::UnsupportedAlgorithm`] of the hash.
    pub fn signing_certificate<'c>(
        &self,
        certificates: impl IntoIterator<Item = &'c Certificate>,
    ) -> Result<(Certificate, Vec<SignatureWarning>), SignatureError> {
        let mut named = self.signing_certificates(certificates)?;
        Ok(named.swap_remove(0))
    }

    /// Never empty.
    fn signing_certificates<'c>(
        &self,
        certificates: impl IntoIterator<Item = &'c Certificate>,
    ) -> Result<Vec<(Certificate, Vec<SignatureWarning>)>, SignatureError> {
        let sid = self.sid();
        let mut named: Vec<&Certificate> = Vec::new();
        for certificate in certificates {
            if sid.names(certificate) && named.iter().all(|known| known.der() != certificate.der()) {
                named.push(certificate);
            }
        }
        if named.is_empty() {
            return Err(SignatureError::CertificateNotFound);
        }
        let mut warnings = Vec::new();
        let hashes = match self.signed_attributes() {
            None => {
                warnings.push(SignatureWarning::NoSignedAttributes);
                Vec::new()
            }
            Some(attributes) => attributes
                .signing_certificates()
                .into_iter()
                .map(|ess| {
                    ess.map_err(|source| SignatureError::Malformed { part: "signing-certificate", source })
                })
                .collect::<Result<Vec<_>, _>>()?,
        };
        if hashes.is_empty() {
            warnings.push(SignatureWarning::NoSigningCertificateAttribute);
        } else if hashes.iter().all(|ess| ess.version == 1) {
            warnings.push(SignatureWarning::EssVersion1);
        }
        let mut confirmed = Vec::with_capacity(1);
        for certificate in named {
            let mut warnings = warnings.clone();
            let mut matches = true;
            for ess in &hashes {
                matches &= hash_matches(ess, certificate)?;
                if !issuer_serial_matches(ess, certificate) {
                    warnings.push(SignatureWarning::EssIssuerSerial);
                }
            }
            if matches {
                confirmed.push((certificate.clone(), warnings));
            }
        }
        if confirmed.is_empty() { Err(SignatureError::CertificateMismatch) } else { Ok(confirmed) }
    }

    /// That the content (or the countersigned value) is the one whose digest was signed. Without
    /// signed attributes the signature value itself says so: nothing to check here but availability.
    ///
    /// # Errors
    /// [`SignatureError::ContentMissing`], [`SignatureError::DigestMismatch`],
    /// [`SignatureError::DigestNotComputed`], or about the algorithm or the attribute.
    pub fn check_covered(&self, covered: Covered<'_>) -> Result<(), SignatureError> {
        let digest = self.covered_digest(covered)?;
        let Some(attributes) = self.signed_attributes() else { return Ok(()) };
        match attributes.message_digest().malformed("message-digest")? {
            None => Err(SignatureError::AttributeMissing(oid::MESSAGE_DIGEST)),
            Some(signed) if signed == digest => Ok(()),
            Some(_) => Err(SignatureError::DigestMismatch),
        }
    }

    fn covered_digest(&self, covered: Covered<'_>) -> Result<Vec<u8>, SignatureError> {
        let algorithm = self.digest_algorithm()?;
        match covered {
            Covered::Signature(value) => Ok(algorithm.digest(value)),
            Covered::Content { digests: None, .. } => Err(SignatureError::ContentMissing),
            Covered::Content { digests: Some(digests), .. } => digests
                .get(algorithm)
                .map(<[u8]>::to_vec)
                .ok_or(SignatureError::DigestNotComputed(algorithm.name())),
        }
    }

    /// The signature value under the key of `certificate`, and that all algorithms agree.
    ///
    /// # Errors
    /// [`SignatureError::AlgorithmMismatch`], [`SignatureError::Signature`], or as
    /// [`Self::check_covered`] when the content itself is signed.
    pub fn check_signature(
        &self,
        covered: Covered<'_>,
        certificate: &Certificate,
    ) -> Result<Vec<SignatureWarning>, SignatureError> {
        self.check_algorithms()?;
        let algorithm = self.signature_algorithm()?;
        let key =
            certificate.public_key().map_err(|_| SignatureError::Signature(VerifyError::UnsupportedKey))?;
        let Some(as_present) = self.signed_attributes_raw() else {
            let digest = self.covered_digest(covered)?;
            key.verify_digest(algorithm, &digest, self.signature()).map_err(SignatureError::Signature)?;
            return Ok(Vec::new());
        };
        // RFC 5652 §5.4: the tag of the SET stands in place of [0] for the digest.
        let mut as_present = as_present.to_vec();
        as_present[0] = tag::SET.0;
        let canonical = self.signed_attributes_der();
        let is_der = canonical.as_ref() == Some(&as_present);
        if let Some(canonical) = &canonical {
            match key.verify(algorithm, canonical, self.signature()) {
                Ok(()) if is_der => return Ok(Vec::new()),
                Ok(()) => return Ok(vec![SignatureWarning::NotDer { canonical: true }]),
                Err(VerifyError::Invalid) if !is_der => {}
                Err(error) => return Err(SignatureError::Signature(error)),
            }
        }
        // Signers exist that sign the octets in the order they wrote them.
        key.verify(algorithm, &as_present, self.signature()).map_err(SignatureError::Signature)?;
        Ok(vec![SignatureWarning::NotDer { canonical: false }])
    }

    fn check_algorithms(&self) -> Result<(), SignatureError> {
        let digest = self.digest_algorithm()?;
        let signature = self.signature_algorithm()?;
        if signature.digest() != digest {
            return Err(SignatureError::AlgorithmMismatch("digest and signature algorithm"));
        }
        let Some(attributes) = self.signed_attributes() else { return Ok(()) };
        if let Some(protected) = attributes.algorithm_protection().malformed("cmsAlgorithmProtection")? {
            let protected_digest =
                parse_one(&protected.digest).ok().and_then(|tlv| DigestAlgorithm::read(&tlv).ok());
            let same_signature = protected.signature.as_ref().is_some_and(|raw| {
                raw == self.signature_algorithm_raw()
                    || parse_one(raw).ok().and_then(|tlv| SignatureAlgorithm::read(&tlv, Some(digest)).ok())
                        == Some(signature)
            });
            if protected_digest != Some(digest) || !same_signature {
                return Err(SignatureError::AlgorithmMismatch("cmsAlgorithmProtection"));
            }
        }
        Ok(())
    }
}

/// Attributes that have exactly one value (RFC 5652 §11, RFC 5035 §3, RFC 6211 §2).
const SINGLE: [Oid; 6] = [
    oid::CONTENT_TYPE,
    oid::MESSAGE_DIGEST,
    oid::SIGNING_TIME,
    oid::SIGNING_CERTIFICATE,
    oid::SIGNING_CERTIFICATE_V2,
    oid::ALGORITHM_PROTECTION,
];

/// Attributes about the signature, which the signature cannot cover (RFC 5652 §11.4, EN 319 122-1 §5.3, §5.5).
const UNSIGNED: [Oid; 5] = [
    oid::COUNTER_SIGNATURE,
    oid::SIGNATURE_TIME_STAMP,
    oid::ARCHIVE_TIME_STAMP_V1,
    oid::ARCHIVE_TIME_STAMP_V2,
    oid::ARCHIVE_TIME_STAMP_V3,
];

fn hash_matches(ess: &EssCertificate, certificate: &Certificate) -> Result<bool, SignatureError> {
    let algorithm = ess.algorithm.map_err(SignatureError::UnsupportedAlgorithm)?;
    Ok(algorithm.digest(certificate.der()) == ess.hash)
}

fn issuer_serial_matches(ess: &EssCertificate, certificate: &Certificate) -> bool {
    ess.issuer_serial.as_ref().is_none_or(|(issuer, serial)| same_issuer_serial(certificate, issuer, serial))
}

trait Malformed<T> {
    fn malformed(self, part: &'static str) -> Result<Option<T>, SignatureError>;
}

impl<T> Malformed<T> for Option<asn1::Result<T>> {
    fn malformed(self, part: &'static str) -> Result<Option<T>, SignatureError> {
        self.transpose().map_err(|source| SignatureError::Malformed { part, source })
    }
}
