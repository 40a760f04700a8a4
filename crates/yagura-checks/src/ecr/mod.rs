//! Amazon ECR.

use yagura_finding::Check;

mod repository_findings_ignored;
mod repository_lifecycle_policy_absent;
mod repository_policy_foreign_account;
mod repository_policy_public;
mod repository_scan_on_push_off;
mod repository_tags_mutable;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &repository_findings_ignored::CHECK,
    &repository_lifecycle_policy_absent::CHECK,
    &repository_policy_foreign_account::CHECK,
    &repository_policy_public::CHECK,
    &repository_scan_on_push_off::CHECK,
    &repository_tags_mutable::CHECK,
];
