//! Amazon Inspector.

use yagura_finding::Check;

mod scanning_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&scanning_off::CHECK];
