//! Amazon SNS.

use yagura_finding::Check;

mod subscription_plain_http;
mod topic_policy_foreign_account;
mod topic_policy_public;
mod topic_policy_service_without_source;
mod topic_unencrypted;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &subscription_plain_http::CHECK,
    &topic_policy_foreign_account::CHECK,
    &topic_policy_public::CHECK,
    &topic_policy_service_without_source::CHECK,
    &topic_unencrypted::CHECK,
];
