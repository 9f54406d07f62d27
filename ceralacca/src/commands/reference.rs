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
    write(&script)
}

/// Writes the main manual page, or one page for each command into a folder.
pub fn man(context: &Context, folder: Option<&Path>) -> Outcome {
    let mut command = cli::command(context.out.lang);
    command.build();
    let Some(folder) = folder else { return write(&page(&command)?) };
    std::fs::create_dir_all(folder).map_err(|error| Failure::io(&error, folder))?;
    pages(&command, "ceralacca", folder)?;
    Ok(Exit::Done)
}

fn pages(command: &clap::Command, name: &str, folder: &Path) -> Outcome<()> {
    let named = command.clone().name(name.to_owned());
    files::write(&folder.join(format!("{name}.1")), &page(&named)?, true)?;
    for sub in command.get_subcommands() {
        pages(sub, &format!("{name}-{}", sub.get_name()), folder)?;
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
