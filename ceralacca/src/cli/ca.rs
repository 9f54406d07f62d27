//! `ceralacca ca`: the certification authorities, and the life of the certificates.

use std::path::PathBuf;

use clap::{Args, Subcommand};
use jiff::Timestamp;
use keyvault::KeySpec;

use super::{Activate, Ceremony};

#[derive(Debug, Subcommand)]
pub enum Ca {
    Show,
    Crl {
        #[arg(long, value_name = "DIR")]
        export: Option<PathBuf>,
    },
    Activate(Activate),
    Ceremony(Ceremony),
    Issue(Issue),
    Keys,
    Status {
        #[arg(value_name = "FILE|SERIAL")]
        certificate: String,
    },
    Suspend(Suspend),
    Reactivate(Reactivate),
    Revoke(Revoke),
    History(History),
    Recover,
    Survey,
    Block {
        #[arg(value_name = "FILE")]
        keys: PathBuf,
    },
}

/// Who asks for a change of a certificate, and what proves it.
#[derive(Debug, Args)]
pub struct Asked {
    #[arg(value_name = "PAIR|SERIAL")]
    pub target: String,
    #[arg(long)]
    pub only: bool,
    #[arg(long, value_name = "TEXT")]
    pub reason: Option<String>,
    #[arg(
        long = "for",
        value_name = "holder|applicant|third-party|authority",
        value_parser = crate::commands::lifecycle::party
    )]
    pub on_behalf_of: Option<authority::rules::permissions::Party>,
    #[arg(long, value_name = "CODE")]
    pub who: Option<String>,
    #[arg(
        long,
        value_name = "counter|signed-form|pec",
        value_parser = crate::commands::lifecycle::channel
    )]
    pub channel: Option<authority::rules::permissions::Channel>,
    #[arg(long, value_name = "RFC3339")]
    pub received: Option<Timestamp>,
    #[arg(long, value_name = "FILE")]
    pub evidence: Vec<PathBuf>,
    #[arg(long, value_name = "TEXT")]
    pub late_because: Option<String>,
}

#[derive(Debug, Args)]
pub struct Suspend {
    #[command(flatten)]
    pub asked: Asked,
    #[arg(long, value_name = "MOTIVE", value_parser = crate::commands::lifecycle::motives_to_suspend())]
    pub motive: authority::rules::motives::Motive,
    #[arg(long, value_name = "RFC3339")]
    pub from: Option<Timestamp>,
    #[arg(long, value_name = "RFC3339")]
    pub until: Option<Timestamp>,
}

#[derive(Debug, Args)]
pub struct Reactivate {
    #[command(flatten)]
    pub asked: Asked,
}

#[derive(Debug, Args)]
pub struct Revoke {
    #[command(flatten)]
    pub asked: Asked,
    #[arg(long, value_name = "MOTIVE", value_parser = crate::commands::lifecycle::motives_to_revoke())]
    pub motive: authority::rules::motives::Motive,
    #[arg(long, value_name = "RFC3339")]
    pub from: Option<Timestamp>,
}

#[derive(Debug, Args)]
pub struct History {
    #[arg(value_name = "PAIR|SERIAL")]
    pub target: String,
}

/// Who gets a device.
#[derive(Debug, Args)]
pub struct Person {
    #[arg(long, value_name = "TEXT")]
    pub name: String,
    #[arg(long, value_name = "TEXT")]
    pub surname: String,
    #[arg(long, value_name = "CODE")]
    pub codice_fiscale: String,
    #[arg(long, value_name = "ADDRESS")]
    pub email: Option<String>,
}

#[derive(Debug, Args)]
pub struct Issue {
    #[command(flatten)]
    pub person: Person,
    #[arg(long, value_name = "FILE")]
    pub token: PathBuf,
    #[arg(long, value_name = "FILE")]
    pub codes_file: PathBuf,
    #[arg(long, value_name = "KIND", default_value_t = KeySpec::Rsa2048)]
    pub key_type: KeySpec,
    #[arg(long)]
    pub activate: bool,
}
