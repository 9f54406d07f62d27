use std::{
    fs::{self, File, TryLockError},
    io::{self, BufReader, Read},
    os::unix::{
        fs::PermissionsExt,
        net::{UnixListener, UnixStream},
    },
    path::{Path, PathBuf},
    sync::{
        Arc,
        atomic::{AtomicBool, AtomicUsize, Ordering},
    },
    thread,
    time::Duration,
};

use foundation::Secret;
use zeroize::Zeroizing;

use super::{
    connect, fitting,
    wire::{Reply, Request, receive, send},
};
use crate::{Guarded, Keyring, KeyringError, Order, document::Octets};

/// Up to here what is to be signed is held whole; beyond, it is read as it comes.
const WHOLE: u64 = 1 << 20;
const SECRET: u64 = 1024;
/// How often, and after which pauses, one that begins tries to follow one that is ending: two seconds.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(20);

/// What a signing process lets itself be asked.
#[derive(Clone, Copy, Debug)]
pub struct Limits {
    /// Connections at once.
    pub connections: usize,
    /// Octets to be signed in one request.
    pub octets: u64,
    /// How long a connection may say nothing between requests.
    pub idle: Duration,
    /// How long it may say nothing within one.
    pub silent: Duration,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            connections: 64,
            octets: 1 << 30,
            idle: Duration::from_secs(300),
            silent: Duration::from_secs(10),
        }
    }
}

/// The listening side: guarded keys behind a socket that only its user may open.
#[derive(Debug)]
pub struct SignerServer {
    listener: UnixListener,
    socket: PathBuf,
    /// Whoever holds it may make and remove the socket.
    place: File,
    keys: Arc<Guarded>,
    limits: Limits,
    stopped: Arc<AtomicBool>,
}

impl SignerServer {
    /// Listens at `socket` (mode 0600). A socket that nobody answers any more is replaced.
    ///
    /// # Errors
    /// [`io::ErrorKind::AddrInUse`] when another signing process answers there, or what the system says.
    pub fn bind(socket: &Path, keys: Arc<Guarded>, limits: Limits) -> io::Result<Self> {
        let place = held_place(socket)?;
        if socket.exists() {
            fs::remove_file(socket)?;
        }
        // The folder is its owner's only, so nobody comes between bind and chmod.
        let (_folder, path) = fitting(socket)?;
        let listener = UnixListener::bind(path)?;
        fs::set_permissions(socket, fs::Permissions::from_mode(0o600))?;
        let stopped = Arc::new(AtomicBool::new(false));
        Ok(Self { listener, socket: socket.to_owned(), place, keys, limits, stopped })
    }

    /// What ends [`Self::run`].
    pub fn stopper(&self) -> impl Fn() + Send + Sync + use<> {
        let (stopped, socket) = (Arc::clone(&self.stopped), self.socket.clone());
        move || {
            stopped.store(true, Ordering::SeqCst);
            // Wakes the accept.
            let _ = connect(&socket);
        }
    }

    /// Answers until it is stopped. The requests under way are finished.
    pub fn run(self) {
        let open = Arc::new(AtomicUsize::new(0));
        for stream in self.listener.incoming() {
            if self.stopped.load(Ordering::SeqCst) {
                break;
            }
            let Ok(stream) = stream else { continue };
            if !is_own_user(&stream) || open.load(Ordering::SeqCst) >= self.limits.connections {
                continue;
            }
            open.fetch_add(1, Ordering::SeqCst);
            let (keys, limits, open) = (Arc::clone(&self.keys), self.limits, Arc::clone(&open));
            thread::spawn(move || {
                // The other side sees the end of the connection.
                let _ = converse(&stream, &keys, limits);
                open.fetch_sub(1, Ordering::SeqCst);
            });
        }
        let _ = fs::remove_file(&self.socket);
        // From here on the socket is another's.
        drop(self.place);
        let _ = repeated(|| (open.load(Ordering::SeqCst) == 0).then_some(()));
    }
}

/// The sole right to listen at a socket.
fn held_place(socket: &Path) -> io::Result<File> {
    let place =
        File::options().create(true).truncate(false).write(true).open(socket.with_extension("lock"))?;
    let held = repeated(|| match place.try_lock() {
        Err(TryLockError::WouldBlock) if answers(socket) => Some(Err(io::ErrorKind::AddrInUse.into())),
        Err(TryLockError::WouldBlock) => None,
        Err(TryLockError::Error(error)) => Some(Err(error)),
        Ok(()) => Some(Ok(())),
    });
    held.unwrap_or_else(|| Err(io::ErrorKind::AddrInUse.into())).map(|()| place)
}

/// Whether a process answers there: one that is ending may still let itself be connected to.
fn answers(socket: &Path) -> bool {
    let asked = connect(socket).and_then(|mut stream| {
        stream.set_read_timeout(Some(PAUSE * TRIES))?;
        send(&mut stream, &Request::Status)?;
        receive::<Reply>(&mut BufReader::new(stream))
    });
    matches!(asked, Ok(Some(_)))
}

/// Tries again in small steps until something comes of it.
fn repeated<T>(mut step: impl FnMut() -> Option<T>) -> Option<T> {
    for _ in 0..TRIES {
        if let Some(done) = step() {
            return Some(done);
        }
        thread::sleep(PAUSE);
    }
    step()
}

#[cfg(target_os = "linux")]
fn is_own_user(stream: &UnixStream) -> bool {
    rustix::net::sockopt::socket_peercred(stream).is_ok_and(|peer| peer.uid == rustix::process::geteuid())
}

/// Elsewhere the mode of the socket and of its folder must do.
#[cfg(not(target_os = "linux"))]
fn is_own_user(_: &UnixStream) -> bool {
    true
}

fn converse(stream: &UnixStream, keys: &Guarded, limits: Limits) -> io::Result<()> {
    let mut reader = BufReader::with_capacity(64 << 10, stream);
    let mut out = stream;
    stream.set_write_timeout(Some(limits.silent))?;
    loop {
        stream.set_read_timeout(Some(limits.idle))?;
        let Some(request) = receive(&mut reader)? else { return Ok(()) };
        stream.set_read_timeout(Some(limits.silent))?;
        let (reply, whole) = match request {
            Request::Sign { length, .. } if length > limits.octets => {
                let detail = format!("at most {} octets are signed", limits.octets);
                let rule = Some("request.size".to_owned());
                (Reply::Failed { code: "keys-refused".to_owned(), rule, detail }, false)
            }
            Request::Sign { label, algorithm, request, length } => {
                let order = Order { label: &label, algorithm, request: &request };
                let mut body = reader.by_ref().take(length);
                let signed = if length <= WHOLE {
                    let mut octets = Vec::with_capacity(usize::try_from(length).unwrap_or(0));
                    body.read_to_end(&mut octets)?;
                    if octets.len() as u64 != length {
                        return Ok(());
                    }
                    keys.sign(&order, &octets)
                } else {
                    keys.sign_stream(&order, length, &mut body)
                };
                let whole = body.limit() == 0;
                (signed.map_or_else(|error| failed(&error), |value| Reply::Signature(Octets(value))), whole)
            }
            Request::Activate { length } => {
                if length > SECRET {
                    return Ok(());
                }
                let mut secret = Zeroizing::new(vec![0; usize::try_from(length).unwrap_or(0)]);
                reader.read_exact(&mut secret)?;
                let Ok(text) = std::str::from_utf8(&secret) else { return Ok(()) };
                let activated = keys.activate(Secret::new(text.to_owned()));
                (activated.map_or_else(|error| failed(&error), |()| Reply::Done), true)
            }
            other => (answer(keys, &other).unwrap_or_else(|error| failed(&error)), true),
        };
        send(&mut out, &reply)?;
        if !whole {
            // What was not read would be taken for the next request.
            return Ok(());
        }
    }
}

fn answer(keys: &Guarded, request: &Request) -> Result<Reply, KeyringError> {
    Ok(match request {
        Request::List => {
            let entry = |key: crate::KeyEntry| (key.label, Octets(key.public_key.spki_der().to_vec()));
            Reply::Keys(keys.list()?.into_iter().map(entry).collect())
        }
        Request::Origin { label } => Reply::Origin(keys.origin(label)?.map(Octets)),
        Request::PublicKey { label } => Reply::PublicKey(Octets(keys.public_key(label)?.spki_der().to_vec())),
        Request::Signed { request } => Reply::Signed(
            keys.signed(request)?
                .map(|signed| (signed.label, Octets(signed.sha256.to_vec()), Octets(signed.signature))),
        ),
        Request::Status => Reply::Status { active: keys.is_active(), process: std::process::id() },
        Request::Activate { .. } | Request::Sign { .. } => Reply::Done,
    })
}

fn failed(error: &KeyringError) -> Reply {
    let (rule, detail) = match error {
        KeyringError::Refused { rule, why } => (Some(rule.clone()), why.clone()),
        KeyringError::NoSuchKey(label) | KeyringError::AlreadyThere(label) => (None, label.clone()),
        error => (None, error.to_string()),
    };
    Reply::Failed { code: error.code().to_owned(), rule, detail }
}
