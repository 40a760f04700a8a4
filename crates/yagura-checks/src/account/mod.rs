//! The account itself: contacts, regions, password policy.

use yagura_finding::Check;
use yagura_model::services::account::Account;
use yagura_model::{Gap, Resource};

mod billing_or_operations_contact_missing;
mod password_policy_weak;
mod root_access_key;
mod root_mfa_missing;
mod root_mfa_virtual;
mod root_used_recently;
mod security_contact_missing;
mod support_role_missing;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &root_access_key::CHECK,
    &root_mfa_missing::CHECK,
    &root_mfa_virtual::CHECK,
    &root_used_recently::CHECK,
    &password_policy_weak::CHECK,
    &security_contact_missing::CHECK,
    &billing_or_operations_contact_missing::CHECK,
    &support_role_missing::CHECK,
];

/// A counter of the account summary that a check cannot do without.
fn counter(account: &Resource<Account>, name: &str) -> Result<i64, Gap> {
    account.summary(name)?.ok_or_else(|| Gap::error(format!("the account summary has no `{name}`")))
}
