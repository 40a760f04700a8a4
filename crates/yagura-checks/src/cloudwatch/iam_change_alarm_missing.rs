//! `cloudwatch-iam-change-alarm-missing`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

pub(crate) static CHECK: Check = Check {
    id: "cloudwatch-iam-change-alarm-missing",
    title: Text {
        ja: "IAMポリシーの変更を知らせるアラームがない", en: "No alarm tells when IAM policies change"
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "侵入者が自分に権限を付け足しても、気付かない。",
        en: "An intruder adds a permission to themselves, and nobody is told.",
    },
    fix: Text {
        ja: "証跡のロググループにメトリクスフィルターを作成し、SNSに通知するアラームを設定する。",
        en: "Put a metric filter on the trail's log group and an alarm on its metric that notifies through SNS.",
    },
    maps: &[Map::Ap(18), Map::Ap(20), Map::Ia(2), Map::Sl(17), Map::Cis("4.4"), Map::Attack("T1098")],
    types: &["AWS::CloudWatch::Alarm", "AWS::Logs::MetricFilter", "AWS::CloudTrail::Trail"],
    page: include_str!("iam_change_alarm_missing.md"),
    run: |snapshot, report| {
        super::each_account(
            &CHECK,
            snapshot,
            report,
            &[
                (
                    "DeleteGroupPolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"DeleteGroupPolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "DeleteRolePolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"DeleteRolePolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "DeleteUserPolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"DeleteUserPolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "PutGroupPolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"PutGroupPolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "PutRolePolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"PutRolePolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "PutUserPolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"PutUserPolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "CreatePolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"CreatePolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "DeletePolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"DeletePolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "CreatePolicyVersion",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"CreatePolicyVersion","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "DeletePolicyVersion",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"DeletePolicyVersion","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "AttachRolePolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"AttachRolePolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "DetachRolePolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"DetachRolePolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "AttachUserPolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"AttachUserPolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "DetachUserPolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"DetachUserPolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "AttachGroupPolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"AttachGroupPolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
                (
                    "DetachGroupPolicy",
                    r#"{"eventSource":"iam.amazonaws.com","eventName":"DetachGroupPolicy","eventType":"AwsApiCall","userIdentity":{"type":"IAMUser"}}"#,
                ),
            ],
        );
    },
};
