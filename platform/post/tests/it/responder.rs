//! A mail server for the tests: RFC 5321 with STARTTLS or TLS, AUTH PLAIN, and answers told beforehand.

use std::{
    collections::VecDeque,
    io::{BufRead, BufReader, Read, Write},
    net::{TcpListener, TcpStream},
    sync::{Arc, Mutex},
    thread,
};

use rustls::{
    ServerConfig, ServerConnection, StreamOwned,
    pki_types::{CertificateDer, PrivatePkcs8KeyDer},
};

pub(crate) const CA: &[u8] = include_bytes!("tls/ca.der");

#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Way {
    Plain,
    StartTls,
    Tls,
}

#[derive(Default)]
pub(crate) struct Seen {
    pub(crate) mails: Vec<(String, String)>,
    pub(crate) commands: Vec<String>,
    /// Answers to the next RCPT commands.
    pub(crate) answers: VecDeque<&'static str>,
}

pub(crate) struct Responder {
    pub(crate) port: u16,
    pub(crate) seen: Arc<Mutex<Seen>>,
}

impl Responder {
    /// `password` is what AUTH PLAIN must carry, if it is asked for.
    pub(crate) fn start(way: Way, password: Option<&'static str>) -> Self {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let port = listener.local_addr().unwrap().port();
        let seen = Arc::new(Mutex::new(Seen::default()));
        let shared = seen.clone();
        thread::spawn(move || {
            for stream in listener.incoming() {
                let (stream, seen) = (stream.unwrap(), shared.clone());
                thread::spawn(move || {
                    if way == Way::Tls {
                        let tls = encrypt(stream);
                        talk(tls, &seen, true, password);
                    } else if let Some(stream) = talk(stream, &seen, way == Way::Plain, password) {
                        talk(encrypt(stream), &seen, true, password);
                    }
                });
            }
        });
        Self { port, seen }
    }

    pub(crate) fn answer(&self, answer: &'static str) {
        self.seen.lock().unwrap().answers.push_back(answer);
    }

    pub(crate) fn mails(&self) -> Vec<(String, String)> {
        self.seen.lock().unwrap().mails.clone()
    }
}

fn encrypt(stream: TcpStream) -> StreamOwned<ServerConnection, TcpStream> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let certificate = CertificateDer::from(&include_bytes!("tls/server.der")[..]);
    let key = PrivatePkcs8KeyDer::from(&include_bytes!("tls/server.key.der")[..]);
    let config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .unwrap()
        .with_no_client_auth()
        .with_single_cert(vec![certificate], key.into())
        .unwrap();
    StreamOwned::new(ServerConnection::new(Arc::new(config)).unwrap(), stream)
}

/// One conversation; gives the stream back when it is to be encrypted.
fn talk<S: Read + Write>(
    stream: S,
    seen: &Mutex<Seen>,
    ready: bool,
    password: Option<&'static str>,
) -> Option<S> {
    let mut stream = BufReader::new(stream);
    let mut recipient = String::new();
    let mut trusted = password.is_none();
    // After STARTTLS there is no second greeting (RFC 3207 §4.2).
    let greeted = seen.lock().unwrap().commands.last().is_some_and(|last| last == "STARTTLS");
    if !greeted {
        stream.get_mut().write_all(b"220 localhost\r\n").ok()?;
    }
    loop {
        let mut line = String::new();
        if stream.read_line(&mut line).ok()? == 0 {
            return None;
        }
        let line = line.trim_end().to_owned();
        let verb = line.split([' ', ':']).next().unwrap_or_default().to_ascii_uppercase();
        seen.lock().unwrap().commands.push(line.clone());
        let answer = match verb.as_str() {
            "EHLO" if !ready => "250-localhost\r\n250 STARTTLS".to_owned(),
            "EHLO" if password.is_some() => "250-localhost\r\n250 AUTH PLAIN".to_owned(),
            "EHLO" => "250 localhost".to_owned(),
            "STARTTLS" => {
                stream.get_mut().write_all(b"220 go\r\n").ok()?;
                return Some(stream.into_inner());
            }
            "AUTH" if Some(line.trim_start_matches("AUTH PLAIN ")) == password => {
                trusted = true;
                "235 ok".to_owned()
            }
            "AUTH" => "535 wrong password".to_owned(),
            "MAIL" if !trusted => "530 log in first".to_owned(),
            "MAIL" | "NOOP" | "RSET" => "250 ok".to_owned(),
            "RCPT" => {
                recipient = line;
                seen.lock().unwrap().answers.pop_front().unwrap_or("250 ok").to_owned()
            }
            "DATA" => {
                stream.get_mut().write_all(b"354 go on\r\n").ok()?;
                let mut mail = String::new();
                while !mail.ends_with("\r\n.\r\n") {
                    stream.read_line(&mut mail).ok()?;
                }
                seen.lock().unwrap().mails.push((recipient.clone(), mail));
                "250 2.0.0 queued as 4711".to_owned()
            }
            "QUIT" => {
                stream.get_mut().write_all(b"221 bye\r\n").ok()?;
                return None;
            }
            _ => "502 what?".to_owned(),
        };
        stream.get_mut().write_all(format!("{answer}\r\n").as_bytes()).ok()?;
    }
}
