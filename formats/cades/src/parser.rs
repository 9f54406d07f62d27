//! Walking through ASN.1 in a stream: nested structures in BER and DER, of which only small parts are kept.

use std::io::{self, Read, Seek};

use asn1::{Oid, Reader, Tag, Tlv, tag};

use crate::{Limits, ReadError, Warning, input::Input};

/// Depth of octet strings inside octet strings.
pub(crate) const SEGMENT_DEPTH: u8 = 32;
const BEYOND: asn1::Error = asn1::Error::Rule("a value must end within the structure around it");

/// An open structure: where it must end.
#[derive(Clone, Copy)]
pub(crate) struct Frame {
    /// Nothing inside may reach beyond this offset.
    pub(crate) bound: u64,
    /// Whether it ends at `bound`, or with end-of-contents octets.
    pub(crate) definite: bool,
    pub(crate) part: &'static str,
}

pub(crate) struct Parser<'l, R> {
    pub(crate) input: Input<R>,
    pub(crate) limits: &'l Limits,
    /// Octets that may still be kept in memory.
    pub(crate) budget: usize,
    pub(crate) der: bool,
    pub(crate) warnings: Vec<Warning>,
}

impl<R: Read + Seek> Parser<'_, R> {
    pub(crate) fn new(source: R, limits: &Limits, warnings: Vec<Warning>) -> io::Result<Parser<'_, R>> {
        Ok(Parser { input: Input::new(source)?, limits, budget: limits.octets, der: true, warnings })
    }

    /// The whole source.
    pub(crate) fn file(&self, part: &'static str) -> Frame {
        Frame { bound: self.input.len(), definite: true, part }
    }

    /// One octet string, in one piece or in many (X.690 §8.7): announces each segment, then its octets.
    pub(crate) fn segments(
        &mut self,
        outer: Frame,
        depth: u8,
        each: &mut EachSegment<'_>,
    ) -> Result<(), ReadError> {
        const PART: &str = "eContent";
        match self.peek(outer)? {
            Some(tag::OCTET_STRING) => {
                let start = self.input.position();
                let segment = self.enter(outer, tag::OCTET_STRING, PART)?;
                let mut left = segment.bound - self.input.position();
                each(Some((start, left)), &[])?;
                while left > 0 {
                    let octets = self.input.fill(left)?;
                    let count = octets.len();
                    if count == 0 {
                        return Err(ReadError::Truncated { offset: self.input.position(), part: PART });
                    }
                    each(None, octets)?;
                    self.input.consume(count);
                    left -= count as u64;
                }
                Ok(())
            }
            Some(found) if found == tag::OCTET_STRING.constructed() => {
                if depth == 0 {
                    return Err(self.malformed(PART, asn1::Error::TooDeep));
                }
                self.der = false;
                let frame = self.enter(outer, found, PART)?;
                while self.peek(frame)?.is_some() {
                    self.segments(frame, depth - 1, each)?;
                }
                self.leave(frame)
            }
            Some(found) => {
                Err(self.malformed(PART, asn1::Error::UnexpectedTag { expected: tag::OCTET_STRING, found }))
            }
            None => Err(self.malformed(PART, asn1::Error::Truncated)),
        }
    }

    /// Enters a value that must have this tag.
    pub(crate) fn enter(
        &mut self,
        outer: Frame,
        expected: Tag,
        part: &'static str,
    ) -> Result<Frame, ReadError> {
        let start = self.input.position();
        let header = match self.input.header()? {
            Ok(header) => header,
            Err(asn1::Error::Truncated) => {
                return Err(ReadError::Truncated { offset: self.input.len(), part });
            }
            Err(source) => return Err(ReadError::Malformed { part, offset: start, source }),
        };
        if header.tag != expected {
            let source = asn1::Error::UnexpectedTag { expected, found: header.tag };
            return Err(ReadError::Malformed { part, offset: start, source });
        }
        let content = self.input.position();
        if content > outer.bound {
            return Err(ReadError::Malformed { part, offset: start, source: BEYOND });
        }
        let bound = match header.content {
            None => outer.bound,
            Some(len) => match content.checked_add(len) {
                Some(end) if end <= outer.bound => end,
                _ if outer.bound == self.input.len() => {
                    return Err(ReadError::Truncated { offset: outer.bound, part });
                }
                _ => {
                    return Err(ReadError::Malformed { part, offset: start, source: BEYOND });
                }
            },
        };
        let minimal = header.content.is_some_and(|len| header.size as u64 == 2 + length_octets(len));
        self.der &= minimal;
        Ok(Frame { bound, definite: header.content.is_some(), part })
    }

    /// The tag of the next value inside; `None` at the end.
    pub(crate) fn peek(&mut self, frame: Frame) -> Result<Option<Tag>, ReadError> {
        if frame.definite && self.input.position() == frame.bound {
            return Ok(None);
        }
        if self.input.position() > frame.bound {
            return Err(self.malformed(frame.part, BEYOND));
        }
        let mut next = [0; 2];
        match (self.input.peek(&mut next)?, next) {
            (2, [0, 0]) if !frame.definite => Ok(None),
            (2, [tag, _]) => Ok(Some(Tag(tag))),
            _ => Err(ReadError::Truncated { offset: self.input.len(), part: frame.part }),
        }
    }

    pub(crate) fn leave(&mut self, frame: Frame) -> Result<(), ReadError> {
        if self.peek(frame)?.is_some() {
            return Err(self.malformed(frame.part, asn1::Error::TrailingData));
        }
        if !frame.definite {
            self.input.consume(2);
        }
        Ok(())
    }

    pub(crate) fn oid(&mut self, outer: Frame, part: &'static str) -> Result<Oid, ReadError> {
        let (raw, at) = self.capture(outer, tag::OID, part)?;
        parse_one(&raw).and_then(|tlv| tlv.oid()).part(part, at)
    }

    /// Keeps a whole value, and says where it began.
    pub(crate) fn capture(
        &mut self,
        outer: Frame,
        expected: Tag,
        part: &'static str,
    ) -> Result<(Vec<u8>, u64), ReadError> {
        let start = self.input.position();
        let frame = self.enter(outer, expected, part)?;
        self.rest_of(frame, 0)?;
        let end = self.input.position();
        let size = usize::try_from(end - start).unwrap_or(usize::MAX);
        self.budget = self.budget.checked_sub(size).ok_or(ReadError::Limit {
            what: "octets of certificates, revocation data and signatures",
            limit: self.limits.octets as u64,
        })?;
        self.input.seek_to(start)?;
        let mut raw = vec![0; size];
        if self.input.read_up_to(&mut raw)? < size {
            return Err(ReadError::Truncated { offset: self.input.len(), part });
        }
        Ok((raw, start))
    }

    /// Goes to the end of a value that was entered.
    pub(crate) fn rest_of(&mut self, frame: Frame, depth: u8) -> Result<(), ReadError> {
        if frame.definite {
            return Ok(self.input.seek_to(frame.bound)?);
        }
        if depth == asn1::MAX_DEPTH {
            return Err(self.malformed(frame.part, asn1::Error::TooDeep));
        }
        while let Some(tag) = self.peek(frame)? {
            let inner = self.enter(frame, tag, frame.part)?;
            self.rest_of(inner, depth + 1)?;
        }
        self.leave(frame)
    }

    /// The items of a SET, each whole, with its offset.
    pub(crate) fn bag(
        &mut self,
        outer: Frame,
        expected: Tag,
        part: &'static str,
        limit: usize,
    ) -> Result<Vec<(Vec<u8>, u64)>, ReadError> {
        let frame = self.enter(outer, expected, part)?;
        let mut items = Vec::new();
        while let Some(tag) = self.peek(frame)? {
            if items.len() == limit {
                return Err(ReadError::Limit { what: part, limit: limit as u64 });
            }
            items.push(self.capture(frame, tag, part)?);
        }
        self.leave(frame)?;
        Ok(items)
    }

    pub(crate) fn skip(&mut self, outer: Frame, found: Tag) -> Result<(), ReadError> {
        self.warnings.push(Warning::UnknownField { offset: self.input.position() });
        let frame = self.enter(outer, found, "SignedData")?;
        self.rest_of(frame, 0)
    }

    /// After the envelope only zero octets and blanks are tolerated.
    pub(crate) fn trailing(&mut self) -> Result<(), ReadError> {
        let start = self.input.position();
        loop {
            let octets = self.input.fill(u64::MAX)?;
            let padding = octets.iter().take_while(|octet| matches!(octet, 0 | b'\r' | b'\n' | b' ')).count();
            let all = padding == octets.len();
            self.input.consume(padding);
            let here = self.input.position();
            if !all {
                return Err(ReadError::TrailingData { offset: here });
            }
            if padding == 0 {
                if here > start {
                    self.warnings.push(Warning::TrailingPadding { octets: here - start });
                }
                return Ok(());
            }
        }
    }

    pub(crate) fn malformed(&self, part: &'static str, source: asn1::Error) -> ReadError {
        ReadError::Malformed { part, offset: self.input.position(), source }
    }
}

/// Takes the header offset and length of a segment, then (`None`) its octets.
pub(crate) type EachSegment<'a> = dyn FnMut(Option<(u64, u64)>, &[u8]) -> io::Result<()> + 'a;

/// Octets that a minimal length takes beyond the first.
fn length_octets(len: u64) -> u64 {
    if len < 0x80 { 0 } else { u64::from((64 - len.leading_zeros()).div_ceil(8)) }
}

/// The single value in `raw`.
pub(crate) fn parse_one(raw: &[u8]) -> asn1::Result<Tlv<'_>> {
    let mut reader = Reader::ber(raw);
    let tlv = reader.read()?;
    reader.finish()?;
    Ok(tlv)
}

/// Names the part in which reading failed, and where it begins.
pub(crate) trait Part<T> {
    fn part(self, part: &'static str, offset: u64) -> Result<T, ReadError>;
}

impl<T> Part<T> for asn1::Result<T> {
    fn part(self, part: &'static str, offset: u64) -> Result<T, ReadError> {
        self.map_err(|source| ReadError::Malformed { part, offset, source })
    }
}
