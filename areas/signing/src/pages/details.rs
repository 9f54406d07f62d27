//! The folded part of a report: each signature with everything its verdict rests on.

use maud::{Markup, html};
use webkit::{
    Lang,
    components::{self, Table, code},
    fmt, t,
};

use super::words::{list, of_standard};
use crate::rules::report::{Outcome, Report, Signature, Signer};

/// Deeper than this the indentation stops; the words still tell.
const DEEPEST: u32 = 8;

/// The name of who signed.
pub(super) fn who(lang: Lang, signature: &Signature) -> String {
    let Some(signer) = &signature.signer else {
        let stamp = signature.timestamps.first().and_then(|stamp| stamp.issuer.clone());
        return stamp.unwrap_or_else(|| t!(lang, "fact-who-unknown"));
    };
    if let Some(pseudonym) = &signer.pseudonym {
        return pseudonym.clone();
    }
    // Certificates put the surname first; people the given name.
    match (&signer.given_name, &signer.surname) {
        (Some(given), Some(surname)) => format!("{given} {surname}"),
        _ => signer.name.clone(),
    }
}

pub(super) fn all(lang: Lang, address: &str, report: &Report, can_open: bool) -> Markup {
    let file = html! {
        (components::definitions([
            (t!(lang, "detail-indication").as_str(), verdict(lang, &report.indication, report.sub_indication.as_deref())),
            (t!(lang, "detail-at").as_str(), html! { (fmt::date_time_exact(lang, report.time)) }),
            (t!(lang, "detail-policy").as_str(), code(&report.policy)),
            (t!(lang, "detail-kind").as_str(), html! {
                (t!(lang, &format!("document-{}", known(&report.document, DOCUMENTS))))
                @for layer in &report.layers { ", " (layer) }
            }),
        ]))
        (findings(lang, &report.errors, &report.warnings))
        @if !report.unsigned.is_empty() {
            p.fw-semibold { (t!(lang, "detail-unsigned")) }
            ul { @for part in &report.unsigned { li { (code(part)) } } }
        }
        (freshness(lang, report))
        p { (t!(lang, "detail-trust")) " " a href="/certificati" { (t!(lang, "detail-trust-link")) } }
    };
    html! {
        h2 { (t!(lang, "detail-heading")) }
        (components::folded(&t!(lang, "detail-file"), file))
        @if !report.signatures.is_empty() { (branch(lang, address, report, None, 0, can_open)) }
    }
}

/// How up to date the trusted lists are that the verdict rests on (DPCM 22-2-2013 art. 14 c. 2 a).
fn freshness(lang: Lang, report: &Report) -> Markup {
    let lists: Vec<_> = report.trust.iter().filter(|one| one.source == "trusted-list").collect();
    if lists.is_empty() {
        return html! {};
    }
    let day =
        |at: Option<foundation::Timestamp>| at.map(|at| fmt::date_time_short(lang, at)).unwrap_or_default();
    let mut table = Table::new(
        t!(lang, "lists-caption"),
        [
            t!(lang, "lists-territory"),
            t!(lang, "lists-sequence"),
            t!(lang, "lists-issued"),
            t!(lang, "lists-next"),
        ],
    );
    for list in lists {
        table = table.row([
            html! { (list.territory.as_deref().unwrap_or_default()) },
            html! { @if let Some(number) = list.sequence { (number) } },
            html! { (day(list.issued)) },
            html! { (day(list.next_update)) },
        ]);
    }
    html! { (table) }
}

/// The signatures on or inside `parent`, indented.
fn branch(
    lang: Lang,
    address: &str,
    report: &Report,
    parent: Option<u32>,
    level: u32,
    can_open: bool,
) -> Markup {
    html! {
        ul.signatures {
            @for signature in report.children(parent) {
                li {
                    (components::folded(&summary(lang, signature), one(lang, address, report, signature, can_open)))
                    @if level < DEEPEST && report.children(Some(signature.id)).next().is_some() {
                        (branch(lang, address, report, Some(signature.id), level + 1, can_open))
                    }
                }
            }
        }
    }
}

fn summary(lang: Lang, signature: &Signature) -> String {
    let verdict = t!(
        lang,
        match signature.outcome() {
            Outcome::Valid => "verdict-valid",
            Outcome::NotValid => "verdict-not-valid",
            Outcome::Undetermined => "verdict-undetermined",
            Outcome::NotSigned => "verdict-not-signed",
        }
    );
    let kind = t!(lang, &format!("kind-{}", known(&signature.kind, KINDS)));
    t!(lang, "detail-summary", n = signature.id, kind = kind, who = who(lang, signature), verdict = verdict)
}

const KINDS: &[&str] = &["signature", "counter-signature", "document-timestamp"];
const RELATIONS: &[&str] = &["sole", "parallel", "nested", "counter", "revision"];
const DOCUMENTS: &[&str] =
    &["unsigned", "cades", "pades", "xades", "asic", "timestamp", "timestamped-data", "damaged"];
const STATES: &[&str] = &["unknown", "good", "suspended", "revoked"];

/// A word that there is a message for; the first of the list otherwise.
fn known<'a>(word: &'a str, words: &[&'a str]) -> &'a str {
    if words.contains(&word) { word } else { words[0] }
}

fn verdict(lang: Lang, indication: &str, sub_indication: Option<&str>) -> Markup {
    html! {
        (of_standard(lang, "indication", indication))
        @if let Some(sub) = sub_indication { br; (of_standard(lang, "sub-indication", sub)) }
    }
}

fn findings(
    lang: Lang,
    errors: &[crate::rules::report::Reason],
    warnings: &[crate::rules::report::Reason],
) -> Markup {
    html! {
        @if !errors.is_empty() {
            p.fw-semibold { (t!(lang, "detail-errors")) }
            (list(lang, errors))
        }
        @if !warnings.is_empty() {
            p.fw-semibold { (t!(lang, "detail-warnings")) }
            (list(lang, warnings))
        }
    }
}

fn one(lang: Lang, address: &str, report: &Report, signature: &Signature, can_open: bool) -> Markup {
    let mut rows: Vec<(String, Markup)> = vec![
        (
            t!(lang, "detail-indication"),
            verdict(lang, &signature.indication, signature.sub_indication.as_deref()),
        ),
        (
            t!(lang, "detail-relation"),
            html! {
                (t!(lang, &format!("relation-{}", known(&signature.relation, RELATIONS))))
                @if let Some(parent) = signature.parent { " " (t!(lang, "detail-parent", n = parent)) }
            },
        ),
        (
            t!(lang, "detail-format"),
            html! {
                (signature.format)
                @if let Some(level) = &signature.level { " " (level) } @else { " (" (t!(lang, "detail-no-level")) ")" }
            },
        ),
    ];
    if let Some(qualification) = &signature.qualification {
        let by = [qualification.service.as_deref(), qualification.provider.as_deref()];
        let by: Vec<&str> = by.into_iter().flatten().collect();
        rows.push((
            t!(lang, "detail-qualification"),
            html! { (code(&qualification.level)) @if !by.is_empty() { br; (by.join(", ")) } },
        ));
    }
    if let Some(until) = signature.strength_until {
        rows.push((t!(lang, "detail-strength"), html! { (fmt::date(lang, until)) }));
    }
    if let Some(time) = signature.time {
        rows.push((t!(lang, "detail-claimed"), html! { (fmt::date_time_exact(lang, time)) }));
    }
    rows.push((
        t!(lang, "detail-best"),
        html! { (fmt::date_time_exact(lang, signature.best_signature_time)) },
    ));
    let algorithms = [signature.signature_algorithm.as_deref(), signature.digest_algorithm.as_deref()];
    let algorithms: Vec<&str> = algorithms.into_iter().flatten().collect();
    if !algorithms.is_empty() {
        rows.push((t!(lang, "detail-algorithms"), code(&algorithms.join(", "))));
    }
    if let Some(signer) = &signature.signer {
        rows.extend(certificate(lang, signer));
    }
    if let Some(pdf) = &signature.pdf {
        rows.push((
            t!(lang, "detail-revision"),
            html! {
                (t!(lang, "detail-revision-of", n = pdf.revision, all = pdf.revisions)) ". "
                (t!(lang, if pdf.covers_whole_file { "detail-covers-all" } else { "detail-covers-part" }))
            },
        ));
        if let Some(reason) = &pdf.reason {
            rows.push((t!(lang, "detail-reason"), html! { (reason) }));
        }
        if let Some(location) = &pdf.location {
            rows.push((t!(lang, "detail-location"), html! { (location) }));
        }
    }
    let opens =
        can_open && report.document == "pades" && signature.pdf.as_ref().is_some_and(|pdf| pdf.revision > 0);
    html! {
        (components::definitions(rows.iter().map(|(name, value)| (name.as_str(), value.clone()))))
        @if opens {
            p {
                a href=(format!("{address}/documento?firma={}", signature.id)) {
                    (t!(lang, "detail-open-revision", n = signature.id))
                }
            }
        }
        (findings(lang, &signature.errors, &signature.warnings))
        @if !signature.timestamps.is_empty() { (stamps(lang, signature)) }
        @if !signature.chain.is_empty() { (chain(lang, signature)) }
    }
}

fn certificate(lang: Lang, signer: &Signer) -> Vec<(String, Markup)> {
    let quality = match (signer.qualified, signer.qualified_device) {
        (true, true) => "quality-qualified-device",
        (true, false) => "quality-qualified",
        _ => "quality-none",
    };
    vec![
        (t!(lang, "detail-subject"), code(&signer.subject)),
        (t!(lang, "detail-issuer"), code(&signer.issuer)),
        (t!(lang, "detail-serial"), code(&signer.certificate_serial)),
        (
            t!(lang, "detail-validity"),
            html! {
                (t!(lang, "detail-validity-range",
                    from = fmt::date(lang, signer.not_before), to = fmt::date(lang, signer.not_after)))
            },
        ),
        (t!(lang, "detail-quality"), html! { (t!(lang, quality)) }),
        (t!(lang, "detail-key"), html! { (signer.key) }),
        (t!(lang, "detail-policies"), code(&signer.policies.join(", "))),
    ]
}

fn stamps(lang: Lang, signature: &Signature) -> Markup {
    let mut table = Table::new(
        t!(lang, "stamps-caption", n = signature.id),
        [t!(lang, "stamps-time"), t!(lang, "stamps-issuer"), t!(lang, "stamps-verdict")],
    );
    for stamp in &signature.timestamps {
        table = table.row([
            html! {
                @if let Some(time) = stamp.time { (fmt::date_time_exact(lang, time)) } @else { (t!(lang, "detail-none")) }
            },
            html! { (stamp.issuer.as_deref().unwrap_or_default()) },
            html! {
                (verdict(lang, &stamp.indication, stamp.sub_indication.as_deref()))
                @if !stamp.errors.is_empty() { (list(lang, &stamp.errors)) }
            },
        ]);
    }
    html! { (table) }
}

/// The certificates from the signer's up, with what is known of their revocation and since when.
fn chain(lang: Lang, signature: &Signature) -> Markup {
    let mut table = Table::new(
        t!(lang, "chain-caption", n = signature.id),
        [t!(lang, "chain-certificate"), t!(lang, "chain-validity"), t!(lang, "chain-revocation")],
    );
    for link in &signature.chain {
        let known_of = signature.revocation.iter().find(|one| one.certificate == link.sha256);
        let state = html! {
            @if link.anchor {
                (t!(lang, "chain-anchor"))
            } @else if let Some(one) = known_of {
                (t!(lang, &format!("state-{}", known(&one.state, STATES))))
                @if let Some(since) = one.since { " (" (fmt::date_time_short(lang, since)) ")" }
                @if let (Some(source), Some(updated)) = (&one.source, one.this_update) {
                    ". " (t!(lang, "chain-evidence",
                        source = source.to_ascii_uppercase(), time = fmt::date_time_exact(lang, updated)))
                    @if let Some(next) = one.next_update {
                        " " (t!(lang, "chain-next", time = fmt::date_time_exact(lang, next)))
                    }
                }
            } @else {
                (t!(lang, "chain-not-asked"))
            }
        };
        table = table.row([
            code(&link.subject),
            html! { (t!(lang, "detail-validity-range",
            from = fmt::date_short(lang, link.not_before), to = fmt::date_short(lang, link.not_after))) },
            state,
        ]);
    }
    html! { (table) }
}
