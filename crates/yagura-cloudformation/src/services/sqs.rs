//! Amazon SQS.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::SQS::Queue",
    name: "QueueName",
    reference: "https://sqs.{Region}.amazonaws.com/{AccountId}/{name}",
    arn: "arn:aws:sqs:{Region}:{AccountId}:{name}",
    attributes: &[("QueueName", "{name}"), ("QueueUrl", "https://sqs.{Region}.amazonaws.com/{AccountId}/{name}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
