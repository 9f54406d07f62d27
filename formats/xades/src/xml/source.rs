//! Octets to text (XML 1.0 §4.3.3, appendix F) and back.

use std::borrow::Cow;

use super::{Limits, ReadError};

/// How a document is encoded.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Encoding {
    /// ISO-8859-1.
    Latin1,
    /// ISO-8859-15: ISO-8859-1 with the euro sign.
    Latin9,
    /// UTF-16, most significant octet first.
    Utf16Be,
    /// UTF-16, least significant octet first.
    Utf16Le,
    /// UTF-8, or ASCII.
    Utf8,
    /// Windows-1252.
    Windows1252,
}

/// What windows-1252 has where ISO-8859-1 has control characters, from 0x80; 0 where it has nothing.
const WINDOWS_1252: [u16; 32] = [
    0x20AC, 0, 0x201A, 0x0192, 0x201E, 0x2026, 0x2020, 0x2021, 0x02C6, 0x2030, 0x0160, 0x2039, 0x0152, 0,
    0x017D, 0, 0, 0x2018, 0x2019, 0x201C, 0x201D, 0x2022, 0x2013, 0x2014, 0x02DC, 0x2122, 0x0161, 0x203A,
    0x0153, 0, 0x017E, 0x0178,
];

/// Where ISO-8859-15 differs from ISO-8859-1.
const LATIN_9: [(u8, char); 8] =
    [(0xA4, '€'), (0xA6, 'Š'), (0xA8, 'š'), (0xB4, 'Ž'), (0xB8, 'ž'), (0xBC, 'Œ'), (0xBD, 'œ'), (0xBE, 'Ÿ')];

/// A file and its text.
#[derive(Clone, Debug)]
pub struct Source {
    /// `None` where they are those of the text.
    octets: Option<Vec<u8>>,
    /// Octets of the byte order mark.
    mark: usize,
    encoding: Encoding,
    text: String,
}

impl Source {
    /// Decodes a file: by its byte order mark, else by its XML declaration, else as UTF-8.
    ///
    /// # Errors
    /// [`ReadError::Encoding`], [`ReadError::UnknownEncoding`], [`ReadError::Declaration`],
    /// [`ReadError::Limit`], [`ReadError::Version`].
    pub fn read(octets: impl Into<Vec<u8>>) -> Result<Self, ReadError> {
        Self::read_within(octets, &Limits::default())
    }

    /// As [`Self::read`], with other limits.
    ///
    /// # Errors
    /// As [`Self::read`].
    pub fn read_within(octets: impl Into<Vec<u8>>, limits: &Limits) -> Result<Self, ReadError> {
        let octets = octets.into();
        if octets.len() > limits.octets {
            return Err(ReadError::Limit { what: "octets of XML", limit: limits.octets });
        }
        let (mut encoding, mark) = match octets.as_slice() {
            [0xEF, 0xBB, 0xBF, ..] => (Encoding::Utf8, 3),
            [0xFE, 0xFF, ..] => (Encoding::Utf16Be, 2),
            [0xFF, 0xFE, ..] => (Encoding::Utf16Le, 2),
            [0, b'<', 0, ..] => (Encoding::Utf16Be, 0),
            [b'<', 0, _, 0, ..] => (Encoding::Utf16Le, 0),
            _ => (Encoding::Utf8, 0),
        };
        if encoding == Encoding::Utf8
            && mark == 0
            && let Some(declared) = declared(&octets, "encoding")
        {
            encoding = match declared.to_ascii_lowercase().as_str() {
                "utf-8" | "utf8" => Encoding::Utf8,
                "us-ascii" | "ascii" if octets.is_ascii() => Encoding::Utf8,
                "us-ascii" | "ascii" => return Err(ReadError::Encoding("US-ASCII")),
                "iso-8859-1" | "latin1" | "iso_8859-1" => Encoding::Latin1,
                "iso-8859-15" | "latin-9" | "latin9" => Encoding::Latin9,
                "windows-1252" | "cp1252" => Encoding::Windows1252,
                _ => return Err(ReadError::UnknownEncoding(declared)),
            };
        }
        let (text, octets) = if encoding == Encoding::Utf8 && mark == 0 {
            let text = String::from_utf8(octets).map_err(|_| ReadError::Encoding("UTF-8"))?;
            (text, None)
        } else {
            (decode(&octets[mark..], encoding)?, Some(octets))
        };
        // Readers disagree whether the mark or the declaration counts.
        if let (true, Some(declared)) = (
            octets.is_some() && matches!(encoding, Encoding::Utf8 | Encoding::Utf16Be | Encoding::Utf16Le),
            declared(text.as_bytes(), "encoding"),
        ) {
            let declared = declared.to_ascii_lowercase();
            let agrees = match encoding {
                Encoding::Utf16Be => matches!(declared.as_str(), "utf-16" | "utf-16be"),
                Encoding::Utf16Le => matches!(declared.as_str(), "utf-16" | "utf-16le"),
                _ => matches!(declared.as_str(), "utf-8" | "utf8" | "us-ascii" | "ascii"),
            };
            if !agrees {
                return Err(ReadError::Declaration { declared });
            }
        }
        match declared(text.as_bytes(), "version") {
            Some(version) if version != "1.0" => Err(ReadError::Version(version)),
            _ => Ok(Self { octets, mark, encoding, text }),
        }
    }

    /// The text, without a byte order mark.
    pub fn text(&self) -> &str {
        &self.text
    }

    /// The file as it was.
    pub fn octets(&self) -> &[u8] {
        self.octets.as_deref().unwrap_or(self.text.as_bytes())
    }

    /// How it is encoded.
    pub fn encoding(&self) -> Encoding {
        self.encoding
    }

    /// Where in the octets the character at this offset of the text is.
    pub fn offset(&self, offset: usize) -> usize {
        let before = &self.text[..offset];
        self.mark
            + match self.encoding {
                Encoding::Utf8 => offset,
                Encoding::Latin1 | Encoding::Latin9 | Encoding::Windows1252 => before.chars().count(),
                Encoding::Utf16Be | Encoding::Utf16Le => 2 * before.encode_utf16().count(),
            }
    }

    /// ASCII text in the encoding of this file.
    pub fn encode<'t>(&self, ascii: &'t str) -> Cow<'t, [u8]> {
        match self.encoding {
            Encoding::Utf8 | Encoding::Latin1 | Encoding::Latin9 | Encoding::Windows1252 => {
                ascii.as_bytes().into()
            }
            Encoding::Utf16Be => ascii.encode_utf16().flat_map(u16::to_be_bytes).collect::<Vec<_>>().into(),
            Encoding::Utf16Le => ascii.encode_utf16().flat_map(u16::to_le_bytes).collect::<Vec<_>>().into(),
        }
    }
}

fn decode(octets: &[u8], encoding: Encoding) -> Result<String, ReadError> {
    let utf16 = |read: fn([u8; 2]) -> u16| {
        let units = octets.chunks_exact(2).map(|pair| read([pair[0], pair[1]]));
        let text: Result<String, _> = char::decode_utf16(units).collect();
        text.ok().filter(|_| octets.len().is_multiple_of(2)).ok_or(ReadError::Encoding("UTF-16"))
    };
    match encoding {
        Encoding::Utf8 => match std::str::from_utf8(octets) {
            Ok(text) => Ok(text.to_owned()),
            Err(_) => Err(ReadError::Encoding("UTF-8")),
        },
        Encoding::Utf16Be => utf16(u16::from_be_bytes),
        Encoding::Utf16Le => utf16(u16::from_le_bytes),
        Encoding::Latin1 => Ok(octets.iter().map(|octet| char::from(*octet)).collect()),
        Encoding::Latin9 => {
            let differing = |octet: &u8| LATIN_9.iter().find(|(known, _)| known == octet);
            let read = |octet| differing(octet).map_or(char::from(*octet), |(_, character)| *character);
            Ok(octets.iter().map(read).collect())
        }
        Encoding::Windows1252 => octets
            .iter()
            .map(|octet| match octet {
                0x80..=0x9F => char::from_u32(u32::from(WINDOWS_1252[usize::from(octet - 0x80)]))
                    .filter(|character| *character != '\0')
                    .ok_or(ReadError::Encoding("windows-1252")),
                other => Ok(char::from(*other)),
            })
            .collect(),
    }
}

/// What the XML declaration says of `item`.
fn declared(octets: &[u8], item: &str) -> Option<String> {
    // Not an instruction such as xml-stylesheet.
    let rest =
        octets.strip_prefix(b"<?xml").filter(|rest| rest.first().is_some_and(u8::is_ascii_whitespace))?;
    let declaration = &rest[..rest.windows(2).take(512).position(|pair| pair == b"?>")?];
    let declaration = std::str::from_utf8(declaration).ok()?;
    let value = declaration.split_once(item)?.1.trim_start().strip_prefix('=')?.trim_start();
    let quote = value.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
    value[1..].split_once(quote).map(|(value, _)| value.to_owned())
}
