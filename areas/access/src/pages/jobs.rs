//! `/amministrazione/lavori`: what waits to be done, and what was given up.

use axum::{
    extract::{Path, State},
    response::Redirect,
};
use foundation::{AuditEvent, Problem, Role, Status};
use maud::{Markup, html};
use store::jobs::{self, DeadJob};
use webkit::{
    Failure, Operator, Page, Submitted, Visit,
    components::{Emphasis, Table, code, definitions, empty_state, folded, submit},
    fmt, t,
};

use super::{Desk, store_failed};

/// Who sees the jobs.
const READERS: [Role; 3] = [Role::SysAdmin, Role::CaOfficer, Role::Auditor];
/// Who sends them back.
const WORKERS: [Role; 1] = [Role::SysAdmin];

pub(super) async fn list(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &READERS)?;
    let now = visit.now;
    let read = desk.store.read(move |tx| Ok::<_, store::Error>((jobs::counts(tx, now)?, jobs::dead(tx)?)));
    let (counts, dead) = read.await.map_err(store_failed)?;
    let number = |n: u64| html! { (fmt::integer(lang, i64::try_from(n).unwrap_or(i64::MAX))) };
    let may_retry = operator.is_one_of(&WORKERS);
    let [due, running, later, given_up] =
        ["jobs-due", "jobs-running", "jobs-later", "jobs-dead"].map(|key| lang.t(key));
    let content = html! {
        h2 { (lang.t("jobs-now")) }
        (definitions([
            (due.as_str(), number(counts.due)),
            (running.as_str(), number(counts.running)),
            (later.as_str(), number(counts.later)),
            (given_up.as_str(), number(counts.dead)),
        ]))
        h2 { (lang.t("jobs-dead-list")) }
        @if dead.is_empty() {
            p { (lang.t("jobs-dead-none")) }
        } @else {
            p { (lang.t("jobs-dead-explained")) }
            (dead_table(&visit, &dead, may_retry))
        }
    };
    let page = visit.page(lang.t("jobs-heading")).lead(lang.t("jobs-lead"));
    let page = page.under("/amministrazione", lang.t("administration-heading")).private();
    if counts.due + counts.running + counts.later + counts.dead == 0 {
        let home = lang.t("administration-back");
        let empty =
            empty_state(&lang.t("jobs-none"), &lang.t("jobs-none-why"), Some(("/amministrazione", &home)));
        return Ok(page.content(empty));
    }
    Ok(page.content(content))
}

fn dead_table(visit: &Visit, dead: &[DeadJob], may_retry: bool) -> Markup {
    let lang = visit.lang;
    let mut columns =
        ["jobs-kind", "jobs-when", "jobs-attempts", "jobs-error"].map(|key| lang.t(key)).to_vec();
    if may_retry {
        columns.push(lang.t("jobs-action"));
    }
    let mut table = Table::new(lang.t("jobs-dead-list"), columns);
    for job in dead {
        let label = t!(lang, "jobs-retry-number", n = job.id.to_string());
        let mut row = vec![
            html! { (code(&job.kind)) },
            html! { (fmt::date_time_short(lang, job.dead_at)) },
            html! { (job.attempts) },
            html! {
                p { (job.last_error) }
                (folded(&lang.t("jobs-content"), code(&job.payload)))
            },
        ];
        if may_retry {
            row.push(html! {
                form method="post" action=(format!("/amministrazione/lavori/{}", job.id)) {
                    (visit.csrf_field())
                    (submit(Emphasis::Secondary, &label))
                }
            });
        }
        table = table.row(row);
    }
    html! { (table) }
}

pub(super) async fn retry(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    Path(number): Path<i64>,
    _: Submitted,
) -> Result<Redirect, Failure> {
    operator.require(visit.lang, &WORKERS)?;
    let (now, actor) = (visit.now, operator.actor);
    let sent = desk.store.write(move |tx| {
        let sent = jobs::requeue(tx, number, now)?;
        if sent {
            tx.audit(now, &AuditEvent::done("job.requeued", &actor, "job", number).states("dead", "due"))?;
        }
        Ok::<_, store::Error>(sent)
    });
    if !sent.await.map_err(store_failed)? {
        return Err(Problem::new("not-found", Status::NotFound).into());
    }
    Ok(Redirect::to("/amministrazione/lavori"))
}
