//! Whether a value beside a name is a secret, and how sure that is.

use std::borrow::Cow;

use crate::assign::{Form, Pair};
use crate::names::{self, Says};
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
            if prefixed(trimmed) { judged(kind, Confidence::Medium) } else { None }
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
            if pair.form == Form::Argument && !(random(trimmed) && length >= 16) {
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
    let class = |byte: u8| (byte.is_ascii_digit(), byte.is_ascii_uppercase());
    let turns = bytes.windows(2).filter(|pair| matches!(pair, [one, other] if class(*one) != class(*other))).count();
    turns * 5 >= bytes.len()
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
