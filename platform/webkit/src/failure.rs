//! Problems at the door: a page for people, `application/problem+json` (RFC 9457) for programs.

use axum::response::{IntoResponse, Response};
use foundation::{Problem, Status};
use http::{
    HeaderMap, HeaderValue, StatusCode,
    header::{ACCEPT, CACHE_CONTROL, CONTENT_TYPE},
};
use maud::html;
use serde_json::{Map, json};

use crate::{Lang, Value, Visit, components::copyable, fmt, t};

/// What a handler returns when it cannot give the page: a [`Problem`] and, for the log only, its cause.
///
/// `?` turns a `Problem` into a `Failure`; unexpected errors become [`Failure::internal`].
#[derive(Clone, Debug)]
pub struct Failure {
    problem: Box<Problem>,
    cause: Option<String>,
}

impl Failure {
    /// An error that is our fault: people see a reference number, the log sees `cause`.
    pub fn internal(cause: impl std::fmt::Display) -> Self {
        Self { cause: Some(cause.to_string()), ..Problem::new("internal", Status::Internal).into() }
    }

    /// Adds what the log should say about the cause.
    #[must_use]
    pub fn because(mut self, cause: impl std::fmt::Display) -> Self {
        self.cause = Some(cause.to_string());
        self
    }

    /// What people and programs are told.
    pub fn problem(&self) -> &Problem {
        &self.problem
    }

    /// The problem that stands for a bare HTTP status, such as a router's 404.
    pub(crate) fn of_status(status: StatusCode) -> Self {
        let (code, status) = match status.as_u16() {
            401 => ("session-expired", Status::Unauthorized),
            403 => ("forbidden", Status::Forbidden),
            404 => ("not-found", Status::NotFound),
            405 => ("method-not-allowed", Status::MethodNotAllowed),
            409 => ("conflict", Status::Conflict),
            410 => ("link-expired", Status::Gone),
            413 => ("too-large", Status::TooLarge),
            415 => ("media-type", Status::UnsupportedMediaType),
            422 => ("check-fields", Status::Unprocessable),
            429 => ("too-many-requests", Status::TooManyRequests),
            502..=504 => ("service-unavailable", Status::Unavailable),
            500.. => ("internal", Status::Internal),
            _ => ("bad-request", Status::BadRequest),
        };
        Problem::new(code, status).into()
    }

    /// The answer to a request with these `Accept` headers.
    pub(crate) fn answer(&self, visit: &Visit, headers: &HeaderMap) -> Response {
        let Problem { code, status, .. } = &*self.problem;
        let cause = self.cause.as_deref().unwrap_or_default();
        if *status == Status::Internal {
            tracing::error!(%code, cause, "request failed");
        } else {
            tracing::info!(%code, cause, "request refused");
        }
        let mut response =
            if wants_page(headers) { self.page(visit).into_response() } else { self.json(visit) };
        if !response.headers().contains_key(CACHE_CONTROL) {
            response.headers_mut().insert(CACHE_CONTROL, HeaderValue::from_static("no-store"));
        }
        response
    }

    fn page(&self, visit: &Visit) -> crate::Page {
        let lang = visit.lang;
        let [heading, why, todo] = self.words(lang);
        let time = fmt::date_time_exact(lang, visit.now);
        let details = t!(
            lang,
            "fault-details",
            code = self.problem.code.as_ref(),
            request = visit.request_id.as_ref(),
            time = time.as_str()
        );
        let not_found = self.problem.status == Status::NotFound;
        visit.page(heading).problem().status(self.status()).content(html! {
            @if !why.is_empty() { p.lead { (why) } }
            @if !todo.is_empty() {
                h2.h4 { (lang.t("fault-what-to-do")) }
                p { (todo) }
            }
            @if not_found && !visit.web.nav.is_empty() {
                ul {
                    @for link in &visit.web.nav { li { a href=(link.href) { (lang.t(link.key)) } } }
                }
            }
            p { a href="/" { (lang.t("fault-back-home")) } }
            div.problem-details {
                h2.h6 { (lang.t("fault-details-heading")) }
                (copyable(lang, "problem-details", &details))
            }
        })
    }

    fn json(&self, visit: &Visit) -> Response {
        let [heading, why, todo] = self.words(visit.lang);
        let mut document = Map::new();
        for (name, value) in &self.problem.values {
            document.insert((*name).to_owned(), json!(value));
        }
        document.insert("type".into(), json!(format!("urn:ceralacca:problem:{}", self.problem.code)));
        document.insert("title".into(), json!(heading));
        document.insert("status".into(), json!(self.problem.status.http()));
        document.insert("detail".into(), json!(format!("{why} {todo}").trim()));
        document.insert("code".into(), json!(self.problem.code));
        document.insert("instance".into(), json!(format!("urn:ceralacca:request:{}", visit.request_id)));
        document.insert("time".into(), json!(visit.now.to_string()));
        let body = serde_json::Value::Object(document).to_string();
        let kind = HeaderValue::from_static("application/problem+json");
        (self.status(), [(CONTENT_TYPE, kind)], body).into_response()
    }

    /// What happened, why, what to do.
    fn words(&self, lang: Lang) -> [String; 3] {
        words(&self.problem, lang)
    }

    pub(crate) fn status(&self) -> StatusCode {
        StatusCode::from_u16(self.problem.status.http()).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR)
    }
}

/// What happened, why and what to do, in words. The command line says the same as the pages.
///
/// Values that are instants (RFC 3339) are written as dates, the value `bytes` as a size; numbers choose
/// plurals.
pub fn words(problem: &Problem, lang: Lang) -> [String; 3] {
    let mut key = problem.message_key();
    if !lang.has(&format!("{key}.heading")) {
        tracing::error!(key, "problem without words");
        key = "problem-internal".to_owned();
    }
    let values: Vec<(&str, Value<'_>)> = problem
        .values
        .iter()
        .map(|(name, value)| {
            let value = if let ("bytes", Ok(size)) = (*name, value.parse::<u64>()) {
                Value::from(fmt::bytes(lang, size))
            } else if let Ok(number) = value.parse::<i64>() {
                Value::from(number)
            } else if let Ok(instant) = value.parse::<jiff::Timestamp>() {
                Value::from(fmt::date_time_exact(lang, instant))
            } else {
                Value::from(value.as_str())
            };
            (*name, value)
        })
        .collect();
    ["heading", "why", "todo"].map(|part| lang.text(&format!("{key}.{part}"), &values))
}

impl From<Problem> for Failure {
    fn from(problem: Problem) -> Self {
        Self { problem: Box::new(problem), cause: None }
    }
}

impl IntoResponse for Failure {
    fn into_response(self) -> Response {
        // The words depend on the request; `Site` writes them on the way out.
        let mut response = self.status().into_response();
        response.extensions_mut().insert(self);
        response
    }
}

/// Browsers name `text/html`; programs that say nothing get JSON.
fn wants_page(headers: &HeaderMap) -> bool {
    headers
        .get_all(ACCEPT)
        .iter()
        .filter_map(|value| value.to_str().ok())
        .any(|value| value.contains("text/html") || value.contains("application/xhtml+xml"))
}
