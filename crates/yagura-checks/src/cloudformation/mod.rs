//! AWS CloudFormation.

use yagura_finding::Check;

mod stack_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&stack_secret::CHECK];
