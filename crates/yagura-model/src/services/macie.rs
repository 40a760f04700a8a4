//! Amazon Macie.

use serde::{Deserialize, Serialize};

use crate::Fact;

/// Macie in one region; absent where it was never enabled
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-macie-session.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Session {
    /// `ENABLED` or `PAUSED`; absent in a template: `ENABLED`.
    pub status: Fact<Option<String>>,
}
