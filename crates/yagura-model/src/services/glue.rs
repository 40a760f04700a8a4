//! AWS Glue.

use serde::{Deserialize, Serialize};

use super::lambda::Code;
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
    /// What it runs.
    pub command: Fact<Option<JobCommand>>,
    /// What a search of the script found (live only); absent unless it was asked for.
    pub script: Fact<Option<Code>>,
}

/// What a job runs
/// (<https://docs.aws.amazon.com/glue/latest/webapi/API_JobCommand.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct JobCommand {
    /// Where the script lies: `s3://bucket/key`.
    pub script_location: Fact<Option<String>>,
}

holds!(Job { default_arguments: "DefaultArguments", non_overridable_arguments: "NonOverridableArguments" });
