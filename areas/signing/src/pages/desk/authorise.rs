//! `/firma/autorizza`: the device, the PIN, and how far the signing is.

use std::{
    sync::{Arc, atomic::Ordering},
    time::Duration,
};

use axum::{
    extract::{Query, State},
    response::{IntoResponse, Redirect, Response},
};
use devices::{Condition, DeviceError, Found, Purpose};
use foundation::{Problem, Secret};
use http::header::{CACHE_CONTROL, CONTENT_TYPE};
use maud::{Markup, html};
use serde::Deserialize;
use serde_json::json;
use webkit::{
    Failure, FormErrors, Lang, Page, Submitted, Visit,
    components::{self, Emphasis, Field, Tone},
    fmt, t,
};

use super::{
    Seat, blocking, refused,
    start::{self, Listed},
};
use crate::desk::{BatchState, DeskError, Progress};

/// A batch that ends within so many looks is not shown on its way.
const LOOKS: usize = 30;
const BETWEEN: Duration = Duration::from_millis(20);
/// How often a page without scripts loads itself again, in seconds.
const AGAIN: &str = "2";

#[derive(Debug, Default, Deserialize)]
pub(super) struct Asked {
    /// Scripts run: the page need not load itself again.
    #[serde(default)]
    script: String,
}

/// Device, PIN and button for the files that wait; or why not.
pub(super) fn panel(visit: &Visit, open: &[&Listed], devices: &[Found], errors: &FormErrors) -> Markup {
    let lang = visit.lang;
    let Some(device) = devices.first() else {
        return html! {
            div.desk-panel #firma {
                h2 { (t!(lang, "firma-device-none")) }
                p { (t!(lang, "firma-device-none-why")) " " (t!(lang, "firma-device-none-todo")) }
                (again(lang))
            }
        };
    };
    let several = devices.len() > 1;
    if !device.can_sign() {
        return html! { div.desk-panel #firma { (unusable(lang, device, several)) } };
    }
    let unread = open.iter().filter(|listed| listed.needs_consent()).count();
    let name = signer(device);
    html! {
        form.desk-panel #firma method="post" action="/firma/autorizza" data-busy=(t!(lang, "firma-busy")) {
            (visit.csrf_field())
            input type="hidden" name="device" value=(device.id);
            input type="hidden" name="script" value="" data-scripts;
            (who(lang, device))
            @if several { p { a href="/firma/dispositivi" { (t!(lang, "firma-change-device")) } } }
            @if unread > 0 {
                (components::checkbox("consent", &t!(lang, "firma-consent", n = unread), false, errors))
            }
            @if device.pin.needed {
                (tries(lang, device))
                (Field::password("pin", &t!(lang, "firma-pin"))
                    .hint(&t!(lang, "firma-pin-hint"))
                    .inputmode("numeric")
                    .autocomplete("off")
                    .render(lang, errors))
            }
            (components::submit(Emphasis::Main, &t!(lang, "firma-pin-button", n = open.len(), name = name)))
        }
    }
}

/// Who signs with a device.
fn signer(device: &Found) -> String {
    let certificate = device.signature.as_ref().map(|certificate| certificate.subject().friendly());
    device.holder.clone().or(certificate).unwrap_or_else(|| device.name.clone())
}

fn who(lang: Lang, device: &Found) -> Markup {
    let until = device.signature.as_ref().map(|certificate| fmt::date(lang, certificate.not_after()));
    html! {
        div.desk-device {
            (components::icon("it-card", "icon"))
            div {
                p { strong { (device.name) } }
                @if let Some(until) = until {
                    p { (t!(lang, "firma-device-holder", name = signer(device), date = until)) }
                }
                @if device.is_test_device() { p.desk-note { (t!(lang, "firma-device-test")) } }
            }
        }
    }
}

/// How many tries are left: always said, and loudly of the last one.
fn tries(lang: Lang, device: &Found) -> Markup {
    match device.pin.tries_left {
        Some(1) => components::alert(Tone::Warning, html! { p { (t!(lang, "firma-tries-last")) } }),
        Some(left) => html! { p.desk-note { (t!(lang, "firma-tries", n = left)) } },
        None => html! {},
    }
}

/// A device with which nothing can be signed now, why, and what to do.
fn unusable(lang: Lang, device: &Found, several: bool) -> Markup {
    html! {
        h2 { (t!(lang, "firma-device-unusable")) }
        (who(lang, device))
        @if let Some(condition) = &device.condition { (words(lang, &condition.problem(&device.name))) }
        @if matches!(device.condition, Some(Condition::PinLocked)) {
            p { a.btn.btn-primary href=(format!("/firma/dispositivi/{}/puk", device.id)) { (t!(lang, "firma-unblock")) } }
        }
        @if several { p { a href="/firma/dispositivi" { (t!(lang, "firma-change-device")) } } }
        (again(lang))
    }
}

fn again(lang: Lang) -> Markup {
    components::actions([components::action_link(
        Emphasis::Secondary,
        "/firma#firma",
        &t!(lang, "firma-device-look"),
    )])
}

/// What happened, why and what to do.
pub(super) fn words(lang: Lang, problem: &Problem) -> Markup {
    let [heading, why, todo] = webkit::words(problem, lang);
    components::alert(
        Tone::Danger,
        html! { p { strong { (heading) } } @if !why.is_empty() { p { (why) } } @if !todo.is_empty() { p { (todo) } } },
    )
}

/// Opens the device with the PIN, once, and begins to sign what waits.
pub(super) async fn sign(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    form: Submitted,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let id = form.get("device").to_owned();
    let found = {
        let seat = Arc::clone(&seat);
        blocking(move || (seat.device(&id), start::waiting(&seat.desk))).await?
    };
    let (device, waiting) = found;
    let Some(device) = device else {
        let gone = Condition::Removed.problem(&t!(lang, "firma-device"));
        return told(seat, &visit, FormErrors::default(), &gone).await;
    };
    let mut errors = FormErrors::default();
    if waiting.iter().any(Listed::needs_consent) && !form.has("consent") {
        errors.add("consent", t!(lang, "firma-consent-missing"));
    }
    if device.pin.needed && !form.has("pin") {
        errors.add("pin", t!(lang, "firma-pin-missing"));
    }
    if !errors.is_empty() {
        return Ok(start::page(seat, &visit, errors, None).await?.invalid().into_response());
    }
    let pin = Secret::new(form.get("pin").replace(' ', ""));
    let is_test = device.is_test_device();
    let desk = seat.desk.clone();
    let shelf = Arc::clone(&seat.shelf);
    let begun = blocking(move || {
        // A certificate that may not sign costs no PIN.
        if let Some(certificate) = &device.signature {
            desk.check_certificate(certificate)?;
        }
        let pin = device.pin.needed.then_some(&pin);
        let opened = shelf.open(&device.id, Purpose::Signature, pin).map_err(Refused::Device)?;
        for listed in waiting.iter().filter(|listed| listed.needs_consent()) {
            desk.consent(listed.file.id, true)?;
        }
        desk.authorise(opened, &device.name).map(drop).map_err(Refused::Desk)
    })
    .await?;
    match begun {
        Ok(()) => {
            seat.tested.fetch_or(is_test, Ordering::Relaxed);
        }
        Err(Refused::Desk(error @ DeskError::CertificateChanged { .. })) => {
            let told = html! { (words(lang, &Problem::from(&error))) (other_signer(&visit)) };
            return Ok(start::page(seat, &visit, errors, Some(told)).await?.invalid().into_response());
        }
        Err(Refused::Desk(error)) => return told(seat, &visit, errors, &Problem::from(&error)).await,
        Err(Refused::Device(error)) => {
            if of_pin(&error.condition) {
                errors.add("pin", webkit::words(&error.problem(), lang)[0].clone());
            }
            return told(seat, &visit, errors, &error.problem()).await;
        }
    }
    for _ in 0..LOOKS {
        if running(&seat).is_none() {
            break;
        }
        tokio::time::sleep(BETWEEN).await;
    }
    Ok(match running(&seat) {
        None => Redirect::to("/firma/esito"),
        Some(_) if form.has("script") => Redirect::to("/firma/autorizza?script=1"),
        Some(_) => Redirect::to("/firma/autorizza"),
    }
    .into_response())
}

/// Why signing did not begin.
enum Refused {
    Device(DeviceError),
    Desk(DeskError),
}

impl From<DeskError> for Refused {
    fn from(error: DeskError) -> Self {
        Self::Desk(error)
    }
}

/// The rest of a batch that somebody else began is signed on purpose only.
fn other_signer(visit: &Visit) -> Markup {
    html! {
        form method="post" action="/firma/autorizza/rinuncia" {
            (visit.csrf_field())
            (components::submit(Emphasis::Secondary, &t!(visit.lang, "firma-other-signer")))
        }
    }
}

/// Lets another certificate sign what is left.
pub(super) async fn give_up(State(seat): State<Arc<Seat>>, _form: Submitted) -> Result<Redirect, Failure> {
    seat.desk.give_up_batch().map_err(refused)?;
    Ok(Redirect::to("/firma"))
}

/// Whether the field of the PIN is where the mistake is.
fn of_pin(condition: &Condition) -> bool {
    matches!(
        condition,
        Condition::PinWrong { .. } | Condition::PinShape | Condition::PinMissing | Condition::PinLocked
    )
}

async fn told(
    seat: Arc<Seat>,
    visit: &Visit,
    errors: FormErrors,
    problem: &Problem,
) -> Result<Response, Failure> {
    let told = words(visit.lang, problem);
    Ok(start::page(seat, visit, errors, Some(told)).await?.invalid().into_response())
}

fn running(seat: &Seat) -> Option<Progress> {
    seat.desk.progress().filter(Progress::is_running)
}

/// How far the signing is; the page loads itself again, or a script keeps it up to date.
pub(super) async fn show(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    Query(asked): Query<Asked>,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let Some(progress) = running(&seat) else {
        let done = seat.desk.progress().is_some();
        return Ok(Redirect::to(if done { "/firma/esito" } else { "/firma" }).into_response());
    };
    let scripts = !asked.script.is_empty();
    let content = html! {
        div.work-progress data-running=[scripts.then_some("/firma/autorizza/stato")] {
            label for="signing" { (t!(lang, "firma-run-label")) }
            progress #signing value=(progress.done) max=(progress.of) {}
            p data-running-text { (how_far(lang, &progress)) }
            p.desk-note data-running-now { (now(lang, &progress)) }
            div.visually-hidden role="status" data-running-status {}
        }
        form method="post" action="/firma/autorizza/ferma" {
            (visit.csrf_field())
            input type="hidden" name="script" value="" data-scripts;
            (components::submit(Emphasis::Secondary, &t!(lang, "firma-run-stop")))
        }
        @if !scripts { p { a href="/firma/autorizza" { (t!(lang, "firma-run-refresh")) } } }
    };
    let page = page(&visit).lead(t!(lang, "firma-run-lead")).content(content);
    let mut response = page.into_response();
    if !scripts {
        response.headers_mut().insert("refresh", http::HeaderValue::from_static(AGAIN));
    }
    Ok(response)
}

fn page(visit: &Visit) -> Page {
    let lang = visit.lang;
    visit.page(t!(lang, "firma-run-title")).under("/firma", t!(lang, "firma-title")).private()
}

fn how_far(lang: Lang, progress: &Progress) -> String {
    let (done, total) = (progress.done, progress.of);
    match progress.seconds_left {
        None => t!(lang, "firma-run-of", done = done, total = total),
        Some(seconds) if seconds < 90 => {
            t!(lang, "firma-run-left", done = done, total = total, seconds = seconds.max(1))
        }
        Some(seconds) => {
            t!(lang, "firma-run-left-minutes", done = done, total = total, minutes = seconds.div_ceil(60))
        }
    }
}

fn now(lang: Lang, progress: &Progress) -> String {
    match &progress.current {
        _ if progress.state == BatchState::Stopping => t!(lang, "firma-run-stopping"),
        Some(name) => t!(lang, "firma-run-now", name = &**name),
        None => String::new(),
    }
}

/// The same for the script.
pub(super) async fn state(State(seat): State<Arc<Seat>>, visit: Visit) -> Response {
    let state = match running(&seat) {
        None => json!({ "over": "/firma/esito" }),
        Some(progress) => json!({
            "done": progress.done,
            "total": progress.of,
            "text": how_far(visit.lang, &progress),
            "now": now(visit.lang, &progress),
        }),
    };
    let headers = [(CONTENT_TYPE, "application/json"), (CACHE_CONTROL, "no-store")];
    (headers, state.to_string()).into_response()
}

/// Stops after the file that is being signed.
pub(super) async fn stop(State(seat): State<Arc<Seat>>, form: Submitted) -> Result<Redirect, Failure> {
    seat.desk.stop();
    Ok(Redirect::to(if form.has("script") { "/firma/autorizza?script=1" } else { "/firma/autorizza" }))
}
