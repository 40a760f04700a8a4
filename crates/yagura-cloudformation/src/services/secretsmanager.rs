//! AWS Secrets Manager.

use super::{Join, Mapping};

pub(crate) static MAPPINGS: &[Mapping] = &[Mapping {
    resource_type: "AWS::SecretsManager::Secret",
    name: "Name",
    reference: "{arn}",
    arn: "arn:aws:secretsmanager:{Region}:{AccountId}:secret:{name}",
    attributes: &[("Id", "{arn}")],
    ..Mapping::PLAIN
}];

pub(crate) static JOINS: &[Join] = &[];
