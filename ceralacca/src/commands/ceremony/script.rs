//! The script of a ceremony: TOML, every key of which `docs/operate/ceremony.md` explains.

use std::path::{Path, PathBuf};

use authority::rules::ceremony::Participant;
use keyvault::{KeySpec, shares::Plan};
use serde::Deserialize;

use crate::{
    config::{Activation, RawConfig, RawInstallation, RawKeys},
    exit::{Exit, Failure, Outcome},
};

/// The ceremony of the fictional chamber: no token, officers without devices.
pub const DEFAULT: &str = include_str!("../../../../demo/ceremony.toml");
/// Where a rehearsal leaves its transcript, in its own data folder.
pub const REHEARSED: &str = "rehearsal.json";

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct Raw {
    title: String,
    transcript: PathBuf,
    installation: RawInstallation,
    #[serde(default)]
    keys: RawScriptKeys,
    #[serde(default)]
    shares: RawShares,
    officer: Vec<RawOfficer>,
    custodian: Vec<RawCustodian>,
    #[serde(default)]
    witness: Vec<RawWitness>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawScriptKeys {
    module: Option<PathBuf>,
    token: Option<String>,
    kind: Option<String>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawShares {
    needed: u8,
    made: u8,
}

impl Default for RawShares {
    fn default() -> Self {
        Self { needed: Plan::DEFAULT.needed(), made: Plan::DEFAULT.made() }
    }
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawOfficer {
    id: String,
    name: String,
    certificate: PathBuf,
    #[serde(default)]
    key: Option<String>,
    #[serde(default)]
    pin_file: Option<PathBuf>,
    #[serde(default)]
    csr: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawCustodian {
    id: String,
    name: String,
    #[serde(default)]
    share_file: Option<PathBuf>,
}

#[derive(Debug, Deserialize)]
#[serde(deny_unknown_fields)]
struct RawWitness {
    id: String,
    name: String,
}

/// A script that makes sense, its paths absolute.
#[derive(Debug)]
pub struct Script {
    pub title: String,
    pub transcript: PathBuf,
    pub kind: KeySpec,
    pub shares: Plan,
    pub officers: Vec<Officer>,
    pub custodians: Vec<Custodian>,
    witnesses: Vec<RawWitness>,
    installation: RawInstallation,
    keys: RawKeys,
}

#[derive(Clone, Debug)]
pub struct Officer {
    pub id: String,
    pub name: String,
    /// Where the certificate goes.
    pub certificate: PathBuf,
    /// The officer's key, or a request made with it.
    pub key: Option<String>,
    pub pin_file: Option<PathBuf>,
    pub csr: Option<PathBuf>,
}

#[derive(Clone, Debug)]
pub struct Custodian {
    pub id: String,
    pub name: String,
    /// Where the share goes; shown on the terminal when absent.
    pub share_file: Option<PathBuf>,
}

/// A failure that names the script.
pub fn invalid(path: &Path, detail: impl ToString) -> Failure {
    Failure::new(Exit::Usage, "config-invalid")
        .with("file", path.display())
        .with("key", "")
        .with("detail", detail.to_string())
}

impl Script {
    /// Reads a script; its paths are relative to `base`.
    pub fn read(text: &str, base: &Path, path: Option<&Path>) -> Outcome<Self> {
        let path = path.unwrap_or(Path::new("--default"));
        let raw: Raw = toml::from_str(text).map_err(|error| invalid(path, error.message()))?;
        let at = |file: PathBuf| base.join(file);
        let kind = raw.keys.kind.as_deref().unwrap_or("rsa-4096");
        let kind = kind.parse().map_err(|error| invalid(path, format!("keys.kind = {kind}: {error}")))?;
        let shares = Plan::new(raw.shares.needed, raw.shares.made).map_err(|error| invalid(path, error))?;
        let officers = raw.officer.into_iter().map(|officer| Officer {
            id: officer.id,
            name: officer.name,
            certificate: at(officer.certificate),
            key: officer.key,
            pin_file: officer.pin_file.map(at),
            csr: officer.csr.map(at),
        });
        let custodians = raw.custodian.into_iter().map(|custodian| Custodian {
            id: custodian.id,
            name: custodian.name,
            share_file: custodian.share_file.map(at),
        });
        Ok(Self {
            title: raw.title,
            transcript: at(raw.transcript),
            kind,
            shares,
            officers: officers.collect(),
            custodians: custodians.collect(),
            witnesses: raw.witness,
            installation: raw.installation,
            keys: RawKeys {
                module: raw.keys.module,
                token: raw.keys.token,
                pin_file: None,
                activation: Activation::Shares,
            },
        })
    }

    /// The script of its rehearsal: everything that is left behind goes to a folder.
    pub fn rehearsed(mut self, folder: &Path) -> Self {
        self.transcript = folder.join(REHEARSED);
        for officer in &mut self.officers {
            officer.certificate = folder.join(format!("{}.cer", officer.id));
        }
        for custodian in &mut self.custodians {
            custodian.share_file = Some(folder.join(format!("{}.share", custodian.id)));
        }
        let softhsm = |module: &PathBuf| {
            module.file_name().is_some_and(|name| name.to_string_lossy().contains("softhsm"))
        };
        if !self.keys.module.as_ref().is_some_and(softhsm) {
            // A throw-away token can be had of SoftHSM2 only; elsewhere a vault takes its place.
            (self.keys.module, self.keys.token) = (None, None);
        }
        // The steps are rehearsed, not the patience: these keys live for a minute.
        if matches!(self.kind, KeySpec::Rsa3072 | KeySpec::Rsa4096) {
            self.kind = KeySpec::Rsa2048;
        }
        self.installation.database = None;
        self
    }

    /// Everybody who takes part.
    pub fn participants(&self) -> Vec<Participant> {
        let person = |id: &str, name: &str, role: &str| Participant {
            id: id.to_owned(),
            name: name.to_owned(),
            role: role.to_owned(),
        };
        let officers = self.officers.iter().map(|one| person(&one.id, &one.name, "ca_officer"));
        let custodians = self.custodians.iter().map(|one| person(&one.id, &one.name, "key_custodian"));
        let witnesses = self.witnesses.iter().map(|one| person(&one.id, &one.name, "auditor"));
        officers.chain(custodians).chain(witnesses).collect()
    }

    /// The configuration of the installation that comes out of it.
    pub fn config(&self) -> RawConfig {
        RawConfig { keys: self.keys.clone(), ..self.installation.clone().config() }
    }
}
