//! AWS CloudTrail.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::CloudTrail::Trail",
    name: "TrailName",
    arn: "arn:aws:cloudtrail:{Region}:{AccountId}:trail/{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
