//! AWS Key Management Service.

use super::table::{As, Kind, Same};

pub(super) static KINDS: &[Kind] = &[
    Kind {
        name: "aws_kms_key",
        resource_type: "AWS::KMS::Key",
        fields: &[
            As("policy", "KeyPolicy"),
            Same("enable_key_rotation"),
            As("customer_master_key_spec", "KeySpec"),
            Same("key_usage"),
        ],
        computed: &[("key_id", "{id}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_kms_external_key",
        resource_type: "AWS::KMS::Key",
        fields: &[As("policy", "KeyPolicy"), As("key_spec", "KeySpec"), Same("key_usage")],
        computed: &[("key_id", "{id}")],
        shape: |key, _, _| key.set("Origin", "EXTERNAL"),
        ..Kind::NEW
    },
    Kind {
        name: "aws_kms_replica_key",
        resource_type: "AWS::KMS::ReplicaKey",
        fields: &[As("policy", "KeyPolicy")],
        computed: &[("key_id", "{id}")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_kms_key_policy",
        resource_type: "aws_kms_key_policy",
        fields: &[Same("key_id"), As("policy", "KeyPolicy")],
        ..Kind::NEW
    },
    Kind {
        name: "aws_kms_alias",
        resource_type: "AWS::KMS::Alias",
        fields: &[As("name", "AliasName"), Same("target_key_id")],
        ..Kind::NEW
    },
];
