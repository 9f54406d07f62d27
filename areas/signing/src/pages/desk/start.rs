//! `/firma`: the files, the device and the PIN on one page.

use std::{
    fs::File,
    sync::{Arc, atomic::Ordering},
};

use axum::{
    extract::{Multipart, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, Render, html};
use webkit::{
    Failure, FormErrors, Lang, Page, Submitted, Visit,
    components::{self, Emphasis, Table, Tone},
    fmt, t,
    upload::{self, Received},
};

use super::{Seat, UPLOAD_LIMIT, authorise, blocking, refused, view};
use crate::desk::{Desk, DeskFile, FileKind, FileState, Format, MOST};

/// A list of more files is folded.
const LONG: usize = 5;

pub(super) async fn show(State(seat): State<Arc<Seat>>, visit: Visit) -> Result<Response, Failure> {
    if seat.desk.progress().is_some_and(|progress| progress.is_running()) {
        return Ok(Redirect::to("/firma/autorizza").into_response());
    }
    Ok(page(seat, &visit, FormErrors::default(), None).await?.into_response())
}

/// Takes files in. The form changes only what this sitting holds.
pub(super) async fn add(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    form: Multipart,
) -> Result<Response, Failure> {
    let upload = upload::receive(&visit, form, seat.desk.folder()).await?;
    upload.check_csrf(&visit)?;
    if upload.files_of("file").next().is_none() {
        let mut errors = FormErrors::default();
        errors.add("file", visit.lang.t("firma-no-file"));
        return Ok(page(seat, &visit, errors, None).await?.invalid().into_response());
    }
    let desk = seat.desk.clone();
    blocking(move || {
        for received in upload.files_of("file") {
            let Received { name, path, .. } = received;
            desk.add(name, File::open(path)?)?;
        }
        Ok(())
    })
    .await?
    .map_err(refused)?;
    Ok(Redirect::to("/firma").into_response())
}

pub(super) async fn remove(State(seat): State<Arc<Seat>>, form: Submitted) -> Result<Redirect, Failure> {
    let file = seat.file(form.get("n"))?;
    seat.desk.remove(file.id).map_err(refused)?;
    Ok(Redirect::to("/firma"))
}

/// Begins with an empty list.
pub(super) async fn again(State(seat): State<Arc<Seat>>, _form: Submitted) -> Result<Redirect, Failure> {
    seat.desk.clear().map_err(refused)?;
    seat.tested.store(false, Ordering::Relaxed);
    Ok(Redirect::to("/firma"))
}

/// Ends the desk, after this last page.
pub(super) async fn close(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    _form: Submitted,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let Some(close) = &seat.close else { return Err(super::gone().into()) };
    seat.desk.close();
    close();
    let content = html! { p { (t!(lang, "firma-closed-text")) } };
    Ok(visit.page(t!(lang, "firma-closed")).without_breadcrumb().private().content(content))
}

/// The page, with what is wrong in the form and what happened.
pub(super) async fn page(
    seat: Arc<Seat>,
    visit: &Visit,
    errors: FormErrors,
    told: Option<Markup>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let closes = seat.close.is_some();
    let found = {
        let seat = Arc::clone(&seat);
        blocking(move || {
            let files = seat.desk.files();
            let files: Vec<Listed> = files.into_iter().map(Listed::new).collect();
            let devices = if files.is_empty() { Vec::new() } else { seat.devices() };
            (files, devices)
        })
        .await?
    };
    let (files, devices) = found;
    let open: Vec<&Listed> = files.iter().filter(|listed| listed.file.is_due()).collect();
    let is_begun = !files.is_empty();
    let content = html! {
        (components::error_summary(lang, &errors))
        @if let Some(told) = told { (told) }
        (refusals(visit, &files))
        @if !open.is_empty() {
            (list(visit, &open))
            (authorise::panel(visit, &open, &devices, &errors))
        }
        @if files.iter().any(|listed| listed.file.signed().is_some()) {
            p { a href="/firma/esito" { (t!(lang, "firma-done-title")) } }
        }
        (choosing(visit, is_begun, &errors))
        (local(lang))
        @if is_begun {
            form method="post" action="/firma/nuova" {
                (visit.csrf_field())
                (components::submit(Emphasis::Secondary, &t!(lang, "firma-start-over")))
            }
        } @else {
            h2 { (t!(lang, "firma-empty-what")) }
            p { (t!(lang, "firma-empty-what-text")) }
        }
        (tools(visit, closes))
    };
    let page = visit.page(t!(lang, "firma-title")).private();
    Ok(if is_begun { page } else { page.lead(t!(lang, "firma-lead")) }.content(content))
}

/// The files that wait for a signature.
pub(super) fn waiting(desk: &Desk) -> Vec<Listed> {
    desk.files().into_iter().filter(DeskFile::is_due).map(Listed::new).collect()
}

/// A file of the list, and whether a page can show it.
#[derive(Debug)]
pub(super) struct Listed {
    pub(super) file: DeskFile,
    pub(super) shown: bool,
}

impl Listed {
    fn new(file: DeskFile) -> Self {
        let shown = file.refusal.is_some() || view::can_show(&file);
        Self { file, shown }
    }

    /// Whether the person has still to say that they know the document.
    pub(super) fn needs_consent(&self) -> bool {
        !self.shown && !self.file.consented
    }
}

fn local(lang: Lang) -> Markup {
    html! {
        div.desk-local {
            (components::icon("it-locked", "icon-sm"))
            div { p { strong { (t!(lang, "firma-local")) } } p { (t!(lang, "firma-local-text")) } }
        }
    }
}

/// The form that brings files.
fn choosing(visit: &Visit, is_begun: bool, errors: &FormErrors) -> Markup {
    let lang = visit.lang;
    let form = html! {
        form.desk-add method="post" action="/firma" enctype="multipart/form-data" data-at-once
            data-busy=(t!(lang, "firma-busy-sending")) {
            (visit.csrf_field())
            (field(lang, errors))
            (components::submit(
                if is_begun { Emphasis::Secondary } else { Emphasis::Main }, &t!(lang, "firma-continue")))
            (components::upload_progress(lang))
        }
    };
    match is_begun {
        true => components::folded(&t!(lang, "firma-add"), form),
        false => form,
    }
}

/// The field for any number of files. A form that goes at once says so where scripts run.
fn field(lang: Lang, errors: &FormErrors) -> Markup {
    let limit = fmt::bytes(lang, UPLOAD_LIMIT);
    let too_many = t!(lang, "upload-too-many", n = "%n", most = MOST);
    let too_large = t!(lang, "upload-too-large", size = "%size", limit = &*limit);
    let error = errors.of("file");
    html! {
        div.field.file-field data-upload data-most=(MOST) data-limit=(UPLOAD_LIMIT) data-too-many=(too_many)
            data-too-large=(too_large) data-folder=(t!(lang, "firma-folder", name = "%name")) {
            label for="file" { (t!(lang, "firma-files")) }
            p.field-hint id="file-hint" hidden data-at-once-said { (t!(lang, "firma-at-once")) }
            @if let Some(error) = error {
                p.field-error id="file-error" { (components::icon("it-error", "icon-sm icon-danger")) span { (error) } }
            }
            input.form-control type="file" id="file" name="file" multiple required
                aria-describedby=(if error.is_some() { "file-hint file-error" } else { "file-hint" })
                aria-invalid=[error.map(|_| "true")];
            p.upload-drop aria-hidden="true" { (components::icon("it-upload", "icon-sm")) (lang.t("upload-many-drop")) }
            div role="status" { ul.upload-list data-upload-list {} }
            p.field-error role="alert" data-upload-refused {}
        }
    }
}

/// The files to sign: what they are, how they will be signed and why, and what can be changed.
fn list(visit: &Visit, open: &[&Listed]) -> Markup {
    let lang = visit.lang;
    let columns = ["firma-column-file", "firma-column-format", "firma-column-preview"].map(|key| lang.t(key));
    let mut table = Table::new(t!(lang, "firma-list", n = open.len()), columns);
    for listed in open {
        let DeskFile { id, name, size, signed_by, choice, .. } = &listed.file;
        let of_format = lang.t(&format!("firma-format-{}", choice.format.name()));
        let is_suggested = listed.file.formats.first() == Some(&choice.format);
        table = table.row([
            html! {
                span.desk-file { (name) }
                p.desk-note { (fmt::bytes(lang, *size)) }
                @if !signed_by.is_empty() { p.desk-note { (earlier(lang, &listed.file)) } }
                @if let FileState::Failed { problem, .. } = &listed.file.state {
                    p.desk-note { (components::badge(Tone::Danger, &t!(lang, "firma-done-failed"))) " " (webkit::words(problem, lang)[0]) }
                }
            },
            html! {
                (of_format)
                @if is_suggested { p.desk-note { (lang.t(listed.file.reason.key())) } }
                @if let Some(note) = visibility(lang, &listed.file) { p.desk-note { (note) } }
            },
            html! {
                @if !listed.shown { p { (components::badge(Tone::Warning, &t!(lang, "firma-not-shown"))) } }
                div.desk-links {
                    a href=(format!("/firma/anteprima/{id}")) {
                        (t!(lang, "firma-preview")) span.visually-hidden { " " (t!(lang, "firma-preview-of", name = &**name)) }
                    }
                    a href=(format!("/firma/formato?n={id}")) {
                        (t!(lang, "firma-change-format")) span.visually-hidden { " " (t!(lang, "firma-preview-of", name = &**name)) }
                    }
                    (removal(visit, &listed.file))
                }
            },
        ]);
    }
    let rows = html! {
        (table.render())
        @if open.len() > 1 { p { a href="/firma/formato" { (t!(lang, "firma-change-format-all")) } } }
    };
    // What is signed stands before the button; a long list must not hide it.
    match open.len() > LONG {
        true => components::folded(&t!(lang, "firma-list", n = open.len()), rows),
        false => rows,
    }
}

/// Whether the signature will be seen, for a PDF.
pub(super) fn visibility(lang: Lang, file: &DeskFile) -> Option<String> {
    if file.kind != FileKind::Pdf || file.choice.format != Format::Pades {
        return None;
    }
    Some(match &file.choice.mark {
        None => t!(lang, "firma-invisible-short"),
        Some(mark) => match mark.page {
            pades::PageNumber::Number(page) => t!(lang, "firma-visible-short", page = page),
            pades::PageNumber::Last => t!(lang, "firma-visible-last"),
        },
    })
}

/// How many signatures a file has, and whose.
fn earlier(lang: Lang, file: &DeskFile) -> Markup {
    let mut names: Vec<&str> =
        file.signed_by.iter().map(|by| &*by.name).filter(|name| !name.is_empty()).collect();
    names.dedup();
    html! {
        (t!(lang, "firma-signed-before", n = file.signed_by.len()))
        @if !names.is_empty() { " " (t!(lang, "firma-signed-by", names = names.join(", "))) }
    }
}

fn removal(visit: &Visit, file: &DeskFile) -> Markup {
    let lang = visit.lang;
    html! {
        form method="post" action="/firma/togli" {
            (visit.csrf_field())
            input type="hidden" name="n" value=(file.id);
            button type="submit" {
                (t!(lang, "firma-remove")) span.visually-hidden { " " (t!(lang, "firma-remove-of", name = &*file.name)) }
            }
        }
    }
}

/// The files that cannot be signed, each with its reason.
fn refusals(visit: &Visit, files: &[Listed]) -> Markup {
    let lang = visit.lang;
    let refused: Vec<&DeskFile> =
        files.iter().map(|listed| &listed.file).filter(|file| file.refusal.is_some()).collect();
    if refused.is_empty() {
        return html! {};
    }
    let columns = ["firma-column-file", "firma-column-why", "firma-column-act"].map(|key| lang.t(key));
    let mut table = Table::new(t!(lang, "firma-refused-list", n = refused.len()), columns);
    for file in refused {
        let words = file.refusal.as_ref().map(|refusal| webkit::words(&refusal.problem(&file.name), lang));
        let [heading, why, todo] = words.unwrap_or_default();
        table = table.row([
            html! { span.desk-file { (file.name) } },
            html! { p { strong { (heading) } } p { (why) " " (todo) } },
            html! { div.desk-links { (removal(visit, file)) } },
        ]);
    }
    table.render()
}

/// What else the desk does, and its end.
fn tools(visit: &Visit, closes: bool) -> Markup {
    let lang = visit.lang;
    html! {
        h2 { (t!(lang, "firma-tools")) }
        ul {
            @for (href, name) in [("/verifica", "verify"), ("/firma/marca", "stamp"), ("/firma/dispositivi", "devices")] {
                li {
                    a href=(href) { (lang.t(&format!("firma-tool-{name}"))) } ". "
                    (lang.t(&format!("firma-tool-{name}-text")))
                }
            }
        }
        @if closes {
            form method="post" action="/firma/chiudi" {
                (visit.csrf_field())
                p { (t!(lang, "firma-close-text")) }
                (components::submit(Emphasis::Secondary, &t!(lang, "firma-close")))
            }
        }
    }
}
