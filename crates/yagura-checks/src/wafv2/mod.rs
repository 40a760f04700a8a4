//! AWS WAF.

use yagura_finding::Check;
use yagura_model::services::wafv2::WebAcl;
use yagura_model::{Gap, Resource};

pub(crate) mod shields;
mod web_acl_count_only;
mod web_acl_empty;
mod web_acl_logging_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&web_acl_empty::CHECK, &web_acl_count_only::CHECK, &web_acl_logging_off::CHECK];

/// Whether AWS Firewall Manager puts rules before its own; a template knows of none.
fn has_central_rules(acl: &Resource<WebAcl>) -> Result<bool, Gap> {
    Ok(acl.meta.template().is_none() && !acl.pre_process_firewall_manager_rule_groups.get()?.is_empty())
}
