//! Amazon S3.

use yagura_finding::Check;

mod bucket_public_access_block_off;

/// The checks of this service.
pub(crate) static CHECKS: &[&Check] = &[&bucket_public_access_block_off::CHECK];
