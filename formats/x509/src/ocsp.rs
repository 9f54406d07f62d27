//! Online certificate status (RFC 6960, RFC 9654): requests and responses, read and built.
//!
//! A [`CertId`] is echoed octet by octet: responses are built from the request's own octets.

mod read;
mod respond;

use asn1::{Tag, Tlv, Writer, tag};
use jiff::Timestamp;

pub use read::{Answer, BasicResponse, ResponderId, SingleResponse};
pub use respond::{Responder, Single};

use crate::{
    At, Certificate, Error, Result,
    alg::DigestAlgorithm,
    crl::Reason,
    extension::{self, Extensions},
    oid,
};

/// Certificates that one request may ask about.
pub const MAX_CERT_IDS: usize = 16;
/// Octets of the longest nonce (RFC 9654 §2.1).
pub const MAX_NONCE: usize = 128;

/// Why there is no answer (RFC 6960 §4.2.1).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[repr(u8)]
pub enum ErrorStatus {
    /// The request is not understood.
    MalformedRequest = 1,
    /// The responder has a problem.
    InternalError = 2,
    /// Later, perhaps.
    TryLater = 3,
    /// Requests must be signed.
    SigRequired = 5,
    /// The responder does not answer for this issuer.
    Unauthorized = 6,
}

impl ErrorStatus {
    /// The complete response.
    pub const fn response(self) -> [u8; 5] {
        [0x30, 3, 0x0a, 1, self as u8]
    }
}

/// What is known of a certificate.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Status {
    /// Issued, neither revoked nor suspended.
    Good,
    /// Revoked or suspended.
    Revoked {
        /// Since when.
        at: Timestamp,
        /// Why; `None` when it is not said.
        reason: Option<Reason>,
    },
    /// Nothing.
    Unknown,
}

/// Which certificate is meant (RFC 6960 §4.1.1).
#[derive(Clone, Copy, Debug)]
pub struct CertId<'a> {
    /// The octets, to be echoed.
    pub raw: &'a [u8],
    /// Digest of the two hashes; `None` when it is not known here.
    pub hash: Option<DigestAlgorithm>,
    /// Hash of the issuer's name.
    pub issuer_name_hash: &'a [u8],
    /// Hash of the content of the issuer's key.
    pub issuer_key_hash: &'a [u8],
    /// Content of the serial number's INTEGER.
    pub serial: &'a [u8],
}

impl<'a> CertId<'a> {
    fn read(tlv: &Tlv<'a>) -> Result<Self> {
        const FIELD: &str = "certID";
        if tlv.tag != tag::SEQUENCE {
            return Err(Error::Value { field: FIELD, rule: "not a SEQUENCE" });
        }
        let mut fields = tlv.reader().at(FIELD)?;
        let algorithm = fields.expect(tag::SEQUENCE).at("hashAlgorithm")?;
        let issuer_name_hash = fields.expect(tag::OCTET_STRING).at("issuerNameHash")?.value;
        let issuer_key_hash = fields.expect(tag::OCTET_STRING).at("issuerKeyHash")?.value;
        let serial = fields.expect(tag::INTEGER).and_then(|tlv| tlv.integer()).at("serialNumber")?;
        fields.finish().at(FIELD)?;
        let hash = DigestAlgorithm::read(&algorithm).ok();
        Ok(Self { raw: tlv.raw, hash, issuer_name_hash, issuer_key_hash, serial })
    }

    /// Magnitude of the serial number.
    pub fn serial_magnitude(&self) -> &'a [u8] {
        match self.serial {
            [0, rest @ ..] => rest,
            content => content,
        }
    }

    /// Whether the issuer meant is this one. `name` is the issuer's Name in DER, `key` the content of
    /// its key's BIT STRING.
    pub fn is_issuer(&self, name: &[u8], key: &[u8]) -> bool {
        self.hash.is_some_and(|hash| {
            self.issuer_name_hash == hash.digest(name) && self.issuer_key_hash == hash.digest(key)
        })
    }

    /// Whether a certificate of this issuer is meant.
    pub fn matches(&self, certificate: &Certificate, issuer: &Certificate) -> bool {
        let Ok(key) = issuer.public_key() else { return false };
        self.serial == certificate.serial_content()
            && self.is_issuer(certificate.issuer().der(), key.bits_of_key())
    }
}

/// The `CertID` for a certificate. `name` is the issuer's Name in DER, `key` the content of its key's
/// BIT STRING, `serial` the magnitude of the serial number.
pub fn cert_id(hash: DigestAlgorithm, name: &[u8], key: &[u8], serial: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.oid(&hash.oid());
                // SHA-1 carries NULL here by custom, and responders exist that compare octets.
                if hash == DigestAlgorithm::Sha1 {
                    w.null();
                }
            });
            w.octets(&hash.digest(name));
            w.octets(&hash.digest(key));
            w.integer(serial);
        });
    })
}

/// A request as read.
#[derive(Clone, Debug)]
pub struct Request<'a> {
    /// What is asked, 1 to [`MAX_CERT_IDS`].
    pub cert_ids: Vec<CertId<'a>>,
    /// Nonce to be echoed, 1 to [`MAX_NONCE`] octets.
    pub nonce: Option<&'a [u8]>,
}

impl<'a> Request<'a> {
    /// Reads a request. A signature is allowed and ignored.
    ///
    /// # Errors
    /// For everything that must be answered with [`ErrorStatus::MalformedRequest`]: not DER, another
    /// version, something behind it, no or too many certificates, a nonce of wrong length
    /// (RFC 9654 §2.1), an unknown critical extension.
    pub fn from_der(der: &'a [u8]) -> Result<Self> {
        const REQUEST: &str = "OCSPRequest";
        const TBS: &str = "tbsRequest";
        let mut outer = asn1::Reader::der(der);
        let mut request = outer.sequence().at(REQUEST)?;
        outer.finish().at(REQUEST)?;
        let mut fields = request.sequence().at(TBS)?;
        request.optional(Tag::context_constructed(0)).at("optionalSignature")?;
        request.finish().at(REQUEST)?;
        if let Some(explicit) = fields.optional(Tag::context_constructed(0)).at("version")? {
            let mut inner = explicit.reader().at("version")?;
            let version = inner.expect(tag::INTEGER).and_then(|tlv| tlv.small_uint()).at("version")?;
            inner.finish().at("version")?;
            if version != 0 {
                return Err(Error::Value { field: "version", rule: "only version 1 is defined" });
            }
        }
        fields.optional(Tag::context_constructed(1)).at("requestorName")?;
        let list = fields.expect(tag::SEQUENCE).at("requestList")?;
        let mut cert_ids = Vec::with_capacity(1);
        for single in list.children() {
            if cert_ids.len() == MAX_CERT_IDS {
                return Err(Error::Value { field: "requestList", rule: "more than 16 certificates" });
            }
            let mut single = single.and_then(|tlv| tlv.reader()).at("requestList")?;
            cert_ids.push(CertId::read(&single.expect(tag::SEQUENCE).at("reqCert")?)?);
            if let Some(explicit) =
                single.optional(Tag::context_constructed(0)).at("singleRequestExtensions")?
            {
                let known = [oid::OCSP_SERVICE_LOCATOR];
                read_extensions(&explicit, "singleRequestExtensions", &known)?;
            }
            single.finish().at("requestList")?;
        }
        if cert_ids.is_empty() {
            return Err(Error::Value { field: "requestList", rule: "asks for nothing" });
        }
        let mut nonce = None;
        if let Some(explicit) = fields.optional(Tag::context_constructed(2)).at("requestExtensions")? {
            let known = [oid::OCSP_NONCE, oid::OCSP_RESPONSE_TYPES, oid::OCSP_PREFERRED_ALGORITHMS];
            let extensions = read_extensions(&explicit, "requestExtensions", &known)?;
            if let Some(extension) = extensions.get(&oid::OCSP_NONCE) {
                nonce = Some(read_nonce(extension.value)?);
            }
        }
        fields.finish().at(TBS)?;
        Ok(Self { cert_ids, nonce })
    }
}

fn read_extensions<'a>(
    explicit: &Tlv<'a>,
    field: &'static str,
    known: &[asn1::Oid],
) -> Result<Extensions<'a>> {
    let extensions = Extensions::trusted(Extensions::check(explicit, field)?);
    if extensions.clone().any(|extension| extension.critical && !known.contains(&extension.oid)) {
        return Err(Error::Value { field, rule: "an unknown extension is critical" });
    }
    Ok(extensions)
}

/// Content of a nonce: an OCTET STRING of 1 to 128 octets (RFC 9654 §2.1).
fn read_nonce(value: &[u8]) -> Result<&[u8]> {
    let tlv = Tlv::parse_der(value).at("nonce")?;
    if tlv.tag != tag::OCTET_STRING || !(1..=MAX_NONCE).contains(&tlv.value.len()) {
        return Err(Error::Value { field: "nonce", rule: "1 to 128 octets" });
    }
    Ok(tlv.value)
}

/// A request about certificates given as [`cert_id`]s; a nonce should have 32 octets
/// (RFC 9654 §2.1).
pub fn request(cert_ids: &[Vec<u8>], nonce: Option<&[u8]>) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.sequence(|w| {
                w.sequence(|w| cert_ids.iter().for_each(|id| w.sequence(|w| w.raw(id))));
                if let Some(nonce) = nonce {
                    w.context(2, |w| {
                        w.sequence(|w| extension::write(w, &oid::OCSP_NONCE, false, |w| w.octets(nonce)));
                    });
                }
            });
        });
    })
}
