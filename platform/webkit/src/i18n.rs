//! Languages and the message catalogues.
//!
//! Messages live in `locales/{it,en,de}/*.ftl` (Project Fluent), are embedded in the program and are
//! asked for by key with [`t!`](crate::t) or [`Lang::text`]. Every key exists in all three languages
//! with the same variables: a test sees to it.

use std::sync::LazyLock;

use fluent_bundle::{FluentArgs, FluentResource, concurrent::FluentBundle, types::FluentNumber};
use serde::{Deserialize, Serialize};
use unic_langid::{LanguageIdentifier, langid};

/// A value that a message mentions: a text or a number. Numbers choose plural forms and are written
/// with the separators of the language.
pub type Value<'a> = fluent_bundle::FluentValue<'a>;

/// A language in which pages, messages and documents can be read.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Lang {
    /// Italian: complete, and the one that counts in law.
    #[default]
    It,
    /// English.
    En,
    /// German as written in South Tyrol.
    De,
}

include!(concat!(env!("OUT_DIR"), "/catalogues.rs"));

impl Lang {
    /// All languages, in the order of the language switch.
    pub const ALL: [Lang; 3] = [Lang::It, Lang::En, Lang::De];

    /// The BCP 47 tag: `it`, `en`, `de`.
    pub fn code(self) -> &'static str {
        match self {
            Lang::It => "it",
            Lang::En => "en",
            Lang::De => "de",
        }
    }

    /// The language's own name.
    pub fn name(self) -> &'static str {
        match self {
            Lang::It => "Italiano",
            Lang::En => "English",
            Lang::De => "Deutsch",
        }
    }

    /// The language of a tag: `de`, `DE`, `de-IT` and `de_IT.UTF-8` are German.
    pub fn parse(tag: &str) -> Option<Self> {
        let primary = tag.trim().split(['-', '_', '.']).next()?;
        Lang::ALL.into_iter().find(|lang| lang.code().eq_ignore_ascii_case(primary))
    }

    /// The best language for an `Accept-Language` value (RFC 9110 §12.5.4); Italian when none fits.
    pub fn negotiate(accept_language: &str) -> Self {
        let mut best = (0.0_f32, Lang::It);
        for range in accept_language.split(',').take(32) {
            let mut parts = range.split(';');
            let Some(lang) = parts.next().and_then(Lang::parse) else { continue };
            let quality = parts
                .find_map(|part| part.trim().strip_prefix("q="))
                .map_or(1.0, |quality| quality.parse().unwrap_or(0.0));
            if quality > best.0 {
                best = (quality, lang);
            }
        }
        best.1
    }

    /// The message `key` (or the attribute of `key.attribute`) with the values it mentions.
    ///
    /// A missing message gives its key, so that a page still renders; tests find it first.
    pub fn text(self, key: &str, values: &[(&str, Value<'_>)]) -> String {
        self.find(key, values).unwrap_or_else(|| {
            tracing::error!(key, lang = self.code(), "message missing");
            key.to_owned()
        })
    }

    /// The same as [`Lang::text`] without values.
    pub fn t(self, key: &str) -> String {
        self.text(key, &[])
    }

    /// Whether the catalogues hold `key` (or `key.attribute`).
    pub fn has(self, key: &str) -> bool {
        self.find(key, &[]).is_some()
    }

    fn find(self, key: &str, values: &[(&str, Value<'_>)]) -> Option<String> {
        let bundle = self.bundle();
        let (id, attribute) =
            key.split_once('.').map_or((key, None), |(id, attribute)| (id, Some(attribute)));
        let message = bundle.get_message(id)?;
        let pattern = match attribute {
            Some(attribute) => message.get_attribute(attribute)?.value(),
            None => message.value()?,
        };
        let mut args = FluentArgs::with_capacity(values.len());
        for (name, value) in values {
            args.set(*name, value.clone());
        }
        let mut errors = Vec::new();
        let text = bundle.format_pattern(pattern, Some(&args), &mut errors).into_owned();
        if !errors.is_empty() && !values.is_empty() {
            tracing::error!(key, lang = self.code(), ?errors, "message not fully rendered");
        }
        Some(text)
    }

    /// The catalogues of this language, read when the first message is asked for: a command that
    /// says nothing reads none, and the others are left alone.
    fn bundle(self) -> &'static FluentBundle<FluentResource> {
        static IT: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| read_catalogues(Lang::It));
        static EN: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| read_catalogues(Lang::En));
        static DE: LazyLock<FluentBundle<FluentResource>> = LazyLock::new(|| read_catalogues(Lang::De));
        match self {
            Lang::It => &IT,
            Lang::En => &EN,
            Lang::De => &DE,
        }
    }

    fn identifier(self) -> LanguageIdentifier {
        match self {
            Lang::It => langid!("it"),
            Lang::En => langid!("en"),
            Lang::De => langid!("de"),
        }
    }
}

/// The message of a key in a language, with the values it mentions.
///
/// ```
/// use webkit::{Lang, t};
/// assert_eq!(t!(Lang::It, "action-continue"), "Continua");
/// assert_eq!(t!(Lang::En, "bytes-kb", n = "1.5"), "1.5 KB");
/// ```
#[macro_export]
macro_rules! t {
    ($lang:expr, $key:expr $(,)?) => { $crate::Lang::text($lang, $key, &[]) };
    ($lang:expr, $key:expr, $($name:ident = $value:expr),+ $(,)?) => {
        $crate::Lang::text($lang, $key, &[$((stringify!($name), $crate::Value::from($value))),+])
    };
}

fn read_catalogues(lang: Lang) -> FluentBundle<FluentResource> {
    let mut bundle = FluentBundle::new_concurrent(vec![lang.identifier()]);
    // The isolation marks of mixed-direction text would end in copied codes and file names.
    bundle.set_use_isolating(false);
    bundle.set_formatter(Some(match lang {
        Lang::It => |value, _| number(Lang::It, value),
        Lang::En => |value, _| number(Lang::En, value),
        Lang::De => |value, _| number(Lang::De, value),
    }));
    for (_, file, text) in CATALOGUES.iter().filter(|(of, ..)| *of == lang) {
        let resource = FluentResource::try_new((*text).to_owned()).unwrap_or_else(|(resource, errors)| {
            tracing::error!(file, lang = lang.code(), ?errors, "catalogue has lines that are not Fluent");
            resource
        });
        if let Err(errors) = bundle.add_resource(resource) {
            tracing::error!(file, lang = lang.code(), ?errors, "catalogue repeats a key");
        }
    }
    bundle
}

fn number(lang: Lang, value: &Value<'_>) -> Option<String> {
    match value {
        Value::Number(FluentNumber { value, .. }) if value.fract() == 0.0 && value.abs() < 9e15 => {
            #[expect(clippy::cast_possible_truncation, reason = "whole and within 53 bits, checked above")]
            let whole = *value as i64;
            Some(crate::fmt::integer(lang, whole))
        }
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use fluent_bundle::FluentResource;

    use super::*;

    /// `key` and `key.attribute` of every message, with the variables it mentions.
    fn messages(lang: Lang) -> BTreeMap<String, BTreeSet<String>> {
        let mut found = BTreeMap::new();
        for (_, file, text) in CATALOGUES.iter().filter(|(of, ..)| *of == lang) {
            if let Err((_, errors)) = FluentResource::try_new((*text).to_owned()) {
                panic!("{}/{file}.ftl: {errors:?}", lang.code());
            }
            let mut id = String::new();
            let mut current = String::new();
            for line in text.lines() {
                let (start, rest) = match line.split_once('=') {
                    Some((left, rest)) if line.starts_with(|first: char| first.is_ascii_lowercase()) => {
                        id = left.trim().to_owned();
                        (id.clone(), rest)
                    }
                    Some((left, rest)) if line.trim_start().starts_with('.') => {
                        (format!("{id}{}", left.trim()), rest)
                    }
                    _ => (String::new(), line),
                };
                if !start.is_empty() {
                    let again = found.insert(start.clone(), BTreeSet::new());
                    assert!(again.is_none(), "{}/{file}.ftl: {start} twice", lang.code());
                    current = start;
                }
                for variable in rest.split('$').skip(1) {
                    let end = variable
                        .find(|c: char| !c.is_ascii_alphanumeric() && c != '-' && c != '_')
                        .unwrap_or(variable.len());
                    found.entry(current.clone()).or_default().insert(variable[..end].to_owned());
                }
            }
        }
        found
    }

    #[test]
    fn every_message_exists_in_all_languages_with_the_same_variables() {
        let italian = messages(Lang::It);
        assert!(italian.len() > 100);
        for lang in [Lang::En, Lang::De] {
            let other = messages(lang);
            let differs: Vec<_> = italian
                .iter()
                .filter(|(key, variables)| other.get(*key) != Some(variables))
                .map(|(key, _)| key)
                .chain(other.keys().filter(|key| !italian.contains_key(*key)))
                .collect();
            assert!(differs.is_empty(), "{}: missing, extra or other variables: {differs:?}", lang.code());
        }
    }

    #[test]
    fn every_problem_says_what_happened_why_and_what_to_do() {
        let italian = messages(Lang::It);
        let problems = italian.keys().filter(|key| key.starts_with("problem-"));
        for code in problems.filter_map(|key| key.split('.').next()).collect::<BTreeSet<_>>() {
            for part in ["heading", "why", "todo"] {
                assert!(italian.contains_key(&format!("{code}.{part}")), "{code} has no .{part}");
            }
        }
    }

    /// Gulpease index of readability: 89 + (300 × sentences − 10 × letters) / words.
    fn gulpease(texts: &[String]) -> usize {
        let words: usize = texts.iter().map(|text| text.split_whitespace().count()).sum();
        let letters = texts.iter().flat_map(|text| text.chars()).filter(|c| c.is_alphanumeric()).count();
        let ends =
            |text: &String| text.trim_end_matches(['.', '?', '!', ':']).matches(['.', '?', '!', ':']).count();
        let sentences: usize = texts.iter().map(|text| 1 + ends(text)).sum();
        (89 * words + 300 * sentences).saturating_sub(10 * letters) / words
    }

    #[test]
    fn gulpease_agrees_with_the_worked_example() {
        let rewritten = "Porta il tuo smartphone. Durante il rilascio ti mandiamo alcuni documenti per email: \
            devi leggerli e firmarli sul telefono. Se non puoi leggere la tua email, non possiamo darti il \
            dispositivo.";
        let index = gulpease(&[rewritten.to_owned()]);
        assert!((66..=77).contains(&index), "{index}");
    }

    #[test]
    fn public_pages_are_easy_to_read() {
        for page in ["home-", "privacy-", "accessibility-", "problem-"] {
            let keys = messages(Lang::It).into_keys().filter(|key| key.starts_with(page));
            let texts: Vec<String> = keys.filter_map(|key| Lang::It.find(&key, &[])).collect();
            assert!(texts.len() > 5);
            let index = gulpease(&texts);
            assert!(index >= 60, "{page} reads at {index}");
        }
    }

    #[test]
    fn the_first_visit_speaks_the_language_the_browser_asks_for() {
        assert_eq!(Lang::negotiate("de-IT,de;q=0.9,it;q=0.8"), Lang::De);
        assert_eq!(Lang::negotiate("fr-FR, en;q=0.5, it;q=0.4"), Lang::En);
        assert_eq!(Lang::negotiate("fr"), Lang::It);
        assert_eq!(Lang::negotiate("de;q=0"), Lang::It);
        assert_eq!(Lang::negotiate(";;,q=1"), Lang::It);
    }

    #[test]
    fn numbers_choose_the_plural_and_get_separators() {
        assert_eq!(t!(Lang::It, "files-count", n = 1), "1 file");
        assert_eq!(t!(Lang::En, "files-count", n = 2), "2 files");
        assert_eq!(t!(Lang::De, "files-count", n = 12_345), "12.345 Dateien");
    }

    #[test]
    fn a_missing_message_shows_its_key() {
        assert_eq!(Lang::It.t("no-such-key"), "no-such-key");
        assert!(!Lang::It.has("no-such-key.heading"));
    }
}
