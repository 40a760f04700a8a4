//! Amazon CloudFront.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A distribution
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudfront-distribution.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Distribution {
    /// Everything that it does.
    pub distribution_config: Fact<DistributionConfig>,
}

/// What a distribution does.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DistributionConfig {
    /// Whether it answers.
    pub enabled: Fact<bool>,
    /// The names it answers to beside its own.
    pub aliases: Fact<Vec<Fact<String>>>,
    /// Where it fetches from.
    pub origins: Fact<Vec<Fact<Origin>>>,
    /// What it does with a path that no other behaviour takes.
    pub default_cache_behavior: Fact<Option<CacheBehavior>>,
    /// What it does with single paths.
    pub cache_behaviors: Fact<Vec<Fact<CacheBehavior>>>,
    /// Its certificate, and the oldest TLS that it speaks.
    pub viewer_certificate: Fact<Option<ViewerCertificate>>,
    /// Where its standard access logs (legacy) go; absent: nowhere.
    pub logging: Fact<Option<Logging>>,
    /// What it answers to `/`.
    pub default_root_object: Fact<Option<String>>,
    /// Its web ACL; empty or absent: none.
    #[serde(rename = "WebACLId")]
    pub web_acl_id: Fact<Option<String>>,
}

/// Where a distribution fetches from.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Origin {
    /// Its name within the distribution.
    pub id: Fact<Option<String>>,
    /// The host.
    pub domain_name: Fact<Option<String>>,
    /// The origin access control; empty or absent: none.
    pub origin_access_control_id: Fact<Option<String>>,
    /// For S3: the origin access identity, which came before origin access control.
    pub s3_origin_config: Fact<Option<S3OriginConfig>>,
    /// For any web server.
    pub custom_origin_config: Fact<Option<CustomOriginConfig>>,
}

/// How an S3 origin is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct S3OriginConfig {
    /// The origin access identity; empty or absent: none.
    pub origin_access_identity: Fact<Option<String>>,
}

/// How a web server is asked.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CustomOriginConfig {
    /// `http-only`, `https-only` or `match-viewer`.
    pub origin_protocol_policy: Fact<Option<String>>,
}

/// What a distribution does with a request.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct CacheBehavior {
    /// The paths; absent in the default behaviour.
    pub path_pattern: Fact<Option<String>>,
    /// The origin's name.
    pub target_origin_id: Fact<Option<String>>,
    /// `allow-all`, `redirect-to-https` or `https-only`.
    pub viewer_protocol_policy: Fact<Option<String>>,
}

/// A distribution's certificate.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ViewerCertificate {
    /// Whether it is the one of `*.cloudfront.net`; CloudFront then speaks TLSv1 and up, whatever else is written.
    pub cloud_front_default_certificate: Fact<bool>,
    /// The oldest TLS that it speaks.
    pub minimum_protocol_version: Fact<Option<String>>,
}

/// Where standard access logs (legacy) go.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Logging {
    /// The bucket's host name; empty: nowhere.
    pub bucket: Fact<Option<String>>,
}
