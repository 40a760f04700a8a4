//! AWS Glue.

use yagura_finding::Check;

mod job_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&job_secret::CHECK];
