//! Texts inside texts: base64, also of UTF-16 and gzip.

use std::borrow::Cow;
use std::io::Read as _;

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

use crate::text::line_end;
use crate::{charset, credentials, judge, placeholder};

/// How long an encoded part may be, and what it may become.
const LENGTH: usize = 256 * 1024;
/// The shortest that is worth opening.
const SHORTEST: usize = 24;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

const ALPHABET: [bool; 256] = {
    let mut table = [false; 256];
    let mut byte: usize = 0;
    while byte < 128 {
        #[expect(clippy::cast_possible_truncation, reason = "below 128")]
        let character = byte as u8;
        if character.is_ascii_alphanumeric() || matches!(character, b'+' | b'/' | b'-' | b'_') {
            #[expect(clippy::indexing_slicing, reason = "below 128, at compile time")]
            {
                table[byte] = true;
            }
        }
        byte += 1;
    }
    table
};

fn inside(bytes: &[u8], at: usize) -> bool {
    bytes.get(at).is_some_and(|byte| ALPHABET.get(usize::from(*byte)) == Some(&true))
}

/// The next run of [`SHORTEST`] or more characters of base64: every run holds one of the places looked at.
pub(crate) fn next_run(text: &str, from: usize) -> Option<(usize, usize)> {
    let bytes = text.as_bytes();
    let mut at = from + SHORTEST - 1;
    while at < bytes.len() {
        if !inside(bytes, at) {
            at += SHORTEST;
            continue;
        }
        let mut start = at;
        while start > from && inside(bytes, start - 1) {
            start -= 1;
        }
        let mut end = at + 1;
        while inside(bytes, end) {
            end += 1;
        }
        if end - start >= SHORTEST {
            return Some((start, end));
        }
        at = end + SHORTEST;
    }
    None
}

/// A run that goes on over the following lines, as MIME breaks it, in one.
pub(crate) fn unfold(text: &str, start: usize, end: usize) -> (usize, Cow<'_, str>) {
    let first = text.get(start..end).unwrap_or_default();
    if first.len() < 56 || line_end(text, end) > end + 1 {
        return (end, Cow::Borrowed(first));
    }
    let mut whole = first.to_owned();
    let mut last = end;
    let mut next = line_end(text, end) + 1;
    while whole.len() < LENGTH && next < text.len() {
        let stop = line_end(text, next);
        let line = text.get(next..stop).unwrap_or_default();
        let body = line.trim();
        let content = body.trim_end_matches('=');
        if content.is_empty()
            || content.len() > first.len()
            || !content.bytes().all(|byte| ALPHABET.get(usize::from(byte)) == Some(&true))
        {
            break;
        }
        whole.push_str(content);
        last = stop;
        if content.len() < first.len() {
            break;
        }
        next = stop + 1;
    }
    if last == end { (end, Cow::Borrowed(first)) } else { (last, Cow::Owned(whole)) }
}

/// The text that an encoded part holds; `None` where it holds none.
pub(crate) fn open(part: &str) -> Option<String> {
    if part.len() > LENGTH {
        return None;
    }
    let engine = if part.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    // The beginning tells nearly always that there is no text: identifiers and paths are runs as well.
    let mut head = [0u8; 18];
    let length = engine.decode_slice(part.get(..SHORTEST)?, &mut head).ok()?;
    let head = head.get(..length)?;
    let gzip = head.starts_with(&[0x1f, 0x8b, 8]);
    let wide = head.iter().skip(1).step_by(2).take(6).all(|byte| *byte == 0) && head.first() != Some(&0);
    if !gzip && !wide && head.iter().any(|byte| *byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t')) {
        return None;
    }
    let bytes = engine.decode(part).ok()?;
    let text = if gzip {
        let mut plain = Vec::new();
        flate2::read::MultiGzDecoder::new(bytes.as_slice()).take(LENGTH as u64).read_to_end(&mut plain).ok()?;
        charset::decode(&plain)?
    } else if wide {
        charset::utf16(&bytes, true)
    } else {
        String::from_utf8(bytes).ok()?
    };
    let readable = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    (readable && text.chars().count() >= 8).then_some(text)
}

/// Whether base64 holds `user:password`, and whether the password is one that was meant; `None` where it holds none.
pub(crate) fn user_and_password(value: &str) -> Option<bool> {
    if value.len() < 8 || value.len() > 1024 {
        return None;
    }
    let text = String::from_utf8(STANDARD.decode(value).ok()?).ok()?;
    let (user, password) = text.split_once(':')?;
    let said = |text: &str| !text.is_empty() && text.chars().all(|c| c.is_ascii_graphic());
    if !said(user) || !said(password) || password.len() < 4 || placeholder::is(password) {
        return None;
    }
    if placeholder::is(user) && !credentials::is_user(user) {
        return None;
    }
    let weak = placeholder::weak(password) || password == user || !judge::strong(password);
    Some(!weak)
}

#[cfg(test)]
mod tests {
    #[test]
    fn opens_text_and_nothing_else() {
        assert_eq!(super::open("cGFzc3dvcmQ9aHVudGVyMiEh").as_deref(), Some("password=hunter2!!"));
        assert_eq!(super::open("AAECAwQFBgcICQoLDA0ODxAR"), None, "bytes");
        assert_eq!(super::open("not base64 at all, not at all"), None);
    }

    #[test]
    fn runs_are_found_wherever_they_begin() {
        for lead in 0..60 {
            let text = format!("{}{}{}", " ".repeat(lead), "a".repeat(24), " x".repeat(40));
            assert_eq!(super::next_run(&text, 0), Some((lead, lead + 24)));
        }
    }
}
