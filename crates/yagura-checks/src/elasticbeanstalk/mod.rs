//! AWS Elastic Beanstalk.

use yagura_finding::Check;

mod environment_secret;
mod source_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&environment_secret::CHECK, &source_secret::CHECK];
