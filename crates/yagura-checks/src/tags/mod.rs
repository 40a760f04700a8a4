//! Tags, of whatever resource.

use yagura_finding::Check;

mod resource_secret;

/// The checks of tags.
pub(crate) static CHECKS: &[&Check] = &[&resource_secret::CHECK];
