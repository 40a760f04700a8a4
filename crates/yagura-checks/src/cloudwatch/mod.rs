//! Amazon CloudWatch alarms.

use yagura_finding::Check;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[];
