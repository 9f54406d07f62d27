use maud::html;
use webkit::{
    Page, Visit,
    components::{Emphasis, action_link, card, cards},
};

pub(super) async fn show(visit: Visit) -> Page {
    let lang = visit.lang;
    let task = |icon, href, key: &str| card(icon, href, &lang.t(key), &lang.t(&format!("{key}-text")));
    visit.page(lang.t("home-heading")).lead(lang.t("home-lead")).without_breadcrumb().content(html! {
        (cards([
            task("it-check-circle", "/verifica", "home-verify"),
            task("it-download", "/certificati", "home-certificates"),
            task("it-search", "/certificati/stato", "home-status"),
        ]))
        h2 { (lang.t("home-p7m")) }
        p { (lang.t("home-p7m-text")) }
        p { (action_link(Emphasis::Main, "/verifica", &lang.t("home-p7m-action"))) }
        h2 { (lang.t("home-safe")) }
        p { (lang.t("home-safe-text")) }
    })
}
