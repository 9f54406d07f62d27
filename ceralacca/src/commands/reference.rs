//! `ceralacca completions` and `ceralacca man`: made from the definitions of the command line.

use std::{
    io::{self, Write},
    path::Path,
};

use clap_complete::Shell;

use crate::{
    Context, cli,
    exit::{Exit, Failure, Outcome},
    files,
};

/// Writes the completions of a shell.
pub fn completions(context: &Context, shell: Shell) -> Outcome {
    let mut script = Vec::new();
    clap_complete::generate(shell, &mut cli::command(context.out.lang), "ceralacca", &mut script);
    if context.out.is_json() {
        let script = String::from_utf8(script).map_err(Failure::defect)?;
        let document = serde_json::json!({
            "format": "ceralacca.completions/1", "shell": shell.to_string(), "script": script,
        });
        context.out.data(&document, String::new);
        return Ok(Exit::Done);
    }
    write(&script)
}

/// Writes the main manual page, or one page for each command into a folder.
pub fn man(context: &Context, folder: Option<&Path>) -> Outcome {
    let mut command = cli::command(context.out.lang);
    command.build();
    let mut pages = Vec::new();
    collect(&command, "ceralacca", &mut pages)?;
    if let Some(folder) = folder {
        std::fs::create_dir_all(folder).map_err(|error| Failure::io(&error, folder))?;
        for (name, page) in &pages {
            files::write(&folder.join(name), page, true)?;
        }
    }
    if context.out.is_json() {
        let row = |(name, page): &(String, Vec<u8>)| match folder {
            Some(folder) => serde_json::json!({ "name": name, "file": folder.join(name) }),
            None => serde_json::json!({ "name": name, "text": String::from_utf8_lossy(page) }),
        };
        let rows: Vec<_> = pages.iter().map(row).collect();
        let document = serde_json::json!({ "format": "ceralacca.man/1", "pages": rows });
        context.out.data(&document, String::new);
        return Ok(Exit::Done);
    }
    match (folder, pages.first()) {
        (None, Some((_, main))) => write(main),
        _ => Ok(Exit::Done),
    }
}

/// The page of a command and those of the commands below it.
fn collect(command: &clap::Command, name: &str, pages: &mut Vec<(String, Vec<u8>)>) -> Outcome<()> {
    pages.push((format!("{name}.1"), page(&command.clone().name(name.to_owned()))?));
    for sub in command.get_subcommands() {
        collect(sub, &format!("{name}-{}", sub.get_name()), pages)?;
    }
    Ok(())
}

fn page(command: &clap::Command) -> Outcome<Vec<u8>> {
    let mut page = Vec::new();
    clap_mangen::Man::new(command.clone()).render(&mut page).map_err(Failure::defect)?;
    Ok(page)
}

fn write(bytes: &[u8]) -> Outcome {
    let mut out = io::stdout().lock();
    let written = out.write_all(bytes).and_then(|()| out.flush());
    written.map_err(|error| Failure::io(&error, Path::new("-")))?;
    Ok(Exit::Done)
}
