//! Judges files that somebody sent together: each by itself, or with the document that it is about.

use foundation::{Timestamp, hex};
use serde::{Deserialize, Serialize};
use sigcheck::Report;

use super::{
    sweep::is_id,
    verify_file::{Judged, SentFile},
};
use crate::{
    Signing, SigningError,
    rules::{
        lifetime,
        pairing::{self, Candidate},
        report::{self, OfFile, Outcome},
    },
    tables::{self, SetRow},
};

/// Where the outcome of a verification of one or more files is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Verified {
    /// There is one report: its secret id.
    One(String),
    /// There is a list: its secret id.
    Several(String),
}

/// A list of files that were verified together.
#[derive(Debug)]
pub struct ReportSet {
    /// The instant that the verdicts speak of.
    pub at: Timestamp,
    /// Until when list and reports are kept.
    pub expires_at: Timestamp,
    /// What became of each file, in the order in which they came. A document that one of the others is
    /// about is with that one.
    pub entries: Vec<SetEntry>,
}

/// What became of a file.
#[derive(Debug)]
pub enum SetEntry {
    /// It was judged.
    Judged {
        /// The secret id of its report.
        id: String,
        /// The report.
        report: Box<Report>,
        /// Name of the document that it is about, where that was in a file of its own.
        content: Option<String>,
    },
    /// It was not judged.
    NotJudged {
        /// Its name.
        name: String,
        /// Why.
        why: NotJudged,
    },
}

/// Why a file was not judged.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NotJudged {
    /// It is empty.
    Empty,
    /// It could not be read on our side.
    Failed,
}

/// An entry as it is stored.
#[derive(Debug, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum Stored {
    Report(String),
    Not(String, NotJudged),
}

impl Signing {
    /// Judges `files` as of the instant `at`; a signature or time stamp in a file of its own is judged
    /// with its document, if that is among them. Stores a report for each, and the list of them if there
    /// is more than one.
    ///
    /// # Errors
    /// When store or trust do not answer. A file that cannot be read does not stop the others.
    pub fn verify_many(&self, files: &[SentFile], at: Timestamp) -> Result<Verified, SigningError> {
        let trust = self.trust.trust()?;
        let mut judged: Vec<Result<Judged<'_>, NotJudged>> = files
            .iter()
            .map(|file| match Judged::alone(file, &trust, at) {
                Ok(judged) if judged.is_empty() => Err(NotJudged::Empty),
                Ok(judged) => Ok(judged),
                Err(error) => Err(failed(&error)),
            })
            .collect();
        let candidates: Vec<Candidate<'_>> = files
            .iter()
            .zip(&judged)
            .map(|(file, judged)| Candidate {
                name: &file.name,
                apart: judged.as_ref().is_ok_and(Judged::is_apart),
                unsigned: judged.as_ref().is_ok_and(Judged::is_unsigned),
            })
            .collect();
        let mut documents = vec![false; files.len()];
        for (place, pair) in pairing::pairs(&candidates).into_iter().enumerate() {
            let (Some(pair), Ok(alone)) = (pair, &judged[place]) else { continue };
            let together = match alone.about(&files[pair.document], &trust, at) {
                Ok(Some(together)) => together,
                Ok(None) => continue,
                Err(error) => {
                    judged[place] = Err(failed(&error));
                    continue;
                }
            };
            if pair.certain || together.report.outcome() != Outcome::NotValid {
                documents[pair.document] |= candidates[pair.document].unsigned;
                judged[place] = Ok(together);
            }
        }
        let mut entries = Vec::new();
        for ((file, judged), is_document) in files.iter().zip(judged).zip(documents) {
            match judged {
                _ if is_document => {}
                Ok(judged) => entries.push(Stored::Report(self.keep(judged)?)),
                Err(why) => entries.push(Stored::Not(file.name.clone(), why)),
            }
        }
        match &mut entries[..] {
            [Stored::Report(id)] => Ok(Verified::One(std::mem::take(id))),
            _ => Ok(Verified::Several(self.keep_set(&entries, at)?)),
        }
    }

    fn keep_set(&self, entries: &[Stored], at: Timestamp) -> Result<String, SigningError> {
        let id = hex(&self.entropy.bytes::<16>());
        let entries_json =
            serde_json::to_string(entries).map_err(|error| SigningError::Internal(error.to_string()))?;
        let row = SetRow { entries_json, at, expires_at: lifetime::end(self.now(), lifetime::REPORT) };
        let key = id.clone();
        self.store.write_blocking(move |tx| tables::insert_set(tx, &key, &row))?;
        Ok(id)
    }

    /// The list with this secret id. Reports whose day was over a moment earlier are left out.
    ///
    /// # Errors
    /// [`SigningError::ReportGone`] when there is none, or its day is over;
    /// [`SigningError::ReportOutdated`] when another version of the program wrote the reports; those of
    /// the store.
    pub fn report_set(&self, id: &str) -> Result<ReportSet, SigningError> {
        if !is_id(id) {
            return Err(SigningError::ReportGone);
        }
        let (key, now) = (id.to_owned(), self.now());
        let (set, reports) = self.store.read_blocking(move |tx| {
            let set = tables::find_set(tx, &key, now)?.ok_or(SigningError::ReportGone)?;
            let stored: Vec<Stored> = serde_json::from_str(&set.entries_json)
                .map_err(|error| SigningError::Internal(error.to_string()))?;
            let mut entries = Vec::new();
            for entry in stored {
                match entry {
                    Stored::Report(id) => {
                        if let Some(row) = tables::find(tx, &id, now)? {
                            let report = Box::new(report::read(&row.json)?);
                            let content = row.content_name.filter(|_| row.content_used);
                            entries.push(SetEntry::Judged { id, report, content });
                        }
                    }
                    Stored::Not(name, why) => entries.push(SetEntry::NotJudged { name, why }),
                }
            }
            Ok::<_, SigningError>((set, entries))
        })?;
        Ok(ReportSet { at: set.at, expires_at: set.expires_at, entries: reports })
    }
}

fn failed(error: &std::io::Error) -> NotJudged {
    tracing::error!(%error, "a file that was sent cannot be read");
    NotJudged::Failed
}
