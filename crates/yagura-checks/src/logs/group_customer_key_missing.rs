//! `logs-group-customer-key-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::logs::LogGroup;

pub(crate) static CHECK: Check = Check {
    id: "logs-group-customer-key-missing",
    title: Text {
        ja: "ロググループがカスタマーマネージドキーで暗号化されていない",
        en: "A log group has no customer managed key",
    },
    severity: Severity::Info,
    confidence: Confidence::High,
    attack: Text {
        ja: "ログの読み取り権限だけで、内容をすべて読まれる。",
        en: "Permission to read logs is all that a reader needs.",
    },
    fix: Text {
        ja: "個人情報などを含むロググループにKMSキーを関連付ける。",
        en: "Associate a KMS key with groups that hold personal data.",
    },
    maps: &[Map::Sv],
    types: &["AWS::Logs::LogGroup"],
    page: include_str!("group_customer_key_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.logs.groups, judge),
};

fn judge(group: &Resource<LogGroup>) -> Judgement {
    let key = group.kms_key_id.get()?.as_deref().unwrap_or_default();
    Ok(if key.is_empty() { Verdict::fail(group, "/KmsKeyId") } else { Verdict::Pass })
}
