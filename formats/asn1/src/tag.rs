//! Identifier octets (X.690 §8.1.2).

use std::fmt;

/// An identifier octet: class, primitive or constructed, tag number up to 30.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Tag(pub u8);

impl Tag {
    /// `[number]` of the context, primitive (an IMPLICIT simple type).
    pub const fn context(number: u8) -> Self {
        Self(0x80 | number)
    }

    /// `[number]` of the context, constructed (EXPLICIT, or an IMPLICIT structure).
    pub const fn context_constructed(number: u8) -> Self {
        Self(0xa0 | number)
    }

    /// Whether the content is itself a series of values.
    pub const fn is_constructed(self) -> bool {
        self.0 & 0x20 != 0
    }

    /// The same tag, constructed.
    pub const fn constructed(self) -> Self {
        Self(self.0 | 0x20)
    }
}

/// Writes a short name, for example `SEQUENCE` or `[0]`.
impl fmt::Display for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = match *self {
            BOOLEAN => "BOOLEAN",
            INTEGER => "INTEGER",
            BIT_STRING => "BIT STRING",
            OCTET_STRING => "OCTET STRING",
            NULL => "NULL",
            OID => "OBJECT IDENTIFIER",
            ENUMERATED => "ENUMERATED",
            SEQUENCE => "SEQUENCE",
            SET => "SET",
            Tag(other) if other & 0xc0 == 0x80 => return write!(f, "[{}]", other & 0x1f),
            Tag(other) => return write!(f, "tag 0x{other:02x}"),
        };
        f.write_str(name)
    }
}

impl fmt::Debug for Tag {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// BOOLEAN.
pub const BOOLEAN: Tag = Tag(0x01);
/// INTEGER.
pub const INTEGER: Tag = Tag(0x02);
/// BIT STRING.
pub const BIT_STRING: Tag = Tag(0x03);
/// OCTET STRING.
pub const OCTET_STRING: Tag = Tag(0x04);
/// NULL.
pub const NULL: Tag = Tag(0x05);
/// OBJECT IDENTIFIER.
pub const OID: Tag = Tag(0x06);
/// ENUMERATED.
pub const ENUMERATED: Tag = Tag(0x0a);
/// UTF8String.
pub const UTF8_STRING: Tag = Tag(0x0c);
/// NumericString.
pub const NUMERIC_STRING: Tag = Tag(0x12);
/// PrintableString.
pub const PRINTABLE_STRING: Tag = Tag(0x13);
/// TeletexString (T61String).
pub const TELETEX_STRING: Tag = Tag(0x14);
/// IA5String.
pub const IA5_STRING: Tag = Tag(0x16);
/// UTCTime.
pub const UTC_TIME: Tag = Tag(0x17);
/// GeneralizedTime.
pub const GENERALIZED_TIME: Tag = Tag(0x18);
/// VisibleString.
pub const VISIBLE_STRING: Tag = Tag(0x1a);
/// UniversalString (UTF-32 big endian).
pub const UNIVERSAL_STRING: Tag = Tag(0x1c);
/// BMPString (UTF-16 big endian).
pub const BMP_STRING: Tag = Tag(0x1e);
/// SEQUENCE and SEQUENCE OF.
pub const SEQUENCE: Tag = Tag(0x30);
/// SET and SET OF.
pub const SET: Tag = Tag(0x31);
