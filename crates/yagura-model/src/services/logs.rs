//! Amazon CloudWatch Logs.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A log group
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-loggroup.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct LogGroup {
    /// The group's name.
    pub log_group_name: Fact<Option<String>>,
    /// How many days events are kept; absent: for ever.
    pub retention_in_days: Fact<Option<i64>>,
    /// The customer's key; absent: AWS's own.
    pub kms_key_id: Fact<Option<String>>,
}

/// A filter that turns log events into a metric
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-logs-metricfilter.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct MetricFilter {
    /// The group whose events it sees.
    pub log_group_name: Fact<Option<String>>,
    /// Which events it counts.
    pub filter_pattern: Fact<Option<String>>,
    /// The metrics that it writes.
    pub metric_transformations: Fact<Vec<MetricTransformation>>,
}

/// A metric that a filter writes.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct MetricTransformation {
    /// Its name.
    pub metric_name: String,
    /// Its namespace.
    pub metric_namespace: String,
}
