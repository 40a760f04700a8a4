//! AWS Secrets Manager.

use super::table::{As, Kind, Same, Secret};

const SECRET_ID: &[(&str, &str)] = &[("arn", "{SecretId?}"), ("secret_arn", "{SecretId?}")];

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_secretsmanager_secret",
        resource_type: "AWS::SecretsManager::Secret",
        fields: &[Same("name"), Same("kms_key_id"), As("policy", "ResourcePolicy")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_secretsmanager_secret_policy",
        resource_type: "AWS::SecretsManager::ResourcePolicy",
        fields: &[As("secret_arn", "SecretId"), As("policy", "ResourcePolicy")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_secretsmanager_secret_rotation",
        resource_type: "AWS::SecretsManager::RotationSchedule",
        fields: &[Same("secret_id")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_secretsmanager_secret_version",
        resource_type: "aws_secretsmanager_secret_version",
        fields: &[
            Same("secret_id"),
            Secret("secret_binary", "SecretString"),
            Secret("secret_string_wo", "SecretString"),
            Secret("secret_string", "SecretString"),
        ],
        computed: SECRET_ID,
        ..Kind::NEW
    },
];
