//! Judges a file that somebody sent, and keeps the report for a day.

use std::{
    fs::{self, File},
    io::{self, BufReader, Read},
    path::{Path, PathBuf},
};

use cades::{Envelopes, Limits};
use foundation::{Actor, AuditEvent, Timestamp, hex};
use sigcheck::{Code, Document, Input, Policy, Report, Trust};

use crate::{
    Signing, SigningError,
    rules::{
        lifetime,
        report::{self, OfFile},
    },
    tables::{self, ReportRow},
};

/// Octets of the XML of a report that is kept: it carries certificates and revocation lists.
const LONGEST_XML: usize = 4 << 20;

/// A file in the uploads folder.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SentFile {
    /// Its name as the person knows it.
    pub name: String,
    /// Where it is.
    pub path: PathBuf,
}

/// A report, and what can still be done with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredReport {
    /// The report, `ceralacca.verify/1`.
    pub json: String,
    /// The report as ETSI TS 119 102-2 has it, where there is something to report on.
    pub xml: Option<String>,
    /// Name of the second file, if one was sent.
    pub content_name: Option<String>,
    /// Whether the second file was the document of a signature apart: only then it was looked at.
    pub content_used: bool,
    /// When the verification was made.
    pub created_at: Timestamp,
    /// Until when the report is kept.
    pub expires_at: Timestamp,
    /// Until when the document can be opened, if it can.
    pub document_until: Option<Timestamp>,
}

impl StoredReport {
    /// What it says.
    ///
    /// # Errors
    /// [`SigningError::ReportOutdated`] when another version of the program wrote it.
    pub fn read(&self) -> Result<Report, SigningError> {
        Ok(report::read(&self.json)?)
    }
}

impl Signing {
    /// Judges `file` as of the instant `at` and stores the report. `content` is the document of a
    /// signature or time stamp that is in a file of its own; the two may come in the wrong order. Gives
    /// the report's secret id.
    ///
    /// If the file holds a document that can be opened, it is moved out of its place and kept for a
    /// quarter of an hour; otherwise it stays where it is.
    ///
    /// # Errors
    /// When files, store or trust do not answer. Whatever the file is, there is a report.
    pub fn verify(
        &self,
        file: &SentFile,
        content: Option<&SentFile>,
        at: Timestamp,
    ) -> Result<String, SigningError> {
        let trust = self.trust.trust()?;
        self.keep(judge(file, content, &trust, at)?)
    }

    /// Stores a report, and the file if it holds a document that can be opened.
    pub(super) fn keep(&self, judged: Judged<'_>) -> Result<String, SigningError> {
        let Judged { mut report, file, content, content_used } = judged;
        report.file = Some(file.name.clone());
        let id = hex(&self.entropy.bytes::<16>());
        let kind = openable(&file.path, &report)?;
        let json =
            serde_json::to_string(&report).map_err(|error| SigningError::Internal(error.to_string()))?;
        let now = self.now();
        let xml = sigcheck::etsi::validation_report(&report).filter(|xml| xml.len() <= LONGEST_XML);
        let row = ReportRow {
            json,
            xml,
            content_name: content.map(|content| content.name.clone()),
            content_used,
            document_kind: kind.map(str::to_owned),
            document_until: lifetime::end(now, lifetime::DOCUMENT),
            created_at: now,
            expires_at: lifetime::end(now, lifetime::REPORT),
        };
        let key = id.clone();
        self.store.write_blocking(move |tx| {
            tables::insert(tx, &key, &row)?;
            // The id is a secret, so the log names the report by the digest of what it says.
            let digest = x509::alg::DigestAlgorithm::Sha256.digest(row.json.as_bytes());
            let actor = Actor::system("verify-page");
            tx.audit(now, &AuditEvent::done("signature.verified", &actor, "report", hex(&digest)))?;
            Ok::<_, SigningError>(())
        })?;
        if kind.is_some() {
            fs::rename(&file.path, self.document_path(&id))?;
        }
        Ok(id)
    }

    /// Where the file of a report lies.
    pub(crate) fn document_path(&self, id: &str) -> PathBuf {
        self.uploads.join(format!("{}{id}", super::sweep::DOCUMENT))
    }
}

/// What was found in a file, before it is stored.
#[derive(Debug)]
pub(super) struct Judged<'a> {
    pub(super) report: Report,
    /// The file with the signatures.
    pub(super) file: &'a SentFile,
    pub(super) content: Option<&'a SentFile>,
    pub(super) content_used: bool,
}

impl<'a> Judged<'a> {
    /// A file by itself.
    ///
    /// # Errors
    /// When it cannot be read.
    pub(super) fn alone(file: &'a SentFile, trust: &Trust, at: Timestamp) -> io::Result<Self> {
        let report = check(&file.path, None, trust, at)?;
        Ok(Self { report, file, content: None, content_used: false })
    }

    /// Whether it holds a signature or a time stamp about a document that is elsewhere.
    pub(super) fn is_apart(&self) -> bool {
        self.report.without_document() > 0
    }

    /// Whether there is nothing in it.
    pub(super) fn is_empty(&self) -> bool {
        self.report.errors.iter().any(|reason| reason.code == Code::FileEmpty)
    }

    /// Whether it holds neither signatures nor time stamps.
    pub(super) fn is_unsigned(&self) -> bool {
        self.report.signatures.is_empty() && self.report.timestamps.is_empty()
    }

    /// The same with the document that it is about; `None` when it takes none.
    ///
    /// # Errors
    /// When a file cannot be read.
    pub(super) fn about(
        &self,
        content: &'a SentFile,
        trust: &Trust,
        at: Timestamp,
    ) -> io::Result<Option<Self>> {
        if !self.is_apart() {
            return Ok(None);
        }
        let report = check(&self.file.path, Some(&content.path), trust, at)?;
        let taken = report.without_document() < self.report.without_document();
        Ok(taken.then_some(Self { report, file: self.file, content: Some(content), content_used: true }))
    }
}

fn judge<'a>(
    file: &'a SentFile,
    content: Option<&'a SentFile>,
    trust: &Trust,
    at: Timestamp,
) -> io::Result<Judged<'a>> {
    let alone = Judged::alone(file, trust, at)?;
    let Some(content) = content else { return Ok(alone) };
    if let Some(judged) = alone.about(content, trust, at)? {
        return Ok(judged);
    }
    // Whoever sends two files may take the fields for each other.
    if alone.report.signatures.is_empty()
        && let Some(judged) = Judged::alone(content, trust, at)?.about(file, trust, at)?
    {
        return Ok(judged);
    }
    Ok(Judged { content: Some(content), ..alone })
}

fn check(path: &Path, content: Option<&Path>, trust: &Trust, at: Timestamp) -> io::Result<Report> {
    let mut file = open(path)?;
    let mut content = content.map(open).transpose()?;
    let detached = content.as_mut().map(|content| content as &mut dyn Read);
    sigcheck::check(Input { file: &mut file, detached }, trust, at, &Policy::default())
}

/// What kind of document can be taken out of the file.
fn openable(path: &Path, report: &Report) -> Result<Option<&'static str>, SigningError> {
    let damaged = report.errors.iter().any(|reason| reason.code == Code::FileDamaged);
    Ok(match report.document {
        Document::Cades if !damaged && !report.signatures.is_empty() => {
            let mut file = open(path)?;
            let envelopes = match Envelopes::read(&mut file, &Limits::default()) {
                Ok(envelopes) => envelopes,
                Err(_) => return Ok(None),
            };
            envelopes.document(&mut file)?.is_some().then_some("cades")
        }
        Document::Pades => {
            let anywhere = report
                .signatures
                .iter()
                .any(|signature| signature.pdf.as_ref().is_some_and(|pdf| pdf.revision > 0));
            anywhere.then_some("pades")
        }
        _ => None,
    })
}

pub(crate) fn open(path: &Path) -> io::Result<BufReader<File>> {
    Ok(BufReader::with_capacity(1 << 17, File::open(path)?))
}
