//! `/area-personale`: what there is to do, the devices, the deadlines.

use std::sync::Arc;

use axum::extract::State;
use foundation::Timestamp;
use maud::{Markup, html};
use webkit::{
    Failure, Lang, Page, Person, Visit,
    components::{Emphasis, Tone, action_link, actions, badge, callout},
    fmt, t,
};

use super::{
    super::blocking,
    DEVICES,
    devices::{cards_of, nothing},
    shared::{days, ends_in, name},
};
use crate::{
    Authority, CertificateStatus, HeldDevice,
    rules::{lifecycle::Refused, renewal},
};

/// Days before its end from which a device asks for attention.
const SOON: i64 = 90;

/// Something that the person should do, with the ways to do it; the first is the main one.
struct ToDo {
    tone: Tone,
    title: String,
    why: String,
    ways: Vec<(String, String)>,
}

pub(super) async fn show(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let whose = person.codice_fiscale.clone();
    let devices = blocking(move || authority.devices_of(&whose)).await?;
    let to_do: Vec<ToDo> =
        devices.iter().filter_map(|device| to_do(lang, device, &devices, visit.now)).collect();
    let mut coming: Vec<&HeldDevice> =
        devices.iter().filter(|device| device.can_be_revoked(visit.now)).collect();
    coming.sort_by_key(|device| device.ends());
    let content = html! {
        @if devices.is_empty() {
            (nothing(lang))
        } @else {
            h2 { (lang.t("area-to-do")) }
            @if to_do.is_empty() {
                (callout(lang, Tone::Success, &lang.t("area-calm"), html! { p { (lang.t("area-calm-text")) } }))
            } @else {
                ul.to-do { @for (index, one) in to_do.iter().enumerate() { li { (told(one, index == 0)) } } }
            }
            h2 { (lang.t("area-devices")) }
            (cards_of(lang, &devices, visit.now))
            @if !coming.is_empty() {
                h2 { (lang.t("area-deadlines")) }
                ul {
                    @for device in coming {
                        li { (name(lang, device)) ": " (ends_in(lang, visit.now, device.ends())) }
                    }
                }
            }
        }
        h2 { (lang.t("area-more")) }
        ul {
            @if !devices.is_empty() { li { a href=(DEVICES) { (lang.t("area-all-devices")) } } }
            li { a href="/area-personale/sicurezza" { (lang.t("security-heading")) } }
        }
    };
    let lead = t!(lang, "area-lead", name = person.name(), code = person.codice_fiscale.as_str());
    Ok(visit.page(lang.t("nav-personal-area")).lead(lead).private().unkept().content(content))
}

fn told(one: &ToDo, first: bool) -> Markup {
    html! {
        p { (badge(one.tone, &one.title)) }
        p { (one.why) }
        (actions(one.ways.iter().enumerate().map(|(index, (href, label))| {
            let emphasis = if first && index == 0 && !href.ends_with("/revoca") { Emphasis::Main } else { Emphasis::Secondary };
            action_link(emphasis, href, label)
        })))
    }
}

fn to_do(lang: Lang, device: &HeldDevice, all: &[HeldDevice], now: Timestamp) -> Option<ToDo> {
    let name = name(lang, device);
    let page = format!("{DEVICES}/{}", device.id);
    let way = |key: &str, path: &str| {
        (format!("{page}{path}"), t!(lang, key, number = device.card_number.as_str()))
    };
    match device.status(now) {
        CertificateStatus::Suspended { since } => {
            let title = t!(lang, "area-suspended", device = name.as_str());
            let since = fmt::date_time(lang, since);
            let (key, mut ways) = match device.reactivation(now) {
                Some(Ok(())) => ("area-suspended-yours", vec![way("area-reactivate", "/riattiva")]),
                Some(Err(Refused::AwaitingReceipt)) => ("area-suspended-receipt", Vec::new()),
                _ => ("area-suspended-others", vec![way("area-look", "")]),
            };
            ways.push(way("area-revoke", "/revoca"));
            Some(ToDo { tone: Tone::Warning, title, why: t!(lang, key, date = since), ways })
        }
        CertificateStatus::Good { .. } if days(now, device.ends()) <= SOON => {
            let (_, last) = renewal::window(device.ends());
            Some(ToDo {
                tone: Tone::Warning,
                title: t!(lang, "area-expiring", device = name.as_str()),
                why: t!(
                    lang,
                    "area-expiring-why",
                    n = days(now, device.ends()),
                    end = fmt::date(lang, device.ends()),
                    last = fmt::date(lang, last)
                ),
                ways: vec![way("area-look", "")],
            })
        }
        // Whoever has another device that works misses nothing.
        CertificateStatus::Expired { at }
            if !all.iter().any(|other| matches!(other.status(now), CertificateStatus::Good { .. })) =>
        {
            Some(ToDo {
                tone: Tone::Neutral,
                title: t!(lang, "area-expired", device = name.as_str()),
                why: t!(lang, "area-expired-why", date = fmt::date(lang, at)),
                ways: vec![way("area-look", "")],
            })
        }
        _ => None,
    }
}
