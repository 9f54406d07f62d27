use jiff::Timestamp;

use crate::{Oid, Tag, encode_generalized, encode_time, tag};

/// Writes DER into a growing buffer.
///
/// Structures are closures; their length is put in front when they are complete.
#[derive(Debug, Default)]
pub struct Writer {
    out: Vec<u8>,
}

impl Writer {
    /// An empty buffer.
    pub fn new() -> Self {
        Self::default()
    }

    /// The octets of one call, for example `Writer::build(|w| w.sequence(|w| …))`.
    pub fn build(content: impl FnOnce(&mut Self)) -> Vec<u8> {
        let mut writer = Self::new();
        content(&mut writer);
        writer.out
    }

    /// What was written.
    pub fn into_vec(self) -> Vec<u8> {
        self.out
    }

    /// What was written so far.
    pub fn as_bytes(&self) -> &[u8] {
        &self.out
    }

    /// Octets that are encoded already, as they are.
    pub fn raw(&mut self, encoded: &[u8]) {
        self.out.extend_from_slice(encoded);
    }

    /// A value with the given tag and content.
    pub fn value(&mut self, tag: Tag, content: &[u8]) {
        self.out.push(tag.0);
        length(&mut self.out, content.len());
        self.out.extend_from_slice(content);
    }

    /// A structure with the given tag.
    pub fn constructed(&mut self, tag: Tag, content: impl FnOnce(&mut Self)) {
        self.out.push(tag.0);
        let start = self.out.len();
        content(self);
        let mut prefix = Vec::with_capacity(6);
        length(&mut prefix, self.out.len() - start);
        self.out.splice(start..start, prefix);
    }

    /// SEQUENCE.
    pub fn sequence(&mut self, content: impl FnOnce(&mut Self)) {
        self.constructed(tag::SEQUENCE, content);
    }

    /// `[number]` EXPLICIT, or an IMPLICIT structure.
    pub fn context(&mut self, number: u8, content: impl FnOnce(&mut Self)) {
        self.constructed(Tag::context_constructed(number), content);
    }

    /// SET OF: the encoded elements are sorted (X.690 §11.6).
    pub fn set_of(&mut self, elements: Vec<Vec<u8>>) {
        self.sorted(tag::SET, elements);
    }

    /// SET OF under another tag, for example the signed attributes `[0]` of CMS.
    pub fn sorted(&mut self, tag: Tag, mut elements: Vec<Vec<u8>>) {
        elements.sort();
        self.constructed(tag, |w| elements.iter().for_each(|element| w.raw(element)));
    }

    /// BOOLEAN.
    pub fn boolean(&mut self, value: bool) {
        self.value(tag::BOOLEAN, &[if value { 0xff } else { 0 }]);
    }

    /// INTEGER, not negative.
    pub fn uint(&mut self, value: u64) {
        self.integer(&value.to_be_bytes());
    }

    /// INTEGER from the big-endian octets of a number that is not negative; leading zeros go, and one
    /// comes back where the sign asks for it.
    pub fn integer(&mut self, magnitude: &[u8]) {
        self.integer_as(tag::INTEGER, magnitude);
    }

    /// The same under another tag.
    pub fn integer_as(&mut self, tag: Tag, magnitude: &[u8]) {
        let skip = magnitude.iter().take_while(|octet| **octet == 0).count();
        let digits = &magnitude[skip..];
        let pad = digits.first().is_none_or(|first| first & 0x80 != 0);
        self.out.push(tag.0);
        length(&mut self.out, digits.len() + usize::from(pad));
        if pad {
            self.out.push(0);
        }
        self.out.extend_from_slice(digits);
    }

    /// NULL.
    pub fn null(&mut self) {
        self.out.extend_from_slice(&[tag::NULL.0, 0]);
    }

    /// OBJECT IDENTIFIER.
    pub fn oid(&mut self, oid: &Oid) {
        self.value(tag::OID, oid.as_bytes());
    }

    /// OCTET STRING.
    pub fn octets(&mut self, content: &[u8]) {
        self.value(tag::OCTET_STRING, content);
    }

    /// OCTET STRING around a value that is written by the closure.
    pub fn octets_around(&mut self, content: impl FnOnce(&mut Self)) {
        self.constructed(tag::OCTET_STRING, content);
    }

    /// BIT STRING of whole octets.
    pub fn bit_string(&mut self, content: &[u8]) {
        self.out.push(tag::BIT_STRING.0);
        length(&mut self.out, content.len() + 1);
        self.out.push(0);
        self.out.extend_from_slice(content);
    }

    /// BIT STRING of named bits (X.690 §11.2.2): bit 0 is the highest of `bits`; trailing zeros go.
    pub fn named_bits(&mut self, bits: u16) {
        let octets = bits.to_be_bytes();
        let unused = bits.trailing_zeros().min(16);
        let used = 2 - unused as usize / 8;
        let mut content = vec![(unused % 8) as u8];
        content.extend_from_slice(&octets[..used]);
        self.value(tag::BIT_STRING, &content);
    }

    /// A string type; the caller answers for the characters.
    pub fn text(&mut self, tag: Tag, text: &str) {
        self.value(tag, text.as_bytes());
    }

    /// `Time` of RFC 5280: UTCTime through 2049, then GeneralizedTime.
    pub fn time(&mut self, instant: Timestamp) {
        let (tag, content) = encode_time(instant);
        self.value(tag, content.as_bytes());
    }

    /// GeneralizedTime in whole seconds.
    pub fn generalized_time(&mut self, instant: Timestamp) {
        self.value(tag::GENERALIZED_TIME, encode_generalized(instant, false).as_bytes());
    }
}

fn length(out: &mut Vec<u8>, length: usize) {
    if length < 0x80 {
        out.push(length as u8);
        return;
    }
    let octets = length.to_be_bytes();
    let skip = octets.iter().take_while(|octet| **octet == 0).count();
    out.push(0x80 | (octets.len() - skip) as u8);
    out.extend_from_slice(&octets[skip..]);
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn named_bits_drop_trailing_zeros() {
        let bits = |bits| Writer::build(|w| w.named_bits(bits));
        assert_eq!(bits(0x4000), [3, 2, 6, 0x40], "nonRepudiation");
        assert_eq!(bits(0x0600), [3, 2, 1, 0x06], "keyCertSign, cRLSign");
        assert_eq!(bits(0x0080), [3, 3, 7, 0, 0x80], "decipherOnly");
        assert_eq!(bits(0), [3, 1, 0]);
    }

    #[test]
    fn integers_are_minimal_and_not_negative() {
        for (magnitude, der) in [
            (&[][..], &[2, 1, 0][..]),
            (&[0, 0], &[2, 1, 0]),
            (&[0x7f], &[2, 1, 0x7f]),
            (&[0x80], &[2, 2, 0, 0x80]),
            (&[0, 1, 0], &[2, 2, 1, 0]),
        ] {
            assert_eq!(Writer::build(|w| w.integer(magnitude)), der);
        }
    }

    #[test]
    fn long_lengths_use_as_few_octets_as_they_can() {
        for (size, header) in [
            (0x7f, &[4, 0x7f][..]),
            (0x80, &[4, 0x81, 0x80]),
            (0x100, &[4, 0x82, 1, 0]),
            (0x10000, &[4, 0x83, 1, 0, 0]),
        ] {
            assert!(Writer::build(|w| w.octets(&vec![0; size])).starts_with(header));
        }
    }
}
