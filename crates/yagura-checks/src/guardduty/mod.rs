//! Amazon GuardDuty.

use yagura_finding::Check;

mod detector_off;
mod detector_protections_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&detector_off::CHECK, &detector_protections_off::CHECK];
