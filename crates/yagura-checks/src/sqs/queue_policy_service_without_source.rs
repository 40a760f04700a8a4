//! `sqs-queue-policy-service-without-source`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::messaging;

pub(crate) static CHECK: Check = Check {
    id: "sqs-queue-policy-service-without-source",
    title: Text {
        ja: "SQSキューのポリシーがAWSサービスを送信元の限定なしに許可している",
        en: "SQS queue policy lets a service in for the resource of anybody",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "攻撃者が自分のバケットやルールからイベントを送り、後続の処理に偽のデータを渡す。",
        en: "An attacker has their own bucket or rule send events here, and what comes behind acts on them.",
    },
    fix: Text {
        ja: "`aws:SourceArn` または `aws:SourceAccount` の条件を加え、自アカウントのリソースに限定する。",
        en: "Add `aws:SourceArn` or `aws:SourceAccount`, so that the service acts for your resource only.",
    },
    maps: &[Map::Csa(1), Map::Ia(8), Map::Owasp(1), Map::Attack("T1199")],
    types: &["AWS::SQS::Queue"],
    page: include_str!("queue_policy_service_without_source.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.sqs.queues, |queue| messaging::deputy(snapshot, queue)),
};
