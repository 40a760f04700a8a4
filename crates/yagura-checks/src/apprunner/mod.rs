//! AWS App Runner.

use yagura_finding::Check;

mod service_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&service_secret::CHECK];
