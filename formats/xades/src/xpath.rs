//! XPath 1.0 and XPath Filter 2.0 as transforms (XMLDSig §6.6.3, xmldsig-filter2).
//!
//! All of XPath 1.0 but the functions `lang`, `translate`, `substring` and its kin, which no signature
//! needs. Evaluation stops after a number of steps, given in [`Limits`](crate::xml::Limits).

mod eval;
mod parse;

use crate::{
    SignatureError,
    nodes::{Chosen, NodeSet},
    uri,
    xml::{self, Bits, Document, Node},
};
use eval::{Context, Item, Value};
use parse::Expression;

/// Why an expression is not evaluated.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
pub enum XPathError {
    /// The number of steps granted is used up.
    #[error("takes too many steps")]
    Budget,
    /// Not an expression.
    #[error("does not parse at offset {0}")]
    Syntax(usize),
    /// Values of types that do not go together.
    #[error("a set of nodes is needed where there is none")]
    Type,
    /// A prefix that is not declared where the expression stands.
    #[error("the prefix {0:?} is not declared")]
    UnknownPrefix(String),
    /// What is not supported here.
    #[error("{0} is not supported")]
    Unsupported(String),
}

/// The XPath transform: keeps the nodes for which the expression holds.
pub(crate) fn filter<'n>(
    nodes: &mut NodeSet<'n>,
    transform: Node<'_>,
    steps: &Document<'_>,
) -> Result<(), SignatureError> {
    let element = xml::child(transform, uri::DS, "XPath")
        .ok_or(SignatureError::Malformed { part: "Transform", reason: "no XPath" })?;
    let expression = Expression::parse(&xml::text_of(element), element)?;
    let context = Context::new(nodes.document, here(nodes, element), steps);
    let follows = expression.follows_elements();
    let mut chosen = Chosen::default();
    if let Some(old) = &nodes.chosen {
        chosen.attributes_out.clone_from(&old.attributes_out);
    }
    for node in nodes.walk().filter(|node| nodes.holds(*node)) {
        let holds = context.evaluate(&expression, Item::Node(node))?.boolean();
        if holds {
            chosen.nodes.set(node.id());
        }
        if follows || !node.is_element() {
            continue;
        }
        for position in 0..node.attributes().len() {
            match (holds, context.evaluate(&expression, Item::Attribute(node, position))?.boolean()) {
                (true, false) => {
                    chosen.attributes_out.insert((node.id(), position));
                }
                (false, true) => return Err(apart().into()),
                _ => {}
            }
        }
        if node.namespaces().len() > 0
            && context.evaluate(&expression, Item::Namespace(node, 0))?.boolean() != holds
        {
            return Err(apart().into());
        }
    }
    nodes.chosen = Some(chosen);
    Ok(())
}

fn apart() -> XPathError {
    XPathError::Unsupported("an attribute or a namespace apart from its element".to_owned())
}

/// The element with the expression, where it is in the document that is filtered.
fn here<'n>(nodes: &NodeSet<'n>, element: Node<'_>) -> Option<Node<'n>> {
    std::ptr::eq(
        std::ptr::from_ref(nodes.apex.document()).cast::<u8>(),
        std::ptr::from_ref(element.document()).cast::<u8>(),
    )
    .then(|| nodes.document.node(element.id()))
    .flatten()
}

/// The XPath Filter 2.0 transform: subtrees are intersected, subtracted and united in turn.
pub(crate) fn filter2<'n>(
    nodes: &mut NodeSet<'n>,
    transform: Node<'_>,
    steps: &Document<'_>,
) -> Result<(), SignatureError> {
    let document = nodes.document;
    let root = document.root();
    // `None` is all.
    let mut kept: Option<Bits> = None;
    for element in xml::children(transform, uri::FILTER2, "XPath") {
        let expression = Expression::parse(&xml::text_of(element), element)?;
        let context = Context::new(document, here(nodes, element), steps);
        let Value::Nodes(found) = context.evaluate(&expression, Item::Node(root))? else {
            return Err(XPathError::Type.into());
        };
        let mut roots = Bits::default();
        for item in found {
            match item {
                Item::Node(node) => roots.set(node.id()),
                _ => return Err(apart().into()),
            }
        }
        let mut within = Bits::default();
        let mut next = Bits::default();
        let operation = element.attribute("Filter").unwrap_or_default();
        for node in root.descendants() {
            context.step(1)?;
            let inside = roots.get(node.id()) || node.parent().is_some_and(|parent| within.get(parent.id()));
            if inside {
                within.set(node.id());
            }
            let was = kept.as_ref().is_none_or(|kept| kept.get(node.id()));
            let keeps = match operation {
                "intersect" => was && inside,
                "subtract" => was && !inside,
                "union" => was || inside,
                _ => {
                    return Err(SignatureError::Malformed { part: "XPath", reason: "no such Filter" });
                }
            };
            if keeps {
                next.set(node.id());
            }
        }
        kept = Some(next);
    }
    let kept = kept.ok_or(SignatureError::Malformed { part: "Transform", reason: "no XPath" })?;
    let mut chosen = Chosen::default();
    if let Some(old) = &nodes.chosen {
        chosen.attributes_out.clone_from(&old.attributes_out);
    }
    for node in nodes.walk().filter(|node| nodes.holds(*node) && kept.get(node.id())) {
        chosen.nodes.set(node.id());
    }
    nodes.chosen = Some(chosen);
    Ok(())
}
