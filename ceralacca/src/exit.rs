//! Exit codes (the table in the guide) and failures told in three parts.

use std::{io, path::Path, process::ExitCode};

use foundation::{Problem, Status};
use webkit::Lang;

/// How a command ended.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
#[repr(u8)]
pub enum Exit {
    /// Done; when verifying: every signature is valid.
    Done = 0,
    /// Failed for an operational reason: input, output, network, server.
    Operational = 1,
    /// Wrong usage.
    Usage = 2,
    /// At least one signature is not valid.
    NotValid = 3,
    /// Nothing is invalid, but the validity of something cannot be determined.
    Indeterminate = 4,
    /// The input is not signed, its format is not supported, or it is damaged.
    Input = 5,
    /// PIN, OTP or passphrase refused.
    Secret = 6,
    /// Key or device not available.
    Device = 7,
    /// A rule says no.
    Rule = 8,
    /// The person cancelled.
    Cancelled = 9,
    /// Some files of a batch succeeded, some did not.
    Partial = 10,
    /// A defect of the program.
    Defect = 70,
}

impl From<Exit> for ExitCode {
    fn from(exit: Exit) -> Self {
        ExitCode::from(exit as u8)
    }
}

/// Why a command did not do what it was asked: a code of the catalogue and the exit code.
#[derive(Clone, Debug)]
pub struct Failure {
    /// How the process ends.
    pub exit: Exit,
    /// What is said.
    pub problem: Problem,
}

/// The result of a command.
pub type Outcome<T = Exit> = Result<T, Failure>;

impl Failure {
    /// A failure told by the message `problem-CODE`.
    pub fn new(exit: Exit, code: &'static str) -> Self {
        Self { exit, problem: Problem::new(code, Status::Unprocessable) }
    }

    /// Adds a value that the message mentions.
    #[must_use]
    pub fn with(mut self, name: &'static str, value: impl ToString) -> Self {
        self.problem = self.problem.with(name, value);
        self
    }

    /// A failed input or output on `path`, each cause with its own message.
    pub fn io(error: &io::Error, path: &Path) -> Self {
        let (exit, code) = match error.kind() {
            io::ErrorKind::NotFound => (Exit::Operational, "file-not-found"),
            io::ErrorKind::PermissionDenied => (Exit::Operational, "file-not-allowed"),
            io::ErrorKind::IsADirectory => (Exit::Input, "file-is-folder"),
            io::ErrorKind::StorageFull | io::ErrorKind::QuotaExceeded => (Exit::Operational, "disk-full"),
            io::ErrorKind::AlreadyExists => (Exit::Operational, "file-exists"),
            io::ErrorKind::NotADirectory => (Exit::Operational, "file-not-found"),
            io::ErrorKind::ReadOnlyFilesystem => (Exit::Operational, "file-not-allowed"),
            io::ErrorKind::BrokenPipe => (Exit::Operational, "output-closed"),
            _ => (Exit::Operational, "file-unreadable"),
        };
        Self::new(exit, code).with("file", path.display()).with("detail", error)
    }

    /// A defect: something that cannot happen happened.
    pub fn defect(detail: impl ToString) -> Self {
        Self::new(Exit::Defect, "defect").with("detail", detail.to_string())
    }

    /// What happened, why, and what to do, in words.
    pub fn parts(&self, lang: Lang) -> [String; 3] {
        webkit::words(&self.problem, lang)
    }
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        let exit = match problem.status {
            Status::BadRequest | Status::Unprocessable | Status::UnsupportedMediaType => Exit::Input,
            Status::Conflict | Status::Forbidden | Status::Gone => Exit::Rule,
            _ => Exit::Operational,
        };
        Self { exit, problem }
    }
}
