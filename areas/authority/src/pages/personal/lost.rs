//! `/ho-perso-il-dispositivo`: suspends a lost device at once, without a login, from any telephone.
//!
//! Who types an unknown codice fiscale, a wrong code or the code of a locked device reads the same words:
//! what is counted for the words is counted in the browser's session; what protects the device is counted by
//! the authority.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use foundation::{Problem, Secret, Timestamp, hex};
use italia::CodiceFiscale;
use maud::html;
use serde::{Deserialize, Serialize};
use webkit::{
    Failure, FormErrors, Page, Submitted, Visit,
    components::{Emphasis, Field, Tone, action_link, callout, card, cards, error_summary, submit},
    fmt, t,
};
use x509::alg::DigestAlgorithm;

use super::{super::blocking, DEVICES, LOST, shared::busy};
use crate::{
    Authority, AuthorityError,
    rules::{
        emergency_code::{ATTEMPTS, LOCK},
        lifecycle::{Refused, StateName},
    },
};

const CODE: &str = "/ho-perso-il-dispositivo/codice";
const FOUND: &str = "/ho-perso-il-dispositivo/ritrovato";
/// What the session keeps of the suspension.
const DONE: &str = "lost-done";
/// What the session keeps of codes that were wrong.
const TRIES: &str = "lost-tries";
/// Identifiers whose tries are counted for the words.
const COUNTED: usize = 8;

/// Wrong codes that this browser has typed for an identifier, and when the last one was.
#[derive(Debug, Serialize, Deserialize)]
struct Wrong {
    identifier_sha256: String,
    times: u32,
    last: Timestamp,
}

/// What was found behind the right code.
#[derive(Debug, Serialize, Deserialize)]
enum Done {
    Suspended { card: String, at: Timestamp },
    Already(String),
}

pub(super) async fn choose(visit: Visit) -> Page {
    let lang = visit.lang;
    let login = match (&visit.person, visit.web.login) {
        (Some(_), _) => Some((DEVICES.to_owned(), "lost-way-in")),
        (None, true) => Some((format!("/accedi?next={DEVICES}"), "lost-way-login")),
        (None, false) => None,
    };
    let ways = html! {
        (cards([
            Some(card("it-password-visible", CODE, &lang.t("lost-way-code"), &lang.t("lost-way-code-text"))),
            login.map(|(href, key)| card("it-card", &href, &lang.t(key), &lang.t(&format!("{key}-text")))),
        ].into_iter().flatten()))
        h2 { (lang.t("lost-what-happens")) }
        (what_happens(&visit))
        h2 { (lang.t("lost-otherwise")) }
        p { (lang.t("lost-otherwise-text")) }
        p { a href=(FOUND) { (lang.t("lost-found-link")) } }
    };
    visit.page(lang.t("nav-lost-device")).lead(lang.t("lost-lead")).content(ways)
}

fn what_happens(visit: &Visit) -> maud::Markup {
    let lang = visit.lang;
    html! {
        ul {
            li { (lang.t("lost-happens-1")) }
            li { (lang.t("lost-happens-2")) }
            li { (lang.t("lost-happens-3")) }
        }
    }
}

fn form(visit: &Visit, codice_fiscale: &str, errors: &FormErrors) -> Page {
    let lang = visit.lang;
    let page = visit.page(lang.t("lost-code-heading")).under(LOST, lang.t("nav-lost-device")).unkept();
    let page = page.lead(lang.t("lost-code-lead")).content(html! {
        (error_summary(lang, errors))
        form method="post" action=(CODE) data-busy=(busy(lang)) autocomplete="off" {
            (visit.csrf_field())
            (Field::text("codice_fiscale", &lang.t("lost-codice-fiscale")).hint(&lang.t("lost-codice-fiscale-hint"))
                .value(codice_fiscale).autocomplete("off").render(lang, errors))
            (Field::text("code", &lang.t("lost-code")).hint(&lang.t("lost-code-hint"))
                .autocomplete("off").render(lang, errors))
            (submit(Emphasis::Main, &lang.t("lost-suspend-now")))
        }
        h2 { (lang.t("lost-what-happens")) }
        (what_happens(visit))
    });
    if errors.is_empty() { page } else { page.invalid() }
}

pub(super) async fn ask(visit: Visit) -> Page {
    form(&visit, "", &FormErrors::default())
}

pub(super) async fn suspend(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    submitted: Submitted,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let (typed, code) = (submitted.get("codice_fiscale").to_owned(), submitted.get("code").to_owned());
    let mut errors = FormErrors::default();
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).flat_map(char::to_uppercase).collect();
    // Whether a code is well formed says nothing of whether we know it.
    if plain.parse::<CodiceFiscale>().is_err() {
        errors.add("codice_fiscale", lang.t("lost-codice-fiscale-wrong"));
    }
    if code.chars().filter(|c| c.is_alphanumeric()).count() < 4 || code.len() > 64 {
        errors.add("code", lang.t("lost-code-missing"));
    }
    if !errors.is_empty() {
        return Ok(form(&visit, &typed, &errors).into_response());
    }
    let identifier = plain.clone();
    let verb = move || match authority.suspend_with_emergency_code(&identifier, &Secret::new(code)) {
        Ok(act) => authority.device_of_act(&act).map(Ok),
        Err(error @ (AuthorityError::EmergencyCode | AuthorityError::Refused(_))) => Ok(Err(error)),
        Err(error) => Err(error),
    };
    let done = match blocking(verb).await? {
        Ok((card, since)) => Done::Suspended { card, at: since.unwrap_or(visit.now) },
        Err(AuthorityError::EmergencyCode) => {
            let wrong = count(&visit, &plain).await?;
            errors.add("code", refusal(&visit, &wrong));
            return Ok(form(&visit, &typed, &errors).into_response());
        }
        // Who has the code may know.
        Err(AuthorityError::Refused(refused)) if refused.is_past() => Done::Already(match refused {
            Refused::State { state, .. } if state == StateName::Suspended.as_str() => "suspended".to_owned(),
            Refused::Expired => "expired".to_owned(),
            _ => "revoked".to_owned(),
        }),
        Err(error) => return Err(Failure::from(Problem::from(&error)).because(error)),
    };
    visit.session.remove(TRIES).await?;
    visit.session.put(DONE, &done).await?;
    Ok(Redirect::to("/ho-perso-il-dispositivo/fatto").into_response())
}

/// Counts a wrong code of this browser.
async fn count(visit: &Visit, identifier: &str) -> Result<Wrong, Failure> {
    let identifier_sha256 = hex(&DigestAlgorithm::Sha256.digest(identifier.as_bytes()));
    let mut all: Vec<Wrong> = visit.session.get(TRIES).await?.unwrap_or_default();
    let known = all.iter().position(|one| one.identifier_sha256 == identifier_sha256);
    let times = known.map_or(0, |index| all.remove(index).times).saturating_add(1);
    all.truncate(COUNTED - 1);
    all.insert(0, Wrong { identifier_sha256: identifier_sha256.clone(), times, last: visit.now });
    visit.session.put(TRIES, &all).await?;
    Ok(Wrong { identifier_sha256, times, last: visit.now })
}

/// What was wrong, never whether it was the person or the code; and how many tries are left at most.
fn refusal(visit: &Visit, wrong: &Wrong) -> String {
    let lang = visit.lang;
    match ATTEMPTS.saturating_sub(wrong.times) {
        0 => {
            let again = wrong.last.checked_add(LOCK).unwrap_or(Timestamp::MAX);
            t!(lang, "lost-locked", date = fmt::date_time(lang, again))
        }
        left => t!(lang, "lost-wrong", n = left),
    }
}

pub(super) async fn done(visit: Visit) -> Result<Response, Failure> {
    let Some(done) = visit.session.get::<Done>(DONE).await? else {
        return Ok(Redirect::to(LOST).into_response());
    };
    let lang = visit.lang;
    let page = match done {
        Done::Suspended { card, at } => {
            let device = t!(lang, "device-name", number = card.as_str());
            visit.page(lang.t("lost-done")).lead(device).content(html! {
                (callout(lang, Tone::Success, &t!(lang, "lost-done-at", date = fmt::date_time_exact(lang, at)), html! {
                    p { (lang.t("lost-done-text")) }
                }))
                h2 { (lang.t("lost-now")) }
                ul {
                    li { (lang.t("lost-now-mail")) }
                    li { (lang.t("lost-now-found")) " " a href=(FOUND) { (lang.t("lost-found-link")) } }
                    li { (lang.t("lost-now-not-found")) }
                    li { (lang.t("lost-now-signed")) }
                }
            })
        }
        Done::Already(state) => visit.page(lang.t(&format!("lost-already-{state}"))).content(html! {
            (callout(lang, Tone::Info, &lang.t("lost-already"), html! {
                p { (lang.t(&format!("lost-already-{state}-text"))) }
            }))
            p { a href=(FOUND) { (lang.t("lost-found-link")) } }
        }),
    };
    let page = page.under(LOST, lang.t("nav-lost-device")).private().unkept();
    Ok(page.into_response())
}

/// How a device that turned up works again.
pub(super) async fn found(visit: Visit) -> Page {
    let lang = visit.lang;
    let login = visit.web.login || visit.person.is_some();
    let content = html! {
        h2 { (lang.t("found-login")) }
        p { (lang.t("found-login-text")) }
        @if login { p { (action_link(Emphasis::Main, DEVICES, &lang.t("found-login-link"))) } }
        h2 { (lang.t("found-office")) }
        p { (lang.t("found-office-text")) }
        h2 { (lang.t("found-code")) }
        p { (lang.t("found-code-text")) }
        h2 { (lang.t("found-others")) }
        p { (lang.t("found-others-text")) }
    };
    visit
        .page(lang.t("found-heading"))
        .under(LOST, lang.t("nav-lost-device"))
        .lead(lang.t("found-lead"))
        .content(content)
}
