//! Makes data inert: for terminals, for Markdown, for URLs.

use std::borrow::Cow;
use std::fmt::Write as _;

/// Whether a character has no shape of its own and changes how others are shown: bidirectional controls, zero-width
/// characters, fillers, variation selectors, tags (Unicode's `Default_Ignorable_Code_Point`, format controls and separators,
/// <https://www.unicode.org/reports/tr44/#Default_Ignorable_Code_Point>, Unicode 16).
pub(crate) fn is_invisible(c: char) -> bool {
    matches!(c,
        '\u{ad}' | '\u{34f}' | '\u{61c}' | '\u{115f}' | '\u{1160}' | '\u{17b4}' | '\u{17b5}'
        | '\u{180b}'..='\u{180f}' | '\u{200b}'..='\u{200f}' | '\u{2028}'..='\u{202e}' | '\u{2060}'..='\u{206f}'
        | '\u{3164}' | '\u{fe00}'..='\u{fe0f}' | '\u{feff}' | '\u{ffa0}' | '\u{fff0}'..='\u{fffb}'
        | '\u{13430}'..='\u{1345f}' | '\u{1bca0}'..='\u{1bca3}' | '\u{1d173}'..='\u{1d17a}'
        | '\u{e0000}'..='\u{e0fff}')
}

/// The text as it can be printed in one line: controls as `\x1b`, `\n`, `\r`, `\t`; bidirectional controls and
/// invisible characters as `<U+202E>`. Everything that did not come from yagura itself goes through here before it is printed.
pub fn clean(text: &str) -> Cow<'_, str> {
    if !text.chars().any(|c| c.is_control() || is_invisible(c)) {
        return Cow::Borrowed(text);
    }
    let mut cleaned = String::with_capacity(text.len() + 16);
    for c in text.chars() {
        match c {
            '\n' => cleaned.push_str("\\n"),
            '\r' => cleaned.push_str("\\r"),
            '\t' => cleaned.push_str("\\t"),
            c if c.is_control() => {
                let _ = write!(cleaned, "\\x{:02x}", u32::from(c));
            }
            c if is_invisible(c) => {
                let _ = write!(cleaned, "<U+{:04X}>", u32::from(c));
            }
            c => cleaned.push(c),
        }
    }
    Cow::Owned(cleaned)
}

/// The same for a text of several lines: its line feeds stay, everything else is as [`clean`] makes it.
pub fn clean_lines(text: &str) -> String {
    let mut cleaned = String::with_capacity(text.len());
    for (number, line) in text.split('\n').enumerate() {
        if number > 0 {
            cleaned.push('\n');
        }
        cleaned.push_str(&clean(line));
    }
    cleaned
}

/// Data as literal text inside Markdown: cleaned, and every ASCII punctuation character behind a backslash
/// (<https://spec.commonmark.org/0.31.2/#backslash-escapes>), so that no link, image, tag, entity or emphasis can begin.
pub(crate) fn markdown(text: &str) -> String {
    let mut escaped = String::with_capacity(text.len() + 8);
    for c in clean(text).chars() {
        if c.is_ascii_punctuation() {
            escaped.push('\\');
        }
        escaped.push(c);
    }
    escaped
}

/// Data inside a component of a URL: all but the unreserved characters of RFC 3986 as `%XX`; `keep` names more to leave.
pub(crate) fn percent(text: &str, keep: &str) -> String {
    let mut encoded = String::with_capacity(text.len());
    for byte in text.bytes() {
        let c = char::from(byte);
        if c.is_ascii_alphanumeric() || "-._~".contains(c) || (byte.is_ascii() && keep.contains(c)) {
            encoded.push(c);
        } else {
            let _ = write!(encoded, "%{byte:02X}");
        }
    }
    encoded
}

#[cfg(test)]
mod tests {
    use super::{clean, clean_lines, markdown, percent};

    #[test]
    fn what_a_terminal_would_act_on_is_shown_instead() {
        for (data, shown) in [
            ("assets", "assets"),
            ("日本語のバケット", "日本語のバケット"),
            ("\u{1b}[31mred\u{7}", "\\x1b[31mred\\x07"),
            ("\u{1b}]8;;http://x\u{1b}\\", "\\x1b]8;;http://x\\x1b\\"),
            ("a\rb\nc\td", "a\\rb\\nc\\td"),
            ("\u{9b}31m\u{7f}", "\\x9b31m\\x7f"),
            ("evil\u{202e}txt", "evil<U+202E>txt"),
            ("a\u{200b}b\u{feff}\u{2066}", "a<U+200B>b<U+FEFF><U+2066>"),
            ("tag\u{e0041}\u{fe0f}", "tag<U+E0041><U+FE0F>"),
            ("line\u{2028}end", "line<U+2028>end"),
        ] {
            assert_eq!(clean(data), shown);
        }
        assert_eq!(clean_lines("a\nb\u{1b}\r\n"), "a\nb\\x1b\\r\n");
    }

    #[test]
    fn markdown_cannot_begin_in_data() {
        assert_eq!(markdown("<img src=x>"), "\\<img src\\=x\\>");
        assert_eq!(markdown("[a](javascript:b)"), "\\[a\\]\\(javascript\\:b\\)");
        assert_eq!(markdown("a`b\n# c"), "a\\`b\\\\n\\# c");
    }

    #[test]
    fn urls_hold_data_as_data() {
        assert_eq!(percent("a/b c#?&日", ""), "a%2Fb%20c%23%3F%26%E6%97%A5");
        assert_eq!(percent("a/b:c", "/"), "a/b%3Ac");
    }
}
