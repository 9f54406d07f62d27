//! `/amministrazione/chiavi/{id}`: one act under dual control: read it, sign it, carry it out.

use std::sync::Arc;

use axum::{
    extract::{Multipart, Path, State},
    response::{IntoResponse, Redirect, Response},
};
use foundation::Id;
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use maud::{Markup, html};
use webkit::{
    Failure, FormErrors, Operator, Page, Submitted, Visit,
    components::{
        Emphasis, Table, Tone, action_link, badge, code, definitions, error_summary, submit, upload_field,
    },
    fmt, t, upload,
};

use super::{LONGEST_APPROVAL, PROPOSERS, READERS};
use crate::{
    Approval, ApprovalKind, Authority,
    pages::blocking,
    rules::approvals::{APPROVERS, ApprovalState},
};

/// Where a proposal stands, in a word.
pub(super) fn state(visit: &Visit, approval: &Approval) -> Markup {
    let lang = visit.lang;
    if approval.has_expired(visit.now) {
        return badge(Tone::Neutral, &lang.t("admin-approval-expired"));
    }
    let tone = match approval.state {
        ApprovalState::Pending | ApprovalState::Executing => Tone::Warning,
        ApprovalState::Approved => Tone::Info,
        ApprovalState::Executed => Tone::Success,
        ApprovalState::Failed => Tone::Danger,
        ApprovalState::Withdrawn => Tone::Neutral,
    };
    badge(tone, &lang.t(&format!("admin-approval-{}", approval.state.name())))
}

async fn find(authority: Arc<Authority>, id: &str) -> Result<Approval, Failure> {
    let unknown = || Failure::from(foundation::Problem::new("not-found", foundation::Status::NotFound));
    let id: Id<ApprovalKind> = id.parse().map_err(|_| unknown())?;
    blocking(move || authority.approval(id)).await
}

pub(super) async fn show(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
    Path(id): Path<String>,
) -> Result<Page, Failure> {
    operator.require(visit.lang, &READERS)?;
    let approval = find(authority, &id).await?;
    Ok(page(&visit, &operator, &approval, &FormErrors::default()))
}

fn page(visit: &Visit, operator: &Operator, approval: &Approval, errors: &FormErrors) -> Page {
    let lang = visit.lang;
    let address = format!("/amministrazione/chiavi/{}", approval.id);
    let waits = !approval.has_expired(visit.now);
    let open = waits && approval.state == ApprovalState::Pending;
    let approved = waits && approval.state == ApprovalState::Approved;
    let may = operator.is_one_of(&PROPOSERS);
    let labels = ["state", "by", "at", "expires", "signed", "outcome"];
    let labels = labels.map(|key| lang.t(&format!("admin-approval-{key}")));
    let mut rows = vec![
        (labels[0].as_str(), state(visit, approval)),
        (labels[1].as_str(), html! { (approval.proposed_by) }),
        (labels[2].as_str(), html! { (fmt::date_time_exact(lang, approval.proposed_at)) }),
        (labels[3].as_str(), html! { (fmt::date_time_exact(lang, approval.expires_at)) }),
        (
            labels[4].as_str(),
            html! { (t!(lang, "admin-approval-count", n = approval.given.len(), of = APPROVERS)) },
        ),
    ];
    if let Some(outcome) = &approval.outcome {
        rows.push((labels[5].as_str(), html! { (outcome) }));
    }
    let heading = lang.t(&format!("act-{}", approval.operation.name()));
    let content = html! {
        (error_summary(lang, errors))
        (definitions(rows))
        @if !approval.given.is_empty() { (signatures(visit, approval)) }
        h2 { (lang.t("admin-approval-document")) }
        p { (code(&String::from_utf8_lossy(&approval.document()))) }
        @if open {
            p { (lang.t("admin-approval-document-text")) }
            p { (action_link(Emphasis::Secondary, &format!("{address}/documento"), &lang.t("admin-approval-download"))) }
            form method="post" action=(address) enctype="multipart/form-data" {
                (visit.csrf_field())
                (upload_field(lang, "signed", &lang.t("admin-approval-upload"), ".p7m,.p7s", LONGEST_APPROVAL, errors))
                (submit(Emphasis::Main, &lang.t("admin-approval-upload-send")))
            }
        }
        @if approved && may {
            h2 { (lang.t("admin-approval-execute")) }
            p { (lang.t("admin-approval-execute-text")) }
            form method="post" action=(format!("{address}/esegui")) {
                (visit.csrf_field())
                (submit(Emphasis::Danger, &lang.t("admin-approval-execute")))
            }
        }
        @if (open || approved) && may {
            form method="post" action=(format!("{address}/ritira")) {
                (visit.csrf_field())
                (submit(Emphasis::Secondary, &lang.t("admin-approval-withdraw")))
            }
        }
        p { a href="/amministrazione/chiavi" { (lang.t("admin-approval-back")) } }
    };
    visit
        .page(heading)
        .under("/amministrazione", lang.t("administration-heading"))
        .under("/amministrazione/chiavi", lang.t("admin-keys-heading"))
        .private()
        .content(content)
}

fn signatures(visit: &Visit, approval: &Approval) -> Markup {
    let lang = visit.lang;
    let columns = ["officer", "at"].map(|key| lang.t(&format!("admin-approval-{key}")));
    let mut table = Table::new(lang.t("admin-approval-signed"), columns);
    for given in &approval.given {
        table = table.row([html! { (given.officer) }, html! { (fmt::date_time_short(lang, given.at)) }]);
    }
    html! { (table) }
}

/// What officers sign, octet by octet.
pub(super) async fn document(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
    Path(id): Path<String>,
) -> Result<Response, Failure> {
    operator.require(visit.lang, &READERS)?;
    let approval = find(authority, &id).await?;
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"{}.json\"", approval.id)),
    ];
    Ok((headers, approval.document()).into_response())
}

pub(super) async fn approve(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
    Path(id): Path<String>,
    form: Multipart,
) -> Result<Response, Failure> {
    // The signature says who approves; whoever carries it here needs no more than to see the page.
    operator.require(visit.lang, &READERS)?;
    let upload = upload::receive(&visit, form, &std::env::temp_dir()).await?;
    upload.check_csrf(&visit)?;
    let approval = find(Arc::clone(&authority), &id).await?;
    let Some(file) = upload.file("signed").filter(|file| file.size > 0) else {
        let mut errors = FormErrors::default();
        errors.add("signed", visit.lang.t("admin-approval-upload-missing"));
        return Ok(page(&visit, &operator, &approval, &errors).invalid().into_response());
    };
    let signed = std::fs::read(&file.path).map_err(Failure::internal)?;
    let (id, actor) = (approval.id, operator.actor);
    blocking(move || authority.approve(&actor, id, &signed)).await?;
    Ok(Redirect::to(&format!("/amministrazione/chiavi/{id}")).into_response())
}

pub(super) async fn execute(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
    Path(id): Path<String>,
    _: Submitted,
) -> Result<Redirect, Failure> {
    operator.require(visit.lang, &PROPOSERS)?;
    let id = find(Arc::clone(&authority), &id).await?.id;
    blocking(move || authority.execute(&operator.actor, id).map(drop)).await?;
    Ok(Redirect::to(&format!("/amministrazione/chiavi/{id}")))
}

pub(super) async fn withdraw(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
    Path(id): Path<String>,
    _: Submitted,
) -> Result<Redirect, Failure> {
    operator.require(visit.lang, &PROPOSERS)?;
    let id = find(Arc::clone(&authority), &id).await?.id;
    blocking(move || authority.withdraw(&operator.actor, id)).await?;
    Ok(Redirect::to(&format!("/amministrazione/chiavi/{id}")))
}
