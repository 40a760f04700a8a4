//! The account itself: contacts, regions, password policy.

use yagura_finding::Check;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[];
