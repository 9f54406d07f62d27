//! What is to be made of each file: looked at before anybody is asked for a PIN.

use std::{
    io::{self, IsTerminal},
    path::{Path, PathBuf},
};

use signing::making::{Packaging, Plan, Shape};

use super::making::not_apart;
use crate::{
    cli::{Sign, SignatureFormat},
    exit::{Exit, Failure, Outcome},
    files,
};

/// Looks at every input. A file that cannot be signed has its failure in its place.
///
/// # Errors
/// When the options contradict each other or the files.
pub fn all(options: &Sign, inputs: &[PathBuf]) -> Outcome<Vec<(PathBuf, Outcome<Plan>)>> {
    let to_stdout = options.output.as_deref() == Some(Path::new("-"));
    let from_stdin = inputs.iter().filter(|file| *file == Path::new("-")).count();
    let invalid = |option: &str, detail: &str| {
        Failure::new(Exit::Usage, "value-invalid").with("option", option).with("detail", detail)
    };
    check_options(options)?;
    if let Some(document) = &options.document {
        if inputs.len() > 1 {
            return Err(invalid("--document", &format!("{} FILE", inputs.len())));
        }
        // It is read more than once.
        let metadata = files::open(document)?.metadata().map_err(|error| Failure::io(&error, document))?;
        if !metadata.is_file() {
            return Err(invalid("--document", &document.display().to_string()));
        }
    }
    if from_stdin > 1 {
        return Err(invalid("FILE", "- -"));
    }
    if from_stdin > 0 && options.pin_fd == Some(0) {
        return Err(invalid("--pin-fd", "0: FILE = -"));
    }
    let is_folder = options.output.as_deref().is_some_and(Path::is_dir);
    let one_container = options.format == SignatureFormat::AsicE && options.output.is_some() && !is_folder;
    if inputs.len() > 1 && one_container {
        return Ok(vec![(inputs[0].clone(), container(options, inputs, to_stdout))]);
    }
    if inputs.len() > 1 && (to_stdout || options.output.is_some() && !is_folder) {
        let output = options.output.as_deref().unwrap_or(Path::new("-"));
        return Err(Failure::new(Exit::Usage, "output-not-folder").with("file", output.display()));
    }
    let mut taken = std::collections::HashSet::new();
    let mut plans = Vec::with_capacity(inputs.len());
    for file in inputs {
        let mut planned = one(file, options, to_stdout);
        if let Ok(Plan { output: Some(output), .. }) = &planned
            && !taken.insert(output.clone())
        {
            let twice = Failure::new(Exit::Usage, "output-twice").with("output", output.display());
            planned = Err(twice.with("file", file.display()));
        }
        plans.push((file.clone(), planned));
    }
    Ok(if options.recursive { without_results(plans) } else { plans })
}

/// In a folder stand the results of an earlier run too, which was perhaps interrupted: they are not signed
/// once more.
fn without_results(mut plans: Vec<(PathBuf, Outcome<Plan>)>) -> Vec<(PathBuf, Outcome<Plan>)> {
    let result = |(_, planned): &(PathBuf, Outcome<Plan>)| match planned {
        Ok(plan) => plan.output.clone(),
        Err(failure) if failure.problem.code == "file-exists" => {
            failure.problem.values.get("file").map(PathBuf::from)
        }
        Err(_) => None,
    };
    let results: std::collections::HashSet<PathBuf> = plans.iter().filter_map(result).collect();
    plans.retain(|(file, _)| !results.contains(file));
    plans
}

fn check_options(options: &Sign) -> Outcome<()> {
    use SignatureFormat as F;
    let against = |option: &str, detail: String| {
        Err(Failure::new(Exit::Usage, "value-invalid").with("option", option).with("detail", detail))
    };
    let format = || {
        format!(
            "--format {}",
            clap::ValueEnum::to_possible_value(&options.format)
                .map_or_else(String::new, |value| value.get_name().to_owned())
        )
    };
    let packaging = packaging(options);
    let is_further = options.parallel || options.counter.is_some();
    match (options.format, packaging) {
        (F::Pades, Some(Packaging::Detached | Packaging::Enveloping)) => {
            against(if options.detached { "--detached" } else { "--packaging" }, format())
        }
        (F::Cades, Some(Packaging::Enveloped)) | (F::AsicS | F::AsicE, Some(_)) => {
            against("--packaging", format())
        }
        _ if is_further && packaging.is_some() => against("--packaging", "--parallel, --counter".to_owned()),
        _ if !is_further && options.document.is_some() => {
            against("--document", "--parallel, --counter".to_owned())
        }
        _ => Ok(()),
    }
}

fn packaging(options: &Sign) -> Option<Packaging> {
    if options.detached { Some(Packaging::Detached) } else { options.packaging.map(Packaging::from) }
}

/// Several documents in one container.
fn container(options: &Sign, inputs: &[PathBuf], to_stdout: bool) -> Outcome<Plan> {
    for file in inputs {
        if files::head_of(&mut files::open(file)?).map_err(|error| Failure::io(&error, file))?.is_empty() {
            return Err(Failure::new(Exit::Input, "input-empty").with("file", file.display()));
        }
    }
    let output = options.output.clone().filter(|_| !to_stdout);
    if let Some(path) = &output {
        inputs.iter().try_for_each(|file| files::check_apart(file, path))?;
        check_free(path, options)?;
    } else if io::stdout().is_terminal() && !to_stdout {
        return Err(Failure::new(Exit::Usage, "output-terminal"));
    }
    let shape = Shape::AsicE(options.inner.into());
    Ok(Plan {
        inputs: inputs.to_vec(),
        spooled: None,
        document: None,
        output,
        shape,
        level: options.level.above_b(),
    })
}

fn check_free(path: &Path, options: &Sign) -> Outcome<()> {
    if path.exists() && !options.force {
        return Err(Failure::new(Exit::Operational, "file-exists").with("file", path.display()));
    }
    Ok(())
}

fn one(file: &Path, options: &Sign, to_stdout: bool) -> Outcome<Plan> {
    let failed = |error: io::Error| Failure::io(&error, file);
    let is_stdin = file == Path::new("-");
    let mut content =
        if is_stdin { files::spool(io::stdin().lock()).map_err(failed)? } else { files::open(file)? };
    // A pipe is read once, and what is signed is read more than once.
    let is_pipe = !content.metadata().map_err(failed)?.is_file();
    if is_pipe {
        content = files::spool(content).map_err(failed)?;
    }
    let head = files::head_of(&mut content).map_err(failed)?;
    if head.is_empty() {
        return Err(Failure::new(Exit::Input, "input-empty").with("file", file.display()));
    }
    let is_pdf = files::is_pdf(&head);
    let shape = shape(options, file, is_pdf, files::is_xml(&head))?;
    let document = if is_stdin { Path::new(if is_pdf { "stdin.pdf" } else { "stdin" }) } else { file };
    let named = match options.output.as_deref() {
        Some(_) if to_stdout => None,
        None if is_stdin => None,
        Some(path) if path.is_dir() => Some(path.join(shape.signed_name(document))),
        Some(path) => Some(path.to_owned()),
        None => Some(file.with_file_name(shape.signed_name(file))),
    };
    if named.is_none() && !to_stdout && io::stdout().is_terminal() {
        return Err(Failure::new(Exit::Usage, "output-terminal"));
    }
    if let Some(path) = &named {
        for input in [Some(file), options.document.as_deref()].into_iter().flatten() {
            files::check_apart(input, path)?;
        }
        check_free(path, options)?;
    }
    if options.document.is_some() && (is_pdf || head.starts_with(b"PK\x03\x04")) {
        return Err(not_apart(file));
    }
    Ok(Plan {
        inputs: vec![file.to_owned()],
        spooled: (is_stdin || is_pipe).then_some(content),
        document: options.document.clone(),
        output: named,
        shape,
        level: options.level.above_b(),
    })
}

fn shape(options: &Sign, file: &Path, is_pdf: bool, is_xml: bool) -> Outcome<Shape> {
    use SignatureFormat as F;
    if options.parallel {
        // A PDF takes one signature after the other, and an enveloped XML signature stands beside the others.
        return Ok(match is_pdf {
            true => Shape::Pades,
            false => Shape::Parallel,
        });
    }
    if let Some(number) = options.counter {
        return Ok(Shape::Counter(number));
    }
    let packaging = packaging(options);
    let detached = packaging == Some(Packaging::Detached);
    let refused = |code| Err(Failure::new(Exit::Input, code).with("file", file.display()));
    Ok(match options.format {
        F::Auto if is_pdf && packaging.is_none_or(|packaging| packaging == Packaging::Enveloped) => {
            Shape::Pades
        }
        F::Auto if packaging == Some(Packaging::Enveloped) && is_xml => Shape::Xades(Packaging::Enveloped),
        F::Auto if packaging == Some(Packaging::Enveloped) => return refused("not-xml"),
        F::Auto | F::Cades => Shape::Cades { detached },
        F::Pades if is_pdf => Shape::Pades,
        F::Pades => return refused("not-pdf"),
        F::Xades => match packaging {
            None if is_xml => Shape::Xades(Packaging::Enveloped),
            None => Shape::Xades(Packaging::Enveloping),
            Some(Packaging::Enveloped) if !is_xml => return refused("not-xml"),
            Some(packaging) => Shape::Xades(packaging),
        },
        F::AsicS => Shape::AsicS(options.inner.into()),
        F::AsicE => Shape::AsicE(options.inner.into()),
    })
}
