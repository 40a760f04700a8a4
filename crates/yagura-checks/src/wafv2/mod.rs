//! AWS WAF.

use yagura_finding::Check;

pub(crate) mod shields;
mod web_acl_count_only;
mod web_acl_empty;
mod web_acl_logging_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&web_acl_empty::CHECK, &web_acl_count_only::CHECK, &web_acl_logging_off::CHECK];
