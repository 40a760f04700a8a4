//! `cloudfront-distribution-logging-off`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cloudfront::Distribution;

pub(crate) static CHECK: Check = Check {
    id: "cloudfront-distribution-logging-off",
    title: Text {
        ja: "CloudFrontのアクセスログが無効になっている", en: "CloudFront distribution keeps no access log"
    },
    severity: Severity::Low,
    confidence: Confidence::Medium,
    attack: Text {
        ja: "攻撃のリクエストが記録に残らず、侵害後の調査ができない。",
        en: "Attacks leave no trace, and nobody can tell later who asked for what.",
    },
    fix: Text { ja: "標準ログ（アクセスログ）を有効にする。", en: "Turn standard logging on." },
    maps: &[Map::Ap(18), Map::Sv, Map::Fsbp("CloudFront.5")],
    types: &["AWS::CloudFront::Distribution"],
    page: include_str!("distribution_logging_off.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudfront.distributions, judge),
};

fn judge(distribution: &Resource<Distribution>) -> Judgement {
    let config = distribution.distribution_config.get()?;
    let logs = match config.logging.get()? {
        Some(logging) => logging.bucket.get()?.as_deref().is_some_and(|bucket| !bucket.is_empty()),
        None => false,
    };
    Ok(if logs { Verdict::Pass } else { Verdict::fail(distribution, "/DistributionConfig/Logging") })
}
