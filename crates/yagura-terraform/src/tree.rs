//! What is written in a file: blocks, attributes and expressions with their places, whatever syntax they were written in.

use std::rc::Rc;

/// A run of bytes of a file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Place {
    /// The file's number among those that were read.
    pub(crate) file: u32,
    /// The first byte.
    pub(crate) start: u32,
    /// The byte after the last.
    pub(crate) end: u32,
}

/// Attributes and blocks in their order.
#[derive(Debug, Clone, Default)]
pub(crate) struct Body {
    pub(crate) attributes: Vec<Attribute>,
    pub(crate) blocks: Vec<Block>,
}

/// `name = value`.
#[derive(Debug, Clone)]
pub(crate) struct Attribute {
    pub(crate) name: Rc<str>,
    pub(crate) value: Expr,
    /// From the name to the end of the value.
    pub(crate) place: Place,
}

/// `kind "label" { … }`.
#[derive(Debug, Clone)]
pub(crate) struct Block {
    pub(crate) kind: Rc<str>,
    pub(crate) labels: Vec<Rc<str>>,
    pub(crate) body: Body,
    pub(crate) place: Place,
}

impl Body {
    pub(crate) fn attribute(&self, name: &str) -> Option<&Attribute> {
        self.attributes.iter().find(|attribute| &*attribute.name == name)
    }

    pub(crate) fn value(&self, name: &str) -> Option<&Expr> {
        self.attribute(name).map(|attribute| &attribute.value)
    }

    pub(crate) fn blocks<'a>(&'a self, kind: &'a str) -> impl Iterator<Item = &'a Block> {
        self.blocks.iter().filter(move |block| &*block.kind == kind)
    }
}

/// An expression at a place.
#[derive(Debug, Clone)]
pub(crate) struct Expr {
    pub(crate) kind: ExprKind,
    pub(crate) place: Place,
}

/// The kinds of expressions
/// (<https://developer.hashicorp.com/terraform/language/expressions>).
#[derive(Debug, Clone)]
pub(crate) enum ExprKind {
    Null,
    Bool(bool),
    Number(f64),
    Text(Rc<str>),
    /// A text with expressions in it.
    Template(Vec<Part>),
    Tuple(Vec<Expr>),
    /// A key that is a bare word is a text.
    Object(Vec<(Expr, Expr)>),
    Variable(Rc<str>),
    /// A value and what is taken out of it, step by step.
    Traversal(Box<Expr>, Vec<Step>),
    Conditional(Box<[Expr; 3]>),
    Call(Rc<str>, Vec<Expr>, Expand),
    Not(Box<Expr>),
    Negate(Box<Expr>),
    Binary(Operator, Box<[Expr; 2]>),
    For(Box<For>),
}

/// Whether the last argument of a call is a list of arguments (`f(list...)`).
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Expand {
    No,
    Final,
}

/// One step into a value.
#[derive(Debug, Clone)]
pub(crate) enum Step {
    Attribute(Rc<str>),
    Index(Expr),
    /// `.*`: the attribute steps behind it go into each element.
    AttributeSplat,
    /// `[*]`: all steps behind it go into each element.
    FullSplat,
}

/// The operators with two operands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Operator {
    Add,
    Subtract,
    Multiply,
    Divide,
    Modulo,
    Equal,
    NotEqual,
    Less,
    LessOrEqual,
    Greater,
    GreaterOrEqual,
    And,
    Or,
}

/// `[for …]` or `{for …}`.
#[derive(Debug, Clone)]
pub(crate) struct For {
    pub(crate) key_variable: Option<Rc<str>>,
    pub(crate) value_variable: Rc<str>,
    pub(crate) collection: Expr,
    /// There is one in `{for …}` only.
    pub(crate) key: Option<Expr>,
    pub(crate) value: Expr,
    /// `…` behind the value: values of one key are a list.
    pub(crate) grouping: bool,
    pub(crate) condition: Option<Expr>,
}

/// A part of a template, white space beside strip markers taken away.
#[derive(Debug, Clone)]
pub(crate) enum Part {
    Text(Rc<str>),
    Value(Expr),
    If(Box<If>),
    For(Box<ForPart>),
}

/// `%{ if … }`.
#[derive(Debug, Clone)]
pub(crate) struct If {
    pub(crate) condition: Expr,
    pub(crate) yes: Vec<Part>,
    pub(crate) no: Vec<Part>,
}

/// `%{ for … }`.
#[derive(Debug, Clone)]
pub(crate) struct ForPart {
    pub(crate) key_variable: Option<Rc<str>>,
    pub(crate) value_variable: Rc<str>,
    pub(crate) collection: Expr,
    pub(crate) body: Vec<Part>,
}
