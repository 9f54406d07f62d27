//! `ceralacca serve`: the pages and the services, all of them or some; and the installation that all
//! commands open.

use std::{
    net::SocketAddr,
    sync::{Arc, Once},
    time::Duration,
};

use access::People;
use authority::{Authority, AuthorityError};
use foundation::{Actor, Clock, Entropy, Problem, SystemEntropy};
use keyvault::Vault;
use post::Office;
use signing::{
    Signing,
    trusted_lists::{KeptLists, ListTaken},
};
use store::{Store, StoreUrl, jobs::Worker};
use tokio::{
    signal::unix::{SignalKind, signal},
    sync::watch,
};
use tracing_subscriber::EnvFilter;

use crate::{
    Context, admin_server, ca_keys,
    cli::{NodeRole, Serve},
    cns_server,
    commands::ca,
    config::Config,
    exit::{Exit, Failure, Outcome},
    housekeeping::{Housekeeping, Task},
    keys,
    list_source::HttpLists,
    post_office, server,
    site::{self, Parts},
    time_source,
};

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
        let authority = authority.map_err(ca::failure)?;
        let authority = authority
            .with_clock_guard(time_source::guard(context, &config.raw().clock))
            .with_time_stamping(config.raw().time_stamping.settings())
            .with_life(config.raw().certificates.settings());
        let authority = match ca_keys::keyring(context, config)? {
            Some(signer) => authority.with_signer(signer),
            None => authority,
        };
        let authority = Arc::new(authority);
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
    let config = Config::load(&context.data_folder())?;
    let roles = NodeRole::of(&options.only);
    // Who only gives out what is signed needs nobody who signs.
    let signs = roles.contains(&NodeRole::Web) || roles.contains(&NodeRole::Worker);
    let _signer = if signs { ca_keys::spawn_signer(context, &config)? } else { None };
    let installation = Installation::open(context, &config)?;
    let listen = &installation.config.raw().listen;
    let plan = Plan {
        http: options.http.or(listen.http).unwrap_or(DEFAULT_HTTP),
        https: options.https.or(listen.https),
        admin: options.admin.or(listen.admin),
        cns: options.cns.or(installation.config.raw().cns.listen),
        roles,
        demo: false,
    };
    serve(context, installation, &plan, |addresses| {
        let values = [("addresses", addresses.join(", ").into())];
        context.out.note(&context.out.lang.text("cli-serve-ready", &values));
        if context.out.is_json() {
            let document = serde_json::json!({ "format": "ceralacca.serve/1", "addresses": addresses });
            context.out.data(&document, String::new);
        }
    })
}

/// Where a node listens and what it does.
#[derive(Clone, Debug)]
pub struct Plan {
    /// Address of plain http.
    pub http: SocketAddr,
    /// Address of https, if there is one.
    pub https: Option<SocketAddr>,
    /// Address where operators enter with their certificates, if there is one.
    pub admin: Option<SocketAddr>,
    /// Address where browsers are asked for the certificate of their card, if there is one.
    pub cns: Option<SocketAddr>,
    /// What the node does.
    pub roles: Vec<NodeRole>,
    /// Whether everything is invented: then the mails that would be sent are shown.
    pub demo: bool,
}

/// Serves an installation; `ready` is told the addresses once they are open.
pub fn serve(
    context: &Context,
    installation: Installation,
    plan: &Plan,
    ready: impl FnOnce(&[String]),
) -> Outcome {
    start_log(context);
    let runtime = tokio::runtime::Runtime::new().map_err(Failure::defect)?;
    runtime.block_on(Box::pin(async move {
        let plain = server::listen(plan.http).await?;
        let encrypted = match plan.https {
            Some(address) => Some(server::listen(address).await?),
            None => None,
        };
        let operators = match plan.admin.filter(|_| plan.roles.contains(&NodeRole::Web)) {
            Some(address) => Some(server::listen(address).await?),
            None => None,
        };
        let cards = match plan.cns.filter(|_| plan.roles.contains(&NodeRole::Web)) {
            Some(address) => Some(server::listen(address).await?),
            None => None,
        };
        let mut addresses = Vec::new();
        let local = |listener: &tokio::net::TcpListener| listener.local_addr().map_err(Failure::defect);
        addresses.push(format!("http://{}", local(&plain)?));
        if let Some(listener) = &encrypted {
            addresses.push(format!("https://localhost:{}", local(listener)?.port()));
        }
        if let Some(listener) = &operators {
            addresses.push(format!("https://localhost:{}/amministrazione", local(listener)?.port()));
        }
        let port = |listener: &Option<tokio::net::TcpListener>| {
            listener.as_ref().and_then(|listener| listener.local_addr().ok()).map(|address| address.port())
        };
        let login = cns_server::login(&installation, context.clock(), (port(&encrypted), port(&cards)))?;
        if let (Some(login), Some(_)) = (&login, &cards) {
            addresses.push(format!("{}/accedi", login.places.site));
        }
        let signing = Arc::new(open_signing(&installation, context.clock())?);
        let node = node_name();
        store::audit::name_this_node(&node);
        let names: Vec<_> = plan.roles.iter().map(|role| role.name()).collect();
        let work: Vec<_> = names.iter().map(String::as_str).collect();
        let told = installation.config.without_secrets()?;
        let started =
            installation.authority.record_start(&host_name(), env!("CARGO_PKG_VERSION"), &work, &told);
        started.map_err(ca::failure)?;
        let housekeeping = Housekeeping::new(installation.store.clone(), context.clock(), &node);
        let office = post_office::open(&installation.config, installation.store.clone())?;
        let people = login.as_ref().map(|login| Arc::clone(&login.people));
        let tasks = tasks(&installation, (&signing, people), &office, context.clock(), &plan.roles);
        let parts = Parts {
            installation: &installation,
            signing,
            login: login.clone(),
            office,
            clock: context.clock(),
            housekeeping: housekeeping.clone(),
            demo: plan.demo,
        };
        let router = site::router(&parts, &plan.roles)?;
        let (stopper, stop) = watch::channel(false);
        let mut servers = tokio::task::JoinSet::new();
        if let Some(listener) = operators {
            let router = admin_server::router(&installation, context.clock(), housekeeping.clone())?;
            let tls = admin_server::tls_of(&installation).await?;
            servers.spawn(admin_server::serve(listener, tls, router, stop.clone()));
        }
        if let (Some(listener), Some(login)) = (cards, &login) {
            let tls = cns_server::CardTls::of(&installation, login).await?;
            let router = cns_server::router(login, context.clock());
            servers.spawn(cns_server::serve(listener, tls, router, stop.clone()));
        }
        let keeper = tokio::spawn(housekeeping.run(tasks, stop.clone()));
        let status = plan.roles.contains(&NodeRole::Ocsp).then(|| Arc::clone(&installation.authority));
        servers.spawn(server::serve_plain(plain, router.clone(), status, stop.clone()));
        if let Some(listener) = encrypted {
            let tls = tls_config(&installation).await?;
            servers.spawn(server::serve_https(listener, tls, router, stop));
        }
        let end = the_end();
        crate::files::leave_interruptions_to_the_server();
        ready(&addresses);
        end.await;
        context.out.note(&context.out.lang.t("cli-serve-stopping"));
        let _ = stopper.send(true);
        // Requests under way get ten seconds.
        let ended = async { tokio::join!(servers.join_all(), keeper) };
        let _ = tokio::time::timeout(Duration::from_secs(10), ended).await;
        if let Err(error) = installation.authority.record_stop(&host_name()) {
            tracing::warn!(%error, "the log was not told of the stop");
        }
        Ok(Exit::Done)
    }))
}

/// The verify page's area, with its folder for files that people send.
fn open_signing(installation: &Installation, clock: Arc<dyn Clock>) -> Outcome<Signing> {
    let uploads = installation.config.folder().join("uploads");
    std::fs::create_dir_all(&uploads).map_err(|error| Failure::io(&error, &uploads))?;
    let lists = KeptLists::open(installation.store.clone(), clock.clone()).map_err(Failure::defect)?;
    let trust = signing::AuthorityTrust::new(Arc::clone(&installation.authority)).with_lists(Arc::new(lists));
    let trust = Arc::new(trust);
    Signing::open(installation.store.clone(), clock, Arc::new(SystemEntropy), uploads, trust)
        .map_err(Failure::defect)
}

async fn tls_config(installation: &Installation) -> Outcome<Arc<rustls::ServerConfig>> {
    let (chain, key) = server_certificate(installation, "localhost").await?;
    server::tls(chain, key)
}

/// A certificate of the internal authority for this server's names and another one, with its key.
pub async fn server_certificate(
    installation: &Installation,
    another: &str,
) -> Outcome<(Vec<Vec<u8>>, Arc<dyn keyvault::SigningKey>)> {
    let authority = Arc::clone(&installation.authority);
    let mut names = vec!["localhost".to_owned()];
    for host in [site::host_of(&installation.config.raw().site.url), another] {
        if !names.iter().any(|name| name == host) && host.parse::<std::net::IpAddr>().is_err() {
            names.push(host.to_owned());
        }
    }
    let issued = tokio::task::spawn_blocking(move || authority.issue_server(&Actor::system("https"), &names));
    let issued = issued.await.map_err(Failure::defect)?.map_err(ca::failure)?;
    let chain = issued.chain.iter().map(|certificate| certificate.der().to_vec()).collect();
    Ok((chain, issued.key))
}

/// What the node does by itself. A list follows a change within seconds (pki.md §6 asks for a minute).
fn tasks(
    installation: &Installation,
    (signing, people): (&Arc<Signing>, Option<Arc<People>>),
    office: &Arc<Office>,
    clock: Arc<dyn Clock>,
    roles: &[NodeRole],
) -> Vec<Task> {
    let authority = || Arc::clone(&installation.authority);
    let actor = || Actor::system("housekeeping");
    let (clock_watched, actor_of_clock) = (authority(), actor());
    let watch =
        move || clock_watched.record_clock(&actor_of_clock).map(drop).map_err(|error| error.to_string());
    let mut tasks = vec![Task::own("clock", Duration::from_secs(60), watch)];
    if roles.contains(&NodeRole::Ocsp) {
        let authority = authority();
        let follow = move || {
            let followed = authority.follow_status_changes().and_then(|_| authority.presign_answers(200));
            let told = |error: AuthorityError| {
                authority.status_health().problem().unwrap_or_else(|| error.to_string())
            };
            followed.map(drop).map_err(told)
        };
        tasks.push(Task::own("status", Duration::from_secs(1), follow));
    }
    if roles.contains(&NodeRole::Web) {
        let signing = Arc::clone(signing);
        let sweep = move || signing.sweep().map(drop).map_err(|error| error.to_string());
        tasks.push(Task::own("files", Duration::from_secs(60), sweep));
        if let Some(people) = people {
            let sweep = move || people.sweep().map(drop).map_err(|error| error.to_string());
            tasks.push(Task::shared("logins", Duration::from_secs(60), sweep));
        }
    }
    if roles.contains(&NodeRole::Worker) {
        let mut shared = |name, seconds, work: fn(&Authority, &Actor) -> Result<(), AuthorityError>| {
            let (authority, actor) = (authority(), actor());
            let work = move || work(&authority, &actor).map_err(|error| error.to_string());
            tasks.push(Task::shared(name, Duration::from_secs(seconds), work));
        };
        shared("recovery", 60, |authority, _| authority.recover_left_behind().map(drop));
        shared("keys", 60, |authority, actor| {
            authority.renew_responders(actor)?;
            authority.renew_time_stamping_units(actor).map(drop)
        });
        shared("register", 3600, |authority, actor| authority.survey_register_when_due(actor).map(drop));
        shared("deadlines", 60, |authority, _| authority.sweep_deadlines().map(drop));
        shared("lists", 3, |authority, actor| authority.publish_lists(actor).map(drop));
        shared("audit", 10, |authority, _| authority.checkpoint_audit_log().map(drop));
        shared("time-stamps", 3600, |authority, actor| authority.anchor_time_stamps(actor).map(drop));
        let worker = Worker::new(installation.store.clone(), clock.clone(), Arc::new(SystemEntropy));
        let worker = office.handle(worker);
        let (forget_clock, list_clock) = (clock.clone(), clock.clone());
        let deliver = move || worker.run_due(clock.now()).map(drop).map_err(|error| error.to_string());
        tasks.push(Task::own("post", Duration::from_secs(2), deliver));
        let forgetful = Arc::clone(office);
        let forget =
            move || forgetful.forget(forget_clock.now()).map(drop).map_err(|error| error.to_string());
        tasks.push(Task::own("post-retention", Duration::from_secs(3600), forget));
        tasks.push(Task::shared(
            "trusted-lists",
            Duration::from_secs(3600),
            list_refresh(installation, list_clock),
        ));
    }
    tasks
}

/// Looks for newer copies of the trusted lists that are kept; a copy that is not taken is told.
fn list_refresh(
    installation: &Installation,
    clock: Arc<dyn Clock>,
) -> impl Fn() -> Result<(), String> + Send + Sync + use<> {
    let (store, source) = (installation.store.clone(), HttpLists::of(&installation.config));
    let countries = installation.config.raw().trusted_lists.countries.clone();
    move || {
        let kept = KeptLists::open(store.clone(), clock.clone()).map(|kept| kept.for_countries(&countries));
        let refreshed = kept.and_then(|kept| kept.refresh(&Actor::system("housekeeping"), &source, false));
        let rejected: Vec<String> = refreshed
            .map_err(|error| error.to_string())?
            .into_iter()
            .filter_map(|outcome| match outcome.taken {
                ListTaken::Rejected(why) => Some(format!("{}: {why}", outcome.name)),
                _ => None,
            })
            .collect();
        if rejected.is_empty() { Ok(()) } else { Err(rejected.join("; ")) }
    }
}

/// Tells this process from every other that serves the same database.
fn node_name() -> String {
    let entropy: &dyn Entropy = &SystemEntropy;
    let chance = foundation::hex(&entropy.bytes::<4>());
    format!("{}-{}-{chance}", host_name(), std::process::id())
}

/// The name of this machine.
fn host_name() -> String {
    std::fs::read_to_string("/proc/sys/kernel/hostname").unwrap_or_default().trim().to_owned()
}

/// Ends when the process is asked to end; nothing that is asked from this call on is lost. Within a runtime.
pub fn the_end() -> impl Future<Output = ()> + Send + use<> {
    let asked = [SignalKind::interrupt(), SignalKind::terminate()].map(signal);
    async move {
        let [Ok(mut interrupt), Ok(mut terminate)] = asked else { return std::future::pending().await };
        tokio::select! {
            _ = interrupt.recv() => {}
            _ = terminate.recv() => {}
        }
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
