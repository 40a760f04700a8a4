//! Secrets in user data.

use serde_json::json;
use yagura_finding::{Confidence, Judgement, Verdict};
use yagura_model::{Resource, SecretMatch, Sensitive};

/// Fails a resource in whose user data a secret was found; the evidence is the find, never the secret.
pub(crate) fn found<T>(_resource: &Resource<T>, path: &str, text: &Sensitive) -> Judgement {
    let matches = text.matches()?;
    let Some(first) = matches.first() else { return Ok(Verdict::Pass) };
    let sure = |found: &SecretMatch| match found.confidence.as_str() {
        "high" => Confidence::High,
        "medium" => Confidence::Medium,
        _ => Confidence::Low,
    };
    let confidence = matches.iter().map(sure).max().unwrap_or(sure(first));
    let kinds: Vec<String> = matches.iter().map(|found| format!("{}:{}", found.line, found.kind)).collect();
    let kinds = kinds.join(", ");
    Ok(Verdict::fail_with(path, json!(matches)).confidence(confidence).detail(
        format!("見つかった秘密情報（行:種類）: {kinds}"),
        format!("secrets found (line:kind): {kinds}"),
    ))
}
