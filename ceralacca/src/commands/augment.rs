//! `ceralacca augment`: brings signatures to a higher level without touching what is there.

use std::{
    io::{self, IsTerminal, Write},
    path::{Path, PathBuf},
};

use serde::Serialize;
use sigcheck::ReadSeek;
use signing::making::marked;
use webkit::Value;

use super::{
    batch::{self, FinalTable, Progress},
    extract,
};
use crate::{
    Context,
    cli::{Augment, Level},
    exit::{Exit, Failure, Outcome},
    files::{self, PendingFile},
    output::Tone,
    raising::Raiser,
};

/// What became of one file, in `ceralacca.augment/1`.
#[derive(Debug, Serialize)]
struct Augmented {
    file: String,
    #[serde(skip_serializing_if = "Option::is_none")]
    output: Option<String>,
    level: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    error: Option<String>,
}

/// Raises every file that is named. One that cannot be raised does not stop the others.
pub fn run(context: &Context, options: &Augment) -> Outcome {
    let inputs = batch::expand(&options.files, options.recursive)?;
    let level = match options.level {
        Level::B => {
            let failure = Failure::new(Exit::Usage, "value-invalid").with("option", "--level");
            return Err(failure.with("detail", "b"));
        }
        Level::T => "t",
        Level::Lt => "lt",
        Level::Lta => "lta",
    };
    let outputs = outputs(options, &inputs, level)?;
    let raiser = Raiser::new(context, &options.evidence)?;
    let progress = Progress::new(context, inputs.len(), "cli-augmenting-progress");
    let (mut told, mut table) = (Vec::with_capacity(inputs.len()), FinalTable::default());
    let (mut done, mut first_failure, mut single) = (0, None, None);
    let lang = context.out.lang;
    let work: Vec<(&PathBuf, &Option<PathBuf>)> = inputs.iter().zip(&outputs).collect();
    batch::each(
        &work,
        options.jobs,
        |_, (input, output)| one(&raiser, options, input, output.as_deref()),
        |index, raised| {
            progress.done(index + 1);
            let file = inputs[index].display().to_string();
            let output = outputs[index].as_ref().map(|path| path.display().to_string());
            match raised {
                Ok(()) => {
                    done += 1;
                    let shown = output.clone().unwrap_or_else(|| "-".to_owned());
                    table.row(Tone::Good, level.to_owned(), file.clone(), shown.clone());
                    if output.is_some() && !context.out.is_json() {
                        context.out.progress_done();
                        let values = [("file", file.as_str().into()), ("output", shown.as_str().into())];
                        context.out.data(&(), || lang.text("cli-augmented", &values));
                    }
                    told.push(Augmented { file, output, level, error: None });
                }
                Err(failure) if inputs.len() == 1 => single = Some(failure),
                Err(failure) => {
                    context.out.progress_done();
                    context.out.failure(&failure);
                    let [heading, ..] = failure.parts(lang);
                    table.row(Tone::Bad, lang.t("cli-state-failed"), file.clone(), heading);
                    let error = Some(failure.problem.code.to_string());
                    told.push(Augmented { file, output: None, level, error });
                    first_failure.get_or_insert(failure.exit);
                }
            }
            single.is_none()
        },
    );
    context.out.progress_done();
    if let Some(failure) = single {
        return Err(failure);
    }
    if context.out.is_json() && outputs.iter().all(Option::is_some) {
        context.out.data(&serde_json::json!({ "format": "ceralacca.augment/1", "files": told }), String::new);
    }
    table.show(context);
    if inputs.len() > 1 {
        let values: [(&str, Value<'_>); 3] =
            [("count", inputs.len().into()), ("done", done.into()), ("failed", (inputs.len() - done).into())];
        context.out.note(&lang.text("cli-sign-summary", &values));
    }
    Ok(match first_failure {
        None => Exit::Done,
        Some(exit) if done == 0 => exit,
        Some(_) => Exit::Partial,
    })
}

fn one(raiser: &Raiser, options: &Augment, input: &Path, output: Option<&Path>) -> Outcome<()> {
    let file = match input == Path::new("-") {
        true => files::spool(io::stdin().lock()).map_err(|error| Failure::io(&error, input))?,
        false => files::open(input)?,
    };
    let mut content = options.detached.as_deref().map(extract::open).transpose()?;
    let detached = content.as_mut().map(|content| &mut **content as &mut dyn ReadSeek);
    match output {
        Some(path) => {
            let mut pending = PendingFile::create(path, options.force)?;
            let mut out = io::BufWriter::with_capacity(1 << 17, pending.file());
            raiser.raise_file(file, detached, options.level, input, &mut out)?;
            out.flush().map_err(|error| Failure::io(&error, path))?;
            drop(out);
            pending.commit().map(drop)
        }
        None => raiser.raise_file(file, detached, options.level, input, &mut io::stdout().lock()),
    }
}

/// Where each result goes; `None` is standard output.
fn outputs(options: &Augment, inputs: &[PathBuf], level: &str) -> Outcome<Vec<Option<PathBuf>>> {
    let mut outputs: Vec<Option<PathBuf>> = Vec::with_capacity(inputs.len());
    for input in inputs {
        let name = marked(&input.file_name().unwrap_or_default().to_string_lossy(), level);
        let is_stdin = input == Path::new("-");
        let output = match options.output.as_deref() {
            Some(path) if path.is_dir() && !is_stdin => path.join(name),
            Some(path) if inputs.len() > 1 => {
                return Err(Failure::new(Exit::Usage, "output-not-folder").with("file", path.display()));
            }
            Some(path) if path == Path::new("-") => {
                outputs.push(None);
                continue;
            }
            Some(path) => path.to_owned(),
            None if is_stdin && io::stdout().is_terminal() => {
                return Err(Failure::new(Exit::Usage, "output-terminal"));
            }
            None if is_stdin => {
                outputs.push(None);
                continue;
            }
            None => input.with_file_name(name),
        };
        files::check_apart(input, &output)?;
        if outputs.iter().flatten().any(|taken| *taken == output) {
            let twice = Failure::new(Exit::Usage, "output-twice").with("output", output.display());
            return Err(twice.with("file", input.display()));
        }
        if !options.force && output.symlink_metadata().is_ok() {
            return Err(Failure::new(Exit::Operational, "file-exists").with("file", output.display()));
        }
        outputs.push(Some(output));
    }
    Ok(outputs)
}
