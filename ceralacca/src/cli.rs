//! The definitions of the command line: names, options, conventions.
//!
//! Conventions: the same option means the same everywhere; data goes to standard output, everything
//! else to standard error; `-` is standard input or output; secrets never stand on the command line
//! (a prompt, a file descriptor or a file gives them). Help texts live in `locales/*/help.ftl` under
//! `help-COMMAND` and `help-COMMAND-OPTION` and are put in by [`command`].

pub mod ca;
pub mod card;

use std::{num::NonZeroUsize, path::PathBuf};

use clap::{Args, CommandFactory, Parser, Subcommand, ValueEnum};
use jiff::Timestamp;
use webkit::Lang;

use self::ca::Ca;

/// The whole command line.
#[derive(Debug, Parser)]
#[command(name = "ceralacca", version, disable_help_subcommand = true, max_term_width = 100)]
pub struct Cli {
    #[command(flatten)]
    pub global: Global,
    #[command(subcommand)]
    pub command: Command,
}

/// Options that every command takes.
#[derive(Clone, Debug, Args)]
pub struct Global {
    #[arg(long, global = true)]
    pub json: bool,
    #[arg(long, short, global = true)]
    pub quiet: bool,
    #[arg(long, short, global = true)]
    pub verbose: bool,
    #[arg(long, global = true, value_name = "it|en|de", env = "CERALACCA_LANG", value_parser = language)]
    pub lang: Option<Lang>,
    #[arg(long, global = true, value_name = "RFC3339")]
    pub time: Option<Timestamp>,
    #[arg(long, global = true, value_name = "DIR", env = "CERALACCA_DATA")]
    pub data: Option<PathBuf>,
    #[arg(long, global = true)]
    pub no_input: bool,
    #[arg(long, global = true)]
    pub yes: bool,
    #[arg(long, global = true, value_enum, default_value_t = When::Auto)]
    pub color: When,
    #[arg(long, global = true, value_enum, default_value_t = When::Auto)]
    pub progress: When,
}

fn language(tag: &str) -> Result<Lang, &'static str> {
    Lang::parse(tag).ok_or("it, en, de")
}

/// When to do something that depends on the terminal.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum When {
    Auto,
    Always,
    Never,
}

#[derive(Debug, Subcommand)]
pub enum Command {
    Sign(Sign),
    Verify(Verify),
    Extract(Extract),
    Inspect(Inspect),
    Timestamp(TimeStamp),
    Augment(Augment),
    Desk(Desk),
    #[command(subcommand)]
    Card(card::Card),
    #[command(subcommand)]
    Tsa(Tsa),
    #[command(subcommand)]
    Cert(Cert),
    #[command(subcommand)]
    Trust(Trust),
    Init(Init),
    #[command(subcommand)]
    Ca(Ca),
    #[command(subcommand)]
    Operator(Operators),
    #[command(subcommand)]
    Audit(Audit),
    Serve(Serve),
    Signer(Signer),
    #[command(subcommand)]
    Approval(Approval),
    Demo(Demo),
    Doctor,
    Completions {
        #[arg(value_enum)]
        shell: clap_complete::Shell,
    },
    Man {
        #[arg(long, short, value_name = "DIR")]
        output: Option<PathBuf>,
    },
}

/// The container of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum SignatureFormat {
    Auto,
    Cades,
    Pades,
    Xades,
    AsicS,
    AsicE,
}

/// Where the document stands in relation to its signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Packaging {
    /// The signature inside the document.
    Enveloped,
    /// The document inside the signature.
    Enveloping,
    /// Apart.
    Detached,
}

impl From<Packaging> for signing::making::Packaging {
    fn from(packaging: Packaging) -> Self {
        match packaging {
            Packaging::Enveloped => Self::Enveloped,
            Packaging::Enveloping => Self::Enveloping,
            Packaging::Detached => Self::Detached,
        }
    }
}

/// The signatures inside a container.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Inner {
    Cades,
    Xades,
}

impl From<Inner> for signing::making::Inner {
    fn from(inner: Inner) -> Self {
        match inner {
            Inner::Cades => Self::Cades,
            Inner::Xades => Self::Xades,
        }
    }
}

/// The baseline level of a signature.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, ValueEnum)]
pub enum Level {
    /// The signature alone.
    B,
    /// With a time stamp.
    T,
    /// With what proves its certificates too.
    Lt,
    /// With a time stamp over all that, to be renewed.
    Lta,
}

impl Level {
    /// The level, if it is above B-B.
    pub fn above_b(self) -> Option<signing::levels::Level> {
        match self {
            Self::B => None,
            Self::T => Some(signing::levels::Level::T),
            Self::Lt => Some(signing::levels::Level::Lt),
            Self::Lta => Some(signing::levels::Level::Lta),
        }
    }
}

/// What a certified PDF still allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Certify {
    Nothing,
    Forms,
    Annotations,
}

/// The shape of a time stamp that is kept.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum StampShape {
    /// The whole response (RFC 3161).
    Tsr,
    /// The token alone.
    Tst,
    /// Document and time stamp together (RFC 5544).
    Tsd,
}

/// Where time stamps, certificates and revocation data come from.
#[derive(Clone, Debug, Args)]
pub struct Evidence {
    #[arg(long, value_name = "URL", env = "CERALACCA_TSA")]
    pub tsa: Option<String>,
    #[arg(long, value_name = "NAME", requires = "tsa")]
    pub tsa_user: Option<String>,
    #[arg(long, value_name = "FILE", requires = "tsa_user")]
    pub tsa_password_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
    #[arg(long, value_name = "DIR|FILE|installation")]
    pub trust: Vec<PathBuf>,
    #[arg(long)]
    pub online: bool,
    #[arg(long)]
    pub local_addresses: bool,
}

/// The RSA padding to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Padding {
    Pkcs1,
    Pss,
}

/// The digest to sign with.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Digest {
    Sha256,
    Sha384,
    Sha512,
}

/// The signing desk in a browser.
#[derive(Debug, Args)]
pub struct Desk {
    #[arg(value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, value_name = "N", default_value_t = 0)]
    pub port: u16,
    #[arg(long)]
    pub no_browser: bool,
    #[arg(long, value_name = "token:FILE|pkcs11:MODULE")]
    pub device: Vec<String>,
    #[command(flatten)]
    pub evidence: Evidence,
}

#[derive(Debug, Args)]
pub struct Sign {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, value_enum, default_value_t = SignatureFormat::Auto)]
    pub format: SignatureFormat,
    #[arg(long, value_enum)]
    pub packaging: Option<Packaging>,
    #[arg(long, conflicts_with = "packaging")]
    pub detached: bool,
    #[arg(long, value_enum, default_value_t = Inner::Cades)]
    pub inner: Inner,
    #[arg(long, value_enum, default_value_t = Level::B)]
    pub level: Level,
    #[arg(long, conflicts_with = "counter")]
    pub parallel: bool,
    #[arg(long, value_name = "N")]
    pub counter: Option<u32>,
    #[arg(long, value_name = "FILE")]
    pub document: Option<PathBuf>,
    #[arg(long, value_name = "card|token:FILE|vault:NAME|pkcs11:MODULE", env = "CERALACCA_KEY")]
    pub key: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub chain: Vec<PathBuf>,
    #[arg(long, value_name = "N")]
    pub pin_fd: Option<u32>,
    #[arg(long, value_name = "FILE", conflicts_with = "pin_fd")]
    pub pin_file: Option<PathBuf>,
    #[arg(long, value_enum, default_value_t = Digest::Sha256)]
    pub digest: Digest,
    #[arg(long, value_enum, default_value_t = Padding::Pkcs1)]
    pub padding: Padding,
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[arg(long, value_name = "TEXT")]
    pub location: Option<String>,
    #[arg(long, value_name = "NAME")]
    pub field: Option<String>,
    #[arg(long, value_name = "PAGE,CORNER|PAGE,X,Y,WIDTH,HEIGHT")]
    pub visible: Option<String>,
    #[arg(long, value_name = "FILE", requires = "visible")]
    pub image: Option<PathBuf>,
    #[arg(long, value_enum)]
    pub certify: Option<Certify>,
    #[command(flatten)]
    pub evidence: Evidence,
    #[arg(long, short)]
    pub recursive: bool,
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    #[arg(long, short, value_name = "PATH|DIR|-")]
    pub output: Option<PathBuf>,
    #[arg(long)]
    pub force: bool,
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Args)]
pub struct Verify {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub detached: Option<PathBuf>,
    #[arg(long, value_name = "DIR|FILE|installation")]
    pub trust: Vec<PathBuf>,
    #[arg(long)]
    pub online: bool,
    #[arg(long)]
    pub local_addresses: bool,
    #[arg(long, visible_alias = "date", value_name = "RFC3339|DATE")]
    pub poe: Option<String>,
    #[arg(long, value_name = "FILE.json|FILE.xml")]
    pub report: Option<PathBuf>,
    #[arg(long, short)]
    pub recursive: bool,
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Augment {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, value_enum)]
    pub level: Level,
    #[arg(long, value_name = "FILE")]
    pub detached: Option<PathBuf>,
    #[command(flatten)]
    pub evidence: Evidence,
    #[arg(long, short)]
    pub recursive: bool,
    #[arg(long, short, value_name = "N")]
    pub jobs: Option<NonZeroUsize>,
    #[arg(long, short, value_name = "PATH|DIR|-")]
    pub output: Option<PathBuf>,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Extract {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, short, value_name = "PATH|-")]
    pub output: Option<PathBuf>,
    #[arg(long, value_name = "N|all", default_value = "all")]
    pub depth: String,
    #[arg(long, value_name = "N")]
    pub signature: Option<u32>,
    #[arg(long)]
    pub force: bool,
}

#[derive(Debug, Args)]
pub struct Inspect {
    #[arg(required = true, value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, short)]
    pub recursive: bool,
}

#[derive(Debug, Args)]
pub struct TimeStamp {
    #[arg(required_unless_present = "verify", value_name = "FILE")]
    pub files: Vec<PathBuf>,
    #[arg(long, alias = "url", value_name = "URL", env = "CERALACCA_TSA")]
    pub tsa: Option<String>,
    #[arg(long)]
    pub installation: bool,
    #[arg(long, value_enum, default_value_t = Digest::Sha256)]
    pub digest: Digest,
    #[arg(long, value_name = "OID", value_parser = policy)]
    pub policy: Option<asn1::Oid>,
    #[arg(long, value_enum)]
    pub shape: Option<StampShape>,
    #[arg(long)]
    pub no_certs: bool,
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    #[arg(long, value_name = "NAME")]
    pub user: Option<String>,
    #[arg(long, value_name = "N", requires = "user")]
    pub password_fd: Option<u32>,
    #[arg(long, value_name = "FILE", requires = "user", conflicts_with = "password_fd")]
    pub password_file: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub tls_ca: Option<PathBuf>,
    #[arg(long, short, value_name = "PATH|DIR|-")]
    pub output: Option<PathBuf>,
    #[arg(long)]
    pub force: bool,
    #[arg(long, value_name = "TOKEN", conflicts_with_all = ["output", "installation"])]
    pub verify: Option<PathBuf>,
    #[arg(long, value_name = "DIR|FILE|installation", requires = "verify")]
    pub trust: Vec<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Tsa {
    Show,
    Verify,
    Find {
        #[arg(value_name = "FILE", required_unless_present = "serial")]
        file: Option<PathBuf>,
        #[arg(long, value_name = "HEX", conflicts_with = "file")]
        serial: Option<String>,
        #[arg(long, short, value_name = "PATH")]
        output: Option<PathBuf>,
        #[arg(long)]
        force: bool,
    },
    Replace,
    #[command(subcommand)]
    Account(TsaAccount),
}

#[derive(Debug, Subcommand)]
pub enum TsaAccount {
    Add {
        #[arg(value_name = "NAME")]
        name: String,
        #[arg(long, value_name = "N")]
        per_day: Option<u64>,
        #[arg(long, value_name = "FILE")]
        password_file: PathBuf,
    },
    List,
    Close {
        #[arg(value_name = "NAME")]
        name: String,
    },
}

fn policy(text: &str) -> Result<asn1::Oid, String> {
    text.parse().map_err(|error: asn1::Error| error.to_string())
}

#[derive(Debug, Subcommand)]
pub enum Cert {
    Show {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
    },
    Check {
        #[arg(value_name = "FILE")]
        file: PathBuf,
        #[arg(long, value_name = "DIR|FILE")]
        trust: Vec<PathBuf>,
    },
}

/// The trusted lists of the EU that an installation keeps.
#[derive(Debug, Subcommand)]
pub enum Trust {
    Import {
        #[arg(required = true, value_name = "FILE")]
        files: Vec<PathBuf>,
        #[arg(long, value_name = "FILE")]
        signer: Vec<PathBuf>,
    },
    Refresh {
        #[arg(long, value_name = "IT|DE|…", value_parser = territory)]
        country: Vec<String>,
    },
    Show,
}

fn territory(text: &str) -> Result<String, &'static str> {
    let text = text.to_ascii_uppercase();
    if crate::outside::is_territory(&text) { Ok(text) } else { Err("IT, DE, …") }
}

#[derive(Debug, Args)]
pub struct Init {
    #[arg(long, value_name = "NAME")]
    pub organization: Option<String>,
    #[arg(long, value_name = "11 DIGITS")]
    pub vat: Option<String>,
    #[arg(long, value_name = "SIGLA")]
    pub chamber: Option<String>,
    #[arg(long, value_name = "URL")]
    pub pki_url: Option<String>,
    #[arg(long, value_name = "URL")]
    pub site_url: Option<String>,
    #[arg(long, value_name = "OID")]
    pub policy_arc: Option<String>,
    #[arg(long, value_name = "postgres://…")]
    pub database: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub passphrase_file: Option<PathBuf>,
}

#[derive(Debug, Subcommand)]
pub enum Operators {
    Add {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long, value_name = "TEXT")]
        name: String,
        #[arg(long, value_name = "ADDRESS")]
        email: String,
        #[arg(long, value_name = "ROLE")]
        role: String,
        #[command(flatten)]
        way: OperatorKey,
    },
    List,
    Certificate {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long, value_name = "ROLE")]
        role: String,
        #[command(flatten)]
        way: OperatorKey,
    },
    Disable {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long, value_name = "ROLE")]
        role: String,
        #[arg(long, value_name = "TEXT")]
        reason: String,
    },
}

/// How an operator's certificate is asked for, and where it goes.
#[derive(Debug, Args)]
pub struct OperatorKey {
    #[arg(long, value_name = "FILE", conflicts_with = "pkcs12", requires = "output")]
    pub request: Option<PathBuf>,
    #[arg(long, short, value_name = "FILE")]
    pub output: Option<PathBuf>,
    #[arg(long, value_name = "FILE", requires = "password_file")]
    pub pkcs12: Option<PathBuf>,
    #[arg(long, value_name = "FILE")]
    pub password_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Activate {
    #[arg(long, value_name = "FILE")]
    pub share_file: Vec<PathBuf>,
    #[arg(long, value_name = "N")]
    pub share_fd: Vec<u32>,
}

#[derive(Debug, Args)]
pub struct Ceremony {
    #[arg(long, value_name = "FILE", required_unless_present = "default", conflicts_with = "default")]
    pub script: Option<PathBuf>,
    #[arg(long)]
    pub default: bool,
    #[arg(long)]
    pub resume: bool,
    #[arg(long)]
    pub dry_run: bool,
}

#[derive(Debug, Subcommand)]
pub enum Approval {
    List {
        #[arg(long)]
        all: bool,
    },
    Show {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long, short, value_name = "FILE")]
        output: Option<PathBuf>,
    },
    Propose {
        #[arg(value_name = "FILE.json")]
        file: PathBuf,
    },
    Approve(ApproveWith),
    Withdraw {
        #[arg(value_name = "ID")]
        id: String,
    },
    Execute {
        #[arg(value_name = "ID")]
        id: String,
        #[arg(long, value_name = "FILE")]
        share_file: Vec<PathBuf>,
        #[arg(long, value_name = "N")]
        share_fd: Vec<u32>,
    },
}

#[derive(Debug, Args)]
pub struct ApproveWith {
    #[arg(value_name = "ID")]
    pub id: String,
    #[arg(long, value_name = "FILE", conflicts_with = "key")]
    pub signature: Option<PathBuf>,
    #[arg(long, value_name = "card|token:FILE|vault:NAME|pkcs11:MODULE")]
    pub key: Option<String>,
    #[arg(long, value_name = "FILE")]
    pub certificate: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    pub pin_fd: Option<u32>,
    #[arg(long, value_name = "FILE", conflicts_with = "pin_fd")]
    pub pin_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Signer {
    #[arg(long)]
    pub with_parent: bool,
}

#[derive(Debug, Subcommand)]
pub enum Audit {
    Show {
        #[arg(long, value_name = "N", default_value_t = 50)]
        last: u64,
    },
    Verify {
        #[arg(long, value_name = "DIR")]
        export: Option<PathBuf>,
        #[arg(long, value_name = "FILE")]
        checkpoint: Vec<PathBuf>,
    },
    Checkpoint {
        #[arg(long, short, value_name = "FILE|-")]
        output: Option<PathBuf>,
    },
    Prove {
        #[arg(value_name = "N")]
        entry: u64,
    },
    Export {
        #[arg(long, value_name = "N")]
        from: Option<u64>,
        #[arg(long, value_name = "N")]
        to: Option<u64>,
        #[arg(long, short, value_name = "DIR")]
        output: PathBuf,
    },
}

#[derive(Debug, Args)]
pub struct Serve {
    #[arg(long, value_name = "ADDR:PORT")]
    pub http: Option<std::net::SocketAddr>,
    #[arg(long, value_name = "ADDR:PORT")]
    pub https: Option<std::net::SocketAddr>,
    #[arg(long, value_name = "ADDR:PORT")]
    pub admin: Option<std::net::SocketAddr>,
    #[arg(long, value_name = "ADDR:PORT")]
    pub cns: Option<std::net::SocketAddr>,
    #[arg(long, value_enum, value_delimiter = ',')]
    pub only: Vec<NodeRole>,
}

/// What a node of the service does; all of it unless said otherwise.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum NodeRole {
    /// Pages.
    Web,
    /// Answers about single certificates.
    Ocsp,
    /// CA certificates and revocation lists.
    Crl,
    /// Time stamps.
    Tsa,
    /// Lists, keys, mail, recovery, deadlines.
    Worker,
}

impl NodeRole {
    /// The roles asked for; every one when none was.
    pub fn of(only: &[Self]) -> Vec<Self> {
        if only.is_empty() { Self::value_variants().to_vec() } else { only.to_vec() }
    }

    /// As it is written on the command line.
    pub fn name(self) -> String {
        self.to_possible_value().map(|value| value.get_name().to_owned()).unwrap_or_default()
    }
}

#[derive(Debug, Args)]
pub struct Demo {
    #[arg(long)]
    pub prepare: bool,
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8480")]
    pub http: std::net::SocketAddr,
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8443")]
    pub https: std::net::SocketAddr,
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8444")]
    pub admin: std::net::SocketAddr,
    #[arg(long, value_name = "ADDR:PORT", default_value = "127.0.0.1:8445")]
    pub cns: std::net::SocketAddr,
}

/// The clap command with help texts in `lang`.
pub fn command(lang: Lang) -> clap::Command {
    localise(Cli::command(), "help", lang)
}

fn localise(command: clap::Command, key: &str, lang: Lang) -> clap::Command {
    let usage = lang.t("help-heading-usage");
    let mut command = command
        .about(lang.t(key))
        .subcommand_help_heading(lang.t("help-heading-commands"))
        .help_template(format!("{{about-with-newline}}\n{usage} {{usage}}\n\n{{all-args}}{{after-help}}"));
    let examples = format!("{key}.examples");
    if lang.has(&examples) {
        command = command.after_help(format!("{}\n{}", lang.t("help-examples"), lang.t(&examples)));
    }
    if key == "help" {
        command = command
            .disable_version_flag(true)
            .arg(clap::Arg::new("version").short('V').long("version").action(clap::ArgAction::Version));
    }
    command = command
        .disable_help_flag(true)
        .arg(clap::Arg::new("help").short('h').long("help").action(clap::ArgAction::Help));
    let ids: Vec<String> = command.get_arguments().map(|arg| arg.get_id().to_string()).collect();
    for id in ids {
        command = command.mut_arg(id, |arg| localise_argument(arg, key, lang));
    }
    let names: Vec<String> = command.get_subcommands().map(|sub| sub.get_name().to_owned()).collect();
    for name in names {
        command = command.mut_subcommand(&name, |sub| localise(sub, &format!("{key}-{name}"), lang));
    }
    command
}

/// The text of an argument, with its values and its default in the same language; what every command
/// takes stands under a heading of its own.
fn localise_argument(arg: clap::Arg, key: &str, lang: Lang) -> clap::Arg {
    let id = arg.get_id().as_str().replace('_', "-");
    let shared = arg.is_global_set() || id == "help" || id == "version";
    let mut text = lang.t(&format!("{}-{id}", if shared { "help-global" } else { key }));
    if arg.get_action().takes_values() {
        let values: Vec<String> =
            arg.get_possible_values().iter().map(|value| value.get_name().to_owned()).collect();
        let default: Vec<_> = arg.get_default_values().iter().map(|value| value.to_string_lossy()).collect();
        for (note, value) in [("help-values", values.join(", ")), ("help-default", default.join(", "))] {
            if !value.is_empty() {
                text.push_str(&format!(" [{}]", lang.text(note, &[("value", value.into())])));
            }
        }
    }
    let heading = match (shared, arg.is_positional()) {
        (true, _) => "help-heading-shared",
        (false, true) => "help-heading-arguments",
        (false, false) => "help-heading-options",
    };
    let arg = arg.help(text).help_heading(lang.t(heading));
    if arg.get_action().takes_values() {
        arg.hide_possible_values(true).hide_default_value(true).hide_env_values(true)
    } else {
        arg
    }
}

/// Reads the command line. Texts are put in only when they are shown, so this is fast.
pub fn parse() -> Result<Cli, clap::Error> {
    Cli::try_parse()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// Each command with the key of its help, without the root.
    fn commands(command: &clap::Command, key: &str, found: &mut Vec<(String, clap::Command)>) {
        for sub in command.get_subcommands() {
            let key = format!("{key}-{}", sub.get_name());
            commands(sub, &key, found);
            found.push((key, sub.clone()));
        }
    }

    #[test]
    fn every_command_and_every_option_has_help_in_every_language() {
        let mut root = Cli::command();
        root.build();
        let mut all = vec![("help".to_owned(), root.clone())];
        commands(&root, "help", &mut all);
        for lang in Lang::ALL {
            for (key, command) in &all {
                let about = lang.t(key);
                assert!(lang.has(key), "{key} in {lang:?}");
                assert!(
                    !about.ends_with('.') && !about.is_empty(),
                    "{key} in {lang:?} ends with a full stop"
                );
                for argument in command.get_arguments() {
                    let id = argument.get_id().as_str().replace('_', "-");
                    let shared = argument.is_global_set() || ["help", "version"].contains(&id.as_str());
                    let key = if shared { format!("help-global-{id}") } else { format!("{key}-{id}") };
                    assert!(lang.has(&key), "{key} in {lang:?}");
                }
            }
        }
    }

    #[test]
    fn every_command_that_does_something_has_an_example_in_every_language() {
        let mut all = Vec::new();
        commands(&Cli::command(), "help", &mut all);
        for (key, command) in all.iter().filter(|(_, command)| !command.has_subcommands()) {
            for lang in Lang::ALL {
                assert!(lang.has(&format!("{key}.examples")), "{} in {lang:?}", command.get_name());
            }
        }
    }

    #[test]
    fn the_definitions_do_not_contradict_each_other() {
        Cli::command().debug_assert();
        for lang in Lang::ALL {
            command(lang).debug_assert();
        }
    }
}
