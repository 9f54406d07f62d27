//! The eight types of PDF objects (ISO 32000-2, 7.3), borrowed from the bytes they were read from.

use std::borrow::Cow;
use std::fmt;
use std::ops::Range;

use super::crypt::Crypt;
use super::parser::{hex_value, is_regular, is_space};

/// Number and generation of an indirect object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq, Hash, PartialOrd, Ord)]
pub struct ObjectId {
    /// Object number.
    pub number: u32,
    /// Generation number.
    pub generation: u16,
}

impl fmt::Display for ObjectId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.number, self.generation)
    }
}

/// A name, as written (without the slash, `#` escapes kept); compared by what it means.
#[derive(Clone, Copy)]
pub struct Name<'a>(pub(crate) &'a [u8]);

impl<'a> Name<'a> {
    /// The name with its `#` escapes resolved.
    pub fn decode(&self) -> Cow<'a, [u8]> {
        if !self.0.contains(&b'#') {
            return Cow::Borrowed(self.0);
        }
        let mut out = Vec::with_capacity(self.0.len());
        let mut rest = self.0;
        while let Some((&byte, tail)) = rest.split_first() {
            rest = tail;
            if byte == b'#'
                && let [high, low, ..] = *tail
                && let (Some(high), Some(low)) = (hex_value(high), hex_value(low))
            {
                out.push(high << 4 | low);
                rest = &tail[2..];
            } else {
                out.push(byte);
            }
        }
        Cow::Owned(out)
    }

    /// Whether this is the name `name` (given without slash and escapes).
    pub fn is(&self, name: &str) -> bool {
        self.0 == name.as_bytes() || (self.0.contains(&b'#') && *self.decode() == *name.as_bytes())
    }
}

impl PartialEq for Name<'_> {
    fn eq(&self, other: &Self) -> bool {
        self.0 == other.0
            || ((self.0.contains(&b'#') || other.0.contains(&b'#')) && self.decode() == other.decode())
    }
}

impl Eq for Name<'_> {}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "/{}", String::from_utf8_lossy(self.0))
    }
}

/// A string: the token as written, delimiters included, and where it stands in its buffer.
#[derive(Clone, Copy, Debug)]
pub struct PdfString<'a> {
    pub(crate) raw: &'a [u8],
    pub(crate) at: usize,
    /// The object whose key it is encrypted with.
    pub(crate) owner: Option<ObjectId>,
}

impl<'a> PdfString<'a> {
    /// The bytes the token takes in its buffer (the file, for an object that is not in an object stream).
    pub fn span(&self) -> Range<usize> {
        self.at..self.at + self.raw.len()
    }

    /// Whether it is written in hexadecimal, `<…>`.
    pub fn is_hexadecimal(&self) -> bool {
        self.raw.first() == Some(&b'<')
    }

    /// The content. In an encrypted file it is still encrypted: see [`View::string`](crate::View::string).
    pub fn decode(&self) -> Vec<u8> {
        let inner = self.raw.get(1..self.raw.len().saturating_sub(1)).unwrap_or_default();
        if self.is_hexadecimal() { decode_hex(inner) } else { decode_literal(inner) }
    }
}

fn decode_hex(inner: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len() / 2);
    let mut high = None;
    for digit in inner.iter().filter_map(|&byte| hex_value(byte)) {
        match high.take() {
            None => high = Some(digit),
            Some(high) => out.push(high << 4 | digit),
        }
    }
    out.extend(high.map(|high| high << 4));
    out
}

fn decode_literal(inner: &[u8]) -> Vec<u8> {
    let mut out = Vec::with_capacity(inner.len());
    let mut i = 0;
    while let Some(&byte) = inner.get(i) {
        i += 1;
        match byte {
            b'\\' => {
                let Some(&escaped) = inner.get(i) else { break };
                i += 1;
                match escaped {
                    b'n' => out.push(b'\n'),
                    b'r' => out.push(b'\r'),
                    b't' => out.push(b'\t'),
                    b'b' => out.push(8),
                    b'f' => out.push(12),
                    b'\r' => i += usize::from(inner.get(i) == Some(&b'\n')),
                    b'\n' => {}
                    b'0'..=b'7' => {
                        let mut value = u32::from(escaped - b'0');
                        for _ in 0..2 {
                            match inner.get(i) {
                                Some(&digit @ b'0'..=b'7') => {
                                    value = value * 8 + u32::from(digit - b'0');
                                    i += 1;
                                }
                                _ => break,
                            }
                        }
                        out.push(value as u8);
                    }
                    other => out.push(other),
                }
            }
            b'\r' => {
                i += usize::from(inner.get(i) == Some(&b'\n'));
                out.push(b'\n');
            }
            other => out.push(other),
        }
    }
    out
}

/// A dictionary: its entries in the order written, duplicates included.
#[derive(Clone, Debug, Default)]
pub struct Dictionary<'a> {
    pub(crate) entries: Vec<(Name<'a>, Object<'a>)>,
}

impl<'a> Dictionary<'a> {
    /// The value of `key`, not resolved; of a key given twice the last, as most readers do.
    pub fn get(&self, key: &str) -> Option<&Object<'a>> {
        self.entries.iter().rev().find(|(name, _)| name.is(key)).map(|(_, value)| value)
    }

    pub(crate) fn get_name(&self, key: Name<'_>) -> Option<&Object<'a>> {
        self.entries.iter().rev().find(|(name, _)| *name == key).map(|(_, value)| value)
    }

    /// The entries in the order written.
    pub fn iter(&self) -> impl Iterator<Item = (&Name<'a>, &Object<'a>)> {
        self.entries.iter().map(|(name, value)| (name, value))
    }

    /// Whether a key is given more than once.
    pub fn has_duplicates(&self) -> bool {
        let mut keys: Vec<_> = self.entries.iter().map(|(name, _)| name.decode()).collect();
        keys.sort_unstable();
        keys.windows(2).any(|pair| pair[0] == pair[1])
    }

    pub(crate) fn set(&mut self, key: &'static str, value: Object<'a>) {
        self.remove(key);
        self.entries.push((Name(key.as_bytes()), value));
    }

    pub(crate) fn remove(&mut self, key: &str) {
        self.entries.retain(|(name, _)| !name.is(key));
    }
}

/// A stream: its dictionary and the raw bytes between `stream` and `endstream`.
#[derive(Clone, Debug)]
pub struct Stream<'a> {
    /// The stream's dictionary.
    pub dictionary: Dictionary<'a>,
    /// The data as stored, filters not undone.
    pub data: &'a [u8],
    /// The object whose key it is encrypted with.
    pub(crate) owner: Option<ObjectId>,
}

/// A PDF object.
#[derive(Clone, Debug)]
#[expect(missing_docs, reason = "the variants are the types of ISO 32000-2, 7.3")]
pub enum Object<'a> {
    Null,
    Boolean(bool),
    Integer(i64),
    /// As written.
    Real(&'a [u8]),
    Name(Name<'a>),
    String(PdfString<'a>),
    Array(Vec<Object<'a>>),
    Dictionary(Dictionary<'a>),
    Stream(Box<Stream<'a>>),
    Reference(ObjectId),
}

impl<'a> Object<'a> {
    /// The integer.
    pub fn as_integer(&self) -> Option<i64> {
        match self {
            Object::Integer(value) => Some(*value),
            _ => None,
        }
    }

    /// The number, integer or real.
    pub fn as_number(&self) -> Option<f64> {
        match self {
            Object::Integer(value) => Some(*value as f64),
            Object::Real(raw) => std::str::from_utf8(raw).ok()?.parse().ok(),
            _ => None,
        }
    }

    /// The name.
    pub fn as_name(&self) -> Option<Name<'a>> {
        match self {
            Object::Name(name) => Some(*name),
            _ => None,
        }
    }

    /// The string.
    pub fn as_string(&self) -> Option<PdfString<'a>> {
        match self {
            Object::String(string) => Some(*string),
            _ => None,
        }
    }

    /// The elements of an array.
    pub fn as_array(&self) -> Option<&[Object<'a>]> {
        match self {
            Object::Array(elements) => Some(elements),
            _ => None,
        }
    }

    /// The dictionary, also that of a stream.
    pub fn as_dictionary(&self) -> Option<&Dictionary<'a>> {
        match self {
            Object::Dictionary(dictionary) => Some(dictionary),
            Object::Stream(stream) => Some(&stream.dictionary),
            _ => None,
        }
    }

    /// The reference.
    pub fn as_reference(&self) -> Option<ObjectId> {
        match self {
            Object::Reference(id) => Some(*id),
            _ => None,
        }
    }

    /// Whether it is the name `name`.
    pub fn is_name(&self, name: &str) -> bool {
        self.as_name().is_some_and(|own| own.is(name))
    }
}

/// Writes an object; what was read is written back token by token.
pub(crate) fn write_object(out: &mut Vec<u8>, object: &Object<'_>, cipher: Cipher<'_>) {
    // A space wherever two regular characters would run together.
    let separate = |out: &mut Vec<u8>| {
        if out.last().is_some_and(|&last| is_regular(last)) {
            out.push(b' ');
        }
    };
    match object {
        Object::Null => {
            separate(out);
            out.extend_from_slice(b"null");
        }
        Object::Boolean(value) => {
            separate(out);
            out.extend_from_slice(if *value { b"true" } else { b"false" });
        }
        Object::Integer(value) => {
            separate(out);
            out.extend_from_slice(value.to_string().as_bytes());
        }
        Object::Real(raw) => {
            separate(out);
            out.extend_from_slice(raw);
        }
        Object::Name(name) => {
            out.push(b'/');
            out.extend_from_slice(name.0);
        }
        Object::String(string) => cipher.string(out, *string),
        Object::Array(elements) => {
            out.push(b'[');
            for element in elements {
                write_object(out, element, cipher);
            }
            out.push(b']');
        }
        Object::Dictionary(dictionary) => write_dictionary(out, dictionary, cipher),
        Object::Stream(stream) => {
            write_dictionary(out, &stream.dictionary, cipher);
            out.extend_from_slice(b"\nstream\n");
            out.extend_from_slice(stream.data);
            out.extend_from_slice(b"\nendstream");
        }
        Object::Reference(id) => {
            separate(out);
            out.extend_from_slice(format!("{} {} R", id.number, id.generation).as_bytes());
        }
    }
}

pub(crate) fn write_dictionary(out: &mut Vec<u8>, dictionary: &Dictionary<'_>, cipher: Cipher<'_>) {
    out.extend_from_slice(b"<<");
    for (name, value) in &dictionary.entries {
        out.push(b'/');
        out.extend_from_slice(name.0);
        write_object(out, value, cipher);
    }
    out.extend_from_slice(b">>");
}

/// How strings and streams of one object are written: in an encrypted file with that object's key.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Cipher<'c> {
    crypt: Option<&'c Crypt>,
    id: ObjectId,
}

impl<'c> Cipher<'c> {
    pub(crate) const NONE: Cipher<'static> =
        Cipher { crypt: None, id: ObjectId { number: 0, generation: 0 } };

    pub(crate) fn new(crypt: Option<&'c Crypt>, id: ObjectId) -> Self {
        Cipher { crypt, id }
    }

    /// A string that was read: token by token where its key stays the same.
    fn string(&self, out: &mut Vec<u8>, string: PdfString<'_>) {
        match (self.crypt, string.owner) {
            (Some(crypt), None) => write_hex(out, &crypt.encrypt_string(self.id, &string.decode())),
            (Some(crypt), Some(owner)) if owner != self.id => {
                let plain = crypt.decrypt_string(owner, &string.decode());
                write_hex(out, &crypt.encrypt_string(self.id, &plain));
            }
            _ => out.extend_from_slice(string.raw),
        }
    }

    /// A new text string.
    pub(crate) fn text(&self, out: &mut Vec<u8>, text: &str) {
        let Some(crypt) = self.crypt else { return write_text(out, text) };
        let mut plain = Vec::new();
        if text.is_ascii() {
            plain.extend_from_slice(text.as_bytes());
        } else {
            plain.extend_from_slice(&[0xfe, 0xff]);
            plain.extend(text.encode_utf16().flat_map(u16::to_be_bytes));
        }
        write_hex(out, &crypt.encrypt_string(self.id, &plain));
    }

    /// The data of a new stream.
    pub(crate) fn stream(&self, data: &[u8]) -> Vec<u8> {
        self.crypt.map_or_else(|| data.to_vec(), |crypt| crypt.encrypt_stream(self.id, data))
    }
}

fn write_hex(out: &mut Vec<u8>, octets: &[u8]) {
    out.push(b'<');
    out.extend_from_slice(&crate::update::hex(octets));
    out.push(b'>');
}

/// Writes a text string: as it is when plain ASCII, else UTF-16BE with byte order mark (7.9.2.2).
fn write_text(out: &mut Vec<u8>, text: &str) {
    if text.bytes().all(|byte| (b' '..=b'~').contains(&byte)) {
        out.push(b'(');
        for byte in text.bytes() {
            if matches!(byte, b'(' | b')' | b'\\') {
                out.push(b'\\');
            }
            out.push(byte);
        }
        out.push(b')');
    } else {
        out.extend_from_slice(b"<FEFF");
        for unit in text.encode_utf16() {
            out.extend_from_slice(format!("{unit:04X}").as_bytes());
        }
        out.push(b'>');
    }
}

/// Whether every byte of `rest` is white space.
pub(crate) fn is_blank(rest: &[u8]) -> bool {
    rest.iter().all(|&byte| is_space(byte))
}
