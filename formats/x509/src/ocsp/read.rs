use std::{fmt, ops::Range, sync::Arc};

use asn1::{Reader, Tag, Tlv, tag};
use jiff::Timestamp;

use super::{CertId, ErrorStatus, Status, read_nonce};
use crate::{
    At, Certificate, Error, Result,
    alg::{PublicKey, SignatureAlgorithm, VerifyError},
    crl::Reason,
    extension::Extensions,
    name::Name,
    oid,
    signed::{self, Signed},
};

/// An `OCSPResponse` (RFC 6960 §4.2.1).
#[derive(Clone, Debug)]
pub enum Answer {
    /// The responder says why it does not answer.
    Error(ErrorStatus),
    /// An answer.
    Successful(BasicResponse),
}

impl Answer {
    /// Reads a response.
    ///
    /// # Errors
    /// When it is malformed or of a type that is not known.
    pub fn from_der(der: &[u8]) -> Result<Self> {
        const RESPONSE: &str = "OCSPResponse";
        let mut outer = Reader::der(der);
        let mut fields = outer.sequence().at(RESPONSE)?;
        outer.finish().at(RESPONSE)?;
        let status = fields.expect(tag::ENUMERATED).and_then(|tlv| tlv.small_uint()).at("responseStatus")?;
        let bytes = fields.optional(Tag::context_constructed(0)).at("responseBytes")?;
        fields.finish().at(RESPONSE)?;
        let error = match status {
            0 => {
                let bytes = bytes.ok_or(Error::Value { field: "responseBytes", rule: "absent" })?;
                let mut explicit = bytes.reader().at("responseBytes")?;
                let mut parts = explicit.sequence().at("responseBytes")?;
                explicit.finish().at("responseBytes")?;
                let kind = parts.expect(tag::OID).and_then(|tlv| tlv.oid()).at("responseType")?;
                if kind != oid::OCSP_BASIC {
                    return Err(Error::Value { field: "responseType", rule: "only the basic type is known" });
                }
                let basic = parts.expect(tag::OCTET_STRING).at("response")?.value;
                parts.finish().at("responseBytes")?;
                return BasicResponse::from_der(basic).map(Self::Successful);
            }
            1 => ErrorStatus::MalformedRequest,
            2 => ErrorStatus::InternalError,
            3 => ErrorStatus::TryLater,
            5 => ErrorStatus::SigRequired,
            6 => ErrorStatus::Unauthorized,
            _ => return Err(Error::Value { field: "responseStatus", rule: "not a defined status" }),
        };
        Ok(Self::Error(error))
    }
}

/// A `BasicOCSPResponse` as read. Cheap to clone.
#[derive(Clone)]
pub struct BasicResponse(Arc<Inner>);

struct Inner {
    der: Arc<[u8]>,
    tbs: Range<usize>,
    algorithm: Range<usize>,
    signature: Range<usize>,
    /// Content of responderID, and whether it is a key hash.
    responder: (Range<usize>, bool),
    produced_at: Timestamp,
    responses: Range<usize>,
    extensions: Range<usize>,
    certificates: Vec<Range<usize>>,
}

/// Who signed an answer.
#[derive(Clone, Copy, Debug)]
pub enum ResponderId<'a> {
    /// The responder's key: SHA-1 of its content.
    Key(&'a [u8]),
    /// The responder's name.
    Name(Name<'a>),
}

impl BasicResponse {
    /// Reads a `BasicOCSPResponse`, as it also stands in signed documents.
    ///
    /// # Errors
    /// [`Error`] names the field that is wrong.
    pub fn from_der(der: impl Into<Arc<[u8]>>) -> Result<Self> {
        const BASIC: &str = "BasicOCSPResponse";
        const TBS: &str = "tbsResponseData";
        let der: Arc<[u8]> = der.into();
        let range = |part: &[u8]| signed::range(&der, part);
        let Signed { tbs, algorithm, signature, mut rest } = Signed::read(&der, BASIC, TBS)?;
        let mut certificates = Vec::new();
        if let Some(explicit) = rest.optional(Tag::context_constructed(0)).at("certs")? {
            let mut inner = explicit.reader().at("certs")?;
            let list = inner.expect(tag::SEQUENCE).at("certs")?;
            inner.finish().at("certs")?;
            for certificate in list.children() {
                certificates.push(range(certificate.at("certs")?.raw));
            }
        }
        rest.finish().at(BASIC)?;
        let mut fields = tbs.reader().at(TBS)?;
        if let Some(explicit) = fields.optional(Tag::context_constructed(0)).at("version")? {
            let mut inner = explicit.reader().at("version")?;
            let version = inner.expect(tag::INTEGER).and_then(|tlv| tlv.small_uint()).at("version")?;
            inner.finish().at("version")?;
            if version != 0 {
                return Err(Error::Value { field: "version", rule: "only version 1 is defined" });
            }
        }
        let responder = fields.read().at("responderID")?;
        let mut inner = responder.reader().at("responderID")?;
        let responder = match responder.tag {
            found if found == Tag::context_constructed(1) => {
                let name = inner.expect(tag::SEQUENCE).at("responderID")?;
                Name::check(&name, "responderID")?;
                (range(name.raw), false)
            }
            found if found == Tag::context_constructed(2) => {
                (range(inner.expect(tag::OCTET_STRING).at("responderID")?.value), true)
            }
            _ => return Err(Error::Value { field: "responderID", rule: "neither name nor key" }),
        };
        inner.finish().at("responderID")?;
        let produced_at = fields.expect(tag::GENERALIZED_TIME).and_then(|tlv| tlv.time()).at("producedAt")?;
        let responses = fields.expect(tag::SEQUENCE).at("responses")?;
        for response in responses.children() {
            SingleResponse::read(&response.at("responses")?)?;
        }
        let mut extensions = 0..0;
        if let Some(explicit) = fields.optional(Tag::context_constructed(1)).at("responseExtensions")? {
            extensions = range(Extensions::check(&explicit, "responseExtensions")?);
        }
        fields.finish().at(TBS)?;
        Ok(Self(Arc::new(Inner {
            tbs: range(tbs.raw),
            algorithm: range(algorithm.raw),
            signature: range(signature),
            responder,
            produced_at,
            responses: range(responses.value),
            extensions,
            certificates,
            der: Arc::clone(&der),
        })))
    }

    fn part(&self, range: &Range<usize>) -> &[u8] {
        &self.0.der[range.clone()]
    }

    /// The octets of the `BasicOCSPResponse`.
    pub fn der(&self) -> &[u8] {
        &self.0.der
    }

    /// The octets that the signature covers.
    pub fn tbs(&self) -> &[u8] {
        self.part(&self.0.tbs)
    }

    /// Who signed.
    pub fn responder(&self) -> ResponderId<'_> {
        let content = self.part(&self.0.responder.0);
        if self.0.responder.1 { ResponderId::Key(content) } else { ResponderId::Name(Name::trusted(content)) }
    }

    /// When it was signed.
    pub fn produced_at(&self) -> Timestamp {
        self.0.produced_at
    }

    /// What it says, in order.
    pub fn responses(&self) -> impl Iterator<Item = SingleResponse<'_>> {
        let mut reader = Reader::der(self.part(&self.0.responses));
        std::iter::from_fn(move || {
            if reader.is_empty() { None } else { SingleResponse::read(&reader.read().ok()?).ok() }
        })
    }

    /// What it says of a certificate.
    pub fn find(&self, certificate: &Certificate, issuer: &Certificate) -> Option<SingleResponse<'_>> {
        self.responses().find(|single| single.cert_id.matches(certificate, issuer))
    }

    /// Extensions of the whole answer.
    pub fn extensions(&self) -> Extensions<'_> {
        Extensions::trusted(self.part(&self.0.extensions))
    }

    /// The nonce, if there is a valid one.
    pub fn nonce(&self) -> Option<&[u8]> {
        read_nonce(self.extensions().get(&oid::OCSP_NONCE)?.value).ok()
    }

    /// Certificates that go with it, in DER.
    pub fn certificates_der(&self) -> impl Iterator<Item = &[u8]> {
        self.0.certificates.iter().map(|range| self.part(range))
    }

    /// Certificates that go with it and can be read.
    pub fn certificates(&self) -> Vec<Certificate> {
        self.certificates_der().filter_map(|der| Certificate::from_der(der).ok()).collect()
    }

    /// The signature's algorithm.
    ///
    /// # Errors
    /// When it is not known here.
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm> {
        signed::algorithm(self.part(&self.0.algorithm))
    }

    /// The signature value.
    pub fn signature(&self) -> &[u8] {
        self.part(&self.0.signature)
    }

    /// Verifies the signature with a key.
    ///
    /// # Errors
    /// Why it is not accepted.
    pub fn verify_signed_by(&self, key: &PublicKey) -> Result<(), VerifyError> {
        signed::verify(key, self.part(&self.0.algorithm), self.tbs(), self.signature())
    }
}

impl fmt::Debug for BasicResponse {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "BasicResponse({:?} {})", self.responder(), self.produced_at())
    }
}

/// What an answer says of one certificate.
#[derive(Clone, Debug)]
pub struct SingleResponse<'a> {
    /// Which certificate.
    pub cert_id: CertId<'a>,
    /// What is known.
    pub status: Status,
    /// The instant for which it is known.
    pub this_update: Timestamp,
    /// Until when it may be relied upon.
    pub next_update: Option<Timestamp>,
    /// Extensions of this answer.
    pub extensions: Extensions<'a>,
}

impl<'a> SingleResponse<'a> {
    fn read(tlv: &Tlv<'a>) -> Result<Self> {
        const FIELD: &str = "singleResponse";
        if tlv.tag != tag::SEQUENCE {
            return Err(Error::Value { field: FIELD, rule: "not a SEQUENCE" });
        }
        let mut fields = tlv.reader().at(FIELD)?;
        let cert_id = CertId::read(&fields.read().at("certID")?)?;
        let status = fields.read().at("certStatus")?;
        let status = match status.tag {
            found if found == Tag::context(0) && status.value.is_empty() => Status::Good,
            found if found == Tag::context_constructed(1) => {
                let mut parts = status.reader().at("certStatus")?;
                let at =
                    parts.expect(tag::GENERALIZED_TIME).and_then(|tlv| tlv.time()).at("revocationTime")?;
                let mut reason = None;
                if let Some(explicit) = parts.optional(Tag::context_constructed(0)).at("revocationReason")? {
                    let mut inner = explicit.reader().at("revocationReason")?;
                    let code = inner
                        .expect(tag::ENUMERATED)
                        .and_then(|tlv| tlv.small_uint())
                        .at("revocationReason")?;
                    inner.finish().at("revocationReason")?;
                    reason =
                        Some(Reason::from_code(code).ok_or(Error::Value {
                            field: "revocationReason",
                            rule: "not a defined reason",
                        })?);
                }
                parts.finish().at("certStatus")?;
                Status::Revoked { at, reason }
            }
            found if found == Tag::context(2) && status.value.is_empty() => Status::Unknown,
            _ => return Err(Error::Value { field: "certStatus", rule: "neither good, revoked nor unknown" }),
        };
        let this_update = fields.expect(tag::GENERALIZED_TIME).and_then(|tlv| tlv.time()).at("thisUpdate")?;
        let mut next_update = None;
        if let Some(explicit) = fields.optional(Tag::context_constructed(0)).at("nextUpdate")? {
            let mut inner = explicit.reader().at("nextUpdate")?;
            next_update =
                Some(inner.expect(tag::GENERALIZED_TIME).and_then(|tlv| tlv.time()).at("nextUpdate")?);
            inner.finish().at("nextUpdate")?;
        }
        let mut extensions = Extensions::trusted(&[]);
        if let Some(explicit) = fields.optional(Tag::context_constructed(1)).at("singleExtensions")? {
            extensions = Extensions::trusted(Extensions::check(&explicit, "singleExtensions")?);
        }
        fields.finish().at(FIELD)?;
        Ok(Self { cert_id, status, this_update, next_update, extensions })
    }

    /// Since when status is kept after expiry.
    pub fn archive_cutoff(&self) -> Option<Timestamp> {
        let extension = self.extensions.get(&oid::OCSP_ARCHIVE_CUTOFF)?;
        Tlv::parse_der(extension.value).and_then(|tlv| tlv.time()).ok()
    }
}
