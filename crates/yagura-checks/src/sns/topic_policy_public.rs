//! `sns-topic-policy-public`

use yagura_finding::{Check, Confidence, Map, Severity, Text};

use crate::messaging;

pub(crate) static CHECK: Check = Check {
    id: "sns-topic-policy-public",
    title: Text {
        ja: "SNSトピックのポリシーが誰にでも許可している", en: "SNS topic policy lets anyone in"
    },
    severity: Severity::High,
    confidence: Confidence::High,
    attack: Text {
        ja: "誰でも偽のイベントを発行して後続の処理を動かしたり、購読してメッセージを盗み読んだりする。",
        en: "Anyone publishes forged events that functions act on, or subscribes and reads every message.",
    },
    fix: Text {
        ja: "ポリシーのPrincipalを発行元のロールやサービスに限定し、`aws:SourceArn` で条件を付ける。",
        en: "Name the publisher in the policy, and tie services to their source with `aws:SourceArn`.",
    },
    maps: &[Map::Csa(1), Map::Owasp(5), Map::Fsbp("SNS.4"), Map::Attack("T1190")],
    types: &["AWS::SNS::Topic"],
    page: include_str!("topic_policy_public.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.sns.topics, |topic| messaging::public(snapshot, topic)),
};
