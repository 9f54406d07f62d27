use axum::extract::State;
use maud::html;
use webkit::{
    Page, Visit,
    components::{Table, code},
    fmt, t,
};

use super::Details;

/// When the words of this page last changed.
const UPDATED: &str = "2026-11-22T12:00:00Z";

pub(super) async fn show(visit: Visit, State(details): State<Details>) -> Page {
    let lang = visit.lang;
    let chamber = visit.web.chamber.as_str();
    let updated = UPDATED.parse().map(|instant| fmt::date(lang, instant)).unwrap_or_default();
    let cookies = Table::new(
        lang.t("privacy-cookies"),
        [lang.t("privacy-cookie-name"), lang.t("privacy-cookie-purpose"), lang.t("privacy-cookie-time")],
    )
    .row([
        code("lang"),
        html! { (lang.t("privacy-cookie-lang")) },
        html! { (lang.t("privacy-cookie-lang-time")) },
    ])
    .row([
        code("sessione"),
        html! { (lang.t("privacy-cookie-session")) },
        html! { (lang.t("privacy-cookie-session-time")) },
    ]);
    visit.page(lang.t("privacy-heading")).lead(lang.t("privacy-lead")).content(html! {
        h2 { (lang.t("privacy-who")) }
        p { (t!(lang, "privacy-who-text", chamber = chamber)) " " a href=(format!("mailto:{}", details.email)) { (details.email) } }
        h2 { (lang.t("privacy-what")) }
        h3 { (lang.t("privacy-verify")) }
        p { (lang.t("privacy-verify-text")) }
        h3 { (lang.t("privacy-certificate")) }
        p { (lang.t("privacy-certificate-text")) }
        h3 { (lang.t("privacy-visit")) }
        p { (lang.t("privacy-visit-text")) }
        h2 { (lang.t("privacy-cookies")) }
        p { (lang.t("privacy-cookies-text")) }
        (cookies)
        h2 { (lang.t("privacy-others")) }
        p { (lang.t("privacy-others-text")) }
        h2 { (lang.t("privacy-legal")) }
        p { (lang.t("privacy-legal-text")) }
        h2 { (lang.t("privacy-rights")) }
        p { (lang.t("privacy-rights-text")) }
        p { (lang.t("privacy-complaint")) }
        p { (t!(lang, "privacy-updated", date = updated)) }
    })
}
