//! Whether a value beside a name is a secret, and how sure that is.

use std::borrow::Cow;

use crate::assign::{Form, Pair};
use crate::names::{self, Says};
use crate::text::{back, floor};
use crate::{Confidence, placeholder};

/// A value that was found to be a secret.
pub(crate) struct Judged<'t> {
    pub(crate) kind: Cow<'static, str>,
    pub(crate) confidence: Confidence,
    pub(crate) secret: Cow<'t, str>,
    pub(crate) account: Option<String>,
}

impl<'t> Judged<'t> {
    pub(crate) fn new(kind: impl Into<Cow<'static, str>>, confidence: Confidence, secret: Cow<'t, str>) -> Self {
        Self { kind: kind.into(), confidence, secret, account: None }
    }
}

/// The secret in a pair, and where in its value it begins; `line` is the pair's own line. `None` where there is none.
pub(crate) fn judge<'t>(pair: &Pair<'t>, line: &str) -> Option<(usize, Judged<'t>)> {
    let said = names::says(pair.name)
        .or_else(|| matches!(pair.name, "requirepass" | "masterauth").then_some(Says::Password))?;
    let trimmed = pair.value.trim();
    let offset = pair.value.len() - pair.value.trim_start().len();
    let judged = |kind: &'static str, confidence| Some((offset, Judged::new(kind, confidence, Cow::Borrowed(trimmed))));
    // `"password": "password"` is a label or an argument that is handed on.
    if plain(pair.name) == plain(trimmed) || placeholder::is(trimmed) || trimmed.len() > 4096 {
        return None;
    }
    if names::aws_secret_key(pair.name) && secret_access_key(trimmed) {
        return judged("aws-secret-access-key", Confidence::High);
    }
    let length = trimmed.chars().count();
    if names::aws_session_token(pair.name) && length >= 100 && !trimmed.contains(char::is_whitespace) {
        return judged("aws-session-token", Confidence::High);
    }
    if placeholder::reference(trimmed) || trimmed.chars().any(foreign) {
        return None;
    }
    // A name as a value: a list of names, a mapping between them.
    let name_like = trimmed.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '-' | '.' | ' ' | '/'))
        && names::says(trimmed).is_some_and(|says| !matches!(says, Says::Key(_)));
    match said {
        Says::Password => {
            let prose =
                trimmed.split_whitespace().count() > 3 || trimmed.ends_with([':', '?', '.']) && trimmed.contains(' ');
            let markup = trimmed.starts_with(['<', '(', '/']) && trimmed.len() < 200 && !strong(trimmed);
            if length < 4 || prose || markup || name_like {
                return None;
            }
            let short = !strong(trimmed) || length < 8;
            if pair.form == Form::Argument && short && !pair.name.starts_with('-') && !line_of_command(line) {
                return None;
            }
            if smtp(pair.name) && ses_password(trimmed) {
                return judged("aws-ses-smtp-password", Confidence::High);
            }
            let confidence = if placeholder::weak(trimmed) {
                Confidence::Low
            } else if length >= 8 && strong(trimmed) && !trimmed.contains(' ') {
                Confidence::High
            } else if trimmed.contains(' ') || length < 6 {
                Confidence::Low
            } else {
                Confidence::Medium
            };
            judged("password", confidence)
        }
        Says::Key(kind) => {
            let kind = if kind == "api-key" { names::vendor_of(line).unwrap_or(kind) } else { kind };
            let chance = || drawn(trimmed) && !names::shown(pair.name) && !digests(line, trimmed) && !minified(line);
            if prefixed(trimmed) || chance() { judged(kind, Confidence::Medium) } else { None }
        }
        Says::Connection => {
            // What it holds was found by the name inside it, where it has one.
            None
        }
        Says::Secret(kind) => {
            let numeric = trimmed.chars().all(|c| c.is_ascii_digit());
            // `NextToken`, `ABCSECRETKEY`: letters alone are the name of something unless there are many.
            let name = length < 20 && trimmed.chars().all(|c| c.is_ascii_alphabetic());
            if length < 8 || numeric || name || name_like || trimmed.contains(char::is_whitespace) || wordy(trimmed) {
                return None;
            }
            if trimmed.contains(['(', ')', '<', '>', '{', '}', '|', '"', '\\', ';']) || trimmed.contains("::") {
                return None;
            }
            // A number with its decimals; a badge's token, which is made to be shown.
            if trimmed.parse::<f64>().is_ok()
                || (line.contains("badge") || line.contains("codecov")) && trimmed.len() < 24
            {
                return None;
            }
            // The next of a list of names is no value of the one before: `["ApiKeySelectionExpression", "DefaultRouteSettings"]`.
            let chance = || random(trimmed) && length >= 16 && spelled(trimmed) * 3 < trimmed.len() * 2;
            if pair.form == Form::Argument && !chance() {
                return None;
            }
            let kind = if matches!(kind, "secret" | "token" | "api-key") {
                names::vendor_of(line).unwrap_or(kind)
            } else {
                kind
            };
            if smtp(pair.name) && ses_password(trimmed) {
                return judged("aws-ses-smtp-password", Confidence::High);
            }
            let confidence = if placeholder::weak(trimmed) || placeholder::invented(trimmed) {
                Confidence::Low
            } else if placeholder::uuid(trimmed) {
                Confidence::Medium
            } else if random(trimmed) && length >= 16 {
                Confidence::High
            } else if classes(trimmed) >= 2 {
                Confidence::Medium
            } else {
                Confidence::Low
            };
            judged(kind, confidence)
        }
    }
}

fn line_of_command(line: &str) -> bool {
    let line = line.trim_start();
    [
        "ENV ",
        "ARG ",
        "setenv",
        "set -",
        "setx",
        "SETX",
        "machine ",
        "login ",
        "curl ",
        "password ",
        "requirepass",
        "masterauth",
        "$ ",
    ]
    .iter()
    .any(|start| line.starts_with(start))
        || line.contains(" login ")
        || line.contains("curl ")
}

fn smtp(name: &str) -> bool {
    let lower = name.to_ascii_lowercase();
    ["smtp", "ses", "mail"].iter().any(|word| lower.contains(word))
}

/// The SMTP password that is derived of a secret access key: a version byte, 0x04, and an HMAC of 32 bytes, in base64
/// (<https://docs.aws.amazon.com/ses/latest/dg/smtp-credentials.html>).
fn ses_password(value: &str) -> bool {
    value.len() == 44
        && value.starts_with('B')
        && value.as_bytes().get(1).is_some_and(|byte| (b'A'..=b'P').contains(byte))
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'+' | b'/'))
        && random(value)
}

/// The last part of a dotted name, without case and separators.
fn plain(text: &str) -> String {
    text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().replace(['_', '-', ' '], "")
}

/// Words joined by dashes, dots, colons or underscores: the name of something (`prod-db-credentials`), not a secret.
pub(crate) fn wordy(value: &str) -> bool {
    value.contains(['-', '_', '.', ':', '/'])
        && value.split(['-', '_', '.', ':', '/']).all(|word| {
            words(word)
                || word.len() <= 4 && word.chars().all(|c| c.is_ascii_digit())
                || word.len() <= 8
                    && word.trim_end_matches(|c: char| c.is_ascii_digit()).chars().all(|c| c.is_ascii_alphabetic())
        })
        || value.chars().all(|c| c.is_ascii_lowercase()) && value.len() < 16
}

/// Beginnings of what is random and no secret: keys that are made to be shown, digests, multi-Region keys of KMS
/// (<https://docs.aws.amazon.com/kms/latest/developerguide/multi-region-keys-overview.html>).
const SHOWN: &[&str] = &[
    "pk",
    "pub",
    "public",
    "publishable",
    "pubkey",
    "site",
    "phc",
    "mrk",
    "sha1",
    "sha256",
    "sha384",
    "sha512",
    "md5",
    "etag",
    "rev",
    "commit",
    "build",
    "hash",
    "cache",
    "linux",
    "darwin",
    "windows",
    "node",
    "v",
    "id",
];

/// The shape that vendors give their tokens: one to three short words, then 20 characters or more that chance drew.
pub(crate) fn prefixed(value: &str) -> bool {
    let Some(at) = value.rfind(['_', '-']) else { return false };
    let (head, tail) = (value.get(..at).unwrap_or_default(), value.get(at + 1..).unwrap_or_default());
    let words: Vec<&str> = head.split(['_', '-']).collect();
    let word = |word: &str| {
        (1..=10).contains(&word.len())
            && word.starts_with(|c: char| c.is_ascii_alphabetic())
            && word.chars().all(|c| c.is_ascii_alphanumeric())
            && !SHOWN.contains(&word.to_ascii_lowercase().as_str())
    };
    if words.len() > 3 || !words.into_iter().all(word) || tail.len() < 20 {
        return false;
    }
    let bytes = tail.as_bytes();
    if !bytes.iter().all(u8::is_ascii_alphanumeric) || placeholder::invented(tail) || !random(tail) {
        return false;
    }
    // Capitals and digits stand anywhere in what chance drew, and at the ends of words in what people name.
    turns(bytes) * 5 >= bytes.len()
}

/// A value without any mark that only chance draws: 16 bytes or more in hexadecimal digits, or 20 characters or more of an
/// alphabet of base64 or of digits with letters of one case. Identifiers and public keys are drawn as well, and are none.
pub(crate) fn drawn(value: &str) -> bool {
    let bytes = value.as_bytes();
    let body = value.trim_end_matches('=');
    if !(20..=512).contains(&bytes.len()) || value.len() - body.len() > 2 {
        return false;
    }
    let has = |class: fn(&u8) -> bool| body.as_bytes().iter().any(class);
    let (lower, upper, digit) = (has(u8::is_ascii_lowercase), has(u8::is_ascii_uppercase), has(u8::is_ascii_digit));
    if !digit || placeholder::invented(value) || identifier(value) || public_key(value) {
        return false;
    }
    if bytes.iter().all(u8::is_ascii_hexdigit) {
        // Forty in capitals are the fingerprint of an OpenPGP key, as GnuPG prints it.
        let fingerprint = upper && bytes.len() == 40;
        return bytes.len() >= 32
            && bytes.len().is_multiple_of(2)
            && lower != upper
            && !fingerprint
            && entropy(value) > 3.0;
    }
    let (url, standard) = (body.contains(['-', '_']), body.contains(['+', '/']));
    let alphabet = |byte: &u8| byte.is_ascii_alphanumeric() || matches!(byte, b'-' | b'_' | b'+' | b'/');
    if url && standard || !body.as_bytes().iter().all(alphabet) || !(lower && upper) && (url || standard) {
        return false;
    }
    // Words, and hexadecimal digits behind them, are what people and programs name things by.
    let parts = || body.split(['-', '_', '+', '/']);
    let word = |part: &str| {
        let rest = part.get(1..).unwrap_or_default();
        part.len() >= 5 && (one_case(part) || one_case(rest)) && part.bytes().all(|byte| byte.is_ascii_alphabetic())
    };
    let longest = parts().max_by_key(|part| part.len()).unwrap_or_default();
    let first = parts().next().unwrap_or_default().to_ascii_lowercase();
    if url && SHOWN.contains(&first.as_str()) {
        return false;
    }
    if longest.len() < 12 || parts().any(word) || longest.bytes().all(|byte| byte.is_ascii_hexdigit()) {
        return false;
    }
    if lower && upper && spelled(body) * 2 >= body.len() {
        return false;
    }
    turns(body.as_bytes()) * 5 >= body.len() && entropy(body) > if body.len() < 32 { 3.4 } else { 3.9 }
}

/// How many characters belong to humps of camel case of four letters or more: chance seldom draws so many small letters in a row.
fn spelled(text: &str) -> usize {
    let mut all = 0;
    let mut hump = 0;
    for byte in text.bytes().chain([0]) {
        if byte.is_ascii_lowercase() {
            hump += 1;
            continue;
        }
        all += if hump >= 4 { hump } else { 0 };
        hump = usize::from(byte.is_ascii_uppercase());
    }
    all
}

fn one_case(text: &str) -> bool {
    let lower = text.bytes().any(|byte| byte.is_ascii_lowercase());
    lower != text.bytes().any(|byte| byte.is_ascii_uppercase())
}

/// What is drawn so that nobody else has it: random UUIDs without dashes (RFC 9562, by version and variant), ULIDs, the unique ids of
/// IAM (<https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_identifiers.html>).
fn identifier(value: &str) -> bool {
    const IAM: &[&str] =
        &["ABIA", "ACCA", "AGPA", "AIDA", "AIPA", "AKIA", "ANPA", "ANVA", "APKA", "AROA", "ASCA", "ASIA"];
    let at = |index: usize| value.as_bytes().get(index).map_or(0, u8::to_ascii_lowercase);
    let capitals = value.bytes().all(|byte| byte.is_ascii_uppercase() || byte.is_ascii_digit());
    match value.len() {
        32 => {
            at(12) == b'4'
                && matches!(at(16), b'8' | b'9' | b'a' | b'b')
                && value.bytes().all(|byte| byte.is_ascii_hexdigit())
        }
        26 if capitals && matches!(at(0), b'0'..=b'7') => true,
        16..=24 => capitals && IAM.iter().any(|start| value.starts_with(start)),
        _ => false,
    }
}

/// Base64 that is to be shown: SubjectPublicKeyInfo (RFC 5280), the key of an SSH server or user (RFC 4253), PEM, an
/// uncompressed point on P-256 (RFC 8292).
fn public_key(value: &str) -> bool {
    let point = matches!(value.trim_end_matches('=').len(), 87)
        && value.starts_with('B')
        && value.as_bytes().get(1).is_some_and(|byte| (b'A'..=b'P').contains(byte));
    point
        || ["AAAA", "LS0t"].iter().any(|start| value.starts_with(start))
        || value.len() >= 56 && ["MI", "MC", "MD", "ME", "MF", "MG", "MH"].iter().any(|start| value.starts_with(start))
}

/// Whether a line speaks of sums of content, which look like chance, close to a value.
fn digests(line: &str, value: &str) -> bool {
    let at = line.find(value).unwrap_or_default();
    let close = line.get(back(line, at, 60)..floor(line, at + value.len() + 60));
    let lower = close.unwrap_or_default().to_ascii_lowercase();
    [
        "checksum",
        "digest",
        "sha1",
        "sha-1",
        "sha2",
        "sha-2",
        "sha3",
        "sha5",
        "sha-5",
        "md5",
        "etag",
        "integrity",
        "commit",
        "revision",
        "fingerprint",
        "thumbprint",
        "hash",
        "crc",
    ]
    .iter()
    .any(|word| lower.contains(word))
}

/// Whether a line is code that a program has written: long, with statements in it.
fn minified(line: &str) -> bool {
    line.len() >= 800
        && ["function(", "=>", "return ", "&&", "void 0", "!0,", "!1,"].iter().any(|code| line.contains(code))
}

/// How often two characters beside each other are of different classes.
fn turns(bytes: &[u8]) -> usize {
    let class = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    bytes.windows(2).filter(|pair| matches!(pair, [one, other] if class(*one) != class(*other))).count()
}

/// Letters that are words: humps of camel case that are long enough and can be spoken.
fn words(text: &str) -> bool {
    if !text.chars().all(|c| c.is_ascii_alphabetic()) || text.len() > 40 {
        return false;
    }
    let mut humps = 0;
    let mut before = None;
    for c in text.chars() {
        humps += usize::from(
            c.is_ascii_uppercase() && before.is_none_or(|before: char| before.is_ascii_lowercase()) || before.is_none(),
        );
        before = Some(c);
    }
    let vowels = text.chars().filter(|c| matches!(c.to_ascii_lowercase(), 'a' | 'e' | 'i' | 'o' | 'u' | 'y')).count();
    text.len() < 6 || humps * 3 <= text.len() && vowels * 6 >= text.len()
}

/// Forty characters of base64's alphabet that look like chance and are no SHA-1.
pub(crate) fn secret_access_key(value: &str) -> bool {
    value.len() == 40
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+'))
        && !value.bytes().all(|byte| byte.is_ascii_hexdigit())
        && entropy(value) > 4.2
        && classes(value) >= 3
        && !placeholder::is(value)
        && !placeholder::invented(value)
}

/// Whether a password has characters of two kinds, as a person who meant it would choose them.
pub(crate) fn strong(value: &str) -> bool {
    classes(value) >= 2 && value.chars().any(|c| !c.is_ascii_alphabetic())
}

/// Whether characters look drawn by chance: many different ones, of more than one class.
pub(crate) fn random(value: &str) -> bool {
    let length = value.chars().count();
    length >= 12 && classes(value) >= 2 && entropy(value) > if length >= 20 { 3.0 } else { 2.8 }
}

/// Shannon's entropy in bits a character.
pub(crate) fn entropy(value: &str) -> f64 {
    let mut counts = [0u32; 256];
    for byte in value.bytes() {
        if let Some(count) = counts.get_mut(usize::from(byte)) {
            *count += 1;
        }
    }
    let length = value.len().max(1) as f64;
    counts
        .iter()
        .filter(|count| **count > 0)
        .map(|count| f64::from(*count) / length)
        .map(|share| -share * share.log2())
        .sum()
}

/// How many of: lower case, upper case, digits, others.
pub(crate) fn classes(value: &str) -> usize {
    [
        value.chars().any(char::is_lowercase),
        value.chars().any(char::is_uppercase),
        value.chars().any(|c| c.is_ascii_digit()),
        value.chars().any(|c| !c.is_alphanumeric() && !matches!(c, '-' | '_' | '.')),
    ]
    .into_iter()
    .filter(|has| *has)
    .count()
}

/// Words of a sentence in a script that no password is written in.
fn foreign(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}' | '\u{ac00}'..='\u{d7af}')
}

/// Schemes of databases and brokers, with their drivers (`postgresql+psycopg2`).
pub(crate) fn database(scheme: &str) -> bool {
    const KNOWN: &[&str] = &[
        "postgres",
        "postgresql",
        "mysql",
        "mysql2",
        "mariadb",
        "mongodb",
        "redis",
        "rediss",
        "valkey",
        "amqp",
        "amqps",
        "mssql",
        "sqlserver",
        "oracle",
        "clickhouse",
        "cockroachdb",
        "neo4j",
        "bolt",
        "cassandra",
        "kafka",
        "nats",
        "jdbc",
        "elasticsearch",
        "opensearch",
        "memcached",
        "stomp",
        "mqtt",
        "mqtts",
        "ldap",
        "ldaps",
    ];
    let lower = scheme.to_ascii_lowercase();
    KNOWN.contains(&lower.split('+').next().unwrap_or_default())
}

#[cfg(test)]
mod tests {
    use super::drawn;

    #[test]
    fn what_chance_draws_is_seen_and_what_people_write_is_not() {
        let mut state = 7_u64;
        let mut draw = |alphabet: &str, length: usize| -> String {
            let letters: Vec<char> = alphabet.chars().collect();
            let mut next = || {
                state = state.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
                usize::try_from(state >> 33).unwrap_or_default() % letters.len()
            };
            (0..length).filter_map(|_| letters.get(next()).copied()).collect()
        };
        let small = "abcdefghijklmnopqrstuvwxyz";
        let (large, digits) = (small.to_uppercase(), "0123456789");
        let b62 = format!("{small}{large}{digits}");
        for (what, alphabet, length, ending) in [
            ("hexadecimal", "0123456789abcdef".to_owned(), 32, ""),
            ("hexadecimal", "0123456789abcdef".to_owned(), 64, ""),
            ("hexadecimal, capitals", "0123456789ABCDEF".to_owned(), 64, ""),
            ("letters of one case", format!("{small}{digits}"), 24, ""),
            ("capitals", format!("{large}{digits}"), 32, ""),
            ("base62", b62.clone(), 24, ""),
            ("base62", b62.clone(), 40, ""),
            ("base64", format!("{b62}+/"), 43, "="),
            ("base64", format!("{b62}+/"), 86, "=="),
            ("base64url", format!("{b62}-_"), 43, ""),
        ] {
            let seen = (0..2000).filter(|_| drawn(&format!("{}{ending}", draw(&alphabet, length)))).count();
            assert!(seen >= 1880, "{what} of {length}: {seen} of 2000");
        }
        for value in [
            "UserClicksServiceAPIEndpoint1DA4E100",
            "ServerlessV2PlatformVersions",
            "checkout_errors_payment_method_declined_v2",
            "com.shop.checkout.v2.PaymentDeclined",
            "2026-11-23T02:40:05.123Z-eu-west-1",
            "users/2026/11/23/report-final-v2",
            "photos/9f8a7c6b5d4e3f2a1b0c9d8e7f6a5b4c",
            "alias/prod-orders-2026-key-v2",
            "i-0f3a9b8c7d6e5f4a3",
            "vpc-0f3a9b8c7d6e5f4a3",
            "0f3a9b8c-7d6e-4f4a-93b8-c7d6e5f4a3b2",
            "0f3a9b8c7d6e4f4a93b8c7d6e5f4a3b2",
            "01JD3Q7VX8ZK5M2N9R4T6W0YBC",
            "AIDAX7Q2M9K4R8T3W6Z1P",
            "C0FCF8642D830C53246211400346653590B3795B",
            "AAAAC3NzaC1lZDI1NTE5AAAAIK9f8Qw2ZxTbLw9dPcRm4vN3hJ7s",
            "MFkwEwYHKoZIzj0CAQYIKoZIzj0DAQcDQgAE8f3KZq0vN2xTbLw9dPcRm4",
            "12345678901234567890123456789012",
        ] {
            assert!(!drawn(value), "{value}");
        }
    }
}
