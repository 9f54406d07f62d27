//! `ceralacca card`: devices, their codes, and what becomes of them.

use std::path::PathBuf;

use clap::{Args, Subcommand, ValueEnum};
use keyvault::KeySpec;

use super::ca::Person;

#[derive(Debug, Subcommand)]
pub enum Card {
    List(Shelf),
    Info(Named),
    ChangePin(ChangePin),
    Unblock(Unblock),
    Activate(ChangePin),
    Simulate(Simulate),
    Personalise(Personalise),
}

/// Where devices are looked for, apart from the readers and the current folder.
#[derive(Debug, Default, Args)]
pub struct Shelf {
    #[arg(long, value_name = "FILE")]
    pub token: Vec<PathBuf>,
    #[arg(long, value_name = "FILE.so")]
    pub module: Vec<PathBuf>,
}

/// A device, by number, name or file.
#[derive(Debug, Args)]
pub struct Named {
    #[arg(value_name = "CARD")]
    pub card: Option<String>,
    #[command(flatten)]
    pub shelf: Shelf,
}

/// The PIN of one key, where a device has two.
#[derive(Clone, Copy, Debug, PartialEq, Eq, ValueEnum)]
pub enum Which {
    Signature,
    Authentication,
}

#[derive(Debug, Args)]
pub struct ChangePin {
    #[command(flatten)]
    pub named: Named,
    #[arg(long, value_enum)]
    pub only: Option<Which>,
    #[arg(long, value_name = "N")]
    pub pin_fd: Option<u32>,
    #[arg(long, value_name = "FILE", conflicts_with = "pin_fd")]
    pub pin_file: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    pub new_pin_fd: Option<u32>,
    #[arg(long, value_name = "FILE", conflicts_with = "new_pin_fd")]
    pub new_pin_file: Option<PathBuf>,
}

#[derive(Debug, Args)]
pub struct Unblock {
    #[command(flatten)]
    pub named: Named,
    #[arg(long, value_enum)]
    pub only: Option<Which>,
    #[arg(long, value_name = "N")]
    pub puk_fd: Option<u32>,
    #[arg(long, value_name = "FILE", conflicts_with = "puk_fd")]
    pub puk_file: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    pub new_pin_fd: Option<u32>,
    #[arg(long, value_name = "FILE", conflicts_with = "new_pin_fd")]
    pub new_pin_file: Option<PathBuf>,
}

/// The card of a token file, in a reader for every program.
#[derive(Debug, Args)]
pub struct Simulate {
    #[arg(value_name = "FILE")]
    pub file: PathBuf,
    #[arg(long, value_name = "HOST", default_value = "127.0.0.1")]
    pub host: String,
    #[arg(long, value_name = "PORT", default_value_t = 35963)]
    pub port: u16,
    #[arg(long)]
    pub listen: bool,
}

/// New keys and certificates on a device.
#[derive(Debug, Args)]
pub struct Personalise {
    #[arg(value_name = "CARD")]
    pub card: String,
    #[command(flatten)]
    pub person: Person,
    #[arg(long, value_name = "KIND", default_value_t = KeySpec::Rsa2048)]
    pub key_type: KeySpec,
    #[arg(long, value_name = "FILE")]
    pub codes_file: Option<PathBuf>,
    #[arg(long, requires = "codes_file")]
    pub two_pins: bool,
    #[arg(long, value_name = "FILE.so")]
    pub module: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    pub pin_fd: Option<u32>,
    #[arg(long, value_name = "FILE", conflicts_with = "pin_fd")]
    pub pin_file: Option<PathBuf>,
    #[arg(long, value_name = "N")]
    pub new_pin_fd: Option<u32>,
    #[arg(long, value_name = "FILE", conflicts_with = "new_pin_fd")]
    pub new_pin_file: Option<PathBuf>,
    #[arg(long)]
    pub activate: bool,
}
