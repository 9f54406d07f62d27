//! Placeholders `{ $name }` in the words of a mail.

use std::collections::BTreeSet;

/// A piece of a template.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Piece<'a> {
    Words(&'a str),
    Placeholder(&'a str),
    /// A bracket that begins or ends nothing.
    Stray(&'a str),
}

/// Cuts a template into words and placeholders.
fn pieces(template: &str) -> Vec<Piece<'_>> {
    let mut found = Vec::new();
    let mut rest = template;
    while let Some(at) = rest.find(['{', '}']) {
        if at > 0 {
            found.push(Piece::Words(&rest[..at]));
        }
        rest = &rest[at..];
        let inner = rest.find('}').map(|end| (rest[1..end.max(1)].trim(), end + 1));
        let name = inner.and_then(|(inner, end)| Some((inner.strip_prefix('$')?, end)));
        if let Some((name, end)) = name.filter(|(name, _)| is_name(name)) {
            found.push(Piece::Placeholder(name));
            rest = &rest[end..];
        } else {
            found.push(Piece::Stray(&rest[..1]));
            rest = &rest[1..];
        }
    }
    if !rest.is_empty() {
        found.push(Piece::Words(rest));
    }
    found
}

fn is_name(name: &str) -> bool {
    name.starts_with(|c: char| c.is_ascii_lowercase())
        && name.chars().all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-' || c == '_')
}

/// The names that a template mentions.
pub(crate) fn placeholders(template: &str) -> BTreeSet<&str> {
    let names = pieces(template).into_iter().filter_map(|piece| match piece {
        Piece::Placeholder(name) => Some(name),
        _ => None,
    });
    names.collect()
}

/// Whether a bracket stands alone: a placeholder that was mistyped.
pub(crate) fn has_stray(template: &str) -> bool {
    pieces(template).iter().any(|piece| matches!(piece, Piece::Stray(_)))
}

/// The words alone, a placeholder read as one short word.
pub(crate) fn without_values(template: &str) -> String {
    let words = pieces(template).into_iter().map(|piece| match piece {
        Piece::Words(words) | Piece::Stray(words) => words,
        Piece::Placeholder(_) => "dato",
    });
    words.collect()
}

/// How a value is written where it goes.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Into {
    /// As it is.
    Text,
    /// One line: a value cannot add a header.
    Line,
    /// Escaped for elements and quoted attributes.
    Html,
}

/// The template with its values; a name that is not among them gives the names that are missing.
pub(crate) fn fill(template: &str, values: &[(&str, &str)], into: Into) -> Result<String, String> {
    let mut out = String::with_capacity(template.len() + 64);
    for piece in pieces(template) {
        match piece {
            Piece::Words(words) | Piece::Stray(words) => out.push_str(words),
            Piece::Placeholder(name) => {
                let value = values.iter().find(|(given, _)| *given == name);
                let (_, value) = value.ok_or_else(|| name.to_owned())?;
                write(value, into, &mut out);
            }
        }
    }
    if into == Into::Line {
        out = out.split_whitespace().collect::<Vec<_>>().join(" ");
    }
    Ok(out)
}

fn write(value: &str, into: Into, out: &mut String) {
    for c in value.chars() {
        match (into, c) {
            (Into::Html, '&') => out.push_str("&amp;"),
            (Into::Html, '<') => out.push_str("&lt;"),
            (Into::Html, '>') => out.push_str("&gt;"),
            (Into::Html, '"') => out.push_str("&quot;"),
            (Into::Html, '\'') => out.push_str("&#39;"),
            (Into::Line, c) if c.is_control() => out.push(' '),
            (_, c) => out.push(c),
        }
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn values_take_the_place_of_their_names() {
        let filled = fill(
            "Ciao { $name }, {$name}: {  $what }.",
            &[("name", "Ada"), ("what", "{ $name }")],
            Into::Text,
        );
        assert_eq!(filled.unwrap(), "Ciao Ada, Ada: { $name }.");
    }

    #[test]
    fn a_name_without_a_value_is_told() {
        assert_eq!(fill("{ $name }", &[("other", "x")], Into::Text), Err("name".to_owned()));
    }

    #[test]
    fn a_value_cannot_write_html() {
        let filled = fill("<a href=\"{ $link }\">", &[("link", "\"><script>&'")], Into::Html).unwrap();
        assert_eq!(filled, "<a href=\"&quot;&gt;&lt;script&gt;&amp;&#39;\">");
    }

    #[test]
    fn a_value_cannot_add_a_header() {
        let filled = fill("Ciao { $name }\n", &[("name", "Ada\r\nBcc: x@y.z")], Into::Line).unwrap();
        assert_eq!(filled, "Ciao Ada Bcc: x@y.z");
    }

    #[test]
    fn mistyped_placeholders_are_seen() {
        for wrong in ["{ name }", "{ $Name }", "{ $na me }", "{$}", "{ $name", "name }", "{{ $name }"] {
            assert!(has_stray(wrong), "{wrong}");
        }
        assert!(!has_stray("{ $name } {$valid_to}"));
    }

    proptest! {
        #[test]
        fn any_template_is_cut_without_loss(template in "[{}$ a-z\n]{0,60}") {
            let back: String = pieces(&template)
                .into_iter()
                .map(|piece| match piece {
                    Piece::Words(words) | Piece::Stray(words) => words.replace(char::is_whitespace, ""),
                    Piece::Placeholder(name) => format!("{{${name}}}"),
                })
                .collect();
            prop_assert_eq!(back, template.replace(char::is_whitespace, ""));
        }
    }
}
