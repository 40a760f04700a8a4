//! AWS Secrets Manager; never the values.

use yagura_finding::Check;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[];
