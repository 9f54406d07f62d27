//! `/verifica/rapporto/{id}`: the verdict in words, and everything it rests on.

use std::sync::Arc;

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use http::header::{CACHE_CONTROL, CONTENT_DISPOSITION, CONTENT_TYPE};
use maud::{Markup, html};
use serde::Deserialize;
use sigcheck::{Code, Document, Reason, Report};
use webkit::{
    Failure, Lang, Page, Visit,
    components::{self, Emphasis, Tone, Verdict},
    fmt, t,
};

use super::{blocking, details, facts, paper, words::told};
use crate::{
    Signing, StoredReport, is_id,
    rules::{
        name,
        report::{OfFile, OfSignature, Outcome},
    },
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct From {
    /// The list that the visitor comes from.
    elenco: Option<String>,
}

pub(super) async fn show(
    State(signing): State<Arc<Signing>>,
    visit: Visit,
    Path(id): Path<String>,
    Query(from): Query<From>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let (stored, report) = found(signing, id.clone()).await?;
    let address = format!("/verifica/rapporto/{id}");
    let several = report.of_document().count() > 1;
    let single = report.of_document().next().filter(|_| !several);
    let content = html! {
        (verdict_of(report.outcome()).banner_saying(&sentence(lang, &report), html! {
            @if let Some(signature) = single { (facts::definitions(&facts::essential(lang, signature))) }
        }))
        h2 { (t!(lang, "report-meaning")) }
        p { (meaning(lang, &report)) }
        h2 { (t!(lang, "report-todo")) }
        p { (todo(lang, &report)) }
        (actions(lang, &address, &report, &stored))
        (remarks(lang, &report, &stored))
        @if several {
            h2 { (t!(lang, "report-signatures")) }
            @for signature in report.of_document() {
                section.signature aria-labelledby=(format!("firma-{}", signature.id)) {
                    h3 id=(format!("firma-{}", signature.id)) { (facts::who(lang, signature)) }
                    p { (verdict_of(signature.outcome()).badge(lang)) }
                    (facts::definitions(&facts::essential(lang, signature)))
                    @if let Some(reason) = signature.errors.first() { p { (told(lang, reason).what) } }
                }
            }
        }
        (details::all(lang, &address, &report, stored.document_until.is_some()))
        p { (t!(lang, "report-kept", until = fmt::date_time(lang, stored.expires_at))) }
        @if let Some(set) = from.elenco.filter(|set| is_id(set)) {
            p { a href=(format!("/verifica/elenco/{set}")) { (t!(lang, "set-back")) } }
        }
        p { a href="/verifica" { (t!(lang, "report-another")) } }
    };
    let page = visit.page(t!(lang, "report-title")).under("/verifica", t!(lang, "verify-title"));
    let name = report.file.as_deref().unwrap_or_default();
    Ok(page
        .lead(t!(lang, "report-lead", name = name, time = fmt::date_time(lang, report.time)))
        .private()
        .content(content))
}

/// A stored report, and what it says.
async fn found(signing: Arc<Signing>, id: String) -> Result<(StoredReport, Report), Failure> {
    blocking(move || {
        let stored = signing.report(&id)?;
        let report = stored.read()?;
        Ok((stored, report))
    })
    .await
}

pub(super) async fn download(
    State(signing): State<Arc<Signing>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (stored, report) = found(signing, id).await?;
    Ok(attached(&report, "json", "application/json", stored.json))
}

/// The report as ETSI TS 119 102-2 has it.
pub(super) async fn download_xml(
    State(signing): State<Arc<Signing>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (stored, report) = found(signing, id).await?;
    let gone = || Failure::from(foundation::Problem::from(&crate::SigningError::ReportGone));
    Ok(attached(&report, "xml", "application/xml", stored.xml.ok_or_else(gone)?))
}

/// The report to be read and kept by people.
pub(super) async fn download_pdf(
    State(signing): State<Arc<Signing>>,
    visit: Visit,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    let (_, report) = found(signing, id).await?;
    let pdf = paper::pdf(visit.lang, &report).map_err(Failure::internal)?;
    Ok(attached(&report, "pdf", "application/pdf", pdf))
}

fn attached(report: &Report, ending: &str, media_type: &str, body: impl IntoResponse) -> Response {
    let file = format!("{}-rapporto.{ending}", report.file.as_deref().unwrap_or("verifica"));
    let headers = [
        (CONTENT_TYPE, media_type.to_owned()),
        (CONTENT_DISPOSITION, name::attachment(&file)),
        (CACHE_CONTROL, "private, no-store".to_owned()),
    ];
    (headers, body).into_response()
}

pub(super) fn verdict_of(outcome: Outcome) -> Verdict {
    match outcome {
        Outcome::Valid => Verdict::Valid,
        Outcome::NotValid => Verdict::NotValid,
        Outcome::Undetermined => Verdict::Undetermined,
        Outcome::NotSigned => Verdict::NotSigned,
    }
}

/// The verdict on the file in one sentence; of several signatures, the worst.
pub(super) fn sentence(lang: Lang, report: &Report) -> String {
    let all = report.of_document().count();
    let outcome = report.outcome();
    let count = report.count(outcome);
    match outcome {
        Outcome::NotSigned => t!(lang, "verdict-not-signed-sentence"),
        _ if all == 0 && report.has(Code::FileDamaged) => t!(lang, "report-unreadable-sentence"),
        Outcome::Valid if all > 1 => t!(lang, "report-all-valid", all = all),
        Outcome::NotValid if all > 1 => t!(lang, "report-some-not-valid", n = count, all = all),
        Outcome::Undetermined if all > 1 => t!(lang, "report-some-undetermined", n = count, all = all),
        Outcome::Valid => t!(lang, "verdict-valid-sentence"),
        Outcome::NotValid => t!(lang, "verdict-not-valid-sentence"),
        Outcome::Undetermined => t!(lang, "verdict-undetermined-sentence"),
    }
}

pub(super) fn meaning(lang: Lang, report: &Report) -> String {
    if let (Outcome::NotSigned, Some(reason)) = (report.outcome(), report.errors.first())
        && reason.code == Code::NotSigned
    {
        return t!(lang, "report-not-signed-means");
    }
    if report.outcome() != Outcome::Valid {
        let reason = report.deciding_reason().map(|reason| told(lang, reason).what);
        let generic = match report.outcome() {
            Outcome::NotValid => "report-not-valid-means",
            _ => "report-undetermined-means",
        };
        return match reason {
            Some(reason) => format!("{reason} {}", t!(lang, generic)),
            None => t!(lang, generic),
        };
    }
    let signers = || report.of_document().filter_map(|signature| signature.signer.as_ref());
    // A signature stands for one by hand only with a qualified certificate and device (eIDAS art. 3, 25).
    let key = if signers().all(|signer| signer.qualified && signer.qualified_device) {
        "report-qualified-means"
    } else if signers().all(|signer| signer.qualified) {
        "report-advanced-means"
    } else {
        "report-simple-means"
    };
    t!(lang, key)
}

pub(super) fn todo(lang: Lang, report: &Report) -> String {
    let key = match report.outcome() {
        Outcome::Valid => "report-valid-todo",
        Outcome::NotSigned => "report-not-signed-todo",
        Outcome::NotValid => "report-not-valid-todo",
        Outcome::Undetermined => "report-undetermined-todo",
    };
    let told = report.deciding_reason().filter(|_| report.outcome() > Outcome::Valid);
    told.and_then(|reason| told_todo(lang, reason)).unwrap_or_else(|| t!(lang, key))
}

fn told_todo(lang: Lang, reason: &Reason) -> Option<String> {
    told(lang, reason).todo
}

fn actions(lang: Lang, address: &str, report: &Report, stored: &StoredReport) -> Markup {
    let downloads = ["pdf", "json"].into_iter().chain(stored.xml.as_ref().map(|_| "xml"));
    html! {
        @if stored.document_until.is_some() {
            p {
                (components::action_link(
                    Emphasis::Main, &format!("{address}/documento"), &t!(lang, "report-open")))
            }
            p {
                (t!(lang, "report-open-kept"))
                @if report.outcome() == Outcome::NotValid { " " (t!(lang, "report-open-careful")) }
            }
            (layers(lang, address, report))
        }
        (components::actions(downloads.into_iter().map(|ending| {
            let label = lang.t(&format!("report-{ending}"));
            components::action_link(Emphasis::Secondary, &format!("{address}/rapporto.{ending}"), &label)
        })))
    }
}

/// What is in each envelope around another one, which is signed itself.
fn layers(lang: Lang, address: &str, report: &Report) -> Markup {
    let deepest = report.signatures.iter().map(|signature| signature.depth).max().unwrap_or_default();
    html! {
        @if report.document == Document::Cades && deepest > 0 {
            p { (t!(lang, "report-layers")) }
            ul {
                @for number in 1..=deepest {
                    li {
                        a href=(format!("{address}/documento?busta={number}")) {
                            (t!(lang, "report-layer", n = number))
                        }
                    }
                }
            }
        }
    }
}

/// The special cases that people would not expect.
fn remarks(lang: Lang, report: &Report, stored: &StoredReport) -> Markup {
    let mut remarks: Vec<(Tone, &str)> = Vec::new();
    let any = |code: Code| report.of_document().any(|signature| signature.has(code));
    if any(Code::CertificateAuthenticationOnly) {
        remarks.push((Tone::Warning, "remark-authentication"));
    }
    if report.of_document().any(|signature| report.looks_broken_elsewhere(signature)) {
        remarks.push((Tone::Info, "remark-older"));
    }
    if any(Code::DocumentExtended) && !any(Code::DocumentChanged) {
        remarks.push((Tone::Info, "remark-extended"));
    }
    if any(Code::CertificateExpiredSince) {
        remarks.push((Tone::Info, "remark-expired-since"));
    }
    if any(Code::RevocationUnknown) || any(Code::RevocationOutdated) {
        remarks.push((Tone::Warning, "remark-revocation"));
    }
    if report.has(Code::ActiveContent) {
        remarks.push((Tone::Warning, "remark-active"));
    }
    if stored.content_name.is_some() && !stored.content_used {
        remarks.push((Tone::Warning, "remark-content-unused"));
    }
    let notices: Vec<&str> = report
        .of_document()
        .filter_map(|signature| signature.signer.as_ref())
        .flat_map(|signer| signer.notices.iter().map(String::as_str))
        .collect();
    html! {
        @for (tone, key) in remarks {
            (components::callout(lang, tone, &t!(lang, key), html! {
                p { (lang.t(&format!("{key}.text"))) }
            }))
        }
        @if !notices.is_empty() {
            (components::callout(lang, Tone::Info, &t!(lang, "remark-notices"), html! {
                ul { @for notice in notices { li { (notice) } } }
            }))
        }
        @if let (Some(name), true) = (&stored.content_name, stored.content_used) {
            p { (t!(lang, "report-content", name = name.as_str())) }
        }
    }
}
