//! `cloudwatch-console-sign-in-failure-alarm-missing`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "cloudwatch-console-sign-in-failure-alarm-missing",
    title: Text {
        ja: "コンソールへのサインインの失敗を知らせるアラームがない",
        en: "No alarm tells of failed console sign-ins",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "パスワードの総当たりが続いていても、気付かない。",
        en: "Passwords are tried one after another, and nobody is told.",
    },
    fix: Text {
        ja: "証跡のロググループにメトリクスフィルターを作成し、SNSに通知するアラームを設定する。",
        en: "Put a metric filter on the trail's log group and an alarm on its metric that notifies through SNS.",
    },
    maps: &[Map::Ap(5), Map::Ap(18), Map::Cis("4.6"), Map::Attack("T1110")],
    types: &["AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter", "AWS::CloudTrail::Trail"],
    page: include_str!("console_sign_in_failure_alarm_missing.md"),
    run: |snapshot, report| {
        super::each_account(
            &CHECK,
            snapshot,
            report,
            &[(
                "failed sign-in",
                r#"{"eventName":"ConsoleLogin","eventType":"AwsConsoleSignIn","errorMessage":"Failed authentication","userIdentity":{"type":"IAMUser"},"responseElements":{"ConsoleLogin":"Failure"}}"#,
            )],
        );
    },
};
