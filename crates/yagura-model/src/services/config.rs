//! AWS Config.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A configuration recorder
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-configurationrecorder.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ConfigurationRecorder {
    /// What is recorded; absent: all supported types but the global IAM ones.
    pub recording_group: Fact<Option<RecordingGroup>>,
    /// Whether it records (live only; `DescribeConfigurationRecorderStatus`).
    pub recording: Fact<Option<bool>>,
    /// The service that made it for itself (live only): such a recorder serves that service alone.
    pub service_principal: Fact<Option<String>>,
}

/// What a recorder records
/// (<https://docs.aws.amazon.com/config/latest/APIReference/API_RecordingGroup.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RecordingGroup {
    /// Whether all supported types are recorded.
    pub all_supported: bool,
    /// Whether the global types (IAM users, groups, roles, policies) are recorded as well.
    pub include_global_resource_types: bool,
    /// The types that are recorded, where it is not all.
    pub resource_types: Vec<String>,
    /// The types that are left out.
    pub exclusion_by_resource_types: Option<ResourceTypes>,
    /// The strategy.
    pub recording_strategy: Option<RecordingStrategy>,
}

/// A list of resource types.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ResourceTypes {
    /// The types.
    pub resource_types: Vec<String>,
}

/// How a recorder chooses.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct RecordingStrategy {
    /// `ALL_SUPPORTED_RESOURCE_TYPES`, `INCLUSION_BY_RESOURCE_TYPES` or `EXCLUSION_BY_RESOURCE_TYPES`.
    pub use_only: Option<String>,
}

/// Where recorded configurations are sent
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-deliverychannel.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DeliveryChannel {
    /// The bucket.
    #[serde(rename = "S3BucketName")]
    pub s3_bucket_name: Fact<Option<String>>,
}

/// A rule
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-config-configrule.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct ConfigRule {
    /// The rule's name.
    pub config_rule_name: Fact<Option<String>>,
}
