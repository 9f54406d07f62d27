use axum::extract::State;
use maud::html;
use webkit::{Page, Visit, fmt, t};

use super::Details;

/// When the assessment was last made.
const ASSESSED: &str = "2026-11-22T12:00:00Z";

pub(super) async fn show(visit: Visit, State(details): State<Details>) -> Page {
    let lang = visit.lang;
    let assessed = ASSESSED.parse().map(|instant| fmt::date(lang, instant)).unwrap_or_default();
    visit.page(lang.t("accessibility-heading")).lead(lang.t("accessibility-lead")).content(html! {
        h2 { (lang.t("accessibility-state")) }
        p { (lang.t("accessibility-state-text")) }
        h2 { (lang.t("accessibility-tests")) }
        ul {
            @for test in ["axe", "zoom", "keyboard", "scripts", "colour"] {
                li { (lang.t(&format!("accessibility-tests-{test}"))) }
            }
        }
        h2 { (lang.t("accessibility-open")) }
        p { (lang.t("accessibility-open-text")) }
        h2 { (lang.t("accessibility-agid")) }
        @match &details.agid_statement {
            Some(address) => p { (lang.t("accessibility-agid-text")) " " a href=(address) { (address) } }
            None => p { (lang.t("accessibility-agid-none")) }
        }
        h2 { (lang.t("accessibility-feedback")) }
        p { (lang.t("accessibility-feedback-text")) " " a href=(format!("mailto:{}", details.email)) { (details.email) } }
        p { (lang.t("accessibility-ombudsman")) }
        p { (t!(lang, "accessibility-updated", date = assessed)) }
    })
}
