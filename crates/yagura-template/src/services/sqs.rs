//! Amazon SQS.

use yagura_model::{Map, Node, Rest, Value};

use super::{Defaults, Join, Mapping, assign};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::SQS::Queue",
    name: "QueueName",
    reference: "https://sqs.{Region}.amazonaws.com/{AccountId}/{name}",
    arn: "arn:aws:sqs:{Region}:{AccountId}:{name}",
    attributes: &[("QueueName", "{name}"), ("QueueUrl", "https://sqs.{Region}.amazonaws.com/{AccountId}/{name}")],
    shape: queue,
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[
    Join {
        resource_type: "AWS::SQS::QueuePolicy",
        owner: "AWS::SQS::Queue",
        by: "Queues",
        sets: &["PolicyDocument"],
        apply: assign,
    },
    Join {
        resource_type: "AWS::SQS::QueueInlinePolicy",
        owner: "AWS::SQS::Queue",
        by: "Queue",
        sets: &["PolicyDocument"],
        apply: assign,
    },
];

/// <https://docs.aws.amazon.com/AWSCloudFormation/latest/TemplateReference/aws-resource-sqs-queue.html>, as `aws-cdk-lib` 2.276.0
/// carries it (`CfnQueueProps.sqsManagedSseEnabled`).
const MANAGED: &str =
    "CloudFormation, AWS::SQS::Queue (2026-11): SSE-SQS is on where SqsManagedSseEnabled is not defined";

fn queue(properties: &mut Map, defaults: &mut Defaults) {
    let keyed = match properties.get("KmsMasterKeyId") {
        Some(node) => node.value != Value::Null,
        None => matches!(properties.rest, Rest::Unknown(_)),
    };
    if !keyed {
        defaults.set(properties, "/SqsManagedSseEnabled", Node::from(true), MANAGED);
    }
}
