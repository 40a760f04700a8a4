//! `sqs-queue-policy-public`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::messaging;

pub(crate) static CHECK: Check = Check {
    id: "sqs-queue-policy-public",
    title: Text {
        ja: "SQSキューのポリシーが誰にでも許可している", en: "SQS queue policy lets anyone in"
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "誰でも偽のメッセージを入れて処理を動かし、溜まったメッセージを読み出して消す。",
        en: "Anyone sends forged messages for workers to act on, or reads the waiting ones and deletes them.",
    },
    fix: Text {
        ja: "ポリシーのPrincipalを送信元のロールやサービスに限定し、`aws:SourceArn` で条件を付ける。",
        en: "Name the sender in the policy, and tie services to their source with `aws:SourceArn`.",
    },
    maps: &[Map::Csa(1), Map::Owasp(5), Map::Fsbp("SQS.3"), Map::Attack("T1190")],
    types: &["AWS::SQS::Queue"],
    page: include_str!("queue_policy_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.sqs.queues, |queue| messaging::public(snapshot, queue)),
};
