//! Amazon EC2 and Amazon VPC.

use yagura_finding::Check;

mod addresses;
mod default_security_group_has_rules;
mod default_vpc_used;
mod ebs_default_encryption_off;
mod image_public;
mod instance_hop_limit;
mod instance_imdsv1;
mod instance_internet_reachable;
mod instance_key_pair;
mod instance_public_address;
mod instance_user_data_secret;
mod launch_template_imdsv1;
mod launch_template_user_data_secret;
mod network_acl_admin_ports_open;
pub(crate) mod reach;
mod security_group_admin_port_open;
mod security_group_all_open;
mod security_group_database_open;
mod security_group_rdp_open;
mod security_group_ssh_open;
mod security_group_unused;
mod snapshot_public;
mod snapshot_shared_outside;
mod subnet_auto_assigns_public_address;
mod volume_unencrypted;
mod vpc_endpoint_policy_full_access;
mod vpc_flow_logs_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &security_group_ssh_open::CHECK,
    &security_group_rdp_open::CHECK,
    &security_group_database_open::CHECK,
    &security_group_admin_port_open::CHECK,
    &security_group_all_open::CHECK,
    &default_security_group_has_rules::CHECK,
    &security_group_unused::CHECK,
    &network_acl_admin_ports_open::CHECK,
    &subnet_auto_assigns_public_address::CHECK,
    &vpc_flow_logs_off::CHECK,
    &default_vpc_used::CHECK,
    &instance_imdsv1::CHECK,
    &launch_template_imdsv1::CHECK,
    &instance_hop_limit::CHECK,
    &instance_public_address::CHECK,
    &instance_internet_reachable::CHECK,
    &instance_user_data_secret::CHECK,
    &launch_template_user_data_secret::CHECK,
    &snapshot_public::CHECK,
    &snapshot_shared_outside::CHECK,
    &image_public::CHECK,
    &volume_unencrypted::CHECK,
    &ebs_default_encryption_off::CHECK,
    &instance_key_pair::CHECK,
    &vpc_endpoint_policy_full_access::CHECK,
];
