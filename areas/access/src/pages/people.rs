//! `/accedi`, `/accedi/cns`, `/accedi/esito`, `/esci`: how people enter and leave.

use std::sync::Arc;

use axum::{
    Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, header, uri::Authority},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use foundation::{Problem, Status};
use maud::{Markup, html};
use serde::{Deserialize, Serialize};
use webkit::{
    Failure, Page, Person, Submitted, Visit,
    components::{Emphasis, Tone, action_link, badge, callout, card, cards, icon, submit},
    t, words,
};

use super::{blocking, cns::ENTER, refused, security};
use crate::{
    people::{Outcome, People},
    rules::{cns::CnsRefusal, next},
};

/// Where the pages and the place that reads the card are; addresses without final slash.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Places {
    /// The public pages, `https://firma.example.it`.
    pub site: String,
    /// Where the browser is asked for the certificate of the card, `https://cns.example.it`.
    pub card: String,
}

impl Places {
    /// Host and port of an address.
    pub(super) fn authority(address: &str) -> &str {
        let rest = address.split_once("://").map_or(address, |(_, rest)| rest);
        rest.split('/').next().unwrap_or(rest)
    }
}

#[derive(Clone, Debug)]
pub(super) struct Desk {
    pub(super) people: Arc<People>,
    places: Places,
}

/// The pages. They need sessions.
pub fn router(people: Arc<People>, places: Places) -> Router {
    Router::new()
        .route("/accedi", get(choose))
        .route("/accedi/cns", get(instructions))
        .route("/accedi/cns/inizia", get(begin))
        .route("/accedi/cns/torna", get(finish))
        .route("/accedi/esito", get(failed))
        .route("/esci", get(leaving).post(leave))
        .route("/area-personale/sicurezza", get(security::show))
        .route("/area-personale/sicurezza/chiudi", post(security::close))
        .route("/area-personale/sicurezza/esci-ovunque", post(security::leave_everywhere))
        .with_state(Desk { people, places })
}

/// What the session holds while somebody logs in.
#[derive(Debug, Serialize, Deserialize)]
struct Attempt {
    secret: String,
    next: String,
}

const ATTEMPT: &str = "login";
const REFUSED: &str = "login-refused";
/// The cookie that remembers how somebody entered last, so that it comes first.
const LAST: &str = "accesso";

#[derive(Debug, Default, Deserialize)]
struct Asked {
    #[serde(default)]
    next: String,
    /// The browser was led to the address of the site already.
    #[serde(default)]
    here: String,
}

impl Asked {
    fn next(&self) -> &str {
        next::safe(&self.next).unwrap_or("/")
    }
}

fn with_next(path: &str, next: &str) -> String {
    if next == "/" { path.to_owned() } else { format!("{path}?next={}", escaped(next)) }
}

fn escaped(text: &str) -> String {
    text.bytes()
        .map(|octet| {
            if octet.is_ascii_alphanumeric() || matches!(octet, b'/' | b'-' | b'_' | b'.') {
                char::from(octet).to_string()
            } else {
                format!("%{octet:02X}")
            }
        })
        .collect()
}

async fn choose(visit: Visit, headers: HeaderMap, Query(asked): Query<Asked>) -> Page {
    let lang = visit.lang;
    let next = asked.next();
    let last = cookie(&headers, LAST) == Some("cns");
    let cns = card(
        "it-card",
        &with_next("/accedi/cns", next),
        &lang.t("login-cns"),
        &lang.t(if last { "login-cns-last" } else { "login-cns-text" }),
    );
    visit.page(lang.t("login-heading")).lead(lang.t("login-lead")).private().content(html! {
        @if let Some(person) = &visit.person {
            (callout(lang, Tone::Info, &t!(lang, "login-already", name = person.name()), html! {
                p { (lang.t("login-already-text")) }
            }))
        }
        @if let Some(target) = target(&visit, next) { p { (t!(lang, "login-next", page = target)) } }
        (cards([
            cns,
            not_yet(&visit, "it-user", "login-spid", "login-spid-text"),
            not_yet(&visit, "it-pa", "login-cie", "login-cie-text"),
        ]))
        h2 { (lang.t("login-why")) }
        p { (lang.t("login-why-text")) }
    })
}

/// A way that is not open yet: no link, and the words that say so.
fn not_yet(visit: &Visit, icon_name: &str, title: &str, text: &str) -> Markup {
    let lang = visit.lang;
    html! {
        div.task-card {
            (icon(icon_name, "icon-secondary"))
            h2 { (lang.t(title)) }
            p { (lang.t(text)) }
            p { (badge(Tone::Neutral, &lang.t("login-not-yet"))) }
        }
    }
}

/// The page that the login leads to, as the menus call it.
fn target(visit: &Visit, next: &str) -> Option<String> {
    let path = next.split(['?', '#']).next().unwrap_or(next);
    let links = visit.web.nav.iter().chain(&visit.web.footer);
    let found = links.filter(|link| link.href == path).map(|link| visit.lang.t(link.key)).next();
    found.filter(|_| path != "/")
}

async fn instructions(visit: Visit, Query(asked): Query<Asked>) -> Page {
    let lang = visit.lang;
    let next = asked.next();
    let page = visit
        .page(lang.t("login-cns-heading"))
        .under(with_next("/accedi", next), lang.t("login-heading"))
        .lead(lang.t("login-cns-lead"))
        .private();
    let step = |icon_name, key: &str| {
        html! {
            div.task-card {
                (icon(icon_name, "icon-primary"))
                h2 { (lang.t(key)) }
                p { (lang.t(&format!("{key}-text"))) }
            }
        }
    };
    page.content(html! {
        (cards([
            step("it-plug", "login-step-plug"),
            step("it-list", "login-step-choose"),
            step("it-password-invisible", "login-step-pin"),
        ]))
        p { (action_link(Emphasis::Main, &with_next("/accedi/cns/inizia", next), &lang.t("login-cns-start"))) }
        h2 { (lang.t("login-trouble")) }
        ul {
            li { (lang.t("login-trouble-list")) }
            li { (lang.t("login-trouble-firefox")) }
            li { (lang.t("login-trouble-again")) }
        }
    })
}

/// Begins a login in this session and leads to the place that reads the card.
async fn begin(
    State(desk): State<Desk>,
    visit: Visit,
    headers: HeaderMap,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let next = asked.next();
    // The session that begins must be that of the address that people come back to.
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok());
    // HTTP/2 says it in the address, with the port.
    let host = host.or_else(|| visit.uri.authority().map(Authority::as_str));
    if host != Some(Places::authority(&desk.places.site)) && asked.here.is_empty() {
        let to = format!("{}/accedi/cns/inizia?here=1&next={}", desk.places.site, escaped(next));
        return Ok(Redirect::to(&to).into_response());
    }
    let people = Arc::clone(&desk.people);
    let begun = blocking(move || people.begin()).await?.map_err(refused)?;
    visit.session.put(ATTEMPT, &Attempt { secret: begun.secret, next: next.to_owned() }).await?;
    visit.session.remove(REFUSED).await?;
    Ok(no_store(
        Redirect::to(&format!("{}{ENTER}?tentativo={}", desk.places.card, begun.attempt)).into_response(),
    ))
}

#[derive(Debug, Default, Deserialize)]
struct Fetched {
    #[serde(default)]
    codice: String,
}

/// Fetches what the place that reads the card decided. A person gets a new session.
async fn finish(
    State(desk): State<Desk>,
    visit: Visit,
    Query(fetched): Query<Fetched>,
) -> Result<Response, Failure> {
    let over = || Failure::from(Problem::new("login-over", Status::Gone));
    let attempt: Attempt = visit.session.get(ATTEMPT).await?.ok_or_else(over)?;
    let (people, from) = (Arc::clone(&desk.people), visit.client);
    let finished = blocking(move || people.finish(&fetched.codice, &attempt.secret, from));
    match finished.await?.map_err(refused)?.ok_or_else(over)? {
        Outcome::Entered(entered) => {
            let person = Person { address: Some(visit.client.to_string()), ..entered.person };
            visit.session.begin_for(&person).await?;
            let to = next::safe(&attempt.next).unwrap_or("/");
            let mut response = no_store(Redirect::to(to).into_response());
            let secure = if visit.secure { "; Secure" } else { "" };
            let last = format!("{LAST}=cns; Path=/accedi; Max-Age=31536000; HttpOnly; SameSite=Lax{secure}");
            response
                .headers_mut()
                .append(header::SET_COOKIE, HeaderValue::from_str(&last).map_err(Failure::internal)?);
            Ok(response)
        }
        Outcome::Refused(refusal) => {
            visit.session.remove(ATTEMPT).await?;
            visit.session.put(REFUSED, &(refusal, attempt.next)).await?;
            Ok(no_store(Redirect::to("/accedi/esito").into_response()))
        }
    }
}

/// Why the last login of this browser let nobody in.
async fn failed(visit: Visit) -> Result<Response, Failure> {
    let Some((refusal, next)) = visit.session.get::<(CnsRefusal, String)>(REFUSED).await? else {
        return Ok(Redirect::to("/accedi").into_response());
    };
    let lang = visit.lang;
    let problem = Problem::from(&refusal);
    let [heading, why, todo] = words(&problem, lang);
    let status = axum::http::StatusCode::from_u16(problem.status.http()).map_err(Failure::internal)?;
    let next = next::safe(&next).unwrap_or("/");
    let page = visit.page(heading).service(lang.t("login-failed")).problem().status(status);
    let page = page.under(with_next("/accedi", next), lang.t("login-heading")).lead(why).content(html! {
        h2.h4 { (lang.t("fault-what-to-do")) }
        p { (todo) }
        @if matches!(refusal, CnsRefusal::Suspended { .. }) {
            p { a href="/ho-perso-il-dispositivo/ritrovato" { (lang.t("lost-found-link")) } }
        }
        p { (lang.t("login-close-browser")) }
        p { (action_link(Emphasis::Main, &with_next("/accedi/cns", next), &lang.t("login-retry"))) }
        p { (action_link(Emphasis::Secondary, &with_next("/accedi", next), &lang.t("login-other"))) }
    });
    Ok(no_store(page.into_response()))
}

async fn leaving(visit: Visit) -> Page {
    let lang = visit.lang;
    match &visit.person {
        Some(person) => visit.page(lang.t("leave-heading")).private().content(html! {
            p { (t!(lang, "leave-who", name = person.name())) }
            form method="post" action="/esci" {
                (visit.csrf_field())
                (submit(Emphasis::Main, &lang.t("login-leave")))
            }
        }),
        None => visit.page(lang.t("left-heading")).lead(lang.t("left-lead")).private().content(html! {
            p { (lang.t("left-device")) }
            p { (action_link(Emphasis::Main, "/", &lang.t("left-home"))) }
        }),
    }
}

/// Ends the session: nothing of it is left, neither here nor in the browser.
async fn leave(State(desk): State<Desk>, visit: Visit, _: Submitted) -> Result<Response, Failure> {
    if let Some(person) = visit.person.clone() {
        let (people, from) = (Arc::clone(&desk.people), visit.client);
        blocking(move || people.leave(&person, from)).await?.map_err(refused)?;
    }
    visit.session.destroy().await?;
    Ok(no_store(Redirect::to("/esci").into_response()))
}

pub(super) fn no_store(mut response: Response) -> Response {
    response.headers_mut().insert(header::CACHE_CONTROL, HeaderValue::from_static("no-store"));
    response
}

fn cookie<'a>(headers: &'a HeaderMap, name: &str) -> Option<&'a str> {
    let pairs = headers.get_all(header::COOKIE).iter().filter_map(|value| value.to_str().ok());
    pairs
        .flat_map(|value| value.split(';'))
        .find_map(|pair| pair.trim().strip_prefix(name)?.strip_prefix('='))
}
