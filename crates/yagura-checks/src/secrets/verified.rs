//! Whether the AWS access keys that were found work: the keys, for who asks AWS, and what it says of them in findings.

use std::collections::BTreeMap;
use std::io::Cursor;

use serde_json::json;
use yagura_finding::{Report, Severity, VerdictKind, Words};
use yagura_model::{Gap, Snapshot};
use yagura_secrets::{Budget, Context, Detector, KeyPair, Reader};

use super::context::found;

/// What AWS says of an access key.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verified {
    /// It works: its account, and whose it is.
    Live(String, String),
    /// It does not work; AWS's code.
    Refused(String),
    /// It could not be asked, and why.
    Unknown(String),
}

/// The access keys in the texts of a snapshot, each with its secret; one text of a resource may hold the id and another the secret.
/// Fails with a gap where there is no detector. A saved snapshot holds no texts, and so no keys.
pub fn key_pairs(snapshot: &mut Snapshot) -> Result<Vec<KeyPair>, Gap> {
    let mut texts: BTreeMap<(String, String), String> = BTreeMap::new();
    snapshot.each_text(|resource_type, meta, _, name, text| {
        let holds = text.matches().is_ok_and(|matches| matches.iter().any(|one| one.kind.starts_with("aws-")));
        let Some(exposed) = text.expose().filter(|_| holds) else { return };
        let file = meta.template().map_or("", |template| template.file.as_str());
        let resource = format!("{resource_type} {} {} {file}", meta.region, meta.id);
        let together = texts.entry((meta.account.clone(), resource)).or_default();
        let plain: String = name.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '_').collect();
        if !exposed.contains('\n') && !plain.is_empty() {
            together.push_str(&plain);
            together.push('=');
        }
        together.push_str(exposed);
        together.push('\n');
    });
    let mut pairs = Vec::new();
    if texts.is_empty() {
        return Ok(pairs);
    }
    let detector = Detector::new().map_err(|error| Gap::error(error.to_string()))?;
    for ((account, _), text) in texts {
        let key = super::key(&account);
        let context = Context { name: None, path: None, key: key.as_bytes() };
        let mut reader = Reader::new(&detector, Budget::default()).keeping_keys();
        // A text in memory does not fail to be read.
        let _ = reader.read(&mut Cursor::new(text), &context, &mut |_| {});
        pairs.append(&mut reader.take_keys());
    }
    Ok(pairs)
}

/// The hashes of what belongs to access keys in the findings that count.
pub fn asked_about(report: &Report<'_>) -> Vec<String> {
    let counts = report.findings.iter().filter(|finding| finding.verdict == VerdictKind::Fail);
    counts.flat_map(found).filter(|one| is_key(&one.kind)).map(|one| one.hash).collect()
}

fn is_key(kind: &str) -> bool {
    matches!(kind, "aws-access-key-id" | "aws-secret-access-key")
}

/// Says of every finding that counts what AWS says of the keys in it, by the hashes of their parts; `absent` is why it was not asked
/// about others. A key that works is critical.
pub fn verify(report: &mut Report<'_>, said: &BTreeMap<String, Verified>, absent: &str) {
    for finding in report.findings.iter_mut().filter(|finding| finding.verdict == VerdictKind::Fail) {
        let mut results: Vec<(String, Verified)> = found(finding)
            .into_iter()
            .filter(|one| is_key(&one.kind))
            .map(|one| {
                let verified = said.get(&one.hash).cloned();
                (one.kind, verified.unwrap_or_else(|| Verified::Unknown(absent.to_owned())))
            })
            .collect();
        results.dedup();
        if results.is_empty() {
            continue;
        }
        if results.iter().any(|(_, verified)| matches!(verified, Verified::Live(..))) {
            finding.severity = Severity::Critical;
        }
        let list: Vec<_> = results.iter().map(|(kind, verified)| verified.json(kind)).collect();
        let text = finding.secret.as_ref().map_or("{}", |secret| secret.text());
        if let Ok(serde_json::Value::Object(mut secret)) = serde_json::from_str(text) {
            secret.insert("verified".to_owned(), list.into());
            finding.secret = Some(Box::new(serde_json::Value::Object(secret).into()));
        }
        // Id and secret of one key say the same.
        let mut told: Vec<Words> = Vec::new();
        for (_, verified) in &results {
            let words = verified.words();
            if !told.contains(&words) {
                told.push(words);
            }
        }
        for words in &told {
            finding.say(words);
        }
    }
    report.finish();
}

impl Verified {
    fn json(&self, kind: &str) -> serde_json::Value {
        match self {
            Self::Live(account, arn) => json!({ "kind": kind, "state": "live", "account": account, "arn": arn }),
            Self::Refused(code) => json!({ "kind": kind, "state": "refused", "reason": code }),
            Self::Unknown(reason) => json!({ "kind": kind, "state": "unknown", "reason": reason }),
        }
    }

    fn words(&self) -> Words {
        let (ja, en) = match self {
            Self::Live(account, arn) => (
                format!("有効なキーです: アカウント {account}、{arn}"),
                format!("the key works: account {account}, {arn}"),
            ),
            Self::Refused(code) => (format!("無効なキーです ({code})"), format!("the key does not work ({code})")),
            Self::Unknown(reason) => {
                let of_ja = match reason.as_str() {
                    NOT_AT_HAND => "対になるシークレットアクセスキーが手元にありません",
                    NOT_SAVED => "保存したファイルにはシークレットが含まれません",
                    other => other,
                };
                (format!("有効かどうか確認できません: {of_ja}"), format!("whether the key works is unknown: {reason}"))
            }
        };
        Words { ja, en }
    }
}

/// Why a key is not asked about whose other half was not found.
pub const NOT_AT_HAND: &str = "the other half of the key is not at hand";
/// Why no key of a saved account is asked about.
pub const NOT_SAVED: &str = "a saved file holds no secret";
