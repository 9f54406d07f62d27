use std::{
    fmt,
    net::{IpAddr, Ipv4Addr},
    sync::Arc,
};

use axum::extract::FromRequestParts;
use foundation::{Clock, Entropy, Problem, Timestamp};
use http::{Uri, request::Parts};
use maud::{Markup, html};

use crate::{Doorkeeper, Failure, Lang, Operator, Page, Person, Session, Sessions};

/// What all pages share: clock, entropy, and what the site says about itself.
#[derive(Debug)]
pub struct Web {
    /// The only source of time.
    pub clock: Arc<dyn Clock>,
    /// The only source of randomness.
    pub entropy: Arc<dyn Entropy>,
    /// Name of the site, the last part of every title.
    pub site: String,
    /// Name of the chamber that runs it.
    pub chamber: String,
    /// Public address without final slash, for example `https://firma.example`.
    pub base_url: String,
    /// Main menu: at most six entries, only pages that exist.
    pub nav: Vec<Link>,
    /// Links of the footer: only pages that exist.
    pub footer: Vec<Link>,
    /// Whether people log in here: the header leads to `/accedi`, and tells who has.
    pub login: bool,
    /// Who says whether a person who has logged in may stay; without one, everybody may.
    pub doorkeeper: Option<Arc<dyn Doorkeeper>>,
    /// Sessions; without them forms are still protected, but nothing is remembered.
    pub sessions: Option<Sessions>,
    /// Proxies whose `X-Forwarded-For` and `X-Forwarded-Proto` are believed.
    pub trusted_proxies: Vec<IpAddr>,
}

impl Web {
    /// A site with no menu, no sessions and an address on loopback.
    pub fn new(clock: Arc<dyn Clock>, entropy: Arc<dyn Entropy>) -> Self {
        Self {
            clock,
            entropy,
            site: "Ceralacca".to_owned(),
            chamber: "Camera di commercio".to_owned(),
            base_url: "http://127.0.0.1:8080".to_owned(),
            nav: Vec::new(),
            footer: Vec::new(),
            login: false,
            doorkeeper: None,
            sessions: None,
            trusted_proxies: Vec::new(),
        }
    }
}

/// A link of the frame: where it goes and the message key of its text.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Link {
    /// Path or address.
    pub href: String,
    /// Key in the catalogues.
    pub key: &'static str,
}

impl Link {
    /// A link with the text of `key`.
    pub fn new(href: impl Into<String>, key: &'static str) -> Self {
        Self { href: href.into(), key }
    }
}

/// How a request reached the server. The listener puts it into the request's extensions.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Peer {
    /// Address of the other end of the connection.
    pub address: IpAddr,
    /// Whether the connection is encrypted.
    pub secure: bool,
}

impl Default for Peer {
    fn default() -> Self {
        Self { address: IpAddr::V4(Ipv4Addr::UNSPECIFIED), secure: false }
    }
}

/// One request, as pages see it: language, instant, session, and the way to make a page.
///
/// Handlers take it as an argument; [`Site::layer`](crate::Site::layer) puts it there.
///
/// ```
/// use maud::html;
/// use webkit::{Page, Visit, t};
///
/// async fn hello(visit: Visit) -> Page {
///     visit.page(t!(visit.lang, "home")).content(html! { p { "…" } })
/// }
/// ```
#[derive(Clone)]
pub struct Visit {
    /// The language of the answer.
    pub lang: Lang,
    /// The instant at which the request came in.
    pub now: Timestamp,
    /// What the log calls this request, for a person to quote.
    pub request_id: Arc<str>,
    /// Path and query asked for.
    pub uri: Uri,
    /// Address of who asks, as the rate limit sees it.
    pub client: IpAddr,
    /// Whether the person's connection is encrypted.
    pub secure: bool,
    /// What is remembered about this browser.
    pub session: Session,
    /// The operator who was recognised, on the pages for operators.
    pub operator: Option<Arc<Operator>>,
    /// The person who has logged in with this browser.
    pub person: Option<Arc<Person>>,
    /// Why the session of the person who had logged in has ended with this request.
    pub over: Option<Arc<Problem>>,
    /// What all pages share.
    pub web: Arc<Web>,
}

impl Visit {
    /// A page whose `h1` (and first part of the title) is `heading`.
    pub fn page(&self, heading: impl Into<String>) -> Page {
        Page::new(self.clone(), heading.into())
    }

    /// The hidden field that every form with method POST carries; [`Submitted`](crate::Submitted)
    /// asks for it.
    pub fn csrf_field(&self) -> Markup {
        html! { input type="hidden" name=(crate::session::CSRF_FIELD) value=(self.session.csrf_token()); }
    }

    /// The path asked for, with the query parameter `lang` set to another language.
    pub(crate) fn in_language(&self, lang: Lang) -> String {
        let kept = self.uri.query().unwrap_or_default().split('&');
        let kept = kept.filter(|pair| !pair.is_empty() && !pair.starts_with("lang="));
        let query: Vec<&str> = kept.collect();
        let separator = if query.is_empty() { "" } else { "&" };
        format!("{}?{}{separator}lang={}", self.uri.path(), query.join("&"), lang.code())
    }
}

impl fmt::Debug for Visit {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { lang, now, request_id, uri, client, secure, .. } = self;
        f.debug_struct("Visit")
            .field("lang", lang)
            .field("now", now)
            .field("request_id", request_id)
            .field("uri", uri)
            .field("client", client)
            .field("secure", secure)
            .finish_non_exhaustive()
    }
}

impl<S: Sync> FromRequestParts<S> for Visit {
    type Rejection = Failure;

    async fn from_request_parts(parts: &mut Parts, _: &S) -> Result<Self, Failure> {
        let visit = parts.extensions.get::<Visit>().cloned();
        visit.ok_or_else(|| Failure::internal("the router is not wrapped in webkit::Site::layer"))
    }
}
