//! Amazon SNS.

use super::table::{As, Kind, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_sns_topic",
        resource_type: "AWS::SNS::Topic",
        fields: &[As("name", "TopicName"), As("policy", "PolicyDocument"), Same("kms_master_key_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_sns_topic_policy",
        resource_type: "AWS::SNS::TopicPolicy",
        fields: &[As("arn", "Topics"), As("policy", "PolicyDocument")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_sns_topic_subscription",
        resource_type: "AWS::SNS::Subscription",
        fields: &[Same("protocol"), Same("topic_arn")],
        ..Kind::NEW
    },
];
