//! AWS Secrets Manager.

use yagura_model::{Node, SIX_CHARACTERS, Value};

use super::{Join, Mapping, assign, part};

pub(crate) static MAPPINGS: &[Mapping] = &[
    // `{6chr}` (`yagura_model::SIX_CHARACTERS`): Secrets Manager adds a hyphen and six characters of its own to the name
    // (<https://docs.aws.amazon.com/secretsmanager/latest/userguide/reference_iam-permissions.html>).
    Mapping {
        resource_type: "AWS::SecretsManager::Secret",
        name: "Name",
        reference: "{arn}",
        arn: "arn:aws:secretsmanager:{Region}:{AccountId}:secret:{name}-{6chr}",
        unqualified,
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

/// A secret's name in any form that names it: the name, the ARN, or the ARN without what AWS adds
/// (<https://docs.aws.amazon.com/secretsmanager/latest/apireference/API_PutResourcePolicy.html>).
fn unqualified(name: &str) -> &str {
    let name = name.rsplit_once(":secret:").map_or(name, |(_, name)| name);
    name.strip_suffix(SIX_CHARACTERS).and_then(|name| name.strip_suffix('-')).unwrap_or(name)
}

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
