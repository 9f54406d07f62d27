//! References and their transforms (XMLDSig 1.1 §4.4.3, §6.6).

use std::{
    borrow::Cow,
    cell::{Cell, RefCell},
    collections::HashMap,
};

use base64::Engine as _;
use x509::alg::DigestAlgorithm;

use crate::{
    SignatureError,
    c14n::Canonicalization,
    nodes::{Chosen, NodeSet},
    uri,
    xml::{self, Bits, Document, Node, NodeId, Source},
    xpath,
};

/// Contents outside of the signed file, which references name by relative URI.
pub trait Contents {
    /// The content with exactly this name, percent signs decoded. The name is empty where a reference
    /// has no URI at all.
    fn octets(&self, name: &str) -> Option<Cow<'_, [u8]>>;

    /// The digest of that content, where its octets are not wanted or not at hand.
    fn digest(&self, name: &str, algorithm: DigestAlgorithm) -> Option<Vec<u8>> {
        Some(algorithm.digest(&self.octets(name)?))
    }
}

/// No contents: detached signatures cannot be verified.
impl Contents for () {
    fn octets(&self, _: &str) -> Option<Cow<'_, [u8]>> {
        None
    }
}

/// Names and contents.
impl Contents for [(&str, &[u8])] {
    fn octets(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.iter().find(|(known, _)| *known == name).map(|(_, octets)| (*octets).into())
    }
}

impl<const N: usize> Contents for [(&str, &[u8]); N] {
    fn octets(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.as_slice().octets(name)
    }
}

/// Names and contents.
impl Contents for std::collections::BTreeMap<String, Vec<u8>> {
    fn octets(&self, name: &str) -> Option<Cow<'_, [u8]>> {
        self.get(name).map(|octets| octets.as_slice().into())
    }
}

/// How much of a document a reference covers.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Scope {
    /// The value of the signature that this one counter-signs.
    CounterSigned,
    /// All of a content that is known by its digest alone.
    Digest,
    /// All of a document: this file without signatures, an object of the signature, or another file.
    Full,
    /// The certificates in the signature.
    KeyInfo,
    /// A list of further references, see [`SignedReference::manifest`].
    Manifest,
    /// A part of a document.
    Partial {
        /// Whether filters took something out, other than signatures.
        filtered: bool,
    },
    /// The signed properties of this signature.
    Properties,
}

/// What a reference covers, found and digested.
#[derive(Clone, Debug)]
pub struct SignedReference {
    /// Its `Id`.
    pub id: Option<String>,
    /// Its `URI`; `None` where there is none.
    pub uri: Option<String>,
    /// Its `Type`.
    pub kind: Option<String>,
    /// How much it covers.
    pub scope: Scope,
    /// The algorithm of its digest.
    pub digest_algorithm: DigestAlgorithm,
    /// Whether the digest is that of the octets.
    pub intact: bool,
    /// The octets that are signed, after all transforms; `None` where only their digest was at hand, where
    /// a reference before has them, and where all together would be too many.
    pub octets: Option<Vec<u8>>,
    /// References of the manifest that it points to. `Err` for those whose content is not found.
    pub manifest: Vec<Result<SignedReference, SignatureError>>,
}

/// A ds:Reference as it is written.
#[derive(Clone, Debug)]
pub struct Reference<'d> {
    pub(crate) element: Node<'d>,
    pub(crate) transforms: Vec<Node<'d>>,
    digest_algorithm: DigestAlgorithm,
    digest: Vec<u8>,
}

impl<'d> Reference<'d> {
    pub(crate) fn read(document: &Document<'_>, element: Node<'d>) -> Result<Self, SignatureError> {
        let malformed = |reason| SignatureError::Malformed { part: "Reference", reason };
        let transforms: Vec<_> = xml::child(element, uri::DS, "Transforms")
            .map(|list| xml::children(list, uri::DS, "Transform").collect())
            .unwrap_or_default();
        let limit = document.limits().transforms;
        if transforms.len() > limit {
            return Err(SignatureError::Limit { what: "transforms", limit: limit as u64 });
        }
        let method = xml::child(element, uri::DS, "DigestMethod")
            .and_then(|method| method.attribute("Algorithm"))
            .ok_or(malformed("no DigestMethod"))?;
        let value = xml::child(element, uri::DS, "DigestValue").ok_or(malformed("no DigestValue"))?;
        Ok(Self {
            element,
            transforms,
            digest_algorithm: uri::digest(method)
                .ok_or_else(|| SignatureError::UnsupportedAlgorithm(method.to_owned()))?,
            digest: decode(&xml::text_of(value)).ok_or(SignatureError::ValueEncoding("DigestValue"))?,
        })
    }

    /// Its `Id`.
    pub fn id(&self) -> Option<&'d str> {
        self.element.attribute("Id")
    }

    /// Its `URI`; `None` where there is none, and the content is agreed upon elsewhere.
    pub fn uri(&self) -> Option<&'d str> {
        self.element.attribute("URI")
    }

    /// Its `Type`.
    pub fn kind(&self) -> Option<&'d str> {
        self.element.attribute("Type")
    }

    /// The algorithm of its digest.
    pub fn digest_algorithm(&self) -> DigestAlgorithm {
        self.digest_algorithm
    }

    /// The digest that it states.
    pub fn digest(&self) -> &[u8] {
        &self.digest
    }

    /// Whether it points into this file.
    pub fn is_same_document(&self) -> bool {
        self.uri().is_some_and(|uri| uri.is_empty() || uri.starts_with('#'))
    }

    /// Whether it says that it points to signed properties, of any version of XAdES.
    pub(crate) fn names_signed_properties(&self) -> bool {
        self.kind().is_some_and(|kind| {
            kind.starts_with("http://uri.etsi.org/01903") && kind.ends_with("#SignedProperties")
        })
    }

    pub(crate) fn shown(&self) -> String {
        self.uri().unwrap_or_default().to_owned()
    }

    /// The element (or document node) of this file that it points to, and whether with comments.
    pub(crate) fn target(
        &self,
        document: &'d Document<'d>,
    ) -> Option<Result<(Node<'d>, bool), SignatureError>> {
        Some(target(document, self.uri().filter(|_| self.is_same_document())?))
    }
}

/// What a same-document URI points to (XMLDSig §4.4.3.3), and whether comments count.
pub(crate) fn target<'d>(document: &'d Document<'d>, uri: &str) -> Result<(Node<'d>, bool), SignatureError> {
    let not_found = || SignatureError::ReferenceNotFound { uri: uri.to_owned() };
    if uri.is_empty() {
        return Ok((document.root(), false));
    }
    let fragment = uri.strip_prefix('#').ok_or_else(not_found)?;
    if fragment == "xpointer(/)" {
        return Ok((document.root(), true));
    }
    let pointer =
        fragment.strip_prefix("xpointer(id(").and_then(|rest| rest.strip_suffix("))")).and_then(|quoted| {
            let quote = quoted.chars().next().filter(|quote| matches!(quote, '\'' | '"'))?;
            quoted[1..].strip_suffix(quote)
        });
    let element = document
        .by_id(pointer.unwrap_or(fragment))
        .or_else(|| document.by_id(&percent_decoded(pointer.unwrap_or(fragment))))
        .ok_or_else(not_found)?;
    Ok((element, pointer.is_some()))
}

/// Text with `%xx` decoded; as it is where the result would not be text.
pub(crate) fn percent_decoded(text: &str) -> Cow<'_, str> {
    if !text.contains('%') {
        return text.into();
    }
    let octets = text.as_bytes();
    let mut decoded = Vec::with_capacity(octets.len());
    let mut at = 0;
    while at < octets.len() {
        let hex = (octets[at] == b'%')
            .then(|| octets.get(at + 1..at + 3))
            .flatten()
            .and_then(|pair| std::str::from_utf8(pair).ok())
            .and_then(|pair| u8::from_str_radix(pair, 16).ok());
        decoded.push(hex.unwrap_or(octets[at]));
        at += if hex.is_some() { 3 } else { 1 };
    }
    String::from_utf8(decoded).map_or(text.into(), Cow::Owned)
}

/// Base64 with blanks anywhere.
pub(crate) fn decode(text: &str) -> Option<Vec<u8>> {
    const LENIENT: base64::engine::GeneralPurpose = base64::engine::GeneralPurpose::new(
        &base64::alphabet::STANDARD,
        base64::engine::GeneralPurposeConfig::new()
            .with_decode_padding_mode(base64::engine::DecodePaddingMode::Indifferent)
            .with_decode_allow_trailing_bits(true),
    );
    let mut packed = text.as_bytes().to_vec();
    packed.retain(|octet| !octet.is_ascii_whitespace());
    LENIENT.decode(packed).ok()
}

/// Base64 without line breaks.
pub(crate) fn encode(octets: &[u8]) -> String {
    base64::engine::general_purpose::STANDARD.encode(octets)
}

enum Data<'d> {
    Nodes(NodeSet<'d>),
    Octets(Vec<u8>),
}

/// The processing of the references of one signature.
pub(crate) struct Processing<'d, 'c> {
    pub(crate) document: &'d Document<'d>,
    pub(crate) contents: &'c dyn Contents,
    /// Octets that may still be kept for whoever wants to see what is signed.
    keep: Cell<usize>,
    /// Digests of contents outside.
    digests: RefCell<Digests>,
}

/// By name and algorithm: how much of a content is covered, and its digest.
type Digests = HashMap<(String, DigestAlgorithm), (Scope, Vec<u8>)>;

/// Octets that are kept of what a signature signs: this many, and twice the document.
const KEPT: usize = 8 << 20;
/// What it costs to read an octet as XML.
const PARSING: u64 = 4;
/// What a reference costs beside its octets.
const REFERENCE: u64 = 1024;

/// What came out of all transforms.
pub(crate) struct Processed {
    pub(crate) octets: Vec<u8>,
    /// Whether a filter took out other things than signatures.
    pub(crate) filtered: bool,
    /// The element that is covered with all that is within, and nothing beside it.
    pub(crate) whole: Option<NodeId>,
}

impl Processed {
    fn of(nodes: &NodeSet<'_>, octets: Vec<u8>) -> Self {
        Self { octets, filtered: is_filtered(nodes), whole: whole(nodes) }
    }
}

impl<'d, 'c> Processing<'d, 'c> {
    pub(crate) fn new(document: &'d Document<'d>, contents: &'c dyn Contents) -> Self {
        let keep = Cell::new(KEPT + 2 * document.source().text().len());
        Self { document, contents, keep, digests: RefCell::default() }
    }

    /// Finds what a reference points to and digests it.
    pub(crate) fn check(
        &self,
        reference: &Reference<'d>,
        scope_of: impl Fn(Node<'d>) -> Scope,
    ) -> Result<SignedReference, SignatureError> {
        self.document.pay(REFERENCE)?;
        let target = reference.target(self.document).transpose()?;
        let outside = target.is_none() && reference.transforms.is_empty();
        let (scope, digest, octets) = if outside {
            self.outside(reference).ok_or(SignatureError::ContentMissing { uri: reference.shown() })?
        } else {
            let processed = self.process(reference, &Canonicalization::INCLUSIVE)?;
            let whole = processed.whole.and_then(|whole| self.document.node(whole));
            let scope = match (target, whole.map(&scope_of)) {
                (Some(_), Some(scope @ Scope::Properties)) => scope,
                _ if processed.filtered => Scope::Partial { filtered: true },
                (Some((node, _)), _) => scope_of(node),
                (None, _) => Scope::Full,
            };
            let digest = reference.digest_algorithm.digest(&processed.octets);
            (scope, digest, self.kept(processed.octets.into()))
        };
        let manifest = match target {
            Some((node, _)) if scope == Scope::Manifest => self.manifest(node)?,
            _ => Vec::new(),
        };
        Ok(SignedReference {
            id: reference.id().map(str::to_owned),
            uri: reference.uri().map(str::to_owned),
            kind: reference.kind().map(str::to_owned),
            scope,
            digest_algorithm: reference.digest_algorithm,
            intact: digest == reference.digest,
            octets,
            manifest,
        })
    }

    /// All of a content outside: its digest, and its octets the first time that it is asked for.
    fn outside(&self, reference: &Reference<'d>) -> Option<(Scope, Vec<u8>, Option<Vec<u8>>)> {
        let name = percent_decoded(reference.uri().unwrap_or_default());
        let algorithm = reference.digest_algorithm;
        let key = (name.into_owned(), algorithm);
        if let Some((scope, digest)) = self.digests.borrow().get(&key) {
            return Some((*scope, digest.clone(), None));
        }
        let (scope, digest, octets) = match self.contents.octets(&key.0) {
            Some(content) => (Scope::Full, algorithm.digest(&content), self.kept(content)),
            None => (Scope::Digest, self.contents.digest(&key.0, algorithm)?, None),
        };
        self.digests.borrow_mut().insert(key, (scope, digest.clone()));
        Some((scope, digest, octets))
    }

    /// The octets, as long as not too many were kept.
    fn kept(&self, octets: Cow<'_, [u8]>) -> Option<Vec<u8>> {
        self.keep.set(self.keep.get().checked_sub(octets.len())?);
        Some(octets.into_owned())
    }

    /// The references of a ds:Manifest, or of those in an object, each found and digested; manifests
    /// within are not followed.
    fn manifest(
        &self,
        holder: Node<'d>,
    ) -> Result<Vec<Result<SignedReference, SignatureError>>, SignatureError> {
        let limit = self.document.limits().references;
        let mut references = Vec::new();
        for manifest in manifests(holder) {
            let before = references.len();
            references.extend(xml::children(manifest, uri::DS, "Reference").take(limit + 1));
            if references.len() == before {
                return Err(SignatureError::Malformed { part: "Manifest", reason: "no Reference" });
            }
            if references.len() > limit {
                return Err(SignatureError::Limit { what: "references", limit: limit as u64 });
            }
        }
        Ok(references
            .into_iter()
            .map(|element| {
                let reference = Reference::read(self.document, element)?;
                self.check(&reference, |node| {
                    if node.is_root() { Scope::Full } else { Scope::Partial { filtered: false } }
                })
            })
            .collect())
    }

    /// The octets that a reference covers; a set of nodes at the end is canonicalised by `last`.
    pub(crate) fn process(
        &self,
        reference: &Reference<'d>,
        last: &Canonicalization,
    ) -> Result<Processed, SignatureError> {
        let data = match reference.target(self.document).transpose()? {
            Some((node, comments)) => {
                let nodes = NodeSet::subtree(self.document, node);
                Data::Nodes(if comments { nodes } else { nodes.without_comments() })
            }
            None => {
                let name = percent_decoded(reference.uri().unwrap_or_default());
                let content = self
                    .contents
                    .octets(&name)
                    .ok_or(SignatureError::ContentMissing { uri: reference.shown() })?;
                self.document.grant(content.len());
                Data::Octets(content.into_owned())
            }
        };
        self.transform(data, &reference.transforms, last)
    }

    /// A list of transforms of a target, as XAdES time stamps of old versions have it.
    pub(crate) fn process_target(
        &self,
        target: Node<'d>,
        transforms: &[Node<'d>],
        last: &Canonicalization,
    ) -> Result<Vec<u8>, SignatureError> {
        let nodes = NodeSet::subtree(self.document, target).without_comments();
        Ok(self.transform(Data::Nodes(nodes), transforms, last)?.octets)
    }

    fn transform(
        &self,
        data: Data<'_>,
        transforms: &[Node<'d>],
        last: &Canonicalization,
    ) -> Result<Processed, SignatureError> {
        let Some((transform, rest)) = transforms.split_first() else {
            return Ok(match data {
                Data::Octets(octets) => Processed { octets, filtered: false, whole: None },
                Data::Nodes(nodes) => Processed::of(&nodes, self.document.canonical(last, &nodes)?),
            });
        };
        let algorithm = transform.attribute("Algorithm").unwrap_or_default();
        if algorithm == uri::XSLT {
            return Err(SignatureError::Xslt);
        }
        if algorithm == uri::BASE64 {
            let (text, filtered) = match data {
                Data::Nodes(nodes) => (nodes.text(), is_filtered(&nodes) || drops_markup(&nodes)),
                Data::Octets(octets) => (String::from_utf8_lossy(&octets).into_owned(), false),
            };
            self.document.pay(text.len() as u64)?;
            let octets = decode(&text).ok_or(SignatureError::ValueEncoding("a signed object"))?;
            let mut processed = self.transform(Data::Octets(octets), rest, last)?;
            processed.filtered |= filtered;
            processed.whole = None;
            return Ok(processed);
        }
        let nodes = match data {
            Data::Nodes(nodes) => nodes,
            Data::Octets(octets) => {
                // What comes next wants nodes: the octets are read as XML, under the same limits.
                let unreadable = |_| SignatureError::Malformed {
                    part: "Transform",
                    reason: "the octets to be transformed are not XML",
                };
                self.document.pay(PARSING * octets.len() as u64)?;
                let limits = self.document.limits();
                let source = Source::read_within(octets, limits).map_err(unreadable)?;
                let parsed = Document::parse_within(&source, limits).map_err(unreadable)?;
                let nodes = NodeSet::document(&parsed);
                let mut processed = self.transform_nodes(nodes, transform, algorithm, rest, last)?;
                // It is an element of another document.
                processed.whole = None;
                return Ok(processed);
            }
        };
        self.transform_nodes(nodes, transform, algorithm, rest, last)
    }

    fn transform_nodes<'n>(
        &self,
        mut nodes: NodeSet<'n>,
        transform: &Node<'d>,
        algorithm: &str,
        rest: &[Node<'d>],
        last: &Canonicalization,
    ) -> Result<Processed, SignatureError> {
        if let Some(method) = Canonicalization::read(*transform) {
            let canonical = Processed::of(&nodes, self.document.canonical(&method, &nodes)?);
            if rest.is_empty() {
                return Ok(canonical);
            }
            let mut processed = self.transform(Data::Octets(canonical.octets), rest, last)?;
            processed.filtered |= canonical.filtered;
            let keeps_all = rest.iter().all(|next| Canonicalization::read(*next).is_some());
            processed.whole = canonical.whole.filter(|_| keeps_all);
            return Ok(processed);
        }
        match algorithm {
            uri::ENVELOPED => {
                let signature = transform
                    .ancestors()
                    .find(|node| xml::is(*node, uri::DS, "Signature"))
                    .ok_or(SignatureError::Malformed { part: "Transform", reason: "not in a signature" })?;
                // A document that was parsed on the way does not hold this signature.
                if std::ptr::eq(signature.document(), nodes.apex.document()) {
                    nodes.skipped.push(signature.id());
                    if nodes.apex.ancestors().any(|ancestor| ancestor == signature) {
                        nodes.chosen = Some(Chosen::default());
                    }
                }
            }
            uri::XPATH => xpath::filter(&mut nodes, *transform, self.document)?,
            uri::FILTER2 => xpath::filter2(&mut nodes, *transform, self.document)?,
            other => return Err(SignatureError::UnsupportedTransform(other.to_owned())),
        }
        self.transform(Data::Nodes(nodes), rest, last)
    }
}

/// Whether elements are lost when of these nodes the text alone is taken (XMLDSig §6.6.2).
fn drops_markup(nodes: &NodeSet<'_>) -> bool {
    nodes.apex == nodes.document.root_element()
        || nodes.walk().any(|node| node.is_element() && node != nodes.apex && nodes.holds(node))
}

/// The manifests that a reference to this node is about: itself, or those in an object.
pub(crate) fn manifests<'d>(node: Node<'d>) -> impl Iterator<Item = Node<'d>> {
    let itself = xml::is(node, uri::DS, "Manifest").then_some(node);
    let object = xml::is(node, uri::DS, "Object").then_some(node);
    itself.into_iter().chain(object.into_iter().flat_map(|object| xml::children(object, uri::DS, "Manifest")))
}

/// See [`Processed::whole`].
fn whole(nodes: &NodeSet<'_>) -> Option<NodeId> {
    let apex = match &nodes.chosen {
        None => nodes.apex,
        Some(chosen) => nodes.walk().find(|node| chosen.nodes.get(node.id()))?,
    };
    let skipped = nodes.skipped.iter().filter_map(|skipped| nodes.document.node(*skipped));
    if skipped.into_iter().any(|node| node.ancestors().any(|ancestor| ancestor == apex)) {
        return None;
    }
    if let Some(chosen) = &nodes.chosen {
        let count = nodes.walk().filter(|node| chosen.nodes.get(node.id())).count();
        let within = apex.descendants().filter(|node| nodes.comments || !node.is_comment());
        let mut held = 0;
        for node in within {
            if !chosen.nodes.get(node.id()) {
                return None;
            }
            held += 1;
        }
        if held != count || !chosen.attributes_out.is_empty() {
            return None;
        }
    }
    Some(apex.id())
}

/// Whether filters left out something that is neither a comment, nor within a signature; or all.
fn is_filtered(nodes: &NodeSet<'_>) -> bool {
    if !nodes.walk().any(|node| (node.is_element() || node.is_text()) && nodes.holds(node)) {
        return true;
    }
    let Some(chosen) = &nodes.chosen else { return false };
    if !chosen.attributes_out.is_empty() {
        return true;
    }
    let inside = |node: Node<'_>| node.ancestors().any(|ancestor| xml::is(ancestor, uri::DS, "Signature"));
    let mut signed = Bits::default();
    for node in nodes.walk() {
        let parent = node.parent().filter(|_| node != nodes.apex);
        if parent.map_or_else(|| inside(node), |parent| signed.get(parent.id()))
            || xml::is(node, uri::DS, "Signature")
        {
            signed.set(node.id());
        } else if !chosen.nodes.get(node.id()) && (node.is_element() || node.is_text()) {
            return true;
        }
    }
    false
}
