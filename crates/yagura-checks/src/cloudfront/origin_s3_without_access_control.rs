//! `cloudfront-origin-s3-without-access-control`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::cloudfront::{Distribution, Origin};
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "cloudfront-origin-s3-without-access-control",
    title: Text {
        ja: "CloudFrontのS3オリジンにアクセス制御（OAC）がない",
        en: "CloudFront fetches from S3 without an origin access control",
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "バケットを公開しないと配信できない構成のため、CloudFrontとWAFを迂回してバケットから直接読まれる。",
        en: "The bucket must be public for it to work, so everyone reads it directly, past CloudFront and its web ACL.",
    },
    fix: Text {
        ja: "オリジンアクセスコントロール（OAC）を設定し、バケットポリシーをそのディストリビューションだけに限定する。",
        en: "Set an origin access control, and let the bucket policy name the distribution alone.",
    },
    maps: &[Map::Ap(11), Map::Fsbp("CloudFront.13"), Map::Attack("T1530")],
    types: &["AWS::CloudFront::Distribution"],
    page: include_str!("origin_s3_without_access_control.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudfront.distributions, judge),
};

fn judge(distribution: &Resource<Distribution>) -> Judgement {
    let config = distribution.distribution_config.get()?;
    let mut gap = None;
    let mut seen = false;
    for (index, origin) in config.origins.get()?.iter().enumerate() {
        match origin.get().and_then(is_open) {
            Ok(None) => {}
            Ok(Some(false)) => seen = true,
            Ok(Some(true)) => {
                let path = format!("/DistributionConfig/Origins/{index}");
                let host = origin.known().and_then(|origin| origin.domain_name.known()?.clone()).unwrap_or_default();
                return Ok(Verdict::fail_with(&path, host.clone())
                    .detail(format!("オリジン: {host}"), format!("origin: {host}")));
            }
            Err(reason) => gap = gap.or(Some(reason)),
        }
    }
    match gap {
        Some(gap) => Err(gap),
        None => Ok(if seen { Verdict::Pass } else { Verdict::Skip }),
    }
}

/// Whether S3 is asked as anyone would; `None`: the origin is not S3.
fn is_open(origin: &Origin) -> Result<Option<bool>, Gap> {
    let said = |text: Option<&str>| text.is_some_and(|text| !text.is_empty());
    let host = origin.domain_name.get()?.as_deref().unwrap_or_default().to_ascii_lowercase();
    if host.contains(".s3-website") {
        // A website endpoint knows no signed requests: it answers everyone or nobody.
        return Ok(Some(true));
    }
    let identity = origin.s3_origin_config.get()?;
    let s3 = identity.is_some() || host.starts_with("s3.") || host.contains(".s3.") || host.contains(".s3-");
    if !s3 || !host.contains("amazonaws.com") {
        return Ok(None);
    }
    if said(origin.origin_access_control_id.get()?.as_deref()) {
        return Ok(Some(false));
    }
    match identity {
        Some(config) => Ok(Some(!said(config.origin_access_identity.get()?.as_deref()))),
        None => Ok(Some(true)),
    }
}
