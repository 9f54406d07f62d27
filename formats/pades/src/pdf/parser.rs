//! Tokens and objects out of bytes (ISO 32000-2, 7.2 and 7.3).

use super::object::{Dictionary, Name, Object, ObjectId, PdfString};
use crate::Malformed;

/// Deepest nesting of arrays and dictionaries inside one object.
const MAX_DEPTH: usize = 128;
/// Most values inside one object.
const MAX_NODES: usize = 4_000_000;

pub(crate) fn is_space(byte: u8) -> bool {
    matches!(byte, 0 | b'\t' | b'\n' | 12 | b'\r' | b' ')
}

pub(crate) fn is_delimiter(byte: u8) -> bool {
    matches!(byte, b'(' | b')' | b'<' | b'>' | b'[' | b']' | b'{' | b'}' | b'/' | b'%')
}

pub(crate) fn is_regular(byte: u8) -> bool {
    !is_space(byte) && !is_delimiter(byte)
}

pub(crate) fn hex_value(byte: u8) -> Option<u8> {
    match byte {
        b'0'..=b'9' => Some(byte - b'0'),
        b'a'..=b'f' => Some(byte - b'a' + 10),
        b'A'..=b'F' => Some(byte - b'A' + 10),
        _ => None,
    }
}

/// Reads objects one after the other out of a buffer.
#[derive(Clone, Debug)]
pub(crate) struct Parser<'a> {
    data: &'a [u8],
    /// Where the next token is looked for.
    pub(crate) pos: usize,
    nodes: usize,
    /// The object whose key the strings are encrypted with.
    owner: Option<ObjectId>,
}

impl<'a> Parser<'a> {
    pub(crate) fn new(data: &'a [u8], pos: usize) -> Self {
        Parser { data, pos: pos.min(data.len()), nodes: 0, owner: None }
    }

    /// The strings that follow belong to this object of an encrypted file.
    pub(crate) fn encrypted_in(&mut self, owner: Option<ObjectId>) {
        self.owner = owner;
    }

    fn peek(&self) -> Option<u8> {
        self.data.get(self.pos).copied()
    }

    /// Skips white space and comments.
    pub(crate) fn skip_space(&mut self) {
        while let Some(byte) = self.peek() {
            if byte == b'%' {
                while self.peek().is_some_and(|byte| byte != b'\n' && byte != b'\r') {
                    self.pos += 1;
                }
            } else if is_space(byte) {
                self.pos += 1;
            } else {
                break;
            }
        }
    }

    /// Skips white space only.
    pub(crate) fn skip_blank(&mut self) {
        while self.peek().is_some_and(is_space) {
            self.pos += 1;
        }
    }

    /// Takes `keyword` if it stands here, after white space and comments.
    pub(crate) fn keyword(&mut self, keyword: &[u8]) -> bool {
        self.skip_space();
        let end = self.pos + keyword.len();
        let found = self.data.get(self.pos..end) == Some(keyword)
            && self.data.get(end).is_none_or(|&next| !is_regular(next));
        if found {
            self.pos = end;
        }
        found
    }

    /// Takes a keyword that may run into what follows (`stream`, `obj`, `trailer`).
    pub(crate) fn prefix(&mut self, keyword: &[u8]) -> bool {
        self.skip_space();
        let found = self.data.get(self.pos..).is_some_and(|rest| rest.starts_with(keyword));
        if found {
            self.pos += keyword.len();
        }
        found
    }

    /// Takes an unsigned integer of at most 19 digits.
    pub(crate) fn unsigned(&mut self) -> Option<u64> {
        self.skip_space();
        let mut value: u64 = 0;
        let start = self.pos;
        while let Some(digit @ b'0'..=b'9') = self.peek() {
            value = value.checked_mul(10)?.checked_add(u64::from(digit - b'0'))?;
            self.pos += 1;
        }
        (self.pos > start).then_some(value)
    }

    /// Takes `number generation obj`.
    pub(crate) fn object_header(&mut self) -> Option<ObjectId> {
        let number = u32::try_from(self.unsigned()?).ok()?;
        let generation = u16::try_from(self.unsigned()?).ok()?;
        self.prefix(b"obj").then_some(ObjectId { number, generation })
    }

    /// Reads one object.
    pub(crate) fn object(&mut self) -> Result<Object<'a>, Malformed> {
        self.nested(0)
    }

    fn nested(&mut self, depth: usize) -> Result<Object<'a>, Malformed> {
        if depth > MAX_DEPTH {
            return Err(Malformed::TooDeep);
        }
        self.nodes += 1;
        if self.nodes > MAX_NODES {
            return Err(Malformed::TooLarge);
        }
        self.skip_space();
        match self.peek().ok_or(Malformed::Truncated)? {
            b'/' => Ok(Object::Name(self.name())),
            b'(' => self.literal_string().map(Object::String),
            b'<' if self.data.get(self.pos + 1) == Some(&b'<') => {
                self.pos += 2;
                self.dictionary(depth).map(Object::Dictionary)
            }
            b'<' => self.hex_string().map(Object::String),
            b'[' => {
                self.pos += 1;
                let mut elements = Vec::new();
                loop {
                    self.skip_space();
                    match self.peek().ok_or(Malformed::Truncated)? {
                        b']' => {
                            self.pos += 1;
                            return Ok(Object::Array(elements));
                        }
                        _ => elements.push(self.nested(depth + 1)?),
                    }
                }
            }
            b'+' | b'-' | b'.' | b'0'..=b'9' => Ok(self.number()),
            byte if is_regular(byte) => {
                let word = self.regular();
                match word {
                    b"null" => Ok(Object::Null),
                    b"true" => Ok(Object::Boolean(true)),
                    b"false" => Ok(Object::Boolean(false)),
                    _ => Err(Malformed::Token { at: self.pos - word.len() }),
                }
            }
            _ => Err(Malformed::Token { at: self.pos }),
        }
    }

    fn dictionary(&mut self, depth: usize) -> Result<Dictionary<'a>, Malformed> {
        let mut entries = Vec::new();
        loop {
            self.skip_space();
            match self.peek().ok_or(Malformed::Truncated)? {
                b'>' if self.data.get(self.pos + 1) == Some(&b'>') => {
                    self.pos += 2;
                    return Ok(Dictionary { entries });
                }
                b'/' => {
                    let name = self.name();
                    entries.push((name, self.nested(depth + 1)?));
                }
                _ => return Err(Malformed::Token { at: self.pos }),
            }
        }
    }

    fn regular(&mut self) -> &'a [u8] {
        let start = self.pos;
        while self.peek().is_some_and(is_regular) {
            self.pos += 1;
        }
        &self.data[start..self.pos]
    }

    fn name(&mut self) -> Name<'a> {
        self.pos += 1;
        Name(self.regular())
    }

    fn number(&mut self) -> Object<'a> {
        let raw = self.regular();
        let integer = std::str::from_utf8(raw).ok().and_then(|text| text.parse::<i64>().ok());
        let Some(value) = integer else { return Object::Real(raw) };
        // `n g R`: look two tokens ahead, and only from something that can be an object number.
        if raw[0].is_ascii_digit()
            && let Ok(number) = u32::try_from(value)
        {
            let mut ahead = self.clone();
            if let Some(generation) = ahead.unsigned()
                && let Ok(generation) = u16::try_from(generation)
                && ahead.keyword(b"R")
            {
                self.pos = ahead.pos;
                return Object::Reference(ObjectId { number, generation });
            }
        }
        Object::Integer(value)
    }

    fn literal_string(&mut self) -> Result<PdfString<'a>, Malformed> {
        let at = self.pos;
        let mut open = 0usize;
        while let Some(byte) = self.peek() {
            self.pos += 1;
            match byte {
                b'\\' => self.pos += 1,
                b'(' => open += 1,
                b')' => {
                    open -= 1;
                    if open == 0 {
                        return Ok(PdfString { raw: &self.data[at..self.pos], at, owner: self.owner });
                    }
                }
                _ => {}
            }
        }
        Err(Malformed::Truncated)
    }

    fn hex_string(&mut self) -> Result<PdfString<'a>, Malformed> {
        let at = self.pos;
        let inner = self.data.get(at + 1..).unwrap_or_default();
        let strange = |byte: &u8| hex_value(*byte).is_none() && !is_space(*byte);
        let Some(len) = inner.iter().position(strange) else {
            self.pos = self.data.len();
            return Err(Malformed::Truncated);
        };
        self.pos = at + 1 + len;
        if inner[len] != b'>' {
            return Err(Malformed::Token { at: self.pos });
        }
        self.pos += 1;
        Ok(PdfString { raw: &self.data[at..self.pos], at, owner: self.owner })
    }
}
