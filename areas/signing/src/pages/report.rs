//! `/verifica/rapporto/{id}`: the verdict in words, and everything it rests on.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use maud::html;
use webkit::{Failure, Page, Visit, components::Verdict, t};

use super::blocking;
use crate::{
    Signing,
    rules::{
        name,
        report::{Outcome, Report},
    },
};

pub(super) async fn show(
    State(signing): State<Arc<Signing>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let stored = {
        let id = id.clone();
        blocking(move || signing.report(&id)).await?
    };
    let report = Report::read(&stored.json).map_err(Failure::internal)?;
    let verdict = match report.outcome() {
        Outcome::Valid => Verdict::Valid,
        Outcome::NotValid => Verdict::NotValid,
        Outcome::Undetermined => Verdict::Undetermined,
        Outcome::NotSigned => Verdict::NotSigned,
    };
    let content = html! {
        (verdict.banner(lang, html! {}))
        p { a href=(format!("/verifica/rapporto/{id}/rapporto.json")) { (t!(lang, "report-json")) } }
        @if stored.document_until.is_some() {
            p { a href=(format!("/verifica/rapporto/{id}/documento")) { (t!(lang, "report-open")) } }
        }
    };
    let page = visit.page(t!(lang, "report-title")).under("/verifica", t!(lang, "verify-title"));
    Ok(page.private().content(content))
}

pub(super) async fn download(
    State(signing): State<Arc<Signing>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let stored = blocking(move || signing.report(&id)).await?;
    let report = Report::read(&stored.json).map_err(Failure::internal)?;
    let file = format!("{}-rapporto.json", report.file.as_deref().unwrap_or("verifica"));
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, name::attachment(&file)),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    Ok((headers, stored.json).into_response())
}
