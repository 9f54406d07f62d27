use std::{borrow::Cow, collections::HashMap, error::Error as StdError, sync::Arc};

use postgres::{
    Client, NoTls, Statement,
    error::SqlState,
    fallible_iterator::FallibleIterator as _,
    types::{FromSql, IsNull, ToSql, Type, private::BytesMut, to_sql_checked},
};

use super::{EachRow, Mode};
use crate::{Constraint, Error, Row, Value};

/// Taken by every writer for the length of its transaction ("CERA" twice): whichever process or
/// machine writes, transactions come one after the other, which is the order SQLite gives too.
const WRITER_LOCK: i64 = 0x4345_5241_4345_5241;

/// Statements kept prepared on each connection.
const STATEMENTS: usize = 512;

pub(crate) struct Postgres {
    client: Client,
    statements: HashMap<String, Statement>,
    begun: bool,
}

impl std::fmt::Debug for Postgres {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("Postgres").field("begun", &self.begun).finish_non_exhaustive()
    }
}

impl Postgres {
    /// Connects. Only without TLS: the server is on this machine or behind a tunnel.
    pub(crate) fn connect(url: &str) -> Result<Self, Error> {
        let mut client = Client::connect(url, NoTls).map_err(|e| Error::Unreachable(words(&e)))?;
        client
            .batch_execute(
                "SET lock_timeout = '5s'; SET synchronous_commit = on; SET client_encoding = 'UTF8';
                 SET standard_conforming_strings = on; SET client_min_messages = warning",
            )
            .map_err(|e| cause(&e))?;
        Ok(Self { client, statements: HashMap::new(), begun: false })
    }

    /// Texts must sort by their bytes, as in SQLite, or the same query answers in another order.
    pub(crate) fn check_settings(&mut self) -> Result<(), Error> {
        let mut found = None;
        let sql = "SELECT pg_encoding_to_char(encoding)::text, datcollate::text
                   FROM pg_database WHERE datname = current_database()";
        self.query(sql, &[], &mut |row| {
            found = Some((row.get::<String>(0)?, row.get::<String>(1)?));
            Ok(false)
        })?;
        match found {
            Some((encoding, collation)) if encoding == "UTF8" && matches!(&*collation, "C" | "POSIX") => {
                Ok(())
            }
            found => Err(Error::Unsuitable(format!(
                "encoding and collation are {found:?}; make it with CREATE DATABASE … TEMPLATE template0 \
                 ENCODING 'UTF8' LC_COLLATE 'C' LC_CTYPE 'C.UTF-8'"
            ))),
        }
    }

    pub(crate) fn is_closed(&self) -> bool {
        self.client.is_closed()
    }

    fn statement(&mut self, sql: &str, given: usize) -> Result<Statement, Error> {
        if let Some(statement) = self.statements.get(sql) {
            return Ok(statement.clone());
        }
        let statement = self.client.prepare(&dollar_params(sql)).map_err(|e| cause(&e))?;
        let expected = statement.params().len();
        if expected != given {
            return Err(Error::Sql(format!("{expected} parameters expected, {given} given")));
        }
        if self.statements.len() >= STATEMENTS {
            self.statements.clear();
        }
        self.statements.insert(sql.to_owned(), statement.clone());
        Ok(statement)
    }

    pub(crate) fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Error> {
        let statement = self.statement(sql, params.len())?;
        let params: Vec<&(dyn ToSql + Sync)> = params.iter().map(|p| p as _).collect();
        if params.len() != statement.params().len() {
            return Err(Error::Sql("wrong number of parameters".to_owned()));
        }
        self.client.execute(&statement, &params).map_err(|e| cause(&e))
    }

    pub(crate) fn query(&mut self, sql: &str, params: &[Value<'_>], each: EachRow<'_>) -> Result<(), Error> {
        let statement = self.statement(sql, params.len())?;
        if params.len() != statement.params().len() {
            return Err(Error::Sql("wrong number of parameters".to_owned()));
        }
        let params = params.iter().map(|p| p as &dyn ToSql);
        let mut rows = self.client.query_raw(&statement, params).map_err(|e| cause(&e))?;
        let mut wanted = true;
        while let Some(row) = rows.next().map_err(|e| cause(&e))? {
            // What is left is read all the same: an error may still come (INSERT … RETURNING).
            if wanted {
                let values =
                    (0..row.len()).map(|i| row.try_get::<_, Value<'static>>(i).map_err(|e| cause(&e)));
                wanted = each(&mut Row(values.collect::<Result<_, _>>()?))?;
            }
        }
        Ok(())
    }

    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.statements.clear();
        self.client.batch_execute(sql).map_err(|e| cause(&e))
    }

    pub(crate) fn begin(&mut self, mode: Mode) -> Result<(), Error> {
        // A read sees one snapshot. A write takes its snapshot statement by statement, after it got
        // the lock: with a snapshot from before the lock it would not see the writer before it.
        let sql = match mode {
            Mode::Read => "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY".to_owned(),
            Mode::Write => {
                format!("BEGIN ISOLATION LEVEL READ COMMITTED; SELECT pg_advisory_xact_lock({WRITER_LOCK})")
            }
        };
        let done = self.client.batch_execute(&sql).map_err(|e| cause(&e));
        self.begun = true;
        if done.is_err() {
            self.rollback();
        }
        done
    }

    pub(crate) fn commit(&mut self) -> Result<(), Error> {
        self.begun = false;
        self.client.batch_execute("COMMIT").map_err(|e| cause(&e))
    }

    pub(crate) fn rollback(&mut self) {
        if self.begun
            && !self.client.is_closed()
            && let Err(error) = self.client.batch_execute("ROLLBACK")
        {
            tracing::error!(%error, "a transaction could not be rolled back");
        }
        self.begun = false;
    }

    pub(crate) fn savepoint(&mut self, release_first: bool) -> Result<(), Error> {
        let sql = if release_first { "RELEASE SAVEPOINT job; SAVEPOINT job" } else { "SAVEPOINT job" };
        self.client.batch_execute(sql).map_err(|e| cause(&e))
    }

    pub(crate) fn rollback_to_savepoint(&mut self) -> Result<(), Error> {
        self.client.batch_execute("ROLLBACK TO SAVEPOINT job").map_err(|e| cause(&e))
    }

    pub(crate) fn in_transaction(&self) -> bool {
        self.begun && !self.client.is_closed()
    }
}

/// `?1` → `$1` outside of literals, quoted names and comments.
fn dollar_params(sql: &str) -> String {
    let mut out = String::with_capacity(sql.len());
    let mut rest = sql;
    while let Some(at) = rest.find(['?', '\'', '"', '-', '/']) {
        out.push_str(&rest[..at]);
        rest = &rest[at..];
        let skip = match rest.as_bytes() {
            [b'?', b'0'..=b'9', ..] => {
                out.push('$');
                rest = &rest[1..];
                continue;
            }
            [quote @ (b'\'' | b'"'), tail @ ..] => {
                tail.iter().position(|b| b == quote).map_or(rest.len(), |end| end + 2)
            }
            [b'-', b'-', ..] => rest.find('\n').unwrap_or(rest.len()),
            [b'/', b'*', ..] => rest[2..].find("*/").map_or(rest.len(), |end| end + 4),
            _ => 1,
        };
        out.push_str(&rest[..skip]);
        rest = &rest[skip..];
    }
    out.push_str(rest);
    out
}

type Refusal = Box<dyn StdError + Sync + Send>;

impl ToSql for Value<'_> {
    fn to_sql(&self, ty: &Type, out: &mut BytesMut) -> Result<IsNull, Refusal> {
        match (self, ty) {
            (Value::Null, _) => Ok(IsNull::Yes),
            (Value::Int(n), &Type::INT8) => n.to_sql(ty, out),
            (Value::Int(n), &Type::INT4) => i32::try_from(*n)?.to_sql(ty, out),
            (Value::Int(n), &Type::INT2) => i16::try_from(*n)?.to_sql(ty, out),
            (Value::Real(x), &Type::FLOAT8) => x.to_sql(ty, out),
            (Value::Text(text), &Type::TEXT | &Type::VARCHAR) => text.to_sql(ty, out),
            (Value::Blob(bytes), &Type::BYTEA) => (&**bytes).to_sql(ty, out),
            _ => Err(format!("a parameter of type {ty} cannot be {self:?}").into()),
        }
    }

    fn accepts(_: &Type) -> bool {
        true
    }

    to_sql_checked!();
}

impl<'a> FromSql<'a> for Value<'static> {
    fn from_sql(ty: &Type, raw: &'a [u8]) -> Result<Self, Refusal> {
        Ok(match *ty {
            Type::INT8 => Value::Int(i64::from_sql(ty, raw)?),
            Type::INT4 => Value::Int(i32::from_sql(ty, raw)?.into()),
            Type::INT2 => Value::Int(i16::from_sql(ty, raw)?.into()),
            Type::BOOL => Value::Int(bool::from_sql(ty, raw)?.into()),
            Type::FLOAT8 => Value::Real(f64::from_sql(ty, raw)?),
            Type::FLOAT4 => Value::Real(f32::from_sql(ty, raw)?.into()),
            Type::BYTEA => Value::Blob(Cow::Owned(raw.to_vec())),
            Type::TEXT | Type::VARCHAR => Value::Text(Cow::Owned(String::from_sql(ty, raw)?)),
            _ => return Err(format!("a column of type {ty}: cast it to BIGINT or TEXT").into()),
        })
    }

    fn from_sql_null(_: &Type) -> Result<Self, Refusal> {
        Ok(Value::Null)
    }

    fn accepts(_: &Type) -> bool {
        true
    }
}

/// The whole chain of an error: the outermost text says only "db error".
fn words(error: &postgres::Error) -> String {
    let mut text = error.to_string();
    let mut source = error.source();
    while let Some(inner) = source {
        text = format!("{text}: {inner}");
        source = inner.source();
    }
    text
}

/// One variant for each cause (PostgreSQL manual, appendix A).
fn cause(error: &postgres::Error) -> Error {
    let text = words(error);
    let Some(code) = error.code() else {
        return if error.is_closed() || error.source().is_some_and(|s| s.is::<std::io::Error>()) {
            Error::ConnectionLost(text)
        } else {
            Error::Sql(text)
        };
    };
    let constraint = |rule| Error::Constraint { rule, detail: text.clone() };
    match code {
        &SqlState::UNIQUE_VIOLATION => constraint(Constraint::Unique),
        &SqlState::FOREIGN_KEY_VIOLATION => constraint(Constraint::ForeignKey),
        &SqlState::NOT_NULL_VIOLATION => constraint(Constraint::NotNull),
        &SqlState::CHECK_VIOLATION => constraint(Constraint::Check),
        &SqlState::LOCK_NOT_AVAILABLE => Error::Locked,
        &SqlState::DISK_FULL => Error::DiskFull,
        &SqlState::READ_ONLY_SQL_TRANSACTION => Error::ReadOnly,
        &SqlState::DATA_CORRUPTED | &SqlState::INDEX_CORRUPTED => Error::Corrupt(text),
        &SqlState::IO_ERROR => Error::Io(text),
        &SqlState::INSUFFICIENT_PRIVILEGE => Error::Unreadable(text),
        &SqlState::ADMIN_SHUTDOWN | &SqlState::CRASH_SHUTDOWN | &SqlState::CANNOT_CONNECT_NOW => {
            Error::ConnectionLost(text)
        }
        _ => Error::Sql(text),
    }
}

/// Where a PostgreSQL database is, without its password.
pub(crate) fn without_password(url: &str) -> Arc<str> {
    let hidden = url.split_once("://").and_then(|(scheme, rest)| {
        let (user, host) = rest.rsplit_once('@')?;
        let user = user.split(':').next()?;
        Some(format!("{scheme}://{user}@{host}"))
    });
    hidden.unwrap_or_else(|| url.to_owned()).into()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn numbered_parameters_change_only_outside_literals_and_comments() {
        let sql =
            "SELECT '?1', \"a?2\", ?1 -- ?3\n, /* ?4 */ ?12 FROM t WHERE x='it''s ?5' AND y - ?2 / 2 > 0";
        assert_eq!(
            dollar_params(sql),
            "SELECT '?1', \"a?2\", $1 -- ?3\n, /* ?4 */ $12 FROM t WHERE x='it''s ?5' AND y - $2 / 2 > 0"
        );
        assert_eq!(dollar_params("/*/ ?1 */ ?1"), "/*/ ?1 */ $1");
        assert_eq!(dollar_params("SELECT 'open ?1"), "SELECT 'open ?1");
        assert_eq!(dollar_params("-"), "-");
    }

    proptest::proptest! {
        #[test]
        fn any_text_keeps_its_length_and_everything_but_question_marks(sql in "[?1'\"*/ àa-]{0,40}") {
            let out = dollar_params(&sql);
            proptest::prop_assert_eq!(out.replace('$', "?"), sql);
        }
    }

    #[test]
    fn a_password_is_not_shown() {
        assert_eq!(&*without_password("postgres://cer:p@ss@db/x?y=1"), "postgres://cer@db/x?y=1");
        assert_eq!(&*without_password("postgresql://localhost/x"), "postgresql://localhost/x");
    }
}
