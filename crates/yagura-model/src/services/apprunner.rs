//! AWS App Runner.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// A service
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-apprunner-service.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Service {
    /// The service's name.
    pub service_name: Fact<Option<String>>,
    /// The image or source code, with commands and environment variables.
    pub source_configuration: Fact<Texts>,
}

holds!(Service { source_configuration: "SourceConfiguration" });
