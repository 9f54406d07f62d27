//! The corpus of signatures.

#![expect(clippy::print_stdout, reason = "says when a test did not run")]
#![allow(dead_code, reason = "not every test uses all of it")]

pub mod case;
pub mod chamber;
pub mod drafts;
pub mod kinds;
pub mod world;

use std::{fs, path::PathBuf};

use jiff::Timestamp;
use sigcheck::Trust;

/// The folder of fixtures.
pub struct Corpus(PathBuf);

/// The corpus, or a line that says it is missing.
pub fn corpus(cases: &str) -> Option<Corpus> {
    let root = std::env::var_os("CERALACCA_CORPUS").map_or_else(
        || PathBuf::from(env!("CARGO_MANIFEST_DIR")).join("../../../shared/fixtures"),
        PathBuf::from,
    );
    let folder = root.join("signatures");
    if folder.is_dir() {
        return Some(Corpus(folder));
    }
    println!("not run: {cases} cases, corpus folder missing");
    None
}

/// The instant that the generated files are to be judged at.
pub fn now() -> Timestamp {
    "2026-11-22T09:00:00Z".parse().unwrap()
}

impl Corpus {
    /// A file.
    pub fn read(&self, path: &str) -> Vec<u8> {
        fs::read(self.0.join(path)).unwrap_or_else(|error| panic!("{path}: {error}"))
    }

    /// Everything in a folder as what is trusted.
    pub fn trust(&self, folder: &str) -> Trust {
        let mut trust = Trust::new();
        for entry in fs::read_dir(self.0.join(folder)).unwrap() {
            let path = entry.unwrap().path();
            assert!(trust.add_file(&fs::read(&path).unwrap()), "{path:?}");
        }
        trust
    }
}
