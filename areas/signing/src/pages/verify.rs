//! `/verifica`: send signed files of any kind, without an account.

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

use super::{FILES_LIMIT, UPLOAD_LIMIT, blocking};
use crate::{
    SentFile, Signing, Verified,
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
    let files: Vec<&Received> = upload.files_of("file").collect();
    match files[..] {
        [] => errors.add("file", t!(lang, "verify-no-file")),
        // Of several files, the list tells which is empty.
        [file] if file.size == 0 => errors.add("file", t!(lang, "verify-empty", name = &*file.name)),
        _ if files.len() > FILES_LIMIT => {
            errors.add("file", t!(lang, "upload-too-many", n = files.len(), most = FILES_LIMIT));
        }
        _ => {}
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
    if !errors.is_empty() {
        return Ok(page(&visit, &date, &errors).invalid().into_response());
    }
    let mut files: Vec<SentFile> = files.into_iter().map(sent).collect();
    let mut content = content.map(sent);
    if files.len() > 1 {
        files.extend(content.take());
    }
    let _room = signing.room.acquire().await.map_err(Failure::internal)?;
    let verifier = Arc::clone(&signing);
    // The files stay until the work is done, also if the person leaves.
    let verified = blocking(move || {
        let verified = match &files[..] {
            [file] => verifier.verify(file, content.as_ref(), at).map(Verified::One),
            files => verifier.verify_many(files, at),
        };
        drop(upload);
        verified
    })
    .await?;
    let address = match verified {
        Verified::One(id) => format!("/verifica/rapporto/{id}"),
        Verified::Several(id) => format!("/verifica/elenco/{id}"),
    };
    Ok(Redirect::to(&address).into_response())
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
            (components::upload_many_field(
                lang, "file", &t!(lang, "verify-files"), FILES_LIMIT, UPLOAD_LIMIT, errors))
            p { (t!(lang, "verify-files-pairs")) }
            details.folded open[unfolded] { summary { (t!(lang, "verify-more")) } div { (more) } }
            p { (t!(lang, "verify-promise")) }
            (components::submit(Emphasis::Main, &t!(lang, "verify-submit")))
            (components::upload_progress(lang))
        }
        h2 { (t!(lang, "verify-what")) }
        p { (t!(lang, "verify-what-text")) }
    };
    visit.page(t!(lang, "verify-title")).lead(t!(lang, "verify-lead")).content(content)
}
