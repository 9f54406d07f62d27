use std::ops::{Deref, DerefMut};

use crate::{
    Error, Row, Value,
    engine::{Conn, Mode},
};

/// A transaction that reads: every query sees the same state of the database.
///
/// A lookup that takes `&mut ReadTx` works inside a write too, because `&mut Tx` turns into one.
#[derive(Debug)]
pub struct ReadTx {
    conn: Conn,
    failed: Option<Error>,
    /// The failure of the closure before: what ended the transaction, when one did.
    last_failure: Option<Error>,
}

/// A transaction that changes the database. Its changes appear together or not at all.
#[derive(Debug)]
pub struct Tx(ReadTx);

impl Deref for Tx {
    type Target = ReadTx;
    fn deref(&self) -> &ReadTx {
        &self.0
    }
}

impl DerefMut for Tx {
    fn deref_mut(&mut self) -> &mut ReadTx {
        &mut self.0
    }
}

impl ReadTx {
    pub(crate) fn new(conn: Conn) -> Self {
        Self { conn, failed: None, last_failure: None }
    }

    pub(crate) fn conn(&mut self) -> &mut Conn {
        &mut self.conn
    }

    /// Every row of the answer.
    ///
    /// # Errors
    /// [`Error::Sql`] when the statement is wrong, and the causes of the engine.
    pub fn query(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Vec<Row>, Error> {
        let mut rows = Vec::new();
        self.query_each(sql, params, |row| {
            rows.push(std::mem::take(row));
            Ok(true)
        })?;
        Ok(rows)
    }

    /// Hands over one row after the other without keeping them, until the closure says `false`. What the
    /// closure wants to keep it takes out of the row.
    ///
    /// # Errors
    /// As [`query`](Self::query), and those of the closure.
    pub fn query_each(
        &mut self,
        sql: &str,
        params: &[Value<'_>],
        mut each: impl FnMut(&mut Row) -> Result<bool, Error>,
    ) -> Result<(), Error> {
        self.run(|conn| conn.query(sql, params, &mut each))
    }

    /// The first row, or none.
    ///
    /// # Errors
    /// As [`query`](Self::query).
    pub fn query_opt(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Option<Row>, Error> {
        let mut first = None;
        self.run(|conn| {
            conn.query(sql, params, &mut |row| {
                first = Some(std::mem::take(row));
                Ok(false)
            })
        })?;
        Ok(first)
    }

    /// The first row, which must be there.
    ///
    /// # Errors
    /// [`Error::NoRow`], or as [`query`](Self::query).
    pub fn query_one(&mut self, sql: &str, params: &[Value<'_>]) -> Result<Row, Error> {
        self.query_opt(sql, params)?.ok_or(Error::NoRow)
    }

    /// Runs one statement and remembers its failure: PostgreSQL refuses to go on after one, SQLite
    /// would, and the two must not differ.
    fn run<T>(&mut self, statement: impl FnOnce(&mut Conn) -> Result<T, Error>) -> Result<T, Error> {
        if let Some(earlier) = &self.failed {
            return Err(Error::Aborted(Box::new(earlier.clone())));
        }
        let done = statement(&mut self.conn);
        if let Err(error) = &done {
            self.failed = Some(error.clone());
        }
        done
    }

    /// The failure that the closure passed over in silence, if any; clears it for the next one.
    pub(crate) fn take_failure(&mut self) -> Option<Error> {
        self.last_failure.clone_from(&self.failed);
        self.failed.take()
    }

    /// Why the engine ended the whole transaction during the closure before.
    pub(crate) fn why_ended(&mut self) -> Error {
        let unknown = || Error::Io("the database ended the transaction".to_owned());
        self.last_failure.take().unwrap_or_else(unknown)
    }

    pub(crate) fn begin(&mut self, mode: Mode) -> Result<(), Error> {
        self.failed = None;
        self.conn.begin(mode)
    }
}

impl Tx {
    pub(crate) fn new(conn: Conn) -> Self {
        Self(ReadTx::new(conn))
    }

    /// Runs a statement that gives no rows; answers how many it changed. For `RETURNING` use
    /// [`query_one`](ReadTx::query_one).
    ///
    /// # Errors
    /// [`Error::Constraint`] when a rule of the schema refuses the row, [`Error::Sql`] when the
    /// statement is wrong, and the causes of the engine.
    pub fn execute(&mut self, sql: &str, params: &[Value<'_>]) -> Result<u64, Error> {
        self.0.run(|conn| conn.execute(sql, params))
    }

    /// The statements of a migration, with `{pk}`, `{blob}` and `{strict}` in them.
    pub(crate) fn batch(&mut self, sql: &str) -> Result<(), Error> {
        self.0.run(|conn| {
            let sql = conn.words(sql);
            conn.batch(&sql)
        })
    }
}
