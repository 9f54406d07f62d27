//! `/amministrazione/profili`: what each kind of certificate says, read only.

use std::sync::Arc;

use axum::extract::State;
use maud::{Markup, html};
use webkit::{
    Failure, Lang, Operator, Page, Visit,
    components::{Table, code, definitions},
    t,
};

use super::{READERS, frame};
use crate::{Authority, Settings};

/// How long a certificate of a profile lasts.
enum Lasts {
    Days(u16),
    Years(u8),
}

/// A profile of pki.md §4 as the page tells it.
struct Line {
    name: &'static str,
    issuer: Option<&'static str>,
    lasts: Lasts,
    usage: &'static str,
    extended: Option<(&'static str, bool)>,
    policies: Vec<String>,
}

fn lines(settings: &Settings) -> Vec<Line> {
    let own = |oid: &asn1::Oid| oid.to_string();
    let line = |name, issuer, lasts, usage| Line {
        name,
        issuer,
        lasts,
        usage,
        extended: None,
        policies: Vec::new(),
    };
    vec![
        Line {
            policies: vec!["2.5.29.32.0".to_owned()],
            ..line("P1", None, Lasts::Years(16), "keyCertSign, cRLSign")
        },
        Line {
            policies: vec![
                "0.4.0.194112.1.2".to_owned(),
                own(&settings.policy_signature),
                "1.3.76.16.6".to_owned(),
            ],
            ..line("P2", Some("firma"), Lasts::Years(3), "nonRepudiation")
        },
        Line {
            extended: Some(("clientAuth, emailProtection", false)),
            policies: vec!["1.3.76.16.2.1".to_owned(), own(&settings.policy_cns)],
            ..line("P3", Some("cns"), Lasts::Years(3), "digitalSignature")
        },
        Line {
            extended: Some(("timeStamping", true)),
            policies: vec![own(&settings.policy_tsa)],
            ..line("P4", Some("tsa"), Lasts::Years(10), "digitalSignature")
        },
        Line {
            extended: Some(("OCSPSigning", false)),
            policies: vec![own(&settings.policy_ocsp)],
            ..line("P5", Some("firma, cns, tsa, interna"), Lasts::Days(90), "digitalSignature")
        },
        Line {
            extended: Some(("serverAuth", false)),
            ..line("P7", Some("interna"), Lasts::Days(90), "digitalSignature")
        },
        Line {
            extended: Some(("clientAuth", false)),
            ..line("P8", Some("interna"), Lasts::Days(365), "digitalSignature")
        },
    ]
}

pub(super) async fn show(
    visit: Visit,
    operator: Operator,
    State(authority): State<Arc<Authority>>,
) -> Result<Page, Failure> {
    let lang = visit.lang;
    operator.require(lang, &READERS)?;
    let settings = authority.settings();
    let content = html! {
        @for line in lines(settings) { (section(lang, &line)) }
        h2 { (lang.t("admin-policies-heading")) }
        p { (lang.t("admin-policies-text")) }
        (policies(lang, settings))
        (definitions([
            (lang.t("admin-address-cps").as_str(), code(&settings.cps_url)),
            (lang.t("admin-address-publication").as_str(), code(&settings.publication_url)),
        ]))
    };
    Ok(frame(&visit, "admin-profiles-heading", "admin-profiles-lead").content(content))
}

fn section(lang: Lang, line: &Line) -> Markup {
    let labels = ["issuer", "validity", "usage", "extended", "policies"];
    let labels = labels.map(|key| lang.t(&format!("admin-profile-{key}")));
    let none = || html! { (lang.t("admin-profile-none")) };
    let critical = lang.t("admin-profile-critical");
    let lasts = match line.lasts {
        Lasts::Days(n) => t!(lang, "admin-profile-days", n = n),
        Lasts::Years(n) => t!(lang, "admin-profile-years", n = n),
    };
    let values = [
        match line.issuer {
            Some(issuer) => code(issuer),
            None => html! { (lang.t("admin-profile-self")) },
        },
        html! { (lasts) },
        html! { (code(line.usage)) " (" (critical) ")" },
        match line.extended {
            Some((usage, is_critical)) => html! { (code(usage)) @if is_critical { " (" (critical) ")" } },
            None => none(),
        },
        if line.policies.is_empty() {
            none()
        } else {
            html! { ul.list-plain { @for policy in &line.policies { li { (code(policy)) } } } }
        },
    ];
    html! {
        h2 { (lang.t(&format!("admin-profile-{}", line.name))) }
        (definitions(labels.iter().map(String::as_str).zip(values)))
    }
}

fn policies(lang: Lang, settings: &Settings) -> Table {
    let columns = ["admin-policy-name", "admin-policy-oid"].map(|key| lang.t(key));
    let mut table = Table::new(lang.t("admin-policies-heading"), columns);
    for (key, oid) in [
        ("qscd", &settings.policy_signature),
        ("cns", &settings.policy_cns),
        ("tsa", &settings.policy_tsa),
        ("ocsp", &settings.policy_ocsp),
    ] {
        table = table.row([html! { (lang.t(&format!("admin-policy-{key}"))) }, code(&oid.to_string())]);
    }
    table
}
