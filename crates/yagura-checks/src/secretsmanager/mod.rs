//! AWS Secrets Manager; never the values.

use yagura_finding::Check;

mod secret_policy_foreign_account;
mod secret_policy_public;
mod secret_rotation_off;
mod secret_unused;
mod secret_value_in_template;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &secret_policy_public::CHECK,
    &secret_policy_foreign_account::CHECK,
    &secret_rotation_off::CHECK,
    &secret_unused::CHECK,
    &secret_value_in_template::CHECK,
];
