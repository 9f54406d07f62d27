//! Where the fixture corpus is.
#![expect(
    clippy::unwrap_used,
    clippy::print_stdout,
    reason = "test support: outside a test function the lint does not know that"
)]
#![allow(dead_code, reason = "each test file uses a part")]

pub mod issued;

use std::path::PathBuf;

/// A folder of the corpus, or `None` (and a line that says so) where there is no corpus.
pub fn corpus(folder: &str, cases: usize) -> Option<PathBuf> {
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    let folder = root.join(folder);
    if folder.is_dir() {
        return Some(folder);
    }
    println!("not run: {cases} cases, corpus folder missing");
    None
}

/// Every file below a folder with one of these extensions.
pub fn files(folder: &std::path::Path, extensions: &[&str]) -> Vec<PathBuf> {
    let mut found = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in std::fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| extensions.iter().any(|known| ending == *known)) {
                found.push(path);
            }
        }
    }
    found.sort();
    found
}
