//! The writer: one thread that owns the writing connection and commits transactions in groups.
//!
//! A durable commit costs an fsync, whatever it holds. So the thread takes all closures that wait (up
//! to [`GROUP`]), runs each inside a savepoint of one transaction, commits once, and only then
//! answers: nobody is told "done" before the disk has it.
//!
//! Callers that were just answered often come back at once. Taking what waits without a pause would
//! settle into two halves that take turns, each paying its own fsync; so the writer gives those callers
//! [`GATHER`] to join. A caller who is alone never waits for that.

use std::{
    any::Any,
    collections::VecDeque,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{Arc, Condvar, Mutex, MutexGuard, PoisonError},
    thread::{self, JoinHandle},
    time::Duration,
};

use tokio::sync::{Semaphore, oneshot};

use crate::{
    Error, Tx,
    engine::{Conn, Mode, postgres::Postgres},
};

/// Closures committed together at most.
pub(crate) const GROUP: usize = 256;

/// Closures that wait at most; further callers wait to be let in.
const QUEUE: usize = 1024;

/// How long the writer waits for callers that it has just answered.
const GATHER: Duration = Duration::from_micros(1000);

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

/// The closures that wait for the writer.
pub(crate) struct Queue {
    state: Mutex<Waiting>,
    filled: Condvar,
    room: Semaphore,
}

struct Waiting {
    jobs: VecDeque<BoxedJob<Tx>>,
    /// The writer sleeps until so many are here: no need to wake it before.
    wanted: usize,
    closed: bool,
}

impl fmt::Debug for Queue {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Queue").field("room", &self.room.available_permits()).finish_non_exhaustive()
    }
}

impl Queue {
    fn new() -> Self {
        let waiting = Waiting { jobs: VecDeque::with_capacity(QUEUE), wanted: 1, closed: false };
        Self { state: Mutex::new(waiting), filled: Condvar::new(), room: Semaphore::new(QUEUE) }
    }

    fn state(&self) -> MutexGuard<'_, Waiting> {
        self.state.lock().unwrap_or_else(PoisonError::into_inner)
    }

    /// Adds a job, waiting for room.
    pub(crate) async fn push(&self, job: BoxedJob<Tx>) -> Result<(), Error> {
        self.room.acquire().await.map_err(|_| Error::Closed)?.forget();
        let mut state = self.state();
        if state.closed {
            return Err(Error::Closed);
        }
        state.jobs.push_back(job);
        let enough = state.jobs.len() >= state.wanted;
        drop(state);
        if enough {
            self.filled.notify_one();
        }
        Ok(())
    }

    /// Lets nobody in any more; the writer ends when it has done what waits.
    pub(crate) fn close(&self) {
        self.state().closed = true;
        self.filled.notify_one();
    }

    fn len(&self) -> usize {
        self.state().jobs.len()
    }

    /// Waits for jobs and moves them into `group`; `false` when there will be none any more.
    /// `expected` is how many may be here soon.
    fn take(&self, group: &mut Vec<BoxedJob<Tx>>, expected: usize) -> bool {
        let mut state = self.state();
        if expected > 1 {
            state.wanted = expected.min(GROUP);
            let gathering = |s: &mut Waiting| s.jobs.len() < s.wanted && !s.closed;
            let waited = self.filled.wait_timeout_while(state, GATHER, gathering);
            state = waited.unwrap_or_else(PoisonError::into_inner).0;
        }
        state.wanted = 1;
        let empty = |s: &mut Waiting| s.jobs.is_empty() && !s.closed;
        state = self.filled.wait_while(state, empty).unwrap_or_else(PoisonError::into_inner);
        let taken = state.jobs.len().min(GROUP);
        group.extend(state.jobs.drain(..taken));
        drop(state);
        self.room.add_permits(taken);
        taken > 0
    }
}

/// Starts the writer. It ends when the queue is closed and empty.
pub(crate) fn start(conn: Conn, reconnect: Option<String>) -> Result<(Arc<Queue>, JoinHandle<()>), Error> {
    let queue = Arc::new(Queue::new());
    let jobs = Arc::clone(&queue);
    let writer = Writer { tx: Tx::new(conn), reconnect, savepoint: false };
    let thread = thread::Builder::new().name("store-writer".to_owned());
    let handle = thread.spawn(move || writer.work(&jobs)).map_err(|e| Error::Io(e.to_string()))?;
    Ok((queue, handle))
}

struct Writer {
    tx: Tx,
    /// Where to connect again when PostgreSQL went away.
    reconnect: Option<String>,
    savepoint: bool,
}

impl Writer {
    fn work(mut self, jobs: &Queue) {
        let mut group = Vec::with_capacity(GROUP);
        let mut expected = 1;
        while jobs.take(&mut group, expected) {
            let outcome = self.commit_group(&mut group);
            // Who waits already, and who may come back after the answer.
            expected = jobs.len() + group.len();
            for mut job in group.drain(..) {
                if let Err(error) = &outcome {
                    job.overrule(error);
                }
                job.answer();
            }
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
