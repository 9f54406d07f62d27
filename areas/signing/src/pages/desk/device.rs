//! `/firma/dispositivi`: the devices, their PIN and their PUK.

use std::sync::Arc;

use axum::{
    extract::{Path, State},
    response::{IntoResponse, Redirect, Response},
};
use devices::{Condition, DeviceId, Found, Purpose};
use foundation::Secret;
use maud::{Markup, html};
use webkit::{
    Failure, FormErrors, Lang, Page, Submitted, Visit,
    components::{self, Emphasis, Field, Tone},
    fmt, t,
};

use super::{Seat, authorise, blocking};

pub(super) async fn list(State(seat): State<Arc<Seat>>, visit: Visit) -> Result<Page, Failure> {
    let lang = visit.lang;
    let devices = {
        let seat = Arc::clone(&seat);
        blocking(move || seat.devices()).await?
    };
    let usable = devices.iter().filter(|device| device.can_sign()).count();
    let content = html! {
        @if devices.is_empty() {
            (components::empty_state(
                &t!(lang, "firma-device-none"), &t!(lang, "firma-device-none-why"), None))
            p { (t!(lang, "firma-device-none-todo")) }
        }
        @for (place, device) in devices.iter().enumerate() {
            section.signature aria-labelledby=(format!("dispositivo-{place}")) {
                h2 id=(format!("dispositivo-{place}")) { (device.name) }
                (described(lang, device))
                @if let Some(condition) = &device.condition {
                    (authorise::words(lang, &condition.problem(&device.name)))
                }
                (acts(&visit, device, place == 0, usable > 1))
            }
        }
        (components::actions([
            components::action_link(Emphasis::Main, "/firma/dispositivi", &t!(lang, "firma-device-look")),
            components::action_link(Emphasis::Secondary, "/firma", &t!(lang, "firma-view-back")),
        ]))
    };
    Ok(under(&visit, t!(lang, "firma-devices-title")).lead(t!(lang, "firma-devices-lead")).content(content))
}

fn under(visit: &Visit, title: String) -> Page {
    visit.page(title).under("/firma", t!(visit.lang, "firma-title")).private()
}

fn described(lang: Lang, device: &Found) -> Markup {
    let name = |key: &str| lang.t(&format!("firma-devices-{key}"));
    let certificate = |purpose| match device.certificate(purpose) {
        Some(certificate) => html! {
            (t!(lang, "firma-devices-until", date = fmt::date(lang, certificate.not_after())))
        },
        None => html! { (name("none")) },
    };
    let tries =
        |left: Option<u8>| left.map(|left| html! { (t!(lang, "firma-devices-tries-left", n = left)) });
    let mut facts = vec![(name("kind"), html! { (name(&format!("kind-{}", device.kind.name()))) })];
    let mut add = |key: &str, value: Option<Markup>| facts.extend(value.map(|value| (name(key), value)));
    add("holder", device.holder.as_ref().map(|holder| html! { (holder) }));
    add("number", device.card_number.as_ref().map(|number| components::code(number)));
    add("place", Some(components::code(&device.place)));
    if device.signature.is_some() || device.authentication.is_some() {
        add("signature", Some(certificate(Purpose::Signature)));
        add("authentication", Some(certificate(Purpose::Authentication)));
    }
    add("tries", tries(device.pin.tries_left));
    add("puk-tries", tries(device.pin.puk_tries_left));
    html! {
        (components::definitions(facts.iter().map(|(name, value)| (&**name, value.clone()))))
        @if device.is_test_device() { p.desk-note { (t!(lang, "firma-device-test")) } }
    }
}

/// What can be done with a device.
fn acts(visit: &Visit, device: &Found, is_first: bool, several: bool) -> Markup {
    let lang = visit.lang;
    let of =
        html! { span.visually-hidden { " " (t!(lang, "firma-devices-change-of", name = &*device.name)) } };
    html! {
        @if device.can_sign() && several {
            @if is_first {
                p { (components::badge(Tone::Success, &t!(lang, "firma-device-chosen"))) }
            } @else {
                form method="post" action="/firma/dispositivi" {
                    (visit.csrf_field())
                    input type="hidden" name="device" value=(device.id);
                    button.btn.btn-outline-primary type="submit" { (t!(lang, "firma-device-use")) (of) }
                }
            }
        }
        @if device.pin.needed {
            p.desk-links {
                a href=(format!("/firma/dispositivi/{}/pin", device.id)) { (t!(lang, "firma-devices-change")) (of) }
                a href=(format!("/firma/dispositivi/{}/puk", device.id)) { (t!(lang, "firma-devices-unblock")) (of) }
            }
        }
    }
}

/// Says which device signs.
pub(super) async fn choose(State(seat): State<Arc<Seat>>, form: Submitted) -> Redirect {
    *seat.chosen() = Some(DeviceId::new(form.get("device")));
    let has_files = !seat.desk.files().is_empty();
    Redirect::to(if has_files { "/firma#firma" } else { "/firma/dispositivi" })
}

/// What is asked: the PIN there is, or the PUK.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Code {
    Pin,
    Puk,
}

impl Code {
    fn title(self) -> &'static str {
        match self {
            Self::Pin => "firma-change-title",
            Self::Puk => "firma-unblock-title",
        }
    }

    fn done(self) -> &'static str {
        match self {
            Self::Pin => "firma-change-done",
            Self::Puk => "firma-unblock-done",
        }
    }

    fn path(self) -> &'static str {
        match self {
            Self::Pin => "pin",
            Self::Puk => "puk",
        }
    }
}

pub(super) async fn change(seat: State<Arc<Seat>>, visit: Visit, id: Path<String>) -> Result<Page, Failure> {
    asked(seat, visit, id, Code::Pin).await
}

pub(super) async fn unblock(seat: State<Arc<Seat>>, visit: Visit, id: Path<String>) -> Result<Page, Failure> {
    asked(seat, visit, id, Code::Puk).await
}

pub(super) async fn changed(
    seat: State<Arc<Seat>>,
    visit: Visit,
    id: Path<String>,
    form: Submitted,
) -> Result<Response, Failure> {
    done(seat, visit, id, form, Code::Pin).await
}

pub(super) async fn unblocked(
    seat: State<Arc<Seat>>,
    visit: Visit,
    id: Path<String>,
    form: Submitted,
) -> Result<Response, Failure> {
    done(seat, visit, id, form, Code::Puk).await
}

async fn found(seat: &Arc<Seat>, id: &str) -> Result<Found, Failure> {
    let (seat, id) = (Arc::clone(seat), id.to_owned());
    let device = blocking(move || seat.device(&id)).await?;
    device.ok_or_else(|| Condition::Missing.problem("").into())
}

async fn asked(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    Path(id): Path<String>,
    code: Code,
) -> Result<Page, Failure> {
    let device = found(&seat, &id).await?;
    Ok(page(&visit, &device, code, None, &FormErrors::default(), ""))
}

fn page(
    visit: &Visit,
    device: &Found,
    code: Code,
    told: Option<Markup>,
    errors: &FormErrors,
    which: &str,
) -> Page {
    let lang = visit.lang;
    let word = |key: &str| lang.t(&format!("firma-change-{key}"));
    let (old, old_hint, new, new_hint, again) = match code {
        Code::Pin => (word("old"), None, word("new"), word("new-hint"), word("again")),
        Code::Puk => (word("puk"), Some(word("puk-hint")), word("new"), word("new-hint"), word("again")),
    };
    // A browser keeps no PIN.
    let field = |name, label| Field::password(name, label).inputmode("numeric").autocomplete("off");
    let first = field("old", &old);
    let first = match &old_hint {
        Some(hint) => first.hint(hint),
        None => first,
    };
    let tries = match code {
        Code::Pin => device.pin.tries_left,
        Code::Puk => device.pin.puk_tries_left,
    };
    let legend = word("which");
    let labels = ["both", "signature", "authentication"].map(|which| (which, word(which)));
    let mut choices =
        components::Choices::new("which", &legend).chosen(if which.is_empty() { "both" } else { which });
    for (which, label) in &labels {
        choices = choices.option(which, label, None);
    }
    let content = html! {
        (components::error_summary(lang, errors))
        @if let Some(told) = told { (told) }
        @match tries {
            Some(1) => { (components::alert(Tone::Warning, html! { p { (t!(lang, "firma-tries", n = 1)) } })) }
            Some(left) if left > 1 => { p.desk-note { (t!(lang, "firma-tries", n = left)) } }
            _ => {}
        }
        form method="post" action=(format!("/firma/dispositivi/{}/{}", device.id, code.path())) {
            (visit.csrf_field())
            (first.render(lang, errors))
            (field("new", &new).hint(&new_hint).render(lang, errors))
            (field("again", &again).render(lang, errors))
            @if device.signature.is_some() && device.authentication.is_some() {
                details.folded open[!matches!(which, "" | "both")] { summary { (legend) } div { (choices.render(errors)) } }
            }
            (components::submit(Emphasis::Main, &lang.t(code.title())))
        }
        p { a href="/firma/dispositivi" { (t!(lang, "firma-devices-title")) } }
    };
    under(visit, lang.t(code.title()))
        .under("/firma/dispositivi", t!(lang, "firma-devices-title"))
        .lead(t!(lang, "firma-change-lead", name = &*device.name))
        .content(content)
}

async fn done(
    State(seat): State<Arc<Seat>>,
    visit: Visit,
    Path(id): Path<String>,
    form: Submitted,
    code: Code,
) -> Result<Response, Failure> {
    let lang = visit.lang;
    let device = found(&seat, &id).await?;
    let mut errors = FormErrors::default();
    let typed = |name: &str| form.get(name).replace(' ', "");
    for field in ["old", "new", "again"] {
        if typed(field).is_empty() {
            errors.add(field, t!(lang, "firma-change-missing"));
        }
    }
    if errors.is_empty() && typed("new") != typed("again") {
        errors.add("again", t!(lang, "firma-change-differs"));
    }
    if !errors.is_empty() {
        return Ok(page(&visit, &device, code, None, &errors, form.get("which")).invalid().into_response());
    }
    let which = match form.get("which") {
        "signature" => Some(Purpose::Signature),
        "authentication" => Some(Purpose::Authentication),
        _ => None,
    };
    let (old, new) = (Secret::new(typed("old")), Secret::new(typed("new")));
    let shelf = Arc::clone(&seat.shelf);
    let id = device.id.clone();
    let outcome = blocking(move || match code {
        Code::Pin => shelf.change_pin(&id, which, &old, &new),
        Code::Puk => shelf.unblock(&id, which, &old, &new),
    })
    .await?;
    match outcome {
        Ok(()) => {
            let content = html! {
                (components::alert(Tone::Success, html! { p { (t!(lang, "firma-change-done-text")) } }))
                (components::actions([
                    components::action_link(Emphasis::Main, "/firma", &t!(lang, "firma-view-back")),
                ]))
            };
            Ok(under(&visit, lang.t(code.done())).content(content).into_response())
        }
        Err(error) => {
            let field = match error.condition {
                Condition::PinShape => "new",
                _ => "old",
            };
            errors.add(field, webkit::words(&error.problem(), lang)[0].clone());
            let told = authorise::words(lang, &error.problem());
            // The tries are fewer now.
            let device = found(&seat, device.id.as_str()).await.unwrap_or(device);
            let page = page(&visit, &device, code, Some(told), &errors, form.get("which"));
            Ok(page.invalid().into_response())
        }
    }
}
