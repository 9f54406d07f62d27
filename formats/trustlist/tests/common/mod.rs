//! The corpus of signatures.

#![expect(clippy::print_stdout, reason = "says when a test did not run")]
#![allow(dead_code, reason = "not every test uses all of it")]

pub mod compose;
pub mod pki;
pub mod sign;

use std::{fs, path::PathBuf};

/// A file of the corpus, or a line that says it is missing.
pub fn corpus(path: &str) -> Option<Vec<u8>> {
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    if !root.join("signatures").is_dir() {
        println!("not run: {path}, corpus folder missing");
        return None;
    }
    let path = root.join("signatures").join(path);
    Some(fs::read(&path).unwrap_or_else(|error| panic!("{path:?}: {error}")))
}

/// A list of the corpus.
pub fn list(name: &str) -> Option<trustlist::TrustedList> {
    let xml = corpus(&format!("dss/tl/{name}"))?;
    Some(trustlist::TrustedList::from_xml(&xml).unwrap())
}
