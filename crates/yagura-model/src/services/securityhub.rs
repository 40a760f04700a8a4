//! AWS Security Hub CSPM.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// A region's hub; there is at most one
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-securityhub-hub.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Hub {
    /// Whether new controls of the standards in use are switched on by themselves.
    pub auto_enable_controls: Fact<Option<bool>>,
    /// The standards in use (live only; `GetEnabledStandards`).
    pub standards_subscriptions: Fact<Option<Vec<StandardsSubscription>>>,
}

/// A standard that a hub checks
/// (<https://docs.aws.amazon.com/securityhub/1.0/APIReference/API_StandardsSubscription.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct StandardsSubscription {
    /// The standard's ARN.
    pub standards_arn: Option<String>,
    /// `READY`, `PENDING`, `INCOMPLETE`, `FAILED` or `DELETING`.
    pub standards_status: Option<String>,
}
