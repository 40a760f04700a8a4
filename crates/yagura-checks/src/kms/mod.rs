//! AWS Key Management Service.

use yagura_finding::Check;
use yagura_model::services::kms::Key;
use yagura_model::{Gap, Resource};

mod key_open_to_account;
mod key_pending_deletion;
mod key_policy_foreign_account;
mod key_policy_public;
mod key_rotation_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &key_policy_public::CHECK,
    &key_policy_foreign_account::CHECK,
    &key_open_to_account::CHECK,
    &key_rotation_off::CHECK,
    &key_pending_deletion::CHECK,
];

/// A key that a service made: nobody can change its policy or its rotation.
fn of_aws(key: &Resource<Key>) -> Result<bool, Gap> {
    Ok(key.key_manager.get()?.as_deref() == Some("AWS"))
}
