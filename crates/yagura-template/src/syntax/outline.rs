//! Where everything stands in a text of YAML or JSON, byte by byte: for those who change a text and keep the rest of it.

use std::panic::{AssertUnwindSafe, catch_unwind};

use libyaml_safer::{Event, EventData, MappingStyle, Parser, ScalarStyle, SequenceStyle};

use super::{MAX_DEPTH, MAX_NODES, ParseError};

/// A value and the bytes that it takes, with its tag and anchor.
pub struct Piece {
    /// The first byte.
    pub start: usize,
    /// The byte after the last one; of a block the end of what stands last in it.
    pub end: usize,
    /// It has an anchor: other places may mean it too.
    pub anchor: bool,
    /// Its tag (`!Ref`), where it is no tag of YAML's own.
    pub tag: Option<String>,
    /// What it is.
    pub kind: PieceKind,
}

/// The kinds of values.
pub enum PieceKind {
    /// `*name`.
    Alias,
    /// A text, a number, a word.
    Scalar {
        /// What it says.
        text: String,
        /// How it is written.
        style: Style,
    },
    /// A list.
    List {
        /// In brackets.
        flow: bool,
        /// What is in it.
        items: Vec<Piece>,
    },
    /// Names and values.
    Map {
        /// In braces.
        flow: bool,
        /// What is in it.
        entries: Vec<Entry>,
    },
}

/// How a scalar is written.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Style {
    /// Without quotes.
    Plain,
    /// `'…'`.
    Single,
    /// `"…"`.
    Double,
    /// `|` or `>`.
    Block,
}

/// A name in a map and what it stands for.
pub struct Entry {
    /// The name.
    pub key: String,
    /// How it is written.
    pub style: Style,
    /// The first byte of the name.
    pub start: usize,
    /// The value.
    pub value: Piece,
}

impl Piece {
    /// The value under a name.
    pub fn get(&self, name: &str) -> Option<&Piece> {
        self.entries()?.iter().find(|entry| entry.key == name).map(|entry| &entry.value)
    }

    /// Names and values, where it is a map.
    pub fn entries(&self) -> Option<&[Entry]> {
        match &self.kind {
            PieceKind::Map { entries, .. } => Some(entries),
            _ => None,
        }
    }

    /// The text, where it is a scalar.
    pub fn text(&self) -> Option<&str> {
        match &self.kind {
            PieceKind::Scalar { text, .. } => Some(text),
            _ => None,
        }
    }
}

/// Reads where everything stands. Fails where a text is neither YAML nor JSON, and where a key is no text.
/// A byte order mark counts as the bytes it takes.
pub fn outline(text: &str) -> Result<Piece, ParseError> {
    let skipped = if text.starts_with('\u{feff}') { '\u{feff}'.len_utf8() } else { 0 };
    let body = text.get(skipped..).unwrap_or_default();
    // The parser panics at a block scalar that ends with the file instead of with a line.
    let ended = if body.ends_with('\n') { body.to_owned() } else { format!("{body}\n") };
    let builder = Builder { skipped, length: text.len(), open: Vec::new(), root: None, nodes: 0 };
    let read = catch_unwind(AssertUnwindSafe(|| builder.read(&ended)));
    read.unwrap_or_else(|_| Err(ParseError::new(1, 1, "not valid YAML: the parser gave up")))
}

struct Builder {
    skipped: usize,
    length: usize,
    open: Vec<Open>,
    root: Option<Piece>,
    nodes: usize,
}

struct Open {
    piece: Piece,
    /// The name that waits for its value.
    key: Option<(String, Style, usize)>,
}

impl Builder {
    fn read(mut self, text: &str) -> Result<Piece, ParseError> {
        let mut bytes = text.as_bytes();
        let mut parser = Parser::new();
        parser.set_input_string(&mut bytes);
        loop {
            let event = parser.parse().map_err(|error| {
                let mark = error.problem_mark().unwrap_or_default();
                let number = |value: u64| u32::try_from(value).unwrap_or(u32::MAX - 1).saturating_add(1);
                ParseError::new(number(mark.line), number(mark.column), format!("not valid YAML: {}", error.problem()))
            })?;
            if matches!(event.data, EventData::StreamEnd) {
                break;
            }
            self.event(event)?;
        }
        self.root.ok_or_else(|| ParseError::new(1, 1, "nothing in it"))
    }

    fn byte(&self, index: u64) -> usize {
        usize::try_from(index).unwrap_or(usize::MAX).saturating_add(self.skipped).min(self.length)
    }

    fn event(&mut self, event: Event) -> Result<(), ParseError> {
        let (start, end) = (self.byte(event.start_mark.index), self.byte(event.end_mark.index));
        let error = |message: &str| {
            let line = u32::try_from(event.start_mark.line).unwrap_or(u32::MAX - 1).saturating_add(1);
            ParseError::new(line, 1, message)
        };
        self.nodes += 1;
        if self.nodes > 2 * MAX_NODES || self.open.len() > MAX_DEPTH {
            return Err(error("too much, or nested too deeply"));
        }
        let own = |tag: Option<String>| tag.filter(|tag| !tag.starts_with("tag:yaml.org"));
        let piece = |anchor: Option<String>, tag, kind| Piece { start, end, anchor: anchor.is_some(), tag, kind };
        match event.data {
            EventData::Scalar { anchor, tag, value, style, .. } => {
                let style = match style {
                    ScalarStyle::SingleQuoted => Style::Single,
                    ScalarStyle::DoubleQuoted => Style::Double,
                    ScalarStyle::Literal | ScalarStyle::Folded => Style::Block,
                    _ => Style::Plain,
                };
                self.done(piece(anchor, own(tag), PieceKind::Scalar { text: value, style }), &error)
            }
            EventData::Alias { .. } => self.done(piece(None, None, PieceKind::Alias), &error),
            EventData::SequenceStart { anchor, tag, style, .. } => {
                let kind = PieceKind::List { flow: style == SequenceStyle::Flow, items: Vec::new() };
                self.open.push(Open { piece: piece(anchor, own(tag), kind), key: None });
                Ok(())
            }
            EventData::MappingStart { anchor, tag, style, .. } => {
                let kind = PieceKind::Map { flow: style == MappingStyle::Flow, entries: Vec::new() };
                self.open.push(Open { piece: piece(anchor, own(tag), kind), key: None });
                Ok(())
            }
            EventData::SequenceEnd | EventData::MappingEnd => {
                let Some(mut open) = self.open.pop() else { return Ok(()) };
                // A block ends where the next token begins: what belongs to it ends before.
                let (flow, last) = match &open.piece.kind {
                    PieceKind::List { flow, items } => (*flow, items.last().map(|item| item.end)),
                    PieceKind::Map { flow, entries } => (*flow, entries.last().map(|entry| entry.value.end)),
                    _ => (true, None),
                };
                open.piece.end = if flow { end } else { last.unwrap_or(open.piece.end) };
                self.done(open.piece, &error)
            }
            _ => Ok(()),
        }
    }

    fn done(&mut self, piece: Piece, error: &dyn Fn(&str) -> ParseError) -> Result<(), ParseError> {
        let Some(open) = self.open.last_mut() else {
            if self.root.is_some() {
                return Err(error("a second document in one file"));
            }
            self.root = Some(piece);
            return Ok(());
        };
        match &mut open.piece.kind {
            PieceKind::List { items, .. } => items.push(piece),
            PieceKind::Map { entries, .. } => match open.key.take() {
                Some((key, style, start)) => entries.push(Entry { key, style, start, value: piece }),
                None => match piece.kind {
                    PieceKind::Scalar { text, style } => open.key = Some((text, style, piece.start)),
                    _ => return Err(error("a key that is no text")),
                },
            },
            _ => {}
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::{Piece, outline};

    fn slice<'t>(text: &'t str, piece: &Piece) -> &'t str {
        text.get(piece.start..piece.end).unwrap()
    }

    #[test]
    fn every_value_is_where_it_stands() {
        for text in [
            "A:\r\n  # 日本語\r\n  B: &x true # why\r\n  C: [1, {d: e}]\r\n  D: !Ref Z\r\n",
            "\u{feff}A:\n  B: &x true\n  C: [1, {d: e}]\n\n  D: !Ref Z",
        ] {
            let root = outline(text).unwrap();
            let a = root.get("A").unwrap();
            assert_eq!(slice(text, a.get("B").unwrap()), "&x true");
            assert!(a.get("B").unwrap().anchor);
            assert_eq!(slice(text, a.get("C").unwrap()), "[1, {d: e}]");
            assert_eq!(slice(text, a.get("D").unwrap()), "!Ref Z");
            assert_eq!(a.get("D").unwrap().tag.as_deref(), Some("!Ref"));
            assert_eq!(a.end, a.get("D").unwrap().end);
        }
    }

    #[test]
    fn json_is_read_too() {
        let text = "{\n\t\"A\": {\"B\": false}\n}";
        let root = outline(text).unwrap();
        assert_eq!(slice(text, root.get("A").unwrap().get("B").unwrap()), "false");
    }
}
