//! The grammar of XPath 1.0 (W3C, §2, §3).

use super::XPathError;
use crate::xml::Node;

/// Parentheses, predicates and arguments inside each other.
const DEPTH: usize = 32;
/// Operators of an expression, each of which may be inside the one before.
const OPERATORS: usize = 128;

#[derive(Clone, Debug)]
pub(super) enum Expression {
    Binary(Operator, Box<Expression>, Box<Expression>),
    Call(String, Vec<Expression>),
    Literal(String),
    Negate(Box<Expression>),
    Number(f64),
    Path { start: Start, steps: Vec<Step> },
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Operator {
    Add,
    And,
    Divide,
    Equal,
    Greater,
    GreaterEqual,
    Less,
    LessEqual,
    Modulo,
    Multiply,
    NotEqual,
    Or,
    Subtract,
    Union,
}

#[derive(Clone, Debug)]
pub(super) enum Start {
    Context,
    Root,
    Value(Box<Expression>, Vec<Expression>),
}

#[derive(Clone, Debug)]
pub(super) struct Step {
    pub(super) axis: Axis,
    pub(super) test: Test,
    pub(super) predicates: Vec<Expression>,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Axis {
    Ancestor,
    AncestorOrSelf,
    Attribute,
    Child,
    Descendant,
    DescendantOrSelf,
    Following,
    FollowingSibling,
    Namespace,
    Parent,
    Preceding,
    PrecedingSibling,
    This,
}

#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Test {
    /// `*`
    Any,
    Comment,
    /// `p:*`
    InNamespace(String),
    /// Namespace (empty for none) and local name.
    Name(String, String),
    /// `node()`
    Node,
    Instruction(Option<String>),
    Text,
}

impl Expression {
    /// Parses an expression; prefixes are those in scope at `element`.
    pub(super) fn parse(text: &str, element: Node<'_>) -> Result<Self, XPathError> {
        let mut parser = Parser { text, at: 0, element, depth: 0, operators: 0 };
        let expression = parser.binary(0)?;
        parser.blanks();
        if parser.at == text.len() { Ok(expression) } else { Err(XPathError::Syntax(parser.at)) }
    }

    /// Whether it has for attributes and namespaces the value that it has for their element: all that
    /// it asks of the context node is which elements it is or is inside of.
    pub(super) fn follows_elements(&self) -> bool {
        match self {
            Self::Binary(_, left, right) => left.follows_elements() && right.follows_elements(),
            Self::Call(name, arguments) => {
                let of_context = arguments.is_empty() && !matches!(name.as_str(), "true" | "false" | "here");
                !of_context && arguments.iter().all(Self::follows_elements)
            }
            Self::Literal(_) | Self::Number(_) => true,
            Self::Negate(inner) => inner.follows_elements(),
            Self::Path { start: Start::Root, .. } => true,
            Self::Path { start: Start::Value(value, _), .. } => value.follows_elements(),
            Self::Path { start: Start::Context, steps } => steps.first().is_some_and(|step| {
                step.axis == Axis::AncestorOrSelf
                    && matches!(step.test, Test::Any | Test::InNamespace(_) | Test::Name(..))
            }),
        }
    }
}

/// Operators by rank, those that bind loosest first.
const RANKS: [&[(&str, Operator)]; 7] = [
    &[("or", Operator::Or)],
    &[("and", Operator::And)],
    &[("!=", Operator::NotEqual), ("=", Operator::Equal)],
    &[
        ("<=", Operator::LessEqual),
        (">=", Operator::GreaterEqual),
        ("<", Operator::Less),
        (">", Operator::Greater),
    ],
    &[("+", Operator::Add), ("-", Operator::Subtract)],
    &[("*", Operator::Multiply), ("div", Operator::Divide), ("mod", Operator::Modulo)],
    &[("|", Operator::Union)],
];

struct Parser<'t, 'd> {
    text: &'t str,
    at: usize,
    element: Node<'d>,
    depth: usize,
    operators: usize,
}

impl<'t> Parser<'t, '_> {
    fn blanks(&mut self) {
        let rest = self.rest();
        self.at += rest.len() - rest.trim_start_matches([' ', '\t', '\r', '\n']).len();
    }

    fn rest(&self) -> &'t str {
        &self.text[self.at..]
    }

    fn error<T>(&self) -> Result<T, XPathError> {
        Err(XPathError::Syntax(self.at))
    }

    /// Takes a mark, blanks before it.
    fn take(&mut self, mark: &str) -> bool {
        self.blanks();
        let found = self.rest().starts_with(mark);
        if found {
            self.at += mark.len();
        }
        found
    }

    fn need(&mut self, mark: &str) -> Result<(), XPathError> {
        if self.take(mark) { Ok(()) } else { self.error() }
    }

    fn binary(&mut self, rank: usize) -> Result<Expression, XPathError> {
        // "-" binds tighter than "*" and looser than "|" (§3.5).
        if rank == 6 && self.take("-") {
            return Ok(Expression::Negate(Box::new(self.nested(|parser| parser.binary(6))?)));
        }
        let Some(operators) = RANKS.get(rank) else { return self.path() };
        let mut left = self.binary(rank + 1)?;
        while let Some(operator) = self.operator(operators) {
            self.operators += 1;
            if self.operators > OPERATORS {
                return Err(XPathError::Budget);
            }
            let right = self.binary(rank + 1)?;
            left = Expression::Binary(operator, Box::new(left), Box::new(right));
        }
        Ok(left)
    }

    fn operator(&mut self, operators: &[(&str, Operator)]) -> Option<Operator> {
        self.blanks();
        let rest = self.rest();
        let (mark, operator) = operators.iter().find(|(mark, _)| {
            rest.starts_with(mark)
                && !(mark.starts_with(char::is_alphabetic)
                    && rest[mark.len()..].starts_with(is_name_character))
        })?;
        self.at += mark.len();
        Some(*operator)
    }

    fn nested<T>(&mut self, parse: impl FnOnce(&mut Self) -> Result<T, XPathError>) -> Result<T, XPathError> {
        self.depth += 1;
        if self.depth > DEPTH {
            return Err(XPathError::Budget);
        }
        let parsed = parse(self);
        self.depth -= 1;
        parsed
    }

    fn path(&mut self) -> Result<Expression, XPathError> {
        self.blanks();
        let rest = self.rest();
        let mut steps = Vec::new();
        let start = if rest.starts_with("//") {
            Start::Root
        } else if self.take("/") {
            self.blanks();
            if !self.rest().starts_with(['.', '@', '*']) && !self.rest().starts_with(is_name_start) {
                return Ok(Expression::Path { start: Start::Root, steps });
            }
            steps.push(self.step()?);
            Start::Root
        } else if let Some(value) = self.primary()? {
            let predicates = self.predicates()?;
            if predicates.is_empty() && !self.rest().starts_with('/') {
                return Ok(value);
            }
            Start::Value(Box::new(value), predicates)
        } else {
            steps.push(self.step()?);
            Start::Context
        };
        loop {
            if self.take("//") {
                steps.push(Step { axis: Axis::DescendantOrSelf, test: Test::Node, predicates: Vec::new() });
            } else if !self.take("/") {
                return Ok(Expression::Path { start, steps });
            }
            steps.push(self.step()?);
        }
    }

    /// A parenthesis, a literal, a number or a function call; `None` where a step begins.
    fn primary(&mut self) -> Result<Option<Expression>, XPathError> {
        let rest = self.rest();
        match rest.chars().next() {
            None => self.error(),
            Some('(') => {
                self.at += 1;
                let inner = self.nested(|parser| parser.binary(0))?;
                self.need(")")?;
                self.blanks();
                Ok(Some(inner))
            }
            Some(quote @ ('"' | '\'')) => {
                let Some((literal, _)) = rest[1..].split_once(quote) else { return self.error() };
                self.at += literal.len() + 2;
                Ok(Some(Expression::Literal(literal.to_owned())))
            }
            Some(digit) if digit.is_ascii_digit() || (digit == '.' && is_decimal(&rest[1..])) => {
                let length =
                    rest.find(|digit: char| !digit.is_ascii_digit() && digit != '.').unwrap_or(rest.len());
                let Ok(number) = rest[..length].parse() else { return self.error() };
                self.at += length;
                Ok(Some(Expression::Number(number)))
            }
            Some('$') => Err(XPathError::Unsupported("a variable".to_owned())),
            Some(_) => self.call(),
        }
    }

    fn call(&mut self) -> Result<Option<Expression>, XPathError> {
        let start = self.at;
        let name = self.name();
        let is_call = !name.is_empty()
            && !matches!(name, "comment" | "node" | "processing-instruction" | "text")
            && self.take("(");
        if !is_call {
            self.at = start;
            return Ok(None);
        }
        let mut arguments = Vec::new();
        if !self.take(")") {
            loop {
                arguments.push(self.nested(|parser| parser.binary(0))?);
                if !self.take(",") {
                    break;
                }
            }
            self.need(")")?;
        }
        self.blanks();
        Ok(Some(Expression::Call(name.to_owned(), arguments)))
    }

    fn name(&mut self) -> &'t str {
        let rest = self.rest();
        if !rest.starts_with(is_name_start) {
            return "";
        }
        let length = rest.find(|character| !is_name_character(character)).unwrap_or(rest.len());
        self.at += length;
        &rest[..length]
    }

    fn predicates(&mut self) -> Result<Vec<Expression>, XPathError> {
        let mut predicates = Vec::new();
        while self.take("[") {
            predicates.push(self.nested(|parser| parser.binary(0))?);
            self.need("]")?;
        }
        Ok(predicates)
    }

    fn step(&mut self) -> Result<Step, XPathError> {
        self.blanks();
        let short = |axis| Step { axis, test: Test::Node, predicates: Vec::new() };
        if self.take("..") {
            return Ok(short(Axis::Parent));
        }
        if self.take(".") {
            return Ok(short(Axis::This));
        }
        let axis = if self.take("@") { Axis::Attribute } else { self.axis()? };
        let test = self.test(axis)?;
        Ok(Step { axis, test, predicates: self.predicates()? })
    }

    fn axis(&mut self) -> Result<Axis, XPathError> {
        let start = self.at;
        let name = self.name();
        if !self.take("::") {
            self.at = start;
            return Ok(Axis::Child);
        }
        Ok(match name {
            "ancestor" => Axis::Ancestor,
            "ancestor-or-self" => Axis::AncestorOrSelf,
            "attribute" => Axis::Attribute,
            "child" => Axis::Child,
            "descendant" => Axis::Descendant,
            "descendant-or-self" => Axis::DescendantOrSelf,
            "following" => Axis::Following,
            "following-sibling" => Axis::FollowingSibling,
            "namespace" => Axis::Namespace,
            "parent" => Axis::Parent,
            "preceding" => Axis::Preceding,
            "preceding-sibling" => Axis::PrecedingSibling,
            "self" => Axis::This,
            _ => return self.error(),
        })
    }

    fn test(&mut self, axis: Axis) -> Result<Test, XPathError> {
        if self.take("*") {
            return Ok(Test::Any);
        }
        let name = self.name();
        if name.is_empty() {
            return self.error();
        }
        if self.rest().starts_with(':') && !self.rest().starts_with("::") {
            self.at += 1;
            let namespace = self
                .element
                .lookup_namespace_uri(Some(name))
                .ok_or_else(|| XPathError::UnknownPrefix(name.to_owned()))?
                .to_owned();
            if self.rest().starts_with('*') {
                self.at += 1;
                return Ok(Test::InNamespace(namespace));
            }
            let local = self.name();
            return if local.is_empty() { self.error() } else { Ok(Test::Name(namespace, local.to_owned())) };
        }
        if !self.take("(") {
            if axis == Axis::Namespace {
                return Err(XPathError::Unsupported("a namespace by its prefix".to_owned()));
            }
            return Ok(Test::Name(String::new(), name.to_owned()));
        }
        let test = match name {
            "comment" => Test::Comment,
            "node" => Test::Node,
            "text" => Test::Text,
            "processing-instruction" => {
                self.blanks();
                match self.primary_literal() {
                    Some(target) => Test::Instruction(Some(target)),
                    None => Test::Instruction(None),
                }
            }
            _ => return self.error(),
        };
        self.need(")")?;
        Ok(test)
    }

    fn primary_literal(&mut self) -> Option<String> {
        let rest = self.rest();
        let quote = rest.chars().next().filter(|quote| matches!(quote, '"' | '\''))?;
        let (literal, _) = rest[1..].split_once(quote)?;
        self.at += literal.len() + 2;
        Some(literal.to_owned())
    }
}

fn is_decimal(rest: &str) -> bool {
    rest.starts_with(|digit: char| digit.is_ascii_digit())
}

fn is_name_start(character: char) -> bool {
    character.is_alphabetic() || character == '_'
}

fn is_name_character(character: char) -> bool {
    character.is_alphanumeric() || matches!(character, '_' | '-' | '.' | '\u{B7}')
}
