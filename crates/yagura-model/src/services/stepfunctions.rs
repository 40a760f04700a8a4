//! AWS Step Functions.

use serde::{Deserialize, Serialize};

use crate::texts::holds;
use crate::{Fact, Texts};

/// A state machine
/// (<https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-stepfunctions-statemachine.html>).
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(default, rename_all = "PascalCase")]
pub struct StateMachine {
    /// The state machine's name.
    pub state_machine_name: Fact<Option<String>>,
    /// The definition in the Amazon States Language; in a template only.
    pub definition_string: Fact<Texts>,
    /// The definition: the text of a live one, or a tree.
    pub definition: Fact<Texts>,
    /// What stands in place of the definition's variables; in a template only.
    pub definition_substitutions: Fact<Texts>,
    /// The bucket's object that holds the definition; in a template only.
    pub definition_s3_location: Fact<Texts>,
    /// The role that it acts as.
    pub role_arn: Fact<Option<String>>,
}

holds!(StateMachine { definition_string: "DefinitionString", definition: "Definition", definition_substitutions: "DefinitionSubstitutions", definition_s3_location: "DefinitionS3Location" });
