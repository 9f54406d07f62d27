//! The listener for operators: https that asks for a client certificate, and the site behind it.
//!
//! Any certificate completes the handshake ([`client_tls`]). Who it is, and whether that opens anything, is
//! decided by [`access::Access::recognise`] for each request.

use std::{io, net::SocketAddr, sync::Arc, time::Duration};

use access::{Access, pages::ShownCertificates};
use authority::rules::service::Service;
use axum::{Extension, Router, response::Redirect, routing::get};
use foundation::{Clock, Entropy, SystemEntropy};
use hyper_util::{
    rt::{TokioExecutor, TokioIo},
    server::conn::auto::Builder,
    service::TowerToHyperService,
};
use rustls::ServerConfig;
use tokio::{
    net::{TcpListener, TcpStream},
    sync::watch,
    task::JoinSet,
    time::timeout,
};
use tokio_rustls::TlsAcceptor;
use webkit::{Link, Peer, Sessions, Site, Web};

use crate::{
    client_tls::{self, Versions},
    commands::serve::{Installation, server_certificate, store_failure},
    exit::{Failure, Outcome},
    housekeeping::Housekeeping,
    pages::administration,
};

/// A client that does not finish its handshake by then is dropped.
const HANDSHAKE_LIMIT: Duration = Duration::from_secs(10);

/// TLS of an installation, with a server certificate of its internal authority.
///
/// # Errors
/// When the authority cannot issue it.
pub async fn tls_of(installation: &Installation) -> Outcome<Arc<ServerConfig>> {
    let (chain, key) = server_certificate(installation, "localhost").await?;
    let all = installation.authority.authorities();
    let internal = all.iter().filter(|ca| ca.service == Service::Internal);
    let issuers: Vec<_> = internal.map(|ca| ca.certificate.clone()).collect();
    client_tls::config(chain, key, &issuers, Versions::Both)
}

/// Serves operators until `stop` changes; requests under way are finished.
///
/// # Errors
/// When the listener cannot say its address.
pub async fn serve(
    listener: TcpListener,
    tls: Arc<ServerConfig>,
    router: Router,
    mut stop: watch::Receiver<bool>,
) -> io::Result<()> {
    let acceptor = TlsAcceptor::from(tls);
    let mut connections = JoinSet::new();
    while !*stop.borrow_and_update() {
        tokio::select! {
            accepted = listener.accept() => match accepted {
                Ok((stream, peer)) => {
                    let connection = connection(acceptor.clone(), stream, peer, router.clone(), stop.clone());
                    connections.spawn(connection);
                }
                Err(error) => {
                    tracing::warn!(%error, "a connection could not be accepted");
                    tokio::time::sleep(Duration::from_millis(100)).await;
                }
            },
            changed = stop.changed() => if changed.is_err() { break },
            // What has ended is let go of.
            Some(_) = connections.join_next() => {}
        }
    }
    while connections.join_next().await.is_some() {}
    Ok(())
}

async fn connection(
    acceptor: TlsAcceptor,
    stream: TcpStream,
    peer: SocketAddr,
    router: Router,
    mut stop: watch::Receiver<bool>,
) {
    let tls = match timeout(HANDSHAKE_LIMIT, acceptor.accept(stream)).await {
        Ok(Ok(tls)) => tls,
        Ok(Err(error)) => return tracing::debug!(%peer, %error, "handshake failed"),
        Err(_) => return tracing::debug!(%peer, "handshake took too long"),
    };
    let shown = tls.get_ref().1.peer_certificates().unwrap_or_default();
    let shown: Arc<[Vec<u8>]> = shown.iter().map(|certificate| certificate.as_ref().to_vec()).collect();
    let router = router
        .layer(Extension(ShownCertificates(shown)))
        .layer(Extension(Peer { address: peer.ip(), secure: true }));
    let builder = Builder::new(TokioExecutor::new());
    let served = builder.serve_connection(TokioIo::new(tls), TowerToHyperService::new(router));
    let mut served = std::pin::pin!(served);
    let ended = tokio::select! {
        ended = served.as_mut() => ended,
        _ = stop.changed() => {
            served.as_mut().graceful_shutdown();
            served.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%peer, error, "a connection broke off");
    }
}

/// The site for operators: its own menu, its own sessions' cookie by its own port, no public page.
///
/// # Errors
/// What the database says.
pub fn router(
    installation: &Installation,
    clock: Arc<dyn Clock>,
    housekeeping: Housekeeping,
) -> Outcome<Router> {
    let (store, authority) = (installation.store.clone(), Arc::clone(&installation.authority));
    let access = Access::open(store.clone(), Arc::clone(&clock), Arc::clone(&authority));
    let access = Arc::new(access.map_err(Failure::defect)?);
    let site = &installation.config.raw().site;
    let mut web = Web::new(clock, Arc::new(SystemEntropy) as Arc<dyn Entropy>);
    web.chamber.clone_from(&site.name);
    web.base_url.clone_from(&site.url);
    web.nav = vec![
        Link::new("/amministrazione", "administration-heading"),
        Link::new("/amministrazione/ca", "place-ca"),
        Link::new("/amministrazione/crl", "place-lists"),
        Link::new("/amministrazione/chiavi", "place-keys"),
        Link::new("/amministrazione/registro", "place-register"),
        Link::new("/amministrazione/utenti", "place-users"),
    ];
    web.sessions = Some(Sessions::open(store.clone()).map_err(store_failure)?);
    let desk = administration::Desk { store: store.clone(), authority: Arc::clone(&authority), housekeeping };
    let pages = Router::new()
        .route("/", get(|| async { Redirect::to("/amministrazione") }))
        .merge(administration::router(desk))
        .merge(authority::pages::administration::router(authority))
        .merge(access::pages::router(Arc::clone(&access), store));
    let mut layers = Site::new(Arc::new(web));
    for rule in authority::pages::administration::rules() {
        layers = layers.rule(rule);
    }
    Ok(access::pages::recognise(access, layers.layer(pages)))
}
