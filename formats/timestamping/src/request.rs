//! TimeStampReq (RFC 3161 §2.4.1).

use asn1::{Oid, Reader, Tag, Writer, tag};
use x509::alg::DigestAlgorithm;

/// What a client asks a time-stamping authority.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Request {
    /// The digest of what is to be stamped.
    pub imprint: Imprint,
    /// The policy under which the token shall be made.
    pub policy: Option<Oid>,
    /// Content of an INTEGER that the token repeats.
    pub nonce: Option<Vec<u8>>,
    /// Whether the token shall carry the certificate of the unit.
    pub cert_req: bool,
    /// Identifiers of the extensions. None is known.
    pub extensions: Vec<Oid>,
}

/// MessageImprint: a digest and how it was computed.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Imprint {
    raw: Vec<u8>,
    algorithm: Result<DigestAlgorithm, Oid>,
    digest: Vec<u8>,
}

/// Why octets are not read as a request.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum RequestError {
    /// Not a TimeStampReq in DER.
    #[error("not a time-stamp request: {0}")]
    Malformed(#[from] asn1::Error),
    /// Only version 1 exists.
    #[error("a request of version {0}")]
    Version(u64),
}

impl Imprint {
    /// The imprint with a digest that was computed already; the parameters of the algorithm are absent
    /// (RFC 5754 §2).
    pub fn new(algorithm: DigestAlgorithm, digest: &[u8]) -> Self {
        let raw = Writer::build(|w| {
            w.sequence(|w| {
                algorithm.write(w);
                w.octets(digest);
            });
        });
        Self { raw, algorithm: Ok(algorithm), digest: digest.to_vec() }
    }

    /// The imprint of data.
    pub fn of(data: &[u8], algorithm: DigestAlgorithm) -> Self {
        Self::new(algorithm, &algorithm.digest(data))
    }

    /// The MessageImprint as it came, DER.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// How the digest was computed; `Err` with the identifier of an algorithm that is not known, or has
    /// parameters that it must not have.
    pub fn algorithm(&self) -> Result<DigestAlgorithm, Oid> {
        self.algorithm
    }

    /// The digest.
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Whether the digest is as long as its algorithm makes it.
    pub fn has_right_length(&self) -> bool {
        self.algorithm.is_ok_and(|algorithm| algorithm.len() == self.digest.len())
    }

    fn read(fields: &mut Reader<'_>) -> asn1::Result<Self> {
        let imprint = fields.expect(tag::SEQUENCE)?;
        let mut parts = imprint.reader()?;
        let identifier = parts.expect(tag::SEQUENCE)?;
        let oid = identifier.reader()?.expect(tag::OID)?.oid()?;
        let digest = parts.expect(tag::OCTET_STRING)?.value.to_vec();
        parts.finish()?;
        let algorithm = DigestAlgorithm::read(&identifier).map_err(|_| oid);
        Ok(Self { raw: imprint.raw.to_vec(), algorithm, digest })
    }
}

impl Request {
    /// A request about an imprint, for a token with its certificate. `nonce` is the magnitude of a
    /// number drawn at random.
    pub fn over(imprint: Imprint, nonce: Option<&[u8]>) -> Self {
        let content = |nonce: &[u8]| {
            let der = Writer::build(|w| w.integer(nonce));
            Reader::der(&der).read().map(|tlv| tlv.value.to_vec()).unwrap_or_default()
        };
        Self { imprint, policy: None, nonce: nonce.map(content), cert_req: true, extensions: Vec::new() }
    }

    /// Reads a request.
    ///
    /// # Errors
    /// [`RequestError`].
    pub fn from_der(der: &[u8]) -> Result<Self, RequestError> {
        let mut outer = Reader::der(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        let version = fields.expect(tag::INTEGER)?.small_uint()?;
        if version != 1 {
            return Err(RequestError::Version(version));
        }
        let imprint = Imprint::read(&mut fields)?;
        let policy = fields.optional(tag::OID)?.map(|tlv| tlv.oid()).transpose()?;
        let nonce = fields.optional(tag::INTEGER)?.map(|tlv| tlv.integer()).transpose()?;
        let cert_req = fields.optional(tag::BOOLEAN)?.map(|tlv| tlv.boolean()).transpose()?;
        let extensions = match fields.optional(Tag::context_constructed(0))? {
            None => Vec::new(),
            Some(list) => list
                .children()
                .map(|extension| extension_id(extension?.reader()?))
                .collect::<Result<Vec<_>, asn1::Error>>()?,
        };
        fields.finish()?;
        Ok(Self {
            imprint,
            policy,
            nonce: nonce.map(<[u8]>::to_vec),
            cert_req: cert_req.unwrap_or(false),
            extensions,
        })
    }

    /// The request in DER. Extensions are not written: none is known.
    pub fn to_der(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.uint(1);
                w.raw(self.imprint.raw());
                if let Some(policy) = &self.policy {
                    w.oid(policy);
                }
                if let Some(nonce) = &self.nonce {
                    w.value(tag::INTEGER, nonce);
                }
                if self.cert_req {
                    w.boolean(true);
                }
            });
        })
    }
}

/// The identifier of an Extension, whose other fields must be there.
fn extension_id(mut fields: Reader<'_>) -> asn1::Result<Oid> {
    let id = fields.expect(tag::OID)?.oid()?;
    fields.optional(tag::BOOLEAN)?.map(|critical| critical.boolean()).transpose()?;
    fields.expect(tag::OCTET_STRING)?;
    fields.finish()?;
    Ok(id)
}
