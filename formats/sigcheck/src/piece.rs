//! Revocation data one by one, so that it can be said of each when it is proven to have existed.

use asn1::{Oid, Reader, Tag, Writer, tag};
use jiff::Timestamp;
use x509::{
    Crl,
    alg::SignatureAlgorithm,
    evidence::{ObjectId, ValidationData},
    ocsp::{Answer, BasicResponse},
    path::revocation::{Evidence, Source},
};

/// id-ri-ocsp-response (RFC 5940 §2.1): an OCSPResponse among the CRLs of an envelope.
const RI_OCSP_RESPONSE: Oid = Oid::new("1.3.6.1.5.5.7.16.2");

/// A CRL or an OCSP response.
#[derive(Clone, Debug)]
pub(crate) struct Piece {
    pub(crate) id: ObjectId,
    /// It, and nothing else.
    pub(crate) evidence: Evidence,
    pub(crate) source: Source,
    /// When the issuer signed it.
    pub(crate) issued: Timestamp,
    pub(crate) algorithm: Option<SignatureAlgorithm>,
    data: Data,
}

#[derive(Clone, Debug)]
enum Data {
    List(Crl),
    Response(BasicResponse),
}

impl Piece {
    pub(crate) fn of_crl(crl: Crl) -> Self {
        let mut evidence = Evidence::new();
        evidence.add_crl(crl.clone());
        Self {
            id: ObjectId::of(crl.der()),
            evidence,
            source: Source::Crl,
            issued: crl.this_update(),
            algorithm: crl.signature_algorithm().ok(),
            data: Data::List(crl),
        }
    }

    pub(crate) fn of_response(response: BasicResponse) -> Self {
        let mut evidence = Evidence::new();
        evidence.add_response(response.clone());
        Self {
            id: ObjectId::of(response.der()),
            evidence,
            source: Source::Ocsp,
            issued: response.produced_at(),
            algorithm: response.signature_algorithm().ok(),
            data: Data::Response(response),
        }
    }

    /// From a CertificateList, an OCSPResponse, a BasicOCSPResponse, or `other [1]` among the `crls` of
    /// an envelope (RFC 5652 §10.2.1). None when it is none of these.
    pub(crate) fn read(der: &[u8]) -> Option<Self> {
        if der.first() == Some(&Tag::context_constructed(1).0) {
            return Self::of_other(der);
        }
        if let Ok(crl) = Crl::from_der(der) {
            return Some(Self::of_crl(crl));
        }
        match Answer::from_der(der) {
            Ok(Answer::Successful(response)) => Some(Self::of_response(response)),
            Ok(Answer::Error(_)) => None,
            Err(_) => BasicResponse::from_der(der).ok().map(Self::of_response),
        }
    }

    fn of_other(choice: &[u8]) -> Option<Self> {
        let mut fields = Reader::ber(choice).expect(Tag::context_constructed(1)).ok()?.reader().ok()?;
        let format = fields.expect(tag::OID).ok()?.oid().ok()?;
        let value = fields.read().ok()?.raw;
        match format {
            RI_OCSP_RESPONSE => match Answer::from_der(value).ok()? {
                Answer::Successful(response) => Some(Self::of_response(response)),
                Answer::Error(_) => None,
            },
            x509::oid::OCSP_BASIC => BasicResponse::from_der(value).ok().map(Self::of_response),
            _ => None,
        }
    }

    /// Adds it to what a signature must embed to last.
    pub(crate) fn embed(&self, data: &mut ValidationData) {
        let (list, der) = match &self.data {
            Data::List(crl) => (&mut data.crls, crl.der().to_vec()),
            Data::Response(response) => (&mut data.responses, whole(response)),
        };
        if !list.contains(&der) {
            list.push(der);
        }
    }
}

/// The OCSPResponse around it (RFC 6960 §4.2.1).
fn whole(response: &BasicResponse) -> Vec<u8> {
    Writer::build(|w| {
        w.sequence(|w| {
            w.value(tag::ENUMERATED, &[0]);
            w.context(0, |w| {
                w.sequence(|w| {
                    w.oid(&x509::oid::OCSP_BASIC);
                    w.octets(response.der());
                });
            });
        });
    })
}
