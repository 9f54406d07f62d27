//! What goes to standard output and what to standard error.

use std::{
    io::{self, IsTerminal, Write},
    path::Path,
    sync::{Arc, OnceLock},
};

use serde::Serialize;
use webkit::Lang;

use crate::{
    cli::{Global, When},
    exit::{Failure, Outcome},
};

/// The voice of the command line: language, colour, JSON or words.
#[derive(Clone, Debug)]
pub struct Output {
    /// The language of the words.
    pub lang: Lang,
    json: bool,
    quiet: bool,
    colour: bool,
    colour_errors: bool,
    progress: bool,
    /// The first error of standard output.
    lost: Arc<OnceLock<io::Error>>,
}

/// The four colours that words may have; the word is always there too.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    Good,
    Bad,
    Unsure,
    Plain,
}

impl Output {
    /// As the options and the terminal ask.
    pub fn new(lang: Lang, global: &Global) -> Self {
        let plain = std::env::var_os("NO_COLOR").is_some_and(|value| !value.is_empty())
            || std::env::var_os("TERM").is_some_and(|term| term == "dumb");
        let colour = |terminal: bool| match global.color {
            When::Always => true,
            When::Never => false,
            When::Auto => terminal && !plain,
        };
        Self {
            lang,
            json: global.json,
            quiet: global.quiet,
            colour: colour(io::stdout().is_terminal()),
            colour_errors: colour(io::stderr().is_terminal()),
            progress: match global.progress {
                When::Always => true,
                When::Never => false,
                When::Auto => io::stderr().is_terminal() && !global.json && !global.quiet,
            },
            lost: Arc::default(),
        }
    }

    /// Before the options are known: no colours.
    pub fn plain(lang: Lang, json: bool) -> Self {
        Self {
            lang,
            json,
            quiet: false,
            colour: false,
            colour_errors: false,
            progress: false,
            lost: Arc::default(),
        }
    }

    /// Whether the data is asked for as JSON.
    pub fn is_json(&self) -> bool {
        self.json
    }

    /// Writes the data: one JSON document, or the words.
    pub fn data(&self, json: &impl Serialize, words: impl FnOnce() -> String) {
        let text = if self.json {
            serde_json::to_string_pretty(json).unwrap_or_default()
        } else if self.quiet {
            return;
        } else {
            words()
        };
        self.line(&text);
    }

    /// Writes a line to standard output; [`Output::check`] tells whether it arrived.
    pub fn line(&self, text: &str) {
        if let Err(error) = writeln!(io::stdout().lock(), "{}", harmless(text.trim_end())) {
            let _ = self.lost.set(error);
        }
    }

    /// Whether what was written to standard output arrived. A reader that closed early is no error of ours.
    ///
    /// # Errors
    /// What the disk says, for example `disk-full`.
    pub fn check(&self) -> Outcome<()> {
        match self.lost.get() {
            Some(error) if error.kind() != io::ErrorKind::BrokenPipe => {
                Err(Failure::io(error, Path::new("-")))
            }
            _ => Ok(()),
        }
    }

    /// A remark to the person, on standard error.
    pub fn note(&self, text: &str) {
        if !self.quiet && !self.json {
            let _ = writeln!(io::stderr().lock(), "{}", harmless(text));
        }
    }

    /// A suggestion, on standard error.
    pub fn hint(&self, text: &str) {
        self.note(&format!("{} {text}", self.lang.t("cli-hint")));
    }

    /// A line that replaces itself on a terminal while work goes on; silent elsewhere.
    pub fn progress(&self, text: &str) {
        if self.progress {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[2K{}", one_line(text));
        }
    }

    /// Wipes the progress line.
    pub fn progress_done(&self) {
        if self.progress {
            let _ = write!(io::stderr().lock(), "\r\u{1b}[2K");
        }
    }

    /// Tells a failure: what happened, why, what to do.
    pub fn failure(&self, failure: &Failure) {
        let [heading, why, todo] = failure.parts(self.lang);
        if self.json {
            let document = serde_json::json!({
                "format": "ceralacca.problem/1",
                "code": failure.problem.code,
                "exit": failure.exit as u8,
                "heading": heading,
                "why": why,
                "todo": todo,
                "values": failure.problem.values,
            });
            let _ = writeln!(io::stderr().lock(), "{document}");
            return;
        }
        let label = self.paint_for(self.colour_errors, Tone::Bad, &self.lang.t("cli-error"));
        let hint = self.lang.t("cli-hint");
        let mut text = format!("{label} {heading}");
        if !why.is_empty() {
            text.push_str(&format!("\n{why}"));
        }
        if !todo.is_empty() {
            text.push_str(&format!("\n\n{hint} {todo}"));
        }
        let _ = writeln!(io::stderr().lock(), "{}", harmless(&text));
    }

    /// The text in a tone, where standard output shows colours.
    pub fn paint(&self, tone: Tone, text: &str) -> String {
        self.paint_for(self.colour, tone, text)
    }

    /// The text in a tone, where standard error shows colours.
    pub fn paint_note(&self, tone: Tone, text: &str) -> String {
        self.paint_for(self.colour_errors, tone, text)
    }

    fn paint_for(&self, colour: bool, tone: Tone, text: &str) -> String {
        let code = match tone {
            _ if !colour => return text.to_owned(),
            Tone::Good => "32",
            Tone::Bad => "31",
            Tone::Unsure => "33",
            Tone::Plain => return text.to_owned(),
        };
        format!("\u{1b}[{code};1m{text}\u{1b}[0m")
    }
}

/// What colours words, and nothing else that steers a terminal.
const COLOURS: [&str; 4] = ["\u{1b}[31;1m", "\u{1b}[32;1m", "\u{1b}[33;1m", "\u{1b}[0m"];

/// Whether a character steers the terminal or the direction of writing: a name of a file or of a person
/// could pretend to be something else with it (Unicode TR 36).
fn deceives(character: char) -> bool {
    let direction =
        matches!(character, '\u{200e}' | '\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2066}'..='\u{2069}');
    direction || character.is_control()
}

/// The text without what steers the terminal, but for its lines and our own colours.
fn harmless(text: &str) -> String {
    let mut clean = String::with_capacity(text.len());
    let mut rest = text;
    while let Some(character) = rest.chars().next() {
        if let Some(colour) = COLOURS.iter().find(|colour| rest.starts_with(**colour)) {
            clean.push_str(colour);
            rest = &rest[colour.len()..];
            continue;
        }
        let keep = !deceives(character) || matches!(character, '\n' | '\t');
        clean.push(if keep { character } else { char::REPLACEMENT_CHARACTER });
        rest = &rest[character.len_utf8()..];
    }
    clean
}

/// What somebody else wrote, for a line among ours: it steers nothing and makes no line of its own.
pub fn one_line(text: &str) -> String {
    text.chars()
        .map(|character| if deceives(character) { char::REPLACEMENT_CHARACTER } else { character })
        .collect()
}

/// A path as a word that a shell reads unchanged.
pub fn shell_word(path: &Path) -> String {
    let text = path.display().to_string();
    let plain = |c: char| c.is_ascii_alphanumeric() || "/._-:+,=@%".contains(c);
    if text.chars().all(plain) { text } else { format!("'{}'", text.replace('\'', r"'\''")) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_others_wrote_steers_no_terminal() {
        assert_eq!(harmless("\u{1b}[32;1m✔\u{1b}[0m uno\ndue"), "\u{1b}[32;1m✔\u{1b}[0m uno\ndue");
        assert_eq!(harmless("a\u{1b}[2J\u{9b}\rb\u{202e}fdp"), "a\u{fffd}[2J\u{fffd}\u{fffd}b\u{fffd}fdp");
        assert_eq!(one_line("ROSSI\n✔ Firma valida\u{1b}[0m"), "ROSSI\u{fffd}✔ Firma valida\u{fffd}[0m");
    }
}
