//! Signed PDF files (EN 319 142-1): each signature field, with what later revisions did to it.

use std::io::Cursor;

use cades::{ContentDigests, Covered, Level, SignedData, oid as cms_oid};
use pades::{
    Change, Coverage, EvidenceKind, Inspection, LaterChange, PdfSignature, Problem, Severity, SubFilter,
};
use x509::{Certificate, alg::DigestAlgorithm, evidence::Protected};

use crate::{
    cms,
    piece::Piece,
    proofs::Proofs,
    reason::{Code, Reason},
    report::{Document, Extent, Kind, Pdf, Relation, Report, Scope, Signature, SubIndication},
    subject::{Findings, Place, Stamp, StampKind},
    timestamp::Judged,
    verify,
    walk::{Around, Walk},
};

/// Checks a file that begins like a PDF.
///
/// # Errors
/// The report on a file that is none.
pub(crate) fn check(pdf: &[u8], around: Around, walk: &mut Walk<'_>) -> Result<(), Box<Report>> {
    let inspection = pades::inspect(pdf).map_err(|error| {
        let reason = Reason::from(Code::FileDamaged).with("detail", error);
        let format = Some(SubIndication::FormatFailure);
        Box::new(Report::refused(Document::Damaged, walk.context.at, format, reason))
    })?;
    add_signatures(pdf, &inspection, around, walk);
    if walk.report.signatures.is_empty() {
        walk.report.document = Document::Unsigned;
        walk.report.errors.push(Code::NotSigned.into());
    } else if walk.report.signatures.iter().all(|signature| signature.kind != Kind::Signature) {
        walk.report.errors.push(Code::NotSigned.into());
    }
    Ok(())
}

/// Adds the signatures of a PDF, which may stand inside other envelopes.
pub(crate) fn add_signatures(pdf: &[u8], inspection: &Inspection, around: Around, walk: &mut Walk<'_>) {
    if !inspection.active_content.is_empty() {
        let kinds: Vec<String> = inspection.active_content.iter().map(|kind| format!("{kind:?}")).collect();
        walk.warn(Reason::from(Code::ActiveContent).with("kinds", kinds.join(", ")));
    }
    let (mut given, mut embedded) = (Vec::new(), Vec::new());
    for item in &inspection.evidence {
        match item.kind {
            EvidenceKind::Certificate => given.extend(Certificate::from_der(item.der.as_slice()).ok()),
            EvidenceKind::Crl | EvidenceKind::OcspResponse => embedded.extend(Piece::read(&item.der)),
        }
    }
    let store = Store { pdf, inspection, given, embedded };
    let stamps = store.document_stamps();
    let mut proofs = walk.proofs(around.proven, &store.given, &store.embedded, &stamps);
    let judged = walk.stamps(&stamps, &walk.material(&store.given, &store.embedded), &mut proofs);
    let fields = inspection.signatures.iter().enumerate().filter(|(_, field)| field.is_timestamp());
    let judged: Vec<(usize, Judged)> = fields.map(|(index, _)| index).zip(judged).collect();
    let in_document = inspection.signatures.iter().filter(|signature| !signature.is_timestamp()).count();
    for (index, field) in inspection.signatures.iter().enumerate() {
        if walk.is_full() {
            break;
        }
        let relation = around.relation(in_document, Relation::Revision);
        let mut signature = if field.is_timestamp() {
            let place = walk.place(around, Kind::DocumentTimestamp, relation, "PAdES");
            match judged.iter().find(|(of, _)| *of == index) {
                Some((_, stamp)) => from_stamp(place, stamp, walk),
                None => continue,
            }
        } else {
            let place = walk.place(around, Kind::Signature, relation, "PAdES");
            store.signature(index, field, place, (&judged, &proofs), walk)
        };
        signature.pdf = Some(whereabouts(field, inspection));
        walk.add(signature);
    }
}

/// A PDF with what it carries to be judged by.
struct Store<'p> {
    pdf: &'p [u8],
    inspection: &'p Inspection,
    given: Vec<Certificate>,
    embedded: Vec<Piece>,
}

impl<'p> Store<'p> {
    fn document_stamps(&self) -> Vec<Stamp<'p>> {
        let (pdf, inspection) = (self.pdf, self.inspection);
        let fields = inspection.signatures.iter().enumerate().filter(|(_, field)| field.is_timestamp());
        // Those over the first signature are nearly always all of them.
        let over_first = inspection.time_stamps(pdf, 0);
        let protects = |index: usize| {
            let before = index.saturating_sub(1);
            let found = over_first.iter().find(|stamp| stamp.field == Some(index)).map(|one| one.protects());
            let found = found.or_else(|| {
                let over_last = inspection.time_stamps(pdf, before);
                over_last.iter().find(|stamp| stamp.field == Some(index)).map(|one| one.protects())
            });
            // Whose signature it protects is asked for each signature.
            Protected { signature: false, ..found.unwrap_or_default() }
        };
        fields
            .map(|(index, field)| Stamp {
                kind: StampKind::Document,
                token: field.cms.clone(),
                imprint: Box::new(move |algorithm: DigestAlgorithm| field.digest(pdf, algorithm)),
                protects: protects(index),
                fault: field
                    .problems
                    .iter()
                    .find(|problem| problem.severity() >= Severity::Indeterminate)
                    .map(structure),
            })
            .collect()
    }

    fn signature(
        &self,
        index: usize,
        field: &PdfSignature,
        place: Place,
        (judged, proofs): (&[(usize, Judged)], &Proofs),
        walk: &mut Walk<'_>,
    ) -> Signature {
        let mut findings = Findings::default();
        let mut problems: Vec<&Problem> = field.problems.iter().collect();
        problems.sort_by_key(|problem| std::cmp::Reverse(problem.severity()));
        let mut altered = false;
        for problem in problems {
            let (sub_indication, reason) = structure(problem);
            altered |= matches!(
                reason.code,
                Code::DocumentChanged | Code::DocumentDoubtful | Code::DocumentCertificationBroken
            );
            if problem.severity() == Severity::Warning {
                findings.warn(reason);
            } else {
                findings.fail(sub_indication, reason);
            }
        }
        // By allowed additions only: not beside a change that is not allowed.
        if !field.later_changes.is_empty() && !altered {
            findings.warn(Code::DocumentExtended);
        }
        let at = walk.context.at;
        let signed = match SignedData::from_slice(&field.cms, &walk.context.policy.limits) {
            Ok(signed) if signed.signers().len() == 1 => signed,
            _ => {
                // Of a form that is not examined nothing is expected.
                if !field.problems.contains(&Problem::UnknownSubFilter) {
                    findings.fail(SubIndication::FormatFailure, Code::DocumentContents);
                }
                let mut signature = verify::unreadable(place, at, findings);
                signature.time = field.signing_time;
                return signature;
            }
        };
        if signed.content_type() != cms_oid::DATA {
            findings.fail(SubIndication::FormatFailure, Code::ContentTypeUnusual);
        }
        let digests = match &field.sub_filter {
            SubFilter::Pkcs7Sha1 => self.legacy_digests(field, &signed),
            _ => field.signed_content(self.pdf).and_then(|content| signed.digests_of(content).ok()),
        };
        let covered = Covered::Content { content_type: signed.content_type(), digests: digests.as_ref() };
        let signer = &signed.signers()[0];
        let mut given = signed.certificates().to_vec();
        given.extend(self.given.iter().cloned());
        let mut embedded: Vec<Piece> = signed.revocation().filter_map(Piece::read).collect();
        embedded.extend(self.embedded.iter().cloned());
        let mut subject = cms::subject(&signed, signer, covered, place, &given, walk);
        if field.sub_filter != SubFilter::CadesDetached || field.problems.contains(&Problem::NotPades) {
            subject.place.format = "PKCS7";
            subject.is_advanced = false;
        }
        findings.merge(std::mem::take(&mut subject.findings));
        subject.findings = findings;
        subject.claimed = field.signing_time.or(subject.claimed);
        subject.structure = match self.inspection.level(index) {
            None | Some(pades::Level::B) => Level::B,
            Some(pades::Level::T) => Level::T,
            Some(pades::Level::Lt) => Level::Lt,
            Some(pades::Level::Lta) => Level::Lta,
        };
        let whole = field.coverage == Coverage::WholeFile;
        let extent = if whole { Extent::Full } else { Extent::Partial };
        subject.scope = vec![Scope { name: field.field.clone(), extent }];
        // Those inside the envelope are there already; the document time stamps have been judged.
        let mut proofs = proofs.clone();
        let over_it: Vec<usize> =
            self.inspection.time_stamps(self.pdf, index).iter().filter_map(|stamp| stamp.field).collect();
        for (_, stamp) in judged.iter().filter(|(of, _)| over_it.contains(of)) {
            if let (true, Some(time)) = (stamp.holds(), stamp.time()) {
                proofs.add_signature(time);
            }
            subject.around.push(stamp.clone());
        }
        proofs.add_contents(signed.certificates(), &[], proofs.signature());
        let id = walk.judge(subject, &walk.material(&given, &embedded), &mut proofs);
        // The caller puts it into the report when it knows where it stands.
        let mut signature = walk.take(id);
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
    fn legacy_digests(&self, field: &PdfSignature, signed: &SignedData) -> Option<ContentDigests> {
        let mut source = Cursor::new(&field.cms);
        let mut content = Vec::new();
        std::io::Read::read_to_end(&mut signed.content(&mut source).ok()??, &mut content).ok()?;
        let expected = field.digest(self.pdf, DigestAlgorithm::Sha1);
        if Some(content) == expected { signed.digests().cloned() } else { None }
    }
}

fn from_stamp(place: Place, stamp: &Judged, walk: &Walk<'_>) -> Signature {
    let stamp = stamp.report.clone();
    Signature {
        indication: stamp.indication,
        sub_indication: stamp.sub_indication,
        time: stamp.time,
        errors: stamp.errors.clone(),
        chain: stamp.chain.clone(),
        revocation: stamp.revocation.clone(),
        timestamps: vec![stamp],
        ..Signature::at(place, walk.context.at)
    }
}

/// What a problem of the file means for the signature.
fn structure(problem: &Problem) -> (SubIndication, Reason) {
    let code = match problem {
        Problem::ForbiddenChange(LaterChange { change: Change::Unlisted { .. }, .. }) => {
            Code::DocumentHiddenObjects
        }
        Problem::ForbiddenChange(_) => Code::DocumentChanged,
        Problem::UnknownSubFilter => Code::FormatNotExamined,
        Problem::ChangeNotPermitted(_) => Code::DocumentCertificationBroken,
        Problem::DoubtfulChange(_) => Code::DocumentDoubtful,
        Problem::ByteRange(_) => Code::DocumentByteRange,
        Problem::ContentsAltered | Problem::ContentsMissing | Problem::ContentsNotCms => {
            Code::DocumentContents
        }
        Problem::GapMismatch => Code::DocumentGap,
        Problem::UnlistedObjects => Code::DocumentHiddenObjects,
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
