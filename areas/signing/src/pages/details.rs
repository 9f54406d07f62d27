//! The folded part of a report: each signature with everything its verdict rests on.

use maud::{Markup, html};
use sigcheck::{Document, Reason, Report, Signature};
use webkit::{Lang, components, t};

use super::facts;
use crate::rules::report::OfFile;

/// Deeper than this the indentation stops; the words still tell.
const DEEPEST: u32 = 8;

pub(super) fn all(lang: Lang, address: &str, report: &Report, can_open: bool) -> Markup {
    let file = html! {
        (facts::definitions(&facts::of_file(lang, report)))
        (findings(lang, &report.errors, &report.warnings))
        @if !report.unsigned.is_empty() {
            p.fw-semibold { (t!(lang, "detail-unsigned")) }
            ul { @for part in &report.unsigned { li { (components::code(part)) } } }
        }
        @if let Some(lists) = facts::freshness(lang, report) { (lists) }
        p { (t!(lang, "detail-trust")) " " a href="/certificati" { (t!(lang, "detail-trust-link")) } }
    };
    html! {
        h2 { (t!(lang, "detail-heading")) }
        (components::folded(&t!(lang, "detail-file"), file))
        @if !report.signatures.is_empty() { (branch(lang, address, report, None, 0, can_open)) }
    }
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
                    (components::folded(
                        &facts::summary(lang, signature), one(lang, address, report, signature, can_open)))
                    @if level < DEEPEST && report.children(Some(signature.id)).next().is_some() {
                        (branch(lang, address, report, Some(signature.id), level + 1, can_open))
                    }
                }
            }
        }
    }
}

fn findings(lang: Lang, errors: &[Reason], warnings: &[Reason]) -> Markup {
    html! {
        @for (heading, reasons) in [("detail-errors", errors), ("detail-warnings", warnings)] {
            @if !reasons.is_empty() {
                p.fw-semibold { (lang.t(heading)) }
                ul { @for said in facts::findings(lang, reasons) { li { (said) } } }
            }
        }
    }
}

fn one(lang: Lang, address: &str, report: &Report, signature: &Signature, can_open: bool) -> Markup {
    let opens = can_open
        && report.document == Document::Pades
        && signature.pdf.as_ref().is_some_and(|pdf| pdf.revision > 0);
    html! {
        (facts::definitions(&facts::of_signature(lang, signature)))
        @if opens {
            p {
                a href=(format!("{address}/documento?firma={}", signature.id)) {
                    (t!(lang, "detail-open-revision", n = signature.id))
                }
            }
        }
        (findings(lang, &signature.errors, &signature.warnings))
        @if let Some(stamps) = facts::stamps(lang, signature) { (stamps) }
        @if let Some(chain) = facts::chain(lang, signature) { (chain) }
    }
}
