//! YAML events into a tree.
//!
//! The parser is libyaml's port, because AWS's own tools read templates with libyaml's grammar: other YAML parsers for Rust
//! refuse templates that deploy.

use std::collections::HashMap;
use std::panic::{AssertUnwindSafe, catch_unwind};

use libyaml_safer::{Event, EventData, Mark, Parser, ScalarStyle};
use yagura_model::{Gap, Map, Node, Span, Value};

use super::{Duplicate, MAX_ANCHORS, MAX_DEPTH, MAX_NODES, MapBuilder, ParseError, Parsed, join_spans, number};

pub(super) fn read(text: &str) -> Result<Parsed, ParseError> {
    // The parser panics at a block scalar that ends with the file instead of with a line.
    let ended;
    let text = if text.ends_with('\n') {
        text
    } else {
        ended = format!("{text}\n");
        &ended
    };
    let mut builder = Builder::default();
    let mut last = Mark::default();
    // The parser is not ours and has panics that hostile texts may reach: one of them must not end the run.
    let Ok(outcome) = catch_unwind(AssertUnwindSafe(|| events(text, &mut builder, &mut last))) else {
        let place = span(last, last);
        let message = "not valid YAML: the parser gave up after this place";
        return Err(ParseError::new(place.line, place.column, message));
    };
    outcome?;
    Ok(Parsed { root: builder.root.unwrap_or_else(Node::null), duplicates: builder.duplicates })
}

fn events(text: &str, builder: &mut Builder, last: &mut Mark) -> Result<(), ParseError> {
    let mut bytes = text.as_bytes();
    let mut parser = Parser::new();
    parser.set_input_string(&mut bytes);
    loop {
        let event = parser.parse().map_err(|error| {
            let mark = error.problem_mark().or_else(|| error.context_mark()).unwrap_or_default();
            let start = span(mark, mark);
            let context = error.context().map(|context| format!(" {context}")).unwrap_or_default();
            ParseError::new(start.line, start.column, format!("not valid YAML: {}{context}", error.problem()))
        })?;
        *last = event.end_mark;
        if matches!(event.data, EventData::StreamEnd) {
            return Ok(());
        }
        builder.event(event)?;
    }
}

fn span(start: Mark, end: Mark) -> Span {
    let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX - 1).saturating_add(1);
    Span {
        line: number(start.line),
        column: number(start.column),
        end_line: number(end.line),
        end_column: number(end.column),
    }
}

/// A finished node with what it costs to repeat it.
struct Done {
    node: Node,
    size: usize,
    depth: usize,
}

#[derive(Default)]
struct Builder {
    open: Vec<Open>,
    root: Option<Node>,
    documents: usize,
    nodes: usize,
    anchors: HashMap<String, (Node, usize, usize)>,
    anchor_count: usize,
    duplicates: Vec<Duplicate>,
}

/// A collection that is not closed yet.
struct Open {
    anchor: Option<String>,
    tag: Option<String>,
    start: Span,
    end: Span,
    size: usize,
    depth: usize,
    items: Items,
}

enum Items {
    List(Vec<Node>),
    Map(MapBuilder, Option<(String, Span, bool)>),
}

impl Builder {
    fn event(&mut self, event: Event) -> Result<(), ParseError> {
        let place = span(event.start_mark, event.end_mark);
        match event.data {
            EventData::DocumentStart { .. } => {
                self.documents += 1;
                if self.documents > 1 {
                    return Err(ParseError::new(place.line, place.column, "a second document in one file"));
                }
            }
            EventData::Scalar { anchor, tag, value, plain_implicit, style, .. } => {
                self.anchor(anchor.as_deref(), place)?;
                let plain = plain_implicit && style == ScalarStyle::Plain;
                if let Some(Open { items: Items::Map(_, key @ None), .. }) = self.open.last_mut()
                    && tag.as_deref().is_none_or(|tag| tag.starts_with("tag:yaml.org"))
                {
                    if let Some(anchor) = anchor {
                        let node = Node::at(Value::String(value.clone()), place);
                        self.anchors.insert(anchor, (node, 1, 1));
                    }
                    let merge = plain && value == "<<";
                    *key = Some((value, place, merge));
                    return self.count(1, place);
                }
                let value = scalar(value, tag.as_deref(), plain);
                let node = tagged(Node::at(value, place), tag.as_deref());
                self.done(Done { node, size: 1, depth: 1 }, anchor)?;
            }
            EventData::SequenceStart { anchor, tag, .. } => {
                self.start(anchor, tag, place, Items::List(Vec::new()))?;
            }
            EventData::MappingStart { anchor, tag, .. } => {
                self.start(anchor, tag, place, Items::Map(MapBuilder::default(), None))?;
            }
            EventData::SequenceEnd | EventData::MappingEnd => {
                let Some(open) = self.open.pop() else { return Ok(()) };
                let flow = event.end_mark.index > event.start_mark.index;
                let end = if flow { place } else { open.end };
                let value = match open.items {
                    Items::List(list) => Value::List(list),
                    Items::Map(map, _) => Value::Map(map.finish()),
                };
                let node = tagged(Node::at(value, join_spans(open.start, end)), open.tag.as_deref());
                self.done(Done { node, size: open.size + 1, depth: open.depth + 1 }, open.anchor)?;
            }
            EventData::Alias { anchor } => {
                let Some((node, size, depth)) = self.anchors.get(&anchor) else {
                    let message = format!("the alias `*{anchor}` has no anchor before it");
                    return Err(ParseError::new(place.line, place.column, message));
                };
                let (size, depth) = (*size, *depth);
                if self.nodes + size > MAX_NODES {
                    return Err(too_many(place));
                }
                let mut node = node.clone();
                node.span = Some(place);
                if let Some(Open { items: Items::Map(_, key @ None), .. }) = self.open.last_mut() {
                    let Value::String(text) = node.value else {
                        return Err(ParseError::new(place.line, place.column, "a key that is no text"));
                    };
                    *key = Some((text, place, false));
                    return self.count(1, place);
                }
                self.nodes += size - 1;
                self.done(Done { node, size, depth }, None)?;
            }
            _ => {}
        }
        Ok(())
    }

    fn count(&mut self, more: usize, place: Span) -> Result<(), ParseError> {
        self.nodes += more;
        if self.nodes > MAX_NODES { Err(too_many(place)) } else { Ok(()) }
    }

    fn anchor(&mut self, anchor: Option<&str>, place: Span) -> Result<(), ParseError> {
        self.anchor_count += usize::from(anchor.is_some());
        if self.anchor_count > MAX_ANCHORS {
            return Err(ParseError::new(place.line, place.column, format!("more than {MAX_ANCHORS} anchors")));
        }
        Ok(())
    }

    fn start(
        &mut self,
        anchor: Option<String>,
        tag: Option<String>,
        start: Span,
        items: Items,
    ) -> Result<(), ParseError> {
        self.anchor(anchor.as_deref(), start)?;
        if let Some(Open { items: Items::Map(_, None), .. }) = self.open.last() {
            return Err(ParseError::new(start.line, start.column, "a key that is no text"));
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(too_deep(start));
        }
        self.open.push(Open { anchor, tag, start, end: start, size: 0, depth: 0, items });
        Ok(())
    }

    fn done(&mut self, done: Done, anchor: Option<String>) -> Result<(), ParseError> {
        let place = done.node.span.unwrap_or_default();
        self.count(1, place)?;
        if self.open.len() + done.depth > MAX_DEPTH + 1 {
            return Err(too_deep(place));
        }
        if let Some(anchor) = anchor {
            // A kept copy costs as much as a used one.
            self.count(done.size, place)?;
            self.anchors.insert(anchor, (done.node.clone(), done.size, done.depth));
        }
        let keep_last = self.open.len() <= 2;
        let Some(open) = self.open.last_mut() else {
            self.root = Some(done.node);
            return Ok(());
        };
        open.size += done.size;
        open.depth = open.depth.max(done.depth);
        open.end = place;
        match &mut open.items {
            Items::List(list) => list.push(done.node),
            Items::Map(map, key) => match key.take() {
                Some((_, _, true)) => map.merged.push(done.node),
                Some((name, start, false)) => {
                    let mut node = done.node;
                    node.span = Some(join_spans(start, place));
                    map.put(name, node, &mut self.duplicates, keep_last);
                }
                None => return Err(ParseError::new(place.line, place.column, "a key that is no text")),
            },
        }
        Ok(())
    }
}

fn too_many(place: Span) -> ParseError {
    ParseError::new(place.line, place.column, format!("more than {MAX_NODES} values, aliases expanded"))
}

fn too_deep(place: Span) -> ParseError {
    ParseError::new(place.line, place.column, format!("nested deeper than {MAX_DEPTH}"))
}

/// A plain scalar is what CloudFormation takes it for; `yes`, `no`, `on` and `off` stay texts.
fn scalar(text: String, tag: Option<&str>, plain: bool) -> Value {
    if !plain || tag.is_some() {
        return Value::String(text);
    }
    match text.as_str() {
        "" | "~" | "null" | "Null" | "NULL" => Value::Null,
        "true" | "True" | "TRUE" => Value::Bool(true),
        "false" | "False" | "FALSE" => Value::Bool(false),
        _ => number(&text).unwrap_or(Value::String(text)),
    }
}

/// `!Ref X` is `{ Ref: X }`, `!Sub X` is `{ Fn::Sub: X }`
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/intrinsic-function-reference.html>).
fn tagged(node: Node, tag: Option<&str>) -> Node {
    let Some(tag) = tag else { return node };
    let Some(short) = tag.strip_prefix('!') else {
        return node;
    };
    if short.is_empty() {
        return node;
    }
    let span = node.span;
    let name = match short {
        "Ref" | "Condition" => short.to_owned(),
        "And" | "Base64" | "Cidr" | "Contains" | "EachMemberEquals" | "EachMemberIn" | "Equals" | "FindInMap"
        | "ForEach" | "GetAZs" | "GetAtt" | "If" | "ImportValue" | "Join" | "Length" | "Not" | "Or" | "RefAll"
        | "Select" | "Split" | "Sub" | "ToJsonString" | "Transform" | "ValueOf" | "ValueOfAll" => {
            format!("Fn::{short}")
        }
        _ => {
            let gap = Gap::unsupported(format!("the tag `!{short}` is not read"));
            return Node { value: Value::Unknown(Box::new(gap)), span };
        }
    };
    let map = Map { entries: vec![(name, node)], ..Map::default() };
    Node { value: Value::Map(map), span }
}
