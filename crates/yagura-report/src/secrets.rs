//! Secrets in files: as text for a terminal, JSON and SARIF. What comes in holds no secret, so what goes out holds none.

use std::collections::BTreeMap;
use std::fmt::Write as _;
use std::io;

use serde::Serialize;
use serde_json::json;
use yagura_finding::{Confidence, Severity, Text};

use crate::escape::clean;
use crate::gap_words::gap_text;
use crate::lang::{Lang, confidence, severity};
use crate::sarif::{SCHEMA, artifact, level, literal, pascal, score};
use crate::wire;

/// A secret in a file.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Secret {
    /// The file, as the user would name it.
    pub file: String,
    /// Where in an archive, `lib/app.jar!config.yml`; empty outside of one.
    pub inside: String,
    /// Line and column, from 1.
    pub line: u32,
    /// Column of the first character, from 1.
    pub column: u32,
    /// The detector's id.
    pub kind: String,
    /// How bad.
    pub severity: Severity,
    /// How sure.
    pub confidence: Confidence,
    /// The last four characters of a long one.
    pub last4: Option<String>,
    /// The keyed hash: the same secret elsewhere has the same.
    pub hash: String,
    /// The AWS account that an access key's id spells.
    pub account: Option<String>,
    /// The commit of a history that brought it, as its id.
    pub commit: Option<String>,
    /// Why it is not counted.
    pub suppressed: Option<Suppressed>,
    /// What AWS says of the access key that it is a part of, where it was asked.
    pub verified: Option<Verified>,
}

/// What AWS says of an access key.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Verified {
    /// It works: its account, and whose it is.
    Live(String, String),
    /// It does not work; AWS's code.
    Refused(String),
    /// It could not be asked, and why.
    Unknown(String),
}

impl Verified {
    fn state(&self) -> &'static str {
        match self {
            Self::Live(..) => "live",
            Self::Refused(_) => "refused",
            Self::Unknown(_) => "unknown",
        }
    }

    fn words(&self, lang: Lang) -> String {
        match self {
            Self::Live(account, arn) => {
                let text = Text {
                    ja: "有効なキーです: アカウント {0}、{1}", en: "the key works: account {0}, {1}"
                };
                lang.fill(text, &[&clean(account), &clean(arn)])
            }
            Self::Refused(code) => {
                lang.fill(Text { ja: "無効なキーです ({0})", en: "the key does not work ({0})" }, &[&clean(code)])
            }
            Self::Unknown(why) => {
                let text = Text {
                    ja: "有効かどうか確認できません: {0}", en: "whether the key works is unknown: {0}"
                };
                lang.fill(text, &[&clean(&gap_text(lang, why))])
            }
        }
    }
}

/// Who says that a secret is not to be counted.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Suppressed {
    /// The text in which it stands, with this reason.
    InText(String),
    /// A baseline that has it.
    Known,
}

impl Suppressed {
    fn reason(&self, lang: Lang) -> &str {
        match self {
            Self::InText(reason) => reason,
            Self::Known => lang.pick(Text { ja: "ベースラインにあり既知", en: "known by the baseline" }),
        }
    }
}

const NOT_READ: Text = Text { ja: "読み取れなかったもの", en: "Not read" };
/// How many secrets are kept; what is beyond is counted.
const KEPT: usize = 20_000;
/// How many unread parts are kept.
const UNREAD: usize = 2_000;

/// A part that was not read.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Unread {
    /// The file, as the user would name it.
    pub file: String,
    /// Where in an archive; empty outside of one.
    pub inside: String,
    /// A short name of why.
    pub why: String,
    /// Whether something may be hidden there, so that the result is incomplete.
    pub hides: bool,
}

/// What a search for secrets gave.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Secrets {
    /// What was found, in a stable order.
    pub found: Vec<Secret>,
    /// What was not read.
    pub unread: Vec<Unread>,
    /// How many files were read, or versions of files in a history.
    pub files: u64,
    /// How many bytes of text.
    pub bytes: u64,
    /// How many more were found than are kept.
    pub more: u64,
    /// How many more parts were not read than are kept.
    pub unread_more: u64,
    /// Something may be hidden in a part that was not read.
    pub incomplete: bool,
}

impl Secrets {
    /// Takes a secret in.
    pub fn keep(&mut self, secret: Secret) {
        self.found.push(secret);
        if self.found.len() >= 2 * KEPT {
            self.more += shrink(&mut self.found, KEPT);
        }
    }

    /// Takes in that a part was not read.
    pub fn leave(&mut self, unread: Unread) {
        self.incomplete |= unread.hides;
        self.unread.push(unread);
        if self.unread.len() >= 2 * UNREAD {
            self.unread_more += shrink(&mut self.unread, UNREAD);
        }
    }

    /// Takes in what another search gave.
    pub fn merge(&mut self, other: Self) {
        self.files += other.files;
        self.bytes += other.bytes;
        self.more += other.more;
        self.unread_more += other.unread_more;
        self.incomplete |= other.incomplete;
        other.found.into_iter().for_each(|secret| self.keep(secret));
        other.unread.into_iter().for_each(|unread| self.leave(unread));
    }

    /// Puts everything in its stable order. Whatever the order was in which it came, the same is kept.
    pub fn sort(&mut self) {
        self.more += shrink(&mut self.found, KEPT);
        self.unread_more += shrink(&mut self.unread, UNREAD);
    }
}

/// Keeps the first of a list in their order, each once, and says how many others there were.
fn shrink<T: Ord>(list: &mut Vec<T>, most: usize) -> u64 {
    list.sort();
    list.dedup();
    let more = list.len().saturating_sub(most);
    list.truncate(most);
    more as u64
}

/// Why a part was not read, in words.
pub(crate) fn why(name: &str, lang: Lang) -> String {
    let text = match name {
        "too-deep" => Text { ja: "アーカイブの入れ子が深すぎる", en: "too many archives in each other" },
        "too-large" => Text { ja: "大きすぎる", en: "too large" },
        "too-many-entries" => Text { ja: "アーカイブ内のファイルが多すぎる", en: "too many entries" },
        "encrypted" => Text { ja: "パスワードで保護されている", en: "protected by a password" },
        "unsupported" => Text { ja: "対応していない形式", en: "packed in a way that is not opened" },
        "damaged" => Text { ja: "途中で切れているか壊れている", en: "cut off or damaged" },
        "symbolic-link" => Text { ja: "シンボリックリンク", en: "a symbolic link" },
        "not-a-regular-file" => Text { ja: "通常のファイルではない", en: "not a regular file" },
        other => return gap_text(lang, other),
    };
    lang.pick(text).to_owned()
}

/// What a kind is called, and what to do about one.
fn words(kind: &str) -> (Text, Text) {
    const MOVE: Text = Text {
        ja: "値を無効にして作り直し、Secrets ManagerまたはParameter StoreのSecureStringに移して、参照だけを残します。",
        en: "Revoke it and make a new one; keep that in Secrets Manager or a SecureString of Parameter Store, and leave only the reference here.",
    };
    const AWS: Text = Text {
        ja: "このアクセスキーを無効化してCloudTrailで使用履歴を確認し、IAMロールの一時的な認証情報に置き換えます。",
        en: "Deactivate the access key, look in CloudTrail for what it did, and use a role's temporary credentials in its place.",
    };
    const KEY: Text = Text {
        ja: "この鍵を信頼しているすべての相手から公開鍵や証明書を取り除き、鍵を作り直します。",
        en: "Remove its public half or certificate wherever it is trusted, and make a new key.",
    };
    match kind {
        "password" => (Text { ja: "パスワード", en: "password" }, MOVE),
        "private-key" => (Text { ja: "秘密鍵", en: "private key" }, KEY),
        "aws-access-key-id" => (Text { ja: "AWSアクセスキーID", en: "AWS access key ID" }, AWS),
        "aws-secret-access-key" => (Text { ja: "AWSシークレットアクセスキー", en: "AWS secret access key" }, AWS),
        "aws-session-token" => (Text { ja: "AWSセッショントークン", en: "AWS session token" }, AWS),
        "aws-ses-smtp-password" => (Text { ja: "Amazon SESのSMTPパスワード", en: "Amazon SES SMTP password" }, AWS),
        "aws-bedrock-api-key" => (Text { ja: "Amazon BedrockのAPIキー", en: "Amazon Bedrock API key" }, AWS),
        "database-url" => (Text { ja: "データベース接続URLのパスワード", en: "password in a database URL" }, MOVE),
        "url-password" => (Text { ja: "URLに含まれるパスワード", en: "password in a URL" }, MOVE),
        "basic-auth" => (Text { ja: "Basic認証の認証情報", en: "Basic authentication credentials" }, MOVE),
        "authorization-header" => {
            (Text { ja: "Authorizationヘッダーのトークン", en: "token in an Authorization header" }, MOVE)
        }
        "jwt" => (Text { ja: "JSON Webトークン", en: "JSON Web Token" }, MOVE),
        "api-key" => (Text { ja: "APIキー", en: "API key" }, MOVE),
        "token" => (Text { ja: "トークン", en: "token" }, MOVE),
        "secret" => (Text { ja: "シークレット", en: "secret" }, MOVE),
        _ => (Text { ja: "", en: "" }, MOVE),
    }
}

pub(crate) fn title(kind: &str, lang: Lang) -> String {
    let known = lang.pick(words(kind).0);
    if known.is_empty() { kind.to_owned() } else { known.to_owned() }
}

fn place(secret: &Secret) -> String {
    let inside = if secret.inside.is_empty() { String::new() } else { format!("!{}", secret.inside) };
    format!("{}{inside}:{}:{}", secret.file, secret.line, secret.column)
}

/// How the terminal output is made.
#[derive(Debug, Clone, Copy, Default)]
pub struct SecretsOptions {
    /// The language.
    pub lang: Lang,
    /// Use colours.
    pub colour: bool,
    /// Show what is suppressed and every part that was not read.
    pub all: bool,
}

/// A text filled up to some columns; full-width characters take two.
pub(crate) fn pad(text: &str, columns: usize) -> String {
    let missing = columns.saturating_sub(unicode_width::UnicodeWidthStr::width(text));
    format!("{text}{}", " ".repeat(missing))
}

/// The text for a terminal.
pub fn secrets_terminal(report: &Secrets, options: &SecretsOptions) -> String {
    let SecretsOptions { lang, colour, all } = *options;
    let paint = |text: &str, code: &str| if colour { format!("\x1b[{code}m{text}\x1b[0m") } else { text.to_owned() };
    let mut places: BTreeMap<&str, usize> = BTreeMap::new();
    for secret in &report.found {
        *places.entry(secret.hash.as_str()).or_default() += 1;
    }
    let mut out = String::new();
    for secret in report.found.iter().filter(|secret| all || secret.suppressed.is_none()) {
        let code = match secret.severity {
            Severity::Critical => "1;37;41",
            Severity::High => "1;31",
            Severity::Medium => "33",
            Severity::Low | Severity::Info => "36",
        };
        let _ = write!(
            out,
            "{} {}",
            paint(&pad(lang.pick(severity(secret.severity)), 8), code),
            clean(&title(&secret.kind, lang))
        );
        if let Some(last4) = &secret.last4 {
            let _ = write!(out, " …{}", clean(last4));
        }
        if let Some(account) = &secret.account {
            let _ = write!(out, "{}", lang.fill(Text { ja: " (アカウント {0})", en: " (account {0})" }, &[account]));
        }
        out.push('\n');
        let _ = writeln!(out, "         {}", paint(&clean(&place(secret)), "1"));
        let mut notes = vec![
            lang.fill(Text { ja: "確度 {0}", en: "confidence {0}" }, &[&lang.pick(confidence(secret.confidence))]),
        ];
        if let Some(commit) = &secret.commit {
            let short = commit.get(..12).unwrap_or(commit);
            notes.push(lang.fill(Text { ja: "コミット {0}", en: "commit {0}" }, &[&clean(short)]));
        }
        let others = places.get(secret.hash.as_str()).map_or(0, |count| count - 1);
        if others > 0 {
            notes.push(
                lang.fill(Text { ja: "同じ値がほかに{0}か所", en: "the same value in {0} more places" }, &[&others]),
            );
        }
        if let Some(reason) = &secret.suppressed {
            notes.push(lang.fill(Text { ja: "抑制: {0}", en: "suppressed: {0}" }, &[&clean(reason.reason(lang))]));
        }
        let _ = writeln!(out, "         {}", paint(&notes.join(", "), "2"));
        if let Some(verified) = &secret.verified {
            let code = if matches!(verified, Verified::Live(..)) { "1;31" } else { "2" };
            let _ = writeln!(out, "         {}", paint(&verified.words(lang), code));
        }
    }
    // What to do, once for each kind of advice.
    let mut advice: Vec<&str> = Vec::new();
    for secret in report.found.iter().filter(|secret| secret.suppressed.is_none()) {
        let text = lang.pick(words(&secret.kind).1);
        if !advice.contains(&text) {
            advice.push(text);
        }
    }
    if !advice.is_empty() {
        let _ = writeln!(out, "\n{}", lang.pick(Text { ja: "対処", en: "What to do" }));
        for text in advice {
            let _ = writeln!(out, "  - {text}");
        }
    }
    let hidden: Vec<&Unread> = report.unread.iter().filter(|unread| unread.hides || all).collect();
    if !hidden.is_empty() {
        let _ = writeln!(out, "\n{}", lang.pick(NOT_READ));
        let shown = if all { hidden.len() } else { hidden.len().min(20) };
        for unread in hidden.iter().take(shown) {
            let inside = if unread.inside.is_empty() { String::new() } else { format!("!{}", unread.inside) };
            let _ = writeln!(out, "  {}{}: {}", clean(&unread.file), clean(&inside), clean(&why(&unread.why, lang)));
        }
        let more = (hidden.len() - shown) as u64 + report.unread_more;
        if more > 0 {
            let _ = writeln!(
                out,
                "  {}",
                lang.fill(Text { ja: "ほか{0}件 (--all で表示)", en: "and {0} more (--all shows them)" }, &[&more])
            );
        }
    }
    let suppressed = report.found.iter().filter(|secret| secret.suppressed.is_some()).count();
    let counted = report.found.len() - suppressed;
    let megabytes = format!("{:.1}", report.bytes as f64 / 1e6);
    if !out.is_empty() {
        out.push('\n');
    }
    let _ = writeln!(
        out,
        "{}",
        lang.fill(
            Text {
                ja: "シークレット {0}件 (抑制 {1}件)。{2}ファイル、{3} MBを検査しました。",
                en: "Secrets: {0} (suppressed: {1}). Searched: {2} files, {3} MB"
            },
            &[&(counted as u64 + report.more), &suppressed, &report.files, &megabytes]
        )
    );
    out
}

#[derive(Serialize)]
struct Wire<'a> {
    version: u32,
    summary: Summary,
    secrets: Vec<SecretV1<'a>>,
    unread: Vec<UnreadV1<'a>>,
}

#[derive(Serialize)]
struct Summary {
    secrets: u64,
    suppressed: u64,
    files: u64,
    bytes: u64,
    unread: u64,
}

#[derive(Serialize)]
struct SecretV1<'a> {
    kind: &'a str,
    severity: &'static str,
    confidence: &'static str,
    file: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    inside: &'a str,
    line: u32,
    column: u32,
    #[serde(skip_serializing_if = "Option::is_none")]
    last4: Option<&'a str>,
    hash: &'a str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    commit: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressed: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    verified: Option<VerifiedV1<'a>>,
}

#[derive(Serialize)]
struct VerifiedV1<'a> {
    state: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    account: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    arn: Option<&'a str>,
    #[serde(skip_serializing_if = "Option::is_none")]
    reason: Option<&'a str>,
}

impl<'a> From<&'a Verified> for VerifiedV1<'a> {
    fn from(verified: &'a Verified) -> Self {
        let (account, arn, reason) = match verified {
            Verified::Live(account, arn) => (Some(account.as_str()), Some(arn.as_str()), None),
            Verified::Refused(reason) | Verified::Unknown(reason) => (None, None, Some(reason.as_str())),
        };
        Self { state: verified.state(), account, arn, reason }
    }
}

#[derive(Serialize)]
struct UnreadV1<'a> {
    file: &'a str,
    #[serde(skip_serializing_if = "str::is_empty")]
    inside: &'a str,
    why: &'a str,
}

/// Writes the JSON output. Fails only where `out` does.
pub fn secrets_json(out: &mut dyn io::Write, report: &Secrets, pretty: bool) -> io::Result<()> {
    let suppressed = report.found.iter().filter(|secret| secret.suppressed.is_some()).count() as u64;
    let wire = Wire {
        version: 1,
        summary: Summary {
            secrets: report.found.len() as u64 - suppressed + report.more,
            suppressed,
            files: report.files,
            bytes: report.bytes,
            unread: report.unread.len() as u64 + report.unread_more,
        },
        secrets: report
            .found
            .iter()
            .map(|secret| SecretV1 {
                kind: &secret.kind,
                severity: secret.severity.name(),
                confidence: secret.confidence.name(),
                file: &secret.file,
                inside: &secret.inside,
                line: secret.line,
                column: secret.column,
                last4: secret.last4.as_deref(),
                hash: &secret.hash,
                account: secret.account.as_deref(),
                commit: secret.commit.as_deref(),
                suppressed: secret.suppressed.as_ref().map(|suppressed| suppressed.reason(Lang::En)),
                verified: secret.verified.as_ref().map(VerifiedV1::from),
            })
            .collect(),
        unread: report
            .unread
            .iter()
            .map(|unread| UnreadV1 { file: &unread.file, inside: &unread.inside, why: &unread.why })
            .collect(),
    };
    wire::write(out, &wire, pretty)
}

/// Writes the SARIF 2.1.0 output. Fails only where `out` does.
pub fn secrets_sarif(out: &mut dyn io::Write, report: &Secrets, lang: Lang, pretty: bool) -> io::Result<()> {
    let mut kinds: BTreeMap<&str, Severity> = BTreeMap::new();
    for secret in &report.found {
        let worst = kinds.entry(&secret.kind).or_insert(secret.severity);
        *worst = (*worst).max(secret.severity);
    }
    let rules: Vec<serde_json::Value> = kinds
        .iter()
        .map(|(kind, severity)| {
            let id = format!("secret-{kind}");
            let name = title(kind, lang);
            json!({
                "id": id,
                "name": pascal(&id),
                "shortDescription": { "text": literal(&name) },
                "fullDescription": { "text": literal(&name) },
                "help": { "text": lang.pick(words(kind).1) },
                "defaultConfiguration": { "level": level(*severity) },
                "properties": { "security-severity": score(*severity), "tags": ["security", "secret"] },
            })
        })
        .collect();
    let index: BTreeMap<&str, usize> = kinds.keys().enumerate().map(|(at, kind)| (*kind, at)).collect();
    let results: Vec<serde_json::Value> = report
        .found
        .iter()
        .map(|secret| {
            let name = title(&secret.kind, lang);
            let inside = if secret.inside.is_empty() { String::new() } else { format!(" ({})", secret.inside) };
            let mut result = json!({
                "ruleId": format!("secret-{}", secret.kind),
                "ruleIndex": index.get(secret.kind.as_str()),
                "kind": "fail",
                "level": level(secret.severity),
                "message": { "text": literal(&format!("{name}{inside}")) },
                "locations": [{
                    "physicalLocation": {
                        "artifactLocation": artifact(&secret.file),
                        "region": { "startLine": secret.line, "startColumn": secret.column },
                    },
                }],
                // The place may move and the file be renamed: what stays is the secret and its kind.
                "partialFingerprints": { "yaguraSecret/v1": format!("{}/{}/{}", secret.kind, secret.hash, secret.commit.as_deref().unwrap_or_default()) },
                "properties": {
                    "severity": secret.severity.name(),
                    "confidence": secret.confidence.name(),
                    "commit": secret.commit,
                    "account": secret.account,
                    "verified": secret.verified.as_ref().map(Verified::state),
                },
            });
            if let (Some(suppressed), Some(result)) = (&secret.suppressed, result.as_object_mut()) {
                let kind = if matches!(suppressed, Suppressed::Known) { "external" } else { "inSource" };
                let suppression = json!([{ "kind": kind, "justification": literal(suppressed.reason(lang)) }]);
                result.insert("suppressions".to_owned(), suppression);
            }
            result
        })
        .collect();
    let unread: Vec<serde_json::Value> = report
        .unread
        .iter()
        .map(|unread| {
            let place = if unread.inside.is_empty() {
                unread.file.clone()
            } else {
                format!("{}!{}", unread.file, unread.inside)
            };
            json!({
                "level": if unread.hides { "warning" } else { "note" },
                "message": { "text": literal(&format!("{}: {place}: {}", lang.pick(NOT_READ), why(&unread.why, lang))) },
            })
        })
        .collect();
    let log = json!({
        "$schema": SCHEMA,
        "version": "2.1.0",
        "runs": [{
            "tool": { "driver": { "name": "yagura", "semanticVersion": env!("CARGO_PKG_VERSION"), "rules": rules } },
            "language": lang.name(),
            "columnKind": "unicodeCodePoints",
            "originalUriBaseIds": { "%SRCROOT%": { "description": { "text": lang.pick(Text { ja: "検査を始めたフォルダー", en: "the folder in which the search began" }) } } },
            "invocations": [{ "executionSuccessful": true, "toolExecutionNotifications": unread }],
            "results": results,
        }],
    });
    wire::write(out, &log, pretty)
}
