//! CAdES: envelopes of any size, from file to file.

use std::{
    fs::File,
    io::{self, BufReader, BufWriter, Cursor, Seek, Write},
};

use cades::{AugmentError, ContentDigest, Limits, ReadSeek, SignedData, Which};
use x509::evidence::ValidationData;

use super::{DIGEST, Level, LevelError, Raising};

impl From<AugmentError> for LevelError {
    fn from(error: AugmentError) -> Self {
        match error {
            AugmentError::Io(error) => Self::Io(error),
            AugmentError::Signature(error) => Self::NotValid(error.to_string()),
            other => Self::format(other),
        }
    }
}

/// Raises the signatures of the outermost envelope.
pub(super) fn raise(
    raising: &Raising<'_>,
    file: File,
    detached: &mut Option<&mut dyn ReadSeek>,
    level: Level,
    out: &mut dyn Write,
) -> Result<(), LevelError> {
    let mut file = stamped(raising, file)?;
    if level >= Level::Lt {
        let data = raising.evidence(&mut BufReader::with_capacity(1 << 17, &file), detached)?;
        file = step(raising, file, |existing, source, out| {
            Ok(cades::with_validation_data(existing, source, &data, out)?)
        })?;
    }
    if level == Level::Lta {
        let content = match detached {
            Some(content) => {
                content.rewind()?;
                Some(ContentDigest::of(content, DIGEST)?)
            }
            None => None,
        };
        for index in 0..signers(&mut file)? {
            file = step(raising, file, |existing, source, out| {
                let content = match existing.content_digest(source, DIGEST)? {
                    Some(content) => content,
                    None => content.clone().ok_or(AugmentError::ContentMissing)?,
                };
                let which = Which::signer_at(index);
                let token = raising.stamp(&cades::archive_imprint(existing, &which, &content)?)?;
                Ok(cades::with_archive_time_stamp(existing, source, &which, &content, &token, out)?)
            })?;
        }
    }
    file.rewind()?;
    io::copy(&mut file, out)?;
    Ok(())
}

/// The envelope with a time stamp on every signer that has none.
fn stamped(raising: &Raising<'_>, mut file: File) -> Result<File, LevelError> {
    for index in 0..signers(&mut file)? {
        let mut source = BufReader::with_capacity(1 << 17, &file);
        let existing = read(&mut source)?;
        let has_one = existing
            .signers()
            .get(index)
            .is_some_and(|signer| signer.signature_time_stamps().next().is_some());
        if has_one {
            continue;
        }
        drop(source);
        file = step(raising, file, |existing, source, out| {
            let which = Which::signer_at(index);
            let token = raising.stamp(&cades::signature_imprint(existing, &which, DIGEST)?)?;
            Ok(cades::with_signature_time_stamp(existing, source, &which, &token, out)?)
        })?;
    }
    Ok(file)
}

fn read(source: &mut dyn ReadSeek) -> Result<SignedData, LevelError> {
    source.rewind()?;
    SignedData::read(source, &Limits::default()).map_err(LevelError::format)
}

fn signers(file: &mut File) -> Result<usize, LevelError> {
    Ok(read(&mut BufReader::with_capacity(1 << 17, file))?.signers().len())
}

/// Writes the envelope anew into a file without a name.
fn step(
    raising: &Raising<'_>,
    file: File,
    write: impl FnOnce(&SignedData, &mut dyn ReadSeek, &mut dyn Write) -> Result<(), LevelError>,
) -> Result<File, LevelError> {
    let mut source = BufReader::with_capacity(1 << 17, file);
    let existing = read(&mut source)?;
    let mut out = BufWriter::with_capacity(1 << 17, (raising.scratch)()?);
    write(&existing, &mut source, &mut out)?;
    out.into_inner().map_err(|error| LevelError::Io(error.into_error()))
}

/// A detached envelope in a container, raised in memory: time stamps and `data`, and at level B-LTA an
/// archive time stamp where `archived`.
pub(super) fn envelope(
    raising: &Raising<'_>,
    octets: &[u8],
    data: Option<&ValidationData>,
    content: Option<&ContentDigest>,
) -> Result<Vec<u8>, LevelError> {
    let mut octets = octets.to_vec();
    let count = from(&octets)?.signers().len();
    for index in 0..count {
        let existing = from(&octets)?;
        let which = Which::signer_at(index);
        let signer = existing.signers().get(index);
        if signer.is_some_and(|signer| signer.signature_time_stamps().next().is_none()) {
            let token = raising.stamp(&cades::signature_imprint(&existing, &which, DIGEST)?)?;
            let mut out = Vec::new();
            cades::with_signature_time_stamp(&existing, &mut Cursor::new(&octets), &which, &token, &mut out)?;
            octets = out;
        }
    }
    if let Some(data) = data {
        let mut out = Vec::new();
        cades::with_validation_data(&from(&octets)?, &mut Cursor::new(&octets), data, &mut out)?;
        octets = out;
    }
    if let Some(content) = content {
        for index in 0..count {
            let existing = from(&octets)?;
            let which = Which::signer_at(index);
            let token = raising.stamp(&cades::archive_imprint(&existing, &which, content)?)?;
            let (mut source, mut out) = (Cursor::new(&octets), Vec::new());
            cades::with_archive_time_stamp(&existing, &mut source, &which, content, &token, &mut out)?;
            octets = out;
        }
    }
    Ok(octets)
}

fn from(octets: &[u8]) -> Result<SignedData, LevelError> {
    SignedData::from_slice(octets, &Limits::default()).map_err(LevelError::format)
}
