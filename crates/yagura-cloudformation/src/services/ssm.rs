//! AWS Systems Manager.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::SSM::Parameter",
    name: "Name",
    arn: "arn:aws:ssm:{Region}:{AccountId}:parameter/{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
