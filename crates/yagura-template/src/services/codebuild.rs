//! AWS CodeBuild.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::CodeBuild::Project",
    name: "Name",
    arn: "arn:aws:codebuild:{Region}:{AccountId}:project/{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
