//! `/certificati`: the certification authorities, their certificates, fingerprints and addresses.

use std::sync::Arc;

use axum::extract::State;
use maud::html;
use webkit::{
    Failure, Page, Visit,
    components::{self, Tone},
    fmt, t,
};

use super::blocking;
use crate::{Authority, PublishedList, Scope, ServiceAuthority};

pub(super) async fn show(State(authority): State<Arc<Authority>>, visit: Visit) -> Result<Page, Failure> {
    let all = authority.authorities();
    let mut published = Vec::with_capacity(all.len());
    for ca in all.iter() {
        let (authority, ca) = (Arc::clone(&authority), ca.clone());
        let lists = blocking(move || {
            let newest = ca.scopes().map(|scope| authority.newest_list(&ca, scope).map(|list| (scope, list)));
            newest.collect::<Result<Vec<_>, _>>().map(|lists| (ca, lists))
        });
        published.push(lists.await?);
    }
    let lang = visit.lang;
    let content = html! {
        @if published.is_empty() {
            (components::empty_state(&t!(lang, "ca-none"), &t!(lang, "ca-none-why"), None))
        }
        @for (ca, lists) in &published { (section(&visit, ca, lists)) }
        p { a href="/certificati/stato" { (t!(lang, "ca-check-status")) } }
    };
    Ok(visit.page(t!(lang, "ca-title")).lead(t!(lang, "ca-lead")).content(content))
}

fn section(visit: &Visit, ca: &ServiceAuthority, lists: &[(Scope, Option<PublishedList>)]) -> maud::Markup {
    let lang = visit.lang;
    let id = format!("ca-{}", ca.path);
    let certificate = &ca.certificate;
    let stale = lists.iter().any(|(_, list)| list.as_ref().is_none_or(|list| list.next_update < visit.now));
    let mut table = components::Table::new(
        t!(lang, "ca-lists-caption", name = ca.certificate.subject().friendly()),
        [
            t!(lang, "ca-list"),
            t!(lang, "ca-list-published"),
            t!(lang, "ca-list-next"),
            t!(lang, "ca-list-entries"),
        ],
    );
    for (scope, list) in lists {
        let path = format!("/{}", scope.path(&ca.path));
        let name = match scope {
            Scope::Authority => t!(lang, "ca-list-arl"),
            Scope::Shard(number) => t!(lang, "ca-list-shard", number = format!("{number:02}")),
        };
        let time = |at: Option<foundation::Timestamp>| {
            html! { (at.map(|at| fmt::date_time_short(lang, at)).unwrap_or_else(|| t!(lang, "ca-list-missing"))) }
        };
        table = table.row([
            html! { a href=(path) { (name) } },
            time(list.as_ref().map(|list| list.this_update)),
            time(list.as_ref().map(|list| list.next_update)),
            html! { (list.as_ref().map_or(0, |list| list.entries)) },
        ]);
    }
    html! {
        section aria-labelledby=(id) {
            h2 id=(id) { (t!(lang, &format!("ca-service-{}", ca.service))) }
            p { (t!(lang, &format!("ca-service-{}-what", ca.service))) }
            @if stale {
                (components::alert(Tone::Warning, html! { p { (t!(lang, "ca-stale")) } }))
            }
            (components::definitions([
                (t!(lang, "ca-name").as_str(), html! { (certificate.subject().friendly()) }),
                (t!(lang, "ca-validity").as_str(), html! {
                    (t!(lang, "ca-validity-range",
                        from = fmt::date(lang, certificate.not_before()),
                        to = fmt::date(lang, certificate.not_after())))
                }),
                (t!(lang, "ca-serial").as_str(), components::code(&certificate.serial_hex())),
                (t!(lang, "ca-fingerprint").as_str(), components::copyable(
                    lang, &format!("{id}-sha256"), &fmt::fingerprint(&certificate.sha256()))),
                (t!(lang, "ca-ocsp").as_str(), components::code(&ca.ocsp_url())),
                (t!(lang, "ca-crl").as_str(), components::code(&crl_pattern(ca))),
            ]))
            p {
                (components::action_link(
                    components::Emphasis::Secondary,
                    &format!("/{}/ca.crt", ca.path),
                    &t!(lang, "ca-download", name = certificate.subject().friendly())))
            }
            (components::folded(&t!(lang, "ca-lists"), html! { (table) p { (t!(lang, "italian-time-note")) } }))
        }
    }
}

/// The addresses of the lists in one line: `…/crl/00.crl … 15.crl`.
fn crl_pattern(ca: &ServiceAuthority) -> String {
    let first = Scope::Shard(0).path(&ca.path);
    match ca.shard_count {
        0 | 1 => format!("{}/{first}", ca.publication_url),
        count => format!("{}/{first} … {:02}.crl", ca.publication_url, count - 1),
    }
}
