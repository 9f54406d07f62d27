//! `/firma/esito`: what became of each file, and where it is.

use std::{
    fs::File,
    path::PathBuf,
    sync::{Arc, atomic::Ordering},
};

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE};
use maud::{Markup, Render, html};
use serde::Deserialize;
use sigcheck::Indication;
use webkit::{
    Failure, Lang, Page, Submitted, Visit,
    components::{self, Emphasis, Field, Table, Tone, Verdict},
    fmt, t,
};

use super::{Seat, authorise, blocking, preview::sent, refused};
use crate::{
    desk::{DeskFile, FileState, Signed},
    rules::name,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// How many files were saved.
    #[serde(default)]
    salvati: String,
}

pub(super) async fn show(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    if seat.desk.progress().is_some_and(|progress| progress.is_running()) {
        return Ok(Redirect::to("/firma/autorizza").into_response());
    }
    if seat.desk.progress().is_none() {
        return Ok(Redirect::to("/firma").into_response());
    }
    Ok(page(&seat, &visit, None, &asked.salvati).into_response())
}

fn page(seat: &Seat, visit: &Visit, told: Option<Markup>, saved: &str) -> Page {
    let lang = visit.lang;
    let files: Vec<DeskFile> = seat.desk.files().into_iter().filter(|file| file.refusal.is_none()).collect();
    let signed: Vec<&Signed> = files.iter().filter_map(DeskFile::signed).collect();
    let left = files.iter().filter(|file| file.is_due()).count();
    let (verdict, sentence) = match (signed.len(), files.len()) {
        (0, _) => (Verdict::NotValid, t!(lang, "firma-done-none")),
        (n, all) if n == all => (Verdict::Valid, t!(lang, "firma-done-all", n = n)),
        (n, all) => (Verdict::Undetermined, t!(lang, "firma-done-some", n = n, all = all)),
    };
    let interrupted = seat.desk.progress().and_then(|progress| progress.interrupted);
    let saved_in = signed.iter().find_map(|signed| signed.saved.as_ref()?.parent());
    let has_origin = files.iter().any(|file| file.origin.is_some() && file.signed().is_some());
    let invisible = files.iter().any(|file| {
        file.signed().is_some_and(|signed| signed.format.starts_with("pades") && !signed.visible)
    });
    let content = html! {
        (verdict.banner_saying(&sentence, html! {
            @if !signed.is_empty() { p { (t!(lang, "firma-done-checked")) } }
            @if seat.tested.load(Ordering::Relaxed) { p { strong { (t!(lang, "firma-done-test")) } } }
        }))
        @if let Some(told) = told { (told) }
        @if let Some(problem) = interrupted { (authorise::words(lang, &problem)) }
        @if let (Ok(n), Some(folder)) = (saved.parse::<usize>(), saved_in) {
            (components::alert(Tone::Success, html! {
                p { (t!(lang, "firma-done-saved", n = n, folder = folder.display().to_string())) }
            }))
        }
        @if left > 0 {
            (components::callout(lang, Tone::Warning, &t!(lang, "firma-done-left", n = left), html! {
                p { (t!(lang, "firma-done-left-text")) }
                p { (components::action_link(Emphasis::Main, "/firma#firma", &t!(lang, "firma-done-retry"))) }
            }))
        }
        (downloads(lang, &files, &signed, left))
        (table(lang, &files))
        @if invisible { p { (t!(lang, "firma-done-invisible")) } }
        @if !signed.is_empty() { (saving(visit, has_origin)) }
        @if !files.is_empty() {
            div.desk-links {
                a href="/firma/esito/rapporto.csv" download { (t!(lang, "firma-done-csv")) }
                a href="/firma/esito/rapporto.json" download { (t!(lang, "firma-done-json")) }
                a href="/verifica" { (t!(lang, "firma-done-verify")) }
            }
        }
        form.desk-after method="post" action="/firma/nuova" {
            (visit.csrf_field())
            (components::submit(Emphasis::Secondary, &t!(lang, "firma-done-more")))
        }
    };
    visit
        .page(t!(lang, "firma-done-title"))
        .under("/firma", t!(lang, "firma-title"))
        .private()
        .content(content)
}

/// The main button of the page when all is signed.
fn downloads(lang: Lang, files: &[DeskFile], signed: &[&Signed], left: usize) -> Markup {
    let emphasis = if left == 0 { Emphasis::Main } else { Emphasis::Secondary };
    match signed {
        [] => html! {},
        [_] => {
            let file = files.iter().find(|file| file.signed().is_some());
            let href = file.map_or_else(String::new, |file| format!("/firma/esito/{}", file.id));
            components::actions([components::action_link(emphasis, &href, &t!(lang, "firma-done-download"))])
        }
        _ => components::actions([components::action_link(
            emphasis,
            "/firma/esito/tutti.zip",
            &t!(lang, "firma-done-zip"),
        )]),
    }
}

fn table(lang: Lang, files: &[DeskFile]) -> Markup {
    let columns = ["file", "outcome", "saved"].map(|name| lang.t(&format!("firma-column-{name}")));
    let mut table = Table::new(t!(lang, "firma-done-caption"), columns);
    for file in files {
        table = table.row([html! { span.desk-file { (file.name) } }, outcome(lang, file), place(lang, file)]);
    }
    table.render()
}

fn outcome(lang: Lang, file: &DeskFile) -> Markup {
    match &file.state {
        FileState::Signed(signed) => html! {
            (components::badge(Tone::Success, &t!(lang, "firma-done-signed")))
            p.desk-note { (checked(lang, signed)) }
        },
        FileState::Failed { problem, .. } => {
            let [heading, why, todo] = webkit::words(problem, lang);
            html! {
                (components::badge(Tone::Danger, &t!(lang, "firma-done-failed")))
                p { strong { (heading) } } p { (why) " " (todo) }
                p { a href=(format!("/firma/formato?n={}", file.id)) { (t!(lang, "firma-change-format")) } }
            }
        }
        FileState::Ready | FileState::Signing => html! {
            (components::badge(Tone::Neutral, &t!(lang, "firma-done-waiting")))
        },
    }
}

/// What the check right after signing said. A result is kept only when its signature is intact.
fn checked(lang: Lang, signed: &Signed) -> Markup {
    let reason = signed.check.reasons.first().map(|code| format!("verdict-{code}"));
    html! {
        (t!(lang, "firma-done-self-check")) ". "
        @match signed.check.indication {
            Indication::TotalPassed => { (t!(lang, "firma-done-valid")) }
            _ => {
                @if let Some(reason) = reason.filter(|reason| lang.has(reason)) { (lang.t(&reason)) }
            }
        }
    }
}

fn place(lang: Lang, file: &DeskFile) -> Markup {
    let Some(signed) = file.signed() else { return html! {} };
    html! {
        (components::code(&signed.name)) " "
        span.desk-note { "(" (fmt::bytes(lang, signed.size)) ")" }
        @match &signed.saved {
            Some(saved) => { p.desk-note { (components::code(&saved.display().to_string())) } }
            None => { p.desk-note { (t!(lang, "firma-done-not-saved")) } }
        }
        div.desk-links {
            a href=(format!("/firma/esito/{}", file.id)) {
                (t!(lang, "firma-done-download")) span.visually-hidden { " " (signed.name) }
            }
        }
    }
}

/// Saving to this computer, for files that came from it and for others.
fn saving(visit: &Visit, has_origin: bool) -> Markup {
    let lang = visit.lang;
    let (label, hint) = (t!(lang, "firma-done-folder-field"), t!(lang, "firma-done-folder-hint"));
    html! {
        @if has_origin {
            form method="post" action="/firma/esito/salva" {
                (visit.csrf_field())
                (components::submit(Emphasis::Secondary, &t!(lang, "firma-done-beside")))
            }
        }
        (components::folded(&t!(lang, "firma-done-folder"), html! {
            form method="post" action="/firma/esito/salva" {
                (visit.csrf_field())
                (Field::text("folder", &label).hint(&hint).render(lang, &webkit::FormErrors::default()))
                (components::submit(Emphasis::Secondary, &t!(lang, "firma-done-folder")))
            }
        }))
    }
}

/// Saves all results beside their originals, or in a folder.
pub(super) async fn save(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    form: Submitted,
) -> Result<Response, Failure> {
    let desk = seat.desk.clone();
    let folder = form.has("folder").then(|| PathBuf::from(form.get("folder")));
    let saved = blocking(move || {
        let mut saved = 0;
        for file in desk.files().iter().filter(|file| file.signed().is_some()) {
            match &folder {
                Some(folder) => desk.save_to(file.id, folder)?,
                None if file.origin.is_some() => desk.save_beside(file.id)?,
                None => continue,
            };
            saved += 1;
        }
        Ok(saved)
    })
    .await?;
    Ok(match saved {
        Ok(saved) => Redirect::to(&format!("/firma/esito?salvati={saved}")).into_response(),
        Err(error) => {
            let error: crate::desk::DeskError = error;
            let told = authorise::words(visit.lang, &foundation::Problem::from(&error));
            page(&seat, &visit, Some(told), "").invalid().into_response()
        }
    })
}

/// A result.
pub(super) async fn file(State(seat): State<Arc<Seat>>, Path(n): Path<String>) -> Result<Response, Failure> {
    let file = seat.file(&n)?;
    let error = crate::desk::DeskError::NotSigned(file.id);
    let signed = file.signed().ok_or_else(|| refused(error))?;
    let headers = headers("application/octet-stream", &signed.name);
    Ok((headers, sent(signed.path.clone(), signed.size)).into_response())
}

fn headers(kind: &str, file: &str) -> [(http::HeaderName, String); 4] {
    [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, name::attachment(file)),
        (CACHE_CONTROL, "private, no-store".to_owned()),
        (CONTENT_SECURITY_POLICY, "default-src 'none'; sandbox".to_owned()),
    ]
}

/// All results in one archive.
pub(super) async fn zip(State(seat): State<Arc<Seat>>) -> Result<Response, Failure> {
    let desk = seat.desk.clone();
    let (path, size) = blocking(move || {
        let path = desk.folder().join("tutti.zip");
        let mut file = File::options().write(true).create(true).truncate(true).open(&path)?;
        desk.zip(&mut file)?;
        let size = file.metadata()?.len();
        Ok((path, size))
    })
    .await?
    .map_err(|error: crate::desk::DeskError| refused(error))?;
    Ok((headers("application/zip", "documenti-firmati.zip"), sent(path, size)).into_response())
}

pub(super) async fn csv(State(seat): State<Arc<Seat>>) -> Response {
    (headers("text/csv; charset=utf-8", "rapporto-firma.csv"), seat.desk.report_csv()).into_response()
}

pub(super) async fn json(State(seat): State<Arc<Seat>>) -> Response {
    let report = seat.desk.report_json().to_string();
    (headers("application/json", "rapporto-firma.json"), report).into_response()
}
