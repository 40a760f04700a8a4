//! Amazon EMR.

use yagura_finding::Check;

mod cluster_secret;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&cluster_secret::CHECK];
