//! Amazon DynamoDB.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::DynamoDB::Table",
        name: "TableName",
        arn: "arn:aws:dynamodb:{Region}:{AccountId}:table/{name}",
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::DynamoDB::GlobalTable",
        name: "TableName",
        arn: "arn:aws:dynamodb:{Region}:{AccountId}:table/{name}",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[];
