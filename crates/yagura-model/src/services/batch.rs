//! AWS Batch.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// A revision of a job definition
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-batch-jobdefinition.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct JobDefinition {
    /// The job definition's name.
    pub job_definition_name: Fact<Option<String>>,
    /// What stands in place of the command's variables.
    pub parameters: Fact<Texts>,
    /// The container, with its command and environment variables.
    pub container_properties: Fact<Texts>,
    /// The containers of a job on several nodes.
    pub node_properties: Fact<Texts>,
    /// The containers of a job with several of them.
    pub ecs_properties: Fact<Texts>,
    /// The pod of a job on Amazon EKS.
    pub eks_properties: Fact<Texts>,
}

holds!(JobDefinition { parameters: "Parameters", container_properties: "ContainerProperties", node_properties: "NodeProperties", ecs_properties: "EcsProperties", eks_properties: "EksProperties" });
