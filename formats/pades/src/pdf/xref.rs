//! Cross-reference tables, streams and the chain of sections (ISO 32000-2, 7.5.4–7.5.8).

use std::collections::HashSet;

use super::document::Limits;
use super::filter;
use super::object::{Dictionary, Object, ObjectId};
use super::parser::{Parser, is_space};
use crate::Malformed;

/// Where an object is, as a cross-reference section says.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Entry {
    /// The number is not in use.
    Free,
    /// At an offset in the file.
    At(u64),
    /// The `index`-th object of object stream `stream`.
    In { stream: u32, index: u32 },
}

/// One line of a section.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Row {
    pub(crate) number: u32,
    /// Index of the section, oldest first.
    pub(crate) section: u32,
    pub(crate) entry: Entry,
}

/// The form of a section, which an update on top of it follows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    /// Classic table; a hybrid file's table names a stream beside it (`XRefStm`).
    Table { hybrid: bool },
    /// Cross-reference stream.
    Stream,
}

/// A cross-reference section and its trailer.
#[derive(Clone, Debug)]
pub(crate) struct Section<'a> {
    /// Where it begins: the `xref` keyword or the object header.
    pub(crate) at: usize,
    /// Just after the trailer dictionary or `endobj`.
    pub(crate) end: usize,
    /// End of the stream beside a hybrid file's table, else 0.
    pub(crate) extra_end: usize,
    pub(crate) kind: Kind,
    pub(crate) trailer: Dictionary<'a>,
    /// Written in a way the standard does not allow, though it can be understood.
    pub(crate) irregular: bool,
}

impl Section<'_> {
    /// Reads `startxref N %%EOF` right behind the section: N, the end of `%%EOF`, the end of its line.
    pub(crate) fn tail(&self, data: &[u8]) -> Option<(u64, usize, usize)> {
        let mut parser = Parser::new(data, self.end);
        if !parser.keyword(b"startxref") {
            return None;
        }
        let value = parser.unsigned()?;
        parser.skip_blank();
        let eof = parser.pos + 5;
        if data.get(parser.pos..eof) != Some(b"%%EOF") {
            return None;
        }
        let line = match data.get(eof..) {
            Some([b'\r', b'\n', ..]) => 2,
            Some([b'\r' | b'\n', ..]) => 1,
            _ => 0,
        };
        Some((value, eof, eof + line))
    }
}

/// The sections from the one at `start` to the oldest, returned oldest first, with all rows sorted by
/// object number and section.
pub(super) fn read_chain<'a>(
    data: &'a [u8],
    start: usize,
    shift: usize,
    limits: &Limits,
) -> Result<(Vec<Section<'a>>, Vec<Row>), Malformed> {
    let mut sections: Vec<Section<'a>> = Vec::new();
    let mut rows = Vec::new();
    let mut visited = HashSet::new();
    let mut next = Some(start);
    while let Some(at) = next {
        if !visited.insert(at) {
            return Err(Malformed::Loop);
        }
        if sections.len() >= limits.sections {
            return Err(Malformed::TooLarge);
        }
        // Newest first for now; turned round below.
        let index = u32::try_from(sections.len()).map_err(|_| Malformed::TooLarge)?;
        let mut reader = SectionReader { data, shift, index, limits, rows: &mut rows };
        let mut section = reader.section(at)?;
        if let Some(Object::Integer(extra)) = section.trailer.get("XRefStm") {
            let extra = position(*extra, shift, data).ok_or(Malformed::Xref)?;
            let before = reader.rows.len();
            section.extra_end = reader.stream(extra)?.end;
            // The stream shows what the table hides as free.
            let shown: HashSet<u32> = reader.rows[before..].iter().map(|row| row.number).collect();
            rows.retain(|row| {
                row.section != index || row.entry != Entry::Free || !shown.contains(&row.number)
            });
        }
        next = match section.trailer.get("Prev") {
            None | Some(Object::Null) => None,
            Some(Object::Integer(previous)) => Some(position(*previous, shift, data).ok_or(Malformed::Xref)?),
            // Some writers give a real or a reference; nothing to go by.
            Some(_) => return Err(Malformed::Xref),
        };
        sections.push(section);
    }
    sections.reverse();
    let newest = sections.len() as u32 - 1;
    for row in &mut rows {
        row.section = newest - row.section;
    }
    rows.sort_by_key(|row| (row.number, row.section));
    // Readers differ over which of two rows counts; who wrote the document may be careless, who adds to it
    // may not.
    let conflict = |pair: &[Row]| {
        let [one, two] = pair else { return false };
        let same = one.section > 0 && (one.number, one.section) == (two.number, two.section);
        same && one.entry != two.entry && Entry::Free != one.entry && Entry::Free != two.entry
    };
    if rows.windows(2).any(conflict) {
        return Err(Malformed::Xref);
    }
    // Of two rows for the same number in one section the first stands.
    rows.dedup_by_key(|row| (row.number, row.section));
    Ok((sections, rows))
}

fn position(value: i64, shift: usize, data: &[u8]) -> Option<usize> {
    usize::try_from(value).ok()?.checked_add(shift).filter(|at| *at < data.len())
}

struct SectionReader<'a, 'r> {
    data: &'a [u8],
    shift: usize,
    index: u32,
    limits: &'r Limits,
    rows: &'r mut Vec<Row>,
}

impl<'a> SectionReader<'a, '_> {
    fn section(&mut self, at: usize) -> Result<Section<'a>, Malformed> {
        let mut parser = Parser::new(self.data, at);
        parser.skip_blank();
        let start = parser.pos;
        let mut section = if parser.prefix(b"xref") { self.table(parser)? } else { self.stream(start)? };
        section.at = start;
        section.irregular |= start != at;
        Ok(section)
    }

    fn push(&mut self, number: u64, entry: Entry) -> Result<(), Malformed> {
        let number = u32::try_from(number).map_err(|_| Malformed::Xref)?;
        if self.rows.len() >= self.limits.objects {
            return Err(Malformed::TooLarge);
        }
        self.rows.push(Row { number, section: self.index, entry });
        Ok(())
    }

    fn table(&mut self, mut parser: Parser<'a>) -> Result<Section<'a>, Malformed> {
        let mut irregular = false;
        while !parser.prefix(b"trailer") {
            let first = parser.unsigned().ok_or(Malformed::Xref)?;
            let count = parser.unsigned().ok_or(Malformed::Xref)?;
            for number in (0..count).map(|i| first.saturating_add(i)) {
                let (offset, used, regular) = entry(&mut parser, self.data).ok_or(Malformed::Xref)?;
                irregular |= !regular;
                let entry = if used && offset != 0 {
                    Entry::At(offset.saturating_add(self.shift as u64))
                } else {
                    Entry::Free
                };
                self.push(number, entry)?;
            }
        }
        let Object::Dictionary(trailer) = parser.object()? else { return Err(Malformed::Xref) };
        let kind = Kind::Table { hybrid: trailer.get("XRefStm").is_some() };
        Ok(Section { at: 0, end: parser.pos, extra_end: 0, kind, trailer, irregular })
    }

    fn stream(&mut self, at: usize) -> Result<Section<'a>, Malformed> {
        let mut parser = Parser::new(self.data, at);
        parser.object_header().ok_or(Malformed::Xref)?;
        let Object::Dictionary(trailer) = parser.object()? else { return Err(Malformed::Xref) };
        if !trailer.get("Type").is_some_and(|name| name.is_name("XRef")) {
            return Err(Malformed::Xref);
        }
        let length = trailer.get("Length").and_then(Object::as_integer);
        let length = usize::try_from(length.ok_or(Malformed::Xref)?).map_err(|_| Malformed::Xref)?;
        let (start, end) = stream_span(self.data, &mut parser, Some(length)).ok_or(Malformed::Xref)?;
        let decoded = filter::decode(&trailer, &self.data[start..end], self.limits.inflated(end - start))?;
        self.stream_rows(&trailer, &decoded)?;
        parser.keyword(b"endobj");
        Ok(Section { at, end: parser.pos, extra_end: 0, kind: Kind::Stream, trailer, irregular: false })
    }

    fn stream_rows(&mut self, trailer: &Dictionary<'_>, mut decoded: &[u8]) -> Result<(), Malformed> {
        let integers = |key: &str| -> Option<Vec<u64>> {
            let all = trailer.get(key)?.as_array()?;
            all.iter().map(|value| value.as_integer().and_then(|value| u64::try_from(value).ok())).collect()
        };
        let widths = integers("W").ok_or(Malformed::Xref)?;
        let [kind, second, third] = *widths.as_slice() else { return Err(Malformed::Xref) };
        if kind > 8 || second > 8 || third > 8 || kind + second + third == 0 {
            return Err(Malformed::Xref);
        }
        let size = trailer.get("Size").and_then(Object::as_integer).ok_or(Malformed::Xref)?;
        let index = integers("Index").unwrap_or_else(|| vec![0, u64::try_from(size).unwrap_or(0)]);
        let width = (kind + second + third) as usize;
        for part in index.chunks_exact(2) {
            for number in (0..part[1]).map(|i| part[0].saturating_add(i)) {
                let Some((row, rest)) = decoded.split_at_checked(width) else { return Ok(()) };
                decoded = rest;
                let (kind_octets, rest) = row.split_at(kind as usize);
                let (second_octets, third_octets) = rest.split_at(second as usize);
                let value =
                    |octets: &[u8]| octets.iter().fold(0u64, |all, octet| all << 8 | u64::from(*octet));
                let entry = match if kind == 0 { 1 } else { value(kind_octets) } {
                    1 if value(second_octets) != 0 => {
                        Entry::At(value(second_octets).saturating_add(self.shift as u64))
                    }
                    2 => match (u32::try_from(value(second_octets)), u32::try_from(value(third_octets))) {
                        (Ok(stream), Ok(index)) => Entry::In { stream, index },
                        _ => Entry::Free,
                    },
                    _ => Entry::Free,
                };
                self.push(number, entry)?;
            }
        }
        Ok(())
    }
}

/// Reads one line of a table: offset, in use, written as it should be.
fn entry(parser: &mut Parser<'_>, data: &[u8]) -> Option<(u64, bool, bool)> {
    parser.skip_blank();
    let line = data.get(parser.pos..)?;
    let digits = |range: std::ops::Range<usize>| {
        line.get(range)?
            .iter()
            .try_fold(0u64, |all, byte| byte.is_ascii_digit().then(|| all * 10 + u64::from(byte - b'0')))
    };
    if let (Some(offset), Some(_), [b' ', b' ']) =
        (digits(0..10), digits(11..16), [*line.get(10)?, *line.get(16)?])
        && let Some(kind @ (b'n' | b'f')) = line.get(17)
        && line.get(18).is_none_or(|byte| is_space(*byte))
    {
        parser.pos += 18;
        return Some((offset, *kind == b'n', true));
    }
    let offset = parser.unsigned()?;
    parser.unsigned()?;
    let used = parser.keyword(b"n");
    (used || parser.keyword(b"f")).then_some((offset, used, false))
}

/// The data of a stream whose dictionary was just read; leaves the parser behind `endstream`.
pub(super) fn stream_span(
    data: &[u8],
    parser: &mut Parser<'_>,
    length: Option<usize>,
) -> Option<(usize, usize)> {
    if !parser.prefix(b"stream") {
        return None;
    }
    let start = parser.pos
        + match data.get(parser.pos..)? {
            [b'\r', b'\n', ..] => 2,
            [b'\r' | b'\n', ..] => 1,
            _ => 0,
        };
    if let Some(end) = length.and_then(|length| start.checked_add(length)).filter(|end| *end <= data.len()) {
        let mut after = Parser::new(data, end);
        after.skip_blank();
        if data[after.pos..].starts_with(b"endstream") {
            parser.pos = after.pos + 9;
            return Some((start, end));
        }
    }
    None
}

/// First position of `needle` in `data` at or after `from`.
pub(super) fn find(data: &[u8], needle: &[u8], from: usize) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let mut pos = from;
    loop {
        pos += data.get(pos..)?.iter().position(|byte| *byte == first)?;
        if data[pos + 1..].starts_with(rest) {
            return Some(pos);
        }
        pos += 1;
    }
}

/// Last position of `needle` in `data`.
pub(super) fn find_last(data: &[u8], needle: &[u8]) -> Option<usize> {
    let (&first, rest) = needle.split_first()?;
    let mut end = data.len();
    loop {
        let pos = data[..end].iter().rposition(|byte| *byte == first)?;
        if data[pos + 1..].starts_with(rest) {
            return Some(pos);
        }
        end = pos;
    }
}

/// `number generation obj` at `at`, if it is there.
pub(super) fn header_at(data: &[u8], at: usize) -> Option<(ObjectId, Parser<'_>)> {
    let mut parser = Parser::new(data, at);
    let id = parser.object_header()?;
    Some((id, parser))
}
