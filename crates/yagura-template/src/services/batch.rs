//! AWS Batch.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::Batch::JobDefinition",
    name: "JobDefinitionName",
    reference: "{arn}",
    arn: "arn:aws:batch:{Region}:{AccountId}:job-definition/{name}:{id.Revision}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
