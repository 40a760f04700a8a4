//! Texts that are changed in a few places and kept everywhere else.

use std::ops::Range;

/// One place of a text, and what is to stand there.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Splice {
    pub(crate) range: Range<usize>,
    pub(crate) with: String,
}

impl Splice {
    pub(crate) fn insert(at: usize, with: impl Into<String>) -> Self {
        Self { range: at..at, with: with.into() }
    }

    pub(crate) fn replace(range: Range<usize>, with: impl Into<String>) -> Self {
        Self { range, with: with.into() }
    }
}

/// The text with all splices done; `None` where two overlap or one is outside.
pub(crate) fn splice(text: &str, mut splices: Vec<Splice>) -> Option<String> {
    splices.sort_by_key(|splice| (splice.range.start, splice.range.end));
    let mut result = String::with_capacity(text.len() + 256);
    let mut at = 0;
    for Splice { range, with } in splices {
        result.push_str(text.get(at..range.start)?);
        result.push_str(&with);
        at = range.end;
    }
    result.push_str(text.get(at..)?);
    Some(result)
}

/// The line break that the text uses.
pub(crate) fn line_break(text: &str) -> &'static str {
    match text.find('\n') {
        Some(at) if text.get(..at).is_some_and(|before| before.ends_with('\r')) => "\r\n",
        _ => "\n",
    }
}

/// Where the line begins that has a byte.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    text.get(..at).and_then(|before| before.rfind('\n')).map_or(0, |found| found + 1)
}

/// Where the line ends that has a byte: at its line break, or with the text.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    let rest = text.get(at..).unwrap_or_default();
    let end = rest.find('\n').map_or(text.len(), |found| at + found);
    if text.get(..end).is_some_and(|before| before.ends_with('\r')) && end > at { end - 1 } else { end }
}

/// What stands before a byte in its line.
pub(crate) fn before(text: &str, at: usize) -> &str {
    text.get(line_start(text, at)..at).unwrap_or_default().trim_start_matches('\u{feff}')
}
