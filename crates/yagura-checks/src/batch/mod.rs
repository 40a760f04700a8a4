//! AWS Batch.

use yagura_finding::Check;

mod job_definition_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&job_definition_secret::CHECK];
