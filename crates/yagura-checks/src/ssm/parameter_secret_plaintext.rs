//! `ssm-parameter-secret-plaintext`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::ssm::Parameter;

pub(crate) static CHECK: Check = Check {
    id: "ssm-parameter-secret-plaintext",
    title: Text {
        ja: "パラメータストアの秘密情報が平文のStringで保存されている",
        en: "Secret is kept as a plain String parameter",
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "`ssm:GetParameter` だけで読める。KMSの許可も復号の記録も要らない。",
        en: "Anyone with `ssm:GetParameter` reads it; no key has to be asked, and no decryption is recorded.",
    },
    fix: Text {
        ja: "SecureStringで作り直し、値を入れ替えてから平文のパラメータを削除する。",
        en: "Recreate it as SecureString, change the secret itself, and delete the plain one.",
    },
    maps: &[Map::Ap(16), Map::Ia(5), Map::Se(1), Map::Csa(7), Map::Attack("T1552")],
    types: &["AWS::SSM::Parameter"],
    page: include_str!("parameter_secret_plaintext.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.ssm.parameters, judge),
};

fn judge(parameter: &Resource<Parameter>) -> Judgement {
    if parameter.kind.get()?.as_deref() == Some("SecureString") {
        return Ok(Verdict::Pass);
    }
    let name = parameter.name.get()?.clone().unwrap_or_else(|| parameter.meta.name.clone());
    let Some(text) = parameter.value.get()? else { return Ok(Verdict::Pass) };
    if let Some(found) = text.matches()?.first() {
        return Ok(Verdict::fail_all(parameter, &["/Value", "/Type"])
            .detail(format!("値は {} と思われる", found.kind), format!("the value looks like {}", found.kind)));
    }
    // A value that no detector knows, under a name that says what it is. A reference or an address is no secret.
    let plain = text.expose().is_none_or(|text| {
        let text = text.trim();
        text.len() >= 6
            && !text.starts_with("arn:")
            && !text.starts_with("{{resolve:")
            && !text.starts_with("http://")
            && !text.starts_with("https://")
            && !text.chars().all(|c| c.is_ascii_digit())
            && !matches!(text.to_ascii_lowercase().as_str(), "enabled" | "disabled" | "required" | "optional")
    });
    if plain && says_secret(&name) {
        return Ok(Verdict::fail_all(parameter, &["/Name", "/Type"])
            .confidence(Confidence::Low)
            .severity(Severity::Medium));
    }
    Ok(Verdict::Pass)
}

/// Whether the last part of a name says that the value is a secret, and not one about it (`password-policy`, `token-ttl`).
fn says_secret(name: &str) -> bool {
    let last = name.rsplit('/').next().unwrap_or(name);
    if ["パスワード", "秘密", "トークン"].iter().any(|word| last.ends_with(word)) {
        return true;
    }
    let mut words = String::new();
    let mut before = ' ';
    for c in last.chars() {
        if c.is_ascii_uppercase() && before.is_ascii_lowercase() {
            words.push('-');
        }
        words.push(if c.is_ascii_alphanumeric() { c.to_ascii_lowercase() } else { '-' });
        before = c;
    }
    let words: Vec<&str> = words.split('-').filter(|word| !word.is_empty()).collect();
    match words.as_slice() {
        [.., "api" | "access" | "secret" | "private" | "signing" | "encryption", "key"] => true,
        [.., last] => matches!(
            *last,
            "password" | "passwd" | "passphrase" | "pwd" | "secret" | "token" | "apikey" | "credential" | "credentials"
        ),
        [] => false,
    }
}

#[cfg(test)]
mod tests {
    use super::says_secret;

    #[test]
    fn names_that_say_secret_and_names_that_are_about_one() {
        for name in ["/shop/db/password", "DB_PASSWORD", "githubToken", "/a/stripe-api-key", "/x/接続パスワード"]
        {
            assert!(says_secret(name), "{name}");
        }
        for name in
            ["/shop/db/host", "password-policy", "token-ttl", "/secret/region", "secret-arn", "keyboard", "/a/key"]
        {
            assert!(!says_secret(name), "{name}");
        }
    }
}
