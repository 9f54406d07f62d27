//! The embedded fonts: how wide a text is, which characters they have.

use std::sync::LazyLock;

use krilla::text::Font;
use skrifa::{FontRef, MetadataProvider, instance::LocationRef, metrics::GlyphMetrics, prelude::Size};
use unicode_normalization::UnicodeNormalization;

/// One of the faces.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Face {
    Text,
    Strong,
}

struct Loaded {
    font: Font,
    reference: FontRef<'static>,
}

#[expect(clippy::expect_used, reason = "the fonts are embedded, and every test reads them")]
fn load(octets: &'static [u8]) -> Loaded {
    Loaded {
        font: Font::new(octets.into(), 0).expect("an embedded font"),
        reference: FontRef::new(octets).expect("an embedded font"),
    }
}

static TEXT: LazyLock<Loaded> = LazyLock::new(|| load(web::fonts::TEXT));
static STRONG: LazyLock<Loaded> = LazyLock::new(|| load(web::fonts::STRONG));

impl Face {
    fn loaded(self) -> &'static Loaded {
        match self {
            Self::Text => &TEXT,
            Self::Strong => &STRONG,
        }
    }

    /// For drawing.
    pub(crate) fn font(self) -> Font {
        self.loaded().font.clone()
    }

    /// For measuring at a size in points.
    pub(crate) fn measure(self, size: f32) -> Measure {
        let font = &self.loaded().reference;
        Measure { font, metrics: font.glyph_metrics(Size::new(size), LocationRef::default()) }
    }

    fn has(self, character: char) -> bool {
        self.loaded().reference.charmap().map(character).is_some_and(|glyph| glyph.to_u32() != 0)
    }

    /// The text as it can be drawn: composed characters where they exist, no control characters, and the
    /// code of what the font lacks, `[U+0416]`, as PDF/A allows no missing glyph.
    pub(crate) fn drawable(self, text: &str) -> String {
        let mut drawable = String::with_capacity(text.len());
        for character in text.nfc() {
            if character.is_whitespace() {
                drawable.push(' ');
            } else if character.is_control() {
                // Directional marks and the like say nothing on paper.
            } else if self.has(character) {
                drawable.push(character);
            } else {
                drawable.push_str(&format!("[U+{:04X}]", u32::from(character)));
            }
        }
        drawable
    }
}

/// Measures texts in one face and size.
pub(crate) struct Measure {
    font: &'static FontRef<'static>,
    metrics: GlyphMetrics<'static>,
}

impl Measure {
    /// Width of a character in points, before kerning.
    pub(crate) fn width(&self, character: char) -> f32 {
        let glyph = self.font.charmap().map(character).unwrap_or_default();
        self.metrics.advance_width(glyph).unwrap_or_default()
    }
}
