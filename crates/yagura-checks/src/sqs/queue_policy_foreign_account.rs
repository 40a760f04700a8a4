//! `sqs-queue-policy-foreign-account`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::messaging;

pub(crate) static CHECK: Check = Check {
    id: "sqs-queue-policy-foreign-account",
    title: Text {
        ja: "SQSキューのポリシーが他のアカウントを許可している",
        en: "SQS queue policy lets another account in",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "許可先のアカウントが侵害されると、偽のメッセージを送られたり、メッセージを読まれたりする。",
        en: "A breach of the other account sends forged messages here, or reads the ones that pass.",
    },
    fix: Text {
        ja: "許可先を特定のロールとアクションに絞り、不要なら削除する。",
        en: "Name one role of that account and the actions it needs, or remove the statement.",
    },
    maps: &[Map::Csa(1), Map::Ia(8), Map::Attack("T1199")],
    types: &["AWS::SQS::Queue"],
    page: include_str!("queue_policy_foreign_account.md"),
    run: |snapshot, report| {
        let trusted = report.options().trusted_accounts.clone();
        report.each(&CHECK, &snapshot.sqs.queues, |queue| messaging::foreign(snapshot, queue, &trusted));
    },
};
