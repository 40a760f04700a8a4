//! Amazon SQS.

use super::table::{As, Kind, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_sqs_queue",
        resource_type: "AWS::SQS::Queue",
        fields: &[
            As("name", "QueueName"),
            As("policy", "PolicyDocument"),
            Same("kms_master_key_id"),
            Same("sqs_managed_sse_enabled"),
        ],
        computed: &[("url", "https://sqs.{Region}.amazonaws.com/{AccountId}/{name}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_sqs_queue_policy",
        resource_type: "AWS::SQS::QueuePolicy",
        fields: &[As("queue_url", "Queues"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
];
