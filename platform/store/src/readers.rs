//! Where reads happen: on SQLite inline on the caller's thread, with a connection from a pool; on
//! PostgreSQL on a few threads that own one blocking connection each.

use std::{
    path::PathBuf,
    sync::{Arc, Mutex, PoisonError},
    thread,
};

use tokio::sync::mpsc;

use crate::{
    Error, ReadTx,
    engine::{Conn, Mode, postgres::Postgres, sqlite::Sqlite},
    group::{self, BoxedJob},
};

/// Idle SQLite connections kept open.
const IDLE: usize = 16;

/// Threads that read from PostgreSQL.
const READERS: usize = 4;

#[derive(Debug)]
pub(crate) enum Readers {
    Inline(Pool),
    Threads(Threads),
}

/// The way to the threads that read from PostgreSQL.
#[derive(Debug)]
pub(crate) struct Threads(mpsc::Sender<BoxedJob<ReadTx>>);

impl Threads {
    pub(crate) async fn read<F, T, E>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut ReadTx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = group::call(closure);
        if self.0.send(job).await.is_err() {
            return Err(Error::Closed.into());
        }
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }
}

/// Reading connections of a SQLite file. It grows with the number of threads that read at once.
#[derive(Debug)]
pub(crate) struct Pool {
    path: PathBuf,
    idle: Mutex<Vec<ReadTx>>,
}

impl Pool {
    pub(crate) fn new(path: PathBuf) -> Self {
        Self { path, idle: Mutex::new(Vec::new()) }
    }

    pub(crate) fn read<T, E: From<Error>>(
        &self,
        closure: impl FnOnce(&mut ReadTx) -> Result<T, E>,
    ) -> Result<T, E> {
        let idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        let mut tx = match idle {
            Some(tx) => tx,
            None => ReadTx::new(Conn::Sqlite(Sqlite::open_reader(&self.path)?)),
        };
        let outcome = in_snapshot(&mut tx, closure)?;
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < IDLE {
            idle.push(tx);
        }
        outcome
    }

    /// Reads through a connection of its own that keeps hardly anything in memory: for going once over
    /// very many rows.
    pub(crate) fn read_once<T, E: From<Error>>(
        &self,
        closure: impl FnOnce(&mut ReadTx) -> Result<T, E>,
    ) -> Result<T, E> {
        let mut conn = Sqlite::open_reader(&self.path)?;
        conn.keep_little()?;
        in_snapshot(&mut ReadTx::new(Conn::Sqlite(conn)), closure)?
    }

    /// Closes the idle connections.
    pub(crate) fn close(&self) {
        self.idle.lock().unwrap_or_else(PoisonError::into_inner).clear();
    }

    /// A connection of its own, for work that takes long.
    pub(crate) fn connection(&self) -> Result<Sqlite, Error> {
        Sqlite::open_reader(&self.path)
    }
}

/// The outer error means that the connection is not fit to be used again.
fn in_snapshot<T, E: From<Error>>(
    tx: &mut ReadTx,
    closure: impl FnOnce(&mut ReadTx) -> Result<T, E>,
) -> Result<Result<T, E>, Error> {
    tx.begin(Mode::Read)?;
    let outcome = group::guarded(closure, tx);
    if outcome.is_ok() {
        tx.conn().commit()?;
    } else {
        tx.conn().rollback();
    }
    Ok(outcome)
}

/// Starts the threads that read from PostgreSQL; they end when the sender is gone.
pub(crate) fn start_threads(url: &str) -> Result<Readers, Error> {
    let (sender, jobs) = mpsc::channel::<BoxedJob<ReadTx>>(256);
    let jobs = Arc::new(Mutex::new(jobs));
    for n in 0..READERS {
        let (jobs, url) = (Arc::clone(&jobs), url.to_owned());
        thread::Builder::new()
            .name(format!("store-reader-{n}"))
            .spawn(move || read_from_postgres(&jobs, &url))
            .map_err(|e| Error::Io(e.to_string()))?;
    }
    Ok(Readers::Threads(Threads(sender)))
}

fn read_from_postgres(jobs: &Mutex<mpsc::Receiver<BoxedJob<ReadTx>>>, url: &str) {
    let mut open: Option<ReadTx> = None;
    loop {
        let next = jobs.lock().unwrap_or_else(PoisonError::into_inner).blocking_recv();
        let Some(mut job) = next else { return };
        let ready = match open.take() {
            Some(tx) => Ok(tx),
            None => Postgres::connect(url).map(|conn| ReadTx::new(Conn::Postgres(Box::new(conn)))),
        };
        let outcome = ready.and_then(|mut tx| {
            tx.begin(Mode::Read)?;
            job.run(&mut tx);
            tx.conn().commit()?;
            open = Some(tx);
            Ok(())
        });
        if let Err(error) = outcome {
            job.overrule(&error);
        }
        job.answer();
    }
}
