//! IAM Access Analyzer.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// An analyzer
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-accessanalyzer-analyzer.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Analyzer {
    /// `ACCOUNT` and `ORGANIZATION` look for external access; `…_UNUSED_ACCESS` and `…_INTERNAL_ACCESS` do not.
    #[serde(rename = "Type")]
    pub kind: Fact<Option<String>>,
    /// `ACTIVE`, `CREATING`, `DISABLED` or `FAILED` (live only).
    pub status: Fact<Option<String>>,
}
