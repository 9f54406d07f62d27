use std::path::PathBuf;

use foundation::{Problem, Status};

/// Why the database did not do what it was asked.
///
/// Cloneable, because one failed commit answers every transaction of its group.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Error {
    /// A statement of this transaction failed before and the closure went on as if it had not.
    /// PostgreSQL cannot continue there, so neither engine does: use `ON CONFLICT` to expect a clash.
    #[error("the transaction went on after a failed statement: {0}")]
    Aborted(Box<Error>),
    /// The store is shutting down.
    #[error("the store is closed")]
    Closed,
    /// The value in a column is not of the type asked for, or the column is not there.
    #[error("column {index}: expected {expected}, found {found}")]
    Column {
        /// Position in the row, from 0.
        index: usize,
        /// The Rust type asked for.
        expected: &'static str,
        /// What is there.
        found: String,
    },
    /// The connection to PostgreSQL broke; the transaction did not commit, or nobody knows.
    #[error("the connection to the database broke: {0}")]
    ConnectionLost(String),
    /// A rule of the schema refused the row.
    #[error("{rule:?} constraint: {detail}")]
    Constraint {
        /// Which kind of rule.
        rule: Constraint,
        /// The engine's words, for the log.
        detail: String,
    },
    /// The file is a database of ours, but its content is damaged.
    #[error("the database is damaged: {0}")]
    Corrupt(String),
    /// The destination of a backup exists already.
    #[error("{} exists already", .0.display())]
    Exists(PathBuf),
    /// A SQLite database, but of another program.
    #[error("{} is a database of another program", .0.display())]
    ForeignDatabase(PathBuf),
    /// No space left on the device (or a quota is used up).
    #[error("no space left for the database")]
    DiskFull,
    /// Reading or writing the file failed below the database.
    #[error("input/output: {0}")]
    Io(String),
    /// A stored JSON text cannot be read or a value cannot be written as JSON.
    #[error("JSON: {0}")]
    Json(String),
    /// Another program holds the write lock and did not let go within five seconds.
    #[error("the database is locked by another program")]
    Locked,
    /// The text of a migration that was applied before has changed.
    #[error("migration {0} was changed after it was applied")]
    MigrationChanged(String),
    /// A list of migrations that is not in order or does not keep to one name-space.
    #[error("migration {0} is out of order")]
    MigrationOrder(String),
    /// There is no database where one was expected.
    #[error("there is no database at {}", .0.display())]
    Missing(PathBuf),
    /// The database was written by a newer version of the program.
    #[error("the database has migration {0}, which this version does not know")]
    NewerSchema(String),
    /// A query that must give a row gave none.
    #[error("no row")]
    NoRow,
    /// The file is not a SQLite database at all.
    #[error("{0} is not a database")]
    NotADatabase(String),
    /// The closure panicked; its changes were undone.
    #[error("a transaction panicked: {0}")]
    Panicked(String),
    /// A write through a connection that only reads, or into a read-only file.
    #[error("the database is read-only")]
    ReadOnly,
    /// The PostgreSQL database is not set up as the store needs it.
    #[error("unsuitable database: {0}")]
    Unsuitable(String),
    /// The statement is wrong, or the engine refused it for a reason that has no variant of its own.
    #[error("SQL: {0}")]
    Sql(String),
    /// PostgreSQL does not answer or does not let us in.
    #[error("the database server cannot be reached: {0}")]
    Unreachable(String),
    /// The file cannot be opened: permissions, or a folder that is not there.
    #[error("{0} cannot be opened")]
    Unreadable(String),
    /// This engine does not offer the operation.
    #[error("not on this engine: {0}")]
    Unsupported(&'static str),
}

/// Kinds of rules of a schema.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Constraint {
    /// A `CHECK` expression, or a value of the wrong type in a STRICT table.
    Check,
    /// A reference to a row that is not there.
    ForeignKey,
    /// A value that must be there.
    NotNull,
    /// A key that exists already.
    Unique,
}

impl Error {
    /// Whether a unique key exists already.
    pub fn is_unique_violation(&self) -> bool {
        matches!(self, Error::Constraint { rule: Constraint::Unique, .. })
    }
}

/// The message keys a person sees: `problem-store-…` (detail stays in the log).
impl From<&Error> for Problem {
    fn from(error: &Error) -> Self {
        match error {
            Error::DiskFull => Problem::new("store-disk-full", Status::Unavailable),
            Error::Locked => Problem::new("store-locked", Status::Unavailable),
            Error::Missing(path) => {
                Problem::new("store-missing", Status::Unavailable).with("path", path.display())
            }
            Error::Exists(path) => {
                Problem::new("store-backup-exists", Status::Conflict).with("path", path.display())
            }
            Error::NotADatabase(_) | Error::ForeignDatabase(_) => {
                Problem::new("store-wrong-file", Status::Unavailable)
            }
            Error::Unreadable(path) => {
                Problem::new("store-unreadable", Status::Unavailable).with("path", path)
            }
            Error::ReadOnly => Problem::new("store-read-only", Status::Unavailable),
            Error::NewerSchema(_) => Problem::new("store-newer-schema", Status::Unavailable),
            Error::MigrationChanged(_) => Problem::new("store-migration-changed", Status::Unavailable),
            Error::Corrupt(_) => Problem::new("store-corrupt", Status::Internal),
            Error::Unreachable(_) | Error::ConnectionLost(_) => {
                Problem::new("store-unreachable", Status::Unavailable)
            }
            Error::Unsuitable(_) => Problem::new("store-unsuitable", Status::Unavailable),
            Error::Closed => Problem::new("store-closed", Status::Unavailable),
            _ => Problem::new("store-failed", Status::Internal),
        }
    }
}

impl From<Error> for Problem {
    fn from(error: Error) -> Self {
        Problem::from(&error)
    }
}

impl From<serde_json::Error> for Error {
    fn from(error: serde_json::Error) -> Self {
        Error::Json(error.to_string())
    }
}
