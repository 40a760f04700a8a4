//! Amazon GuardDuty.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A region's detector; there is at most one
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-guardduty-detector.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Detector {
    /// Whether it is on.
    pub enable: Fact<bool>,
    /// The protection plans.
    pub features: Fact<Vec<Feature>>,
}

/// A protection plan
/// (<https://docs.aws.amazon.com/guardduty/latest/APIReference/API_DetectorFeatureConfigurationResult.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Feature {
    /// `S3_DATA_EVENTS`, `LAMBDA_NETWORK_LOGS` …
    pub name: Fact<String>,
    /// `ENABLED` or `DISABLED`.
    pub status: Fact<String>,
}
