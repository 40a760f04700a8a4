//! `kms-key-rotation-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::kms::Key;

pub(crate) static CHECK: Check = Check {
    id: "kms-key-rotation-off",
    title: Text {
        ja: "KMSキーの自動ローテーションが無効になっている", en: "A KMS key is not rotated"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "キーマテリアルが1つ漏れると、過去から将来までのデータがすべて復号される。",
        en: "Key material that leaks once opens all data of all years, past and to come.",
    },
    fix: Text {
        ja: "カスタマー管理の対称キーで自動ローテーションを有効にする。",
        en: "Turn on automatic rotation for the symmetric key.",
    },
    maps: &[Map::Ia(4), Map::Cis("3.6")],
    types: &["AWS::KMS::Key"],
    page: include_str!("key_rotation_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.kms.keys, judge),
};

fn judge(key: &Resource<Key>) -> Judgement {
    if super::of_aws(key)? {
        return Ok(Verdict::Skip);
    }
    // A template that says nothing gets a symmetric key with material of KMS.
    let symmetric = key.key_spec.get()?.as_deref().unwrap_or("SYMMETRIC_DEFAULT") == "SYMMETRIC_DEFAULT";
    let made_by_kms = key.origin.get()?.as_deref().unwrap_or("AWS_KMS") == "AWS_KMS";
    // A template makes keys that stay.
    let leaving = key.meta.template().is_none()
        && key.key_state.get()?.as_deref().is_some_and(|state| state.starts_with("Pending"));
    if !symmetric || !made_by_kms || leaving {
        return Ok(Verdict::Skip);
    }
    Ok(if *key.enable_key_rotation.get()? { Verdict::Pass } else { Verdict::fail(key, "/EnableKeyRotation") })
}
