//! What a server does by itself, again and again: lists, responders, recovery, leftovers.
//!
//! Several nodes may serve one database. A task that is one for all of them is done by the node that
//! holds its lease ([`store::lease`]); a task of the node itself (its upload folder, its cache) is done
//! by every node. A task that fails is told to the log and to the health page, and tried again at its
//! next turn.

use std::{
    fmt,
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use foundation::{Clock, Timestamp};
use jiff::SignedDuration;
use store::{Store, lease};
use tokio::{sync::watch, task::JoinSet};

/// A lease lasts this many turns of its task, so that one late turn does not lose it.
const TURNS: u32 = 3;
/// Whoever held the lease of a node that died waits this long at most: no service stands still longer.
const LONGEST_LEASE: Duration = Duration::from_secs(9);

type Work = dyn Fn() -> Result<(), String> + Send + Sync;

/// Something done again and again.
pub struct Task {
    name: &'static str,
    every: Duration,
    shared: bool,
    work: Arc<Work>,
}

impl Task {
    /// One for all nodes.
    pub fn shared(
        name: &'static str,
        every: Duration,
        work: impl Fn() -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self { name, every, shared: true, work: Arc::new(work) }
    }

    /// One for each node.
    pub fn own(
        name: &'static str,
        every: Duration,
        work: impl Fn() -> Result<(), String> + Send + Sync + 'static,
    ) -> Self {
        Self { name, every, shared: false, work: Arc::new(work) }
    }
}

impl fmt::Debug for Task {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { name, every, shared, work: _ } = self;
        f.debug_struct("Task").field("name", name).field("every", every).field("shared", shared).finish()
    }
}

/// How a task ended last, on this node.
#[derive(Clone, Debug)]
pub struct Turn {
    /// Which task.
    pub task: &'static str,
    /// When.
    pub at: Timestamp,
    /// What went wrong.
    pub failed: Option<String>,
}

/// The tasks of a node and how they went.
#[derive(Clone, Debug)]
pub struct Housekeeping {
    store: Store,
    clock: Arc<dyn Clock>,
    node: Arc<str>,
    turns: Arc<Mutex<Vec<Turn>>>,
}

impl Housekeeping {
    /// `node` tells this process from every other that serves the same database.
    pub fn new(store: Store, clock: Arc<dyn Clock>, node: &str) -> Self {
        Self { store, clock, node: node.into(), turns: Arc::default() }
    }

    /// Runs the tasks until `stop` changes, then gives the leases back.
    pub async fn run(self, tasks: Vec<Task>, stop: watch::Receiver<bool>) {
        let mut running = JoinSet::new();
        for task in tasks {
            running.spawn(self.clone().repeat(Arc::new(task), stop.clone()));
        }
        running.join_all().await;
    }

    /// What failed at its last turn.
    pub fn failures(&self) -> Vec<Turn> {
        let turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.iter().filter(|turn| turn.failed.is_some()).cloned().collect()
    }

    async fn repeat(self, task: Arc<Task>, mut stop: watch::Receiver<bool>) {
        while !*stop.borrow_and_update() {
            let (house, turn) = (self.clone(), Arc::clone(&task));
            let done = tokio::task::spawn_blocking(move || house.turn(&turn)).await;
            if let Err(panic) = done {
                tracing::error!(task = task.name, %panic, "housekeeping stopped half way");
            }
            tokio::select! {
                () = tokio::time::sleep(task.every) => {}
                _ = stop.changed() => break,
            }
        }
        if task.shared {
            let (store, node, now) = (self.store.clone(), Arc::clone(&self.node), self.clock.now());
            let given = store.write(move |tx| lease::release(tx, task.name, &node, now)).await;
            if let Err(error) = given {
                tracing::debug!(%error, "a lease was not given back; it runs out by itself");
            }
        }
    }

    fn turn(&self, task: &Task) {
        let ended = match self.may_work(task) {
            Ok(true) => (task.work)(),
            Ok(false) => return,
            Err(error) => Err(error.to_string()),
        };
        let failed = ended.err();
        if let Some(error) = &failed {
            tracing::error!(task = task.name, error, "housekeeping failed, and is tried again");
        }
        let turn = Turn { task: task.name, at: self.clock.now(), failed };
        let mut turns = self.turns.lock().unwrap_or_else(PoisonError::into_inner);
        turns.retain(|other| other.task != task.name);
        turns.push(turn);
    }

    /// Whether this node holds the lease; the database is written only when there is something to say.
    fn may_work(&self, task: &Task) -> Result<bool, store::Error> {
        if !task.shared {
            return Ok(true);
        }
        let length = (task.every * TURNS).clamp(Duration::from_secs(2), LONGEST_LEASE.max(task.every * 2));
        let length = SignedDuration::try_from(length).unwrap_or(SignedDuration::MAX);
        let (name, now) = (task.name, self.clock.now());
        let known = self.store.read_blocking(lease::all)?;
        if let Some(lease) = known.iter().find(|lease| lease.name == name) {
            let left = lease.until.duration_since(now);
            if lease.holder != *self.node && left > SignedDuration::ZERO {
                return Ok(false);
            }
            if lease.holder == *self.node && left > length / 2 {
                return Ok(true);
            }
        }
        let node = Arc::clone(&self.node);
        self.store.write_blocking(move |tx| lease::hold(tx, name, &node, now, length))
    }
}

#[cfg(test)]
mod tests {
    use std::sync::atomic::{AtomicU32, Ordering};

    use foundation::TestClock;
    use store::StoreUrl;

    use super::*;

    fn counting(count: &Arc<AtomicU32>) -> impl Fn() -> Result<(), String> + Send + Sync + 'static {
        let count = Arc::clone(count);
        move || {
            count.fetch_add(1, Ordering::Relaxed);
            Ok(())
        }
    }

    #[test]
    fn a_shared_task_is_done_by_one_node_until_that_node_falls_silent() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(StoreUrl::Sqlite(folder.path().join("test.db"))).unwrap();
        let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let [a, b] = ["a", "b"].map(|node| Housekeeping::new(store.clone(), clock.clone(), node));
        let (count, every) = (Arc::new(AtomicU32::new(0)), Duration::from_secs(3));
        let tasks =
            [Task::shared("lists", every, counting(&count)), Task::own("files", every, counting(&count))];
        let ran = |house: &Housekeeping, task: &Task| {
            let before = count.load(Ordering::Relaxed);
            house.turn(task);
            count.load(Ordering::Relaxed) > before
        };
        assert!(ran(&a, &tasks[0]));
        assert!(!ran(&b, &tasks[0]), "the lease is taken");
        assert!(ran(&a, &tasks[1]) && ran(&b, &tasks[1]), "each node has files of its own");
        for _ in 0..5 {
            clock.advance(SignedDuration::from_secs(3));
            assert!(ran(&a, &tasks[0]) && !ran(&b, &tasks[0]));
        }
        // Node a is killed. Nobody waits longer than ten seconds for the other to go on.
        clock.advance(SignedDuration::from_secs(10));
        assert!(ran(&b, &tasks[0]));
        assert!(!ran(&a, &tasks[0]), "who wakes up finds that another took over");
    }

    #[test]
    fn what_fails_is_told_until_it_succeeds() {
        let folder = tempfile::tempdir().unwrap();
        let store = Store::open(StoreUrl::Sqlite(folder.path().join("test.db"))).unwrap();
        let clock = Arc::new(TestClock::at("2026-11-22T09:00:00Z".parse().unwrap()));
        let house = Housekeeping::new(store, clock, "a");
        let every = Duration::from_secs(60);
        house.turn(&Task::own("lists", every, || Err("the key does not answer".to_owned())));
        let failures = house.failures();
        assert_eq!(failures.len(), 1);
        assert_eq!(failures[0].failed.as_deref(), Some("the key does not answer"));
        house.turn(&Task::own("lists", every, || Ok(())));
        assert!(house.failures().is_empty());
    }
}
