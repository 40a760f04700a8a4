//! Amazon SNS.

use super::{Join, Mapping, assign};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::SNS::Topic",
    name: "TopicName",
    reference: "{arn}",
    arn: "arn:aws:sns:{Region}:{AccountId}:{name}",
    attributes: &[("TopicArn", "{arn}"), ("TopicName", "{name}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[
    Join {
        resource_type: "AWS::SNS::TopicPolicy",
        owner: "AWS::SNS::Topic",
        by: "Topics",
        sets: &["PolicyDocument"],
        apply: assign,
    },
    Join {
        resource_type: "AWS::SNS::TopicInlinePolicy",
        owner: "AWS::SNS::Topic",
        by: "TopicArn",
        sets: &["PolicyDocument"],
        apply: assign,
    },
];
