//! `sns-subscription-plain-http`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::sns::{Subscription, Topic};

pub(crate) static CHECK: Check = Check {
    id: "sns-subscription-plain-http",
    title: Text {
        ja: "SNSのサブスクリプションが平文のHTTPで配信している",
        en: "SNS subscription delivers over plain HTTP",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "経路上の攻撃者がメッセージを読み、書き換え、偽のイベントを送り込む。",
        en: "Anyone on the way reads the messages, changes them, and sends events of their own.",
    },
    fix: Text {
        ja: "エンドポイントをHTTPSに変更し、署名を検証する。",
        en: "Subscribe an HTTPS endpoint and verify the signatures of messages.",
    },
    maps: &[Map::Owasp(3), Map::Csa(1), Map::Attack("T1557")],
    types: &["AWS::SNS::Subscription", "AWS::SNS::Topic"],
    page: include_str!("subscription_plain_http.md"),
    run: |snapshot, report| {
        report.each(&CHECK, &snapshot.sns.subscriptions, subscription);
        report.each(&CHECK, &snapshot.sns.topics, topic);
    },
};

fn subscription(subscription: &Resource<Subscription>) -> Judgement {
    let plain = subscription.protocol.get()?.as_deref() == Some("http");
    Ok(if plain { Verdict::fail(subscription, "/Protocol") } else { Verdict::Pass })
}

/// A template may write subscriptions into the topic.
fn topic(topic: &Resource<Topic>) -> Judgement {
    let inline = topic.subscription.get()?;
    let mut gap = None;
    for (index, subscription) in inline.iter().enumerate() {
        match subscription.protocol.get() {
            Ok(protocol) if protocol.as_deref() == Some("http") => {
                return Ok(Verdict::fail(topic, &format!("/Subscription/{index}/Protocol")));
            }
            Ok(_) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    match gap {
        Some(gap) => Err(gap),
        None if inline.is_empty() => Ok(Verdict::Skip),
        None => Ok(Verdict::Pass),
    }
}
