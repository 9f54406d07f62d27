//! `ceralacca serve`: the pages and the services; and the installation that all commands open.

use std::{
    net::SocketAddr,
    sync::{Arc, Once},
    time::Duration,
};

use authority::Authority;
use axum::Router;
use foundation::{Actor, Clock, Entropy, Problem, SystemEntropy};
use keyvault::Vault;
use signing::Signing;
use store::{Store, StoreUrl};
use tokio::sync::watch;
use tracing_subscriber::EnvFilter;
use webkit::{Link, Rule, Sessions, Site, Web, health};

use crate::{
    Context,
    cli::Serve,
    commands::ca,
    config::Config,
    exit::{Exit, Failure, Outcome},
    keys, pages, server,
};

/// How often lists, responders and leftovers are looked after.
const HOUSEKEEPING: Duration = Duration::from_secs(60);
const DEFAULT_HTTP: SocketAddr = SocketAddr::new(std::net::IpAddr::V4(std::net::Ipv4Addr::LOCALHOST), 8480);

/// An opened installation: configuration, store, authority.
#[derive(Debug)]
pub struct Installation {
    /// Its configuration.
    pub config: Config,
    /// Its database.
    pub store: Store,
    /// Its certification authority.
    pub authority: Arc<Authority>,
}

impl Installation {
    /// The installation in the data folder.
    pub fn load(context: &Context) -> Outcome<Self> {
        Self::open(context, &Config::load(&context.data_folder())?)
    }

    /// Opens vault and database as configured.
    pub fn open(context: &Context, config: &Config) -> Outcome<Self> {
        let vault = keys::open_vault(context, config)?;
        let store = Store::open_existing(store_url(config)).map_err(store_failure)?;
        Self::with(context, config, vault, store)
    }

    /// An installation of a vault and a database that are open.
    pub fn with(context: &Context, config: &Config, vault: Vault, store: Store) -> Outcome<Self> {
        let authority = Authority::open(
            store.clone(),
            vault,
            context.clock(),
            Arc::new(SystemEntropy),
            config.authority().clone(),
        );
        let authority = Arc::new(authority.map_err(ca::failure)?);
        Ok(Self { config: config.clone(), store, authority })
    }
}

/// Where the database is.
pub fn store_url(config: &Config) -> StoreUrl {
    let Ok(url) = match &config.raw().database.url {
        Some(url) => url.parse::<StoreUrl>(),
        None => Ok(StoreUrl::Sqlite(config.folder().join("ceralacca.db"))),
    };
    url
}

/// A failure for each condition of the database.
pub fn store_failure(error: store::Error) -> Failure {
    let problem = Problem::from(&error).with("detail", &error);
    Failure { exit: Exit::Operational, problem }
}

/// Serves until it is told to stop.
pub fn run(context: &Context, options: &Serve) -> Outcome {
    let installation = Installation::load(context)?;
    let listen = &installation.config.raw().listen;
    let http = options.http.or(listen.http).unwrap_or(DEFAULT_HTTP);
    let https = options.https.or(listen.https);
    serve(context, installation, http, https, |addresses| {
        let values = [("addresses", addresses.join(", ").into())];
        context.out.note(&context.out.lang.text("cli-serve-ready", &values));
        if context.out.is_json() {
            let document = serde_json::json!({ "format": "ceralacca.serve/1", "addresses": addresses });
            context.out.data(&document, String::new);
        }
    })
}

/// Serves an installation; `ready` is told the addresses once they are open.
pub fn serve(
    context: &Context,
    installation: Installation,
    http: SocketAddr,
    https: Option<SocketAddr>,
    ready: impl FnOnce(&[String]),
) -> Outcome {
    start_log(context);
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::defect)?;
    runtime.block_on(Box::pin(async move {
        let plain = server::listen(http).await?;
        let encrypted = match https {
            Some(address) => Some(server::listen(address).await?),
            None => None,
        };
        let mut addresses = Vec::new();
        let local = |listener: &tokio::net::TcpListener| listener.local_addr().map_err(Failure::defect);
        addresses.push(format!("http://{}", local(&plain)?));
        if let Some(listener) = &encrypted {
            addresses.push(format!("https://localhost:{}", local(listener)?.port()));
        }
        let signing = Arc::new(open_signing(&installation, context.clock())?);
        let router = router(&installation, Arc::clone(&signing), context.clock())?;
        let (stopper, stop) = watch::channel(false);
        let keeper =
            tokio::spawn(keep_house(Arc::clone(&installation.authority), Arc::clone(&signing), stop.clone()));
        let mut servers = tokio::task::JoinSet::new();
        servers.spawn(server::serve_http(plain, router.clone(), stop.clone()));
        if let Some(listener) = encrypted {
            let tls = tls_config(&installation).await?;
            servers.spawn(server::serve_https(listener, tls, router, stop));
        }
        crate::files::leave_interruptions_to_the_server();
        ready(&addresses);
        wait_for_the_end().await;
        context.out.note(&context.out.lang.t("cli-serve-stopping"));
        let _ = stopper.send(true);
        // Requests under way get ten seconds.
        let _ = tokio::time::timeout(Duration::from_secs(10), servers.join_all()).await;
        keeper.abort();
        Ok(Exit::Done)
    }))
}

/// Pages inside the site's layers; the addresses for relying parties outside of them.
fn router(installation: &Installation, signing: Arc<Signing>, clock: Arc<dyn Clock>) -> Outcome<Router> {
    let site = &installation.config.raw().site;
    let mut web = Web::new(Arc::clone(&clock), Arc::new(SystemEntropy) as Arc<dyn Entropy>);
    web.chamber.clone_from(&site.name);
    web.base_url.clone_from(&site.url);
    web.nav = vec![
        Link::new("/verifica", "nav-verify"),
        Link::new("/certificati", "nav-certificates"),
        Link::new("/certificati/stato", "nav-certificate-status"),
    ];
    web.footer = vec![Link::new("/privacy", "nav-privacy"), Link::new("/accessibilita", "nav-accessibility")];
    web.sessions = Some(Sessions::open(installation.store.clone()).map_err(store_failure)?);
    let web = Arc::new(web);

    let store = installation.store.clone();
    let database = health::Check::new("database", move || store.ping().map_err(|error| error.to_string()));
    let email = || format!("assistenza@{}", host_of(&site.url));
    let details = pages::Details { email: site.email.clone().unwrap_or_else(email), agid_statement: None };
    let inner = Router::new()
        .merge(pages::router(details))
        .merge(authority::pages::router(Arc::clone(&installation.authority)))
        .merge(signing::pages::router(signing))
        .merge(health::router(vec![database]));
    let mut layers = Site::new(web).rule(Rule::at("/certificati/stato").body(authority::pages::UPLOAD_LIMIT));
    for rule in signing::pages::rules() {
        layers = layers.rule(rule);
    }
    // Merging two routers would lose the site's own page for addresses that do not exist.
    let publication = authority::pages::publication(Arc::clone(&installation.authority));
    Ok(publication.fallback_service(layers.layer(inner)))
}

/// The verify page's area, with its folder for files that people send.
fn open_signing(installation: &Installation, clock: Arc<dyn Clock>) -> Outcome<Signing> {
    let uploads = installation.config.folder().join("uploads");
    std::fs::create_dir_all(&uploads).map_err(|error| Failure::io(&error, &uploads))?;
    let trust = Arc::new(signing::AuthorityTrust::new(Arc::clone(&installation.authority)));
    Signing::open(installation.store.clone(), clock, Arc::new(SystemEntropy), uploads, trust)
        .map_err(Failure::defect)
}

fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}

async fn tls_config(installation: &Installation) -> Outcome<Arc<rustls::ServerConfig>> {
    let authority = Arc::clone(&installation.authority);
    let mut names = vec!["localhost".to_owned()];
    let host = host_of(&installation.config.raw().site.url);
    if host != "localhost" && host.parse::<std::net::IpAddr>().is_err() {
        names.push(host.to_owned());
    }
    let issued = tokio::task::spawn_blocking(move || authority.issue_server(&Actor::system("https"), &names));
    let issued = issued.await.map_err(Failure::defect)?.map_err(ca::failure)?;
    let chain = issued.chain.iter().map(|certificate| certificate.der().to_vec()).collect();
    server::tls(chain, issued.key)
}

/// Every minute: lists and responders that are due, files and reports whose time is over. At the start: what a crash interrupted.
async fn keep_house(authority: Arc<Authority>, signing: Arc<Signing>, mut stop: watch::Receiver<bool>) {
    let actor = Actor::system("housekeeping");
    let first = Arc::clone(&authority);
    let recovered = tokio::task::spawn_blocking(move || first.recover()).await;
    match recovered {
        Ok(Ok(0)) | Err(_) => {}
        Ok(Ok(count)) => tracing::warn!(count, "interrupted issuing finished"),
        Ok(Err(error)) => tracing::error!(%error, "interrupted issuing could not be finished"),
    }
    loop {
        let (authority, signing, actor) = (Arc::clone(&authority), Arc::clone(&signing), actor.clone());
        let kept = tokio::task::spawn_blocking(move || {
            if let Err(error) =
                authority.renew_responders(&actor).and_then(|_| authority.publish_lists(&actor))
            {
                tracing::error!(%error, "lists or responders could not be renewed");
            }
            if let Err(error) = signing.sweep() {
                tracing::error!(%error, "files and reports could not be cleared away");
            }
        });
        if let Err(panic) = kept.await {
            tracing::error!(%panic, "housekeeping stopped half way");
        }
        tokio::select! {
            () = tokio::time::sleep(HOUSEKEEPING) => {}
            _ = stop.changed() => return,
        }
    }
}

async fn wait_for_the_end() {
    let terminated = async {
        match tokio::signal::unix::signal(tokio::signal::unix::SignalKind::terminate()) {
            Ok(mut signal) => drop(signal.recv().await),
            Err(_) => std::future::pending().await,
        }
    };
    tokio::select! {
        _ = tokio::signal::ctrl_c() => {}
        () = terminated => {}
    }
}

/// The log goes to standard error; `CERALACCA_LOG` says how much (default: warnings).
fn start_log(context: &Context) {
    static STARTED: Once = Once::new();
    let default = if context.global.verbose { "info" } else { "warn" };
    STARTED.call_once(|| {
        let filter = EnvFilter::try_from_env("CERALACCA_LOG").unwrap_or_else(|_| EnvFilter::new(default));
        let started = tracing_subscriber::fmt().with_env_filter(filter).with_writer(std::io::stderr);
        if context.global.json {
            started.json().init();
        } else {
            started.with_ansi(false).init();
        }
    });
}
