//! `/demo/posta`: every mail and SMS that would have been sent. The demo mounts it, a real installation
//! does not.

use axum::{
    Router,
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
    routing::get,
};
use foundation::{Problem, Status};
use http::header::{CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use maud::{Markup, html};
use serde::Deserialize;
use store::Store;
use webkit::{
    Failure, Page, Visit,
    components::{Table, Tone, badge, code, definitions, empty_state},
    fmt, t,
};

use crate::{Attempt, Channel, Delivery, Frame, Message, gsm, outbox};

/// Messages on one page.
const PAGE: u32 = 25;

/// The policy of the page that shows a mail: as everywhere, and our own frame may be in it.
const WITH_FRAME: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'; \
    frame-src 'self'";
/// The policy of the mail itself: its own looks, no script, nothing loaded, no way to our cookies.
const OF_A_MAIL: &str = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'; \
    frame-ancestors 'self'; sandbox";

#[derive(Clone, Debug)]
struct Post {
    store: Store,
    frame: Frame,
}

/// `/demo/posta`, `/demo/posta/{number}`, `/demo/posta/{number}/html`.
pub fn router(store: Store, frame: Frame) -> Router {
    Router::new()
        .route("/demo/posta", get(list))
        .route("/demo/posta/{number}", get(show))
        .route("/demo/posta/{number}/html", get(document))
        .with_state(Post { store, frame })
}

#[derive(Debug, Deserialize)]
struct From {
    /// Messages older than this number.
    before: Option<i64>,
}

async fn list(visit: Visit, State(post): State<Post>, Query(from): Query<From>) -> Result<Page, Failure> {
    let lang = visit.lang;
    let before = from.before;
    let messages =
        post.store.read(move |tx| outbox::messages(tx, before, PAGE)).await.map_err(Problem::from)?;
    let page = visit.page(lang.t("post-heading")).lead(lang.t("post-lead")).private();
    if messages.is_empty() && before.is_none() {
        return Ok(page.content(empty_state(&lang.t("post-empty"), &lang.t("post-empty-why"), None)));
    }
    let columns = ["post-what", "post-to", "post-when", "post-state"].map(|key| lang.t(key));
    let mut table = Table::new(lang.t("post-list"), columns);
    for message in &messages {
        table = table.row([
            html! { a href=(format!("/demo/posta/{}", message.id)) { (title(&visit, message)) } },
            html! { (message.to) },
            html! { (fmt::date_time_short(lang, message.created_at)) },
            state(&visit, message.delivery),
        ]);
    }
    let older = messages.last().filter(|_| messages.len() == PAGE as usize);
    Ok(page.content(html! {
        (table)
        @if let Some(last) = older {
            p { a href=(format!("/demo/posta?before={}", last.id)) { (lang.t("post-older")) } }
        }
        @if before.is_some() {
            p { a href="/demo/posta" { (lang.t("post-newest")) } }
        }
    }))
}

/// The subject; of an SMS its words.
fn title(visit: &Visit, message: &Message) -> String {
    let kind = visit.lang.t(&format!("post-channel-{}", message.channel.as_str()));
    match message.channel {
        Channel::Mail => message.subject.clone(),
        Channel::Sms => format!("{kind}: {}", message.text),
    }
}

fn state(visit: &Visit, delivery: Delivery) -> Markup {
    let tone = match delivery {
        Delivery::Delivered => Tone::Success,
        Delivery::Failed => Tone::Danger,
        Delivery::Waiting => Tone::Warning,
    };
    badge(tone, &visit.lang.t(&format!("post-state-{}", delivery.as_str())))
}

async fn show(visit: Visit, State(post): State<Post>, Path(number): Path<i64>) -> Result<Response, Failure> {
    let lang = visit.lang;
    let found = post.store.read(move |tx| {
        let message = outbox::message(tx, number)?;
        Ok::<_, store::Error>((message, outbox::attempts(tx, number)?))
    });
    let (message, attempts) = found.await.map_err(Problem::from)?;
    let message = message.ok_or_else(|| Problem::new("not-found", Status::NotFound))?;
    let heading = match message.channel {
        Channel::Mail => message.subject.clone(),
        Channel::Sms => lang.t("post-channel-sms"),
    };
    let letter = post.frame.letter(&message);
    let from = match message.channel {
        Channel::Mail => Some(format!("{} <{}>", letter.from, post.frame.from)),
        Channel::Sms => None,
    };
    let [to, sent_from, when, outcome, template, language, id] = [
        "post-to",
        "post-sent-from",
        "post-when",
        "post-state",
        "post-template",
        "post-language",
        "post-number",
    ]
    .map(|key| lang.t(key));
    let mut details = vec![(to.as_str(), html! { (message.to) })];
    details.extend(from.map(|from| (sent_from.as_str(), html! { (from) })));
    details.extend([
        (when.as_str(), html! { (fmt::date_time_exact(lang, message.created_at)) }),
        (outcome.as_str(), state(&visit, message.delivery)),
        (template.as_str(), code(&message.template)),
        (language.as_str(), html! { span lang=(message.lang.code()) { (message.lang.name()) } }),
    ]);
    details.extend(message.message_id.as_deref().map(|message_id| (id.as_str(), code(message_id))));
    let page =
        visit.page(heading).service(lang.t("post-heading")).under("/demo/posta", lang.t("post-heading"));
    let page = page.private().content(html! {
        (definitions(details))
        @match message.channel {
            Channel::Mail => {
                h2 { (lang.t("post-html")) }
                iframe.mail-preview sandbox="" src=(format!("/demo/posta/{number}/html"))
                    title=(t!(lang, "post-html-frame", subject = message.subject.as_str())) {}
                h2 { (lang.t("post-text")) }
                pre.mail-text tabindex="0" role="region" aria-label=(lang.t("post-text")) lang=(message.lang.code()) { (letter.text) }
            }
            Channel::Sms => {
                h2 { (lang.t("post-text")) }
                p lang=(message.lang.code()) { (message.text) }
                p { (t!(lang, "post-sms-length", n = gsm::segments(&message.text))) }
            }
        }
        h2 { (lang.t("post-attempts")) }
        (attempts_table(&visit, &attempts))
    });
    let mut response = page.into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, http::HeaderValue::from_static(WITH_FRAME));
    Ok(response)
}

fn attempts_table(visit: &Visit, attempts: &[Attempt]) -> Markup {
    let lang = visit.lang;
    if attempts.is_empty() {
        return html! { p { (lang.t("post-attempts-none")) } };
    }
    let columns = ["post-when", "post-attempt-result", "post-attempt-detail"].map(|key| lang.t(key));
    let mut table = Table::new(lang.t("post-attempts"), columns);
    for attempt in attempts {
        let (tone, key) = match (attempt.delivered, attempt.again) {
            (true, _) => (Tone::Success, "post-state-delivered"),
            (false, true) => (Tone::Warning, "post-attempt-later"),
            (false, false) => (Tone::Danger, "post-state-failed"),
        };
        table = table.row([
            html! { (fmt::date_time_short(lang, attempt.at)) },
            badge(tone, &lang.t(key)),
            html! { (attempt.detail) },
        ]);
    }
    html! { (table) }
}

/// The HTML of a mail, for the frame in its page.
async fn document(State(post): State<Post>, Path(number): Path<i64>) -> Result<Response, Failure> {
    let message = post.store.read(move |tx| outbox::message(tx, number)).await.map_err(Problem::from)?;
    let message = message.filter(|message| message.channel == Channel::Mail);
    let message = message.ok_or_else(|| Problem::new("not-found", Status::NotFound))?;
    let headers = [(CONTENT_TYPE, "text/html; charset=utf-8"), (CONTENT_SECURITY_POLICY, OF_A_MAIL)];
    Ok((headers, post.frame.letter(&message).html).into_response())
}
