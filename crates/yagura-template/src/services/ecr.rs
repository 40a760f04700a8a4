//! Amazon ECR.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::ECR::Repository",
    name: "RepositoryName",
    arn: "arn:aws:ecr:{Region}:{AccountId}:repository/{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
