//! `/amministrazione` and `/amministrazione/diagnosi`: how the service is, each check with what it looks at
//! and what to do.

use std::sync::Arc;

use authority::{Authority, KeyLine, KeyPurpose, ListLine};
use axum::{Router, routing::get};
use foundation::{Role, Timestamp};
use jiff::SignedDuration;
use maud::{Markup, html};
use store::{Store, audit, jobs};
use webkit::{
    Failure, Lang, Operator, Page, Visit,
    components::{Table, Tone, badge, callout, card, cards},
    fmt, t,
};

use crate::housekeeping::Housekeeping;

/// Who sees how the service is: every operator but those of the counter.
const READERS: [Role; 4] = [Role::CaOfficer, Role::Auditor, Role::SysAdmin, Role::KeyCustodian];
/// A list is made anew every hour; so much later something is wrong.
const LIST_LATE: SignedDuration = SignedDuration::from_hours(2);
/// An alarm before a key or an authority ends.
const ENDING: SignedDuration = SignedDuration::from_hours(30 * 24);
/// Keys that renew themselves do so fifteen days before; a week before it did not work.
const NOT_RENEWED: SignedDuration = SignedDuration::from_hours(7 * 24);
/// The log is sealed every minute.
/// The register is read every night.
const SURVEY_LATE: SignedDuration = SignedDuration::from_hours(49);
const SEAL_LATE: SignedDuration = SignedDuration::from_mins(10);
/// A mail waits so long only when something is wrong.
const MAIL_LATE: SignedDuration = SignedDuration::from_mins(30);

/// What the pages look at.
#[derive(Clone, Debug)]
pub struct Desk {
    /// The database.
    pub store: Store,
    /// The certification authority.
    pub authority: Arc<Authority>,
    /// What the node does by itself.
    pub housekeeping: Housekeeping,
}

/// `/amministrazione` and `/amministrazione/diagnosi`.
pub fn router(desk: Desk) -> Router {
    Router::new()
        .route("/amministrazione", get(dashboard))
        .route("/amministrazione/diagnosi", get(diagnosis))
        .with_state(desk)
}

/// How a check came out.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
enum State {
    Bad,
    Warning,
    Good,
}

/// A check: its key in the catalogue, how it came out, what was found, and where it can be mended.
#[derive(Clone, Debug)]
struct Check {
    key: &'static str,
    state: State,
    found: String,
    place: &'static str,
}

type Look = fn(&Desk, Lang, Timestamp) -> Result<(State, String), String>;

/// The checks: key in the catalogue, where it can be mended, how it is made.
const LOOKS: [(&str, &str, Look); 9] = [
    ("authorities", "/amministrazione/ca", Desk::authorities),
    ("lists", "/amministrazione/crl", Desk::lists),
    ("ocsp", "/amministrazione/chiavi", Desk::ocsp),
    ("time", "/amministrazione/chiavi", Desk::time),
    ("approvals", "/amministrazione/chiavi", Desk::approvals),
    ("queue", "/amministrazione/lavori", Desk::queue),
    ("mail", "/amministrazione/lavori", Desk::mail),
    ("audit", "/amministrazione/registro", Desk::audit),
    ("register", "/amministrazione/registro", Desk::register),
];

impl Desk {
    /// Every check, the bad ones first.
    fn checks(&self, lang: Lang, now: Timestamp) -> Vec<Check> {
        let mut checks: Vec<Check> = LOOKS
            .into_iter()
            .map(|(key, place, look)| {
                // What cannot be looked at is wrong.
                let (state, found) = look(self, lang, now).unwrap_or_else(|why| (State::Bad, why));
                Check { key, state, found, place }
            })
            .collect();
        checks.sort_by_key(|check| check.state);
        checks
    }

    fn authorities(&self, lang: Lang, now: Timestamp) -> Result<(State, String), String> {
        let all = self.authority.authorities();
        let Some(first) = all.iter().min_by_key(|ca| ca.certificate.not_after()) else {
            return Ok((State::Bad, lang.t("check-authorities-none")));
        };
        let ends = first.certificate.not_after();
        let date = fmt::date(lang, ends);
        if ends.duration_since(now) < ENDING {
            let name = first.certificate.subject().friendly();
            return Ok((State::Warning, t!(lang, "check-authorities-ending", name = name, date = date)));
        }
        Ok((State::Good, t!(lang, "check-authorities-good", n = all.len(), date = date)))
    }

    fn lists(&self, lang: Lang, now: Timestamp) -> Result<(State, String), String> {
        let lines = self.authority.list_survey().map_err(text)?;
        let name = |line: &ListLine| line.scope.path(&line.authority.path);
        if let Some(line) = lines.iter().find(|line| line.record.is_none()) {
            return Ok((State::Bad, t!(lang, "check-lists-missing", name = name(line))));
        }
        let records = || lines.iter().filter_map(|line| line.record.as_ref().map(|record| (line, record)));
        if let Some((line, record)) = records().find(|(_, record)| record.next_update < now) {
            let date = fmt::date_time(lang, record.next_update);
            return Ok((State::Bad, t!(lang, "check-lists-stale", name = name(line), date = date)));
        }
        let Some((oldest, record)) = records()
            .filter(|(_, record)| record.next_update != Timestamp::MAX)
            .min_by_key(|(_, record)| record.this_update)
        else {
            return Ok((State::Bad, lang.t("check-authorities-none")));
        };
        let age = now.duration_since(record.this_update);
        if age > LIST_LATE && !oldest.delta && oldest.scope != authority::Scope::Authority {
            return Ok((State::Warning, t!(lang, "check-lists-late", name = name(oldest))));
        }
        let date = fmt::date_time(lang, record.this_update);
        Ok((State::Good, t!(lang, "check-lists-good", n = lines.len(), date = date)))
    }

    fn ocsp(&self, lang: Lang, now: Timestamp) -> Result<(State, String), String> {
        let keys = self.authority.key_survey().map_err(text)?;
        let responders = keys.iter().filter(|key| key.what == KeyPurpose::Responder);
        let Some(KeyLine { name, until, .. }) = responders.min_by_key(|key| key.until) else {
            return Ok((State::Bad, lang.t("check-authorities-none")));
        };
        let until = *until;
        let left = until.duration_since(now);
        let date = fmt::date(lang, until);
        Ok(if left.is_negative() {
            (State::Bad, t!(lang, "check-ocsp-missing", name = name.as_str()))
        } else if left < NOT_RENEWED {
            (State::Warning, t!(lang, "check-ocsp-ending", name = name.as_str(), date = date))
        } else {
            (State::Good, t!(lang, "check-ocsp-good", date = date))
        })
    }

    fn time(&self, lang: Lang, _: Timestamp) -> Result<(State, String), String> {
        let clock = self.authority.clock_state();
        if clock.verdict.is_err() {
            return Ok((State::Bad, t!(lang, "check-time-clock", detail = clock.text())));
        }
        let unit = self.authority.time_stamping_unit().map_err(text)?;
        Ok(match unit {
            Some(unit) => (State::Good, t!(lang, "check-time-good", date = fmt::date(lang, unit.use_until))),
            None => (State::Warning, lang.t("check-time-unit")),
        })
    }

    fn approvals(&self, lang: Lang, now: Timestamp) -> Result<(State, String), String> {
        let open = self.authority.approvals(true, 100).map_err(text)?;
        let waiting = open.iter().filter(|approval| !approval.has_expired(now)).count();
        Ok(match waiting {
            0 => (State::Good, lang.t("check-approvals-good")),
            n => (State::Warning, t!(lang, "check-approvals-waiting", n = n)),
        })
    }

    fn queue(&self, lang: Lang, now: Timestamp) -> Result<(State, String), String> {
        let counts = self.store.read_blocking(move |tx| jobs::counts(tx, now)).map_err(text)?;
        Ok(match counts.dead {
            0 => (State::Good, t!(lang, "check-queue-good", n = counts.due + counts.later + counts.running)),
            n => (State::Warning, t!(lang, "check-queue-dead", n = n)),
        })
    }

    fn mail(&self, lang: Lang, now: Timestamp) -> Result<(State, String), String> {
        let counts = self.store.read_blocking(post::counts).map_err(text)?;
        let late = counts.oldest_waiting.filter(|since| now.duration_since(*since) > MAIL_LATE);
        Ok(match (counts.failed, late) {
            (0, None) => (State::Good, t!(lang, "check-mail-good", n = counts.waiting)),
            (0, Some(since)) => {
                (State::Warning, t!(lang, "check-mail-late", date = fmt::date_time(lang, since)))
            }
            (n, _) => (State::Bad, t!(lang, "check-mail-failed", n = n)),
        })
    }

    fn audit(&self, lang: Lang, now: Timestamp) -> Result<(State, String), String> {
        let read = self
            .store
            .read_blocking(|tx| Ok::<_, store::Error>((audit::head(tx)?.size, audit::last_checkpoint(tx)?)));
        let (size, seal) = read.map_err(text)?;
        let Some(seal) = seal else {
            return Ok((State::Warning, t!(lang, "check-audit-unsealed", n = size)));
        };
        let date = fmt::date_time(lang, seal.made_at);
        let open = size > seal.note.checkpoint().size;
        Ok(if open && now.duration_since(seal.made_at) > SEAL_LATE {
            (State::Warning, t!(lang, "check-audit-late", date = date))
        } else {
            (State::Good, t!(lang, "check-audit-good", n = size, date = date))
        })
    }

    fn register(&self, lang: Lang, now: Timestamp) -> Result<(State, String), String> {
        let Some(last) = self.authority.last_register_survey().map_err(text)? else {
            return Ok((State::Warning, lang.t("check-register-never")));
        };
        let date = fmt::date_time(lang, last.ended);
        Ok(if last.findings > 0 {
            (State::Bad, t!(lang, "check-register-findings", n = last.findings, date = date))
        } else if now.duration_since(last.ended) > SURVEY_LATE {
            (State::Warning, t!(lang, "check-register-late", date = date))
        } else {
            (State::Good, t!(lang, "check-register-good", n = last.certificates, date = date))
        })
    }
}

fn text(error: impl ToString) -> String {
    error.to_string()
}

fn state_badge(lang: Lang, state: State) -> Markup {
    let (tone, key) = match state {
        State::Good => (Tone::Success, "administration-good"),
        State::Warning => (Tone::Warning, "administration-warning"),
        State::Bad => (Tone::Danger, "administration-bad"),
    };
    badge(tone, &lang.t(key))
}

async fn look(visit: &Visit, desk: Desk) -> Result<Vec<Check>, Failure> {
    let (lang, now) = (visit.lang, visit.now);
    tokio::task::spawn_blocking(move || desk.checks(lang, now)).await.map_err(Failure::internal)
}

async fn dashboard(
    visit: Visit,
    operator: Operator,
    axum::extract::State(desk): axum::extract::State<Desk>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &READERS)?;
    let failures = desk.housekeeping.failures();
    let checks = look(&visit, desk).await?;
    let bad = checks.iter().filter(|check| check.state != State::Good).count() + failures.len();
    let columns = ["administration-check", "administration-state", "administration-detail"];
    let mut table = Table::new(lang.t("administration-checks"), columns.map(|key| lang.t(key)));
    for check in &checks {
        table = table.row([
            html! { a href=(format!("/amministrazione/diagnosi#{}", check.key)) { (lang.t(&format!("check-{}", check.key))) } },
            state_badge(lang, check.state),
            html! { (check.found) },
        ]);
    }
    for failure in &failures {
        let why = failure.failed.clone().unwrap_or_default();
        table = table.row([
            html! { (failure.task) },
            state_badge(lang, State::Bad),
            html! { (why) " (" (fmt::date_time_short(lang, failure.at)) ")" },
        ]);
    }
    let place = |icon, path: &str, key: &str| {
        let address = format!("/amministrazione/{path}");
        card(icon, &address, &lang.t(&format!("place-{key}")), &lang.t(&format!("place-{key}-text")))
    };
    let content = html! {
        @if bad == 0 {
            (callout(lang, Tone::Success, &lang.t("administration-all-good"), html! {
                p { (lang.t("administration-all-good-text")) }
            }))
        } @else {
            (callout(lang, Tone::Warning, &t!(lang, "administration-some-bad", n = bad), html! {
                p { a href="/amministrazione/diagnosi" { (lang.t("place-diagnosis-text")) } }
            }))
        }
        (table)
        p { (t!(lang, "administration-at", when = fmt::date_time_exact(lang, visit.now))) }
        (cards([
            place("it-pa", "ca", "ca"),
            place("it-list", "profili", "profiles"),
            place("it-refresh", "crl", "lists"),
            place("it-key", "chiavi", "keys"),
            place("it-search", "registro", "register"),
            place("it-user", "utenti", "users"),
            place("it-clock", "lavori", "jobs"),
            place("it-tool", "diagnosi", "diagnosis"),
        ]))
    };
    let page = visit.page(lang.t("administration-heading")).lead(lang.t("administration-lead"));
    Ok(page.without_breadcrumb().private().content(content))
}

async fn diagnosis(
    visit: Visit,
    operator: Operator,
    axum::extract::State(desk): axum::extract::State<Desk>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &READERS)?;
    let checks = look(&visit, desk).await?;
    let content = html! {
        @for check in &checks {
            section aria-labelledby=(check.key) {
                h2 id=(check.key) { (lang.t(&format!("check-{}", check.key))) }
                p { (state_badge(lang, check.state)) " " (check.found) }
                p { (lang.t(&format!("diagnosis-{}", check.key))) }
                @if check.state != State::Good {
                    h3.h6 { (lang.t("diagnosis-todo")) }
                    p { (lang.t(&format!("diagnosis-{}-todo", check.key))) }
                    p { a href=(check.place) { (lang.t(&format!("place-{}", place_of(check.place)))) } }
                }
            }
        }
    };
    let page = visit.page(lang.t("diagnosis-heading")).lead(lang.t("diagnosis-lead"));
    Ok(page.under("/amministrazione", lang.t("administration-heading")).private().content(content))
}

/// The key of the words for an address.
fn place_of(address: &str) -> &'static str {
    match address {
        "/amministrazione/ca" => "ca",
        "/amministrazione/crl" => "lists",
        "/amministrazione/chiavi" => "keys",
        "/amministrazione/lavori" => "jobs",
        _ => "register",
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_check_is_told_in_every_language() {
        for lang in Lang::ALL {
            for (key, place, _) in LOOKS {
                for message in [
                    format!("check-{key}"),
                    format!("diagnosis-{key}"),
                    format!("diagnosis-{key}-todo"),
                    format!("place-{}", place_of(place)),
                ] {
                    assert_ne!(lang.t(&message), message, "{lang:?}");
                }
            }
        }
    }
}
