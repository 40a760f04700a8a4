//! `cloudwatch-trail-change-alarm-missing`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "cloudwatch-trail-change-alarm-missing",
    title: Text {
        ja: "CloudTrailの設定変更を知らせるアラームがない",
        en: "No alarm tells when a trail is changed or stopped",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "証跡が止められても、記録がないことに誰も気付かない。",
        en: "The trail is stopped, and nobody notices that it is silent.",
    },
    fix: Text {
        ja: "証跡のロググループにメトリクスフィルターを作成し、SNSに通知するアラームを設定する。",
        en: "Put a metric filter on the trail's log group and an alarm on its metric that notifies through SNS.",
    },
    maps: &[Map::Ap(15), Map::Ap(18), Map::Ia(2), Map::Sl(17), Map::Cis("4.5"), Map::Attack("T1562.008")],
    types: &["AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter", "AWS::CloudTrail::Trail"],
    page: include_str!("trail_change_alarm_missing.md"),
    run: |snapshot, report| {
        super::each_account(
            &CHECK,
            snapshot,
            report,
            &[
                (
                    "CreateTrail",
                    r#"{"eventSource":"cloudtrail.amazonaws.com","eventName":"CreateTrail","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "UpdateTrail",
                    r#"{"eventSource":"cloudtrail.amazonaws.com","eventName":"UpdateTrail","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "DeleteTrail",
                    r#"{"eventSource":"cloudtrail.amazonaws.com","eventName":"DeleteTrail","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "StartLogging",
                    r#"{"eventSource":"cloudtrail.amazonaws.com","eventName":"StartLogging","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "StopLogging",
                    r#"{"eventSource":"cloudtrail.amazonaws.com","eventName":"StopLogging","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
            ],
        );
    },
};
