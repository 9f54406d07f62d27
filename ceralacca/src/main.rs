//! Ceralacca: digital identity and digital signature service of the Italian Chambers of Commerce, in
//! one program. This is the binary: configuration, wiring, command line, server.

mod admin_server;
mod ca_keys;
mod cli;
mod client_tls;
mod cns_server;
mod commands;
mod config;
mod exit;
mod files;
mod housekeeping;
mod keys;
mod life;
mod list_source;
mod output;
mod outside;
mod pages;
mod post_office;
mod raising;
mod secrets;
mod server;
mod site;
mod sntp;
mod time_source;
mod time_stamp_service;
mod trust;
mod usage;

use std::{
    panic::AssertUnwindSafe,
    path::PathBuf,
    process::ExitCode,
    sync::{Arc, Mutex, PoisonError},
};

use foundation::{Clock, SystemClock, TestClock};
use webkit::Lang;

use crate::{
    cli::{Command, Global},
    exit::{Failure, Outcome},
    output::Output,
};

fn main() -> ExitCode {
    let cli = match cli::parse() {
        Ok(cli) => cli,
        Err(error) => return usage::tell(&error),
    };
    let out = Output::new(language(cli.global.lang), &cli.global);
    let context = Context { out, global: cli.global };
    match run_guarded(&context, cli.command).and_then(|exit| context.out.check().map(|()| exit)) {
        Ok(exit) => exit.into(),
        Err(failure) => {
            context.out.progress_done();
            context.out.failure(&failure);
            failure.exit.into()
        }
    }
}

/// Runs the command; a panic is a defect told as such, with its own exit code.
fn run_guarded(context: &Context, command: Command) -> Outcome {
    let place = Arc::new(Mutex::new(String::new()));
    let seen = Arc::clone(&place);
    std::panic::set_hook(Box::new(move |panic| {
        tracing::error!(%panic, "defect");
        *seen.lock().unwrap_or_else(PoisonError::into_inner) = panic.to_string();
    }));
    std::panic::catch_unwind(AssertUnwindSafe(|| run(context, command))).unwrap_or_else(|_| {
        let place = place.lock().unwrap_or_else(PoisonError::into_inner);
        Err(Failure::defect(&*place))
    })
}

fn run(context: &Context, command: Command) -> Outcome {
    match command {
        Command::Sign(options) => commands::sign::run(context, &options),
        Command::Verify(options) => commands::verify::run(context, &options),
        Command::Extract(options) => commands::extract::run(context, &options),
        Command::Inspect(options) => commands::inspect::run(context, &options),
        Command::Augment(options) => commands::augment::run(context, &options),
        Command::Desk(options) => commands::desk::run(context, &options),
        Command::Card(command) => commands::card::run(context, &command),
        Command::Tsa(command) => commands::tsa::run(context, &command),
        Command::Timestamp(options) => commands::timestamp::run(context, &options),
        Command::Cert(command) => commands::cert::run(context, &command),
        Command::Trust(command) => commands::trust::run(context, &command),
        Command::Init(options) => commands::init::run(context, &options),
        Command::Ca(command) => commands::ca::run(context, &command),
        Command::Operator(command) => commands::operator::run(context, &command),
        Command::Audit(command) => commands::audit::run(context, &command),
        Command::Serve(options) => commands::serve::run(context, &options),
        Command::Signer(options) => commands::signer::run(context, &options),
        Command::Approval(command) => commands::approval::run(context, &command),
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

/// `--lang`, else `CERALACCA_LANG`, else the language of the environment (POSIX `LC_ALL`, `LC_MESSAGES`,
/// `LANG`), else Italian.
fn language(asked: Option<Lang>) -> Lang {
    let variable = |name| std::env::var(name).ok().filter(|value: &String| !value.is_empty());
    let environment = || {
        let names = ["CERALACCA_LANG", "LC_ALL", "LC_MESSAGES", "LANG"];
        names.into_iter().find_map(variable).and_then(|tag| Lang::parse(&tag))
    };
    asked.or_else(environment).unwrap_or_default()
}
