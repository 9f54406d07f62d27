//! Who answers outside of the program: time-stamping services, and the addresses where certificates,
//! revocation lists and OCSP answers are had.
//!
//! Addresses stand in files that anybody may have written. So only http and https are used, only public
//! addresses are connected to (also after a redirect, and whatever a name resolves to), and time, size
//! and number of answers have limits.

use std::{
    collections::HashMap,
    future::Future,
    io,
    net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr},
    pin::Pin,
    sync::{Mutex, PoisonError},
    task::{Context as Task, Poll},
    time::Duration,
};

use http::{
    Method, Request, Uri,
    header::{CONTENT_TYPE, HeaderName, LOCATION, USER_AGENT},
};
use http_body_util::{BodyExt, Full, Limited};
use hyper::body::Bytes;
use hyper_rustls::{HttpsConnector, HttpsConnectorBuilder};
use hyper_util::{
    client::legacy::{
        Client,
        connect::{
            HttpConnector,
            dns::{GaiResolver, Name},
        },
    },
    rt::TokioExecutor,
};
use signing::evidence::{EvidenceSource, OutsideError};
use tower::Service;

use crate::exit::{Failure, Outcome};

/// How long a connection, and then a whole answer with its redirects, may take.
const CONNECT: Duration = Duration::from_secs(5);
const ANSWER: Duration = Duration::from_secs(20);
/// Octets of a list or a certificate, and of an OCSP answer.
const LONGEST: usize = 64 << 20;
const LONGEST_OCSP: usize = 1 << 20;
/// Octets of answers that are remembered.
const REMEMBERED: usize = 256 << 20;
const REDIRECTS: usize = 3;

/// What was asked: an address, and an OCSP request or nothing.
type Question = (String, Vec<u8>);

/// Asks addresses that somebody else wrote, within limits.
#[derive(Debug)]
pub struct Fetcher {
    client: Client<HttpsConnector<HttpConnector<Guarded>>, Full<Bytes>>,
    guard: Guard,
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

impl Fetcher {
    /// `local` allows addresses of this machine and of the internal network, `own` those that begin like
    /// this: the installation's.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn new(local: bool, own: &[String]) -> Result<Self, rustls::Error> {
        let own = own.iter().filter_map(|url| authority_of(&url.parse().ok()?)).collect();
        let guard = Guard { local, own };
        let mut http =
            HttpConnector::new_with_resolver(Guarded { guard: guard.clone(), system: GaiResolver::new() });
        http.enforce_http(false);
        http.set_connect_timeout(Some(CONNECT));
        let connector = HttpsConnectorBuilder::new()
            .with_provider_and_webpki_roots(rustls::crypto::aws_lc_rs::default_provider())?
            .https_or_http()
            .enable_http1()
            .wrap_connector(http);
        Ok(Self { client: Client::builder(TokioExecutor::new()).build(connector), guard })
    }

    /// The answer of an address, after redirects. They do not lead from https back to http.
    ///
    /// # Errors
    /// Why there is none, for people.
    pub async fn fetch(&self, url: &str, asked: Asked<'_>) -> Result<Vec<u8>, String> {
        let mut uri: Uri = url.parse().map_err(|error| format!("{url:?}: {error}"))?;
        for _ in 0..=REDIRECTS {
            self.guard.check(&uri)?;
            let mut request = Request::builder()
                .method(if asked.body.is_empty() { Method::GET } else { Method::POST })
                .uri(uri.clone())
                .header(USER_AGENT, concat!("ceralacca/", env!("CARGO_PKG_VERSION")));
            for (name, value) in asked.headers {
                request = request.header(name, *value);
            }
            let body = Full::new(Bytes::copy_from_slice(asked.body));
            let request = request.body(body).map_err(|error| error.to_string())?;
            let answer = self.client.request(request).await.map_err(|error| foundation::causes(&error))?;
            let status = answer.status();
            if status.is_redirection() {
                let place = answer.headers().get(LOCATION).and_then(|place| place.to_str().ok());
                uri = redirected(&uri, place.unwrap_or_default())?;
                continue;
            }
            if !status.is_success() {
                return Err(format!("HTTP {}", status.as_u16()));
            }
            let body = Limited::new(answer.into_body(), asked.longest).collect().await;
            return Ok(body.map_err(|error| error.to_string())?.to_bytes().to_vec());
        }
        Err(format!("more than {REDIRECTS} redirects"))
    }
}

/// The network, as far as evidence is fetched from it. An answer serves all files of a batch.
#[derive(Debug)]
pub struct Network {
    fetcher: Fetcher,
    runtime: tokio::runtime::Runtime,
    answers: Mutex<HashMap<Question, Result<Vec<u8>, String>>>,
}

impl Network {
    /// The network, with the addresses that [`Fetcher::new`] allows.
    ///
    /// # Errors
    /// When the client cannot be made.
    pub fn new(local: bool, own: &[String]) -> Outcome<Self> {
        let runtime = tokio::runtime::Builder::new_current_thread().enable_all().build();
        Ok(Self {
            fetcher: Fetcher::new(local, own).map_err(Failure::defect)?,
            runtime: runtime.map_err(Failure::defect)?,
            answers: Mutex::default(),
        })
    }

    fn answer(&self, url: &str, body: &[u8]) -> Result<Vec<u8>, OutsideError> {
        let question = (url.to_owned(), body.to_vec());
        let known = || self.answers.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(answer) = known().get(&question) {
            return answer.clone().map_err(OutsideError::new);
        }
        let asked = match body {
            [] => Asked { headers: &[], body, longest: LONGEST },
            _ => {
                Asked { headers: &[(CONTENT_TYPE, "application/ocsp-request")], body, longest: LONGEST_OCSP }
            }
        };
        let answer = self
            .runtime
            .block_on(async { tokio::time::timeout(ANSWER, self.fetcher.fetch(url, asked)).await })
            .unwrap_or_else(|_| Err(format!("no answer within {} s", ANSWER.as_secs())));
        let mut answers = known();
        let held: usize = answers.values().flatten().map(Vec::len).sum();
        if held + answer.as_ref().map_or(0, Vec::len) <= REMEMBERED {
            answers.insert(question, answer.clone());
        }
        answer.map_err(OutsideError::new)
    }
}

impl EvidenceSource for Network {
    fn get(&self, url: &str) -> Result<Vec<u8>, OutsideError> {
        self.answer(url, &[])
    }

    fn ask(&self, url: &str, request: &[u8]) -> Result<Vec<u8>, OutsideError> {
        self.answer(url, request)
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

fn authority_of(uri: &Uri) -> Option<String> {
    let host = uri.host()?.to_ascii_lowercase();
    let port = uri.port_u16().unwrap_or(if uri.scheme_str() == Some("https") { 443 } else { 80 });
    Some(format!("{host}:{port}"))
}

/// Which addresses are connected to.
#[derive(Clone, Debug, Default)]
struct Guard {
    local: bool,
    /// Hosts with ports of the installation.
    own: Vec<String>,
}

impl Guard {
    fn check(&self, uri: &Uri) -> Result<(), String> {
        let (Some("http" | "https"), Some(host)) = (uri.scheme_str(), uri.host()) else {
            return Err("only http and https".to_owned());
        };
        if uri.authority().is_some_and(|authority| authority.as_str().contains('@')) {
            return Err("a name or a password in the address".to_owned());
        }
        let host = host.trim_start_matches('[').trim_end_matches(']');
        match host.parse::<IpAddr>() {
            Ok(address) if !self.allows(address) && !self.is_own(uri) => {
                Err(format!("{address} is not a public address"))
            }
            _ => Ok(()),
        }
    }

    fn allows(&self, address: IpAddr) -> bool {
        self.local || is_public(address)
    }

    fn is_own(&self, uri: &Uri) -> bool {
        authority_of(uri).is_some_and(|authority| self.own.contains(&authority))
    }

    fn is_own_name(&self, name: &str) -> bool {
        self.own.iter().any(|own| own.rsplit_once(':').is_some_and(|(host, _)| host == name))
    }
}

/// Whether an address is one of the public internet.
fn is_public(address: IpAddr) -> bool {
    match address {
        IpAddr::V4(address) => is_public_v4(address),
        IpAddr::V6(address) => match address.to_ipv4_mapped() {
            Some(mapped) => is_public_v4(mapped),
            None => is_public_v6(address),
        },
    }
}

fn is_public_v4(address: Ipv4Addr) -> bool {
    let [a, b, c, _] = address.octets();
    !(address.is_private()
        || address.is_loopback()
        || address.is_link_local()
        || address.is_documentation()
        || a == 0
        || a >= 224
        || (a, b & 0xc0) == (100, 64)
        || (a, b & 0xfe) == (198, 18)
        || (a, b, c) == (192, 0, 0))
}

fn is_public_v6(address: Ipv6Addr) -> bool {
    // Global unicast, without documentation, Teredo and 6to4, which carry other addresses inside.
    let [a, b, ..] = address.segments();
    a & 0xe000 == 0x2000 && (a, b) != (0x2001, 0x0db8) && (a, b) != (0x2001, 0) && a != 0x2002
}

/// Resolves names to addresses that are allowed.
#[derive(Clone, Debug)]
struct Guarded {
    guard: Guard,
    system: GaiResolver,
}

impl Service<Name> for Guarded {
    type Response = std::vec::IntoIter<SocketAddr>;
    type Error = io::Error;
    type Future = Pin<Box<dyn Future<Output = io::Result<Self::Response>> + Send>>;

    fn poll_ready(&mut self, _: &mut Task<'_>) -> Poll<io::Result<()>> {
        Poll::Ready(Ok(()))
    }

    fn call(&mut self, name: Name) -> Self::Future {
        let is_own = self.guard.is_own_name(&name.as_str().to_ascii_lowercase());
        let (guard, found) = (self.guard.clone(), self.system.call(name));
        Box::pin(async move {
            let allowed: Vec<SocketAddr> =
                found.await?.filter(|found| is_own || guard.allows(found.ip())).collect();
            if allowed.is_empty() {
                return Err(io::Error::new(io::ErrorKind::PermissionDenied, "not a public address"));
            }
            Ok(allowed.into_iter())
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_public_addresses_are_connected_to() {
        for public in ["8.8.8.8", "2a00:1450:4001::200e", "::ffff:8.8.8.8"] {
            assert!(is_public(public.parse().unwrap()), "{public}");
        }
        for local in [
            "127.0.0.1",
            "10.1.2.3",
            "172.16.0.1",
            "192.168.1.1",
            "169.254.169.254",
            "0.0.0.0",
            "100.64.0.1",
            "224.0.0.1",
            "255.255.255.255",
            "198.18.0.1",
            "192.0.2.1",
            "::1",
            "::",
            "fe80::1",
            "fc00::1",
            "::ffff:127.0.0.1",
            "::ffff:10.0.0.1",
            "2002:7f00:1::",
            "64:ff9b::a00:1",
            "2001:db8::1",
        ] {
            assert!(!is_public(local.parse().unwrap()), "{local}");
        }
    }

    #[test]
    fn addresses_are_http_and_without_a_password() {
        let guard = Guard { local: false, own: vec!["127.0.0.1:8480".to_owned()] };
        let check = |url: &str| guard.check(&url.parse().unwrap()).is_ok();
        assert!(check("http://crl.example.it/lista.crl"));
        assert!(check("http://127.0.0.1:8480/ocsp"));
        for refused in [
            "ldap://directory.example.it/cn=crl",
            "http://127.0.0.1/ocsp",
            "http://127.0.0.1:8481/ocsp",
            "http://[::1]/",
            "http://utente:segreto@crl.example.it/",
            "/solo/un/percorso",
        ] {
            assert!(!check(refused), "{refused}");
        }
    }

    #[test]
    fn nothing_is_asked_of_an_address_that_is_not_allowed() {
        let network = Network::new(false, &[]).unwrap();
        for url in ["http://127.0.0.1:1/", "http://localhost:1/", "file:///etc/passwd", "non un indirizzo"] {
            let error = network.get(url).unwrap_err().to_string();
            assert!(!error.contains("refused"), "{url}: {error}");
        }
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
