//! AWS Config.

use yagura_finding::Check;

mod recorder_off;
mod recorder_partial;
mod rules_missing;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&recorder_off::CHECK, &recorder_partial::CHECK, &rules_missing::CHECK];
