//! `/firma/marca`: a time stamp over a file. Only its digest leaves the computer.

use std::{
    fs::File,
    io::{BufReader, Seek},
    sync::Arc,
};

use axum::{
    extract::{Multipart, State},
    response::{IntoResponse, Response},
};
use cades::MetaData;
use foundation::{Problem, Status};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use maud::{Markup, html};
use webkit::{
    Failure, FormErrors, Page, Visit,
    components::{self, Emphasis},
    t,
    upload::{self, Received},
};
use x509::alg::DigestAlgorithm;

use super::{Seat, authorise, blocking};
use crate::{desk::LARGEST, evidence::Stamper, pages::document::written, rules::name};

pub(super) async fn show(State(seat): State<Arc<Seat>>, visit: Visit) -> Page {
    page(&seat, &visit, &FormErrors::default(), None)
}

fn page(seat: &Seat, visit: &Visit, errors: &FormErrors, told: Option<Markup>) -> Page {
    let lang = visit.lang;
    let content = html! {
        (components::error_summary(lang, errors))
        @if let Some(told) = told { (told) }
        @if seat.stamper.is_some() {
            form method="post" action="/firma/marca" enctype="multipart/form-data" {
                (visit.csrf_field())
                (components::upload_field(lang, "file", &t!(lang, "firma-stamp-file"), "", LARGEST, errors))
                p { (t!(lang, "firma-stamp-promise")) }
                (components::submit(Emphasis::Main, &t!(lang, "firma-stamp-submit")))
            }
            p { (t!(lang, "firma-stamp-result")) }
        } @else {
            (components::empty_state(&t!(lang, "firma-stamp-none"), &t!(lang, "firma-stamp-none-why"), None))
            p { (t!(lang, "firma-stamp-none-todo")) }
        }
        p { a href="/firma" { (t!(lang, "firma-view-back")) } }
    };
    visit
        .page(t!(lang, "firma-stamp-title"))
        .under("/firma", t!(lang, "firma-title"))
        .lead(t!(lang, "firma-stamp-lead"))
        .private()
        .content(content)
}

/// Gives back file and stamp in one (`.tsd`, RFC 5544).
pub(super) async fn stamp(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    form: Multipart,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let upload = upload::receive(&visit, form, seat.desk.folder()).await?;
    upload.check_csrf(&visit)?;
    let mut errors = FormErrors::default();
    match upload.file("file") {
        None => errors.add("file", t!(lang, "firma-stamp-missing")),
        Some(file) if file.size == 0 => errors.add("file", t!(lang, "firma-stamp-empty")),
        Some(_) => {}
    }
    let Some(stamper) = seat.stamper.clone().filter(|_| errors.is_empty()) else {
        return Ok(page(&seat, &visit, &errors, None).invalid().into_response());
    };
    let name = upload.file("file").map_or_else(String::new, |file| format!("{}.tsd", file.name));
    let stamped = blocking(move || {
        let file = upload.file("file").ok_or_else(|| told("internal", ""))?;
        stamped(&*stamper, file)
    })
    .await?;
    match stamped {
        Ok(octets) => {
            let headers = [
                (CONTENT_TYPE, "application/timestamped-data".to_owned()),
                (CONTENT_DISPOSITION, name::attachment(&name)),
                (CACHE_CONTROL, "private, no-store".to_owned()),
            ];
            let size = octets.metadata().ok().map(|metadata| metadata.len());
            let mut octets = octets;
            let body = written(size, move |out| std::io::copy(&mut octets, out).map(drop));
            Ok((headers, body).into_response())
        }
        Err(problem) => {
            let told = authorise::words(lang, &problem);
            Ok(page(&seat, &visit, &errors, Some(told)).invalid().into_response())
        }
    }
}

fn told(code: &'static str, detail: impl std::fmt::Display) -> Problem {
    Problem::new(code, Status::Unavailable).with("detail", detail)
}

/// A file without a name that holds the file and its stamp.
fn stamped(stamper: &dyn Stamper, file: &Received) -> Result<File, Problem> {
    let disk = |error: std::io::Error| told("desk-disk", error);
    let meta_data = MetaData { hash_protected: false, file_name: Some(file.name.clone()), media_type: None };
    let source = || File::open(&file.path).map(|file| BufReader::with_capacity(1 << 17, file)).map_err(disk);
    let algorithm = DigestAlgorithm::Sha256;
    let imprint = cades::time_stamped_imprint(&meta_data, source()?, algorithm).map_err(disk)?;
    let token = stamper.stamp(algorithm, &imprint).map_err(|error| told("firma-stamp-unreachable", error))?;
    let path = file.path.with_extension("tsd");
    let mut out = File::options().read(true).write(true).create_new(true).open(&path).map_err(disk)?;
    // It goes when the answer is sent.
    std::fs::remove_file(&path).map_err(disk)?;
    let buffered = std::io::BufWriter::with_capacity(1 << 17, &mut out);
    cades::write_time_stamped_data(&meta_data, source()?, file.size, &token, buffered)
        .map_err(|error| told("firma-stamp-unreachable", error))?;
    out.rewind().map_err(disk)?;
    Ok(out)
}
