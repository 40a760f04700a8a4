//! AWS Glue.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// A job
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-glue-job.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Job {
    /// The job's name.
    pub name: Fact<Option<String>>,
    /// The arguments of runs that say no others.
    pub default_arguments: Fact<Texts>,
    /// The arguments that no run changes; in a template these and the job's.
    pub non_overridable_arguments: Fact<Texts>,
    /// The role that it acts as.
    pub role: Fact<Option<String>>,
}

holds!(Job { default_arguments: "DefaultArguments", non_overridable_arguments: "NonOverridableArguments" });
