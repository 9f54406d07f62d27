//! Every dependency can be had under a licence that lets anyone use Ceralacca as MIT or Apache-2.0.
//!
//! The same list stands in `deny.toml`.

use crate::tree::{Finding, Tree};

/// SPDX identifiers of the licences we accept.
pub const ALLOWED: &[&str] = &[
    "0BSD",
    "Apache-2.0",
    "Apache-2.0 WITH LLVM-exception",
    "BSD-2-Clause",
    "BSD-3-Clause",
    "BSL-1.0",
    "CC0-1.0",
    "CDLA-Permissive-2.0",
    "ISC",
    "MIT",
    "MIT-0",
    "Unicode-3.0",
    "Unlicense",
    "Zlib",
];

pub fn check(tree: &Tree) -> Vec<Finding> {
    let mut findings: Vec<Finding> = tree
        .packages
        .iter()
        .filter_map(|package| {
            let place = format!("{} {}", package.name, package.version);
            match &package.license {
                None => Some(Finding::new(place, "states no licence")),
                Some(license) if !acceptable(license) => {
                    Some(Finding::new(place, format!("licence not on the list: {license}")))
                }
                Some(_) => None,
            }
        })
        .collect();
    if let Some(deny) = tree.files.iter().find(|f| f.path == "deny.toml") {
        for license in ALLOWED {
            if !deny.text.contains(&format!("\"{license}\"")) {
                findings.push(Finding::new(
                    "deny.toml",
                    format!("{license} is accepted by tidy but missing here"),
                ));
            }
        }
    }
    findings
}

/// Whether an SPDX expression leaves a choice made of accepted licences only.
///
/// `OR` (or the old `/`) needs one side, `AND` needs both; it binds more tightly, as SPDX annex D says.
fn acceptable(expression: &str) -> bool {
    let spaced =
        expression.replace('(', " ( ").replace(')', " ) ").replace('/', " OR ").replace(" WITH ", "~");
    let tokens: Vec<&str> = spaced.split_whitespace().collect();
    let mut at = 0;
    any(&tokens, &mut at) && at == tokens.len()
}

fn any(tokens: &[&str], at: &mut usize) -> bool {
    let mut verdict = all(tokens, at);
    while tokens.get(*at) == Some(&"OR") {
        *at += 1;
        // Both sides are read, whatever the first one says.
        verdict |= all(tokens, at);
    }
    verdict
}

fn all(tokens: &[&str], at: &mut usize) -> bool {
    let mut verdict = one(tokens, at);
    while tokens.get(*at) == Some(&"AND") {
        *at += 1;
        verdict &= one(tokens, at);
    }
    verdict
}

fn one(tokens: &[&str], at: &mut usize) -> bool {
    let token = tokens.get(*at).copied();
    *at += 1;
    if token == Some("(") {
        let verdict = any(tokens, at);
        *at += 1;
        return verdict;
    }
    token.is_some_and(|t| ALLOWED.contains(&t.replace('~', " WITH ").as_str()))
}

#[cfg(test)]
mod tests {
    use super::{acceptable, check};
    use crate::tree::{Tree, sample::foreign};

    #[test]
    fn a_choice_with_one_accepted_side_is_accepted() {
        for good in [
            "MIT",
            "MIT/Apache-2.0",
            "GPL-3.0 OR MIT",
            "ISC AND (Apache-2.0 OR ISC)",
            "Apache-2.0 WITH LLVM-exception OR GPL-2.0",
            "(MIT OR Apache-2.0) AND Unicode-3.0",
        ] {
            assert!(acceptable(good), "{good}");
        }
        for bad in ["GPL-3.0", "MIT AND GPL-3.0", "MIT OR", "(MIT", "MIT GPL-3.0", "", "MPL-2.0"] {
            assert!(!acceptable(bad), "{bad}");
        }
    }

    #[test]
    fn a_dependency_without_an_accepted_licence_is_found() {
        let packages =
            vec![foreign("good", Some("MIT")), foreign("viral", Some("AGPL-3.0")), foreign("silent", None)];
        let places: Vec<String> =
            check(&Tree { packages, ..Tree::default() }).into_iter().map(|f| f.place).collect();
        assert_eq!(places, ["viral 1.0.0", "silent 1.0.0"]);
    }
}
