//! `/amministrazione/crl`: every list with number, age and next one; publish now.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Response},
};
use foundation::Timestamp;
use maud::{Markup, html};
use webkit::{
    Failure, Operator, Page, Submitted, Visit,
    components::{Emphasis, Table, Tone, alert, badge, empty_state, submit},
    fmt, t,
};

use super::{PUBLISHERS, READERS, frame};
use crate::{Authority, Scope, ServiceAuthority, pages::blocking, verbs::survey::ListLine};

pub(super) async fn show(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
) -> Result<Page, Failure> {
    operator.require(visit.lang, &READERS)?;
    page(&visit, &operator, authority, None).await
}

async fn page(
    visit: &Visit,
    operator: &Operator,
    authority: Arc<Authority>,
    published: Option<usize>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let lines = blocking(move || authority.list_survey()).await?;
    let mut authorities: Vec<&ServiceAuthority> = Vec::new();
    for line in &lines {
        if authorities.last().is_none_or(|last| last.id != line.authority.id) {
            authorities.push(&line.authority);
        }
    }
    let content = html! {
        @if let Some(n) = published {
            (alert(Tone::Success, html! { p { (t!(lang, "admin-lists-published", n = n)) } }))
        }
        @if lines.is_empty() {
            (empty_state(&lang.t("admin-lists-none"), &lang.t("admin-lists-none-why"), None))
        } @else if operator.is_one_of(&PUBLISHERS) {
            form method="post" action="/amministrazione/crl" {
                (visit.csrf_field())
                p { (lang.t("admin-lists-publish-text")) }
                (submit(Emphasis::Main, &lang.t("admin-lists-publish")))
            }
        }
        @for authority in authorities {
            h2 { (authority.certificate.subject().friendly()) }
            (table(visit, &lines, authority))
        }
        @if !lines.is_empty() { p { (lang.t("italian-time-note")) } }
    };
    Ok(frame(visit, "admin-lists-heading", "admin-lists-lead").content(content))
}

fn table(visit: &Visit, lines: &[ListLine], authority: &ServiceAuthority) -> Markup {
    let lang = visit.lang;
    let columns = ["", "-number", "-age", "-next", "-entries", "-attested"];
    let columns = columns.map(|key| lang.t(&format!("admin-list{key}")));
    let caption = t!(lang, "ca-lists-caption", name = authority.certificate.subject().friendly());
    let mut table = Table::new(caption, columns);
    for line in lines.iter().filter(|line| line.authority.id == authority.id) {
        table = table.row(row(visit, line));
    }
    html! { (table) }
}

fn row(visit: &Visit, line: &ListLine) -> [Markup; 6] {
    let lang = visit.lang;
    let mut name = match line.scope {
        Scope::Authority => lang.t("admin-list-arl"),
        Scope::Shard(number) => t!(lang, "admin-list-shard", number = format!("{number:02}")),
    };
    if line.delta {
        name = format!("{name}: {}", lang.t("admin-list-delta"));
    }
    let Some(record) = &line.record else {
        let missing = badge(Tone::Danger, &lang.t("admin-list-never"));
        return [html! { (name) }, html! { "–" }, missing, html! { "–" }, html! { "–" }, html! { "–" }];
    };
    let next = if record.next_update == Timestamp::MAX {
        html! { (lang.t("admin-list-last")) }
    } else if record.next_update < visit.now {
        badge(Tone::Danger, &fmt::date_time_short(lang, record.next_update))
    } else {
        html! { (fmt::date_time_short(lang, record.next_update)) }
    };
    [
        html! { (name) },
        html! { (record.number) },
        html! { (fmt::date_time_short(lang, record.published_at)) },
        next,
        html! { (fmt::integer(lang, i64::try_from(record.entries).unwrap_or(i64::MAX))) },
        match record.time_stamp {
            Some(_) => badge(Tone::Success, &lang.t("admin-list-attested-yes")),
            // Only a list that made a change known is attested (CAD art. 36(3)).
            None => html! { "–" },
        },
    ]
}

pub(super) async fn publish(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
    _: Submitted,
) -> Result<Response, Failure> {
    operator.require(visit.lang, &PUBLISHERS)?;
    let (publisher, actor) = (Arc::clone(&authority), operator.actor.clone());
    let published = blocking(move || publisher.publish_lists(&actor)).await?;
    Ok(page(&visit, &operator, authority, Some(published)).await?.into_response())
}
