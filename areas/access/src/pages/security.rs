//! `/area-personale/sicurezza`: the open sessions of a person and who entered when, with the way to end all.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use webkit::{
    Failure, Lang, OpenSession, Page, Person, Sessions, Submitted, Visit,
    components::{Emphasis, Table, Tone, badge, submit},
    fmt,
};

use super::{
    blocking,
    people::{Desk, no_store},
    refused, store_failed,
};
use crate::people::LoginEntry;

/// Lines of the access log that are shown.
const SHOWN: u16 = 50;
const HERE: &str = "/area-personale/sicurezza";

fn sessions(visit: &Visit) -> Result<&Sessions, Failure> {
    visit.web.sessions.as_ref().ok_or_else(|| Failure::internal("this site remembers no sessions"))
}

pub(super) async fn show(State(desk): State<Desk>, visit: Visit, person: Person) -> Result<Page, Failure> {
    let lang = visit.lang;
    let open = sessions(&visit)?.of_person(&person.codice_fiscale, visit.now).await.map_err(store_failed)?;
    let (people, whose) = (Arc::clone(&desk.people), person.codice_fiscale.clone());
    let log = blocking(move || people.logins_of(&whose, SHOWN)).await?.map_err(refused)?;
    let columns = ["security-since", "security-how", "security-from", "security-end"].map(|key| lang.t(key));
    let table = open.iter().fold(Table::new(lang.t("security-sessions-caption"), columns), |table, one| {
        table.row(session_row(&visit, one))
    });
    let columns = ["security-when", "security-what", "security-how", "security-from", "security-card"];
    let entries = Table::new(lang.t("security-log-caption"), columns.map(|key| lang.t(key)));
    let entries = log.iter().fold(entries, |table, entry| table.row(log_row(lang, entry)));
    let content = html! {
        h2 { (lang.t("security-sessions")) }
        (table)
        form method="post" action=(format!("{HERE}/esci-ovunque")) {
            (visit.csrf_field())
            p { (lang.t("security-everywhere-text")) }
            (submit(Emphasis::Main, &lang.t("security-everywhere")))
        }
        h2 { (lang.t("security-log")) }
        p { (lang.t("security-log-text")) " "
            a href="/ho-perso-il-dispositivo" { (lang.t("nav-lost-device")) } }
        (entries)
        p { (lang.t("italian-time-note")) }
    };
    let page = visit.page(lang.t("security-heading")).under("/area-personale", lang.t("nav-personal-area"));
    Ok(page.lead(lang.t("security-lead")).private().unkept().content(content))
}

fn session_row(visit: &Visit, one: &OpenSession) -> [Markup; 4] {
    let lang = visit.lang;
    let since = fmt::date_time_short(lang, one.person.at);
    [
        html! { (since) },
        html! { (lang.t(&format!("security-method-{}", one.person.method.as_str()))) },
        html! { (one.person.address.as_deref().unwrap_or("–")) },
        html! {
            @if visit.session.is(one) {
                (badge(Tone::Info, &lang.t("security-this")))
            } @else {
                form method="post" action=(format!("{HERE}/chiudi")) {
                    (visit.csrf_field())
                    input type="hidden" name="session" value=(one.mark());
                    button.btn.btn-outline-primary.btn-xs type="submit" {
                        (lang.t("security-close"))
                        span.visually-hidden { " " (since) }
                    }
                }
            }
        },
    ]
}

fn log_row(lang: Lang, entry: &LoginEntry) -> [Markup; 5] {
    let (tone, what) = match entry.outcome.as_str() {
        "entered" => (Tone::Success, lang.t("security-entered")),
        "left" => (Tone::Neutral, lang.t("security-left")),
        "ended" => (Tone::Neutral, lang.t("security-ended")),
        rule => (Tone::Warning, lang.t(&format!("problem-{rule}.heading"))),
    };
    [
        html! { (fmt::date_time_short(lang, entry.at)) },
        badge(tone, &what),
        html! { (lang.t(&format!("security-method-{}", entry.method.as_str()))) },
        html! { (entry.address) },
        html! { (entry.card_number.as_deref().unwrap_or("–")) },
    ]
}

/// Ends one other session.
pub(super) async fn close(visit: Visit, person: Person, form: Submitted) -> Result<Response, Failure> {
    let whose = &person.codice_fiscale;
    sessions(&visit)?.end_of_person(whose, Some(form.get("session"))).await.map_err(store_failed)?;
    Ok(Redirect::to(HERE).into_response())
}

/// Ends all sessions of the person, this one too.
pub(super) async fn leave_everywhere(
    State(desk): State<Desk>,
    visit: Visit,
    person: Person,
    _: Submitted,
) -> Result<Response, Failure> {
    sessions(&visit)?.end_of_person(&person.codice_fiscale, None).await.map_err(store_failed)?;
    let (people, from) = (Arc::clone(&desk.people), visit.client);
    blocking(move || people.leave(&person, from)).await?.map_err(refused)?;
    visit.session.destroy().await?;
    Ok(no_store(Redirect::to("/esci").into_response()))
}
