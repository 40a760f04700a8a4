//! Amazon SQS.

use yagura_finding::Check;

mod queue_policy_public;
mod queue_unencrypted;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&queue_policy_public::CHECK, &queue_unencrypted::CHECK];
