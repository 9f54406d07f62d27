//! Certificates and revocation data that an envelope or a signature carries, in whatever wrapping.

use asn1::{Reader, Tag, Tlv, Writer, tag};
use x509::{
    evidence::{ObjectId, ValidationData},
    oid::OCSP_BASIC,
};

use crate::{SignedData, SignerInfo, oid, signed_data::parse_one};

impl SignedData {
    /// The certificates and revocation data beside the signatures: `certificates` and `crls`
    /// (RFC 5652 §5.1, §10.2.1; RFC 5940), level B-LT.
    ///
    /// A BasicOCSPResponse without the response around it gets one.
    pub fn validation_data(&self) -> ValidationData {
        let mut data = ValidationData {
            certificates: self.certificates().iter().map(|known| known.der().to_vec()).collect(),
            ..ValidationData::default()
        };
        for choice in self.revocation() {
            match Revocation::of_choice(choice) {
                Some(Revocation::Crl(crl)) => data.crls.push(crl.to_vec()),
                Some(Revocation::Basic(basic)) => data.responses.push(response_around(basic)),
                None => {}
            }
        }
        data
    }
}

impl SignerInfo {
    /// The certificates and revocation data in the unsigned attributes certificate-values and
    /// revocation-values (EN 319 122-1 §A.1.1.2, §A.1.2.2), as older signatures have them.
    pub fn validation_data(&self) -> ValidationData {
        let mut data = ValidationData::default();
        for attribute in self.unsigned_attributes().iter() {
            for value in attribute.values() {
                values_of(attribute.oid(), value, &mut |value| match value {
                    Value::Certificate(der) => data.certificates.push(der.to_vec()),
                    Value::Revocation(Revocation::Crl(der)) => data.crls.push(der.to_vec()),
                    Value::Revocation(Revocation::Basic(basic)) => {
                        data.responses.push(response_around(basic))
                    }
                });
            }
        }
        data
    }
}

/// Revocation data, out of its wrapping.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Revocation<'a> {
    /// CertificateList.
    Crl(&'a [u8]),
    /// BasicOCSPResponse.
    Basic(&'a [u8]),
}

impl<'a> Revocation<'a> {
    /// RevocationInfoChoice (RFC 5652 §10.2.1); `None` for a form that is not known.
    pub(crate) fn of_choice(choice: &'a [u8]) -> Option<Self> {
        let tlv = parse_one(choice).ok()?;
        if tlv.tag == tag::SEQUENCE {
            return Some(Self::Crl(choice));
        }
        if tlv.tag != Tag::context_constructed(1) {
            return None;
        }
        let mut fields = tlv.reader().ok()?;
        let format = fields.expect(tag::OID).ok()?.oid().ok()?;
        let value = fields.read().ok()?.raw;
        match format {
            oid::OCSP_RESPONSE => basic_of(value).map(Self::Basic),
            OCSP_BASIC => Some(Self::Basic(value)),
            _ => None,
        }
    }

    pub(crate) fn id(self) -> ObjectId {
        match self {
            Self::Crl(der) | Self::Basic(der) => ObjectId::of(der),
        }
    }
}

/// What certificate-values and revocation-values hold.
pub(crate) enum Value<'a> {
    Certificate(&'a [u8]),
    Revocation(Revocation<'a>),
}

/// Goes through one value of an unsigned attribute; what does not parse holds nothing.
pub(crate) fn values_of<'a>(attribute: asn1::Oid, value: &'a [u8], each: &mut dyn FnMut(Value<'a>)) {
    let items = |tlv: &Tlv<'a>| tlv.children().map_while(Result::ok).collect::<Vec<_>>();
    let Ok(outer) = parse_one(value) else { return };
    match attribute {
        oid::CERTIFICATE_VALUES => {
            items(&outer).iter().for_each(|item| each(Value::Certificate(item.raw)));
        }
        oid::REVOCATION_VALUES => {
            for field in items(&outer) {
                // crlVals [0], ocspVals [1], each EXPLICIT around a SEQUENCE OF.
                let list = field.children().next().and_then(Result::ok);
                let make = match field.tag {
                    tag if tag == Tag::context_constructed(0) => Revocation::Crl,
                    tag if tag == Tag::context_constructed(1) => Revocation::Basic,
                    _ => continue,
                };
                for item in list.iter().flat_map(items) {
                    each(Value::Revocation(make(item.raw)));
                }
            }
        }
        _ => {}
    }
}

/// The BasicOCSPResponse in an OCSPResponse (RFC 6960 §4.2.1).
pub(crate) fn basic_of(response: &[u8]) -> Option<&[u8]> {
    let mut fields = Reader::ber(response).sequence().ok()?;
    fields.expect(tag::ENUMERATED).ok()?;
    let mut explicit = fields.expect(Tag::context_constructed(0)).ok()?.reader().ok()?;
    let mut bytes = explicit.sequence().ok()?;
    (bytes.expect(tag::OID).ok()?.oid().ok()? == OCSP_BASIC).then_some(())?;
    Some(bytes.expect(tag::OCTET_STRING).ok()?.value)
}

/// OCSPResponse, successful, around a BasicOCSPResponse.
fn response_around(basic: &[u8]) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.value(tag::ENUMERATED, &[0]);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(&OCSP_BASIC);
                    w.octets(basic);
                });
            });
        });
    })
}
