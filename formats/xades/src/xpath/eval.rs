//! The values of expressions (XPath 1.0 §2 to §4).

use std::{borrow::Cow, collections::HashSet};

use super::{
    XPathError,
    parse::{Axis, Expression, Operator, Start, Step, Test},
};
use crate::xml::{self, Document, Node};

/// A node of the XPath data model.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Item<'d> {
    Attribute(Node<'d>, usize),
    Namespace(Node<'d>, usize),
    Node(Node<'d>),
}

impl<'d> Item<'d> {
    /// Document order: an element, its namespaces, its attributes, what is within.
    fn order(self) -> (usize, u8, usize) {
        match self {
            Self::Node(node) => (node.id().get_usize(), 0, 0),
            Self::Namespace(node, position) => (node.id().get_usize(), 1, position),
            Self::Attribute(node, position) => (node.id().get_usize(), 2, position),
        }
    }

    fn parent(self) -> Option<Node<'d>> {
        match self {
            Self::Node(node) => node.parent(),
            Self::Attribute(node, _) | Self::Namespace(node, _) => Some(node),
        }
    }

    fn text(self) -> Cow<'d, str> {
        match self {
            Self::Attribute(node, position) => {
                node.attributes().nth(position).map_or("", |found| found.value()).into()
            }
            Self::Namespace(node, position) => {
                node.namespaces().nth(position).map_or("", |found| found.uri()).into()
            }
            Self::Node(node) if node.is_element() || node.is_root() => xml::text_of(node).into(),
            Self::Node(node) => match node.pi() {
                Some(instruction) => instruction.value.unwrap_or_default().into(),
                None => node.text().unwrap_or_default().into(),
            },
        }
    }

    /// Namespace, local name, name as written.
    fn name(self) -> (&'d str, &'d str, String) {
        let qualified = |prefix: &str, local: &str| {
            if prefix.is_empty() { local.to_owned() } else { format!("{prefix}:{local}") }
        };
        match self {
            Self::Attribute(node, position) => node.attributes().nth(position).map_or_else(
                || ("", "", String::new()),
                |found| {
                    let prefix = xml::attribute_prefix(node, &found);
                    (found.namespace().unwrap_or_default(), found.name(), qualified(prefix, found.name()))
                },
            ),
            Self::Namespace(node, position) => {
                let prefix = node.namespaces().nth(position).and_then(|found| found.name()).unwrap_or("");
                ("", prefix, prefix.to_owned())
            }
            Self::Node(node) if node.is_element() => {
                let (prefix, local) = xml::name(node);
                (node.tag_name().namespace().unwrap_or_default(), local, qualified(prefix, local))
            }
            Self::Node(node) => {
                let target = node.pi().map_or("", |instruction| instruction.target);
                ("", target, target.to_owned())
            }
        }
    }
}

#[derive(Clone, Debug)]
pub(super) enum Value<'d> {
    Boolean(bool),
    /// In document order, each once.
    Nodes(Vec<Item<'d>>),
    Number(f64),
    Text(String),
}

impl Value<'_> {
    pub(super) fn boolean(&self) -> bool {
        match self {
            Self::Boolean(value) => *value,
            Self::Nodes(nodes) => !nodes.is_empty(),
            Self::Number(number) => *number != 0.0 && !number.is_nan(),
            Self::Text(text) => !text.is_empty(),
        }
    }

    fn text(&self) -> String {
        match self {
            Self::Boolean(value) => value.to_string(),
            Self::Nodes(nodes) => nodes.first().map(|item| item.text().into_owned()).unwrap_or_default(),
            Self::Number(number) if number.is_infinite() => {
                if *number > 0.0 { "Infinity" } else { "-Infinity" }.to_owned()
            }
            Self::Number(number) => number.to_string(),
            Self::Text(text) => text.clone(),
        }
    }
}

fn number_of(text: &str) -> f64 {
    let text = text.trim_matches([' ', '\t', '\r', '\n']);
    let digits = text.strip_prefix('-').unwrap_or(text);
    if digits.chars().all(|digit| digit.is_ascii_digit() || digit == '.') {
        text.parse().unwrap_or(f64::NAN)
    } else {
        f64::NAN
    }
}

/// Where an expression is evaluated.
pub(super) struct Context<'d, 'b> {
    document: &'d Document<'d>,
    here: Option<Node<'d>>,
    /// Who grants the steps.
    steps: &'b Document<'b>,
}

/// The node at hand, its position from 1, and how many there are.
#[derive(Clone, Copy)]
struct Focus<'d> {
    item: Item<'d>,
    position: usize,
    size: usize,
}

impl<'d, 'b> Context<'d, 'b> {
    pub(super) fn new(document: &'d Document<'d>, here: Option<Node<'d>>, steps: &'b Document<'b>) -> Self {
        Self { document, here, steps }
    }

    /// Pays for steps.
    pub(super) fn step(&self, count: u64) -> Result<(), XPathError> {
        if self.steps.step(count) { Ok(()) } else { Err(XPathError::Budget) }
    }

    pub(super) fn evaluate(&self, expression: &Expression, item: Item<'d>) -> Result<Value<'d>, XPathError> {
        self.value(expression, Focus { item, position: 1, size: 1 })
    }

    fn value(&self, expression: &Expression, focus: Focus<'d>) -> Result<Value<'d>, XPathError> {
        self.step(1)?;
        Ok(match expression {
            Expression::Binary(operator, left, right) => self.binary(*operator, left, right, focus)?,
            Expression::Call(name, arguments) => self.call(name, arguments, focus)?,
            Expression::Literal(literal) => Value::Text(literal.clone()),
            Expression::Negate(inner) => Value::Number(-self.number(&self.value(inner, focus)?)?),
            Expression::Number(number) => Value::Number(*number),
            Expression::Path { start, steps } => {
                let mut nodes = match start {
                    Start::Context => vec![focus.item],
                    Start::Root => vec![Item::Node(self.document.root())],
                    Start::Value(value, predicates) => {
                        let mut nodes = self.nodes(value, focus)?;
                        for predicate in predicates {
                            nodes = self.narrowed(nodes, predicate)?;
                        }
                        nodes
                    }
                };
                for step in steps {
                    nodes = self.along(nodes, step)?;
                }
                Value::Nodes(nodes)
            }
        })
    }

    fn nodes(&self, expression: &Expression, focus: Focus<'d>) -> Result<Vec<Item<'d>>, XPathError> {
        match self.value(expression, focus)? {
            Value::Nodes(nodes) => Ok(nodes),
            _ => Err(XPathError::Type),
        }
    }

    /// The text of a value, paid for by its length.
    fn text(&self, value: &Value<'d>) -> Result<String, XPathError> {
        if let Value::Nodes(nodes) = value
            && let Some(Item::Node(node)) = nodes.first()
        {
            for _ in node.descendants() {
                self.step(1)?;
            }
        }
        let text = value.text();
        self.step(text.len() as u64 / 16)?;
        Ok(text)
    }

    fn number(&self, value: &Value<'d>) -> Result<f64, XPathError> {
        Ok(match value {
            Value::Boolean(value) => f64::from(u8::from(*value)),
            Value::Number(number) => *number,
            Value::Nodes(_) | Value::Text(_) => number_of(&self.text(value)?),
        })
    }

    fn binary(
        &self,
        operator: Operator,
        left: &Expression,
        right: &Expression,
        focus: Focus<'d>,
    ) -> Result<Value<'d>, XPathError> {
        let left = self.value(left, focus)?;
        match operator {
            Operator::And if !left.boolean() => return Ok(Value::Boolean(false)),
            Operator::Or if left.boolean() => return Ok(Value::Boolean(true)),
            _ => {}
        }
        let right = self.value(right, focus)?;
        Ok(match operator {
            Operator::And | Operator::Or => Value::Boolean(right.boolean()),
            Operator::Add => Value::Number(self.number(&left)? + self.number(&right)?),
            Operator::Divide => Value::Number(self.number(&left)? / self.number(&right)?),
            Operator::Modulo => Value::Number(self.number(&left)? % self.number(&right)?),
            Operator::Multiply => Value::Number(self.number(&left)? * self.number(&right)?),
            Operator::Subtract => Value::Number(self.number(&left)? - self.number(&right)?),
            Operator::Union => {
                let (Value::Nodes(mut nodes), Value::Nodes(more)) = (left, right) else {
                    return Err(XPathError::Type);
                };
                nodes.extend(more);
                Value::Nodes(self.ordered(nodes)?)
            }
            _ => Value::Boolean(self.compare(operator, &left, &right)?),
        })
    }

    /// §3.4: a set of nodes compares as any of its members.
    fn compare(&self, operator: Operator, left: &Value<'d>, right: &Value<'d>) -> Result<bool, XPathError> {
        let equality = matches!(operator, Operator::Equal | Operator::NotEqual);
        let members = |nodes: &[Item<'d>]| -> Result<Vec<Value<'d>>, XPathError> {
            nodes
                .iter()
                .map(|item| {
                    self.step(1)?;
                    Ok(Value::Text(self.text(&Value::Nodes(vec![*item]))?))
                })
                .collect()
        };
        match (left, right) {
            (Value::Nodes(one), Value::Nodes(other)) if equality => {
                let (one, other) = (members(one)?, members(other)?);
                let texts: HashSet<String> = one.iter().map(Value::text).collect();
                Ok(if operator == Operator::Equal {
                    other.iter().any(|value| texts.contains(&value.text()))
                } else {
                    other.iter().any(|value| texts.iter().any(|text| *text != value.text()))
                })
            }
            (Value::Nodes(nodes), other) if !(equality && matches!(other, Value::Boolean(_))) => {
                for member in members(nodes)? {
                    if self.compare(operator, &member, other)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            (other, Value::Nodes(nodes)) if !(equality && matches!(other, Value::Boolean(_))) => {
                for member in members(nodes)? {
                    if self.compare(operator, other, &member)? {
                        return Ok(true);
                    }
                }
                Ok(false)
            }
            _ if equality => {
                let equal = match (left, right) {
                    (Value::Boolean(_), _) | (_, Value::Boolean(_)) => left.boolean() == right.boolean(),
                    (Value::Number(_), _) | (_, Value::Number(_)) => {
                        self.number(left)? == self.number(right)?
                    }
                    _ => left.text() == right.text(),
                };
                Ok(equal == (operator == Operator::Equal))
            }
            _ => {
                let (left, right) = (self.number(left)?, self.number(right)?);
                Ok(match operator {
                    Operator::Greater => left > right,
                    Operator::GreaterEqual => left >= right,
                    Operator::Less => left < right,
                    _ => left <= right,
                })
            }
        }
    }

    fn call(&self, name: &str, arguments: &[Expression], focus: Focus<'d>) -> Result<Value<'d>, XPathError> {
        let unknown =
            || Err(XPathError::Unsupported(format!("the function {name} with {} values", arguments.len())));
        let values =
            arguments.iter().map(|argument| self.value(argument, focus)).collect::<Result<Vec<_>, _>>()?;
        let nodes = |value: &Value<'d>| match value {
            Value::Nodes(nodes) => Ok(nodes.clone()),
            _ => Err(XPathError::Type),
        };
        // Functions of the context node where nothing is given.
        let own = Value::Nodes(vec![focus.item]);
        let or_own = values.first().unwrap_or(&own);
        Ok(match (name, values.as_slice()) {
            ("last", []) => Value::Number(focus.size as f64),
            ("position", []) => Value::Number(focus.position as f64),
            ("here", []) => match self.here {
                Some(here) => Value::Nodes(vec![Item::Node(here)]),
                None => return unknown(),
            },
            ("true", []) => Value::Boolean(true),
            ("false", []) => Value::Boolean(false),
            ("boolean", [value]) => Value::Boolean(value.boolean()),
            ("not", [value]) => Value::Boolean(!value.boolean()),
            ("count", [value]) => Value::Number(nodes(value)?.len() as f64),
            ("id", [value]) => {
                let text = match value {
                    Value::Nodes(nodes) => {
                        let mut all = String::new();
                        for item in nodes {
                            all.push_str(&self.text(&Value::Nodes(vec![*item]))?);
                            all.push(' ');
                        }
                        all
                    }
                    other => self.text(other)?,
                };
                let found = text.split_ascii_whitespace().filter_map(|id| self.document.by_id(id));
                Value::Nodes(self.ordered(found.map(Item::Node).collect())?)
            }
            ("string", [] | [_]) => Value::Text(self.text(or_own)?),
            ("number", [] | [_]) => Value::Number(number_of(&self.text(or_own)?)),
            ("string-length", [] | [_]) => Value::Number(self.text(or_own)?.chars().count() as f64),
            ("normalize-space", [] | [_]) => {
                let text = self.text(or_own)?;
                Value::Text(text.split_ascii_whitespace().collect::<Vec<_>>().join(" "))
            }
            ("local-name" | "name" | "namespace-uri", [] | [_]) => {
                let (namespace, local, written) =
                    nodes(or_own)?.first().map_or_else(|| ("", "", String::new()), |item| item.name());
                Value::Text(match name {
                    "local-name" => local.to_owned(),
                    "name" => written,
                    _ => namespace.to_owned(),
                })
            }
            ("concat", [_, _, ..]) => {
                let mut all = String::new();
                for value in &values {
                    all.push_str(&self.text(value)?);
                }
                Value::Text(all)
            }
            ("contains", [text, part]) => Value::Boolean(self.text(text)?.contains(&self.text(part)?)),
            ("starts-with", [text, part]) => Value::Boolean(self.text(text)?.starts_with(&self.text(part)?)),
            ("sum", [value]) => {
                let mut sum = 0.0;
                for item in nodes(value)? {
                    sum += number_of(&self.text(&Value::Nodes(vec![item]))?);
                }
                Value::Number(sum)
            }
            ("floor", [value]) => Value::Number(self.number(value)?.floor()),
            ("ceiling", [value]) => Value::Number(self.number(value)?.ceil()),
            ("round", [value]) => Value::Number((self.number(value)? + 0.5).floor()),
            _ => return unknown(),
        })
    }

    fn ordered(&self, mut nodes: Vec<Item<'d>>) -> Result<Vec<Item<'d>>, XPathError> {
        self.step(nodes.len() as u64)?;
        nodes.sort_unstable_by_key(|item| item.order());
        nodes.dedup();
        Ok(nodes)
    }

    /// A step from each node, the results in document order.
    fn along(&self, nodes: Vec<Item<'d>>, step: &Step) -> Result<Vec<Item<'d>>, XPathError> {
        let single = nodes.len() == 1;
        let mut reached = Vec::new();
        for item in nodes {
            // In the order of the axis, which positions in predicates count by.
            let mut found = Vec::new();
            self.axis(item, step.axis, |candidate| {
                self.step(1)?;
                if matches(candidate, step) {
                    found.push(candidate);
                }
                Ok(())
            })?;
            for predicate in &step.predicates {
                found = self.narrowed(found, predicate)?;
            }
            reached.extend(found);
        }
        let backwards = matches!(
            step.axis,
            Axis::Ancestor | Axis::AncestorOrSelf | Axis::Preceding | Axis::PrecedingSibling
        );
        if single && !backwards { Ok(reached) } else { self.ordered(reached) }
    }

    fn narrowed(&self, nodes: Vec<Item<'d>>, predicate: &Expression) -> Result<Vec<Item<'d>>, XPathError> {
        let size = nodes.len();
        let mut kept = Vec::new();
        for (index, item) in nodes.into_iter().enumerate() {
            let position = index + 1;
            let holds = match self.value(predicate, Focus { item, position, size })? {
                Value::Number(number) => number == position as f64,
                other => other.boolean(),
            };
            if holds {
                kept.push(item);
            }
        }
        Ok(kept)
    }

    fn axis(
        &self,
        item: Item<'d>,
        axis: Axis,
        mut reach: impl FnMut(Item<'d>) -> Result<(), XPathError>,
    ) -> Result<(), XPathError> {
        let node = match item {
            Item::Node(node) => Some(node),
            _ => None,
        };
        match axis {
            Axis::This => reach(item)?,
            Axis::Parent => {
                if let Some(parent) = item.parent() {
                    reach(Item::Node(parent))?;
                }
            }
            Axis::Ancestor | Axis::AncestorOrSelf => {
                if axis == Axis::AncestorOrSelf {
                    reach(item)?;
                }
                let mut at = item.parent();
                while let Some(ancestor) = at {
                    reach(Item::Node(ancestor))?;
                    at = ancestor.parent();
                }
            }
            Axis::Child => {
                for child in node.into_iter().flat_map(|node| node.children()) {
                    reach(Item::Node(child))?;
                }
            }
            Axis::Descendant | Axis::DescendantOrSelf => {
                if node.is_none() && axis == Axis::DescendantOrSelf {
                    reach(item)?;
                }
                let skip = usize::from(axis == Axis::Descendant);
                for found in node.into_iter().flat_map(|node| node.descendants().skip(skip)) {
                    reach(Item::Node(found))?;
                }
            }
            Axis::Attribute => {
                let count = node.map_or(0, |node| node.attributes().len());
                for (position, node) in (0..count).zip(node.into_iter().cycle()) {
                    reach(Item::Attribute(node, position))?;
                }
            }
            Axis::Namespace => {
                let count = node.filter(|node| node.is_element()).map_or(0, |node| node.namespaces().len());
                for (position, node) in (0..count).zip(node.into_iter().cycle()) {
                    reach(Item::Namespace(node, position))?;
                }
            }
            Axis::FollowingSibling => {
                for sibling in node.into_iter().flat_map(|node| node.next_siblings().skip(1)) {
                    reach(Item::Node(sibling))?;
                }
            }
            Axis::PrecedingSibling => {
                for sibling in node.into_iter().flat_map(|node| node.prev_siblings().skip(1)) {
                    reach(Item::Node(sibling))?;
                }
            }
            Axis::Following => {
                let mut at = node.or(item.parent());
                while let Some(from) = at {
                    for sibling in from.next_siblings().skip(1) {
                        for found in sibling.descendants() {
                            reach(Item::Node(found))?;
                        }
                    }
                    at = from.parent();
                }
            }
            Axis::Preceding => {
                let mut at = node.or(item.parent());
                while let Some(from) = at {
                    for sibling in from.prev_siblings().skip(1) {
                        let within: Vec<_> = sibling.descendants().collect();
                        for found in within.into_iter().rev() {
                            reach(Item::Node(found))?;
                        }
                    }
                    at = from.parent();
                }
            }
        }
        Ok(())
    }
}

fn matches(item: Item<'_>, step: &Step) -> bool {
    // The kind of node that `*` and names mean on this axis (§2.3).
    let principal = match item {
        Item::Attribute(..) => step.axis == Axis::Attribute,
        Item::Namespace(..) => step.axis == Axis::Namespace,
        Item::Node(node) => node.is_element() && !matches!(step.axis, Axis::Attribute | Axis::Namespace),
    };
    let names = |namespace: &str, local: Option<&str>| {
        principal
            && match item {
                Item::Node(node) => {
                    node.tag_name().namespace().unwrap_or_default() == namespace
                        && local.is_none_or(|local| node.tag_name().name() == local)
                }
                _ => {
                    let (found, name, _) = item.name();
                    found == namespace && local.is_none_or(|local| name == local)
                }
            }
    };
    match &step.test {
        Test::Any => principal,
        Test::InNamespace(namespace) => names(namespace, None),
        Test::Name(namespace, local) => names(namespace, Some(local)),
        Test::Node => true,
        Test::Comment => matches!(item, Item::Node(node) if node.is_comment()),
        Test::Text => matches!(item, Item::Node(node) if node.is_text()),
        Test::Instruction(target) => matches!(item, Item::Node(node) if node.pi().is_some_and(|found| {
            target.as_ref().is_none_or(|target| found.target == target)
        })),
    }
}
