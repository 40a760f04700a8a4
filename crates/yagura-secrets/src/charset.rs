//! Bytes as text: Unicode in its forms, and the encodings that Japanese files come in.

use encoding_rs::{EUC_JP, Encoding, ISO_2022_JP, SHIFT_JIS, UTF_8, UTF_16BE, UTF_16LE, WINDOWS_1252};

/// How bytes are to be read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Charset {
    /// As text in an encoding.
    Text(&'static Encoding),
    /// As no text at all.
    Binary,
}

/// What bytes look like; a part of a file is enough. `ends` where they are the whole.
pub(crate) fn guess(bytes: &[u8]) -> Charset {
    if let Some((encoding, _)) = Encoding::for_bom(bytes) {
        return Charset::Text(encoding);
    }
    if let Some(wide) = wide(bytes) {
        return Charset::Text(wide);
    }
    let head = bytes.get(..bytes.len().min(8192)).unwrap_or_default();
    if memchr::memchr(0, head).is_some() {
        return Charset::Binary;
    }
    let ascii = encoding_rs::Encoding::ascii_valid_up_to(bytes);
    if ascii == bytes.len() {
        let mut escapes = memchr::memchr_iter(0x1b, head);
        let japanese = escapes.any(|at| matches!(bytes.get(at + 1..at + 3), Some(b"$B" | b"$@" | b"(J" | b"(I")));
        return Charset::Text(if japanese { ISO_2022_JP } else { UTF_8 });
    }
    match std::str::from_utf8(bytes) {
        Ok(_) => return Charset::Text(UTF_8),
        // Cut inside a character.
        Err(error) if error.error_len().is_none() && error.valid_up_to() + 4 > bytes.len() => {
            return Charset::Text(UTF_8);
        }
        Err(_) => {}
    }
    let from = ascii.saturating_sub(1);
    let part = bytes.get(from..bytes.len().min(from + 65536)).unwrap_or_default();
    let (sjis, euc) = (score(SHIFT_JIS, part), score(EUC_JP, part));
    match (sjis, euc) {
        (Some(sjis), Some(euc)) => Charset::Text(if euc > sjis { EUC_JP } else { SHIFT_JIS }),
        (Some(_), None) => Charset::Text(SHIFT_JIS),
        (None, Some(_)) => Charset::Text(EUC_JP),
        (None, None) => {
            let control = head
                .iter()
                .filter(|byte| **byte < 0x20 && !matches!(byte, b'\n' | b'\r' | b'\t' | 0x0c | 0x1b))
                .count();
            if control * 50 > head.len() {
                Charset::Binary
            } else if mostly_utf8(bytes) {
                Charset::Text(UTF_8)
            } else {
                Charset::Text(WINDOWS_1252)
            }
        }
    }
}

/// UTF-8 with a wrong byte here and there.
fn mostly_utf8(bytes: &[u8]) -> bool {
    let mut wrong = 0;
    let mut right = 0;
    for chunk in bytes.utf8_chunks() {
        right += chunk.valid().chars().filter(|c| !c.is_ascii()).count();
        wrong += chunk.invalid().len();
    }
    right > wrong * 4
}

/// UTF-16 without its mark: every other byte is zero in Latin text, and line breaks are in any.
fn wide(bytes: &[u8]) -> Option<&'static Encoding> {
    let head = bytes.get(..bytes.len().min(4096))?;
    if head.len() < 4 {
        return None;
    }
    let zeros = |parity: usize| head.iter().skip(parity).step_by(2).filter(|byte| **byte == 0).count();
    let (even, odd) = (zeros(0), zeros(1));
    let half = head.len() / 2;
    if odd * 10 > half * 4 && even * 20 < half {
        Some(UTF_16LE)
    } else if even * 10 > half * 4 && odd * 20 < half {
        Some(UTF_16BE)
    } else {
        None
    }
}

/// How much bytes look like Japanese in an encoding; `None` where they are not valid in it.
fn score(encoding: &'static Encoding, bytes: &[u8]) -> Option<i64> {
    let (text, wrong) = encoding.decode_without_bom_handling(bytes);
    let replaced = text.chars().filter(|c| *c == '\u{FFFD}').count();
    // A part may be cut inside a character, at both ends.
    if wrong && replaced > 2 {
        return None;
    }
    Some(
        text.chars()
            .map(|c| match c {
                '\u{3040}'..='\u{30FF}' => 3,
                '\u{4E00}'..='\u{9FFF}' => 1,
                '\u{FF61}'..='\u{FF9F}' => -1,
                '\u{3000}'..='\u{303F}' | '\u{FF01}'..='\u{FF5E}' => 2,
                '\u{FFFD}' | '\u{E000}'..='\u{F8FF}' => -5,
                _ => 0,
            })
            .sum(),
    )
}

/// UTF-16 without its mark, as text.
pub(crate) fn utf16(bytes: &[u8], little: bool) -> String {
    let encoding = if little { UTF_16LE } else { UTF_16BE };
    encoding.decode_with_bom_removal(bytes).0.into_owned()
}

/// Bytes that are whole as text; `None` where they are none.
pub(crate) fn decode(bytes: &[u8]) -> Option<String> {
    match guess(bytes) {
        Charset::Text(encoding) => Some(encoding.decode(bytes).0.into_owned()),
        Charset::Binary => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn japanese_encodings_are_told_apart() {
        let text = "氏名,電話番号,住所\r\n山田 太郎,090-1234-5678,東京都千代田区霞が関\r\nパスワードは別途。\r\n";
        for encoding in [SHIFT_JIS, EUC_JP, ISO_2022_JP, UTF_8] {
            let (bytes, _, _) = encoding.encode(text);
            assert_eq!(guess(&bytes), Charset::Text(encoding), "{}", encoding.name());
            assert_eq!(decode(&bytes).as_deref(), Some(text), "{}", encoding.name());
        }
        for little in [true, false] {
            let bytes: Vec<u8> = "name,value\r\n山田,1\r\nabcdefghijklmnop,2\r\n"
                .encode_utf16()
                .flat_map(|unit| if little { unit.to_le_bytes() } else { unit.to_be_bytes() })
                .collect();
            assert_eq!(guess(&bytes), Charset::Text(if little { UTF_16LE } else { UTF_16BE }));
        }
        assert_eq!(guess(b"\x7fELF\x02\x01\x01\0\0\0\0\0\0\0"), Charset::Binary);
        assert_eq!(guess("こんにちは、世界".as_bytes().get(..20).unwrap_or_default()), Charset::Text(UTF_8), "cut");
    }

    #[test]
    fn half_width_kana_is_shift_jis() {
        let (bytes, _, _) = SHIFT_JIS.encode("ﾔﾏﾀﾞ ﾀﾛｳ,ｶﾅｶﾞﾜｹﾝ ﾖｺﾊﾏｼ\r\n山田太郎様\r\n");
        assert_eq!(guess(&bytes), Charset::Text(SHIFT_JIS));
    }
}
