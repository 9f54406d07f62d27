//! `/firma/anteprima/{n}`: what is signed.

use std::{fs::File, io, sync::Arc};

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use http::{
    HeaderValue,
    header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_SECURITY_POLICY, CONTENT_TYPE},
};
use maud::{Markup, html};
use webkit::{
    Failure, FormErrors, Page, Submitted, Visit,
    components::{self, Emphasis, Tone},
    fmt, t,
};

use super::{
    Seat, blocking, gone,
    mark::{self, Filled, Pages},
    refused,
    start::visibility,
    view::{self, Looked, Text, View},
};
use crate::{desk::DeskFile, pages::document::written, rules::name};

/// The page holds a frame with the document, of our own address, and nothing else that others do not.
const WITH_FRAME: &str = "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; \
    font-src 'self'; connect-src 'self'; frame-src 'self'; form-action 'self'; base-uri 'none'; \
    frame-ancestors 'none'";
/// The document itself: shown within our own page only, and it runs and loads nothing.
const DOCUMENT: &str = "default-src 'none'; object-src 'self'; plugin-types application/pdf; \
    style-src 'unsafe-inline'; img-src 'self' data:; frame-ancestors 'self'";

pub(super) async fn show(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    Path(n): Path<String>,
) -> Result<Response, Failure> {
    let file = seat.file(&n)?;
    if file.refusal.is_some() {
        return Ok(Redirect::to("/firma").into_response());
    }
    framed(page(seat, &visit, file, None, &FormErrors::default()).await?)
}

fn framed(page: Page) -> Result<Response, Failure> {
    let mut response = page.into_response();
    response.headers_mut().insert(CONTENT_SECURITY_POLICY, HeaderValue::from_static(WITH_FRAME));
    Ok(response)
}

/// The page; `marked` is the form of the mark as it came back.
pub(super) async fn page(
    seat: Arc<Seat>,
    visit: &Visit,
    file: DeskFile,
    marked: Option<(Pages, Filled)>,
    errors: &FormErrors,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let (file, looked, pages) = blocking(move || {
        let looked = view::look(&file.path);
        let pages = Pages::of(&file, mark::page_of(&file));
        (file, looked, pages)
    })
    .await?;
    let looked = looked.map_err(|error| Failure::from(gone()).because(error))?;
    let (pages, filled) = match marked {
        Some((pages, filled)) => (Some(pages), Some(filled)),
        None => (pages, pages.as_ref().map(|pages| Filled::of(&file, pages))),
    };
    let others: Vec<DeskFile> =
        seat.desk.files().into_iter().filter(|other| other.refusal.is_none()).collect();
    let place = others.iter().position(|other| other.id == file.id).unwrap_or_default();
    let next = others.get(place + 1);
    let previous = place.checked_sub(1).and_then(|place| others.get(place));
    let link = |other: &DeskFile, key: &str| {
        components::action_link(Emphasis::Secondary, &format!("/firma/anteprima/{}", other.id), &lang.t(key))
    };
    let content = html! {
        (components::error_summary(lang, errors))
        @if others.len() > 1 { p { (t!(lang, "firma-view-place", n = place + 1, all = others.len())) } }
        @if looked.inside.is_some() { p { (t!(lang, "firma-view-inside")) } }
        (document_shown(visit, &file, &looked))
        @if let (Some(pages), Some(filled)) = (&pages, &filled) {
            @if file.signed().is_none() { (mark::form(visit, &file, pages, filled, errors)) }
        } @else if let Some(note) = visibility(lang, &file) { p { (note) } }
        (components::actions([
            components::action_link(Emphasis::Main, "/firma#firma", &t!(lang, "firma-view-back")),
            previous.map_or_else(Markup::default, |previous| link(previous, "firma-view-previous")),
            next.map_or_else(Markup::default, |next| link(next, "firma-view-next")),
        ]))
    };
    Ok(visit
        .page(t!(lang, "firma-view-title"))
        .under("/firma", t!(lang, "firma-title"))
        .lead(t!(lang, "firma-view-lead", name = &*file.name, size = fmt::bytes(lang, file.size)))
        .private()
        .content(content))
}

fn document_shown(visit: &Visit, file: &DeskFile, looked: &Looked) -> Markup {
    let lang = visit.lang;
    let address = format!("/firma/anteprima/{}/documento", file.id);
    match &looked.view {
        View::Pdf => html! {
            h2 { (t!(lang, "firma-view-pdf")) }
            p {
                (t!(lang, "firma-view-pdf-fallback")) " "
                a href=(address) target="_blank" rel="noopener" { (t!(lang, "firma-view-pdf-open")) }
            }
            iframe.desk-frame src=(address) title=(t!(lang, "firma-view-pdf-frame", name = &*file.name)) {}
        },
        View::Image(_) => html! {
            h2 { (t!(lang, "firma-view-image")) }
            div.desk-view { img src=(address) alt=(t!(lang, "firma-view-image-alt", name = &*file.name)); }
        },
        View::Invoice(invoice, raw) => html! {
            h2 { (t!(lang, "firma-view-invoice")) }
            p { (t!(lang, "firma-view-invoice-note")) }
            div.desk-view { (invoice.shown(lang)) }
            (components::folded(&t!(lang, "firma-view-raw"), text_shown(visit, raw)))
        },
        View::Text(text) => html! {
            h2 { (t!(lang, "firma-view-text")) }
            (text_shown(visit, text))
        },
        View::Nothing => html! {
            (components::callout(lang, Tone::Warning, &t!(lang, "firma-view-none"), html! {
                p { (t!(lang, "firma-view-none-why")) }
                p { (t!(lang, "firma-view-none-todo")) }
                p { a href=(format!("{address}?salva=1")) download=(file.name) { (t!(lang, "firma-view-download")) } }
            }))
            @if file.consented {
                p { (components::badge(Tone::Success, &t!(lang, "firma-view-consented"))) }
            } @else {
                form method="post" action=(format!("/firma/anteprima/{}", file.id)) {
                    (visit.csrf_field())
                    (components::checkbox("consent", &t!(lang, "firma-view-consent"), false, &FormErrors::default()))
                    (components::submit(Emphasis::Secondary, &t!(lang, "firma-view-consent-save")))
                }
            }
        },
    }
}

fn text_shown(visit: &Visit, text: &Text) -> Markup {
    let lang = visit.lang;
    html! {
        // Who moves by keyboard scrolls it too.
        div.desk-view tabindex="0" role="region" aria-label=(t!(lang, "firma-view-text")) { pre { (text.text) } }
        @if text.cut { p { (t!(lang, "firma-view-text-cut", size = fmt::bytes(lang, view::TEXT as u64))) } }
    }
}

/// Notes that the person knows a document that cannot be shown.
pub(super) async fn consent(
    State(seat): State<Arc<Seat>>,
    Path(n): Path<String>,
    form: Submitted,
) -> Result<Redirect, Failure> {
    let file = seat.file(&n)?;
    seat.desk.consent(file.id, form.has("consent")).map_err(refused)?;
    Ok(Redirect::to(&format!("/firma/anteprima/{n}")))
}

/// The document for the frame, or as a file to save when no page shows it.
pub(super) async fn document(
    State(seat): State<Arc<Seat>>,
    Path(n): Path<String>,
) -> Result<Response, Failure> {
    let file = seat.file(&n)?;
    if file.refusal.is_some() {
        return Err(gone().into());
    }
    let (file, looked) = blocking(move || {
        let looked = view::look(&file.path);
        (file, looked)
    })
    .await?;
    let looked = looked.map_err(|error| Failure::from(gone()).because(error))?;
    let kind = match looked.view {
        View::Pdf => "application/pdf",
        View::Image(kind) => kind,
        _ => "application/octet-stream",
    };
    let shown = matches!(looked.view, View::Pdf | View::Image(_));
    let disposition = match shown {
        true => "inline".to_owned(),
        false => name::attachment(&file.name),
    };
    let headers = [
        (CONTENT_TYPE, kind.to_owned()),
        (CONTENT_DISPOSITION, disposition),
        (CACHE_CONTROL, "private, no-store".to_owned()),
        (CONTENT_SECURITY_POLICY, DOCUMENT.to_owned()),
    ];
    let body = match looked.inside.filter(|_| shown) {
        Some(octets) => octets.into(),
        None => sent(file.path, file.size),
    };
    Ok((headers, body).into_response())
}

/// A file of the sitting as the body of an answer.
pub(super) fn sent(path: std::path::PathBuf, size: u64) -> axum::body::Body {
    written(Some(size), move |out| io::copy(&mut File::open(path)?, out).map(drop))
}
