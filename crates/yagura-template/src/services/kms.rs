//! AWS Key Management Service.

use super::{Join, Mapping, part};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::KMS::Key",
        reference: "{id}",
        arn: "arn:aws:kms:{Region}:{AccountId}:key/{id}",
        attributes: &[("KeyId", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::KMS::ReplicaKey",
        reference: "{id}",
        arn: "arn:aws:kms:{Region}:{AccountId}:key/{id}",
        attributes: &[("KeyId", "{id}")],
        ..Mapping::PLAIN
    },
    Mapping {
        resource_type: "AWS::KMS::Alias",
        name: "AliasName",
        arn: "arn:aws:kms:{Region}:{AccountId}:{name}",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[part("aws_kms_key_policy", "AWS::KMS::Key", "KeyId", &["KeyPolicy"])];
