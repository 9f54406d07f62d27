//! The house rules of mails (ux.md §9.1, §10), for the tests of the areas that write them.

use webkit::Lang;

use crate::{
    Mail, gsm,
    template::{has_stray, placeholders, without_values},
};

/// The lowest index of readability of an Italian mail.
const READABLE: i64 = 60;
/// The longest subject, without the values.
const SUBJECT: usize = 65;

/// Gulpease index of readability of an Italian text: 89 + (300 × sentences − 10 × letters) / words.
/// A line end ends a sentence. 0 for a text without words.
pub fn gulpease(text: &str) -> i64 {
    let words = text.split_whitespace().filter(|word| word.chars().any(char::is_alphanumeric)).count();
    let letters = text.chars().filter(|c| c.is_alphanumeric()).count();
    let sentences =
        text.split(['.', '!', '?', '\n']).filter(|part| part.chars().any(char::is_alphanumeric)).count();
    let [words, letters, sentences] = [words, letters, sentences].map(|n| i64::try_from(n).unwrap_or(0));
    if words == 0 { 0 } else { (89 * words + 300 * sentences - 10 * letters).div_euclid(words) }
}

/// Holds a mail against the house rules: the same placeholders in all languages, none mistyped; a subject of
/// one line, at most 65 characters; the text says what the HTML says; nothing is loaded from elsewhere; the
/// Italian reads easily (Gulpease ≥ 60).
///
/// # Errors
/// Every rule that is broken, one a line.
pub fn check(mail: &Mail) -> Result<(), String> {
    let mut wrong = Vec::new();
    let expected = placeholders(mail.it.text);
    for lang in Lang::ALL {
        let words = mail.words(lang);
        let mut say = |what: &str| wrong.push(format!("{} ({}): {what}", mail.name, lang.code()));
        for (part, text) in [("subject", words.subject), ("text", words.text), ("HTML", words.html)] {
            if text.trim().is_empty() {
                say(&format!("the {part} is empty"));
            }
            if has_stray(text) {
                say(&format!("the {part} has a bracket that is no placeholder {{ $name }}"));
            }
        }
        for (part, text) in [("text", words.text), ("HTML", words.html)] {
            let found = placeholders(text);
            if found != expected {
                say(&format!("the {part} has the placeholders {found:?}, the Italian text {expected:?}"));
            }
        }
        if !placeholders(words.subject).is_subset(&expected) {
            say("the subject has a placeholder that the text has not");
        }
        if words.subject.trim().contains('\n') {
            say("the subject has more than one line");
        }
        if without_values(words.subject).trim().chars().count() > SUBJECT {
            say("the subject is longer than 65 characters");
        }
        let html = words.html.to_ascii_lowercase();
        for banned in
            ["<img", "<script", "<link", "<style", "<iframe", "src=", "url(", "<html", "<body", "<h1"]
        {
            if html.contains(banned) {
                say(&format!(
                    "the HTML has {banned}: the frame brings what is needed, and nothing is loaded"
                ));
            }
        }
        if let Err(tag) = balanced(&html) {
            say(&format!("the HTML does not close {tag}"));
        }
    }
    let italian = without_values(&format!("{}\n{}", mail.it.subject, mail.it.text));
    let index = gulpease(&italian);
    if index < READABLE {
        wrong.push(format!("{} (it): reads at {index}, should be {READABLE} or more", mail.name));
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Holds the text of an SMS against the house rules: there in all languages, one SMS long.
///
/// # Errors
/// Every rule that is broken, one a line.
pub fn check_text(message_key: &str, sample: &[(&str, &str)]) -> Result<(), String> {
    let mut wrong = Vec::new();
    for lang in Lang::ALL {
        if !lang.has(message_key) {
            wrong.push(format!("{message_key} ({}): missing", lang.code()));
            continue;
        }
        let values: Vec<_> =
            sample.iter().map(|(name, value)| (*name, webkit::Value::from(*value))).collect();
        let text = gsm::plain(&lang.text(message_key, &values));
        if gsm::segments(&text) > 1 {
            wrong.push(format!("{message_key} ({}): more than one SMS: {text}", lang.code()));
        }
    }
    if wrong.is_empty() { Ok(()) } else { Err(wrong.join("\n")) }
}

/// Whether every element is closed, in order; the name of the one that is not.
fn balanced(html: &str) -> Result<(), String> {
    let mut open: Vec<&str> = Vec::new();
    for tag in html.split('<').skip(1) {
        let Some((inner, _)) = tag.split_once('>') else { return Err(format!("<{tag}")) };
        let name = inner.trim_start_matches('/').split([' ', '\n', '/']).next().unwrap_or_default();
        if inner.starts_with('/') {
            if open.pop() != Some(name) {
                return Err(format!("</{name}>"));
            }
        } else if !matches!(name, "br" | "hr") && !inner.ends_with('/') {
            open.push(name);
        }
    }
    open.pop().map_or(Ok(()), |name| Err(format!("<{name}>")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::Words;

    const GOOD: Words = Words {
        subject: "Certificati sospesi il { $date }",
        text: "Ciao { $name }.\nI tuoi certificati sono sospesi dal { $date }.\nSe non sei stato tu, chiama subito.",
        html: "<p>Ciao { $name }.</p><p>Sospesi dal <strong>{ $date }</strong>.<br>Chiama.</p>",
    };

    fn mail(change: impl FnOnce(&mut Mail)) -> Mail {
        let mut mail = Mail { name: "sample", it: GOOD, en: GOOD, de: GOOD };
        change(&mut mail);
        mail
    }

    #[test]
    fn a_mail_that_keeps_the_rules_passes() {
        assert_eq!(check(&mail(|_| ())), Ok(()));
    }

    #[test]
    fn each_broken_rule_is_told() {
        type Change = fn(&mut Mail);
        let broken: [(Change, &str); 9] = [
            (|mail| mail.en.text = "Hello { $name }.", "placeholders"),
            (|mail| mail.de.html = "<p>{ $name } { $date } { $secret }</p>", "placeholders"),
            (|mail| mail.it.subject = "{ date }", "bracket"),
            (|mail| mail.de.subject = "Für { $other }", "subject has a placeholder"),
            (|mail| mail.en.subject = "a\nb", "more than one line"),
            (|mail| mail.en.html = "<p>{ $name } { $date }<img></p>", "<img"),
            (|mail| mail.en.html = "<p>{ $name } <b>{ $date }</p>", "does not close"),
            (|mail| mail.de.text = " ", "empty"),
            (
                |mail| {
                    mail.it.text = "Provvederemo successivamente all’effettuazione dell’amministrazione \
                        conseguentemente { $name } all’interruzione { $date }";
                },
                "reads at",
            ),
        ];
        for (change, said) in broken {
            let wrong = check(&mail(change)).unwrap_err();
            assert!(wrong.contains(said), "{said}: {wrong}");
        }
        let long = "x".repeat(66).leak();
        assert!(check(&mail(|mail| mail.it.subject = long)).unwrap_err().contains("65"));
    }

    #[test]
    fn gulpease_agrees_with_the_worked_example() {
        let rewritten = "Porta il tuo smartphone. Durante il rilascio ti mandiamo alcuni documenti per email: \
            devi leggerli e firmarli sul telefono. Se non puoi leggere la tua email, non possiamo darti il \
            dispositivo.";
        assert_eq!(gulpease(rewritten), 67);
        assert_eq!(gulpease("…"), 0);
    }

    #[test]
    fn an_sms_is_one_sms_long() {
        assert_eq!(check_text("action-continue", &[]), Ok(()));
        assert!(check_text("no-such-key", &[]).unwrap_err().contains("missing"));
    }
}
