//! `sqs-queue-unencrypted`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::sqs::Queue;

pub(crate) static CHECK: Check = Check {
    id: "sqs-queue-unencrypted",
    title: Text { ja: "SQSキューが暗号化されていない", en: "SQS queue is not encrypted" },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "キューに溜まったメッセージが暗号化されずに保存され、守りはキューの権限だけになる。",
        en: "Messages wait in the queue unencrypted; the permissions of the queue are all that guards them.",
    },
    fix: Text {
        ja: "SSE-SQSを有効にするか、KMSキーを指定する。", en: "Turn on SSE-SQS, or name a KMS key."
    },
    maps: &[Map::Fsbp("SQS.1"), Map::Attack("T1530")],
    types: &["AWS::SQS::Queue"],
    page: include_str!("queue_unencrypted.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.sqs.queues, judge),
};

fn judge(queue: &Resource<Queue>) -> Judgement {
    if queue.kms_master_key_id.get()?.as_deref().is_some_and(|key| !key.is_empty()) {
        return Ok(Verdict::Pass);
    }
    // A template that says nothing has SSE-SQS on
    // (https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html, 2026-01);
    // the live reader always says yes or no.
    Ok(match queue.sqs_managed_sse_enabled.get()? {
        Some(false) => Verdict::fail(queue, "/SqsManagedSseEnabled"),
        _ => Verdict::Pass,
    })
}
