//! Amazon ECR.

use super::{Join, Mapping, part};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::ECR::Repository",
    name: "RepositoryName",
    arn: "arn:aws:ecr:{Region}:{AccountId}:repository/{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[
    part("aws_ecr_repository_policy", "AWS::ECR::Repository", "RepositoryName", &["RepositoryPolicyText"]),
    part("aws_ecr_lifecycle_policy", "AWS::ECR::Repository", "RepositoryName", &["LifecyclePolicy"]),
];
