//! AWS CloudFormation: stacks, and templates as texts.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// A stack: a live one, or one that stands in another's template
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-cloudformation-stack.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Stack {
    /// The stack's name.
    pub stack_name: Fact<Option<String>>,
    /// The values of the parameters; of those with `NoEcho` CloudFormation shows asterisks.
    pub parameters: Fact<Texts>,
    /// The values of the outputs; live only.
    pub outputs: Fact<Texts>,
    /// The template as it was handed in; live only.
    pub template_body: Fact<Texts>,
}

holds!(Stack { parameters: "Parameters", outputs: "Outputs", template_body: "TemplateBody" });

/// What a template says outside of its resources' properties
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/UserGuide/template-anatomy.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct Template {
    /// The parameters: their defaults and descriptions.
    pub parameters: Fact<Texts>,
    /// The mappings.
    pub mappings: Fact<Texts>,
    /// The outputs, as they are written.
    pub outputs: Fact<Texts>,
    /// What the template says of itself.
    pub metadata: Fact<Texts>,
    /// The `Metadata` of resources, where the files and commands of `AWS::CloudFormation::Init` stand.
    pub resources: Fact<Texts>,
}

holds!(Template { parameters: "Parameters", mappings: "Mappings", outputs: "Outputs", metadata: "Metadata", resources: "Resources" });
