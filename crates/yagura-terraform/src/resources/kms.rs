//! AWS Key Management Service.

use yagura_model::Map;
use yagura_template::Defaults;

use super::table::{As, Kind, One, Same, taken};

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
        shape: stored,
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
        name: "aws_kms_grant",
        resource_type: "aws_kms_grant",
        fields: &[
            Same("key_id"),
            Same("grantee_principal"),
            Same("operations"),
            One("constraints", "Constraints", &[Same("encryption_context_equals"), Same("encryption_context_subset")]),
        ],
        ..Kind::NEW
    },
    Kind {
        name: "aws_kms_alias",
        resource_type: "AWS::KMS::Alias",
        fields: &[As("name", "AliasName"), Same("target_key_id")],
        ..Kind::NEW
    },
];

/// A key in a custom key store has its material there
/// (<https://registry.terraform.io/providers/hashicorp/aws/latest/docs/resources/kms_key>, as of 2026-11).
fn stored(key: &mut Map, body: &Map, _: &mut Defaults) {
    let Some(store) = taken(body, "custom_key_store_id") else { return };
    let outside = taken(body, "xks_key_id");
    let unknown = [Some(&store), outside.as_ref()].into_iter().flatten().find(|node| node.as_gap().is_some());
    match unknown {
        Some(unknown) => key.set("Origin", unknown.clone()),
        None => key.set("Origin", if outside.is_some() { "EXTERNAL_KEY_STORE" } else { "AWS_CLOUDHSM" }),
    }
}
