//! What a plan says nothing of, though it may be written.
//!
//! A plan's `configuration` lists every attribute that is written, and every block but those that a `dynamic` block makes
//! (<https://developer.hashicorp.com/terraform/internals/json-format#expression-representation>). Where the `.tf` files are not at hand,
//! a block that is known after apply is therefore one that nobody wrote only if the provider computes it by itself.

use super::table::{Field, kind};

/// Attributes that the tables read by their own code: no block can have these names.
const ATTRIBUTES: &[&str] = &[
    "acl",
    "arn",
    "associate_public_ip_address",
    "cidr_blocks",
    "container_definitions",
    "group",
    "id",
    "internal",
    "ipv6_cidr_blocks",
    "kms_key_id",
    "method_path",
    "name",
    "permissions",
    "policy",
    "prefix_list_ids",
    "protocol",
    "region",
    "resource_types",
    "rule_json",
    "security_group_id",
    "security_groups",
    "self",
    "shared_accounts",
    "source_security_group_id",
    "subnet_ids",
    "tags",
    "type",
];

/// Blocks that the provider computes where they are not written (`Optional` and `Computed` in its schema),
/// so that every plan calls them unknown. All of them are deprecated or have settings of AWS's own behind them.
const COMPUTED: &[(&str, &[&str])] = &[
    ("aws_api_gateway_rest_api", &["endpoint_configuration"]),
    ("aws_cognito_user_pool", &["admin_create_user_config", "password_policy"]),
    ("aws_config_configuration_recorder", &["recording_group", "recording_mode"]),
    ("aws_dynamodb_table", &["point_in_time_recovery", "server_side_encryption"]),
    ("aws_ecs_cluster", &["setting"]),
    ("aws_guardduty_detector", &["datasources"]),
    ("aws_iam_role", &["inline_policy"]),
    ("aws_instance", &["ebs_block_device", "metadata_options", "network_interface", "root_block_device"]),
    ("aws_lambda_function", &["tracing_config"]),
    ("aws_launch_configuration", &["ebs_block_device", "metadata_options", "root_block_device"]),
    ("aws_launch_template", &["metadata_options"]),
    (
        "aws_s3_bucket",
        &[
            "cors_rule",
            "grant",
            "logging",
            "replication_configuration",
            "server_side_encryption_configuration",
            "versioning",
            "website",
        ],
    ),
    ("aws_s3_bucket_acl", &["access_control_policy"]),
];

/// Blocks that may stand in resources of their own instead, and must not stand in both: the owner, its blocks, the other types,
/// and the attribute by which they name the owner.
const APART: &[(&str, &[&str], &[&str], &str)] = &[
    (
        "aws_security_group",
        &["ingress", "egress"],
        &["aws_security_group_rule", "aws_vpc_security_group_ingress_rule", "aws_vpc_security_group_egress_rule"],
        "security_group_id",
    ),
    ("aws_network_acl", &["ingress", "egress"], &["aws_network_acl_rule"], "network_acl_id"),
    ("aws_route_table", &["route"], &["aws_route"], "route_table_id"),
    ("aws_ec2_managed_prefix_list", &["entry"], &["aws_ec2_managed_prefix_list_entry"], "prefix_list_id"),
];

/// The attribute by which a resource of this type names the owner of which it is a part.
pub(crate) fn part_of(piece: &str) -> Option<&'static str> {
    APART.iter().find(|(_, _, pieces, _)| pieces.contains(&piece)).map(|(.., by)| *by)
}

/// Whether nobody wrote what the configuration in a plan does not list and the plan does not know: an attribute, which would be
/// listed, or a block that the provider computes. `parts` says whether what the block would say stands in resources of its own.
pub(crate) fn silent(resource_type: &str, name: &str, parts: bool) -> bool {
    ATTRIBUTES.contains(&name)
        || COMPUTED.iter().any(|(owner, blocks)| *owner == resource_type && blocks.contains(&name))
        || (parts && APART.iter().any(|(owner, blocks, ..)| *owner == resource_type && blocks.contains(&name)))
        || kind(resource_type).is_some_and(|kind| attribute(kind.fields, name))
}

/// Whether a name among the fields is that of an attribute, and never that of a block.
fn attribute(fields: &[Field], name: &str) -> bool {
    let (mut found, mut block) = (false, false);
    each(fields, &mut |field, is_block| {
        if field == name {
            if is_block { block = true } else { found = true }
        }
    });
    found && !block
}

fn each(fields: &[Field], seen: &mut dyn FnMut(&str, bool)) {
    for field in fields {
        match field {
            Field::Value(from, _) | Field::Same(from) | Field::Secret(from, _) => seen(from, false),
            Field::One(from, _, inner) | Field::Many(from, _, inner) | Field::Out(from, inner) => {
                seen(from, true);
                each(inner, seen);
            }
            Field::Within(_, inner) => each(inner, seen),
        }
    }
}
