//! Where secrets come from: a file descriptor, a file, or a prompt. Never the command line.

use std::{
    fs::File,
    io::{self, BufRead, BufReader, IsTerminal, Write},
    path::Path,
    sync::{Mutex, PoisonError},
};

use foundation::Secret;

use crate::{
    Context,
    cli::Global,
    exit::{Exit, Failure, Outcome},
    output::Output,
};

/// Reads the PIN of `device`: from the descriptor, from the file, or by asking on the terminal.
///
/// # Errors
/// `pin-missing` when there is nobody to ask.
pub fn pin(
    device: &str,
    descriptor: Option<u32>,
    file: Option<&Path>,
    global: &Global,
    out: &Output,
) -> Outcome<Secret<String>> {
    asked_for("cli-pin-prompt", device, Source { descriptor, file }, global, out)
}

/// Where a PIN or PUK comes from, if not from a prompt.
#[derive(Clone, Copy, Debug)]
pub struct Source<'a> {
    /// A descriptor.
    pub descriptor: Option<u32>,
    /// A file.
    pub file: Option<&'a Path>,
}

impl Source<'_> {
    /// Whether it is anything but a prompt.
    pub fn is_named(self) -> bool {
        self.descriptor.is_some() || self.file.is_some()
    }
}

/// Reads a PIN or PUK of `device` as [`pin`] does, with another prompt.
///
/// # Errors
/// `pin-missing` when there is nobody to ask.
pub fn code(prompt: &str, device: &str, source: Source<'_>, context: &Context) -> Outcome<Secret<String>> {
    asked_for(prompt, device, source, &context.global, &context.out)
}

/// Whether somebody can be asked on the terminal.
pub fn can_ask(context: &Context) -> bool {
    !context.global.no_input && !context.global.json && io::stderr().is_terminal()
}

fn asked_for(
    prompt: &str,
    device: &str,
    source: Source<'_>,
    global: &Global,
    out: &Output,
) -> Outcome<Secret<String>> {
    if let Some(number) = source.descriptor {
        return match number {
            0 => first_line(io::stdin().lock()),
            number => first_line_of(Path::new(&format!("/dev/fd/{number}"))),
        };
    }
    if let Some(path) = source.file {
        return first_line_of(path);
    }
    // The prompt reads the terminal itself, so that it cannot eat a document piped to standard input.
    if global.no_input || global.json || !io::stderr().is_terminal() {
        return Err(Failure::new(Exit::Secret, "pin-missing"));
    }
    let prompt = out.lang.text(prompt, &[("device", device.into())]);
    match rpassword::prompt_password(format!("{prompt} ")) {
        Ok(pin) if pin.is_empty() => Err(Failure::new(Exit::Cancelled, "pin-missing")),
        Ok(pin) => Ok(Secret::new(pin)),
        Err(_) => Err(Failure::new(Exit::Secret, "pin-missing")),
    }
}

/// Asks on the terminal for the passphrase of the vault in `folder`.
///
/// # Errors
/// `passphrase-missing` when there is nobody to ask.
pub fn passphrase(folder: &Path, context: &Context) -> Outcome<Secret<String>> {
    if let Some(typed) = typed_passphrase() {
        return Ok(typed);
    }
    let missing = || Failure::new(Exit::Secret, "passphrase-missing").with("folder", folder.display());
    if context.global.no_input || context.global.json || !io::stderr().is_terminal() {
        return Err(missing());
    }
    let values = [("folder", folder.display().to_string().into())];
    let prompt = context.out.lang.text("cli-passphrase-prompt", &values);
    match rpassword::prompt_password(format!("{prompt} ")) {
        Ok(passphrase) if passphrase.is_empty() => Err(Failure { exit: Exit::Cancelled, ..missing() }),
        Ok(passphrase) => {
            let passphrase = Secret::new(passphrase);
            *TYPED.lock().unwrap_or_else(PoisonError::into_inner) = Some(passphrase.clone());
            Ok(passphrase)
        }
        Err(_) => Err(missing()),
    }
}

/// The passphrase that was typed in this process: an installation has two vaults and asks once.
static TYPED: Mutex<Option<Secret<String>>> = Mutex::new(None);

/// The passphrase that was typed before, if one was.
pub fn typed_passphrase() -> Option<Secret<String>> {
    TYPED.lock().unwrap_or_else(PoisonError::into_inner).clone()
}

/// Asks on the terminal for a custodian's share.
///
/// # Errors
/// `keys-share-missing` when there is nobody to ask.
pub fn ask_share(number: usize, context: &Context) -> Outcome<Secret<String>> {
    let missing = || Failure::new(Exit::Secret, "keys-share-missing");
    if context.global.no_input || context.global.json || !io::stderr().is_terminal() {
        return Err(missing());
    }
    let prompt = context.out.lang.text("cli-share-prompt", &[("number", number.into())]);
    match rpassword::prompt_password(format!("{prompt} ")) {
        Ok(share) if share.is_empty() => Err(Failure { exit: Exit::Cancelled, ..missing() }),
        Ok(share) => Ok(Secret::new(share)),
        Err(_) => Err(missing()),
    }
}

/// Shows a share to its custodian alone: on a cleared screen, until the custodian has written it down.
///
/// # Errors
/// `keys-share-missing` when there is no terminal to show it on.
pub fn show_share(custodian: &str, share: &Secret<String>, context: &Context) -> Outcome<()> {
    if context.global.no_input || context.global.json || !io::stderr().is_terminal() {
        return Err(Failure::new(Exit::Secret, "keys-share-missing"));
    }
    let lang = context.out.lang;
    let mut terminal = io::stderr();
    let values = || [("name", custodian.to_owned().into())];
    let ask = |terminal: &mut io::Stderr, text: &str| {
        let _ = write!(terminal, "{text}");
        let _ = terminal.flush();
        let _ = io::stdin().lock().read_line(&mut String::new());
    };
    ask(&mut terminal, &lang.text("cli-share-alone", &values()));
    let _ = write!(terminal, "\x1b[2J\x1b[H{}\n\n", share.expose());
    ask(&mut terminal, &lang.text("cli-share-copy", &values()));
    let _ = write!(terminal, "\x1b[2J\x1b[3J\x1b[H");
    let _ = terminal.flush();
    Ok(())
}

/// The first line of a file, for example of one that holds a passphrase.
pub fn first_line_of(path: &Path) -> Outcome<Secret<String>> {
    let file = File::open(path).map_err(|error| Failure::io(&error, path))?;
    first_line(BufReader::new(file))
}

fn first_line(reader: impl BufRead) -> Outcome<Secret<String>> {
    let mut line = String::new();
    reader.take(4096).read_line(&mut line).map_err(|error| Failure::io(&error, Path::new("-")))?;
    let secret = line.trim_end_matches(['\r', '\n']).to_owned();
    zeroize::Zeroize::zeroize(&mut line);
    if secret.is_empty() { Err(Failure::new(Exit::Secret, "secret-empty")) } else { Ok(Secret::new(secret)) }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_secret_is_the_first_line_without_its_end() {
        assert_eq!(first_line(&b"12345678\r\nrest"[..]).unwrap().expose(), "12345678");
        assert_eq!(first_line(&b" a b \n"[..]).unwrap().expose(), " a b ");
        assert_eq!(first_line(&b"\n"[..]).unwrap_err().exit, Exit::Secret);
    }
}
