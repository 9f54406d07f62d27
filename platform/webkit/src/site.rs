//! The layers around the whole router.

use std::{any::Any, collections::BTreeMap, fmt::Write as _, net::IpAddr, sync::Arc, time::Duration};

use axum::{
    Router,
    body::Body,
    extract::{ConnectInfo, DefaultBodyLimit, Path, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Response},
    routing::get,
};
use foundation::{Problem, Status};
use http::{
    HeaderMap, HeaderName, HeaderValue, Method,
    header::{
        self, ACCEPT_ENCODING, ACCEPT_LANGUAGE, ALLOW, CACHE_CONTROL, CONTENT_ENCODING, CONTENT_LENGTH,
        CONTENT_TYPE, COOKIE, HOST, ORIGIN, RETRY_AFTER, SET_COOKIE, VARY,
    },
};
use http_body_util::{BodyExt, Limited};
use tower_http::{
    CompressionLevel,
    catch_panic::CatchPanicLayer,
    compression::{CompressionLayer, predicate::Predicate},
};
use tracing::Instrument;

use crate::{
    Failure, Lang, Operator, Peer, Rule, Session, Visit, Web,
    limits::Limits,
    person,
    session::{self, CookieChange},
};

/// The whole site: wraps a router with everything that every answer needs.
///
/// ```
/// use std::sync::Arc;
/// use foundation::{SystemClock, SystemEntropy};
/// use webkit::{Rule, Site, Web};
///
/// let web = Arc::new(Web::new(Arc::new(SystemClock), Arc::new(SystemEntropy)));
/// let site = Site::new(web).rule(Rule::at("/verifica").body(100_000_000));
/// let router = site.layer(axum::Router::new());
/// # let _: axum::Router = router;
/// ```
#[derive(Debug)]
#[must_use]
pub struct Site {
    web: Arc<Web>,
    rules: Vec<Rule>,
}

#[derive(Clone, Debug)]
struct Shared {
    web: Arc<Web>,
    limits: Arc<Limits>,
}

impl Site {
    /// A site with the ordinary limits everywhere.
    pub fn new(web: Arc<Web>) -> Self {
        Self { web, rules: Vec::new() }
    }

    /// Other limits for the addresses that begin with a path; the longest path that fits decides.
    pub fn rule(mut self, rule: Rule) -> Self {
        self.rules.push(rule);
        self
    }

    /// The router with the embedded files and all layers, outermost first: compression; request id,
    /// language, session, problems in words, security headers; panics; rate, origin, size and time.
    pub fn layer(self, router: Router) -> Router {
        let limits = Arc::new(Limits::new(self.rules, &self.web.clock));
        let shared = Shared { web: self.web, limits };
        router
            .route("/assets/{name}", get(asset))
            .layer(DefaultBodyLimit::disable())
            .layer(from_fn_with_state(shared.clone(), guard))
            .layer(CatchPanicLayer::custom(panicked))
            .layer(from_fn_with_state(shared, present))
            .layer(CompressionLayer::new().quality(CompressionLevel::Precise(4)).compress_when(Words))
    }
}

/// `default-src 'none'` and what our own pages load: no inline scripts or styles, nothing from elsewhere.
const CONTENT_SECURITY_POLICY: &str = "default-src 'none'; script-src 'self'; style-src 'self'; \
    img-src 'self' data:; font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";

const SECURITY_HEADERS: [(HeaderName, &str); 6] = [
    (header::CONTENT_SECURITY_POLICY, CONTENT_SECURITY_POLICY),
    (header::X_CONTENT_TYPE_OPTIONS, "nosniff"),
    // With "no-referrer" browsers would send `Origin: null` from our own forms.
    (header::REFERRER_POLICY, "same-origin"),
    (
        HeaderName::from_static("permissions-policy"),
        "camera=(), display-capture=(), geolocation=(), microphone=(), payment=(), usb=()",
    ),
    (HeaderName::from_static("cross-origin-opener-policy"), "same-origin"),
    (HeaderName::from_static("cross-origin-resource-policy"), "same-origin"),
];

/// Gives the request its [`Visit`], and the answer its words, cookies and headers.
async fn present(State(shared): State<Shared>, mut request: Request, next: Next) -> Response {
    let mut visit = visit(&shared.web, &request);
    if shared.web.login && !visit.uri.path().starts_with("/assets/") {
        match person::recognised(&shared.web, &visit.session).await {
            Ok((person, over)) => (visit.person, visit.over) = (person, over),
            Err(failure) => tracing::error!(?failure, "who has logged in could not be found out"),
        }
    }
    let accept = request.headers().clone();
    let method = request.method().clone();
    let chosen = language_asked(request.uri().query()).filter(|_| method == Method::GET);
    let host = request.headers().get(HOST).cloned();
    request.extensions_mut().insert(visit.clone());

    let span = tracing::info_span!("request", id = &*visit.request_id, %method, path = visit.uri.path());
    let mut response = async {
        let mut response = next.run(request).await;
        if let Some(failure) = failure_of(&mut response) {
            let failure = with_limit(failure, shared.limits.rule(visit.uri.path()));
            let before = std::mem::replace(&mut response, failure.answer(&visit, &accept));
            for name in [ALLOW, RETRY_AFTER] {
                if let Some(value) = before.headers().get(&name) {
                    response.headers_mut().insert(name, value.clone());
                }
            }
        }
        let taken = shared.web.clock.now().duration_since(visit.now).as_millis();
        tracing::info!(
            status = response.status().as_u16(),
            milliseconds = i64::try_from(taken).ok(),
            "answered"
        );
        response
    }
    .instrument(span)
    .await;

    let headers = response.headers_mut();
    for (name, value) in SECURITY_HEADERS {
        headers.entry(name).or_insert(HeaderValue::from_static(value));
    }
    let loopback = host.is_some_and(|host| host.as_bytes().starts_with(b"localhost"));
    if visit.secure && !loopback {
        let year = HeaderValue::from_static("max-age=31536000");
        headers.insert(header::STRICT_TRANSPORT_SECURITY, year);
    }
    if let Ok(id) = HeaderValue::from_str(&visit.request_id) {
        headers.insert("x-request-id", id);
    }
    let secure = if visit.secure { "; Secure" } else { "" };
    if let Some(lang) = chosen {
        append(headers, &format!("lang={}; Path=/; Max-Age=31536000; SameSite=Lax{secure}", lang.code()));
    }
    let prefix = if visit.secure { "__Host-" } else { "" };
    let name = session::COOKIE;
    match visit.session.cookie_change() {
        Some(CookieChange::Set(value)) => {
            append(headers, &format!("{prefix}{name}={value}; Path=/; HttpOnly; SameSite=Lax{secure}"));
        }
        Some(CookieChange::Forget) => {
            append(headers, &format!("{prefix}{name}=; Path=/; Max-Age=0; HttpOnly; SameSite=Lax{secure}"));
        }
        None => {}
    }
    response
}

fn append(headers: &mut HeaderMap, cookie: &str) {
    if let Ok(value) = HeaderValue::from_str(cookie) {
        headers.append(SET_COOKIE, value);
    }
}

fn visit(web: &Arc<Web>, request: &Request) -> Visit {
    let headers = request.headers();
    let (client, secure) = origin_of(web, request);
    let cookie_name = if secure { format!("__Host-{}", session::COOKIE) } else { session::COOKIE.to_owned() };
    let lang = language_asked(request.uri().query())
        .or_else(|| cookie(headers, "lang").and_then(Lang::parse))
        .unwrap_or_else(|| Lang::negotiate(text(headers, &ACCEPT_LANGUAGE).unwrap_or_default()));
    let mut request_id = String::with_capacity(16);
    for octet in web.entropy.bytes::<8>() {
        let _ = write!(request_id, "{octet:02x}");
    }
    Visit {
        lang,
        now: web.clock.now(),
        request_id: request_id.into(),
        uri: request.uri().clone(),
        client,
        secure,
        session: Session::from_cookie(web, cookie(headers, &cookie_name)),
        operator: request.extensions().get::<Arc<Operator>>().cloned(),
        person: None,
        over: None,
        web: web.clone(),
    }
}

/// Who asks and whether the connection is encrypted, believing only proxies that we trust.
fn origin_of(web: &Web, request: &Request) -> (IpAddr, bool) {
    let peer = request.extensions().get::<Peer>().copied().unwrap_or_else(|| {
        let info = request.extensions().get::<ConnectInfo<std::net::SocketAddr>>();
        info.map_or_else(Peer::default, |info| Peer { address: info.0.ip(), secure: false })
    });
    if !web.trusted_proxies.contains(&peer.address) {
        return (peer.address, peer.secure);
    }
    let headers = request.headers();
    let forwarded = text(headers, &HeaderName::from_static("x-forwarded-for")).unwrap_or_default();
    let hops = forwarded.rsplit(',').filter_map(|hop| hop.trim().parse::<IpAddr>().ok());
    let client = hops.into_iter().find(|hop| !web.trusted_proxies.contains(hop)).unwrap_or(peer.address);
    let scheme = text(headers, &HeaderName::from_static("x-forwarded-proto"));
    (client, scheme.map_or(peer.secure, |scheme| scheme.eq_ignore_ascii_case("https")))
}

fn language_asked(query: Option<&str>) -> Option<Lang> {
    query?.split('&').find_map(|pair| pair.strip_prefix("lang=")).and_then(Lang::parse)
}

fn text<'a>(headers: &'a HeaderMap, name: &HeaderName) -> Option<&'a str> {
    headers.get(name)?.to_str().ok()
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    headers
        .get_all(COOKIE)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .find_map(|value| value.split(';').find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('=')))
}

/// The failure that a response stands for: a handler's own, or a bare error of the router or of an
/// extractor, which would reach people as a line of English.
fn failure_of(response: &mut Response) -> Option<Failure> {
    if let Some(failure) = response.extensions_mut().remove::<Failure>() {
        return Some(failure);
    }
    let status = response.status();
    let bare = match response.headers().get(CONTENT_TYPE) {
        Some(kind) => kind.as_bytes().starts_with(b"text/plain"),
        None => true,
    };
    (bare && (status.is_client_error() || status.is_server_error())).then(|| Failure::of_status(status))
}

/// A body that is too large is told with the limit of its address.
fn with_limit(failure: Failure, rule: &Rule) -> Failure {
    let problem = failure.problem();
    if problem.code != "too-large" || problem.values.contains_key("bytes") {
        return failure;
    }
    problem.clone().with("bytes", rule.body).into()
}

fn panicked(cause: Box<dyn Any + Send + 'static>) -> Response {
    let text = cause.downcast_ref::<String>().cloned();
    let text = text.or_else(|| cause.downcast_ref::<&str>().map(|text| (*text).to_owned()));
    Failure::internal(format!("panic: {}", text.unwrap_or_default())).into_response()
}

/// Lets a request through when its rate, origin, size and time are within the rule of its address.
async fn guard(State(shared): State<Shared>, visit: Visit, request: Request, next: Next) -> Response {
    let path = visit.uri.path().to_owned();
    let rule = shared.limits.rule(&path);
    let act = !request.method().is_safe();
    if let Err((problem, wait)) = shared.limits.count(&path, act, visit.client) {
        return ([(RETRY_AFTER, wait.as_secs().to_string())], Failure::from(*problem)).into_response();
    }
    if act && !rule.cross_site && !from_here(request.headers()) {
        return Failure::from(Problem::new("cross-site", Status::Forbidden)).into_response();
    }
    let declared = text(request.headers(), &CONTENT_LENGTH).and_then(|value| value.parse::<u64>().ok());
    if declared.is_some_and(|length| length > rule.body) {
        drain(request.into_body()).await;
        let problem = Problem::new("too-large", Status::TooLarge).with("bytes", rule.body);
        return Failure::from(problem).into_response();
    }
    let limit = usize::try_from(rule.body).unwrap_or(usize::MAX);
    let request = request.map(|body| Body::new(Limited::new(body, limit)));
    match tokio::time::timeout(rule.time, next.run(request)).await {
        Ok(response) => response,
        Err(_) => Failure::from(Problem::new("too-slow", Status::Unavailable)).into_response(),
    }
}

/// Browsers show an answer only after they have sent what they wanted to send: takes in and forgets a
/// part of a body that is too large.
async fn drain(mut body: Body) {
    let mut left: usize = 256_000_000;
    let all = async {
        while let Some(Ok(frame)) = body.frame().await {
            left = left.saturating_sub(frame.data_ref().map_or(0, |data| data.len()));
            if left == 0 {
                break;
            }
        }
    };
    let _ = tokio::time::timeout(Duration::from_secs(60), all).await;
}

/// Whether a request with an unsafe method comes from our own pages, or from a program that carries no
/// cookies (OWASP, "Fetch Metadata").
fn from_here(headers: &HeaderMap) -> bool {
    if let Some(site) = text(headers, &HeaderName::from_static("sec-fetch-site")) {
        return matches!(site, "same-origin" | "none");
    }
    match headers.get(ORIGIN) {
        Some(origin) => {
            let origin = origin.to_str().unwrap_or_default();
            let authority = origin.split_once("://").map(|(_, authority)| authority);
            authority.is_some() && authority == text(headers, &HOST)
        }
        None => !headers.contains_key(COOKIE),
    }
}

/// An embedded file: the name changes with the content, so a browser may keep it for ever.
async fn asset(Path(name): Path<String>, headers: HeaderMap) -> Result<Response, Failure> {
    let asset = web::asset(&name).ok_or_else(|| Problem::new("not-found", Status::NotFound))?;
    let encodings = accepted_encodings(&headers);
    let accepts = |coding: &str| encodings.get(coding).copied().unwrap_or(false);
    let (bytes, coding) = match asset {
        web::Asset { br: Some(br), .. } if accepts("br") => (*br, Some("br")),
        web::Asset { gz: Some(gz), .. } if accepts("gzip") => (*gz, Some("gzip")),
        _ => (asset.bytes, None),
    };
    let mut response = bytes.into_response();
    let headers = response.headers_mut();
    headers.insert(CONTENT_TYPE, HeaderValue::from_static(asset.content_type));
    headers.insert(CACHE_CONTROL, HeaderValue::from_static("public, max-age=31536000, immutable"));
    headers.insert(VARY, HeaderValue::from_static("accept-encoding"));
    if let Some(coding) = coding {
        headers.insert(CONTENT_ENCODING, HeaderValue::from_static(coding));
    }
    Ok(response)
}

/// Content codings named in `Accept-Encoding`, and whether they are wanted (RFC 9110 §12.5.3).
fn accepted_encodings(headers: &HeaderMap) -> BTreeMap<&str, bool> {
    let value = text(headers, &ACCEPT_ENCODING).unwrap_or_default();
    let codings = value.split(',').map(|coding| match coding.split_once(';') {
        Some((name, quality)) => {
            (name.trim(), !matches!(quality.trim(), "q=0" | "q=0.0" | "q=0.00" | "q=0.000"))
        }
        None => (coding.trim(), true),
    });
    codings.collect()
}

/// Compresses pages and documents in words; certificates, archives and images gain nothing.
#[derive(Clone, Copy, Debug)]
struct Words;

impl Predicate for Words {
    fn should_compress<B: axum::body::HttpBody>(&self, response: &http::Response<B>) -> bool {
        let kind = response.headers().get(CONTENT_TYPE).map(HeaderValue::as_bytes).unwrap_or_default();
        let kinds: [&[u8]; 5] =
            [b"text/", b"application/json", b"application/problem+json", b"application/xml", b"image/svg"];
        response.body().size_hint().exact().is_none_or(|length| length >= 512)
            && kinds.iter().any(|start| kind.starts_with(start))
    }
}
