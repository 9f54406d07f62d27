//! Findings and instants in words.

use foundation::Timestamp;
use maud::{Markup, html};
use webkit::{Lang, Value, components, fmt};

use crate::rules::report::Reason;

/// What a finding says and, if there is something, what to do.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Told {
    /// The sentence.
    pub what: String,
    /// What to do.
    pub todo: Option<String>,
    /// Code and technical values, for people to quote.
    pub code: String,
}

/// A finding in words. Instants among its values are written as dates.
pub fn told(lang: Lang, reason: &Reason) -> Told {
    let key = format!("verdict-{}", reason.code);
    let values: Vec<(&str, Value<'_>)> = reason
        .values
        .iter()
        .map(|(name, value)| {
            let value = match value.parse::<Timestamp>() {
                Ok(instant) => Value::from(fmt::date_time(lang, instant)),
                Err(_) => Value::from(value.as_str()),
            };
            (name.as_str(), value)
        })
        .collect();
    let part = |key: &str| lang.has(key).then(|| lang.text(key, &values).trim().to_owned());
    let mut code = reason.code.clone();
    for (name, value) in &reason.values {
        code.push_str(&format!(" · {name}: {value}"));
    }
    Told {
        what: part(&key).unwrap_or_else(|| lang.t("report-unknown-code")),
        todo: part(&format!("{key}.todo")),
        code,
    }
}

/// Findings as a list, each with its code.
pub(super) fn list(lang: Lang, reasons: &[Reason]) -> Markup {
    html! {
        ul {
            @for reason in reasons {
                @let told = told(lang, reason);
                li {
                    (told.what)
                    @if let Some(todo) = told.todo { " " (todo) }
                    br;
                    (components::code(&told.code))
                }
            }
        }
    }
}

/// The words of an indication or sub-indication of the standard, with its name: `TOTAL-PASSED`.
pub(super) fn of_standard(lang: Lang, kind: &str, name: &str) -> Markup {
    let key = format!("{kind}-{}", name.to_ascii_lowercase().replace('_', "-"));
    html! {
        @if lang.has(&key) { (lang.t(&key)) " " }
        (components::code(name))
    }
}
