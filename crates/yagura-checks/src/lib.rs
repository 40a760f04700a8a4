//! The checks, one module per service: `src/<service>/<check>.rs` and its page `<check>.md` beside it.
//!
//! A check's id is `<service>-<file name with hyphens>`. Adding one is two files and one line in the service's list.

pub mod secrets;

mod s3;

use yagura_finding::Check;

/// Every service's list, in the order of the catalogue.
static SERVICES: &[&[&Check]] = &[s3::CHECKS];

/// All checks, in the order of the catalogue.
pub fn all() -> Vec<&'static Check> {
    SERVICES.iter().copied().flatten().copied().collect()
}

/// The check of an id.
pub fn find(id: &str) -> Option<&'static Check> {
    SERVICES.iter().copied().flatten().copied().find(|check| check.id == id)
}
