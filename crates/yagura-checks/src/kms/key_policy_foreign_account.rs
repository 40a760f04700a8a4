//! `kms-key-policy-foreign-account`

use std::collections::BTreeSet;

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::kms::Key;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "kms-key-policy-foreign-account",
    title: Text {
        ja: "KMSキーを組織外のアカウントが使用できる",
        en: "An account outside the organization may use the KMS key",
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "信頼した外部アカウントが侵害されると、このキーで暗号化されたデータも復号される。",
        en: "When the foreign account is breached, what this key protects is breached too.",
    },
    fix: Text {
        ja: "外部アカウントが必要か確認し、不要であればキーポリシーから削除する。",
        en: "Ask whether the foreign account is still needed, and take it out of the key policy.",
    },
    maps: &[Map::Se(3), Map::Attack("T1199")],
    types: &["AWS::KMS::Key"],
    page: include_str!("key_policy_foreign_account.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.kms.keys, |key| judge(snapshot, key, &trusted));
    },
};

fn judge(snapshot: &Snapshot, key: &Resource<Key>, trusted: &BTreeSet<String>) -> Judgement {
    if super::of_aws(key)? {
        return Ok(Verdict::Skip);
    }
    let Some(document) = key.key_policy.get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    if policies::open(snapshot, &key.meta, "kms", document).is_ok_and(|witness| witness.is_some()) {
        return Ok(Verdict::Skip);
    }
    Ok(match policies::foreigner(snapshot, &key.meta, "kms", policy, trusted)? {
        Some(witness) => policies::let_in(key, "/KeyPolicy", &witness),
        None => Verdict::Pass,
    })
}
