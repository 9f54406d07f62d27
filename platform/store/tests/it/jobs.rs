use std::sync::{
    Arc, Mutex,
    atomic::{AtomicU32, Ordering},
    mpsc,
};

use foundation::{Clock, TestClock, TestEntropy, Timestamp};
use jiff::SignedDuration;
use store::{
    Error, Store,
    jobs::{self, Counts, Job, Ran, Refusal, Retry, Worker},
};

use crate::engines::{Place, on_both};

on_both! {
    a_message_exists_only_with_its_change,
    the_same_message_is_written_once,
    due_jobs_are_done_in_order_and_once,
    a_failing_job_waits_longer_and_dies_in_the_end,
    a_dead_job_can_be_sent_back,
    a_hopeless_job_dies_at_once,
    a_handler_that_panics_fails_only_its_job,
    a_job_of_a_dead_worker_is_taken_over,
    a_job_that_kills_its_workers_is_buried,
    kinds_without_a_handler_are_left_alone,
    done_jobs_are_forgotten_on_demand,
    a_running_worker_is_woken,
}

fn start() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

fn second(n: i64) -> Timestamp {
    start() + SignedDuration::from_secs(n)
}

struct Scene {
    store: Store,
    clock: Arc<TestClock>,
}

impl Scene {
    fn new(place: &Place) -> Self {
        Self { store: place.open(), clock: Arc::new(TestClock::at(start())) }
    }

    fn enqueue(&self, kind: &'static str, key: &'static str, run_at: Timestamp) -> (i64, bool) {
        self.store.write_blocking(move |tx| tx.enqueue(kind, &("to", key), run_at, key)).unwrap()
    }

    fn worker(&self) -> Worker {
        let retry = Retry {
            attempts: 3,
            first: SignedDuration::from_secs(10),
            longest: SignedDuration::from_secs(3600),
        };
        Worker::new(self.store.clone(), self.clock.clone(), Arc::new(TestEntropy::seeded(3))).retry(retry)
    }

    /// A worker that notes the second element of each payload.
    fn noting(&self) -> (Worker, Arc<Mutex<Vec<String>>>) {
        let seen = Arc::new(Mutex::new(Vec::new()));
        let notes = Arc::clone(&seen);
        let worker = self.worker().handle("note", move |job: &Job, _: Timestamp| {
            let (_, key): (String, String) = job.payload()?;
            notes.lock().unwrap().push(key);
            Ok(())
        });
        (worker, seen)
    }

    fn run(&self, worker: &Worker, at: Timestamp) -> Ran {
        self.clock.set(at);
        worker.run_due(at).unwrap()
    }

    fn counts(&self) -> Counts {
        let now = self.clock.now();
        self.store.read_blocking(move |tx| jobs::counts(tx, now)).unwrap()
    }

    fn claim(&self, now: Timestamp) -> Option<Job> {
        let lease = SignedDuration::from_secs(60);
        let retry = Retry { attempts: 3, ..Retry::default() };
        self.store.write_blocking(move |tx| jobs::claim(tx, &["note"], now, lease, &retry)).unwrap()
    }
}

fn refuse(_: &Job, _: Timestamp) -> Result<(), Refusal> {
    Err(Refusal::Later("no line".to_owned()))
}

fn a_message_exists_only_with_its_change(place: &Place) {
    let scene = Scene::new(place);
    let refused = scene.store.write_blocking(|tx| {
        tx.enqueue("note", &1, start(), "k")?;
        Err::<(), _>(Error::NoRow)
    });
    assert_eq!(refused, Err(Error::NoRow));
    assert_eq!(scene.counts(), Counts::default());
}

fn the_same_message_is_written_once(place: &Place) {
    let scene = Scene::new(place);
    let (worker, seen) = scene.noting();
    let (id, new) = scene.enqueue("note", "k", start());
    assert!(new);
    assert_eq!(scene.enqueue("note", "k", start()), (id, false));
    assert!(scene.enqueue("other", "k", start()).1);
    scene.run(&worker, start());
    assert_eq!(scene.enqueue("note", "k", start()), (id, false));
    scene.run(&worker, second(1));
    assert_eq!(*seen.lock().unwrap(), ["k"]);
}

fn due_jobs_are_done_in_order_and_once(place: &Place) {
    let scene = Scene::new(place);
    let (worker, seen) = scene.noting();
    for (key, at) in [("c", 5), ("a", 0), ("d", 99), ("b", 0)] {
        scene.enqueue("note", key, second(at));
    }
    assert_eq!(scene.counts(), Counts { due: 2, later: 2, ..Counts::default() });
    assert_eq!(scene.run(&worker, second(5)), Ran { completed: 3, ..Ran::default() });
    assert_eq!(scene.run(&worker, second(6)), Ran::default());
    assert_eq!(*seen.lock().unwrap(), ["a", "b", "c"]);
    assert_eq!(scene.counts(), Counts { later: 1, ..Counts::default() });
}

fn a_failing_job_waits_longer_and_dies_in_the_end(place: &Place) {
    let scene = Scene::new(place);
    let worker = scene.worker().handle("note", refuse);
    let (id, _) = scene.enqueue("note", "k", start());
    let failed = Ran { failed: 1, ..Ran::default() };
    assert_eq!(scene.run(&worker, start()), failed);
    assert_eq!(scene.run(&worker, second(4)), Ran::default());
    assert_eq!(scene.run(&worker, second(10)), failed);
    assert_eq!(scene.run(&worker, second(19)), Ran::default());
    assert_eq!(scene.run(&worker, second(30)), Ran { dead: 1, ..Ran::default() });
    assert_eq!(scene.run(&worker, second(9999)), Ran::default());
    let dead = scene.store.read_blocking(jobs::dead).unwrap();
    assert_eq!(dead.len(), 1);
    assert_eq!((dead[0].id, dead[0].attempts, &*dead[0].last_error), (id, 3, "no line"));
    assert_eq!((&*dead[0].kind, &*dead[0].payload, dead[0].dead_at), ("note", r#"["to","k"]"#, second(30)));
}

fn a_dead_job_can_be_sent_back(place: &Place) {
    let scene = Scene::new(place);
    let (id, _) = scene.enqueue("note", "k", start());
    let hopeless = |_: &Job, _: Timestamp| Err(Refusal::Never("no such address".to_owned()));
    scene.run(&scene.worker().handle("note", hopeless), start());
    assert_eq!(scene.counts().dead, 1);
    let back = scene.store.write_blocking(move |tx| {
        Ok::<_, Error>((jobs::requeue(tx, id, second(60))?, jobs::requeue(tx, id, second(60))?))
    });
    assert_eq!(back, Ok((true, false)));
    let (worker, seen) = scene.noting();
    assert_eq!(scene.run(&worker, second(59)), Ran::default());
    assert_eq!(scene.run(&worker, second(60)), Ran { completed: 1, ..Ran::default() });
    assert_eq!(*seen.lock().unwrap(), ["k"]);
    assert!(scene.store.read_blocking(jobs::dead).unwrap().is_empty());
}

fn a_hopeless_job_dies_at_once(place: &Place) {
    let scene = Scene::new(place);
    // The payload is not what the handler reads: no later attempt changes that.
    let worker = scene.worker().handle("note", |job: &Job, _: Timestamp| {
        let _: u32 = job.payload()?;
        Ok(())
    });
    scene.enqueue("note", "k", start());
    assert_eq!(scene.run(&worker, start()), Ran { dead: 1, ..Ran::default() });
}

fn a_handler_that_panics_fails_only_its_job(place: &Place) {
    let scene = Scene::new(place);
    let (worker, seen) = scene.noting();
    let worker = worker.handle("bad", |_: &Job, _: Timestamp| panic!("a mistake"));
    scene.enqueue("bad", "k", start());
    scene.enqueue("note", "k", start());
    assert_eq!(scene.run(&worker, start()), Ran { completed: 1, failed: 1, dead: 0 });
    assert_eq!(*seen.lock().unwrap(), ["k"]);
}

fn a_job_of_a_dead_worker_is_taken_over(place: &Place) {
    let scene = Scene::new(place);
    scene.enqueue("note", "k", start());
    let first = scene.claim(start()).unwrap();
    assert_eq!(scene.counts(), Counts { running: 1, ..Counts::default() });
    assert_eq!(scene.claim(second(59)), None);
    let second_try = scene.claim(second(60)).unwrap();
    assert_eq!((first.id, second_try.attempt), (second_try.id, 2));
    // The first worker was only slow: what it says does not count any more.
    let late = scene.store.write_blocking(move |tx| jobs::complete(tx, &first, second(61)));
    assert_eq!(late, Ok(false));
    let done = scene.store.write_blocking(move |tx| jobs::complete(tx, &second_try, second(61)));
    assert_eq!(done, Ok(true));
    assert_eq!(scene.counts(), Counts::default());
}

fn a_job_that_kills_its_workers_is_buried(place: &Place) {
    let scene = Scene::new(place);
    scene.enqueue("note", "k", start());
    for n in 0..3 {
        assert_eq!(scene.claim(second(n * 60)).unwrap().attempt, u32::try_from(n).unwrap() + 1);
    }
    assert_eq!(scene.claim(second(180)), None);
    assert_eq!(scene.store.read_blocking(jobs::dead).unwrap()[0].attempts, 4);
}

fn kinds_without_a_handler_are_left_alone(place: &Place) {
    let scene = Scene::new(place);
    scene.enqueue("other", "k", start());
    let (worker, _) = scene.noting();
    assert_eq!(scene.run(&worker, start()), Ran::default());
    assert_eq!(scene.run(&scene.worker(), start()), Ran::default());
    assert_eq!(scene.counts(), Counts { due: 1, ..Counts::default() });
}

fn done_jobs_are_forgotten_on_demand(place: &Place) {
    let scene = Scene::new(place);
    let (worker, _) = scene.noting();
    scene.enqueue("note", "old", start());
    scene.run(&worker, start());
    scene.enqueue("note", "new", start());
    scene.run(&worker, second(10));
    assert_eq!(scene.store.write_blocking(|tx| jobs::forget_done(tx, second(10))), Ok(1));
    assert!(scene.enqueue("note", "old", second(20)).1);
    assert!(!scene.enqueue("note", "new", second(20)).1);
}

fn a_running_worker_is_woken(place: &Place) {
    let scene = Scene::new(place);
    let (told, hear) = mpsc::channel();
    let told = Mutex::new(told);
    let count = AtomicU32::new(0);
    let worker = scene.worker().handle("note", move |_: &Job, _: Timestamp| {
        told.lock().unwrap().send(count.fetch_add(1, Ordering::Relaxed)).unwrap();
        Ok(())
    });
    scene.enqueue("note", "a", start());
    let running = worker.start().unwrap();
    assert_eq!(hear.recv(), Ok(0));
    scene.enqueue("note", "b", start());
    running.wake();
    assert_eq!(hear.recv(), Ok(1));
    running.stop();
    assert!(hear.recv().is_err());
    assert_eq!(scene.counts(), Counts::default());
}
