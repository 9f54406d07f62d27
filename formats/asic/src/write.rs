//! Writing containers: everything that is there is copied as it stands.

use std::io::{Read, Seek, Write};

use jiff::civil::DateTime;
use zip::{CompressionMethod, ZipWriter, write::SimpleFileOptions};

use crate::{ASIC_E, ASIC_S, Container, CreateError, Form, names, role::MIMETYPE};

/// An entry to write.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct NewEntry {
    /// Its name.
    pub name: String,
    /// Its content.
    pub octets: Vec<u8>,
}

/// A data file to put into a new container.
pub struct DataFile<'a> {
    /// The name it gets.
    pub name: &'a str,
    /// Its content.
    pub content: &'a mut dyn Read,
}

impl std::fmt::Debug for DataFile<'_> {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.debug_struct("DataFile").field("name", &self.name).finish_non_exhaustive()
    }
}

/// A ZIP under construction, with `mimetype` as its first entry: stored, without extra field.
pub(crate) struct Writer<W: Write + Seek> {
    zip: ZipWriter<W>,
    options: SimpleFileOptions,
}

impl<W: Write + Seek> Writer<W> {
    pub(crate) fn begin(out: W, mimetype: &str, at: DateTime) -> Result<Self, CreateError> {
        let part = |number: i8| u8::try_from(number).unwrap_or_default();
        let year = u16::try_from(at.year()).map_err(|_| CreateError::Time(at))?;
        let time = zip::DateTime::from_date_and_time(
            year,
            part(at.month()),
            part(at.day()),
            part(at.hour()),
            part(at.minute()),
            part(at.second()),
        )
        .map_err(|_| CreateError::Time(at))?;
        let options = SimpleFileOptions::default().last_modified_time(time).unix_permissions(0o644);
        let mut zip = ZipWriter::new(out);
        zip.start_file(MIMETYPE, options.compression_method(CompressionMethod::Stored))?;
        zip.write_all(mimetype.as_bytes())?;
        Ok(Self { zip, options: options.compression_method(CompressionMethod::Deflated) })
    }

    pub(crate) fn put(&mut self, name: &str, mut content: impl Read) -> Result<(), CreateError> {
        if !names::is_safe(name) || name.ends_with('/') {
            return Err(CreateError::Name(name.to_owned()));
        }
        self.zip.start_file(name, self.options)?;
        std::io::copy(&mut content, &mut self.zip)?;
        Ok(())
    }

    /// Copies what a container holds, without inflating it, apart from what `skip` names; `rename` says
    /// what is called differently from now on.
    pub(crate) fn copy(
        &mut self,
        container: &mut Container<'_>,
        skip: impl Fn(&str) -> bool,
        rename: Option<&(String, String)>,
    ) -> Result<(), CreateError> {
        let names: Vec<String> = container.entries().iter().map(|entry| entry.name.clone()).collect();
        for name in names.iter().filter(|name| *name != MIMETYPE && !skip(name)) {
            let raw = container.archive().raw(name)?;
            match rename {
                Some((old, new)) if old == name => self.zip.raw_copy_file_rename(raw, new)?,
                _ => self.zip.raw_copy_file(raw)?,
            }
        }
        Ok(())
    }

    pub(crate) fn finish(self) -> Result<W, CreateError> {
        Ok(self.zip.finish()?)
    }
}

/// What `mimetype` says of a container of this form.
pub(crate) fn mimetype_of(form: Form) -> &'static str {
    match form {
        Form::Simple => ASIC_S,
        Form::Extended | Form::OpenDocument => ASIC_E,
    }
}

/// Writes a container again with some entries exchanged or added: how an augmented signature gets back
/// in. All others are copied as they stand, octet by octet, `mimetype` becomes the first one.
/// `at` is the time written beside the new entries.
///
/// # Errors
/// [`CreateError::Locked`] when an archive time stamp is about an entry that would change; else
/// [`CreateError`].
pub fn rewrite<W: Write + Seek>(
    container: &mut Container<'_>,
    entries: &[NewEntry],
    at: DateTime,
    out: W,
) -> Result<W, CreateError> {
    rewrite_renaming(container, entries, None, at, out)
}

pub(crate) fn rewrite_renaming<W: Write + Seek>(
    container: &mut Container<'_>,
    entries: &[NewEntry],
    rename: Option<&(String, String)>,
    at: DateTime,
    out: W,
) -> Result<W, CreateError> {
    for entry in entries {
        if let Some(manifest) = container.locked_by(&entry.name) {
            return Err(CreateError::Locked { name: entry.name.clone(), manifest: manifest.to_owned() });
        }
    }
    let mimetype = container.mimetype().unwrap_or(mimetype_of(container.form())).to_owned();
    let mut writer = Writer::begin(out, &mimetype, at)?;
    let replaced = |name: &str| {
        rename.is_none_or(|(old, _)| old != name) && entries.iter().any(|entry| entry.name == name)
    };
    writer.copy(container, replaced, rename)?;
    for entry in entries {
        writer.put(&entry.name, &entry.octets[..])?;
    }
    writer.finish()
}
