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
    rules::{lifetime, report},
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
    /// Whether the second file was the document of a detached signature: only then it was looked at.
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
    /// detached signature; the two may come in the wrong order. Gives the report's secret id.
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
        let mut judged = judge(file, content, &trust, at)?;
        judged.report.file = Some(judged.file.name.clone());
        let id = hex(&self.entropy.bytes::<16>());
        let kind = openable(&judged.file.path, &judged.report)?;
        let json = serde_json::to_string(&judged.report)
            .map_err(|error| SigningError::Internal(error.to_string()))?;
        let now = self.now();
        let xml = sigcheck::etsi::validation_report(&judged.report).filter(|xml| xml.len() <= LONGEST_XML);
        let row = ReportRow {
            json,
            xml,
            content_name: judged.content.map(|content| content.name.clone()),
            content_used: judged.content_used,
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
            fs::rename(&judged.file.path, self.document_path(&id))?;
        }
        Ok(id)
    }

    /// Where the file of a report lies.
    pub(crate) fn document_path(&self, id: &str) -> PathBuf {
        self.uploads.join(format!("{}{id}", super::sweep::DOCUMENT))
    }
}

struct Judged<'a> {
    report: Report,
    /// The file with the signatures.
    file: &'a SentFile,
    content: Option<&'a SentFile>,
    content_used: bool,
}

fn judge<'a>(
    file: &'a SentFile,
    content: Option<&'a SentFile>,
    trust: &Trust,
    at: Timestamp,
) -> Result<Judged<'a>, SigningError> {
    let report = check(&file.path, content.map(|content| &*content.path), trust, at)?;
    let Some(content) = content else {
        return Ok(Judged { report, file, content: None, content_used: false });
    };
    // Whoever sends two files may take the fields for each other.
    if report.signatures.is_empty() && is_detached(&content.path)? && !is_detached(&file.path)? {
        let report = check(&content.path, Some(&file.path), trust, at)?;
        return Ok(Judged { report, file: content, content: Some(file), content_used: true });
    }
    let content_used = is_detached(&file.path)?;
    Ok(Judged { report, file, content: Some(content), content_used })
}

fn check(path: &Path, content: Option<&Path>, trust: &Trust, at: Timestamp) -> Result<Report, SigningError> {
    let mut file = open(path)?;
    let mut content = content.map(open).transpose()?;
    let detached = content.as_mut().map(|content| content as &mut dyn Read);
    Ok(sigcheck::check(Input { file: &mut file, detached }, trust, at, &Policy::default())?)
}

/// Whether the file is an envelope whose content is elsewhere.
fn is_detached(path: &Path) -> Result<bool, SigningError> {
    let mut file = open(path)?;
    match Envelopes::read(&mut file, &Limits::default()) {
        Ok(envelopes) => Ok(envelopes.all().first().is_some_and(cades::SignedData::is_detached)),
        Err(cades::ReadError::Io(error)) => Err(error.into()),
        Err(_) => Ok(false),
    }
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
