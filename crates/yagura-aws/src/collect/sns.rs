//! Amazon SNS.

use serde_json::{Value, json};

use super::table::{Detail, Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "sns",
    reach: Reach::Regional,
    kinds: &[
        Kind {
            resource_type: "AWS::SNS::Topic",
            list: List { split: Some(named), ..List::of("ListTopics", "Topics") },
            details: &[Detail::of("", "GetTopicAttributes", r#"{"TopicArn":"$TopicArn"}"#, "Attributes")],
            fields: &[
                Field::of("PolicyDocument", "Policy"),
                // The attribute is there only where the topic is encrypted.
                Field::of("KmsMasterKeyId", "KmsMasterKeyId"),
                // Subscriptions are listed as their own kind.
                Field::of("Subscription", "Subscription"),
            ],
            id: "TopicName",
            name: "TopicName",
            arn: "TopicArn",
            gone: &["NotFound", "NotFoundException"],
            ..Kind::NONE
        },
        Kind {
            resource_type: "AWS::SNS::Subscription",
            list: List::of("ListSubscriptions", "Subscriptions"),
            id: "SubscriptionArn",
            arn: "SubscriptionArn",
            ..Kind::NONE
        },
    ],
};

/// A listed topic with the name that its ARN ends in.
fn named(topic: Value) -> Vec<Value> {
    match topic.get("TopicArn").and_then(Value::as_str) {
        Some(arn) => vec![json!({"TopicArn": arn, "TopicName": arn.rsplit(':').next().unwrap_or(arn)})],
        None => vec![topic],
    }
}
