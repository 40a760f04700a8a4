//! A name and the value beside it, in the forms that files and commands have.

use aho_corasick::AhoCorasick;
use regex::Regex;

use crate::detect::{Candidate, DetectorError, judged, pattern};
use crate::names::says;

/// What a line must hold to be looked at.
const WORDS: &[&str] = &[
    "pass",
    "pwd",
    "pswd",
    "secret",
    "token",
    "key",
    "credential",
    "bearer",
    "authorization",
    "パスワード",
    "ﾊﾟｽﾜｰﾄﾞ",
    "パスフレーズ",
    "暗証番号",
    "秘密鍵",
    "シークレット",
    "トークン",
    "キー",
];

/// How much of one line is looked at around a word; a longer line (minified code) is looked at in such parts.
const WINDOW: usize = 4096;

/// Finds names with values beside them.
pub(crate) struct Assignments {
    words: AhoCorasick,
    forms: Vec<Form>,
    header: Regex,
}

struct Form {
    pattern: Regex,
    /// The value may be another expression of code, so a bare word is no value.
    bare_is_code: bool,
}

/// A name: ASCII words with dots, dashes and underscores, or Japanese.
const NAME: &str = r"[A-Za-z0-9_.$\x{3005}\x{3040}-\x{30FF}\x{4E00}-\x{9FFF}\x{FF21}-\x{FF5A}\x{FF61}-\x{FF9F}-]+";
/// A value in quotes of any kind.
const QUOTED: &str =
    r#"(?:[rbuRBU]?"(?P<v1>(?:[^"\\\n]|\\.)+)"|[rbuRBU]?'(?P<v2>(?:[^'\\\n]|\\.)+)'|`(?P<v3>[^`\n]+)`)"#;

impl Assignments {
    pub(crate) fn new() -> Result<Self, DetectorError> {
        let words = AhoCorasick::builder()
            .ascii_case_insensitive(true)
            .build(WORDS)
            .map_err(|error| DetectorError(error.to_string()))?;
        let quoted_name = r#"["'](?P<n1>[^"'\n]+)["']"#;
        let form = |text: &str, bare_is_code| Ok::<_, DetectorError>(Form { pattern: pattern(text)?, bare_is_code });
        Ok(Self {
            words,
            forms: vec![
                // `name = "value"`, `"name": "value"`, `name => 'value'`, `name: str = "value"`, `config["name"] = "value"`
                form(
                    &format!(
                        r"(?:{quoted_name}|(?P<n2>{NAME}))\]?[ \t]*(?::[ \t]*[A-Za-z]{{2,12}}[ \t]*=|=>|:=|[:=]|：|＝)[ \t]*{QUOTED}"
                    ),
                    false,
                )?,
                // `NAME=value`, `name: value` up to the end of the line, `;Password=value;`, `&password=value`
                form(
                    &format!(
                        r#"(?:^|[\s;&?,{{(\[-])(?:{quoted_name}|(?P<n2>{NAME}))(?:[ \t]*=[ \t]*|[ \t]*:[ \t]+|：[ \t]*|＝[ \t]*)(?P<v4>[^\s"'`;&,<>()\[\]{{}}]+)"#
                    ),
                    true,
                )?,
                // `--password value`, `--password=value` is above.
                form(
                    &format!(
                        r#"(?:^|[\s"'=])--?(?P<n2>{NAME})[ \t]+(?:{QUOTED}|(?P<v4>[^\s"'`;&|<>-][^\s"'`;&|<>]+))"#
                    ),
                    false,
                )?,
                // `<password>value</password>`
                form(&format!(r"<(?P<n2>{NAME})>[ \t]*(?P<v4>[^<>\s]+)[ \t]*</"), false)?,
                // `machine example.jp login build password value`
                form(r"(?:login|user)[ \t]+\S+[ \t]+(?P<n2>password)[ \t]+(?P<v4>\S+)", false)?,
                // `"name": "DB_PASSWORD", "value": "…"`, `- Name: …` and `Value: …` on the next line, `name="…" value="…"`
                form(
                    &format!(
                        r#"(?i:\b(?:name|key|parameterkey)["']?\s{{0,4}}[:=]\s{{0,4}}["']?)(?P<n2>{NAME})["']?,?\s{{0,80}}["']?(?i:value|parametervalue)["']?\s{{0,4}}[:=]\s{{0,4}}(?:{QUOTED}|(?P<v4>[^\s"',}}]+))"#
                    ),
                    false,
                )?,
            ],
            header: pattern(
                r#"(?i:authorization["']?[ \t]*[:=,][ \t]*["']?(?:bearer|basic|token))[ \t]+(?P<v4>[A-Za-z0-9+/=._~-]{16,})"#,
            )?,
        })
    }

    /// Hands over every value whose name speaks of a secret.
    pub(crate) fn find<'t>(&self, text: &'t str, found: &mut Vec<Candidate<'t>>) {
        let mut done = 0;
        for hit in self.words.find_iter(text) {
            if hit.start() < done {
                continue;
            }
            let (start, end);
            (start, end, done) = window(text, hit.start(), done);
            let Some(part) = text.get(start..end) else { continue };
            for form in &self.forms {
                for captures in form.pattern.captures_iter(part) {
                    let name = ["n1", "n2"].iter().find_map(|group| captures.name(group));
                    let quoted = ["v1", "v2", "v3"].iter().find_map(|group| captures.name(group));
                    let (Some(name), Some(value)) = (name, quoted.or_else(|| captures.name("v4"))) else { continue };
                    let Some(said) = says(name.as_str()) else { continue };
                    // `"password": "password"` is a label or an argument that is handed on.
                    if plain(name.as_str()) == plain(value.as_str()) {
                        continue;
                    }
                    let bare = quoted.is_none();
                    if bare && form.bare_is_code && code(value.as_str(), part, name.start(), value.end()) {
                        continue;
                    }
                    found.extend(judged(said, name.as_str(), value.as_str(), start + value.start()));
                }
            }
            for captures in self.header.captures_iter(part) {
                if let Some(value) = captures.name("v4") {
                    let said = crate::names::Says::Secret("authorization-header");
                    found.extend(judged(said, "authorization", value.as_str(), start + value.start()));
                }
            }
        }
    }
}

/// The part of a text that is looked at for a word, and where the next word may stand: its line with the two that follow
/// (a value may stand below its name), or as much of a very long line.
fn window(text: &str, hit: usize, done: usize) -> (usize, usize, usize) {
    let before = text.get(..hit).unwrap_or_default();
    let line = before.rfind('\n').map_or(0, |at| at + 1);
    let start = if hit - line > WINDOW { hit - 256 } else { line };
    let after = text.get(hit..).unwrap_or_default();
    let mut ends = after.match_indices('\n').map(|(at, _)| at);
    let own = ends.next().unwrap_or(after.len()).min(WINDOW);
    let all = ends.nth(1).unwrap_or(after.len()).min(WINDOW);
    // A value that spans the border of two parts of a long line is found from its name: parts overlap.
    (boundary(text, start.max(done.saturating_sub(256))), boundary(text, hit + all), boundary(text, hit + own.max(1)))
}

fn boundary(text: &str, mut at: usize) -> usize {
    at = at.min(text.len());
    while !text.is_char_boundary(at) {
        at += 1;
    }
    at
}

/// Whether a value without quotes is code: a variable, an attribute, a type, a call.
fn code(value: &str, part: &str, name_start: usize, end: usize) -> bool {
    let identifier = value.chars().all(|c| c.is_ascii_alphabetic() || matches!(c, '_' | '.'))
        || value.split('.').count() > 1
            && value.split('.').all(|part| {
                part.starts_with(|c: char| c.is_ascii_alphabetic() || c == '_')
                    && part.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
            });
    if !identifier {
        // A call, an index: `secrets[`, `get_token(`.
        return part.get(end..).is_some_and(|rest| rest.starts_with(['(', '[', '{']));
    }
    // A bare word is a value where the line is an assignment and nothing else: `DB_PASSWORD=hogehoge`, `password: hogehoge`.
    let line_start = part.get(..name_start).and_then(|before| before.rfind('\n').map(|at| at + 1)).unwrap_or(0);
    let lead = part.get(line_start..name_start).unwrap_or_default().trim();
    let rest = part.get(end..).and_then(|rest| rest.lines().next()).unwrap_or_default().trim();
    let alone =
        matches!(lead, "" | "-" | "export" | "set" | "ENV" | "ARG" | "\"" | "'") && matches!(rest, "" | "\"" | "'");
    let connection = lead.ends_with(';') || rest.starts_with(';') && lead.contains('=');
    !(alone || connection) || value.contains('.')
}

/// The last part of a dotted name, without case and separators.
fn plain(text: &str) -> String {
    text.rsplit('.').next().unwrap_or_default().to_ascii_lowercase().replace(['_', '-'], "")
}
