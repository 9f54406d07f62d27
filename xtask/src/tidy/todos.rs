//! What is left to do is written down as an issue: a mark in the code names it, as in `TODO(#12)`.

use crate::tree::{Finding, Tree};

/// Spelt in two halves so that this file does not find itself.
const MARKS: &[&str] = &[concat!("TO", "DO"), concat!("FIX", "ME")];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings = Vec::new();
    for file in
        tree.files.iter().filter(|f| !f.path.ends_with(".tsv") && !f.path.ends_with("package-lock.json"))
    {
        for (number, line) in file.text.lines().enumerate() {
            for mark in MARKS {
                if crate::rust_source::words(line, mark).any(|at| !names_an_issue(&line[at + mark.len()..])) {
                    let place = format!("{}:{}", file.path, number + 1);
                    findings
                        .push(Finding::new(place, format!("{mark} without an issue: write {mark}(#number)")));
                }
            }
        }
    }
    findings
}

fn names_an_issue(rest: &str) -> bool {
    let digits = rest.strip_prefix("(#").and_then(|r| r.split_once(')')).map(|(digits, _)| digits);
    digits.is_some_and(|d| !d.is_empty() && d.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::{MARKS, check};
    use crate::tree::sample::files;

    #[test]
    fn a_naked_mark_is_found_and_one_with_an_issue_is_not() {
        let [todo, fixme] = MARKS else { unreachable!() };
        let tree = files(&[
            ("a.rs", &format!("// {todo}: later\n// {todo}(#12): later\n")),
            ("b.css", &format!("/* {fixme} */")),
            ("c.md", "metodo MASTODON"),
        ]);
        let places: Vec<String> = check(&tree).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["a.rs:1", "b.css:1"]);
    }
}
