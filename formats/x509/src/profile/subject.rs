use asn1::{Oid, Tag, Writer, tag};
use serde::{Deserialize, Serialize};
use unicode_normalization::{UnicodeNormalization, is_nfc};

use super::Refused;
use crate::oid;

/// The upper bound of RFC 5280 for names.
pub(super) const SHORT: usize = 64;
/// What the names of a person may have: EN 319 412-2 §4.2.4 lifts the bound, this is ours.
pub(super) const LONG: usize = 256;

/// Writes a subject: one attribute per RDN, in the order of the calls. The first rule that is broken
/// is what [`Self::finish`] answers.
#[derive(Debug, Default)]
pub struct SubjectBuilder {
    writer: Writer,
    refused: Option<Refused>,
}

impl SubjectBuilder {
    /// An empty subject.
    pub fn new() -> Self {
        Self::default()
    }

    fn push(&mut self, oid: &Oid, kind: Tag, text: &str) {
        self.writer.constructed(tag::SET, |w| {
            w.sequence(|w| {
                w.oid(oid);
                w.text(kind, text);
            });
        });
    }

    fn refuse(&mut self, attribute: &'static str, rule: &'static str) {
        self.refused.get_or_insert(Refused::Name { attribute, rule });
    }

    /// countryName: ISO 3166-1, two capital letters.
    pub fn country(mut self, code: &str) -> Self {
        if code.len() != 2 || !code.bytes().all(|octet| octet.is_ascii_uppercase()) {
            self.refuse("countryName", "two capital letters");
        }
        self.push(&oid::COUNTRY, tag::PRINTABLE_STRING, code);
        self
    }

    /// An attribute in UTF8String, of `1..=max` characters, in normal form C and with single spaces
    /// after this.
    pub fn text(mut self, oid: &Oid, text: &str, max: usize) -> Self {
        let attribute = attribute_name(oid);
        let composed: String = text.nfc().collect();
        let mut tidy = String::with_capacity(composed.len());
        for c in composed.chars() {
            if c != ' ' || !tidy.ends_with(' ') {
                tidy.push(c);
            }
        }
        if let Some(rule) = text_problem(&tidy, max) {
            self.refuse(attribute, rule);
        }
        self.push(oid, tag::UTF8_STRING, &tidy);
        self
    }

    /// The same, if there is a value.
    pub fn optional(self, oid: &Oid, text: Option<&str>, max: usize) -> Self {
        match text {
            Some(text) => self.text(oid, text, max),
            None => self,
        }
    }

    /// An attribute in PrintableString: serialNumber, dnQualifier.
    pub fn printable(mut self, oid: &Oid, text: &str) -> Self {
        let attribute = attribute_name(oid);
        if let Some(rule) = text_problem(text, SHORT) {
            self.refuse(attribute, rule);
        } else if !is_printable(text) {
            self.refuse(attribute, "letters, digits, space and '()+,-./:=? only");
        }
        self.push(oid, tag::PRINTABLE_STRING, text);
        self
    }

    /// The `Name` in DER.
    ///
    /// # Errors
    /// [`Refused::Name`], the first rule that was broken.
    pub fn finish(self) -> Result<Vec<u8>, Refused> {
        match self.refused {
            Some(refused) => Err(refused),
            None => Ok(Writer::build(|w| w.sequence(|w| w.raw(self.writer.as_bytes())))),
        }
    }
}

fn attribute_name(oid: &Oid) -> &'static str {
    match *oid {
        oid::COMMON_NAME => "commonName",
        oid::SURNAME => "surname",
        oid::GIVEN_NAME => "givenName",
        oid::ORGANIZATION => "organizationName",
        oid::ORGANIZATIONAL_UNIT => "organizationalUnitName",
        _ => oid::attribute_short_name(oid).unwrap_or("attribute"),
    }
}

/// The rule that a text in a name breaks, if any: 1 to `max` characters, normal form C, no control or
/// direction characters, no white space but single inner spaces.
pub fn text_problem(text: &str, max: usize) -> Option<&'static str> {
    if text.is_empty() {
        return Some("must not be empty");
    }
    if text.chars().count() > max {
        return Some("too long");
    }
    if text.starts_with(' ') || text.ends_with(' ') {
        return Some("must not begin or end with a space");
    }
    if text.contains("  ") {
        return Some("must not have runs of spaces");
    }
    if text.chars().any(is_unseen) {
        return Some("must not have control, direction or invisible characters");
    }
    if !is_nfc(text) {
        return Some("must be in Unicode normal form C");
    }
    None
}

/// Characters that a reader of the name cannot see or that change the order in which it is read.
fn is_unseen(c: char) -> bool {
    c.is_control()
        || (c.is_whitespace() && c != ' ')
        || matches!(c,
            '\u{ad}' | '\u{61c}' | '\u{180e}' | '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}'
            | '\u{2060}'..='\u{206f}' | '\u{feff}' | '\u{fff9}'..='\u{fffd}' | '\u{e0000}'..='\u{e007f}')
}

/// The characters of PrintableString (X.680 §41.4).
pub(crate) fn is_printable(text: &str) -> bool {
    text.bytes().all(|octet| octet.is_ascii_alphanumeric() || b" '()+,-./:=?".contains(&octet))
}

/// An organisation as it stands in names of authorities and services.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub struct Organization {
    /// Country, two letters.
    pub country: String,
    /// Legal name.
    pub name: String,
    /// Identifier: `VATIT-` and eleven digits, `NTRIT-…`, `CF:IT-…`, `PA:IT-…` (EN 319 412-1 §5.1.4).
    pub identifier: Option<String>,
}

impl Organization {
    /// C, O, then the unit if any, then organizationIdentifier.
    pub(super) fn begin(&self, unit: Option<&str>) -> SubjectBuilder {
        SubjectBuilder::new()
            .country(&self.country)
            .text(&oid::ORGANIZATION, &self.name, SHORT)
            .optional(&oid::ORGANIZATIONAL_UNIT, unit, SHORT)
            .optional(&oid::ORGANIZATION_IDENTIFIER, self.identifier.as_deref(), SHORT)
    }
}
