//! What the rules look at: the text files of the repository and the packages cargo resolved.
//!
//! A rule is a pure function of a [`Tree`], so its test gives it a small tree written by hand.

use std::path::Path;
use std::process::Command;

use anyhow::{Context, Result, bail};
use serde_json::Value;

/// A text file of the repository.
#[derive(Clone, Debug)]
pub struct File {
    /// Path from the root, with `/` between its parts.
    pub path: String,
    pub text: String,
}

/// A package cargo resolved.
#[derive(Clone, Debug)]
pub struct Package {
    pub name: String,
    pub version: String,
    /// SPDX expression as the package states it.
    pub license: Option<String>,
    /// The wing or folder of one of our own crates, such as `formats` or `xtask`; none for others' crates.
    pub wing: Option<String>,
    /// Names of our own crates it uses; those used only by its tests are left out.
    pub uses: Vec<String>,
}

/// The repository as the rules see it.
#[derive(Clone, Debug, Default)]
pub struct Tree {
    pub files: Vec<File>,
    pub packages: Vec<Package>,
}

/// A place where a rule is broken.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Finding {
    /// `path`, `path:line` or a crate's name.
    pub place: String,
    pub message: String,
}

impl Finding {
    pub fn new(place: impl Into<String>, message: impl Into<String>) -> Self {
        Self { place: place.into(), message: message.into() }
    }
}

impl Tree {
    /// Reads the files git knows or would add, and asks `cargo metadata` for the packages.
    pub fn read(root: &Path) -> Result<Self> {
        Ok(Self { files: read_files(root)?, packages: read_packages(root)? })
    }

    /// The Rust files below one of the given folders.
    pub fn rust_below<'a>(&'a self, folders: &'a [&'a str]) -> impl Iterator<Item = &'a File> {
        self.files
            .iter()
            .filter(|f| f.path.ends_with(".rs") && folders.iter().any(|folder| f.path.starts_with(folder)))
    }
}

fn read_files(root: &Path) -> Result<Vec<File>> {
    let listing = Command::new("git")
        .args(["ls-files", "-z", "--cached", "--others", "--exclude-standard"])
        .current_dir(root)
        .output()
        .context("git ls-files")?;
    if !listing.status.success() {
        bail!("git ls-files: {}", String::from_utf8_lossy(&listing.stderr));
    }
    let mut files = Vec::new();
    for path in String::from_utf8(listing.stdout)?.split_terminator('\0') {
        // Deleted but not yet committed, or not text: nothing to look at.
        let Ok(bytes) = std::fs::read(root.join(path)) else { continue };
        if let Ok(text) = String::from_utf8(bytes) {
            files.push(File { path: path.to_owned(), text });
        }
    }
    files.sort_by(|a, b| a.path.cmp(&b.path));
    files.dedup_by(|a, b| a.path == b.path);
    Ok(files)
}

fn read_packages(root: &Path) -> Result<Vec<Package>> {
    let program = std::env::var_os("CARGO").unwrap_or_else(|| "cargo".into());
    let output = Command::new(program)
        .args(["metadata", "--format-version", "1", "--locked"])
        .current_dir(root)
        .output()
        .context("cargo metadata")?;
    if !output.status.success() {
        bail!("cargo metadata: {}", String::from_utf8_lossy(&output.stderr));
    }
    packages_of(&serde_json::from_slice(&output.stdout)?)
}

fn packages_of(metadata: &Value) -> Result<Vec<Package>> {
    let root = metadata["workspace_root"].as_str().context("workspace_root")?;
    let packages = metadata["packages"].as_array().context("packages")?;
    packages
        .iter()
        .map(|package| {
            let own = package["source"].is_null();
            let manifest = package["manifest_path"].as_str().context("manifest_path")?;
            let wing = manifest
                .strip_prefix(root)
                .filter(|_| own)
                .and_then(|below| below.trim_start_matches('/').split('/').next())
                .map(str::to_owned);
            let dependencies = package["dependencies"].as_array().context("dependencies")?;
            let uses = dependencies
                .iter()
                .filter(|d| d["path"].is_string() && d["kind"].as_str() != Some("dev"))
                .filter_map(|d| d["name"].as_str().map(str::to_owned))
                .collect();
            Ok(Package {
                name: package["name"].as_str().context("name")?.to_owned(),
                version: package["version"].as_str().context("version")?.to_owned(),
                license: package["license"].as_str().map(str::to_owned),
                wing,
                uses,
            })
        })
        .collect()
}

#[cfg(test)]
pub mod sample {
    //! Small trees for the tests of the rules.

    use super::{File, Package, Tree};

    pub fn files(list: &[(&str, &str)]) -> Tree {
        let file = |(path, text): &(&str, &str)| File { path: (*path).to_owned(), text: (*text).to_owned() };
        Tree { files: list.iter().map(file).collect(), packages: Vec::new() }
    }

    pub fn own(name: &str, wing: &str, uses: &[&str]) -> Package {
        Package {
            name: name.to_owned(),
            version: "0.1.0".to_owned(),
            license: Some("MIT OR Apache-2.0".to_owned()),
            wing: Some(wing.to_owned()),
            uses: uses.iter().map(|u| (*u).to_owned()).collect(),
        }
    }

    pub fn foreign(name: &str, license: Option<&str>) -> Package {
        Package {
            name: name.to_owned(),
            version: "1.0.0".to_owned(),
            license: license.map(str::to_owned),
            wing: None,
            uses: Vec::new(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::packages_of;

    #[test]
    fn test_only_dependencies_are_not_arrows_and_the_wing_is_the_first_folder() {
        let metadata = serde_json::json!({
            "workspace_root": "/house",
            "packages": [{
                "name": "cades", "version": "0.1.0", "license": "MIT", "source": null,
                "manifest_path": "/house/formats/cades/Cargo.toml",
                "dependencies": [
                    {"name": "asn1", "path": "/house/formats/asn1", "kind": null},
                    {"name": "keyvault", "path": "/house/platform/keyvault", "kind": "dev"},
                    {"name": "jiff", "kind": null},
                ],
            }],
        });
        let packages = packages_of(&metadata).unwrap();
        assert_eq!(packages[0].wing.as_deref(), Some("formats"));
        assert_eq!(packages[0].uses, ["asn1"]);
    }
}
