//! JSON (RFC 8259) into a tree with places.

use yagura_model::{Node, Span, Value};

use super::{Duplicate, MAX_DEPTH, MapBuilder, ParseError, Parsed, join_spans, number};

pub(super) fn read(text: &str, max_nodes: usize) -> Result<Parsed, ParseError> {
    let mut cursor = Cursor { rest: text, line: 1, column: 1, nodes: 0, max_nodes, duplicates: Vec::new() };
    cursor.skip();
    let root = cursor.value(0)?;
    cursor.skip();
    if cursor.peek().is_some() {
        return Err(cursor.wrong("something after the end of the JSON value"));
    }
    Ok(Parsed { root, duplicates: cursor.duplicates })
}

struct Cursor<'a> {
    rest: &'a str,
    line: u32,
    column: u32,
    nodes: usize,
    max_nodes: usize,
    duplicates: Vec<Duplicate>,
}

impl<'a> Cursor<'a> {
    fn peek(&self) -> Option<char> {
        self.rest.chars().next()
    }

    fn bump(&mut self) -> Option<char> {
        let mut chars = self.rest.chars();
        let next = chars.next()?;
        self.rest = chars.as_str();
        if next == '\n' {
            self.line = self.line.saturating_add(1);
            self.column = 1;
        } else {
            self.column = self.column.saturating_add(1);
        }
        Some(next)
    }

    fn skip(&mut self) {
        while self.peek().is_some_and(|c| matches!(c, ' ' | '\t' | '\r' | '\n')) {
            self.bump();
        }
    }

    fn here(&self) -> Span {
        Span { line: self.line, column: self.column, end_line: self.line, end_column: self.column }
    }

    fn wrong(&self, message: impl Into<String>) -> ParseError {
        ParseError::new(self.line, self.column, message)
    }

    fn expected(&self, what: &str) -> ParseError {
        match self.peek() {
            Some(found) => self.wrong(format!("not valid JSON: expected {what}, found `{}`", found.escape_debug())),
            None => self.wrong(format!("not valid JSON: expected {what}, found the end of the file")),
        }
    }

    /// Takes a run of characters of which `keep` holds.
    fn run(&mut self, keep: impl Fn(char) -> bool) -> &'a str {
        let end = self.rest.find(|c| !keep(c)).unwrap_or(self.rest.len());
        let (taken, rest) = self.rest.split_at(end);
        self.rest = rest;
        self.column = self.column.saturating_add(u32::try_from(taken.chars().count()).unwrap_or(u32::MAX));
        taken
    }

    fn value(&mut self, depth: usize) -> Result<Node, ParseError> {
        if depth >= MAX_DEPTH {
            return Err(self.wrong(format!("nested deeper than {MAX_DEPTH}")));
        }
        self.nodes += 1;
        if self.nodes > self.max_nodes {
            return Err(self.wrong(format!("more than {} values", self.max_nodes)));
        }
        let start = self.here();
        let value = match self.peek() {
            Some('{') => self.object(depth)?,
            Some('[') => {
                self.bump();
                let mut list = Vec::new();
                self.skip();
                if self.peek() == Some(']') {
                    self.bump();
                } else {
                    loop {
                        self.skip();
                        list.push(self.value(depth + 1)?);
                        self.skip();
                        match self.peek() {
                            Some(',') => self.bump(),
                            Some(']') => break,
                            _ => return Err(self.expected("`,` or `]`")),
                        };
                    }
                    self.bump();
                }
                Value::List(list)
            }
            Some('"') => Value::String(self.string()?),
            Some('-' | '0'..='9') => {
                let at = self.here();
                let text = self.run(|c| matches!(c, '-' | '+' | '.' | 'e' | 'E' | '0'..='9'));
                if serde_json::from_str::<serde_json::Number>(text).is_err() {
                    return Err(ParseError::new(at.line, at.column, format!("not valid JSON: the number `{text}`")));
                }
                number(text).unwrap_or_else(|| Value::String(text.to_owned()))
            }
            Some('a'..='z' | 'A'..='Z') => {
                let at = self.here();
                match self.run(|c| c.is_ascii_alphanumeric()) {
                    "true" => Value::Bool(true),
                    "false" => Value::Bool(false),
                    "null" => Value::Null,
                    word => {
                        return Err(ParseError::new(at.line, at.column, format!("not valid JSON: the word `{word}`")));
                    }
                }
            }
            _ => return Err(self.expected("a value")),
        };
        Ok(Node::at(value, join_spans(start, self.here())))
    }

    fn object(&mut self, depth: usize) -> Result<Value, ParseError> {
        self.bump();
        let mut builder = MapBuilder::default();
        self.skip();
        if self.peek() == Some('}') {
            self.bump();
            return Ok(Value::Map(builder.finish()));
        }
        loop {
            self.skip();
            let start = self.here();
            if self.peek() != Some('"') {
                return Err(self.expected("a name in double quotes"));
            }
            let name = self.string()?;
            self.skip();
            if self.peek() != Some(':') {
                return Err(self.expected("`:`"));
            }
            self.bump();
            self.skip();
            let mut node = self.value(depth + 1)?;
            node.span = Some(join_spans(start, node.span.unwrap_or(start)));
            builder.put(name, node, &mut self.duplicates, depth < 2);
            self.skip();
            match self.peek() {
                Some(',') => self.bump(),
                Some('}') => break,
                _ => return Err(self.expected("`,` or `}`")),
            };
        }
        self.bump();
        Ok(Value::Map(builder.finish()))
    }

    fn string(&mut self) -> Result<String, ParseError> {
        self.bump();
        let mut text = String::new();
        loop {
            text.push_str(self.run(|c| c != '"' && c != '\\' && c >= ' '));
            match self.peek() {
                Some('"') => {
                    self.bump();
                    return Ok(text);
                }
                Some('\\') => {
                    self.bump();
                    text.push(self.escape()?);
                }
                // AWS reads line breaks inside texts; JSON proper does not.
                Some(control @ ('\n' | '\r' | '\t')) => {
                    self.bump();
                    text.push(control);
                }
                _ => return Err(self.expected("the end of a text")),
            }
        }
    }

    fn escape(&mut self) -> Result<char, ParseError> {
        let at = self.here();
        let wrong = |what: &str| ParseError::new(at.line, at.column, format!("not valid JSON: {what} in a text"));
        Ok(match self.bump() {
            Some(same @ ('"' | '\\' | '/')) => same,
            Some('b') => '\u{8}',
            Some('f') => '\u{c}',
            Some('n') => '\n',
            Some('r') => '\r',
            Some('t') => '\t',
            Some('u') => {
                let first = self.hex().ok_or_else(|| wrong("a bad `\\u`"))?;
                if (0xd800..0xdc00).contains(&first) {
                    if !self.rest.starts_with("\\u") {
                        return Err(wrong("half a surrogate pair"));
                    }
                    self.bump();
                    self.bump();
                    let second = self.hex().filter(|unit| (0xdc00..0xe000).contains(unit));
                    let second = second.ok_or_else(|| wrong("half a surrogate pair"))?;
                    char::from_u32(0x10000 + ((first - 0xd800) << 10) + (second - 0xdc00))
                } else {
                    char::from_u32(first)
                }
                .ok_or_else(|| wrong("half a surrogate pair"))?
            }
            _ => return Err(wrong("a bad escape")),
        })
    }

    fn hex(&mut self) -> Option<u32> {
        let digits = self.rest.get(..4).filter(|digits| digits.bytes().all(|byte| byte.is_ascii_hexdigit()))?;
        let unit = u32::from_str_radix(digits, 16).ok()?;
        self.rest = self.rest.get(4..)?;
        self.column = self.column.saturating_add(4);
        Some(unit)
    }
}
