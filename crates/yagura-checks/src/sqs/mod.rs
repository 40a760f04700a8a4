//! Amazon SQS.

use yagura_finding::Check;

mod queue_policy_foreign_account;
mod queue_policy_public;
mod queue_policy_service_without_source;
mod queue_unencrypted;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &queue_policy_foreign_account::CHECK,
    &queue_policy_public::CHECK,
    &queue_policy_service_without_source::CHECK,
    &queue_unencrypted::CHECK,
];
