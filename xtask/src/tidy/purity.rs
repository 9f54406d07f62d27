//! Formats and rules are pure: no file, socket, environment, process, clock, randomness or `async`.
//!
//! An instant and randomness are arguments; bytes come through `std::io::{Read, Write, Seek}`, which are traits.

use std::collections::BTreeSet;

use crate::rust_source::{RustSource, line_of, words};
use crate::tree::{File, Finding, Tree};

/// Modules of `std` that reach outside the process. Of `std::net` only the sockets do: addresses are plain values.
const OUTSIDE: &[&str] = &["env", "fs", "os", "process", "thread"];
/// Names that mean a clock, randomness, a socket or an asynchronous runtime wherever they stand.
const AMBIENT: &[&str] = &[
    "Instant::now",
    "SystemTime",
    "TcpListener",
    "TcpStream",
    "Timestamp::now",
    "ToSocketAddrs",
    "UdpSocket",
    "Zoned::now",
    "async",
    "getrandom",
    "rand",
    "tokio",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let sources: Vec<(&File, RustSource)> =
        tree.files.iter().filter(|f| pure(&f.path)).map(|f| (f, RustSource::read(&f.text))).collect();
    let tests: BTreeSet<String> =
        sources.iter().flat_map(|(file, source)| test_files(file, source)).collect();
    let is_test =
        |path: &str| tests.iter().any(|t| path == format!("{t}.rs") || path.starts_with(&format!("{t}/")));
    sources
        .iter()
        .filter(|(file, _)| !is_test(&file.path))
        .flat_map(|(file, source)| {
            impurities(source).into_iter().map(|(offset, what)| {
                let place = format!("{}:{}", file.path, line_of(&source.code, offset));
                Finding::new(place, format!("{what} has no place in formats and rules: make it an argument"))
            })
        })
        .collect()
}

fn pure(path: &str) -> bool {
    let parts: Vec<&str> = path.split('/').collect();
    path.ends_with(".rs")
        && matches!(
            parts[..],
            ["formats", _, "src", ..] | ["areas", _, "src", "rules.rs"] | ["areas", _, "src", "rules", ..]
        )
}

/// Paths, without ending, of the modules a file declares for tests only.
fn test_files(file: &File, source: &RustSource) -> Vec<String> {
    let stem = file.path.trim_end_matches(".rs");
    let (folder, name) = stem.rsplit_once('/').unwrap_or(("", stem));
    let folder = if matches!(name, "lib" | "main" | "mod") { folder } else { stem };
    source.test_modules.iter().map(|module| format!("{folder}/{module}")).collect()
}

fn impurities(source: &RustSource) -> Vec<(usize, String)> {
    let code = &source.code;
    let mut found = Vec::new();
    for name in AMBIENT {
        found.extend(words(code, name).map(|offset| (offset, (*name).to_owned())));
    }
    for offset in words(code, "std") {
        let Some(path) = code[offset + 3..].strip_prefix("::") else { continue };
        let first =
            |text: &str| text.trim_start().chars().take_while(|c| c.is_alphanumeric() || *c == '_').collect();
        let modules: Vec<String> = match path.strip_prefix('{') {
            Some(group) => top_level_items(group).into_iter().map(first).collect(),
            None => vec![first(path)],
        };
        let outside = modules.into_iter().filter(|m| OUTSIDE.contains(&m.as_str()));
        found.extend(outside.map(|module| (offset, format!("std::{module}"))));
    }
    found.sort();
    found
}

/// The items of a `{…}` group in a `use`, without going into inner groups.
fn top_level_items(group: &str) -> Vec<&str> {
    let mut depth = 0usize;
    let mut start = 0;
    let mut items = Vec::new();
    for (offset, c) in group.char_indices() {
        match c {
            '{' => depth += 1,
            '}' if depth == 0 => {
                items.push(&group[start..offset]);
                return items;
            }
            '}' => depth -= 1,
            ',' if depth == 0 => {
                items.push(&group[start..offset]);
                start = offset + 1;
            }
            _ => {}
        }
    }
    items
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::sample::files;

    fn places(list: &[(&str, &str)]) -> Vec<String> {
        check(&files(list)).into_iter().map(|f| f.place).collect()
    }

    #[test]
    fn reading_a_clock_or_a_file_is_found_in_formats_and_rules() {
        assert_eq!(
            places(&[
                ("formats/x509/src/lib.rs", "use std::io::Read;\nuse std::fs::File;\n"),
                ("formats/x509/src/path.rs", "fn f() { jiff::Timestamp::now(); }\n"),
                ("areas/authority/src/rules/window.rs", "use std::{fmt, net::{IpAddr, TcpStream}, io};\n"),
                ("areas/authority/src/rules.rs", "pub async fn f() {}\n"),
                ("formats/asn1/src/lib.rs", "use aws_lc_rs::rand;\n"),
            ]),
            [
                "formats/x509/src/lib.rs:2",
                "formats/x509/src/path.rs:1",
                "areas/authority/src/rules/window.rs:1",
                "areas/authority/src/rules.rs:1",
                "formats/asn1/src/lib.rs:1",
            ],
        );
    }

    #[test]
    fn traits_comments_tests_and_other_places_are_free() {
        assert_eq!(
            places(&[
                (
                    "formats/cades/src/lib.rs",
                    "//! std::fs\nuse std::{io::{Read, Seek}, net::IpAddr};\n#[cfg(test)]\nmod samples;\n#[cfg(test)]\nmod tests { use std::fs; }\n"
                ),
                ("formats/cades/src/samples.rs", "use std::fs;\n"),
                ("formats/cades/tests/corpus.rs", "use std::fs;\n"),
                ("areas/authority/src/verbs/issue.rs", "use std::time::SystemTime;\n"),
            ]),
            Vec::<String>::new(),
        );
    }
}
