//! `/amministrazione/utenti`: the operators, their roles and certificates.

use authority::OperatorRole;
use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use foundation::{Problem, Role, Status, hex};
use maud::{Markup, html};
use webkit::{
    Failure, FormErrors, Operator, Page, Submitted, Visit,
    components::{
        Choices, Emphasis, Field, Table, Tone, alert, badge, callout, code, copyable, definitions,
        empty_state, error_summary, submit,
    },
    fmt, t,
};
use x509::request::Request;

use super::{Desk, blocking, refused};
use crate::{AccessError, Account, NewOperator, rules::operator::role_of};

/// Who sees the operators.
const READERS: [Role; 3] = [Role::SysAdmin, Role::CaOfficer, Role::Auditor];
/// Who opens and closes accounts.
const KEEPERS: [Role; 1] = [Role::SysAdmin];
const PATH: &str = "/amministrazione/utenti";

/// A role in words.
fn words(visit: &Visit, role: OperatorRole) -> String {
    match role_of(role) {
        Some(role) => webkit::role_in_words(role, visit.lang),
        None => visit.lang.t("operator-role-service"),
    }
}

fn address(account: &Account) -> String {
    format!("{PATH}/{}/{}", account.role.name(), account.id)
}

fn frame(visit: &Visit, heading: &str) -> Page {
    visit.page(heading).under("/amministrazione", visit.lang.t("administration-heading")).private()
}

pub(super) async fn list(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
) -> Result<Page, Failure> {
    operator.require(visit.lang, &READERS)?;
    let page = overview(&visit, &operator, &desk, &Submitted::default(), &FormErrors::default()).await?;
    Ok(page)
}

async fn overview(
    visit: &Visit,
    operator: &Operator,
    desk: &Desk,
    typed: &Submitted,
    errors: &FormErrors,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let access = desk.access.clone();
    let accounts = blocking(move || access.operators()).await?.map_err(refused)?;
    let columns = ["name", "role", "id", "until", "state"].map(|key| lang.t(&format!("operators-{key}")));
    let mut table = Table::new(lang.t("operators-caption"), columns);
    for account in &accounts {
        table = table.row([
            html! { a href=(address(account)) { (account.name) span.visually-hidden { ", " (words(visit, account.role)) } } },
            html! { (words(visit, account.role)) },
            code(&account.id),
            html! { (until(visit, account)) },
            state(visit, account),
        ]);
    }
    let content = html! {
        (error_summary(lang, errors))
        @if accounts.is_empty() {
            (empty_state(&lang.t("operators-none"), &lang.t("operators-none-why"), None))
        } @else {
            (table)
        }
        @if operator.is_one_of(&KEEPERS) {
            h2 { (lang.t("operators-add")) }
            p { (lang.t("operators-add-text")) }
            (add_form(visit, typed, errors))
        }
    };
    Ok(frame(visit, &lang.t("operators-heading")).lead(lang.t("operators-lead")).content(content))
}

/// Until when somebody can enter.
fn until(visit: &Visit, account: &Account) -> String {
    let last = account.certificates.iter().map(|given| given.not_after).max();
    last.map_or_else(|| visit.lang.t("operators-no-certificate"), |at| fmt::date_short(visit.lang, at))
}

fn state(visit: &Visit, account: &Account) -> Markup {
    let lang = visit.lang;
    match account.disabled_at {
        Some(_) => badge(Tone::Neutral, &lang.t("operators-closed")),
        None if account.certificates.iter().any(|given| given.not_after > visit.now) => {
            badge(Tone::Success, &lang.t("operators-open"))
        }
        None => badge(Tone::Warning, &lang.t("operators-waiting")),
    }
}

fn add_form(visit: &Visit, typed: &Submitted, errors: &FormErrors) -> Markup {
    let lang = visit.lang;
    let [name, id, id_hint, email, role] =
        ["name", "id", "id-hint", "email", "role"].map(|key| lang.t(&format!("operators-{key}")));
    let labels: Vec<(OperatorRole, String, String)> = OperatorRole::ALL
        .into_iter()
        .map(|role| (role, words(visit, role), lang.t(&format!("operators-may-{}", role.name()))))
        .collect();
    let mut roles = Choices::new("role", &role).chosen(typed.get("role"));
    for (role, label, hint) in &labels {
        roles = roles.option(role.name(), label, Some(hint));
    }
    html! {
        form method="post" action=(PATH) novalidate {
            (visit.csrf_field())
            (Field::text("name", &name).value(typed.get("name")).render(lang, errors))
            (Field::text("id", &id).hint(&id_hint).value(typed.get("id")).render(lang, errors))
            (Field::email("email", &email).value(typed.get("email")).render(lang, errors))
            (roles.render(errors))
            (submit(Emphasis::Main, &lang.t("operators-add")))
        }
    }
}

pub(super) async fn add(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    typed: Submitted,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    operator.require(lang, &KEEPERS)?;
    let mut errors = FormErrors::default();
    let Ok(role) = typed.get("role").parse::<OperatorRole>() else {
        errors.add("role", lang.t("operators-role-missing"));
        return Ok(overview(&visit, &operator, &desk, &typed, &errors).await?.invalid().into_response());
    };
    let new = NewOperator {
        id: typed.get("id").to_owned(),
        role,
        name: typed.get("name").to_owned(),
        email: typed.get("email").to_owned(),
    };
    let (access, actor) = (desk.access.clone(), operator.actor.clone());
    match blocking(move || access.add_operator(&actor, &new)).await? {
        Ok(account) => return Ok(Redirect::to(&address(&account)).into_response()),
        Err(AccessError::Invalid { field, .. }) => {
            errors.add(field, lang.t(&format!("operators-{field}-wrong")))
        }
        Err(AccessError::Exists(_)) => errors.add("id", lang.t("operators-exists")),
        Err(AccessError::RolesApart { held, asked }) => {
            let (held, asked) = (words(&visit, held), words(&visit, asked));
            errors.add("role", t!(lang, "operators-roles-apart", held = held, asked = asked));
        }
        Err(other) => return Err(refused(other)),
    }
    Ok(overview(&visit, &operator, &desk, &typed, &errors).await?.invalid().into_response())
}

async fn account(desk: &Desk, role: &str, id: String) -> Result<Account, Failure> {
    let not_found = || Failure::from(Problem::new("not-found", Status::NotFound));
    let role: OperatorRole = role.parse().map_err(|_| not_found())?;
    let access = desk.access.clone();
    blocking(move || access.operator(&id, role)).await?.map_err(refused)?.ok_or_else(not_found)
}

pub(super) async fn show(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    Path((role, id)): Path<(String, String)>,
) -> Result<Page, Failure> {
    operator.require(visit.lang, &READERS)?;
    let account = account(&desk, &role, id).await?;
    Ok(one(&visit, &operator, &account, &Submitted::default(), &FormErrors::default()))
}

fn one(
    visit: &Visit,
    operator: &Operator,
    account: &Account,
    typed: &Submitted,
    errors: &FormErrors,
) -> Page {
    let lang = visit.lang;
    let [role, id, email, since, state_label] =
        ["role", "id", "email", "since", "state"].map(|key| lang.t(&format!("operators-{key}")));
    let heading = format!("{}, {}", account.name, words(visit, account.role));
    let page = frame(visit, &heading).under(PATH, lang.t("operators-heading"));
    page.content(html! {
        (error_summary(lang, errors))
        (definitions([
            (role.as_str(), html! { (words(visit, account.role)) }),
            (id.as_str(), code(&account.id)),
            (email.as_str(), html! { a href=(format!("mailto:{}", account.email)) { (account.email) } }),
            (since.as_str(), html! { (fmt::date_time(lang, account.created_at)) }),
            (state_label.as_str(), html! {
                (state(visit, account))
                @if let Some(at) = account.disabled_at { " " (fmt::date_time(lang, at)) }
            }),
        ]))
        h2 { (lang.t("operators-certificates")) }
        @if account.certificates.is_empty() {
            p { (lang.t("operators-certificates-none")) }
        } @else {
            (certificates(visit, account))
        }
        @if operator.is_one_of(&KEEPERS) && account.is_open() {
            h2 { (lang.t("operators-give")) }
            p { (lang.t("operators-give-text")) }
            (give_form(visit, account, typed, errors))
            h2 { (lang.t("operators-close")) }
            p { (lang.t("operators-close-text")) }
            (close_form(visit, account, errors))
        }
    })
}

fn certificates(visit: &Visit, account: &Account) -> Markup {
    let lang = visit.lang;
    let columns = ["serial", "issued", "until"].map(|key| lang.t(&format!("operators-{key}")));
    let mut table = Table::new(lang.t("operators-certificates"), columns);
    for given in &account.certificates {
        table = table.row([
            code(&hex(&given.serial)),
            html! { (fmt::date_short(lang, given.issued_at)) },
            html! { (fmt::date_short(lang, given.not_after)) },
        ]);
    }
    html! { (table) }
}

fn give_form(visit: &Visit, account: &Account, typed: &Submitted, errors: &FormErrors) -> Markup {
    let lang = visit.lang;
    let (label, hint) = (lang.t("operators-request"), lang.t("operators-request-hint"));
    html! {
        form method="post" action=(format!("{}/certificato", address(account))) {
            (visit.csrf_field())
            (Field::multiline("request", &label, 8).hint(&hint).value(typed.get("request")).render(lang, errors))
            (submit(Emphasis::Main, &lang.t("operators-give")))
        }
    }
}

fn close_form(visit: &Visit, account: &Account, errors: &FormErrors) -> Markup {
    let lang = visit.lang;
    let label = lang.t("operators-reason");
    html! {
        form method="post" action=(format!("{}/chiudi", address(account))) {
            (visit.csrf_field())
            (Field::text("reason", &label).render(lang, errors))
            (submit(Emphasis::Danger, &lang.t("operators-close")))
        }
    }
}

pub(super) async fn certificate(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    Path((role, id)): Path<(String, String)>,
    typed: Submitted,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &KEEPERS)?;
    let account = account(&desk, &role, id).await?;
    let Ok(request) = Request::from_pem_or_der(typed.get("request").as_bytes()) else {
        let mut errors = FormErrors::default();
        errors.add("request", lang.t("operators-request-wrong"));
        return Ok(one(&visit, &operator, &account, &typed, &errors).invalid());
    };
    let (access, actor, id, role) =
        (desk.access.clone(), operator.actor.clone(), account.id.clone(), account.role);
    let given = blocking(move || access.give_certificate(&actor, &id, role, request.der())).await?;
    let certificate = given.map_err(refused)?;
    let page = frame(&visit, &lang.t("operators-given")).under(PATH, lang.t("operators-heading"));
    Ok(page.under(address(&account), account.name.clone()).content(html! {
        (alert(Tone::Success, html! {
            p { (t!(lang, "operators-given-until", name = account.name.as_str(),
                    date = fmt::date(lang, certificate.not_after()))) }
        }))
        p { (lang.t("operators-given-text")) }
        (copyable(lang, "certificate", &certificate.to_pem()))
        p { a href=(address(&account)) { (lang.t("operators-back")) } }
    }))
}

pub(super) async fn disable(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    Path((role, id)): Path<(String, String)>,
    typed: Submitted,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    operator.require(lang, &KEEPERS)?;
    let account = account(&desk, &role, id).await?;
    if !typed.has("reason") {
        let mut errors = FormErrors::default();
        errors.add("reason", lang.t("operators-reason-missing"));
        return Ok(one(&visit, &operator, &account, &typed, &errors).invalid().into_response());
    }
    if operator.actor.name == account.id {
        let content = callout(
            lang,
            Tone::Warning,
            &lang.t("operators-self"),
            html! {
                p { (lang.t("operators-self-text")) }
                p { a href=(address(&account)) { (lang.t("operators-back")) } }
            },
        );
        let page = frame(&visit, &lang.t("operators-close")).under(PATH, lang.t("operators-heading"));
        return Ok(page.invalid().content(content).into_response());
    }
    let (access, actor, reason) = (desk.access.clone(), operator.actor, typed.get("reason").to_owned());
    let (id, role, back) = (account.id.clone(), account.role, address(&account));
    blocking(move || access.disable_operator(&actor, &id, role, &reason)).await?.map_err(refused)?;
    Ok(Redirect::to(&back).into_response())
}
