//! The archive of time stamps: every token is on disk before anybody has it, and stays for twenty years
//! (pki.md §8).
//!
//! Tokens that wait are kept together, in one transaction. Each such batch carries a link: a SHA-256
//! over the link of the batch before and over its tokens. The newest link goes into the audit log every
//! hour ([`Authority::anchor_time_stamps`]): so each token is evidence without an audit entry of its own.

use std::{
    sync::{
        Mutex, PoisonError,
        mpsc::{self, Receiver, Sender},
    },
    thread::{self, JoinHandle},
};

use foundation::{Actor, AuditEvent, Id, Timestamp, hex};
use store::Store;
use tokio::sync::oneshot;

use crate::{Authority, AuthorityError, model::UnitKind, tables};

/// Tokens that are kept together at most.
const BATCH: usize = 512;

/// A token about to be kept.
#[derive(Clone, Debug)]
pub(crate) struct Kept {
    pub serial: i64,
    pub unit: Id<UnitKind>,
    pub time: Timestamp,
    pub imprint: Vec<u8>,
    pub account: Option<String>,
    pub token: Vec<u8>,
    pub sha256: [u8; 32],
}

/// A token of the archive.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct StoredStamp {
    /// Its serial number.
    pub serial: u64,
    /// The unit that made it.
    pub unit: Id<UnitKind>,
    /// The instant that it states.
    pub time: Timestamp,
    /// The digest that it is about.
    pub imprint: Vec<u8>,
    /// Who asked, where that was an account.
    pub account: Option<String>,
    /// The TimeStampToken, DER.
    pub token: Vec<u8>,
}

/// What a check of the whole archive found.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct ArchiveReport {
    /// How many tokens were read and are what was kept, from the first.
    pub intact: u64,
    /// The number of the first batch that is not what was kept.
    pub first_bad: Option<i64>,
}

/// How the one who waits is told.
enum Waiting {
    Thread(mpsc::SyncSender<Result<(), store::Error>>),
    Task(oneshot::Sender<Result<(), store::Error>>),
}

impl Waiting {
    fn tell(self, result: Result<(), store::Error>) {
        // Whoever went away does not mind.
        match self {
            Self::Thread(sender) => drop(sender.send(result)),
            Self::Task(sender) => drop(sender.send(result)),
        }
    }
}

/// The thread that keeps tokens, started with the first one.
#[derive(Debug)]
pub(crate) struct Archive {
    store: Store,
    writer: Mutex<Option<Writer>>,
}

#[derive(Debug)]
struct Writer {
    sender: Sender<(Kept, Waiting)>,
    thread: JoinHandle<()>,
}

impl std::fmt::Debug for Waiting {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Waiting")
    }
}

impl Archive {
    pub(crate) fn new(store: Store) -> Self {
        Self { store, writer: Mutex::new(None) }
    }

    /// Keeps a token, and answers when it is on disk.
    pub(crate) fn keep(&self, stamp: Kept) -> Result<(), store::Error> {
        let (sender, receiver) = mpsc::sync_channel(1);
        self.push(stamp, Waiting::Thread(sender))?;
        receiver.recv().unwrap_or(Err(store::Error::Closed))
    }

    /// The same for a task.
    pub(crate) async fn keep_soon(&self, stamp: Kept) -> Result<(), store::Error> {
        let (sender, receiver) = oneshot::channel();
        self.push(stamp, Waiting::Task(sender))?;
        receiver.await.unwrap_or(Err(store::Error::Closed))
    }

    fn push(&self, stamp: Kept, waiting: Waiting) -> Result<(), store::Error> {
        let mut writer = self.writer.lock().unwrap_or_else(PoisonError::into_inner);
        if writer.as_ref().is_none_or(|writer| writer.thread.is_finished()) {
            let (sender, receiver) = mpsc::channel();
            let store = self.store.clone();
            let thread = thread::Builder::new()
                .name("time-stamp-archive".to_owned())
                .spawn(move || write(&store, &receiver))
                .map_err(|error| store::Error::Io(error.to_string()))?;
            *writer = Some(Writer { sender, thread });
        }
        let Some(writer) = &*writer else { return Err(store::Error::Closed) };
        writer.sender.send((stamp, waiting)).map_err(|_| store::Error::Closed)
    }
}

impl Drop for Archive {
    /// What waits is kept first.
    fn drop(&mut self) {
        let writer = self.writer.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(Writer { sender, thread }) = writer {
            drop(sender);
            if thread.thread().id() != thread::current().id() && thread.join().is_err() {
                tracing::error!("the archive of time stamps panicked");
            }
        }
    }
}

/// Keeps what comes: while one batch is on its way to the disk, the next gathers.
fn write(store: &Store, waiting: &Receiver<(Kept, Waiting)>) {
    while let Ok(first) = waiting.recv() {
        let more = waiting.try_iter().take(BATCH - 1);
        let (stamps, callers): (Vec<Kept>, Vec<Waiting>) = std::iter::once(first).chain(more).unzip();
        let latest = stamps.iter().map(|stamp| stamp.time).max().unwrap_or(Timestamp::UNIX_EPOCH);
        let kept = store.write_blocking(move |tx| tables::keep_stamps(tx, &stamps, latest));
        for caller in callers {
            caller.tell(kept.clone());
        }
    }
}

impl Authority {
    /// The token with a serial number.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn time_stamp(&self, serial: u64) -> Result<Option<StoredStamp>, AuthorityError> {
        let Ok(serial) = i64::try_from(serial) else { return Ok(None) };
        Ok(self.store.read_blocking(move |tx| tables::stamp_by_serial(tx, serial))?)
    }

    /// The tokens about a digest, the oldest first.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn time_stamps_of(&self, imprint: &[u8]) -> Result<Vec<StoredStamp>, AuthorityError> {
        let imprint = imprint.to_vec();
        Ok(self.store.read_blocking(move |tx| tables::stamps_by_imprint(tx, &imprint))?)
    }

    /// How many tokens were made.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn count_time_stamps(&self) -> Result<u64, AuthorityError> {
        Ok(self.store.read_blocking(tables::count_stamps)?)
    }

    /// Reads every token of the archive and compares it with what was kept. An archive that was cut
    /// off at a batch looks intact: compare its length and last link with the audit log.
    ///
    /// # Errors
    /// When the store does not answer.
    pub fn verify_time_stamps(&self) -> Result<ArchiveReport, AuthorityError> {
        let (intact, first_bad) = self.store.read_blocking(tables::verify_stamps)?;
        Ok(ArchiveReport { intact, first_bad })
    }

    /// Writes the newest link of the archive into the audit log, when there are new tokens since the
    /// last time. For the housekeeping, every hour. Returns whether there were.
    ///
    /// # Errors
    /// When the store refuses.
    pub fn anchor_time_stamps(&self, actor: &Actor) -> Result<bool, AuthorityError> {
        let (now, actor) = (self.now(), actor.clone());
        Ok(self.store.write_blocking(move |tx| {
            let Some((batch, link)) = tables::newest_batch(tx)? else { return Ok(false) };
            if tables::anchored_batch(tx)? == batch {
                return Ok(false);
            }
            tables::set_anchored_batch(tx, batch)?;
            let tokens = tables::count_stamps(tx)?;
            let event = AuditEvent::done("time-stamps.anchored", &actor, "time-stamp-batch", batch)
                .because(&format!("{tokens} time stamps"))
                .evidence(hex(&link));
            tx.audit(now, &event)?;
            Ok::<_, store::Error>(true)
        })?)
    }
}
