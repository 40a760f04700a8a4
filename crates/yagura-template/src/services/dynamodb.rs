//! Amazon DynamoDB.

use super::{Join, Mapping, part};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::DynamoDB::Table",
        name: "TableName",
        arn: "arn:aws:dynamodb:{Region}:{AccountId}:table/{name}",
        shape: |table, defaults| {
            defaults.set(table, "/PointInTimeRecoverySpecification/PointInTimeRecoveryEnabled", false, UNRECOVERABLE);
        },
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::DynamoDB::GlobalTable",
        name: "TableName",
        arn: "arn:aws:dynamodb:{Region}:{AccountId}:table/{name}",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] =
    &[part("aws_dynamodb_resource_policy", "AWS::DynamoDB::Table", "ResourceArn", &["ResourcePolicy"])];

/// <https://docs.aws.amazon.com/amazondynamodb/latest/developerguide/Point-in-time-recovery.html>, read 2026-01.
const UNRECOVERABLE: &str = "DynamoDB Developer Guide, Point-in-time backups (2026-01): off until it is turned on";
