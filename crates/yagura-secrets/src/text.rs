//! Places in a text.

/// The nearest boundary of a character at or before an offset.
pub(crate) fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// The offset `room` bytes before another, at a boundary of a character.
pub(crate) fn back(text: &str, at: usize, room: usize) -> usize {
    floor(text, at.saturating_sub(room))
}

/// Where the line of an offset begins; a line of more than 64 KiB is cut there.
pub(crate) fn line_start(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    let from = at.saturating_sub(64 * 1024);
    let part = text.as_bytes().get(from..at).unwrap_or_default();
    match memchr::memrchr(b'\n', part) {
        Some(found) => from + found + 1,
        None => floor(text, from),
    }
}

/// Where the line of an offset ends, before its line break; a line of more than 64 KiB is cut there.
pub(crate) fn line_end(text: &str, at: usize) -> usize {
    let at = at.min(text.len());
    let to = floor(text, at + 64 * 1024);
    let part = text.as_bytes().get(at..to).unwrap_or_default();
    memchr::memchr(b'\n', part).map_or(to, |found| at + found)
}
