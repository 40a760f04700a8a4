//! AWS CodeBuild.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// A build project
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-codebuild-project.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Project {
    /// The project's name.
    pub name: Fact<Option<String>>,
    /// The environment variables, and what else the builds run in.
    pub environment: Fact<Texts>,
    /// Where the source is, and the build specification where it is written here.
    pub source: Fact<Texts>,
    /// Further sources, of the same form.
    pub secondary_sources: Fact<Texts>,
    /// The role that the builds act as.
    pub service_role: Fact<Option<String>>,
}

holds!(Project { environment: "Environment", source: "Source", secondary_sources: "SecondarySources" });
