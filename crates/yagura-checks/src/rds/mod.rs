//! Amazon RDS and Aurora.

use yagura_finding::Check;

mod engines;
mod instance_backups_off;
mod instance_backups_short;
mod instance_default_admin_name;
mod instance_deletion_protection_off;
mod instance_iam_authentication_off;
mod instance_logs_not_exported;
mod instance_minor_upgrade_off;
mod instance_password_in_template;
mod instance_public;
mod instance_unencrypted;
mod snapshot_public;
mod snapshot_shared_outside;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &instance_backups_off::CHECK,
    &instance_backups_short::CHECK,
    &instance_default_admin_name::CHECK,
    &instance_deletion_protection_off::CHECK,
    &instance_iam_authentication_off::CHECK,
    &instance_logs_not_exported::CHECK,
    &instance_minor_upgrade_off::CHECK,
    &instance_password_in_template::CHECK,
    &instance_public::CHECK,
    &instance_unencrypted::CHECK,
    &snapshot_public::CHECK,
    &snapshot_shared_outside::CHECK,
];
