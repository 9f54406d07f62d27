//! `/certificati/stato`: where a certificate stands, by its serial number or by the certificate.

use std::sync::Arc;

use axum::{
    extract::{Multipart, Query, State},
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use serde::Deserialize;
use webkit::{
    Failure, FormErrors, Page, Visit,
    components::{self, Emphasis, Field, Tone},
    fmt, t, upload,
};
use x509::Certificate;

use super::blocking;
use crate::{Authority, CertificateStatus, Found, rules::serial};

/// A certificate is a few kilobytes; this leaves room for the longest.
pub(crate) const MAX_CERTIFICATE: u64 = 64 * 1024;

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    #[serde(default)]
    serial: String,
}

pub(super) async fn show(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Page, Failure> {
    let mut errors = FormErrors::default();
    if asked.serial.trim().is_empty() {
        return Ok(page(&visit, &asked, &errors, html! {}));
    }
    let Some(serial) = serial::parse(&asked.serial) else {
        errors.add("serial", t!(visit.lang, "status-serial-invalid"));
        return Ok(page(&visit, &asked, &errors, html! {}).invalid());
    };
    let found = blocking(move || authority.certificate_status(&serial)).await?;
    let answer = html! {
        section aria-labelledby="answer" aria-live="polite" {
            h2 #answer { (t!(visit.lang, "status-answer")) }
            @if found.is_empty() {
                (components::callout(visit.lang, Tone::Warning, &t!(visit.lang, "status-unknown"), html! {
                    p { (t!(visit.lang, "status-unknown-why")) }
                }))
            }
            @for one in &found { (told(&visit, one)) }
        }
    };
    Ok(page(&visit, &asked, &errors, answer))
}

/// A certificate sent as a file changes nothing, so the form needs no proof of origin: asks for its serial number, so that the answer has an address.
pub(super) async fn upload(visit: Visit, form: Multipart) -> Result<Response, Failure> {
    let mut errors = FormErrors::default();
    let upload = upload::receive(&visit, form, &std::env::temp_dir()).await?;
    let file = upload.file("certificate").filter(|file| file.size > 0);
    match file.map(|file| std::fs::read(&file.path).map(|bytes| Certificate::from_pem_or_der(&bytes))) {
        Some(Err(error)) => return Err(Failure::internal(error)),
        Some(Ok(Ok(certificate))) => {
            let to = format!("/certificati/stato?serial={}", certificate.serial_hex());
            return Ok(Redirect::to(&to).into_response());
        }
        Some(Ok(Err(_))) => errors.add("certificate", t!(visit.lang, "status-not-a-certificate")),
        None => errors.add("certificate", t!(visit.lang, "status-no-file")),
    }
    Ok(page(&visit, &Asked::default(), &errors, html! {}).invalid().into_response())
}

fn page(visit: &Visit, asked: &Asked, errors: &FormErrors, answer: Markup) -> Page {
    let lang = visit.lang;
    let content = html! {
        (components::error_summary(lang, errors))
        (answer)
        form method="get" action="/certificati/stato" {
            (Field::text("serial", &t!(lang, "status-serial"))
                .hint(&t!(lang, "status-serial-hint"))
                .value(&asked.serial)
                .autocomplete("off")
                .render(lang, errors))
            (components::submit(Emphasis::Main, &t!(lang, "status-check")))
        }
        h2 { (t!(lang, "status-by-file")) }
        form method="post" action="/certificati/stato" enctype="multipart/form-data" {
            (components::upload_field(
                lang, "certificate", &t!(lang, "status-file"), ".cer,.crt,.pem,.der", MAX_CERTIFICATE, errors))
            (components::submit(Emphasis::Secondary, &t!(lang, "status-check-file")))
        }
    };
    visit
        .page(t!(lang, "status-title"))
        .under("/certificati", t!(lang, "ca-title"))
        .lead(t!(lang, "status-lead"))
        .content(content)
}

fn told(visit: &Visit, found: &Found) -> Markup {
    let lang = visit.lang;
    let (tone, heading, meaning) = match found.status {
        CertificateStatus::Good { until } => (
            Tone::Success,
            t!(lang, "status-good", date = fmt::date(lang, until)),
            t!(lang, "status-good-means"),
        ),
        CertificateStatus::Suspended { since } => (
            Tone::Warning,
            t!(lang, "status-suspended", date = fmt::date_time(lang, since)),
            t!(lang, "status-suspended-means"),
        ),
        CertificateStatus::Revoked { at } => (
            Tone::Danger,
            t!(lang, "status-revoked", date = fmt::date_time(lang, at)),
            t!(lang, "status-revoked-means"),
        ),
        CertificateStatus::Expired { at } => (
            Tone::Neutral,
            t!(lang, "status-expired", date = fmt::date(lang, at)),
            t!(lang, "status-expired-means"),
        ),
    };
    html! {
        (components::callout(lang, tone, &heading, html! { p { (meaning) } }))
        (components::definitions([
            (t!(lang, "ca-serial").as_str(), components::code(&found.certificate.serial_hex())),
            (t!(lang, "status-issuer").as_str(), html! { (found.authority.certificate.subject().friendly()) }),
            (t!(lang, "status-asked-at").as_str(), html! { (fmt::date_time_exact(lang, visit.now)) }),
        ]))
    }
}
