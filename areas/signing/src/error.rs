use std::io;

use foundation::{Problem, Status};

use crate::{TrustError, rules::report::NotAReport};

/// Why a verb did not do what it was asked.
#[derive(Debug, thiserror::Error)]
pub enum SigningError {
    /// The document is not kept any more, or never was.
    #[error("the document is not here any more")]
    DocumentGone,
    /// A file cannot be read or written.
    #[error(transparent)]
    Io(#[from] io::Error),
    /// There is no such report, or its time is over.
    #[error("there is no such report, or it is over")]
    ReportGone,
    /// The report was written by a version of the program whose reports this one does not read.
    #[error("another version wrote the report: {0}")]
    ReportOutdated(#[from] NotAReport),
    /// The database refused.
    #[error(transparent)]
    Store(#[from] store::Error),
    /// Nobody could say whom to trust.
    #[error(transparent)]
    Trust(#[from] TrustError),
    /// What was made is not what it must be: a defect.
    #[error("internal: {0}")]
    Internal(String),
}

impl From<&SigningError> for Problem {
    fn from(error: &SigningError) -> Self {
        use SigningError as E;
        match error {
            E::Store(error) => error.into(),
            E::DocumentGone => Problem::new("document-gone", Status::Gone),
            E::ReportGone => Problem::new("report-expired", Status::Gone),
            E::ReportOutdated(_) => Problem::new("report-outdated", Status::Gone),
            E::Io(error) if error.kind() == io::ErrorKind::StorageFull => {
                Problem::new("service-unavailable", Status::Unavailable)
            }
            E::Io(_) | E::Trust(_) | E::Internal(_) => Problem::new("internal", Status::Internal),
        }
    }
}
