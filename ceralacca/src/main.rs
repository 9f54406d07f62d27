//! Ceralacca: digital identity and digital signature service of the Italian Chambers of Commerce, in
//! one program. This is the binary: configuration, wiring, command line, server.

mod cli;
mod commands;
mod config;
mod exit;
mod files;
mod keys;
mod output;
mod pages;
mod secrets;
mod server;
mod trust;

use std::{path::PathBuf, process::ExitCode, sync::Arc};

use clap::error::ErrorKind;
use foundation::{Clock, SystemClock, TestClock};
use webkit::Lang;

use crate::{
    cli::{Command, Global},
    exit::{Exit, Failure, Outcome},
    output::Output,
};

fn main() -> ExitCode {
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(error) => return usage(&error),
    };
    let out = Output::new(language(cli.global.lang.as_deref()), &cli.global);
    let context = Context { out, global: cli.global };
    match run(&context, cli.command) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            context.out.progress_done();
            context.out.failure(&failure);
            failure.exit.into()
        }
    }
}

fn run(context: &Context, command: Command) -> Outcome {
    match command {
        Command::Sign(options) => commands::sign::run(context, &options),
        Command::Verify(options) => commands::verify::run(context, &options),
        Command::Extract(options) => commands::extract::run(context, &options),
        Command::Inspect(options) => commands::inspect::run(context, &options),
        Command::Cert(command) => commands::cert::run(context, &command),
        Command::Init(options) => commands::init::run(context, &options),
        Command::Ca(command) => commands::ca::run(context, &command),
        Command::Audit(command) => commands::audit::run(context, &command),
        Command::Serve(options) => commands::serve::run(context, &options),
        Command::Demo(options) => commands::demo::run(context, &options),
        Command::Doctor => commands::doctor::run(context),
        Command::Completions { shell } => commands::reference::completions(context, shell),
        Command::Man { output } => commands::reference::man(context, output.as_deref()),
    }
}

/// What every command works with.
#[derive(Debug)]
pub struct Context {
    /// The voice.
    pub out: Output,
    /// The options that every command takes.
    pub global: Global,
}

impl Context {
    /// The clock of the machine, or one that stands at `--time`.
    pub fn clock(&self) -> Arc<dyn Clock> {
        match self.global.time {
            Some(instant) => Arc::new(TestClock::at(instant)),
            None => Arc::new(SystemClock),
        }
    }

    /// The data folder: `--data`, `CERALACCA_DATA`, or the place that the system has for such.
    pub fn data_folder(&self) -> PathBuf {
        if let Some(folder) = &self.global.data {
            return folder.clone();
        }
        let home = || std::env::var_os("HOME").map(|home| PathBuf::from(home).join(".local/share"));
        std::env::var_os("XDG_DATA_HOME")
            .map(PathBuf::from)
            .or_else(home)
            .unwrap_or_else(|| PathBuf::from("."))
            .join("ceralacca")
    }
}

/// `--lang`, else the language of the environment (POSIX `LC_ALL`, `LC_MESSAGES`, `LANG`), else Italian.
fn language(asked: Option<&str>) -> Lang {
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    asked
        .map(str::to_owned)
        .or_else(|| variable("LC_ALL"))
        .or_else(|| variable("LC_MESSAGES"))
        .or_else(|| variable("LANG"))
        .and_then(|tag| Lang::parse(&tag))
        .unwrap_or_default()
}

/// Help and version go to standard output; a usage error is told in our words.
fn usage(error: &clap::Error) -> ExitCode {
    let given: Vec<String> = std::env::args().collect();
    let asked = given.iter().position(|arg| arg == "--lang").and_then(|at| given.get(at + 1));
    let lang = language(asked.map(String::as_str));
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => {
            let localised = cli::command(lang).try_get_matches();
            let shown = localised.err();
            let _ = shown.as_ref().unwrap_or(error).print();
            let asked_for = error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
            if asked_for { Exit::Done.into() } else { Exit::Usage.into() }
        }
        _ => {
            let context = |kind| error.get(kind).map(ToString::to_string);
            use clap::error::ContextKind as K;
            let what = context(K::InvalidArg)
                .or_else(|| context(K::InvalidSubcommand))
                .or_else(|| context(K::InvalidValue))
                .unwrap_or_default();
            let key = match error.kind() {
                ErrorKind::MissingRequiredArgument => "cli-usage-missing",
                ErrorKind::UnknownArgument => "cli-usage-unknown",
                ErrorKind::InvalidSubcommand => "cli-usage-command",
                ErrorKind::InvalidValue | ErrorKind::ValueValidation => "cli-usage-value",
                ErrorKind::ArgumentConflict => "cli-usage-conflict",
                _ => "cli-usage-other",
            };
            let value = context(K::InvalidValue).unwrap_or_default();
            let detail = lang.text(key, &[("what", what.into()), ("value", value.into())]);
            let command = given.iter().skip(1).find(|arg| !arg.starts_with('-')).cloned().unwrap_or_default();
            let failure = Failure::new(Exit::Usage, "usage").with("detail", detail).with("command", command);
            let json = given.iter().any(|arg| arg == "--json");
            Output::plain(lang, json).failure(&failure);
            Exit::Usage.into()
        }
    }
}
