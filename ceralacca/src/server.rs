//! The listeners: http and https, with one handshake task per connection and an orderly end.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use axum::{Router, extract::connect_info::IntoMakeServiceWithConnectInfo, serve::Listener};
use keyvault::SigningKey;
use rustls::{
    ServerConfig, SignatureAlgorithm, SignatureScheme,
    pki_types::CertificateDer,
    server::ResolvesServerCert,
    sign::{CertifiedKey, Signer},
};
use tokio::{
    net::{TcpListener, TcpStream},
    sync::{mpsc, watch},
    time::timeout,
};
use tokio_rustls::{TlsAcceptor, server::TlsStream};
use webkit::Peer;
use x509::alg::DigestAlgorithm;

use crate::exit::{Exit, Failure, Outcome};

/// A client that does not finish its handshake by then is dropped.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// Opens an address; a port that is taken is told apart.
pub async fn listen(address: SocketAddr) -> Outcome<TcpListener> {
    TcpListener::bind(address).await.map_err(|error| {
        let code = match error.kind() {
            io::ErrorKind::AddrInUse => "port-taken",
            _ => "listen-failed",
        };
        Failure::new(Exit::Operational, code).with("address", address).with("detail", error)
    })
}

/// Serves `router` over http until `stop` changes; requests under way are finished.
pub async fn serve_http(
    listener: TcpListener,
    router: Router,
    stop: watch::Receiver<bool>,
) -> io::Result<()> {
    axum::serve(Plain(listener), service(router)).with_graceful_shutdown(stopped(stop)).await
}

/// Serves `router` over https until `stop` changes.
pub async fn serve_https(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let address = listener.local_addr()?;
    let (sender, receiver) = mpsc::channel(64);
    let acceptor = TlsAcceptor::from(tls);
    let accepting = tokio::spawn(async move {
        loop {
            let (stream, peer) = match listener.accept().await {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                    continue;
                }
            };
            let (acceptor, sender) = (acceptor.clone(), sender.clone());
            tokio::spawn(async move {
                match timeout(HANDSHAKE_LIMIT, acceptor.accept(stream)).await {
                    Ok(Ok(tls)) => drop(sender.send((tls, peer)).await),
                    Ok(Err(error)) => tracing::debug!(%peer, %error, "handshake failed"),
                    Err(_) => tracing::debug!(%peer, "handshake took too long"),
                }
            });
        }
    });
    let served = axum::serve(Encrypted { receiver, address }, service(router))
        .with_graceful_shutdown(stopped(stop))
        .await;
    accepting.abort();
    served
}

type Service = IntoMakeServiceWithConnectInfo<Router, PeerInfo>;

fn service(router: Router) -> Service {
    router.layer(axum::middleware::from_fn(peer_extension)).into_make_service_with_connect_info::<PeerInfo>()
}

/// The connection as the pages see it ([`Peer`]).
#[derive(Clone, Copy, Debug)]
struct PeerInfo(Peer);

/// Hands the [`Peer`] of the connection to the pages.
async fn peer_extension(
    axum::extract::ConnectInfo(PeerInfo(peer)): axum::extract::ConnectInfo<PeerInfo>,
    mut request: axum::extract::Request,
    next: axum::middleware::Next,
) -> axum::response::Response {
    request.extensions_mut().insert(peer);
    next.run(request).await
}

async fn stopped(mut stop: watch::Receiver<bool>) {
    while !*stop.borrow_and_update() {
        if stop.changed().await.is_err() {
            return;
        }
    }
}

struct Plain(TcpListener);

impl Listener for Plain {
    type Io = TcpStream;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TcpStream, SocketAddr) {
        loop {
            match self.0.accept().await {
                Ok(accepted) => return accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            }
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        self.0.local_addr()
    }
}

/// Connections whose handshake is done; a slow client holds up nobody.
struct Encrypted {
    receiver: mpsc::Receiver<(TlsStream<TcpStream>, SocketAddr)>,
    address: SocketAddr,
}

impl Listener for Encrypted {
    type Io = TlsStream<TcpStream>;
    type Addr = SocketAddr;

    async fn accept(&mut self) -> (TlsStream<TcpStream>, SocketAddr) {
        match self.receiver.recv().await {
            Some(accepted) => accepted,
            None => std::future::pending().await,
        }
    }

    fn local_addr(&self) -> io::Result<SocketAddr> {
        Ok(self.address)
    }
}

impl axum::extract::connect_info::Connected<axum::serve::IncomingStream<'_, Plain>> for PeerInfo {
    fn connect_info(stream: axum::serve::IncomingStream<'_, Plain>) -> Self {
        PeerInfo(Peer { address: stream.remote_addr().ip(), secure: false })
    }
}

impl axum::extract::connect_info::Connected<axum::serve::IncomingStream<'_, Encrypted>> for PeerInfo {
    fn connect_info(stream: axum::serve::IncomingStream<'_, Encrypted>) -> Self {
        PeerInfo(Peer { address: stream.remote_addr().ip(), secure: true })
    }
}

/// TLS 1.2 and 1.3 with a server key that stays in the vault (P-256).
pub fn tls(chain: Vec<Vec<u8>>, key: Arc<dyn SigningKey>) -> Outcome<Arc<ServerConfig>> {
    let certified =
        CertifiedKey::new(chain.into_iter().map(CertificateDer::from).collect(), Arc::new(ServerKey(key)));
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Failure::defect)?
        .with_no_client_auth()
        .with_cert_resolver(Arc::new(Only(Arc::new(certified))));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// Answers every client with the one certificate there is.
#[derive(Debug)]
struct Only(Arc<CertifiedKey>);

impl ResolvesServerCert for Only {
    fn resolve(&self, _: rustls::server::ClientHello<'_>) -> Option<Arc<CertifiedKey>> {
        Some(Arc::clone(&self.0))
    }
}

/// A P-256 key of the vault, as rustls asks for signatures.
#[derive(Debug)]
struct ServerKey(Arc<dyn SigningKey>);

impl rustls::sign::SigningKey for ServerKey {
    fn choose_scheme(&self, offered: &[SignatureScheme]) -> Option<Box<dyn Signer>> {
        offered
            .contains(&SignatureScheme::ECDSA_NISTP256_SHA256)
            .then(|| Box::new(ServerSigner(Arc::clone(&self.0))) as Box<dyn Signer>)
    }

    fn algorithm(&self) -> SignatureAlgorithm {
        SignatureAlgorithm::ECDSA
    }
}

#[derive(Debug)]
struct ServerSigner(Arc<dyn SigningKey>);

impl Signer for ServerSigner {
    fn sign(&self, message: &[u8]) -> Result<Vec<u8>, rustls::Error> {
        let digest = DigestAlgorithm::Sha256.digest(message);
        self.0
            .sign_digest(x509::alg::SignatureAlgorithm::Ecdsa(DigestAlgorithm::Sha256), &digest)
            .map_err(|error| rustls::Error::General(error.to_string()))
    }

    fn scheme(&self) -> SignatureScheme {
        SignatureScheme::ECDSA_NISTP256_SHA256
    }
}
