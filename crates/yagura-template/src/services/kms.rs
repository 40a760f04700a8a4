//! AWS Key Management Service.

use yagura_model::Map;

use super::{Defaults, Join, Mapping, part, push};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::KMS::Key",
        reference: "{id}",
        arn: "arn:aws:kms:{Region}:{AccountId}:key/{id}",
        attributes: &[("KeyId", "{id}")],
        shape: key,
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

pub(crate) static JOINS: &[Join] = &[
    part("aws_kms_key_policy", "AWS::KMS::Key", "KeyId", &["KeyPolicy"]),
    Join {
        resource_type: "aws_kms_grant",
        owner: "AWS::KMS::Key",
        by: "KeyId",
        sets: &["Grants"],
        apply: |key, piece, _| push(key, "Grants", piece.clone()),
    },
];

/// <https://docs.aws.amazon.com/kms/latest/APIReference/API_CreateKey.html>.
const CREATED: &str = "KMS API Reference, CreateKey (2026-11): SYMMETRIC_DEFAULT, made by KMS";
/// <https://docs.aws.amazon.com/kms/latest/developerguide/concepts.html>: only AWS services make AWS managed keys.
const OWN: &str = "KMS Developer Guide, AWS KMS keys (2026-11): a key that an account creates is customer managed";

fn key(properties: &mut Map, defaults: &mut Defaults) {
    defaults.set(properties, "/KeyManager", "CUSTOMER", OWN);
    defaults.set(properties, "/KeySpec", "SYMMETRIC_DEFAULT", CREATED);
    defaults.set(properties, "/Origin", "AWS_KMS", CREATED);
}
