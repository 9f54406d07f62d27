//! The listener that reads cards: https that asks for the certificate of a CNS in the first handshake.
//!
//! A person looks for the card and types the PIN while the handshake lasts, so it may last minutes; what a
//! program could abuse is limited instead: how soon the first message comes, how many connections one
//! address and all together hold, how long a connection lasts. It is closed after its answer, so that the
//! next one proves the key again.

use std::{
    collections::HashMap,
    io,
    net::{IpAddr, SocketAddr},
    sync::{Arc, Mutex, PoisonError},
    time::Duration,
};

use access::{
    People,
    pages::{
        ShownCertificates,
        cns::{self, Proxies},
        people::Places,
    },
};
use axum::{Extension, Router, extract::Request, http::HeaderName, middleware::Next};
use foundation::{Clock, Entropy, SystemEntropy};
use hyper_util::{
    rt::{TokioExecutor, TokioIo, TokioTimer},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use keyvault::SigningKey;
use rustls::ServerConfig;
use serde::{Deserialize, Serialize};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{Notify, watch},
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::LazyConfigAcceptor;
use webkit::{Peer, Site, Web};
use x509::Certificate;

use crate::{
    client_tls::{self, Versions},
    commands::serve::{Installation, server_certificate},
    exit::{Failure, Outcome},
    site::host_of,
};

/// The first message of a handshake needs no person.
const HELLO_LIMIT: Duration = Duration::from_secs(10);
/// The rest waits for who chooses a certificate and types a PIN.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(180);
/// From the handshake to the answer.
const REQUEST_LIMIT: Duration = Duration::from_secs(30);
/// Octets of the head of a request.
const MAX_HEAD: usize = 16 * 1024;
/// Connections of one address, of one network of 64 bits for IPv6: an office shares one.
const MOST_OF_ONE: usize = 64;
/// Connections in all.
const MOST: usize = 4_096;
/// How often the issuers of cards are looked at.
const ISSUERS_AGAIN: Duration = Duration::from_secs(60);

/// `[cns]`: login with the card.
#[derive(Clone, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawCns {
    /// Where browsers are asked for the certificate of their card.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub listen: Option<SocketAddr>,
    /// The public address of that place; the host of the pages and the port of `listen` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// TLS 1.2 without RSASSA-PSS, for old modules of cards.
    #[serde(default)]
    pub tls12_only: bool,
    /// Proxies that do the handshake and hand the certificate over in a header.
    #[serde(default)]
    pub proxies: Vec<IpAddr>,
    /// The header; `x-ssl-client-cert` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub proxy_header: Option<String>,
}

impl RawCns {
    /// Whether nothing is said.
    pub fn is_usual(&self) -> bool {
        *self == Self::default()
    }

    /// The first key that makes no sense, and why.
    pub fn wrong(&self) -> Option<(&'static str, String)> {
        if let Some(url) = &self.url {
            let rest = url.strip_prefix("https://").unwrap_or_default();
            if rest.is_empty() || rest.contains('/') {
                return Some(("cns.url", format!("{url:?} (https://…)")));
            }
        }
        if let Some(name) = &self.proxy_header
            && HeaderName::from_bytes(name.as_bytes()).is_err()
        {
            return Some(("cns.proxy_header", name.clone()));
        }
        (!self.proxies.is_empty() && self.url.is_none()).then(|| ("cns.url", "?".to_owned()))
    }

    fn proxies(&self) -> Option<Proxies> {
        let name = self.proxy_header.as_deref().unwrap_or("x-ssl-client-cert");
        let header = HeaderName::from_bytes(name.as_bytes()).ok()?;
        (!self.proxies.is_empty()).then(|| Proxies { addresses: self.proxies.clone(), header })
    }

    fn versions(&self) -> Versions {
        if self.tls12_only { Versions::OldModules } else { Versions::Both }
    }
}

/// The login of people, as the pages and the listener share it.
#[derive(Clone, Debug)]
pub struct Login {
    /// Who decides.
    pub people: Arc<People>,
    /// Where pages and listener are.
    pub places: Places,
    /// Proxies that do the handshake.
    pub proxies: Option<Proxies>,
}

/// The login of an installation whose listeners have these ports; none where no card could be read.
///
/// # Errors
/// What the database says.
pub fn login(
    installation: &Installation,
    clock: Arc<dyn Clock>,
    (https, cns): (Option<u16>, Option<u16>),
) -> Outcome<Option<Login>> {
    let raw = installation.config.raw();
    let proxies = raw.cns.proxies();
    let host = host_of(&raw.site.url);
    let card = match (&raw.cns.url, cns) {
        (Some(url), cns) if cns.is_some() || proxies.is_some() => url.clone(),
        (None, Some(port)) => format!("https://{host}:{port}"),
        _ => return Ok(None),
    };
    let site = match https {
        // On this machine alone: whatever port the command line or the system chose.
        Some(port) if host == "localhost" => format!("https://localhost:{port}"),
        _ => raw.site.url.clone(),
    };
    let people = People::open(
        installation.store.clone(),
        clock,
        Arc::new(SystemEntropy),
        Arc::clone(&installation.authority),
    );
    let people = Arc::new(people.map_err(Failure::defect)?);
    Ok(Some(Login { people, places: Places { site, card }, proxies }))
}

/// The address in the site's layers: nothing is remembered here and no page is shown.
pub fn router(login: &Login, clock: Arc<dyn Clock>) -> Router {
    let web = Web::new(clock, Arc::new(SystemEntropy) as Arc<dyn Entropy>);
    let pages = cns::listener(Arc::clone(&login.people), login.places.clone());
    Site::new(Arc::new(web)).rule(cns::rule()).layer(pages)
}

/// TLS of the listener, made again when the issuers of cards change.
pub struct CardTls {
    people: Arc<People>,
    chain: Vec<Vec<u8>>,
    key: Arc<dyn SigningKey>,
    versions: Versions,
    issuers: Vec<Certificate>,
    config: Arc<ServerConfig>,
}

impl std::fmt::Debug for CardTls {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("CardTls").field("issuers", &self.issuers.len()).finish_non_exhaustive()
    }
}

impl CardTls {
    /// With a server certificate of the internal authority for the listener's host name.
    ///
    /// # Errors
    /// When the authority cannot issue it.
    pub async fn of(installation: &Installation, login: &Login) -> Outcome<Self> {
        let (chain, key) = server_certificate(installation, host_of(&login.places.card)).await?;
        Self::new(Arc::clone(&login.people), chain, key, installation.config.raw().cns.versions())
    }

    fn new(
        people: Arc<People>,
        chain: Vec<Vec<u8>>,
        key: Arc<dyn SigningKey>,
        versions: Versions,
    ) -> Outcome<Self> {
        let issuers = people.issuers();
        let config = client_tls::config(chain.clone(), Arc::clone(&key), &issuers, versions)?;
        Ok(Self { people, chain, key, versions, issuers, config })
    }

    /// Looks at the issuers again.
    async fn renewed(self) -> Self {
        let people = Arc::clone(&self.people);
        let Ok(issuers) = tokio::task::spawn_blocking(move || people.issuers()).await else { return self };
        if issuers == self.issuers {
            return self;
        }
        match client_tls::config(self.chain.clone(), Arc::clone(&self.key), &issuers, self.versions) {
            Ok(config) => Self { issuers, config, ..self },
            Err(_) => self,
        }
    }
}

/// Serves until `stop` changes; requests under way are finished, handshakes are not waited for.
///
/// # Errors
/// None that a caller sees: a connection that fails is told in the log.
pub async fn serve(
    listener: TcpListener,
    mut tls: CardTls,
    router: Router,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let doors = Arc::new(Doors::default());
    let mut connections = JoinSet::new();
    let mut again = tokio::time::interval(ISSUERS_AGAIN);
    while !*stop.borrow_and_update() {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => match Doors::enter(&doors, peer.ip()) {
                    Some(place) => {
                        let config = Arc::clone(&tls.config);
                        let served = connection(stream, peer, config, router.clone(), stop.clone());
                        connections.spawn(async move {
                            served.await;
                            drop(place);
                        });
                    }
                    None => tracing::warn!(%peer, "too many connections at the listener for cards"),
                },
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            _ = again.tick() => tls = tls.renewed().await,
            changed = stop.changed() => if changed.is_err() { break },
            // What has ended is let go of.
            Some(_) = connections.join_next() => {}
        }
    }
    while connections.join_next().await.is_some() {}
    Ok(())
}

async fn connection(
    stream: TcpStream,
    peer: SocketAddr,
    config: Arc<ServerConfig>,
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    let handshake = async {
        let hello = LazyConfigAcceptor::new(rustls::server::Acceptor::default(), stream);
        let hello = timeout(HELLO_LIMIT, hello).await??;
        timeout(HANDSHAKE_LIMIT, hello.into_stream(config)).await?
    };
    let shaken = tokio::select! {
        shaken = handshake => shaken,
        _ = stop.changed() => return,
    };
    let tls = match shaken {
        Ok(tls) => tls,
        Err(error) => return tracing::debug!(%peer, %error, "handshake failed"),
    };
    let shown = tls.get_ref().1.peer_certificates().unwrap_or_default();
    let shown: Arc<[Vec<u8>]> = shown.iter().map(|certificate| certificate.as_ref().to_vec()).collect();
    let answered = Arc::new(Notify::new());
    let told = Arc::clone(&answered);
    let router = router
        .layer(Extension(ShownCertificates(shown)))
        .layer(Extension(Peer { address: peer.ip(), secure: true }))
        .layer(axum::middleware::from_fn(move |request: Request, next: Next| {
            let told = Arc::clone(&told);
            async move {
                let response = next.run(request).await;
                told.notify_one();
                response
            }
        }));
    let mut builder = Builder::new(TokioExecutor::new());
    builder.http1().timer(TokioTimer::new()).header_read_timeout(REQUEST_LIMIT).max_buf_size(MAX_HEAD);
    builder.http2().timer(TokioTimer::new()).max_header_list_size(16 * 1024).max_concurrent_streams(4);
    let served = builder.serve_connection(TokioIo::new(tls), TowerToHyperService::new(router));
    let mut served = std::pin::pin!(served);
    let whole = async {
        tokio::select! {
            ended = served.as_mut() => return ended,
            () = answered.notified() => {}
            _ = stop.changed() => {}
        }
        served.as_mut().graceful_shutdown();
        served.await
    };
    match timeout(REQUEST_LIMIT, whole).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => tracing::debug!(%peer, error, "a connection broke off"),
        Err(_) => tracing::debug!(%peer, "a connection asked nothing in time"),
    }
}

/// How many connections each address holds.
#[derive(Debug, Default)]
struct Doors(Mutex<(usize, HashMap<IpAddr, usize>)>);

/// A connection's place among those of its address.
struct Place(Arc<Doors>, IpAddr);

impl Doors {
    fn enter(doors: &Arc<Self>, address: IpAddr) -> Option<Place> {
        let address = network(address);
        let mut held = doors.0.lock().unwrap_or_else(PoisonError::into_inner);
        if held.0 >= MOST || held.1.get(&address).is_some_and(|own| *own >= MOST_OF_ONE) {
            return None;
        }
        held.0 += 1;
        *held.1.entry(address).or_default() += 1;
        Some(Place(Arc::clone(doors), address))
    }
}

impl Drop for Place {
    fn drop(&mut self) {
        let mut held = self.0.0.lock().unwrap_or_else(PoisonError::into_inner);
        held.0 = held.0.saturating_sub(1);
        if let Some(own) = held.1.get_mut(&self.1) {
            *own = own.saturating_sub(1);
            if *own == 0 {
                held.1.remove(&self.1);
            }
        }
    }
}

fn network(address: IpAddr) -> IpAddr {
    match address.to_canonical() {
        IpAddr::V6(address) => IpAddr::V6((u128::from(address) >> 64 << 64).into()),
        address @ IpAddr::V4(_) => address,
    }
}

#[cfg(test)]
mod tests;
