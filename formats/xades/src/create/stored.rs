//! A signature that waits for its value, and its stored form.

use asn1::{Reader, Writer, tag};
use x509::{Certificate, alg::SignatureAlgorithm};

use super::SignError;

/// A signature that waits for its value. The key may be a token, a module or a service that answers
/// later: it can be stored ([`Self::to_bytes`]) and resumed.
#[derive(Clone, Debug)]
pub struct ToSign {
    pub(super) algorithm: SignatureAlgorithm,
    pub(super) certificate: Certificate,
    /// SignedInfo in canonical form.
    pub(super) signed_info: Vec<u8>,
    /// The file up to the value.
    pub(super) before: Vec<u8>,
    /// The file after it.
    pub(super) after: Vec<u8>,
    /// The file is in UTF-16; whether the most significant octet comes first.
    pub(super) wide: Option<bool>,
}

/// Version of the stored form.
const FORM: u64 = 1;

impl ToSign {
    /// The octets that the signature covers: SignedInfo in canonical form.
    pub fn bytes(&self) -> &[u8] {
        &self.signed_info
    }

    /// The algorithm that the signature must be made with.
    pub fn algorithm(&self) -> SignatureAlgorithm {
        self.algorithm
    }

    /// Digest of [`Self::bytes`], what the key signs.
    pub fn digest(&self) -> Vec<u8> {
        self.algorithm.digest().digest(&self.signed_info)
    }

    /// The certificate of the signer.
    pub fn certificate(&self) -> &Certificate {
        &self.certificate
    }

    /// Octets to store and [resume](Self::from_bytes) from. They hold no secret.
    pub fn to_bytes(&self) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                w.uint(FORM);
                self.algorithm.write(w);
                w.raw(self.certificate.der());
                for part in [&self.signed_info, &self.before, &self.after] {
                    w.octets(part);
                }
                if let Some(big_endian) = self.wide {
                    w.boolean(big_endian);
                }
            });
        })
    }

    /// Reads what [`Self::to_bytes`] wrote.
    ///
    /// # Errors
    /// [`SignError::Stored`] when the octets are something else.
    pub fn from_bytes(octets: &[u8]) -> Result<Self, SignError> {
        Self::read(octets).map_err(SignError::Stored)
    }

    fn read(octets: &[u8]) -> asn1::Result<Self> {
        const INVALID: asn1::Error = asn1::Error::Value("stored signing request");
        let mut reader = Reader::der(octets);
        let mut fields = reader.sequence()?;
        reader.finish()?;
        if fields.expect(tag::INTEGER)?.small_uint()? != FORM {
            return Err(INVALID);
        }
        let algorithm = SignatureAlgorithm::read(&fields.read()?, None).map_err(|_| INVALID)?;
        let certificate = Certificate::from_der(fields.read()?.raw).map_err(|_| INVALID)?;
        let mut part = || -> asn1::Result<Vec<u8>> { Ok(fields.expect(tag::OCTET_STRING)?.value.to_vec()) };
        let (signed_info, before, after) = (part()?, part()?, part()?);
        let wide = fields.optional(tag::BOOLEAN)?.map(|tlv| tlv.boolean()).transpose()?;
        fields.finish()?;
        Ok(Self { algorithm, certificate, signed_info, before, after, wide })
    }
}
