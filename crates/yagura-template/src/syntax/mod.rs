//! Text into a tree with places: YAML (as CloudFormation reads it) and JSON.

mod json;
mod outline;
mod yaml;

pub use outline::{Entry, Piece, PieceKind, Style, outline};
use yagura_model::{Gap, Map, Node, Span, Value};

/// How deep a tree may nest; AWS's own documents stay far below.
const MAX_DEPTH: usize = 200;
/// How many nodes one text may hold, aliases expanded: a template of AWS's limit of 1 MB has some 60,000.
pub const MAX_NODES: usize = 150_000;
/// How many anchors one text may hold.
const MAX_ANCHORS: usize = 10_000;

/// Why a text is no YAML or JSON, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("line {line}, column {column}: {message}")]
pub struct ParseError {
    /// Line, from 1.
    pub line: u32,
    /// Column in characters, from 1.
    pub column: u32,
    /// What is wrong.
    pub message: String,
}

impl ParseError {
    /// An error at a place.
    pub fn new(line: u32, column: u32, message: impl Into<String>) -> Self {
        Self { line, column, message: message.into() }
    }
}

/// A tree, and what was odd on the way to it.
pub struct Parsed {
    /// The tree.
    pub root: Node,
    /// Keys that stand twice in one map.
    pub duplicates: Vec<Duplicate>,
}

/// A key that stands twice in one map.
pub struct Duplicate {
    /// The key.
    pub key: String,
    /// The line where it stands first.
    pub first: u32,
    /// The line where it stands again.
    pub again: u32,
}

impl Duplicate {
    /// What is wrong, with both lines.
    pub fn message(&self) -> String {
        format!("`{}` stands twice, in lines {} and {}", self.key, self.first, self.again)
    }
}

/// Reads a text; a text that begins as JSON is held to JSON's rules.
/// Fails at the first place that is neither JSON nor YAML, and on a text that nests too deeply or holds too much.
pub fn read(text: &str) -> Result<Parsed, ParseError> {
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    if let Some(at) = text.find('\0') {
        let line = text.get(..at).map_or(0, |before| before.matches('\n').count());
        return Err(ParseError::new(
            u32::try_from(line).unwrap_or(u32::MAX).saturating_add(1),
            1,
            "a NUL character: the text is binary or UTF-16, not UTF-8",
        ));
    }
    let mut start = text.trim_start().chars();
    match start.next() {
        Some('{' | '[') => match json::read(text, MAX_NODES) {
            Ok(parsed) => Ok(parsed),
            Err(error) => match start.find(|c| !c.is_whitespace()) {
                Some('"' | '}' | '{' | ']' | '[') => Err(error),
                _ => yaml::read(text),
            },
        },
        _ => yaml::read(text),
    }
}

/// Builds a map; a key that stands twice has no known value, and the caller is told.
#[derive(Default)]
struct MapBuilder {
    map: Map,
    /// Where each key stands, once the map is long enough for a search through it to cost.
    index: std::collections::HashMap<String, usize>,
    merged: Vec<Node>,
}

impl MapBuilder {
    /// `keep_last`: a section or a logical id that stands twice is read as its last.
    fn put(&mut self, key: String, node: Node, duplicates: &mut Vec<Duplicate>, keep_last: bool) {
        let again = node.span.unwrap_or_default();
        match self.index.get(&key).copied() {
            None => {
                self.index.insert(key.clone(), self.map.entries.len());
                self.map.entries.push((key, node));
            }
            Some(at) => {
                let Some((_, old)) = self.map.entries.get_mut(at) else { return };
                let duplicate = Duplicate { key, first: old.span.unwrap_or_default().line, again: again.line };
                if keep_last {
                    *old = node;
                } else {
                    old.value = Value::Unknown(Box::new(Gap::error(duplicate.message())));
                }
                if duplicates.len() < 100 {
                    duplicates.push(duplicate);
                }
            }
        }
    }

    /// The map, with what YAML's `<<` brought in where the map itself does not say it.
    fn finish(mut self) -> Map {
        for merged in std::mem::take(&mut self.merged) {
            let list = match merged.value {
                Value::List(list) => list,
                _ => vec![merged],
            };
            for node in list {
                match node.value {
                    Value::Map(map) => {
                        for (key, value) in map.entries {
                            if !self.index.contains_key(&key) {
                                self.index.insert(key.clone(), self.map.entries.len());
                                self.map.entries.push((key, value));
                            }
                        }
                    }
                    _ => {
                        self.map.rest = yagura_model::Rest::Unknown(Box::new(Gap::error("`<<` merges what is no map")));
                    }
                }
            }
        }
        self.map
    }
}

/// A number as its kind, where writing it again gives the same text: `012345678901` and `3.10` stay texts.
fn number(text: &str) -> Option<Value> {
    let digits = text.strip_prefix('-').unwrap_or(text);
    if !digits.starts_with(|c: char| c.is_ascii_digit()) {
        return None;
    }
    if let Ok(value) = text.parse::<i64>() {
        return (value.to_string() == text).then_some(Value::Int(value));
    }
    if !digits.bytes().all(|byte| byte.is_ascii_digit() || byte == b'.') {
        return None;
    }
    let value = text.parse::<f64>().ok()?;
    (value.is_finite() && value.to_string() == text).then_some(Value::Float(value))
}

/// Reads a text that is JSON; `max_nodes` bounds how many values it may hold.
/// Fails at the first place that is no JSON.
pub fn read_json(text: &str, max_nodes: usize) -> Result<Parsed, ParseError> {
    json::read(text.strip_prefix('\u{feff}').unwrap_or(text), max_nodes)
}

fn join_spans(start: Span, end: Span) -> Span {
    Span { line: start.line, column: start.column, end_line: end.end_line, end_column: end.end_column }
}

#[cfg(test)]
mod tests;
