//! `cloudfront-distribution-default-root-object-missing`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::Resource;
use yagura_model::services::cloudfront::Distribution;

pub(crate) static CHECK: Check = Check {
    id: "cloudfront-distribution-default-root-object-missing",
    title: Text {
        ja: "CloudFrontにデフォルトルートオブジェクトがない",
        en: "CloudFront distribution with an S3 origin has no default root object",
    },
    severity: Severity::Low,
    confidence: Confidence::High,
    attack: Text {
        ja: "ルートへのアクセスがオリジンのバケット一覧になり、公開するつもりのないファイル名が知られることがある。",
        en: "A request for the root can become a listing of the bucket, and shows files nobody linked to.",
    },
    fix: Text {
        ja: "DefaultRootObjectにindex.htmlなどを指定する。",
        en: "Set DefaultRootObject, to index.html for instance.",
    },
    maps: &[Map::Ap(11), Map::Fsbp("CloudFront.1")],
    types: &["AWS::CloudFront::Distribution"],
    page: include_str!("distribution_default_root_object_missing.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudfront.distributions, judge),
};

fn judge(distribution: &Resource<Distribution>) -> Judgement {
    let config = distribution.distribution_config.get()?;
    if config.default_root_object.get()?.as_deref().is_some_and(|text| !text.is_empty()) {
        return Ok(Verdict::Pass);
    }
    // A web server decides for itself what its root is.
    let mut gap = None;
    for origin in config.origins.get()? {
        match origin.get().and_then(|origin| Ok(origin.custom_origin_config.get()?.is_none())) {
            Ok(true) => return Ok(Verdict::fail(distribution, "/DistributionConfig/DefaultRootObject")),
            Ok(false) => {}
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    gap.map_or(Ok(Verdict::Skip), Err)
}
