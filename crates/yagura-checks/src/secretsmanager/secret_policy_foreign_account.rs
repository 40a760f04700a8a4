//! `secretsmanager-secret-policy-foreign-account`

use std::collections::BTreeSet;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::secretsmanager::Secret;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "secretsmanager-secret-policy-foreign-account",
    title: Text {
        ja: "シークレットを組織外のアカウントが使用できる",
        en: "An account outside the organization may use the secret",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "信頼した外部アカウントが侵害されると、シークレットの値も漏れる。",
        en: "When the foreign account is breached, the secret is breached too.",
    },
    fix: Text {
        ja: "外部アカウントが必要か確認し、不要であればリソースポリシーから削除する。",
        en: "Ask whether the foreign account is still needed, and take it out of the policy.",
    },
    maps: &[Map::Ap(16), Map::Attack("T1199")],
    types: &["AWS::SecretsManager::Secret"],
    page: include_str!("secret_policy_foreign_account.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.secretsmanager.secrets, |secret| judge(snapshot, secret, &trusted));
    },
};

fn judge(snapshot: &Snapshot, secret: &Resource<Secret>, trusted: &BTreeSet<String>) -> Judgement {
    let Some(document) = secret.resource_policy.get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    if policies::open(snapshot, &secret.meta, "secretsmanager", document).is_ok_and(|witness| witness.is_some()) {
        return Ok(Verdict::Skip);
    }
    Ok(match policies::foreigner(snapshot, &secret.meta, "secretsmanager", policy, trusted)? {
        Some(witness) => policies::let_in(secret, "/ResourcePolicy", &witness),
        None => Verdict::Pass,
    })
}
