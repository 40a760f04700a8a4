//! `cloudwatch-root-use-alarm-missing`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "cloudwatch-root-use-alarm-missing",
    title: Text {
        ja: "ルートユーザーの使用を知らせるアラームがない", en: "No alarm tells when the root user acts"
    },
    severity: Severity::Medium,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "ルートユーザーの認証情報が盗まれても、使われたことに気付かない。",
        en: "Stolen root credentials are used, and nobody is told.",
    },
    fix: Text {
        ja: "証跡のロググループにメトリクスフィルターを作成し、SNSに通知するアラームを設定する。",
        en: "Put a metric filter on the trail's log group and an alarm on its metric that notifies through SNS.",
    },
    maps: &[Map::Ap(4), Map::Ap(18), Map::Ap(20), Map::Sl(17), Map::Cis("4.3"), Map::Attack("T1078.004")],
    types: &["AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter", "AWS::CloudTrail::Trail"],
    page: include_str!("root_use_alarm_missing.md"),
    run: |snapshot, report| {
        super::each_account(
            &CHECK,
            snapshot,
            report,
            &[
                (
                    "root API call",
                    r#"{"userIdentity":{"type":"Root"},"eventType":"AwsApiCall","eventName":"CreateAccessKey"}"#,
                ),
                (
                    "root sign-in",
                    r#"{"userIdentity":{"type":"Root"},"eventType":"AwsConsoleSignIn","eventName":"ConsoleLogin"}"#,
                ),
            ],
        );
    },
};
