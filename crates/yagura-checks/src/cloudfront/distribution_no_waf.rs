//! `cloudfront-distribution-no-waf`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cloudfront::Distribution;

pub(crate) static CHECK: Check = Check {
    id: "cloudfront-distribution-no-waf",
    title: Text {
        ja: "CloudFrontディストリビューションにWAFがない", en: "CloudFront distribution has no web ACL"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "SQLインジェクションやボット、大量のリクエストがそのままオリジンに届く。",
        en: "SQL injection, bots and floods of requests go straight through to the origin.",
    },
    fix: Text {
        ja: "AWS WAFのWeb ACL（CLOUDFRONTスコープ）を関連付ける。",
        en: "Set a web ACL of AWS WAF (scope CLOUDFRONT).",
    },
    maps: &[Map::Ap(12), Map::Fsbp("CloudFront.6"), Map::Attack("T1190")],
    types: &["AWS::CloudFront::Distribution"],
    page: include_str!("distribution_no_waf.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudfront.distributions, judge),
};

fn judge(distribution: &Resource<Distribution>) -> Judgement {
    let config = distribution.distribution_config.get()?;
    let set = config.web_acl_id.get()?.as_deref().is_some_and(|text| !text.is_empty());
    Ok(if set { Verdict::Pass } else { Verdict::fail(distribution, "/DistributionConfig/WebACLId") })
}
