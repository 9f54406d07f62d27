//! One signature of CMS: its verdict (EN 319 102-1 §5.3, basic validation, and §5.5 for time stamps).

use asn1::Oid;
use cades::{Covered, SignatureError, SignatureWarning, SignerInfo, Verified};
use jiff::Timestamp;
use x509::{
    Certificate,
    alg::{SignatureAlgorithm, VerifyError},
    extension::KeyUsage,
    oid,
};

use crate::{
    Policy,
    algorithms::{self, Reliance},
    certificate::{self, Material},
    reason::{Code, Reason},
    report::{Indication, Kind, Relation, Signature, SubIndication, Timestamping},
    timestamp,
};

/// Time stamps of one signature that are examined.
const MAX_TIMESTAMPS: usize = 16;

/// Time stamps of long-term levels (EN 319 122-1 §5.5, annex A): archive-time-stamp of all three
/// generations, and those over references.
const NOT_EXAMINED: [Oid; 5] = [
    Oid::new("0.4.0.1733.2.4"),
    Oid::new("1.2.840.113549.1.9.16.2.48"),
    Oid::new("1.2.840.113549.1.9.16.2.27"),
    Oid::new("1.2.840.113549.1.9.16.2.25"),
    Oid::new("1.2.840.113549.1.9.16.2.26"),
];

/// Where a signature stands.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Place {
    pub(crate) id: u32,
    pub(crate) parent: Option<u32>,
    pub(crate) kind: Kind,
    pub(crate) relation: Relation,
    pub(crate) depth: u32,
    /// What the format is when it is an advanced signature.
    pub(crate) format: &'static str,
}

impl Signature {
    /// One of which nothing is known yet.
    pub(crate) fn at(place: Place, at: Timestamp) -> Self {
        Self {
            id: place.id,
            parent: place.parent,
            kind: place.kind,
            relation: place.relation,
            depth: place.depth,
            format: place.format,
            level: None,
            indication: Indication::TotalPassed,
            sub_indication: None,
            intact: None,
            signer: None,
            time: None,
            best_signature_time: at,
            digest_algorithm: None,
            signature_algorithm: None,
            chain: Vec::new(),
            revocation: Vec::new(),
            timestamps: Vec::new(),
            pdf: None,
            errors: Vec::new(),
            warnings: Vec::new(),
        }
    }
}

/// Collects findings; the first failure decides.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    failures: Vec<(SubIndication, Reason)>,
    warnings: Vec<Reason>,
}

impl Findings {
    pub(crate) fn fail(&mut self, sub_indication: SubIndication, reason: impl Into<Reason>) {
        self.failures.push((sub_indication, reason.into()));
    }

    pub(crate) fn warn(&mut self, reason: impl Into<Reason>) {
        let reason = reason.into();
        if !self.warnings.contains(&reason) {
            self.warnings.push(reason);
        }
    }

    /// Turns what was found into the verdict.
    fn decide(mut self, signature: &mut Signature) {
        let worst = self.failures.iter().map(|(sub_indication, _)| sub_indication.indication()).max();
        if let Some(worst) = worst {
            signature.indication = worst;
            // Of several, the first of those that weigh most.
            let deciding = self.failures.iter().position(|(sub, _)| sub.indication() == worst).unwrap_or(0);
            let deciding = self.failures.remove(deciding);
            signature.sub_indication = Some(deciding.0);
            signature.errors.push(deciding.1);
            signature.errors.extend(self.failures.into_iter().map(|(_, reason)| reason));
        }
        signature.warnings = self.warnings;
    }
}

/// What is known of when a signature was made.
#[derive(Clone, Copy, Debug, Default)]
pub(crate) struct Times {
    /// According to the signer, from elsewhere than the signed attributes.
    pub(crate) claimed: Option<Timestamp>,
    /// It is proven to have existed then.
    pub(crate) proven: Option<Timestamp>,
}

/// Everything about one signature but its counter-signatures. `findings` are those of what is around
/// it, a PDF for example; they come first.
pub(crate) fn judge(
    place: Place,
    signer: &SignerInfo,
    covered: Covered<'_>,
    material: &Material<'_>,
    times: Times,
    mut findings: Findings,
) -> Signature {
    let outcome = signer.verify(covered, material.candidates());
    let attributes = signer.signed_attributes();
    let has_reference = attributes.is_some_and(|attributes| !attributes.signing_certificates().is_empty());
    let time = times.claimed.or_else(|| attributes?.signing_time()?.ok());
    let mut signature = Signature {
        format: if has_reference { place.format } else { "PKCS7" },
        time,
        best_signature_time: times.proven.map_or(material.at, |proven| proven.min(material.at)),
        digest_algorithm: signer.digest_algorithm().ok().map(|algorithm| algorithm.name().to_owned()),
        signature_algorithm: signer.signature_algorithm().ok().map(algorithm_name),
        ..Signature::at(place, material.at)
    };
    match outcome {
        Ok(verified) => {
            signature.intact = Some(true);
            judge_verified(&mut signature, signer, &verified, material, &mut findings);
        }
        Err(error) => {
            let (sub_indication, reason) = explain(&error);
            signature.intact = match sub_indication {
                SubIndication::HashFailure | SubIndication::SigCryptoFailure => Some(false),
                _ => None,
            };
            findings.fail(sub_indication, reason);
            // Who it says it is, for people to see; nothing more rests on it.
            if let Some(named) = material.candidates().find(|candidate| signer.sid().names(candidate)) {
                signature.signer = Some(certificate::signer(named));
            }
        }
    }
    findings.decide(&mut signature);
    signature
}

fn judge_verified(
    signature: &mut Signature,
    signer: &SignerInfo,
    verified: &Verified,
    material: &Material<'_>,
    findings: &mut Findings,
) {
    let certificate = &verified.certificate;
    signature.signer = Some(certificate::signer(certificate));
    for warning in &verified.warnings {
        match warning {
            SignatureWarning::NoSignedAttributes => {
                findings.fail(SubIndication::SigConstraintsFailure, Code::NoSignedAttributes);
            }
            SignatureWarning::NoSigningCertificateAttribute if material.policy.certificate_reference => {
                findings.fail(SubIndication::SigConstraintsFailure, Code::NoCertificateReference);
            }
            SignatureWarning::NoSigningCertificateAttribute => findings.warn(Code::NoCertificateReference),
            SignatureWarning::EssVersion1 => findings.warn(Code::SigningCertificateV1),
            SignatureWarning::EssIssuerSerial => findings.warn(Code::IssuerSerialMismatch),
            SignatureWarning::NotDer { .. } => findings.warn(Code::AttributesNotDer),
        }
    }
    judge_usage(certificate, material.policy, findings);

    for (index, token) in signer.signature_time_stamps().enumerate() {
        if index == MAX_TIMESTAMPS {
            findings.warn(Reason::from(Code::FileLimit).with("limit", MAX_TIMESTAMPS));
            break;
        }
        let imprint = |algorithm: x509::alg::DigestAlgorithm| Some(algorithm.digest(signer.signature()));
        let stamp = timestamp::judge("signature", token, imprint, material);
        match stamp.time {
            Some(time) if stamp.indication == Indication::TotalPassed => {
                signature.best_signature_time = signature.best_signature_time.min(time);
            }
            _ => findings.warn(stamp_failure(&stamp)),
        }
        signature.timestamps.push(stamp);
    }
    if signer.unsigned_attributes().iter().any(|attribute| NOT_EXAMINED.contains(&attribute.oid())) {
        findings.warn(Code::TimestampNotExamined);
    }
    let instant = signature.best_signature_time;
    match signature.time {
        None if signature.kind == Kind::Signature => findings.warn(Code::NoSigningTime),
        Some(time) if !certificate.is_valid_at(time) => {
            findings.warn(Reason::from(Code::SigningTimeOutside).with("time", time));
        }
        _ => {}
    }

    let standing = material.judge(certificate, instant, None);
    signature.chain = standing.chain;
    signature.revocation = standing.revocation;
    for (sub_indication, reason) in standing.failures {
        findings.fail(sub_indication, reason);
    }
    for warning in standing.warnings {
        findings.warn(warning);
    }
    judge_algorithms(verified, instant, findings);
    if !signature.signer.as_ref().is_some_and(|signer| signer.qualified) {
        findings.warn(Code::CertificateNotQualified);
    }

    let is_advanced = !verified.warnings.iter().any(|warning| {
        matches!(
            warning,
            SignatureWarning::NoSignedAttributes | SignatureWarning::NoSigningCertificateAttribute
        )
    });
    let is_stamped = signature.timestamps.iter().any(|stamp| stamp.indication == Indication::TotalPassed);
    signature.level = match (is_advanced && signature.format != "PKCS7", is_stamped) {
        (false, _) => None,
        (true, false) => Some("B-B"),
        (true, true) => Some("B-T"),
    };
    if signature.level.is_none() {
        findings.warn(Code::NotAdes);
    }
}

/// Whether the certificate is one to sign documents with.
fn judge_usage(certificate: &Certificate, policy: &Policy, findings: &mut Findings) {
    const CONSTRAINT: SubIndication = SubIndication::SigConstraintsFailure;
    let usage = match certificate.key_usage() {
        Ok(usage) => usage,
        Err(_) => return findings.fail(CONSTRAINT, Code::CertificateUsage),
    };
    let commits = usage.is_none_or(|usage| usage.contains(KeyUsage::NON_REPUDIATION));
    let authenticates = usage.is_some_and(|usage| usage.contains(KeyUsage::DIGITAL_SIGNATURE));
    let is_cns = policy.authentication_policies.iter().any(|policy| certificate.has_policy(policy));
    let for_clients =
        matches!(certificate.ext_key_usage(), Ok(Some(usages)) if usages.contains(&oid::CLIENT_AUTH));
    if is_cns || (!commits && authenticates && for_clients) {
        findings.fail(CONSTRAINT, Code::CertificateAuthenticationOnly);
    } else if !commits && (policy.content_commitment || !authenticates) {
        findings.fail(CONSTRAINT, Code::CertificateUsage);
    }
}

fn judge_algorithms(verified: &Verified, instant: Timestamp, findings: &mut Findings) {
    let digest = verified.digest_algorithm;
    let mut judged = vec![(algorithms::digest(digest, instant), digest.name().to_owned())];
    if let Ok(key) = verified.certificate.public_key() {
        let reliance = algorithms::key(key.key_type(), verified.signature_algorithm, instant);
        judged.push((reliance, key.key_type().to_string()));
    }
    for (reliance, name) in judged {
        match reliance {
            Reliance::Reliable => {}
            Reliance::Announced => {
                findings.warn(Reason::from(Code::AlgorithmExpiring).with("algorithm", name));
            }
            Reliance::Ended => findings.fail(
                SubIndication::CryptoConstraintsFailureNoPoe,
                Reason::from(Code::AlgorithmWeak).with("algorithm", name),
            ),
        }
    }
}

fn stamp_failure(stamp: &Timestamping) -> Reason {
    match stamp.sub_indication {
        Some(SubIndication::HashFailure) => Code::TimestampMismatch.into(),
        _ => {
            let why = stamp.errors.first().map_or("", |reason| reason.code.as_str());
            Reason::from(Code::TimestampFailed).with("why", why)
        }
    }
}

/// What an error of CMS means for the verdict.
pub(crate) fn explain(error: &SignatureError) -> (SubIndication, Reason) {
    use SubIndication as Sub;
    let (sub_indication, code) = match error {
        SignatureError::AlgorithmMismatch(_) => (Sub::SigCryptoFailure, Code::DigestAlgorithmMismatch),
        SignatureError::AttributeDuplicated(_)
        | SignatureError::AttributeMissing(_)
        | SignatureError::AttributeNotSingle(_)
        | SignatureError::AttributeNotAllowed(_)
        | SignatureError::Malformed { .. } => (Sub::FormatFailure, Code::AttributesMalformed),
        SignatureError::AttributesStripped => (Sub::FormatFailure, Code::StrippedAttributes),
        SignatureError::CertificateMismatch => {
            (Sub::NoSigningCertificateFound, Code::CertificateNotTheSigned)
        }
        SignatureError::CertificateNotFound => (Sub::NoSigningCertificateFound, Code::CertificateMissing),
        SignatureError::ContentMissing => (Sub::SignedDataNotFound, Code::ContentMissing),
        SignatureError::ContentTypeMismatch => (Sub::FormatFailure, Code::ContentTypeMismatch),
        SignatureError::DigestMismatch => (Sub::HashFailure, Code::DigestMismatch),
        SignatureError::Signature(VerifyError::UnsupportedKey) => (Sub::Generic, Code::KeyUnsupported),
        SignatureError::Signature(VerifyError::UnsupportedAlgorithm)
        | SignatureError::UnsupportedAlgorithm(_)
        | SignatureError::DigestNotComputed(_) => (Sub::Generic, Code::SignatureUnsupported),
        SignatureError::Signature(_) => (Sub::SigCryptoFailure, Code::SignatureMismatch),
    };
    (sub_indication, Reason::from(code).with("detail", error))
}

fn algorithm_name(algorithm: SignatureAlgorithm) -> String {
    let digest = algorithm.digest().name();
    match algorithm {
        SignatureAlgorithm::RsaPkcs1(_) => format!("rsa-{digest}"),
        SignatureAlgorithm::RsaPss { .. } => format!("rsa-pss-{digest}"),
        SignatureAlgorithm::Ecdsa(_) => format!("ecdsa-{digest}"),
    }
}

/// A place where there should be a signature and is none that can be read.
pub(crate) fn without_signer(
    place: Place,
    at: Timestamp,
    claimed: Option<Timestamp>,
    findings: Findings,
) -> Signature {
    let mut signature = Signature { time: claimed, ..Signature::at(place, at) };
    findings.decide(&mut signature);
    signature
}
