//! What is to be made of one file, and what the result is called.

use std::{
    fs::File,
    io::{self, Read},
    path::{Path, PathBuf},
};

use super::MakeError;
use crate::levels::Level;

/// What is to be made of one file, or of several that go into one container.
#[derive(Debug)]
pub struct Plan {
    /// What is signed; one, but for a container of several documents.
    pub inputs: Vec<PathBuf>,
    /// What is signed, if it cannot be opened again: standard input, a pipe. It was read into a file
    /// without a name.
    pub spooled: Option<File>,
    /// What the signatures that are there are about, when they stand apart from it.
    pub document: Option<PathBuf>,
    /// `None` is standard output.
    pub output: Option<PathBuf>,
    /// What comes out.
    pub shape: Shape,
    /// How much is added to the signature; `None` is level B-B.
    pub level: Option<Level>,
}

/// Where an XML signature stands.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Packaging {
    /// The signature inside the document.
    Enveloped,
    /// The document inside the signature.
    Enveloping,
    /// Apart.
    Detached,
}

/// The signatures in a new container.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Inner {
    /// CMS.
    #[default]
    Cades,
    /// XML.
    Xades,
}

/// What a signature looks like.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Shape {
    /// CMS around the document, or apart from it.
    Cades {
        /// Apart.
        detached: bool,
    },
    /// In a PDF.
    Pades,
    /// XML in, around or apart from the document.
    Xades(Packaging),
    /// A container of one document.
    AsicS(Inner),
    /// A container of any number of documents.
    AsicE(Inner),
    /// Another signature in an envelope that is there.
    Parallel,
    /// A signature over the one with this number.
    Counter(u32),
}

impl Shape {
    fn name(self) -> &'static str {
        match self {
            Self::Cades { .. } => "cades",
            Self::Pades => "pades",
            Self::Xades(_) => "xades",
            Self::AsicS(_) => "asic-s",
            Self::AsicE(_) => "asic-e",
            Self::Parallel => "parallel",
            Self::Counter(_) => "counter",
        }
    }

    /// Whether the document stays apart.
    pub fn is_detached(self) -> bool {
        matches!(self, Self::Cades { detached: true } | Self::Xades(Packaging::Detached))
    }

    /// `cades-b-b-detached`.
    pub fn format_name(self, level: Option<Level>) -> String {
        let level = match level {
            None => "b-b",
            Some(Level::T) => "b-t",
            Some(Level::Lt) => "b-lt",
            Some(Level::Lta) => "b-lta",
        };
        let detached = if self.is_detached() { "-detached" } else { "" };
        format!("{}-{level}{detached}", self.name())
    }

    /// What the signed file is called: `x.pdf` becomes `x-firmato.pdf`, and so does what keeps its kind; an
    /// envelope adds `.p7m`, a detached signature `.p7s`, a container `.asics` or `.asice`.
    pub fn signed_name(self, file: &Path) -> String {
        let name = file.file_name().unwrap_or_default().to_string_lossy();
        match self {
            Self::Pades | Self::Parallel | Self::Counter(_) | Self::Xades(Packaging::Enveloped) => {
                marked(&name, "firmato")
            }
            Self::Cades { detached } => format!("{name}.{}", if detached { "p7s" } else { "p7m" }),
            Self::Xades(Packaging::Detached) => format!("{name}-firma.xml"),
            Self::Xades(Packaging::Enveloping) => format!("{name}-firmato.xml"),
            Self::AsicS(_) => format!("{name}.asics"),
            Self::AsicE(_) => format!("{name}.asice"),
        }
    }
}

impl Plan {
    /// The first input, which the others go with.
    pub fn input(&self) -> &Path {
        self.inputs.first().map_or(Path::new("-"), PathBuf::as_path)
    }

    /// What is signed, from its beginning.
    ///
    /// # Errors
    /// What opening says.
    pub fn open(&self) -> Result<File, MakeError> {
        let failed = |error| MakeError::io(error, self.input());
        let Some(file) = &self.spooled else { return open(self.input()) };
        let mut file = file.try_clone().map_err(failed)?;
        io::Seek::rewind(&mut file).map_err(failed)?;
        Ok(file)
    }

    /// The document that the signatures in the output are about, when it is not inside.
    ///
    /// # Errors
    /// What opening says.
    pub fn apart(&self) -> Result<Option<File>, MakeError> {
        match &self.document {
            Some(document) => open(document).map(Some),
            None if self.shape.is_detached() => self.open().map(Some),
            None => Ok(None),
        }
    }

    /// What is signed, whole.
    ///
    /// # Errors
    /// What reading says; [`MakeError::TooLarge`].
    pub fn take(&self, limit: u64) -> Result<Vec<u8>, MakeError> {
        let file = self.open()?;
        let failed = |error| MakeError::io(error, self.input());
        let too_large = || MakeError::TooLarge { path: self.input().to_owned(), limit };
        let size = file.metadata().map_err(failed)?.len();
        if size > limit {
            return Err(too_large());
        }
        let mut octets = Vec::with_capacity(usize::try_from(size).unwrap_or(0) + 1);
        file.take(limit + 1).read_to_end(&mut octets).map_err(failed)?;
        if octets.len() as u64 > limit { Err(too_large()) } else { Ok(octets) }
    }

    /// Where the output goes, for messages.
    pub fn shown(&self) -> &Path {
        self.output.as_deref().unwrap_or(Path::new("-"))
    }

    /// `cades-b-b-detached`.
    pub fn format_name(&self) -> String {
        self.shape.format_name(self.level)
    }
}

/// A file to read; a folder is none.
pub(super) fn open(path: &Path) -> Result<File, MakeError> {
    let failed = |error| MakeError::io(error, path);
    let file = File::open(path).map_err(failed)?;
    if file.metadata().map_err(failed)?.is_dir() {
        return Err(failed(io::ErrorKind::IsADirectory.into()));
    }
    Ok(file)
}

/// `contratto.pdf.p7m` with the mark `lt` is `contratto-lt.pdf.p7m`: envelopes keep their endings.
pub fn marked(name: &str, mark: &str) -> String {
    let mut stem = name;
    while let Some((rest, ending)) = stem.rsplit_once('.') {
        let is_envelope = ["p7m", "p7s", "tsd", "m7m", "asics", "asice", "scs", "sce"]
            .iter()
            .any(|known| ending.eq_ignore_ascii_case(known));
        if rest.is_empty() {
            break;
        }
        stem = rest;
        if !is_envelope {
            break;
        }
    }
    format!("{stem}-{mark}{}", &name[stem.len()..])
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn signed_files_keep_the_name_of_the_document() {
        let name = |file: &str, shape: Shape| shape.signed_name(Path::new(file));
        assert_eq!(name("a/contratto.pdf", Shape::Pades), "contratto-firmato.pdf");
        assert_eq!(name("contratto.PDF", Shape::Pades), "contratto-firmato.PDF");
        assert_eq!(name("contratto.pdf", Shape::Cades { detached: false }), "contratto.pdf.p7m");
        assert_eq!(name("atto.txt.p7m", Shape::Cades { detached: false }), "atto.txt.p7m.p7m");
        assert_eq!(name("dati.bin", Shape::Cades { detached: true }), "dati.bin.p7s");
        assert_eq!(name("fattura.xml", Shape::Xades(Packaging::Enveloped)), "fattura-firmato.xml");
        assert_eq!(name("dati.bin", Shape::Xades(Packaging::Enveloping)), "dati.bin-firmato.xml");
        assert_eq!(name("dati.bin", Shape::Xades(Packaging::Detached)), "dati.bin-firma.xml");
        assert_eq!(name("atto.pdf.p7m", Shape::Parallel), "atto-firmato.pdf.p7m");
        assert_eq!(name("dati.bin", Shape::AsicE(Inner::Cades)), "dati.bin.asice");
    }

    #[test]
    fn a_mark_goes_before_the_endings() {
        assert_eq!(marked("contratto.pdf.p7m", "lt"), "contratto-lt.pdf.p7m");
        assert_eq!(marked("atto.txt.p7m.P7M", "t"), "atto-t.txt.p7m.P7M");
        assert_eq!(marked("contratto", "t"), "contratto-t");
        assert_eq!(marked(".p7m", "t"), ".p7m-t");
        assert_eq!(marked("a.asice", "lta"), "a-lta.asice");
    }
}
