//! What a PDF asks of the CMS envelope beyond what the CMS verification looks at: the parts that no
//! signature protects must agree with those that one does, so that no octet can be altered unnoticed.

use asn1::{Error, Reader, Result, Tag, Tlv, Writer, tag};

const ID_DATA: asn1::Oid = asn1::Oid::new("1.2.840.113549.1.7.1");

/// What was found.
#[derive(Debug)]
pub(crate) struct Envelope {
    /// The list of digest algorithms holds those of all signers (RFC 5652, 5.1).
    pub(crate) digests_announced: bool,
    /// Each signer's certificate is there under exactly the name it is referred to by; also true when
    /// there are no certificates or the signer is named by key identifier.
    pub(crate) signer_enclosed: bool,
    /// It holds a content of its own, beside the document.
    pub(crate) encloses: bool,
    /// The version numbers are those that RFC 5652, 5.1 and 5.3 prescribe for what is there.
    pub(crate) versions_right: bool,
}

/// Checks a SignedData in DER or BER.
pub(crate) fn check(cms: &[u8]) -> Result<Envelope> {
    let mut content_info = Reader::ber(cms).sequence()?;
    content_info.expect(tag::OID)?;
    let mut signed_data = content_info.expect(Tag::context_constructed(0))?.reader()?.sequence()?;
    let version = signed_data.expect(tag::INTEGER)?.small_uint()?;
    let announced = signed_data.expect(tag::SET)?;
    let announced: Vec<_> =
        announced.children().map(|algorithm| algorithm_oid(algorithm?)).collect::<Result<_>>()?;
    let mut encapsulated = signed_data.expect(tag::SEQUENCE)?.reader()?;
    let data = encapsulated.expect(tag::OID)?.oid()? == ID_DATA;
    let encloses = !encapsulated.is_empty();
    let mut certificates = Vec::new();
    let mut needed = if data { 1 } else { 3 };
    if let Some(bag) = signed_data.optional(Tag::context_constructed(0))? {
        for certificate in bag.children() {
            let certificate = certificate?;
            certificates.extend(name_of(certificate).ok());
            needed = needed.max(match certificate.tag {
                tag::SEQUENCE => 1,
                tag if tag == Tag::context_constructed(1) => 3,
                tag if tag == Tag::context_constructed(2) => 4,
                _ => 5,
            });
        }
    }
    if let Some(bag) = signed_data.optional(Tag::context_constructed(1))? {
        let others = bag.children().any(|list| list.is_ok_and(|list| list.tag != tag::SEQUENCE));
        needed = needed.max(if others { 5 } else { 1 });
    }
    let signers = signed_data.expect(tag::SET)?;
    let mut found =
        Envelope { digests_announced: true, signer_enclosed: true, encloses, versions_right: true };
    for signer in signers.children() {
        let mut fields = sequence(signer?)?;
        let own = fields.expect(tag::INTEGER)?.small_uint()?;
        let identifier = fields.read()?;
        found.versions_right &= own == if identifier.tag == tag::SEQUENCE { 1 } else { 3 };
        needed = needed.max(own);
        if identifier.tag == tag::SEQUENCE && !certificates.is_empty() {
            let mut identifier = identifier.reader()?;
            let named = (identifier.read()?.raw, identifier.read()?.raw);
            found.signer_enclosed &= certificates.contains(&named);
        }
        found.digests_announced &= announced.contains(&algorithm_oid(fields.read()?)?);
    }
    found.versions_right &= version == needed;
    Ok(found)
}

/// The envelope with one more signature time stamp in the unsigned attributes of its only signer
/// (EN 319 122-1, 5.3). Everything else goes over octet by octet.
pub(crate) fn with_time_stamp(cms: &[u8], token: &[u8]) -> Result<Vec<u8>> {
    let mut outer = Reader::ber(cms).sequence()?;
    let content_type = outer.expect(tag::OID)?.raw;
    let mut fields = outer.expect(Tag::context_constructed(0))?.reader()?.sequence()?;
    let mut before = Vec::new();
    let signers = loop {
        let field = fields.read()?;
        // The first SET is that of the digest algorithms.
        if field.tag == tag::SET && before.len() > 1 {
            break field;
        }
        before.push(field.raw);
    };
    let mut all = signers.children();
    let signer = all.next().ok_or(Error::Value("SignerInfos"))??;
    if all.next().is_some() {
        return Err(Error::Value("SignerInfos"));
    }
    let mut attributes = vec![Writer::build(|w| {
        w.sequence(|w| {
            w.oid(&cades::oid::SIGNATURE_TIME_STAMP);
            w.constructed(tag::SET, |w| w.raw(token));
        });
    })];
    let unsigned = Tag::context_constructed(1);
    let mut parts = Vec::new();
    for part in signer.children() {
        let part = part?;
        if part.tag == unsigned {
            for attribute in part.children() {
                attributes.push(attribute?.raw.to_vec());
            }
        } else {
            parts.push(part.raw);
        }
    }
    Ok(Writer::build(|w| {
        w.sequence(|w| {
            w.raw(content_type);
            w.context(0, |w| {
                w.sequence(|w| {
                    before.iter().for_each(|field| w.raw(field));
                    w.constructed(tag::SET, |w| {
                        w.sequence(|w| {
                            parts.iter().for_each(|part| w.raw(part));
                            w.sorted(unsigned, attributes);
                        });
                    });
                });
            });
        });
    }))
}

fn sequence(tlv: Tlv<'_>) -> Result<Reader<'_>> {
    if tlv.tag == tag::SEQUENCE {
        tlv.reader()
    } else {
        Err(Error::UnexpectedTag { expected: tag::SEQUENCE, found: tlv.tag })
    }
}

fn algorithm_oid(algorithm: Tlv<'_>) -> Result<asn1::Oid> {
    sequence(algorithm)?.expect(tag::OID)?.oid()
}

/// Issuer and serial number of a certificate, as encoded.
fn name_of(certificate: Tlv<'_>) -> Result<(&[u8], &[u8])> {
    let mut tbs = sequence(certificate)?.sequence()?;
    tbs.optional(Tag::context_constructed(0))?;
    let serial = tbs.expect(tag::INTEGER)?;
    tbs.expect(tag::SEQUENCE)?;
    Ok((tbs.expect(tag::SEQUENCE)?.raw, serial.raw))
}
