//! How a file is to be signed.

use pades::{Corner, PageNumber};
use serde::{Deserialize, Serialize};

use super::{FileKind, Reason};
use crate::levels::Level;

/// The form of a signature, as people choose it.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash, Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
pub enum Format {
    /// Document and signature in a container `.asice` (EN 319 162-1).
    Asic,
    /// An envelope `.p7m` around the document (EN 319 122-1), or apart from it `.p7s`.
    Cades,
    /// One more signature beside those in the file, which keeps its form ("aggiungi la tua firma").
    Further,
    /// Inside the PDF (EN 319 142-1).
    Pades,
    /// Inside the XML file (EN 319 132-1), or apart from the document.
    Xades,
}

impl Format {
    /// Its name for forms, programs and keys of messages.
    pub fn name(self) -> &'static str {
        match self {
            Self::Asic => "asic",
            Self::Cades => "cades",
            Self::Further => "further",
            Self::Pades => "pades",
            Self::Xades => "xades",
        }
    }

    /// The format with a name.
    pub fn parse(name: &str) -> Option<Self> {
        [Self::Asic, Self::Cades, Self::Further, Self::Pades, Self::Xades]
            .into_iter()
            .find(|format| format.name() == name)
    }
}

/// Where the visible mark of a signature stands on its page, as people see the page.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum MarkPlace {
    /// Ten millimetres from two edges.
    Corner(Corner),
    /// Its upper left corner, in millimetres from the left and upper edges.
    At {
        /// From the left edge.
        left: f64,
        /// From the upper edge.
        top: f64,
    },
}

/// The visible mark of a signature in a PDF: name and instant in a frame.
#[derive(Clone, Debug, PartialEq)]
pub struct Mark {
    /// The page.
    pub page: PageNumber,
    /// Where on the page.
    pub place: MarkPlace,
    /// A line more, for example "Per accettazione"; may be empty.
    pub text: String,
}

impl Mark {
    /// Width and height of the frame, in millimetres.
    pub const SIZE: [f64; 2] = [67.0, 22.0];
    /// Characters of [`Mark::text`].
    pub const LONGEST: usize = 80;
}

/// How a file is to be signed.
#[derive(Clone, Debug, PartialEq)]
pub struct Choice {
    /// The form.
    pub format: Format,
    /// The level above B-B; `None` is B-B. Needs time stamps: see [`Desk::has_levels`](super::Desk::has_levels).
    pub level: Option<Level>,
    /// The visible mark; only with [`Format::Pades`]. A signature without one is as valid.
    pub mark: Option<Mark>,
    /// Signs the signature with this number (counted from 1 as reports do) instead of the document; only with
    /// [`Format::Further`].
    pub counter: Option<u32>,
    /// The signature in a file of its own; only with [`Format::Cades`] and [`Format::Xades`].
    pub detached: bool,
}

impl Choice {
    /// This format and nothing else.
    pub fn new(format: Format) -> Self {
        Self { format, level: None, mark: None, counter: None, detached: false }
    }

    /// Without what the format does not have.
    #[must_use]
    pub(super) fn consistent(mut self) -> Self {
        if self.format != Format::Pades {
            self.mark = None;
        }
        if self.format != Format::Further {
            self.counter = None;
        }
        if !matches!(self.format, Format::Cades | Format::Xades) {
            self.detached = false;
        }
        self
    }
}

/// What fits most receivers for a kind of file, why, and what else is possible, the suggestion first.
pub(super) fn suggest(kind: FileKind, is_signed: bool) -> (Format, Reason, Vec<Format>) {
    use Format::{Asic, Cades, Further, Pades, Xades};
    match kind {
        FileKind::Pdf if is_signed => (Pades, Reason::SignedPdf, vec![Pades, Cades, Asic]),
        FileKind::Pdf => (Pades, Reason::Pdf, vec![Pades, Cades, Asic]),
        FileKind::EncryptedPdf => (Cades, Reason::EncryptedPdf, vec![Cades, Asic]),
        FileKind::Invoice if is_signed => (Cades, Reason::SignedXml, vec![Cades, Further]),
        FileKind::Invoice => (Xades, Reason::Invoice, vec![Xades, Cades]),
        FileKind::Xml if is_signed => (Cades, Reason::SignedXml, vec![Cades, Further]),
        FileKind::Xml => (Cades, Reason::Xml, vec![Cades, Xades, Asic]),
        FileKind::Envelope => (Further, Reason::Envelope, vec![Further, Cades]),
        FileKind::Container => (Further, Reason::Container, vec![Further]),
        FileKind::Other => (Cades, Reason::Other, vec![Cades, Asic, Xades]),
    }
}
