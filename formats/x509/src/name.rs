//! Distinguished names (RFC 5280 §4.1.2.4) and general names (§4.2.1.6), as read.

use std::{borrow::Cow, fmt};

use asn1::{Oid, Reader, Tag, Tlv, tag};

use crate::{At, Error, Result, oid};

/// A distinguished name as it stands in a certificate.
#[derive(Clone, Copy, PartialEq, Eq, Hash)]
pub struct Name<'a> {
    der: &'a [u8],
}

/// One attribute of a distinguished name.
#[derive(Clone, Copy, Debug)]
pub struct Attribute<'a> {
    /// Its type.
    pub oid: Oid,
    /// Its value.
    pub value: Tlv<'a>,
    /// Which RDN it belongs to, from 0.
    pub rdn: usize,
}

impl Attribute<'_> {
    /// The value as text; hexadecimal `#…` (RFC 4514 §2.4) when it is not text.
    pub fn text(&self) -> Cow<'_, str> {
        self.value.text().unwrap_or_else(|_| {
            let hex: String = self.value.raw.iter().map(|octet| format!("{octet:02x}")).collect();
            Cow::Owned(format!("#{hex}"))
        })
    }
}

impl<'a> Name<'a> {
    /// Reads a `Name`: a SEQUENCE of non-empty SETs of attributes.
    ///
    /// # Errors
    /// When it is not that.
    pub fn from_der(der: &'a [u8]) -> Result<Self> {
        Self::check(&Tlv::parse_der(der).at("name")?, "name")
    }

    pub(crate) fn check(tlv: &Tlv<'a>, field: &'static str) -> Result<Self> {
        if tlv.tag != tag::SEQUENCE {
            return Err(Error::Value { field, rule: "a name is a SEQUENCE" });
        }
        for rdn in tlv.children() {
            let rdn = rdn.at(field)?;
            if rdn.tag != tag::SET || rdn.value.is_empty() {
                return Err(Error::Value { field, rule: "an RDN is a SET of at least one attribute" });
            }
            for attribute in rdn.children() {
                read_attribute(&attribute.at(field)?, 0).at(field)?;
            }
        }
        Ok(Self { der: tlv.raw })
    }

    /// Octets that were checked before.
    pub(crate) fn trusted(der: &'a [u8]) -> Self {
        Self { der }
    }

    /// The octets.
    pub fn der(&self) -> &'a [u8] {
        self.der
    }

    /// Whether it has no attribute.
    pub fn is_empty(&self) -> bool {
        self.der.len() <= 2
    }

    /// The attributes in order.
    pub fn attributes(&self) -> impl Iterator<Item = Attribute<'a>> + use<'a> {
        let rdns = Reader::der(self.der).sequence().ok();
        let mut rdns = rdns.into_iter().flat_map(|mut reader| {
            std::iter::from_fn(move || if reader.is_empty() { None } else { reader.read().ok() })
        });
        let mut index = 0;
        std::iter::from_fn(move || rdns.next()).flat_map(move |rdn| {
            let position = index;
            index += 1;
            rdn.children().filter_map(move |tlv| read_attribute(&tlv.ok()?, position).ok())
        })
    }

    /// Text of the first attribute of a type.
    pub fn get(&self, oid: &Oid) -> Option<String> {
        self.attributes()
            .find(|attribute| attribute.oid == *oid)
            .map(|attribute| attribute.text().into_owned())
    }

    /// The common name.
    pub fn common_name(&self) -> Option<String> {
        self.get(&oid::COMMON_NAME)
    }

    /// What to call it before people: the common name, or the organisation, or the whole.
    pub fn friendly(&self) -> String {
        self.common_name().or_else(|| self.get(&oid::ORGANIZATION)).unwrap_or_else(|| self.rfc4514())
    }

    /// The string form of RFC 4514: last RDN first.
    pub fn rfc4514(&self) -> String {
        let mut rdns: Vec<String> = Vec::new();
        let mut last = usize::MAX;
        for attribute in self.attributes() {
            let kind = match oid::attribute_short_name(&attribute.oid) {
                Some(name) => name.to_owned(),
                None => attribute.oid.to_string(),
            };
            let value = match attribute.value.text() {
                Ok(text) => escape(&text),
                Err(_) => attribute.text().into_owned(),
            };
            let text = format!("{kind}={value}");
            match rdns.last_mut() {
                Some(rdn) if last == attribute.rdn => {
                    rdn.push('+');
                    rdn.push_str(&text);
                }
                _ => rdns.push(text),
            }
            last = attribute.rdn;
        }
        rdns.reverse();
        rdns.join(",")
    }
}

fn read_attribute<'a>(tlv: &Tlv<'a>, rdn: usize) -> asn1::Result<Attribute<'a>> {
    if tlv.tag != tag::SEQUENCE {
        return Err(asn1::Error::UnexpectedTag { expected: tag::SEQUENCE, found: tlv.tag });
    }
    let mut fields = tlv.reader()?;
    let oid = fields.expect(tag::OID)?.oid()?;
    let value = fields.read()?;
    fields.finish()?;
    Ok(Attribute { oid, value, rdn })
}

/// RFC 4514 §2.4.
fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    let last = text.chars().count().saturating_sub(1);
    for (index, c) in text.chars().enumerate() {
        match c {
            ' ' if index == 0 || index == last => out.push_str("\\ "),
            '#' if index == 0 => out.push_str("\\#"),
            '"' | '+' | ',' | ';' | '<' | '>' | '\\' => {
                out.push('\\');
                out.push(c);
            }
            c if c.is_control() => {
                let mut buffer = [0; 4];
                for octet in c.encode_utf8(&mut buffer).bytes() {
                    out.push_str(&format!("\\{octet:02X}"));
                }
            }
            c => out.push(c),
        }
    }
    out
}

/// Writes [`Name::rfc4514`].
impl fmt::Display for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.rfc4514())
    }
}

impl fmt::Debug for Name<'_> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Display::fmt(self, f)
    }
}

/// A name of any kind (RFC 5280 §4.2.1.6).
#[derive(Clone, Copy, Debug)]
pub enum GeneralName<'a> {
    /// directoryName.
    Directory(Name<'a>),
    /// dNSName.
    Dns(&'a str),
    /// rfc822Name.
    Email(&'a str),
    /// iPAddress: 4 or 16 octets, twice that in name constraints.
    Ip(&'a [u8]),
    /// otherName, x400Address, ediPartyName, or registeredID, as it stands.
    Other(Tlv<'a>),
    /// uniformResourceIdentifier.
    Uri(&'a str),
}

impl<'a> GeneralName<'a> {
    /// Takes a `GeneralName` apart.
    ///
    /// # Errors
    /// When its content does not suit its kind.
    pub fn read(tlv: &Tlv<'a>) -> asn1::Result<Self> {
        let text = || match std::str::from_utf8(tlv.value) {
            Ok(text) if text.is_ascii() => Ok(text),
            _ => Err(asn1::Error::Value("IA5String")),
        };
        Ok(match tlv.tag {
            found if found == Tag::context(1) => Self::Email(text()?),
            found if found == Tag::context(2) => Self::Dns(text()?),
            found if found == Tag::context_constructed(4) => {
                let mut inner = tlv.reader()?;
                let name = inner.expect(tag::SEQUENCE)?;
                inner.finish()?;
                Self::Directory(
                    Name::check(&name, "directoryName").map_err(|_| asn1::Error::Value("directoryName"))?,
                )
            }
            found if found == Tag::context(6) => Self::Uri(text()?),
            found if found == Tag::context(7) => Self::Ip(tlv.value),
            found if found.0 & 0xc0 == 0x80 && found.0 & 0x1f <= 8 => Self::Other(*tlv),
            found => return Err(asn1::Error::UnexpectedTag { expected: Tag::context(6), found }),
        })
    }

    /// Reads the names inside a `GeneralNames`.
    pub(crate) fn read_all(names: &Tlv<'a>) -> asn1::Result<Vec<Self>> {
        names.children().map(|name| Self::read(&name?)).collect()
    }

    /// The address, if it is a URI.
    pub fn uri(&self) -> Option<&'a str> {
        match self {
            Self::Uri(uri) => Some(uri),
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use asn1::Writer;

    use super::*;

    fn name(rdns: &[&[(Oid, Tag, &str)]]) -> Vec<u8> {
        Writer::build(|w| {
            w.sequence(|w| {
                for rdn in rdns {
                    w.constructed(tag::SET, |w| {
                        for (oid, kind, text) in *rdn {
                            w.sequence(|w| {
                                w.oid(oid);
                                w.text(*kind, text);
                            });
                        }
                    });
                }
            });
        })
    }

    #[test]
    fn the_string_form_is_that_of_rfc_4514() {
        let der = name(&[
            &[(oid::COUNTRY, tag::PRINTABLE_STRING, "IT")],
            &[
                (oid::ORGANIZATION, tag::UTF8_STRING, "Bianchi, Verdi & C. \"s.n.c.\""),
                (oid::ORGANIZATIONAL_UNIT, tag::UTF8_STRING, " #1 "),
            ],
            &[(Oid::new("1.3.76.1"), tag::UTF8_STRING, "#x")],
            &[(oid::COMMON_NAME, tag::TELETEX_STRING, "a")],
        ]);
        let name = Name::from_der(&der).unwrap();
        assert_eq!(name.to_string(), r#"CN=a,1.3.76.1=\#x,O=Bianchi\, Verdi & C. \"s.n.c.\"+OU=\ #1\ ,C=IT"#);
        assert_eq!(name.get(&oid::COUNTRY).as_deref(), Some("IT"));
        assert_eq!(name.get(&oid::SURNAME), None);
        assert_eq!(name.friendly(), "a");
    }

    #[test]
    fn broken_names_are_refused() {
        for der in [&[0x30, 2, 0x31, 0][..], &[0x31, 0], &[0x30, 4, 0x31, 2, 0x30, 0]] {
            assert!(Name::from_der(der).is_err(), "{der:02x?}");
        }
        assert!(Name::from_der(&[0x30, 0]).unwrap().is_empty());
    }
}
