//! AWS CodeBuild.

use yagura_finding::Check;

mod project_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&project_secret::CHECK];
