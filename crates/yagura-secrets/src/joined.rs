//! Texts that were taken apart, put together again: concatenations of literals, percent encoding.

use crate::text::{back, floor, line_end, line_start};

/// How long a concatenation may be.
const CHAIN: usize = 8 * 1024;

/// A concatenation of literals around an operator, put together: `"AKIA" + "IOSF…"`; also over lines.
pub(crate) fn chain(text: &str, at: usize, end: usize) -> Option<(usize, usize, String)> {
    let start = line_start(text, at).max(back(text, at, CHAIN));
    let quote = text.as_bytes().get(at).copied()?;
    let limit = floor(text, start + CHAIN);
    let bytes = text.as_bytes();
    let mut out = text.get(start..at)?.to_owned();
    let mut joint = Some(next_literal(bytes, end, limit, quote)?);
    let mut last = end;
    while let Some(open) = joint.take() {
        // Up to the closing quote of this part.
        let mut close = open + 1;
        while close < limit && bytes.get(close).is_some_and(|byte| *byte != quote && *byte != b'\n') {
            close += if bytes.get(close) == Some(&b'\\') { 2 } else { 1 };
        }
        out.push_str(text.get(open + 1..floor(text, close.min(limit)))?);
        last = close.min(limit);
        let mut operator = close + 1;
        while operator < limit && bytes.get(operator).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
            operator += 1;
        }
        if bytes.get(operator).is_some_and(|byte| matches!(byte, b'+' | b'.' | b'&' | b'\\')) {
            joint = next_literal(bytes, operator + 1, limit, quote);
        }
    }
    let end = line_end(text, floor(text, last)).min(limit.max(last));
    out.push_str(text.get(floor(text, last)..end).unwrap_or_default());
    Some((start, end.max(start + 1), out))
}

/// The quote that closes a literal on the line above an operator.
pub(crate) fn left_side(text: &str, at: usize) -> Option<usize> {
    let before = text.get(back(text, at, 200)..at)?;
    let trimmed = before.trim_end();
    let broken = before.get(trimmed.len()..)?.contains('\n');
    (broken && trimmed.ends_with(['"', '\''])).then(|| at - (before.len() - trimmed.len()) - 1)
}

/// Where the next literal of the same quote begins, with nothing but blanks before it.
fn next_literal(bytes: &[u8], from: usize, limit: usize, quote: u8) -> Option<usize> {
    let mut at = from;
    while at < limit && bytes.get(at).is_some_and(|byte| matches!(byte, b' ' | b'\t' | b'\r' | b'\n')) {
        at += 1;
    }
    (at < limit && bytes.get(at) == Some(&quote)).then_some(at)
}

/// The word around an offset, with its percent encoding undone.
pub(crate) fn percent_decoded(text: &str, at: usize) -> Option<(usize, usize, String)> {
    let inside = |byte: u8| !byte.is_ascii_whitespace() && !matches!(byte, b'"' | b'\'' | b'<' | b'>' | b'`');
    let bytes = text.as_bytes();
    let mut start = at;
    while start > at.saturating_sub(2048) && bytes.get(start - 1).is_some_and(|byte| inside(*byte)) {
        start -= 1;
    }
    let mut end = at;
    while end < at + 8192 && bytes.get(end).is_some_and(|byte| inside(*byte)) {
        end += 1;
    }
    let start = floor(text, start);
    let end = floor(text, end);
    let part = bytes.get(start..end)?;
    let mut plain = Vec::with_capacity(part.len());
    let mut index = 0;
    while let Some(byte) = part.get(index) {
        let digit = |offset: usize| {
            part.get(index + offset)
                .and_then(|byte| char::from(*byte).to_digit(16))
                .and_then(|digit| u8::try_from(digit).ok())
        };
        if *byte == b'%'
            && let (Some(high), Some(low)) = (digit(1), digit(2))
        {
            plain.push(high * 16 + low);
            index += 3;
        } else {
            plain.push(*byte);
            index += 1;
        }
    }
    Some((start, end.max(start + 1), String::from_utf8(plain).ok()?))
}
