use std::{fmt, hash, str::FromStr};

use crate::{Error, Result};

const CAPACITY: usize = 63;

/// An object identifier, kept as its encoded content (X.690 §8.19), at most 63 octets.
///
/// ```
/// const SIGNED_DATA: asn1::Oid = asn1::Oid::new("1.2.840.113549.1.7.2");
/// assert_eq!(SIGNED_DATA.to_string(), "1.2.840.113549.1.7.2");
/// ```
///
/// A constant may stand in a pattern: octets beyond the length are always zero.
#[derive(Clone, Copy, PartialEq, Eq)]
pub struct Oid {
    len: u8,
    bytes: [u8; CAPACITY],
}

impl Oid {
    /// From dotted text; for constants.
    ///
    /// # Panics
    /// When the text is not an object identifier: at compile time, in a constant.
    pub const fn new(dotted: &str) -> Self {
        match Self::parse(dotted.as_bytes()) {
            Some(oid) => oid,
            None => panic!("not an object identifier"),
        }
    }

    const fn parse(text: &[u8]) -> Option<Self> {
        let mut oid = Self { len: 0, bytes: [0; CAPACITY] };
        let mut index = 0;
        let mut arcs = 0;
        let mut first = 0;
        while index < text.len() {
            let start = index;
            let mut arc: u128 = 0;
            while index < text.len() && text[index] != b'.' {
                let digit = text[index].wrapping_sub(b'0');
                if digit > 9 {
                    return None;
                }
                arc = match arc.checked_mul(10) {
                    Some(arc) => match arc.checked_add(digit as u128) {
                        Some(arc) => arc,
                        None => return None,
                    },
                    None => return None,
                };
                index += 1;
            }
            if index == start || (text[start] == b'0' && index > start + 1) {
                return None;
            }
            match arcs {
                0 if arc > 2 => return None,
                0 => first = arc,
                1 if first < 2 && arc > 39 => return None,
                1 => match arc.checked_add(first * 40) {
                    Some(arc) => {
                        if !oid.push(arc) {
                            return None;
                        }
                    }
                    None => return None,
                },
                _ => {
                    if !oid.push(arc) {
                        return None;
                    }
                }
            }
            arcs += 1;
            if index < text.len() {
                index += 1;
                if index == text.len() {
                    return None;
                }
            }
        }
        if arcs < 2 { None } else { Some(oid) }
    }

    const fn push(&mut self, arc: u128) -> bool {
        let mut groups = 1;
        while groups < 19 && arc >> (7 * groups) != 0 {
            groups += 1;
        }
        if self.len as usize + groups as usize > CAPACITY {
            return false;
        }
        while groups > 0 {
            groups -= 1;
            let more = if groups > 0 { 0x80 } else { 0 };
            self.bytes[self.len as usize] = ((arc >> (7 * groups)) & 0x7f) as u8 | more;
            self.len += 1;
        }
        true
    }

    /// From the content octets of an OBJECT IDENTIFIER.
    ///
    /// # Errors
    /// When they are empty, longer than 63 octets, end within an arc, or pad an arc.
    pub fn from_content(content: &[u8]) -> Result<Self> {
        const INVALID: Error = Error::Value("OBJECT IDENTIFIER");
        if content.is_empty()
            || content.len() > CAPACITY
            || content.last().is_some_and(|last| last & 0x80 != 0)
        {
            return Err(INVALID);
        }
        let mut starts_arc = true;
        for &octet in content {
            if starts_arc && octet == 0x80 {
                return Err(INVALID);
            }
            starts_arc = octet & 0x80 == 0;
        }
        let mut bytes = [0; CAPACITY];
        bytes[..content.len()].copy_from_slice(content);
        Ok(Self { len: content.len() as u8, bytes })
    }

    /// The content octets.
    pub fn as_bytes(&self) -> &[u8] {
        &self.bytes[..usize::from(self.len)]
    }

    /// Whether the identifier lies below `arc`.
    pub fn starts_with(&self, arc: &Oid) -> bool {
        self.as_bytes().starts_with(arc.as_bytes())
    }
}

impl PartialOrd for Oid {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

impl Ord for Oid {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        self.as_bytes().cmp(other.as_bytes())
    }
}

impl hash::Hash for Oid {
    fn hash<H: hash::Hasher>(&self, state: &mut H) {
        self.as_bytes().hash(state);
    }
}

impl FromStr for Oid {
    type Err = Error;

    fn from_str(text: &str) -> Result<Self> {
        Self::parse(text.as_bytes()).ok_or(Error::Value("OBJECT IDENTIFIER"))
    }
}

impl fmt::Display for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let mut arc: u128 = 0;
        let mut first = true;
        for &octet in self.as_bytes() {
            if arc >> 121 != 0 {
                // An arc beyond 128 bits is legal and of no use: say that it is there.
                return f.write_str(".(large)");
            }
            arc = arc << 7 | u128::from(octet & 0x7f);
            if octet & 0x80 == 0 {
                if first {
                    let root = (arc / 40).min(2);
                    write!(f, "{root}.{}", arc - root * 40)?;
                    first = false;
                } else {
                    write!(f, ".{arc}")?;
                }
                arc = 0;
            }
        }
        Ok(())
    }
}

impl fmt::Debug for Oid {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn text_and_octets_agree() {
        for dotted in [
            "0.4.0.1862.1.1",
            "1.3.76.16.6",
            "2.5.29.15",
            "2.999.1",
            "2.25.329800735698586629295641978511506172918",
        ] {
            let oid: Oid = dotted.parse().unwrap();
            assert_eq!(oid.to_string(), dotted);
            assert_eq!(Oid::from_content(oid.as_bytes()).unwrap(), oid);
        }
    }

    #[test]
    fn malformed_text_and_octets_are_refused() {
        for text in ["", "1", "3.1", "1.40", "1..2", "1.2.", "1.02", "a.b"] {
            assert!(text.parse::<Oid>().is_err(), "{text}");
        }
        for octets in [&[][..], &[0x80, 0x01], &[0x2a, 0x86], &[0x2a; 64]] {
            assert!(Oid::from_content(octets).is_err(), "{octets:02x?}");
        }
    }
}
