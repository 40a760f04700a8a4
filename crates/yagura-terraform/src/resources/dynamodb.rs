//! Amazon DynamoDB.

use super::table::{As, Kind, One, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_dynamodb_table",
        resource_type: "AWS::DynamoDB::Table",
        fields: &[
            As("name", "TableName"),
            One(
                "point_in_time_recovery",
                "PointInTimeRecoverySpecification",
                &[As("enabled", "PointInTimeRecoveryEnabled")],
            ),
            Same("deletion_protection_enabled"),
        ],
        computed: &[("stream_arn", "arn:aws:dynamodb:{Region}:{AccountId}:table/{name}/stream/{StreamLabel}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_dynamodb_resource_policy",
        resource_type: "aws_dynamodb_resource_policy",
        fields: &[Same("resource_arn"), As("policy", "ResourcePolicy/PolicyDocument")],
        ..Kind::NEW
    },
];
