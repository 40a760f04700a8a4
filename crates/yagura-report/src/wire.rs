//! JSON that stays inert wherever it is put.

use std::io;

use serde::Serialize;
use serde_json::ser::{CompactFormatter, Formatter, PrettyFormatter};

use crate::escape::is_invisible;

/// Writes a value as JSON with a line feed at its end.
///
/// Characters that a terminal, a browser or an editor acts on (`<`, `>`, `&`, DEL, C1 controls, bidirectional and invisible
/// ones, U+2028, U+2029) are written as `\uXXXX`: parsed they are the same text, printed or embedded in a page they do nothing.
pub(crate) fn write(out: &mut dyn io::Write, value: &impl Serialize, pretty: bool) -> io::Result<()> {
    let written = if pretty {
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Inert(PrettyFormatter::new())))
    } else {
        value.serialize(&mut serde_json::Serializer::with_formatter(&mut *out, Inert(CompactFormatter)))
    };
    written.map_err(io::Error::from)?;
    out.write_all(b"\n")
}

struct Inert<F>(F);

/// Hands the layout on to the formatter within.
macro_rules! hand_on {
    ($($name:ident($($argument:ident: $type:ty)?)),* $(,)?) => {
        $(fn $name<W: ?Sized + io::Write>(&mut self, writer: &mut W $(, $argument: $type)?) -> io::Result<()> {
            self.0.$name(writer $(, $argument)?)
        })*
    };
}

impl<F: Formatter> Formatter for Inert<F> {
    hand_on! {
        begin_array(), end_array(), begin_array_value(first: bool), end_array_value(), begin_object(), end_object(),
        begin_object_key(first: bool), end_object_key(), begin_object_value(), end_object_value(),
    }

    fn write_string_fragment<W: ?Sized + io::Write>(&mut self, writer: &mut W, fragment: &str) -> io::Result<()> {
        // Almost every text is plain: one look at its bytes is enough for it.
        if fragment.bytes().all(is_plain) {
            return writer.write_all(fragment.as_bytes());
        }
        let mut rest = fragment;
        while let Some(at) = rest.find(acted_on) {
            let (before, after) = rest.split_at(at);
            writer.write_all(before.as_bytes())?;
            let mut chars = after.chars();
            for unit in chars.next().into_iter().flat_map(|c| c.encode_utf16(&mut [0; 2]).to_vec()) {
                write!(writer, "\\u{unit:04x}")?;
            }
            rest = chars.as_str();
        }
        writer.write_all(rest.as_bytes())
    }
}

fn is_plain(byte: u8) -> bool {
    matches!(byte, b' '..=b'~') && !matches!(byte, b'<' | b'>' | b'&')
}

fn acted_on(c: char) -> bool {
    matches!(c, '<' | '>' | '&') || c.is_control() || is_invisible(c)
}

#[cfg(test)]
mod tests {
    use super::write;

    #[test]
    fn nothing_in_it_acts_and_nothing_is_lost() {
        let text = "</script>&\u{1b}[0m\u{9b}\u{202e}\u{2028}\u{e0041}日\n\"\\";
        for pretty in [false, true] {
            let mut out = Vec::new();
            write(&mut out, &serde_json::json!({ text: [text] }), pretty).unwrap();
            let json = String::from_utf8(out).unwrap();
            assert!(
                json.contains("\\u003c/script\\u003e\\u0026\\u001b[0m\\u009b\\u202e\\u2028\\udb40\\udc41日\\n\\\"\\\\")
            );
            assert_eq!(serde_json::from_str::<serde_json::Value>(&json).unwrap(), serde_json::json!({ text: [text] }));
        }
    }
}
