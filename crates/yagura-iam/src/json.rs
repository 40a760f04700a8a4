//! JSON as policies need it: spans, duplicate keys seen, depth bounded, numbers as written.
//!
//! `serde_json::Value` forgets where a thing stood and silently keeps the last of two equal keys; both matter here.
//! Reading is one pass over the text; nothing in it is quadratic.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use serde_json::Value;
use smol_str::SmolStr;

/// Nesting deeper than this is refused; a policy needs six levels.
pub const MAX_DEPTH: usize = 64;

/// Texts longer than this many bytes are refused.
/// The largest policy AWS stores is 32,768 characters (KMS key policies and their like).
pub const MAX_TEXT: usize = 1 << 20;

/// Where something stands in the text it was read from.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Span {
    /// First byte.
    pub start: usize,
    /// One past the last byte.
    pub end: usize,
    /// Line of the first byte, from 1.
    pub line: usize,
    /// Column of the first byte in characters of that line, from 1.
    pub column: usize,
}

/// A JSON value with its place.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Node {
    /// The value itself.
    pub value: Json,
    /// Its place, when it was read from text.
    pub span: Option<Box<Span>>,
}

/// A JSON value that keeps order, duplicate keys and the spelling of numbers.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Json {
    /// `null`
    Null,
    /// `true`, `false`
    Bool(bool),
    /// A number as it was written.
    Number(SmolStr),
    /// A string, unescaped.
    String(SmolStr),
    /// `[…]`
    Array(Vec<Node>),
    /// `{…}` with every member in order, equal keys included.
    Object(Vec<(SmolStr, Node)>),
}

/// Why a text is not JSON, and where.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct JsonError {
    /// What is wrong, lowercase.
    pub message: String,
    /// Line, from 1.
    pub line: usize,
    /// Column, from 1.
    pub column: usize,
}

impl Node {
    /// Reads a text.
    /// Errors name the place: not JSON, a byte order mark, nested deeper than [`MAX_DEPTH`], longer than [`MAX_TEXT`].
    pub fn parse(text: &str) -> Result<Self, JsonError> {
        Self::read(text, true)
    }

    /// As [`Node::parse`], without spans: nobody wrote the text by hand.
    pub(crate) fn without_places(text: &str) -> Result<Self, JsonError> {
        Self::read(text, false)
    }

    fn read(text: &str, places: bool) -> Result<Self, JsonError> {
        if text.len() > MAX_TEXT {
            return Err(JsonError {
                message: format!("text of {} bytes is over the limit of {MAX_TEXT}", text.len()),
                line: 1,
                column: 1,
            });
        }
        if text.starts_with('\u{feff}') {
            return Err(JsonError { message: "text begins with a byte order mark".into(), line: 1, column: 1 });
        }
        let mut reader = Reader { text, at: 0, line: 1, line_start: 0, places };
        reader.space();
        let node = reader.value(0)?;
        reader.space();
        if reader.at < text.len() {
            return Err(reader.error("text goes on after the value"));
        }
        Ok(node)
    }

    /// Takes over a value that another reader made; it has no spans.
    /// Fails when it is nested deeper than [`MAX_DEPTH`].
    pub fn from_value(value: &Value) -> Result<Self, JsonError> {
        fn go(value: &Value, depth: usize) -> Result<Node, JsonError> {
            if depth > MAX_DEPTH {
                return Err(JsonError { message: format!("nested deeper than {MAX_DEPTH}"), line: 0, column: 0 });
            }
            let json = match value {
                Value::Null => Json::Null,
                Value::Bool(b) => Json::Bool(*b),
                Value::Number(n) => Json::Number(n.to_string().into()),
                Value::String(s) => Json::String(s.into()),
                Value::Array(items) => {
                    Json::Array(items.iter().map(|item| go(item, depth + 1)).collect::<Result<_, _>>()?)
                }
                Value::Object(map) => Json::Object(
                    map.iter()
                        .map(|(key, item)| Ok((key.into(), go(item, depth + 1)?)))
                        .collect::<Result<_, JsonError>>()?,
                ),
            };
            Ok(Node { value: json, span: None })
        }
        go(value, 0)
    }

    /// The text of this value: two spaces per level, order and duplicate keys kept, so that reading it again gives the same.
    pub fn print(&self) -> String {
        let mut out = String::new();
        self.write(&mut out, 0);
        out
    }

    fn write(&self, out: &mut String, level: usize) {
        let indent = |out: &mut String, level: usize| {
            out.push('\n');
            for _ in 0..level {
                out.push_str("  ");
            }
        };
        match &self.value {
            Json::Null => out.push_str("null"),
            Json::Bool(b) => out.push_str(if *b { "true" } else { "false" }),
            Json::Number(n) => out.push_str(n),
            Json::String(s) => quote(s, out),
            Json::Array(items) if items.is_empty() => out.push_str("[]"),
            Json::Array(items) => {
                out.push('[');
                for (i, item) in items.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    indent(out, level + 1);
                    item.write(out, level + 1);
                }
                indent(out, level);
                out.push(']');
            }
            Json::Object(members) if members.is_empty() => out.push_str("{}"),
            Json::Object(members) => {
                out.push('{');
                for (i, (key, item)) in members.iter().enumerate() {
                    if i > 0 {
                        out.push(',');
                    }
                    indent(out, level + 1);
                    quote(key, out);
                    out.push_str(": ");
                    item.write(out, level + 1);
                }
                indent(out, level);
                out.push('}');
            }
        }
    }

    /// The member of this name, the first if there are several.
    pub fn get(&self, name: &str) -> Option<&Node> {
        match &self.value {
            Json::Object(members) => members.iter().find(|(key, _)| key == name).map(|(_, node)| node),
            _ => None,
        }
    }

    /// The string, if it is one.
    pub fn as_str(&self) -> Option<&str> {
        match &self.value {
            Json::String(s) => Some(s),
            _ => None,
        }
    }

    /// A word for its type, for messages.
    pub fn type_name(&self) -> &'static str {
        match self.value {
            Json::Null => "null",
            Json::Bool(_) => "boolean",
            Json::Number(_) => "number",
            Json::String(_) => "string",
            Json::Array(_) => "array",
            Json::Object(_) => "object",
        }
    }

    /// This value as `serde_json` has it; of equal keys the last stays.
    pub fn to_value(&self) -> Value {
        match &self.value {
            Json::Null => Value::Null,
            Json::Bool(b) => Value::Bool(*b),
            Json::Number(n) => serde_json::from_str(n).unwrap_or_else(|_| Value::String(n.to_string())),
            Json::String(s) => Value::String(s.to_string()),
            Json::Array(items) => Value::Array(items.iter().map(Node::to_value).collect()),
            Json::Object(members) => {
                Value::Object(members.iter().map(|(k, v)| (k.to_string(), v.to_value())).collect())
            }
        }
    }
}

/// The keys that stand more than once in an object, each once, in order of their second appearance.
pub(crate) fn duplicates(members: &[(SmolStr, Node)]) -> Vec<&str> {
    // Of few members each pair is compared: most objects of a policy have one to five.
    let repeats = |(at, (key, _)): (usize, &(SmolStr, Node))| members.iter().take(at).any(|(other, _)| other == key);
    if members.len() <= 8 && !members.iter().enumerate().any(repeats) {
        return Vec::new();
    }
    let mut seen = BTreeSet::new();
    let mut told = BTreeSet::new();
    members.iter().map(|(key, _)| key.as_str()).filter(|key| !seen.insert(*key) && told.insert(*key)).collect()
}

fn quote(text: &str, out: &mut String) {
    out.push('"');
    for c in text.chars() {
        match c {
            '"' => out.push_str("\\\""),
            '\\' => out.push_str("\\\\"),
            '\n' => out.push_str("\\n"),
            '\r' => out.push_str("\\r"),
            '\t' => out.push_str("\\t"),
            c if (c as u32) < 0x20 || c == '\u{7f}' => {
                let _ = write!(out, "\\u{:04x}", c as u32);
            }
            c => out.push(c),
        }
    }
    out.push('"');
}

struct Reader<'a> {
    text: &'a str,
    at: usize,
    line: usize,
    line_start: usize,
    /// Whether nodes get their spans.
    places: bool,
}

impl Reader<'_> {
    fn peek(&self) -> Option<u8> {
        self.text.as_bytes().get(self.at).copied()
    }

    fn rest(&self) -> &str {
        self.text.get(self.at..).unwrap_or_default()
    }

    fn column(&self) -> usize {
        // Counted in bytes from the start of the line: a count of characters would read long lines again for each value.
        self.at - self.line_start + 1
    }

    fn error(&self, message: impl Into<String>) -> JsonError {
        JsonError { message: message.into(), line: self.line, column: self.column() }
    }

    fn space(&mut self) {
        while let Some(byte) = self.peek() {
            match byte {
                b'\n' => {
                    self.at += 1;
                    self.line += 1;
                    self.line_start = self.at;
                }
                b' ' | b'\t' | b'\r' => self.at += 1,
                _ => break,
            }
        }
    }

    fn expect(&mut self, byte: u8, what: &str) -> Result<(), JsonError> {
        if self.peek() == Some(byte) {
            self.at += 1;
            Ok(())
        } else {
            Err(self.error(format!("expected {what}, found {}", self.found())))
        }
    }

    fn found(&self) -> String {
        match self.rest().chars().next() {
            None => "the end of the text".into(),
            Some(c) => format!("`{}`", c.escape_debug()),
        }
    }

    fn value(&mut self, depth: usize) -> Result<Node, JsonError> {
        if depth > MAX_DEPTH {
            return Err(self.error(format!("nested deeper than {MAX_DEPTH}")));
        }
        let (start, line, column) = (self.at, self.line, self.column());
        let value = match self.peek() {
            Some(b'{') => self.object(depth)?,
            Some(b'[') => self.array(depth)?,
            Some(b'"') => Json::String(self.string()?),
            Some(b'-' | b'0'..=b'9') => self.number()?,
            _ => {
                let (word, value) = if self.rest().starts_with("true") {
                    ("true", Json::Bool(true))
                } else if self.rest().starts_with("false") {
                    ("false", Json::Bool(false))
                } else if self.rest().starts_with("null") {
                    ("null", Json::Null)
                } else {
                    return Err(self.error(format!("expected a value, found {}", self.found())));
                };
                self.at += word.len();
                value
            }
        };
        let span = self.places.then(|| Box::new(Span { start, end: self.at, line, column }));
        Ok(Node { value, span })
    }

    fn object(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.at += 1;
        let mut members = Vec::new();
        self.space();
        if self.peek() == Some(b'}') {
            self.at += 1;
            return Ok(Json::Object(members));
        }
        loop {
            self.space();
            if self.peek() != Some(b'"') {
                return Err(self.error(format!("expected a key in quotes, found {}", self.found())));
            }
            let key = self.string()?;
            self.space();
            self.expect(b':', "`:` after the key")?;
            self.space();
            members.push((key, self.value(depth + 1)?));
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
                continue;
            }
            self.expect(b'}', "`,` or `}`")?;
            return Ok(Json::Object(members));
        }
    }

    fn array(&mut self, depth: usize) -> Result<Json, JsonError> {
        self.at += 1;
        let mut items = Vec::new();
        self.space();
        if self.peek() == Some(b']') {
            self.at += 1;
            return Ok(Json::Array(items));
        }
        loop {
            self.space();
            items.push(self.value(depth + 1)?);
            self.space();
            if self.peek() == Some(b',') {
                self.at += 1;
                continue;
            }
            self.expect(b']', "`,` or `]`")?;
            return Ok(Json::Array(items));
        }
    }

    fn number(&mut self) -> Result<Json, JsonError> {
        let start = self.at;
        while matches!(self.peek(), Some(b'-' | b'+' | b'.' | b'e' | b'E' | b'0'..=b'9')) {
            self.at += 1;
        }
        let text = self.text.get(start..self.at).unwrap_or_default();
        // serde_json knows JSON's number grammar; only its verdict is used, the spelling stays.
        if serde_json::from_str::<serde_json::Number>(text).is_err() {
            self.at = start;
            return Err(self.error("not a JSON number"));
        }
        Ok(Json::Number(text.into()))
    }

    fn string(&mut self) -> Result<SmolStr, JsonError> {
        self.at += 1;
        let mut out = String::new();
        loop {
            let rest = self.text.get(self.at..).unwrap_or_default();
            let plain = rest.bytes().position(|b| b == b'"' || b == b'\\' || b < 0x20).unwrap_or(rest.len());
            let run = rest.get(..plain).unwrap_or_default();
            self.at += plain;
            if self.peek() == Some(b'"') {
                self.at += 1;
                if out.is_empty() {
                    return Ok(run.into());
                }
                out.push_str(run);
                return Ok(out.into());
            }
            out.push_str(run);
            match self.peek() {
                Some(b'\\') => self.escape(&mut out)?,
                Some(_) => return Err(self.error("control character inside a string")),
                None => return Err(self.error("string without an end")),
            }
        }
    }

    fn escape(&mut self, out: &mut String) -> Result<(), JsonError> {
        self.at += 1;
        let escaped = self.peek();
        self.at += usize::from(escaped.is_some());
        out.push(match escaped {
            Some(b'"') => '"',
            Some(b'\\') => '\\',
            Some(b'/') => '/',
            Some(b'b') => '\u{8}',
            Some(b'f') => '\u{c}',
            Some(b'n') => '\n',
            Some(b'r') => '\r',
            Some(b't') => '\t',
            Some(b'u') => {
                let high = self.hex()?;
                let code = if (0xd800..0xdc00).contains(&high) && self.rest().starts_with("\\u") {
                    self.at += 2;
                    let low = self.hex()?;
                    if !(0xdc00..0xe000).contains(&low) {
                        return Err(self.error("half of a surrogate pair"));
                    }
                    0x10000 + ((high - 0xd800) << 10) + (low - 0xdc00)
                } else {
                    high
                };
                char::from_u32(code).ok_or_else(|| self.error("half of a surrogate pair"))?
            }
            _ => return Err(self.error("unknown escape in a string")),
        });
        Ok(())
    }

    fn hex(&mut self) -> Result<u32, JsonError> {
        let digits = self.text.get(self.at..self.at + 4).filter(|d| d.bytes().all(|b| b.is_ascii_hexdigit()));
        let code = digits
            .and_then(|d| u32::from_str_radix(d, 16).ok())
            .ok_or_else(|| self.error("expected four hexadecimal digits"))?;
        self.at += 4;
        Ok(code)
    }
}
