//! `/verifica`: send any signed file, without an account.

use std::sync::Arc;

use axum::{
    extract::{Multipart, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::html;
use webkit::{
    Failure, FormErrors, Page, Visit,
    components::{self, Emphasis, Field},
    fmt, t,
    upload::{self, Received},
};

use super::{UPLOAD_LIMIT, blocking};
use crate::{
    SentFile, Signing,
    rules::control_date::{self, Refused},
};

pub(super) async fn show(visit: Visit) -> Page {
    page(&visit, "", &FormErrors::default())
}

/// A verification changes nothing, so the form needs no proof of origin.
pub(super) async fn send(
    State(signing): State<Arc<Signing>>,
    visit: Visit,
    form: Multipart,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let upload = upload::receive(&visit, form, &signing.uploads).await?;
    let mut errors = FormErrors::default();
    match upload.file("file") {
        None => errors.add("file", t!(lang, "verify-no-file")),
        Some(file) if file.size == 0 => errors.add("file", t!(lang, "verify-empty", name = &*file.name)),
        Some(_) => {}
    }
    let content = upload.file("content").filter(|content| !content.name.is_empty() || content.size > 0);
    if let Some(content) = content.filter(|content| content.size == 0) {
        errors.add("content", t!(lang, "verify-empty", name = &*content.name));
    }
    let date = upload.get("date").to_owned();
    let mut at = visit.now;
    if !date.is_empty() {
        let zone = fmt::italian_time(visit.now).time_zone().clone();
        match control_date::instant(&date, visit.now, &zone) {
            Ok(instant) => at = instant,
            Err(why) => {
                let key = match why {
                    Refused::NotADate => "verify-date-invalid",
                    Refused::Future => "verify-date-future",
                    Refused::TooOld => "verify-date-old",
                };
                errors.add("date", t!(lang, key));
            }
        }
    }
    let sent = |received: &Received| SentFile { name: received.name.clone(), path: received.path.clone() };
    let (Some(file), true) = (upload.file("file").map(sent), errors.is_empty()) else {
        return Ok(page(&visit, &date, &errors).invalid().into_response());
    };
    let content = content.map(sent);
    let _room = signing.room.acquire().await.map_err(Failure::internal)?;
    let verifier = Arc::clone(&signing);
    // The files stay until the work is done, also if the person leaves.
    let id = blocking(move || {
        let verified = verifier.verify(&file, content.as_ref(), at);
        drop(upload);
        verified
    })
    .await?;
    Ok(Redirect::to(&format!("/verifica/rapporto/{id}")).into_response())
}

fn page(visit: &Visit, date: &str, errors: &FormErrors) -> Page {
    let lang = visit.lang;
    let more = html! {
        (components::optional_upload_field(
            lang, "content", &t!(lang, "verify-content"), "", UPLOAD_LIMIT, errors))
        p { (t!(lang, "verify-content-when")) }
        (Field::date("date", &t!(lang, "verify-date"))
            .hint(&t!(lang, "verify-date-hint"))
            .value(date)
            .optional()
            .render(lang, errors))
    };
    // A field with an error is not hidden.
    let unfolded = !date.is_empty() || errors.of("content").is_some();
    let content = html! {
        (components::error_summary(lang, errors))
        form method="post" action="/verifica" enctype="multipart/form-data" data-busy=(t!(lang, "verify-busy")) {
            (components::upload_field(lang, "file", &t!(lang, "verify-file"), "", UPLOAD_LIMIT, errors))
            details.folded open[unfolded] { summary { (t!(lang, "verify-more")) } div { (more) } }
            p { (t!(lang, "verify-promise")) }
            (components::submit(Emphasis::Main, &t!(lang, "verify-submit")))
        }
        h2 { (t!(lang, "verify-what")) }
        p { (t!(lang, "verify-what-text")) }
    };
    visit.page(t!(lang, "verify-title")).lead(t!(lang, "verify-lead")).content(content)
}
