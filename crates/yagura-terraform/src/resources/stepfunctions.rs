//! AWS Step Functions.

use super::table::{As, Kind, Same};

pub(super) static KINDS: &[Kind] = &[Kind {
    name: "aws_sfn_state_machine",
    resource_type: "AWS::StepFunctions::StateMachine",
    fields: &[As("name", "StateMachineName"), As("definition", "DefinitionString"), Same("role_arn")],
    ..Kind::NEW
}];
