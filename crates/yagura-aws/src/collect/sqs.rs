//! Amazon SQS.

use serde_json::{Value, json};

use super::table::{Detail, Field, Kind, List, Reach, Service};

pub(super) static SERVICE: Service = Service {
    name: "sqs",
    reach: Reach::Regional,
    kinds: &[Kind {
        resource_type: "AWS::SQS::Queue",
        // Without a number of results the list ends at 1000 queues and says nothing of the rest.
        list: List { split: Some(named), ..List::of("ListQueues", "QueueUrls").with(r#"{"MaxResults":1000}"#) },
        details: &[Detail::of(
            "",
            "GetQueueAttributes",
            r#"{"QueueUrl":"$QueueUrl","AttributeNames":["All"]}"#,
            "Attributes",
        )],
        // An attribute that was never set is not in the answer.
        fields: &[
            Field::of("PolicyDocument", "Policy"),
            Field::of("KmsMasterKeyId", "KmsMasterKeyId"),
            Field::of("SqsManagedSseEnabled", "SqsManagedSseEnabled")
                .shaped(|on| Value::Bool(on == "true" || on == true)),
        ],
        id: "QueueName",
        name: "QueueName",
        arn: "arn:{partition}:sqs:{region}:{account}:{QueueName}",
        gone: &["QueueDoesNotExist", "AWS.SimpleQueueService.NonExistentQueue"],
        ..Kind::NONE
    }],
};

/// A queue with the name that its URL ends in.
fn named(url: Value) -> Vec<Value> {
    let name = url.as_str().and_then(|url| url.rsplit('/').next()).unwrap_or_default().to_owned();
    vec![json!({"QueueUrl": url, "QueueName": name})]
}
