//! House rules and generated files.
//!
//! - `cargo xtask tidy` holds the tree against the rules of `ARCHITECTURE.md`: which crate may use which,
//!   what formats and rules may touch, where SQL may stand, and so on. Each rule is a module of [`tidy`].
//! - `cargo xtask gen` writes `docs/reference/` from the program's own definitions; `--check` only compares.
//! - `cargo xtask check` runs format, clippy, tidy and `gen --check`.
//! - `cargo xtask bench` runs the measurements of `bench/`.

mod generate;
mod rust_source;
mod tidy;
mod tree;

use std::path::PathBuf;
use std::process::{Command, ExitCode};

use anyhow::{Context, Result, bail};

const USAGE: &str = "usage: cargo xtask tidy | gen [--check] | check | bench [ARGUMENT…]";

fn main() -> ExitCode {
    let arguments: Vec<String> = std::env::args().skip(1).collect();
    let arguments: Vec<&str> = arguments.iter().map(String::as_str).collect();
    match run(&arguments) {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("xtask: {error:#}");
            ExitCode::FAILURE
        }
    }
}

fn run(arguments: &[&str]) -> Result<()> {
    match arguments {
        ["tidy"] => tidy::run(&root()?),
        ["gen"] => generate::run(&root()?, generate::Mode::Write),
        ["gen", "--check"] => generate::run(&root()?, generate::Mode::Compare),
        ["check"] => {
            cargo(&["fmt", "--all", "--check"])?;
            cargo(&[
                "clippy",
                "--workspace",
                "--all-targets",
                "--locked",
                "--quiet",
                "--",
                "-D",
                "warnings",
            ])?;
            run(&["tidy"])?;
            run(&["gen", "--check"])
        }
        ["bench", rest @ ..] => {
            let mut command = vec!["run", "--release", "--locked", "-p", "bench", "--"];
            command.extend(rest);
            cargo(&command)
        }
        _ => bail!("{USAGE}"),
    }
}

/// The folder of the workspace: the parent of this crate's.
fn root() -> Result<PathBuf> {
    let here = PathBuf::from(std::env::var_os("CARGO_MANIFEST_DIR").context("run it as `cargo xtask`")?);
    Ok(here.parent().context("xtask has a parent folder")?.to_path_buf())
}

/// Runs cargo with the same toolchain that runs this program.
fn cargo(arguments: &[&str]) -> Result<()> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let status = Command::new(program).args(arguments).current_dir(root()?).status().context("cargo")?;
    if !status.success() {
        bail!("cargo {} failed", arguments.join(" "));
    }
    Ok(())
}
