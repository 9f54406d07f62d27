//! The listeners: http and https, with one handshake task per connection and an orderly end.
//!
//! Behind the plain one, OCSP answers that are ready leave before any routing: they are most of what a
//! status service is asked for.

use std::{
    convert::Infallible,
    io,
    net::SocketAddr,
    pin::Pin,
    sync::Arc,
    task::{Context, Poll},
    time::Duration,
};

use authority::{Authority, pages};
use axum::{
    Router,
    body::{Body, Bytes, HttpBody},
    extract::connect_info::IntoMakeServiceWithConnectInfo,
    http::{Request, Response},
    routing::future::RouteFuture,
    serve::Listener,
};
use hyper::{
    body::{Frame, Incoming, SizeHint},
    server::conn::http1,
};
use hyper_util::rt::{TokioIo, TokioTimer};
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
    time::{sleep, timeout},
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

/// A client that has not sent the head of its request by then is dropped, also between two requests.
const HEAD_LIMIT: Duration = Duration::from_secs(30);
/// Octets of the head of a request.
const MAX_HEAD: usize = 64 * 1024;

/// Serves over http until `stop` changes: OCSP answers that an authority has ready at once, all else
/// through `router`. Requests under way are finished.
pub async fn serve_plain(
    listener: TcpListener,
    router: Router,
    status: Option<Arc<Authority>>,
    stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let mut builder = http1::Builder::new();
    builder.timer(TokioTimer::new()).header_read_timeout(HEAD_LIMIT).max_buf_size(MAX_HEAD).writev(false);
    // Closed when the last connection has ended.
    let (alive, mut ended) = mpsc::channel::<Infallible>(1);
    let mut ending = std::pin::pin!(stopped(stop.clone()));
    loop {
        let (stream, peer) = tokio::select! {
            () = &mut ending => break,
            accepted = listener.accept() => match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    sleep(Duration::from_millis(100)).await;
                    continue;
                }
            },
        };
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%peer, %error, "TCP_NODELAY");
        }
        let peer = Peer { address: peer.ip(), secure: false };
        let front = Front { status: status.clone(), router: router.clone(), peer };
        let connection = builder.serve_connection(TokioIo::new(stream), front).with_upgrades();
        let (alive, ending) = (alive.clone(), stopped(stop.clone()));
        tokio::spawn(async move {
            let mut connection = std::pin::pin!(connection);
            let ended = tokio::select! {
                ended = connection.as_mut() => ended,
                () = ending => {
                    connection.as_mut().graceful_shutdown();
                    connection.await
                }
            };
            if let Err(error) = ended {
                tracing::debug!(address = %peer.address, %error, "a connection ended early");
            }
            drop(alive);
        });
    }
    drop((listener, alive));
    let _ = ended.recv().await;
    Ok(())
}

/// What stands before the router on a plain connection.
struct Front {
    status: Option<Arc<Authority>>,
    router: Router,
    peer: Peer,
}

impl hyper::service::Service<Request<Incoming>> for Front {
    type Response = Response<Reply>;
    type Error = Infallible;
    type Future = Answering;

    fn call(&self, request: Request<Incoming>) -> Answering {
        if let Some(authority) = &self.status {
            let (method, path) = (request.method(), request.uri().path());
            if let Some(ready) = pages::ocsp::ready(authority, method, path, request.headers()) {
                return Answering::Ready(Some(ready.map(|body| Reply::Ready(Some(body)))));
            }
        }
        let mut request = request.map(Body::new);
        request.extensions_mut().insert(self.peer);
        Answering::Routed(Box::pin(tower::Service::call(&mut self.router.clone(), request)))
    }
}

/// An answer on its way.
enum Answering {
    Ready(Option<Response<Reply>>),
    Routed(Pin<Box<RouteFuture<Infallible>>>),
}

impl Future for Answering {
    type Output = Result<Response<Reply>, Infallible>;

    fn poll(mut self: Pin<&mut Self>, context: &mut Context<'_>) -> Poll<Self::Output> {
        match &mut *self {
            Answering::Ready(response) => match response.take() {
                Some(response) => Poll::Ready(Ok(response)),
                None => Poll::Pending,
            },
            Answering::Routed(route) => {
                route.as_mut().poll(context).map(|answer| answer.map(|response| response.map(Reply::Routed)))
            }
        }
    }
}

/// The body of an answer.
enum Reply {
    /// In one piece.
    Ready(Option<Bytes>),
    /// As the router gives it.
    Routed(Body),
}

impl HttpBody for Reply {
    type Data = Bytes;
    type Error = axum::Error;

    fn poll_frame(
        mut self: Pin<&mut Self>,
        context: &mut Context<'_>,
    ) -> Poll<Option<Result<Frame<Bytes>, axum::Error>>> {
        match &mut *self {
            Reply::Ready(body) => Poll::Ready(body.take().map(|body| Ok(Frame::data(body)))),
            Reply::Routed(body) => Pin::new(body).poll_frame(context),
        }
    }

    fn is_end_stream(&self) -> bool {
        match self {
            Reply::Ready(body) => body.as_ref().is_none_or(Bytes::is_empty),
            Reply::Routed(body) => body.is_end_stream(),
        }
    }

    fn size_hint(&self) -> SizeHint {
        match self {
            Reply::Ready(body) => SizeHint::with_exact(body.as_ref().map_or(0, |body| body.len() as u64)),
            Reply::Routed(body) => body.size_hint(),
        }
    }
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

impl axum::extract::connect_info::Connected<axum::serve::IncomingStream<'_, Encrypted>> for PeerInfo {
    fn connect_info(stream: axum::serve::IncomingStream<'_, Encrypted>) -> Self {
        PeerInfo(Peer { address: stream.remote_addr().ip(), secure: true })
    }
}

/// TLS 1.2 and 1.3 with a server key that stays in the vault (P-256).
pub fn tls(chain: Vec<Vec<u8>>, key: Arc<dyn SigningKey>) -> Outcome<Arc<ServerConfig>> {
    let provider = Arc::new(rustls::crypto::aws_lc_rs::default_provider());
    let mut config = ServerConfig::builder_with_provider(provider)
        .with_safe_default_protocol_versions()
        .map_err(Failure::defect)?
        .with_no_client_auth()
        .with_cert_resolver(only(chain, key));
    config.alpn_protocols = vec![b"h2".to_vec(), b"http/1.1".to_vec()];
    Ok(Arc::new(config))
}

/// What answers every client with one certificate and its key.
pub fn only(chain: Vec<Vec<u8>>, key: Arc<dyn SigningKey>) -> Arc<dyn ResolvesServerCert> {
    let chain = chain.into_iter().map(CertificateDer::from).collect();
    Arc::new(Only(Arc::new(CertifiedKey::new(chain, Arc::new(ServerKey(key))))))
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
