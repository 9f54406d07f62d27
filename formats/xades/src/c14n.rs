//! Canonical XML 1.0 and 1.1, Exclusive Canonical XML 1.0 (W3C), each with and without comments, over
//! documents, subtrees and what filters chose of them.
//!
//! ```
//! use xades::{c14n::Canonicalization, nodes::NodeSet, xml::{Document, Source}};
//!
//! let source = Source::read(*b"<a z='1' b='2'><!-- note --><b/></a>")?;
//! let document = Document::parse(&source)?;
//! let octets = Canonicalization::EXCLUSIVE.octets(&NodeSet::document(&document));
//! assert_eq!(octets, br#"<a b="2" z="1"><b></b></a>"#);
//! # Ok::<(), xades::xml::ReadError>(())
//! ```

mod base;

use std::collections::HashSet;

use crate::{
    nodes::NodeSet,
    uri,
    xml::{self, Node, NodeId},
};

/// Which canonical form.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Form {
    /// Exclusive XML Canonicalization 1.0.
    Exclusive,
    /// Canonical XML 1.0.
    Inclusive,
    /// Canonical XML 1.1.
    Inclusive11,
}

/// A canonicalisation method with its parameters.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Canonicalization {
    /// The form.
    pub form: Form,
    /// Whether comments stay.
    pub comments: bool,
    /// Exclusive: prefixes treated as the inclusive form does, `#default` for none (PrefixList).
    pub prefixes: Vec<String>,
}

impl Canonicalization {
    /// Exclusive, without comments.
    pub const EXCLUSIVE: Self = Self { form: Form::Exclusive, comments: false, prefixes: Vec::new() };
    /// Canonical XML 1.0 without comments: what holds where nothing is said (XMLDSig §4.4.3.2).
    pub const INCLUSIVE: Self = Self { form: Form::Inclusive, comments: false, prefixes: Vec::new() };

    /// The method with this identifier.
    pub fn from_uri(uri: &str) -> Option<Self> {
        let (base, comments) = match uri.strip_suffix("WithComments") {
            Some(base) if base != uri::EXC_C14N => (base.strip_suffix('#')?, true),
            Some(base) => (base, true),
            None => (uri, false),
        };
        let form = match base {
            uri::C14N => Form::Inclusive,
            uri::C14N11 => Form::Inclusive11,
            uri::EXC_C14N => Form::Exclusive,
            _ => return None,
        };
        Some(Self { form, comments, prefixes: Vec::new() })
    }

    /// Its identifier.
    pub fn uri(&self) -> &'static str {
        match (self.form, self.comments) {
            (Form::Exclusive, false) => uri::EXC_C14N,
            (Form::Exclusive, true) => "http://www.w3.org/2001/10/xml-exc-c14n#WithComments",
            (Form::Inclusive, false) => uri::C14N,
            (Form::Inclusive, true) => "http://www.w3.org/TR/2001/REC-xml-c14n-20010315#WithComments",
            (Form::Inclusive11, false) => uri::C14N11,
            (Form::Inclusive11, true) => "http://www.w3.org/2006/12/xml-c14n11#WithComments",
        }
    }

    /// Reads an element with an `Algorithm`, `ds:CanonicalizationMethod` or `ds:Transform`; `None` where
    /// it names something else.
    pub fn read(element: Node<'_>) -> Option<Self> {
        let mut method = Self::from_uri(element.attribute("Algorithm")?)?;
        if method.form == Form::Exclusive
            && let Some(list) = xml::child(element, uri::EXC_C14N, "InclusiveNamespaces")
        {
            let list = list.attribute("PrefixList").unwrap_or_default();
            method.prefixes = list.split_ascii_whitespace().take(256).map(str::to_owned).collect();
        }
        Some(method)
    }

    /// The canonical octets. Filters and namespaces can make them many times as long as the document:
    /// for those of strangers there are limits in what [`crate::Signature`] does.
    pub fn octets(&self, nodes: &NodeSet<'_>) -> Vec<u8> {
        self.write(nodes, u64::MAX).out
    }

    /// The canonical octets, with what they cost; `Err` as soon as that is more than `most`, but for
    /// what one element holds.
    pub(crate) fn octets_within(&self, nodes: &NodeSet<'_>, most: u64) -> Result<(Vec<u8>, u64), Exceeded> {
        let writer = self.write(nodes, most);
        let cost = writer.cost();
        if cost > most { Err(Exceeded) } else { Ok((writer.out, cost)) }
    }

    fn write<'a, 'd>(&'a self, nodes: &'a NodeSet<'d>, most: u64) -> Writer<'a, 'd> {
        let mut writer = Writer {
            method: self,
            nodes,
            listed: self.prefixes.iter().map(String::as_str).collect(),
            root_element: nodes.apex.document().root_element().id(),
            rendered: Vec::new(),
            out: Vec::with_capacity(1024),
            looked: 0,
            most,
        };
        writer.node(nodes.apex, false);
        writer
    }

    /// The canonical octets of an element with all that is within.
    pub fn element(&self, document: &xml::Document<'_>, element: Node<'_>) -> Vec<u8> {
        self.octets(&NodeSet::subtree(document, element))
    }
}

/// A canonical form costs more than is granted.
#[derive(Debug)]
pub(crate) struct Exceeded;

struct Writer<'a, 'd> {
    method: &'a Canonicalization,
    nodes: &'a NodeSet<'d>,
    /// The prefixes of the method.
    listed: HashSet<&'a str>,
    root_element: NodeId,
    /// Prefixes and namespaces of the start tags that are open in the output.
    rendered: Vec<(&'d str, &'d str)>,
    out: Vec<u8>,
    /// Namespaces and ancestors that were looked at for elements whose parent is not in the output.
    looked: u64,
    /// When to give up.
    most: u64,
}

impl<'d> Writer<'_, 'd> {
    fn cost(&self) -> u64 {
        self.out.len() as u64 + self.looked
    }

    /// `parent_out`: whether the parent element is in the output.
    fn node(&mut self, node: Node<'d>, parent_out: bool) {
        if self.nodes.skips(node) || self.cost() > self.most {
            return;
        }
        if node.is_element() {
            self.element(node, parent_out);
        } else if node.is_root() {
            for child in node.children() {
                self.node(child, false);
            }
        } else if !self.nodes.holds(node) {
            // Not chosen.
        } else if node.is_text() {
            escape_text(node.text().unwrap_or_default(), &mut self.out);
        } else if node.is_comment() {
            if self.method.comments {
                self.outside_root(node, |writer| {
                    writer.out.extend_from_slice(b"<!--");
                    line_ends(node.text().unwrap_or_default(), &mut writer.out);
                    writer.out.extend_from_slice(b"-->");
                });
            }
        } else if let Some(instruction) = node.pi() {
            self.outside_root(node, |writer| {
                writer.out.extend_from_slice(b"<?");
                writer.out.extend_from_slice(instruction.target.as_bytes());
                if let Some(value) = instruction.value {
                    writer.out.push(b' ');
                    line_ends(value, &mut writer.out);
                }
                writer.out.extend_from_slice(b"?>");
            });
        }
    }

    /// Writes a comment or instruction, on its own line where it stands beside the root element.
    fn outside_root(&mut self, node: Node<'d>, write: impl FnOnce(&mut Self)) {
        let beside = node.parent().is_some_and(|parent| parent.is_root());
        let after = beside && node.id().get() > self.root_element.get();
        if after {
            self.out.push(b'\n');
        }
        write(self);
        if beside && !after {
            self.out.push(b'\n');
        }
    }

    fn element(&mut self, element: Node<'d>, parent_out: bool) {
        let open = self.rendered.len();
        let out = self.nodes.holds(element);
        let (prefix, local) = xml::name(element);
        if out {
            self.out.push(b'<');
            self.qualified(prefix, local);
            self.namespaces(element, prefix, parent_out);
            self.attributes(element, parent_out);
            self.out.push(b'>');
        }
        for child in element.children() {
            if child.is_text() && self.nodes.chosen.is_none() {
                escape_text(child.text().unwrap_or_default(), &mut self.out);
            } else {
                self.node(child, out);
            }
        }
        if out {
            self.out.extend_from_slice(b"</");
            self.qualified(prefix, local);
            self.out.push(b'>');
        }
        self.rendered.truncate(open);
    }

    fn qualified(&mut self, prefix: &str, local: &str) {
        if !prefix.is_empty() {
            self.out.extend_from_slice(prefix.as_bytes());
            self.out.push(b':');
        }
        self.out.extend_from_slice(local.as_bytes());
    }

    fn namespaces(&mut self, element: Node<'d>, prefix: &'d str, parent_out: bool) {
        let open = self.rendered.len();
        if self.method.form == Form::Exclusive {
            self.declare(prefix, element.tag_name().namespace().unwrap_or_default(), open);
            for attribute in element.attributes() {
                if let Some(namespace) = attribute.namespace()
                    && namespace != uri::XML
                {
                    self.declare(xml::attribute_prefix(element, &attribute), namespace, open);
                }
            }
        }
        // What held at the parent is written there.
        let namespaces = element.namespaces();
        let own = if parent_out { self.nodes.document.declarations(element) } else { namespaces.len() };
        if !parent_out {
            self.looked += own as u64;
        }
        for namespace in namespaces.take(own) {
            let prefix = namespace.name().unwrap_or_default();
            let listed = if prefix.is_empty() { "#default" } else { prefix };
            if self.method.form != Form::Exclusive || self.listed.contains(listed) {
                self.declare(prefix, namespace.uri(), open);
            }
        }
        let own = &mut self.rendered[open..];
        own.sort_unstable();
        for (prefix, namespace) in own.iter() {
            self.out.extend_from_slice(b" xmlns");
            if !prefix.is_empty() {
                self.out.push(b':');
                self.out.extend_from_slice(prefix.as_bytes());
            }
            self.out.extend_from_slice(b"=\"");
            escape_attribute(namespace, &mut self.out);
            self.out.push(b'"');
        }
    }

    /// Adds a declaration unless it holds already. `open`: where those of this element begin.
    fn declare(&mut self, prefix: &'d str, namespace: &'d str, open: usize) {
        if prefix == "xml" || self.rendered[open..].iter().any(|(own, _)| *own == prefix) {
            return;
        }
        let held = self.rendered[..open].iter().rev().find(|(held, _)| *held == prefix);
        if held.map_or("", |(_, namespace)| namespace) != namespace {
            self.rendered.push((prefix, namespace));
        }
    }

    fn attributes(&mut self, element: Node<'d>, parent_out: bool) {
        let mut attributes: Vec<(&str, &str, &str, std::borrow::Cow<'d, str>)> = Vec::new();
        for (position, attribute) in element.attributes().enumerate() {
            if !self.nodes.holds_attribute(element, position) {
                continue;
            }
            let namespace = attribute.namespace().unwrap_or_default();
            let prefix = if namespace.is_empty() { "" } else { xml::attribute_prefix(element, &attribute) };
            attributes.push((namespace, attribute.name(), prefix, attribute.value().into()));
        }
        if self.method.form != Form::Exclusive && !parent_out {
            self.inherited(element, &mut attributes);
        }
        attributes.sort_unstable();
        for (_, local, prefix, value) in attributes {
            self.out.push(b' ');
            self.qualified(prefix, local);
            self.out.extend_from_slice(b"=\"");
            escape_attribute(&value, &mut self.out);
            self.out.push(b'"');
        }
    }

    /// `xml:*` attributes of ancestors, for an element whose parent is not in the output (C14N §2.4).
    fn inherited(
        &mut self,
        element: Node<'d>,
        attributes: &mut Vec<(&'d str, &'d str, &'d str, std::borrow::Cow<'d, str>)>,
    ) {
        let eleven = self.method.form == Form::Inclusive11;
        for ancestor in element.ancestors().skip(1).filter(|node| node.is_element()) {
            self.looked += 1 + ancestor.attributes().len() as u64;
            for attribute in ancestor.attributes().filter(|found| found.namespace() == Some(uri::XML)) {
                let local = attribute.name();
                if eleven && !matches!(local, "lang" | "space") {
                    continue;
                }
                if !attributes.iter().any(|(namespace, own, ..)| *namespace == uri::XML && *own == local) {
                    attributes.push((uri::XML, local, "xml", attribute.value().into()));
                }
            }
        }
        if eleven {
            let position =
                attributes.iter().position(|(namespace, own, ..)| *namespace == uri::XML && *own == "base");
            let own = position.map(|position| attributes.swap_remove(position).3);
            let mut joined = own.map(std::borrow::Cow::into_owned);
            let mut within = element != self.nodes.apex;
            for ancestor in element.ancestors().skip(1) {
                if !ancestor.is_element() || within && self.nodes.holds(ancestor) {
                    break;
                }
                within &= ancestor != self.nodes.apex;
                let Some(base) = ancestor.attribute((uri::XML, "base")) else { continue };
                joined = Some(joined.map_or_else(|| base.to_owned(), |relative| base::join(base, &relative)));
                self.looked += joined.as_ref().map_or(0, String::len) as u64;
            }
            if let Some(joined) = joined.filter(|joined| !joined.is_empty()) {
                attributes.push((uri::XML, "base", "xml", joined.into()));
            }
        }
    }
}

fn line_ends(text: &str, out: &mut Vec<u8>) {
    if !text.contains('\r') {
        out.extend_from_slice(text.as_bytes());
        return;
    }
    // XML 1.0 §2.11; in text and attributes the parser does this.
    out.extend_from_slice(text.replace("\r\n", "\n").replace('\r', "\n").as_bytes());
}

fn escape_text(text: &str, out: &mut Vec<u8>) {
    escape(text, out, &IN_TEXT);
}

fn escape_attribute(text: &str, out: &mut Vec<u8>) {
    escape(text, out, &IN_ATTRIBUTE);
}

/// What stands for an octet; empty where it stands for itself.
type Escapes = [&'static str; 128];

static IN_TEXT: Escapes = {
    let mut escapes = [""; 128];
    escapes[b'&' as usize] = "&amp;";
    escapes[b'<' as usize] = "&lt;";
    escapes[b'>' as usize] = "&gt;";
    escapes[b'\r' as usize] = "&#xD;";
    escapes
};

static IN_ATTRIBUTE: Escapes = {
    let mut escapes = [""; 128];
    escapes[b'&' as usize] = "&amp;";
    escapes[b'<' as usize] = "&lt;";
    escapes[b'\r' as usize] = "&#xD;";
    escapes[b'"' as usize] = "&quot;";
    escapes[b'\t' as usize] = "&#x9;";
    escapes[b'\n' as usize] = "&#xA;";
    escapes
};

fn escape(text: &str, out: &mut Vec<u8>, escapes: &Escapes) {
    let octets = text.as_bytes();
    let mut copied = 0;
    for (at, octet) in octets.iter().enumerate() {
        // All that is escaped is below.
        if *octet > b'>' {
            continue;
        }
        let escape = escapes[usize::from(*octet)];
        if !escape.is_empty() {
            out.extend_from_slice(&octets[copied..at]);
            out.extend_from_slice(escape.as_bytes());
            copied = at + 1;
        }
    }
    out.extend_from_slice(&octets[copied..]);
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::xml::{Document, Source};

    #[test]
    fn what_grows_beyond_what_is_granted_stops_after_one_element() {
        let long = "x".repeat(10_000);
        let source = Source::read(format!("<r xmlns:p='urn:{long}'>{}</r>", "<p:a/>".repeat(5000))).unwrap();
        let document = Document::parse(&source).unwrap();
        let nodes = NodeSet::document(&document);
        let method = Canonicalization::EXCLUSIVE;
        let writer = method.write(&nodes, 50_000);
        assert!(writer.cost() > 50_000 && writer.out.len() < 50_000 + 20_000, "{}", writer.out.len());
        assert!(method.octets_within(&nodes, 50_000).is_err());
    }

    #[test]
    fn only_where_the_output_begins_are_namespaces_of_ancestors_looked_at() {
        let declared: String = (0..200).map(|index| format!(" xmlns:n{index}='urn:{index}'")).collect();
        let source = Source::read(format!("<r{declared}>{}</r>", "<a xmlns:b='x'/>".repeat(500))).unwrap();
        let document = Document::parse(&source).unwrap();
        let nodes = NodeSet::document(&document);
        assert_eq!(Canonicalization::INCLUSIVE.write(&nodes, u64::MAX).looked, 200);
    }
}
