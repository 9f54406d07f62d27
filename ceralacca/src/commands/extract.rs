//! `ceralacca extract`: the original document out of its envelopes.

mod layers;

use std::{
    io::{self, BufReader, IsTerminal, Read, Write},
    path::{Path, PathBuf},
};

use cades::{ReadError, ReadSeek};
use webkit::fmt;

use self::layers::{Content, Opened};
use crate::{
    Context,
    cli::Extract,
    exit::{Exit, Failure, Outcome},
    files::{self, PendingFile},
};

/// Octets of a PDF that is taken into memory.
const PDF_LIMIT: u64 = 1 << 30;

/// Writes what is in the innermost layer, or in the one at `--depth`.
pub fn run(context: &Context, options: &Extract) -> Outcome {
    let depth: Option<usize> = match options.depth.as_str() {
        "all" => None,
        number => Some(number.parse().ok().filter(|depth| *depth > 0).ok_or_else(|| {
            Failure::new(Exit::Usage, "value-invalid").with("option", "--depth").with("detail", number)
        })?),
    };
    let path = &options.file;
    let mut source = open(path)?;
    let head = files::head_of(&mut *source).map_err(|error| Failure::io(&error, path))?;
    if files::is_pdf(&head) {
        return revision(context, options, &mut *source);
    }
    let Opened { content, depth, name, stopped } = layers::open(source, path, depth)?;
    if let Some(why) = stopped {
        context.out.note(&context.out.lang.text("cli-extract-stopped", &[("detail", why.into())]));
    }
    match content {
        Content::One(mut document) => written(context, options, &mut *document, &name, depth),
        Content::Enveloped(mut source, envelopes, level) => {
            match envelopes.content(&mut *source, level).map_err(|error| Failure::io(&error, path))? {
                Some(mut content) => written(context, options, &mut content, &name, depth),
                None => Err(Failure::new(Exit::Input, "content-missing").with("file", path.display())),
            }
        }
        Content::Several(mut source) => container(context, options, &mut *source),
    }
}

/// Writes what was found inside so many layers.
fn written(
    context: &Context,
    options: &Extract,
    content: &mut dyn Read,
    name: &str,
    depth: usize,
) -> Outcome {
    let original = if name == "-" { PathBuf::from(name) } else { options.file.with_file_name(name) };
    let output = match &options.output {
        Some(folder) if folder.is_dir() && original == Path::new("-") => folder.join("stdin.estratto"),
        Some(folder) if folder.is_dir() => folder.join(original.file_name().unwrap_or_default()),
        Some(path) => path.clone(),
        None => original,
    };
    if output == Path::new("-") {
        if options.output.is_none() && io::stdout().is_terminal() {
            return Err(Failure::new(Exit::Usage, "output-terminal"));
        }
        let mut out = io::stdout().lock();
        copy(content, &mut out, &options.file, &output)?;
        out.flush().map_err(|error| Failure::io(&error, &output))?;
        return Ok(Exit::Done);
    }
    files::check_apart(&options.file, &output)?;
    let mut pending = PendingFile::create(&output, options.force)?;
    let size = copy(content, pending.file(), &options.file, &output)?;
    let path = pending.commit()?;
    let document = serde_json::json!({
        "format": "ceralacca.extract/1", "file": options.file, "output": path, "size": size, "depth": depth,
    });
    context.out.data(&document, || {
        let values = [
            ("output", path.display().to_string().into()),
            ("size", fmt::bytes(context.out.lang, size).into()),
        ];
        context.out.lang.text("cli-extracted", &values)
    });
    Ok(Exit::Done)
}

/// A PDF as a signature covers it.
fn revision(context: &Context, options: &Extract, source: &mut dyn ReadSeek) -> Outcome {
    let path = &options.file;
    let Some(number) = options.signature else {
        return Err(Failure::new(Exit::Input, "extract-pdf").with("file", path.display()));
    };
    let mut pdf = Vec::new();
    source.take(PDF_LIMIT).read_to_end(&mut pdf).map_err(|error| Failure::io(&error, path))?;
    let found = pades::inspect(&pdf).map_err(|error| {
        Failure::new(Exit::Input, "pdf-damaged").with("file", path.display()).with("detail", error)
    })?;
    let signature = (number as usize).checked_sub(1).and_then(|index| found.signatures.get(index));
    match signature.and_then(|signature| signature.signed_document(&pdf)) {
        Some(mut document) => {
            let name = path.file_name().map_or("-".into(), |name| name.to_string_lossy());
            let name = if name == "-" { name.into_owned() } else { format!("{name}.estratto") };
            written(context, options, &mut document, &name, 1)
        }
        None => {
            let failure = Failure::new(Exit::Input, "extract-signature").with("file", path.display());
            Err(failure.with("number", number))
        }
    }
}

/// The documents of a container, each under its name.
fn container(context: &Context, options: &Extract, source: &mut dyn ReadSeek) -> Outcome {
    let path = &options.file;
    let damaged = |error: asic::Error| layers::container_failure(error, path);
    let mut container = asic::Container::read(source, &asic::Limits::default()).map_err(damaged)?;
    let names: Vec<String> =
        container.data_files().filter(|entry| !entry.is_folder()).map(|entry| entry.name.clone()).collect();
    let folder = match &options.output {
        Some(output) if output.is_dir() => output.clone(),
        Some(output) => {
            return Err(Failure::new(Exit::Usage, "output-not-folder").with("file", output.display()));
        }
        None => path.parent().map(Path::to_owned).unwrap_or_default(),
    };
    let mut told = Vec::with_capacity(names.len());
    for name in &names {
        // The names were checked when the container was read: none leaves the folder.
        let output = folder.join(name);
        let mut content = container.open(name).map_err(damaged)?;
        files::check_apart(path, &output)?;
        if let Some(parent) = output.parent().filter(|_| name.contains('/')) {
            std::fs::create_dir_all(parent).map_err(|error| Failure::io(&error, parent))?;
        }
        let mut pending = PendingFile::create(&output, options.force)?;
        let size = copy(&mut content, pending.file(), path, &output)?;
        told.push((pending.commit()?, size));
    }
    let files: Vec<_> =
        told.iter().map(|(path, size)| serde_json::json!({ "output": path, "size": size })).collect();
    let document = serde_json::json!({ "format": "ceralacca.extract/1", "file": path, "files": files });
    context.out.data(&document, || {
        let line = |(path, size): &(PathBuf, u64)| {
            let values = [
                ("output", path.display().to_string().into()),
                ("size", fmt::bytes(context.out.lang, *size).into()),
            ];
            context.out.lang.text("cli-extracted", &values)
        };
        told.iter().map(line).collect::<Vec<_>>().join("\n")
    });
    Ok(Exit::Done)
}

fn copy(content: &mut dyn Read, out: &mut dyn Write, from: &Path, to: &Path) -> Outcome<u64> {
    let mut buffer = vec![0; 1 << 18];
    let mut size = 0;
    loop {
        let count = match content.read(&mut buffer) {
            Ok(0) => return Ok(size),
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
            Err(error) => return Err(Failure::io(&error, from)),
        };
        out.write_all(&buffer[..count]).map_err(|error| Failure::io(&error, to))?;
        size += count as u64;
    }
}

/// Opens a signed file; standard input goes to a temporary file, because envelopes are read in places.
pub fn open(path: &Path) -> Outcome<Box<dyn ReadSeek>> {
    if path != Path::new("-") {
        return Ok(Box::new(BufReader::with_capacity(1 << 17, files::open(path)?)));
    }
    let failed = |error: io::Error| Failure::io(&error, path);
    Ok(Box::new(BufReader::with_capacity(1 << 17, files::spool(io::stdin().lock()).map_err(failed)?)))
}

/// Why a file is not read as an envelope, in words for people.
pub fn read_failure(error: ReadError, path: &Path) -> Failure {
    let told = |code| Failure::new(Exit::Input, code).with("file", path.display());
    match error {
        ReadError::Empty => told("input-empty"),
        ReadError::Io(error) => Failure::io(&error, path),
        ReadError::NotCms => told("input-not-signed"),
        ReadError::NotSignedData(kind) => told("input-unsupported").with("kind", kind),
        other => told("input-damaged").with("detail", other),
    }
}
