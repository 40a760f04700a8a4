//! AWS Systems Manager: parameters, documents, managed instances.

use yagura_finding::Check;

mod document_public;
mod document_secret_plaintext;
mod instance_patches_missing;
mod instance_unmanaged;
mod parameter_secret_plaintext;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[
    &document_public::CHECK,
    &document_secret_plaintext::CHECK,
    &instance_patches_missing::CHECK,
    &instance_unmanaged::CHECK,
    &parameter_secret_plaintext::CHECK,
];
