//! Making a signature in two steps: what must be signed, then the envelope around the signature value.

use asn1::{Oid, Reader, Tag, Writer, tag};
use jiff::Timestamp;
use x509::{
    Certificate,
    alg::{DigestAlgorithm, KeyType, SignatureAlgorithm, VerifyError},
};

use crate::{ContentDigest, Limits, oid, token::TimeStampToken};

/// What the signer decides about a signature.
#[derive(Clone, Debug)]
pub struct Parameters {
    /// RSA (PKCS#1 v1.5 or PSS) or ECDSA, with SHA-256, SHA-384 or SHA-512. Its digest is also that of
    /// the content.
    pub signature: SignatureAlgorithm,
    /// When, as claimed by the signer. `None` in a PDF, where the signature dictionary says so
    /// (EN 319 142-1 §6.3).
    pub signing_time: Option<Timestamp>,
    /// MIME type of the content: of use when it is detached (EN 319 122-1 §5.2.5).
    pub mime_type: Option<String>,
    /// The commitment that the signature expresses.
    pub commitment: Option<Commitment>,
    /// Where the signer claims to sign (EN 319 122-1 §5.2.5).
    pub location: Option<SignerLocation>,
    /// The policy that the signature is made under (EN 319 122-1 §5.2.9).
    pub policy: Option<SignaturePolicy>,
    /// A time-stamp token over the content, made before signing (EN 319 122-1 §5.2.8), under the digest of
    /// the signature.
    pub content_time_stamp: Option<Vec<u8>>,
    /// The type of the content: id-data for a document (RFC 5652 §4), another for what a protocol signs,
    /// such as id-ct-TSTInfo.
    pub content_type: Oid,
}

impl Parameters {
    /// CAdES-B-B by default: this algorithm, this claimed time, nothing else.
    pub fn new(signature: SignatureAlgorithm, signing_time: Timestamp) -> Self {
        Self { signing_time: Some(signing_time), ..Self::for_pdf(signature) }
    }

    /// For the signature of a PDF: no signing-time attribute.
    pub fn for_pdf(signature: SignatureAlgorithm) -> Self {
        Self {
            signature,
            signing_time: None,
            mime_type: None,
            commitment: None,
            location: None,
            policy: None,
            content_time_stamp: None,
            content_type: oid::DATA,
        }
    }
}

/// Where somebody signs, as claimed; what is empty is left out.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct SignerLocation {
    /// The country.
    pub country: Option<String>,
    /// The town.
    pub locality: Option<String>,
    /// Lines of the address, at most six.
    pub address: Vec<String>,
}

impl SignerLocation {
    fn write(&self, w: &mut Writer) {
        let text = |w: &mut Writer, text: &str| w.text(tag::UTF8_STRING, text);
        w.sequence(|w| {
            for (number, part) in [(0, &self.country), (1, &self.locality)] {
                if let Some(part) = part {
                    w.context(number, |w| text(w, part));
                }
            }
            if !self.address.is_empty() {
                w.context(2, |w| w.sequence(|w| self.address.iter().take(6).for_each(|line| text(w, line))));
            }
        });
    }
}

/// A signature policy: its name, and the digest of its document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SignaturePolicy {
    /// Its identifier.
    pub id: Oid,
    /// The digest of the policy document.
    pub digest: ContentDigest,
    /// Where the document can be had.
    pub uri: Option<String>,
}

impl SignaturePolicy {
    fn write(&self, w: &mut Writer) {
        const URI: Oid = Oid::new("1.2.840.113549.1.9.16.5.1");
        w.sequence(|w| {
            w.oid(&self.id);
            w.sequence(|w| {
                self.digest.algorithm.write(w);
                w.octets(&self.digest.value);
            });
            if let Some(uri) = &self.uri {
                w.sequence(|w| {
                    w.sequence(|w| {
                        w.oid(&URI);
                        w.text(tag::IA5_STRING, uri);
                    });
                });
            }
        });
    }
}

/// commitment-type-indication values (RFC 5126 §5.11.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Commitment {
    /// The content was approved.
    Approval,
    /// The signer created the content.
    Creation,
    /// The content was delivered to the recipient.
    Delivery,
    /// The signer created, approved and sent the content.
    Origin,
    /// The content was received.
    Receipt,
    /// The content was sent, perhaps by another.
    Sender,
}

impl Commitment {
    /// Its object identifier.
    pub fn oid(self) -> Oid {
        match self {
            Self::Approval => Oid::new("1.2.840.113549.1.9.16.6.5"),
            Self::Creation => Oid::new("1.2.840.113549.1.9.16.6.6"),
            Self::Delivery => Oid::new("1.2.840.113549.1.9.16.6.3"),
            Self::Origin => Oid::new("1.2.840.113549.1.9.16.6.1"),
            Self::Receipt => Oid::new("1.2.840.113549.1.9.16.6.2"),
            Self::Sender => Oid::new("1.2.840.113549.1.9.16.6.4"),
        }
    }
}

/// Why a signature is not made.
#[derive(Debug, thiserror::Error)]
pub enum SignError {
    /// The algorithm may be verified but not used for new signatures, or does not suit the key.
    #[error("the algorithm may not be used for a new signature: {0}")]
    AlgorithmNotAllowed(&'static str),
    /// An archive time stamp of version 2 is over all certificates of the envelope: none can be added
    /// (RFC 5126 §6.4.1).
    #[error("an archive time stamp of version 2 does not let certificates be added")]
    Archived,
    /// The certificate's key does not parse.
    #[error("the certificate: {0}")]
    Certificate(#[from] x509::Error),
    /// The content time stamp is no token over the content under the digest of the signature.
    #[error("the time stamp of the content is not over this content")]
    ContentTimeStamp,
    /// The content is not the one whose digest was signed: it changed in between.
    #[error("the content changed while it was signed")]
    ContentChanged,
    /// The envelope that is to be signed once more has a content of another type than id-data.
    #[error("an envelope around a content of type {0} is not signed again")]
    ContentType(Oid),
    /// A signature in the envelope does not verify: it is not signed once more.
    #[error("signature {index} of the envelope is not valid: {source}")]
    ExistingSignature {
        /// Its position, from 0.
        index: usize,
        /// What is wrong with it.
        source: crate::SignatureError,
    },
    /// Reading or writing failed.
    #[error("reading or writing failed: {0}")]
    Io(#[from] std::io::Error),
    /// The value does not verify with the key of the certificate.
    #[error("the key returned a signature that does not verify: {0}")]
    SignatureRejected(VerifyError),
    /// The stored octets are not a [`ToSign`].
    #[error("the stored signing request is damaged: {0}")]
    Stored(asn1::Error),
}

/// Prepares a signature over a content: the signed attributes of CAdES-B-B (EN 319 122-1 §6.3).
///
/// `chain` holds the certificates of the issuing authorities; a self-issued root among them is left
/// out.
///
/// # Errors
/// [`SignError::AlgorithmNotAllowed`] when the algorithm is too weak or does not suit the key.
pub fn prepare(
    content: &ContentDigest,
    certificate: &Certificate,
    chain: &[Certificate],
    parameters: &Parameters,
) -> Result<ToSign, SignError> {
    let mut attributes = vec![attribute(oid::CONTENT_TYPE, |w| w.oid(&parameters.content_type))];
    if let Some(mime_type) = &parameters.mime_type {
        attributes.push(attribute(oid::MIME_TYPE, |w| w.text(tag::UTF8_STRING, mime_type)));
    }
    if let Some(token) = &parameters.content_time_stamp {
        let token = TimeStampToken::read(token, &Limits::default())
            .ok()
            .filter(|token| token.covers_digest(content.algorithm, &content.value))
            .ok_or(SignError::ContentTimeStamp)?;
        attributes.push(attribute(oid::CONTENT_TIME_STAMP, |w| w.raw(token.raw())));
    }
    prepare_with(content, certificate, chain, parameters, Some(parameters.content_type), attributes)
}

/// Prepares a counter-signature over a signature value with this digest (RFC 5652 §11.4).
pub(crate) fn prepare_counter(
    covered: &ContentDigest,
    certificate: &Certificate,
    chain: &[Certificate],
    parameters: &Parameters,
) -> Result<ToSign, SignError> {
    prepare_with(covered, certificate, chain, parameters, None, Vec::new())
}

fn prepare_with(
    content: &ContentDigest,
    certificate: &Certificate,
    chain: &[Certificate],
    parameters: &Parameters,
    content_type: Option<Oid>,
    mut attributes: Vec<Vec<u8>>,
) -> Result<ToSign, SignError> {
    check_algorithm(parameters.signature, certificate)?;
    if content.algorithm != parameters.signature.digest() || content.value.len() != content.algorithm.len() {
        return Err(SignError::AlgorithmNotAllowed("the digest of the content is another"));
    }
    attributes.push(attribute(oid::MESSAGE_DIGEST, |w| w.octets(&content.value)));
    attributes.push(attribute(oid::SIGNING_CERTIFICATE_V2, |w| signing_certificate(certificate, w)));
    if let Some(instant) = parameters.signing_time {
        attributes.push(attribute(oid::SIGNING_TIME, |w| w.time(instant)));
    }
    if let Some(commitment) = parameters.commitment {
        attributes.push(attribute(oid::COMMITMENT_TYPE, |w| w.sequence(|w| w.oid(&commitment.oid()))));
    }
    if let Some(location) = &parameters.location {
        attributes.push(attribute(oid::SIGNER_LOCATION, |w| location.write(w)));
    }
    if let Some(policy) = &parameters.policy {
        attributes.push(attribute(oid::SIGNATURE_POLICY, |w| policy.write(w)));
    }
    let mut certificates = vec![certificate.clone()];
    for authority in chain {
        if !authority.is_self_issued() && certificates.iter().all(|known| known.der() != authority.der()) {
            certificates.push(authority.clone());
        }
    }
    Ok(ToSign {
        content: content.clone(),
        content_type,
        algorithm: parameters.signature,
        attributes: Writer::build(|w| w.set_of(attributes)),
        certificates,
    })
}

fn check_algorithm(algorithm: SignatureAlgorithm, certificate: &Certificate) -> Result<(), SignError> {
    use DigestAlgorithm::{Sha256, Sha384, Sha512};
    let refuse = |reason| Err(SignError::AlgorithmNotAllowed(reason));
    if !matches!(algorithm.digest(), Sha256 | Sha384 | Sha512) {
        return refuse("the digest is not SHA-256, SHA-384 or SHA-512");
    }
    match (algorithm, certificate.public_key()?.key_type()) {
        (SignatureAlgorithm::RsaPss { digest, mgf_digest, salt_len }, _)
            if mgf_digest != digest || salt_len as usize != digest.len() =>
        {
            refuse("PSS with another mask or salt length than its digest's")
        }
        (SignatureAlgorithm::RsaPkcs1(_) | SignatureAlgorithm::RsaPss { .. }, KeyType::Rsa { bits }) => {
            if bits < 2048 {
                refuse("an RSA key of less than 2048 bits")
            } else {
                Ok(())
            }
        }
        (SignatureAlgorithm::Ecdsa(_), KeyType::EcP256 | KeyType::EcP384) => Ok(()),
        _ => refuse("it does not suit the key of the certificate"),
    }
}

fn attribute(oid: Oid, value: impl FnOnce(&mut Writer)) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&oid);
            w.constructed(tag::SET, value);
        });
    })
}

/// SigningCertificateV2 (RFC 5035 §3): SHA-256, which is the default and so not named.
fn signing_certificate(certificate: &Certificate, w: &mut Writer) {
    w.sequence(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.octets(&certificate.sha256());
                w.sequence(|w| {
                    w.sequence(|w| w.context(4, |w| w.raw(certificate.issuer().der())));
                    w.value(tag::INTEGER, certificate.serial_content());
                });
            });
        });
    });
}

/// A signature that waits for its value. The key may be a token, a module or a service that answers
/// later: it can be stored ([`Self::to_bytes`]) and resumed.
#[derive(Clone, Debug)]
pub struct ToSign {
    content: ContentDigest,
    /// Also in the signed attributes; `None` for a counter-signature.
    content_type: Option<Oid>,
    algorithm: SignatureAlgorithm,
    /// SET OF Attribute in DER.
    attributes: Vec<u8>,
    /// The signer's first.
    certificates: Vec<Certificate>,
}

impl ToSign {
    /// The octets that the signature covers: the signed attributes.
    pub fn bytes(&self) -> &[u8] {
        &self.attributes
    }

    /// The algorithm that the signature must be made with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Digest of [`Self::bytes`], what the key signs.
    pub fn digest(&self) -> Vec<u8> {
        self.algorithm.digest().digest(&self.attributes)
    }

    /// The digest of the content.
    pub fn content(&self) -> &ContentDigest {
        &self.content
    }

    /// The certificate of the signer.
    pub fn certificate(&self) -> &Certificate {
        &self.certificates[0]
    }

    /// Takes the signature value: RSA octets as they are, ECDSA as DER `SEQUENCE { r, s }`.
    ///
    /// # Errors
    /// [`SignError::SignatureRejected`] when it does not verify with the key of the certificate: a
    /// wrong key or a broken token is found now, not by the recipient.
    pub fn complete(&self, signature: &[u8]) -> Result<Signed, SignError> {
        self.certificate()
            .public_key()?
            .verify(self.algorithm, &self.attributes, signature)
            .map_err(SignError::SignatureRejected)?;
        Ok(self.complete_verified(signature))
    }

    /// As [`Self::complete`], for a value that whoever holds the key has verified with the key of this
    /// certificate before giving it away: it is not verified once more.
    pub fn complete_verified(&self, signature: &[u8]) -> Signed {
        let certificate = self.certificate();
        let signer_info = Writer::build(|w| {
            w.sequence(|w| {
                w.uint(1);
                w.sequence(|w| {
                    w.raw(certificate.issuer().der());
                    w.value(tag::INTEGER, certificate.serial_content());
                });
                self.content.algorithm.write(w);
                // RFC 5652 §5.4: the SET tag is for the digest alone; here stands [0] IMPLICIT.
                w.raw(&[Tag::context_constructed(0).0]);
                w.raw(&self.attributes[1..]);
                self.algorithm.write(w);
                w.octets(signature);
            });
        });
        Signed {
            signer_info,
            content: self.content.clone(),
            // A counter-signature never gets around a content.
            content_type: self.content_type.unwrap_or(oid::DATA),
            certificates: self.certificates.iter().map(|certificate| certificate.der().to_vec()).collect(),
        }
    }

    /// Octets to store and [resume](Self::from_bytes) from. They hold no secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.uint(FORM);
                self.content.algorithm.write(w);
                w.octets(&self.content.value);
                self.algorithm.write(w);
                w.raw(&self.attributes);
                w.sequence(|w| self.certificates.iter().for_each(|certificate| w.raw(certificate.der())));
            });
        })
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`SignError::Stored`] when the octets are something else.
    pub fn from_bytes(octets: &[u8]) -> Result<Self, SignError> {
        Self::from_stored(octets, Use::Content)
    }

    pub(crate) fn from_stored(octets: &[u8], expected: Use) -> Result<Self, SignError> {
        let read = Self::read(octets).map_err(SignError::Stored)?;
        match (expected, read.content_type) {
            (Use::Content, Some(_)) | (Use::Counter, None) => Ok(read),
            _ => Err(SignError::Stored(asn1::Error::Value("stored signing request"))),
        }
    }

    fn read(octets: &[u8]) -> asn1::Result<Self> {
        const INVALID: asn1::Error = asn1::Error::Value("stored signing request");
        let mut reader = Reader::der(octets);
        let mut fields = reader.sequence()?;
        reader.finish()?;
        if fields.expect(tag::INTEGER)?.small_uint()? != FORM {
            return Err(INVALID);
        }
        let algorithm = DigestAlgorithm::read(&fields.read()?).map_err(|_| INVALID)?;
        let value = fields.expect(tag::OCTET_STRING)?.value.to_vec();
        let signature = SignatureAlgorithm::read(&fields.read()?, None).map_err(|_| INVALID)?;
        let attributes = fields.expect(tag::SET)?;
        let content_type = content_type_of(&attributes)?;
        let attributes = attributes.raw.to_vec();
        let certificates = fields
            .expect(tag::SEQUENCE)?
            .children()
            .map(|certificate| Certificate::from_der(certificate?.raw).map_err(|_| INVALID))
            .collect::<asn1::Result<Vec<_>>>()?;
        fields.finish()?;
        if certificates.is_empty() {
            return Err(INVALID);
        }
        Ok(Self {
            content: ContentDigest { algorithm, value },
            content_type,
            algorithm: signature,
            attributes,
            certificates,
        })
    }
}

/// What a stored request is for.
#[derive(Clone, Copy)]
pub(crate) enum Use {
    Content,
    Counter,
}

/// The content-type among signed attributes.
fn content_type_of(attributes: &asn1::Tlv<'_>) -> asn1::Result<Option<Oid>> {
    for attribute in attributes.children() {
        let mut fields = attribute?.reader()?;
        if fields.expect(tag::OID)?.oid()? == oid::CONTENT_TYPE {
            return fields.expect(tag::SET)?.reader()?.expect(tag::OID)?.oid().map(Some);
        }
    }
    Ok(None)
}

/// Version of the stored form of [`ToSign`].
const FORM: u64 = 1;

/// A finished signature, to be put into an envelope: [`Signed::detached`], [`Signed::enveloping`],
/// [`Signed::write_enveloping`], [`crate::OpenEnvelope::finish`], [`crate::append`].
#[derive(Clone, Debug)]
pub struct Signed {
    signer_info: Vec<u8>,
    content: ContentDigest,
    content_type: Oid,
    certificates: Vec<Vec<u8>>,
}

impl Signed {
    /// The SignerInfo in DER.
    pub fn signer_info(&self) -> &[u8] {
        &self.signer_info
    }

    pub(crate) fn with_signer_info(self, signer_info: Vec<u8>) -> Self {
        Self { signer_info, ..self }
    }

    /// The digest of the content that was signed.
    pub fn content(&self) -> &ContentDigest {
        &self.content
    }

    /// The type of the content.
    pub fn content_type(&self) -> Oid {
        self.content_type
    }

    /// The certificates that go with it, the signer's first.
    pub fn certificates(&self) -> &[Vec<u8>] {
        &self.certificates
    }

    /// The same signature, to be put into an envelope without certificates: for a recipient that has
    /// them and asks for none (RFC 3161 §2.4.1, certReq).
    #[must_use]
    pub fn without_certificates(mut self) -> Self {
        self.certificates.clear();
        self
    }
}
