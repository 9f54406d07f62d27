use std::ops::Range;

use asn1::{Oid, Tag, Tlv, Writer, tag};
use x509::{
    Certificate,
    alg::{DigestAlgorithm, SignatureAlgorithm},
    path::same_name,
};

use crate::{
    Attributes, SignatureError,
    attributes::{Place, octet_string, range_in, read_attributes},
    canonical, oid,
    signed_data::parse_one,
};

/// How a signature names its signer's certificate (RFC 5652 §5.3).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum SignerIdentifier<'a> {
    /// The issuer's name and the serial number.
    IssuerAndSerial {
        /// A Name, as it is.
        issuer: &'a [u8],
        /// Content of the INTEGER, as it is.
        serial: &'a [u8],
    },
    /// The subject key identifier.
    KeyIdentifier(&'a [u8]),
}

impl SignerIdentifier<'_> {
    /// Whether it names this certificate.
    pub fn names(&self, certificate: &Certificate) -> bool {
        match *self {
            Self::IssuerAndSerial { issuer, serial } => same_issuer_serial(certificate, issuer, serial),
            Self::KeyIdentifier(identifier) => {
                matches!(certificate.subject_key_identifier(), Ok(Some(known)) if known == identifier)
            }
        }
    }
}

/// Whether the certificate has this issuer (a Name in DER) and this serial number.
pub(crate) fn same_issuer_serial(certificate: &Certificate, issuer: &[u8], serial: &[u8]) -> bool {
    // Some signers write the name anew, with another string type: the same name all the same
    // (RFC 5280 §7.1).
    certificate.serial_content() == serial
        && (certificate.issuer().der() == issuer || same_name(certificate.issuer().der(), issuer))
}

/// One signature: the SignerInfo of RFC 5652 §5.3, octets and parts.
#[derive(Clone, Debug)]
pub struct SignerInfo {
    raw: Vec<u8>,
    version: u64,
    sid: Range<usize>,
    digest_algorithm: Range<usize>,
    /// The whole `[0]`, and what is in it.
    signed: Option<(Range<usize>, Vec<Place>)>,
    signature_algorithm: Range<usize>,
    signature: Vec<u8>,
    /// From the version to the signature.
    signed_part: Range<usize>,
    unsigned: Vec<Place>,
    unsigned_unreadable: bool,
}

impl SignerInfo {
    /// Reads a SignerInfo, in BER or DER.
    ///
    /// # Errors
    /// When it is not one.
    pub fn parse(raw: Vec<u8>) -> asn1::Result<Self> {
        let outer = parse_one(&raw)?;
        crate::attributes::expect(&outer, tag::SEQUENCE)?;
        let mut fields = outer.reader()?;
        let version_raw = fields.expect(tag::INTEGER)?;
        let version = version_raw.small_uint()?;
        if !matches!(version, 1 | 3) {
            return Err(asn1::Error::Value("SignerInfo version"));
        }
        let sid = fields.read()?;
        match sid.tag {
            tag::SEQUENCE => {
                let mut parts = sid.reader()?;
                parts.expect(tag::SEQUENCE)?;
                parts.expect(tag::INTEGER)?.integer()?;
                parts.finish()?;
            }
            tag if tag == Tag::context(0) => {}
            found => return Err(asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found }),
        }
        let digest_algorithm = fields.expect(tag::SEQUENCE)?;
        let signed = fields.optional(Tag::context_constructed(0))?;
        let signature_algorithm = fields.expect(tag::SEQUENCE)?;
        let signature_raw = fields.read()?;
        let signature = octet_string(&signature_raw)?;
        let unsigned = fields.optional(Tag::context_constructed(1))?;
        fields.finish()?;

        let signed =
            signed.map(|set| Ok((range_in(&raw, set.raw), read_attributes(&raw, &set)?))).transpose()?;
        // What is not signed never spoils the signature.
        let unsigned = unsigned.map_or(Ok(Vec::new()), |set| read_attributes(&raw, &set));
        let unsigned_unreadable = unsigned.is_err();
        let signed_part = range_in(&raw, version_raw.raw).start..range_in(&raw, signature_raw.raw).end;
        let (sid, digest_algorithm, signature_algorithm) = (
            range_in(&raw, sid.raw),
            range_in(&raw, digest_algorithm.raw),
            range_in(&raw, signature_algorithm.raw),
        );
        Ok(Self {
            version,
            sid,
            digest_algorithm,
            signed,
            signature_algorithm,
            signature,
            signed_part,
            unsigned: unsigned.unwrap_or_default(),
            unsigned_unreadable,
            raw,
        })
    }

    /// The SignerInfo as it is.
    pub fn raw(&self) -> &[u8] {
        &self.raw
    }

    /// 1 with issuer and serial number, 3 with a key identifier.
    pub fn version(&self) -> u64 {
        self.version
    }

    /// How the certificate is named.
    pub fn sid(&self) -> SignerIdentifier<'_> {
        let parts = || -> asn1::Result<SignerIdentifier<'_>> {
            let sid = parse_one(self.sid_raw())?;
            if sid.tag == Tag::context(0) {
                return Ok(SignerIdentifier::KeyIdentifier(sid.value));
            }
            let mut parts = sid.reader()?;
            let issuer = parts.read()?.raw;
            Ok(SignerIdentifier::IssuerAndSerial { issuer, serial: parts.read()?.value })
        };
        // `parse` has read it once already.
        parts().unwrap_or(SignerIdentifier::KeyIdentifier(&[]))
    }

    /// The signer identifier as it is.
    pub fn sid_raw(&self) -> &[u8] {
        &self.raw[self.sid.clone()]
    }

    /// The digest algorithm identifier as it is.
    pub fn digest_algorithm_raw(&self) -> &[u8] {
        &self.raw[self.digest_algorithm.clone()]
    }

    /// The signature algorithm identifier as it is.
    pub fn signature_algorithm_raw(&self) -> &[u8] {
        &self.raw[self.signature_algorithm.clone()]
    }

    /// The digest algorithm.
    ///
    /// # Errors
    /// [`SignatureError::UnsupportedAlgorithm`] or [`SignatureError::Malformed`].
    pub fn digest_algorithm(&self) -> Result<DigestAlgorithm, SignatureError> {
        algorithm(self.digest_algorithm_raw(), "digestAlgorithm", DigestAlgorithm::read)
    }

    /// The signature algorithm; `rsaEncryption` takes its digest from [`Self::digest_algorithm`].
    ///
    /// # Errors
    /// [`SignatureError::UnsupportedAlgorithm`] or [`SignatureError::Malformed`].
    pub fn signature_algorithm(&self) -> Result<SignatureAlgorithm, SignatureError> {
        let digest = self.digest_algorithm().ok();
        algorithm(self.signature_algorithm_raw(), "signatureAlgorithm", |tlv| {
            SignatureAlgorithm::read(tlv, digest)
        })
    }

    /// The signature value.
    pub fn signature(&self) -> &[u8] {
        &self.signature
    }

    /// The signed attributes; `None` when there is no such field.
    pub fn signed_attributes(&self) -> Option<Attributes<'_>> {
        self.signed.as_ref().map(|(_, places)| Attributes { base: &self.raw, places })
    }

    /// The signed attributes with their `[0]` tag, as they are.
    pub fn signed_attributes_raw(&self) -> Option<&[u8]> {
        self.signed.as_ref().map(|(range, _)| &self.raw[range.clone()])
    }

    /// From the version to the signature value, as it is: all that an archive time stamp takes of it
    /// beside its unsigned attributes (EN 319 122-1 §5.5.3).
    pub(crate) fn signed_part(&self) -> &[u8] {
        &self.raw[self.signed_part.clone()]
    }

    /// [`Self::signed_part`] before and behind the signed attributes.
    pub(crate) fn around_signed_attributes(&self) -> (&[u8], &[u8]) {
        let attributes = self
            .signed
            .as_ref()
            .map_or(self.digest_algorithm.end..self.digest_algorithm.end, |(range, _)| range.clone());
        (&self.raw[self.signed_part.start..attributes.start], &self.raw[attributes.end..self.signed_part.end])
    }

    /// The signed attributes as the signature should cover them: in DER, as a SET (RFC 5652 §5.4).
    pub fn signed_attributes_der(&self) -> Option<Vec<u8>> {
        let set = parse_one(self.signed_attributes_raw()?).ok()?;
        let mut w = Writer::new();
        canonical::write(&set, tag::SET, &mut w).ok()?;
        Some(w.into_vec())
    }

    /// The unsigned attributes; none where they are unreadable.
    pub fn unsigned_attributes(&self) -> Attributes<'_> {
        Attributes { base: &self.raw, places: &self.unsigned }
    }

    /// Whether there are unsigned attributes that do not parse.
    pub fn unsigned_attributes_unreadable(&self) -> bool {
        self.unsigned_unreadable
    }

    /// The signature time-stamp tokens, as they are (EN 319 122-1 §5.3).
    pub fn signature_time_stamps(&self) -> impl Iterator<Item = &[u8]> {
        self.unsigned_values(oid::SIGNATURE_TIME_STAMP)
    }

    /// The counter-signatures; one that does not parse is an error in its place (RFC 5652 §11.4).
    pub fn counter_signatures(&self) -> impl Iterator<Item = asn1::Result<SignerInfo>> {
        self.unsigned_values(oid::COUNTER_SIGNATURE).map(|raw| Self::parse(raw.to_vec()))
    }

    fn unsigned_values(&self, oid: Oid) -> impl Iterator<Item = &[u8]> {
        self.unsigned_attributes().all(oid).flat_map(|attribute| attribute.values())
    }
}

fn algorithm<T>(
    raw: &[u8],
    part: &'static str,
    read: impl FnOnce(&Tlv<'_>) -> x509::Result<T>,
) -> Result<T, SignatureError> {
    let tlv = parse_one(raw).map_err(|source| SignatureError::Malformed { part, source })?;
    read(&tlv).map_err(|error| match error {
        x509::Error::Asn1 { source, .. } => SignatureError::Malformed { part, source },
        _ => match tlv.reader().and_then(|mut fields| fields.expect(tag::OID)?.oid()) {
            Ok(oid) => SignatureError::UnsupportedAlgorithm(oid),
            Err(source) => SignatureError::Malformed { part, source },
        },
    })
}
