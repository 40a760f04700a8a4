//! AWS Security Hub CSPM.

use yagura_finding::Check;

mod hub_off;
mod hub_without_standards;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&hub_off::CHECK, &hub_without_standards::CHECK];
