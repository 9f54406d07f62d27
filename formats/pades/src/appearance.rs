//! What a signature looks like on its page (ISO 32000-2, 12.5.5, 12.7.5.5): lines of text in an embedded
//! font, a picture, or both, upright however the page is turned. Page contents are never touched.

use std::collections::BTreeSet;

use x509::alg::DigestAlgorithm;

use crate::font::{Font, Subset};
use crate::image::Image;
use crate::page::{Page, PageNumber, meet};
use crate::pdf::{Object, ObjectId, View};
use crate::update::Update;

/// How a signature is to be seen.
#[derive(Clone, Debug)]
pub struct Appearance {
    /// Where. An existing field keeps its own place.
    pub place: Place,
    /// Lines of text: name, reason, date. A character that the font lacks becomes a question mark.
    pub lines: Vec<String>,
    /// The font for the lines: a TrueType file. What is needed of it is embedded.
    pub font: Option<Vec<u8>>,
    /// Size of the text in points; as large as fits, up to 12, when it is not given.
    pub font_size: Option<f64>,
    /// A picture: PNG with 8 bits (its transparency is kept where the file's standard allows) or JPEG in
    /// grey or RGB. It stands left of the text.
    pub image: Option<Vec<u8>>,
}

/// Where a signature is to be seen.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Place {
    /// In a corner of the page as it is shown.
    Corner {
        /// The page.
        page: PageNumber,
        /// The corner.
        corner: Corner,
        /// Width and height as shown, in points.
        size: [f64; 2],
        /// Distance from both edges, in points.
        margin: f64,
    },
    /// At coordinates.
    Rectangle {
        /// The page.
        page: PageNumber,
        /// Left, bottom, right, top in user space of the page before it is turned.
        rectangle: [f64; 4],
    },
}

/// A corner of a page as it is shown.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
#[expect(missing_docs, reason = "the names say it all")]
pub enum Corner {
    TopLeft,
    TopRight,
    BottomRight,
    BottomLeft,
}

/// Why an appearance is not made.
#[derive(Clone, Copy, Debug, PartialEq, thiserror::Error)]
pub enum AppearanceError {
    /// Neither text nor picture.
    #[error("there is nothing to be seen")]
    Empty,
    /// The font cannot be used.
    #[error("the font: {0}")]
    Font(&'static str),
    /// The picture cannot be used.
    #[error("the picture: {0}")]
    Image(&'static str),
    /// There is text and no font.
    #[error("text needs a font to be embedded")]
    NoFont,
    /// The document has no such page.
    #[error("there is no such page")]
    NoPage,
    /// Nothing of the place is on the visible part of the page, or it has no area.
    #[error("the place is not on the page")]
    OutsidePage,
}

impl Place {
    pub(crate) fn page(&self) -> PageNumber {
        match self {
            Place::Corner { page, .. } | Place::Rectangle { page, .. } => *page,
        }
    }

    /// The rectangle in user space.
    pub(crate) fn on(&self, page: &Page<'_>) -> Result<[f64; 4], AppearanceError> {
        let crop = page.crop;
        let rect = match *self {
            Place::Rectangle { rectangle: [a, b, c, d], .. } => [a.min(c), b.min(d), a.max(c), b.max(d)],
            Place::Corner { corner, size: [width, height], margin, .. } => {
                let (width, height) = if page.turns % 2 == 1 { (height, width) } else { (width, height) };
                // Corners in clockwise order; the page is shown turned clockwise.
                let index = (corner as u8 + 4 - page.turns) % 4;
                let (left, top) = (matches!(index, 0 | 3), matches!(index, 0 | 1));
                let x = if left { crop[0] + margin } else { crop[2] - margin - width };
                let y = if top { crop[3] - margin - height } else { crop[1] + margin };
                [x, y, x + width, y + height]
            }
        };
        let finite = rect.iter().all(|value| value.is_finite() && value.abs() < 1e6);
        if finite && meet(rect, crop).is_some() { Ok(rect) } else { Err(AppearanceError::OutsidePage) }
    }
}

/// Writes a form object for a rectangle of this size on a page with these turns; without an appearance an
/// empty one.
pub(crate) fn write<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    appearance: Option<&Appearance>,
    rect: [f64; 4],
    turns: u8,
) -> Result<ObjectId, AppearanceError> {
    let (mut width, mut height) = (rect[2] - rect[0], rect[3] - rect[1]);
    if turns % 2 == 1 {
        std::mem::swap(&mut width, &mut height);
    }
    let matrix = match turns {
        1 => format!("0 1 -1 0 {} 0", number(height)),
        2 => format!("-1 0 0 -1 {} {}", number(width), number(height)),
        3 => format!("0 -1 1 0 0 {}", number(width)),
        _ => "1 0 0 1 0 0".to_owned(),
    };
    let mut content = String::new();
    let mut resources = String::new();
    if let Some(appearance) = appearance {
        draw(update, view, appearance, [width, height], &mut content, &mut resources)?;
    }
    let id = update.reserve();
    let entries = format!(
        "/Type/XObject/Subtype/Form/BBox[0 0 {} {}]/Matrix[{matrix}]/Resources<<{resources}>>",
        number(width),
        number(height)
    );
    update.deflated(id, &entries, content.as_bytes());
    Ok(id)
}

fn draw<'s>(
    update: &mut Update<'s>,
    view: View<'s>,
    appearance: &Appearance,
    [width, height]: [f64; 2],
    content: &mut String,
    resources: &mut String,
) -> Result<(), AppearanceError> {
    let lines: Vec<&str> = appearance.lines.iter().map(String::as_str).collect();
    let with_text = lines.iter().any(|line| !line.trim().is_empty());
    if !with_text && appearance.image.is_none() {
        return Err(AppearanceError::Empty);
    }
    let mut text_from = 0.0;
    if let Some(octets) = &appearance.image {
        let image = Image::read(octets).map_err(AppearanceError::Image)?;
        let image = if allows_opacity(view) { image } else { image.flattened() };
        // As large as fits, in the middle; beside text it leaves two thirds.
        let room = if with_text { width / 3.0 } else { width };
        let scale = (room / image.width as f64).min(height / image.height as f64);
        let (w, h) = (image.width as f64 * scale, image.height as f64 * scale);
        let (x, y) = ((room - w) / 2.0, (height - h) / 2.0);
        content.push_str(&format!(
            "q {} 0 0 {} {} {} cm /Im0 Do Q\n",
            number(w),
            number(h),
            number(x),
            number(y)
        ));
        let id = write_image(update, &image);
        resources.push_str(&format!("/XObject<</Im0 {id} R>>"));
        text_from = room;
    }
    if with_text {
        let data = appearance.font.as_deref().ok_or(AppearanceError::NoFont)?;
        let font = Font::read(data).map_err(AppearanceError::Font)?;
        // A page of text is no signature: what is drawn stays small.
        let lines: Vec<String> = lines
            .iter()
            .take(100)
            .map(|line| drawable(&font, &line.chars().take(1000).collect::<String>()))
            .collect();
        let subset = font.subset(lines.iter().flat_map(|line| line.chars()));
        let subset = subset.ok_or(AppearanceError::Font("it is damaged"))?;
        let room = [width - text_from, height];
        let size = appearance.font_size.filter(|size| size.is_finite() && *size > 0.0);
        let size = size.unwrap_or_else(|| fitting_size(&font, &lines, room));
        let lead = 1.2 * size;
        let ascent = f64::from(font.ascent) / font.units * size;
        let block = lead * lines.len() as f64;
        let top = height - ((height - block) / 2.0).max(0.0);
        content.push_str(&format!(
            "q BT /CS0 cs 0 sc /F0 {} Tf {} {} Td {} TL\n",
            number(size),
            number(text_from + MARGIN),
            number(top - ascent.min(lead)),
            number(lead)
        ));
        for line in &lines {
            let glyphs = line.chars().filter_map(|character| subset.glyph_of.get(&character));
            let digits: String = glyphs.map(|glyph| format!("{glyph:04X}")).collect();
            content.push_str(&format!("<{digits}> Tj T*\n"));
        }
        content.push_str("ET Q\n");
        let id = write_font(update, &font, &subset);
        resources.push_str(&format!("/Font<</F0 {id} R>>/ColorSpace<</CS0{GRAY}>>"));
    }
    Ok(())
}

/// Space left and right of the text, in points.
const MARGIN: f64 = 2.0;
/// Colours that mean the same everywhere and so need no output intent (ISO 19005-2, 6.2.4).
const GRAY: &str = "[/CalGray<</WhitePoint[0.9505 1 1.089]/Gamma 2.2>>]";
const RGB: &str = "[/CalRGB<</WhitePoint[0.9505 1 1.089]/Gamma[2.2 2.2 2.2]\
                   /Matrix[0.4124 0.2126 0.0193 0.3576 0.7152 0.1192 0.1805 0.0722 0.9505]>>]";

/// The line in characters that the font has.
fn drawable(font: &Font<'_>, line: &str) -> String {
    let drawn = line.chars().map(|character| if font.glyph(character).is_some() { character } else { '?' });
    drawn.filter(|character| font.glyph(*character).is_some()).collect()
}

fn fitting_size(font: &Font<'_>, lines: &[String], [width, height]: [f64; 2]) -> f64 {
    let widest = lines.iter().map(|line| font.width(line)).fold(0.0, f64::max);
    let across = (width - 2.0 * MARGIN) / widest.max(1e-3);
    let down = height / (1.2 * lines.len() as f64);
    across.min(down).clamp(1.0, 12.0)
}

/// A number as PDF writes it.
pub(crate) fn number(value: f64) -> String {
    let text = format!("{value:.3}");
    let text = text.trim_end_matches('0').trim_end_matches('.');
    if matches!(text, "" | "-0" | "-") { "0".to_owned() } else { text.to_owned() }
}

fn write_image(update: &mut Update<'_>, image: &Image) -> ObjectId {
    let entries = |colours: &str| {
        format!(
            "/Type/XObject/Subtype/Image/Width {}/Height {}/BitsPerComponent 8/ColorSpace{colours}",
            image.width, image.height
        )
    };
    let mut own = entries(if image.gray { GRAY } else { RGB });
    if let Some(alpha) = &image.alpha {
        let mask = update.reserve();
        update.deflated(mask, &entries("/DeviceGray"), alpha);
        own.push_str(&format!("/SMask {mask} R"));
    }
    let id = update.reserve();
    if image.jpeg {
        update.stream(id, &format!("{own}/Filter/DCTDecode"), &image.data);
    } else {
        update.deflated(id, &own, &image.data);
    }
    id
}

/// A composite font whose codes are the glyph numbers (9.7.4, 9.7.5.2), with the way back to text.
fn write_font(update: &mut Update<'_>, font: &Font<'_>, subset: &Subset) -> ObjectId {
    let tag: String = DigestAlgorithm::Sha256
        .digest(&subset.file)
        .iter()
        .take(6)
        .map(|octet| char::from(b'A' + octet % 26))
        .collect();
    let name = format!("{tag}+{}", font.name());
    let file = update.reserve();
    update.deflated(file, &format!("/Length1 {}", subset.file.len()), &subset.file);
    let count = subset.widths.len();
    // Every glyph of the file is in use, and said to be (ISO 19005-1, 6.3.5).
    let mut present = vec![0xff; count / 8];
    present.extend((!count.is_multiple_of(8)).then(|| 0xff_u8 << (8 - count % 8)));
    let set = update.reserve();
    update.stream(set, "", &present);
    let unicode = update.reserve();
    update.deflated(unicode, "", to_unicode(subset).as_bytes());
    let thousandths = |value: i16| (f64::from(value) * 1000.0 / font.units).round();
    let descriptor = update.reserve();
    let [left, bottom, right, top] = font.bounds.map(thousandths);
    update.write_with(descriptor, |out, _| {
        let entries = format!(
            "<</Type/FontDescriptor/FontName/{name}/Flags 4/FontBBox[{left} {bottom} {right} {top}]/ItalicAngle 0\
             /Ascent {ascent}/Descent {}/CapHeight {ascent}/StemV 80/FontFile2 {file} R/CIDSet {set} R>>",
            thousandths(font.descent),
            ascent = thousandths(font.ascent),
        );
        out.extend_from_slice(entries.as_bytes());
    });
    let widths: Vec<String> = subset.widths.iter().map(u32::to_string).collect();
    let descendant = update.reserve();
    update.write_with(descendant, |out, cipher| {
        out.extend_from_slice(
            format!("<</Type/Font/Subtype/CIDFontType2/BaseFont/{name}/CIDSystemInfo<</Registry").as_bytes(),
        );
        cipher.text(out, "Adobe");
        out.extend_from_slice(b"/Ordering");
        cipher.text(out, "Identity");
        let rest = format!(
            "/Supplement 0>>/FontDescriptor {descriptor} R/CIDToGIDMap/Identity/W[0[{}]]>>",
            widths.join(" ")
        );
        out.extend_from_slice(rest.as_bytes());
    });
    let id = update.reserve();
    update.write_with(id, |out, _| {
        let entries = format!(
            "<</Type/Font/Subtype/Type0/BaseFont/{name}/Encoding/Identity-H\
             /DescendantFonts[{descendant} R]/ToUnicode {unicode} R>>"
        );
        out.extend_from_slice(entries.as_bytes());
    });
    id
}

fn to_unicode(subset: &Subset) -> String {
    let mut map = String::from(
        "/CIDInit /ProcSet findresource begin\n12 dict begin\nbegincmap\n\
         /CIDSystemInfo <</Registry (Adobe) /Ordering (UCS) /Supplement 0>> def\n\
         /CMapName /Adobe-Identity-UCS def\n/CMapType 2 def\n\
         1 begincodespacerange\n<0000> <FFFF>\nendcodespacerange\n",
    );
    // Two characters may share a glyph: the first is what it reads as.
    let mut seen = BTreeSet::new();
    let pairs: Vec<_> = subset.glyph_of.iter().filter(|(_, glyph)| seen.insert(**glyph)).collect();
    for part in pairs.chunks(100) {
        map.push_str(&format!("{} beginbfchar\n", part.len()));
        for (character, glyph) in part {
            let units: String =
                character.encode_utf16(&mut [0; 2]).iter().map(|unit| format!("{unit:04X}")).collect();
            map.push_str(&format!("<{glyph:04X}> <{units}>\n"));
        }
        map.push_str("endbfchar\n");
    }
    map.push_str("endcmap\nCMapName currentdict /CMap defineresource pop\nend\nend\n");
    map
}

/// Whether the file's standard lets a picture be transparent: PDF/A-1 does not (ISO 19005-1, 6.4), the
/// later ones where an output intent says in what colours it blends (ISO 19005-2, 6.2.10).
fn allows_opacity(view: View<'_>) -> bool {
    match archival_part(view) {
        None => true,
        Some(1) => false,
        Some(_) => view.catalog().is_some_and(|catalog| catalog.get("OutputIntents").is_some()),
    }
}

/// The part of PDF/A that the file says it follows (ISO 19005-1, 6.7.11).
pub(crate) fn archival_part(view: View<'_>) -> Option<u8> {
    let Object::Stream(metadata) = view.get(&view.catalog()?, "Metadata") else { return None };
    let text = view.stream_data(&metadata).ok()?;
    let at = text.windows(11).position(|window| window == b"pdfaid:part")?;
    let digit = text[at + 11..].iter().take(16).find(|octet| octet.is_ascii_digit())?;
    Some(digit - b'0')
}
