//! The configuration of an installation: `ceralacca.toml` in its data folder.
//!
//! What is written ([`RawConfig`]) and what the program works with ([`Config`]) are two types: the
//! second exists only if the first makes sense.

use std::{
    net::SocketAddr,
    path::{Path, PathBuf},
};

use serde::{Deserialize, Serialize};

use crate::{
    cns_server::RawCns,
    exit::{Exit, Failure, Outcome},
    life::RawCertificates,
    outside::{RawOutside, RawTrustedLists},
    time_source::{RawClock, RawTimeStamping},
};

/// `ceralacca.toml` as it is written. Every key is listed in `docs/operate/configuration.md`.
#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawConfig {
    pub site: RawSite,
    pub pki: RawPki,
    pub policy_oid: RawPolicyOids,
    #[serde(default)]
    pub database: RawDatabase,
    #[serde(default, skip_serializing_if = "RawClock::is_empty")]
    pub clock: RawClock,
    #[serde(default, skip_serializing_if = "RawTimeStamping::is_usual")]
    pub time_stamping: RawTimeStamping,
    #[serde(default, skip_serializing_if = "RawCertificates::is_usual")]
    pub certificates: RawCertificates,
    #[serde(default)]
    pub listen: RawListen,
    #[serde(default, skip_serializing_if = "RawCns::is_usual")]
    pub cns: RawCns,
    #[serde(default)]
    pub keys: RawKeys,
    #[serde(default)]
    pub mail: RawMail,
    #[serde(default)]
    pub status: RawStatus,
    #[serde(default)]
    pub sms: RawSms,
    #[serde(default, skip_serializing_if = "RawOutside::is_usual")]
    pub outside: RawOutside,
    #[serde(default, skip_serializing_if = "RawTrustedLists::is_usual")]
    pub trusted_lists: RawTrustedLists,
}

impl RawConfig {
    /// Nothing but what an installation must say.
    pub fn of(site: RawSite, pki: RawPki, policy_oid: RawPolicyOids) -> Self {
        Self {
            site,
            pki,
            policy_oid,
            database: RawDatabase::default(),
            clock: RawClock::default(),
            time_stamping: RawTimeStamping::default(),
            certificates: RawCertificates::default(),
            listen: RawListen::default(),
            cns: RawCns::default(),
            keys: RawKeys::default(),
            mail: RawMail::default(),
            status: RawStatus::default(),
            sms: RawSms::default(),
            outside: RawOutside::default(),
            trusted_lists: RawTrustedLists::default(),
        }
    }
}

/// What an installation is asked when it begins: by `ceralacca init`, or by the script of a ceremony.
#[derive(Clone, Debug, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawInstallation {
    /// The trust service provider.
    pub organization: String,
    /// Its VAT number.
    pub vat: String,
    /// City of the chamber.
    pub city: String,
    /// Base of the addresses in certificates.
    pub pki_url: String,
    /// Public address of the pages.
    pub site_url: String,
    /// Arc of the policies.
    pub policy_arc: String,
    /// Address of the database, unless it is the file in the data folder.
    #[serde(default)]
    pub database: Option<String>,
}

impl RawInstallation {
    /// The configuration that an installation begins with.
    pub fn config(self) -> RawConfig {
        let Self { organization, vat, city, pki_url, site_url, policy_arc, database } = self;
        let name = format!("Camera di commercio di {city}");
        let pki = RawPki {
            organization,
            vat,
            url: pki_url,
            cps_url: format!("{site_url}/manuali"),
            pds_url_en: format!("{site_url}/pds-en.pdf"),
            pds_url_it: format!("{site_url}/pds-it.pdf"),
            crl_shards: default_shards(),
        };
        let policy_oid = RawPolicyOids {
            firma_qscd: format!("{policy_arc}.1"),
            cns: format!("{policy_arc}.2"),
            tsa: format!("{policy_arc}.3"),
            ocsp: format!("{policy_arc}.4"),
        };
        let site = RawSite { name, city, url: site_url, email: None };
        RawConfig { database: RawDatabase { url: database }, ..RawConfig::of(site, pki, policy_oid) }
    }
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSite {
    /// Name on the pages, for example `Camera di commercio di Borgo Sereno`.
    pub name: String,
    /// City of the chamber: stands in the CNS certificates as `CCIAA CITY`.
    pub city: String,
    /// Public address of the pages.
    pub url: String,
    /// Address that answers questions about privacy and accessibility; `assistenza@` and the host of
    /// the pages unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub email: Option<String>,
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPki {
    pub organization: String,
    /// 11 digits; the certificates say `VATIT-…`.
    pub vat: String,
    /// Base of the CRL, OCSP and CA addresses that go into every certificate: plain http, for ever.
    pub url: String,
    /// Operating manual (https).
    pub cps_url: String,
    /// PKI disclosure statement in English and Italian (https).
    pub pds_url_en: String,
    pub pds_url_it: String,
    #[serde(default = "default_shards")]
    pub crl_shards: u16,
}

fn default_shards() -> u16 {
    16
}

#[derive(Clone, Debug, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawPolicyOids {
    pub firma_qscd: String,
    pub cns: String,
    pub tsa: String,
    pub ocsp: String,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawDatabase {
    /// `postgres://…`, or absent for the SQLite file in the data folder.
    #[serde(skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
}

#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawListen {
    #[serde(skip_serializing_if = "Option::is_none")]
    pub http: Option<SocketAddr>,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub https: Option<SocketAddr>,
    /// Where operators enter, with their certificates.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub admin: Option<SocketAddr>,
}

/// How lists and OCSP answers are given.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawStatus {
    /// A delta list goes with each list.
    #[serde(default)]
    pub delta_lists: bool,
    /// Lists name the address of their delta list.
    #[serde(default)]
    pub freshest_crl: bool,
    /// What a nonce in an OCSP request leads to.
    #[serde(default)]
    pub nonce_mode: NonceMode,
    /// What OCSP says of a serial number that was never issued.
    #[serde(default)]
    pub never_issued: NeverIssued,
    /// MiB that the OCSP answers which are ready may take; 256 unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub cache_mb: Option<u16>,
}

/// What a nonce in an OCSP request leads to.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NonceMode {
    /// The answer repeats it, signed for this request alone.
    #[default]
    Sign,
    /// The answer is without, from what is ready.
    Ignore,
}

/// What OCSP says of a serial number that was never issued.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum NeverIssued {
    /// Revoked, as RFC 6960 §4.4.8 defines it.
    #[default]
    Revoked,
    /// Unknown.
    Unknown,
}

impl RawStatus {
    /// Lists are written in the data folder while they are made, if they are large.
    fn settings(&self, folder: &Path) -> authority::StatusSettings {
        let default = authority::StatusSettings::default();
        authority::StatusSettings {
            delta_lists: self.delta_lists,
            freshest_crl: self.freshest_crl,
            ignore_nonces: self.nonce_mode == NonceMode::Ignore,
            never_issued_unknown: self.never_issued == NeverIssued::Unknown,
            cache_octets: self.cache_mb.map_or(default.cache_octets, |mb| usize::from(mb) << 20),
            scratch: Some(folder.to_owned()),
        }
    }
}

/// Where mails go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawMail {
    pub sink: MailSinkKind,
    /// Where the folder sink writes; `mail` in the data folder unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// Address that mails come from; `firma@` and the host of the pages unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub from: Option<String>,
    /// Address that answers go to; `site.email` unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub reply_to: Option<String>,
    /// Mail server.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub server: Option<String>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub port: Option<u16>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub tls: Option<MailTls>,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub user: Option<String>,
    /// File whose first line is the password of `user`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub password_file: Option<PathBuf>,
    /// PEM or DER of a further authority whose server certificates are believed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub ca_file: Option<PathBuf>,
}

/// By which way mails leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailSinkKind {
    #[default]
    Folder,
    Smtp,
}

/// How the connection to the mail server is protected.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum MailTls {
    #[default]
    Starttls,
    Implicit,
    None,
}

/// Where SMS go.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawSms {
    pub sink: SmsSinkKind,
    /// Where the folder sink writes; `mail` in the data folder unless said.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub folder: Option<PathBuf>,
    /// Address of the gateway.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub url: Option<String>,
    /// File whose first line is the gateway's token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token_file: Option<PathBuf>,
    /// Name or number that telephones show.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub sender: Option<String>,
}

/// By which way SMS leave.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum SmsSinkKind {
    #[default]
    Folder,
    Gateway,
}

/// Where the keys of the authorities are, and what opens them after a restart.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct RawKeys {
    /// The PKCS#11 module of the HSM, or absent for the vault of the signing process.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub module: Option<PathBuf>,
    /// The label of the token.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub token: Option<String>,
    /// A file with the token's PIN, for keys that open by themselves.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub pin_file: Option<PathBuf>,
    /// `automatic` or `shares`.
    #[serde(default)]
    pub activation: Activation,
}

/// What opens the authorities' keys after a restart.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Activation {
    /// They open by themselves.
    #[default]
    Automatic,
    /// The custodians bring their shares (`ceralacca ca activate`).
    Shares,
}

/// Where the keys of the authorities are.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum KeyPlace {
    /// In the vault of the signing process.
    Vault,
    /// On a token behind a PKCS#11 module.
    Token {
        /// The module.
        module: PathBuf,
        /// The label of the token.
        token: String,
    },
}

/// How the authorities' keys are kept.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Keys {
    /// Where.
    pub place: KeyPlace,
    /// What opens them.
    pub activation: Activation,
    /// A file with the token's PIN.
    pub pin_file: Option<PathBuf>,
}

impl RawKeys {
    fn checked(&self, path: &Path) -> Outcome<Keys> {
        let place = match (&self.module, &self.token) {
            (None, None) => KeyPlace::Vault,
            (Some(module), Some(token)) => KeyPlace::Token { module: module.clone(), token: token.clone() },
            (Some(_), None) => return Err(invalid(path, "keys.token", "?")),
            (None, Some(_)) => return Err(invalid(path, "keys.module", "?")),
        };
        let pin_needed = place != KeyPlace::Vault && self.activation == Activation::Automatic;
        if pin_needed != self.pin_file.is_some() {
            return Err(invalid(path, "keys.pin_file", "?"));
        }
        Ok(Keys { place, activation: self.activation, pin_file: self.pin_file.clone() })
    }
}

/// A configuration that makes sense, with the folder it belongs to.
#[derive(Clone, Debug)]
pub struct Config {
    raw: RawConfig,
    folder: PathBuf,
    authority: authority::Settings,
    keys: Keys,
}

impl Config {
    /// The name of the file in the data folder.
    pub const FILE: &str = "ceralacca.toml";

    /// The configuration of the installation in `folder`, if there is one.
    ///
    /// # Errors
    /// `config-invalid` naming the key.
    pub fn find(folder: &Path) -> Outcome<Option<Self>> {
        if folder.join(Self::FILE).exists() { Self::load(folder).map(Some) } else { Ok(None) }
    }

    /// Reads the configuration of the installation in `folder`.
    ///
    /// # Errors
    /// `not-initialised` when there is none; `config-invalid` naming the key.
    pub fn load(folder: &Path) -> Outcome<Self> {
        let path = folder.join(Self::FILE);
        if !path.exists() {
            return Err(Failure::new(Exit::Device, "not-initialised").with("folder", folder.display()));
        }
        let text = crate::files::read(&path, 1 << 20)?;
        let text = String::from_utf8(text).map_err(|error| invalid(&path, "", error))?;
        let raw: RawConfig = toml::from_str(&text).map_err(|error| invalid(&path, "", error.message()))?;
        Self::new(raw, folder)
    }

    /// Checks a configuration for the installation in `folder`.
    ///
    /// # Errors
    /// `config-invalid` naming the key.
    pub fn new(raw: RawConfig, folder: &Path) -> Outcome<Self> {
        let path = folder.join(Self::FILE);
        let oid = |key: &str, text: &str| {
            let key = format!("policy_oid.{key}");
            text.parse::<asn1::Oid>().map_err(|error| invalid(&path, &key, format!("{text:?}: {error}")))
        };
        let url = |key: &str, url: &str, scheme: &str| {
            let rest = url.strip_prefix(scheme);
            match rest {
                Some(rest) if !rest.is_empty() && !rest.ends_with('/') => Ok(url.to_owned()),
                _ => Err(invalid(&path, key, format!("{url:?} ({scheme}…)"))),
            }
        };
        let vat: italia::PartitaIva = raw
            .pki
            .vat
            .parse()
            .map_err(|error| invalid(&path, "pki.vat", format!("{:?}: {error}", raw.pki.vat)))?;
        let keys = raw.keys.checked(&path)?;
        let authority = authority::Settings {
            organization: raw.pki.organization.clone(),
            organization_identifier: format!("VATIT-{vat}"),
            chamber_unit: format!("CCIAA {}", raw.site.city),
            publication_url: url("pki.url", &raw.pki.url, "http://")?,
            cps_url: url("pki.cps_url", &raw.pki.cps_url, "https://")?,
            pds_urls: vec![
                ("en".to_owned(), url("pki.pds_url_en", &raw.pki.pds_url_en, "https://")?),
                ("it".to_owned(), url("pki.pds_url_it", &raw.pki.pds_url_it, "https://")?),
            ],
            policy_signature: oid("firma_qscd", &raw.policy_oid.firma_qscd)?,
            policy_cns: oid("cns", &raw.policy_oid.cns)?,
            policy_tsa: oid("tsa", &raw.policy_oid.tsa)?,
            policy_ocsp: oid("ocsp", &raw.policy_oid.ocsp)?,
            crl_shards: raw.pki.crl_shards,
            status: raw.status.settings(folder),
        };
        if raw.pki.crl_shards == 0 || raw.pki.crl_shards > 256 {
            return Err(invalid(&path, "pki.crl_shards", raw.pki.crl_shards));
        }
        if let Some((key, detail)) = raw.outside.wrong() {
            return Err(invalid(&path, key, detail));
        }
        if let Some(country) = raw.trusted_lists.wrong() {
            return Err(invalid(&path, "trusted_lists.countries", format!("{country:?}")));
        }
        if let Some((key, detail)) = raw.cns.wrong() {
            return Err(invalid(&path, key, detail));
        }
        Ok(Self { raw, folder: folder.to_owned(), authority, keys })
    }

    /// Writes the configuration as the file of a new installation.
    ///
    /// # Errors
    /// What the disk says; `file-exists` when there is one already.
    pub fn save(&self) -> Outcome<()> {
        let text = toml::to_string_pretty(&self.raw).map_err(Failure::defect)?;
        crate::files::write(&self.folder.join(Self::FILE), text.as_bytes(), false).map(drop)
    }

    /// What is written, for the audit log: secrets stand in files of their own, but for the password in
    /// the address of the database, which is left out.
    pub fn without_secrets(&self) -> Outcome<String> {
        let mut raw = self.raw.clone();
        raw.database.url = raw.database.url.map(|url| {
            let Ok(url) = url.parse::<store::StoreUrl>();
            url.to_string()
        });
        toml::to_string_pretty(&raw).map_err(Failure::defect)
    }

    /// The data folder.
    pub fn folder(&self) -> &Path {
        &self.folder
    }

    /// What is written.
    pub fn raw(&self) -> &RawConfig {
        &self.raw
    }

    /// How the authorities' keys are kept.
    pub fn keys(&self) -> &Keys {
        &self.keys
    }

    /// What the certification authority works with.
    pub fn authority(&self) -> &authority::Settings {
        &self.authority
    }

    /// A failure about one key of the file.
    pub fn wrong(&self, key: &str, detail: impl ToString) -> Failure {
        invalid(&self.folder.join(Self::FILE), key, detail)
    }

    /// A path of the file: relative ones begin in the data folder.
    pub fn path(&self, path: &Path) -> PathBuf {
        self.folder.join(path)
    }

    /// The folder of the sealed keys.
    pub fn vault(&self) -> PathBuf {
        self.folder.join("vault")
    }

    /// The key file that unseals them, unless a passphrase does.
    pub fn vault_key(&self) -> PathBuf {
        self.folder.join("vault.key")
    }
}

/// `key` is empty where the text as a whole is meant.
fn invalid(path: &Path, key: &str, detail: impl ToString) -> Failure {
    let detail = detail.to_string();
    let detail = if key.is_empty() { detail } else { format!("{key} = {detail}") };
    let failure = Failure::new(Exit::Usage, "config-invalid").with("file", path.display());
    failure.with("key", key).with("detail", detail)
}
