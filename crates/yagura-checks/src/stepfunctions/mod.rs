//! AWS Step Functions.

use yagura_finding::Check;

mod state_machine_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&state_machine_secret::CHECK];
