//! Just enough of Rust's lexical grammar to tell code from comments, strings and tests.
//!
//! Rules look for words in code only, or in strings only; a word in a comment breaks nothing.

/// A Rust file taken apart. Code and text keep their line breaks, so line numbers stay true.
#[derive(Debug)]
pub struct RustSource {
    /// The code: comments, the contents of strings and everything under `#[cfg(test)]` are spaces.
    pub code: String,
    /// The string literals outside tests, each with the line where it begins, counted from 1.
    pub strings: Vec<(usize, String)>,
    /// Modules declared as `#[cfg(test)] mod name;`, whose files are tests too.
    pub test_modules: Vec<String>,
}

impl RustSource {
    pub fn read(text: &str) -> Self {
        let (mut code, literals) = blank_comments_and_strings(text);
        let tests = test_ranges(&code);
        let mut test_modules = Vec::new();
        for (start, end) in &tests {
            let item = &code[*start..*end];
            if let Some(name) =
                item.strip_suffix(';').and_then(|i| i.split_once("mod ")).map(|(_, n)| n.trim())
            {
                test_modules.push(name.to_owned());
            }
        }
        let in_tests = |offset: usize| tests.iter().any(|(start, end)| (*start..*end).contains(&offset));
        let strings = literals
            .into_iter()
            .filter(|(offset, _)| !in_tests(*offset))
            .map(|(offset, value)| (line_of(text, offset), value))
            .collect();
        for (start, end) in tests {
            let blank = blanked(&code[start..end]);
            code.replace_range(start..end, &blank);
        }
        Self { code, strings, test_modules }
    }
}

/// The line that holds a byte offset, counted from 1.
pub fn line_of(text: &str, offset: usize) -> usize {
    text.as_bytes()[..offset].iter().filter(|b| **b == b'\n').count() + 1
}

/// Offsets where `word` stands alone, not as part of a longer identifier.
pub fn words<'a>(code: &'a str, word: &'a str) -> impl Iterator<Item = usize> + 'a {
    let part = |c: Option<char>| c.is_some_and(|c| c.is_alphanumeric() || c == '_');
    code.match_indices(word).map(|(offset, _)| offset).filter(move |offset| {
        !part(code[..*offset].chars().next_back()) && !part(code[*offset + word.len()..].chars().next())
    })
}

/// As many spaces as bytes, line breaks kept.
fn blanked(text: &str) -> String {
    text.bytes().map(|b| if b == b'\n' { '\n' } else { ' ' }).collect()
}

/// The text with comments and the contents of literals as spaces, and every string literal's content.
fn blank_comments_and_strings(text: &str) -> (String, Vec<(usize, String)>) {
    let bytes = text.as_bytes();
    let mut code = String::with_capacity(text.len());
    let mut strings = Vec::new();
    let mut at = 0;
    while at < bytes.len() {
        let rest = &text[at..];
        let before = text[..at].chars().next_back();
        let after_word = before.is_some_and(|c| c.is_alphanumeric() || c == '_');
        let length = if rest.starts_with("//") {
            rest.find('\n').unwrap_or(rest.len())
        } else if rest.starts_with("/*") {
            block_comment(rest)
        } else if let Some((length, content)) = string_literal(rest, after_word) {
            strings.push((at, rest[content].to_owned()));
            length
        } else if let Some(length) = char_literal(rest) {
            length
        } else {
            let c = rest.chars().next().map_or(1, char::len_utf8);
            code.push_str(&rest[..c]);
            at += c;
            continue;
        };
        code.push_str(&blanked(&rest[..length]));
        at += length;
    }
    (code, strings)
}

/// Length of a block comment, nested ones included.
fn block_comment(rest: &str) -> usize {
    let mut depth = 0usize;
    let mut at = 0;
    while at < rest.len() {
        if rest[at..].starts_with("/*") {
            depth += 1;
            at += 2;
        } else if rest[at..].starts_with("*/") {
            depth -= 1;
            at += 2;
            if depth == 0 {
                return at;
            }
        } else {
            at += rest[at..].chars().next().map_or(1, char::len_utf8);
        }
    }
    rest.len()
}

/// Length of a string literal of any kind and where its content stands.
fn string_literal(rest: &str, after_word: bool) -> Option<(usize, std::ops::Range<usize>)> {
    let prefix = if after_word { 0 } else { rest.find(|c| !matches!(c, 'b' | 'c' | 'r'))? };
    let raw = rest[..prefix].contains('r');
    let hashes = if raw { rest[prefix..].bytes().take_while(|b| *b == b'#').count() } else { 0 };
    let open = prefix + hashes;
    if prefix > 2 || !rest[open..].starts_with('"') {
        return None;
    }
    let start = open + 1;
    if raw {
        let close = format!("\"{}", "#".repeat(hashes));
        let end = rest[start..].find(&close).map_or(rest.len(), |e| start + e);
        return Some(((end + close.len()).min(rest.len()), start..end));
    }
    let mut escaped = false;
    for (offset, c) in rest[start..].char_indices() {
        match c {
            _ if escaped => escaped = false,
            '\\' => escaped = true,
            '"' => return Some((start + offset + 1, start..start + offset)),
            _ => {}
        }
    }
    Some((rest.len(), start..rest.len()))
}

/// Length of a character literal; none for a lifetime.
fn char_literal(rest: &str) -> Option<usize> {
    let inner = rest.strip_prefix('\'')?;
    let mut characters = inner.char_indices();
    let (_, first) = characters.next()?;
    if first == '\\' {
        let (_, _) = characters.next()?;
        return characters.find(|(_, c)| *c == '\'').map(|(offset, _)| offset + 2);
    }
    characters.next().filter(|(_, c)| *c == '\'').map(|(offset, _)| offset + 2)
}

/// Where items under `#[cfg(test)]` begin and end, attribute included.
fn test_ranges(code: &str) -> Vec<(usize, usize)> {
    let mut ranges = Vec::new();
    let mut from = 0;
    while let Some(found) = code[from..].find("#[cfg(test)]") {
        let start = from + found;
        let end = end_of_item(code, start + "#[cfg(test)]".len());
        ranges.push((start, end));
        from = end;
    }
    ranges
}

/// The offset after the item that begins at `from`: its closing brace or its semicolon.
fn end_of_item(code: &str, from: usize) -> usize {
    let mut depth = 0usize;
    for (offset, byte) in code.bytes().enumerate().skip(from) {
        match byte {
            b'{' | b'(' | b'[' => depth += 1,
            b'}' | b')' | b']' => {
                depth = depth.saturating_sub(1);
                if depth == 0 && byte == b'}' {
                    return offset + 1;
                }
            }
            b';' if depth == 0 => return offset + 1,
            _ => {}
        }
    }
    code.len()
}

#[cfg(test)]
mod tests {
    use super::{RustSource, words};

    #[test]
    fn comments_strings_and_tests_are_not_code() {
        let source = RustSource::read(
            "use a::b; // one\n/* two /* three */ */ let s = \"four\"; let r = r#\"five \"six\" \"#;\n\
             #[cfg(test)]\nmod tests {\n    fn seven() { \"eight\"; }\n}\nfn nine() {}\n#[cfg(test)]\nmod ten;\n",
        );
        for gone in ["one", "two", "three", "four", "five", "six", "seven", "ten"] {
            assert_eq!(words(&source.code, gone).count(), 0, "{gone}");
        }
        assert_eq!(words(&source.code, "nine").count(), 1);
        assert_eq!(source.strings, [(2, "four".to_owned()), (2, "five \"six\" ".to_owned())]);
        assert_eq!(source.test_modules, ["ten"]);
    }

    #[test]
    fn lifetimes_and_quotes_in_character_literals_do_not_open_strings() {
        let source = RustSource::read(
            "fn f<'a>(x: &'a str) -> char { '\"' }\nfn g() { '\\''; b'\"'; '\\u{22}' }\nfn h() {}",
        );
        assert!(source.strings.is_empty());
        assert_eq!(words(&source.code, "h").count(), 1);
    }

    #[test]
    fn a_word_is_not_found_inside_a_longer_one() {
        assert_eq!(words("operand rand_core rand::fill brand", "rand").collect::<Vec<_>>(), [18]);
    }
}
