//! Amazon DynamoDB.

use yagura_finding::Check;

mod end_user_access_without_leading_keys;
mod replicas;
mod table_deletion_protection_off;
mod table_point_in_time_recovery_off;
mod table_policy_foreign;
mod table_policy_public;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &end_user_access_without_leading_keys::CHECK,
    &table_deletion_protection_off::CHECK,
    &table_point_in_time_recovery_off::CHECK,
    &table_policy_foreign::CHECK,
    &table_policy_public::CHECK,
];
