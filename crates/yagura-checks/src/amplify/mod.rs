//! AWS Amplify.

use yagura_finding::Check;

mod app_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&app_secret::CHECK];
