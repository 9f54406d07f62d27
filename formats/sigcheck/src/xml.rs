//! XML signatures (EN 319 132-1): in a document of their own, or in a container.

use std::collections::{BTreeMap, BTreeSet};

use x509::{
    Certificate,
    alg::{DigestAlgorithm, PublicKey},
    evidence::ValidationData,
};
use xades::{
    Contents, Level, Scope as Covers, Signature, SignatureError, SignatureWarning, TimeStampKind,
    properties::{Policy as NamedPolicy, Properties},
    xml::{Document, ReadError, Source},
};

use crate::{
    explain::explain_value,
    piece::Piece,
    proofs::Proofs,
    reason::{Code, Reason},
    report::{Extent, Kind, Relation, Scope, SubIndication},
    subject::{Failure, Findings, Place, SignaturePolicy, Stamp, StampKind, Subject, Verified},
    walk::{Around, Walk},
};

/// The signatures of a document.
///
/// # Errors
/// Why it is not read.
pub(crate) fn check(
    octets: Vec<u8>,
    contents: &dyn Contents,
    around: Around,
    faults: &Findings,
    walk: &mut Walk<'_>,
) -> Result<(), Failure> {
    let source = Source::read(octets).map_err(|error| unreadable(&error))?;
    let document = Document::parse(&source).map_err(|error| unreadable(&error))?;
    let all = xades::signatures(&document);
    let sole = all.iter().filter(|signature| signature.parent().is_none()).count();
    // Numbers in the report, by position in the document.
    let mut ids: Vec<u32> = Vec::with_capacity(all.len());
    // What is proven of each that has counter-signatures.
    let countered: BTreeSet<usize> = all.iter().filter_map(Signature::parent).collect();
    let mut proven: BTreeMap<usize, Proofs> = BTreeMap::new();
    for signature in &all {
        if walk.is_full() {
            break;
        }
        let mut place =
            walk.place(around, Kind::Signature, around.relation(sole, Relation::Parallel), "XAdES");
        if let Some(parent) = signature.parent() {
            place.kind = Kind::CounterSignature;
            place.relation = Relation::Counter;
            place.parent = ids.get(parent).copied();
        }
        let mut embedded = ValidationData::default();
        let mut given = Vec::new();
        // What is added for a counter-signature may stand in the signature that holds it.
        let owner = signature.parent().and_then(|parent| all.get(parent));
        for one in [Some(signature), owner].into_iter().flatten() {
            embedded.merge(one.validation_data());
            given.extend(one.certificates());
        }
        let embedded: Vec<Piece> =
            embedded.crls.iter().chain(&embedded.responses).filter_map(|der| Piece::read(der)).collect();
        let mut subject = subject(signature, contents, place, &given, walk);
        let unsigned =
            signature.unsigned_objects().into_iter().map(|id| id.unwrap_or("ds:Object").to_owned());
        let unsigned: Vec<String> = unsigned.collect();
        if !unsigned.is_empty() {
            walk.warn(Reason::from(Code::ContentUnsigned).with("names", unsigned.join(", ")));
            walk.report.unsigned.extend(unsigned);
        }
        let mut findings = faults.clone();
        findings.merge(std::mem::take(&mut subject.findings));
        subject.findings = findings;
        // Archive time stamps of the signature protect what is around the counter-signature too.
        let of_parent = signature.parent().and_then(|parent| proven.get(&parent));
        let mut proofs = match of_parent {
            Some(of_parent) => of_parent.for_part(signature.object_id()),
            None => Proofs::new(walk.context.at),
        };
        walk.prove(&mut proofs, around.proven, &given, &embedded, &subject.stamps);
        let id = walk.judge(subject, &walk.material(&given, &embedded), &mut proofs);
        ids.push(id);
        if countered.contains(&signature.index()) {
            proven.insert(signature.index(), proofs);
        }
        if let Some(parent) = place.parent
            && place.kind == Kind::CounterSignature
            && walk.has_failed(id)
        {
            walk.counter_failed(parent);
        }
    }
    Ok(())
}

/// Why XML is refused (spec of XML safety: before any digest).
pub(crate) fn unreadable(error: &ReadError) -> Failure {
    let code = match error {
        ReadError::Doctype { .. } => Code::XmlForbidden,
        ReadError::Limit { .. } => Code::FileLimit,
        _ => Code::FileDamaged,
    };
    (SubIndication::FormatFailure, Reason::from(code).with("detail", error))
}

fn subject<'d>(
    signature: &Signature<'d>,
    contents: &'d dyn Contents,
    place: Place,
    given: &[Certificate],
    walk: &Walk<'_>,
) -> Subject<'d> {
    let material = walk.material(given, &[]);
    let candidates: Vec<Certificate> = material.candidates().cloned().collect();
    let mut findings = Findings::default();
    let mut scope = Vec::new();
    let mut is_advanced = signature.level() != Level::XmlDsig;
    let mut intact = None;
    let outcome = match signature.verify(contents, &candidates) {
        Ok(verified) => {
            for warning in &verified.warnings {
                is_advanced &=
                    !matches!(warning, SignatureWarning::NotXades | SignatureWarning::NoSigningCertificate);
                tolerate(warning, walk.context.policy.certificate_reference, &mut findings);
            }
            let mut digests: Vec<DigestAlgorithm> = Vec::new();
            for reference in &verified.references {
                for listed in reference.manifest.iter().flatten().chain([reference]) {
                    if !digests.contains(&listed.digest_algorithm) {
                        digests.push(listed.digest_algorithm);
                    }
                }
                scope.extend(
                    extent(reference.scope)
                        .map(|extent| Scope { name: reference.uri.clone().unwrap_or_default(), extent }),
                );
                if matches!(reference.scope, Covers::Partial { .. }) {
                    findings.warn(Code::SignatureScopePartial);
                }
            }
            // Its own properties and certificates are no document, nor is a list of files that are not there.
            let is_list = scope.iter().all(|one| one.extent == Extent::Manifest);
            let is_missing =
                |one: &SignatureWarning| matches!(one, SignatureWarning::ManifestContentMissing { .. });
            if is_list && (scope.is_empty() || verified.warnings.iter().any(is_missing)) {
                findings.fail(SubIndication::SignedDataNotFound, Code::ContentMissing);
            }
            Ok(Verified {
                certificate: verified.certificate,
                digests,
                algorithm: verified.signature_algorithm,
            })
        }
        Err(error) => {
            intact = holds_all_the_same(signature, contents, &error);
            Err(explain(&error))
        }
    };
    if place.kind == Kind::CounterSignature && !signature.covers_parent() {
        findings.fail(SubIndication::FormatFailure, Code::CounterSignatureUnrelated);
    }
    let properties = signature.properties();
    let policy = match properties.and_then(|properties| properties.policy()) {
        Some(NamedPolicy::Id { identifier, .. }) if identifier.is_empty() => SignaturePolicy::Unreadable,
        Some(NamedPolicy::Id { identifier, algorithm, digest, .. }) => SignaturePolicy::Named {
            name: identifier,
            digest: algorithm.ok().map(|algorithm| (algorithm, digest)),
        },
        Some(NamedPolicy::Implied) => SignaturePolicy::None,
        // What says that there is one and cannot be read is not nothing.
        None if properties.is_some_and(names_policy) => SignaturePolicy::Unreadable,
        None => SignaturePolicy::None,
    };
    let format = if is_advanced { place.format } else { "XMLDSig" };
    let named = match &outcome {
        Ok(_) => None,
        Err(_) => signature.key_info_certificates().into_iter().next(),
    };
    let digest = signature.references().ok().and_then(|all| all.first().map(|one| one.digest_algorithm()));
    Subject {
        named,
        intact,
        claimed: properties.and_then(|properties| properties.signing_time()?.ok()),
        is_advanced,
        digest_algorithm: digest.map(|digest| digest.name().to_owned()),
        signature_algorithm: signature.signature_algorithm().ok(),
        value: signature.value().unwrap_or_default(),
        representation: representation(signature),
        stamps: stamps(signature, contents),
        structure: match signature.level() {
            Level::XmlDsig | Level::B => cades::Level::B,
            Level::T => cades::Level::T,
            Level::Lt => cades::Level::Lt,
            Level::Lta => cades::Level::Lta,
        },
        scope,
        commitments: properties.map(|properties| properties.commitments()).unwrap_or_default(),
        policy,
        findings,
        ..Subject::new(Place { format, ..place }, outcome)
    }
}

fn names_policy(properties: &Properties<'_>) -> bool {
    let signed = properties.signed().into_iter();
    signed
        .flat_map(|signed| signed.descendants())
        .any(|one| one.tag_name().name() == "SignaturePolicyIdentifier")
}

/// Of SignedInfo in the form that is signed.
fn representation(signature: &Signature<'_>) -> Option<(DigestAlgorithm, Vec<u8>)> {
    let algorithm = signature.signature_algorithm().ok()?.digest();
    Some((algorithm, algorithm.digest(&signature.signed_octets().ok()?)))
}

/// Where only the certificate is in doubt: whether references and value hold with a certificate that
/// came along. It makes nothing valid.
fn holds_all_the_same(
    signature: &Signature<'_>,
    contents: &dyn Contents,
    error: &SignatureError,
) -> Option<bool> {
    let keys: Vec<PublicKey> = match error {
        SignatureError::CertificateMismatch => {
            let certificates = signature.key_info_certificates();
            certificates.iter().filter_map(|one| one.public_key().ok().cloned()).collect()
        }
        SignatureError::CertificateNotFound => signature.key_value().into_iter().collect(),
        _ => return None,
    };
    let holds = |key: &PublicKey| signature.verify_with_key(contents, key).is_ok();
    (!keys.is_empty()).then(|| keys.iter().any(holds))
}

fn stamps<'d>(signature: &Signature<'d>, contents: &'d dyn Contents) -> Vec<Stamp<'d>> {
    let all = signature.time_stamps(contents).into_iter();
    all.map(|stamp| Stamp {
        kind: match stamp.kind {
            TimeStampKind::AllContents | TimeStampKind::Contents => StampKind::Content,
            TimeStampKind::Signature => StampKind::Signature,
            TimeStampKind::Refs | TimeStampKind::SignatureAndRefs => StampKind::References,
            TimeStampKind::Archive => StampKind::Archive,
        },
        token: stamp.token.clone().unwrap_or_default(),
        protects: stamp.protects(),
        fault: stamp.token.as_ref().err().map(|error| {
            (SubIndication::FormatFailure, Reason::from(Code::TimestampFailed).with("why", error))
        }),
        imprint: Box::new(move |algorithm: DigestAlgorithm| stamp.imprint(algorithm)),
    })
    .collect()
}

fn extent(scope: Covers) -> Option<Extent> {
    match scope {
        Covers::CounterSigned => Some(Extent::Signature),
        Covers::Digest | Covers::Full => Some(Extent::Full),
        Covers::Manifest => Some(Extent::Manifest),
        Covers::Partial { .. } => Some(Extent::Partial),
        Covers::KeyInfo | Covers::Properties => None,
    }
}

fn tolerate(warning: &SignatureWarning, required: bool, findings: &mut Findings) {
    match warning {
        SignatureWarning::IssuerSerial => findings.warn(Code::IssuerSerialMismatch),
        SignatureWarning::ManifestContentMissing { uri } => {
            findings.warn(Reason::from(Code::SignedReferenceMissing).with("name", uri));
        }
        SignatureWarning::NotXades | SignatureWarning::NoSigningCertificate if required => {
            findings.fail(SubIndication::SigConstraintsFailure, Code::NoCertificateReference);
        }
        SignatureWarning::NotXades | SignatureWarning::NoSigningCertificate => {
            findings.warn(Code::NoCertificateReference);
        }
        SignatureWarning::SigningCertificateVersion1 => {}
    }
}

/// An error of an XML signature.
fn explain(error: &SignatureError) -> Failure {
    use SignatureError as E;
    use SubIndication as Sub;
    let (sub_indication, code) = match error {
        E::CertificateMismatch => (Sub::NoSigningCertificateFound, Code::CertificateNotTheSigned),
        E::CertificateNotFound => (Sub::NoSigningCertificateFound, Code::CertificateMissing),
        E::ContentExcluded { .. } => (Sub::SigConstraintsFailure, Code::SignatureScopePartial),
        E::ContentMissing { .. } => (Sub::SignedDataNotFound, Code::ContentMissing),
        E::DigestMismatch { .. } => (Sub::HashFailure, Code::DigestMismatch),
        E::DuplicateId(_) => (Sub::FormatFailure, Code::XmlDuplicateId),
        E::Limit { .. } => (Sub::FormatFailure, Code::FileLimit),
        E::Malformed { .. } => (Sub::FormatFailure, Code::AttributesMalformed),
        E::TargetMismatch => (Sub::FormatFailure, Code::SignedElementMoved),
        E::ObjectMoved { .. } | E::SignedPropertiesMoved => {
            (Sub::SignedDataNotFound, Code::SignedElementMoved)
        }
        E::ReferenceNotFound { .. } => (Sub::SignedDataNotFound, Code::SignedReferenceMissing),
        E::Signature(error) => return explain_value(error),
        E::SignedPropertiesNotSigned => (Sub::SigConstraintsFailure, Code::SignedPropertiesUnsigned),
        E::UnsupportedAlgorithm(_) => (Sub::Generic, Code::SignatureUnsupported),
        E::UnsupportedTransform(_) | E::XPath(_) | E::Xslt => (Sub::Generic, Code::TransformForbidden),
        E::ValueEncoding(_) => (Sub::SigCryptoFailure, Code::SignatureMismatch),
    };
    (sub_indication, Reason::from(code).with("detail", error))
}
