//! `ceralacca extract`: the original document out of its envelopes.

use std::{
    fs::File,
    io::{self, BufReader, IsTerminal, Read, Seek, Write},
    path::{Path, PathBuf},
};

use cades::{Envelopes, Limits, M7m, M7mError, ReadError, ReadSeek, TimeStampedData};
use webkit::fmt;

use crate::{
    Context,
    cli::Extract,
    exit::{Exit, Failure, Outcome},
    files::{self, PendingFile},
};

/// Octets of a PDF that is taken into memory.
const PDF_LIMIT: u64 = 1 << 30;

/// Writes the content of the innermost envelope, or of the one at `--depth`.
pub fn run(context: &Context, options: &Extract) -> Outcome {
    let depth: Option<usize> = match options.depth.as_str() {
        "all" => None,
        number => Some(number.parse().ok().filter(|depth| *depth > 0).ok_or_else(|| {
            Failure::new(Exit::Usage, "value-invalid").with("option", "--depth").with("detail", number)
        })?),
    };
    let mut source = open(&options.file)?;
    let head = files::head_of(&mut *source).map_err(|error| Failure::io(&error, &options.file))?;
    if files::is_pdf(&head) {
        return revision(context, options, &mut *source);
    }
    if head.starts_with(b"PK\x03\x04") {
        return container(context, options, &mut *source);
    }
    // Around an envelope there may be time-stamped data or a message; each is a layer of its own.
    let mut opened = 0;
    while depth.is_none_or(|depth| opened < depth) {
        let Some(inner) = unwrapped(&mut *source, &options.file)? else { break };
        source = Box::new(BufReader::with_capacity(1 << 17, inner));
        opened += 1;
    }
    let left = depth.map(|depth| depth - opened);
    if opened > 0 {
        let is_signed = cades::looks_signed(&mut *source, &Limits::default());
        if left == Some(0) || !is_signed.map_err(|error| Failure::io(&error, &options.file))? {
            source.rewind().map_err(|error| Failure::io(&error, &options.file))?;
            return written(context, options, &mut *source, opened);
        }
    }
    let envelopes = Envelopes::read(&mut *source, &Limits::default())
        .map_err(|error| read_failure(error, &options.file))?;
    if let (Some(error), None) = (envelopes.stopped(), depth)
        && !matches!(error, ReadError::NotSignedData(_) | ReadError::NotCms)
    {
        let values = [("detail", error.to_string().into())];
        context.out.note(&context.out.lang.text("cli-extract-stopped", &values));
    }
    let level = left.map_or(envelopes.all().len(), |left| left.min(envelopes.all().len())) - 1;
    let failed = |error: io::Error| Failure::io(&error, &options.file);
    let content = envelopes.content(&mut *source, level).map_err(failed)?;
    let Some(mut content) = content else {
        return Err(Failure::new(Exit::Input, "content-missing").with("file", options.file.display()));
    };
    written(context, options, &mut content, opened + level + 1)
}

/// Writes what was found inside so many layers.
fn written(context: &Context, options: &Extract, content: &mut dyn Read, depth: usize) -> Outcome {
    let original = original_name(&options.file, depth);
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

/// What time-stamped data (RFC 5544) or an M7M message holds; none when the file is neither.
fn unwrapped(source: &mut dyn ReadSeek, path: &Path) -> Outcome<Option<File>> {
    let failed = |error: io::Error| Failure::io(&error, path);
    let limits = Limits::default();
    if M7m::is_likely(source).map_err(failed)? {
        let damaged = |error: M7mError| {
            Failure::new(Exit::Input, "input-damaged").with("file", path.display()).with("detail", error)
        };
        let message = M7m::read(source, &limits).map_err(damaged)?;
        let signed = message.signed_file(source).map_err(failed)?;
        return files::spool(signed).map(Some).map_err(failed);
    }
    source.rewind().map_err(failed)?;
    let data = TimeStampedData::read(source, &limits);
    source.rewind().map_err(failed)?;
    match data {
        Ok(data) => match data.content(source).map_err(failed)? {
            Some(content) => files::spool(content).map(Some).map_err(failed),
            None => Err(Failure::new(Exit::Input, "content-missing").with("file", path.display())),
        },
        Err(ReadError::Io(error)) => Err(failed(error)),
        Err(_) => Ok(None),
    }
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
        Some(mut document) => written(context, options, &mut document, 1),
        None => {
            let failure = Failure::new(Exit::Input, "extract-signature").with("file", path.display());
            Err(failure.with("number", number))
        }
    }
}

/// The documents of a container, each under its name.
fn container(context: &Context, options: &Extract, source: &mut dyn ReadSeek) -> Outcome {
    let path = &options.file;
    let damaged = |error: asic::Error| match error {
        asic::Error::NotAContainer => {
            Failure::new(Exit::Input, "input-not-signed").with("file", path.display())
        }
        error => {
            Failure::new(Exit::Input, "input-damaged").with("file", path.display()).with("detail", error)
        }
    };
    let mut container = asic::Container::read(source, &asic::Limits::default()).map_err(damaged)?;
    let names: Vec<String> =
        container.data_files().filter(|entry| !entry.is_folder()).map(|entry| entry.name.clone()).collect();
    let folder = match &options.output {
        Some(output) if names.len() == 1 && !output.is_dir() => None,
        Some(output) if output.is_dir() => Some(output.clone()),
        Some(output) => {
            return Err(Failure::new(Exit::Usage, "output-not-folder").with("file", output.display()));
        }
        None => Some(path.parent().map(Path::to_owned).unwrap_or_default()),
    };
    let mut told = Vec::with_capacity(names.len());
    for name in &names {
        // The names were checked when the container was read: none leaves the folder.
        let output = match (&folder, &options.output) {
            (Some(folder), _) => folder.join(name),
            (None, Some(output)) => output.clone(),
            (None, None) => PathBuf::from(name),
        };
        let mut content = container.open(name).map_err(damaged)?;
        if output == Path::new("-") {
            let mut out = io::stdout().lock();
            copy(&mut content, &mut out, path, &output)?;
            out.flush().map_err(|error| Failure::io(&error, &output))?;
            return Ok(Exit::Done);
        }
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

/// What the names of layers end in.
const ENDINGS: [&str; 3] = [".p7m", ".tsd", ".m7m"];

/// The name without as many `.p7m` as envelopes were opened; standard output when there is none.
fn original_name(file: &Path, depth: usize) -> PathBuf {
    if file == Path::new("-") {
        return "-".into();
    }
    let mut name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for _ in 0..depth {
        let stripped = name.len().checked_sub(4).filter(|at| {
            *at > 0
                && name.is_char_boundary(*at)
                && ENDINGS.iter().any(|ending| name[*at..].eq_ignore_ascii_case(ending))
        });
        match stripped {
            Some(at) => name.truncate(at),
            None => {
                name.push_str(".estratto");
                break;
            }
        }
    }
    file.with_file_name(name)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_original_name_loses_one_suffix_for_each_envelope() {
        let name = |file: &str, depth| original_name(Path::new(file), depth).display().to_string();
        assert_eq!(name("d/contratto.pdf.p7m", 1), "d/contratto.pdf");
        assert_eq!(name("atto.txt.p7m.P7M", 2), "atto.txt");
        assert_eq!(name("firmato.bin", 1), "firmato.bin.estratto");
        assert_eq!(name(".p7m", 1), ".p7m.estratto");
    }
}
