//! Certification requests (PKCS#10, RFC 2986): a key, and the proof that who asks holds it.
//!
//! A [`Request`] exists only when its signature was verified with the key it contains. What name it
//! asks for is a wish: names in certificates come from the registration.

use std::{fmt, ops::Range, sync::Arc};

use asn1::{Tag, Tlv, Writer, tag};

use crate::{
    At, Error, ToSign,
    alg::{PublicKey, SignatureAlgorithm, VerifyError},
    extension::Extensions,
    name::Name,
    oid, pem,
    signed::{self, Signed},
};

/// Why a request is not accepted.
#[derive(Clone, Copy, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// It cannot be read.
    #[error(transparent)]
    Malformed(#[from] Error),
    /// The signature does not prove possession of the key.
    #[error("proof of possession: {0}")]
    Possession(#[from] VerifyError),
}

/// A certification request whose proof of possession holds.
#[derive(Clone)]
pub struct Request {
    der: Arc<[u8]>,
    subject: Range<usize>,
    extensions: Range<usize>,
    key: PublicKey,
    algorithm: SignatureAlgorithm,
}

impl Request {
    /// Reads a request in DER and verifies its signature.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn from_der(der: impl Into<Arc<[u8]>>) -> Result<Self, RequestError> {
        const INFO: &str = "certificationRequestInfo";
        let der: Arc<[u8]> = der.into();
        let Signed { tbs, algorithm, signature, rest } = Signed::read(&der, "certificationRequest", INFO)?;
        rest.finish().at("certificationRequest")?;
        let mut fields = tbs.reader().at(INFO)?;
        if fields.expect(tag::INTEGER).and_then(|tlv| tlv.small_uint()).at("version")? != 0 {
            return Err(Error::Value { field: "version", rule: "only version 1 is defined" }.into());
        }
        let subject = fields.expect(tag::SEQUENCE).at("subject")?;
        Name::check(&subject, "subject")?;
        let spki = fields.expect(tag::SEQUENCE).at("subjectPKInfo")?;
        let mut extensions = 0..0;
        // The attributes must be there; requests without them are in use.
        if let Some(attributes) = fields.optional(Tag::context_constructed(0)).at("attributes")? {
            for attribute in attributes.children() {
                if let Some(sequence) = requested_extensions(&attribute.at("attributes")?)? {
                    extensions = signed::range(&der, sequence);
                }
            }
        }
        fields.finish().at(INFO)?;
        let key = PublicKey::from_spki(spki.raw)?;
        let algorithm = signed::algorithm(algorithm.raw)?;
        key.verify(algorithm, tbs.raw, signature)?;
        let subject = signed::range(&der, subject.raw);
        Ok(Self { subject, extensions, key, algorithm, der: Arc::clone(&der) })
    }

    /// Reads a request in DER or PEM and verifies its signature.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn from_pem_or_der(data: &[u8]) -> Result<Self, RequestError> {
        if data.first() == Some(&tag::SEQUENCE.0) {
            return Self::from_der(data);
        }
        let wanted = ["CERTIFICATE REQUEST", "NEW CERTIFICATE REQUEST"];
        let block = pem::blocks(data)?.into_iter().find(|block| wanted.contains(&&*block.label));
        Self::from_der(block.ok_or(Error::Pem("no certification request"))?.data)
    }

    /// The octets.
    pub fn der(&self) -> &[u8] {
        &self.der
    }

    /// The name it asks for.
    pub fn subject(&self) -> Name<'_> {
        Name::trusted(&self.der[self.subject.clone()])
    }

    /// The key whose possession was shown.
    pub fn public_key(&self) -> &PublicKey {
        &self.key
    }

    /// How the proof was signed.
    pub fn signature_algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// The extensions it asks for.
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions::trusted(&self.der[self.extensions.clone()])
    }
}

fn requested_extensions<'a>(attribute: &Tlv<'a>) -> Result<Option<&'a [u8]>, Error> {
    const FIELD: &str = "attributes";
    let mut fields = attribute.reader().at(FIELD)?;
    let kind = fields.expect(tag::OID).and_then(|tlv| tlv.oid()).at(FIELD)?;
    let values = fields.expect(tag::SET).at(FIELD)?;
    fields.finish().at(FIELD)?;
    if kind != oid::EXTENSION_REQUEST {
        return Ok(None);
    }
    let mut values = values.reader().at("extensionRequest")?;
    let sequence = values.expect(tag::SEQUENCE).at("extensionRequest")?;
    values.finish().at("extensionRequest")?;
    Extensions::check_sequence(&sequence, "extensionRequest")?;
    Ok(Some(sequence.value))
}

impl fmt::Debug for Request {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Request({} {:?})", self.subject(), self.key)
    }
}

/// A request for a key, to be signed by that key. `subject` is a `Name` in DER.
pub fn build(subject: Name<'_>, key: &PublicKey, algorithm: SignatureAlgorithm) -> ToSign {
    let tbs = Writer::build(|w| {
        w.sequence(|w| {
            w.uint(0);
            w.raw(subject.der());
            w.raw(key.spki_der());
            w.context(0, |_| {});
        });
    });
    ToSign::new(tbs, algorithm)
}
