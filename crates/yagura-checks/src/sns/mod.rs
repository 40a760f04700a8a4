//! Amazon SNS.

use yagura_finding::Check;

mod subscription_plain_http;
mod topic_policy_public;
mod topic_unencrypted;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] =
    &[&subscription_plain_http::CHECK, &topic_policy_public::CHECK, &topic_unencrypted::CHECK];
