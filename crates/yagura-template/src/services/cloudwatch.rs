//! Amazon CloudWatch.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::CloudWatch::Alarm",
    name: "AlarmName",
    arn: "arn:aws:cloudwatch:{Region}:{AccountId}:alarm:{name}",
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
