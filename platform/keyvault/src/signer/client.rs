use std::{
    io::{self, BufReader, Read, Write},
    os::unix::net::UnixStream,
    path::{Path, PathBuf},
    sync::{
        Mutex, PoisonError,
        atomic::{AtomicBool, Ordering},
    },
    thread,
    time::Duration,
};

use foundation::Secret;
use x509::alg::PublicKey;

use super::{
    connect,
    wire::{Reply, Request, receive, send},
};
use crate::{
    KeyEntry, KeyError, KeySpec, Keyring, KeyringError, Order, Signed, document::Octets, guard::each_chunk,
};

/// How long a device may take over a signature.
const PATIENCE: Duration = Duration::from_secs(30);
/// How often, and after which pauses, a process that answered before is tried again, as another may be
/// about to replace it: ten seconds.
const TRIES: u32 = 100;
const PAUSE: Duration = Duration::from_millis(100);
/// Connections that are kept for the next request.
const KEPT: usize = 16;

/// The keys of a signing process, from outside.
#[derive(Debug)]
pub struct SignerClient {
    socket: PathBuf,
    idle: Mutex<Vec<BufReader<UnixStream>>>,
    /// Whether the last request was answered.
    answered: AtomicBool,
}

/// What a signing process says of itself.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SignerStatus {
    /// Whether its keys are open.
    pub active: bool,
    /// Its process id.
    pub process: u32,
}

impl SignerClient {
    /// A client of the process that listens at `socket`. Nothing is asked yet.
    pub fn new(socket: &Path) -> Self {
        Self { socket: socket.to_owned(), idle: Mutex::default(), answered: AtomicBool::default() }
    }

    /// Whether a process answers, and whether its keys are open.
    ///
    /// # Errors
    /// [`KeyringError::SignerDown`].
    pub fn status(&self) -> Result<SignerStatus, KeyringError> {
        let reply = self.ask_now(&Request::Status, &[]);
        self.answered.store(reply.is_ok(), Ordering::Relaxed);
        match reply? {
            Reply::Status { active, process } => Ok(SignerStatus { active, process }),
            reply => Err(self.unexpected(reply)),
        }
    }

    /// Gives the secret of the keys to a process that waits for it. One try.
    ///
    /// # Errors
    /// What vault or device say of the secret, [`KeyringError::SignerDown`].
    pub fn activate(&self, secret: &Secret<String>) -> Result<(), KeyringError> {
        let secret = secret.expose().as_bytes();
        match self.ask_once(&Request::Activate { length: secret.len() as u64 }, secret)? {
            Reply::Done => Ok(()),
            reply => Err(self.unexpected(reply)),
        }
    }

    fn down(&self, why: impl ToString) -> KeyringError {
        KeyringError::SignerDown { socket: self.socket.clone(), why: why.to_string() }
    }

    fn connect(&self) -> Result<BufReader<UnixStream>, KeyringError> {
        let stream = connect(&self.socket).map_err(|error| self.down(error))?;
        let timed = stream.set_read_timeout(Some(PATIENCE)).and(stream.set_write_timeout(Some(PATIENCE)));
        timed.map_err(|error| self.down(error))?;
        Ok(BufReader::with_capacity(8 << 10, stream))
    }

    fn keep(&self, connection: BufReader<UnixStream>) {
        let mut idle = self.idle.lock().unwrap_or_else(PoisonError::into_inner);
        if idle.len() < KEPT {
            idle.push(connection);
        }
    }

    /// Asks; a process that answered the last time and does not now is waited for: where it ended with its
    /// node, another node starts one.
    fn ask(&self, request: &Request, body: &[u8]) -> Result<Reply, KeyringError> {
        self.replaced(|| self.ask_now(request, body))
    }

    /// Asks over a connection that was kept, or over a new one: every request may be asked twice, as a
    /// signature that was recorded comes back the same.
    fn ask_now(&self, request: &Request, body: &[u8]) -> Result<Reply, KeyringError> {
        let kept = self.idle.lock().unwrap_or_else(PoisonError::into_inner).pop();
        if let Some(mut connection) = kept
            && let Ok(Some(reply)) = exchange(&mut connection, request, body)
        {
            self.keep(connection);
            return self.told(reply);
        }
        self.ask_once(request, body)
    }

    /// Tries until a process answers that may be about to be replaced.
    fn replaced<T>(&self, mut attempt: impl FnMut() -> Result<T, KeyringError>) -> Result<T, KeyringError> {
        let mut tries = 0;
        loop {
            let outcome = attempt();
            let is_down = matches!(outcome, Err(KeyringError::SignerDown { .. }));
            if is_down && self.answered.load(Ordering::Relaxed) && tries < TRIES {
                tries += 1;
                thread::sleep(PAUSE);
                continue;
            }
            self.answered.store(!is_down, Ordering::Relaxed);
            return outcome;
        }
    }

    fn ask_once(&self, request: &Request, body: &[u8]) -> Result<Reply, KeyringError> {
        let mut connection = self.connect()?;
        let reply = exchange(&mut connection, request, body).map_err(|error| self.down(error))?;
        let reply = reply.ok_or_else(|| self.down("the connection ended"))?;
        self.keep(connection);
        self.told(reply)
    }

    /// A reply that is not a failure.
    fn told(&self, reply: Reply) -> Result<Reply, KeyringError> {
        let Reply::Failed { code, rule, detail } = reply else { return Ok(reply) };
        Err(match (code.as_str(), rule) {
            ("keys-refused", Some(rule)) => KeyringError::Refused { rule, why: detail },
            ("keys-locked", _) => KeyringError::Locked,
            ("keys-missing", _) => KeyringError::NoSuchKey(detail),
            ("keys-label-taken", _) => KeyringError::AlreadyThere(detail),
            (code, _) => {
                let known = KeyringError::CODES.into_iter().find(|known| *known == code);
                KeyringError::Signer { code: known.unwrap_or("keys-failed"), detail }
            }
        })
    }

    fn unexpected(&self, reply: Reply) -> KeyringError {
        match self.told(reply) {
            Err(error) => error,
            Ok(_) => self.down("it answers something else"),
        }
    }
}

fn exchange(
    connection: &mut BufReader<UnixStream>,
    request: &Request,
    body: &[u8],
) -> io::Result<Option<Reply>> {
    // One write for both: the other side wakes once.
    let mut message = serde_json::to_vec(request)?;
    message.push(b'\n');
    let secret = matches!(request, Request::Activate { .. });
    if !secret {
        message.extend_from_slice(body);
    }
    connection.get_mut().write_all(&message)?;
    if secret {
        connection.get_mut().write_all(body)?;
    }
    receive(connection)
}

fn in_process(what: &str) -> KeyringError {
    KeyringError::Refused {
        rule: "request.kind".to_owned(),
        why: format!("{what} does not pass through the signing process"),
    }
}

impl Keyring for SignerClient {
    fn public_key(&self, label: &str) -> Result<PublicKey, KeyringError> {
        match self.ask(&Request::PublicKey { label: label.to_owned() }, &[])? {
            Reply::PublicKey(Octets(spki)) => {
                PublicKey::from_spki(&spki).map_err(|_| KeyError::NotAKey.into())
            }
            reply => Err(self.unexpected(reply)),
        }
    }

    fn generate(&self, _: &str, _: KeySpec) -> Result<PublicKey, KeyringError> {
        Err(in_process("a new key"))
    }

    fn sign(&self, order: &Order<'_>, octets: &[u8]) -> Result<Vec<u8>, KeyringError> {
        match self.ask(&request(order, octets.len() as u64), octets)? {
            Reply::Signature(Octets(signature)) => Ok(signature),
            reply => Err(self.unexpected(reply)),
        }
    }

    fn sign_stream(
        &self,
        order: &Order<'_>,
        length: u64,
        octets: &mut dyn Read,
    ) -> Result<Vec<u8>, KeyringError> {
        let mut connection = self.replaced(|| self.connect())?;
        send(connection.get_mut(), &request(order, length)).map_err(|error| self.down(error))?;
        let sent = each_chunk(length, octets, |chunk| {
            connection.get_mut().write_all(chunk).map_err(|error| self.down(error))
        });
        if let Err(error @ KeyringError::Input(_)) = sent {
            return Err(error);
        }
        // A refusal comes before the last octet went out.
        let reply = receive(&mut connection).map_err(|error| self.down(error))?;
        match reply.map_or_else(|| Err(self.down("the connection ended")), |reply| self.told(reply))? {
            Reply::Signature(Octets(signature)) => Ok(signature),
            reply => Err(self.unexpected(reply)),
        }
    }

    fn signed(&self, request: &str) -> Result<Option<Signed>, KeyringError> {
        match self.ask(&Request::Signed { request: request.to_owned() }, &[])? {
            Reply::Signed(None) => Ok(None),
            Reply::Signed(Some((label, Octets(hash), Octets(signature)))) => {
                let sha256 = hash.try_into().map_err(|_| self.down("it answers something else"))?;
                Ok(Some(Signed { label, sha256, signature }))
            }
            reply => Err(self.unexpected(reply)),
        }
    }

    fn origin(&self, label: &str) -> Result<Option<Vec<u8>>, KeyringError> {
        match self.ask(&Request::Origin { label: label.to_owned() }, &[])? {
            Reply::Origin(origin) => Ok(origin.map(|Octets(octets)| octets)),
            reply => Err(self.unexpected(reply)),
        }
    }

    fn destroy(&self, _: &str) -> Result<(), KeyringError> {
        Err(in_process("the destruction of a key"))
    }

    fn list(&self) -> Result<Vec<KeyEntry>, KeyringError> {
        match self.ask(&Request::List, &[])? {
            Reply::Keys(keys) => keys
                .into_iter()
                .map(|(label, Octets(spki))| {
                    let public_key =
                        PublicKey::from_spki(&spki).map_err(|_| KeyringError::from(KeyError::NotAKey))?;
                    Ok(KeyEntry { label, public_key })
                })
                .collect(),
            reply => Err(self.unexpected(reply)),
        }
    }
}

fn request(order: &Order<'_>, length: u64) -> Request {
    Request::Sign {
        label: order.label.to_owned(),
        algorithm: order.algorithm,
        request: order.request.to_owned(),
        length,
    }
}
