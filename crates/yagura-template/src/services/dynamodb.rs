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

/// <https://docs.aws.amazon.com/amazondynamodb/latest/APIReference/API_UpdateContinuousBackups.html>, as botocore 1.44.5 has it:
/// continuous backups are there with the table, point-in-time recovery once it is turned on.
const UNRECOVERABLE: &str =
    "DynamoDB API, UpdateContinuousBackups (2026-11): point-in-time recovery is off until it is turned on";
