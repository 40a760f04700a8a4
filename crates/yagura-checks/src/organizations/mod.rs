//! AWS Organizations.

use yagura_finding::Check;

mod all_features_off;
mod delegated_administrator_missing;
mod organization_missing;
mod scp_guardrail_missing;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &organization_missing::CHECK,
    &all_features_off::CHECK,
    &scp_guardrail_missing::CHECK,
    &delegated_administrator_missing::CHECK,
];
