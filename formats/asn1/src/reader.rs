use std::borrow::Cow;

use jiff::Timestamp;

use crate::{Error, Oid, Result, Tag, parse_time, tag};

/// How deep structures may nest.
pub const MAX_DEPTH: u8 = 64;

/// Which encoding rules the reader holds the octets to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Rules {
    /// Basic encoding rules: indefinite lengths, constructed strings, long lengths.
    Ber,
    /// Distinguished encoding rules: definite minimal lengths, primitive strings.
    Der,
}

/// An identifier octet and a length, read from the front of a buffer.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct Header {
    /// The identifier octet.
    pub tag: Tag,
    /// Octets of the content; `None` for the indefinite form.
    pub content: Option<u64>,
    /// Octets of the header itself.
    pub size: usize,
}

impl Header {
    /// Reads a header.
    ///
    /// # Errors
    /// [`Error::Truncated`] when `data` ends within it; [`Error::Rule`] when `rules` forbid its form.
    pub fn parse(data: &[u8], rules: Rules) -> Result<Self> {
        let (&identifier, rest) = data.split_first().ok_or(Error::Truncated)?;
        if identifier & 0x1f == 0x1f {
            return Err(Error::Rule("tag numbers above 30 are not used here"));
        }
        let tag = Tag(identifier);
        let (&first, rest) = rest.split_first().ok_or(Error::Truncated)?;
        if first < 0x80 {
            return Ok(Self { tag, content: Some(u64::from(first)), size: 2 });
        }
        let count = usize::from(first & 0x7f);
        if count == 0 {
            return if rules == Rules::Ber && tag.is_constructed() {
                Ok(Self { tag, content: None, size: 2 })
            } else {
                Err(Error::Rule("indefinite length"))
            };
        }
        let octets = rest.get(..count).ok_or(Error::Truncated)?;
        let skip = octets.iter().take_while(|octet| **octet == 0).count();
        if count - skip > 8 {
            return Err(Error::Rule("length above 2^64"));
        }
        let content = octets[skip..].iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet));
        if rules == Rules::Der && (skip > 0 || content < 0x80) {
            return Err(Error::Rule("length not minimal"));
        }
        Ok(Self { tag, content: Some(content), size: 2 + count })
    }
}

/// Reads values one after the other from a slice.
#[derive(Clone, Copy, Debug)]
pub struct Reader<'a> {
    rest: &'a [u8],
    rules: Rules,
    depth: u8,
}

impl<'a> Reader<'a> {
    /// Reads under the distinguished rules.
    pub fn der(data: &'a [u8]) -> Self {
        Self { rest: data, rules: Rules::Der, depth: 0 }
    }

    /// Reads under the basic rules.
    pub fn ber(data: &'a [u8]) -> Self {
        Self { rest: data, rules: Rules::Ber, depth: 0 }
    }

    /// What was not read yet.
    pub fn rest(&self) -> &'a [u8] {
        self.rest
    }

    /// Whether nothing is left.
    pub fn is_empty(&self) -> bool {
        self.rest.is_empty()
    }

    /// The tag of the next value, if there is one.
    pub fn peek(&self) -> Option<Tag> {
        self.rest.first().map(|octet| Tag(*octet))
    }

    /// The next value, whatever it is.
    ///
    /// # Errors
    /// When there is none, or it does not keep to the rules.
    pub fn read(&mut self) -> Result<Tlv<'a>> {
        let header = Header::parse(self.rest, self.rules)?;
        let (content_len, total) = match header.content {
            Some(len) => {
                let len = usize::try_from(len).map_err(|_| Error::Truncated)?;
                (len, header.size.checked_add(len).ok_or(Error::Truncated)?)
            }
            None => {
                let len = indefinite_content(&self.rest[header.size..], self.depth)?;
                (len, header.size + len + 2)
            }
        };
        let raw = self.rest.get(..total).ok_or(Error::Truncated)?;
        self.rest = &self.rest[total..];
        Ok(Tlv {
            tag: header.tag,
            raw,
            value: &raw[header.size..header.size + content_len],
            rules: self.rules,
            depth: self.depth,
        })
    }

    /// The next value, which must have this tag.
    ///
    /// # Errors
    /// As [`Self::read`], and [`Error::UnexpectedTag`].
    pub fn expect(&mut self, expected: Tag) -> Result<Tlv<'a>> {
        match self.peek() {
            None => Err(Error::Truncated),
            Some(found) if found == expected => self.read(),
            Some(found) => Err(Error::UnexpectedTag { expected, found }),
        }
    }

    /// The next value if it has this tag.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn optional(&mut self, tag: Tag) -> Result<Option<Tlv<'a>>> {
        if self.peek() == Some(tag) { self.read().map(Some) } else { Ok(None) }
    }

    /// Enters the SEQUENCE that comes next.
    ///
    /// # Errors
    /// As [`Self::expect`].
    pub fn sequence(&mut self) -> Result<Reader<'a>> {
        self.expect(tag::SEQUENCE)?.reader()
    }

    /// Asserts that nothing is left.
    ///
    /// # Errors
    /// [`Error::TrailingData`].
    pub fn finish(&self) -> Result<()> {
        if self.rest.is_empty() { Ok(()) } else { Err(Error::TrailingData) }
    }
}

/// Length of the content that ends at the matching end-of-contents octets.
fn indefinite_content(data: &[u8], depth: u8) -> Result<usize> {
    let mut offset = 0;
    let mut open = 1_u8;
    loop {
        let rest = data.get(offset..).ok_or(Error::Truncated)?;
        if rest.starts_with(&[0, 0]) {
            open -= 1;
            if open == 0 {
                return Ok(offset);
            }
            offset += 2;
            continue;
        }
        let header = Header::parse(rest, Rules::Ber)?;
        offset += header.size;
        match header.content {
            None if open.saturating_add(depth) >= MAX_DEPTH => return Err(Error::TooDeep),
            None => open += 1,
            Some(len) => {
                let len = usize::try_from(len).map_err(|_| Error::Truncated)?;
                offset = offset.checked_add(len).ok_or(Error::Truncated)?;
            }
        }
    }
}

/// One value: its tag, its content, and the octets it was read from.
#[derive(Clone, Copy, Debug)]
pub struct Tlv<'a> {
    /// The identifier octet.
    pub tag: Tag,
    /// Identifier, length, content, and end-of-contents where there are such.
    pub raw: &'a [u8],
    /// The content alone.
    pub value: &'a [u8],
    rules: Rules,
    depth: u8,
}

impl<'a> Tlv<'a> {
    /// Reads the single value that `der` must hold.
    ///
    /// # Errors
    /// When it is not one value in DER, or something follows.
    pub fn parse_der(der: &'a [u8]) -> Result<Self> {
        let mut reader = Reader::der(der);
        let tlv = reader.read()?;
        reader.finish()?;
        Ok(tlv)
    }

    /// Reads the values inside.
    ///
    /// # Errors
    /// [`Error::TooDeep`].
    pub fn reader(&self) -> Result<Reader<'a>> {
        if self.depth + 1 >= MAX_DEPTH {
            return Err(Error::TooDeep);
        }
        Ok(Reader { rest: self.value, rules: self.rules, depth: self.depth + 1 })
    }

    /// The values inside, in order.
    pub fn children(&self) -> impl Iterator<Item = Result<Tlv<'a>>> + use<'a> {
        let mut reader = self.reader();
        let mut failed = false;
        std::iter::from_fn(move || match &mut reader {
            _ if failed => None,
            Ok(reader) if reader.is_empty() => None,
            Ok(reader) => {
                let next = reader.read();
                failed = next.is_err();
                Some(next)
            }
            Err(error) => {
                failed = true;
                Some(Err(*error))
            }
        })
    }

    /// An OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// [`Error::Value`].
    pub fn oid(&self) -> Result<Oid> {
        Oid::from_content(self.value)
    }

    /// A BOOLEAN; under DER only 00 and FF.
    ///
    /// # Errors
    /// [`Error::Value`].
    pub fn boolean(&self) -> Result<bool> {
        match self.value {
            [0] => Ok(false),
            [0xff] => Ok(true),
            [_] if self.rules == Rules::Ber => Ok(true),
            _ => Err(Error::Value("BOOLEAN")),
        }
    }

    /// The content of an INTEGER, two's complement, big endian, without superfluous leading octets.
    ///
    /// # Errors
    /// [`Error::Value`] when empty or (under DER) not minimal.
    pub fn integer(&self) -> Result<&'a [u8]> {
        match self.value {
            [] => Err(Error::Value("INTEGER")),
            [0, next, ..] if next & 0x80 == 0 && self.rules == Rules::Der => Err(Error::Value("INTEGER")),
            [0xff, next, ..] if next & 0x80 != 0 && self.rules == Rules::Der => Err(Error::Value("INTEGER")),
            value => Ok(value),
        }
    }

    /// The magnitude of an INTEGER that must not be negative, without leading zeros.
    ///
    /// # Errors
    /// [`Error::Value`].
    pub fn unsigned(&self) -> Result<&'a [u8]> {
        let value = self.integer()?;
        if value[0] & 0x80 != 0 {
            return Err(Error::Value("INTEGER that is not negative"));
        }
        let skip = value.iter().take_while(|octet| **octet == 0).count();
        Ok(&value[skip..])
    }

    /// A small INTEGER or ENUMERATED that is not negative.
    ///
    /// # Errors
    /// [`Error::Value`] when it is negative or above 2^64.
    pub fn small_uint(&self) -> Result<u64> {
        let digits = self.unsigned()?;
        if digits.len() > 8 {
            return Err(Error::Value("small INTEGER"));
        }
        Ok(digits.iter().fold(0, |sum, octet| sum << 8 | u64::from(*octet)))
    }

    /// A BIT STRING: number of unused bits (0 to 7) and octets.
    ///
    /// # Errors
    /// [`Error::Value`] when malformed, or (under DER) when an unused bit is set.
    pub fn bit_string(&self) -> Result<(u8, &'a [u8])> {
        const INVALID: Error = Error::Value("BIT STRING");
        if self.tag.is_constructed() {
            return Err(INVALID);
        }
        let (&unused, octets) = self.value.split_first().ok_or(INVALID)?;
        let last = octets.last().copied().unwrap_or(0);
        if unused > 7 || (octets.is_empty() && unused > 0) {
            return Err(INVALID);
        }
        if self.rules == Rules::Der && last & ((1 << unused) - 1) != 0 {
            return Err(INVALID);
        }
        Ok((unused, octets))
    }

    /// A BIT STRING of whole octets.
    ///
    /// # Errors
    /// [`Error::Value`].
    pub fn whole_bits(&self) -> Result<&'a [u8]> {
        match self.bit_string()? {
            (0, octets) => Ok(octets),
            _ => Err(Error::Value("BIT STRING of whole octets")),
        }
    }

    /// An OCTET STRING; the segments of a constructed one (BER) are joined.
    ///
    /// # Errors
    /// [`Error::Rule`] when constructed under DER, or as reading the segments.
    pub fn octets(&self) -> Result<Cow<'a, [u8]>> {
        if !self.tag.is_constructed() {
            return Ok(Cow::Borrowed(self.value));
        }
        if self.rules == Rules::Der {
            return Err(Error::Rule("constructed string"));
        }
        let mut joined = Vec::new();
        self.join(&mut joined)?;
        Ok(Cow::Owned(joined))
    }

    fn join(&self, out: &mut Vec<u8>) -> Result<()> {
        for segment in self.children() {
            let segment = segment?;
            match segment.tag {
                tag::OCTET_STRING => out.extend_from_slice(segment.value),
                found if found == tag::OCTET_STRING.constructed() => segment.join(out)?,
                found => return Err(Error::UnexpectedTag { expected: tag::OCTET_STRING, found }),
            }
        }
        Ok(())
    }

    /// The text of any of the string types; TeletexString is read as Latin-1, as everybody does.
    ///
    /// # Errors
    /// [`Error::Value`] when the type is not a string or its octets are not text.
    pub fn text(&self) -> Result<Cow<'a, str>> {
        const INVALID: Error = Error::Value("text");
        match self.tag {
            tag::UTF8_STRING => std::str::from_utf8(self.value).map(Cow::Borrowed).map_err(|_| INVALID),
            tag::PRINTABLE_STRING | tag::IA5_STRING | tag::VISIBLE_STRING | tag::NUMERIC_STRING => {
                match std::str::from_utf8(self.value) {
                    Ok(text) if text.is_ascii() => Ok(Cow::Borrowed(text)),
                    _ => Err(INVALID),
                }
            }
            tag::TELETEX_STRING => Ok(self.value.iter().map(|octet| char::from(*octet)).collect()),
            tag::BMP_STRING if self.value.len().is_multiple_of(2) => {
                let units = self.value.chunks_exact(2).map(|pair| u16::from_be_bytes([pair[0], pair[1]]));
                char::decode_utf16(units).collect::<Result<String, _>>().map(Cow::Owned).map_err(|_| INVALID)
            }
            tag::UNIVERSAL_STRING if self.value.len().is_multiple_of(4) => self
                .value
                .chunks_exact(4)
                .map(|four| char::from_u32(u32::from_be_bytes([four[0], four[1], four[2], four[3]])))
                .collect::<Option<String>>()
                .map(Cow::Owned)
                .ok_or(INVALID),
            _ => Err(INVALID),
        }
    }

    /// A UTCTime or GeneralizedTime.
    ///
    /// # Errors
    /// [`Error::Value`].
    pub fn time(&self) -> Result<Timestamp> {
        parse_time(self.tag, self.value)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;
    use crate::Writer;

    #[test]
    fn indefinite_constructed_octets_join() {
        let ber = [0x24, 0x80, 4, 2, b'a', b'b', 0x24, 3, 4, 1, b'c', 0, 0];
        let tlv = Reader::ber(&ber).read().unwrap();
        assert_eq!(tlv.raw, ber);
        assert_eq!(&*tlv.octets().unwrap(), b"abc");
        assert_eq!(Reader::der(&ber).read().unwrap_err(), Error::Rule("indefinite length"));
    }

    #[test]
    fn der_refuses_what_ber_allows() {
        for ber in [&[4, 0x81, 1, 7][..], &[2, 2, 0, 1], &[1, 1, 1], &[3, 2, 1, 1]] {
            let der = Reader::der(ber).read().and_then(|tlv| match tlv.tag {
                tag::INTEGER => tlv.integer().map(drop),
                tag::BOOLEAN => tlv.boolean().map(drop),
                tag::BIT_STRING => tlv.bit_string().map(drop),
                _ => Ok(()),
            });
            assert!(der.is_err(), "{ber:02x?}");
            assert!(Reader::ber(ber).read().is_ok());
        }
    }

    #[test]
    fn nesting_is_bounded() {
        let deep: Vec<u8> = std::iter::repeat_n([0x30, 0x80], 1000).flatten().collect();
        assert_eq!(Reader::ber(&deep).read().unwrap_err(), Error::TooDeep);
        let mut der = Vec::new();
        for _ in 0..200 {
            der = Writer::build(|w| w.value(tag::SEQUENCE, &der));
        }
        let mut reader = Reader::der(&der);
        let error = loop {
            match reader.sequence() {
                Ok(inner) => reader = inner,
                Err(error) => break error,
            }
        };
        assert_eq!(error, Error::TooDeep);
    }

    proptest! {
        #[test]
        fn noise_never_panics(data: Vec<u8>) {
            for mut reader in [Reader::der(&data), Reader::ber(&data)] {
                while let Ok(tlv) = reader.read() {
                    let _ = (tlv.oid(), tlv.integer(), tlv.bit_string(), tlv.octets(), tlv.text(), tlv.time());
                    tlv.children().for_each(drop);
                }
            }
        }

        #[test]
        fn what_is_written_reads_back(content: Vec<u8>, number: u64) {
            let der = Writer::build(|w| w.sequence(|w| {
                w.octets(&content);
                w.uint(number);
            }));
            let mut sequence = Reader::der(&der).sequence().unwrap();
            prop_assert_eq!(&*sequence.read().unwrap().octets().unwrap(), &content[..]);
            prop_assert_eq!(sequence.read().unwrap().small_uint().unwrap(), number);
            prop_assert!(sequence.finish().is_ok());
        }
    }
}
