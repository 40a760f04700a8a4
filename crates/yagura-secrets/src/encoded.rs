//! Texts inside texts: base64, one level.

use base64::Engine as _;
use base64::engine::DecodePaddingMode;
use base64::engine::general_purpose::{GeneralPurpose, GeneralPurposeConfig};

/// How many encoded parts of one text are opened.
pub(crate) const PARTS: usize = 256;
/// How long an encoded part may be.
pub(crate) const LENGTH: usize = 256 * 1024;

const LENIENT: GeneralPurposeConfig = GeneralPurposeConfig::new()
    .with_decode_padding_mode(DecodePaddingMode::Indifferent)
    .with_decode_allow_trailing_bits(true);
const STANDARD: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::STANDARD, LENIENT);
const URL_SAFE: GeneralPurpose = GeneralPurpose::new(&base64::alphabet::URL_SAFE, LENIENT);

/// The text that an encoded part holds; `None` where it holds none.
pub(crate) fn text(part: &str) -> Option<String> {
    if part.len() > LENGTH {
        return None;
    }
    let engine = if part.contains(['-', '_']) { &URL_SAFE } else { &STANDARD };
    let text = String::from_utf8(engine.decode(part).ok()?).ok()?;
    let readable = text.chars().all(|c| !c.is_control() || matches!(c, '\n' | '\r' | '\t'));
    (readable && text.chars().count() >= 8).then_some(text)
}

#[cfg(test)]
mod tests {
    #[test]
    fn opens_text_and_nothing_else() {
        assert_eq!(super::text("cGFzc3dvcmQ9aHVudGVyMiE=").as_deref(), Some("password=hunter2!"));
        assert_eq!(super::text("cGFzc3dvcmQ9aHVudGVyMiE").as_deref(), Some("password=hunter2!"));
        assert_eq!(super::text("AAECAwQFBgcICQoLDA0ODw=="), None, "bytes");
        assert_eq!(super::text("not base64 at all"), None);
    }
}
