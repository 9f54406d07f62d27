//! `ceralacca extract`: the original document out of its envelopes.

use std::{
    io::{self, BufReader, IsTerminal, Read, Write},
    path::{Path, PathBuf},
};

use cades::{Envelopes, Limits, ReadError, ReadSeek};
use webkit::fmt;

use crate::{
    Context,
    cli::Extract,
    exit::{Exit, Failure, Outcome},
    files::{self, PendingFile},
};

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
        return Err(Failure::new(Exit::Input, "extract-pdf").with("file", options.file.display()));
    }
    let envelopes = Envelopes::read(&mut *source, &Limits::default())
        .map_err(|error| read_failure(error, &options.file))?;
    if let (Some(error), None) = (envelopes.stopped(), depth)
        && !matches!(error, ReadError::NotSignedData(_) | ReadError::NotCms)
    {
        let values = [("detail", error.to_string().into())];
        context.out.note(&context.out.lang.text("cli-extract-stopped", &values));
    }
    let level = depth.map_or(envelopes.all().len(), |depth| depth.min(envelopes.all().len())) - 1;
    let failed = |error: io::Error| Failure::io(&error, &options.file);
    let content = envelopes.content(&mut *source, level).map_err(failed)?;
    let Some(mut content) = content else {
        return Err(Failure::new(Exit::Input, "content-missing").with("file", options.file.display()));
    };
    let original = original_name(&options.file, level + 1);
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
        copy(&mut content, &mut out, &options.file, &output)?;
        out.flush().map_err(|error| Failure::io(&error, &output))?;
        return Ok(Exit::Done);
    }
    files::check_apart(&options.file, &output)?;
    let mut pending = PendingFile::create(&output, options.force)?;
    let size = copy(&mut content, pending.file(), &options.file, &output)?;
    let path = pending.commit()?;
    let document = serde_json::json!({
        "format": "ceralacca.extract/1", "file": options.file, "output": path, "size": size, "depth": level + 1,
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

/// The name without as many `.p7m` as envelopes were opened; standard output when there is none.
fn original_name(file: &Path, depth: usize) -> PathBuf {
    if file == Path::new("-") {
        return "-".into();
    }
    let mut name = file.file_name().unwrap_or_default().to_string_lossy().into_owned();
    for _ in 0..depth {
        let stripped = name
            .len()
            .checked_sub(4)
            .filter(|at| *at > 0 && name.is_char_boundary(*at) && name[*at..].eq_ignore_ascii_case(".p7m"));
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
