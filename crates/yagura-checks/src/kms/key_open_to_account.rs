//! `kms-key-open-to-account`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_iam::Policy;
use yagura_iam::grants::{Grant, Resources, allows};
use yagura_iam::policy::{Effect, Principal};
use yagura_model::Resource;
use yagura_model::services::kms::Key;

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "kms-key-open-to-account",
    title: Text {
        ja: "KMSキーで、アカウントの全員が直接復号できる",
        en: "Everyone in the account may decrypt with the KMS key",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "権限のほとんどないロールを1つ乗っ取るだけで、このキーで暗号化されたシークレットを復号できる。",
        en: "Any role of the account, however small, decrypts the secrets that this key protects.",
    },
    fix: Text {
        ja: "Principalを復号が必要なロールに限定するか、kms:ViaServiceを条件に加える。",
        en: "Name the roles that decrypt, or add kms:ViaService to the condition.",
    },
    maps: &[Map::Se(3), Map::Ap(16)],
    types: &["AWS::KMS::Key"],
    page: include_str!("key_open_to_account.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.kms.keys, judge),
};

/// Keys that tell the account or the organization of the caller and nothing more.
const WHOLE: &[&str] = &["kms:calleraccount", "aws:principalaccount", "aws:principalorgid", "aws:principalorgpaths"];

fn judge(key: &Resource<Key>) -> Judgement {
    if super::of_aws(key)? {
        return Ok(Verdict::Skip);
    }
    let Some(document) = key.key_policy.get()? else { return Ok(Verdict::Pass) };
    let policy = policies::parsed(document)?;
    let mut gap = policy.gap.as_deref();
    for statement in policy.statements.iter().filter(|statement| statement.effect != Effect::Deny) {
        let everyone = statement.principal.items().iter().any(|entry| entry.principal == Principal::Everyone);
        let whole = statement.conditions.iter().all(|condition| WHOLE.contains(&condition.key_lower.as_str()));
        if !everyone || statement.principal.is_not() || !whole || statement.conditions.is_empty() {
            gap = gap.or_else(|| statement.gap());
            continue;
        }
        let mut alone = Policy::empty();
        alone.statements.push(statement.clone());
        match allows(&[&alone], "kms:Decrypt", Resources::Some) {
            Grant::No => {}
            Grant::Unknown(_) => gap = gap.or_else(|| statement.gap()),
            Grant::Yes(_) | Grant::Conditional(_) => {
                return Ok(Verdict::fail(key, &format!("/KeyPolicy{}", statement.place.pointer)));
            }
        }
    }
    gap.map_or(Ok(Verdict::Pass), |gap| Err(policies::gap(gap)))
}
