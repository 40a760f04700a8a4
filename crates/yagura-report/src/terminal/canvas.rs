//! Lines of a width, with indentation, wrapping and colours.

use std::fmt::Write as _;

use unicode_width::{UnicodeWidthChar, UnicodeWidthStr};

use crate::escape::clean;

/// How a piece of text looks.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Style {
    Plain,
    Bold,
    Dim,
    Critical,
    High,
    Medium,
    Low,
    Good,
}

impl Style {
    /// The parameters of SGR (ECMA-48 8.3.117).
    fn code(self) -> Option<&'static str> {
        Some(match self {
            Self::Plain => return None,
            Self::Bold => "1",
            Self::Dim => "2",
            Self::Critical => "1;37;41",
            Self::High => "1;31",
            Self::Medium => "33",
            Self::Low => "36",
            Self::Good => "32",
        })
    }
}

/// A piece of text with its look.
pub(crate) struct Span {
    style: Style,
    text: String,
}

impl Span {
    /// The columns it takes.
    pub(crate) fn width(&self) -> usize {
        width(&self.text)
    }
}

/// A piece of text with its look. The text is cleaned here: nothing reaches a canvas raw.
pub(crate) fn span(style: Style, text: &str) -> Span {
    Span { style, text: clean(text).into_owned() }
}

/// The columns that a text takes.
pub(crate) fn width(text: &str) -> usize {
    text.width()
}

/// The text, cut to a number of columns; `…` stands for what was cut.
pub(crate) fn clip(text: &str, columns: usize) -> String {
    if width(text) <= columns {
        return text.to_owned();
    }
    let mut clipped = String::new();
    let mut used = 0;
    for c in text.chars() {
        used += c.width().unwrap_or(0);
        if used >= columns {
            break;
        }
        clipped.push(c);
    }
    clipped.push('…');
    clipped
}

/// What is kept together in a line: a word, or one full-width character with the punctuation that may not begin a line.
struct Unit {
    spaces: usize,
    width: usize,
    pieces: Vec<(Style, String)>,
}

/// Lines that grow.
pub(crate) struct Canvas {
    text: String,
    width: usize,
    colour: bool,
}

impl Canvas {
    /// An empty canvas; a width below 10 is taken as 10.
    pub(crate) fn new(width: usize, colour: bool) -> Self {
        Self { text: String::new(), width: width.max(10), colour }
    }

    /// The columns left beside an indentation.
    pub(crate) fn room(&self, indent: usize) -> usize {
        self.width.saturating_sub(self.indent(indent)).max(1)
    }

    /// Indentation gives way where there is little room.
    fn indent(&self, indent: usize) -> usize {
        indent.min(self.width / 4)
    }

    /// What was drawn.
    pub(crate) fn finish(self) -> String {
        self.text
    }

    /// An empty line, unless there is one or nothing before it.
    pub(crate) fn gap(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with("\n\n") {
            self.text.push('\n');
        }
    }

    /// A line that is not wrapped (code, a link): what is too long runs over, so that it can be copied.
    pub(crate) fn raw(&mut self, indent: usize, line: &str) {
        let line = clean(line);
        if !line.is_empty() {
            let indent = self.indent(indent);
            let _ = write!(self.text, "{:indent$}{line}", "");
        }
        self.text.push('\n');
    }

    /// Text, wrapped: the first line after `first` columns, the others after `rest`.
    /// Addresses are never broken, so that they stay one to click on.
    pub(crate) fn put(&mut self, first: usize, rest: usize, spans: &[Span]) {
        let (first, rest) = (self.indent(first), self.indent(rest));
        let mut column = first;
        let mut margin = first;
        let mut line: Vec<(Style, String)> = Vec::new();
        for unit in units(spans) {
            let address = unit.pieces.iter().any(|(_, text)| text.contains("://"));
            if column > margin && column + unit.spaces + unit.width > self.width {
                self.end_line(margin, &mut line);
                (margin, column) = (rest, rest);
            } else if unit.spaces > 0 {
                line.push((Style::Plain, " ".repeat(unit.spaces)));
                column += unit.spaces;
            }
            if column + unit.width <= self.width || address {
                column += unit.width;
                line.extend(unit.pieces);
                continue;
            }
            for (style, text) in unit.pieces {
                for c in text.chars() {
                    let wide = c.width().unwrap_or(0);
                    if column > margin && column + wide > self.width {
                        self.end_line(margin, &mut line);
                        (margin, column) = (rest, rest);
                    }
                    column += wide;
                    line.push((style, c.to_string()));
                }
            }
        }
        self.end_line(margin, &mut line);
    }

    fn end_line(&mut self, margin: usize, line: &mut Vec<(Style, String)>) {
        while line.last().is_some_and(|(_, text)| text.trim().is_empty()) {
            line.pop();
        }
        if !line.is_empty() {
            let _ = write!(self.text, "{:margin$}", "");
        }
        let mut shown = None;
        for (style, text) in line.drain(..) {
            let code = if self.colour { style.code() } else { None };
            if code != shown {
                if shown.is_some() {
                    self.text.push_str("\x1b[0m");
                }
                if let Some(code) = code {
                    let _ = write!(self.text, "\x1b[{code}m");
                }
                shown = code;
            }
            self.text.push_str(&text);
        }
        if shown.is_some() {
            self.text.push_str("\x1b[0m");
        }
        self.text.push('\n');
    }
}

/// Punctuation that does not begin a line in Japanese (JIS X 4051).
fn sticks_to_the_left(c: char) -> bool {
    "、。，．・：；？！）］｝」』】〉》ーぁぃぅぇぉっゃゅょァィゥェォッャュョ々".contains(c)
}

/// Brackets that do not end a line.
fn sticks_to_the_right(c: char) -> bool {
    "（［｛「『【〈《".contains(c)
}

fn units(spans: &[Span]) -> Vec<Unit> {
    let mut units: Vec<Unit> = Vec::new();
    let mut spaces = 0;
    // What stood before: decides whether the next character may begin a unit of its own.
    let mut before: Option<char> = None;
    for span in spans {
        for c in span.text.chars() {
            if c == ' ' {
                spaces += 1;
                before = None;
                continue;
            }
            let wide = c.width().unwrap_or(0);
            let joins = before.is_some_and(|last| {
                let breakable = wide > 1 || last.width().unwrap_or(0) > 1;
                !breakable || sticks_to_the_left(c) || sticks_to_the_right(last)
            });
            match units.last_mut() {
                Some(unit) if joins => {
                    unit.width += wide;
                    match unit.pieces.last_mut() {
                        Some((style, text)) if *style == span.style => text.push(c),
                        _ => unit.pieces.push((span.style, c.to_string())),
                    }
                }
                _ => {
                    units.push(Unit { spaces, width: wide, pieces: vec![(span.style, c.to_string())] });
                    spaces = 0;
                }
            }
            before = Some(c);
        }
    }
    units
}

#[cfg(test)]
mod tests {
    use super::{Canvas, Style, clip, span, width};

    fn wrapped(columns: usize, first: usize, rest: usize, text: &str) -> String {
        let mut canvas = Canvas::new(columns, false);
        canvas.put(first, rest, &[span(Style::Plain, text)]);
        canvas.finish()
    }

    #[test]
    fn words_stay_whole_where_they_fit() {
        assert_eq!(wrapped(12, 0, 2, "one two three four"), "one two\n  three four\n");
        assert_eq!(wrapped(10, 0, 0, "abcdefghijklmno"), "abcdefghij\nklmno\n");
        assert_eq!(wrapped(40, 0, 0, "two  spaces"), "two  spaces\n");
    }

    #[test]
    fn addresses_are_not_broken() {
        assert_eq!(
            wrapped(12, 0, 0, "see https://console.aws.amazon.com/x now"),
            "see\nhttps://console.aws.amazon.com/x\nnow\n"
        );
    }

    #[test]
    fn full_width_characters_take_two_columns_and_punctuation_hangs_on() {
        let text = wrapped(10, 0, 0, "バケットが全世界に公開、される。");
        assert_eq!(text, "バケットが\n全世界に公\n開、され\nる。\n");
        for line in text.lines() {
            assert!(width(line) <= 10);
        }
    }

    #[test]
    fn clipping_counts_columns() {
        assert_eq!(clip("abcdef", 6), "abcdef");
        assert_eq!(clip("abcdefg", 6), "abcde…");
        assert_eq!(clip("日本語の名前", 6), "日本…");
        assert_eq!(clip("日本", 0), "…");
    }

    #[test]
    fn colours_end_with_their_line_and_data_brings_none() {
        let mut canvas = Canvas::new(12, true);
        canvas.put(
            0,
            2,
            &[span(Style::High, "HIGH"), span(Style::Plain, " a\u{1b}[31m"), span(Style::Dim, " long words")],
        );
        assert_eq!(canvas.finish(), "\x1b[1;31mHIGH\x1b[0m\n  a\\x1b[31m\n  \x1b[2mlong\x1b[0m \x1b[2mwords\x1b[0m\n");
    }
}
