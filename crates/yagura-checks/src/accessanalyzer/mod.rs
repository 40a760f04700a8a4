//! IAM Access Analyzer.

use yagura_finding::Check;

mod analyzer_missing;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&analyzer_missing::CHECK];
