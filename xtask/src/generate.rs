//! Files written from the program's own definitions: the command line reference, man pages and completions.
//!
//! They are committed, so that a reader of the repository sees them and a change to the command line shows in the
//! diff; `cargo xtask check` fails when they are out of date.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// Where everything generated lives.
const FOLDER: &str = "docs/reference";
const SHELLS: &[&str] = &["bash", "zsh", "fish", "powershell", "elvish"];

/// What to do with the generated files.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Mode {
    Write,
    /// Only say whether the committed files are those that would be written.
    Compare,
}

pub fn run(root: &Path, mode: Mode) -> Result<()> {
    let wanted = generate(&build(root)?)?;
    let mut present = read_below(&root.join(FOLDER))?;
    // Schemas are written by hand; the crates whose documents they describe compare them.
    present.retain(|path, _| !path.ends_with(".schema.json"));
    let differing: BTreeSet<&String> =
        wanted.keys().chain(present.keys()).filter(|path| wanted.get(*path) != present.get(*path)).collect();
    match mode {
        Mode::Compare if differing.is_empty() => Ok(()),
        Mode::Compare => bail!("{FOLDER}: {differing:?} out of date: run `cargo xtask gen` and commit"),
        Mode::Write => {
            for path in differing {
                let target = root.join(FOLDER).join(path);
                match wanted.get(path) {
                    Some(text) => {
                        std::fs::create_dir_all(target.parent().context("a file has a folder")?)?;
                        std::fs::write(&target, text)?;
                        eprintln!("gen: wrote {FOLDER}/{path}");
                    }
                    None => {
                        std::fs::remove_file(&target)?;
                        eprintln!("gen: removed {FOLDER}/{path}");
                    }
                }
            }
            Ok(())
        }
    }
}

/// Every generated file: path below [`FOLDER`] and text.
fn generate(program: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    for shell in SHELLS {
        files.insert(format!("completions/ceralacca.{shell}"), ceralacca(program, &["completions", shell])?);
    }
    let folder = std::env::temp_dir().join(format!("ceralacca-man-{}", std::process::id()));
    std::fs::create_dir_all(&folder)?;
    let name = folder.to_str().context("the temporary folder's name is text")?;
    let pages = ceralacca(program, &["man", "--output", name]).and_then(|_| read_below(&folder));
    std::fs::remove_dir_all(&folder)?;
    let pages = pages?;
    let mut helps = Vec::new();
    for page in pages.keys() {
        let command = command_of(page);
        let mut arguments: Vec<&str> = command.split(' ').skip(1).collect();
        arguments.push("--help");
        let help = String::from_utf8(ceralacca(program, &arguments)?)?;
        helps.push((command, help));
    }
    helps.sort();
    files.insert("cli.md".to_owned(), reference(&helps).into_bytes());
    files.extend(pages.into_iter().map(|(name, page)| (format!("man/{name}"), page)));
    Ok(files)
}

/// The command a man page is about: `ceralacca-ca-crl.1` is `ceralacca ca crl`.
fn command_of(page: &str) -> String {
    // The one word of a command that has a hyphen of its own.
    page.trim_end_matches(".1").replace('-', " ").replace("change pin", "change-pin")
}

/// The command line reference: each command's help under its own heading.
fn reference(helps: &[(String, String)]) -> String {
    let mut text = "# Command line\n\nWritten by `cargo xtask gen` from the program's own help.\n".to_owned();
    for (command, help) in helps {
        let help: Vec<&str> = help.lines().map(str::trim_end).collect();
        text.push_str(&format!("\n## {command}\n\n```\n{}\n```\n", help.join("\n").trim_end()));
    }
    text
}

/// Builds the program and says where it is.
fn build(root: &Path) -> Result<PathBuf> {
    let cargo = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(cargo)
        .args(["build", "--quiet", "--locked", "-p", "ceralacca", "--message-format=json-render-diagnostics"])
        .current_dir(root)
        .stderr(Stdio::inherit())
        .output()
        .context("cargo build -p ceralacca")?;
    if !output.status.success() {
        bail!("cargo build -p ceralacca failed");
    }
    let messages = String::from_utf8(output.stdout)?;
    messages
        .lines()
        .filter_map(|line| serde_json::from_str::<Value>(line).ok())
        .filter(|message| message["target"]["name"] == "ceralacca")
        .find_map(|message| message["executable"].as_str().map(PathBuf::from))
        .context("cargo named no program")
}

/// What the program prints, in English and without colour.
fn ceralacca(program: &Path, arguments: &[&str]) -> Result<Vec<u8>> {
    let output = Command::new(program)
        .args(["--lang", "en", "--color", "never"])
        .args(arguments)
        // Help names environment variables with their values.
        .env_clear()
        .output()
        .with_context(|| program.display().to_string())?;
    if !output.status.success() {
        bail!("ceralacca {}: {}", arguments.join(" "), String::from_utf8_lossy(&output.stderr));
    }
    Ok(output.stdout)
}

/// The files below a folder, by path; none when the folder is missing.
fn read_below(folder: &Path) -> Result<BTreeMap<String, Vec<u8>>> {
    let mut files = BTreeMap::new();
    let mut folders = vec![folder.to_path_buf()];
    while let Some(next) = folders.pop() {
        let Ok(entries) = std::fs::read_dir(&next) else { continue };
        for entry in entries {
            let path = entry?.path();
            if path.is_dir() {
                folders.push(path);
                continue;
            }
            let below = path.strip_prefix(folder)?.to_string_lossy().replace('\\', "/");
            files.insert(below, std::fs::read(&path)?);
        }
    }
    Ok(files)
}

#[cfg(test)]
mod tests {
    use super::{command_of, reference};

    #[test]
    fn every_command_has_its_help_under_its_name() {
        assert_eq!(command_of("ceralacca-ca-crl.1"), "ceralacca ca crl");
        assert_eq!(command_of("ceralacca-card-change-pin.1"), "ceralacca card change-pin");
        let text = reference(&[("ceralacca sign".to_owned(), "Sign files   \n\nOptions\n\n".to_owned())]);
        assert!(text.ends_with("\n## ceralacca sign\n\n```\nSign files\n\nOptions\n```\n"));
    }
}
