//! Amazon SNS.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::SNS::Topic",
    name: "TopicName",
    reference: "{arn}",
    arn: "arn:aws:sns:{Region}:{AccountId}:{name}",
    attributes: &[("TopicArn", "{arn}"), ("TopicName", "{name}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
