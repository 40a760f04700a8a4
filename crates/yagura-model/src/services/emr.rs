//! Amazon EMR on Amazon EC2.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// A cluster, with what it was told to run
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-emr-cluster.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Cluster {
    /// The name that people gave it; several may have one.
    pub name: Fact<Option<String>>,
    /// The steps, with their arguments; in a template those of `AWS::EMR::Step` too.
    pub steps: Fact<Texts>,
    /// The scripts that run on each machine before anything else, with their arguments.
    pub bootstrap_actions: Fact<Texts>,
    /// The settings of its applications.
    pub configurations: Fact<Texts>,
}

holds!(Cluster { steps: "Steps", bootstrap_actions: "BootstrapActions", configurations: "Configurations" });
