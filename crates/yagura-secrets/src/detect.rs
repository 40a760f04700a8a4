//! The detector: one pass for marks, then patterns in the neighbourhood.

use std::borrow::Cow;

use aho_corasick::{AhoCorasick, MatchKind};
use regex::{Regex, RegexBuilder};

use crate::assign::Assignments;
use crate::names::{self, Says};
use crate::tokens::TOKENS;
use crate::{Confidence, Context, Match, encoded, hash, placeholder};

/// How many matches of one text are kept; a text with more is said to be full of secrets by then.
const MATCHES: usize = 1000;
/// How long a token may be; private keys are the longest.
const TOKEN: usize = 16 * 1024;

/// Every pattern, compiled once.
pub struct Detector {
    marks: AhoCorasick,
    /// For each mark: the token that begins so.
    owners: Vec<usize>,
    tokens: Vec<Regex>,
    assignments: Assignments,
    url: Regex,
    secret_key: Regex,
    encoded: Regex,
    joint: Regex,
}

/// A pattern that does not compile: a fault in this crate, which its tests rule out.
#[derive(Debug, thiserror::Error)]
#[error("a detector's pattern does not compile: {0}")]
pub struct DetectorError(pub(crate) String);

/// What may be a secret, on its way to a [`Match`].
// No `Debug`: it holds the text.
pub(crate) struct Candidate<'t> {
    pub(crate) kind: &'static str,
    pub(crate) confidence: Confidence,
    pub(crate) start: usize,
    pub(crate) secret: Cow<'t, str>,
    /// Which of two that overlap is kept: the lower.
    pub(crate) rank: u8,
}

/// Compiles a pattern within a size limit; ASCII classes keep it small.
pub(crate) fn pattern(text: &str) -> Result<Regex, DetectorError> {
    RegexBuilder::new(text)
        .size_limit(4 << 20)
        .dfa_size_limit(4 << 20)
        .build()
        .map_err(|error| DetectorError(error.to_string()))
}

impl Detector {
    /// Compiles the patterns: some milliseconds, to be done once.
    pub fn new() -> Result<Self, DetectorError> {
        let mut prefixes = Vec::new();
        let mut owners = Vec::new();
        for (owner, token) in TOKENS.iter().enumerate() {
            for prefix in token.prefixes {
                prefixes.push(*prefix);
                owners.push(owner);
            }
        }
        let marks = AhoCorasick::builder()
            .match_kind(MatchKind::Standard)
            .build(&prefixes)
            .map_err(|error| DetectorError(error.to_string()))?;
        let tokens =
            TOKENS.iter().map(|token| pattern(&format!("^(?:{})", token.pattern))).collect::<Result<_, _>>()?;
        Ok(Self {
            marks,
            owners,
            tokens,
            assignments: Assignments::new()?,
            url: pattern(
                r#"(?P<scheme>[A-Za-z][A-Za-z0-9+.-]{1,30})://(?P<user>[^\s:/@"'<>]{0,128}):(?P<password>[^\s/"'<>]{1,256})@(?P<host>[^\s/"'<>@]{1,255})"#,
            )?,
            secret_key: pattern(r"[A-Za-z0-9/+]{40,}")?,
            encoded: pattern(r"[A-Za-z0-9+/_-]{24,}={0,2}")?,
            joint: pattern(r#"["']\s{0,4}[+.]\s{0,4}["']"#)?,
        })
    }

    /// The secrets in a text, in the order of their places.
    pub fn detect(&self, text: &str, context: &Context<'_>) -> Vec<Match> {
        let mut matches = Vec::new();
        self.look(text, context, &mut matches, None);
        let mut parts = 0;
        for found in self.encoded.find_iter(text) {
            parts += 1;
            if parts > encoded::PARTS || matches.len() >= MATCHES {
                break;
            }
            if let Some(inner) = encoded::text(found.as_str()) {
                self.look(
                    &inner,
                    &Context { name: None, ..*context },
                    &mut matches,
                    Some(place(text, found.start()).0),
                );
            }
        }
        // A key split over a concatenation, and JSON inside JSON: the same text as its reader will have it.
        if self.joint.is_match(text) {
            for (number, line) in (1u32..).zip(text.lines()) {
                if self.joint.is_match(line) {
                    let joined = self.joint.replace_all(line, "");
                    // The parts by themselves are no secrets.
                    matches.retain(|found| found.line != number);
                    self.look(&joined, &Context { name: None, ..*context }, &mut matches, Some(number));
                }
            }
        }
        if text.contains("\\\"") {
            for (number, line) in (1u32..).zip(text.lines()) {
                if line.contains("\\\"") {
                    let plain = line.replace("\\\"", "\"");
                    self.look(&plain, &Context { name: None, ..*context }, &mut matches, Some(number));
                }
            }
        }
        matches.sort();
        // The same secret found in the text and in a form of it is one.
        let mut seen = std::collections::BTreeSet::new();
        matches.retain(|found| seen.insert((found.line, found.hash.clone())));
        matches.truncate(MATCHES);
        matches
    }

    /// Looks at one text; `line` is that of the encoded part in the outer text.
    fn look(&self, text: &str, context: &Context<'_>, matches: &mut Vec<Match>, line: Option<u32>) {
        let mut found = Vec::new();
        self.find_tokens(text, &mut found);
        self.find_urls(text, &mut found);
        if !context.path.is_some_and(lock_file) {
            self.assignments.find(text, &mut found);
        }
        if let Some(name) = context.name {
            by_name(name, text, &mut found);
        }
        // Of two that overlap, the exact one stays.
        found.sort_by_key(|candidate| (candidate.rank, candidate.start));
        let mut taken: Vec<(usize, usize)> = Vec::new();
        for candidate in found {
            let end = candidate.start + candidate.secret.len();
            if taken.len() >= MATCHES || taken.iter().any(|(from, to)| candidate.start < *to && *from < end) {
                continue;
            }
            taken.push((candidate.start, end));
            let (own_line, own_column) = place(text, candidate.start);
            let (line, column) = line.map_or((own_line, own_column), |outer| (outer, 1));
            matches.push(Match {
                line,
                column,
                kind: candidate.kind,
                confidence: candidate.confidence,
                last4: last4(&candidate.secret),
                hash: hash::keyed(context.key, &candidate.secret),
            });
        }
    }

    fn find_tokens<'t>(&self, text: &'t str, found: &mut Vec<Candidate<'t>>) {
        let mut ids = Vec::new();
        for hit in self.marks.find_overlapping_iter(text) {
            let Some(owner) = self.owners.get(hit.pattern().as_usize()) else { continue };
            let (Some(token), Some(pattern)) = (TOKENS.get(*owner), self.tokens.get(*owner)) else { continue };
            let Some((before, rest)) = text.split_at_checked(hit.start()) else { continue };
            if before.ends_with(|c: char| c.is_ascii_alphanumeric() || c == '_') {
                continue;
            }
            let near = rest.get(..floor(rest, TOKEN)).unwrap_or_default();
            let Some(whole) = pattern.find(near) else { continue };
            let after = rest.get(whole.end()..).unwrap_or_default();
            let secret = whole.as_str().trim_end_matches(['.', '-', ',']);
            let cut = token.kind != "private-key" && after.starts_with(|c: char| c.is_ascii_alphanumeric());
            // By chance a long key spells any short word.
            if cut || (secret.len() < 256 && placeholder::is(secret)) || (token.random && !random(secret)) {
                continue;
            }
            if token.kind == "aws-access-key-id" {
                ids.push((hit.start(), whole.end()));
            }
            let secret = if token.kind == "private-key" { key_body(secret) } else { Some(Cow::Borrowed(secret)) };
            if let Some(secret) = secret {
                found.push(Candidate {
                    kind: token.kind,
                    confidence: token.confidence,
                    start: hit.start(),
                    secret,
                    rank: 0,
                });
            }
        }
        // The other half of a key pair has no mark of its own: forty characters near the id.
        for (start, length) in ids {
            let from = floor(text, start.saturating_sub(300));
            let to = floor(text, start + length + 300);
            let Some(near) = text.get(from..to) else { continue };
            for key in self.secret_key.find_iter(near) {
                if secret_access_key(key.as_str()) {
                    found.push(Candidate {
                        kind: "aws-secret-access-key",
                        confidence: Confidence::High,
                        start: from + key.start(),
                        secret: Cow::Borrowed(key.as_str()),
                        rank: 1,
                    });
                }
            }
        }
    }

    fn find_urls<'t>(&self, text: &'t str, found: &mut Vec<Candidate<'t>>) {
        if !text.contains("://") {
            return;
        }
        for captures in self.url.captures_iter(text) {
            let (Some(scheme), Some(user), Some(password)) =
                (captures.name("scheme"), captures.name("user"), captures.name("password"))
            else {
                continue;
            };
            let value = password.as_str();
            if placeholder::is(value) {
                continue;
            }
            let stand_in = placeholder::weak(value) || value == user.as_str();
            found.push(Candidate {
                kind: if database(scheme.as_str()) { "database-url" } else { "url-password" },
                confidence: if stand_in { Confidence::Low } else { Confidence::High },
                start: password.start(),
                secret: Cow::Borrowed(value),
                rank: 2,
            });
        }
    }
}

/// Whether a file lists packages with their digests.
fn lock_file(path: &str) -> bool {
    const NAMES: &[&str] = &[
        "package-lock.json",
        "npm-shrinkwrap.json",
        "yarn.lock",
        "pnpm-lock.yaml",
        "poetry.lock",
        "uv.lock",
        "Pipfile.lock",
        "Cargo.lock",
        "Gemfile.lock",
        "composer.lock",
        "go.sum",
    ];
    NAMES.contains(&path.rsplit(['/', '\\']).next().unwrap_or_default())
}

/// The whole text is the value of a name.
fn by_name<'t>(name: &str, text: &'t str, found: &mut Vec<Candidate<'t>>) {
    let value = text.trim();
    if value.len() > 8192 || value.contains('\n') || value.starts_with(['{', '[']) {
        return;
    }
    if let Some(said) = names::says(name) {
        let start = text.len() - text.trim_start().len();
        found.extend(judged(said, name, value, start));
    }
}

/// A value whose name speaks of a secret, with how sure it is; `None` where the value is none.
pub(crate) fn judged<'t>(says: Says, name: &str, value: &'t str, start: usize) -> Option<Candidate<'t>> {
    let trimmed = value.trim();
    let start = start + (value.len() - value.trim_start().len());
    let candidate =
        |kind, confidence, rank| Candidate { kind, confidence, start, secret: Cow::Borrowed(trimmed), rank };
    if placeholder::is(trimmed) {
        return None;
    }
    if names::aws_secret_key(name) && secret_access_key(trimmed) {
        return Some(candidate("aws-secret-access-key", Confidence::High, 1));
    }
    let length = trimmed.chars().count();
    if names::aws_session_token(name) && length >= 100 && !trimmed.contains(char::is_whitespace) {
        return Some(candidate("aws-session-token", Confidence::High, 1));
    }
    if placeholder::reference(trimmed) || trimmed.chars().any(is_japanese) {
        return None;
    }
    match says {
        Says::Password => {
            let prose = trimmed.split_whitespace().count() > 4 || trimmed.ends_with([':', '?']);
            if length < 4 || prose {
                return None;
            }
            let confidence = if placeholder::weak(trimmed) {
                Confidence::Low
            } else if length >= 8 && classes(trimmed) >= 2 && !trimmed.contains(' ') {
                Confidence::High
            } else {
                Confidence::Medium
            };
            Some(candidate("password", confidence, 3))
        }
        Says::Secret(kind) => {
            let numeric = trimmed.chars().all(|c| c.is_ascii_digit());
            // `NextToken`, `ABCSECRETKEY`: letters alone are the name of something unless there are many.
            let name = length < 20 && trimmed.chars().all(|c| c.is_ascii_alphabetic());
            if length < 8 || numeric || name || trimmed.contains(char::is_whitespace) || wordy(trimmed) {
                return None;
            }
            let confidence = if placeholder::weak(trimmed) {
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
            Some(candidate(kind, confidence, 3))
        }
    }
}

/// Words joined by dashes, dots, colons or underscores: the name of something (`prod-db-credentials`), not a secret.
fn wordy(value: &str) -> bool {
    value.contains(['-', '_', '.', ':'])
        && value.split(['-', '_', '.', ':']).all(|word| {
            word.chars().all(|c| c.is_ascii_alphabetic()) && !random(word)
                || word.len() <= 4 && word.chars().all(|c| c.is_ascii_digit())
        })
        || value.chars().all(|c| c.is_ascii_lowercase()) && value.len() < 16
}

/// Forty characters of base64's alphabet that look like chance and are no SHA-1.
fn secret_access_key(value: &str) -> bool {
    value.len() == 40
        && value.bytes().all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'/' | b'+'))
        && !value.bytes().all(|byte| byte.is_ascii_hexdigit())
        && entropy(value) > 4.2
        && classes(value) >= 3
        && !placeholder::is(value)
}

/// Whether characters look drawn by chance: many different ones, of more than one class.
pub(crate) fn random(value: &str) -> bool {
    let length = value.chars().count();
    length >= 12 && classes(value) >= 2 && entropy(value) > if length >= 20 { 3.0 } else { 2.8 }
}

/// Shannon's entropy in bits a character.
fn entropy(value: &str) -> f64 {
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

fn is_japanese(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30ff}' | '\u{4e00}'..='\u{9fff}')
}

/// Schemes of databases and brokers, with their drivers (`postgresql+psycopg2`).
fn database(scheme: &str) -> bool {
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

/// The base64 of a PEM block without its armour and line breaks; `None` where it is a shortened example.
fn key_body(block: &str) -> Option<Cow<'static, str>> {
    let after = block.splitn(3, "-----").nth(2)?;
    let body = after.split("-----").next()?.replace("\\n", "").replace("\\r", "");
    let body: String = body.chars().filter(|c| c.is_ascii_alphanumeric() || matches!(c, '+' | '/' | '=')).collect();
    (body.len() >= 64 && random(&body)).then_some(Cow::Owned(body))
}

fn last4(secret: &str) -> Option<String> {
    let count = secret.chars().count();
    (count >= 16).then(|| secret.chars().skip(count - 4).collect())
}

fn floor(text: &str, at: usize) -> usize {
    let mut at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at -= 1;
    }
    at
}

/// Line and column of an offset, from 1.
fn place(text: &str, offset: usize) -> (u32, u32) {
    let before = text.get(..offset).unwrap_or(text);
    let line = before.bytes().filter(|byte| *byte == b'\n').count() + 1;
    let column = before.rsplit('\n').next().unwrap_or_default().chars().count() + 1;
    (u32::try_from(line).unwrap_or(u32::MAX), u32::try_from(column).unwrap_or(u32::MAX))
}
