//! The personal area: the devices of whoever has logged in, and the page for who has lost one.

mod change;
mod device;
mod devices;
mod lost;
mod overview;
mod shared;

use std::sync::Arc;

use axum::{Router, routing::get};
use webkit::{Rate, Rule};

use crate::Authority;

/// Where the area begins.
const AREA: &str = "/area-personale";
/// Where the devices are listed.
const DEVICES: &str = "/area-personale/dispositivi";
/// For who has lost a device.
const LOST: &str = "/ho-perso-il-dispositivo";

/// `/area-personale` with its devices: for people who have logged in. They see what is theirs alone.
pub fn router(authority: Arc<Authority>) -> Router {
    Router::new()
        .route(AREA, get(overview::show))
        .route("/area-personale/fatto", get(change::done))
        .route(DEVICES, get(devices::list))
        .route("/area-personale/dispositivi/{id}", get(device::show))
        .route("/area-personale/dispositivi/{id}/sospendi", get(change::ask_suspend).post(change::suspend))
        .route(
            "/area-personale/dispositivi/{id}/riattiva",
            get(change::ask_reactivate).post(change::reactivate),
        )
        .route("/area-personale/dispositivi/{id}/revoca", get(change::ask_revoke).post(change::revoke))
        .with_state(authority)
}

/// `/ho-perso-il-dispositivo`: for everybody, with codice fiscale and emergency code.
pub fn lost(authority: Arc<Authority>) -> Router {
    Router::new()
        .route(LOST, get(lost::choose))
        .route("/ho-perso-il-dispositivo/codice", get(lost::ask).post(lost::suspend))
        .route("/ho-perso-il-dispositivo/fatto", get(lost::done))
        .route("/ho-perso-il-dispositivo/ritrovato", get(lost::found))
        .with_state(authority)
}

/// Who tries more codes than this is a program; the authority counts for each device besides.
pub fn lost_rule() -> Rule {
    Rule::at(LOST).acts(Rate::new(10, 10))
}
