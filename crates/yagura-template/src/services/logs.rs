//! Amazon CloudWatch Logs.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::Logs::LogGroup",
    name: "LogGroupName",
    arn: "arn:aws:logs:{Region}:{AccountId}:log-group:{name}:*",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
