//! `/amministrazione/chiavi`: keys with their ends, and the acts that need two signatures.

use std::sync::Arc;

use axum::{
    extract::State,
    response::{IntoResponse, Redirect, Response},
};
use maud::{Markup, html};
use webkit::{
    Failure, FormErrors, Operator, Page, Submitted, Visit,
    components::{Choices, Emphasis, Field, Table, Tone, badge, code, empty_state, error_summary, submit},
    fmt, t,
};

use super::{PROPOSERS, READERS, approvals::state, frame};
use crate::{
    Approval, Authority, AuthorityError, KeyCheck,
    pages::blocking,
    rules::approvals::{APPROVERS, Objection, Operation},
    verbs::survey::KeyLine,
};

/// Proposals shown at most.
const SHOWN: u32 = 50;
/// The acts that this page proposes; the others need more than words and come from the command line.
const ACTS: [&str; 4] = ["create_authority", "destroy_key", "activate_authority", "change_audit_key"];

pub(super) async fn show(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
) -> Result<Page, Failure> {
    operator.require(visit.lang, &READERS)?;
    page(&visit, &operator, authority, &Submitted::default(), &FormErrors::default()).await
}

async fn page(
    visit: &Visit,
    operator: &Operator,
    authority: Arc<Authority>,
    typed: &Submitted,
    errors: &FormErrors,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let read = move || {
        let faults = authority.check_keys()?;
        Ok((authority.key_survey()?, faults, authority.approvals(false, SHOWN)?))
    };
    let (keys, checks, approvals) = blocking(read).await?;
    let content = html! {
        (error_summary(lang, errors))
        h2 { (lang.t("admin-approvals-heading")) }
        p { (lang.t("admin-approvals-text")) }
        @if approvals.is_empty() {
            (empty_state(&lang.t("admin-approvals-none"), &lang.t("admin-approvals-none-why"), None))
        } @else {
            (approvals_table(visit, &approvals))
        }
        (keys_table(visit, &keys, &checks))
        @if operator.is_one_of(&PROPOSERS) {
            h2 { (lang.t("admin-propose")) }
            (propose_form(visit, typed, errors))
        }
    };
    Ok(frame(visit, "admin-keys-heading", "admin-keys-lead").content(content))
}

fn approvals_table(visit: &Visit, approvals: &[Approval]) -> Markup {
    let lang = visit.lang;
    let columns = ["act", "by", "at", "signed", "state"].map(|key| lang.t(&format!("admin-approval-{key}")));
    let mut table = Table::new(lang.t("admin-approvals-table"), columns);
    for approval in approvals {
        let act = lang.t(&format!("act-{}", approval.operation.name()));
        table = table.row([
            html! { a href=(format!("/amministrazione/chiavi/{}", approval.id)) { (act) } },
            html! { (approval.proposed_by) },
            html! { (fmt::date_time_short(lang, approval.proposed_at)) },
            html! { (t!(lang, "admin-approval-count", n = approval.given.len(), of = APPROVERS)) },
            state(visit, approval),
        ]);
    }
    html! { (table) }
}

fn keys_table(visit: &Visit, keys: &[KeyLine], checks: &[KeyCheck]) -> Markup {
    let lang = visit.lang;
    let columns = ["what", "label", "until", "state"].map(|key| lang.t(&format!("admin-key-{key}")));
    let mut table = Table::new(lang.t("admin-keys-table"), columns);
    for key in keys {
        let (tone, state) = match key.alarm(visit.now) {
            Some(0) => (Tone::Danger, "admin-key-ended"),
            Some(1) => (Tone::Danger, "admin-key-1"),
            Some(7) => (Tone::Warning, "admin-key-7"),
            Some(_) => (Tone::Warning, "admin-key-30"),
            None if key.renews_itself => (Tone::Success, "admin-key-renews"),
            None => (Tone::Success, "admin-key-good"),
        };
        table = table.row([
            html! { (lang.t(&format!("key-{}", key.what.name()))) br; (key.name) },
            code(&key.label),
            html! { (fmt::date_short(lang, key.until)) },
            html! {
                (badge(tone, &lang.t(state)))
                @if let Some(fault) = checks.iter().find(|check| check.label == key.label).and_then(|check| check.fault.as_ref()) {
                    " " (badge(Tone::Danger, &lang.t("admin-key-fault"))) p { (fault) }
                }
            },
        ]);
    }
    html! { (table) }
}

fn propose_form(visit: &Visit, typed: &Submitted, errors: &FormErrors) -> Markup {
    let lang = visit.lang;
    let label = |key: &str| lang.t(&format!("admin-propose-{key}"));
    let [act, subject, subject_hint, reason, reason_hint] =
        ["act", "subject", "subject-hint", "reason", "reason-hint"].map(label);
    let acts = ACTS.map(|act| (act, lang.t(&format!("act-{act}"))));
    let mut choices = Choices::new("act", &act).chosen(typed.get("act"));
    for (value, label) in &acts {
        choices = choices.option(value, label, None);
    }
    html! {
        form method="post" action="/amministrazione/chiavi" novalidate {
            (visit.csrf_field())
            (choices.render(errors))
            (Field::text("subject", &subject).hint(&subject_hint).value(typed.get("subject")).optional()
                .render(lang, errors))
            (Field::text("reason", &reason).hint(&reason_hint).value(typed.get("reason")).render(lang, errors))
            (submit(Emphasis::Secondary, &lang.t("admin-propose")))
        }
    }
}

/// The act that was typed, or what is missing.
fn operation(visit: &Visit, typed: &Submitted) -> Result<Operation, FormErrors> {
    let (subject, reason) = (typed.get("subject").to_owned(), typed.get("reason").to_owned());
    let mut errors = FormErrors::default();
    let act = typed.get("act");
    if !ACTS.contains(&act) {
        errors.add("act", visit.lang.t("admin-propose-act-missing"));
    }
    if subject.is_empty() && matches!(act, "create_authority" | "destroy_key") {
        errors.add("subject", visit.lang.t("admin-propose-subject-missing"));
    }
    if reason.is_empty() {
        errors.add("reason", visit.lang.t("admin-propose-reason-missing"));
    }
    if !errors.is_empty() {
        return Err(errors);
    }
    Ok(match act {
        "create_authority" => Operation::CreateAuthority { service: subject, key: reason },
        "destroy_key" => Operation::DestroyKey { label: subject },
        "change_audit_key" => Operation::ChangeAuditKey { reason },
        _ => Operation::ActivateAuthority { reason },
    })
}

pub(super) async fn propose(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
    typed: Submitted,
) -> Result<Response, Failure> {
    operator.require(visit.lang, &PROPOSERS)?;
    let errors = match operation(&visit, &typed) {
        Ok(operation) => {
            let (proposing, actor) = (Arc::clone(&authority), operator.actor.clone());
            let proposed = blocking(move || match proposing.propose(&actor, operation) {
                Err(AuthorityError::Approval(Objection::Unfit(why))) => Ok(Err(why)),
                other => other.map(Ok),
            });
            match proposed.await? {
                Ok(id) => return Ok(Redirect::to(&format!("/amministrazione/chiavi/{id}")).into_response()),
                Err(why) => {
                    let mut errors = FormErrors::default();
                    errors.add("subject", t!(visit.lang, "admin-propose-unfit", why = why));
                    errors
                }
            }
        }
        Err(errors) => errors,
    };
    Ok(page(&visit, &operator, authority, &typed, &errors).await?.invalid().into_response())
}
