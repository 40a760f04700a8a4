//! Amazon CloudWatch Logs.

use yagura_finding::Check;

mod group_customer_key_missing;
mod group_retention_unset;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&group_retention_unset::CHECK, &group_customer_key_missing::CHECK];
