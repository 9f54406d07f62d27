//! The writer: one thread that owns the writing connection and commits transactions in groups.
//!
//! A durable commit costs an fsync, whatever it holds. So the thread takes all closures that wait (up
//! to [`GROUP`]), runs each inside a savepoint of one transaction, commits once, and only then
//! answers: nobody is told "done" before the disk has it.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
    thread::{self, JoinHandle},
};

use tokio::sync::{mpsc, oneshot};

use crate::{
    Error, Tx,
    engine::{Conn, Mode, postgres::Postgres},
};

/// Closures committed together at most.
pub(crate) const GROUP: usize = 256;

/// Closures that wait at most; further callers wait to be let in.
const QUEUE: usize = 1024;

/// A closure on its way through a connection of type `C`, and whoever waits for its answer.
pub(crate) trait Job<C>: Send {
    /// Runs the closure and says whether its changes stay.
    fn run(&mut self, tx: &mut C) -> bool;
    /// Undoes the decision of [`run`](Self::run) to stay: the changes could not be kept.
    fn overrule(&mut self, error: &Error);
    /// Tells the caller.
    fn answer(self: Box<Self>);
}

pub(crate) type BoxedJob<C> = Box<dyn Job<C>>;

struct Call<F, T, E> {
    closure: Option<F>,
    outcome: Option<Result<T, E>>,
    caller: oneshot::Sender<Result<T, E>>,
}

/// A job and the end where its answer comes out.
pub(crate) fn call<C, F, T, E>(closure: F) -> (BoxedJob<C>, oneshot::Receiver<Result<T, E>>)
where
    C: AsMut<crate::ReadTx> + 'static,
    F: FnOnce(&mut C) -> Result<T, E> + Send + 'static,
    T: Send + 'static,
    E: From<Error> + Send + 'static,
{
    let (caller, answer) = oneshot::channel();
    (Box::new(Call { closure: Some(closure), outcome: None, caller }), answer)
}

impl<C, F, T, E> Job<C> for Call<F, T, E>
where
    C: AsMut<crate::ReadTx>,
    F: FnOnce(&mut C) -> Result<T, E> + Send,
    T: Send,
    E: From<Error> + Send,
{
    fn run(&mut self, tx: &mut C) -> bool {
        let Some(closure) = self.closure.take() else { return false };
        let outcome = guarded(closure, tx);
        let keep = outcome.is_ok();
        self.outcome = Some(outcome);
        keep
    }

    fn overrule(&mut self, error: &Error) {
        if !matches!(self.outcome, Some(Err(_))) {
            self.outcome = Some(Err(error.clone().into()));
        }
    }

    fn answer(self: Box<Self>) {
        let outcome = self.outcome.unwrap_or_else(|| Err(Error::Closed.into()));
        // A caller that went away does not mind.
        drop(self.caller.send(outcome));
    }
}

/// Runs a closure so that a panic and a failure passed over in silence become errors.
pub(crate) fn guarded<C, T, E>(closure: impl FnOnce(&mut C) -> Result<T, E>, tx: &mut C) -> Result<T, E>
where
    C: AsMut<crate::ReadTx>,
    E: From<Error>,
{
    // The connection is brought back to the savepoint (or dropped) after a panic, so that nothing
    // half-done is seen.
    let outcome = catch_unwind(AssertUnwindSafe(|| closure(tx)));
    let failure = tx.as_mut().take_failure();
    match outcome {
        Ok(Ok(_)) if let Some(failure) = failure => Err(Error::Aborted(Box::new(failure)).into()),
        Ok(outcome) => outcome,
        Err(panic) => Err(Error::Panicked(panic_words(&*panic)).into()),
    }
}

fn panic_words(panic: &(dyn Any + Send)) -> String {
    let text = panic.downcast_ref::<&str>().copied();
    text.or_else(|| panic.downcast_ref::<String>().map(String::as_str)).unwrap_or("no words").to_owned()
}

impl AsMut<crate::ReadTx> for Tx {
    fn as_mut(&mut self) -> &mut crate::ReadTx {
        self
    }
}

impl AsMut<crate::ReadTx> for crate::ReadTx {
    fn as_mut(&mut self) -> &mut crate::ReadTx {
        self
    }
}

/// Starts the writer. It ends when every sender is gone and the queue is empty.
pub(crate) fn start(
    conn: Conn,
    reconnect: Option<String>,
) -> Result<(mpsc::Sender<BoxedJob<Tx>>, JoinHandle<()>), Error> {
    let (sender, jobs) = mpsc::channel(QUEUE);
    let writer = Writer { tx: Tx::new(conn), reconnect, savepoint: false };
    let thread = thread::Builder::new().name("store-writer".to_owned());
    let handle = thread.spawn(move || writer.work(jobs)).map_err(|e| Error::Io(e.to_string()))?;
    Ok((sender, handle))
}

struct Writer {
    tx: Tx,
    /// Where to connect again when PostgreSQL went away.
    reconnect: Option<String>,
    savepoint: bool,
}

impl Writer {
    fn work(mut self, mut jobs: mpsc::Receiver<BoxedJob<Tx>>) {
        let mut group = Vec::with_capacity(GROUP);
        while jobs.blocking_recv_many(&mut group, GROUP) > 0 {
            let outcome = self.commit_group(&mut group);
            for mut job in group.drain(..) {
                if let Err(error) = &outcome {
                    job.overrule(error);
                }
                job.answer();
            }
        }
        if let Conn::Sqlite(sqlite) = self.tx.conn() {
            sqlite.optimize();
        }
    }

    /// Runs all jobs in one transaction. An error means that none of them is stored.
    fn commit_group(&mut self, group: &mut [BoxedJob<Tx>]) -> Result<(), Error> {
        self.revive()?;
        self.tx.begin(Mode::Write)?;
        self.savepoint = false;
        let mut changed = false;
        for job in group {
            match self.run_one(job) {
                Ok(kept) => changed |= kept,
                Err(error) => {
                    self.tx.conn().rollback();
                    return Err(error);
                }
            }
        }
        if !changed {
            self.tx.conn().rollback();
            return Ok(());
        }
        let done = self.tx.conn().commit();
        if done.is_err() {
            self.tx.conn().rollback();
        }
        done
    }

    /// Runs one job inside its savepoint. An error means that the whole transaction is lost: a full
    /// disk makes SQLite roll back all of it, a broken connection likewise.
    fn run_one(&mut self, job: &mut BoxedJob<Tx>) -> Result<bool, Error> {
        self.tx.conn().savepoint(self.savepoint)?;
        self.savepoint = true;
        let kept = job.run(&mut self.tx);
        if !self.tx.conn().in_transaction() {
            return Err(self.tx.why_ended());
        }
        if !kept {
            self.tx.conn().rollback_to_savepoint()?;
        }
        Ok(kept)
    }

    fn revive(&mut self) -> Result<(), Error> {
        if let (Conn::Postgres(conn), Some(url)) = (self.tx.conn(), &self.reconnect)
            && conn.is_closed()
        {
            let fresh = Postgres::connect(url)?;
            self.tx = Tx::new(Conn::Postgres(Box::new(fresh)));
        }
        Ok(())
    }
}
