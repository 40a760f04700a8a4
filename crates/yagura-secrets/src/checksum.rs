//! What a token's own form proves: its checksum, what it says of its owner.

use base64::Engine as _;

const BASE62: &[u8; 62] = b"0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";

/// Whether the last six characters are the CRC-32 of those before, in base 62, as GitHub and npm have them
/// (<https://github.blog/engineering/platform-security/behind-githubs-new-authentication-token-formats/>).
pub(crate) fn base62_crc32(token: &str) -> bool {
    let Some((_, body)) = token.split_once('_') else { return false };
    let Some((random, sum)) = body.len().checked_sub(6).and_then(|at| body.split_at_checked(at)) else { return false };
    let mut rest = crc32(random.as_bytes());
    sum.bytes().rev().all(|byte| {
        let digit = usize::try_from(rest % 62).unwrap_or_default();
        rest /= 62;
        BASE62.get(digit) == Some(&byte)
    }) && rest == 0
}

fn crc32(bytes: &[u8]) -> u32 {
    let mut sum = flate2::Crc::new();
    sum.update(bytes);
    sum.sum()
}

/// Whether the first part of a JSON Web Token is a header that names an algorithm, as RFC 7515 asks.
pub(crate) fn jwt(token: &str) -> bool {
    let header = token.split('.').next().unwrap_or_default();
    base64::engine::general_purpose::URL_SAFE_NO_PAD
        .decode(header)
        .ok()
        .and_then(|bytes| String::from_utf8(bytes).ok())
        .is_some_and(|header| header.contains("\"alg\""))
}

/// The account that an access key belongs to, which its id spells since 2019: forty bits of its base32, after one that is set.
/// Older ids spell nothing. `sts:GetAccessKeyInfo` says the same
/// (<https://docs.aws.amazon.com/STS/latest/APIReference/API_GetAccessKeyInfo.html>); found by comparing the two.
pub(crate) fn aws_account(id: &str) -> Option<String> {
    let mut bits: u64 = 0;
    for byte in id.get(4..14)?.bytes() {
        let value = match byte {
            b'A'..=b'Z' => byte - b'A',
            b'2'..=b'7' => byte - b'2' + 26,
            _ => return None,
        };
        bits = (bits << 5) | u64::from(value);
    }
    // Fifty bits were read, forty-eight are wanted.
    let bits = bits >> 2;
    let account = (bits & 0x7FFF_FFFF_FF80) >> 7;
    (bits >> 47 == 1 && account < 1_000_000_000_000).then(|| format!("{account:012}"))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_checksum_tells_a_token_from_an_invented_one() {
        // From the vendor's announcement of the format; it was never valid.
        let token = format!("ghp_{}{}", "zQWBuTSOoRi4A9spHcVY5ncnsDkxkJ", "0mLq17");
        assert!(base62_crc32(&token));
        assert!(!base62_crc32(&token.replace("0mLq17", "0mLq18")));
        assert!(!base62_crc32("ghp_"));
    }

    #[test]
    fn an_access_key_id_spells_its_account() {
        assert_eq!(aws_account(&format!("ASI{}", "AQNZGKIQY56JQ7WML")).as_deref(), Some("029608264753"));
        assert_eq!(aws_account(&format!("AKI{}", "AIOSFODNN7EXAMPLE")), None, "an old id");
    }
}
