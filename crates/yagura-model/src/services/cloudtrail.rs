//! AWS CloudTrail.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A trail
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudtrail-trail.html>).
/// Its region is the home region; what other regions show of it is the same trail.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Trail {
    /// The trail's name.
    pub trail_name: Fact<Option<String>>,
    /// The bucket that takes the log files.
    #[serde(rename = "S3BucketName")]
    pub s3_bucket_name: Fact<Option<String>>,
    /// Whether it records every region.
    pub is_multi_region_trail: Fact<bool>,
    /// Whether an organization's management account made it for all accounts.
    pub is_organization_trail: Fact<bool>,
    /// Whether events of global services (IAM, STS, CloudFront) are recorded; absent: yes.
    pub include_global_service_events: Fact<Option<bool>>,
    /// Whether it records at all.
    pub is_logging: Fact<bool>,
    /// Whether digest files let a changed or deleted log file be noticed.
    pub enable_log_file_validation: Fact<bool>,
    /// The key that encrypts the log files.
    #[serde(rename = "KMSKeyId")]
    pub kms_key_id: Fact<Option<String>>,
    /// The log group that takes the events.
    pub cloud_watch_logs_log_group_arn: Fact<Option<String>>,
    /// Which events are recorded; absent: all management events.
    pub event_selectors: Fact<Vec<EventSelector>>,
    /// Which events are recorded, by fields of the event.
    pub advanced_event_selectors: Fact<Vec<AdvancedEventSelector>>,
}

/// A basic event selector
/// (<https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_EventSelector.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct EventSelector {
    /// `All`, `ReadOnly` or `WriteOnly`; absent: `All`.
    pub read_write_type: Option<String>,
    /// Whether management events are recorded; absent: yes.
    pub include_management_events: Option<bool>,
    /// The data events.
    pub data_resources: Vec<DataResource>,
    /// Services whose management events are left out (`kms.amazonaws.com`).
    pub exclude_management_event_sources: Vec<String>,
}

/// Resources whose data events are recorded.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct DataResource {
    /// `AWS::S3::Object`, `AWS::Lambda::Function`, `AWS::DynamoDB::Table`.
    #[serde(rename = "Type")]
    pub kind: Option<String>,
    /// ARNs, or their beginnings.
    pub values: Vec<Fact<String>>,
}

/// An advanced event selector
/// (<https://docs.aws.amazon.com/awscloudtrail/latest/APIReference/API_AdvancedEventSelector.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct AdvancedEventSelector {
    /// What must hold of an event.
    pub field_selectors: Vec<FieldSelector>,
}

/// A condition on one field of an event.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct FieldSelector {
    /// The field: `eventCategory`, `resources.type`, `readOnly` …
    pub field: String,
    /// The values it must equal one of.
    pub equals: Vec<Fact<String>>,
}
