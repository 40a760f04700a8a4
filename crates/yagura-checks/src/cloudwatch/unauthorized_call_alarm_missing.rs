//! `cloudwatch-unauthorized-call-alarm-missing`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "cloudwatch-unauthorized-call-alarm-missing",
    title: Text {
        ja: "権限のないAPI呼び出しの多発を知らせるアラームがない",
        en: "No alarm tells of calls that are denied",
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "盗んだ認証情報で何ができるかを試している段階で気付けない。",
        en: "An intruder who tries out what a stolen key may do is not noticed while trying.",
    },
    fix: Text {
        ja: "証跡のロググループにメトリクスフィルターを作成し、SNSに通知するアラームを設定する。",
        en: "Put a metric filter on the trail's log group and an alarm on its metric that notifies through SNS.",
    },
    maps: &[Map::Ap(18), Map::Ap(20), Map::Ia(2), Map::Cis("4.1"), Map::Attack("T1580")],
    types: &["AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter", "AWS::CloudTrail::Trail"],
    page: include_str!("unauthorized_call_alarm_missing.md"),
    run: |snapshot, report| {
        super::each_account(
            &CHECK,
            snapshot,
            report,
            &[
                (
                    "AccessDenied",
                    r#"{"eventName":"ListUsers","eventType":"AwsApiCall","errorCode":"AccessDenied","sourceIPAddress":"203.0.113.5","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "UnauthorizedOperation",
                    r#"{"eventName":"RunInstances","eventType":"AwsApiCall","errorCode":"Client.UnauthorizedOperation","sourceIPAddress":"203.0.113.5","userIdentity":{"type":"IAMUser"}}"#,
                ),
            ],
        );
    },
};
