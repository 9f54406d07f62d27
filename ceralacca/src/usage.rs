//! What is told when the command line cannot be read: clap's findings in our words, help and version.

use std::process::ExitCode;

use clap::{
    CommandFactory,
    error::{ContextKind, ContextValue, ErrorKind},
};
use webkit::Lang;

use crate::{
    cli::{self, Cli},
    exit::{Exit, Failure},
    output::Output,
};

/// Help and version go to standard output; a usage error is told in our words.
pub fn tell(error: &clap::Error) -> ExitCode {
    let given: Vec<String> =
        std::env::args_os().skip(1).map(|arg| arg.to_string_lossy().into_owned()).collect();
    let lang = crate::language(option(&given, "--lang").and_then(Lang::parse));
    match error.kind() {
        ErrorKind::DisplayHelp
        | ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand
        | ErrorKind::DisplayVersion => {
            let colour = match option(&given, "--color") {
                Some("always") => clap::ColorChoice::Always,
                Some("never") => clap::ColorChoice::Never,
                _ => clap::ColorChoice::Auto,
            };
            let localised = cli::command(lang).color(colour).try_get_matches();
            let shown = localised.err();
            let _ = shown.as_ref().unwrap_or(error).print();
            let asked_for = error.kind() != ErrorKind::DisplayHelpOnMissingArgumentOrSubcommand;
            if asked_for { Exit::Done.into() } else { Exit::Usage.into() }
        }
        _ => {
            let failure = Failure::new(Exit::Usage, "usage").with("detail", detail(error, lang));
            let failure = failure.with("command", command(&given));
            Output::plain(lang, given.iter().any(|arg| arg == "--json")).failure(&failure);
            Exit::Usage.into()
        }
    }
}

/// What is wrong, the values that would be right, and what was perhaps meant.
fn detail(error: &clap::Error, lang: Lang) -> String {
    use ContextKind as K;
    let context = |kind| error.get(kind).map(words).filter(|text| !text.is_empty());
    let what = context(K::InvalidArg).or_else(|| context(K::InvalidSubcommand)).unwrap_or_default();
    let value = context(K::InvalidValue).unwrap_or_default();
    let key = match error.kind() {
        ErrorKind::MissingRequiredArgument => "cli-usage-missing",
        ErrorKind::MissingSubcommand => "cli-usage-missing-command",
        // An operand is not an option: it has no name to tell.
        ErrorKind::UnknownArgument if !what.starts_with('-') => "cli-usage-too-many",
        ErrorKind::UnknownArgument => "cli-usage-unknown",
        ErrorKind::InvalidSubcommand => "cli-usage-command",
        ErrorKind::InvalidValue if value.is_empty() => "cli-usage-no-value",
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => "cli-usage-value",
        ErrorKind::ArgumentConflict => "cli-usage-conflict",
        _ => "cli-usage-other",
    };
    let mut text = lang.text(key, &[("what", what.into()), ("value", value.into())]);
    if let Some(valid) = context(K::ValidValue) {
        text.push_str(&format!(" {}", lang.text("cli-usage-valid", &[("values", valid.into())])));
    }
    if let Some(meant) = context(K::SuggestedArg).or_else(|| context(K::SuggestedSubcommand)) {
        text.push_str(&format!(" {}", lang.text("cli-usage-meant", &[("what", meant.into())])));
    }
    text
}

fn words(value: &ContextValue) -> String {
    match value {
        ContextValue::Strings(all) => all.join(", "),
        other => other.to_string(),
    }
}

/// The value of an option, written apart or behind `=`.
fn option<'a>(given: &'a [String], name: &str) -> Option<&'a str> {
    let at = given.iter().position(|arg| {
        arg.strip_prefix(name).is_some_and(|rest| rest.is_empty() || rest.starts_with('='))
    })?;
    match given[at].split_once('=') {
        Some((_, value)) => Some(value),
        None => given.get(at + 1).map(String::as_str),
    }
}

/// The command that was meant, with the program's name: its help exists.
fn command(given: &[String]) -> String {
    let root = Cli::command();
    let takes_value = |arg: &String| {
        root.get_arguments().any(|option| {
            option.get_action().takes_values()
                && option
                    .get_long()
                    .is_some_and(|long| arg.strip_prefix("--").is_some_and(|name| name == long))
        })
    };
    let mut path = "ceralacca".to_owned();
    let mut at = &root;
    let mut given = given.iter();
    while let Some(arg) = given.next() {
        if takes_value(arg) {
            given.next();
        } else if let Some(sub) = at.find_subcommand(arg) {
            path = format!("{path} {arg}");
            at = sub;
        }
    }
    path
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(line: &str) -> Vec<String> {
        line.split(' ').map(str::to_owned).collect()
    }

    #[test]
    fn help_is_offered_for_the_command_that_was_meant() {
        assert_eq!(command(&given("--data demo sign --bad x")), "ceralacca sign");
        assert_eq!(command(&given("ca crl --bad")), "ceralacca ca crl");
        assert_eq!(command(&given("frobnicate")), "ceralacca");
    }

    #[test]
    fn an_option_is_found_with_and_without_an_equals_sign() {
        assert_eq!(option(&given("sign --lang de"), "--lang"), Some("de"));
        assert_eq!(option(&given("--lang=en sign"), "--lang"), Some("en"));
        assert_eq!(option(&given("--language en"), "--lang"), None);
    }
}
