//! A TrueType font cut down to the glyphs that a text needs, as PDF and PDF/A want it embedded
//! (ISO 32000-2, 9.7 and 9.9; the OpenType specification for the tables).

use std::collections::BTreeMap;

/// A font read so far that texts can be measured.
#[derive(Debug)]
pub(crate) struct Font<'f> {
    data: &'f [u8],
    tables: BTreeMap<[u8; 4], (usize, usize)>,
    pub(crate) units: f64,
    pub(crate) ascent: i16,
    pub(crate) descent: i16,
    pub(crate) bounds: [i16; 4],
    glyphs: u16,
    metrics: u16,
    long_offsets: bool,
}

/// The part of a font that a text needs, with new glyph numbers.
#[derive(Debug)]
pub(crate) struct Subset {
    pub(crate) file: Vec<u8>,
    /// New glyph number of each character.
    pub(crate) glyph_of: BTreeMap<char, u16>,
    /// Advance widths by new glyph number, in thousandths of the size.
    pub(crate) widths: Vec<u32>,
}

fn short(data: &[u8], at: usize) -> Option<u16> {
    Some(u16::from_be_bytes(data.get(at..)?.first_chunk::<2>().copied()?))
}

fn long(data: &[u8], at: usize) -> Option<u32> {
    Some(u32::from_be_bytes(data.get(at..)?.first_chunk::<4>().copied()?))
}

impl<'f> Font<'f> {
    /// Reads the tables; the error says what is wrong with the font.
    pub(crate) fn read(data: &'f [u8]) -> Result<Self, &'static str> {
        const DAMAGED: &str = "it is damaged";
        if !matches!(long(data, 0), Some(0x0001_0000 | 0x7472_7565)) {
            return Err("it is not TrueType");
        }
        let mut tables = BTreeMap::new();
        for index in 0..usize::from(short(data, 4).ok_or(DAMAGED)?) {
            let entry = 12 + 16 * index;
            let tag = *data.get(entry..).and_then(|entry| entry.first_chunk::<4>()).ok_or(DAMAGED)?;
            let place = (long(data, entry + 8), long(data, entry + 12));
            let (Some(at), Some(len)) = place else { return Err(DAMAGED) };
            let (at, len) = (at as usize, len as usize);
            if at.checked_add(len).is_none_or(|end| end > data.len()) {
                return Err(DAMAGED);
            }
            tables.insert(tag, (at, len));
        }
        let mut font = Font {
            data,
            tables,
            units: 0.0,
            ascent: 0,
            descent: 0,
            bounds: [0; 4],
            glyphs: 0,
            metrics: 0,
            long_offsets: false,
        };
        // fsType: a font that may not be embedded is not.
        if font.table(b"OS/2").and_then(|table| short(table, 8)).is_some_and(|kind| kind & 0xf == 2) {
            return Err("its licence forbids embedding");
        }
        font.header().ok_or(DAMAGED)?;
        Ok(font)
    }

    fn header(&mut self) -> Option<()> {
        let head = self.table(b"head")?;
        let (units, long_offsets) = (short(head, 18)?, short(head, 50)? == 1);
        let mut bounds = [0; 4];
        for (index, place) in bounds.iter_mut().enumerate() {
            *place = short(head, 36 + 2 * index)? as i16;
        }
        let hhea = self.table(b"hhea")?;
        let (ascent, descent, metrics) = (short(hhea, 4)? as i16, short(hhea, 6)? as i16, short(hhea, 34)?);
        let glyphs = short(self.table(b"maxp")?, 4)?;
        self.table(b"glyf")?;
        let width = if long_offsets { 4 } else { 2 };
        let enough = self.table(b"loca")?.len() >= (usize::from(glyphs) + 1) * width
            && self.table(b"hmtx")?.len() >= usize::from(metrics) * 4;
        if units == 0 || metrics == 0 || glyphs == 0 || metrics > glyphs || !enough {
            return None;
        }
        self.units = f64::from(units);
        (self.ascent, self.descent, self.bounds) = (ascent, descent, bounds);
        (self.glyphs, self.metrics, self.long_offsets) = (glyphs, metrics, long_offsets);
        Some(())
    }

    fn table(&self, tag: &[u8; 4]) -> Option<&'f [u8]> {
        let (at, len) = self.tables.get(tag)?;
        self.data.get(*at..at + len)
    }

    /// The PostScript name, as far as it can stand in a PDF.
    pub(crate) fn name(&self) -> String {
        let name = self.table(b"name").and_then(|table| {
            let strings = usize::from(short(table, 4)?);
            (0..usize::from(short(table, 2)?)).find_map(|index| {
                let record = 6 + 12 * index;
                let (len, at) =
                    (usize::from(short(table, record + 8)?), usize::from(short(table, record + 10)?));
                let text = table.get(strings + at..strings + at + len)?;
                (short(table, record + 6)? == 6).then(|| {
                    let plain = text.iter().filter(|octet| octet.is_ascii_alphanumeric() || **octet == b'-');
                    plain.map(|octet| char::from(*octet)).take(60).collect::<String>()
                })
            })
        });
        name.filter(|name| !name.is_empty()).unwrap_or_else(|| "Font".to_owned())
    }

    /// The glyph of a character; `None` when the font has none for it.
    pub(crate) fn glyph(&self, character: char) -> Option<u16> {
        let cmap = self.table(b"cmap")?;
        let code = u32::from(character);
        (0..usize::from(short(cmap, 2)?).min(64)).find_map(|index| {
            let record = 4 + 8 * index;
            let unicode =
                matches!((short(cmap, record)?, short(cmap, record + 2)?), (0, 0..=4 | 6) | (3, 1 | 10));
            let table = cmap.get(long(cmap, record + 4)? as usize..).filter(|_| unicode)?;
            let glyph = match short(table, 0)? {
                4 => segment_glyph(table, u16::try_from(code).ok()?),
                12 => group_glyph(table, code),
                _ => None,
            };
            glyph.filter(|glyph| *glyph != 0 && *glyph < self.glyphs)
        })
    }

    /// Advance width in font units.
    fn advance(&self, glyph: u16) -> u16 {
        let at = usize::from(glyph.min(self.metrics - 1)) * 4;
        self.table(b"hmtx").and_then(|table| short(table, at)).unwrap_or(0)
    }

    /// The width of a text at size 1.
    pub(crate) fn width(&self, text: &str) -> f64 {
        let glyphs = text.chars().map(|character| self.glyph(character).unwrap_or(0));
        glyphs.map(|glyph| f64::from(self.advance(glyph))).sum::<f64>() / self.units
    }

    fn outline(&self, glyph: u16) -> Option<&'f [u8]> {
        let loca = self.table(b"loca")?;
        let offset = |index: usize| {
            if self.long_offsets {
                long(loca, index * 4).map(|at| at as usize)
            } else {
                short(loca, index * 2).map(|at| usize::from(at) * 2)
            }
        };
        let index = usize::from(glyph);
        self.table(b"glyf")?.get(offset(index)?..offset(index + 1)?)
    }

    /// The font with the glyphs of these characters only.
    pub(crate) fn subset(&self, text: impl Iterator<Item = char>) -> Option<Subset> {
        // Glyph 0 stands for what is missing and is always there.
        let mut chosen = vec![0u16];
        let mut number_of = BTreeMap::from([(0u16, 0u16)]);
        let mut choose = |glyph: u16, chosen: &mut Vec<u16>| {
            *number_of.entry(glyph).or_insert_with(|| {
                chosen.push(glyph);
                (chosen.len() - 1) as u16
            })
        };
        let mut glyph_of = BTreeMap::new();
        for character in text {
            if let Some(glyph) = self.glyph(character) {
                glyph_of.insert(character, choose(glyph, &mut chosen));
            }
        }
        let mut outlines = Vec::new();
        let mut next = 0;
        while let Some(glyph) = chosen.get(next).copied() {
            next += 1;
            let mut outline = self.outline(glyph)?.to_vec();
            for at in components(&outline) {
                let part = short(&outline, at)?;
                if part >= self.glyphs {
                    return None;
                }
                let number = choose(part, &mut chosen);
                outline[at..at + 2].copy_from_slice(&number.to_be_bytes());
            }
            outlines.push(outline);
        }
        let widths =
            chosen.iter().map(|glyph| (f64::from(self.advance(*glyph)) * 1000.0 / self.units).round() as u32);
        let widths = widths.collect();
        Some(Subset { file: self.write(&chosen, &outlines)?, glyph_of, widths })
    }

    fn write(&self, chosen: &[u16], outlines: &[Vec<u8>]) -> Option<Vec<u8>> {
        let count = (chosen.len() as u16).to_be_bytes();
        let (mut glyf, mut loca, mut hmtx) = (Vec::new(), vec![0; 4], Vec::new());
        for (glyph, outline) in chosen.iter().zip(outlines) {
            glyf.extend_from_slice(outline);
            glyf.resize(glyf.len().next_multiple_of(4), 0);
            loca.extend_from_slice(&(glyf.len() as u32).to_be_bytes());
            hmtx.extend_from_slice(&self.advance(*glyph).to_be_bytes());
            // The left side bearing is the left edge of the outline.
            hmtx.extend_from_slice(outline.get(2..4).unwrap_or(&[0, 0]));
        }
        let mut head = self.table(b"head")?.to_vec();
        head.get_mut(8..12)?.fill(0);
        head.get_mut(50..52)?.copy_from_slice(&[0, 1]);
        let mut hhea = self.table(b"hhea")?.to_vec();
        hhea.get_mut(34..36)?.copy_from_slice(&count);
        let mut maxp = self.table(b"maxp")?.to_vec();
        maxp.get_mut(4..6)?.copy_from_slice(&count);
        let mut tables: Vec<(&[u8; 4], Vec<u8>)> = Vec::new();
        for tag in [b"cvt ", b"fpgm"] {
            tables.extend(self.table(tag).map(|table| (tag, table.to_vec())));
        }
        tables.extend([(b"glyf", glyf), (b"head", head), (b"hhea", hhea), (b"hmtx", hmtx)]);
        tables.extend([(b"loca", loca), (b"maxp", maxp)]);
        tables.extend(self.table(b"prep").map(|table| (b"prep", table.to_vec())));
        Some(assemble(&tables))
    }
}

/// Format 4: segments of the basic plane.
fn segment_glyph(table: &[u8], code: u16) -> Option<u16> {
    let doubled = usize::from(short(table, 6)?) & !1;
    let index = (0..doubled / 2).find(|index| short(table, 14 + 2 * index).is_some_and(|end| end >= code))?;
    let start = short(table, 16 + doubled + 2 * index)?;
    let delta = short(table, 16 + 2 * doubled + 2 * index)?;
    let place = 16 + 3 * doubled + 2 * index;
    let offset = short(table, place)?;
    if code < start {
        return None;
    }
    if offset == 0 {
        return Some(code.wrapping_add(delta));
    }
    match short(table, place + usize::from(offset) + 2 * usize::from(code - start))? {
        0 => None,
        glyph => Some(glyph.wrapping_add(delta)),
    }
}

/// Format 12: groups of all planes.
fn group_glyph(table: &[u8], code: u32) -> Option<u16> {
    let groups = (long(table, 12)? as usize).min(table.len() / 12);
    (0..groups).find_map(|index| {
        let group = 16 + 12 * index;
        let (first, last) = (long(table, group)?, long(table, group + 4)?);
        let within = (first..=last).contains(&code).then(|| code - first)?;
        u16::try_from(long(table, group + 8)?.checked_add(within)?).ok()
    })
}

/// Where a composite glyph names its parts.
fn components(outline: &[u8]) -> Vec<usize> {
    let mut places = Vec::new();
    if short(outline, 0).is_none_or(|contours| contours < 0x8000) {
        return places;
    }
    let mut at = 10;
    while let (Some(flags), Some(_)) = (short(outline, at), short(outline, at + 2)) {
        places.push(at + 2);
        at += 4 + if flags & 1 != 0 { 4 } else { 2 };
        at += match flags {
            flags if flags & 0x08 != 0 => 2,
            flags if flags & 0x40 != 0 => 4,
            flags if flags & 0x80 != 0 => 8,
            _ => 0,
        };
        if flags & 0x20 == 0 {
            break;
        }
    }
    places
}

fn assemble(tables: &[(&[u8; 4], Vec<u8>)]) -> Vec<u8> {
    let count = tables.len() as u16;
    let power = count.ilog2() as u16;
    let range = 16u16 << power;
    let mut out = vec![0, 1, 0, 0];
    for value in [count, range, power, count * 16 - range] {
        out.extend_from_slice(&value.to_be_bytes());
    }
    let mut at = 12 + 16 * tables.len();
    let mut head = 0;
    for (tag, table) in tables {
        if *tag == b"head" {
            head = at;
        }
        out.extend_from_slice(*tag);
        for value in [checksum(table), at as u32, table.len() as u32] {
            out.extend_from_slice(&value.to_be_bytes());
        }
        at += table.len().next_multiple_of(4);
    }
    for (_, table) in tables {
        out.extend_from_slice(table);
        out.resize(out.len().next_multiple_of(4), 0);
    }
    let adjustment = 0xb1b0_afba_u32.wrapping_sub(checksum(&out));
    out[head + 8..head + 12].copy_from_slice(&adjustment.to_be_bytes());
    out
}

fn checksum(data: &[u8]) -> u32 {
    data.chunks(4).fold(0, |sum, part| {
        let mut word = [0; 4];
        word[..part.len()].copy_from_slice(part);
        sum.wrapping_add(u32::from_be_bytes(word))
    })
}
