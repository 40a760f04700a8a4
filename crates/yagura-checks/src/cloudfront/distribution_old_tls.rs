//! `cloudfront-distribution-old-tls`

use yagura_finding::{Check, Confidence, Judgement, Map, Severity, Text, Verdict};
use yagura_model::services::cloudfront::Distribution;
use yagura_model::{Gap, Resource};

pub(crate) static CHECK: Check = Check {
    id: "cloudfront-distribution-old-tls",
    title: Text {
        ja: "CloudFrontが古いTLSを許可している", en: "CloudFront distribution still speaks old TLS"
    },
    severity: Severity::Medium,
    confidence: Confidence::High,
    attack: Text {
        ja: "TLS 1.0や1.1に落とされた通信は、既知の弱点を突かれて復号される恐れがある。",
        en: "Connections that are talked down to TLS 1.0 or 1.1 have known weaknesses to attack.",
    },
    fix: Text {
        ja: "MinimumProtocolVersionをTLSv1.2_2021以降にする。",
        en: "Set MinimumProtocolVersion to TLSv1.2_2021 or later.",
    },
    maps: &[Map::Fsbp("CloudFront.15"), Map::Attack("T1557")],
    types: &["AWS::CloudFront::Distribution"],
    page: include_str!("distribution_old_tls.md"),
    run: |snapshot, report| report.each(&CHECK, &snapshot.cloudfront.distributions, judge),
};

fn judge(distribution: &Resource<Distribution>) -> Judgement {
    let config = distribution.distribution_config.get()?;
    // Without aliases it is only reached by its `cloudfront.net` name, whose certificate and versions AWS chooses.
    let Some(certificate) = config.viewer_certificate.get()? else { return Ok(Verdict::Skip) };
    if *certificate.cloud_front_default_certificate.get()? {
        return Ok(Verdict::Skip);
    }
    let path = "/DistributionConfig/ViewerCertificate/MinimumProtocolVersion";
    let version = certificate.minimum_protocol_version.get()?.as_deref().unwrap_or("TLSv1");
    if version.starts_with("TLSv1.2") || version.starts_with("TLSv1.3") {
        return Ok(Verdict::Pass);
    }
    if matches!(version, "SSLv3" | "TLSv1" | "TLSv1_2016" | "TLSv1.1_2016") {
        let verdict = Verdict::fail(distribution, path);
        return Ok(verdict.detail(format!("最小バージョン: {version}"), format!("oldest version: {version}")));
    }
    Err(Gap::unsupported(format!("the security policy `{version}` is not known")))
}
