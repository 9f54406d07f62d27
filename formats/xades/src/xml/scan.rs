//! A first look at the text, before the tree is built: what would cost the parser more than time and
//! memory in proportion to the size is refused here.

use super::{Limits, ReadError};

/// Comparisons of names that are granted for each octet of text, and at least.
const WORK_PER_OCTET: u64 = 16;
const WORK: u64 = 1 << 20;

/// Counts depth, attributes and namespace declarations. Returns for each element, in document order,
/// how many namespaces it declares. What is not well-formed is left for the parser to say.
pub(super) fn scan(text: &str, limits: &Limits) -> Result<Vec<u16>, ReadError> {
    let octets = text.as_bytes();
    let mut declaring = Vec::new();
    // Declarations that hold in each open element.
    let mut open: Vec<usize> = Vec::new();
    let mut work = WORK + WORK_PER_OCTET * octets.len() as u64;
    let mut at = 0;
    while let Some(next) = find(octets, at, b'<') {
        let rest = &octets[next..];
        at = match rest.get(1) {
            Some(b'!') if rest.starts_with(b"<!--") => after(octets, next + 4, b"-->"),
            Some(b'!') if rest.starts_with(b"<![CDATA[") => after(octets, next + 9, b"]]>"),
            // In the prolog a document type; elsewhere not well-formed.
            Some(b'!') => return Err(ReadError::Doctype { offset: next }),
            Some(b'?') => after(octets, next + 2, b"?>"),
            Some(b'/') => {
                open.pop();
                after(octets, next + 2, b">")
            }
            _ => {
                let tag = Tag::read(octets, next + 1);
                if let Some(reason) = tag.malformed {
                    return Err(ReadError::Malformed(format!("{reason}, at offset {next}")));
                }
                let attributes = tag.attributes + tag.declarations;
                if attributes > limits.attributes {
                    return Err(ReadError::Limit {
                        what: "attributes of an element",
                        limit: limits.attributes,
                    });
                }
                let holding = open.last().copied().unwrap_or(0) + tag.declarations;
                if holding > limits.namespaces {
                    return Err(ReadError::Limit { what: "namespaces", limit: limits.namespaces });
                }
                let cost = (holding + attributes) * (attributes + 1);
                work = work
                    .checked_sub(cost as u64)
                    .ok_or(ReadError::Limit { what: "namespaces and attributes", limit: octets.len() })?;
                declaring.push(u16::try_from(tag.declarations).unwrap_or(u16::MAX));
                if !tag.empty {
                    open.push(holding);
                    if open.len() > limits.depth {
                        return Err(ReadError::Limit { what: "nested elements", limit: limits.depth });
                    }
                }
                tag.end
            }
        };
    }
    Ok(declaring)
}

fn find(octets: &[u8], from: usize, wanted: u8) -> Option<usize> {
    octets.get(from..)?.iter().position(|octet| *octet == wanted).map(|found| from + found)
}

/// The offset after the next `end`, or the end of the text.
fn after(octets: &[u8], from: usize, end: &[u8]) -> usize {
    let mut at = from;
    while let Some(found) = find(octets, at, end[0]) {
        if octets[found..].starts_with(end) {
            return found + end.len();
        }
        at = found + 1;
    }
    octets.len()
}

/// What a start tag holds.
struct Tag {
    attributes: usize,
    declarations: usize,
    empty: bool,
    end: usize,
    /// What the parser would let pass.
    malformed: Option<&'static str>,
}

impl Tag {
    fn read(octets: &[u8], from: usize) -> Self {
        let mut tag =
            Self { attributes: 0, declarations: 0, empty: false, end: octets.len(), malformed: None };
        let mut has_default = false;
        let mut at = from;
        let mut name = from;
        while let Some(octet) = octets.get(at) {
            match octet {
                b'>' => {
                    tag.empty = octets[at - 1] == b'/';
                    tag.end = at + 1;
                    break;
                }
                b'"' | b'\'' => {
                    let found = octets[name..at].trim_ascii();
                    if found.starts_with(b"xmlns")
                        && matches!(found.get(5), Some(b':' | b'=' | b' ' | b'\t' | b'\r' | b'\n'))
                    {
                        tag.declarations += 1;
                        if found[5] != b':' {
                            if has_default {
                                tag.malformed = Some("two default namespaces");
                            }
                            has_default = true;
                        } else if octets.get(at + 1) == Some(octet) {
                            tag.malformed = Some("a prefix without namespace");
                        }
                    } else {
                        tag.attributes += 1;
                    }
                    at = find(octets, at + 1, *octet).unwrap_or(octets.len());
                    name = at + 1;
                }
                b' ' | b'\t' | b'\r' | b'\n' if tag.attributes + tag.declarations == 0 && name == from => {
                    // The name of the element ends here.
                    name = at;
                }
                _ => {}
            }
            at += 1;
        }
        tag
    }
}
