//! Files in CMS: envelopes inside envelopes, parallel signatures, counter-signatures.

use std::{
    collections::BTreeSet,
    io::{self, Read},
};

use asn1::{Oid, Reader, tag};
use cades::{
    Armor, ContentDigests, Covered, Envelopes, Level, ReadError, ReadSeek, SignatureWarning, SignedData,
    SignerInfo, TimeStampKind, Warning,
};
use x509::{Certificate, alg::DigestAlgorithm, evidence::ObjectId};

use crate::{
    Context,
    explain::explain,
    piece::Piece,
    proofs::Proofs,
    reason::{Code, Reason},
    recognise,
    report::{Document, Extent, Kind, Relation, Report, Scope, SubIndication},
    subject::{ContainerStamp, Findings, Place, SignaturePolicy, Stamp, StampKind, Subject, Verified},
    walk::{Around, Walk},
};

/// timestampedData (RFC 5544).
pub(crate) const TIMESTAMPED_DATA: Oid = Oid::new("1.2.840.113549.1.9.16.1.31");
/// envelopedData, encryptedData, authEnvelopedData (RFC 5652 §6, §8; RFC 5083).
const ENCRYPTED: [Oid; 3] = [
    Oid::new("1.2.840.113549.1.7.3"),
    Oid::new("1.2.840.113549.1.7.6"),
    Oid::new("1.2.840.113549.1.9.16.1.23"),
];
const SIGNATURE_POLICY: Oid = Oid::new("1.2.840.113549.1.9.16.2.15");

/// Checks a file that begins like CMS, bare or in text.
///
/// # Errors
/// When reading fails.
pub(crate) fn check(
    file: &mut (dyn ReadSeek + '_),
    detached: Option<&mut (dyn Read + '_)>,
    around: Around,
    walk: &mut Walk<'_>,
) -> io::Result<Option<Refused>> {
    let envelopes = match Envelopes::read(file, &walk.context.policy.limits) {
        Ok(envelopes) => envelopes,
        Err(ReadError::Io(error)) => return Err(error),
        Err(error) => return Ok(Some(unread(&error))),
    };
    let outermost = &envelopes.all()[0];
    if outermost.content_type() == cades::oid::TST_INFO {
        return Ok(Some(Refused::Token));
    }
    if around.depth == 0 {
        for armor in outermost.armor() {
            walk.report.layers.push(match armor {
                Armor::Base64 => "base64",
                Armor::Pem { .. } => "pem",
            });
        }
    }
    let mut digests = None;
    if let Some(content) = detached
        && outermost.is_detached()
    {
        digests = Some(outermost.digests_of(content)?);
    }
    let mut around = around;
    let levels = envelopes.all().len();
    for (level, envelope) in envelopes.all().iter().enumerate() {
        envelope.warnings().iter().for_each(|warning| walk.warn(peculiar(warning)));
        if envelope.content_type() == cades::oid::TST_INFO {
            // A time stamp that somebody signed is the document.
            break;
        }
        let detached = digests.as_ref().filter(|_| level == 0);
        let nested = Around { depth: around.depth + u32::from(levels > 1 && level == 0), ..around };
        let relation = nested.relation(envelope.signers().len(), Relation::Parallel);
        let content =
            Content { digests: detached, name: "", faults: &Findings::default(), archives: &[], listed: &[] };
        let first = check_envelope(envelope, content, relation, around, walk);
        around.parent = first.or(around.parent);
        around.proven = first.and_then(|id| walk.proven_by(id)).into_iter().chain(around.proven).min();
        around.depth += 1;
    }
    if envelopes.stopped().is_some() {
        walk.warn(Reason::from(Code::FileDamaged).with("part", "content"));
    }
    if let Some(mut content) = envelopes.document(file)? {
        recognise::look_inside(&mut content, around, walk)?;
    }
    Ok(None)
}

/// Why a file is not read as signed CMS.
#[derive(Debug)]
pub(crate) enum Refused {
    /// It is a time-stamp token.
    Token,
    /// It is time-stamped data.
    TimestampedData,
    /// For a reason.
    Because(Document, Option<SubIndication>, Reason),
}

impl Refused {
    pub(crate) fn report(self, context: Context<'_>) -> Report {
        let (document, sub_indication, reason) = match self {
            Self::Because(document, sub_indication, reason) => (document, sub_indication, reason),
            Self::Token => (Document::Timestamp, Some(SubIndication::Generic), Code::TimestampFailed.into()),
            Self::TimestampedData => {
                (Document::TimestampedData, Some(SubIndication::FormatFailure), Code::FileDamaged.into())
            }
        };
        Report::refused(document, context.at, sub_indication, reason)
    }
}

/// What an envelope is over, besides what it holds itself.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Content<'a> {
    /// Digests of a content that is elsewhere.
    pub(crate) digests: Option<&'a ContentDigests>,
    /// Its name, empty where it has none.
    pub(crate) name: &'a str,
    /// What is said against it.
    pub(crate) faults: &'a Findings,
    /// The archive time stamps of the container it stands in.
    pub(crate) archives: &'a [ContainerStamp],
    /// How the content digests what it lists, where it is a manifest.
    pub(crate) listed: &'a [DigestAlgorithm],
}

/// The signatures of an envelope. Returns the number of the first.
pub(crate) fn check_envelope(
    envelope: &SignedData,
    content: Content<'_>,
    relation: Relation,
    around: Around,
    walk: &mut Walk<'_>,
) -> Option<u32> {
    let mut given = envelope.certificates().to_vec();
    let mut embedded: Vec<Piece> = envelope.revocation().filter_map(Piece::read).collect();
    for signer in envelope.signers() {
        let more = signer.validation_data();
        given.extend(more.certificates.iter().filter_map(|der| Certificate::from_der(der.as_slice()).ok()));
        embedded.extend(more.crls.iter().chain(&more.responses).filter_map(|der| Piece::read(der)));
    }
    let covered = envelope.covered(content.digests);
    let mut first = None;
    for signer in envelope.signers() {
        if walk.is_full() {
            break;
        }
        let place = walk.place(around, Kind::Signature, relation, "CAdES");
        let scope = Scope { name: content.name.to_owned(), extent: Extent::Full };
        let mut subject =
            Subject { scope: vec![scope], ..subject(envelope, signer, covered, place, &given, walk) };
        let mut findings = content.faults.clone();
        findings.merge(std::mem::take(&mut subject.findings));
        subject.findings = findings;
        if let Ok(verified) = &mut subject.outcome {
            verified.digests.extend(content.listed);
        }
        archive(&mut subject, signer, content.archives, &given, &embedded, walk);
        let mut proofs = walk.proofs(around.proven, &given, &embedded, &subject.stamps);
        let id = walk.judge(subject, &walk.material(&given, &embedded), &mut proofs);
        first = first.or(Some(id));
        counter_signatures(envelope, signer, (place, around), 1, &given, &embedded, &proofs, walk);
    }
    first
}

/// Adds the archive time stamps of the container to a signature. They are about the whole envelope.
fn archive<'e>(
    subject: &mut Subject<'e>,
    signer: &SignerInfo,
    archives: &'e [ContainerStamp],
    given: &[Certificate],
    embedded: &[Piece],
    walk: &Walk<'_>,
) {
    if archives.is_empty() {
        return;
    }
    let mut inside: BTreeSet<ObjectId> = given.iter().map(|one| ObjectId::of(one.der())).collect();
    inside.extend(embedded.iter().map(|piece| piece.id));
    inside.extend(subject.stamps.iter().map(|stamp| ObjectId::of(&stamp.token)));
    add_counter_signatures(signer, walk.context.policy.limits.counter_signature_depth, &mut inside);
    subject.stamps.extend(archives.iter().map(|archive| archive.stamp(&inside)));
    if subject.structure == Level::Lt && archives.iter().any(|archive| archive.signature) {
        subject.structure = Level::Lta;
    }
}

fn add_counter_signatures(signer: &SignerInfo, depth: usize, inside: &mut BTreeSet<ObjectId>) {
    if depth > 0 {
        for counter in signer.counter_signatures().flatten() {
            inside.insert(ObjectId::of(counter.raw()));
            add_counter_signatures(&counter, depth - 1, inside);
        }
    }
}

/// A signature as the verdict needs it.
pub(crate) fn subject<'e>(
    envelope: &'e SignedData,
    signer: &'e SignerInfo,
    covered: Covered<'_>,
    place: Place,
    given: &[Certificate],
    walk: &Walk<'_>,
) -> Subject<'e> {
    let material = walk.material(given, &[]);
    let attributes = signer.signed_attributes();
    let mut findings = Findings::default();
    let outcome = match signer.verify(covered, material.candidates()) {
        Ok(verified) => {
            verified.warnings.iter().for_each(|warning| tolerate(warning, walk.context, &mut findings));
            Ok(Verified {
                certificate: verified.certificate,
                digests: vec![verified.digest_algorithm],
                algorithm: verified.signature_algorithm,
            })
        }
        Err(error) => Err(explain(&error)),
    };
    let named = match &outcome {
        Ok(_) => None,
        Err(_) => material.candidates().find(|candidate| signer.sid().names(candidate)).cloned(),
    };
    let has_reference = attributes.is_some_and(|attributes| !attributes.signing_certificates().is_empty());
    let commitment = attributes.and_then(|attributes| attributes.commitment_type()?.ok());
    let structure = envelope.level(signer);
    Subject {
        named,
        claimed: attributes.and_then(|attributes| attributes.signing_time()?.ok()),
        is_advanced: has_reference,
        structure: structure.unwrap_or(Level::B),
        digest_algorithm: signer.digest_algorithm().ok().map(|algorithm| algorithm.name().to_owned()),
        signature_algorithm: signer.signature_algorithm().ok(),
        value: signer.signature().to_vec(),
        representation: representation(signer, covered),
        stamps: stamps(envelope, signer, covered),
        commitments: commitment.iter().map(Oid::to_string).collect(),
        policy: policy(signer),
        findings,
        ..Subject::new(Place { format: if has_reference { place.format } else { "PKCS7" }, ..place }, outcome)
    }
}

/// Of the signed attributes, or of the content where there are none (RFC 5652 §5.4).
fn representation(signer: &SignerInfo, covered: Covered<'_>) -> Option<(DigestAlgorithm, Vec<u8>)> {
    let algorithm = signer.signature_algorithm().ok()?.digest();
    let digest = match (signer.signed_attributes_der(), covered) {
        (Some(attributes), _) => algorithm.digest(&attributes),
        (None, Covered::Signature(value)) => algorithm.digest(value),
        (None, Covered::Content { digests, .. }) => digests?.get(algorithm)?.to_vec(),
    };
    Some((algorithm, digest))
}

fn stamps<'e>(envelope: &'e SignedData, signer: &'e SignerInfo, covered: Covered<'_>) -> Vec<Stamp<'e>> {
    let all = envelope.time_stamps(signer, covered).into_iter();
    all.map(stamp_of).collect()
}

/// A time stamp of CMS, or of time-stamped data.
pub(crate) fn stamp_of(stamp: cades::TimeStamp<'_>) -> Stamp<'_> {
    Stamp {
        kind: match stamp.kind() {
            TimeStampKind::Content => StampKind::Content,
            TimeStampKind::Signature => StampKind::Signature,
            TimeStampKind::References => StampKind::References,
            TimeStampKind::Archive => StampKind::Archive,
        },
        token: stamp.token().to_vec(),
        protects: stamp.protects(),
        fault: stamp.fault().map(|fault| {
            let reason = Reason::from(Code::ArchiveIndexMismatch).with("detail", fault);
            (SubIndication::FormatFailure, reason)
        }),
        imprint: Box::new(move |algorithm: DigestAlgorithm| stamp.imprint(algorithm)),
    }
}

/// signature-policy-identifier (EN 319 122-1 §5.2.9): SEQUENCE { sigPolicyId, … } or NULL, implied.
fn policy(signer: &SignerInfo) -> SignaturePolicy {
    let Some(value) = signer.signed_attributes().and_then(|all| all.value(SIGNATURE_POLICY)) else {
        return SignaturePolicy::None;
    };
    if value == [0x05, 0x00] {
        return SignaturePolicy::None;
    }
    let Ok(mut fields) = Reader::ber(value).sequence() else { return SignaturePolicy::Unreadable };
    let Ok(name) = fields.expect(tag::OID).and_then(|tlv| tlv.oid()) else {
        return SignaturePolicy::Unreadable;
    };
    // OtherHashAlgAndValue; some leave it out.
    let digest = fields.sequence().ok().and_then(|mut hash| {
        let algorithm = DigestAlgorithm::read(&hash.read().ok()?).ok()?;
        Some((algorithm, hash.expect(tag::OCTET_STRING).ok()?.value.to_vec()))
    });
    SignaturePolicy::Named { name: name.to_string(), digest }
}

fn tolerate(warning: &SignatureWarning, context: Context<'_>, findings: &mut Findings) {
    match warning {
        SignatureWarning::NoSignedAttributes => {
            findings.fail(SubIndication::SigConstraintsFailure, Code::NoSignedAttributes);
        }
        SignatureWarning::NoSigningCertificateAttribute if context.policy.certificate_reference => {
            findings.fail(SubIndication::SigConstraintsFailure, Code::NoCertificateReference);
        }
        SignatureWarning::NoSigningCertificateAttribute => findings.warn(Code::NoCertificateReference),
        SignatureWarning::EssVersion1 => findings.warn(Code::SigningCertificateV1),
        SignatureWarning::EssIssuerSerial => findings.warn(Code::IssuerSerialMismatch),
        SignatureWarning::NotDer { .. } => findings.warn(Code::AttributesNotDer),
    }
}

#[expect(clippy::too_many_arguments, reason = "a signature, what is around it and what is known")]
fn counter_signatures(
    envelope: &SignedData,
    signer: &SignerInfo,
    (parent, around): (Place, Around),
    level: usize,
    given: &[Certificate],
    embedded: &[Piece],
    parent_proofs: &Proofs,
    walk: &mut Walk<'_>,
) {
    if level > walk.context.policy.limits.counter_signature_depth {
        return;
    }
    let mut failed = false;
    for counter in signer.counter_signatures() {
        let Ok(counter) = counter else {
            failed = true;
            continue;
        };
        if walk.is_full() {
            return;
        }
        let id = walk.report.signatures.len() as u32 + 1;
        let place = Place {
            id,
            parent: Some(parent.id),
            kind: Kind::CounterSignature,
            relation: Relation::Counter,
            ..parent
        };
        let covered = Covered::Signature(signer.signature());
        let scope = Scope { name: String::new(), extent: Extent::Signature };
        let subject =
            Subject { scope: vec![scope], ..subject(envelope, &counter, covered, place, given, walk) };
        // Archive time stamps of the signature protect what is around the counter-signature too.
        let mut proofs = parent_proofs.for_part(ObjectId::of(counter.raw()));
        walk.prove(&mut proofs, around.proven, &[], &[], &subject.stamps);
        walk.judge(subject, &walk.material(given, embedded), &mut proofs);
        failed |= walk.has_failed(id);
        counter_signatures(envelope, &counter, (place, around), level + 1, given, embedded, &proofs, walk);
    }
    if failed {
        walk.counter_failed(parent.id);
    }
}

fn peculiar(warning: &Warning) -> Reason {
    match warning {
        Warning::ByteOrderMark | Warning::DoubleBase64 | Warning::IncompleteArmor => {
            Code::LayersUnusual.into()
        }
        Warning::CertificateUnreadable { .. } | Warning::UnknownField { .. } => {
            Reason::from(Code::FileDamaged).with("part", "certificates")
        }
        Warning::TrailingPadding { octets } => Reason::from(Code::TrailingData).with("octets", octets),
    }
}

fn unread(error: &ReadError) -> Refused {
    let damaged = |code: Code| {
        let reason = Reason::from(code).with("detail", error);
        Refused::Because(Document::Damaged, Some(SubIndication::FormatFailure), reason)
    };
    let unsigned = |code: Code| Refused::Because(Document::Unsigned, None, code.into());
    match error {
        ReadError::Empty => unsigned(Code::FileEmpty),
        ReadError::NotCms => unsigned(Code::NotSigned),
        ReadError::Limit { what, .. } if *what == "nested envelopes" => damaged(Code::NestingLimit),
        ReadError::Limit { .. } => damaged(Code::FileLimit),
        ReadError::NotSignedData(TIMESTAMPED_DATA) => Refused::TimestampedData,
        ReadError::NotSignedData(kind) if ENCRYPTED.contains(kind) => {
            let generic = Some(SubIndication::Generic);
            Refused::Because(Document::Cades, generic, Code::FileEncrypted.into())
        }
        ReadError::NotSignedData(_) => unsigned(Code::NotSigned),
        _ => damaged(Code::FileDamaged),
    }
}
