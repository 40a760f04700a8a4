//! AWS AppSync.

use yagura_finding::Check;

mod api_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&api_secret::CHECK];
