//! Reading a file whose cross-reference information is lost: every `n g obj` in the order of the file,
//! later ones replacing earlier ones. Good enough to show and to judge, never to sign.

use super::document::Limits;
use super::filter;
use super::object::{Dictionary, Name, Object, ObjectId};
use super::parser::Parser;
use super::xref::{Entry, Kind, Row, Section, find, header_at, stream_span};
use crate::Malformed;

/// Object streams that are opened while searching; what is beyond stays unread.
const MAX_STREAMS: usize = 10_000;

/// The positions and identities of everything that looks like the start of an indirect object.
pub(super) fn object_headers(data: &[u8]) -> impl Iterator<Item = (usize, ObjectId)> + '_ {
    let mut from = 0;
    std::iter::from_fn(move || {
        loop {
            let at = find(data, b"obj", from)?;
            from = at + 3;
            if let Some(found) = header_before(data, at) {
                return Some(found);
            }
        }
    })
}

fn header_before(data: &[u8], obj: usize) -> Option<(usize, ObjectId)> {
    let back = |from: usize, wanted: fn(u8) -> bool, most: usize| {
        let mut at = from;
        while at > 0 && from - at < most && wanted(data[at - 1]) {
            at -= 1;
        }
        (at < from).then_some(at)
    };
    let space = |byte: u8| matches!(byte, b' ' | b'\t' | b'\r' | b'\n' | 0 | 12);
    let digit = |byte: u8| byte.is_ascii_digit();
    let generation = back(back(obj, space, 16)?, digit, 5)?;
    let number = back(back(generation, space, 16)?, digit, 10)?;
    let (id, _) = header_at(data, number)?;
    Some((number, id))
}

/// Builds one section out of what a search of the whole file finds.
pub(super) fn rebuild<'a>(data: &'a [u8], limits: &Limits) -> Result<(Section<'a>, Vec<Row>), Malformed> {
    let mut rows: Vec<(u32, Entry)> = Vec::new();
    let mut trailer: Option<Dictionary<'a>> = None;
    let mut catalog = None;
    let mut streams = 0;
    let mut inflated = 0usize;
    for (at, id) in object_headers(data) {
        if rows.len() >= limits.objects {
            return Err(Malformed::TooLarge);
        }
        rows.push((id.number, Entry::At(at as u64)));
        let Some((_, mut parser)) = header_at(data, at) else { continue };
        // Only small objects can be a catalogue, an object stream's dictionary or a trailer.
        let window = &data[..data.len().min(parser.pos + 65_536)];
        let mut small = Parser::new(window, parser.pos);
        let Ok(Object::Dictionary(dictionary)) = small.object() else { continue };
        parser.pos = small.pos;
        let kind = dictionary.get("Type").and_then(Object::as_name);
        if kind.is_some_and(|name| name.is("Catalog")) {
            catalog = Some(id);
        } else if kind.is_some_and(|name| name.is("XRef")) && dictionary.get("Root").is_some() {
            trailer = Some(dictionary);
        } else if kind.is_some_and(|name| name.is("ObjStm")) && streams < MAX_STREAMS && inflated < 256 << 20
        {
            streams += 1;
            let length = dictionary.get("Length").and_then(Object::as_integer);
            let length = length.and_then(|length| usize::try_from(length).ok());
            if let Some((start, end)) = stream_span(data, &mut parser, length)
                && let Ok(decoded) =
                    filter::decode(&dictionary, &data[start..end], limits.inflated(end - start))
            {
                inflated += decoded.len();
                let mut header = Parser::new(&decoded, 0);
                let count = dictionary.get("N").and_then(Object::as_integer).unwrap_or(0);
                for index in 0..u32::try_from(count).unwrap_or(0) {
                    let (Some(number), Some(_)) = (header.unsigned(), header.unsigned()) else { break };
                    let Ok(number) = u32::try_from(number) else { break };
                    if rows.len() >= limits.objects {
                        return Err(Malformed::TooLarge);
                    }
                    rows.push((number, Entry::In { stream: id.number, index }));
                }
            }
        }
    }
    let mut from = 0;
    while let Some(at) = find(data, b"trailer", from) {
        from = at + 7;
        let window = &data[..data.len().min(from + 65_536)];
        if let Ok(Object::Dictionary(found)) = Parser::new(window, from).object()
            && found.get("Root").is_some()
        {
            trailer = Some(found);
        }
    }
    let trailer = trailer
        .or_else(|| {
            let root = (Name(b"Root"), Object::Reference(catalog?));
            Some(Dictionary { entries: vec![root] })
        })
        .ok_or(Malformed::NoCatalog)?;
    // Later definitions win: stable sort by number, the last of each kept.
    rows.reverse();
    rows.sort_by_key(|(number, _)| *number);
    rows.dedup_by_key(|(number, _)| *number);
    let rows = rows.into_iter().map(|(number, entry)| Row { number, section: 0, entry }).collect();
    let section = Section {
        at: 0,
        end: data.len(),
        extra_end: 0,
        kind: Kind::Table { hybrid: false },
        trailer,
        irregular: true,
    };
    Ok((section, rows))
}
