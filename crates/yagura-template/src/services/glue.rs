//! AWS Glue.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::Glue::Job",
    name: "Name",
    arn: "arn:aws:glue:{Region}:{AccountId}:job/{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
