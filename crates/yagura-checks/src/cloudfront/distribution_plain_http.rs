//! `cloudfront-distribution-plain-http`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::cloudfront::{CacheBehavior, Distribution};
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "cloudfront-distribution-plain-http",
    title: Text {
        ja: "CloudFrontが平文のHTTPで応答している", en: "CloudFront distribution answers plain HTTP"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "通信経路上の第三者に、Cookieや入力内容を盗み見られたり、ページを書き換えられたりする。",
        en: "Anyone on the way reads cookies and forms, or rewrites the page.",
    },
    fix: Text {
        ja: "ViewerProtocolPolicyをredirect-to-httpsまたはhttps-onlyにする。",
        en: "Set ViewerProtocolPolicy to redirect-to-https or https-only.",
    },
    maps: &[Map::Fsbp("CloudFront.3"), Map::Attack("T1557")],
    types: &["AWS::CloudFront::Distribution"],
    page: include_str!("distribution_plain_http.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudfront.distributions, judge),
};

fn judge(distribution: &Resource<Distribution>) -> Judgement {
    let config = distribution.distribution_config.get()?;
    let mut gap = None;
    let mut open = |behavior: Result<&CacheBehavior, Gap>| {
        behavior.and_then(|one| Ok(one.viewer_protocol_policy.get()?.as_deref() == Some("allow-all"))).unwrap_or_else(
            |reason| {
                gap = gap.take().or(Some(reason));
                false
            },
        )
    };
    if let Some(behavior) = config.default_cache_behavior.get()?
        && open(Ok(behavior))
    {
        return Ok(Verdict::fail(distribution, "/DistributionConfig/DefaultCacheBehavior/ViewerProtocolPolicy"));
    }
    for (index, behavior) in config.cache_behaviors.get()?.iter().enumerate() {
        if open(behavior.get()) {
            let path = format!("/DistributionConfig/CacheBehaviors/{index}/ViewerProtocolPolicy");
            return Ok(Verdict::fail(distribution, &path));
        }
    }
    gap.map_or(Ok(Verdict::Pass), Err)
}
