//! `/area-personale/dispositivi/{id}`: both certificates of a device, and all that happened to them.

use std::sync::Arc;

use axum::extract::{Path, Query, State};
use maud::{Markup, html};
use serde::Deserialize;
use webkit::{
    Failure, Lang, Page, Person, Visit,
    components::{Emphasis, Tone, action_link, actions, alert, callout, code, definitions},
    fmt, t,
};

use super::{
    super::blocking,
    AREA, DEVICES,
    shared::{name, state, validity_bar},
};
use crate::{
    Asked, Authority, CertificateStatus, HeldCertificate, HeldDevice, History, Passage, Target,
    rules::{
        lifecycle::{Purpose, Refused},
        permissions::{Channel, Party},
    },
};

#[derive(Debug, Default, Deserialize)]
pub(super) struct Told {
    #[serde(default)]
    fatto: String,
}

pub(super) async fn show(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
    Path(id): Path<String>,
    Query(told): Query<Told>,
) -> Result<Page, Failure> {
    let (lang, now) = (visit.lang, visit.now);
    let (device, lives) = blocking(move || {
        let device = authority.device_of(&person.codice_fiscale, &id)?;
        let lives = authority.history(Target::Pair(device.id))?;
        Ok((device, lives))
    })
    .await?;
    let status = device.status(now);
    let content = html! {
        (outcome(lang, &told.fatto))
        p { (state(lang, status)) }
        (what_it_means(lang, &device, status, &visit))
        (ways(lang, &device, &visit))
        (certificate(lang, "signature", &device.signature, &visit))
        (certificate(lang, "cns", &device.cns, &visit))
        h2 { (lang.t("device-history")) }
        ol.timeline reversed {
            @for event in timeline(&lives) { li { (happened(lang, &event)) } }
        }
    };
    let page = visit.page(name(lang, &device)).service(lang.t("devices-heading"));
    let page = page.under(AREA, lang.t("nav-personal-area")).under(DEVICES, lang.t("devices-heading"));
    Ok(page.private().unkept().content(content))
}

/// What came of the act that led here.
fn outcome(lang: Lang, done: &str) -> Markup {
    let (tone, key) = match done {
        "sospeso" => (Tone::Success, "device-done-suspended"),
        "riattivato" => (Tone::Success, "device-done-reactivated"),
        "revocato" => (Tone::Success, "device-done-revoked"),
        "gia" => (Tone::Warning, "device-done-before"),
        _ => return html! {},
    };
    alert(tone, html! { p { (lang.t(key)) } })
}

fn what_it_means(lang: Lang, device: &HeldDevice, status: CertificateStatus, visit: &Visit) -> Markup {
    let (tone, heading, why) = match (status, device.reactivation(visit.now)) {
        (CertificateStatus::Good { .. }, _) => return html! {},
        (CertificateStatus::Suspended { since }, reactivation) => {
            let key = match reactivation {
                Some(Err(Refused::AwaitingReceipt)) => "device-suspended-receipt",
                Some(Err(Refused::KeyInDoubt)) => "device-suspended-doubt",
                Some(Err(_)) => "device-suspended-others",
                Some(Ok(())) | None => "device-suspended-yours",
            };
            (Tone::Warning, t!(lang, "device-suspended", date = fmt::date_time_exact(lang, since)), key)
        }
        (CertificateStatus::Revoked { at }, _) => (
            Tone::Danger,
            t!(lang, "device-revoked", date = fmt::date_time_exact(lang, at)),
            "device-revoked-why",
        ),
        (CertificateStatus::Expired { at }, _) => {
            (Tone::Neutral, t!(lang, "device-expired", date = fmt::date(lang, at)), "device-expired-why")
        }
    };
    callout(lang, tone, &heading, html! { p { (lang.t(why)) } })
}

/// What the person may do with the device now.
fn ways(lang: Lang, device: &HeldDevice, visit: &Visit) -> Markup {
    let now = visit.now;
    let page = format!("{DEVICES}/{}", device.id);
    let mut ways = Vec::new();
    let mut add = |path: &str, key: &str, emphasis| {
        ways.push(action_link(emphasis, &format!("{page}/{path}"), &lang.t(key)));
    };
    if matches!(device.reactivation(now), Some(Ok(()))) {
        add("riattiva", "device-reactivate", Emphasis::Main);
    }
    if device.can_be_suspended(now) {
        add("sospendi", "device-suspend", Emphasis::Main);
    }
    if device.can_be_revoked(now) {
        add("revoca", "device-revoke", Emphasis::Secondary);
    }
    actions(ways)
}

fn certificate(lang: Lang, what: &str, one: &HeldCertificate, visit: &Visit) -> Markup {
    let status = one.status(visit.now);
    let known = &one.certificate;
    html! {
        section aria-labelledby=(format!("{what}-heading")) {
            h2 id=(format!("{what}-heading")) { (lang.t(&format!("device-{what}"))) }
            p { (lang.t(&format!("device-{what}-what"))) }
            p { (state(lang, status)) }
            @if !matches!(status, CertificateStatus::Revoked { .. } | CertificateStatus::Expired { .. }) {
                (validity_bar(lang, &format!("{what}-time"), one, visit.now))
            }
            (definitions([
                (lang.t("ca-validity").as_str(), html! {
                    (t!(lang, "ca-validity-range", from = fmt::date(lang, known.not_before()),
                        to = fmt::date(lang, known.not_after())))
                }),
                (lang.t("ca-serial").as_str(), code(&known.serial_hex())),
                (lang.t("status-issuer").as_str(), html! { (known.issuer().friendly()) }),
            ]))
        }
    }
}

/// Something that happened to one certificate or, decided in one, to both.
struct Event<'a> {
    passage: &'a Passage,
    of: Vec<Purpose>,
}

/// What happened, the last first. One decision about both certificates is one event; so is each step of
/// issuing, which both take.
fn timeline(lives: &[History]) -> Vec<Event<'_>> {
    let mut events: Vec<Event<'_>> = Vec::new();
    let act = |passage: &Passage| passage.asked.as_ref().map(|asked| asked.act);
    for life in lives {
        for passage in &life.passages {
            let same = events.iter_mut().find(|event| {
                let known = event.passage;
                !event.of.contains(&life.purpose) && known.to == passage.to && act(known) == act(passage)
            });
            match same {
                Some(event) => event.of.push(life.purpose),
                None => events.push(Event { passage, of: vec![life.purpose] }),
            }
        }
    }
    events.sort_by_key(|event| std::cmp::Reverse((event.passage.decided, event.passage.status_seq)));
    events
}

fn happened(lang: Lang, event: &Event<'_>) -> Markup {
    let passage = event.passage;
    let what = match (passage.from.as_str(), passage.to.as_str()) {
        ("suspended", "active") => "device-event-reactivated".to_owned(),
        (_, to) => format!("device-event-{to}"),
    };
    html! {
        p { strong { (lang.t(&what)) } }
        p { (fmt::date_time_exact(lang, passage.decided)) }
        @if let [one] = event.of[..] {
            @let key = if one == Purpose::Signature { "device-event-signature" } else { "device-event-cns" };
            p { (lang.t(key)) }
        }
        @if let Some(asked) = &passage.asked {
            p { (who(lang, asked)) }
            @if let Some(motive) = asked.motive {
                p { (t!(lang, "device-event-motive", motive = lang.t(&motive.message_key()))) }
            }
            @if !asked.words.is_empty() && asked.party == Party::Holder {
                p { (t!(lang, "device-event-words", words = asked.words.as_str())) }
            }
            @if let Some(at) = asked.effective_from {
                p { (t!(lang, "device-event-published", date = fmt::date_time_exact(lang, at))) }
            }
        }
    }
}

/// Whose will it was; of an operator, only the office.
fn who(lang: Lang, asked: &Asked) -> String {
    let key = match (asked.party, asked.channel, asked.method.as_str()) {
        (Party::Holder, Channel::Online, "emergency_code") => "device-by-you-code",
        (Party::Holder, Channel::Online, _) => "device-by-you-online",
        (Party::Holder, ..) => "device-by-you-office",
        (Party::ThirdParty, ..) => "device-by-organisation",
        (Party::Applicant, ..) => "device-by-applicant",
        (Party::Rao, ..) => "device-by-office",
        (Party::CaOfficer, ..) => "device-by-authority",
        (Party::PublicAuthority, ..) => "device-by-court",
        (Party::System, ..) => "device-by-itself",
    };
    lang.t(key)
}
