//! Safe reading of XML: what is read here has no document type, no entities of its own, bounded depth,
//! bounded attributes, and parses in time linear in its size.
//!
//! [`Source`] decodes the octets, [`Document`] is the tree with its one index of identifiers. Nodes are
//! those of `roxmltree`; [`name`] gives the names that elements and attributes have in the source.

mod scan;
mod source;

use std::{
    collections::HashMap,
    sync::atomic::{AtomicU64, Ordering},
};

pub use roxmltree::NodeId;
pub use source::{Encoding, Source};

use crate::{SignatureError, c14n::Canonicalization, nodes::NodeSet};

/// A node of a [`Document`].
pub type Node<'d> = roxmltree::Node<'d, 'd>;

/// How much is read.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Limits {
    /// Octets of a file.
    pub octets: usize,
    /// Elements, texts, comments and processing instructions.
    pub nodes: u32,
    /// Elements inside each other.
    pub depth: usize,
    /// Attributes of one element, namespace declarations among them.
    pub attributes: usize,
    /// Namespace declarations that hold at one place.
    pub namespaces: usize,
    /// References of a SignedInfo or a Manifest.
    pub references: usize,
    /// Transforms of one reference.
    pub transforms: usize,
    /// Steps of all XPath expressions of one document, and for each octet of it [`XPATH_PER_OCTET`] more.
    pub xpath_steps: u64,
}

impl Default for Limits {
    fn default() -> Self {
        Self {
            octets: 64 << 20,
            nodes: 1_000_000,
            depth: 256,
            attributes: 1024,
            namespaces: 256,
            references: 1000,
            transforms: 5,
            xpath_steps: 1_000_000,
        }
    }
}

/// Why octets are not read as XML.
#[derive(Debug, thiserror::Error)]
pub enum ReadError {
    /// It is in another encoding than it declares.
    #[error("the octets are not in the encoding {declared} that the XML declares")]
    Declaration {
        /// What is declared, in lower case.
        declared: String,
    },
    /// There is a document type declaration: entities, defaulted attributes and what else comes with it
    /// would let the reader see another document than the signer.
    #[error("the XML has a DOCTYPE, at offset {offset}")]
    Doctype {
        /// Where, in the decoded text.
        offset: usize,
    },
    /// The octets are not text in the encoding that they declare.
    #[error("the octets are not {0}")]
    Encoding(&'static str),
    /// More or larger parts than [`Limits`] allow.
    #[error("more {what} than the limit of {limit}")]
    Limit {
        /// What there is too much of.
        what: &'static str,
        /// How much is allowed.
        limit: usize,
    },
    /// Not well-formed.
    #[error("not well-formed XML: {0}")]
    Malformed(String),
    /// Declares an encoding that is not known here.
    #[error("the encoding {0:?} is not supported")]
    UnknownEncoding(String),
    /// XML 1.1: canonical forms are defined for 1.0 alone.
    #[error("XML of version {0:?} is not supported")]
    Version(String),
}

/// A document with its identifiers.
#[derive(Debug)]
pub struct Document<'s> {
    source: &'s Source,
    tree: roxmltree::Document<'s>,
    ids: HashMap<Box<str>, NodeId>,
    duplicate: Option<Box<str>>,
    /// How many namespaces each node declares, up to the last one that does.
    declarations: Vec<u16>,
    limits: Limits,
    /// Octets that may still be canonicalised.
    work: AtomicU64,
    /// Steps that are left to XPath expressions.
    steps: AtomicU64,
    /// Octets of the largest content outside that was read as XML.
    outside: AtomicU64,
}

/// Octets that may be canonicalised of one document, for all its signatures and time stamps together:
/// this many, and for each octet of it as many. Else a thousand references to all of a large document
/// would keep the machine busy for minutes.
const WORK: u64 = 16 << 20;
const WORK_PER_OCTET: u64 = 32;
/// What one canonical form may cost: this, and for each octet of the document as much. Namespaces that are
/// written again and again would make megabytes of it.
const FORM: u64 = 4 << 20;
const FORM_PER_OCTET: u64 = 8;
/// Steps of XPath expressions that each octet of a document grants: some for each of its nodes and each
/// of its signatures.
pub const XPATH_PER_OCTET: u64 = 16;

impl<'s> Document<'s> {
    /// Parses what was decoded.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn parse(source: &'s Source) -> Result<Self, ReadError> {
        Self::parse_within(source, &Limits::default())
    }

    /// As [`Self::parse`], with other limits.
    ///
    /// # Errors
    /// [`ReadError`].
    pub fn parse_within(source: &'s Source, limits: &Limits) -> Result<Self, ReadError> {
        let text = source.text();
        let declaring = scan::scan(text, limits)?;
        let options = roxmltree::ParsingOptions { nodes_limit: limits.nodes, ..Default::default() };
        let tree = roxmltree::Document::parse_with_options(text, options).map_err(|error| match error {
            roxmltree::Error::NodesLimitReached => {
                ReadError::Limit { what: "nodes", limit: limits.nodes as usize }
            }
            other => ReadError::Malformed(other.to_string()),
        })?;
        let mut ids = HashMap::new();
        let mut duplicate = None;
        let mut declarations = Vec::new();
        let elements = tree.descendants().filter(roxmltree::Node::is_element);
        for (element, declaring) in elements.zip(declaring) {
            if declaring > 0 {
                declarations.resize(element.id().get_usize(), 0);
                declarations.push(declaring);
            }
            for attribute in element.attributes() {
                if matches!(attribute.name(), "Id" | "ID" | "id")
                    && ids
                        .insert(attribute.value().into(), element.id())
                        .is_some_and(|old| old != element.id())
                {
                    duplicate.get_or_insert_with(|| attribute.value().into());
                }
            }
        }
        let work = AtomicU64::new(WORK + WORK_PER_OCTET * text.len() as u64);
        let steps = AtomicU64::new(limits.xpath_steps + XPATH_PER_OCTET * text.len() as u64);
        Ok(Self {
            source,
            tree,
            ids,
            duplicate,
            declarations,
            limits: limits.clone(),
            work,
            steps,
            outside: AtomicU64::new(0),
        })
    }

    /// What it was parsed from.
    pub fn source(&self) -> &'s Source {
        self.source
    }

    /// The limits it was parsed under.
    pub fn limits(&self) -> &Limits {
        &self.limits
    }

    /// The document node, above the root element.
    pub fn root(&self) -> Node<'_> {
        self.tree.root()
    }

    /// The root element.
    pub fn root_element(&self) -> Node<'_> {
        self.tree.root_element()
    }

    /// The element with an attribute `Id`, `ID` or `id` (in any namespace) of this value.
    pub fn by_id(&self, id: &str) -> Option<Node<'_>> {
        self.tree.get_node(*self.ids.get(id)?)
    }

    /// A value of such an attribute that two elements have: what references point to is not certain.
    pub fn duplicate_id(&self) -> Option<&str> {
        self.duplicate.as_deref()
    }

    /// The node of this name.
    pub fn node(&self, id: NodeId) -> Option<Node<'_>> {
        self.tree.get_node(id)
    }

    /// What is left to pay with.
    pub(crate) fn left(&self) -> u64 {
        self.work.load(Ordering::Relaxed)
    }

    /// Pays for work, in octets that are canonicalised, decoded or digested.
    pub(crate) fn pay(&self, cost: u64) -> Result<(), SignatureError> {
        if take(&self.work, cost) { Ok(()) } else { Err(spent()) }
    }

    /// A content outside is read as XML: its octets grant work as those of the document do, where they are more
    /// than of any before.
    pub(crate) fn grant(&self, octets: usize) {
        let octets = octets as u64;
        let more = octets.saturating_sub(self.outside.fetch_max(octets, Ordering::Relaxed));
        self.work.fetch_add(WORK_PER_OCTET * more, Ordering::Relaxed);
    }

    /// Pays for steps of XPath expressions; whether that much was left.
    pub(crate) fn step(&self, steps: u64) -> bool {
        take(&self.steps, steps)
    }

    /// The canonical form of nodes of this document or of what was made of it, paid for.
    pub(crate) fn canonical(
        &self,
        method: &Canonicalization,
        nodes: &NodeSet<'_>,
    ) -> Result<Vec<u8>, SignatureError> {
        let size = self.source.text().len() as u64 + self.outside.load(Ordering::Relaxed);
        let form = FORM + FORM_PER_OCTET * size;
        let (octets, cost) = method.octets_within(nodes, self.left().min(form)).map_err(|_| {
            let _ = self.pay(u64::MAX);
            spent()
        })?;
        self.pay(cost)?;
        Ok(octets)
    }

    /// How many namespaces an element declares.
    pub(crate) fn declarations(&self, element: Node<'_>) -> usize {
        self.declarations.get(element.id().get_usize()).copied().unwrap_or(0).into()
    }
}

/// Takes from what is left, all of it where it is not enough: what costs less does not go on for long.
fn take(left: &AtomicU64, cost: u64) -> bool {
    let take = |left: u64| Some(left.saturating_sub(cost));
    left.fetch_update(Ordering::Relaxed, Ordering::Relaxed, take).is_ok_and(|left| left >= cost)
}

fn spent() -> SignatureError {
    SignatureError::Limit { what: "canonical octets", limit: WORK }
}

/// The name of an element as the source has it: prefix (empty without one) and local name.
pub fn name<'d>(element: Node<'d>) -> (&'d str, &'d str) {
    let local = element.tag_name().name();
    let text = element.document().input_text();
    let start = element.range().start + 1;
    let rest = &text.as_bytes()[start..];
    let length = rest
        .iter()
        .position(|octet| matches!(octet, b':' | b' ' | b'\t' | b'\n' | b'\r' | b'/' | b'>'))
        .unwrap_or(0);
    if rest.get(length) == Some(&b':') { (&text[start..start + length], local) } else { ("", local) }
}

/// The prefix of an attribute as the source has it, empty without one.
pub fn attribute_prefix<'d>(element: Node<'d>, attribute: &roxmltree::Attribute<'d, 'd>) -> &'d str {
    let qualified = &element.document().input_text()[attribute.range_qname()];
    qualified.split_once(':').map_or("", |(prefix, _)| prefix)
}

/// All text within, comments and processing instructions left out.
pub fn text_of(node: Node<'_>) -> String {
    let mut text = String::new();
    for part in node.descendants().filter(roxmltree::Node::is_text) {
        text.push_str(part.text().unwrap_or_default());
    }
    text
}

/// The children with this name.
pub fn children<'d>(
    parent: Node<'d>,
    namespace: &'d str,
    local: &'d str,
) -> impl Iterator<Item = Node<'d>> + use<'d> {
    parent.children().filter(move |child| is(*child, namespace, local))
}

/// The first child with this name.
pub fn child<'d>(parent: Node<'d>, namespace: &str, local: &str) -> Option<Node<'d>> {
    parent.children().find(|child| is(*child, namespace, local))
}

/// Whether a node is the element with this name.
pub fn is(node: Node<'_>, namespace: &str, local: &str) -> bool {
    node.is_element() && node.tag_name().name() == local && node.tag_name().namespace() == Some(namespace)
}

/// A bit for each node.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(crate) struct Bits(Vec<u64>);

impl Bits {
    pub(crate) fn set(&mut self, node: NodeId) {
        let index = node.get_usize();
        if self.0.len() <= index / 64 {
            self.0.resize(index / 64 + 1, 0);
        }
        self.0[index / 64] |= 1 << (index % 64);
    }

    pub(crate) fn get(&self, node: NodeId) -> bool {
        let index = node.get_usize();
        self.0.get(index / 64).is_some_and(|word| word >> (index % 64) & 1 == 1)
    }
}

/// Escapes text for an element or an attribute between double quotes.
pub fn escape(text: &str) -> std::borrow::Cow<'_, str> {
    if !text.contains(['&', '<', '>', '"', '\r', '\n', '\t']) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len() + 16);
    for character in text.chars() {
        match character {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            '\r' => escaped.push_str("&#xD;"),
            '\n' => escaped.push_str("&#xA;"),
            '\t' => escaped.push_str("&#x9;"),
            other => escaped.push(other),
        }
    }
    escaped.into()
}
