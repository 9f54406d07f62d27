//! ASiC containers (EN 319 162-1): what each document of META-INF signs or stamps.

mod archives;

use std::{
    borrow::Cow,
    cell::RefCell,
    collections::BTreeSet,
    io::{self, Cursor},
};

use asic::{Container, DocumentKind, Error, Fault, Finding, Limits, Over, ReferenceState};
use cades::{ReadSeek, SignedData, token::TimeStampToken};
use jiff::Timestamp;
use x509::{
    alg::DigestAlgorithm,
    evidence::{ObjectId, Protected},
};
use xades::Contents;

use crate::{
    cms,
    reason::{Code, Reason},
    recognise,
    report::{Document, Relation, SubIndication},
    subject::{ContainerStamp, Failure, Findings, Stamp, StampKind},
    timestamp::Judged,
    walk::{Around, Walk},
    xml,
};
use archives::Archives;

/// Octets of a data file that is looked into.
const MAX_INSIDE: u64 = 32 << 20;
/// Data files that are looked into.
const MAX_FILES: usize = 64;

/// Checks a ZIP. False when it is no container.
///
/// # Errors
/// When reading fails.
pub(crate) fn check(file: &mut (dyn ReadSeek + '_), around: Around, walk: &mut Walk<'_>) -> io::Result<bool> {
    let container = match Container::read(file, &Limits::default()) {
        Ok(container) => RefCell::new(container),
        Err(Error::NotAContainer) => return Ok(false),
        Err(Error::Io(error)) => return Err(error),
        Err(error) => {
            let (sub_indication, reason) = unsound(&error);
            if around.depth == 0 {
                walk.report.document = Document::Damaged;
                walk.refuse(sub_indication, reason);
            } else {
                walk.warn(reason);
            }
            return Ok(true);
        }
    };
    tell(&container.borrow(), walk);
    let documents = container.borrow().documents().to_vec();
    let archives = Archives::read(&container, &documents, walk);
    let stamped = stamps(&container, &documents, &archives, around, walk);
    for document in documents.iter().filter(|document| document.kind != DocumentKind::TimeStamp) {
        let proven = stamped.iter().filter(|(_, names)| names.contains(&document.name)).map(|(at, _)| *at);
        let around = Around { proven: proven.chain(around.proven).min(), ..around };
        let faults = faults(&container.borrow(), document);
        let octets = container.borrow_mut().octets(&document.name);
        let octets = match octets {
            Ok(octets) => octets,
            Err(Error::Io(error)) => return Err(error),
            Err(error) => {
                let (sub_indication, reason) = unsound(&error);
                walk.refuse(sub_indication, reason);
                continue;
            }
        };
        match document.kind {
            DocumentKind::Cades => {
                let archives = archives.about(document);
                detached(&container, document, &octets, (&archives, &faults), around, walk);
            }
            DocumentKind::Xades => {
                let entries = Entries(&container);
                if let Err((sub_indication, reason)) = xml::check(octets, &entries, around, &faults, walk) {
                    walk.refuse(sub_indication, reason);
                }
            }
            DocumentKind::EvidenceRecord => walk.warn(Code::TimestampNotExamined),
            DocumentKind::TimeStamp => {}
        }
    }
    inside(&container, &stamped, around, walk)?;
    Ok(true)
}

/// What is odd about the container, and what nobody signed.
fn tell(container: &Container<'_>, walk: &mut Walk<'_>) {
    for finding in container.findings() {
        match finding {
            Finding::UnknownRole { name } => {
                walk.warn(Reason::from(Code::ContainerUnknownEntry).with("name", name));
            }
            Finding::Uncovered { .. } => {}
            other => walk.warn(Reason::from(Code::ContainerUnsound).with("detail", format!("{other:?}"))),
        }
    }
    let names: Vec<String> = unsigned(container);
    if !names.is_empty() {
        walk.warn(Reason::from(Code::ContentUnsigned).with("names", names.join(", ")));
        walk.report.unsigned.extend(names);
    }
    let is_deceptive = |name: &str| {
        name.chars().any(
            |one| matches!(one, '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}' | '\u{200e}' | '\u{200f}'),
        )
    };
    for entry in container.data_files().filter(|entry| is_deceptive(&entry.name)) {
        walk.warn(Reason::from(Code::FileNameDeceptive).with("name", entry.name.escape_unicode()));
    }
}

/// The data files that no signature is about; where there are none but time stamps, no time stamp.
fn unsigned(container: &Container<'_>) -> Vec<String> {
    let documents = container.documents().iter();
    let signatures: Vec<&asic::Document> =
        documents.filter(|document| document.kind != DocumentKind::TimeStamp).collect();
    if signatures.is_empty() {
        return container.uncovered().map(str::to_owned).collect();
    }
    let covered: BTreeSet<&String> = signatures.iter().flat_map(|document| &document.covers).collect();
    let names = container.data_files().map(|entry| &entry.name);
    names.filter(|name| !covered.contains(name)).cloned().collect()
}

/// Judges the time stamps of the container. For each that holds: its instant, and the entries that are
/// proven to have existed then.
fn stamps(
    container: &RefCell<Container<'_>>,
    documents: &[asic::Document],
    archives: &Archives,
    around: Around,
    walk: &mut Walk<'_>,
) -> Vec<(Timestamp, Vec<String>)> {
    // Those that are judged with a CAdES signature are not judged without it, unless another needs it.
    let has_xml = documents.iter().any(|document| document.kind == DocumentKind::Xades);
    let documents: Vec<&asic::Document> = documents
        .iter()
        .filter(|document| document.kind == DocumentKind::TimeStamp)
        .filter(|document| has_xml || !archives.taken.contains(&document.name))
        .collect();
    if documents.is_empty() {
        return Vec::new();
    }
    let tokens: Vec<(String, Vec<u8>)> = documents
        .iter()
        .map(|document| {
            let octets = container.borrow_mut().octets(&document.name).unwrap_or_default();
            (document.name.clone(), octets)
        })
        .collect();
    let id_of = |name: &String| {
        let (_, octets) = tokens.iter().find(|(known, _)| known == name)?;
        let token = TimeStampToken::read(octets, &walk.context.policy.limits).ok()?;
        Some(ObjectId::of(token.raw()))
    };
    let stamps: Vec<Stamp<'_>> = documents
        .iter()
        .zip(&tokens)
        .map(|(document, (_, octets))| {
            let over = match &document.over {
                Over::Data(name) | Over::Manifest(name) => Some(name.clone()),
                Over::References | Over::Unknown => None,
            };
            let faults = faults(&container.borrow(), document);
            Stamp {
                kind: if document.archive { StampKind::Container } else { StampKind::Data },
                token: octets.clone(),
                imprint: Box::new(move |algorithm| {
                    let digests = container.borrow_mut().digests(over.as_ref()?, &[algorithm]).ok()?;
                    digests.get(algorithm).map(<[u8]>::to_vec)
                }),
                protects: Protected {
                    signature: false,
                    objects: covered(&container.borrow(), document).iter().filter_map(id_of).collect(),
                },
                fault: faults.into_first(),
            }
        })
        .collect();
    let mut proofs = walk.proofs(around.proven, &[], &[], &stamps);
    let judged = walk.stamps(&stamps, &walk.material(&[], &[]), &mut proofs);
    let mut proven = Vec::new();
    for (document, stamp) in documents.iter().zip(&judged) {
        if let (true, Some(time)) = (stamp.holds(), stamp.time()) {
            proven.push((time, covered(&container.borrow(), document)));
        }
    }
    drop(stamps);
    let alone: Vec<Judged> = documents
        .iter()
        .zip(judged)
        .filter(|(document, _)| !archives.taken.contains(&document.name))
        .map(|(_, judged)| judged)
        .collect();
    let has_signatures = container.borrow().documents().iter().any(|one| one.kind != DocumentKind::TimeStamp);
    let shown = if has_signatures { Around { depth: around.depth + 1, ..around } } else { around };
    walk.alone(alone, shown);
    proven
}

/// The entries a document is about: those its manifest names and that are as it says.
fn covered(container: &Container<'_>, document: &asic::Document) -> Vec<String> {
    let mut names = document.covers.clone();
    if let Over::Manifest(name) = &document.over {
        names.push(name.clone());
        names.extend(intact(container, name));
    }
    names
}

/// The entries a manifest names and that are as it says.
fn intact(container: &Container<'_>, manifest: &str) -> impl Iterator<Item = String> {
    let references = container.manifest(manifest).into_iter().flat_map(|manifest| &manifest.references);
    let intact = references.filter(|reference| reference.state == ReferenceState::Intact);
    intact.filter_map(|reference| reference.entry.clone().ok())
}

/// What the container says against the signatures of a document.
fn faults(container: &Container<'_>, document: &asic::Document) -> Findings {
    let mut findings = of_form(container, document);
    if let Over::Manifest(name) = &document.over
        && let Some(manifest) = container.manifest(name)
    {
        for reference in &manifest.references {
            let shown = reference.entry.clone().unwrap_or_else(|uri| uri);
            let (sub_indication, code) = match reference.state {
                ReferenceState::Intact => continue,
                ReferenceState::Altered => (SubIndication::HashFailure, Code::DigestMismatch),
                ReferenceState::Missing => (SubIndication::SignedDataNotFound, Code::SignedReferenceMissing),
                ReferenceState::UnknownAlgorithm => (SubIndication::Generic, Code::SignatureUnsupported),
            };
            findings.fail(sub_indication, Reason::from(code).with("name", shown));
        }
    }
    findings
}

/// The same, without the digests of the manifest.
fn of_form(container: &Container<'_>, document: &asic::Document) -> Findings {
    let mut findings = Findings::default();
    for fault in container.faults().iter().chain(&document.faults) {
        let code = match fault {
            Fault::DataFiles(_) | Fault::SignatureDocuments(_) => Code::ContainerUnsound,
            Fault::Document { .. } => Code::FileDamaged,
            _ => Code::ContainerManifest,
        };
        findings.fail(SubIndication::FormatFailure, Reason::from(code).with("detail", fault));
    }
    findings
}

/// A CMS envelope over a data file or a manifest.
fn detached(
    container: &RefCell<Container<'_>>,
    document: &asic::Document,
    octets: &[u8],
    (archives, faults): (&[ContainerStamp], &Findings),
    around: Around,
    walk: &mut Walk<'_>,
) {
    let envelope = match SignedData::from_slice(octets, &walk.context.policy.limits) {
        Ok(envelope) => envelope,
        Err(error) => {
            let reason = Reason::from(Code::FileDamaged).with("detail", error);
            return walk.refuse(SubIndication::FormatFailure, reason);
        }
    };
    let name = match &document.over {
        Over::Data(name) | Over::Manifest(name) => name.as_str(),
        Over::References | Over::Unknown => "",
    };
    let digests = {
        let mut container = container.borrow_mut();
        let content = container.open(name).ok();
        content.and_then(|content| envelope.digests_of(content).ok())
    };
    let relation = around.relation(envelope.signers().len(), Relation::Parallel);
    let listed: BTreeSet<DigestAlgorithm> = {
        let container = container.borrow();
        let references = container.manifest(name).into_iter().flat_map(|manifest| &manifest.references);
        references.filter_map(|reference| reference.algorithm.as_ref().ok().copied()).collect()
    };
    let listed: Vec<DigestAlgorithm> = listed.into_iter().collect();
    let covered = cms::Content { digests: digests.as_ref(), name, faults, archives, listed: &listed };
    cms::check_envelope(&envelope, covered, relation, around, walk);
}

/// The data files of the container may be signed themselves.
fn inside(
    container: &RefCell<Container<'_>>,
    stamped: &[(Timestamp, Vec<String>)],
    around: Around,
    walk: &mut Walk<'_>,
) -> io::Result<()> {
    let names: Vec<String> =
        container.borrow().data_files().take(MAX_FILES).map(|entry| entry.name.clone()).collect();
    let parent = walk.report.signatures.first().map(|signature| signature.id);
    for name in names {
        let proven = stamped.iter().filter(|(_, names)| names.contains(&name)).map(|(at, _)| *at);
        let proven = proven.chain(around.proven).min();
        let within = Around { parent, depth: around.depth + 1, proven };
        let octets = container.borrow_mut().archive().octets(&name, MAX_INSIDE);
        if let Ok(octets) = octets {
            recognise::look_inside(&mut Cursor::new(octets), within, walk)?;
        }
    }
    Ok(())
}

/// The entries of a container, for the references of XML signatures: by name, or by a path that means it.
struct Entries<'c, 'a>(&'c RefCell<Container<'a>>);

impl Entries<'_, '_> {
    fn name<'n>(&self, name: &'n str) -> &'n str {
        let path = name.strip_prefix("./").or_else(|| name.strip_prefix('/')).unwrap_or(name);
        if self.0.borrow_mut().archive().entry(name).is_some() { name } else { path }
    }
}

impl Contents for Entries<'_, '_> {
    fn octets(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        let name = self.name(name);
        self.0.borrow_mut().archive().octets(name, MAX_INSIDE).ok().map(Cow::Owned)
    }

    fn digest(&self, name: &str, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        let name = self.name(name);
        let digests = self.0.borrow_mut().digests(name, &[algorithm]).ok()?;
        digests.get(algorithm).map(<[u8]>::to_vec)
    }
}

/// Why a ZIP is refused.
fn unsound(error: &Error) -> Failure {
    let code = match error {
        Error::DuplicateName { .. } => Code::ContainerDuplicateName,
        Error::UnsafeName { .. } => Code::ContainerUnsafeName,
        Error::Limit { .. } => Code::FileLimit,
        Error::Encrypted { .. } => Code::FileEncrypted,
        Error::Malformed(_) | Error::Damaged { .. } => Code::FileDamaged,
        _ => Code::ContainerUnsound,
    };
    (SubIndication::FormatFailure, Reason::from(code).with("detail", error))
}
