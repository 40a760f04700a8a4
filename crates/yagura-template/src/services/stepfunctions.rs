//! AWS Step Functions.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::StepFunctions::StateMachine",
    name: "StateMachineName",
    reference: "{arn}",
    arn: "arn:aws:states:{Region}:{AccountId}:stateMachine:{name}",
    attributes: &[("Name", "{name}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
