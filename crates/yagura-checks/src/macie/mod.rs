//! Amazon Macie.

use yagura_finding::Check;

mod session_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&session_off::CHECK];
