//! Time-stamp tokens over a signature or a document (RFC 3161; EN 319 102-1 §5.4).

use std::io::{Cursor, Read};

use asn1::{Reader, tag};
use cades::{Covered, SignedData, oid as cms};
use jiff::Timestamp;
use x509::{alg::DigestAlgorithm, oid};

use crate::{
    algorithms::{self, Reliance},
    certificate::Material,
    cms::embedded_evidence,
    reason::{Code, Reason},
    report::{Indication, SubIndication, Timestamping},
    verify::explain,
};

/// Octets of the longest TSTInfo that is read.
const MAX_INFO: u64 = 64 * 1024;

/// What a token states (RFC 3161 §2.4.2).
struct Info {
    algorithm: Option<DigestAlgorithm>,
    hash: Vec<u8>,
    time: Timestamp,
}

impl Info {
    fn read(der: &[u8]) -> asn1::Result<Self> {
        let mut outer = Reader::der(der);
        let mut fields = outer.sequence()?;
        outer.finish()?;
        if fields.expect(tag::INTEGER)?.small_uint()? != 1 {
            return Err(asn1::Error::Value("TSTInfo of version 1"));
        }
        fields.expect(tag::OID)?.oid()?;
        let mut imprint = fields.sequence()?;
        let algorithm = DigestAlgorithm::read(&imprint.expect(tag::SEQUENCE)?).ok();
        let hash = imprint.expect(tag::OCTET_STRING)?.value.to_vec();
        imprint.finish()?;
        fields.expect(tag::INTEGER)?.integer()?;
        let time = fields.expect(tag::GENERALIZED_TIME)?.time()?;
        Ok(Self { algorithm, hash, time })
    }
}

/// Judges a token. `imprint` digests what it should cover.
pub(crate) fn judge(
    kind: &'static str,
    token: &[u8],
    imprint: impl Fn(DigestAlgorithm) -> Option<Vec<u8>>,
    material: &Material<'_>,
) -> Timestamping {
    let mut stamp = Timestamping {
        kind,
        indication: Indication::TotalPassed,
        sub_indication: None,
        time: None,
        issuer: None,
        errors: Vec::new(),
    };
    if let Err((sub_indication, reason)) = check(&mut stamp, token, imprint, material) {
        stamp.indication = sub_indication.indication();
        stamp.sub_indication = Some(sub_indication);
        stamp.errors.push(reason);
    }
    stamp
}

fn check(
    stamp: &mut Timestamping,
    token: &[u8],
    imprint: impl Fn(DigestAlgorithm) -> Option<Vec<u8>>,
    material: &Material<'_>,
) -> Result<(), (SubIndication, Reason)> {
    let damaged = || (SubIndication::FormatFailure, Reason::from(Code::TimestampFailed));
    // A token is never wrapped in text.
    if token.first() != Some(&tag::SEQUENCE.0) {
        return Err(damaged());
    }
    let signed = SignedData::from_slice(token, &material.policy.limits).map_err(|_| damaged())?;
    let [signer] = signed.signers() else { return Err(damaged()) };
    if signed.content_type() != cms::TST_INFO {
        return Err(damaged());
    }
    let mut octets = Vec::new();
    let mut source = Cursor::new(token);
    let content = signed.content(&mut source).ok().flatten().ok_or_else(damaged)?;
    content.take(MAX_INFO).read_to_end(&mut octets).map_err(|_| damaged())?;
    let info = Info::read(&octets).map_err(|_| damaged())?;
    stamp.time = Some(info.time);

    let algorithm = info.algorithm.ok_or_else(damaged)?;
    if imprint(algorithm).as_ref() != Some(&info.hash) {
        return Err((SubIndication::HashFailure, Code::TimestampMismatch.into()));
    }
    let embedded = embedded_evidence(&signed);
    let own = Material { given: signed.certificates(), embedded: &embedded, ..*material };
    let covered = Covered::Content { content_type: cms::TST_INFO, digests: signed.digests() };
    let verified = signer.verify(covered, own.candidates()).map_err(|error| explain(&error))?;
    stamp.issuer = Some(verified.certificate.subject().friendly());
    for (digest, name) in [(algorithm, "imprint"), (verified.digest_algorithm, "digest")] {
        if algorithms::digest(digest, info.time.min(material.at)) == Reliance::Ended {
            let reason =
                Reason::from(Code::AlgorithmWeak).with("algorithm", digest.name()).with("part", name);
            return Err((SubIndication::CryptoConstraintsFailureNoPoe, reason));
        }
    }
    if signed_reference_missing(signer) {
        return Err((SubIndication::SigConstraintsFailure, Code::NoCertificateReference.into()));
    }
    // RFC 3161 §2.3: the key serves for nothing else.
    let usages = verified.certificate.ext_key_usage().ok().flatten().unwrap_or_default();
    if usages != [oid::TIME_STAMPING] {
        return Err((SubIndication::ChainConstraintsFailure, Code::CertificateUsage.into()));
    }
    let judged = own.judge(&verified.certificate, material.at, Some(oid::TIME_STAMPING));
    match judged.failures.into_iter().next() {
        Some(failure) => Err(failure),
        None => Ok(()),
    }
}

fn signed_reference_missing(signer: &cades::SignerInfo) -> bool {
    signer.signed_attributes().is_none_or(|attributes| attributes.signing_certificates().is_empty())
}
