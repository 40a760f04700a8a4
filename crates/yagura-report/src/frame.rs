//! The few lines of a file that prove a finding.
//!
//! A [`Source`] is handed in by whoever may read files, with the places of what is secret in it; it keeps no character of those.
//! Written by hand, as `annotate-snippets` loses what matters here: beside a clipped line it blanks the others, a mark that
//! is wider than the terminal loses its middle and its column, and full-width text under a mark is not clipped at all.

use std::ops::Range;
use std::rc::Rc;

use unicode_width::UnicodeWidthChar;
use yagura_model::Span;

use crate::escape::clean;

/// What stands in place of a secret, whatever its length.
const MASK: &str = "****";
/// How far above the attribute the first line of its resource is still shown.
const NEAR: u32 = 40;
/// How many lines of an attribute of several lines are shown below its first.
pub(crate) const BELOW: u32 = 2;
/// The columns between two stops of the tabulator.
const TAB: usize = 4;
/// With fewer columns than this there is no frame.
const NARROWEST: usize = 24;

/// Finds the text of a file by the name that the snapshot has for it; `None` where it cannot be shown.
pub type Sources<'a> = dyn Fn(&str) -> Option<Rc<Source>> + 'a;

/// The lines of a file without the secrets in it.
// No `Debug`: what is in a file is shown in frames only.
pub struct Source {
    lines: Vec<Line>,
}

#[derive(Default)]
struct Line {
    /// The line with [`MASK`] in place of every secret.
    text: String,
    /// What was masked: the first character, and how many there were.
    masked: Vec<Range<usize>>,
}

impl Source {
    /// Takes a text, and the bytes of it that no one may see; they may overlap and span lines.
    /// `None` where the text has line breaks that readers count differently, or a range that is none of the text.
    pub fn new(text: &str, secret: &[Range<usize>]) -> Option<Self> {
        let breaks = |(at, c): (usize, char)| match c {
            '\r' => text.as_bytes().get(at + 1) != Some(&b'\n'),
            c => matches!(c, '\u{85}' | '\u{2028}' | '\u{2029}'),
        };
        if text.char_indices().any(breaks) {
            return None;
        }
        let mut secret: Vec<Range<usize>> = secret.to_vec();
        secret.sort_by_key(|range| (range.start, range.end));
        let mut lines = Vec::new();
        let mut begin = 0;
        let mut next = 0;
        for whole in text.split_inclusive('\n') {
            let end = begin + whole.len();
            let line = whole.strip_suffix('\n').unwrap_or(whole);
            let line = line.strip_suffix('\r').unwrap_or(line);
            // Of the sorted, only those that begin before the line ends; one of many lines stays in reach of all of them.
            while secret.get(next).is_some_and(|range| range.end <= begin) {
                next += 1;
            }
            let here = secret.iter().skip(next).take_while(|range| range.start < end);
            lines.push(Line::new(line, begin, here)?);
            begin = end;
        }
        // What reads a text does not count its mark.
        if let Some(first) = lines.first_mut()
            && let Some(rest) = first.text.strip_prefix('\u{feff}')
        {
            first.text = rest.to_owned();
            for range in &mut first.masked {
                *range = range.start.saturating_sub(1)..range.end.saturating_sub(1);
            }
        }
        Some(Self { lines })
    }

    fn line(&self, number: u32) -> Option<&Line> {
        self.lines.get(usize::try_from(number).ok()?.checked_sub(1)?)
    }
}

impl Line {
    fn new<'a>(line: &str, begin: usize, secret: impl Iterator<Item = &'a Range<usize>>) -> Option<Self> {
        let indent = line.len() - line.trim_start().len();
        let mut made = Self::default();
        let (mut at, mut characters) = (0, 0);
        for range in secret {
            let start = range.start.saturating_sub(begin).max(indent).max(at);
            let end = range.end.saturating_sub(begin).min(line.len());
            if start >= end {
                continue;
            }
            let (open, hidden) = (line.get(at..start)?, line.get(start..end)?);
            characters += open.chars().count();
            let count = hidden.chars().count();
            // What follows at once is one with what stands before.
            if let Some(last) = made.masked.last_mut().filter(|_| open.is_empty() && at > 0) {
                last.end += count;
            } else {
                made.text.push_str(open);
                made.text.push_str(MASK);
                made.masked.push(characters..characters + count);
            }
            characters += count;
            at = end;
        }
        made.text.push_str(line.get(at..)?);
        Some(made)
    }

    /// Where a character of the file's line stands in the masked one; inside of a secret, where that begins.
    fn shown(&self, character: usize) -> usize {
        let mut shown = character;
        for range in &self.masked {
            if character >= range.end {
                shown = shown.saturating_add(MASK.len()).saturating_sub(range.len());
            } else if character > range.start {
                return (shown + range.start).saturating_sub(character);
            }
        }
        shown
    }
}

/// One line of a frame.
#[derive(Debug, PartialEq, Eq)]
pub(crate) enum Row {
    /// A line of the file, from this number.
    Code(u32, String),
    /// So many columns before the mark, and its length.
    Mark(usize, usize),
    /// Lines that are left out.
    Left,
}

/// The rows that show a place in a resource (`block`), no wider than so many columns beside their numbers.
/// `None` for a place that is none, or that the file does not have.
pub(crate) fn frame(source: &Source, span: &Span, block: &Span, room: usize) -> Option<Vec<Row>> {
    if room < NARROWEST || span.line == 0 || (span.end_line, span.end_column) <= (span.line, span.column) {
        return None;
    }
    let within = (block.line, block.column) <= (span.line, span.column)
        && (span.end_line, span.end_column) <= (block.end_line, block.end_column);
    // Of a line that the resource shares with others, only what is its own.
    let own = |number: u32| {
        let from = if within && number == block.line { block.column } else { 1 };
        let to = if within && number == block.end_line { block.end_column } else { u32::MAX };
        (index(from), index(to))
    };
    let mut rows = Vec::new();
    let clip = |number: u32, mark: Range<usize>| -> Option<(String, usize, usize)> {
        let line = source.line(number)?;
        let (from, to) = own(number);
        let from = line.shown(from);
        // Its own indentation is no other's.
        let from = if line.text.chars().take(from).all(char::is_whitespace) { 0 } else { from };
        Some(window(&line.text, from..line.shown(to), mark, room))
    };
    if within && block.line < span.line && span.line - block.line <= NEAR {
        rows.push(Row::Code(block.line, clip(block.line, 0..0)?.0));
        if span.line - block.line > 1 {
            rows.push(Row::Left);
        }
    }
    let line = source.line(span.line)?;
    let end = if span.end_line == span.line { index(span.end_column) } else { usize::MAX };
    let length = line.text.trim_end().chars().count();
    // The end of a secret is not told by the mark's length: the mask has one length.
    let mark = line.shown(index(span.column))..line.shown_end(end).min(length);
    if mark.start >= mark.end {
        return None;
    }
    let (text, column, width) = clip(span.line, mark)?;
    rows.push(Row::Code(span.line, text));
    if width > 0 {
        rows.push(Row::Mark(column, width));
    }
    let below = if span == block { 1 } else { BELOW };
    // A place that ends before the first character of a line does not hold the line.
    let last = if span.end_column <= 1 { span.end_line.saturating_sub(1) } else { span.end_line };
    for number in span.line.saturating_add(1)..=last.min(span.line.saturating_add(below)) {
        let (text, ..) = clip(number, 0..0)?;
        if text.trim().is_empty() {
            break;
        }
        rows.push(Row::Code(number, text));
    }
    Some(rows)
}

impl Line {
    /// As [`Line::shown`], for the character after the last: inside of a secret, where the mask ends.
    fn shown_end(&self, character: usize) -> usize {
        let inside = self.masked.iter().any(|range| range.start < character && character < range.end);
        self.shown(character).saturating_add(if inside { MASK.len() } else { 0 })
    }
}

/// A column as an index.
fn index(column: u32) -> usize {
    usize::try_from(column).unwrap_or(usize::MAX).saturating_sub(1)
}

/// The part of a line around some of its characters that has room; with the columns before them, and theirs.
fn window(text: &str, own: Range<usize>, mark: Range<usize>, room: usize) -> (String, usize, usize) {
    struct Cell {
        text: String,
        width: usize,
        at: usize,
    }
    // Lines may be megabytes: no more of them is looked at than could be shown.
    let from = mark.start.saturating_sub(room * 2).max(own.start);
    let mut cells = Vec::new();
    let mut column = 0;
    let mut more = false;
    for (at, c) in text.chars().enumerate().skip(from) {
        if at >= own.end || at > from + room * 6 {
            more = true;
            break;
        }
        let shown =
            if c == '\t' { " ".repeat(TAB - column % TAB) } else { clean(c.encode_utf8(&mut [0; 4])).into_owned() };
        let width = shown.chars().map(|c| c.width().unwrap_or(0)).sum();
        column += width;
        cells.push(Cell { text: shown, width, at });
    }
    while !more && cells.last().is_some_and(|cell| cell.text.trim().is_empty()) {
        cells.pop();
    }
    let before: usize = cells.iter().take_while(|cell| cell.at < mark.start).map(|cell| cell.width).sum();
    let marked: usize = cells.iter().filter(|cell| mark.contains(&cell.at)).map(|cell| cell.width).sum();
    let total: usize = cells.iter().map(|cell| cell.width).sum();
    let cut = from > 0 && text.chars().take(from).any(|c| !c.is_whitespace());
    let margin = usize::from(cut);
    let skip = if total + margin + usize::from(more) <= room || before + marked + margin < room {
        0
    } else {
        // The mark stands in the middle, and where it is wider than the room, its beginning near the left.
        before.saturating_sub((room.saturating_sub(marked) / 2).max(room / 8)).min((total + 1).saturating_sub(room - 1))
    };
    let mut shown = String::new();
    let (mut used, mut passed) = (0, 0);
    let (mut start, mut end) = (None, 0);
    if cut || skip > 0 {
        shown.push('…');
        used = 1;
    }
    for (number, cell) in cells.iter().enumerate() {
        if passed < skip {
            passed += cell.width;
            continue;
        }
        let last = number + 1 == cells.len() && !more;
        if used + cell.width + usize::from(!last) > room {
            shown.push('…');
            break;
        }
        if mark.contains(&cell.at) {
            start.get_or_insert(used);
            end = used + cell.width;
        }
        shown.push_str(&cell.text);
        used += cell.width;
        if number + 1 == cells.len() && more {
            shown.push('…');
        }
    }
    let start = start.unwrap_or(0);
    (shown, start, end.saturating_sub(start))
}

#[cfg(test)]
mod tests {
    #![expect(clippy::string_slice, reason = "tests")]

    use unicode_width::UnicodeWidthStr;
    use yagura_model::Span;

    use super::{Row, Source, frame};

    fn span(line: u32, column: u32, end_line: u32, end_column: u32) -> Span {
        Span { line, column, end_line, end_column }
    }

    /// The place of a part of a text, in characters.
    fn of(text: &str, part: &str) -> Span {
        let place = |at: usize| {
            let before = &text[..at];
            let line = before.rsplit('\n').next().unwrap();
            let number = |count: usize| u32::try_from(count).unwrap() + 1;
            (number(before.matches('\n').count()), number(line.chars().count()))
        };
        let at = text.find(part).unwrap();
        let ((line, column), (end_line, end_column)) = (place(at), place(at + part.len()));
        span(line, column, end_line, end_column)
    }

    fn drawn(rows: Option<Vec<Row>>) -> String {
        let row = |row| match row {
            Row::Code(number, line) => format!("{number}|{line}\n"),
            Row::Mark(column, width) => format!(" |{}{}\n", " ".repeat(column), "^".repeat(width)),
            Row::Left => "…|\n".to_owned(),
        };
        rows.unwrap_or_default().into_iter().map(row).collect()
    }

    /// The frame of a part of a text, with what is secret in it.
    fn check(text: &str, part: &str, block: &str, secret: &[&str], room: usize) -> String {
        let secret: Vec<_> =
            secret.iter().map(|one| text.find(one).unwrap()..text.find(one).unwrap() + one.len()).collect();
        let source = Source::new(text, &secret).unwrap();
        drawn(frame(&source, &of(text, part), &of(text, block), room))
    }

    #[test]
    fn the_attribute_is_marked_below_the_first_line_of_its_resource() {
        let text = "Resources:\n  Db:\n    Type: X\n    Properties:\n      Open: true\n";
        assert_eq!(
            check(text, "Open: true", &text[13..text.len() - 1], &[], 60),
            "2|  Db:\n…|\n5|      Open: true\n |      ^^^^^^^^^^\n"
        );
    }

    #[test]
    fn an_attribute_of_many_lines_shows_its_first_ones() {
        let text = "a:\n  - Sid: x\n    Effect: Allow\n    Action: y\n    Resource: z\n";
        assert_eq!(
            check(text, &text[7..text.len() - 1], text, &[], 60),
            "1|a:\n2|  - Sid: x\n |    ^^^^^^\n3|    Effect: Allow\n4|    Action: y\n"
        );
    }

    #[test]
    fn full_width_characters_and_tabs_move_the_mark_by_their_columns() {
        let text = "\t名前: 日本, 公開: はい\r\n";
        assert_eq!(
            check(text, "公開: はい", text, &[], 60),
            "1|    名前: 日本, 公開: はい\n |                ^^^^^^^^^^\n"
        );
    }

    #[test]
    fn long_lines_are_clipped_around_the_mark_in_every_width() {
        for filling in ["x", "長"] {
            let own = format!("{{\"A\":\"{0}\",\"Open\":true,\"B\":\"{0}\"}}", filling.repeat(300));
            let text = format!("{{\"P\":\"other\",\"R\":{own},\"Q\":\"other\"}}");
            for room in 24..130 {
                let drawn = check(&text, "\"Open\":true", &own, &[], room);
                let lines: Vec<&str> = drawn.lines().collect();
                assert!(lines.iter().all(|line| line.width() <= room + 2), "{room}: {drawn}");
                let code = lines.first().unwrap().strip_prefix("1|").unwrap();
                let before = lines.get(1).unwrap().find('^').unwrap() - 2;
                assert_eq!(before, code[..code.find("\"Open\"").unwrap()].width(), "{room}: {drawn}");
                assert_eq!(lines.get(1).unwrap().matches('^').count(), 11, "{room}: {drawn}");
                assert!(code.starts_with('…') && code.ends_with('…') && !code.contains("other"), "{drawn}");
            }
        }
    }

    #[test]
    fn of_a_line_that_resources_share_only_its_own_is_shown() {
        let text = "{\"P\":{\"Default\":\"kumo\"},\"Db\":{\"Open\":true},\"Other\":1}";
        assert_eq!(
            check(text, "\"Open\":true", "\"Db\":{\"Open\":true}", &[], 60),
            "1|…\"Db\":{\"Open\":true}…\n |       ^^^^^^^^^^^\n"
        );
    }

    #[test]
    fn a_secret_is_one_mask_whatever_its_length_and_the_mark_follows() {
        let text = "a: { Word: hunter-22-long, Open: true }\n";
        assert_eq!(
            check(text, "Open: true", text, &["hunter-22-long"], 60),
            "1|a: { Word: ****, Open: true }\n |                 ^^^^^^^^^^\n"
        );
        assert_eq!(
            check(text, "Word: hunter-22-long", text, &["hunter-22-long"], 60),
            "1|a: { Word: ****, Open: true }\n |     ^^^^^^^^^^\n"
        );
        assert_eq!(
            check(text, "hunter", text, &["hunter-22-long"], 60),
            check(text, "22-long", text, &["hunter-22-long"], 60)
        );
        let text = "a: |\n  -----BEGIN\n  AAAA\n  END-----\nb: 1\n";
        assert_eq!(
            check(text, &text[..39], text, &["-----BEGIN\n  AAAA\n  END-----"], 60),
            "1|a: |\n |^^^^\n2|  ****\n3|  ****\n"
        );
    }

    #[test]
    fn what_a_terminal_would_act_on_is_shown_instead() {
        let text = "a: \u{1b}[31m\u{202e}x, Open: true\n";
        assert_eq!(
            check(text, "Open: true", text, &[], 60),
            "1|a: \\x1b[31m<U+202E>x, Open: true\n |                      ^^^^^^^^^^\n"
        );
    }

    #[test]
    fn a_place_that_is_not_there_has_no_frame() {
        let source = Source::new("a: 1\n", &[]).unwrap();
        for place in [span(0, 0, 0, 0), span(1, 1, 1, 1), span(7, 1, 7, 5), span(1, 90, 1, 95)] {
            assert_eq!(frame(&source, &place, &place, 60), None, "{place:?}");
        }
        assert_eq!(frame(&source, &span(1, 1, 1, 5), &span(1, 1, 1, 5), 10), None);
        for text in ["a\rb", "a\u{2028}b", "a\u{85}b"] {
            assert!(Source::new(text, &[]).is_none(), "readers count its lines differently");
        }
    }
}
