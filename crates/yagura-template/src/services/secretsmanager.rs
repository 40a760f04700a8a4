//! AWS Secrets Manager.

use yagura_model::{Node, Value};

use super::{Join, Mapping, assign, part};

pub(crate) static MAPPINGS: &[Mapping] = &[
    Mapping {
        resource_type: "AWS::SecretsManager::Secret",
        name: "Name",
        reference: "{arn}",
        arn: "arn:aws:secretsmanager:{Region}:{AccountId}:secret:{name}",
        attributes: &[("Id", "{arn}")],
        ..Mapping::PLAIN
    },
    // `Ref` of an attachment gives the secret, so a rotation may name it in the secret's place.
    Mapping {
        resource_type: "AWS::SecretsManager::SecretTargetAttachment",
        reference: "{SecretId?}",
        ..Mapping::PLAIN
    },
];

pub(crate) static JOINS: &[Join] = &[
    Join {
        resource_type: "AWS::SecretsManager::ResourcePolicy",
        owner: "AWS::SecretsManager::Secret",
        by: "SecretId",
        sets: &["ResourcePolicy"],
        apply: assign,
    },
    Join {
        resource_type: "AWS::SecretsManager::RotationSchedule",
        owner: "AWS::SecretsManager::Secret",
        by: "SecretId",
        sets: &["RotationEnabled"],
        apply: |secret, piece, _| secret.set("RotationEnabled", Node { value: Value::Bool(true), span: piece.span }),
    },
    part("aws_secretsmanager_secret_version", "AWS::SecretsManager::Secret", "SecretId", &["SecretString"]),
];
