//! The addresses that a node serves: pages inside the site's layers, and outside of them what relying
//! parties fetch.

use std::sync::Arc;

use access::pages::{cns, people};
use authority::pages::personal;
use axum::Router;
use foundation::{Clock, Entropy, SystemEntropy};
use post::Office;
use signing::Signing;
use webkit::{Doorkeeper, Link, Rule, Sessions, Site, Web, health};

use crate::{
    cli::NodeRole,
    cns_server::Login,
    commands::serve::{Installation, store_failure},
    exit::Outcome,
    housekeeping::{Housekeeping, Turn},
    pages,
};

/// What the addresses are answered with.
#[derive(Debug)]
pub struct Parts<'a> {
    /// Configuration, database, authority.
    pub installation: &'a Installation,
    /// The verify page's area.
    pub signing: Arc<Signing>,
    /// The only source of time.
    pub clock: Arc<dyn Clock>,
    /// How people log in, where they can.
    pub login: Option<Login>,
    /// Where mails leave.
    pub office: Arc<Office>,
    /// Whether everything is invented: then the mails that would be sent are shown.
    pub demo: bool,
    /// How the node's own work goes.
    pub housekeeping: Housekeeping,
}

/// The router of a node with these roles.
pub fn router(parts: &Parts<'_>, roles: &[NodeRole]) -> Outcome<Router> {
    let authority = || Arc::clone(&parts.installation.authority);
    let mut published = Router::new();
    if roles.contains(&NodeRole::Crl) {
        published = published.merge(authority::pages::lists(authority()));
    }
    if roles.contains(&NodeRole::Ocsp) {
        published = published.merge(authority::pages::ocsp(authority()));
    }
    if roles.contains(&NodeRole::Tsa) {
        published = published.merge(authority::pages::time_stamps(authority()));
    }
    if roles.contains(&NodeRole::Web) {
        // Merging two routers would lose the site's own page for addresses that do not exist.
        Ok(published.fallback_service(pages(parts)?))
    } else {
        Ok(published.merge(health::router(checks(parts))))
    }
}

/// The pages, in the site's frame.
fn pages(parts: &Parts<'_>) -> Outcome<Router> {
    let Parts { installation, signing, clock, .. } = parts;
    let site = &installation.config.raw().site;
    let mut web = Web::new(Arc::clone(clock), Arc::new(SystemEntropy) as Arc<dyn Entropy>);
    web.chamber.clone_from(&site.name);
    web.base_url.clone_from(&site.url);
    web.nav = vec![
        Link::new("/verifica", "nav-verify"),
        Link::new("/certificati", "nav-certificates"),
        Link::new("/certificati/stato", "nav-certificate-status"),
    ];
    web.footer = vec![
        Link::new("/ho-perso-il-dispositivo", "nav-lost-device"),
        Link::new("/privacy", "nav-privacy"),
        Link::new("/accessibilita", "nav-accessibility"),
    ];
    if parts.demo {
        web.footer.push(Link::new("/demo/posta", "nav-demo-post"));
    }
    web.login = parts.login.is_some();
    web.doorkeeper = parts.login.as_ref().map(|login| Arc::clone(&login.people) as Arc<dyn Doorkeeper>);
    web.trusted_proxies.clone_from(&installation.config.raw().cns.proxies);
    web.sessions = Some(Sessions::open(installation.store.clone()).map_err(store_failure)?);

    let email = || format!("assistenza@{}", host_of(&site.url));
    let details = pages::Details { email: site.email.clone().unwrap_or_else(email), agid_statement: None };
    let inner = Router::new()
        .merge(pages::router(details))
        .merge(authority::pages::router(Arc::clone(&installation.authority)))
        .merge(personal::lost(Arc::clone(&installation.authority)))
        .merge(signing::pages::router(Arc::clone(signing)))
        .merge(health::router(checks(parts)));
    let inner = match parts.demo {
        true => inner.merge(post::pages::router(installation.store.clone(), parts.office.frame().clone())),
        false => inner,
    };
    let inner = match &parts.login {
        Some(login) => inner
            .merge(people::router(Arc::clone(&login.people), login.places.clone()))
            .merge(personal::router(Arc::clone(&installation.authority))),
        None => inner,
    };
    let inner = match &parts.login {
        Some(Login { people, places, proxies: Some(proxies) }) => {
            inner.merge(cns::behind_proxy(Arc::clone(people), places.clone(), proxies.clone()))
        }
        _ => inner,
    };
    let mut layers = Site::new(Arc::new(web))
        .rule(cns::rule())
        .rule(personal::lost_rule())
        .rule(Rule::at("/certificati/stato").body(authority::pages::UPLOAD_LIMIT));
    for rule in signing::pages::rules() {
        layers = layers.rule(rule);
    }
    Ok(layers.layer(inner))
}

/// Whether requests may be sent to this node.
fn checks(parts: &Parts<'_>) -> Vec<health::Check> {
    let store = parts.installation.store.clone();
    let housekeeping = parts.housekeeping.clone();
    let work = move || {
        let failed = housekeeping.failures();
        let told = |turn: &Turn| {
            format!("{} at {}: {}", turn.task, turn.at, turn.failed.as_deref().unwrap_or_default())
        };
        if failed.is_empty() { Ok(()) } else { Err(failed.iter().map(told).collect::<Vec<_>>().join("; ")) }
    };
    let authority = Arc::clone(&parts.installation.authority);
    let clock = move || authority.clock_ok().map_err(|fault| fault.to_string());
    vec![
        health::Check::new("clock", clock),
        health::Check::new("database", move || store.ping().map_err(|error| error.to_string())),
        health::Check::new("work", work),
    ]
}

/// The host name in an address.
pub fn host_of(url: &str) -> &str {
    let rest = url.split_once("://").map_or(url, |(_, rest)| rest);
    rest.split(['/', ':']).next().unwrap_or(rest)
}
