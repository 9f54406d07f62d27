//! Documents for people: headings, paragraphs, lists and tables become a PDF that can be kept for
//! decades (PDF/A-2a, ISO 19005-2) and read by everybody (PDF/UA-1, ISO 14289-1): tagged, with title,
//! language, bookmarks, page numbers and embedded fonts.
//!
//! What is composed says nothing about how it looks; that is decided here, once for all documents.
//!
//! ```
//! use documents::{Block, Composition};
//!
//! let mut letter = Composition::new("Rapporto di verifica", "it", "2026-11-22T09:00:00Z".parse()?);
//! letter.push(Block::heading(1, "Rapporto di verifica"));
//! letter.push(Block::paragraph("La firma è valida."));
//! letter.push(Block::facts([("Firmatario", "Maria Rossi"), ("Formato", "CAdES-B-T")]));
//! let pdf = letter.to_pdf(|page, pages| format!("Pagina {page} di {pages}"))?;
//! assert!(pdf.starts_with(b"%PDF-1.7"));
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod fonts;
mod layout;
mod write;

use jiff::Timestamp;

/// A document: its parts in reading order.
#[derive(Clone, Debug)]
pub struct Composition {
    title: String,
    language: String,
    created: Timestamp,
    author: Option<String>,
    blocks: Vec<Block>,
}

/// A part of a document.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Block {
    /// A heading; level 1 is the document's title. A bookmark leads to it.
    Heading {
        /// From 1 to 6, no level skipped on the way down.
        level: u16,
        /// One line, or a few.
        text: String,
    },
    /// A paragraph.
    Paragraph(String),
    /// A sentence that must not be overlooked. The words say what the colour says.
    Notice {
        /// What kind of sentence it is.
        tone: Tone,
        /// The sentence.
        text: String,
    },
    /// An unordered list.
    List(Vec<String>),
    /// Names and values: a table of two columns whose rows begin with their header.
    Facts(Vec<(String, String)>),
    /// A table. Its header is repeated on every page it reaches.
    Table {
        /// Heading of each column, and its share of the width.
        columns: Vec<(String, u16)>,
        /// As many cells as columns in each row.
        rows: Vec<Vec<String>>,
    },
}

/// What a notice announces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Tone {
    /// Something is as it should be.
    Positive,
    /// Something could not be established, or deserves attention.
    Warning,
    /// Something is wrong.
    Negative,
}

/// Why a document cannot be written.
#[derive(Debug, thiserror::Error)]
pub enum ComposeError {
    /// A heading level outside 1–6, or a row with another number of cells than the table has columns.
    #[error("the document is not well composed: {0}")]
    Shape(&'static str),
    /// The archival or the accessibility rules are not met.
    #[error("the document would not be PDF/A: {0}")]
    Refused(String),
}

impl Block {
    /// [`Block::Heading`].
    pub fn heading(level: u16, text: impl Into<String>) -> Self {
        Self::Heading { level, text: text.into() }
    }

    /// [`Block::Paragraph`].
    pub fn paragraph(text: impl Into<String>) -> Self {
        Self::Paragraph(text.into())
    }

    /// [`Block::Facts`].
    pub fn facts<N: Into<String>, V: Into<String>>(facts: impl IntoIterator<Item = (N, V)>) -> Self {
        Self::Facts(facts.into_iter().map(|(name, value)| (name.into(), value.into())).collect())
    }
}

impl Composition {
    /// An empty document. `language` is a tag of RFC 3066 such as `it`; `created` stands in the metadata.
    pub fn new(title: impl Into<String>, language: impl Into<String>, created: Timestamp) -> Self {
        Self { title: title.into(), language: language.into(), created, author: None, blocks: Vec::new() }
    }

    /// Who issues the document.
    #[must_use]
    pub fn by(mut self, author: impl Into<String>) -> Self {
        self.author = Some(author.into());
        self
    }

    /// Adds a part at the end.
    pub fn push(&mut self, block: Block) {
        self.blocks.push(block);
    }

    /// The PDF. `footer` words the line at the foot of each page, from its number and the number of pages.
    ///
    /// # Errors
    /// [`ComposeError`].
    pub fn to_pdf(&self, footer: impl Fn(usize, usize) -> String) -> Result<Vec<u8>, ComposeError> {
        let sheets = layout::Layout::of(&self.blocks)?;
        write::write(self, sheets, footer)
    }
}
