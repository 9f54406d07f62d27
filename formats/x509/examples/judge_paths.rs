//! What our path validation says of a corpus: a line of JSON for each case, for the judges in `interop/judges`.
//!
//! ```text
//! judge_paths pkits|limbo|bettertls|boringssl-crl|boringssl-ocsp FOLDER
//! ```
#![expect(clippy::print_stdout, reason = "a program that prints")]

#[path = "../tests/common/corpora.rs"]
mod corpora;

use std::{path::PathBuf, process::ExitCode};

fn main() -> ExitCode {
    let mut arguments = std::env::args().skip(1);
    let (Some(corpus), Some(folder)) = (arguments.next(), arguments.next()) else {
        eprintln!("usage: judge_paths CORPUS FOLDER");
        return ExitCode::from(2);
    };
    let Some(all) = corpora::run(&corpus, &PathBuf::from(folder)) else {
        eprintln!("judge_paths: no corpus {corpus}");
        return ExitCode::from(2);
    };
    for said in all {
        let line = serde_json::json!({
            "case": said.case, "verdict": said.verdict, "policies": said.policies, "detail": said.detail,
        });
        println!("{line}");
    }
    ExitCode::SUCCESS
}
