//! `/verifica/elenco/{id}`: files that were verified together, each with its verdict and its report.

use std::sync::Arc;

use axum::extract::{Path, State};
use maud::{Markup, Render, html};
use sigcheck::Report;
use webkit::{
    Failure, Lang, Page, Visit,
    components::{self, Table, Tone, Verdict},
    fmt, t,
};

use super::{blocking, facts, report::verdict_of};
use crate::{
    NotJudged, ReportSet, SetEntry, Signing,
    rules::report::{OfFile, Outcome},
};

pub(super) async fn show(
    State(signing): State<Arc<Signing>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let set = {
        let id = id.clone();
        blocking(move || signing.report_set(&id)).await?
    };
    let (verdict, sentence) = sum(lang, &set);
    let columns = ["set-file", "set-verdict", "set-signers", "set-report"].map(|key| lang.t(key));
    let mut table = Table::new(t!(lang, "set-caption"), columns);
    for entry in &set.entries {
        table = table.row(match entry {
            SetEntry::Judged { id: report_id, report, content } => {
                let name = report.file.as_deref().unwrap_or_default();
                [
                    file(lang, name, content.as_deref()),
                    verdict_of(report.outcome()).badge(lang),
                    signers(lang, report),
                    html! {
                        a href=(format!("/verifica/rapporto/{report_id}?elenco={id}")) {
                            (t!(lang, "set-open"))
                            span.visually-hidden { " " (t!(lang, "set-open-of", name = name)) }
                        }
                    },
                ]
            }
            SetEntry::NotJudged { name, why } => [
                file(lang, name, None),
                html! {
                    (components::badge(Tone::Warning, &t!(lang, "set-not-checked")))
                    p { (not_judged(lang, *why)) }
                },
                html! {},
                html! {},
            ],
        });
    }
    let content = html! {
        (verdict.banner_saying(&sentence, html! { p { (t!(lang, "set-todo")) } }))
        (table.render())
        p { (t!(lang, "set-kept", until = fmt::date_time(lang, set.expires_at))) }
        p { a href="/verifica" { (t!(lang, "set-another")) } }
    };
    let lead = t!(lang, "set-lead", n = set.entries.len(), time = fmt::date_time(lang, set.at));
    let page = visit.page(t!(lang, "set-title")).under("/verifica", t!(lang, "verify-title"));
    Ok(page.lead(lead).private().content(content))
}

/// The verdict on all files: the worst, and on how many.
fn sum(lang: Lang, set: &ReportSet) -> (Verdict, String) {
    let all = set.entries.len();
    let of = |outcome: Outcome| {
        let is = |entry: &&SetEntry| matches!(entry, SetEntry::Judged { report, .. } if report.outcome() == outcome);
        set.entries.iter().filter(is).count()
    };
    let unchecked = set.entries.iter().filter(|entry| matches!(entry, SetEntry::NotJudged { .. })).count();
    let bad = [
        (Verdict::NotValid, of(Outcome::NotValid), "set-some-not-valid"),
        (Verdict::Undetermined, unchecked, "set-some-not-checked"),
        (Verdict::Undetermined, of(Outcome::Undetermined), "set-some-undetermined"),
        (Verdict::NotSigned, of(Outcome::NotSigned), "set-some-not-signed"),
    ];
    match bad.into_iter().find(|(_, count, _)| *count > 0) {
        Some((verdict, count, key)) => (verdict, t!(lang, key, n = count, all = all)),
        None => (Verdict::Valid, t!(lang, "set-all-valid", all = all)),
    }
}

fn file(lang: Lang, name: &str, content: Option<&str>) -> Markup {
    html! {
        (components::code(name))
        @if let Some(content) = content {
            " " span.set-with { (t!(lang, "set-with", name = content)) }
        }
    }
}

/// Who signed, each once.
fn signers(lang: Lang, report: &Report) -> Markup {
    let mut names: Vec<String> = Vec::new();
    for signature in report.of_document() {
        let name = facts::who(lang, signature);
        if !names.contains(&name) {
            names.push(name);
        }
    }
    html! {
        @if names.is_empty() { (t!(lang, "set-nobody")) }
        @for (number, name) in names.iter().enumerate() { @if number > 0 { br; } (name) }
    }
}

fn not_judged(lang: Lang, why: NotJudged) -> String {
    match why {
        NotJudged::Empty => t!(lang, "set-empty"),
        NotJudged::Failed => t!(lang, "set-failed"),
    }
}
