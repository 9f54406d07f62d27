use std::{
    borrow::Cow, fs::OpenOptions, io::ErrorKind, os::unix::fs::OpenOptionsExt, path::Path, time::Duration,
};

use rusqlite::{
    Connection, OpenFlags, Statement,
    ffi::{self, ErrorCode},
    types::{ToSqlOutput, ValueRef},
};

use super::{EachRow, Mode};
use crate::{Constraint, Error, Row, Value};

/// "CERA": marks the file as ours, so that another program's database is not taken for one.
const APPLICATION_ID: i64 = 0x4345_5241;

/// How long a writer waits for another process before it says that the database is locked.
const BUSY_TIMEOUT: Duration = Duration::from_secs(5);

/// Statements kept prepared on each connection.
const STATEMENTS: usize = 256;

/// Pages in the log after which a commit copies them into the main file. Four times SQLite's
/// default: the copy ends with two more fsyncs, so it should be rarer than commits by far.
const CHECKPOINT_PAGES: u32 = 4_000;

#[derive(Debug)]
pub(crate) struct Sqlite {
    conn: Connection,
}

impl Sqlite {
    /// Opens the connection that writes, making the file (for the owner only) when it is not there.
    pub(crate) fn open_writer(path: &Path, create: bool) -> Result<Self, Error> {
        if create {
            // SQLite gives the log and the index of the log the mode of the main file.
            let made = OpenOptions::new().write(true).create_new(true).mode(0o600).open(path);
            match made {
                Ok(_) => {}
                Err(error) if error.kind() == ErrorKind::AlreadyExists => {}
                Err(error) => return Err(opening(path, &error)),
            }
        }
        if let Err(error) = OpenOptions::new().read(true).open(path) {
            return Err(opening(path, &error));
        }
        if path.is_dir() {
            return Err(Error::NotADatabase(path.display().to_string()));
        }
        let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags).map_err(|e| at_path(e, path))?;
        conn.busy_timeout(BUSY_TIMEOUT).map_err(|e| at_path(e, path))?;
        claim_file(&conn, path)?;
        conn.execute_batch(&format!(
            "PRAGMA journal_mode=WAL; PRAGMA synchronous=FULL; PRAGMA foreign_keys=ON;
             PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456; PRAGMA temp_store=MEMORY;
             PRAGMA wal_autocheckpoint={CHECKPOINT_PAGES};"
        ))
        .and_then(|()| forget_statistics(&conn))
        .map_err(|e| at_path(e, path))?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { conn })
    }

    /// Opens a connection that only reads.
    pub(crate) fn open_reader(path: &Path) -> Result<Self, Error> {
        let flags = OpenFlags::SQLITE_OPEN_READ_ONLY | OpenFlags::SQLITE_OPEN_NO_MUTEX;
        let conn = Connection::open_with_flags(path, flags).map_err(|e| at_path(e, path))?;
        conn.busy_timeout(BUSY_TIMEOUT).map_err(|e| at_path(e, path))?;
        conn.execute_batch(
            "PRAGMA query_only=ON; PRAGMA cache_size=-16384; PRAGMA mmap_size=268435456;
             PRAGMA temp_store=MEMORY;",
        )
        .map_err(|e| at_path(e, path))?;
        conn.set_prepared_statement_cache_capacity(STATEMENTS);
        Ok(Self { conn })
    }

    /// A small cache, and no window on the file.
    pub(crate) fn keep_little(&mut self) -> Result<(), Error> {
        self.batch("PRAGMA cache_size=-1024; PRAGMA mmap_size=0")
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Error> {
        let mut statement = self.conn.prepare_cached(sql).map_err(cause)?;
        bind(&mut statement, params)?;
        let changed = statement.raw_execute().map_err(cause)?;
        Ok(u64::try_from(changed).unwrap_or(u64::MAX))
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value<'_>], each: EachRow<'_>) -> Result<(), Error> {
        let mut statement = self.conn.prepare_cached(sql).map_err(cause)?;
        bind(&mut statement, params)?;
        let columns = statement.column_count();
        let mut rows = statement.raw_query();
        let mut kept = Row::default();
        while let Some(row) = rows.next().map_err(cause)? {
            kept.0.resize(columns, Value::Null);
            for (i, slot) in kept.0.iter_mut().enumerate() {
                fill(slot, row.get_ref(i).map_err(cause)?)?;
            }
            if !each(&mut kept)? {
                break;
            }
        }
        Ok(())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.conn.execute_batch(sql).map_err(cause)
    }

    fn step(&self, sql: &str) -> Result<(), Error> {
        self.conn.prepare_cached(sql).and_then(|mut s| s.raw_execute()).map(drop).map_err(cause)
    }

    pub(crate) fn begin(&mut self, mode: Mode) -> Result<(), Error> {
        self.step(if mode == Mode::Write { "BEGIN IMMEDIATE" } else { "BEGIN" })
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        self.step("COMMIT")
    }

    pub(crate) fn rollback(&mut self) {
        if self.in_transaction()
            && let Err(error) = self.step("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
    }

    pub(crate) fn savepoint(&mut self, release_first: bool) -> Result<(), Error> {
        if release_first {
            self.step("RELEASE job")?;
        }
        self.step("SAVEPOINT job")
    }

    pub(crate) fn rollback_to_savepoint(&mut self) -> Result<(), Error> {
        self.step("ROLLBACK TO job")
    }

    pub(crate) fn in_transaction(&self) -> bool {
        !self.conn.is_autocommit()
    }

    /// Copies the database as it is now into a new file, while others read and write.
    pub(crate) fn backup_to(&self, path: &Path) -> Result<(), Error> {
        let mut to = Connection::open(path).map_err(|e| at_path(e, path))?;
        let backup = rusqlite::backup::Backup::new(&self.conn, &mut to).map_err(cause)?;
        // One step: it holds a read snapshot, so that writers never make it start again.
        match backup.step(-1).map_err(cause)? {
            rusqlite::backup::StepResult::Done => Ok(()),
            _ => Err(Error::Locked),
        }
    }
}

/// Without statistics the planner goes by the indices, for ever the same way. With them it goes by what
/// the tables once held: those of a register that was closed on its first day make it read whole tables
/// for as long as it grows.
fn forget_statistics(conn: &Connection) -> rusqlite::Result<()> {
    conn.execute_batch("DROP TABLE IF EXISTS sqlite_stat1; DROP TABLE IF EXISTS sqlite_stat4;")
}

/// Refuses a database of another program and marks an empty one as ours.
fn claim_file(conn: &Connection, path: &Path) -> Result<(), Error> {
    let number = |sql| conn.query_row(sql, [], |row| row.get::<_, i64>(0)).map_err(|e| at_path(e, path));
    match number("PRAGMA application_id")? {
        APPLICATION_ID => Ok(()),
        0 if number("SELECT count(*) FROM sqlite_schema")? == 0 => conn
            .execute_batch(&format!("PRAGMA application_id={APPLICATION_ID}"))
            .map_err(|e| at_path(e, path)),
        _ => Err(Error::ForeignDatabase(path.to_owned())),
    }
}

fn bind(statement: &mut Statement<'_>, params: &[Value<'_>]) -> Result<(), Error> {
    let expected = statement.parameter_count();
    if expected != params.len() {
        return Err(Error::Sql(format!("{expected} parameters expected, {} given", params.len())));
    }
    for (index, value) in params.iter().enumerate() {
        statement.raw_bind_parameter(index + 1, value).map_err(cause)?;
    }
    Ok(())
}

/// Puts a value into its column, in the octets of the row before where they are its own.
fn fill(slot: &mut Value<'static>, value: ValueRef<'_>) -> Result<(), Error> {
    *slot = match value {
        ValueRef::Null => Value::Null,
        ValueRef::Integer(n) => Value::Int(n),
        ValueRef::Real(x) => Value::Real(x),
        ValueRef::Text(text) => {
            let text = str::from_utf8(text).map_err(|e| Error::Corrupt(format!("text is not UTF-8: {e}")))?;
            if let Value::Text(Cow::Owned(kept)) = slot {
                text.clone_into(kept);
                return Ok(());
            }
            Value::Text(Cow::Owned(text.to_owned()))
        }
        ValueRef::Blob(bytes) => {
            if let Value::Blob(Cow::Owned(kept)) = slot {
                bytes.clone_into(kept);
                return Ok(());
            }
            Value::Blob(Cow::Owned(bytes.to_vec()))
        }
    };
    Ok(())
}

impl rusqlite::ToSql for Value<'_> {
    fn to_sql(&self) -> rusqlite::Result<ToSqlOutput<'_>> {
        Ok(ToSqlOutput::Borrowed(match self {
            Value::Null => ValueRef::Null,
            Value::Int(n) => ValueRef::Integer(*n),
            Value::Real(x) => ValueRef::Real(*x),
            Value::Text(text) => ValueRef::Text(text.as_bytes()),
            Value::Blob(bytes) => ValueRef::Blob(bytes),
        }))
    }
}

fn opening(path: &Path, error: &std::io::Error) -> Error {
    match error.kind() {
        ErrorKind::NotFound => Error::Missing(path.to_owned()),
        ErrorKind::StorageFull | ErrorKind::QuotaExceeded => Error::DiskFull,
        ErrorKind::IsADirectory => Error::NotADatabase(path.display().to_string()),
        _ => Error::Unreadable(format!("{} ({error})", path.display())),
    }
}

/// The cause with the path in it, for errors at opening.
fn at_path(error: rusqlite::Error, path: &Path) -> Error {
    match cause(error) {
        Error::Unreadable(_) => Error::Unreadable(path.display().to_string()),
        Error::NotADatabase(_) => Error::NotADatabase(path.display().to_string()),
        other => other,
    }
}

/// One variant for each cause (SQLite result codes, sqlite.org/rescode.html).
fn cause(error: rusqlite::Error) -> Error {
    let (code, extended, text) = match &error {
        rusqlite::Error::SqliteFailure(code, text) => {
            (code.code, code.extended_code, text.clone().unwrap_or_else(|| code.to_string()))
        }
        rusqlite::Error::SqlInputError { msg, sql, .. } => {
            return Error::Sql(format!("{msg} in {sql}"));
        }
        other => return Error::Sql(other.to_string()),
    };
    match code {
        ErrorCode::DatabaseBusy | ErrorCode::DatabaseLocked => Error::Locked,
        ErrorCode::DiskFull => Error::DiskFull,
        ErrorCode::CannotOpen | ErrorCode::PermissionDenied => Error::Unreadable(text),
        ErrorCode::NotADatabase => Error::NotADatabase(text),
        ErrorCode::DatabaseCorrupt => Error::Corrupt(text),
        ErrorCode::ReadOnly => Error::ReadOnly,
        ErrorCode::SystemIoFailure => Error::Io(text),
        ErrorCode::ConstraintViolation => Error::Constraint {
            rule: match extended {
                ffi::SQLITE_CONSTRAINT_FOREIGNKEY => Constraint::ForeignKey,
                ffi::SQLITE_CONSTRAINT_NOTNULL => Constraint::NotNull,
                ffi::SQLITE_CONSTRAINT_PRIMARYKEY
                | ffi::SQLITE_CONSTRAINT_ROWID
                | ffi::SQLITE_CONSTRAINT_UNIQUE => Constraint::Unique,
                _ => Constraint::Check,
            },
            detail: text,
        },
        _ => Error::Sql(text),
    }
}
