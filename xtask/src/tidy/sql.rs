//! SQL stands in an area's `tables.rs` and in `platform/store`, nowhere else.

use crate::rust_source::RustSource;
use crate::tree::{Finding, Tree};

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in tree.rust_below(&["formats/", "platform/", "areas/", "ceralacca/"]) {
        let tables = file.path.ends_with("/tables.rs") || file.path.contains("/tables/");
        if tables || file.path.starts_with("platform/store/") {
            continue;
        }
        for (line, text) in RustSource::read(&file.text).strings {
            if is_sql(&text) {
                let place = format!("{}:{line}", file.path);
                findings.push(Finding::new(place, "SQL outside tables.rs and platform/store"));
            }
        }
    }
    findings
}

/// Whether a string reads as a statement. Words of one case only: "Select a file" is prose.
fn is_sql(text: &str) -> bool {
    let Some(start) = text.split_whitespace().next() else { return false };
    if !(start.chars().all(|c| c.is_ascii_uppercase()) || start.chars().all(|c| c.is_ascii_lowercase())) {
        return false;
    }
    let lower: Vec<String> = text.split_whitespace().map(str::to_ascii_lowercase).collect();
    let has = |word: &str| lower.iter().any(|w| w == word);
    match (lower[0].as_str(), lower.get(1).map(String::as_str)) {
        ("select" | "with", _) => has("select") && has("from"),
        ("insert", Some("into" | "or")) | ("replace", Some("into")) | ("delete", Some("from")) => true,
        ("update", _) => lower.get(2).is_some_and(|w| w == "set") && text.contains('='),
        ("create" | "drop" | "alter", Some("table" | "index" | "unique" | "view" | "trigger")) => true,
        ("pragma", Some(_)) => true,
        ("begin", Some("immediate" | "transaction")) => true,
        _ => false,
    }
}

#[cfg(test)]
mod tests {
    use super::check;
    use crate::tree::sample::files;

    #[test]
    fn a_statement_in_a_verb_is_found_and_one_in_tables_is_not() {
        let code = "fn f() { q(\"SELECT serial FROM authority_certificate\"); }\n";
        let tree = files(&[
            ("areas/authority/src/verbs/issue_pair.rs", code),
            ("areas/authority/src/tables.rs", code),
            ("platform/store/src/audit.rs", code),
            ("platform/webkit/src/session.rs", "fn f() { q(r\"\n   insert into s values (?)\"); }"),
        ]);
        let places: Vec<String> = check(&tree).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["areas/authority/src/verbs/issue_pair.rs:1", "platform/webkit/src/session.rs:1"]);
    }

    #[test]
    fn prose_is_not_sql() {
        let tree = files(&[(
            "ceralacca/src/cli.rs",
            "const A: &str = \"Select a file from the list\"; const B: &str = \"update the set\"; const C: &str = \"delete\";",
        )]);
        assert_eq!(check(&tree), []);
    }
}
