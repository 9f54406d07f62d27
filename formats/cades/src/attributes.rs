//! Attributes of a signature (RFC 5652 §5.3, §11; EN 319 122-1 §5).

use std::ops::Range;

use asn1::{Oid, Reader, Result, Tag, Tlv, tag};
use jiff::Timestamp;
use x509::alg::DigestAlgorithm;

use crate::{SignerLocation, oid, parser::parse_one};

/// Where one attribute lies in its SignerInfo.
#[derive(Clone, Debug)]
pub(crate) struct Place {
    oid: Oid,
    raw: Range<usize>,
    values: Vec<Range<usize>>,
}

/// The signed or the unsigned attributes of a signature.
#[derive(Clone, Copy, Debug)]
pub struct Attributes<'a> {
    pub(crate) base: &'a [u8],
    pub(crate) places: &'a [Place],
}

/// One attribute.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    base: &'a [u8],
    place: &'a Place,
}

impl<'a> Attributes<'a> {
    /// All of them, in the order of the file.
    pub fn iter(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let base = self.base;
        self.places.iter().map(move |place| Attribute { base, place })
    }

    /// Those of one type.
    pub fn all(&self, oid: Oid) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        self.iter().filter(move |attribute| attribute.oid() == oid)
    }

    /// The first value of a type: the only one, in a signature that [verifies](crate::SignerInfo::verify).
    pub fn value(&self, oid: Oid) -> Option<&'a [u8]> {
        self.all(oid).next().and_then(|attribute| attribute.values().next())
    }

    /// How many there are.
    pub fn len(&self) -> usize {
        self.places.len()
    }

    /// Whether there is none.
    pub fn is_empty(&self) -> bool {
        self.places.is_empty()
    }

    /// content-type: the type of the content (RFC 5652 §11.1).
    pub fn content_type(&self) -> Option<Result<Oid>> {
        self.typed(oid::CONTENT_TYPE, |tlv| {
            expect(tlv, tag::OID)?;
            tlv.oid()
        })
    }

    /// message-digest: the digest of the content (RFC 5652 §11.2).
    pub fn message_digest(&self) -> Option<Result<Vec<u8>>> {
        self.typed(oid::MESSAGE_DIGEST, octet_string)
    }

    /// signing-time, as claimed by the signer (RFC 5652 §11.3).
    pub fn signing_time(&self) -> Option<Result<Timestamp>> {
        self.typed(oid::SIGNING_TIME, Tlv::time)
    }

    /// signing-certificate-v2 and signing-certificate: the first certificate that each names, which is
    /// the signer's (RFC 5035 §3).
    pub fn signing_certificates(&self) -> Vec<Result<EssCertificate>> {
        [
            self.typed(oid::SIGNING_CERTIFICATE_V2, |tlv| EssCertificate::read(tlv, 2)),
            self.typed(oid::SIGNING_CERTIFICATE, |tlv| EssCertificate::read(tlv, 1)),
        ]
        .into_iter()
        .flatten()
        .collect()
    }

    /// content-hints: what the innermost content is (RFC 2634 §2.9).
    pub fn content_hints(&self) -> Option<Result<ContentHints>> {
        self.typed(oid::CONTENT_HINTS, |tlv| {
            let mut fields = sequence(tlv)?;
            let description = fields.optional(tag::UTF8_STRING)?.map(|text| text.text().map(String::from));
            Ok(ContentHints {
                description: description.transpose()?,
                content_type: fields.expect(tag::OID)?.oid()?,
            })
        })
    }

    /// mime-type of the content (EN 319 122-1 §5.2.5).
    pub fn mime_type(&self) -> Option<Result<String>> {
        self.typed(oid::MIME_TYPE, |tlv| tlv.text().map(String::from))
    }

    /// commitment-type-indication: which commitment the signature expresses (EN 319 122-1 §5.2.3).
    pub fn commitment_type(&self) -> Option<Result<Oid>> {
        self.typed(oid::COMMITMENT_TYPE, |tlv| sequence(tlv)?.expect(tag::OID)?.oid())
    }

    /// signer-location: where the signer claims to have signed (EN 319 122-1 §5.2.5).
    pub fn signer_location(&self) -> Option<Result<SignerLocation>> {
        self.typed(oid::SIGNER_LOCATION, |tlv| {
            let mut fields = sequence(tlv)?;
            let mut explicit = |number| -> Result<Option<Tlv<'a>>> {
                let field = fields.optional(Tag::context_constructed(number))?;
                field.map(|field| field.reader()?.read()).transpose()
            };
            let text = |tlv: Option<Tlv<'_>>| tlv.map(|tlv| tlv.text().map(String::from)).transpose();
            let country = text(explicit(0)?)?;
            let locality = text(explicit(1)?)?;
            let address = match explicit(2)? {
                None => Vec::new(),
                Some(lines) => {
                    lines.children().map(|line| line?.text().map(String::from)).collect::<Result<_>>()?
                }
            };
            Ok(SignerLocation { country, locality, address })
        })
    }

    /// signature-policy-identifier: the policy that the signature was made under; `None` inside where it
    /// is implied by the content (EN 319 122-1 §5.2.9).
    pub fn signature_policy(&self) -> Option<Result<Option<Oid>>> {
        self.typed(oid::SIGNATURE_POLICY, |tlv| match tlv.tag {
            tag::NULL => Ok(None),
            _ => sequence(tlv)?.expect(tag::OID)?.oid().map(Some),
        })
    }

    /// cmsAlgorithmProtection: the algorithms once more, signed (RFC 6211).
    pub fn algorithm_protection(&self) -> Option<Result<AlgorithmProtection>> {
        self.typed(oid::ALGORITHM_PROTECTION, |tlv| {
            let mut fields = sequence(tlv)?;
            let digest = fields.expect(tag::SEQUENCE)?.raw.to_vec();
            let signature = fields.optional(Tag::context_constructed(1))?.map(|tlv| {
                let mut raw = tlv.raw.to_vec();
                raw[0] = tag::SEQUENCE.0;
                raw
            });
            Ok(AlgorithmProtection { digest, signature })
        })
    }

    fn typed<T>(&self, oid: Oid, read: impl FnOnce(&Tlv<'a>) -> Result<T>) -> Option<Result<T>> {
        self.value(oid).map(|raw| read(&parse_one(raw)?))
    }
}

impl<'a> Attribute<'a> {
    /// Its type.
    pub fn oid(&self) -> Oid {
        self.place.oid
    }

    /// The whole `Attribute` as it is.
    pub fn raw(&self) -> &'a [u8] {
        &self.base[self.place.raw.clone()]
    }

    /// Its values as they are, whole.
    pub fn values(&self) -> impl Iterator<Item = &'a [u8]> + use<'a> {
        let base = self.base;
        self.place.values.iter().map(move |range| &base[range.clone()])
    }
}

/// The certificate of the signer as the signature names it (RFC 5035 §4).
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct EssCertificate {
    /// 1 for signing-certificate, 2 for signing-certificate-v2.
    pub version: u8,
    /// How the hash is computed; `Err` for an unknown algorithm.
    pub algorithm: std::result::Result<DigestAlgorithm, Oid>,
    /// The hash of the certificate.
    pub hash: Vec<u8>,
    /// Its issuer (a Name in DER) and serial number (content of the INTEGER), where they are given.
    pub issuer_serial: Option<(Vec<u8>, Vec<u8>)>,
}

impl EssCertificate {
    fn read(tlv: &Tlv<'_>, version: u8) -> Result<Self> {
        let mut fields = sequence(tlv)?.sequence()?.sequence()?;
        let mut algorithm = Ok(if version == 1 { DigestAlgorithm::Sha1 } else { DigestAlgorithm::Sha256 });
        if version == 2
            && let Some(identifier) = fields.optional(tag::SEQUENCE)?
        {
            let oid = identifier.reader()?.expect(tag::OID)?.oid()?;
            algorithm = DigestAlgorithm::from_oid(&oid).ok_or(oid);
        }
        let hash = octet_string(&fields.read()?)?;
        let issuer_serial = match fields.optional(tag::SEQUENCE)? {
            None => None,
            Some(issuer_serial) => {
                let mut parts = issuer_serial.reader()?;
                let names = parts.expect(tag::SEQUENCE)?;
                let serial = parts.expect(tag::INTEGER)?.integer()?.to_vec();
                let directory_name = Tag::context_constructed(4);
                let mut issuer = None;
                for name in names.children() {
                    let name = name?;
                    if name.tag == directory_name {
                        issuer = Some(name.value.to_vec());
                    }
                }
                issuer.map(|issuer| (issuer, serial))
            }
        };
        Ok(Self { version, algorithm, hash, issuer_serial })
    }
}

/// What the innermost content is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct ContentHints {
    /// In words.
    pub description: Option<String>,
    /// Its type.
    pub content_type: Oid,
}

/// The algorithm identifiers that the signer protected, as they are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct AlgorithmProtection {
    /// digestAlgorithm.
    pub digest: Vec<u8>,
    /// signatureAlgorithm; absent where a MAC algorithm stands in its place.
    pub signature: Option<Vec<u8>>,
}

/// Reads a SET OF Attribute that lies in `base`.
pub(crate) fn read_attributes(base: &[u8], set: &Tlv<'_>) -> Result<Vec<Place>> {
    set.children()
        .map(|attribute| {
            let attribute = attribute?;
            expect(&attribute, tag::SEQUENCE)?;
            let mut fields = attribute.reader()?;
            let oid = fields.expect(tag::OID)?.oid()?;
            let values = fields.expect(tag::SET)?;
            fields.finish()?;
            let values = values
                .children()
                .map(|value| value.map(|value| range_in(base, value.raw)))
                .collect::<Result<_>>()?;
            Ok(Place { oid, raw: range_in(base, attribute.raw), values })
        })
        .collect()
}

/// The content of a value that was read once already.
pub(crate) fn value_of(raw: &[u8]) -> &[u8] {
    parse_one(raw).map_or(&[], |tlv| tlv.value)
}

/// Where `part`, which was read from `base`, lies in it.
pub(crate) fn range_in(base: &[u8], part: &[u8]) -> Range<usize> {
    let start = part.as_ptr() as usize - base.as_ptr() as usize;
    start..start + part.len()
}

pub(crate) fn expect(tlv: &Tlv<'_>, expected: Tag) -> Result<()> {
    if tlv.tag == expected { Ok(()) } else { Err(asn1::Error::UnexpectedTag { expected, found: tlv.tag }) }
}

fn sequence<'a>(tlv: &Tlv<'a>) -> Result<Reader<'a>> {
    expect(tlv, tag::SEQUENCE)?;
    tlv.reader()
}

pub(crate) fn octet_string(tlv: &Tlv<'_>) -> Result<Vec<u8>> {
    if tlv.tag != tag::OCTET_STRING && tlv.tag != tag::OCTET_STRING.constructed() {
        return Err(asn1::Error::UnexpectedTag { expected: tag::OCTET_STRING, found: tlv.tag });
    }
    Ok(tlv.octets()?.into_owned())
}
