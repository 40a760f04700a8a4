//! From the evaluator's values to the model's trees, and back.

use std::collections::BTreeMap;
use std::rc::Rc;

use yagura_model::{Gap, Map, Node, Rest, Span, Value};
use yagura_template::syntax;

use crate::resources;
use crate::tree::Place;
use crate::value::{Kind, Object, Partial, Piece, Val, whole};
use crate::world::World;

/// Stands for an unknown part while a text with unknown parts is read as JSON: a character that no text has.
const HOLE: char = '\u{10fffe}';

/// A tree as a value.
pub(crate) fn to_val(node: &Node) -> Val {
    match &node.value {
        Value::Null => Val::null(),
        Value::Bool(value) => Val::bool(*value),
        Value::Int(value) => Val::number(*value as f64),
        Value::Float(value) => Val::number(*value),
        Value::String(text) => Val::text(text.as_str()),
        Value::List(list) => Val::list(list.iter().map(to_val).collect()),
        Value::Map(map) => {
            let entries: BTreeMap<Rc<str>, Val> =
                map.entries.iter().map(|(name, node)| (Rc::from(name.as_str()), to_val(node))).collect();
            let rest = match &map.rest {
                Rest::Absent => None,
                Rest::Unknown(gap) => Some(Rc::new((**gap).clone())),
            };
            Kind::Map(Rc::new(Object { entries, rest })).into()
        }
        Value::Unknown(gap) => Val::unknown((**gap).clone()),
    }
}

/// A number as the model keeps it.
fn number(number: f64) -> Value {
    whole(number).map_or(Value::Float(number), Value::Int)
}

impl World {
    /// The body of a block of a file; attributes that hold JSON documents as trees.
    pub(crate) fn body_node(&self, body: &Object, file: u32) -> Map {
        let mut map = Map { entries: Vec::with_capacity(body.entries.len()), rest: rest(body) };
        for (name, value) in &body.entries {
            let node = if resources::is_document(name) {
                self.document_node(value, file)
            } else {
                match &value.kind {
                    // A list of blocks has documents inside.
                    Kind::List(list) if list.iter().any(|item| matches!(item.kind, Kind::Map(_))) => {
                        let items = list.iter().map(|item| match &item.kind {
                            Kind::Map(inner) => self.place(Value::Map(self.body_node(inner, file)), item.place, file),
                            _ => self.node(item, file),
                        });
                        self.place(Value::List(items.collect()), value.place, file)
                    }
                    _ => self.node(value, file),
                }
            };
            map.entries.push((name.to_string(), node));
        }
        map
    }

    fn place(&self, value: Value, place: Option<Place>, file: u32) -> Node {
        let span = place
            .filter(|place| place.file == file)
            .and_then(|place| Some(self.source(file)?.span(place)))
            .filter(|span| span.line > 0);
        Node { value, span }
    }

    /// A value as a tree; what was written in another file has no place.
    pub(crate) fn node(&self, value: &Val, file: u32) -> Node {
        if let Err(gap) = self.charge(1) {
            return Node::unknown(gap);
        }
        let inner = match &value.kind {
            Kind::Null => Value::Null,
            Kind::Bool(value) => Value::Bool(*value),
            Kind::Number(value) => number(*value),
            Kind::Text(text) => Value::String(text.to_string()),
            Kind::Json(json) => Value::String(json.text.to_string()),
            Kind::List(list) | Kind::Set(list) => Value::List(list.iter().map(|item| self.node(item, file)).collect()),
            Kind::Map(map) => Value::Map(Map {
                entries: map.entries.iter().map(|(name, item)| (name.to_string(), self.node(item, file))).collect(),
                rest: rest(map),
            }),
            Kind::Lazy(lazy) => {
                let message = format!("`{}` is a whole resource or module", lazy.address());
                Value::Unknown(Box::new(Gap::unresolved(message)))
            }
            Kind::Unknown(unknown) => Value::Unknown(Box::new(unknown.gap.clone())),
        };
        self.place(inner, value.place, file)
    }

    /// The tree of a JSON text; a text that is no JSON stays as it is.
    fn document_node(&self, value: &Val, file: u32) -> Node {
        let place = value.place;
        match &value.kind {
            Kind::Json(json) => Node { span: self.place(Value::Null, place, file).span, ..self.node(&json.tree, file) },
            Kind::Text(text) => match self.parse(text, place, file) {
                Some(tree) => Node { span: self.place(Value::Null, place, file).span, ..tree },
                None => self.node(value, file),
            },
            Kind::List(list) => {
                let items = list.iter().map(|item| match &item.kind {
                    Kind::Map(inner) => self.place(Value::Map(self.body_node(inner, file)), item.place, file),
                    _ => self.document_node(item, file),
                });
                self.place(Value::List(items.collect()), place, file)
            }
            Kind::Unknown(unknown) => match &unknown.partial {
                Partial::Nothing => self.node(value, file),
                Partial::Json(tree) => {
                    Node { span: self.place(Value::Null, place, file).span, ..self.node(tree, file) }
                }
                Partial::Text(pieces) => {
                    let mut text = String::new();
                    let mut gaps = Vec::new();
                    for piece in pieces {
                        match piece {
                            Piece::Known(known) => text.push_str(known),
                            Piece::Unknown(gap) => {
                                text.push(HOLE);
                                text.push_str(&gaps.len().to_string());
                                text.push(HOLE);
                                gaps.push(gap);
                            }
                        }
                    }
                    match self.parse(&text, place, file) {
                        Some(mut tree) => {
                            fill(&mut tree, &gaps);
                            Node { span: self.place(Value::Null, place, file).span, ..tree }
                        }
                        None => self.node(value, file),
                    }
                }
            },
            _ => self.node(value, file),
        }
    }

    /// Reads a text that looks like a JSON object or list.
    fn parse(&self, text: &str, place: Option<Place>, file: u32) -> Option<Node> {
        if !text.trim_start().starts_with(['{', '[']) || crate::value::symbols(text.trim_start()).any(|s| s.start == 0)
        {
            return None;
        }
        let mut tree = syntax::read_json(text, syntax::MAX_NODES).ok()?.root;
        match place.and_then(|place| self.heredoc(place, file)) {
            Some((lines, columns)) => shift(&mut tree, lines, columns),
            None => forget(&mut tree),
        }
        Some(tree)
    }

    /// How many lines and columns lie before the text of a here-document.
    fn heredoc(&self, place: Place, file: u32) -> Option<(u32, u32)> {
        if place.file != file {
            return None;
        }
        let source = self.source(file)?;
        let written = source.slice(place);
        let start = written.find("<<")?;
        let before = written.get(..start)?;
        // `name = <<EOF`, and nothing else before it.
        if before.contains('\n') || before.contains(['"', '(', '[', '{']) {
            return None;
        }
        let mut lines = written.get(start..)?.lines();
        let opening = lines.next()?;
        let columns = if opening.starts_with("<<-") {
            let delimiter = opening.trim_start_matches("<<-").trim();
            let content = lines.take_while(|line| line.trim() != delimiter).filter(|line| !line.trim().is_empty());
            content.map(|line| line.len() - line.trim_start().len()).min()?
        } else {
            0
        };
        Some((source.span(place).line, u32::try_from(columns).ok()?))
    }
}

fn rest(object: &Object) -> Rest {
    object.rest.as_ref().map_or(Rest::Absent, |gap| Rest::Unknown(Box::new((**gap).clone())))
}

fn each(node: &mut Node, change: &mut impl FnMut(&mut Node)) {
    change(node);
    match &mut node.value {
        Value::List(list) => list.iter_mut().for_each(|node| each(node, change)),
        Value::Map(map) => map.entries.iter_mut().for_each(|(_, node)| each(node, change)),
        _ => {}
    }
}

fn shift(tree: &mut Node, lines: u32, columns: u32) {
    each(tree, &mut |node| {
        node.span = node.span.map(|span| Span {
            line: span.line.saturating_add(lines),
            column: span.column.saturating_add(columns),
            end_line: span.end_line.saturating_add(lines),
            end_column: span.end_column.saturating_add(columns),
        });
    });
}

fn forget(tree: &mut Node) {
    each(tree, &mut |node| node.span = None);
}

/// Texts with a hole are unknown, with the gap of the hole.
fn fill(tree: &mut Node, gaps: &[&Gap]) {
    let gap_of = |text: &str| -> Option<Gap> {
        let number = text.split(HOLE).nth(1)?.parse::<usize>().ok()?;
        gaps.get(number).map(|gap| (*gap).clone())
    };
    each(tree, &mut |node| match &mut node.value {
        Value::String(text) => {
            if let Some(gap) = gap_of(text) {
                node.value = Value::Unknown(Box::new(gap));
            }
        }
        Value::Map(map) => {
            if let Some(gap) = map.entries.iter().find_map(|(name, _)| gap_of(name)) {
                map.entries.retain(|(name, _)| !name.contains(HOLE));
                map.rest = Rest::Unknown(Box::new(gap));
            }
        }
        _ => {}
    });
}
