//! AWS Glue.

use yagura_finding::Check;

mod job_script_secret;
mod job_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&job_script_secret::CHECK, &job_secret::CHECK];
