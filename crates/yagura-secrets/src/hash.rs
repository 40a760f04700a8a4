//! The keyed hash of a secret.

use hmac::{Hmac, Mac};
use sha2::Sha256;

/// HMAC-SHA256 (RFC 2104), its first eight bytes in hexadecimal: enough to see that two are one, too little to be used as
/// a stored form of the secret.
pub(crate) fn keyed(key: &[u8], secret: &str) -> String {
    // A key of any length is accepted; there is no error to be had.
    let Ok(mut mac) = Hmac::<Sha256>::new_from_slice(key) else { return String::new() };
    mac.update(secret.as_bytes());
    mac.finalize().into_bytes().iter().take(8).fold(String::with_capacity(16), |mut text, byte| {
        use std::fmt::Write as _;
        let _ = write!(text, "{byte:02x}");
        text
    })
}

#[cfg(test)]
mod tests {
    #[test]
    fn agrees_with_rfc_4231() {
        // Test case 2.
        assert_eq!(super::keyed(b"Jefe", "what do ya want for nothing?"), "5bdcc146bf60754e");
    }
}
