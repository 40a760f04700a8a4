//! Amazon ECR.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use crate::{Document, Fact};

/// A repository
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-repository.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Repository {
    /// The repository's name.
    pub repository_name: Fact<Option<String>>,
    /// The repository policy.
    pub repository_policy_text: Fact<Option<Document>>,
    /// `MUTABLE`, `IMMUTABLE`, `IMMUTABLE_WITH_EXCLUSION` or `MUTABLE_WITH_EXCLUSION`; `MUTABLE` where absent.
    pub image_tag_mutability: Fact<Option<String>>,
    /// The repository's own setting for scans.
    pub image_scanning_configuration: Fact<Option<ImageScanning>>,
    /// Which images are removed by and by.
    pub lifecycle_policy: Fact<Option<LifecyclePolicy>>,
    /// The image that was pushed last; run time only.
    pub newest_image: Fact<Option<Image>>,
    /// The findings of the newest image's last scan by severity (`CRITICAL`, `HIGH` …); absent where it was never scanned.
    pub finding_severity_counts: Fact<Option<BTreeMap<String, i64>>>,
}

/// A repository's own setting for scans
/// (<https://docs.aws.amazon.com/AmazonECR/latest/userguide/image-scanning.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ImageScanning {
    /// Whether each image is scanned when it is pushed.
    pub scan_on_push: bool,
}

/// Which images are removed by and by
/// (<https://docs.aws.amazon.com/AmazonECR/latest/userguide/LifecyclePolicies.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LifecyclePolicy {
    /// The rules.
    pub lifecycle_policy_text: Option<Document>,
}

/// An image.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Image {
    /// Its digest.
    pub image_digest: Option<String>,
    /// Its tags.
    pub image_tags: Vec<String>,
}

/// The registry's setting for scans, one per account and region
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-ecr-registryscanningconfiguration.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RegistryScanningConfiguration {
    /// `BASIC` or `ENHANCED` (by Amazon Inspector).
    pub scan_type: Fact<Option<String>>,
    /// Which repositories are scanned when.
    pub rules: Fact<Vec<ScanningRule>>,
}

/// A rule of a [`RegistryScanningConfiguration`].
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ScanningRule {
    /// `SCAN_ON_PUSH`, `CONTINUOUS_SCAN` or `MANUAL`.
    pub scan_frequency: Option<String>,
    /// The names of the repositories.
    pub repository_filters: Vec<RepositoryFilter>,
}

/// A filter over names of repositories.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RepositoryFilter {
    /// A name with `*`; without one it means every name that contains it.
    pub filter: Option<String>,
}
