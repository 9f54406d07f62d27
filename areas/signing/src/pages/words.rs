//! Findings and instants in words.

use foundation::Timestamp;
use serde::Serialize;
use sigcheck::Reason;
use webkit::{Lang, Value, fmt};

use super::facts::Said;

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
            (*name, value)
        })
        .collect();
    let part = |key: &str| lang.has(key).then(|| lang.text(key, &values).trim().to_owned());
    let mut code = reason.code.to_string();
    for (name, value) in &reason.values {
        code.push_str(&format!(" · {name}: {value}"));
    }
    Told {
        what: part(&key).unwrap_or_else(|| lang.t("report-unknown-code")),
        todo: part(&format!("{key}.todo")),
        code,
    }
}

/// A finding of the trusted lists, with its code.
pub(super) fn of_lists(lang: Lang, code: &str) -> Said {
    let key = format!("qualification-{code}");
    let words = if lang.has(&key) { lang.t(&key) } else { lang.t("report-unknown-code") };
    Said::words(words).and(Said::code(code))
}

/// A value out of a fixed set, as it stands in reports.
pub(super) fn word(value: impl Serialize) -> String {
    let value = serde_json::to_value(value).unwrap_or_default();
    value.as_str().unwrap_or_default().to_owned()
}

/// The words of an indication or sub-indication of the standard, with its name: `TOTAL-PASSED`.
pub(super) fn of_standard(lang: Lang, kind: &str, value: impl Serialize) -> Said {
    let name = word(value);
    let key = format!("{kind}-{}", name.to_ascii_lowercase().replace('_', "-"));
    let code = Said::code(name);
    if lang.has(&key) { Said::words(lang.t(&key)).and(code) } else { code }
}
