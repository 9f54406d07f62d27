//! Signed PDF files (EN 319 142-1): each signature field, with what later revisions did to it.

use std::io::Cursor;

use cades::{ContentDigests, Covered, SignedData, oid as cms};
use jiff::Timestamp;
use pades::{Coverage, Inspection, PdfSignature, Problem, Severity, SubFilter};
use x509::{alg::DigestAlgorithm, path::revocation::Evidence};

use crate::{
    Context,
    cms::embedded_evidence,
    reason::{Code, Reason},
    report::{Document, Indication, Kind, Pdf, Relation, Report, Signature, SubIndication, Timestamping},
    timestamp,
    verify::{self, Findings, Place, Times},
};

/// Checks a file that begins like a PDF.
pub(crate) fn check(pdf: &[u8], context: Context<'_>) -> Report {
    let at = context.at;
    let inspection = match pades::inspect(pdf) {
        Ok(inspection) => inspection,
        Err(error) => {
            let reason = Reason::from(Code::FileDamaged).with("detail", error);
            return Report::refused(Document::Damaged, at, Some(SubIndication::FormatFailure), reason);
        }
    };
    let mut report = Report::new(Document::Pades, at);
    add_signatures(pdf, &inspection, None, 0, context, &mut report);
    if report.signatures.is_empty() {
        report.document = Document::Unsigned;
        report.errors.push(Code::NotSigned.into());
    } else if report.signatures.iter().all(|signature| signature.kind != Kind::Signature) {
        report.errors.push(Code::NotSigned.into());
    }
    report.conclude();
    report
}

/// Adds the signatures of a PDF, which may stand inside other envelopes.
pub(crate) fn add_signatures(
    pdf: &[u8],
    inspection: &Inspection,
    parent: Option<u32>,
    depth: u32,
    context: Context<'_>,
    report: &mut Report,
) {
    if !inspection.active_content.is_empty() {
        let kinds: Vec<String> = inspection.active_content.iter().map(|kind| format!("{kind:?}")).collect();
        report.warnings.push(Reason::from(Code::ActiveContent).with("kinds", kinds.join(", ")));
    }
    let stamps = document_timestamps(pdf, inspection, context);
    let in_document = inspection.signatures.iter().filter(|signature| !signature.is_timestamp()).count();
    for (index, field) in inspection.signatures.iter().enumerate() {
        let place = Place {
            id: report.signatures.len() as u32 + 1,
            parent,
            kind: if field.is_timestamp() { Kind::DocumentTimestamp } else { Kind::Signature },
            relation: match (depth, in_document) {
                (1.., _) => Relation::Nested,
                (0, 0 | 1) => Relation::Sole,
                (0, _) => Relation::Revision,
            },
            depth,
            format: "PAdES",
        };
        let mut signature = if let Some((_, stamp)) = stamps.iter().find(|(of, _)| *of == index) {
            from_stamp(place, stamp, report.time)
        } else {
            // The earliest time stamp over the whole signature proves when it existed.
            let proven = stamps
                .iter()
                .filter(|(of, stamp)| *of > index && stamp.indication == Indication::TotalPassed)
                .filter_map(|(_, stamp)| stamp.time)
                .min();
            check_field(pdf, field, place, proven, context)
        };
        signature.pdf = Some(whereabouts(field, inspection));
        report.signatures.push(signature);
    }
}

fn document_timestamps(
    pdf: &[u8],
    inspection: &Inspection,
    context: Context<'_>,
) -> Vec<(usize, Timestamping)> {
    let evidence = Evidence::new();
    let material = context.material(&[], &evidence);
    let fields = inspection.signatures.iter().enumerate().filter(|(_, field)| field.is_timestamp());
    fields
        .map(|(index, field)| {
            let imprint = |algorithm: DigestAlgorithm| field.digest(pdf, algorithm);
            let mut stamp = timestamp::judge("document", &field.cms, imprint, &material);
            let broken = field.problems.iter().find(|problem| problem.severity() >= Severity::Indeterminate);
            if let Some(problem) = broken {
                let (sub_indication, reason) = structure(problem);
                stamp.indication = stamp.indication.max(sub_indication.indication());
                stamp.sub_indication = Some(sub_indication);
                stamp.errors.insert(0, reason);
            }
            (index, stamp)
        })
        .collect()
}

fn from_stamp(place: Place, stamp: &Timestamping, at: Timestamp) -> Signature {
    Signature {
        indication: stamp.indication,
        sub_indication: stamp.sub_indication,
        time: stamp.time,
        timestamps: vec![stamp.clone()],
        errors: stamp.errors.clone(),
        ..Signature::at(place, at)
    }
}

fn check_field(
    pdf: &[u8],
    field: &PdfSignature,
    place: Place,
    proven: Option<Timestamp>,
    context: Context<'_>,
) -> Signature {
    let mut findings = Findings::default();
    let mut problems: Vec<&Problem> = field.problems.iter().collect();
    problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity()));
    for problem in problems {
        let (sub_indication, reason) = structure(problem);
        if problem.severity() == Severity::Warning {
            findings.warn(reason);
        } else {
            findings.fail(sub_indication, reason);
        }
    }
    if !field.later_changes.is_empty() {
        findings.warn(Code::DocumentExtended);
    }
    let place = match field.sub_filter {
        SubFilter::CadesDetached => place,
        _ => Place { format: "PKCS7", ..place },
    };
    let signed = match SignedData::from_slice(&field.cms, &context.policy.limits) {
        Ok(signed) if signed.signers().len() == 1 => signed,
        _ => {
            findings.fail(SubIndication::FormatFailure, Code::DocumentStructure);
            return verify::without_signer(place, context.at, field.signing_time, findings);
        }
    };
    let algorithms = signed.digest_algorithms();
    let digests = match &field.sub_filter {
        SubFilter::Pkcs7Sha1 => legacy_digests(pdf, field, &signed),
        _ => field.signed_content(pdf).and_then(|content| ContentDigests::of(content, &algorithms).ok()),
    };
    if signed.content_type() != cms::DATA {
        findings.fail(SubIndication::FormatFailure, Code::ContentTypeUnusual);
    }
    let embedded = embedded_evidence(&signed);
    let material = context.material(signed.certificates(), &embedded);
    let covered = Covered::Content { content_type: signed.content_type(), digests: digests.as_ref() };
    let signer = &signed.signers()[0];
    let times = Times { claimed: field.signing_time, proven };
    let mut signature = verify::judge(place, signer, covered, &material, times, findings);
    // Intact octets that are not those of the document are no intact document.
    let unsound = field.problems.iter().any(|problem| {
        problem.severity() == Severity::Format && !matches!(problem, Problem::ForbiddenChange(_))
    });
    if unsound && signature.intact == Some(true) {
        signature.intact = None;
    }
    signature
}

/// `adbe.pkcs7.sha1`: the content of the envelope is the SHA-1 of the ranges (ISO 32000-1 §12.8.3.3).
/// None when it is not, so that the content counts as missing rather than as intact.
fn legacy_digests(pdf: &[u8], field: &PdfSignature, signed: &SignedData) -> Option<ContentDigests> {
    let mut source = Cursor::new(&field.cms);
    let mut content = Vec::new();
    std::io::Read::read_to_end(&mut signed.content(&mut source).ok()??, &mut content).ok()?;
    if Some(content) == field.digest(pdf, DigestAlgorithm::Sha1) { signed.digests().cloned() } else { None }
}

fn structure(problem: &Problem) -> (SubIndication, Reason) {
    let code = match problem {
        Problem::ForbiddenChange(_) | Problem::ChangeNotPermitted(_) | Problem::DoubtfulChange(_) => {
            Code::DocumentChanged
        }
        Problem::NoSigningTime => Code::NoSigningTime,
        Problem::NotPades => Code::NotAdes,
        Problem::TrailingBytes(_) | Problem::ContentsPadding => Code::TrailingData,
        Problem::Damaged(_) => Code::FileDamaged,
        _ => Code::DocumentStructure,
    };
    let sub_indication = match problem.severity() {
        Severity::Format => SubIndication::FormatFailure,
        Severity::Constraint => SubIndication::SigConstraintsFailure,
        Severity::Indeterminate | Severity::Warning => SubIndication::Generic,
    };
    let reason = match problem {
        Problem::NoSigningTime | Problem::NotPades => Reason::from(code),
        other => Reason::from(code).with("detail", format!("{other:?}")),
    };
    (sub_indication, reason)
}

fn whereabouts(field: &PdfSignature, inspection: &Inspection) -> Pdf {
    let revisions = inspection.revisions.len();
    let revision = match field.coverage {
        Coverage::WholeFile => revisions,
        Coverage::Revision(index) => index + 1,
        Coverage::Other => 0,
    };
    Pdf {
        field: field.field.clone(),
        revision: revision as u32,
        revisions: revisions as u32,
        covers_whole_file: field.coverage == Coverage::WholeFile,
        reason: field.reason.clone(),
        location: field.location.clone(),
    }
}
