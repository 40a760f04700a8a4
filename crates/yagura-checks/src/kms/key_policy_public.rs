//! `kms-key-policy-public`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::kms::Key;
use yagura_model::{Resource, Snapshot};

use crate::policies;

pub(crate) static CHECK: Check = Check {
    id: "kms-key-policy-public",
    title: Text { ja: "KMSキーを誰でも使用できる", en: "Anyone may use the KMS key" },
    severity: Severity::Critical,
    confidence: Confidence::High,
    attack: Text {
        ja: "任意のAWSアカウントが、このキーで暗号化されたデータを復号したり、キーを無効化したりする。",
        en: "Any AWS account decrypts what the key protects, or disables the key.",
    },
    fix: Text {
        ja: "キーポリシーのPrincipalを必要なロールに限定する。",
        en: "Name the roles that need the key in its policy.",
    },
    maps: &[Map::Se(3), Map::Fsbp("KMS.5"), Map::Attack("T1552")],
    types: &["AWS::KMS::Key"],
    page: include_str!("key_policy_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.kms.keys, |key| judge(snapshot, key)),
};

fn judge(snapshot: &Snapshot, key: &Resource<Key>) -> Judgement {
    if super::of_aws(key)? {
        return Ok(Verdict::Skip);
    }
    // KMS gives a key without a policy the default one, which trusts its own account.
    let Some(document) = key.key_policy.get()? else { return Ok(Verdict::Pass) };
    Ok(match policies::open(snapshot, &key.meta, "kms", document)? {
        Some(witness) => policies::let_in(key, "/KeyPolicy", &witness),
        None => Verdict::Pass,
    })
}
