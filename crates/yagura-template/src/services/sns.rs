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

pub(crate) static JOINS: &[Join] = &[
    Join {
        resource_type: "AWS::SNS::TopicPolicy",
        owner: "AWS::SNS::Topic",
        by: "Topics",
        sets: &["PolicyDocument"],
        apply: |topic, piece| {
            if let Some(document) = piece.get("PolicyDocument") {
                topic.set("PolicyDocument", document.clone());
            }
        },
    },
    Join {
        resource_type: "AWS::SNS::TopicInlinePolicy",
        owner: "AWS::SNS::Topic",
        by: "TopicArn",
        sets: &["PolicyDocument"],
        apply: |topic, piece| {
            if let Some(document) = piece.get("PolicyDocument") {
                topic.set("PolicyDocument", document.clone());
            }
        },
    },
];
