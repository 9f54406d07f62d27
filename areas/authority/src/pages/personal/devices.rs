//! `/area-personale/dispositivi`: the devices of a person.

use std::sync::Arc;

use axum::extract::State;
use foundation::Timestamp;
use maud::{Markup, html};
use webkit::{
    Failure, Lang, Page, Person, Visit,
    components::{empty_state, icon},
};

use super::{
    super::blocking,
    AREA, DEVICES,
    shared::{ends_in, name, state},
};
use crate::{Authority, CertificateStatus, HeldDevice};

pub(super) async fn list(
    State(authority): State<Arc<Authority>>,
    visit: Visit,
    person: Person,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    let devices = blocking(move || authority.devices_of(&person.codice_fiscale)).await?;
    let content = html! {
        @if devices.is_empty() { (nothing(lang)) } @else { (cards_of(lang, &devices, visit.now)) }
    };
    let page = visit.page(lang.t("devices-heading")).under(AREA, lang.t("nav-personal-area"));
    Ok(page.lead(lang.t("devices-lead")).private().unkept().content(content))
}

/// What a person without devices reads.
pub(super) fn nothing(lang: Lang) -> Markup {
    html! {
        (empty_state(&lang.t("devices-none"), &lang.t("devices-none-why"), None))
        p { (lang.t("devices-none-how")) }
    }
}

/// A card for each device, its name the link.
pub(super) fn cards_of(lang: Lang, devices: &[HeldDevice], now: Timestamp) -> Markup {
    html! {
        ul.cards {
            @for device in devices {
                @let status = device.status(now);
                li {
                    div.task-card {
                        (icon("it-card", "icon-primary"))
                        h2 { a href=(format!("{DEVICES}/{}", device.id)) { (name(lang, device)) } }
                        p { (state(lang, status)) }
                        @if matches!(status, CertificateStatus::Good { .. } | CertificateStatus::Suspended { .. }) {
                            p { (ends_in(lang, now, device.ends())) }
                        }
                    }
                }
            }
        }
    }
}
