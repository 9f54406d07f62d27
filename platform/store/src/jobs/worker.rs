use std::{
    collections::BTreeMap,
    fmt,
    panic::{AssertUnwindSafe, catch_unwind},
    sync::{
        Arc,
        atomic::{AtomicBool, Ordering},
        mpsc,
    },
    thread::{self, JoinHandle},
    time::Duration,
};

use foundation::{Clock, Entropy, Timestamp};
use jiff::SignedDuration;

use super::{Failed, Job, Retry, bury, claim, complete, fail};
use crate::{Error, Store};

/// How long the worker's thread rests when nothing is due and nobody wakes it.
const REST: Duration = Duration::from_secs(1);

/// Why a handler did not do a job.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum Refusal {
    /// It may go better later.
    #[error("{0}")]
    Later(String),
    /// It will never go: straight into the dead-letter list.
    #[error("{0}")]
    Never(String),
}

impl From<Error> for Refusal {
    fn from(error: Error) -> Self {
        match error {
            Error::Json(_) => Refusal::Never(error.to_string()),
            other => Refusal::Later(other.to_string()),
        }
    }
}

/// Does the jobs of one kind. Must bear being called twice for the same job. It runs on the worker's
/// thread and may block (with [`Store::write_blocking`] too).
pub trait Handler: Send + Sync {
    /// Does the job.
    ///
    /// # Errors
    /// [`Refusal`] says whether another attempt makes sense.
    fn handle(&self, job: &Job, now: Timestamp) -> Result<(), Refusal>;
}

impl<F: Fn(&Job, Timestamp) -> Result<(), Refusal> + Send + Sync> Handler for F {
    fn handle(&self, job: &Job, now: Timestamp) -> Result<(), Refusal> {
        self(job, now)
    }
}

/// What a run of the worker did.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Ran {
    /// Jobs done.
    pub completed: u32,
    /// Jobs given up.
    pub dead: u32,
    /// Attempts that failed, to be made again.
    pub failed: u32,
}

/// Takes due jobs and hands them to the handlers of their kinds.
pub struct Worker {
    store: Store,
    clock: Arc<dyn Clock>,
    entropy: Arc<dyn Entropy>,
    handlers: BTreeMap<&'static str, Box<dyn Handler>>,
    retry: Retry,
    lease: SignedDuration,
}

impl fmt::Debug for Worker {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let kinds: Vec<_> = self.handlers.keys().collect();
        f.debug_struct("Worker").field("kinds", &kinds).field("retry", &self.retry).finish_non_exhaustive()
    }
}

impl Worker {
    /// A worker without handlers.
    pub fn new(store: Store, clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        let lease = SignedDuration::from_mins(5);
        Self { store, clock, entropy, handlers: BTreeMap::new(), retry: Retry::default(), lease }
    }

    /// Adds the handler of a kind of job. Kinds without a handler are left to other workers.
    #[must_use]
    pub fn handle(mut self, kind: &'static str, handler: impl Handler + 'static) -> Self {
        self.handlers.insert(kind, Box::new(handler));
        self
    }

    /// Other rules for trying again.
    #[must_use]
    pub fn retry(mut self, retry: Retry) -> Self {
        self.retry = retry;
        self
    }

    /// Another time than five minutes for a handler to end, before its job is given to others.
    #[must_use]
    pub fn lease(mut self, lease: SignedDuration) -> Self {
        self.lease = lease;
        self
    }

    /// Does everything that is due at `now`, then returns: the step that tests make by hand.
    ///
    /// # Errors
    /// When the database fails; what a handler says is recorded with its job instead.
    pub fn run_due(&self, now: Timestamp) -> Result<Ran, Error> {
        self.run_until(now, &AtomicBool::new(false))
    }

    fn run_until(&self, now: Timestamp, stop: &AtomicBool) -> Result<Ran, Error> {
        let mut ran = Ran::default();
        while !stop.load(Ordering::Relaxed) && self.run_one(now, &mut ran)? {}
        Ok(ran)
    }

    /// Does the next job that is due; `false` when there is none.
    fn run_one(&self, now: Timestamp, ran: &mut Ran) -> Result<bool, Error> {
        let kinds: Vec<&'static str> = self.handlers.keys().copied().collect();
        let (lease, retry) = (self.lease, self.retry);
        // A look without the write lock first: most of the time nothing is due.
        let due = self.store.read_blocking(move |tx| anything_due(tx, now))?;
        if !due {
            return Ok(false);
        }
        let Some(job) = self.store.write_blocking(move |tx| claim(tx, &kinds, now, lease, &retry))? else {
            return Ok(false);
        };
        let Some(handler) = self.handlers.get(job.kind.as_str()) else { return Ok(true) };
        let outcome = catch_unwind(AssertUnwindSafe(|| handler.handle(&job, now)))
            .unwrap_or_else(|_| Err(Refusal::Later("the handler panicked".to_owned())));
        // The handler took its time; the waiting time counts from its end.
        let ended = self.clock.now().max(now);
        self.record(job, outcome, ended, ran)?;
        Ok(true)
    }

    fn record(
        &self,
        job: Job,
        outcome: Result<(), Refusal>,
        now: Timestamp,
        ran: &mut Ran,
    ) -> Result<(), Error> {
        let (retry, entropy) = (self.retry, Arc::clone(&self.entropy));
        if let Err(refusal) = &outcome {
            tracing::warn!(job.id, job.kind, job.attempt, %refusal, "a job failed");
        }
        let ended = self.store.write_blocking(move |tx| match outcome {
            Ok(()) => complete(tx, &job, now).map(|ours| if ours { None } else { Some(Failed::NotOurs) }),
            Err(Refusal::Later(why)) => fail(tx, &job, &why, now, &retry, &*entropy).map(Some),
            Err(Refusal::Never(why)) => bury(tx, &job, &why, now).map(Some),
        })?;
        match ended {
            None => ran.completed += 1,
            Some(Failed::Dead) => ran.dead += 1,
            Some(Failed::RetryAt(_)) => ran.failed += 1,
            Some(Failed::NotOurs) => {}
        }
        Ok(())
    }

    /// Starts a thread that works until [`Running`] is stopped or dropped.
    ///
    /// # Errors
    /// [`Error::Io`] when there can be no further thread.
    pub fn start(self) -> Result<Running, Error> {
        let (wake, woken) = mpsc::sync_channel::<()>(1);
        let stop = Arc::new(AtomicBool::new(false));
        let stopped = Arc::clone(&stop);
        let thread = thread::Builder::new().name("store-worker".to_owned());
        let thread = thread.spawn(move || {
            while !stopped.load(Ordering::Relaxed) {
                if let Err(error) = self.run_until(self.clock.now(), &stopped) {
                    tracing::error!(%error, "the worker cannot reach its jobs");
                }
                if woken.recv_timeout(REST) == Err(mpsc::RecvTimeoutError::Disconnected) {
                    break;
                }
            }
        });
        let thread = thread.map_err(|e| Error::Io(e.to_string()))?;
        Ok(Running { stop, wake: Some(wake), thread: Some(thread) })
    }
}

fn anything_due(tx: &mut crate::ReadTx, now: Timestamp) -> Result<bool, Error> {
    let sql = "SELECT 1 FROM job WHERE done_at IS NULL AND dead_at IS NULL AND run_at <= ?1
               AND (locked_until IS NULL OR locked_until <= ?1) LIMIT 1";
    Ok(tx.query_opt(sql, crate::params![now])?.is_some())
}

/// A worker at work on its thread.
#[derive(Debug)]
pub struct Running {
    stop: Arc<AtomicBool>,
    wake: Option<mpsc::SyncSender<()>>,
    thread: Option<JoinHandle<()>>,
}

impl Running {
    /// Lets it look for due jobs now, instead of within a second.
    pub fn wake(&self) {
        if let Some(wake) = &self.wake {
            // Full means that it is already told.
            let _ = wake.try_send(());
        }
    }

    /// Waits for the job in hand to end, then for the thread.
    pub fn stop(mut self) {
        self.end();
    }

    fn end(&mut self) {
        self.stop.store(true, Ordering::Relaxed);
        drop(self.wake.take());
        if let Some(thread) = self.thread.take()
            && thread.join().is_err()
        {
            tracing::error!("the worker panicked");
        }
    }
}

impl Drop for Running {
    fn drop(&mut self) {
        self.end();
    }
}
