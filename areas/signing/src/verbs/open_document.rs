//! Opens what was signed: the innermost content of an envelope, or a PDF as it was signed.

use std::{
    fs::File,
    io::{self, BufReader, Read, Write},
};

use cades::{Envelopes, Limits};
use sigcheck::Report;

use super::verify_file::open;
use crate::{
    Signing, SigningError,
    rules::{
        name,
        report::{self, OfFile},
    },
};

/// A document to be read.
#[derive(Debug)]
pub struct OpenedDocument {
    /// The name that it gets.
    pub name: String,
    /// Its size in octets.
    pub size: u64,
    file: BufReader<File>,
    content: Content,
}

#[derive(Debug)]
enum Content {
    /// The content of the envelope at this depth, or the innermost one.
    Enveloped(Box<Envelopes>, Option<usize>),
    /// The beginning of the file.
    Beginning,
}

impl OpenedDocument {
    /// Writes the document, in pieces.
    ///
    /// # Errors
    /// As reading and writing.
    pub fn write(mut self, out: &mut dyn Write) -> io::Result<()> {
        let mut buffer = vec![0; 1 << 17];
        let mut copy = |from: &mut dyn Read| -> io::Result<()> {
            loop {
                match from.read(&mut buffer)? {
                    0 => return Ok(()),
                    count => out.write_all(&buffer[..count])?,
                }
            }
        };
        match self.content {
            Content::Beginning => copy(&mut self.file.take(self.size)),
            Content::Enveloped(envelopes, level) => match content(&envelopes, &mut self.file, level)? {
                Some(mut content) => copy(&mut content),
                None => Err(io::ErrorKind::NotFound.into()),
            },
        }
    }
}

fn content<'a>(
    envelopes: &'a Envelopes,
    file: &'a mut BufReader<File>,
    level: Option<usize>,
) -> io::Result<Option<cades::Content<'a>>> {
    match level {
        Some(level) => envelopes.content(file, level),
        None => envelopes.document(file),
    }
}

impl Signing {
    /// What is in the envelope with this number, counted from the outermost one, which is 1; it may be
    /// signed itself.
    ///
    /// # Errors
    /// As [`Signing::document`].
    pub fn envelope(&self, id: &str, number: u32) -> Result<OpenedDocument, SigningError> {
        let level = (number as usize).checked_sub(1).ok_or(SigningError::DocumentGone)?;
        self.opened(id, None, Some(level))
    }

    /// The document of a report. Of a PDF, as the signature with this number covers it, or the newest
    /// when none is named.
    ///
    /// # Errors
    /// [`SigningError::ReportGone`], [`SigningError::DocumentGone`]; those of files and store.
    pub fn document(&self, id: &str, signature: Option<u32>) -> Result<OpenedDocument, SigningError> {
        self.opened(id, signature, None)
    }

    fn opened(
        &self,
        id: &str,
        signature: Option<u32>,
        level: Option<usize>,
    ) -> Result<OpenedDocument, SigningError> {
        let row = self.row(id)?;
        if row.document_until <= self.now() {
            return Err(SigningError::DocumentGone);
        }
        let report = report::read(&row.json)?;
        let mut file = match open(&self.document_path(id)) {
            Ok(file) => file,
            Err(error) if error.kind() == io::ErrorKind::NotFound => return Err(SigningError::DocumentGone),
            Err(error) => return Err(error.into()),
        };
        let sent = report.file.as_deref().unwrap_or_default();
        match row.document_kind.as_deref() {
            Some("cades") => {
                let envelopes = Envelopes::read(&mut file, &Limits::default())
                    .map_err(|error| SigningError::Internal(error.to_string()))?;
                if level.is_some_and(|level| level >= envelopes.all().len()) {
                    return Err(SigningError::DocumentGone);
                }
                let size = match content(&envelopes, &mut file, level)? {
                    Some(content) => content.size(),
                    None => return Err(SigningError::DocumentGone),
                };
                let name = name::original(sent, level.map_or(envelopes.all().len(), |level| level + 1));
                let content = Content::Enveloped(Box::new(envelopes), level);
                Ok(OpenedDocument { name, size, file, content })
            }
            Some("pades") => {
                let size = signed_size(&mut file, &report, signature)?.ok_or(SigningError::DocumentGone)?;
                let name = if sent.is_empty() { "documento.pdf".to_owned() } else { sent.to_owned() };
                Ok(OpenedDocument { name, size, file: rewound(file)?, content: Content::Beginning })
            }
            _ => Err(SigningError::DocumentGone),
        }
    }
}

/// How much of a PDF a signature covers.
fn signed_size(
    file: &mut BufReader<File>,
    report: &Report,
    signature: Option<u32>,
) -> Result<Option<u64>, SigningError> {
    let wanted = match signature {
        Some(id) => report.signatures.iter().find(|signature| signature.id == id),
        None => report.of_document().last().or_else(|| report.signatures.last()),
    };
    let Some(field) = wanted.and_then(|signature| signature.pdf.as_ref()) else { return Ok(None) };
    let mut pdf = Vec::new();
    file.read_to_end(&mut pdf)?;
    let Ok(inspection) = pades::inspect(&pdf) else { return Ok(None) };
    let found = inspection.signatures.iter().find(|signature| signature.field == field.field);
    Ok(found.and_then(|signature| signature.signed_document(&pdf)).map(|signed| signed.len() as u64))
}

fn rewound(mut file: BufReader<File>) -> io::Result<BufReader<File>> {
    io::Seek::rewind(&mut file)?;
    Ok(file)
}
