//! HCL's native syntax into a [`crate::tree`].

use std::ops::Range;
use std::rc::Rc;

use hcl_edit::expr as hcl;
use hcl_edit::structure;
use hcl_edit::template::{Directive, Element, Strip, Template};
use hcl_edit::{Decorated, Ident, Span as _};

use crate::tree::{Attribute, Block, Body, Expand, Expr, ExprKind, For, ForPart, If, Operator, Part, Place, Step};

/// Why a text is no HCL, and where.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct SyntaxError {
    pub(crate) line: u32,
    pub(crate) column: u32,
    pub(crate) message: String,
}

impl SyntaxError {
    fn of(error: &hcl_edit::parser::Error) -> Self {
        let number = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        // What stands in the line may be a secret: the parser's message names what was expected only.
        Self {
            line: number(error.location().line()),
            column: number(error.location().column()),
            message: format!("not valid HCL: {}", error.message().replace('\n', "; ")),
        }
    }
}

/// Reads the text of a file.
pub(crate) fn body(text: &str, file: u32) -> Result<Body, SyntaxError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    let body = hcl_edit::parser::parse_body(text).map_err(|error| SyntaxError::of(&error))?;
    Ok(Lower { file, fixed: None }.body(&body))
}

/// Reads a template that is a whole text: the content of a file, or a text in JSON. Every part is at one place.
pub(crate) fn template(text: &str, place: Place) -> Result<Vec<Part>, SyntaxError> {
    let template = hcl_edit::parser::parse_template(text).map_err(|error| SyntaxError::of(&error))?;
    Ok(Lower { file: place.file, fixed: Some(place) }.parts(&template))
}

/// Reads an expression that is a whole text. Every part is at one place.
pub(crate) fn expression(text: &str, place: Place) -> Result<Expr, SyntaxError> {
    let expression = hcl_edit::parser::parse_expr(text).map_err(|error| SyntaxError::of(&error))?;
    Ok(Lower { file: place.file, fixed: Some(place) }.expr(&expression))
}

struct Lower {
    file: u32,
    /// The place of everything, where the text stands inside another one.
    fixed: Option<Place>,
}

impl Lower {
    fn place(&self, span: Option<Range<usize>>) -> Place {
        let offset = |value: usize| u32::try_from(value).unwrap_or(u32::MAX);
        self.fixed.unwrap_or_else(|| {
            let span = span.unwrap_or_default();
            Place { file: self.file, start: offset(span.start), end: offset(span.end) }
        })
    }

    fn body(&self, body: &structure::Body) -> Body {
        let mut lowered = Body::default();
        for item in body {
            match item {
                structure::Structure::Attribute(attribute) => lowered.attributes.push(Attribute {
                    name: word(&attribute.key),
                    value: self.expr(&attribute.value),
                    place: self.place(join(attribute.key.span(), attribute.value.span())),
                }),
                structure::Structure::Block(block) => lowered.blocks.push(Block {
                    kind: word(&block.ident),
                    labels: block.labels.iter().map(|label| Rc::from(label.as_str())).collect(),
                    body: self.body(&block.body),
                    place: self.place(join(block.ident.span(), block.span())),
                }),
            }
        }
        lowered
    }

    fn expr(&self, expression: &hcl::Expression) -> Expr {
        use hcl::Expression as E;
        let place = self.place(expression.span());
        let boxed = |inner: &hcl::Expression| Box::new(self.expr(inner));
        let kind = match expression {
            E::Null(_) => ExprKind::Null,
            E::Bool(value) => ExprKind::Bool(*value.value()),
            E::Number(number) => ExprKind::Number(number.value().as_f64().unwrap_or(f64::NAN)),
            E::String(text) => ExprKind::Text(Rc::from(text.value().as_str())),
            E::Array(array) => ExprKind::Tuple(array.iter().map(|item| self.expr(item)).collect()),
            E::Object(object) => ExprKind::Object(
                object
                    .iter()
                    .map(|(key, value)| {
                        let key = match key {
                            hcl::ObjectKey::Ident(name) => {
                                Expr { kind: ExprKind::Text(word(name)), place: self.place(name.span()) }
                            }
                            hcl::ObjectKey::Expression(expression) => self.expr(expression),
                        };
                        (key, self.expr(value.expr()))
                    })
                    .collect(),
            ),
            E::StringTemplate(template) => self.template(template),
            E::HeredocTemplate(heredoc) => self.template(&heredoc.template),
            E::Parenthesis(inner) => return Expr { kind: self.expr(inner.inner()).kind, place },
            E::Variable(name) => ExprKind::Variable(word(name)),
            E::Conditional(conditional) => ExprKind::Conditional(Box::new([
                self.expr(&conditional.cond_expr),
                self.expr(&conditional.true_expr),
                self.expr(&conditional.false_expr),
            ])),
            E::FuncCall(call) => {
                let mut name = String::new();
                for part in &call.name.namespace {
                    name.push_str(part.as_str());
                    name.push_str("::");
                }
                name.push_str(call.name.name.as_str());
                let expand = if call.args.expand_final() { Expand::Final } else { Expand::No };
                // `core::` names the language's own functions.
                let name = name.strip_prefix("core::").unwrap_or(&name);
                ExprKind::Call(Rc::from(name), call.args.iter().map(|argument| self.expr(argument)).collect(), expand)
            }
            E::Traversal(traversal) => ExprKind::Traversal(
                boxed(&traversal.expr),
                traversal.operators.iter().map(|operator| self.step(operator)).collect(),
            ),
            E::UnaryOp(operation) => match operation.operator.value() {
                hcl::UnaryOperator::Neg => ExprKind::Negate(boxed(&operation.expr)),
                hcl::UnaryOperator::Not => ExprKind::Not(boxed(&operation.expr)),
            },
            E::BinaryOp(operation) => ExprKind::Binary(
                operator(*operation.operator.value()),
                Box::new([self.expr(&operation.lhs_expr), self.expr(&operation.rhs_expr)]),
            ),
            E::ForExpr(each) => ExprKind::For(Box::new(For {
                key_variable: each.intro.key_var.as_ref().map(word),
                value_variable: word(&each.intro.value_var),
                collection: self.expr(&each.intro.collection_expr),
                key: each.key_expr.as_ref().map(|key| self.expr(key)),
                value: self.expr(&each.value_expr),
                grouping: each.grouping,
                condition: each.cond.as_ref().map(|condition| self.expr(&condition.expr)),
            })),
        };
        Expr { kind, place }
    }

    fn step(&self, operator: &Decorated<hcl::TraversalOperator>) -> Step {
        match operator.value() {
            hcl::TraversalOperator::AttrSplat(_) => Step::AttributeSplat,
            hcl::TraversalOperator::FullSplat(_) => Step::FullSplat,
            hcl::TraversalOperator::GetAttr(name) => Step::Attribute(word(name)),
            hcl::TraversalOperator::Index(index) => Step::Index(self.expr(index)),
            hcl::TraversalOperator::LegacyIndex(index) => Step::Index(Expr {
                kind: ExprKind::Number(index.value().to_string().parse().unwrap_or(f64::NAN)),
                place: self.place(operator.span()),
            }),
        }
    }

    fn template<'t>(&self, elements: impl IntoIterator<Item = &'t Element>) -> ExprKind {
        let mut parts = self.elements(elements.into_iter());
        match parts.as_mut_slice() {
            [] => ExprKind::Text(Rc::from("")),
            [Part::Text(text)] => ExprKind::Text(text.clone()),
            _ => ExprKind::Template(parts),
        }
    }

    fn parts(&self, template: &Template) -> Vec<Part> {
        self.elements(template.iter())
    }

    /// The parts of a template, white space beside strip markers taken away.
    fn elements<'t>(&self, elements: impl Iterator<Item = &'t Element>) -> Vec<Part> {
        let mut parts: Vec<Part> = Vec::new();
        let mut strip_next = false;
        for element in elements {
            match element {
                Element::Literal(text) => {
                    let text = text.value().as_str();
                    let text = if strip_next { strip_start(text) } else { text };
                    strip_next = false;
                    if !text.is_empty() {
                        parts.push(Part::Text(Rc::from(text)));
                    }
                }
                Element::Interpolation(interpolation) => {
                    before(&mut parts, interpolation.strip);
                    strip_next = interpolation.strip.strip_end();
                    parts.push(Part::Value(self.expr(&interpolation.expr)));
                }
                Element::Directive(directive) => match &**directive {
                    Directive::If(directive) => {
                        before(&mut parts, directive.if_expr.strip);
                        let mut yes = self.parts(&directive.if_expr.template);
                        after(&mut yes, directive.if_expr.strip);
                        let end = directive.endif_expr.strip;
                        let no = if let Some(other) = &directive.else_expr {
                            before(&mut yes, other.strip);
                            let mut no = self.parts(&other.template);
                            after(&mut no, other.strip);
                            before(&mut no, end);
                            no
                        } else {
                            before(&mut yes, end);
                            Vec::new()
                        };
                        strip_next = end.strip_end();
                        let condition = self.expr(&directive.if_expr.cond_expr);
                        parts.push(Part::If(Box::new(If { condition, yes, no })));
                    }
                    Directive::For(directive) => {
                        let start = &directive.for_expr;
                        before(&mut parts, start.strip);
                        let mut body = self.parts(&start.template);
                        after(&mut body, start.strip);
                        before(&mut body, directive.endfor_expr.strip);
                        strip_next = directive.endfor_expr.strip.strip_end();
                        parts.push(Part::For(Box::new(ForPart {
                            key_variable: start.key_var.as_ref().map(word),
                            value_variable: word(&start.value_var),
                            collection: self.expr(&start.collection_expr),
                            body,
                        })));
                    }
                },
            }
        }
        parts
    }
}

/// `~` at the beginning of a sequence: takes the white space away that ends the text before it.
fn before(parts: &mut Vec<Part>, strip: Strip) {
    if !strip.strip_start() {
        return;
    }
    if let Some(Part::Text(text)) = parts.last_mut() {
        let stripped = strip_end(text);
        if stripped.is_empty() {
            parts.pop();
        } else {
            *text = Rc::from(stripped);
        }
    }
}

/// `~` at the end of a directive: takes the white space away that begins the text behind it.
fn after(parts: &mut Vec<Part>, strip: Strip) {
    if !strip.strip_end() {
        return;
    }
    if let Some(Part::Text(text)) = parts.first_mut() {
        let stripped = strip_start(text);
        if stripped.is_empty() {
            parts.remove(0);
        } else {
            *text = Rc::from(stripped);
        }
    }
}

/// HCL cuts literals after each line: a strip marker takes the rest of its line only, with the line break.
fn strip_start(text: &str) -> &str {
    let line_end = text.find('\n').map_or(text.len(), |at| at + 1);
    let (line, _) = text.split_at(line_end);
    let stripped = line.trim_start();
    text.get(line.len() - stripped.len()..).unwrap_or_default()
}

fn strip_end(text: &str) -> &str {
    let without_break = text.strip_suffix('\n').unwrap_or(text);
    let line_start = without_break.rfind('\n').map_or(0, |at| at + 1);
    let (before, line) = text.split_at(line_start);
    text.get(..before.len() + line.trim_end().len()).unwrap_or_default()
}

fn word(name: &Decorated<Ident>) -> Rc<str> {
    Rc::from(name.value().as_str())
}

fn join(start: Option<Range<usize>>, end: Option<Range<usize>>) -> Option<Range<usize>> {
    Some(start?.start..end?.end)
}

fn operator(operator: hcl::BinaryOperator) -> Operator {
    use hcl::BinaryOperator as B;
    match operator {
        B::Eq => Operator::Equal,
        B::NotEq => Operator::NotEqual,
        B::LessEq => Operator::LessOrEqual,
        B::GreaterEq => Operator::GreaterOrEqual,
        B::Less => Operator::Less,
        B::Greater => Operator::Greater,
        B::Plus => Operator::Add,
        B::Minus => Operator::Subtract,
        B::Mul => Operator::Multiply,
        B::Div => Operator::Divide,
        B::Mod => Operator::Modulo,
        B::And => Operator::And,
        B::Or => Operator::Or,
    }
}
