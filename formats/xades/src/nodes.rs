//! Sets of nodes: what references point to and transforms narrow.

use std::collections::HashSet;

use crate::xml::{Bits, Document, Node, NodeId};

/// Nodes of one document that are canonicalised together: a document or an element with what is
/// within, less what was taken out.
#[derive(Clone, Debug)]
pub struct NodeSet<'d> {
    pub(crate) document: &'d Document<'d>,
    pub(crate) apex: Node<'d>,
    pub(crate) comments: bool,
    /// Elements taken out with all that is within.
    pub(crate) skipped: Vec<NodeId>,
    /// What filters chose, if any did.
    pub(crate) chosen: Option<Chosen>,
}

/// The choice of a filter. Namespace nodes go with their element.
#[derive(Clone, Debug, Default)]
pub(crate) struct Chosen {
    pub(crate) nodes: Bits,
    /// Attributes that do not go with their element, by its name and their position.
    pub(crate) attributes_out: HashSet<(NodeId, usize)>,
}

impl<'d> NodeSet<'d> {
    /// The whole document, with comments.
    pub fn document(document: &'d Document<'d>) -> Self {
        Self::subtree(document, document.root())
    }

    /// An element (or the document node) of this document with all that is within, comments included.
    pub fn subtree(document: &'d Document<'d>, apex: Node<'d>) -> Self {
        Self { document, apex, comments: true, skipped: Vec::new(), chosen: None }
    }

    /// The same without comments.
    #[must_use]
    pub fn without_comments(mut self) -> Self {
        self.comments = false;
        self
    }

    /// The same without an element and all that is within it.
    #[must_use]
    pub fn without(mut self, element: Node<'d>) -> Self {
        self.skipped.push(element.id());
        self
    }

    /// Where it begins.
    pub fn apex(&self) -> Node<'d> {
        self.apex
    }

    /// Whether an element, text, comment or processing instruction that is not within a skipped element
    /// belongs to it.
    pub(crate) fn holds(&self, node: Node<'d>) -> bool {
        (self.comments || !node.is_comment())
            && self.chosen.as_ref().is_none_or(|chosen| chosen.nodes.get(node.id()))
    }

    pub(crate) fn skips(&self, node: Node<'d>) -> bool {
        !self.skipped.is_empty() && self.skipped.contains(&node.id())
    }

    pub(crate) fn holds_attribute(&self, element: Node<'d>, position: usize) -> bool {
        self.chosen.as_ref().is_none_or(|chosen| !chosen.attributes_out.contains(&(element.id(), position)))
    }

    /// All nodes in document order, less those skipped; those not chosen are among them.
    pub(crate) fn walk(&self) -> impl Iterator<Item = Node<'d>> + '_ {
        let mut next = Some(self.apex);
        std::iter::from_fn(move || {
            loop {
                let node = next?;
                let skipped = self.skips(node);
                next = (!skipped).then(|| node.first_child()).flatten().or_else(|| {
                    let mut at = node;
                    loop {
                        if at == self.apex {
                            return None;
                        }
                        if let Some(sibling) = at.next_sibling() {
                            return Some(sibling);
                        }
                        at = at.parent()?;
                    }
                });
                if !skipped {
                    return Some(node);
                }
            }
        })
    }

    /// The text of its text nodes, as the base64 transform takes it (XMLDSig §6.6.2).
    pub(crate) fn text(&self) -> String {
        let mut text = String::new();
        for node in self.walk().filter(|node| node.is_text() && self.holds(*node)) {
            text.push_str(node.text().unwrap_or_default());
        }
        text
    }
}
