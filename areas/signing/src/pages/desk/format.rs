//! `/firma/formato`: the form of the signature, for one file or for all of a kind.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use serde::Deserialize;
use webkit::{
    Failure, FormErrors, Lang, Page, Submitted, Visit,
    components::{self, Choices, Emphasis},
    t,
};

use super::{Seat, refused, start};
use crate::{
    desk::{Choice, DeskFile, FileKind, Format},
    levels::Level,
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// The file; without, all that wait.
    #[serde(default)]
    n: String,
}

pub(super) async fn show(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let files = files(&seat, &asked.n)?;
    if files.is_empty() {
        return Ok(Redirect::to("/firma").into_response());
    }
    Ok(page(&seat, &visit, &asked.n, &files, &FormErrors::default()).into_response())
}

/// The file with this number, or all that wait.
fn files(seat: &Seat, n: &str) -> Result<Vec<DeskFile>, Failure> {
    if n.is_empty() {
        return Ok(seat.desk.files().into_iter().filter(DeskFile::is_due).collect());
    }
    let file = seat.file(n)?;
    Ok(if file.refusal.is_none() && file.signed().is_none() { vec![file] } else { Vec::new() })
}

/// Files that take the same formats, under the name of the form's field.
fn groups(files: &[DeskFile]) -> BTreeMap<String, Vec<&DeskFile>> {
    let mut groups: BTreeMap<String, Vec<&DeskFile>> = BTreeMap::new();
    for file in files {
        let formats: Vec<&str> = file.formats.iter().map(|format| format.name()).collect();
        groups.entry(format!("format-{}", formats.join("-"))).or_default().push(file);
    }
    groups
}

fn page(seat: &Seat, visit: &Visit, n: &str, files: &[DeskFile], errors: &FormErrors) -> Page {
    let lang = visit.lang;
    let choice = files.first().map_or_else(|| Choice::new(Format::Cades), |file| file.choice.clone());
    let has_advanced = choice.level.is_some() || choice.detached || choice.counter.is_some();
    let content = html! {
        (components::error_summary(lang, errors))
        form method="post" action="/firma/formato" {
            (visit.csrf_field())
            input type="hidden" name="n" value=(n);
            @for (field, group) in groups(files) { (formats(lang, &field, &group, errors)) }
            details.folded open[has_advanced] {
                summary { (t!(lang, "firma-advanced")) }
                div { (advanced(seat, lang, files, &choice, errors)) }
            }
            (components::submit(Emphasis::Main, &t!(lang, "firma-format-save")))
        }
        p { a href="/firma" { (t!(lang, "firma-view-back")) } }
    };
    visit
        .page(t!(lang, "firma-format-title"))
        .under("/firma", t!(lang, "firma-title"))
        .lead(t!(lang, "firma-format-lead"))
        .private()
        .content(content)
}

/// The formats of files that can have the same.
fn formats(lang: Lang, field: &str, group: &[&DeskFile], errors: &FormErrors) -> Markup {
    let Some(first) = group.first() else { return html! {} };
    let legend = match group {
        [file] => t!(lang, "firma-format-of", name = &*file.name),
        several => {
            let names: Vec<&str> = several.iter().take(3).map(|file| &*file.name).collect();
            let rest = several.len() - names.len();
            match rest {
                0 => t!(lang, "firma-format-of", name = names.join(", ")),
                rest => t!(lang, "firma-format-of-more", name = names.join(", "), n = rest),
            }
        }
    };
    let words: Vec<[String; 2]> = first
        .formats
        .iter()
        .map(|format| {
            let label = format!("firma-format-{}", format.name());
            let hint = match first.formats.first() == Some(format) {
                true => first.reason.key().to_owned(),
                // What is no XML goes into one.
                false if *format == Format::Xades && first.kind == FileKind::Other => {
                    "firma-format-xades-around".to_owned()
                }
                false => format!("{label}-hint"),
            };
            [lang.t(&label), lang.t(&hint)]
        })
        .collect();
    let mut choices = Choices::new(field, &legend).chosen(first.choice.format.name());
    for (format, [label, hint]) in first.formats.iter().zip(&words) {
        choices = choices.option(format.name(), label, Some(hint));
    }
    choices.render(errors)
}

fn advanced(seat: &Seat, lang: Lang, files: &[DeskFile], choice: &Choice, errors: &FormErrors) -> Markup {
    let can_counter = files.iter().any(|file| file.formats.contains(&Format::Further));
    let can_detach = files
        .iter()
        .any(|file| file.formats.iter().any(|format| matches!(format, Format::Cades | Format::Xades)));
    let level = level_name(choice.level);
    let labels = ["b", "t", "lt", "lta"].map(|level| (level, lang.t(&format!("firma-level-{level}"))));
    let legend = t!(lang, "firma-level");
    let mut levels = Choices::new("level", &legend).chosen(level);
    for (level, label) in &labels {
        levels = levels.option(level, label, None);
    }
    html! {
        @if seat.desk.has_levels() {
            p { (t!(lang, "firma-level-hint")) }
            (levels.render(errors))
        } @else {
            p { (t!(lang, "firma-level-unavailable")) }
        }
        @if can_detach {
            (components::checkbox("detached", &t!(lang, "firma-detached"), choice.detached, errors))
            p.desk-note { (t!(lang, "firma-detached-hint")) }
        }
        @if can_counter {
            (components::checkbox("counter", &t!(lang, "firma-counter"), choice.counter.is_some(), errors))
            p.desk-note { (t!(lang, "firma-counter-hint")) }
            @if let [file] = files { (signatures(lang, file)) }
        }
        @if let [file] = files {
            @if let Some(note) = start::visibility(lang, file) {
                p { (note) ". " a href=(format!("/firma/anteprima/{}", file.id)) { (t!(lang, "firma-mark-title")) } }
            }
        }
    }
}

/// Which signature is meant, when there are several.
fn signatures(lang: Lang, file: &DeskFile) -> Markup {
    html! {
        @if file.signed_by.len() > 1 {
            div.field {
                label for="which" { (t!(lang, "firma-counter-which")) }
                select.form-control #which name="which" {
                    @for by in &file.signed_by {
                        option value=(by.number) selected[file.choice.counter == Some(by.number)] {
                            (by.number) ". " (by.name)
                        }
                    }
                }
            }
        }
    }
}

fn level_name(level: Option<Level>) -> &'static str {
    match level {
        None => "b",
        Some(Level::T) => "t",
        Some(Level::Lt) => "lt",
        Some(Level::Lta) => "lta",
    }
}

fn level_of(name: &str) -> Option<Level> {
    match name {
        "t" => Some(Level::T),
        "lt" => Some(Level::Lt),
        "lta" => Some(Level::Lta),
        _ => None,
    }
}

pub(super) async fn save(State(seat): State<Arc<Seat>>, form: Submitted) -> Result<Redirect, Failure> {
    let files = files(&seat, form.get("n"))?;
    for (field, group) in groups(&files) {
        for file in group {
            let format = Format::parse(form.get(&field)).unwrap_or(file.choice.format);
            let last = file.signed_by.last().map(|by| by.number);
            let which = form.get("which").parse().ok().or(last);
            let choice = Choice {
                format,
                level: level_of(form.get("level")),
                mark: file.choice.mark.clone(),
                counter: which.filter(|_| form.has("counter")),
                detached: form.has("detached"),
            };
            seat.desk.choose(file.id, choice).map_err(refused)?;
        }
    }
    Ok(Redirect::to("/firma"))
}
