//! Terraform's own files.

use yagura_finding::Check;

mod value_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&value_secret::CHECK];
