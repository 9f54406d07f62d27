//! `/amministrazione/registro`: the audit log with a filter, page by page; an entry with its proof; the
//! verification of the whole.

use axum::{
    extract::{Path, Query, State},
    response::{IntoResponse, Response},
};
use foundation::{AuditEvent, Outcome, Problem, Role, Status, Timestamp, hex};
use http::header::{CONTENT_DISPOSITION, CONTENT_TYPE};
use jiff::{ToSpan, civil::Date, tz::TimeZone};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use store::audit::{self, Entry, Filter, SignedCheckpoint};
use webkit::{
    Failure, FormErrors, Operator, Page, Submitted, Visit,
    components::{
        Emphasis, Field, Table, Tone, action_link, alert, badge, code, copyable, definitions, empty_state,
        folded, submit,
    },
    fmt, t,
};

use super::{Desk, blocking, store_failed};

/// Who reads the log.
const READERS: [Role; 3] = [Role::Auditor, Role::CaOfficer, Role::SysAdmin];
/// Entries on a page.
const PAGE: u32 = 50;
const PATH: &str = "/amministrazione/registro";

/// What is looked for, as it stands in the address.
#[derive(Clone, Debug, Default, Deserialize)]
#[serde(default)]
pub(super) struct Asked {
    from: String,
    to: String,
    event: String,
    actor: String,
    object: String,
    text: String,
    before: Option<u64>,
}

impl Asked {
    fn is_empty(&self) -> bool {
        [&self.from, &self.to, &self.event, &self.actor, &self.object, &self.text]
            .iter()
            .all(|s| s.trim().is_empty())
    }

    /// The filter, and what is wrong with the dates.
    fn filter(&self, visit: &Visit) -> (Filter, FormErrors) {
        let mut errors = FormErrors::default();
        let mut day = |field: &'static str, text: &str, add: i64| -> Option<Timestamp> {
            let text = text.trim();
            if text.is_empty() {
                return None;
            }
            let start = text.parse::<Date>().ok().and_then(|date| start_of(date, add));
            if start.is_none() {
                errors.add(field, t!(visit.lang, "register-date-wrong", value = text));
            }
            start
        };
        let (from, to) = (day("from", &self.from, 0), day("to", &self.to, 1));
        let word = |text: &str| text.trim().to_owned();
        let filter = Filter {
            from,
            to,
            event: word(&self.event),
            actor: word(&self.actor),
            object: word(&self.object),
            text: word(&self.text),
        };
        (filter, errors)
    }

    /// The address of another page of the same answer.
    fn address(&self, before: u64) -> String {
        let fields = [
            ("from", &self.from),
            ("to", &self.to),
            ("event", &self.event),
            ("actor", &self.actor),
            ("object", &self.object),
            ("text", &self.text),
        ];
        let mut address = format!("{PATH}?before={before}");
        for (name, value) in fields.into_iter().filter(|(_, value)| !value.is_empty()) {
            address.push_str(&format!("&{name}={}", escaped(value)));
        }
        address
    }
}

/// The instant at which an Italian day begins, `add` days later.
fn start_of(date: Date, add: i64) -> Option<Timestamp> {
    // The rule of the European Union, as in `webkit::fmt::italian_time`.
    let zone = TimeZone::posix("CET-1CEST,M3.5.0,M10.5.0/3").ok()?;
    let date = date.checked_add(add.days()).ok()?;
    zone.to_timestamp(date.at(0, 0, 0, 0)).ok()
}

/// A value of a query (RFC 3986 §2.1).
fn escaped(value: &str) -> String {
    let mut out = String::with_capacity(value.len());
    for octet in value.bytes() {
        if octet.is_ascii_alphanumeric() || b"-_.~".contains(&octet) {
            out.push(char::from(octet));
        } else {
            out.push_str(&format!("%{octet:02X}"));
        }
    }
    out
}

fn frame(visit: &Visit, heading: &str) -> Page {
    let lang = visit.lang;
    visit.page(heading).under("/amministrazione", lang.t("administration-heading")).private()
}

pub(super) async fn list(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    Query(asked): Query<Asked>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &READERS)?;
    let (filter, errors) = asked.filter(&visit);
    let page = frame(&visit, &lang.t("register-heading")).lead(lang.t("register-lead"));
    if !errors.is_empty() {
        return Ok(page.invalid().content(html! { (filter_form(&visit, &asked, &errors)) }));
    }
    let before = asked.before;
    let store = desk.store.clone();
    let read = blocking(move || {
        store.read_blocking(move |tx| {
            let page = audit::Page { before, limit: PAGE };
            Ok::<_, store::Error>((audit::search(tx, &filter, page)?, audit::head(tx)?.size))
        })
    });
    let (entries, size) = read.await?.map_err(store_failed)?;
    let content = html! {
        p { (t!(lang, "register-size", n = size)) }
        (folded_form(&visit, &asked, &errors))
        @if entries.is_empty() && asked.is_empty() {
            (empty_state(&lang.t("register-empty"), &lang.t("register-empty-why"), None))
        } @else if entries.is_empty() {
            (empty_state(&lang.t("register-none"), &lang.t("register-none-why"), Some((PATH, &lang.t("register-clear")))))
        } @else {
            (table(&visit, &entries))
            @if let Some(last) = entries.last().filter(|_| entries.len() == PAGE as usize) {
                p { (action_link(Emphasis::Secondary, &asked.address(last.seq), &lang.t("register-older"))) }
            }
            @if asked.before.is_some() { p { a href=(PATH) { (lang.t("register-newest")) } } }
        }
        h2 { (lang.t("register-verify-heading")) }
        p { (lang.t("register-verify-text")) }
        form method="post" action=(format!("{PATH}/verifica")) {
            (visit.csrf_field())
            (submit(Emphasis::Secondary, &lang.t("register-verify")))
        }
    };
    Ok(page.content(content))
}

fn folded_form(visit: &Visit, asked: &Asked, errors: &FormErrors) -> Markup {
    let form = filter_form(visit, asked, errors);
    // What is looked for stays in sight.
    if asked.is_empty() { folded(&visit.lang.t("register-filter"), form) } else { form }
}

fn filter_form(visit: &Visit, asked: &Asked, errors: &FormErrors) -> Markup {
    let lang = visit.lang;
    let label = |key: &str| lang.t(&format!("register-{key}"));
    let [from, to, event, actor, object, text] =
        ["from", "to", "event", "actor", "object", "text"].map(label);
    let (event_hint, text_hint) = (lang.t("register-event-hint"), lang.t("register-text-hint"));
    html! {
        form method="get" action=(PATH) {
            (Field::date("from", &from).value(&asked.from).optional().render(lang, errors))
            (Field::date("to", &to).value(&asked.to).optional().render(lang, errors))
            (Field::text("event", &event).hint(&event_hint).value(&asked.event).optional().render(lang, errors))
            (Field::text("actor", &actor).value(&asked.actor).optional().render(lang, errors))
            (Field::text("object", &object).value(&asked.object).optional().render(lang, errors))
            (Field::text("text", &text).hint(&text_hint).value(&asked.text).optional().render(lang, errors))
            (submit(Emphasis::Main, &lang.t("register-search")))
            @if !asked.is_empty() { p { a href=(PATH) { (lang.t("register-clear")) } } }
        }
    }
}

fn table(visit: &Visit, entries: &[Entry]) -> Markup {
    let lang = visit.lang;
    let columns = ["number", "when", "event", "actor", "object", "outcome"];
    let mut table =
        Table::new(lang.t("register-caption"), columns.map(|key| lang.t(&format!("register-column-{key}"))));
    for entry in entries {
        table = table.row([
            html! { a href=(format!("{PATH}/{}", entry.seq)) { (entry.seq) } },
            html! { (fmt::date_time_short(lang, entry.at)) },
            code(&entry.event.event),
            html! { (entry.event.actor.name) },
            html! { (entry.event.object_type) " " (code(&entry.event.object_id)) },
            outcome(visit, &entry.event),
        ]);
    }
    html! { (table) p { (lang.t("italian-time-note")) } }
}

fn outcome(visit: &Visit, event: &AuditEvent) -> Markup {
    match event.outcome {
        Outcome::Done => badge(Tone::Success, &visit.lang.t("register-done")),
        Outcome::Failed(_) => badge(Tone::Danger, &visit.lang.t("register-failed")),
    }
}

pub(super) async fn show(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    Path(number): Path<u64>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &READERS)?;
    let read = desk
        .store
        .read(move |tx| Ok::<_, store::Error>((audit::entry(tx, number)?, audit::last_checkpoint(tx)?)));
    let (entry, checkpoint) = read.await.map_err(store_failed)?;
    let entry = entry.ok_or_else(|| Problem::new("not-found", Status::NotFound))?;
    let sealed = checkpoint.filter(|checkpoint| checkpoint.note.checkpoint().size >= number);
    let event = &entry.event;
    let label = |key: &str| lang.t(&format!("register-column-{key}"));
    let mut rows = vec![
        (label("when"), html! { (fmt::date_time_exact(lang, entry.at)) }),
        (label("event"), code(&event.event)),
        (
            label("outcome"),
            html! {
                (outcome(&visit, event))
                @if let Outcome::Failed(why) = &event.outcome { " " (why) }
            },
        ),
        (label("actor"), html! { (event.actor.name) ", " (webkit::role_in_words(event.actor.role, lang)) }),
        (label("object"), html! { (event.object_type) " " (code(&event.object_id)) }),
    ];
    let states = [event.before.as_deref(), event.after.as_deref()].map(|state| state.unwrap_or("–"));
    if event.after.is_some() {
        rows.push((label("state"), html! { (states[0]) " → " (states[1]) }));
    }
    if let Some(reason) = &event.reason {
        rows.push((label("reason"), html! { (reason) }));
    }
    if !event.evidence.is_empty() {
        rows.push((label("evidence"), html! { @for evidence in &event.evidence { (code(evidence)) " " } }));
    }
    let heading = t!(lang, "register-entry", n = number.to_string());
    let page = frame(&visit, &heading).under(PATH, lang.t("register-heading"));
    Ok(page.content(html! {
        (definitions(rows.iter().map(|(name, value)| (name.as_str(), value.clone()))))
        h2 { (lang.t("register-proof-heading")) }
        (proof_part(&visit, number, sealed.as_ref()))
        h2 { (lang.t("register-json")) }
        p { (lang.t("register-json-text")) }
        p { (code(&entry.json)) }
        h3.h6 { (lang.t("register-leaf")) }
        (copyable(lang, "leaf", &hex(&audit::leaf_hash(entry.json.as_bytes()))))
    }))
}

fn proof_part(visit: &Visit, number: u64, sealed: Option<&SignedCheckpoint>) -> Markup {
    let lang = visit.lang;
    match sealed {
        Some(checkpoint) => {
            let size = checkpoint.note.checkpoint().size;
            let when = fmt::date_time_exact(lang, checkpoint.made_at);
            html! {
                p { (t!(lang, "register-sealed", n = size, when = when)) }
                p {
                    (action_link(Emphasis::Main, &format!("{PATH}/{number}/prova"), &lang.t("register-proof-download")))
                }
            }
        }
        None => html! { p { (lang.t("register-unsealed")) } },
    }
}

/// The proof of an entry: `ceralacca.audit-proof/1`, as `ceralacca audit` writes it.
pub(super) async fn proof(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    Path(number): Path<u64>,
) -> Result<Response, Failure> {
    operator.require(visit.lang, &READERS)?;
    let not_found = || Failure::from(Problem::new("not-found", Status::NotFound));
    let store = desk.store.clone();
    let read = blocking(move || {
        store.read_blocking(move |tx| {
            let (entry, checkpoint) = (audit::entry(tx, number)?, audit::last_checkpoint(tx)?);
            let checkpoint = checkpoint.filter(|checkpoint| checkpoint.note.checkpoint().size >= number);
            let (Some(entry), Some(checkpoint)) = (entry, checkpoint) else { return Ok(None) };
            let path = audit::inclusion(tx, number, checkpoint.note.checkpoint().size)?;
            Ok::<_, store::Error>(Some((entry, checkpoint, path)))
        })
    });
    let (entry, checkpoint, path) = read.await?.map_err(store_failed)?.ok_or_else(not_found)?;
    let said = checkpoint.note.checkpoint();
    let document = json!({
        "format": "ceralacca.audit-proof/1",
        "entry": number,
        "canonical": entry.json,
        "leaf_index": number - 1,
        "leaf_hash": hex(&audit::leaf_hash(entry.json.as_bytes())),
        "tree_size": said.size,
        "root": hex(&said.root),
        "path": path.iter().map(|hash| hex(hash)).collect::<Vec<_>>(),
        "checkpoint": checkpoint.note.to_string(),
    });
    let headers = [
        (CONTENT_TYPE, "application/json".to_owned()),
        (CONTENT_DISPOSITION, format!("attachment; filename=\"audit-{number}.json\"")),
    ];
    Ok((headers, format!("{document:#}\n")).into_response())
}

pub(super) async fn verify(
    visit: Visit,
    operator: Operator,
    State(desk): State<Desk>,
    _: Submitted,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &READERS)?;
    let (store, now, actor) = (desk.store.clone(), visit.now, operator.actor);
    let verified = blocking(move || {
        let report = audit::verify(&store)?;
        let mut event = AuditEvent::done("audit.verified", &actor, "audit_log", report.entries);
        if let Some((entry, fault)) = &report.first_bad {
            event = event.failed(format!("entry {entry}: {fault}"));
        }
        store.write_blocking(move |tx| tx.audit(now, &event))?;
        Ok::<_, store::Error>(report)
    });
    let report = verified.await?.map_err(store_failed)?;
    let page = frame(&visit, &lang.t("register-verified-heading")).under(PATH, lang.t("register-heading"));
    Ok(page.content(html! {
        @match &report.first_bad {
            None => (alert(Tone::Success, html! {
                p { (t!(lang, "register-intact", n = report.entries, checkpoints = report.checkpoints)) }
            })),
            Some((entry, fault)) => {
                (alert(Tone::Danger, html! { p { (t!(lang, "register-broken", n = entry.to_string())) } }))
                p { (code(&fault.to_string())) }
                p { (lang.t("register-broken-todo")) }
            }
        }
        h2.h6 { (lang.t("register-root")) }
        (copyable(lang, "root", &hex(&report.root)))
        p { a href=(PATH) { (lang.t("register-back")) } }
    }))
}
