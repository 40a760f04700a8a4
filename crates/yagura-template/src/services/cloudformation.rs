//! AWS CloudFormation.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::CloudFormation::Stack",
    name: "StackName",
    reference: "{arn}",
    arn: "arn:aws:cloudformation:{Region}:{AccountId}:stack/{name}/{id.Id}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
