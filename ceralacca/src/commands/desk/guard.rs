//! Who may reach the desk: the browser that opened its one-time address, from the desk's own pages.
//!
//! Every request must name the desk's own address (`Host`), so that a name which an attacker points at this
//! computer reaches nothing (DNS rebinding); must come from the desk's own pages (`Origin`, Fetch Metadata), so
//! that no other site's form or picture does anything; and must carry the cookie that the one-time address gave.

use std::{
    net::SocketAddr,
    sync::{Arc, Mutex, PoisonError},
};

use axum::{
    Router,
    extract::{Path, Request, State},
    middleware::{Next, from_fn_with_state},
    response::{IntoResponse, Redirect, Response},
    routing::get,
};
use foundation::{Entropy, Problem, Status};
use http::{
    HeaderMap, HeaderName, HeaderValue,
    header::{COOKIE, HOST, ORIGIN, SET_COOKIE},
};
use webkit::{Failure, Lang};

/// The name of the cookie.
const NAME: &str = "desk";

/// Guards one desk.
#[derive(Clone, Debug)]
pub struct Guard(Arc<Inner>);

#[derive(Debug)]
struct Inner {
    /// `127.0.0.1:PORT`.
    authority: String,
    /// What the one-time address ends with, until it was used.
    once: Mutex<Option<String>>,
    /// What the cookie holds.
    cookie: String,
    /// The language that the pages begin with; the browser's own when none is named.
    lang: Option<Lang>,
}

impl Guard {
    /// For a desk at this address.
    pub fn new(address: SocketAddr, entropy: &dyn Entropy, lang: Option<Lang>) -> Self {
        let secret = || foundation::hex(&entropy.bytes::<32>());
        let (once, cookie) = (Mutex::new(Some(secret())), secret());
        Self(Arc::new(Inner { authority: address.to_string(), once, cookie, lang }))
    }

    /// The address that opens the desk once; `None` when it was used.
    pub fn address(&self) -> Option<String> {
        let once = self.0.once.lock().unwrap_or_else(PoisonError::into_inner);
        once.as_ref().map(|secret| format!("http://{}/apri/{secret}", self.0.authority))
    }

    /// The router behind the guard.
    pub fn layer(&self, router: Router) -> Router {
        router
            .layer(from_fn_with_state(self.clone(), check))
            .merge(Router::new().route("/apri/{secret}", get(open)).with_state(self.clone()))
            .layer(from_fn_with_state(self.clone(), check_origin))
    }
}

fn refuse(code: &'static str, status: Status) -> Response {
    Failure::from(Problem::new(code, status)).into_response()
}

/// Opens the desk: the secret becomes a cookie, and the address is void from then on.
async fn open(State(guard): State<Guard>, Path(secret): Path<String>) -> Response {
    let mut once = guard.0.once.lock().unwrap_or_else(PoisonError::into_inner);
    if !once.as_deref().is_some_and(|expected| same(expected, &secret)) {
        return refuse("desk-address-used", Status::Gone);
    }
    *once = None;
    let cookie = format!("{NAME}={}; Path=/; HttpOnly; SameSite=Strict", guard.0.cookie);
    let to = guard.0.lang.map_or("/firma".to_owned(), |lang| format!("/firma?lang={}", lang.code()));
    let mut response = Redirect::to(&to).into_response();
    if let Ok(value) = HeaderValue::from_str(&cookie) {
        response.headers_mut().append(SET_COOKIE, value);
    }
    response
}

/// Own address, own pages.
async fn check_origin(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let (headers, own) = (request.headers(), &guard.0.authority);
    if text(headers, &HOST) != Some(own.as_str()) {
        return refuse("desk-wrong-host", Status::Forbidden);
    }
    let site = text(headers, &HeaderName::from_static("sec-fetch-site"));
    let is_ours = match site {
        Some("same-origin") => true,
        // Typed, from a bookmark, or opened by this program: the person, not a site. Forms are never sent so.
        Some("none") | None => request.method().is_safe() || site.is_none(),
        Some(_) => false,
    };
    let origin = headers.get(ORIGIN).map(|origin| origin.as_bytes());
    let is_own_origin = origin.is_none_or(|origin| origin == format!("http://{own}").as_bytes());
    // A browser that tells neither cannot be told from another site.
    let is_told = request.method().is_safe() || site.is_some() || origin.is_some();
    if !(is_ours && is_own_origin && is_told) {
        return refuse("desk-foreign", Status::Forbidden);
    }
    next.run(request).await
}

/// The cookie of the browser that opened the desk.
async fn check(State(guard): State<Guard>, request: Request, next: Next) -> Response {
    let cookies = request.headers().get_all(COOKIE).iter().filter_map(|value| value.to_str().ok());
    let mut values = cookies.flat_map(|line| line.split(';')).filter_map(|pair| pair.trim().split_once('='));
    if !values.any(|(name, value)| name == NAME && same(&guard.0.cookie, value)) {
        return refuse("desk-not-yours", Status::Forbidden);
    }
    next.run(request).await
}

fn text<'h>(headers: &'h HeaderMap, name: &HeaderName) -> Option<&'h str> {
    headers.get(name).and_then(|value| value.to_str().ok())
}

/// Compares in a time that does not tell how much fits.
fn same(expected: &str, given: &str) -> bool {
    aws_lc_rs::constant_time::verify_slices_are_equal(expected.as_bytes(), given.as_bytes()).is_ok()
}
