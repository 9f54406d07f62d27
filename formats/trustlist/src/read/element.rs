//! Elements with what reading a list needs of them; a path is made only when something is wrong.

use std::borrow::Cow;

use base64::{
    Engine,
    alphabet::STANDARD,
    engine::{DecodePaddingMode, GeneralPurpose, GeneralPurposeConfig},
};
use jiff::{Timestamp, civil::DateTime, tz::TimeZone};
use xades::xml::Node;

use crate::{Error, Result, model::Texts, uri::TSL};

const BASE64: GeneralPurpose = GeneralPurpose::new(
    &STANDARD,
    GeneralPurposeConfig::new()
        .with_decode_padding_mode(DecodePaddingMode::Indifferent)
        .with_decode_allow_trailing_bits(true),
);

/// An element of a list.
#[derive(Clone, Copy)]
pub(super) struct Element<'d>(Node<'d>);

impl<'d> Element<'d> {
    pub(super) fn new(node: Node<'d>) -> Self {
        Self(node)
    }

    pub(super) fn name(self) -> &'d str {
        self.0.tag_name().name()
    }

    pub(super) fn is(self, namespace: &str, name: &str) -> bool {
        self.0.tag_name().name() == name && self.0.tag_name().namespace() == Some(namespace)
    }

    /// Every element right below.
    pub(super) fn elements(self) -> impl Iterator<Item = Self> {
        self.0.children().filter(Node::is_element).map(Self)
    }

    /// The elements of a name right below.
    pub(super) fn children(self, namespace: &'static str, name: &'static str) -> impl Iterator<Item = Self> {
        self.elements().filter(move |element| element.is(namespace, name))
    }

    /// The first element of a name right below.
    pub(super) fn optional(self, namespace: &str, name: &str) -> Option<Self> {
        self.elements().find(|element| element.is(namespace, name))
    }

    /// As [`Self::optional`]; an error when there is none.
    pub(super) fn child(self, namespace: &str, name: &'static str) -> Result<Self> {
        self.optional(namespace, name).ok_or_else(|| Error::Missing { path: self.path(), element: name })
    }

    pub(super) fn attribute(self, name: &str) -> Option<&'d str> {
        self.0.attribute(name)
    }

    /// The text without white space around it; a comment within parts nothing.
    pub(super) fn text(self) -> Cow<'d, str> {
        let mut pieces = self.0.children().filter(Node::is_text).filter_map(|node| node.text());
        let first = pieces.next().unwrap_or_default();
        match pieces.next() {
            None => Cow::Borrowed(first.trim()),
            Some(second) => {
                let whole: String = [first, second].into_iter().chain(pieces).collect();
                Cow::Owned(whole.trim().to_owned())
            }
        }
    }

    pub(super) fn owned_text(self) -> String {
        self.text().into_owned()
    }

    pub(super) fn number(self) -> Result<u64> {
        self.text().parse().map_err(|_| self.wrong("not a number"))
    }

    /// An `xs:dateTime`; without a zone it is UTC.
    pub(super) fn instant(self) -> Result<Timestamp> {
        let text = self.text();
        let utc =
            |text: &str| text.parse::<DateTime>()?.to_zoned(TimeZone::UTC).map(|zoned| zoned.timestamp());
        text.parse().or_else(|_| utc(&text)).map_err(|_| self.wrong("not a date with time"))
    }

    pub(super) fn base64(self) -> Result<Vec<u8>> {
        let mut text = self.owned_text().into_bytes();
        text.retain(|octet| !octet.is_ascii_whitespace());
        BASE64.decode(text).map_err(|_| self.wrong("not base64"))
    }

    /// The URIs right below.
    pub(super) fn uris(self) -> Vec<String> {
        self.children(TSL, "URI").map(Self::owned_text).collect()
    }

    /// The names of an element right below, in their languages.
    pub(super) fn texts(self, namespace: &str, name: &str) -> Texts {
        self.optional(namespace, name).map_or_else(Texts::default, Self::names)
    }

    /// The names right below, in their languages.
    pub(super) fn names(self) -> Texts {
        const LANGUAGE: (&str, &str) = ("http://www.w3.org/XML/1998/namespace", "lang");
        let language = |name: Self| name.0.attribute(LANGUAGE).unwrap_or_default().to_owned();
        Texts(self.children(TSL, "Name").map(|name| (language(name), name.owned_text())).collect())
    }

    pub(super) fn wrong(self, reason: &'static str) -> Error {
        Error::Value { path: self.path(), reason }
    }

    /// `/TrustServiceStatusList/TrustServiceProviderList/TrustServiceProvider[2]/…`; a position where
    /// there are several.
    pub(super) fn path(self) -> String {
        let mut steps = Vec::new();
        for node in self.0.ancestors().filter(Node::is_element) {
            let same = |other: &Node<'_>| other.tag_name() == node.tag_name();
            let before = node.prev_siblings().skip(1).filter(same).count();
            let after = node.next_siblings().skip(1).any(|other| same(&other));
            let name = node.tag_name().name();
            steps.push(match before {
                0 if !after => format!("/{name}"),
                _ => format!("/{name}[{}]", before + 1),
            });
        }
        steps.reverse();
        steps.concat()
    }
}
