//! `logs-group-retention-unset`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::logs::LogGroup;

pub(crate) static CHECK: Check = Check {
    id: "logs-group-retention-unset",
    title: Text {
        ja: "ロググループの保持期間が設定されていない", en: "A log group has no retention period"
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "ログに書かれた個人情報や認証情報が、不要になった後も残り続ける。",
        en: "Personal data and tokens that were logged once stay readable for ever.",
    },
    fix: Text {
        ja: "保持期間を設定する。監査に必要なログは1年以上とする。",
        en: "Set a retention period; a year or more where an audit needs it.",
    },
    maps: &[Map::Ap(18), Map::Sl(17), Map::Fsbp("CloudWatch.16")],
    types: &["AWS::Logs::LogGroup"],
    page: include_str!("group_retention_unset.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.logs.groups, judge),
};

fn judge(group: &Resource<LogGroup>) -> Judgement {
    let set = group.retention_in_days.get()?.is_some();
    Ok(if set { Verdict::Pass } else { Verdict::fail(group, "/RetentionInDays") })
}
