//! Files in CMS: envelopes inside envelopes, parallel signatures, counter-signatures.

use std::io::{self, Read, Seek, SeekFrom};

use asn1::{Oid, Reader, Tag, tag};
use cades::{
    Armor, ContentDigests, Covered, Envelopes, ReadError, ReadSeek, SignedData, SignerInfo, Warning,
};
use jiff::Timestamp;
use x509::{
    Crl,
    ocsp::{Answer, BasicResponse},
    path::revocation::Evidence,
};

use crate::{
    Context,
    certificate::Material,
    pdf,
    reason::{Code, Reason},
    report::{Document, Indication, Kind, Relation, Report, SubIndication},
    verify::{self, Findings, Place, Times},
};

/// id-ri-ocsp-response (RFC 5940 §2.1): an OCSPResponse among the CRLs of an envelope.
const RI_OCSP_RESPONSE: Oid = Oid::new("1.3.6.1.5.5.7.16.2");
/// timestampedData (RFC 5544).
const TIMESTAMPED_DATA: Oid = Oid::new("1.2.840.113549.1.9.16.1.31");
/// envelopedData, encryptedData, authEnvelopedData (RFC 5652 §6, §8; RFC 5083).
const ENCRYPTED: [Oid; 3] = [
    Oid::new("1.2.840.113549.1.7.3"),
    Oid::new("1.2.840.113549.1.7.6"),
    Oid::new("1.2.840.113549.1.9.16.1.23"),
];

/// Checks a file that begins like CMS, bare or in text.
///
/// # Errors
/// When reading fails.
pub(crate) fn check(
    file: &mut (dyn ReadSeek + '_),
    detached: Option<&mut (dyn Read + '_)>,
    context: Context<'_>,
) -> io::Result<Report> {
    let Context { at, policy, .. } = context;
    let envelopes = match Envelopes::read(file, &policy.limits) {
        Ok(envelopes) => envelopes,
        Err(error) => return unread(error, at),
    };
    let outermost = &envelopes.all()[0];
    if outermost.content_type() == cades::oid::TST_INFO {
        let reason = Code::FormatNotExamined;
        return Ok(Report::refused(Document::Timestamp, at, Some(SubIndication::Generic), reason));
    }
    let mut report = Report::new(Document::Cades, at);
    for armor in outermost.armor() {
        report.layers.push(match armor {
            Armor::Base64 => "base64",
            Armor::Pem { .. } => "pem",
        });
    }
    let mut digests = None;
    if let Some(content) = detached
        && outermost.is_detached()
    {
        digests = Some(ContentDigests::of(content, &outermost.digest_algorithms())?);
    }
    let mut parent = None;
    for (depth, envelope) in envelopes.all().iter().enumerate() {
        report.warnings.extend(envelope.warnings().iter().map(peculiar));
        // A time stamp that somebody signed is the document.
        if envelope.content_type() == cades::oid::TST_INFO {
            report.warnings.push(Code::TimestampNotExamined.into());
            break;
        }
        let digests = if depth == 0 { digests.as_ref().or(envelope.digests()) } else { envelope.digests() };
        let place = Surroundings { parent, nested: envelopes.all().len() > 1, depth: depth as u32 };
        let first = check_envelope(envelope, digests, place, context, &mut report);
        parent = first.or(parent);
    }
    if envelopes.stopped().is_some() {
        report.warnings.push(Reason::from(Code::FileDamaged).with("part", "content"));
    }
    check_document(&envelopes, file, parent, context, &mut report)?;
    if report.signatures.iter().all(|signature| signature.kind != Kind::Signature) {
        // An envelope of certificates only.
        report.errors.push(Code::NotSigned.into());
    }
    report.conclude();
    Ok(report)
}

/// The signed document may itself be a signed PDF.
fn check_document(
    envelopes: &Envelopes,
    file: &mut (dyn ReadSeek + '_),
    parent: Option<u32>,
    context: Context<'_>,
    report: &mut Report,
) -> io::Result<()> {
    let Some(mut content) = envelopes.document(file)? else { return Ok(()) };
    let mut head = [0; 8];
    let mut count = 0;
    while count < head.len() {
        match content.read(&mut head[count..])? {
            0 => break,
            more => count += more,
        }
    }
    if !head[..count].starts_with(b"%PDF-") {
        return Ok(());
    }
    if content.size() > context.policy.max_pdf {
        report.warnings.push(Code::FileLimit.into());
        return Ok(());
    }
    content.seek(SeekFrom::Start(0))?;
    let mut pdf = Vec::with_capacity(content.size() as usize);
    content.read_to_end(&mut pdf)?;
    let depth = envelopes.all().len() as u32;
    if let Ok(inspection) = pades::inspect(&pdf) {
        pdf::add_signatures(&pdf, &inspection, parent, depth, context, report);
    }
    Ok(())
}

/// What is around the signatures of an envelope.
#[derive(Clone, Copy, Debug)]
struct Surroundings {
    parent: Option<u32>,
    nested: bool,
    depth: u32,
}

/// Returns the id of the envelope's first signature.
fn check_envelope(
    envelope: &SignedData,
    digests: Option<&ContentDigests>,
    around: Surroundings,
    context: Context<'_>,
    report: &mut Report,
) -> Option<u32> {
    let embedded = embedded_evidence(envelope);
    let material = context.material(envelope.certificates(), &embedded);
    let relation = match (around.nested, envelope.signers().len()) {
        (_, 2..) => Relation::Parallel,
        (true, _) => Relation::Nested,
        (false, _) => Relation::Sole,
    };
    let mut first = None;
    for signer in envelope.signers() {
        let id = report.signatures.len() as u32 + 1;
        first = first.or(Some(id));
        let place = Place {
            id,
            parent: around.parent,
            kind: Kind::Signature,
            relation,
            depth: around.depth,
            format: "CAdES",
        };
        let covered = Covered::Content { content_type: envelope.content_type(), digests };
        let signature =
            verify::judge(place, signer, covered, &material, Times::default(), Findings::default());
        report.signatures.push(signature);
        counter_signatures(signer, place, 1, &material, report);
    }
    first
}

fn counter_signatures(
    signer: &SignerInfo,
    parent: Place,
    level: usize,
    material: &Material<'_>,
    report: &mut Report,
) {
    let mut failed = false;
    if level > material.policy.limits.counter_signature_depth {
        return;
    }
    for counter in signer.counter_signatures() {
        let Ok(counter) = counter else {
            failed = true;
            continue;
        };
        if report.signatures.len() >= material.policy.limits.signers {
            report.warnings.push(Code::FileLimit.into());
            return;
        }
        let place = Place {
            id: report.signatures.len() as u32 + 1,
            parent: Some(parent.id),
            kind: Kind::CounterSignature,
            relation: Relation::Counter,
            ..parent
        };
        let covered = Covered::Signature(signer.signature());
        let signature =
            verify::judge(place, &counter, covered, material, Times::default(), Findings::default());
        failed |= signature.indication == Indication::TotalFailed;
        report.signatures.push(signature);
        counter_signatures(&counter, place, level + 1, material, report);
    }
    if failed
        && let Some(signature) = report.signatures.iter_mut().find(|signature| signature.id == parent.id)
    {
        signature.warnings.push(Code::CounterSignatureFailed.into());
        report.warnings.push(Reason::from(Code::CounterSignatureFailed).with("signature", parent.id));
    }
}

/// CRLs and OCSP responses inside an envelope.
pub(crate) fn embedded_evidence(envelope: &SignedData) -> Evidence {
    let mut evidence = Evidence::new();
    for choice in envelope.revocation() {
        if let Ok(crl) = Crl::from_der(choice) {
            evidence.add_crl(crl);
        } else if let Some(response) = embedded_response(choice) {
            evidence.add_response(response);
        }
    }
    evidence
}

/// `other [1] { otherRevInfoFormat, otherRevInfo }` (RFC 5652 §10.2.1).
fn embedded_response(choice: &[u8]) -> Option<BasicResponse> {
    let mut reader = Reader::ber(choice);
    let mut fields = reader.expect(Tag::context_constructed(1)).ok()?.reader().ok()?;
    let format = fields.expect(tag::OID).ok()?.oid().ok()?;
    let value = fields.read().ok()?.raw;
    match format {
        RI_OCSP_RESPONSE => match Answer::from_der(value).ok()? {
            Answer::Successful(response) => Some(response),
            Answer::Error(_) => None,
        },
        x509::oid::OCSP_BASIC => BasicResponse::from_der(value).ok(),
        _ => None,
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

fn unread(error: ReadError, at: Timestamp) -> io::Result<Report> {
    let damaged = |code: Code| {
        let reason = Reason::from(code).with("detail", &error);
        Report::refused(Document::Damaged, at, Some(SubIndication::FormatFailure), reason)
    };
    Ok(match error {
        ReadError::Io(error) => return Err(error),
        ReadError::Empty => Report::refused(Document::Unsigned, at, None, Code::FileEmpty),
        ReadError::NotCms => Report::refused(Document::Unsigned, at, None, Code::NotSigned),
        ReadError::Limit { .. } => damaged(Code::FileLimit),
        ReadError::NotSignedData(TIMESTAMPED_DATA) => Report::refused(
            Document::TimestampedData,
            at,
            Some(SubIndication::Generic),
            Code::FormatNotExamined,
        ),
        ReadError::NotSignedData(kind) if ENCRYPTED.contains(&kind) => {
            Report::refused(Document::Cades, at, Some(SubIndication::Generic), Code::FileEncrypted)
        }
        ReadError::NotSignedData(_) => Report::refused(Document::Unsigned, at, None, Code::NotSigned),
        ReadError::Base64 { .. }
        | ReadError::Malformed { .. }
        | ReadError::TrailingData { .. }
        | ReadError::Truncated { .. } => damaged(Code::FileDamaged),
    })
}
