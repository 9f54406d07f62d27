//! Pages for operators about the certification authorities: `/amministrazione/ca`, `…/profili`, `…/crl`,
//! `…/chiavi`. The listener for operators serves them; each page asks for roles.

mod approvals;
mod authorities;
mod keys;
mod lists;
mod profiles;

use std::sync::Arc;

use axum::{
    Router,
    routing::{get, post},
};
use foundation::Role;
use webkit::{Page, Rule, Visit};

use crate::Authority;

/// Who reads these pages.
const READERS: [Role; 4] = [Role::CaOfficer, Role::Auditor, Role::SysAdmin, Role::KeyCustodian];
/// Who has lists published.
const PUBLISHERS: [Role; 2] = [Role::CaOfficer, Role::SysAdmin];
/// Who proposes acts that need two signatures, and carries them out.
const PROPOSERS: [Role; 2] = [Role::CaOfficer, Role::SysAdmin];
/// A signed approval is a few kilobytes; this leaves room for a mass revocation.
const LONGEST_APPROVAL: u64 = 4 << 20;

/// The pages.
pub fn router(authority: Arc<Authority>) -> Router {
    Router::new()
        .route("/amministrazione/ca", get(authorities::show))
        .route("/amministrazione/profili", get(profiles::show))
        .route("/amministrazione/crl", get(lists::show).post(lists::publish))
        .route("/amministrazione/chiavi", get(keys::show).post(keys::propose))
        .route("/amministrazione/chiavi/{id}", get(approvals::show).post(approvals::approve))
        .route("/amministrazione/chiavi/{id}/documento", get(approvals::document))
        .route("/amministrazione/chiavi/{id}/esegui", post(approvals::execute))
        .route("/amministrazione/chiavi/{id}/ritira", post(approvals::withdraw))
        .with_state(authority)
}

/// The limits that the pages need.
pub fn rules() -> Vec<Rule> {
    vec![Rule::at("/amministrazione/chiavi").body(LONGEST_APPROVAL + 4096)]
}

fn frame(visit: &Visit, heading: &str, lead: &str) -> Page {
    let lang = visit.lang;
    let page = visit.page(lang.t(heading)).lead(lang.t(lead));
    page.under("/amministrazione", lang.t("administration-heading")).private()
}
