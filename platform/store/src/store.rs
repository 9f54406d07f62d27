use std::{
    fmt,
    fs::{self, File},
    path::{Path, PathBuf},
    pin::pin,
    str::FromStr,
    sync::{Arc, Mutex, PoisonError},
    task::{Context, Poll, Wake, Waker},
    thread::{self, JoinHandle, Thread},
};

use tokio::task::coop;

use crate::{
    Error, ReadTx, Tx,
    engine::{
        Conn,
        postgres::{Postgres, without_password},
        sqlite::Sqlite,
    },
    group::{self, Queue},
    readers::{self, Pool, Readers},
};

/// Where a database is: a path, `sqlite:PATH`, or `postgres://USER@HOST/DATABASE`.
#[derive(Clone, PartialEq, Eq)]
pub enum StoreUrl {
    /// The connection string of a PostgreSQL server (without TLS: on this machine or through a tunnel).
    Postgres(String),
    /// The one file of a SQLite database; its log lies beside it.
    Sqlite(PathBuf),
}

impl FromStr for StoreUrl {
    type Err = std::convert::Infallible;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        let postgres = text.starts_with("postgres://") || text.starts_with("postgresql://");
        Ok(if postgres {
            StoreUrl::Postgres(text.to_owned())
        } else {
            StoreUrl::Sqlite(text.strip_prefix("sqlite:").unwrap_or(text).into())
        })
    }
}

/// Without the password, so that it can be logged.
impl fmt::Display for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            StoreUrl::Postgres(url) => f.write_str(&without_password(url)),
            StoreUrl::Sqlite(path) => write!(f, "sqlite:{}", path.display()),
        }
    }
}

impl fmt::Debug for StoreUrl {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// An open database. Clones are the same store; when the last one is dropped, what waits in the queue
/// is committed and the database is closed.
#[derive(Clone, Debug)]
pub struct Store(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    url: StoreUrl,
    jobs: Arc<Queue>,
    readers: Readers,
    writer: Mutex<Option<JoinHandle<()>>>,
}

impl Store {
    /// Opens the database, making the file when it is not there (its folder must be), and brings the
    /// store's own tables up to date. The areas' tables come with [`migrate`](Self::migrate).
    ///
    /// # Errors
    /// [`Error::Missing`] (no such folder), [`Error::Unreadable`], [`Error::NotADatabase`],
    /// [`Error::ForeignDatabase`], [`Error::NewerSchema`], [`Error::Locked`], [`Error::DiskFull`],
    /// [`Error::Unreachable`], [`Error::Unsuitable`].
    pub fn open(url: StoreUrl) -> Result<Self, Error> {
        Self::open_or_create(url, true)
    }

    /// As [`open`](Self::open), but [`Error::Missing`] when the file is not there.
    ///
    /// # Errors
    /// As [`open`](Self::open).
    pub fn open_existing(url: StoreUrl) -> Result<Self, Error> {
        Self::open_or_create(url, false)
    }

    fn open_or_create(url: StoreUrl, create: bool) -> Result<Self, Error> {
        let (conn, reconnect, readers) = match &url {
            StoreUrl::Sqlite(path) => {
                let conn = Conn::Sqlite(Sqlite::open_writer(path, create)?);
                (conn, None, Readers::Inline(Pool::new(path.clone())))
            }
            StoreUrl::Postgres(address) => {
                // The client runs a small async loop of its own, which must not start inside another.
                let at = address.clone();
                let connecting = thread::spawn(move || {
                    let mut conn = Postgres::connect(&at)?;
                    conn.check_settings()?;
                    Ok(conn)
                });
                let conn = connecting.join().unwrap_or_else(|_| Err(Error::Closed))?;
                (Conn::Postgres(Box::new(conn)), Some(address.clone()), readers::start_threads(address)?)
            }
        };
        let (jobs, writer) = group::start(conn, reconnect)?;
        let inner = Inner { url, jobs, readers, writer: Mutex::new(Some(writer)) };
        let store = Store(Arc::new(inner));
        store.migrate_own()?;
        Ok(store)
    }

    /// Where the database is.
    pub fn url(&self) -> &StoreUrl {
        &self.0.url
    }

    /// Runs a closure in a transaction of its own and answers when its changes are on disk.
    ///
    /// An error of the closure undoes its changes. Dropping the future does not: once the closure is
    /// queued it runs. The closure should be short and call nothing that waits, because all writes of
    /// the program come one after the other (which is what makes them serialisable).
    ///
    /// # Errors
    /// What the closure answers, or the store's error as the closure's type.
    pub async fn write<F, T, E>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        let (job, answer) = group::call(closure);
        self.0.jobs.push(job).await?;
        answer.await.unwrap_or_else(|_| Err(Error::Closed.into()))
    }

    /// Runs a closure on one state of the database. On SQLite it runs at once on the calling thread: a
    /// long report belongs into `spawn_blocking`, with [`read_blocking`](Self::read_blocking).
    ///
    /// # Errors
    /// What the closure answers, or the store's error as the closure's type.
    pub async fn read<F, T, E>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut ReadTx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.0.readers {
            Readers::Inline(pool) => pool.read(closure),
            Readers::Threads(threads) => threads.read(closure).await,
        }
    }

    /// [`write`](Self::write) for code that is not async (the command line, a thread): it blocks the
    /// calling thread.
    ///
    /// # Errors
    /// As [`write`](Self::write).
    pub fn write_blocking<F, T, E>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut Tx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        block_on(self.write(closure))
    }

    /// [`read`](Self::read) for code that is not async.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_blocking<F, T, E>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut ReadTx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        block_on(self.read(closure))
    }

    /// [`read_blocking`](Self::read_blocking) for going once over very many rows: what was read does not
    /// stay in memory.
    ///
    /// # Errors
    /// As [`read`](Self::read).
    pub fn read_once_blocking<F, T, E>(&self, closure: F) -> Result<T, E>
    where
        F: FnOnce(&mut ReadTx) -> Result<T, E> + Send + 'static,
        T: Send + 'static,
        E: From<Error> + Send + 'static,
    {
        match &self.0.readers {
            Readers::Inline(pool) => pool.read_once(closure),
            Readers::Threads(threads) => block_on(threads.read(closure)),
        }
    }

    /// Whether the database answers.
    ///
    /// # Errors
    /// The reason why it does not.
    pub fn ping(&self) -> Result<(), Error> {
        self.read_blocking(|tx| tx.query_one("SELECT 1", &[]).map(drop))
    }

    /// Copies the database as it is at this moment into a new file, while others go on reading and
    /// writing. Written beside `path` first, then renamed.
    ///
    /// # Errors
    /// [`Error::Exists`] when `path` is taken, [`Error::DiskFull`], [`Error::Io`], and
    /// [`Error::Unsupported`] on PostgreSQL, which has `pg_dump`.
    pub fn backup(&self, path: &Path) -> Result<(), Error> {
        let Readers::Inline(pool) = &self.0.readers else {
            return Err(Error::Unsupported("use pg_dump to back up PostgreSQL"));
        };
        if path.exists() {
            return Err(Error::Exists(path.to_owned()));
        }
        let mut unfinished = path.as_os_str().to_owned();
        unfinished.push(".part");
        let unfinished = PathBuf::from(unfinished);
        let copied = pool.connection()?.backup_to(&unfinished).and_then(|()| {
            let io = |e: std::io::Error| Error::Io(e.to_string());
            File::open(&unfinished).and_then(|f| f.sync_all()).map_err(io)?;
            // A link fails where a rename would replace what appeared meanwhile.
            fs::hard_link(&unfinished, path).map_err(io)?;
            let folder = path.parent().filter(|p| !p.as_os_str().is_empty()).unwrap_or(Path::new("."));
            File::open(folder).and_then(|f| f.sync_all()).map_err(io)
        });
        let removed = fs::remove_file(&unfinished);
        if copied.is_ok()
            && let Err(error) = removed
        {
            tracing::warn!(%error, path = %unfinished.display(), "left beside the backup");
        }
        copied
    }
}

impl Drop for Inner {
    fn drop(&mut self) {
        // The readers first: the last connection to close moves the log into the one file, and one
        // that only reads cannot.
        if let Readers::Inline(pool) = &self.readers {
            pool.close();
        }
        self.jobs.close();
        let writer = self.writer.get_mut().unwrap_or_else(PoisonError::into_inner).take();
        if let Some(writer) = writer
            && writer.thread().id() != thread::current().id()
            && writer.join().is_err()
        {
            tracing::error!("the writer of the database panicked");
        }
    }
}

/// Waits for a future on this thread, whatever runtime the thread belongs to.
fn block_on<F: Future>(future: F) -> F::Output {
    struct Unpark(Thread);
    impl Wake for Unpark {
        fn wake(self: Arc<Self>) {
            self.0.unpark();
        }
    }
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    let mut context = Context::from_waker(&waker);
    let mut future = pin!(coop::unconstrained(future));
    loop {
        match future.as_mut().poll(&mut context) {
            Poll::Ready(output) => return output,
            Poll::Pending => thread::park(),
        }
    }
}
