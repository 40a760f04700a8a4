//! `sns-topic-unencrypted`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::sns::Topic;

pub(crate) static CHECK: Check = Check {
    id: "sns-topic-unencrypted",
    title: Text { ja: "SNSトピックが暗号化されていない", en: "SNS topic is not encrypted" },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "保存されたメッセージの中身を守るものが、トピックの権限だけになる。",
        en: "Stored messages are guarded by the permissions of the topic alone; no key has to be asked.",
    },
    fix: Text {
        ja: "KMSキーを指定してサーバー側の暗号化を有効にする。",
        en: "Turn on server-side encryption with a KMS key.",
    },
    maps: &[Map::Fsbp("SNS.1"), Map::Attack("T1530")],
    types: &["AWS::SNS::Topic"],
    page: include_str!("topic_unencrypted.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.sns.topics, judge),
};

fn judge(topic: &Resource<Topic>) -> Judgement {
    let encrypted = topic.kms_master_key_id.get()?.as_deref().is_some_and(|key| !key.is_empty());
    Ok(if encrypted { Verdict::Pass } else { Verdict::fail(topic, "/KmsMasterKeyId") })
}
