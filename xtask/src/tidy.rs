//! The house rules that a program can check. Each rule is a pure function of the tree.

mod arrows;
mod length;
mod licences;
mod locales;
mod purity;
mod sql;
mod todos;
mod words;

use std::path::Path;

use anyhow::{Result, bail};

use crate::tree::{Finding, Tree};

type Rule = fn(&Tree) -> Vec<Finding>;

/// Every rule with the name printed before its findings.
const RULES: &[(&str, Rule)] = &[
    ("arrows", arrows::check),
    ("length", length::check),
    ("licences", licences::check),
    ("locales", locales::check),
    ("purity", purity::check),
    ("sql", sql::check),
    ("todo", todos::check),
    ("words", words::check),
];

/// Prints every finding and fails when there is one.
pub fn run(root: &Path) -> Result<()> {
    let tree = Tree::read(root)?;
    let mut total = 0;
    for (name, rule) in RULES {
        for finding in rule(&tree) {
            eprintln!("{name}: {}: {}", finding.place, finding.message);
            total += 1;
        }
    }
    if total > 0 {
        bail!("tidy: {total} findings");
    }
    eprintln!(
        "tidy: {} rules hold over {} files and {} packages",
        RULES.len(),
        tree.files.len(),
        tree.packages.len()
    );
    Ok(())
}
