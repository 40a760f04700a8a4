//! Amazon Cognito.

use yagura_finding::Check;

mod client_leaks_tokens;
mod client_may_write_custom_attributes;
mod identity_pool_guests_allowed;
mod user_pool_mfa_off;
mod user_pool_self_sign_up_open;
mod user_pool_weak_password;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &user_pool_self_sign_up_open::CHECK,
    &client_may_write_custom_attributes::CHECK,
    &user_pool_mfa_off::CHECK,
    &user_pool_weak_password::CHECK,
    &identity_pool_guests_allowed::CHECK,
    &client_leaks_tokens::CHECK,
];
