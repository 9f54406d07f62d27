//! Comparing names and holding them to name constraints (RFC 5280 §7.1, §4.2.1.10).
//!
//! Two distinguished names are the same when their octets are, or when they differ only in letter
//! case, in superfluous spaces, or in the string type that carries the text.

use std::net::IpAddr;

use asn1::{Reader, Tag, Tlv, tag};
use unicode_normalization::UnicodeNormalization;

use crate::oid;

/// `GeneralName` choices (RFC 5280 §4.2.1.6).
pub(super) const RFC822: Tag = Tag::context(1);
pub(super) const DNS: Tag = Tag::context(2);
pub(super) const DIRECTORY: Tag = Tag::context_constructed(4);
pub(super) const URI: Tag = Tag::context(6);
pub(super) const IP: Tag = Tag::context(7);

/// Whether two DER names are the same name.
pub fn same_name(a: &[u8], b: &[u8]) -> bool {
    if a == b {
        return true;
    }
    match (canonical(a), canonical(b)) {
        (Some(a), Some(b)) => a == b,
        _ => false,
    }
}

/// A key under which equal names fall together; the octets themselves when they are not a name.
pub(super) fn key(name: &[u8]) -> Vec<u8> {
    match canonical(name) {
        Some(rdns) => rdns.concat(),
        None => name.to_vec(),
    }
}

/// One entry per RDN, comparable octet by octet; each ends with its own length so that
/// concatenations cannot be confused.
pub(super) fn canonical(name: &[u8]) -> Option<Vec<Vec<u8>>> {
    let mut outer = Reader::der(name);
    let sequence = outer.expect(tag::SEQUENCE).ok()?;
    outer.finish().ok()?;
    sequence.children().map(|rdn| canonical_rdn(&rdn.ok()?)).collect()
}

/// The comparable form of one RDN (a SET of attributes).
pub(super) fn canonical_rdn(rdn: &Tlv<'_>) -> Option<Vec<u8>> {
    let mut attributes = Vec::new();
    for attribute in rdn.children() {
        let mut fields = attribute.ok()?.reader().ok()?;
        let oid = fields.expect(tag::OID).ok()?;
        let value = fields.read().ok()?;
        fields.finish().ok()?;
        let mut form = oid.raw.to_vec();
        match value.text() {
            Ok(text) => {
                form.push(tag::UTF8_STRING.0);
                form.extend(prepared(&text).bytes());
            }
            Err(_) => form.extend(value.raw),
        }
        form.extend((form.len() as u32).to_be_bytes());
        attributes.push(form);
    }
    attributes.sort_unstable();
    let mut all = attributes.concat();
    all.extend((all.len() as u32).to_be_bytes());
    Some(all)
}

/// Compatibility form, lower case, inner runs of white space as one space, none at the ends
/// (what RFC 4518 asks, without its tables of rare characters).
fn prepared(text: &str) -> String {
    if text.is_ascii() {
        let mut out = String::with_capacity(text.len());
        for word in text.split_ascii_whitespace() {
            if !out.is_empty() {
                out.push(' ');
            }
            out.extend(word.chars().map(|c| c.to_ascii_lowercase()));
        }
        return out;
    }
    let folded: String = text.nfkc().flat_map(char::to_lowercase).collect();
    folded.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// The subtrees of one `NameConstraints` extension.
#[derive(Debug, Default)]
pub(super) struct Constraints<'a> {
    permitted: Vec<Tlv<'a>>,
    excluded: Vec<Tlv<'a>>,
}

impl<'a> Constraints<'a> {
    /// Reads the extension value. `minimum` must be 0 and `maximum` absent (RFC 5280 §4.2.1.10).
    pub(super) fn read(value: &'a [u8]) -> asn1::Result<Self> {
        let mut reader = Reader::der(value);
        let mut sequence = reader.sequence()?;
        reader.finish()?;
        let mut subtrees = |n| -> asn1::Result<Vec<Tlv<'a>>> {
            let Some(list) = sequence.optional(Tag::context_constructed(n))? else { return Ok(Vec::new()) };
            list.children()
                .map(|subtree| {
                    let mut fields = subtree?.reader()?;
                    let base = fields.read()?;
                    fields.finish().map_err(|_| asn1::Error::Value("GeneralSubtree without distances"))?;
                    Ok(base)
                })
                .collect()
        };
        let (permitted, excluded) = (subtrees(0)?, subtrees(1)?);
        sequence.finish()?;
        if permitted.is_empty() && excluded.is_empty() {
            return Err(asn1::Error::Value("NameConstraints with a subtree"));
        }
        Ok(Self { permitted, excluded })
    }

    /// How many comparisons checking `names` names may cost.
    pub(super) fn len(&self) -> usize {
        self.permitted.len() + self.excluded.len()
    }

    /// Whether every name of the certificate is inside a permitted subtree of its kind (where there
    /// is one) and outside every excluded one.
    pub(super) fn allow(&self, names: &[Name<'_>]) -> bool {
        names.iter().all(|name| {
            let mut of_kind = self.permitted.iter().filter(|base| base.tag == name.tag()).peekable();
            let permitted = of_kind.peek().is_none() || of_kind.any(|base| name.within(base, false));
            let excluded = self.excluded.iter().any(|base| base.tag == name.tag() && name.within(base, true));
            permitted && !excluded
        })
    }
}

/// A name of a certificate as name constraints see it.
#[derive(Debug)]
pub(super) enum Name<'a> {
    /// The subject, or a directoryName: RDNs in comparable form.
    Directory(Vec<Vec<u8>>),
    /// An e-mail address of the subject (RFC 5280 §4.2.1.10 extends rfc822Name to it).
    Email(String),
    /// Any other choice of the subject alternative name.
    Other(Tlv<'a>),
}

impl Name<'_> {
    fn tag(&self) -> Tag {
        match self {
            Self::Directory(_) => DIRECTORY,
            Self::Email(_) => RFC822,
            Self::Other(name) => name.tag,
        }
    }

    /// `when_unknown` answers for forms whose meaning is not known: they count as excluded and as
    /// not permitted.
    fn within(&self, base: &Tlv<'_>, when_unknown: bool) -> bool {
        let text =
            |octets: &[u8]| std::str::from_utf8(octets).ok().filter(|t| t.is_ascii()).map(str::to_owned);
        let matched = match self {
            Self::Directory(rdns) => canonical(base.value).map(|base| rdns.starts_with(&base)),
            Self::Email(address) => text(base.value).and_then(|base| email_within(address, &base)),
            Self::Other(name) => match name.tag {
                RFC822 => text(name.value)
                    .zip(text(base.value))
                    .and_then(|(address, base)| email_within(&address, &base)),
                DNS => text(name.value)
                    .zip(text(base.value))
                    .and_then(|(name, base)| dns_within(&name, &base, when_unknown)),
                URI => text(name.value).zip(text(base.value)).and_then(|(uri, base)| uri_within(&uri, &base)),
                IP => ip_within(name.value, base.value),
                _ => None,
            },
        };
        matched.unwrap_or(when_unknown)
    }
}

/// Every name of a certificate that constraints apply to.
pub(super) fn names_of<'a>(subject: &[u8], alternative: Option<&'a [u8]>) -> asn1::Result<Vec<Name<'a>>> {
    let mut names = Vec::new();
    let rdns = canonical(subject).ok_or(asn1::Error::Value("name"))?;
    let mut has_email = false;
    if let Some(value) = alternative {
        let mut reader = Reader::der(value);
        let list = reader.expect(tag::SEQUENCE)?;
        reader.finish()?;
        for name in list.children() {
            let name = name?;
            has_email |= name.tag == RFC822;
            names.push(match name.tag {
                DIRECTORY => {
                    Name::Directory(canonical(name.value).ok_or(asn1::Error::Value("directoryName"))?)
                }
                _ => Name::Other(name),
            });
        }
    }
    if !rdns.is_empty() {
        if !has_email {
            names.extend(emails_of(subject)?.into_iter().map(Name::Email));
        }
        names.push(Name::Directory(rdns));
    }
    Ok(names)
}

fn emails_of(subject: &[u8]) -> asn1::Result<Vec<String>> {
    let mut emails = Vec::new();
    for rdn in Tlv::parse_der(subject)?.children() {
        for attribute in rdn?.children() {
            let mut fields = attribute?.reader()?;
            if fields.expect(tag::OID)?.oid()? == oid::EMAIL_ADDRESS {
                emails.push(fields.read()?.text()?.into_owned());
            }
        }
    }
    Ok(emails)
}

fn email_within(address: &str, base: &str) -> Option<bool> {
    let (local, host) = address.rsplit_once('@')?;
    Some(match base.rsplit_once('@') {
        Some((base_local, base_host)) => local == base_local && host.eq_ignore_ascii_case(base_host),
        None if base.starts_with('.') => ends_with_ignoring_case(host, base),
        None => host.eq_ignore_ascii_case(base),
    })
}

/// A name with a wildcard stands for many: it is within an excluded subtree when one of them is.
fn dns_within(name: &str, base: &str, excluded: bool) -> Option<bool> {
    let name = name.strip_suffix('.').unwrap_or(name);
    if name.is_empty() || base.starts_with('.') {
        return None;
    }
    if base.is_empty() || name.eq_ignore_ascii_case(base) {
        return Some(true);
    }
    if let Some(rest) = name.strip_prefix("*.")
        && excluded
        && ends_with_ignoring_case(base, &format!(".{rest}"))
    {
        return Some(true);
    }
    Some(ends_with_ignoring_case(name, &format!(".{base}")))
}

fn uri_within(uri: &str, base: &str) -> Option<bool> {
    let (_, rest) = uri.split_once("://")?;
    let authority = rest.split(['/', '?', '#']).next()?;
    let host = authority.rsplit_once('@').map_or(authority, |(_, host)| host);
    if host.starts_with('[') {
        return None;
    }
    let host = host.split_once(':').map_or(host, |(host, _)| host);
    if host.is_empty() || host.parse::<IpAddr>().is_ok() {
        return None;
    }
    Some(if base.starts_with('.') {
        ends_with_ignoring_case(host, base)
    } else {
        host.eq_ignore_ascii_case(base)
    })
}

fn ip_within(address: &[u8], base: &[u8]) -> Option<bool> {
    if !matches!(address.len(), 4 | 16) || !matches!(base.len(), 8 | 32) {
        return None;
    }
    let (network, mask) = base.split_at(base.len() / 2);
    let prefix = mask.iter().fold(String::new(), |bits, octet| format!("{bits}{octet:08b}"));
    if prefix.trim_start_matches('1').contains('1') {
        return None;
    }
    if address.len() != network.len() {
        return Some(false);
    }
    Some(address.iter().zip(network).zip(mask).all(|((a, n), m)| a & m == n & m))
}

fn ends_with_ignoring_case(text: &str, suffix: &str) -> bool {
    text.len() > suffix.len()
        && text.is_char_boundary(text.len() - suffix.len())
        && text[text.len() - suffix.len()..].eq_ignore_ascii_case(suffix)
}

#[cfg(test)]
mod tests {
    use asn1::{Oid, Writer};
    use proptest::prelude::*;

    use super::*;

    fn name(kind: Tag, text: &str) -> Vec<u8> {
        const CN: Oid = Oid::new("2.5.4.3");
        Writer::build(|w| {
            w.sequence(|w| {
                w.constructed(tag::SET, |w| {
                    w.sequence(|w| {
                        w.oid(&CN);
                        w.value(kind, text.as_bytes());
                    });
                });
            });
        })
    }

    #[test]
    fn names_that_differ_in_case_spaces_or_string_type_are_the_same() {
        let plain = name(tag::PRINTABLE_STRING, "Test CA");
        assert!(same_name(&plain, &name(tag::UTF8_STRING, "  test   ca ")));
        assert!(!same_name(&plain, &name(tag::UTF8_STRING, "testca")));
        assert_eq!(key(&plain), key(&name(tag::IA5_STRING, "TEST CA")));
    }

    #[test]
    fn subtrees_match_whole_labels_and_networks() {
        assert_eq!(dns_within("a.example.it", "example.it", false), Some(true));
        assert_eq!(dns_within("aexample.it", "example.it", true), Some(false));
        assert_eq!(dns_within("*.example.it", "a.example.it", true), Some(true));
        assert_eq!(dns_within("*.example.it", "a.example.it", false), Some(false));
        assert_eq!(email_within("a@EXAMPLE.it", "example.it"), Some(true));
        assert_eq!(email_within("a@b.example.it", "example.it"), Some(false));
        assert_eq!(email_within("a@b.example.it", ".example.it"), Some(true));
        assert_eq!(uri_within("http://u@host.example.it:80/x", ".example.it"), Some(true));
        assert_eq!(uri_within("http://10.0.0.1/", "10.0.0.1"), None);
        assert_eq!(ip_within(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 0, 0]), Some(true));
        assert_eq!(ip_within(&[10, 1, 2, 3], &[10, 0, 0, 0, 255, 0, 255, 0]), None);
    }

    proptest! {
        #[test]
        fn noise_never_panics(constraints: Vec<u8>, names: Vec<u8>, subject: Vec<u8>) {
            key(&subject);
            same_name(&subject, &names);
            let within = Writer::build(|w| w.sequence(|w| w.raw(&names)));
            for names in [&names, &within] {
                if let (Ok(constraints), Ok(names)) =
                    (Constraints::read(&constraints), names_of(&[0x30, 0], Some(names)))
                {
                    constraints.allow(&names);
                }
            }
        }

        #[test]
        fn names_of_any_text_are_held_to_any_subtree(kind in 0u8..9, name: Vec<u8>, base: Vec<u8>) {
            let tag = Tag::context(kind);
            let value = Writer::build(|w| w.sequence(|w| w.context(1, |w| w.sequence(|w| w.value(tag, &base)))));
            let names = Writer::build(|w| w.sequence(|w| w.value(tag, &name)));
            if let Ok(constraints) = Constraints::read(&value)
                && let Ok(names) = names_of(&[0x30, 0], Some(&names))
            {
                constraints.allow(&names);
            }
        }
    }
}
