//! Every message exists in every language, with the same attributes and the same variables.

use std::collections::{BTreeMap, BTreeSet};

use crate::tree::{Finding, Tree};

const LANGUAGES: &[&str] = &["it", "en", "de"];

/// What a message of a catalogue is made of: the variables it uses, under `key` or `key.attribute`.
type Messages = BTreeMap<String, BTreeSet<String>>;

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    let mut catalogues: BTreeMap<&str, BTreeMap<&str, Messages>> = BTreeMap::new();
    for file in &tree.files {
        let Some((language, name)) = file.path.strip_prefix("locales/").and_then(|p| p.split_once('/'))
        else {
            continue;
        };
        if !name.ends_with(".ftl") {
            continue;
        }
        let (messages, twice) = messages_of(&file.text);
        findings.extend(
            twice.into_iter().map(|key| Finding::new(&file.path, format!("{key} stands here twice"))),
        );
        catalogues.entry(name).or_default().insert(language, messages);
    }
    for (name, by_language) in &catalogues {
        let all: BTreeSet<&String> = by_language.values().flat_map(BTreeMap::keys).collect();
        for language in LANGUAGES {
            let place = format!("locales/{language}/{name}");
            let Some(messages) = by_language.get(language) else {
                findings.push(Finding::new(place, "this catalogue is missing"));
                continue;
            };
            let missing = all.iter().filter(|key| !messages.contains_key(**key));
            findings.extend(missing.map(|key| Finding::new(&place, format!("{key} is missing"))));
            for (key, variables) in messages {
                let other = by_language.get(LANGUAGES[0]).and_then(|first| first.get(key));
                if other.is_some_and(|other| other != variables) {
                    let message = format!("{key} does not use the same variables as in {}", LANGUAGES[0]);
                    findings.push(Finding::new(&place, message));
                }
            }
        }
    }
    findings
}

/// The messages of a Fluent file, and the keys that stand in it twice.
fn messages_of(text: &str) -> (Messages, Vec<String>) {
    let mut messages = Messages::new();
    let mut twice = Vec::new();
    let mut message = String::new();
    let mut current = String::new();
    for line in text.lines() {
        let indented = line.starts_with(' ');
        let trimmed = line.trim();
        if trimmed.starts_with('#') && !indented {
            continue;
        }
        let head = trimmed.split_once('=').map(|(key, _)| key.trim());
        let named = |key: &str| {
            !key.is_empty() && key.chars().all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
        };
        match head {
            Some(key) if !indented && named(key) => {
                message = key.to_owned();
                current = key.to_owned();
            }
            Some(key) if indented && key.strip_prefix('.').is_some_and(named) => {
                current = format!("{message}{key}")
            }
            _ => {
                messages.entry(current.clone()).or_default().extend(variables_of(trimmed));
                continue;
            }
        }
        if messages.insert(current.clone(), variables_of(trimmed)).is_some() {
            twice.push(current.clone());
        }
    }
    messages.remove("");
    (messages, twice)
}

/// The `$variables` of one line.
fn variables_of(line: &str) -> BTreeSet<String> {
    line.split('$')
        .skip(1)
        .map(|rest| {
            rest.chars().take_while(|c| c.is_ascii_alphanumeric() || matches!(c, '-' | '_')).collect()
        })
        .filter(|name: &String| !name.is_empty())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::sample::files;

    fn findings(it: &str, en: &str, de: &str) -> Vec<String> {
        let tree = files(&[("locales/it/a.ftl", it), ("locales/en/a.ftl", en), ("locales/de/a.ftl", de)]);
        check(&tree).into_iter().map(|f| format!("{} {}", f.place, f.message)).collect()
    }

    #[test]
    fn complete_catalogues_have_no_finding() {
        let text = "# comment = no\npin-wrong = PIN sbagliato\n    .why = Restano { $left } tentativi\n    .do =\n        Riprova { $left ->\n            [one] x\n           *[other] y\n        }\n";
        assert_eq!(findings(text, text, text), Vec::<String>::new());
    }

    #[test]
    fn a_missing_key_or_attribute_or_file_is_found() {
        let it = "a = x\n    .why = y\nb = z\n";
        assert_eq!(
            findings(it, "a = x\nb = z\n", "a = x\n    .why = y\n"),
            ["locales/en/a.ftl a.why is missing", "locales/de/a.ftl b is missing"],
        );
        let tree = files(&[("locales/it/a.ftl", it), ("locales/en/a.ftl", it)]);
        assert_eq!(check(&tree)[0].place, "locales/de/a.ftl");
    }

    #[test]
    fn a_lost_variable_and_a_double_key_are_found() {
        assert_eq!(
            findings("a = { $n } x\n", "a = x\n", "a = { $n }\na = { $n }\n"),
            [
                "locales/de/a.ftl a stands here twice",
                "locales/en/a.ftl a does not use the same variables as in it"
            ],
        );
    }
}
