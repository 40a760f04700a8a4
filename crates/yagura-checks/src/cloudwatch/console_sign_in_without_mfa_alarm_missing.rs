//! `cloudwatch-console-sign-in-without-mfa-alarm-missing`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "cloudwatch-console-sign-in-without-mfa-alarm-missing",
    title: Text {
        ja: "MFAなしのコンソールへのサインインを知らせるアラームがない",
        en: "No alarm tells of console sign-ins without MFA",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "パスワードだけで侵入されても、気付かない。",
        en: "Somebody gets in with a password alone, and nobody is told.",
    },
    fix: Text {
        ja: "証跡のロググループにメトリクスフィルターを作成し、SNSに通知するアラームを設定する。",
        en: "Put a metric filter on the trail's log group and an alarm on its metric that notifies through SNS.",
    },
    maps: &[Map::Ap(5), Map::Ap(18), Map::Ia(6), Map::Cis("4.2"), Map::Attack("T1078.004")],
    types: &["AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter", "AWS::CloudTrail::Trail"],
    page: include_str!("console_sign_in_without_mfa_alarm_missing.md"),
    run: |snapshot, report| {
        super::each_account(
            &CHECK,
            snapshot,
            report,
            &[(
                "sign-in without MFA",
                r#"{"eventName":"ConsoleLogin","eventType":"AwsConsoleSignIn","userIdentity":{"type":"IAMUser"},"additionalEventData":{"MFAUsed":"No"},"responseElements":{"ConsoleLogin":"Success"}}"#,
            )],
        );
    },
};
