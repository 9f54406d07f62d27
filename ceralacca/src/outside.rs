//! Who answers outside of the program: time-stamping services, and the addresses where certificates,
//! revocation lists and OCSP answers are had.
//!
//! Addresses stand in files that anybody may have written. So only http and https are used, only public
//! addresses are connected to (also after a redirect, and whatever a name resolves to), and time, size
//! and number of answers have limits.

mod guard;
mod settings;

use std::{
    collections::{HashMap, HashSet},
    sync::{Mutex, PoisonError},
    time::Duration,
};

use foundation::{Clock, SystemClock, Timestamp};
use http::{
    Method, Request, Uri,
    header::{CONTENT_TYPE, HeaderName, LOCATION, USER_AGENT},
};
use http_body_util::{BodyExt, Full, LengthLimitError, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{Client, connect::HttpConnector},
    rt::TokioExecutor,
};
use signing::evidence::{EvidenceSource, OutsideError};

use self::guard::{Guarded, authority_of};
pub use self::{
    guard::Permitted,
    settings::{RawOutside, RawTrustedLists, is_territory},
};
use crate::exit::{Failure, Outcome};

/// How long a connection, then a whole answer with its redirects, then all answers for one file may take,
/// unless something else is set.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(20);
/// All answers for a file may take so many times what one may.
const ANSWERS: u32 = 3;
/// Octets of a list or a certificate, and of an OCSP answer.
const LONGEST: usize = 64 << 20;
const LONGEST_OCSP: usize = 1 << 20;
/// Octets of answers that are remembered.
const REMEMBERED: usize = 256 << 20;
const REDIRECTS: usize = 3;

/// What was asked: an address, and an OCSP request or nothing.
type Question = (String, Vec<u8>);

type HttpClient = Client<HttpsConnector<HttpConnector<Guarded>>, Full<Bytes>>;

/// Asks addresses that somebody else wrote, within limits.
#[derive(Debug)]
pub struct Fetcher {
    /// For hosts that were named.
    named: HttpClient,
    /// For all others.
    others: HttpClient,
    permitted: Permitted,
}

/// What is asked of an address.
#[derive(Clone, Copy, Debug)]
pub struct Asked<'a> {
    /// Headers beside those of every request.
    pub headers: &'a [(HeaderName, &'static str)],
    /// What is sent with `POST`; empty for `GET`.
    pub body: &'a [u8],
    /// Octets of the longest answer that is taken.
    pub longest: usize,
}

/// Why nothing came, for people.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum FetchError {
    /// Nobody is there who answers: asking for something else is of no use either.
    #[error("{0}")]
    Nobody(String),
    /// The address is not permitted, or what came is not what was asked for.
    #[error("{0}")]
    Refused(String),
}

impl Fetcher {
    /// Asks public addresses and what else is `permitted`.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn new(permitted: Permitted) -> Result<Self, rustls::Error> {
        let [named, others] = permitted.resolvers().map(client);
        Ok(Self { named: named?, others: others?, permitted })
    }

    /// The answer of an address, after redirects. They do not lead from https back to http.
    ///
    /// # Errors
    /// Why there is none.
    pub async fn fetch(&self, url: &str, asked: Asked<'_>) -> Result<Vec<u8>, FetchError> {
        let refused = FetchError::Refused;
        let mut uri: Uri = url.parse().map_err(|error| refused(format!("{url:?}: {error}")))?;
        for _ in 0..=REDIRECTS {
            self.permitted.check(&uri).map_err(refused)?;
            let mut request = Request::builder()
                .method(if asked.body.is_empty() { Method::GET } else { Method::POST })
                .uri(uri.clone())
                .header(USER_AGENT, concat!("ceralacca/", env!("CARGO_PKG_VERSION")));
            for (name, value) in asked.headers {
                request = request.header(name, *value);
            }
            let body = Full::new(Bytes::copy_from_slice(asked.body));
            let request = request.body(body).map_err(|error| refused(error.to_string()))?;
            let client = if self.permitted.names(&uri) { &self.named } else { &self.others };
            let answer = client.request(request).await.map_err(|error| {
                let why = foundation::causes(&error);
                if error.is_connect() { FetchError::Nobody(why) } else { FetchError::Refused(why) }
            })?;
            let status = answer.status();
            if status.is_redirection() {
                let place = answer.headers().get(LOCATION).and_then(|place| place.to_str().ok());
                uri = redirected(&uri, place.unwrap_or_default()).map_err(refused)?;
                continue;
            }
            if !status.is_success() {
                return Err(refused(format!("HTTP {}", status.as_u16())));
            }
            let body = Limited::new(answer.into_body(), asked.longest).collect().await;
            let body = body.map_err(|error| match error.is::<LengthLimitError>() {
                true => refused(format!("longer than {} octets", asked.longest)),
                false => refused(foundation::causes(&*error)),
            })?;
            return Ok(body.to_bytes().to_vec());
        }
        Err(refused(format!("more than {REDIRECTS} redirects")))
    }
}

fn client(resolver: Guarded) -> Result<HttpClient, rustls::Error> {
    let mut http = HttpConnector::new_with_resolver(resolver);
    http.enforce_http(false);
    http.set_connect_timeout(Some(CONNECT));
    let connector = HttpsConnectorBuilder::new()
        .with_provider_and_webpki_roots(rustls::crypto::aws_lc_rs::default_provider())?
        .https_or_http()
        .enable_http1()
        .wrap_connector(http);
    Ok(Client::builder(TokioExecutor::new()).build(connector))
}

/// The network, as far as evidence is fetched from it. An answer serves all files of a batch, and a host
/// that does not answer is not asked a second time.
#[derive(Debug)]
pub struct Network {
    fetcher: Fetcher,
    runtime: tokio::runtime::Runtime,
    /// How long one answer may take.
    patience: Duration,
    answers: Mutex<HashMap<Question, Result<Vec<u8>, FetchError>>>,
    silent: Mutex<HashSet<String>>,
}

impl Network {
    /// The network, with the addresses that are permitted. One answer may take as long as `patience` says,
    /// 20 s when it says nothing.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn new(permitted: Permitted, patience: Option<Duration>) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(Self {
            fetcher: Fetcher::new(permitted).map_err(Failure::defect)?,
            runtime: runtime.map_err(Failure::defect)?,
            patience: patience.unwrap_or(ANSWER),
            answers: Mutex::default(),
            silent: Mutex::default(),
        })
    }

    /// The network as one file may use it: all its answers together have limited time.
    pub fn for_one(&self) -> ForOne<'_> {
        let until = SystemClock.now().saturating_add(self.patience * ANSWERS);
        ForOne { network: self, until: until.unwrap_or(Timestamp::MAX) }
    }

    fn answer(&self, url: &str, body: &[u8], until: Timestamp) -> Result<Vec<u8>, FetchError> {
        let question = (url.to_owned(), body.to_vec());
        let known = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known().get(&question) {
            return answer.clone();
        }
        let host = url.parse().ok().as_ref().and_then(authority_of).unwrap_or_default();
        let silent = || self.silent.lock().unwrap_or_else(PoisonError::into_inner);
        if silent().contains(&host) {
            return Err(FetchError::Nobody(format!("{host} did not answer before")));
        }
        let left = Duration::try_from(until.duration_since(SystemClock.now())).unwrap_or_default();
        let patience = self.patience.min(left);
        if patience.is_zero() {
            return Err(FetchError::Refused("the time for this file is over".to_owned()));
        }
        let asked = match body {
            [] => Asked { headers: &[], body, longest: LONGEST },
            _ => {
                Asked { headers: &[(CONTENT_TYPE, "application/ocsp-request")], body, longest: LONGEST_OCSP }
            }
        };
        let answer = self
            .runtime
            .block_on(async { tokio::time::timeout(patience, self.fetcher.fetch(url, asked)).await })
            .unwrap_or_else(|_| {
                Err(FetchError::Nobody(format!("no answer within {} s", patience.as_secs().max(1))))
            });
        if matches!(answer, Err(FetchError::Nobody(_))) {
            silent().insert(host);
        }
        let mut answers = known();
        let held: usize = answers.values().flatten().map(Vec::len).sum();
        if held + answer.as_ref().map_or(0, Vec::len) <= REMEMBERED {
            answers.insert(question, answer.clone());
        }
        answer
    }
}

/// The [`Network`] as one file may use it.
#[derive(Debug)]
pub struct ForOne<'a> {
    network: &'a Network,
    until: Timestamp,
}

impl EvidenceSource for ForOne<'_> {
    fn get(&self, url: &str) -> Result<Vec<u8>, OutsideError> {
        self.network.answer(url, &[], self.until).map_err(OutsideError::new)
    }

    fn ask(&self, url: &str, request: &[u8]) -> Result<Vec<u8>, OutsideError> {
        self.network.answer(url, request, self.until).map_err(OutsideError::new)
    }
}

/// Where a redirect leads: another address, or a path of the same host. From https not back to http.
fn redirected(from: &Uri, place: &str) -> Result<Uri, String> {
    let own = place.starts_with('/') && !place.starts_with("//");
    let parts = from.scheme_str().zip(from.authority()).filter(|_| own);
    let to = match parts {
        Some((scheme, host)) => format!("{scheme}://{host}{place}").parse(),
        None => place.parse(),
    };
    let to: Uri = to.map_err(|error| format!("a redirect to {place:?}: {error}"))?;
    if from.scheme_str() == Some("https") && to.scheme_str() == Some("http") {
        return Err(format!("the redirect to {to} is not encrypted"));
    }
    Ok(to)
}

#[cfg(test)]
mod tests {
    use std::{
        io::{Read, Write},
        net::{TcpListener, TcpStream},
        sync::{
            Arc,
            atomic::{AtomicUsize, Ordering},
        },
    };

    use super::*;

    /// A server that does this with every connection; its address, and how many there were.
    fn serving(each: impl Fn(&mut TcpStream) + Send + 'static) -> (String, Arc<AtomicUsize>) {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let address = format!("http://{}", listener.local_addr().unwrap());
        let count = Arc::new(AtomicUsize::new(0));
        let counted = count.clone();
        std::thread::spawn(move || {
            for connection in listener.incoming() {
                let mut connection = connection.unwrap();
                counted.fetch_add(1, Ordering::Relaxed);
                let _ = connection.read(&mut [0; 4096]);
                each(&mut connection);
            }
        });
        (address, count)
    }

    fn answering(answer: &'static str) -> (String, Arc<AtomicUsize>) {
        serving(move |connection| drop(connection.write_all(answer.as_bytes())))
    }

    fn local(patience: Duration) -> Network {
        let permitted = Permitted { local: true, ..Permitted::default() };
        Network::new(permitted, Some(patience)).unwrap()
    }

    const SHORT: Duration = Duration::from_millis(300);
    const LONG: Duration = Duration::from_secs(30);

    fn told(answer: Result<Vec<u8>, OutsideError>) -> String {
        answer.unwrap_err().to_string()
    }

    #[test]
    fn nothing_is_asked_of_an_address_that_is_not_allowed() {
        let network = Network::new(Permitted::default(), None).unwrap();
        let network = network.for_one();
        for url in ["http://127.0.0.1:1/", "http://localhost:1/", "file:///etc/passwd", "non un indirizzo"] {
            let error = told(network.get(url));
            assert!(!error.contains("refused"), "{url}: {error}");
        }
    }

    #[test]
    fn a_redirect_leads_to_no_address_that_is_not_allowed() {
        let (inside, asked) = answering("HTTP/1.1 200 OK\r\nContent-Length: 6\r\n\r\nsecret");
        let answer = format!("HTTP/1.1 302 Found\r\nLocation: {inside}/\r\nContent-Length: 0\r\n\r\n");
        let (outside, _) = serving(move |connection| drop(connection.write_all(answer.as_bytes())));
        let mut permitted = Permitted::default();
        permitted.add(&outside);
        let network = Network::new(permitted, Some(LONG)).unwrap();
        assert!(told(network.for_one().get(&outside)).contains("not a public address"));
        assert_eq!(asked.load(Ordering::Relaxed), 0);
    }

    #[test]
    fn a_host_is_where_the_settings_say() {
        let (address, _) = answering("HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nsi");
        let place = address.trim_start_matches("http://").parse().unwrap();
        let places = [("PKI.example.com".to_owned(), place)].into();
        let network = Network::new(Permitted { places, ..Permitted::default() }, Some(LONG)).unwrap();
        assert_eq!(network.for_one().get("http://pki.example.com/lista.crl").unwrap(), b"si");
    }

    #[test]
    fn redirects_that_go_round_come_to_an_end() {
        let (url, asked) = answering("HTTP/1.1 302 Found\r\nLocation: /\r\nConnection: close\r\n\r\n");
        assert!(told(local(LONG).for_one().get(&url)).contains("redirects"));
        assert_eq!(asked.load(Ordering::Relaxed), REDIRECTS + 1);
    }

    #[test]
    fn an_answer_without_end_is_given_up() {
        let (url, _) = serving(|connection| {
            let _ = connection.write_all(b"HTTP/1.1 200 OK\r\nConnection: close\r\n\r\n");
            while connection.write_all(&[0x30; 1 << 16]).is_ok() {}
        });
        let (local, network) = (local(LONG), b"request");
        assert!(told(local.for_one().ask(&url, network)).contains("longer than 1048576"));
    }

    #[test]
    fn a_host_that_does_not_answer_is_asked_once() {
        let (url, asked) = serving(|connection| drop(connection.read(&mut [0; 16])));
        let network = local(SHORT);
        assert!(told(network.for_one().get(&format!("{url}/a"))).contains("no answer within"));
        assert!(told(network.for_one().get(&format!("{url}/b"))).contains("did not answer before"));
        assert_eq!(asked.load(Ordering::Relaxed), 1);
    }

    #[test]
    fn one_file_waits_for_all_its_answers_together() {
        let network = local(SHORT);
        let mut file = network.for_one();
        file.until = SystemClock.now();
        assert!(told(file.get("http://127.0.0.1:1/")).contains("is over"));
    }

    #[test]
    fn who_is_not_there_is_told() {
        let free = TcpListener::bind("127.0.0.1:0").unwrap().local_addr().unwrap();
        assert!(told(local(LONG).for_one().get(&format!("http://{free}/"))).contains("refused"));
    }

    #[test]
    fn a_redirect_stays_or_leads_elsewhere() {
        let from: Uri = "https://ca.example.it/a/b".parse().unwrap();
        assert_eq!(redirected(&from, "/c").unwrap(), "https://ca.example.it/c");
        assert_eq!(redirected(&from, "https://x.example/d").unwrap(), "https://x.example/d");
        assert!(redirected(&from, "http://x.example/d").is_err(), "not encrypted any more");
        assert!(redirected(&from, "").is_err());
    }
}
