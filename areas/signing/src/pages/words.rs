//! Findings and instants in words.

use foundation::Timestamp;
use webkit::{Lang, Value, fmt};

use super::facts::Said;
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

/// The words of an indication or sub-indication of the standard, with its name: `TOTAL-PASSED`.
pub(super) fn of_standard(lang: Lang, kind: &str, name: &str) -> Said {
    let key = format!("{kind}-{}", name.to_ascii_lowercase().replace('_', "-"));
    let code = Said::code(name);
    if lang.has(&key) { Said::words(lang.t(&key)).and(code) } else { code }
}
